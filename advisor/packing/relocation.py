"""Where displaced replicas go: after a loss, and while a service is upgraded. Whole numbers, no solver.

A lost node takes its running replicas with it. They may go to any zone, nothing else moves, and room reserved for the
loss of a zone is free to use. The promises are about one kind of loss at a time, unless nodes may be lost while a zone
is: then all that both displace is placed at once.

Services are upgraded one at a time and no node is lost meanwhile, so room for losses serves the surge of an upgrade
too. The replicas of one surge are all alike and nothing else moves, so what the nodes take adds up: there the answer is
exact. After a loss, best-fit and worst-fit decreasing are tried; where both fail there may still be a way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

import numpy as np

from advisor.packing.failures import Loss, displaced, zone_losses
from advisor.packing.model.capacity import BoolArray, FloatArray, IntArray, PlacementRules, rules_of
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
        """How many replicas of an item one empty node of a type holds."""
        free = np.array([[machine.capacities[place] for place in self.resources]], dtype=np.int64)
        nothing = np.zeros((1, len(self.items)), dtype=np.int64)
        return int(self.rules.further_copies(free, nothing, self._row_of(name))[0])

    def _row_of(self, name: str) -> int:
        return next(row for row, item in enumerate(self.items) if item.name == name)

    @cached_property
    def kept(self) -> IntArray:
        """Replicas of each item that run on a node or have room reserved there; shape (nodes, n)."""
        return np.array([self.counts_of(node.kept) for node in self.plan.nodes]).reshape(self.held.shape)

    def displaced_by(self, loss: Loss) -> IntArray:
        """Running replicas of each item that a loss takes down; shape (n,)."""
        down: IntArray = np.zeros(len(self.items), dtype=np.int64)
        for index, count in loss.nodes:
            down += self.held[index] * count
        return down

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


def plan_state_of(
    plan: Plan, items: Sequence[Item], machines: Sequence[Machine], *, with_reserved: bool = False
) -> PlanState:
    """The plan with what its nodes run and have free; `with_reserved`, reserved room counts as taken."""
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
    return PlanState(plan, tuple(items), resources, rules, held, loads, offered.reshape(loads.shape) - loads)


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

    def relocations(self) -> tuple[Relocation, ...]:
        """What each entry took in, by the names of items."""
        pods: dict[int, list[tuple[str, int]]] = {}
        entries, items = np.nonzero(self.added)
        for entry, item, count in zip(
            entries.tolist(), items.tolist(), self.added[entries, items].tolist(), strict=True
        ):
            pods.setdefault(entry, []).append((self.state.items[item].name, count))
        return tuple(Relocation(self.nodes[e], self.counts[e], tuple(sorted(taken))) for e, taken in pods.items())


def relocate(state: PlanState, loss: Loss) -> tuple[Relocation, ...] | None:
    """Where each displaced replica goes, or None when no way was found.

    First whole nodes onto empty spares, and reserved room, as the plan intends; then best-fit decreasing (the fullest
    nodes first), and worst-fit decreasing. A None is no proof that there is no way.
    """
    lost, displaced = dict(loss.nodes), state.displaced_by(loss)
    outside = {index: count for index, count in lost.items() if state.plan.nodes[index].zone != loss.zone}
    for intended, fullest_first in product((True, False), (True, False)):
        survivors, left = state.survivors(lost), displaced.copy()
        if intended:
            use_spares(survivors, left, outside, with_reserved=loss.zone is not None)
        if intended and loss.zone is not None:
            use_reserved(survivors, left)
        as_intended = (left < displaced).any()
        if fit_decreasing(survivors, left, fullest_first=fullest_first):
            return survivors.relocations()
        if intended and not fullest_first and not as_intended:
            break  # without spares or reserved room the other two tries are the same again
    return None


def use_reserved(survivors: Survivors, left: IntArray) -> None:
    """Puts displaced replicas where the plan keeps room for them; `left` (n,) of each item is lowered in place."""
    state = survivors.state
    rows = {item.name: row for row, item in enumerate(state.items)}
    entry = 0
    while entry < len(survivors.nodes):  # splitting appends entries
        for name, reserved in state.plan.nodes[survivors.nodes[entry]].reserved:
            item = rows[name]
            each = min(int(left[item]), reserved - int(survivors.added[entry, item]))
            if each > 0 and entry in survivors.moved_onto:  # what moved in may have taken the room that was reserved
                here = slice(entry, entry + 1)
                copies = state.rules.further_copies(survivors.free[here], survivors.held[here], item)
                each = min(each, int(copies[0]))
            if each > 0:
                count = min(survivors.counts[entry], int(left[item]) // each)
                survivors.accept(entry, item, each, count)
                left[item] -= each * count
        entry += 1


def use_spares(survivors: Survivors, left: IntArray, lost: Mapping[int, int], *, with_reserved: bool = False) -> None:
    """Moves each lost node whole onto the smallest empty spare that takes it, the fullest nodes first.

    With `with_reserved`, displaced replicas that have room reserved on a lost node go to its spare too.
    """
    state = survivors.state
    if not state.has_empty_nodes:
        return
    content = state.kept if with_reserved else state.held
    moves = [content[index] for index, count in lost.items() for _ in range(count)]
    loads = [tuple((move @ state.rules.weights).tolist()) for move in moves]
    for _, move in sorted(zip(loads, moves, strict=True), key=lambda one: one[0], reverse=True):
        if move.any():
            _move_whole(survivors, left, move)


def _move_whole(survivors: Survivors, left: IntArray, move: IntArray) -> None:
    """Moves what is left of `move` (n,) onto the smallest spare that holds all of it."""
    holding = ~survivors.held.any(axis=1) & (survivors.free >= move @ survivors.state.rules.weights).all(axis=1)
    fitting = np.flatnonzero(holding).tolist()
    if not fitting:
        return
    entry = min(fitting, key=lambda e: (tuple(survivors.free[e].tolist()), survivors.nodes[e]))
    survivors.moved_onto.add(entry)
    for item in np.flatnonzero(np.minimum(move, left)).tolist():
        moved = int(min(move[item], left[item]))
        survivors.accept(entry, item, moved, 1)
        left[item] -= moved


def fit_decreasing(survivors: Survivors, left: IntArray, *, fullest_first: bool) -> bool:
    """Places all that is left, the largest items and those with placement rules first; whether that worked.

    Each item goes to the nodes in the order of what they have free: best-fit decreasing with `fullest_first`, else
    worst-fit decreasing. Sizes are shares of what is free in all; see Panigrahy and others, Heuristics for vector bin
    packing (Microsoft Research, 2011).
    """
    rows = np.flatnonzero(left).tolist()
    if not rows:
        return True
    state = survivors.state
    bounded = survivors.free < UNBOUNDED // 2
    free_in_all = np.where(bounded, survivors.free, 0).T @ np.array(survivors.counts, dtype=np.int64)
    totals: FloatArray = np.maximum(1.0, free_in_all.astype(np.float64))
    shares = (state.rules.weights / totals).max(axis=1)

    def size(row: int) -> tuple[bool, float, str]:
        item = state.items[row]
        return bool(item.exclusive_tokens or item.anti_affinity or item.max_per_node), float(shares[row]), item.name

    return all(
        _place_all(survivors, left, item, totals, fullest_first) for item in sorted(rows, key=size, reverse=True)
    )


def _place_all(survivors: Survivors, left: IntArray, item: int, totals: FloatArray, fullest_first: bool) -> bool:
    """Places what is left of one item, node by node in the order of what they have free; whether all found a place."""
    rules = survivors.state.rules
    copies = rules.further_copies(survivors.free, survivors.held, item).tolist()
    columns = survivors.state.bounded
    if columns is None:
        share_free = np.where(survivors.free < UNBOUNDED // 2, survivors.free / totals, 0.0).sum(axis=1)
    else:
        share_free = (survivors.free[:, columns] / totals[columns]).sum(axis=1)
    order = np.argsort(share_free if fullest_first else -share_free, kind="stable")
    wanted = int(left[item])
    entries = [entry for entry in order.tolist() if copies[entry]][::-1]
    while entries and wanted:
        entry = entries.pop()
        each = min(copies[entry], wanted)
        count = min(survivors.counts[entry], wanted // each)
        rest = survivors.accept(entry, item, each, count)
        wanted -= each * count
        if rest is not None:  # the other nodes of this entry are asked next, for fewer replicas
            copies.append(copies[entry])
            entries.append(rest)
    left[item] = wanted
    return wanted == 0


def spares_cover(state: PlanState, survive_nodes: int) -> bool:
    """Whether there are `survive_nodes` empty spares with room for what runs on it for every node that runs anything.

    Then any such loss is survived without a list: the replicas of each lost node move together onto a spare of their
    own, because fewer than `survive_nodes` of those that hold them are lost themselves or taken by the others.
    """
    spares = np.array([node.empty for node in state.plan.nodes], dtype=bool)
    return _spares_hold(state, spares, state.loads[state.held.any(axis=1)], survive_nodes)


def spares_cover_zone_and_nodes(state: PlanState, zones: int, survive_nodes: int) -> bool:
    """Whether spares make up for any nodes lost while any zone is lost, so that no list is needed.

    Outside of each zone there must be room reserved for all that runs in it, and for each node there as many empty
    spares with room for what it runs and keeps. Then a lost node moves whole onto a spare of its own.
    """
    nodes = state.plan.nodes
    for loss in zone_losses(state.plan, zones):
        outside = np.array([node.zone != loss.zone for node in nodes], dtype=bool)
        reserved: dict[str, int] = {}
        for node in (node for node in nodes if node.zone != loss.zone):
            for name, count in node.reserved:
                reserved[name] = reserved.get(name, 0) + count * node.count
        if any(reserved.get(name, 0) < count for name, count in displaced(state.plan, loss).items()):
            return False
        empty = outside & np.array([node.empty for node in nodes], dtype=bool)
        kept = [state.load_of(node.kept) for node in nodes if node.zone != loss.zone and node.kept]
        loads = np.array(kept, dtype=np.int64).reshape(-1, state.loads.shape[1])
        if not _spares_hold(state, empty, loads, survive_nodes):
            return False
    return True


def _spares_hold(state: PlanState, spares: BoolArray, loads: IntArray, wanted: int) -> bool:
    """Whether each of these loads (k, resources) fits at least `wanted` of the nodes that are `spares` (nodes,)."""
    counts = np.array([node.count for node in state.plan.nodes], dtype=np.int64)[spares]
    fitting = (state.free[spares][None, :, :] >= np.unique(loads, axis=0)[:, None, :]).all(axis=2)
    return bool((fitting @ counts >= wanted).all())


def surge_relocations(
    plan: Plan, items: Sequence[Item], machines: Sequence[Machine]
) -> Iterator[tuple[Item, tuple[Relocation, ...] | None]]:
    """For each item with a surge the nodes that take it in; None where they do not take in all of it."""
    state = plan_state_of(plan, items, machines)
    filled = state.held.any(axis=1)
    order = np.lexsort((-state.free[:, 0], filled)).tolist()
    for row, item in enumerate(state.items):
        if item.surge and item.replicas:
            yield item, _surge_of(state, row, order)


def _surge_of(state: PlanState, row: int, order: Sequence[int]) -> tuple[Relocation, ...] | None:
    """Where the surge of one item goes, nodes in this order; None where they do not hold all of it."""
    item, copies = state.items[row], state.rules.further_copies(state.free, state.held, row).tolist()
    left = item.surge
    relocations: list[Relocation] = []
    for node in order:
        each = min(copies[node], left)
        if not each:
            continue
        count = min(state.plan.nodes[node].count, left // each)
        relocations.append(Relocation(node, count, ((item.name, each),)))
        left -= each * count
        if left and count < state.plan.nodes[node].count:  # one more of these nodes takes what is left
            relocations.append(Relocation(node, 1, ((item.name, left),)))
            left = 0
        if not left:
            return tuple(sorted(relocations, key=lambda one: (one.node, -one.count)))
    return None
