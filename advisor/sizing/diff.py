"""Two topologies of one platform -> what differs: control plane, agents, support, and the bill line by line.

Parts of both are paired by their keys; what is computed here are facts, and the report makes words of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from advisor.sizing.bill_types import Bill, BillKey, BillLine, LeftOut, Unpriced
from advisor.sizing.cluster import ControlPlane
from advisor.sizing.pool import Pool, PoolKind
from advisor.sizing.support_part import SupportKey, SupportPart
from advisor.sizing.topology import Topology
from advisor.values import Note

_K = TypeVar("_K")
_T = TypeVar("_T")


@dataclass(frozen=True)
class Change(Generic[_K, _T]):
    """One thing before and after; None on the side where it is not. `key` says which thing, whatever its amount."""

    key: _K
    was: _T | None
    becomes: _T | None


class ControlPlaneFact(StrEnum):
    """What may differ between two control planes; all but the last are fields of ControlPlane."""

    OPERATED_BY = "operated_by"
    MEMBERS = "members"
    MACHINE_TYPES = "machine_types"
    ON_AGENTS = "on_agents"
    TOLERATES = "tolerates"
    CLUSTERS = "clusters"
    USD_PER_HOUR = "usd_per_hour"
    SLA_PERCENT = "sla_percent"
    MEMBERS_IN_ZONE = "members_in_zone"


PlaneValue = str | float | tuple[str, ...]
"""A fact of a control plane: one value, or the machine types of its members."""


@dataclass(frozen=True)
class ControlPlaneKey:
    """A fact of a control plane; `zone` where it is one of a zone."""

    fact: ControlPlaneFact
    zone: str = ""


class BillTotal(StrEnum):
    """The three figures of a bill, and its base at the end of the plan."""

    LOW = "low"
    BASE = "base"
    HIGH = "high"
    AT_END_OF_PLAN = "at_end_of_plan"
    """Base at the end of the years planned for."""


@dataclass(frozen=True, order=True)
class PoolKey:
    """One pool: of that name, on that site."""

    pool: str
    site: str


@dataclass(frozen=True, order=True)
class AgentPlace:
    """Agents of one machine type in one zone of a pool."""

    pool: str
    site: str
    zone: str
    machine: str


@dataclass(frozen=True)
class Promise:
    """The losses that a pool outlasts: so many of its machines, or a zone; both at once with `together`."""

    nodes: int
    zone: bool
    together: bool


@dataclass(frozen=True)
class TopologyChange:
    """Everything that differs; `moved` are pools whose machines stay and whose replicas stand otherwise on them."""

    control_plane: tuple[Change[ControlPlaneKey, PlaneValue], ...]
    agents: tuple[tuple[AgentPlace, int, int], ...]
    moved: tuple[PoolKey, ...]
    survives: tuple[Change[PoolKey, Promise], ...]
    support: tuple[Change[SupportKey, SupportPart], ...]
    lines: tuple[Change[BillKey, BillLine], ...]
    totals: tuple[Change[BillTotal, float], ...]
    basis: bool
    """Whether the base figure stands for something else."""
    not_in_sum: tuple[Change[Hashable, Unpriced | LeftOut], ...]
    notes: tuple[Change[Note, Note], ...]

    @property
    def nothing(self) -> bool:
        """Whether nothing at all differs."""
        return not (self.bill or self.set_up)

    @property
    def bill(self) -> bool:
        """Whether the bill differs."""
        return bool(self.lines or self.totals or self.basis or self.not_in_sum)

    @property
    def set_up(self) -> bool:
        """Whether something other than the bill differs."""
        return bool(self.control_plane or self.agents or self.moved or self.survives or self.support or self.notes)


def differences_between(was: Topology, becomes: Topology) -> TopologyChange:
    """What differs between two topologies of one platform, in the order of a report; totals come with the lines."""
    agents = tuple(_agents(was, becomes))
    totals = tuple(_totals(was, becomes))
    return TopologyChange(
        control_plane=tuple(_control_plane(was.control_plane, becomes.control_plane)),
        agents=agents,
        moved=tuple(_moved(was, becomes, {PoolKey(place.pool, place.site) for place, _, _ in agents})),
        survives=tuple(_survival(was.pools, becomes.pools)),
        support=tuple(_changed(was.support, becomes.support, lambda part: part.key)),
        lines=tuple(_changed(was.bill.lines, becomes.bill.lines, lambda line: line.key)),
        totals=totals if any(change.was != change.becomes for change in totals) else (),
        basis=was.bill.basis != becomes.bill.basis,
        not_in_sum=tuple(_changed(_not_in_sum(was.bill), _not_in_sum(becomes.bill), _cost_key)),
        notes=tuple(_changed(_notes(was), _notes(becomes), lambda note: note)),
    )


def at_end_of_plan(topology: Topology) -> float | None:
    """The base of the bill at the end of the plan; None where nothing grows, or it does not fit or has no price."""
    end = topology.end_of_plan
    return end.bill.base if end is not None and end.bill is not None else None


def _totals(was: Topology, becomes: Topology) -> Iterator[Change[BillTotal, float]]:
    for name in (BillTotal.LOW, BillTotal.BASE, BillTotal.HIGH):
        yield Change(name, getattr(was.bill, name), getattr(becomes.bill, name))
    if was.end_of_plan is not None or becomes.end_of_plan is not None:
        yield Change(BillTotal.AT_END_OF_PLAN, at_end_of_plan(was), at_end_of_plan(becomes))


def _control_plane(was: ControlPlane, becomes: ControlPlane) -> Iterator[Change[ControlPlaneKey, PlaneValue]]:
    for fact in ControlPlaneFact:
        if fact is not ControlPlaneFact.MEMBERS_IN_ZONE:
            old, new = getattr(was, fact), getattr(becomes, fact)
            if old != new:
                yield Change(ControlPlaneKey(fact), old, new)
    old_zones, new_zones = dict(was.members_by_zone), dict(becomes.members_by_zone)
    for zone in dict.fromkeys((*old_zones, *new_zones)):
        if old_zones.get(zone) != new_zones.get(zone):
            key = ControlPlaneKey(ControlPlaneFact.MEMBERS_IN_ZONE, zone)
            yield Change(key, old_zones.get(zone, 0), new_zones.get(zone, 0))


def _counts(topology: Topology) -> Counter[AgentPlace]:
    counts: Counter[AgentPlace] = Counter()
    for pool in topology.pools:
        for node in pool.nodes:
            counts[AgentPlace(pool.name, pool.site, node.zone, node.machine)] += node.count
    return counts


def _agents(was: Topology, becomes: Topology) -> Iterator[tuple[AgentPlace, int, int]]:
    old, new = _counts(was), _counts(becomes)
    yield from ((place, old[place], new[place]) for place in sorted({*old, *new}) if old[place] != new[place])


def _moved(was: Topology, becomes: Topology, told: set[PoolKey]) -> Iterator[PoolKey]:
    old = {_pool_key(pool): set(pool.nodes) for pool in was.pools}
    for pool in becomes.pools:
        key = _pool_key(pool)
        if key not in told and old.get(key, set()) != set(pool.nodes):
            yield key


def _survival(was: Iterable[Pool], becomes: Iterable[Pool]) -> Iterator[Change[PoolKey, Promise]]:
    old = {_pool_key(pool): pool for pool in was}
    for pool in becomes:
        before = old.get(_pool_key(pool))
        if before is not None and pool.kind is not PoolKind.TASKS and _promise(before) != _promise(pool):
            yield Change(_pool_key(pool), _promise(before), _promise(pool))


def _pool_key(pool: Pool) -> PoolKey:
    return PoolKey(pool.name, pool.site)


def _promise(pool: Pool) -> Promise:
    return Promise(pool.survives_nodes, pool.survives_zone, pool.survives_together)


def _notes(topology: Topology) -> tuple[Note, ...]:
    return tuple(dict.fromkeys((*topology.control_plane.notes, *topology.notes)))


def _not_in_sum(bill: Bill) -> tuple[Unpriced | LeftOut, ...]:
    return (*bill.unpriced, *bill.left_out)


def _cost_key(cost: Unpriced | LeftOut) -> Hashable:
    return cost.cost if isinstance(cost, Unpriced) else (cost.cost, cost.key)


def _changed(was: Iterable[_T], becomes: Iterable[_T], key: Callable[[_T], _K]) -> Iterator[Change[_K, _T]]:
    """Entries that differ, those with the same key side by side: in the order of the first side, then of the second."""
    new: dict[_K, list[_T]] = {}
    for entry in becomes:
        new.setdefault(key(entry), []).append(entry)
    for entry in was:
        others = new.get(key(entry))
        other = others.pop(0) if others else None
        if entry != other:
            yield Change(key(entry), entry, other)
    yield from (Change(of, None, entry) for of, entries in new.items() for entry in entries)
