"""What is paid by the hour over the load: machines and tasks by place and type, and how many of them at each level.

Commitments and spare capacity are bought by place and type, whatever pool or role a machine is for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, TypeVar

from advisor.prices.offer import Offer
from advisor.sizing.deployment import Deployment
from advisor.sizing.load_levels import LoadLevel
from advisor.sizing.load_profile import PoolsByLoad
from advisor.sizing.machine_types import LINUX
from advisor.sizing.pool import MachineType, Pool, PoolKind, PoolNode
from advisor.values import HOURS_PER_DAY, HOURS_PER_MONTH

K = TypeVar("K")

LOW, BASE, HIGH = range(3)
"""The cases of a use that is uncertain: little, likely and much."""


class Sold(StrEnum):
    """How it is sold: machines, or instances of a vendor; or tasks, priced one by one."""

    MACHINES = "machines"
    TASKS = "tasks"


class SoldThing(NamedTuple):
    """What a price is of: a type of machine, or a size of tasks, in one place."""

    location: str
    machine: str
    sold: Sold
    system: str = LINUX


@dataclass
class Running:
    """How many run of one type in one place at each level, and what it is."""

    what: MachineType | Offer
    usd_per_hour: float
    counts: list[float]


@dataclass
class HourlyUse:
    """What runs at each level of the load: `steady` on demand capacity, and what may be interrupted on spare one.

    `hours` are those of each level; spare capacity is kept apart by pool, as its lines are.
    """

    hours: tuple[float, ...]
    steady: dict[SoldThing, Running] = field(default_factory=dict)
    spare: dict[tuple[SoldThing, str, str], Running] = field(default_factory=dict)

    def per_month(self, counts: list[float] | tuple[float, ...]) -> float:
        """Hours of a month, from a number at each level."""
        cycle = sum(self.hours)
        return sum(lasting * n for lasting, n in zip(self.hours, counts, strict=True)) * HOURS_PER_MONTH / cycle


def hourly_use(
    deployment: Deployment, by_load: PoolsByLoad | None, interruptible: frozenset[str], case: int = BASE
) -> HourlyUse:
    """What a deployment rents by the hour at each level of the load; own servers are no part of it.

    Parameters:
        deployment: what stands at the peak, with the members of the control plane and machines of other roles.
        by_load: the pools at each level; None where all hours are alike.
        interruptible: services that run on spare capacity.
        case: which of little, likely and much use is taken, where the hours or the tasks are uncertain.
    """
    levels = _levels(deployment, by_load, case)
    use = HourlyUse(tuple(hours for hours, _ in levels))
    owned = {(pool.name, pool.site, pool.cluster) for pool in deployment.pools if pool.owned}
    for number, (_, pools) in enumerate(levels):
        for pool in pools:
            if (pool.name, pool.site, pool.cluster) not in owned:
                _add_pool(use, pool, interruptible, number, case)
    for location, offer, count in _always(deployment):
        place = SoldThing(location, offer.name, Sold.MACHINES)
        for number in range(len(levels)):
            _add(use.steady, place, offer, offer.usd_per_hour, number, count, len(levels))
    return use


def _levels(deployment: Deployment, by_load: PoolsByLoad | None, case: int) -> list[tuple[float, tuple[Pool, ...]]]:
    if by_load is None:
        return [(HOURS_PER_DAY, deployment.pools)]
    return [(_hours(level, case), pools) for level, pools in by_load.levels]


def _hours(level: LoadLevel, case: int) -> float:
    return level.hours_in_range[case]


def _add_pool(use: HourlyUse, pool: Pool, interruptible: frozenset[str], number: int, case: int) -> None:
    types = {machine.name: machine for machine in pool.machines}
    sold = Sold.TASKS if pool.kind is PoolKind.TASKS else Sold.MACHINES
    for machine, spare, count, usd in _counted(pool, interruptible, case):
        place = SoldThing(pool.site, machine, sold, pool.system)
        if spare:
            _add(use.spare, (place, pool.cluster, pool.name), types[machine], usd, number, count, len(use.hours))
        else:
            _add(use.steady, place, types[machine], usd, number, count, len(use.hours))


def _counted(pool: Pool, interruptible: frozenset[str], case: int) -> Iterator[tuple[str, bool, float, float | None]]:
    """Machines or busy tasks of a pool: which, whether on spare capacity, how many, and the price on demand."""
    if pool.usage:
        for usage in pool.usage:
            spare = set(usage.services) <= interruptible
            yield usage.machine, spare, usage.busy[case], usage.usd_per_busy_hour
        return
    types = {machine.name: machine for machine in pool.machines}
    for node in pool.nodes:
        spare = pool.spot or (pool.kind is PoolKind.TASKS and _runs_only(node, interruptible))
        yield node.machine, spare, node.count, types[node.machine].on_demand_usd_per_hour


def _runs_only(node: PoolNode, services: frozenset[str]) -> bool:
    return bool(node.pods) and all(name in services for name, _ in node.pods)


def _add(
    into: dict[K, Running], key: K, what: MachineType | Offer, usd: float | None, number: int, count: float, levels: int
) -> None:
    if usd:
        running = into.setdefault(key, Running(what, usd, [0.0] * levels))
        running.counts[number] += count


def _always(deployment: Deployment) -> Iterator[tuple[str, Offer, int]]:
    """Rented machines that are there at all hours: of the members of control planes, and of other roles."""
    for each in deployment.each():
        if each.member_location is not None and each.member_location.seller is not None:
            for placed in each.members:
                yield each.member_location.id, placed.offer, placed.count
    for _, auxiliary in deployment.all_auxiliary_nodes():
        if auxiliary.location.seller is not None:
            yield auxiliary.location.id, auxiliary.offer, auxiliary.count
