"""What can be lost, and where every displaced replica goes: whole numbers and plain dictionaries, no solver.

A node lost takes its running pods with it. They may land in any zone, nothing else moves, and room reserved for a zone
loss is free to use. The promises are about one kind of loss at a time, unless nodes may be lost while a zone is: then
all that both displace is placed at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import comb

from advisor.sizing.packing.landing import (
    Landing,
    Layout,
    first_fit,
    load_of,
    use_reserved,
    use_spares,
)
from advisor.sizing.packing.problem import Node, Plan


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


def both_losses(plan: Plan, zones: int, survive_nodes: int) -> Iterator[Loss]:
    """Every distinct loss of a zone and of `survive_nodes` nodes beside, once each.

    Nodes of one type are alike here when they run the same pods and have the same room reserved.
    """
    for loss in zone_losses(plan, zones):
        beside = [kind for kind in _kinds_with_room(plan) if plan.nodes[kind[0]].zone != loss.zone]
        for nodes in _choices(plan, beside, survive_nodes):
            yield Loss((*loss.nodes, *nodes), loss.zone)


def both_loss_limit(plan: Plan, zones: int, survive_nodes: int) -> int:
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


def displaced_fit(layout: Layout, loss: Loss) -> tuple[Landing, ...] | None:
    """Where each displaced replica lands, or None when no way was found.

    First whole nodes onto empty spares and reserved room, as the plan intends; then largest first into the
    fullest, and into the emptiest, surviving nodes. A None is no proof that there is no way.
    """
    plan, lost = layout.plan, dict(loss.nodes)
    for intended, fullest in product((True, False), (True, False)):
        targets = layout.survivors(lost)
        left = displaced(plan, loss)
        if intended:
            beside = {index: count for index, count in lost.items() if plan.nodes[index].zone != loss.zone}
            use_spares(layout, targets, left, beside, with_reserved=loss.zone is not None)
        if intended and loss.zone is not None:
            use_reserved(layout, targets, left)
        if first_fit(layout.by_name, targets, left, fullest):
            return tuple(
                Landing(target.node, target.count, tuple(sorted(target.added.items())))
                for target in targets
                if target.added
            )
    return None


def spares_cover(layout: Layout, survive_nodes: int) -> bool:
    """Whether there are `survive_nodes` empty spares with room for what runs on it for every node that runs anything.

    Then any such loss is survived without a list: each lost node's pods move together onto a spare of their own,
    because fewer than `survive_nodes` of those that hold them are lost themselves or taken by the others.
    """
    nodes = layout.plan.nodes
    spares = [(room, node.count) for node, room in zip(nodes, layout.free, strict=True) if node.empty]
    loads = {tuple(load) for node, load in zip(nodes, layout.loads, strict=True) if node.pods}
    return all(_room_for(spares, load) >= survive_nodes for load in loads)


def both_covered(layout: Layout, zones: int, survive_nodes: int) -> bool:
    """Whether spares make up for any nodes lost while any zone is lost, so that no list is needed.

    Outside of each zone there must be room reserved for all that runs in it, and for each node there as many empty
    spares with room for what it runs and keeps. Then a lost node moves whole onto a spare of its own.
    """
    for loss in zone_losses(layout.plan, zones):
        others = [each for each in zip(layout.plan.nodes, layout.free, strict=True) if each[0].zone != loss.zone]
        reserved: dict[str, int] = {}
        for node, _ in others:
            for name, count in node.reserved:
                reserved[name] = reserved.get(name, 0) + count * node.count
        if any(reserved.get(name, 0) < count for name, count in displaced(layout.plan, loss).items()):
            return False
        spares = [(room, node.count) for node, room in others if node.empty]
        loads = {tuple(load_of(layout.by_name, node.kept)) for node, _ in others if node.kept}
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
