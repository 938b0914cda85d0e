"""The load over a day or a week: which hours ask for the same replicas, and what capacity that follows them costs.

First the hours of the profile are put together into levels (`levels_of`); then each level gets a plan of its own, on
the machine types of the peak (`follow_load`); then the plans are told, with what following saves and what having
capacity ready before each rise costs (`load_following_of`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from advisor.knowledge import Level, Terms
from advisor.packing import Effort
from advisor.scenario.enums import Autoscale
from advisor.sizing.deployment import Deployment, SizingTask
from advisor.sizing.infeasibility import Refusal
from advisor.sizing.node_pools import LoadPoint
from advisor.sizing.note_codes import LoadCode, LoadName
from advisor.sizing.result import LoadFollowing, LoadPlan, Pool
from advisor.sizing.service_demand import ServiceDemand
from advisor.sizing.workload import Workload
from advisor.values import HOURS_PER_MONTH, Note, note

HOURS_PER_DAY = 24

MOST_LEVELS = 12
"""Different loads that are planned apart; with more of them, each is rounded up to a tenth of the peak."""

STEPS = 10


@dataclass(frozen=True)
class LoadLevel:
    """Hours that ask for the same replicas: the typical counts of `workload`; `idle`: there is no load."""

    name: str
    when: tuple[int, ...]
    hours: float
    workload: Workload
    idle: bool = False

    @property
    def replicas(self) -> int:
        """Replicas over all services."""
        return sum(service.typical for service in self.workload.services)


def cycle_hours(workload: Workload) -> int:
    """The hours that the load repeats after: those of the profile, else of a day."""
    return len(workload.hourly) or HOURS_PER_DAY


def levels_of(workload: Workload) -> tuple[LoadLevel, ...]:
    """The different hours from quiet to busy; their `hours` add up to the cycle.

    With an hourly profile, a service runs ceil(factor x peak) replicas, never below its minimum. With peak hours only,
    the hours are typical ones and those of the peak.
    """
    if not workload.hourly:
        at_peak = workload.peak_share * HOURS_PER_DAY
        quiet = LoadLevel("typical day", (), HOURS_PER_DAY - at_peak, workload)
        busy = LoadLevel("peak", (), at_peak, _with_counts(workload, [service.peak for service in workload.services]))
        return tuple(level for level in (quiet, busy) if level.hours > 0)
    factors = _rounded(workload.hourly)
    alike: dict[tuple[tuple[int, ...], bool], list[int]] = {}
    for hour, factor in enumerate(factors):
        counts = tuple(_count_at(service, factor) for service in workload.services)
        alike.setdefault((counts, factor == 0), []).append(hour)
    levels = [
        LoadLevel("load", tuple(hours), float(len(hours)), _with_counts(workload, list(counts)), idle)
        for (counts, idle), hours in alike.items()
    ]
    return tuple(sorted(levels, key=lambda level: (level.replicas, not level.idle, level.when)))


def floor_of(workload: Workload) -> Workload:
    """The workload with the minimum replicas as the typical ones."""
    return _with_counts(workload, [service.floor for service in workload.services])


def _rounded(factors: tuple[float, ...]) -> tuple[float, ...]:
    if len(set(factors)) <= MOST_LEVELS:
        return factors
    return tuple(math.ceil(round(factor * STEPS, 6)) / STEPS for factor in factors)


def _count_at(service: ServiceDemand, factor: float) -> int:
    return min(service.peak, max(service.floor, math.ceil(round(factor * service.peak, 6))))


def _with_counts(workload: Workload, counts: list[int]) -> Workload:
    services = tuple(replace(s, typical=count) for s, count in zip(workload.services, counts, strict=True))
    return replace(workload, services=services)


FOLLOWS_LOAD = (Autoscale.REPLICAS, Autoscale.NODES, Autoscale.SCALE_TO_ZERO, Autoscale.BURST_TO_CLOUD)

MINUTES_PER_HOUR = 60

Deploy = Callable[[SizingTask, LoadPoint, Deployment], Deployment | Refusal]
"""Deploys replicas where those of the peak stand; or says why they cannot be placed."""


@dataclass(frozen=True)
class PoolsByLoad:
    """The pools that run at each level of the load, on a typical day, and at the minimum.

    The floor is in no bill, so it is left out (None) where platforms are only listed.
    """

    levels: tuple[tuple[LoadLevel, tuple[Pool, ...]], ...]
    typical: tuple[Pool, ...]
    floor: tuple[Pool, ...] | None
    workload: Workload


def follow_load(task: SizingTask, peak: Deployment, deploy: Deploy) -> PoolsByLoad | Note:
    """The pools for each level of the load where replicas and capacity follow it; else why they do not."""
    reason = _why_not(task)
    if reason is not None:
        return reason
    workload = _with_least(task)
    levels = []
    for level in levels_of(workload):
        pools = (
            peak.pools if _is_peak(level.workload) else _pools_at(task, level.workload, peak, deploy, idle=level.idle)
        )
        levels.append((level, pools))
    typical = _pools_at(task, workload, peak, deploy)
    floor = None if task.effort is Effort.QUICK else _pools_at(task, floor_of(workload), peak, deploy)
    if typical is None or any(pools is None for _, pools in levels):
        return note(LoadCode.QUIETER_HOUR_WITHOUT_PLAN)
    return PoolsByLoad(tuple((level, pools or ()) for level, pools in levels), typical, floor, workload)


def _why_not(task: SizingTask) -> Note | None:
    terms = task.terms
    if all(service.floor == service.peak for service in task.workload.services):
        return note(LoadCode.SAME_AT_ALL_HOURS)
    if task.scenario.autoscale not in FOLLOWS_LOAD:
        return note(LoadCode.NOT_ASKED_TO_FOLLOW)
    if (terms.replica_autoscale or Level.NONE) < Level.GOOD:
        return note(LoadCode.REPLICAS_STAY, platform=task.platform.name)
    if (terms.node_autoscale or Level.NONE) < Level.GOOD:
        return note(LoadCode.MACHINES_STAY, platform=task.platform.name)
    return None


def _with_least(task: SizingTask) -> Workload:
    """The workload with one replica at least of what has to answer, where the platform does not go down to none."""
    if (task.terms.scale_to_zero or Level.NONE) >= Level.GOOD:
        return task.workload
    services = tuple(s if s.batch else replace(s, floor=max(1, s.floor)) for s in task.workload.services)
    return replace(task.workload, services=services)


def _is_peak(workload: Workload) -> bool:
    return all(service.typical == service.peak for service in workload.services)


def _pools_at(
    task: SizingTask, workload: Workload, peak: Deployment, deploy: Deploy, *, idle: bool = False
) -> tuple[Pool, ...] | None:
    """The pools for the typical replicas of a workload; each service stays where it runs at the peak."""
    deployment = deploy(replace(task, workload=workload, idle=idle), LoadPoint.TYPICAL, peak)
    if isinstance(deployment, Refusal):
        return None
    usd, most = hourly_cost(deployment.pools), hourly_cost(peak.pools)
    # a rough plan of fewer replicas that costs more than the peak's is no reason to change the machines
    return peak.pools if usd is not None and most is not None and usd > most else deployment.pools


def hourly_cost(pools: tuple[Pool, ...], *, rented: bool = False) -> float | None:
    """USD an hour of all pools, or of those that are not the organisation's own; None when a price is missing."""
    wanted = [pool for pool in pools if not (rented and pool.owned)]
    if any(pool.usd_per_hour is None for pool in wanted):
        return None
    return sum(pool.usd_per_hour or 0.0 for pool in wanted)


def machines_over_hours(pools: tuple[Pool, ...], followed: PoolsByLoad | None) -> float:
    """Machines, instances or tasks of these pools of the peak, on average over all hours; own servers always stand."""
    if followed is None:
        return sum(pool.node_count for pool in pools)
    wanted = {(pool.name, pool.site, pool.cluster) for pool in pools if not pool.owned}
    cycle = sum(level.hours for level, _ in followed.levels)
    following = sum(
        level.hours * pool.node_count
        for level, quieter in followed.levels
        for pool in quieter
        if (pool.name, pool.site, pool.cluster) in wanted
    )
    return sum(pool.node_count for pool in pools if pool.owned) + following / cycle


def load_following_of(task: SizingTask, peak: Deployment, followed: PoolsByLoad | Note) -> LoadFollowing:
    """The plans for people: floor, typical, peak and the hours between."""
    cycle = cycle_hours(task.workload)
    if isinstance(followed, Note):
        return LoadFollowing(False, followed, cycle)
    costs = [(level.hours, hourly_cost(pools, rented=True)) for level, pools in followed.levels]
    at_peak = hourly_cost(peak.pools, rented=True)
    saved = share = None
    if at_peak is not None and all(usd is not None for _, usd in costs):
        saved = sum(hours * (at_peak - (usd or 0.0)) for hours, usd in costs) * HOURS_PER_MONTH / cycle
        share = saved / (at_peak * HOURS_PER_MONTH) if at_peak else 0.0
    minutes = task.terms.claim(Terms.capacity_minutes)
    return LoadFollowing(
        follows=True,
        why=note(LoadCode.FOLLOWS_LOAD),
        cycle_hours=cycle,
        plans=tuple(_plans(followed, peak, task.workload)),
        usd_saved_per_month=saved,
        saved_share=share,
        capacity_minutes=minutes.value if minutes else None,
        capacity_source=minutes.source if minutes else "",
        usd_ahead_per_month=_ahead(followed, minutes.value) if minutes else None,
        notes=tuple(_idle_notes(task, followed)),
    )


def _plans(followed: PoolsByLoad, peak: Deployment, workload: Workload) -> list[LoadPlan]:
    """Plans for minimum, typical and peak, and for the hours of the profile between them; equal ones once."""
    named = {LoadName.TYPICAL: (followed.workload, followed.typical)}
    if followed.floor is not None:
        named = {LoadName.FLOOR: (floor_of(followed.workload), followed.floor), **named}
    counts = {name: tuple(s.typical for s in one.services) for name, (one, _) in named.items()}
    counts[LoadName.PEAK] = tuple(s.peak for s in workload.services)
    plans = []
    for level, pools in followed.levels:
        here = tuple(s.typical for s in level.workload.services)
        names = tuple(name for name, those in counts.items() if those == here)
        shown = (LoadName.IDLE,) if level.idle else names or (LoadName.BETWEEN,)
        plans.append(_plan(shown, level.when, level.hours, here, pools))
        for name in names:
            del counts[name]
    for name, those in counts.items():
        plans.append(_plan((name,), (), 0.0, those, peak.pools if name is LoadName.PEAK else named[name][1]))
    return sorted(plans, key=lambda plan: (plan.replicas, plan.usd_per_hour or 0.0, plan.when))


def _plan(
    names: tuple[LoadName, ...], when: tuple[int, ...], hours: float, counts: tuple[int, ...], pools: tuple[Pool, ...]
) -> LoadPlan:
    machines: dict[str, int] = {}
    for pool in pools:
        for node in pool.nodes:
            machines[node.machine] = machines.get(node.machine, 0) + node.count
    ordered = tuple(sorted(machines.items(), key=lambda one: (-one[1], one[0])))
    return LoadPlan(names, when, hours, sum(counts), ordered, hourly_cost(pools))


def _ahead(followed: PoolsByLoad, minutes: float) -> float | None:
    """USD a month for adding capacity so many minutes before each rise of the load."""
    by_hour: dict[int, float] = {}
    for level, pools in followed.levels:
        usd = hourly_cost(pools, rented=True)
        if usd is None:
            return None
        by_hour |= dict.fromkeys(level.when, usd)
    cycle = cycle_hours(followed.workload)
    if by_hour:
        rises = sum(max(0.0, by_hour[(hour + 1) % cycle] - by_hour[hour]) for hour in by_hour)
    else:
        costs = [hourly_cost(pools, rented=True) or 0.0 for _, pools in followed.levels]
        rises = max(costs) - min(costs)
    return rises * minutes / MINUTES_PER_HOUR * HOURS_PER_MONTH / cycle


def _idle_notes(task: SizingTask, followed: PoolsByLoad) -> list[Note]:
    idle = task.terms.task_idle_vcpu_usd_per_hour
    if idle is None or not task.strategy.bills_usage:
        return []
    counted = any(level.idle and level.replicas for level, _ in followed.levels)
    return [note(LoadCode.IDLE_PRICE, usd_per_vcpu_hour=idle, counted=counted)]
