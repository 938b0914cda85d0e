"""Placements from the LP relaxation: fractions of nodes rounded to whole ones.

Rounding takes the LP's nodes of each type, rounded down and to the nearest, and spreads its replicas evenly over them.
What is left over goes where it fits, and the rest onto greedy nodes. At last each node moves to the cheapest type that
holds its content.
"""

from __future__ import annotations

import numpy as np

from advisor.packing.bounds.lp_relaxation import LpSolution
from advisor.packing.heuristics.greedy import PlacementRequest, greedy_item_values, place_greedily
from advisor.packing.model.capacity import BoolArray, FloatArray, IntArray
from advisor.packing.model.instance import Instance
from advisor.packing.model.node_groups import NodeGroup, Placement, content_of, loads_of, machines_in_use, placement_of


def round_lp(
    instance: Instance, demand: IntArray, lp_solution: LpSolution, allowed: BoolArray, stock: IntArray
) -> Placement | None:
    """The cheaper of two placements near the optimum of the LP relaxation; None when stock runs out.

    Nodes are rounded down for one and to the nearest for the other. The even spread leaves remainders, which go onto
    greedy nodes.
    """
    best: Placement | None = None
    whole_within = instance.settings.tolerances.whole
    counts = [np.floor(lp_solution.nodes + whole_within), np.floor(lp_solution.nodes + 0.5)]
    item_values = greedy_item_values(instance, lp_solution)
    for number, whole in enumerate(counts):
        nodes = np.minimum(whole.astype(np.int64), stock[lp_solution.types])
        if number and (nodes == counts[0]).all():
            continue
        machines, content = _spread(instance, demand, lp_solution, nodes)
        left = fill_remaining(instance, machines, content, demand - content.sum(axis=0))
        free = stock - np.bincount(machines, minlength=len(stock))
        rest = place_greedily(instance, [PlacementRequest(left, np.where(allowed, free, 0), item_values)])[0]
        if rest is None:
            continue
        kept = [NodeGroup(int(machine), content_of(row), 1) for machine, row in zip(machines, content, strict=True)]
        placement = downsize(instance, placement_of(instance, [*kept, *rest.groups]), allowed, stock)
        best = placement if placement.beats(best, instance.settings.tolerances.tie) else best
    return best


def downsize(instance: Instance, placement: Placement, allowed: BoolArray, stock: IntArray) -> Placement:
    """The placement with each node on the cheapest allowed type that holds its content and is still in stock."""
    if not placement.groups:
        return placement
    machines = np.array([group.machine for group in placement.groups])
    left = stock - machines_in_use(instance, placement.groups)
    fitting = (instance.capacities >= loads_of(instance, placement.groups)[:, None, :]).all(axis=2)
    before = np.arange(len(instance.machines)) < machines[:, None]  # rows are sorted by price
    cheaper: BoolArray = allowed & fitting & before
    if not cheaper.any():
        return placement
    groups: list[NodeGroup] = []
    for group, row in zip(placement.groups, cheaper, strict=True):
        count = group.count
        for machine in np.flatnonzero(row & (left > 0)).tolist():
            moved = min(count, int(left[machine]))
            left[machine] -= moved
            left[group.machine] += moved
            groups.append(NodeGroup(machine, group.held, moved))
            count -= moved
            if not count:
                break
        groups.append(NodeGroup(group.machine, group.held, count))
    return placement_of(instance, groups)


def _spread(
    instance: Instance, demand: IntArray, lp_solution: LpSolution, nodes: IntArray
) -> tuple[IntArray, IntArray]:
    """The machine type of each node and its content (nodes, n): the LP's replicas, spread evenly over each type."""
    machines: list[IntArray] = []
    contents: list[IntArray] = []
    left = demand.copy()
    for row in np.flatnonzero(nodes).tolist():
        count = int(nodes[row])
        share = lp_solution.held[row] * min(1.0, count / lp_solution.nodes[row])
        wanted = np.minimum(np.floor(share + instance.settings.tolerances.whole).astype(np.int64), left)
        machine = int(lp_solution.types[row])
        content = _even(instance, wanted, machine, count)
        left -= content.sum(axis=0)
        machines.append(np.full(count, machine, dtype=np.int64))
        contents.append(content)
    if not contents:
        return np.zeros(0, dtype=np.int64), np.zeros((0, len(instance.items)), dtype=np.int64)
    return np.concatenate(machines), np.vstack(contents)


def _even(instance: Instance, wanted: IntArray, machine: int, count: int) -> IntArray:
    """Content (count, n) of nodes of one type: an equal share for each, then remainders where they fit best."""
    base = np.where(~instance.has_conflict, np.minimum(wanted // count, instance.max_per_node), 0)
    content = np.tile(base, (count, 1))
    machines = np.full(count, machine, dtype=np.int64)
    fill_remaining(instance, machines, content, wanted - base * count)
    return content


def fill_remaining(instance: Instance, machines: IntArray, content: IntArray, left: IntArray) -> IntArray:
    """Adds as much of `left` as fits to the nodes, in place, largest first; what found no place comes back."""
    left = left.copy()
    if not len(machines):
        return left
    free = instance.capacities[machines] - content @ instance.weights
    scale = np.maximum(instance.finite_capacities[machines].max(axis=0), 1.0)
    shares, free_shares = instance.weights / scale, free / scale
    for item in sorted(
        np.flatnonzero(left).tolist(), key=lambda i: (not instance.has_conflict[i], -shares[i].max(), i)
    ):
        copies = instance.rules.further_copies(free, content, item)
        while left[item]:
            nodes = np.flatnonzero(copies)
            if not len(nodes):
                break
            chosen = nodes[_highest(free_shares[nodes] @ shares[item], int(left[item]))]
            content[chosen, item] += 1
            copies[chosen] -= 1
            free[chosen] -= instance.weights[item]
            free_shares[chosen] = free[chosen] / scale
            left[item] -= len(chosen)
    return left


def _highest(values: FloatArray, most: int) -> IntArray:
    """Where the highest of these are, at most so many, in falling order and the first of equals first."""
    if most >= len(values):
        return np.argsort(-values, kind="stable")
    lowest = np.partition(values, len(values) - most)[len(values) - most]
    among = np.flatnonzero(values >= lowest)
    return among[np.argsort(-values[among], kind="stable")[:most]]
