"""From fractions of nodes to whole nodes: spread evenly, place what is left over, take the smallest type that fits.

Zones packed on nodes of one machine type alone: often they leave enough room to do without a spare.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from advisor.packing.bounds.lp_relaxation import LpSolution
from advisor.packing.heuristics.greedy import (
    GreedyPlacement,
    PlacementRequest,
    greedy_item_values,
    place_greedily,
)
from advisor.packing.model.capacity import BoolArray, FloatArray, IntArray
from advisor.packing.model.instance import Instance
from advisor.packing.model.node_groups import NodeGroup, Placement, content_of, loads_of, machines_in_use, placement_of
from advisor.packing.model.resources import UNBOUNDED


def round_lp(
    instance: Instance, demand: IntArray, lp_solution: LpSolution, allowed: BoolArray, stock: IntArray
) -> Placement | None:
    """The cheapest of several whole placements near the volume model's optimum; None when stock runs short.

    Nodes are rounded down and to the nearest; the even spread leaves remainders, which greedy nodes take.
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
    """The draft with each node on the cheapest allowed type that holds its content and is still in stock."""
    if not placement.groups:
        return placement
    machines = np.array([group.machine for group in placement.groups])
    left = stock - machines_in_use(instance, placement.groups)
    fitting = (instance.capacities >= loads_of(instance, placement.groups)[:, None, :]).all(axis=2)
    before = np.arange(len(instance.machines)) < machines[:, None]  # the table is sorted by price
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
    """The machine of each node, and its content (nodes, n), with the model's replicas spread evenly by type."""
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
    """Content of `count` equal nodes: an equal share for all, then remainders where the room is most alike."""
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


Alone = tuple[int, bytes, int]
"""The row of a type, a demand, and how many of the type are in stock."""


@dataclass(eq=False)
class SingleTypeSolver:
    """What each zone's slots need of one type alone, filled in the first order of items, each once."""

    instance: Instance
    provisioned: tuple[IntArray, ...]
    item_values: FloatArray
    known: dict[Alone, GreedyPlacement | None] = field(default_factory=dict)

    def placements(self, machine: int, cutoff: float) -> list[Placement] | None:
        """A draft for each zone on this type; None when it does not fit or costs `beat` USD per hour or more."""
        instance = self.instance
        if not instance.sold_in_zone[:, machine].all():
            return None
        most = instance.max_copies[machine]
        placements: list[Placement] = []
        left = instance.stock.copy()
        spent = 0.0
        for demand in self.provisioned:
            if (most[demand > 0] == 0).any():
                return None
            least = -(-(demand @ instance.weights) // np.maximum(instance.capacities[machine], 1)).max(initial=0)
            if spent + least * float(instance.prices[machine]) >= cutoff:
                return None
            found = self._found(machine, demand, left)
            if found is None or spent + found.usd >= cutoff:
                return None
            placement = placement_of(instance, found.groups)
            placements.append(placement)
            spent += placement.usd_per_hour
            left = np.where(left >= UNBOUNDED, left, left - machines_in_use(instance, placement.groups))
        return placements if spent < cutoff else None

    def _found(self, machine: int, demand: IntArray, stock: IntArray) -> GreedyPlacement | None:
        key = (machine, demand.tobytes(), int(stock[machine]))
        if key not in self.known:
            self._fill({key: self._asked(machine, demand, stock)})
        return self.known[key]

    def fill(self, machines: Sequence[int]) -> None:
        """Fills each zone with each of these types alone, side by side, from the whole stock."""
        self._fill(self.asked(machines))

    def asked(self, machines: Sequence[int]) -> dict[Alone, PlacementRequest]:
        """What `fill` would fill: what nobody has filled yet."""
        stock = self.instance.stock
        keys = {(m, demand.tobytes(), int(stock[m])): (m, demand) for m in machines for demand in self.provisioned}
        return {key: self._asked(*of, stock) for key, of in keys.items() if key not in self.known}

    def take(self, asked: Mapping[Alone, PlacementRequest], filled: Sequence[GreedyPlacement | None]) -> None:
        """Takes what was asked for as it was filled."""
        self.known.update(zip(asked, filled, strict=True))

    def _fill(self, asked: Mapping[Alone, PlacementRequest]) -> None:
        self.take(asked, place_greedily(self.instance, list(asked.values())))

    def _asked(self, machine: int, demand: IntArray, stock: IntArray) -> PlacementRequest:
        only = np.arange(len(stock)) == machine
        return PlacementRequest(demand, np.where(only, stock, 0), self.item_values, 1)
