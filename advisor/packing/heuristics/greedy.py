"""What empty nodes of many types take of many orders of items at once, as many as fit of one item after the other.

Greedy placements side by side: many small ones take numpy hardly longer than one of them.

A lane is one placement to make, with its own demand, order of items, worths and stock. All lanes take their next node
in the same step; those that are through drop out. Amounts are whole numbers in floating point, far below the 2^53 up to
which it counts exactly, because it divides several at once where whole numbers go one by one.
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
    """What one empty node takes of the items of its lane, as many as fit of one after the other; shape (p, nodes).

    Each node is of one of the `types` and belongs to a `lane`, both (nodes,). `items` (p, lanes) are in order, with how
    many are `wanted` of each.
    """
    limits = np.minimum(wanted, instance.max_per_node[items]).astype(np.float64)
    weights = instance.binding_weights[items].transpose(0, 2, 1)
    light: list[bool] = np.any(instance.has_zero_weight[items], axis=1).tolist()
    bars = _bars(instance, items, limits > 0) if instance.has_any_conflict else {}
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
            for barred, earlier in bars.get(place, ()):
                take[(task == barred) & got[earlier].any(axis=0)] = 0.0
            np.multiply(take, weight, out=fits)
            np.subtract(free, fits, out=free)
    return got


def _bars(instance: Instance, items: IntArray, present: BoolArray) -> dict[int, list[tuple[int, list[int]]]]:
    """For each place in the order the lanes whose item must not meet some earlier ones, and the places of those."""
    tasks, places = np.nonzero((instance.has_conflict[items] & present).T)
    place_of = np.full((items.shape[1], len(instance.items)), len(items))
    np.put_along_axis(place_of, items.T, np.arange(len(items))[None, :], axis=1)
    bars: dict[int, list[tuple[int, list[int]]]] = {}
    for task, place in zip(tasks.tolist(), places.tolist(), strict=True):
        met = place_of[task, instance.conflicts[items[place, task]]]
        earlier = met[met < place].tolist()
        if earlier:
            bars.setdefault(place, []).append((task, earlier))
    return bars


class GreedyTask(NamedTuple):
    """One demand (n,) to be placed in an order of items (n,) on what is in stock (t,); types not to be used have none.

    `worth` (n,) is what a replica of each item counts for; a placement that costs `beat` or more is not wanted.
    """

    demand: IntArray
    order: IntArray
    item_values: FloatArray
    stock: IntArray
    cutoff: float = np.inf


@dataclass(frozen=True, eq=False)
class GreedyBatch:
    """Lanes side by side: each field is that of a Lane, with one row for each of them."""

    demand: IntArray
    order: IntArray
    item_values: FloatArray
    stock: IntArray
    cutoff: FloatArray

    def __len__(self) -> int:
        return len(self.cutoff)

    @staticmethod
    def of(tasks: Sequence[GreedyTask]) -> GreedyBatch:
        """These lanes side by side."""
        *wide, cutoff = zip(*tasks, strict=True)
        demand, order, item_values, stock = (np.concatenate(rows).reshape(len(tasks), -1) for rows in wide)
        return GreedyBatch(demand, order, item_values, stock, np.array(cutoff))

    @staticmethod
    def of_all(several: Sequence[GreedyBatch]) -> GreedyBatch:
        """All of these one after the other."""
        if len(several) == 1:
            return several[0]
        names = ("demand", "order", "item_values", "stock", "cutoff")
        return GreedyBatch(*(np.concatenate([getattr(tasks, name) for tasks in several]) for name in names))


@dataclass(frozen=True, eq=False)
class _StepRecord:
    """One step as it was taken: the type that each lane in it (`here`) bought, how many, and what each holds.

    `items` and how many of each are both (p, lanes).
    """

    here: IntArray
    types: IntArray
    counts: FloatArray
    items: IntArray
    pattern: FloatArray

    @classmethod
    def of(
        cls, here: IntArray, types: IntArray, counts: FloatArray, items: IntArray, pattern: FloatArray, keep_up_to: int
    ) -> _StepRecord:
        """The step without the items that no lane took, where there are more than `keep_up_to`."""
        if len(items) > keep_up_to:
            some = np.flatnonzero(pattern.any(axis=1))
            items, pattern = items[some], pattern[some]
        return cls(here, types, counts, items, pattern)

    def group(self, task: int) -> NodeGroup:
        """What a lane bought."""
        row = int(self.here.searchsorted(task))
        held = zip(self.items[:, row].tolist(), self.pattern[:, row].tolist(), strict=True)
        content = tuple(sorted((item, int(count)) for item, count in held if count))
        return NodeGroup(int(self.types[row]), content, int(self.counts[row]))


@dataclass(eq=False)
class BatchResult:
    """Lanes that were filled: what each costs in USD per hour, infinite where stock ran out or `beat` was reached.

    What was bought is put together for the lanes that are asked for. `ending` is how many steps the cheapest way to
    place all took (-1: none was seen), and `last` the type of the one more node that it took then (-1: none).
    """

    tasks: GreedyBatch
    usd: FloatArray
    ending: IntArray
    last: IntArray
    steps: list[_StepRecord] = field(default_factory=list)

    @classmethod
    def unfilled(cls, tasks: GreedyBatch) -> BatchResult:
        """These lanes before anything is placed."""
        nothing = np.full(len(tasks), -1)
        wanted = tasks.demand.any(axis=1)
        return cls(tasks, np.where(wanted, np.inf, 0.0), np.where(wanted, -1, 0), nothing)

    def groups(self, task: int) -> tuple[NodeGroup, ...] | None:
        """The groups of nodes that hold all the demand of a lane; None where there are none."""
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
    """The lanes that are not through (`here`), with what each has still to place and may still buy.

    `items` (p, lanes) are in order, with how many are `wanted` and the `worth` of each; items of which none is wanted
    are dropped as far as all lanes can. `total` is what is wanted in all, `spent` what the lane has cost, and `beat`
    what it must stay below. What a lane may buy are its options, at least one, beside those of the other lanes: the
    `lane` of each, its type and how many are `left`, all (options,).
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
        """All of these lanes, from their beginning."""
        items, rows = np.ascontiguousarray(tasks.order.T), np.arange(len(tasks))
        wanted, item_values = tasks.demand[rows, items].astype(np.float64), tasks.item_values[rows, items]
        task, types = np.nonzero(_options(instance, tasks))
        left = tasks.stock[task, types].astype(np.float64)
        spent = np.zeros(len(tasks))
        return cls(rows, items, wanted, item_values, wanted.sum(axis=0), spent, tasks.cutoff.copy(), task, types, left)

    def drop(self, gone: BoolArray, beyond: BoolArray) -> None:
        """Drops the lanes that are `gone`, the options `beyond` what pays, and items that no lane needs a place for."""
        some = bool(gone.any())
        options = np.flatnonzero(~(beyond | gone[self.task]) if some else ~beyond)
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
    """Each lane filled: groups of nodes that hold all its demand, unless stock runs out or the cost reaches `beat`.

    Each step buys the node type that holds the most worth for its price and repeats it while its content repeats;
    whenever one more node could hold all that is left, the cheapest such ending is remembered.
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
    """The next node of each lane: the option to `pick` (-1: none helps), the `last` if one holds all (-1: none).

    `pattern` (p, lanes) is what the picked node holds.
    """

    pattern: FloatArray
    pick: IntArray
    last: IntArray


def _options(instance: Instance, tasks: GreedyBatch) -> BoolArray:
    """Which types each lane may buy: those in stock up to the cheapest that holds all; shape (lanes, t).

    A dearer one holds no more. Where nothing is in stock one stays, of which none is left.
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
    """The first of these options in each lane, -1 where it has none; shape (lanes,)."""
    first, options = np.full(len(open_tasks.here), -1), np.flatnonzero(wanted)[::-1]
    first[open_tasks.task[options]] = options  # of several for one lane, the last written stays
    return first


def _buy(instance: Instance, step: _Step, filled: BatchResult, open_tasks: _OpenTasks) -> BoolArray:
    """Takes the step in the lanes that are left, in place; which of them end with it."""
    here, number = open_tasks.here, len(filled.steps)
    last, picked = open_tasks.types[step.last], open_tasks.types[step.pick]
    cost = open_tasks.spent + instance.prices[last]
    cheaper = (step.last >= 0) & (cost < open_tasks.cutoff)
    if cheaper.any():
        ending = here[cheaper]
        filled.usd[ending], filled.last[ending], filled.ending[ending] = cost[cheaper], last[cheaper], number
        open_tasks.cutoff = np.where(cheaper, cost, open_tasks.cutoff)
    holding = step.pattern > 0
    times = np.floor(
        np.divide(open_tasks.wanted, step.pattern, out=np.full(holding.shape, float(UNBOUNDED)), where=holding)
    )
    counts = np.minimum(times.min(axis=0, initial=UNBOUNDED), open_tasks.left[step.pick])
    spent = open_tasks.spent + instance.prices[picked] * counts
    buys = (step.pick >= 0) & (spent < open_tasks.cutoff * (1 - instance.settings.tolerances.tie))
    counts = np.where(buys, counts, 0.0)
    keep_up_to = instance.settings.greedy.keep_items_up_to
    filled.steps.append(_StepRecord.of(here, picked, counts, open_tasks.items, step.pattern, keep_up_to))
    open_tasks.spent = np.where(buys, spent, open_tasks.spent)
    open_tasks.wanted = open_tasks.wanted - step.pattern * counts
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
    """A demand (n,) to be placed on what is in stock (t,), and what a replica of each item counts for (n,).

    It is placed in so many `orders` of the items, at most.
    """

    demand: IntArray
    stock: IntArray
    item_values: FloatArray
    orders: int = 3


@dataclass(frozen=True, eq=False)
class GreedyPlacement:
    """A greedy placement of all that was asked: its cost in USD per hour, and its groups when somebody looks."""

    usd: float
    filled: BatchResult
    task: int

    @cached_property
    def groups(self) -> tuple[NodeGroup, ...]:
        """The groups of nodes."""
        return self.filled.groups(self.task) or ()


def place_greedily(instance: Instance, asked: Sequence[PlacementRequest]) -> list[GreedyPlacement | None]:
    """For each demand the cheapest placement over its orders of items; None if stock runs out, or without any order."""
    known = {each.item_values.tobytes(): each.item_values for each in asked}
    ordered = {key: item_orders(instance, item_values) for key, item_values in known.items()}
    orders = [ordered[each.item_values.tobytes()][: each.orders] for each in asked]
    tasks = [
        GreedyTask(each.demand, order, each.item_values, each.stock)
        for each, its in zip(asked, orders, strict=True)
        for order in its
    ]
    if not tasks:
        return [None for _ in asked]
    filled, first = fill_batch(instance, GreedyBatch.of(tasks)), 0
    found: list[GreedyPlacement | None] = []
    for its in orders:
        found.append(_cheapest(instance, filled, range(first, first + len(its))))
        first += len(its)
    return found


def _cheapest(instance: Instance, filled: BatchResult, tasks: range) -> GreedyPlacement | None:
    """The cheapest of these lanes; of those that differ by rounding the one whose nodes add up to least."""
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
    """What greedy filling counts as gained by each replica: its price in the volume model, never quite nothing."""
    share: FloatArray = (instance.weights / np.maximum(instance.finite_capacities.max(axis=0), 1.0)).sum(axis=1)
    scale = float(lp_solution.replica_prices.max(initial=0.0)) or 1.0
    greedy = instance.settings.greedy
    item_values: FloatArray = lp_solution.replica_prices + scale * (greedy.size_value * share + greedy.least_value)
    return item_values
