"""What can fail: every distinct loss of nodes, of a zone, or of both at once.

Nodes of one type that run the same replicas are alike, so losing one of them stands for losing any. That keeps the
list of losses short enough to try each of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from math import comb

from advisor.packing.model.problem import Node, Plan


@dataclass(frozen=True)
class Loss:
    """Nodes lost together, as (index in `plan.nodes`, how many of them); `zone` when a whole zone is among them."""

    nodes: tuple[tuple[int, int], ...]
    zone: int | None = None


def node_losses(plan: Plan, survive_nodes: int, *, zones_differ: bool = False) -> Iterator[Loss]:
    """Every distinct loss of `survive_nodes` nodes (of all, when there are fewer), once each.

    Nodes of one type that run the same pods are alike, in whatever zone they stand; with `zones_differ` in one zone
    alone, since some replicas never leave theirs. Losing fewer nodes displaces less onto more, so it is covered.
    """
    for nodes in _choices(plan, _kinds(plan, zones_differ), survive_nodes):
        yield Loss(nodes)


def node_loss_limit(plan: Plan, survive_nodes: int, *, zones_differ: bool = False) -> int:
    """An upper limit of the number of distinct node losses."""
    return comb(len(_kinds(plan, zones_differ)) + survive_nodes - 1, survive_nodes)


def zone_losses(plan: Plan, zones: int) -> Iterator[Loss]:
    """The loss of each zone."""
    for zone in range(zones):
        yield Loss(tuple((i, node.count) for i, node in enumerate(plan.nodes) if node.zone == zone), zone)


def zone_and_node_losses(plan: Plan, zones: int, survive_nodes: int) -> Iterator[Loss]:
    """Every distinct loss of a zone and of `survive_nodes` nodes in the other zones, once each.

    Nodes of one type are alike here when they stand in one zone, run the same pods and have the same capacity reserved.
    """
    for loss in zone_losses(plan, zones):
        elsewhere = [kind for kind in _kinds_with_reserve(plan) if plan.nodes[kind[0]].zone != loss.zone]
        for nodes in _choices(plan, elsewhere, survive_nodes):
            yield Loss((*loss.nodes, *nodes), loss.zone)


def zone_and_node_loss_limit(plan: Plan, zones: int, survive_nodes: int) -> int:
    """An upper limit of the number of distinct losses of a zone and of nodes in the other zones."""
    return zones * comb(len(_kinds_with_reserve(plan)) + survive_nodes - 1, survive_nodes)


def displaced(plan: Plan, loss: Loss, staying: Collection[str] = ()) -> dict[str, int]:
    """Running replicas by item that the loss takes down; those of `staying` items wait for a lost zone to be back."""
    down: dict[str, int] = {}
    for index, count in loss.nodes:
        node = plan.nodes[index]
        for name, held in node.pods:
            if node.zone != loss.zone or name not in staying:
                down[name] = down.get(name, 0) + held * count
    return down


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


def _kinds(plan: Plan, zones_differ: bool) -> list[list[int]]:
    kinds: dict[tuple[str, tuple[tuple[str, int], ...], int | None], list[int]] = {}
    for index, node in enumerate(plan.nodes):
        kinds.setdefault((node.machine, node.pods, node.zone if zones_differ else None), []).append(index)
    return list(kinds.values())


def _kinds_with_reserve(plan: Plan) -> list[list[int]]:
    kinds: dict[Node, list[int]] = {}
    for index, node in enumerate(plan.nodes):
        kinds.setdefault(replace(node, count=1, spare=False), []).append(index)
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
