"""A plan in arrays, and what is left of it after a loss: what relocation works on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from advisor.packing.failures import Loss
from advisor.packing.model.capacity import BoolArray, IntArray, PlacementRules, rules_of
from advisor.packing.model.problem import Item, Machine, Plan
from advisor.packing.model.resources import UNBOUNDED, in_use

Content = Mapping[str, int]
"""Replicas by the name of their item."""


@dataclass(frozen=True)
class Relocation:
    """`count` nodes of `plan.nodes[node]` each take in `pods`, as (item, replicas)."""

    node: int
    count: int
    pods: tuple[tuple[str, int], ...]


@dataclass(frozen=True, eq=False)
class PlanState:
    """A plan in arrays, worked out once for all of its losses.

    One row of `held` (nodes, n), of `loads` and of `free` (nodes, resources) is one node of an entry of `plan.nodes`:
    how many replicas of each item run there, what they take of each resource, and what is left.
    """

    plan: Plan
    items: tuple[Item, ...]
    resources: tuple[int, ...]
    rules: PlacementRules
    held: IntArray
    loads: IntArray
    free: IntArray
    stays: BoolArray
    """Whether the replicas of each item never leave their zone, and are down while it is lost; shape (n,)."""

    def counts_of(self, content: Content) -> IntArray:
        """Replicas of each item; shape (n,)."""
        return np.array([content.get(item.name, 0) for item in self.items], dtype=np.int64)

    def load_of(self, content: Content) -> IntArray:
        """What these replicas take together of each resource."""
        load: IntArray = self.counts_of(content) @ self.rules.weights
        return load

    def further_copies(self, name: str) -> IntArray:
        """How many more replicas of an item a node of each entry of `plan.nodes` takes; shape (nodes,)."""
        return self.rules.further_copies(self.free, self.held, self._row_of(name))

    def copies_on_empty(self, name: str, machine: Machine) -> int:
        """How many replicas of an item one node of a type holds beside one of each that it needs there."""
        row = self._row_of(name)
        held = np.zeros((1, len(self.items)), dtype=np.int64)
        held[0, self.rules.hosts[row]] = 1
        free = np.array([[machine.capacities[place] for place in self.resources]], dtype=np.int64)
        return int(self.rules.further_copies(free - held @ self.rules.weights, held, row)[0])

    def _row_of(self, name: str) -> int:
        return next(row for row, item in enumerate(self.items) if item.name == name)

    @cached_property
    def kept(self) -> IntArray:
        """Replicas of each item that run on a node or have room reserved there; shape (nodes, n)."""
        return np.array([self.counts_of(node.kept) for node in self.plan.nodes]).reshape(self.held.shape)

    @cached_property
    def some_stay(self) -> bool:
        """Whether some item never leaves its zone."""
        return bool(self.stays.any())

    def displaced_by(self, loss: Loss) -> Displaced:
        """Running replicas that a loss takes down and that start again before it is over."""
        anywhere: IntArray = np.zeros(len(self.items), dtype=np.int64)
        at_home: dict[int, IntArray] = {}
        for index, count in loss.nodes:
            down, zone = self.held[index] * count, self.plan.nodes[index].zone
            if self.some_stay:
                if zone != loss.zone and down[self.stays].any():
                    at_home[zone] = at_home.get(zone, 0) + np.where(self.stays, down, 0)
                down = np.where(self.stays, 0, down)
            anywhere += down
        return Displaced(anywhere, at_home)

    def survivors(self, lost: Mapping[int, int]) -> Survivors:
        """What is left of the plan without `lost` nodes of each index."""
        left = [node.count for node in self.plan.nodes]
        for index, count in lost.items():
            left[index] -= count
        kept = [index for index, count in enumerate(left) if count > 0]
        counts = [left[index] for index in kept]
        held = self.held[kept]
        return Survivors(self, kept, counts, held, self.free[kept], np.zeros_like(held))

    @cached_property
    def has_empty_nodes(self) -> bool:
        """Whether some node runs nothing."""
        return not self.held.any(axis=1).all()

    @cached_property
    def bounded(self) -> IntArray | None:
        """Columns of the resources of which every node has a limit; None where some nodes have one and others none."""
        bounded = self.free < UNBOUNDED // 2
        return np.flatnonzero(bounded[0]) if (bounded == bounded[0]).all() else None


@dataclass(eq=False)
class Displaced:
    """Replicas that wait for a place: those that may go anywhere (n,), and by zone those that start only there (n,)."""

    anywhere: IntArray
    at_home: dict[int, IntArray] = field(default_factory=dict)

    def copy(self) -> Displaced:
        """The same replicas, to be counted down."""
        return Displaced(self.anywhere.copy(), {zone: counts.copy() for zone, counts in self.at_home.items()})

    def open_to(self, zone: int) -> IntArray:
        """Those that a node of this zone may take; shape (n,)."""
        return self.anywhere + self.at_home[zone] if zone in self.at_home else self.anywhere

    def take(self, item: int, zone: int, count: int) -> None:
        """Counts down those of an item that a node of this zone takes."""
        here = self.at_home.get(zone)
        (self.anywhere if here is None or not here[item] else here)[item] -= count

    @property
    def total(self) -> int:
        """All of them."""
        return int(self.anywhere.sum() + sum(counts.sum() for counts in self.at_home.values()))


def plan_state_of(
    plan: Plan,
    items: Sequence[Item],
    machines: Sequence[Machine],
    *,
    with_reserved: bool = False,
    staying: Collection[str] = (),
) -> PlanState:
    """The plan with what its nodes run and have free; `with_reserved`, reserved room counts as taken.

    The replicas of `staying` items never leave their zone.
    """
    rows = {item.name: row for row, item in enumerate(items)}
    held = np.zeros((len(plan.nodes), len(rows)), dtype=np.int64)
    for index, node in enumerate(plan.nodes):
        for name, count in node.kept.items() if with_reserved else node.pods:
            held[index, rows[name]] += count
    resources = in_use(item.weights for item in items)
    used = {node.machine for node in plan.nodes}
    capacities = {m.name: [m.capacities[place] for place in resources] for m in machines if m.name in used}
    offered = np.array([capacities[node.machine] for node in plan.nodes], dtype=np.int64)
    rules = rules_of(items, resources)
    loads = held @ rules.weights
    free = offered.reshape(loads.shape) - loads
    stays = np.array([item.name in staying for item in items], dtype=bool)
    return PlanState(plan, tuple(items), resources, rules, held, loads, free, stays)


@dataclass(eq=False)
class Survivors:
    """The nodes that are left, in entries of equal ones, and what they take in; entries are split when they differ.

    For each entry: its index in `plan.nodes`, how many nodes it is, and rows for one of them: what it holds, what it
    has free, and what it took in.
    """

    state: PlanState
    nodes: list[int]
    counts: list[int]
    held: IntArray
    free: IntArray
    added: IntArray
    moved_onto: set[int] = field(default_factory=set)
    """Entries that took in a lost node whole."""

    def zone_of(self, entry: int) -> int:
        """The zone in which the nodes of an entry stand."""
        return self.state.plan.nodes[self.nodes[entry]].zone

    def accept(self, entry: int, item: int, each: int, count: int) -> int | None:
        """Puts `each` replicas of an item on `count` nodes of an entry; the new entry of the other nodes, if any."""
        rest = None
        if count < self.counts[entry]:
            rest = len(self.nodes)
            self.nodes.append(self.nodes[entry])
            self.counts.append(self.counts[entry] - count)
            self.held, self.free, self.added = (
                np.vstack([rows, rows[entry]]) for rows in (self.held, self.free, self.added)
            )
            self.counts[entry] = count
        self.held[entry, item] += each
        self.added[entry, item] += each
        self.free[entry] -= self.state.rules.weights[item] * each
        return rest

    def accept_with(self, entry: int, item: int, each: int, hosts: IntArray, count: int) -> int | None:
        """Puts one replica of each of `hosts` and `each` of an item on `count` nodes; the new entry of the others."""
        rest = self.accept(entry, item, each, count)
        for host in hosts.tolist():
            self.accept(entry, host, 1, count)
        return rest

    def relocations(self) -> tuple[Relocation, ...]:
        """What each entry took in, by the names of items."""
        pods: dict[int, list[tuple[str, int]]] = {}
        entries, items = np.nonzero(self.added)
        for entry, item, count in zip(
            entries.tolist(), items.tolist(), self.added[entries, items].tolist(), strict=True
        ):
            pods.setdefault(entry, []).append((self.state.items[item].name, count))
        return tuple(Relocation(self.nodes[e], self.counts[e], tuple(sorted(taken))) for e, taken in pods.items())
