"""The packing problem as arrays: what each replica takes, what each machine type offers and costs.

Rows are in a fixed order, so that neither the order of a file nor that of a price list changes a plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from advisor.packing.model.capacity import BoolArray, FloatArray, IntArray, PlacementRules, copies_that_fit, rules_of
from advisor.packing.model.problem import Item, Machine
from advisor.packing.model.resources import RESOURCES, UNBOUNDED, in_use
from advisor.packing.settings import Settings


@dataclass(frozen=True, eq=False)
class Instance:
    """`n` items by `t` machine types over the resources in use, all in whole numbers.

    Rows of items are sorted by name, rows of machine types by price. `rules` say what may share a node.
    """

    items: tuple[Item, ...]
    machines: tuple[Machine, ...]
    resources: tuple[int, ...]
    """Places on the axis RESOURCES of the resources in use."""
    rules: PlacementRules
    capacities: IntArray
    """What an empty node of each type offers; shape (t, resources)."""
    prices: FloatArray
    """USD per hour; shape (t,)."""
    stock: IntArray
    """Nodes of each type over all zones; UNBOUNDED where there is no limit; shape (t,)."""
    settings: Settings = field(default_factory=Settings)
    """What a search on these arrays may spend; it stands here so that every part of the search can read it."""

    @property
    def weights(self) -> IntArray:
        """What a replica of each item takes; shape (n, resources)."""
        return self.rules.weights

    @property
    def max_per_node(self) -> IntArray:
        """Replicas of each item that one node may hold by rule; shape (n,)."""
        return self.rules.max_per_node

    @property
    def conflicts(self) -> tuple[IntArray, ...]:
        """For each item the rows of those that never share a node with it."""
        return self.rules.conflicts

    @property
    def conflict_cliques(self) -> tuple[IntArray, ...]:
        """Sets of items of which a node holds at most one replica in all."""
        return self.rules.cliques

    @cached_property
    def main_resources(self) -> tuple[int, ...]:
        """Columns of the resources by which machine types differ most; heuristics look at these first."""
        return tuple(column for column, place in enumerate(self.resources) if RESOURCES[place].shapes_nodes)

    @property
    def has_finite_stock(self) -> bool:
        """Whether some machine type may sell out."""
        return bool((self.stock < UNBOUNDED).any())

    @property
    def has_conflict(self) -> BoolArray:
        """Whether each item must not meet some other one; shape (n,)."""
        return self.rules.has_conflict

    @cached_property
    def finite_capacities(self) -> FloatArray:
        """The capacities in floating point, 0 where a resource never runs out; shape (t, resources)."""
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
        return np.minimum(copies_that_fit(self.capacities, self.weights), self.max_per_node)

    @cached_property
    def max_copies_alone(self) -> IntArray:
        """The same, 0 for items that need others on their node; shape (t, n)."""
        return np.where(self.rules.is_dependent, 0, self.max_copies)

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
        """Types that the LP relaxations solved so far use; the next one starts from them (see lagrangian.py)."""
        return set()

    @cached_property
    def binding_resources(self) -> tuple[int, ...]:
        """Columns of the resources that some item takes and of which some machine type has a limit."""
        finite = (self.capacities < UNBOUNDED).any(axis=0) & self.weights.any(axis=0)
        return tuple(np.flatnonzero(finite).tolist())

    @cached_property
    def binding_capacities(self) -> FloatArray:
        """The capacities in the binding resources, in floating point; shape (binding resources, t)."""
        return np.ascontiguousarray(self.capacities[:, list(self.binding_resources)].T, dtype=np.float64)

    @cached_property
    def binding_weights(self) -> FloatArray:
        """What items take of the binding resources, in floating point; shape (n, binding resources)."""
        return np.ascontiguousarray(self.weights[:, list(self.binding_resources)], dtype=np.float64)

    @cached_property
    def has_zero_weight(self) -> BoolArray:
        """Whether an item takes nothing of some binding resource; shape (n,)."""
        lacking: BoolArray = (self.binding_weights == 0).any(axis=1)
        return lacking

    @cached_property
    def surge(self) -> IntArray:
        """Replicas of each item that must find places beside the others while it alone is upgraded; shape (n,)."""
        return np.array([item.surge for item in self.items], dtype=np.int64)

    def demand(self, zone: int) -> IntArray:
        """Replicas of each item in one zone; shape (n,)."""
        return np.array([item.replicas_by_zone[zone] for item in self.items], dtype=np.int64)


def build_instance(items: Sequence[Item], machines: Sequence[Machine], settings: Settings | None = None) -> Instance:
    """The arrays for items with replicas, sorted by name, and for machine types that no other one dominates.

    Every item must have a name of its own, and amounts must not be negative.
    """
    rows = tuple(sorted((item for item in items if item.replicas), key=lambda item: item.name))
    resources = in_use(item.weights for item in rows)
    types = undominated(machines, resources)
    return Instance(
        items=rows,
        machines=types,
        resources=resources,
        rules=rules_of(rows, resources),
        capacities=_capacities(types, resources),
        prices=np.array([machine.usd_per_hour for machine in types], dtype=np.float64),
        stock=np.array([UNBOUNDED if m.stock is None else m.stock for m in types], dtype=np.int64),
        settings=settings or Settings(),
    )


def undominated(machines: Sequence[Machine], resources: Sequence[int] = range(len(RESOURCES))) -> tuple[Machine, ...]:
    """The machine types worth looking at, cheapest first.

    A type is dropped when another one that never runs out offers at least as much of every resource, is not dearer, and
    is sold wherever the first is. Putting the other in its place keeps every plan valid, also after losses, so a lower
    bound over the types that are left holds for all.
    """
    order = sorted(
        (machine for machine in machines if machine.stock != 0),
        key=lambda m: (m.usd_per_hour, [-m.capacities[place] for place in resources], m.stock is not None, m.name),
    )
    capacities = _capacities(order, resources)
    zones = np.array([-1 if machine.zone is None else machine.zone for machine in order], dtype=np.int64)
    endless = np.array([machine.stock is None for machine in order], dtype=bool)
    dropped = np.zeros(len(order), dtype=bool)
    for row in np.flatnonzero(endless).tolist():
        if not dropped[row]:
            dominated = (capacities[row] >= capacities[row + 1 :]).all(axis=1)
            dropped[row + 1 :] |= dominated if zones[row] < 0 else dominated & (zones[row + 1 :] == zones[row])
    return tuple(machine for machine, gone in zip(order, dropped.tolist(), strict=True) if not gone)


def _capacities(machines: Sequence[Machine], resources: Sequence[int]) -> IntArray:
    """What a node of each type offers; shape (t, resources)."""
    rows = [[machine.capacities[place] for place in resources] for machine in machines]
    return np.array(rows, dtype=np.int64).reshape(len(machines), len(resources))
