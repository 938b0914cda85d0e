"""Placements in one zone that are not yet a plan, with equal nodes counted once, and the orders to fill nodes in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from advisor.packing.model.capacity import FloatArray, IntArray
from advisor.packing.model.instance import Instance


@dataclass(frozen=True)
class NodeGroup:
    """`count` equal nodes: the row of their machine type and what each holds, as (item row, replicas) pairs."""

    machine: int
    held: tuple[tuple[int, int], ...]
    count: int


@dataclass(frozen=True)
class Placement:
    """A placement in one zone that is not yet a plan."""

    groups: tuple[NodeGroup, ...]
    usd_per_hour: float

    @property
    def node_count(self) -> int:
        """Nodes over all groups."""
        return sum(group.count for group in self.groups)

    def beats(self, other: Placement | None, tie: float) -> bool:
        """Whether this one is cheaper, or as cheap (within the relative difference `tie`) with fewer nodes."""
        if other is None:
            return True
        slack = tie * max(1.0, other.usd_per_hour)
        if abs(self.usd_per_hour - other.usd_per_hour) > slack:
            return self.usd_per_hour < other.usd_per_hour
        return self.node_count < other.node_count


def placement_of(instance: Instance, groups: Iterable[NodeGroup]) -> Placement:
    """The placement of these groups, equal ones merged, in a fixed order."""
    counts: dict[tuple[int, tuple[tuple[int, int], ...]], int] = {}
    for group in groups:
        key = (group.machine, group.held)
        counts[key] = counts.get(key, 0) + group.count
    merged = tuple(
        NodeGroup(machine, held, count) for (machine, held), count in sorted(counts.items()) if count and held
    )
    return Placement(merged, float(sum(instance.prices[group.machine] * group.count for group in merged)))


def content_of(row: IntArray) -> tuple[tuple[int, int], ...]:
    """The (item row, replicas) pairs of a row of counts."""
    return tuple((int(item), int(row[item])) for item in np.flatnonzero(row))


def loads_of(instance: Instance, groups: Sequence[NodeGroup]) -> IntArray:
    """What one node of each group uses of each resource; shape (groups, resources)."""
    rows = np.repeat(np.arange(len(groups)), [len(group.held) for group in groups])
    held = np.array([pair for group in groups for pair in group.held], dtype=np.int64).reshape(-1, 2)
    loads = np.zeros((len(groups), instance.weights.shape[1]), dtype=np.int64)
    np.add.at(loads, rows, held[:, 1:] * instance.weights[held[:, 0]])
    return loads


def machines_in_use(instance: Instance, groups: Iterable[NodeGroup]) -> IntArray:
    """Nodes of each type in use; shape (t,)."""
    used = np.zeros(len(instance.machines), dtype=np.int64)
    for group in groups:
        used[group.machine] += group.count
    return used


def item_orders(instance: Instance, item_values: FloatArray) -> tuple[IntArray, ...]:
    """Orders in which to put items into nodes, by what their size means: each order once, conflicts first in all.

    Size is the largest share of a typical node, the share of CPU, that of memory, the item value, or the sum of shares.
    """
    typical = np.maximum(np.median(instance.finite_capacities, axis=0), 1.0)
    shares = instance.weights / typical[None, :]
    keys = [shares.max(axis=1), shares[:, 0], shares[:, 1], item_values, shares.sum(axis=1)]
    orders: list[IntArray] = []
    for key in keys:
        order = np.lexsort((np.arange(len(key)), -key, ~instance.has_conflict)).astype(np.int64)
        if not any((order == known).all() for known in orders):
            orders.append(order)
    return tuple(orders)
