"""What capacity costs that follows the load over a day or a week.

Each level of the load (load_levels.py) gets a plan of its own, on the machine types of the peak (`follow_load`); then
the plans are told, with what following saves and what having capacity ready before each rise costs
(`load_following_of`). Where requests are billed, there are such levels even if the replicas stay (`billed_hours`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from advisor.knowledge import Level, Terms
from advisor.packing import Effort
from advisor.scenario.enums import Autoscale
from advisor.sizing.bill_types import HourClass
from advisor.sizing.deployment import Deployment, SizingTask
from advisor.sizing.infeasibility import Refusal
from advisor.sizing.load_following import LoadFollowing, LoadPlan
from advisor.sizing.load_levels import LoadLevel, cycle_hours, floor_of, levels_of, steady
from advisor.sizing.note_codes import LoadCode, LoadName
from advisor.sizing.packing_items import LoadPoint
from advisor.sizing.pool import Pool
from advisor.sizing.workload import Workload
from advisor.values import HOURS_PER_MONTH, Note, note

FOLLOWS_LOAD = (Autoscale.REPLICAS, Autoscale.NODES, Autoscale.SCALE_TO_ZERO, Autoscale.BURST_TO_CLOUD)

MINUTES_PER_HOUR = 60
FLOOR_UP_TO, PEAK_ABOVE = 1 / 3, 2 / 3
"""Shares of the way from the fewest to the most replicas: equal parts, as nothing tells where a peak begins."""

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

    def class_of(self, level: LoadLevel) -> HourClass:
        """The class of hours that a level is billed in, by thirds of the way from the fewest to the most replicas."""
        if level.idle:
            return HourClass.IDLE
        replicas = [each.replicas for each, _ in self.levels if not each.idle]
        fewest, most = min(replicas), max(replicas)
        if level.replicas == most:
            return HourClass.PEAK
        if not level.when:  # peak hours alone were given: all others are those of a typical day
            return HourClass.TYPICAL
        share = (level.replicas - fewest) / (most - fewest)
        if share <= FLOOR_UP_TO:
            return HourClass.FLOOR
        return HourClass.PEAK if share > PEAK_ABOVE else HourClass.TYPICAL


def with_busy_hours(followed: PoolsByLoad, *, many: bool) -> PoolsByLoad:
    """The same pools with the fewest or the most busy hours, where those were assumed."""
    levels = []
    for level, pools in followed.levels:
        hours = level.hours_in_range
        levels.append((replace(level, hours=hours.high if many else hours.low), pools))
    return replace(followed, levels=tuple(levels))


def follow_load(task: SizingTask, peak: Deployment, deploy: Deploy) -> PoolsByLoad | Note:
    """The pools for each level of the load where replicas and capacity follow it; else why they do not."""
    reason = _why_not(task)
    if reason is not None:
        return reason
    workload = _with_least(task)
    levels = []
    for level in levels_of(workload, by_requests=task.strategy.meters_usage(task.terms)):
        pools = peak.pools if level.at_peak else _pools_at(task, level.workload, peak, deploy, idle=level.idle)
        levels.append((level, pools))
    typical = _pools_at(task, workload, peak, deploy)
    floor = None if task.effort is Effort.QUICK else _pools_at(task, floor_of(workload), peak, deploy)
    if typical is None or any(pools is None for _, pools in levels):
        return note(LoadCode.QUIETER_HOUR_WITHOUT_PLAN)
    return PoolsByLoad(tuple((level, pools or ()) for level, pools in levels), typical, floor, workload)


def billed_workload(task: SizingTask) -> Workload:
    """The workload whose levels are billed: with replicas that follow the load, or with those of the peak all along."""
    return steady(task.workload) if _why_not(task) is not None else _with_least(task)


def billed_hours(
    task: SizingTask, peak: Deployment, followed: PoolsByLoad | Note, deploy: Deploy
) -> PoolsByLoad | None:
    """The pools at each level of what is billed by use; None where that is billed by how many machines there are."""
    if not task.strategy.meters_usage(task.terms):
        return None
    if isinstance(followed, PoolsByLoad):
        return followed
    workload = billed_workload(task)
    levels = []
    for level in levels_of(workload, by_requests=True):
        pools = peak.pools if level.at_peak else _pools_at(task, level.workload, peak, deploy, idle=level.idle)
        levels.append((level, peak.pools if pools is None else pools))
    return PoolsByLoad(tuple(levels), peak.pools, None, workload)


def scales_by_itself(task: SizingTask) -> bool:
    """Whether the platform is counted on to change the number of replicas with the load."""
    return _why_not(task) is None


def _why_not(task: SizingTask) -> Note | None:
    terms = task.terms
    if all(service.floor == service.peak for service in task.workload.services):
        return note(LoadCode.SAME_AT_ALL_HOURS)
    by_itself = task.scenario.autoscale is None and task.strategy.meters_usage(terms)
    if task.scenario.autoscale not in FOLLOWS_LOAD and not by_itself:
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
        counted = followed.class_of(level) if level.hours else None
        plans.append(replace(_plan(shown, level.when, level.hours, here, pools), counted_as=counted))
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
