"""Ruin and recreate: empty a few nodes of a placement, place their content again, and keep that if it pays.

A repair draws two to four nodes, rather those whose content is worth little for their price, and fills new nodes
greedily in a random order of items with random item values. It is kept if it costs less, or as much with fewer nodes,
or as much with fuller nodes beside emptier ones, so that a later repair may empty one.
Several repairs are tried at once (greedy.py); those that touch different nodes are all made. The draws come from a
fixed seed, so the same placement is always improved in the same way.

- Schrimpf, Schneider, Stamm-Wilbrandt and Dueck, Record breaking optimization results using the ruin and recreate
  principle, Journal of Computational Physics 159, 2000.
- Falkenauer, A hybrid grouping genetic algorithm for bin packing, Journal of Heuristics 2, 1996: the sum of squares.
- Efraimidis and Spirakis, Weighted random sampling with a reservoir, Information Processing Letters 97, 2006.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from advisor.packing.heuristics.greedy import BatchResult, GreedyBatch, fill_batch
from advisor.packing.heuristics.rounding import downsize
from advisor.packing.model.capacity import BoolArray, FloatArray, IntArray
from advisor.packing.model.instance import Instance
from advisor.packing.model.node_groups import NodeGroup, Placement, machines_in_use, placement_of
from advisor.packing.settings import RepairSettings, Settings

CountWork = Callable[[int], bool]
"""Is told how many repairs were tried; whether to go on."""


def go_on(_: int) -> bool:
    """Always: for repairs that nobody follows."""
    return True


@dataclass(frozen=True, eq=False)
class RepairTask:
    """A placement to be repaired on the allowed machine types, with what a replica of each item is worth (n,).

    `rounds` are the repairs to be tried, `at_once` of them together. `bound` is a lower bound of its cost in USD per
    hour; within the gap goal above it no more repairs are tried.
    """

    placement: Placement
    allowed: BoolArray
    item_values: FloatArray
    rounds: int
    bound: float
    at_once: int
    seen: dict[NodeGroup, None] = field(default_factory=dict)
    """Every node that a repair of no higher cost was made of, once each: columns for a master problem."""


def ruin_and_recreate(
    instance: Instance, tasks: Sequence[RepairTask], stock: IntArray, count_work: CountWork = go_on
) -> list[Placement]:
    """The best placement of each task after its repairs, each by itself and with all of the stock."""
    search_states = [
        _SearchState(
            instance.settings,
            one,
            one.placement,
            _WastedShare(instance, one.item_values),
            np.random.default_rng(instance.settings.repair.seed),
        )
        for one in tasks
    ]
    while open_ones := [search_state for search_state in search_states if search_state.open]:
        tried = [_draw_repairs(search_state, stock) for search_state in open_ones]
        filled, first = fill_batch(instance, GreedyBatch.of_all([trials.tasks for trials in tried])), 0
        for search_state, trials in zip(open_ones, tried, strict=True):
            repairs = _paying(search_state, trials, filled, first)
            first += len(trials.tasks)
            search_state.placement = _with_best(instance, search_state.placement, repairs, stock)
            search_state.done += len(trials.tasks)
            search_state.in_vain = 0 if repairs else search_state.in_vain + len(trials.tasks)
        if not count_work(sum(len(trials.tasks) for trials in tried)):
            break
    return [search_state.placement for search_state in search_states]


@dataclass(eq=False)
class _SearchState:
    """How far the repairs of one placement have come."""

    settings: Settings
    repair_task: RepairTask
    placement: Placement
    waste: _WastedShare
    draw: np.random.Generator
    done: int = 0
    in_vain: int = 0
    """Repairs since the last one that paid."""
    known: dict[tuple[tuple[NodeGroup, ...], bytes], Placement] = field(default_factory=dict)
    """What became of the nodes that were filled; of few nodes most repairs lead to the same ones again."""

    @property
    def open(self) -> bool:
        """Whether another repair is to be tried."""
        good = self.placement.usd_per_hour <= self.repair_task.bound * (1.0 + self.settings.tolerances.gap_goal)
        enough_nodes = self.placement.node_count >= self.settings.repair.min_nodes
        patient = self.in_vain < self.settings.repair.patience
        return self.done < self.repair_task.rounds and not good and enough_nodes and patient

    def made_anew(self, groups: tuple[NodeGroup, ...], stock: IntArray) -> Placement:
        """These nodes, each on the cheapest type in stock that holds what it holds."""
        enough = 2 * sum(group.count for group in groups)  # no more of a type is ever in use or moved to
        key = groups, np.minimum(stock, enough).tobytes()
        if key not in self.known:
            instance = self.waste.instance
            anew = downsize(instance, placement_of(instance, groups), self.repair_task.allowed, stock)
            self.repair_task.seen.update((replace(group, count=1), None) for group in anew.groups)
            self.known[key] = anew
        return self.known[key]


@dataclass(frozen=True, eq=False)
class _Candidates:
    """Repairs to be tried: a row is one repair, with the nodes taken from each group (repairs, groups) and its task."""

    taken: IntArray
    tasks: GreedyBatch
    spent: FloatArray


@dataclass(frozen=True, eq=False)
class _Move:
    """A repair that pays: nodes to take from each group, the groups to put in their place, and what that saves."""

    taken: IntArray
    groups: tuple[NodeGroup, ...]
    usd_saved: float
    nodes_saved: int
    denser: float


@dataclass(eq=False)
class _WastedShare:
    """The share of a node's price that its content is not worth, from 0 to 1, worked out once for each kind of node."""

    instance: Instance
    item_values: FloatArray
    known: dict[tuple[int, tuple[tuple[int, int], ...]], float] = field(default_factory=dict)

    def of(self, group: NodeGroup) -> float:
        key = (group.machine, group.held)
        if key not in self.known:
            price = float(self.instance.prices[group.machine])
            value = sum(float(self.item_values[item]) * held for item, held in group.held)
            self.known[key] = min(1.0, max(0.0, 1.0 - value / price)) if price > 0 else 0.0
        return self.known[key]

    def concentration(self, group: NodeGroup) -> float:
        """Grows with the square of what a node holds: one full and one empty node count more than two half full."""
        return float(self.instance.prices[group.machine]) * (1.0 - self.of(group)) ** 2


def _draw_repairs(search_state: _SearchState, stock: IntArray) -> _Candidates:
    """The next repairs of a placement: each may use the stock and the nodes it takes, for less than those cost."""
    placement, instance, draw = search_state.placement, search_state.waste.instance, search_state.draw
    count = min(search_state.repair_task.at_once, search_state.repair_task.rounds - search_state.done)
    taken = _choose(instance.settings.repair, placement, search_state.waste, count, draw)
    machines = [group.machine for group in placement.groups]
    freed = np.zeros((count, len(instance.machines)), dtype=np.int64)
    np.add.at(freed.T, machines, taken.T)
    left = np.where(search_state.repair_task.allowed, stock - machines_in_use(instance, placement.groups) + freed, 0)
    demands, spent = taken @ _content(instance, placement), taken @ instance.prices[machines]
    order, noise = _orders(instance, count, draw), instance.settings.repair.value_noise
    total_values = search_state.repair_task.item_values * draw.uniform(
        1.0 - noise, 1.0 + noise, (count, len(instance.items))
    )
    cutoff = spent * (1.0 + 4.0 * instance.settings.tolerances.tie)
    return _Candidates(taken, GreedyBatch(demands, order, total_values, left, cutoff), spent)


def _paying(search_state: _SearchState, trials: _Candidates, filled: BatchResult, first: int) -> list[_Move]:
    """The repairs that save money, or nodes for the same money, or that put more onto fewer nodes for as much of both.

    They are the tasks of the batch from `first` on.
    """
    repairs = []
    instance = search_state.waste.instance
    before_groups = search_state.placement.groups
    concentration = np.array([search_state.waste.concentration(group) for group in before_groups])
    for row in np.flatnonzero(np.isfinite(filled.usd[first : first + len(trials.tasks)])).tolist():
        groups, taken, before = filled.groups(first + row), trials.taken[row], float(trials.spent[row])
        if groups is None:
            continue
        anew = search_state.made_anew(groups, trials.tasks.stock[row])
        saved, fewer = before - anew.usd_per_hour, int(taken.sum()) - anew.node_count
        slack = instance.settings.tolerances.tie * max(1.0, before)
        denser = 0.0
        if abs(saved) <= slack and fewer == 0:
            after = sum(search_state.waste.concentration(group) * group.count for group in anew.groups)
            denser = after - float(taken @ concentration)
        if saved > slack or (saved > -slack and (fewer > 0 or denser > slack)):
            repairs.append(_Move(taken, anew.groups, saved, fewer, denser))
    return repairs


def _content(instance: Instance, placement: Placement) -> IntArray:
    """What a node of each group holds; shape (groups, n)."""
    content = np.zeros((len(placement.groups), len(instance.items)), dtype=np.int64)
    for row, group in enumerate(placement.groups):
        for item, held in group.held:
            content[row, item] = held
    return content


def _orders(instance: Instance, count: int, draw: np.random.Generator) -> IntArray:
    """Random orders of the items, each by a random mix of what they take of each resource; shape (count, n)."""
    shares = instance.weights / np.maximum(instance.finite_capacities.max(axis=0), 1.0)
    mixed = (
        draw.random((count, shares.shape[1]))
        @ shares.T
        * draw.uniform(*instance.settings.repair.order_noise, (count, len(shares)))
    )
    return np.argsort(-mixed, axis=1, kind="stable").astype(np.int64)


def _choose(
    limits: RepairSettings, placement: Placement, waste: _WastedShare, count: int, draw: np.random.Generator
) -> IntArray:
    """How many nodes each repair takes from each group, drawn by their wasted share; shape (count, groups).

    Weighted sampling without replacement (Efraimidis and Spirakis): each node gets the key u^(1 / weight) for a uniform
    u, and the highest keys are drawn.
    """
    wastes = np.array([waste.of(group) for group in placement.groups])
    copies = np.array([group.count for group in placement.groups], dtype=np.int64)
    nodes = np.repeat(np.arange(len(placement.groups)), np.minimum(copies, limits.max_nodes))
    keys = draw.random((count, len(nodes))) ** (1.0 / (limits.waste_offset + wastes[nodes]))
    wanted = draw.integers(limits.min_nodes, limits.max_nodes + 1, count)
    ranked = nodes[np.argsort(-keys, axis=1, kind="stable")[:, : limits.max_nodes]]
    taken = np.zeros((count, len(placement.groups)), dtype=np.int64)
    within = np.arange(ranked.shape[1])[None, :] < wanted[:, None]
    np.add.at(taken, (np.nonzero(within)[0], ranked[within]), 1)
    return taken


def _with_best(instance: Instance, placement: Placement, repairs: Sequence[_Move], stock: IntArray) -> Placement:
    """The placement with the repairs that save most, as long as the nodes they take and use are still there."""
    counts = np.array([group.count for group in placement.groups], dtype=np.int64)
    free = stock - machines_in_use(instance, placement.groups)
    machines = [group.machine for group in placement.groups]
    added: list[NodeGroup] = []
    for repair in sorted(repairs, key=lambda one: (-one.usd_saved, -one.nodes_saved, -one.denser)):
        freed = np.bincount(machines, weights=repair.taken, minlength=len(free)).astype(np.int64)
        after = free + freed - machines_in_use(instance, repair.groups)
        if (counts >= repair.taken).all() and (after >= 0).all():
            counts, free = counts - repair.taken, after
            added.extend(repair.groups)
    kept = [
        NodeGroup(group.machine, group.held, int(count)) for group, count in zip(placement.groups, counts, strict=True)
    ]
    return placement_of(instance, [*kept, *added]) if added else placement
