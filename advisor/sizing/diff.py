"""Two topologies of one platform -> what differs: control plane, agents, support, and the bill line by line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from advisor.sizing.result import Bill, BillLine, ControlPlane, Pool, SupportPart, Topology

_T = TypeVar("_T")
_COUNT = re.compile(r"(?<![\w.,-])\d[\d,]*(?:\.\d+)?(?![\w.,%-]) (\w+?)s?\b")
_TOTALS = ("low", "base", "high")


@dataclass(frozen=True)
class Change(Generic[_T]):
    """One thing before and after; None on the side where it is not."""

    what: str
    was: _T | None
    becomes: _T | None


@dataclass(frozen=True, order=True)
class AgentPlace:
    """Agents of one machine type in one zone of a pool."""

    pool: str
    site: str
    zone: str
    machine: str


@dataclass(frozen=True)
class TopologyChange:
    """Everything that differs; `moved` are pools whose machines stay and whose replicas stand otherwise on them."""

    control_plane: tuple[Change[str | float], ...]
    agents: tuple[tuple[AgentPlace, int, int], ...]
    moved: tuple[str, ...]
    survives: tuple[Change[str], ...]
    support: tuple[Change[SupportPart], ...]
    lines: tuple[Change[BillLine], ...]
    totals: tuple[Change[float], ...]
    basis: Change[str] | None
    not_in_sum: tuple[Change[str], ...]
    notes: tuple[Change[str], ...]

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
    totals = tuple(Change(name, getattr(was.bill, name), getattr(becomes.bill, name)) for name in _TOTALS)
    return TopologyChange(
        control_plane=tuple(_control_plane(was.control_plane, becomes.control_plane)),
        agents=agents,
        moved=tuple(_moved(was, becomes, {place.pool for place, _, _ in agents})),
        survives=tuple(_survival(was.pools, becomes.pools)),
        support=tuple(_support(was, becomes)),
        lines=tuple(_lines(was.bill, becomes.bill)),
        totals=totals if any(change.was != change.becomes for change in totals) else (),
        basis=None if was.bill.basis == becomes.bill.basis else Change("basis", was.bill.basis, becomes.bill.basis),
        not_in_sum=tuple(_texts(_left_out(was.bill), _left_out(becomes.bill))),
        notes=tuple(_texts(_notes(was), _notes(becomes))),
    )


def _control_plane(was: ControlPlane, becomes: ControlPlane) -> Iterator[Change[str | float]]:
    for name in ("operated_by", "members", "machine", "tolerates", "clusters", "usd_per_hour", "sla_percent"):
        old, new = getattr(was, name), getattr(becomes, name)
        if old != new:
            yield Change(name, old, new)
    old_zones, new_zones = dict(was.members_by_zone), dict(becomes.members_by_zone)
    for zone in dict.fromkeys((*old_zones, *new_zones)):
        if old_zones.get(zone) != new_zones.get(zone):
            yield Change(f"members in {zone}", old_zones.get(zone, 0), new_zones.get(zone, 0))


def _counts(topology: Topology) -> Counter[AgentPlace]:
    counts: Counter[AgentPlace] = Counter()
    for pool in topology.pools:
        for node in pool.nodes:
            counts[AgentPlace(pool.name, pool.site, node.zone, node.machine)] += node.count
    return counts


def _agents(was: Topology, becomes: Topology) -> Iterator[tuple[AgentPlace, int, int]]:
    old, new = _counts(was), _counts(becomes)
    yield from ((place, old[place], new[place]) for place in sorted({*old, *new}) if old[place] != new[place])


def _moved(was: Topology, becomes: Topology, told: set[str]) -> Iterator[str]:
    old = {(pool.name, pool.site): set(pool.nodes) for pool in was.pools}
    for pool in becomes.pools:
        if pool.name not in told and old.get((pool.name, pool.site), set()) != set(pool.nodes):
            yield pool.name


def _survival(was: Iterable[Pool], becomes: Iterable[Pool]) -> Iterator[Change[str]]:
    old = {(pool.name, pool.site): pool for pool in was}
    for pool in becomes:
        before = old.get((pool.name, pool.site))
        if before is not None and pool.kind != "tasks" and _promise(before) != _promise(pool):
            yield Change(pool.name, _promise(before), _promise(pool))


def _promise(pool: Pool) -> str:
    kept = [f"{pool.survives_nodes} of its machines"] if pool.survives_nodes else []
    joint = " together with " if pool.survives_together else " or "
    return joint.join([*kept, *(["a zone"] if pool.survives_zone else [])]) or "nothing"


def _support(was: Topology, becomes: Topology) -> Iterator[Change[SupportPart]]:
    for old, new in _paired(was.support, becomes.support, lambda part: (part.what, part.where)):
        part = old or new
        if part is not None and old != new:
            yield Change(part.what, old, new)


def _lines(was: Bill, becomes: Bill) -> Iterator[Change[BillLine]]:
    for old, new in _paired(was.lines, becomes.lines, lambda line: (_without_count(line.what), line.unit)):
        line = new or old
        if line is not None and old != new:
            yield Change(line.what, old, new)


def _without_count(what: str) -> str:
    """What a bill line is for, without how many: `services: 3 x m5.large` -> `services: # x m5.large`."""
    return _COUNT.sub(r"# \1", what, count=1)


def _notes(topology: Topology) -> tuple[str, ...]:
    return (*topology.control_plane.notes, *topology.notes)


def _left_out(bill: Bill) -> tuple[str, ...]:
    return (*bill.unpriced, *bill.left_out)


def _texts(was: tuple[str, ...], becomes: tuple[str, ...]) -> Iterator[Change[str]]:
    yield from (Change(text, text, None) for text in dict.fromkeys(was) if text not in becomes)
    yield from (Change(text, None, text) for text in dict.fromkeys(becomes) if text not in was)


def _paired(
    was: Iterable[_T], becomes: Iterable[_T], key: Callable[[_T], Hashable]
) -> Iterator[tuple[_T | None, _T | None]]:
    """Entries of both sides with the same key side by side, in the order of the first side, then of the second."""
    old, new = list(was), list(becomes)
    for entry in old:
        other = next((candidate for candidate in new if key(candidate) == key(entry)), None)
        if other is not None:
            new.remove(other)
        yield entry, other
    yield from ((None, entry) for entry in new)
