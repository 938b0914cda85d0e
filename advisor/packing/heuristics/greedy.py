"""Batched first-fit decreasing: many greedy placements made at once.

A task is one placement to be made, with its own demand, order of items, item values and stock. Its items are put in a
falling order of size, and a node takes as many replicas of each item as fit, one item after the other. Of all machine
types the one whose node then holds the most value for its price is bought, as often as its content repeats. That is
first-fit decreasing for vectors, node by node; see Panigrahy, Talwar, Uyeda and Wieder, Heuristics for vector bin
packing (Microsoft Research, 2011).

All tasks of a batch buy their next node in the same numpy step, and those that are complete drop out: many small
placements take hardly longer than one. Amounts are whole numbers in floating point, far below the 2^53 up to which that
is exact, because floating point divides several at once where whole numbers are divided one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np

from advisor.packing.bounds.lp_relaxation import LpSolution
from advisor.packing.model.capacity import BoolArray, FloatArray, IntArray, copies_within
from advisor.packing.model.instance import Instance
from advisor.packing.model.node_groups import NodeGroup, content_of, item_orders, placement_of
from advisor.packing.model.resources import UNBOUNDED


def fill_nodes(
    instance: Instance, types: IntArray, task: IntArray, items: IntArray, wanted: IntArray | FloatArray
) -> FloatArray:
    """What one empty node takes of the items of its task, as many as fit of one after the other; shape (p, nodes).

    A column is a node: of a machine type of `types` and for a task of `task`, both (nodes,). A row is a place in the
    order of items: `items` (p, tasks) are the items there, and `wanted` (p, tasks) how many of each are to be placed.
    """
    limits = np.minimum(wanted, instance.max_per_node[items]).astype(np.float64)
    weights = instance.binding_weights[items].transpose(0, 2, 1)
    light: list[bool] = np.any(instance.has_zero_weight[items], axis=1).tolist()
    excluded = _excluded_by_conflicts(instance, items, limits > 0) if instance.has_any_conflict else {}
    free = np.take(instance.binding_capacities, types, axis=1)
    got, fits = np.zeros((len(items), len(types))), np.empty_like(free)
    look_ahead = instance.settings.greedy.look_ahead
    for start in range(0, len(items), look_ahead):
        if start and not (free >= weights[start:].min(axis=0)[:, task]).all(axis=0).any():
            break  # no node has room for any of the rest
        part = slice(start, start + look_ahead)
        ahead = zip(got[part], weights[part].take(task, axis=2), limits[part].take(task, axis=1), strict=True)
        for place, (take, weight, limit) in enumerate(ahead, start):
            copies_within(limit, free, weight, has_zero=light[place], quotients=fits, out=take)
            for of_task, earlier in excluded.get(place, ()):
                take[(task == of_task) & got[earlier].any(axis=0)] = 0.0
            np.multiply(take, weight, out=fits)
            np.subtract(free, fits, out=free)
    return got


def _excluded_by_conflicts(
    instance: Instance, items: IntArray, present: BoolArray
) -> dict[int, list[tuple[int, list[int]]]]:
    """For each place in the order, the tasks whose item there conflicts with earlier ones, and the places of those."""
    tasks, places = np.nonzero((instance.has_conflict[items] & present).T)
    place_of = np.full((items.shape[1], len(instance.items)), len(items))
    np.put_along_axis(place_of, items.T, np.arange(len(items))[None, :], axis=1)
    excluded: dict[int, list[tuple[int, list[int]]]] = {}
    for task, place in zip(tasks.tolist(), places.tolist(), strict=True):
        met = place_of[task, instance.conflicts[items[place, task]]]
        earlier = met[met < place].tolist()
        if earlier:
            excluded.setdefault(place, []).append((task, earlier))
    return excluded


class GreedyTask(NamedTuple):
    """One demand (n,) to be placed in an order of items (n,) on the nodes in `stock` (t,), 0 for types not to be used.

    `item_values` (n,) are what a replica of each item is worth. A placement that costs `cutoff` or more is not wanted.
    """

    demand: IntArray
    order: IntArray
    item_values: FloatArray
    stock: IntArray
    cutoff: float = np.inf


@dataclass(frozen=True, eq=False)
class GreedyBatch:
    """Several tasks: each field is that of a GreedyTask, with one row for each task."""

    demand: IntArray
    order: IntArray
    item_values: FloatArray
    stock: IntArray
    cutoff: FloatArray

    def __len__(self) -> int:
        return len(self.cutoff)

    @staticmethod
    def of(tasks: Sequence[GreedyTask]) -> GreedyBatch:
        """A batch of these tasks."""
        *wide, cutoff = zip(*tasks, strict=True)
        demand, order, item_values, stock = (np.concatenate(rows).reshape(len(tasks), -1) for rows in wide)
        return GreedyBatch(demand, order, item_values, stock, np.array(cutoff))

    @staticmethod
    def of_all(several: Sequence[GreedyBatch]) -> GreedyBatch:
        """One batch of all tasks of these batches, in their order."""
        if len(several) == 1:
            return several[0]
        names = ("demand", "order", "item_values", "stock", "cutoff")
        return GreedyBatch(*(np.concatenate([getattr(tasks, name) for tasks in several]) for name in names))


@dataclass(frozen=True, eq=False)
class _StepRecord:
    """One step as it was taken: for each task in it (`here`) the type bought, how many nodes, and what each holds.

    A column of `items` and `content`, both (p, tasks), is one task: the items in order, and replicas of each on a node.
    """

    here: IntArray
    types: IntArray
    counts: FloatArray
    items: IntArray
    content: FloatArray

    @classmethod
    def of(
        cls, here: IntArray, types: IntArray, counts: FloatArray, items: IntArray, content: FloatArray, keep_up_to: int
    ) -> _StepRecord:
        """The step without the items of which no task placed any, where there are more than `keep_up_to`."""
        if len(items) > keep_up_to:
            some = np.flatnonzero(content.any(axis=1))
            items, content = items[some], content[some]
        return cls(here, types, counts, items, content)

    def group(self, task: int) -> NodeGroup:
        """The nodes that a task bought."""
        row = int(self.here.searchsorted(task))
        held = zip(self.items[:, row].tolist(), self.content[:, row].tolist(), strict=True)
        pairs = tuple(sorted((item, int(count)) for item, count in held if count))
        return NodeGroup(int(self.types[row]), pairs, int(self.counts[row]))


@dataclass(eq=False)
class BatchResult:
    """A batch that was placed: what each task costs in USD per hour, infinite where stock or `cutoff` ended it.

    The groups of nodes are built when they are asked for, since few placements are used. The cheapest placement of a
    task is that of its first `ending` steps (-1: there is none) and one more node of type `last` (-1: none).
    """

    tasks: GreedyBatch
    usd: FloatArray
    ending: IntArray
    last: IntArray
    steps: list[_StepRecord] = field(default_factory=list)

    @classmethod
    def unfilled(cls, tasks: GreedyBatch) -> BatchResult:
        """These tasks before anything is placed."""
        nothing = np.full(len(tasks), -1)
        wanted = tasks.demand.any(axis=1)
        return cls(tasks, np.where(wanted, np.inf, 0.0), np.where(wanted, -1, 0), nothing)

    def groups(self, task: int) -> tuple[NodeGroup, ...] | None:
        """The groups of nodes that hold all the demand of a task; None where it was not placed."""
        if self.ending[task] < 0:
            return None
        bought = [step.group(task) for step in self.steps[: self.ending[task]]]
        if self.last[task] < 0:
            return tuple(bought)
        rest = self.tasks.demand[task].copy()
        for group in bought:
            for item, count in group.held:
                rest[item] -= count * group.count
        return (*bought, NodeGroup(int(self.last[task]), content_of(rest), 1))


@dataclass(eq=False)
class _OpenTasks:
    """The tasks that are not complete (`here`, rows of the batch), with what each has still to place and may still buy.

    A column of `items`, `wanted` and `item_values`, all (p, tasks), is one task: its items in order, how many replicas
    are to be placed, and what each is worth. Places in the order that no task needs any more are dropped. `total` is
    the number of replicas to be placed, `spent` the cost so far, `cutoff` what it must stay below, all (tasks,).
    Options are what the tasks may buy, at least one each: the `task` of each option, its machine type, and how many
    nodes of it are `left`, all (options,), sorted by task and then by price.
    """

    here: IntArray
    items: IntArray
    wanted: FloatArray
    item_values: FloatArray
    total: FloatArray
    spent: FloatArray
    cutoff: FloatArray
    task: IntArray
    types: IntArray
    left: FloatArray

    @classmethod
    def of(cls, instance: Instance, tasks: GreedyBatch) -> _OpenTasks:
        """All tasks of a batch, before their first step."""
        items, rows = np.ascontiguousarray(tasks.order.T), np.arange(len(tasks))
        wanted, item_values = tasks.demand[rows, items].astype(np.float64), tasks.item_values[rows, items]
        task, types = np.nonzero(_options(instance, tasks))
        left = tasks.stock[task, types].astype(np.float64)
        spent = np.zeros(len(tasks))
        return cls(rows, items, wanted, item_values, wanted.sum(axis=0), spent, tasks.cutoff.copy(), task, types, left)

    def drop(self, gone: BoolArray, too_dear: BoolArray) -> None:
        """Drops the tasks that are `gone`, the options that are `too_dear`, and places of items that no task needs."""
        some = bool(gone.any())
        options = np.flatnonzero(~(too_dear | gone[self.task]) if some else ~too_dear)
        if len(options) < len(self.task):
            self.task, self.types, self.left = self.task[options], self.types[options], self.left[options]
        if some:
            kept = np.flatnonzero(~gone)
            self.task = (np.cumsum(~gone) - 1)[self.task]
            self.here, self.total = self.here[kept], self.total[kept]
            self.spent, self.cutoff = self.spent[kept], self.cutoff[kept]
            self.items, self.wanted, self.item_values = (
                self.items[:, kept],
                self.wanted[:, kept],
                self.item_values[:, kept],
            )
        lacking = self.wanted == 0
        most = len(lacking) - int(lacking.sum(axis=0).min(initial=len(lacking)))
        if most < len(lacking):
            cells = np.argsort(lacking, axis=0, kind="stable")[:most], np.arange(len(self.here))
            self.items, self.wanted, self.item_values = self.items[cells], self.wanted[cells], self.item_values[cells]


def fill_batch(instance: Instance, tasks: GreedyBatch) -> BatchResult:
    """Places each task: nodes that hold all its demand, unless stock runs out or the cost reaches its cutoff.

    Each step buys the node that holds the most value for its price, as often as its content repeats. Whenever one more
    node could hold all that is left, the cheapest such ending is remembered.
    """
    filled, open_tasks = BatchResult.unfilled(tasks), _OpenTasks.of(instance, tasks)
    open_tasks.drop(open_tasks.total == 0, np.zeros(len(open_tasks.task), dtype=bool))
    while len(open_tasks.here):
        step = _next_nodes(instance, open_tasks)
        ended = _buy(instance, step, filled, open_tasks)
        ends = np.where(step.last >= 0, step.last, len(open_tasks.task))
        open_tasks.drop(ended | (open_tasks.total == 0), np.arange(len(open_tasks.task)) > ends[open_tasks.task])
    return filled


@dataclass(frozen=True, eq=False)
class _Step:
    """The next node of each task: the option to `pick` (-1: none helps), and the cheapest that holds all (-1: none).

    `content` (p, tasks) is what the picked node holds.
    """

    content: FloatArray
    pick: IntArray
    last: IntArray


def _options(instance: Instance, tasks: GreedyBatch) -> BoolArray:
    """Which types each task may buy: those in stock up to the cheapest that holds all; shape (tasks, t).

    A dearer type holds no more. Where nothing is in stock the first type stays, of which no node is left.
    """
    sold: BoolArray = tasks.stock > 0
    need = tasks.demand.astype(np.float64) @ instance.binding_weights
    simple: BoolArray = np.all(
        (tasks.demand <= instance.max_per_node) & ~(instance.has_conflict & (tasks.demand > 0)), axis=1
    )
    whole = sold & simple[:, None] & (need[:, :, None] <= instance.binding_capacities).all(axis=1)
    sold[:, 1:] &= ~np.logical_or.accumulate(whole, axis=1)[:, :-1]
    sold[~sold.any(axis=1), 0] = True
    return sold


def _next_nodes(instance: Instance, open_tasks: _OpenTasks) -> _Step:
    """Fills an empty node for each option, and picks the one with the most value for its price in each task."""
    task, usable = open_tasks.task, open_tasks.left > 0
    got = fill_nodes(instance, open_tasks.types, task, open_tasks.items, open_tasks.wanted)
    total_values = np.where(usable, np.einsum("po,po->o", got, open_tasks.item_values.take(task, axis=1)), 0.0)
    scores = total_values / np.maximum(instance.prices[open_tasks.types], 1e-9)
    starts = np.searchsorted(task, np.arange(len(open_tasks.here)))
    near = scores >= (np.maximum.reduceat(scores, starts) * (1 - instance.settings.tolerances.tie))[task]
    likely = np.where(near, total_values, -1.0)
    pick = _first_options(likely == np.maximum.reduceat(likely, starts)[task], open_tasks)
    last = _first_options(usable & (got.sum(axis=0) == open_tasks.total[task]), open_tasks)  # types are sorted by price
    return _Step(got[:, pick], np.where(total_values[pick] > 0, pick, -1), last)


def _first_options(wanted: BoolArray, open_tasks: _OpenTasks) -> IntArray:
    """The first of these options of each task, -1 where it has none; shape (tasks,)."""
    first, options = np.full(len(open_tasks.here), -1), np.flatnonzero(wanted)[::-1]
    first[open_tasks.task[options]] = options  # of several options of one task, the last one written stays
    return first


def _buy(instance: Instance, step: _Step, filled: BatchResult, open_tasks: _OpenTasks) -> BoolArray:
    """Buys the picked nodes, in place; which tasks end with that because nothing helps or the cutoff is reached."""
    here, number = open_tasks.here, len(filled.steps)
    last, picked = open_tasks.types[step.last], open_tasks.types[step.pick]
    cost = open_tasks.spent + instance.prices[last]
    cheaper = (step.last >= 0) & (cost < open_tasks.cutoff)
    if cheaper.any():
        ending = here[cheaper]
        filled.usd[ending], filled.last[ending], filled.ending[ending] = cost[cheaper], last[cheaper], number
        open_tasks.cutoff = np.where(cheaper, cost, open_tasks.cutoff)
    holding = step.content > 0
    times = np.floor(
        np.divide(open_tasks.wanted, step.content, out=np.full(holding.shape, float(UNBOUNDED)), where=holding)
    )
    counts = np.minimum(times.min(axis=0, initial=UNBOUNDED), open_tasks.left[step.pick])
    spent = open_tasks.spent + instance.prices[picked] * counts
    buys = (step.pick >= 0) & (spent < open_tasks.cutoff * (1 - instance.settings.tolerances.tie))
    counts = np.where(buys, counts, 0.0)
    keep_up_to = instance.settings.greedy.keep_items_up_to
    filled.steps.append(_StepRecord.of(here, picked, counts, open_tasks.items, step.content, keep_up_to))
    open_tasks.spent = np.where(buys, spent, open_tasks.spent)
    open_tasks.wanted = open_tasks.wanted - step.content * counts
    open_tasks.total = open_tasks.wanted.sum(axis=0)
    open_tasks.left[step.pick[buys]] -= counts[buys]
    done = open_tasks.total == 0
    if done.any():
        through = here[done]
        filled.usd[through], filled.last[through], filled.ending[through] = spent[done], -1, number + 1
    ended: BoolArray = ~buys
    return ended


UNPLACEABLE = float("inf")
"""The cost in USD per hour of what cannot be placed."""


@dataclass(frozen=True, eq=False)
class PlacementRequest:
    """A demand (n,) to be placed on the nodes in stock (t,), with what a replica of each item is worth (n,).

    It is placed in up to `orders` orders of the items.
    """

    demand: IntArray
    stock: IntArray
    item_values: FloatArray
    orders: int = 3


@dataclass(frozen=True, eq=False)
class GreedyPlacement:
    """A greedy placement of one request: its cost in USD per hour, and its groups, built when they are asked for."""

    usd: float
    filled: BatchResult
    task: int

    @cached_property
    def groups(self) -> tuple[NodeGroup, ...]:
        """The groups of nodes."""
        return self.filled.groups(self.task) or ()


def place_greedily(instance: Instance, requests: Sequence[PlacementRequest]) -> list[GreedyPlacement | None]:
    """The cheapest placement of each request over its orders; None if stock runs out, or without any order."""
    known = {each.item_values.tobytes(): each.item_values for each in requests}
    ordered = {key: item_orders(instance, item_values) for key, item_values in known.items()}
    orders = [ordered[each.item_values.tobytes()][: each.orders] for each in requests]
    tasks = [
        GreedyTask(each.demand, order, each.item_values, each.stock)
        for each, its in zip(requests, orders, strict=True)
        for order in its
    ]
    if not tasks:
        return [None for _ in requests]
    filled, first = fill_batch(instance, GreedyBatch.of(tasks)), 0
    found: list[GreedyPlacement | None] = []
    for its in orders:
        found.append(_cheapest(instance, filled, range(first, first + len(its))))
        first += len(its)
    return found


def _cheapest(instance: Instance, filled: BatchResult, tasks: range) -> GreedyPlacement | None:
    """The cheapest of these tasks; of those that differ by rounding, the one whose nodes add up to least."""
    usd = filled.usd[tasks.start : tasks.stop].tolist()
    end = min(usd, default=UNPLACEABLE) * (1 + instance.settings.tolerances.tie)
    near = [
        GreedyPlacement(cost, filled, task)
        for task, cost in zip(tasks, usd, strict=True)
        if cost <= end and cost < UNPLACEABLE
    ]
    if len(near) > 1:
        return min(near, key=lambda one: placement_of(instance, one.groups).usd_per_hour)
    return near[0] if near else None


def greedy_item_values(instance: Instance, lp_solution: LpSolution) -> FloatArray:
    """What greedy filling counts a replica as worth: its dual value in the LP relaxation, but never nothing."""
    share: FloatArray = (instance.weights / np.maximum(instance.finite_capacities.max(axis=0), 1.0)).sum(axis=1)
    scale = float(lp_solution.replica_prices.max(initial=0.0)) or 1.0
    greedy = instance.settings.greedy
    item_values: FloatArray = lp_solution.replica_prices + scale * (greedy.size_value * share + greedy.least_value)
    return item_values
