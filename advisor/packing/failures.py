"""Where replicas can still go in a plan: whole numbers and plain dictionaries, no solver.

What can be lost, and where every displaced replica goes: whole numbers and plain dictionaries, no solver.

A node lost takes its running pods with it. They may land in any zone, nothing else moves, and room reserved for a zone
loss is free to use. The promises are about one kind of loss at a time, unless nodes may be lost while a zone is: then
all that both displace is placed at once.

Where the surge of a service goes while it is upgraded: its replicas beyond all that run, on nodes as they stand.

Services are upgraded one at a time and no node is lost meanwhile, so room for losses serves a surge too. The replicas
of one surge are all alike and nothing else moves, so what each node takes in adds up: the answer here is exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from math import comb

from advisor.packing.model.problem import Item, Machine, Node, Plan

UNBOUNDED = 1 << 60

BOUNDED_BELOW = UNBOUNDED // 2
"""The bandwidth of a machine without a limit, and what is left of one with a limit is below."""


@dataclass(frozen=True)
class Relocation:
    """`count` nodes of `plan.nodes[node]` each take in `pods`, as (item, replicas)."""

    node: int
    count: int
    pods: tuple[tuple[str, int], ...]


@dataclass
class RelocationTarget:
    """`count` equal surviving nodes: what they hold, what they take in, and the room they have left."""

    node: int
    count: int
    held: dict[str, int]
    free: list[int]
    added: dict[str, int] = field(default_factory=dict)
    share_free: float | None = None
    """The sum of the shares that it has free of all there is, for one first_fit; None when it has taken in more."""


def capacity_of(machine: Machine) -> list[int]:
    """What a node of this type offers: millicores, MiB, MB/s and pods."""
    io = UNBOUNDED if machine.io_mbps is None else machine.io_mbps
    return [machine.cpu_millicores, machine.memory_mib, io, machine.max_pods]


def load_of(by_name: dict[str, Item], held: dict[str, int]) -> list[int]:
    """What these replicas take together."""
    load = [0, 0, 0, 0]
    for name, count in held.items():
        for resource, weight in enumerate(by_name[name].weights):
            load[resource] += weight * count
    return load


@dataclass(frozen=True, eq=False)
class PlanState:
    """A plan and, worked out once for all of its losses, what one node of each of `plan.nodes` runs and has free."""

    plan: Plan
    by_name: dict[str, Item]
    held: list[dict[str, int]]
    loads: list[list[int]]
    free: list[list[int]]

    def survivors(self, lost: Mapping[int, int]) -> list[RelocationTarget]:
        """What is left of the plan without `lost` nodes of each index, holding what runs there."""
        return [
            RelocationTarget(index, left, self.held[index].copy(), self.free[index])
            for index, node in enumerate(self.plan.nodes)
            if (left := node.count - lost.get(index, 0)) > 0
        ]


def plan_state_of(plan: Plan, items: Sequence[Item], machines: Sequence[Machine]) -> PlanState:
    """The plan with what its nodes run and have free."""
    by_name = {item.name: item for item in items}
    used = {node.machine for node in plan.nodes}
    capacities = {machine.name: capacity_of(machine) for machine in machines if machine.name in used}
    held = [dict(node.pods) for node in plan.nodes]
    loads = [load_of(by_name, each) for each in held]
    free = [
        [room - used for room, used in zip(capacities[node.machine], load, strict=True)]
        for node, load in zip(plan.nodes, loads, strict=True)
    ]
    return PlanState(plan, by_name, held, loads, free)


def copies_taken(by_name: dict[str, Item], target: RelocationTarget, item: Item, wanted: int) -> int:
    """How many more replicas of the item one node of the target takes, at most `wanted`."""
    most = wanted
    for weight, free in zip(item.weights, target.free, strict=True):
        if weight and free < weight * most:
            most = free // weight
    if most <= 0:
        return 0
    if item.max_per_node is not None:
        most = min(most, item.max_per_node - target.held.get(item.name, 0))
    if item.exclusive_tokens or item.name in item.anti_affinity:
        most = min(most, 1 - target.held.get(item.name, 0))
    if most <= 0:
        return 0
    for name, count in target.held.items():
        other = by_name[name]
        if not count or name == item.name:
            continue
        if (
            item.exclusive_tokens & other.exclusive_tokens
            or name in item.anti_affinity
            or item.name in other.anti_affinity
        ):
            return 0
    return most


def _take_in(
    targets: list[RelocationTarget], target: RelocationTarget, item: Item, each: int, count: int
) -> RelocationTarget:
    """Puts `each` replicas on `count` nodes of the target, which is split when it has more nodes."""
    if count < target.count:
        rest = RelocationTarget(
            target.node, target.count - count, dict(target.held), list(target.free), dict(target.added)
        )
        targets.append(rest)
        target.count = count
    target.held[item.name] = target.held.get(item.name, 0) + each
    target.added[item.name] = target.added.get(item.name, 0) + each
    target.free = [free - weight * each for free, weight in zip(target.free, item.weights, strict=True)]
    target.share_free = None
    return target


def _place(
    by_name: dict[str, Item],
    targets: list[RelocationTarget],
    target: RelocationTarget,
    item: Item,
    left: int,
    most: int,
) -> int:
    """Puts up to `left` replicas on the target's nodes, `most` on each; how many found a place."""
    each = copies_taken(by_name, target, item, min(left, most))
    if not each:
        return 0
    count = min(target.count, left // each)
    _take_in(targets, target, item, each, count)
    return each * count


def use_reserved(plan_state: PlanState, targets: list[RelocationTarget], left: dict[str, int]) -> None:
    """Puts displaced replicas where the plan keeps room for them."""
    position = 0
    while position < len(targets):  # splitting appends
        target = targets[position]
        for name, kept in plan_state.plan.nodes[target.node].reserved:
            room = kept - target.added.get(name, 0)
            if left.get(name) and room > 0:
                left[name] -= _place(plan_state.by_name, targets, target, plan_state.by_name[name], left[name], room)
        position += 1


def use_spares(
    plan_state: PlanState,
    targets: list[RelocationTarget],
    left: dict[str, int],
    lost: Mapping[int, int],
    *,
    with_reserved: bool = False,
) -> None:
    """Moves each lost node whole onto the smallest empty spare that takes it, the fullest nodes first.

    `with_reserved`, displaced replicas that have room reserved on a lost node go to its spare too.
    """
    by_name = plan_state.by_name
    gone = [plan_state.plan.nodes[index] for index, count in lost.items() for _ in range(count)]
    moves = [node.kept if with_reserved else dict(node.pods) for node in gone]
    for most in sorted(moves, key=lambda move: load_of(by_name, move), reverse=True):
        if most:
            _move_whole(by_name, targets, left, most)


def _move_whole(
    by_name: dict[str, Item], targets: list[RelocationTarget], left: dict[str, int], most: dict[str, int]
) -> None:
    """Moves what is left of `most` onto a spare with room for all of it."""
    load = load_of(by_name, most)
    empty = [target for target in targets if not target.held]
    fitting = [t for t in empty if all(need <= free for need, free in zip(load, t.free, strict=True))]
    if not fitting:
        return
    target = min(fitting, key=lambda t: (t.free, t.node))
    for name, count in most.items():
        moved = min(count, left.get(name, 0))
        if moved:
            target = _take_in(targets, target, by_name[name], moved, 1)
            left[name] -= moved


def first_fit(by_name: dict[str, Item], targets: list[RelocationTarget], left: dict[str, int], fullest: bool) -> bool:
    """Places all that is left, the largest and most awkward first; whether that worked."""
    names = [name for name, count in left.items() if count]
    if not names:
        return True
    totals = [max(1.0, sum(t.free[r] * t.count for t in targets if t.free[r] < BOUNDED_BELOW)) for r in range(4)]

    def size(name: str) -> tuple[bool, float, str]:
        item = by_name[name]
        share = max(weight / total for weight, total in zip(item.weights, totals, strict=True))
        return bool(item.exclusive_tokens or item.anti_affinity or item.max_per_node), share, name

    def share_free(target: RelocationTarget) -> float:
        if target.share_free is None:
            shares = [free / total for free, total in zip(target.free, totals, strict=True) if free < BOUNDED_BELOW]
            target.share_free = sum(shares)
        return target.share_free

    for name in sorted(names, key=size, reverse=True):
        item, count = by_name[name], left[name]
        tried = sorted(targets, key=share_free, reverse=not fullest)
        while tried and count:
            target = tried.pop(0)
            before = len(targets)
            count -= _place(by_name, targets, target, item, count, count)
            tried[:0] = targets[before:]
        if count:
            return False
    return True


@dataclass(frozen=True)
class Loss:
    """Nodes lost together, as (index in `plan.nodes`, how many of them); `zone` when a whole zone is among them."""

    nodes: tuple[tuple[int, int], ...]
    zone: int | None = None


def node_losses(plan: Plan, survive_nodes: int) -> Iterator[Loss]:
    """Every distinct loss of `survive_nodes` nodes (of all, when there are fewer), once each.

    Nodes of one type that run the same pods are alike, in whatever zone they stand. Losing fewer nodes
    displaces less onto more, so it is covered.
    """
    for nodes in _choices(plan, _kinds(plan), survive_nodes):
        yield Loss(nodes)


def zone_and_node_losses(plan: Plan, zones: int, survive_nodes: int) -> Iterator[Loss]:
    """Every distinct loss of a zone and of `survive_nodes` nodes beside, once each.

    Nodes of one type are alike here when they run the same pods and have the same room reserved.
    """
    for loss in zone_losses(plan, zones):
        beside = [kind for kind in _kinds_with_room(plan) if plan.nodes[kind[0]].zone != loss.zone]
        for nodes in _choices(plan, beside, survive_nodes):
            yield Loss((*loss.nodes, *nodes), loss.zone)


def zone_and_node_loss_limit(plan: Plan, zones: int, survive_nodes: int) -> int:
    """An upper limit of the number of distinct losses of a zone and of nodes beside."""
    return zones * comb(len(_kinds_with_room(plan)) + survive_nodes - 1, survive_nodes)


def _choices(plan: Plan, kinds: Sequence[Sequence[int]], most: int) -> Iterator[tuple[tuple[int, int], ...]]:
    """Every distinct choice of so many nodes of these kinds (of all, when there are fewer)."""
    sizes = [sum(plan.nodes[index].count for index in kind) for kind in kinds]
    for counts in _combinations(sizes, min(most, sum(sizes))):
        nodes: list[tuple[int, int]] = []
        for kind, count in zip(kinds, counts, strict=True):
            left = count
            for index in kind:
                taken = min(left, plan.nodes[index].count)
                left -= taken
                if taken:
                    nodes.append((index, taken))
        yield tuple(nodes)


def node_loss_limit(plan: Plan, survive_nodes: int) -> int:
    """An upper limit of the number of distinct node losses."""
    return comb(len(_kinds(plan)) + survive_nodes - 1, survive_nodes)


def zone_losses(plan: Plan, zones: int) -> Iterator[Loss]:
    """The loss of each zone."""
    for zone in range(zones):
        yield Loss(tuple((i, node.count) for i, node in enumerate(plan.nodes) if node.zone == zone), zone)


def displaced(plan: Plan, loss: Loss) -> dict[str, int]:
    """Running replicas by item that the loss takes down."""
    down: dict[str, int] = {}
    for index, count in loss.nodes:
        for name, held in plan.nodes[index].pods:
            down[name] = down.get(name, 0) + held * count
    return down


def relocate(plan_state: PlanState, loss: Loss) -> tuple[Relocation, ...] | None:
    """Where each displaced replica lands, or None when no way was found.

    First whole nodes onto empty spares and reserved room, as the plan intends; then largest first into the
    fullest, and into the emptiest, surviving nodes. A None is no proof that there is no way.
    """
    plan, lost = plan_state.plan, dict(loss.nodes)
    for intended, fullest in product((True, False), (True, False)):
        targets = plan_state.survivors(lost)
        left = displaced(plan, loss)
        if intended:
            beside = {index: count for index, count in lost.items() if plan.nodes[index].zone != loss.zone}
            use_spares(plan_state, targets, left, beside, with_reserved=loss.zone is not None)
        if intended and loss.zone is not None:
            use_reserved(plan_state, targets, left)
        if first_fit(plan_state.by_name, targets, left, fullest):
            return tuple(
                Relocation(target.node, target.count, tuple(sorted(target.added.items())))
                for target in targets
                if target.added
            )
    return None


def spares_cover(plan_state: PlanState, survive_nodes: int) -> bool:
    """Whether there are `survive_nodes` empty spares with room for what runs on it for every node that runs anything.

    Then any such loss is survived without a list: each lost node's pods move together onto a spare of their own,
    because fewer than `survive_nodes` of those that hold them are lost themselves or taken by the others.
    """
    nodes = plan_state.plan.nodes
    spares = [(room, node.count) for node, room in zip(nodes, plan_state.free, strict=True) if node.empty]
    loads = {tuple(load) for node, load in zip(nodes, plan_state.loads, strict=True) if node.pods}
    return all(_room_for(spares, load) >= survive_nodes for load in loads)


def spares_cover_zone_and_nodes(plan_state: PlanState, zones: int, survive_nodes: int) -> bool:
    """Whether spares make up for any nodes lost while any zone is lost, so that no list is needed.

    Outside of each zone there must be room reserved for all that runs in it, and for each node there as many empty
    spares with room for what it runs and keeps. Then a lost node moves whole onto a spare of its own.
    """
    for loss in zone_losses(plan_state.plan, zones):
        others = [
            each for each in zip(plan_state.plan.nodes, plan_state.free, strict=True) if each[0].zone != loss.zone
        ]
        reserved: dict[str, int] = {}
        for node, _ in others:
            for name, count in node.reserved:
                reserved[name] = reserved.get(name, 0) + count * node.count
        if any(reserved.get(name, 0) < count for name, count in displaced(plan_state.plan, loss).items()):
            return False
        spares = [(room, node.count) for node, room in others if node.empty]
        loads = {tuple(load_of(plan_state.by_name, node.kept)) for node, _ in others if node.kept}
        if not all(_room_for(spares, load) >= survive_nodes for load in loads):
            return False
    return True


def _room_for(spares: Sequence[tuple[Sequence[int], int]], load: Sequence[int]) -> int:
    """How many of these empty nodes hold this load."""
    return sum(count for room, count in spares if all(need <= have for need, have in zip(load, room, strict=True)))


def _kinds_with_room(plan: Plan) -> list[list[int]]:
    kinds: dict[Node, list[int]] = {}
    for index, node in enumerate(plan.nodes):
        kinds.setdefault(replace(node, count=1, spare=False), []).append(index)
    return list(kinds.values())


def _kinds(plan: Plan) -> list[list[int]]:
    kinds: dict[tuple[str, tuple[tuple[str, int], ...]], list[int]] = {}
    for index, node in enumerate(plan.nodes):
        kinds.setdefault((node.machine, node.pods), []).append(index)
    return list(kinds.values())


def _combinations(sizes: Sequence[int], total: int) -> Iterator[tuple[int, ...]]:
    """All ways to take `total` things from heaps of these sizes, without recursion into deep heaps."""
    if not sizes:
        if total == 0:
            yield ()
        return
    stack: list[tuple[tuple[int, ...], int]] = [((), total)]
    after = [sum(sizes[position + 1 :]) for position in range(len(sizes))]
    while stack:
        taken, left = stack.pop()
        position = len(taken)
        if left == 0:
            yield (*taken, *([0] * (len(sizes) - position)))
            continue
        for count in range(max(0, left - after[position]), min(sizes[position], left) + 1):
            stack.append(((*taken, count), left - count))


def surge_relocations(
    plan: Plan, items: Sequence[Item], machines: Sequence[Machine]
) -> Iterator[tuple[Item, tuple[Relocation, ...] | None]]:
    """For each item with a surge the nodes that take it in; None where they do not take in all of it."""
    plan_state = plan_state_of(plan, items, machines)
    targets = sorted(plan_state.survivors({}), key=lambda target: (bool(target.held), -target.free[0]))
    for item in items:
        if item.surge and item.replicas:
            yield item, _relocations_of(plan_state.by_name, targets, item)


def _relocations_of(
    by_name: dict[str, Item], targets: Sequence[RelocationTarget], item: Item
) -> tuple[Relocation, ...] | None:
    left = item.surge
    relocations: list[Relocation] = []
    for target in targets:
        each = copies_taken(by_name, target, item, left)
        if not each:
            continue
        count = min(target.count, left // each)
        relocations.append(Relocation(target.node, count, ((item.name, each),)))
        left -= each * count
        if left and count < target.count:  # one more of these nodes takes what is left, which is less than it could
            relocations.append(Relocation(target.node, 1, ((item.name, left),)))
            left = 0
        if not left:
            return tuple(sorted(relocations, key=lambda relocation: (relocation.node, -relocation.count)))
    return None
