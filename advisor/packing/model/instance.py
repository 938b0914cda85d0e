"""The packing problem as arrays: what every replica weighs, what every machine type holds and costs.

Rows are in a fixed order, so that neither the order of a file nor that of a price list changes a plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from advisor.packing.model.problem import Item, Machine

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

UNBOUNDED = 1 << 40
"""Stands for unlimited stock, bandwidth or replicas per node; far above any real amount, far below overflow."""
RESOURCES = ("millicores", "MiB", "MB/s", "pods")


@dataclass(frozen=True, eq=False)
class Instance:
    """`n` items by `t` machine types over the four RESOURCES, all in whole numbers.

    `most` is how many replicas of an item one node may hold by rule; `rivals[i]` are the items that never
    share a node with item i; `groups` are sets of items of which a node holds at most one replica in all.
    """

    items: tuple[Item, ...]
    machines: tuple[Machine, ...]
    weights: IntArray
    capacities: IntArray
    prices: FloatArray
    stock: IntArray
    max_per_node: IntArray
    conflicts: tuple[IntArray, ...]
    conflict_cliques: tuple[IntArray, ...]

    @property
    def has_finite_stock(self) -> bool:
        """Whether some machine type can run out."""
        return bool((self.stock < UNBOUNDED).any())

    @cached_property
    def has_conflict(self) -> BoolArray:
        """Whether each item must not meet some other one; shape (n,)."""
        return np.array([len(rivals) > 0 for rivals in self.conflicts], dtype=bool)

    @cached_property
    def finite_capacities(self) -> FloatArray:
        """The rooms in floating point, 0 where there is no end of a resource; shape (t, resources)."""
        return np.where(self.capacities >= UNBOUNDED, 0, self.capacities).astype(np.float64)

    @cached_property
    def weights_float(self) -> FloatArray:
        """The weights in floating point; shape (n, resources)."""
        return self.weights.astype(np.float64)

    @cached_property
    def has_any_conflict(self) -> bool:
        """Whether some items must not meet."""
        return bool(self.has_conflict.any())

    @cached_property
    def max_copies(self) -> IntArray:
        """Replicas of each item that an empty node of each type holds; shape (t, n)."""
        return np.minimum(copies_that_fit(self.capacities, self.weights), self.max_per_node[None, :])

    @cached_property
    def holds_one_replica(self) -> bool:
        """Whether there is a resource of which no node has enough for two replicas."""
        return bool((2 * self.weights.min(axis=0) > self.capacities.max(axis=0)).any())

    @cached_property
    def has_zonal_types(self) -> bool:
        """Whether some machine type is sold in one zone alone."""
        return any(machine.zone is not None for machine in self.machines)

    @cached_property
    def sold_in_zone(self) -> BoolArray:
        """Which types each zone sells; shape (zones, t)."""
        zones = len(self.items[0].replicas_by_zone) if self.items else 0
        return np.array([[m.sold_in(zone) for m in self.machines] for zone in range(zones)], dtype=bool)

    @cached_property
    def sold_outside_zone(self) -> list[tuple[BoolArray, int]]:
        """What the other zones sell when one zone is lost, as types (t,), each once, and in how many zones' loss."""
        beside = np.array(
            [np.delete(self.sold_in_zone, zone, axis=0).any(axis=0) for zone in range(len(self.sold_in_zone))]
        )
        distinct, counts = np.unique(beside, axis=0, return_counts=True)
        return list(zip(distinct, counts.tolist(), strict=True))

    @cached_property
    def warm_start_types(self) -> set[int]:
        """The types that volume models of this table used so far: bound.py keeps them here, to start from."""
        return set()

    @cached_property
    def binding_resources(self) -> tuple[int, ...]:
        """The resources that some item takes and some machine has an end of."""
        finite = (self.capacities < UNBOUNDED).any(axis=0) & self.weights.any(axis=0)
        return tuple(np.flatnonzero(finite).tolist())

    @cached_property
    def binding_capacities(self) -> FloatArray:
        """The rooms in the scarce resources, in floating point; shape (scarce resources, t)."""
        return np.ascontiguousarray(self.capacities[:, list(self.binding_resources)].T, dtype=np.float64)

    @cached_property
    def binding_weights(self) -> FloatArray:
        """What items take of the scarce resources, in floating point; shape (n, scarce resources)."""
        return np.ascontiguousarray(self.weights[:, list(self.binding_resources)], dtype=np.float64)

    @cached_property
    def has_zero_weight(self) -> BoolArray:
        """Whether an item takes nothing of some scarce resource; shape (n,)."""
        lacking: BoolArray = (self.binding_weights == 0).any(axis=1)
        return lacking

    @cached_property
    def surge(self) -> IntArray:
        """Replicas of each item that must find places beside the others while it alone is upgraded; shape (n,)."""
        return np.array([item.surge for item in self.items], dtype=np.int64)

    def demand(self, zone: int) -> IntArray:
        """Replicas of each item in one zone; shape (n,)."""
        return np.array([item.replicas_by_zone[zone] for item in self.items], dtype=np.int64)


def copies_that_fit(capacities: IntArray, weights: IntArray) -> IntArray:
    """How many of each row of `weights` fit each row of `rooms`; NO_END for what weighs nothing."""
    shape = (len(capacities), len(weights))
    fits = np.full(shape, UNBOUNDED, dtype=np.int64)
    for resource in range(capacities.shape[1]):
        heavy = np.flatnonzero(weights[:, resource])
        fits[:, heavy] = np.minimum(fits[:, heavy], capacities[:, resource, None] // weights[None, heavy, resource])
    return fits


def build_instance(items: Sequence[Item], machines: Sequence[Machine]) -> Instance:
    """The arrays for items with replicas, sorted by name, and for machines that no other one dominates.

    Every item must have a name of its own, and amounts must not be negative.
    """
    rows = tuple(sorted((item for item in items if item.replicas), key=lambda item: item.name))
    types = undominated(machines)
    weights = np.array([_weights(item) for item in rows], dtype=np.int64).reshape(len(rows), len(RESOURCES))
    limits = [_most_per_node(item) for item in rows]
    return Instance(
        items=rows,
        machines=types,
        weights=weights,
        capacities=np.array([_capacities(machine) for machine in types], dtype=np.int64).reshape(
            len(types), len(RESOURCES)
        ),
        prices=np.array([machine.usd_per_hour for machine in types], dtype=np.float64),
        stock=np.array([UNBOUNDED if m.stock is None else m.stock for m in types], dtype=np.int64),
        max_per_node=np.array(limits, dtype=np.int64),
        conflicts=_conflicts(rows),
        conflict_cliques=_conflict_cliques(rows),
    )


def undominated(machines: Sequence[Machine]) -> tuple[Machine, ...]:
    """The machine types worth looking at, cheapest first.

    A type is dropped when a type without end is at least as large in every resource, not dearer, and sold wherever it
    is: putting the larger one in its place keeps every plan valid, also after losses, so a bound over the rest holds.
    """
    order = sorted(
        (machine for machine in machines if machine.stock != 0),
        key=lambda m: (m.usd_per_hour, [-room for room in _capacities(m)], m.stock is not None, m.name),
    )
    capacities = np.array([_capacities(machine) for machine in order], dtype=np.int64).reshape(
        len(order), len(RESOURCES)
    )
    zones = np.array([-1 if machine.zone is None else machine.zone for machine in order], dtype=np.int64)
    endless = np.array([machine.stock is None for machine in order], dtype=bool)
    dropped = np.zeros(len(order), dtype=bool)
    for row in np.flatnonzero(endless).tolist():
        if not dropped[row]:
            judged = (capacities[row] >= capacities[row + 1 :]).all(axis=1)
            dropped[row + 1 :] |= judged if zones[row] < 0 else judged & (zones[row + 1 :] == zones[row])
    return tuple(machine for machine, gone in zip(order, dropped.tolist(), strict=True) if not gone)


def _weights(item: Item) -> tuple[int, int, int, int]:
    return item.cpu_millicores, item.memory_mib, item.io_mbps, item.pods


def _capacities(machine: Machine) -> tuple[int, int, int, int]:
    io = UNBOUNDED if machine.io_mbps is None else machine.io_mbps
    return machine.cpu_millicores, machine.memory_mib, io, machine.max_pods


def _most_per_node(item: Item) -> int:
    alone = bool(item.exclusive) or item.name in item.apart_from
    limit = UNBOUNDED if item.most_per_node is None else item.most_per_node
    return min(limit, 1) if alone else limit


def _conflict_cliques(items: Sequence[Item]) -> tuple[IntArray, ...]:
    """Items by exclusive token, largest group first; what takes a token alone needs no group."""
    holders: dict[str, list[int]] = {}
    for row, item in enumerate(items):
        for token in sorted(item.exclusive):
            holders.setdefault(token, []).append(row)
    groups = {tuple(rows) for rows in holders.values() if len(rows) > 1}
    return tuple(np.array(rows, dtype=np.int64) for rows in sorted(groups, key=lambda rows: (-len(rows), rows)))


def _conflicts(items: Sequence[Item]) -> tuple[IntArray, ...]:
    rows = {item.name: row for row, item in enumerate(items)}
    conflicts: list[set[int]] = [set() for _ in items]
    for group in _conflict_cliques(items):
        members = set(group.tolist())
        for row in members:
            conflicts[row] |= members
    for row, item in enumerate(items):
        for other in item.apart_from & rows.keys():
            conflicts[row].add(rows[other])
            conflicts[rows[other]].add(row)
    return tuple(np.array(sorted(found - {row}), dtype=np.int64) for row, found in enumerate(conflicts))
