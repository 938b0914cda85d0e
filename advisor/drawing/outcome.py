"""What a scene does to the machines of a topology: what is lost, where replicas go, what stays without a place."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from advisor.drawing.fill import Pods, PoolFill, services_of, zone_title, zones_of
from advisor.drawing.geometry import BoxState
from advisor.drawing.scene import Scene, SceneKind
from advisor.errors import InvalidValueError, did_you_mean
from advisor.packing import Loss, Machine, Plan, PlanState, Relocation, plan_state_of, relocate, surge_relocations
from advisor.packing.model.capacity import IntArray
from advisor.packing.plan_state import Displaced, Survivors
from advisor.packing.relocation import fit_decreasing, use_reserved, use_spares
from advisor.scenario import Scenario
from advisor.scenario.enums import VolumeAccess, VolumeContent
from advisor.scenario.service import Service
from advisor.sizing.cloud_location import VENDOR_ZONE
from advisor.sizing.control_plane import CONTROL_PLANE, WHOLE_MEMBER
from advisor.sizing.packing_items import is_added
from advisor.sizing.pool import Pool, PoolKind
from advisor.sizing.topology import Topology

MORE_LOAD = 0.3


class Stranded(StrEnum):
    """Why replicas stay without a place."""

    NO_ROOM = "no_room"
    DISK_IN_ZONE = "disk_in_zone"
    NOBODY_STARTS = "nobody_starts"
    """A person has to start them again."""
    NOT_PLANNED = "not_planned"
    """Where they go is not known, as nothing is known of what they take."""
    WAITS = "waits"
    """The platform adds machines for them."""


@dataclass(frozen=True)
class Group:
    """Equal machines of a pool in a scene: their numbers in the topology, what runs on each, what moves in on each."""

    pool: int
    node: int
    numbers: tuple[tuple[int, int], ...]
    """Ranges of numbers, first and last; empty for machines that are added."""
    count: int
    pods: Pods
    state: BoxState = BoxState.NORMAL
    moved_in: Pods = ()


@dataclass(frozen=True)
class SceneOutcome:
    """The machines in a scene, and what became of the replicas that had to move."""

    scene: Scene
    groups: tuple[Group, ...]
    lost_zone: tuple[str, str] | None = None
    """The site and the name of the zone that is lost."""
    displaced: Pods = ()
    """Replicas that lost their machine, or come on top."""
    by_vendor: Pods = ()
    """Those that a vendor starts again on machines that nobody sees."""
    unplaced: tuple[tuple[str, int, Stranded], ...] = ()
    subject: str = ""
    """What is lost or upgraded, as the picture names it."""
    uses_kept: bool = False
    """Whether room that was kept for a loss is taken by more load."""


def outcome_of(topology: Topology, scenario: Scenario, scene: Scene) -> SceneOutcome:
    """What a scene does. Raises InvalidValueError for a machine, a zone or a service that is not there."""
    match scene.kind:
        case SceneKind.NODE_LOST:
            return _nodes_gone(topology, scenario, scene, *_machine(topology, scene.which), state=BoxState.LOST)
        case SceneKind.ZONE_LOST:
            return _zone_lost(topology, scenario, scene)
        case SceneKind.UPGRADE:
            return _upgrade(topology, scenario, scene)
        case SceneKind.MORE_LOAD:
            return _more_load(topology, scenario, scene)
    return SceneOutcome(scene, tuple(_Board(topology).groups()))


def members_lost(topology: Topology, outcome: SceneOutcome) -> Mapping[str, int]:
    """Members of the control plane that are lost, by zone: those of a lost zone, and those on a lost agent."""
    if outcome.lost_zone is not None:
        zone = outcome.lost_zone[1]
        return {zone: dict(topology.control_plane.members_by_zone).get(zone, 0)}
    gone: Counter[str] = Counter()
    for group in outcome.groups:
        if group.state is BoxState.LOST and topology.control_plane.on_agents:
            on_each = sum(count for name, count in group.pods if name in (CONTROL_PLANE, WHOLE_MEMBER))
            gone[topology.pools[group.pool].nodes[group.node].zone] += on_each * group.count
    return gone


@dataclass
class _Board:
    """The machines while a scene is played: for each entry of a pool what is lost, and who takes in what."""

    topology: Topology
    lost: dict[tuple[int, int], tuple[int, int, BoxState]] = field(default_factory=dict)
    """First number and count of those that are gone, by pool and entry."""
    moved: dict[tuple[int, int], list[tuple[int, Pods]]] = field(default_factory=dict)
    added: list[Group] = field(default_factory=list)

    def relocate(self, pool: int, relocations: Sequence[Relocation]) -> None:
        for one in relocations:
            self.moved.setdefault((pool, one.node), []).append((one.count, one.pods))

    def groups(self) -> Iterator[Group]:
        """All machines; an entry is split where its machines differ."""
        number = 1
        for place, pool in enumerate(self.topology.pools):
            for index, node in enumerate(pool.nodes):
                yield from self._entry(place, index, number, node.count, node.pods)
                number += node.count
            yield from (group for group in self.added if group.pool == place)

    def _entry(self, pool: int, index: int, first: int, count: int, pods: Pods) -> Iterator[Group]:
        left = [(first, first + count - 1)]
        gone = self.lost.get((pool, index))
        if gone is not None:
            number, many, state = gone
            left = [r for r in ((first, number - 1), (number + many, first + count - 1)) if r[0] <= r[1]]
            yield Group(pool, index, ((number, number + many - 1),), many, pods, state)
        for many, moved_in in self.moved.get((pool, index), ()):
            taken, left = _take(left, many)
            yield Group(pool, index, taken, many, pods, BoxState.TAKES_IN, moved_in)
        if left:
            yield Group(pool, index, tuple(left), sum(b - a + 1 for a, b in left), pods)


def _take(ranges: list[tuple[int, int]], count: int) -> tuple[tuple[tuple[int, int], ...], list[tuple[int, int]]]:
    """The first so many numbers of some ranges, and what is left of them."""
    taken: list[tuple[int, int]] = []
    left: list[tuple[int, int]] = []
    for first, last in ranges:
        here = min(count, last - first + 1)
        count -= here
        if here:
            taken.append((first, first + here - 1))
        if first + here <= last:
            left.append((first + here, last))
    return tuple(taken), left


def _machine(topology: Topology, which: str) -> tuple[int, int, int]:
    """Pool, entry and number of a machine named `n3`; of the one with most on it where none is named."""
    number, entries = 1, []
    for place, pool in enumerate(topology.pools):
        for index, node in enumerate(pool.nodes):
            entries.append((place, index, number, node.count))
            number += node.count
    if not which:
        if not entries:
            raise InvalidValueError("there is no machine that could be lost", "use the scene normal")
        fills = [PoolFill(pool, {}) for pool in topology.pools]
        fullest = max(entries, key=lambda e: (_load(topology.pools[e[0]], fills[e[0]], e[1]), -e[2]))
        return fullest[:3]
    digits = which.lower().removeprefix("n")
    wanted = int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= len(str(number)) else 0
    for place, index, first, count in entries:
        if first <= wanted < first + count:
            return place, index, wanted
    remedy = f"write n1 to n{number - 1}, as the picture names them" if entries else "use the scene normal"
    raise InvalidValueError(f"no machine is called {which}", remedy)


def _load(pool: Pool, fill: PoolFill, index: int) -> tuple[float, int]:
    """How much would have to move from a machine: its fullest resource, and replicas."""
    node = pool.nodes[index]
    fills = fill.shares(node.machine, node.pods)
    return max(fills.values(), default=0.0), sum(count for _, count in node.pods)


def _state_of(pool: Pool, staying: Sequence[str] = ()) -> PlanState | None:
    """The plan of a pool, entry by entry as its nodes are; None where nothing was packed."""
    packed = pool.packed
    if packed is None:
        return None
    nodes, entries = [], list(packed.plan.nodes)
    entry, left = -1, 0
    for node in pool.nodes:  # members of a control plane may part entries of the plan
        if not left:
            entry += 1
            if entry >= len(entries):
                return None
            left = entries[entry].count
        if node.count > left:
            return None
        nodes.append(replace(entries[entry], count=node.count))
        left -= node.count
    plan: Plan = replace(packed.plan, nodes=tuple(nodes))
    return plan_state_of(plan, packed.items, packed.machines, staying=staying)


def _find_places(state: PlanState, loss: Loss) -> tuple[tuple[Relocation, ...], dict[str, int]]:
    """Where displaced replicas go, and those that find no place: all at once, else as many as greedily fit."""
    found = relocate(state, loss)
    if found is not None:
        return found, {}
    survivors, left = state.survivors(dict(loss.nodes)), state.displaced_by(loss)
    outside = {index: count for index, count in loss.nodes if state.plan.nodes[index].zone != loss.zone}
    use_spares(survivors, left, outside, with_reserved=loss.zone is not None)
    if loss.zone is not None:
        use_reserved(survivors, left.anywhere)
    for zone, waiting in left.at_home.items():
        _fit_each(state, survivors, waiting, zone)
    _fit_each(state, survivors, left.anywhere, None)
    return survivors.relocations(), _names(state, left)


def _fit_each(state: PlanState, survivors: Survivors, waiting: IntArray, zone: int | None) -> None:
    """As many of each item as there is room for, the largest first."""
    order = np.argsort(-state.rules.weights[:, :2].astype(np.float64).sum(axis=1), kind="stable")
    for item in order.tolist():
        if waiting[item]:
            only = np.zeros(len(waiting), dtype=bool)
            only[item] = True
            fit_decreasing(survivors, waiting, fullest_first=True, of=only, zone=zone)


def _names(state: PlanState, left: Displaced) -> dict[str, int]:
    counts = sum(left.at_home.values(), left.anywhere)
    return {state.items[item].name: int(counts[item]) for item in np.flatnonzero(counts).tolist()}


def _staying(pool: Pool, services: Mapping[str, Service]) -> tuple[str, ...]:
    """The services whose replicas cannot leave their zone, as their data stands there.

    Where the loss of a zone is promised, the plan says which; else those of machines with a data disk of their own.
    """
    if pool.survives_zone or pool.bound_to_zone:
        return pool.bound_to_zone
    names = {name for node in pool.nodes for name, _ in node.pods}
    return tuple(sorted(name for name in names if name in services and _keeps_data(services[name])))


def _keeps_data(service: Service) -> bool:
    return any(
        volume.access is not VolumeAccess.MANY and volume.keeps is not VolumeContent.CACHE
        for volume in service.volumes or ()
    )


def _sum(*pods: Mapping[str, int] | Pods) -> Pods:
    total: Counter[str] = Counter()
    for each in pods:
        for name, count in each.items() if isinstance(each, Mapping) else each:
            total[name] += count
    return tuple(sorted((name, count) for name, count in total.items() if count))


def _movable(pool: Pool, pods: Pods, count: int = 1) -> dict[str, int]:
    """What has to start elsewhere when so many such machines are gone: not what runs on every machine anyway."""
    staying = {*pool.on_each_node, CONTROL_PLANE, WHOLE_MEMBER}
    return {name: held * count for name, held in pods if name not in staying}


def _nodes_gone(
    topology: Topology,
    scenario: Scenario,
    scene: Scene,
    place: int,
    index: int,
    number: int,
    *,
    state: BoxState,
    count: int = 1,
) -> SceneOutcome:
    """Machines of one entry are lost or drained."""
    pool, board = topology.pools[place], _Board(topology)
    node = pool.nodes[index]
    board.lost[place, index] = (number, count, state)
    down = _movable(pool, node.pods, count)
    subject = f"n{number}" if count == 1 else f"n{number} to n{number + count - 1}"
    outcome = SceneOutcome(scene, (), displaced=_sum(down), subject=subject)
    if pool.kind is not PoolKind.MACHINES:
        return _left_to_vendor(pool, outcome, board, down)
    plan_state = _state_of(pool, _staying(pool, services_of(scenario)) if len(pool.zones) > 1 else ())
    if plan_state is None:
        return _unknown(outcome, board, down)
    relocations, left = _find_places(plan_state, Loss(((index, count),)))
    board.relocate(place, relocations)
    unplaced = tuple((name, many, Stranded.NO_ROOM) for name, many in sorted(left.items()))
    return replace(outcome, groups=tuple(board.groups()), unplaced=unplaced)


def _left_to_vendor(pool: Pool, outcome: SceneOutcome, board: _Board, down: Mapping[str, int]) -> SceneOutcome:
    groups = tuple(board.groups())
    if pool.replaced:
        return replace(outcome, groups=groups, by_vendor=_sum(outcome.by_vendor, down))
    unplaced = tuple((name, many, Stranded.NOBODY_STARTS) for name, many in sorted(down.items()))
    return replace(outcome, groups=groups, unplaced=(*outcome.unplaced, *unplaced))


def _unknown(outcome: SceneOutcome, board: _Board, down: Mapping[str, int]) -> SceneOutcome:
    unplaced = tuple((name, many, Stranded.NOT_PLANNED) for name, many in sorted(down.items()))
    return replace(outcome, groups=tuple(board.groups()), unplaced=(*outcome.unplaced, *unplaced))


def _zone(topology: Topology, which: str) -> tuple[str, str]:
    zones = [each for each in zones_of(topology) if each[1] != VENDOR_ZONE]
    if not zones:
        what = "the vendor chooses the zones" if topology.pools else "there is no zone that could be lost"
        raise InvalidValueError(f"{what}, so the plan says nothing of that loss", "use another scene")
    if not which:
        count = Counter((pool.site, node.zone) for pool in topology.pools for node in pool.nodes for _ in node.pods)
        return max(zones, key=lambda zone: (count[zone], -zones.index(zone)))
    if which.isascii() and which.isdigit() and len(which) < 4 and 1 <= int(which) <= len(zones):
        return zones[int(which) - 1]
    for zone in zones:
        if which in (zone[1], zone_title(*zone)):
            return zone
    names = [zone for _, zone in zones]
    raise InvalidValueError(
        f"no zone is called {which}", f"{did_you_mean(which, names)}, or write a number from 1 to {len(zones)}"
    )


def _zone_lost(topology: Topology, scenario: Scenario, scene: Scene) -> SceneOutcome:
    """A whole zone, with all pools in it."""
    site, zone = _zone(topology, scene.which)
    board, services = _Board(topology), services_of(scenario)
    outcome = SceneOutcome(scene, (), lost_zone=(site, zone), subject=zone_title(site, zone))
    number = 1
    for place, pool in enumerate(topology.pools):
        gone, first = {}, number
        for index, node in enumerate(pool.nodes):
            if pool.site == site and node.zone == zone:
                gone[index] = node.count
                board.lost[place, index] = (first, node.count, BoxState.LOST)
            first += node.count
        number = first
        if gone:
            outcome = _pool_in_lost_zone(outcome, board, place, gone, services)
    return replace(outcome, groups=tuple(board.groups()))


def _pool_in_lost_zone(
    outcome: SceneOutcome, board: _Board, place: int, gone: Mapping[int, int], services: Mapping[str, Service]
) -> SceneOutcome:
    pool = board.topology.pools[place]
    down = dict(_sum(*(_movable(pool, pool.nodes[index].pods, count) for index, count in gone.items())))
    outcome = replace(outcome, displaced=_sum(outcome.displaced, down))
    if pool.kind is not PoolKind.MACHINES:
        return _left_to_vendor(pool, outcome, board, down)
    staying = _staying(pool, services)
    state = _state_of(pool, staying)
    if state is None:
        return _unknown(outcome, board, down)
    zone = pool.zones.index(outcome.lost_zone[1]) if outcome.lost_zone else 0
    relocations, left = _find_places(state, Loss(tuple(sorted(gone.items())), zone))
    board.relocate(place, relocations)
    held = tuple((name, down[name], Stranded.DISK_IN_ZONE) for name in staying if down.get(name))
    short = tuple((name, count, Stranded.NO_ROOM) for name, count in sorted(left.items()))
    return replace(outcome, unplaced=(*outcome.unplaced, *held, *short))


def _upgrade(topology: Topology, scenario: Scenario, scene: Scene) -> SceneOutcome:
    """A service whose surge finds places, where one is named; else machines that are drained, or added first."""
    if scene.which:
        return _service_upgrade(topology, scene)
    machines = [place for place, pool in enumerate(topology.pools) if pool.kind is PoolKind.MACHINES and pool.nodes]
    if not machines:  # the vendor replaces instances, and nobody sees how
        return SceneOutcome(scene, tuple(_Board(topology).groups()))
    place = max(machines, key=lambda p: (topology.pools[p].node_count, -p))
    pool = topology.pools[place]
    before = sum(each.node_count for each in topology.pools[:place])
    fill = PoolFill(pool, {})
    index = max(range(len(pool.nodes)), key=lambda i: (_load(pool, fill, i), -i))
    number = 1 + before + sum(node.count for node in pool.nodes[:index])
    node = pool.nodes[index]
    if pool.upgrade is None or not pool.upgrade.added_nodes:
        drained = min(node.count, pool.upgrade.drained_nodes if pool.upgrade and pool.upgrade.drained_nodes else 1)
        return _nodes_gone(topology, scenario, scene, place, index, number, state=BoxState.DRAINED, count=drained)
    board, many = _Board(topology), min(node.count, pool.upgrade.added_nodes)
    board.lost[place, index] = (number, many, BoxState.DRAINED)
    moving = tuple((n, c) for n, c in node.pods if n in _movable(pool, node.pods))
    board.added.append(Group(place, index, (), many, (), BoxState.ADDED, moving))
    subject = f"n{number}" if many == 1 else f"n{number} to n{number + many - 1}"
    down = _sum(_movable(pool, node.pods, many))
    return SceneOutcome(scene, tuple(board.groups()), displaced=down, subject=subject)


def _service_upgrade(topology: Topology, scene: Scene) -> SceneOutcome:
    names = sorted({name for pool in topology.pools for node in pool.nodes for name, _ in node.pods})
    if scene.which not in names:
        raise InvalidValueError(f"no service is called {scene.which}", did_you_mean(scene.which, names))
    board = _Board(topology)
    more: Counter[str] = Counter()
    unplaced: list[tuple[str, int, Stranded]] = []
    for place, pool in enumerate(topology.pools):
        state = _state_of(pool)
        if state is None:
            continue
        item = next((each for each in state.items if each.name == scene.which and each.surge), None)
        if item is None:
            continue
        more[item.name] += item.surge
        _, found = next(surge_relocations(state.plan, (item, *(i for i in state.items if i is not item)), _on(pool)))
        if found is None:
            unplaced.append((item.name, item.surge, Stranded.NO_ROOM))
        else:
            board.relocate(place, found)
    return SceneOutcome(
        scene, tuple(board.groups()), displaced=_sum(more), unplaced=tuple(unplaced), subject=scene.which
    )


def _on(pool: Pool) -> tuple[Machine, ...]:
    return () if pool.packed is None else pool.packed.machines


def _more_load(topology: Topology, scenario: Scenario, scene: Scene) -> SceneOutcome:
    """30 % more replicas of each service that keeps no state: on what is free, and on what was kept for a loss."""
    board, services = _Board(topology), services_of(scenario)
    outcome = SceneOutcome(scene, ())
    for place, pool in enumerate(topology.pools):
        if pool.kind is PoolKind.MACHINES:
            outcome = _more_on_machines(outcome, board, place, services)
            continue
        for index, node in enumerate(pool.nodes):
            more = 0 if node.spare else math.ceil(node.count * MORE_LOAD)
            if more:
                board.added.append(Group(place, index, (), more, (), BoxState.ADDED, node.pods))
                outcome = replace(outcome, displaced=_sum(outcome.displaced, {n: c * more for n, c in node.pods}))
    return replace(outcome, groups=tuple(board.groups()))


def _more_on_machines(
    outcome: SceneOutcome, board: _Board, place: int, services: Mapping[str, Service]
) -> SceneOutcome:
    pool = board.topology.pools[place]
    running: Counter[str] = Counter()
    for node in pool.nodes:
        for name, count in _movable(pool, node.pods, node.count).items():
            running[name] += count
    more = {n: math.ceil(c * MORE_LOAD) for n, c in running.items() if _grows(n, services)}
    outcome = replace(outcome, displaced=_sum(outcome.displaced, more))
    state = _state_of(pool)
    if state is None:
        unknown = tuple((name, count, Stranded.NOT_PLANNED) for name, count in sorted(more.items()))
        return replace(outcome, unplaced=(*outcome.unplaced, *unknown))
    survivors, left = state.survivors({}), state.counts_of(more)
    _fit_each(state, survivors, left, None)
    relocations = survivors.relocations()
    board.relocate(place, relocations)
    spare = any(pool.nodes[one.node].spare or pool.nodes[one.node].reserved for one in relocations)
    following = board.topology.load_following
    why = Stranded.WAITS if following is not None and following.follows else Stranded.NO_ROOM
    short = tuple((n, c, why) for n, c in sorted(_names(state, Displaced(left)).items()))
    return replace(outcome, unplaced=(*outcome.unplaced, *short), uses_kept=outcome.uses_kept or spare)


def _grows(name: str, services: Mapping[str, Service]) -> bool:
    """Whether more load brings more replicas of a service: not of one that keeps state, and not of the platform's."""
    service = services.get(name)
    return not is_added(name) and not (service is not None and (service.stateful or _keeps_data(service)))
