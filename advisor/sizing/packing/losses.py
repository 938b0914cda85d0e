"""What can be lost, and where every displaced replica goes: whole numbers and plain dictionaries, no solver.

A node lost takes its running pods with it. They may land in any zone, nothing else moves, and room reserved
for a zone loss is free to use: the promises are about one kind of loss at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import comb

from advisor.sizing.packing.problem import Item, Machine, Node, Plan

ENDLESS = 1 << 60
"""The bandwidth of a machine without a limit."""


@dataclass(frozen=True)
class Loss:
    """Nodes lost together, as (index in `plan.nodes`, how many of them); `zone` when a whole zone goes."""

    nodes: tuple[tuple[int, int], ...]
    zone: int | None = None


@dataclass(frozen=True)
class Landing:
    """`count` nodes of `plan.nodes[node]` each take in `pods`, as (item, replicas)."""

    node: int
    count: int
    pods: tuple[tuple[str, int], ...]


@dataclass
class _Target:
    """`count` equal surviving nodes: what they hold, what they take in, and the room they have left."""

    node: int
    count: int
    held: dict[str, int]
    free: list[int]
    added: dict[str, int] = field(default_factory=dict)


def node_losses(plan: Plan, survive_nodes: int) -> Iterator[Loss]:
    """Every distinct loss of `survive_nodes` nodes (of all, when there are fewer), once each.

    Nodes of one type that run the same pods are alike, in whatever zone they stand. Losing fewer nodes
    displaces less onto more, so it is covered.
    """
    kinds = _kinds(plan)
    sizes = [sum(plan.nodes[index].count for index in kind) for kind in kinds]
    lost = min(survive_nodes, sum(sizes))
    for counts in _combinations(sizes, lost):
        nodes: list[tuple[int, int]] = []
        for kind, count in zip(kinds, counts, strict=True):
            left = count
            for index in kind:
                taken = min(left, plan.nodes[index].count)
                left -= taken
                if taken:
                    nodes.append((index, taken))
        yield Loss(tuple(nodes))


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


def displaced_fit(
    plan: Plan, items: Sequence[Item], machines: Sequence[Machine], loss: Loss
) -> tuple[Landing, ...] | None:
    """Where each displaced replica lands, or None when no way was found.

    First whole nodes onto empty spares and reserved room, as the plan intends; then largest first into the
    fullest, and into the emptiest, surviving nodes. A None is no proof that there is no way.
    """
    by_name = {item.name: item for item in items}
    rooms = {machine.name: _room(machine) for machine in machines}
    for intended, fullest in product((True, False), (True, False)):
        targets = _survivors(plan, by_name, rooms, loss)
        left = dict(displaced(plan, loss))
        if intended and loss.zone is not None:
            _use_reserved(plan, by_name, targets, left)
        if intended and loss.zone is None:
            _use_spares(plan, by_name, targets, left, loss)
        if _first_fit(by_name, targets, left, fullest):
            return tuple(
                Landing(target.node, target.count, tuple(sorted(target.added.items())))
                for target in targets
                if target.added
            )
    return None


def spares_cover(plan: Plan, items: Sequence[Item], machines: Sequence[Machine], survive_nodes: int) -> bool:
    """Whether there are `survive_nodes` empty spares with room for what runs on it for every node that runs anything.

    Then any such loss is survived without a list: each lost node's pods move together onto a spare of their own,
    because fewer than `survive_nodes` of those that hold them are lost themselves or taken by the others.
    """
    by_name = {item.name: item for item in items}
    rooms = {machine.name: _room(machine) for machine in machines}
    spares = [(rooms[node.machine], node.count) for node in plan.nodes if not node.pods and not node.reserved]
    loads = {tuple(_load(by_name, dict(node.pods))) for node in plan.nodes if node.pods}
    return all(
        sum(count for room, count in spares if all(need <= have for need, have in zip(load, room, strict=True)))
        >= survive_nodes
        for load in loads
    )


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


def _room(machine: Machine) -> list[int]:
    io = ENDLESS if machine.io_mbps is None else machine.io_mbps
    return [machine.cpu_millicores, machine.memory_mib, io, machine.max_pods]


def _weights(item: Item) -> tuple[int, int, int, int]:
    return item.cpu_millicores, item.memory_mib, item.io_mbps, item.pods


def _load(by_name: dict[str, Item], held: dict[str, int]) -> list[int]:
    return [sum(_weights(by_name[name])[r] * count for name, count in held.items()) for r in range(4)]


def _survivors(plan: Plan, by_name: dict[str, Item], rooms: dict[str, list[int]], loss: Loss) -> list[_Target]:
    lost = dict(loss.nodes)
    targets = []
    for index, node in enumerate(plan.nodes):
        count = node.count - lost.get(index, 0)
        if count > 0:
            held = dict(node.pods)
            load = _load(by_name, held)
            free = [room - used for room, used in zip(rooms[node.machine], load, strict=True)]
            targets.append(_Target(index, count, held, free))
    return targets


def _holds(by_name: dict[str, Item], target: _Target, item: Item, wanted: int) -> int:
    """How many more replicas of the item one node of the target takes, at most `wanted`."""
    most = wanted
    for weight, free in zip(_weights(item), target.free, strict=True):
        if weight:
            most = min(most, free // weight)
    if item.most_per_node is not None:
        most = min(most, item.most_per_node - target.held.get(item.name, 0))
    if item.exclusive or item.name in item.apart_from:
        most = min(most, 1 - target.held.get(item.name, 0))
    if most <= 0:
        return 0
    for name, count in target.held.items():
        other = by_name[name]
        if not count or name == item.name:
            continue
        if item.exclusive & other.exclusive or name in item.apart_from or item.name in other.apart_from:
            return 0
    return most


def _take_in(targets: list[_Target], target: _Target, item: Item, each: int, count: int) -> _Target:
    """Puts `each` replicas on `count` nodes of the target, which is split when it has more nodes."""
    if count < target.count:
        rest = _Target(target.node, target.count - count, dict(target.held), list(target.free), dict(target.added))
        targets.append(rest)
        target.count = count
    target.held[item.name] = target.held.get(item.name, 0) + each
    target.added[item.name] = target.added.get(item.name, 0) + each
    target.free = [free - weight * each for free, weight in zip(target.free, _weights(item), strict=True)]
    return target


def _place(by_name: dict[str, Item], targets: list[_Target], target: _Target, item: Item, left: int, most: int) -> int:
    """Puts up to `left` replicas on the target's nodes, `most` on each; how many found a place."""
    each = _holds(by_name, target, item, min(left, most))
    if not each:
        return 0
    count = min(target.count, left // each)
    _take_in(targets, target, item, each, count)
    return each * count


def _use_reserved(plan: Plan, by_name: dict[str, Item], targets: list[_Target], left: dict[str, int]) -> None:
    position = 0
    while position < len(targets):  # splitting appends
        target = targets[position]
        for name, kept in plan.nodes[target.node].reserved:
            room = kept - target.added.get(name, 0)
            if left.get(name) and room > 0:
                left[name] -= _place(by_name, targets, target, by_name[name], left[name], room)
        position += 1


def _use_spares(plan: Plan, by_name: dict[str, Item], targets: list[_Target], left: dict[str, int], loss: Loss) -> None:
    """Moves each lost node whole onto the smallest empty spare that takes it, the fullest nodes first."""
    lost = [plan.nodes[index] for index, count in loss.nodes for _ in range(count) if plan.nodes[index].pods]
    for node in sorted(lost, key=lambda gone: _load(by_name, dict(gone.pods)), reverse=True):
        _move_whole(by_name, targets, left, node)


def _move_whole(by_name: dict[str, Item], targets: list[_Target], left: dict[str, int], node: Node) -> None:
    load = _load(by_name, dict(node.pods))
    empty = [target for target in targets if not target.held]
    fitting = [t for t in empty if all(need <= free for need, free in zip(load, t.free, strict=True))]
    if not fitting:
        return
    target = min(fitting, key=lambda t: (t.free, t.node))
    for name, count in node.pods:
        target = _take_in(targets, target, by_name[name], count, 1)
        left[name] -= count


def _first_fit(by_name: dict[str, Item], targets: list[_Target], left: dict[str, int], fullest: bool) -> bool:
    """Places all that is left, the largest and most awkward first; whether that worked."""
    totals = [max(1.0, sum(t.free[r] * t.count for t in targets if t.free[r] < ENDLESS // 2)) for r in range(4)]

    def size(name: str) -> tuple[bool, float, str]:
        item = by_name[name]
        share = max(weight / total for weight, total in zip(_weights(item), totals, strict=True))
        return bool(item.exclusive or item.apart_from or item.most_per_node), share, name

    def fullness(target: _Target) -> float:
        finite = zip(target.free, totals, strict=True)
        return sum(free / total for free, total in finite if free < ENDLESS // 2)

    for name in sorted((name for name, count in left.items() if count), key=size, reverse=True):
        item, count = by_name[name], left[name]
        tried = sorted(targets, key=fullness, reverse=not fullest)
        while tried and count:
            target = tried.pop(0)
            before = len(targets)
            count -= _place(by_name, targets, target, item, count, count)
            tried[:0] = targets[before:]
        if count:
            return False
    return True
