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

from advisor.packing.bounds.lp_relaxation import Volume
from advisor.packing.model.instance import NO_END, Flags, Real, Table, Whole
from advisor.packing.model.node_groups import TIE, Group, draft_of, held_of, orders_of

LOOK_AHEAD = 32
"""Items after which it is seen whether a node can take any more at all."""


def fill_nodes(table: Table, types: Whole, lane: Whole, items: Whole, wanted: Whole | Real) -> Real:
    """What one empty node takes of the items of its lane, as many as fit of one after the other; shape (p, nodes).

    Each node is of one of the `types` and belongs to a `lane`, both (nodes,). `items` (p, lanes) are in order, with how
    many are `wanted` of each.
    """
    limits = np.minimum(wanted, table.most[items]).astype(np.float64)
    weights = table.taken[items].transpose(0, 2, 1)
    light: list[bool] = np.any(table.light[items], axis=1).tolist()
    bars = _bars(table, items, limits > 0) if table.has_rivals else {}
    free = np.take(table.ample, types, axis=1)
    got, fits = np.zeros((len(items), len(types))), np.empty_like(free)
    for start in range(0, len(items), LOOK_AHEAD):
        if start and not (free >= weights[start:].min(axis=0)[:, lane]).all(axis=0).any():
            break  # no node has room for any of the rest
        part = slice(start, start + LOOK_AHEAD)
        ahead = zip(got[part], weights[part].take(lane, axis=2), limits[part].take(lane, axis=1), strict=True)
        for place, (take, weight, limit) in enumerate(ahead, start):
            if light[place]:
                np.divide(free, np.where(weight > 0, weight, 1.0), out=fits)
                fits[weight == 0] = NO_END
            else:
                np.divide(free, weight, out=fits)
            least = limit
            for fit in fits:
                least = np.minimum(least, fit, out=take)
            np.floor(least, out=take)
            for barred, earlier in bars.get(place, ()):
                take[(lane == barred) & got[earlier].any(axis=0)] = 0.0
            np.multiply(take, weight, out=fits)
            np.subtract(free, fits, out=free)
    return got


def _bars(table: Table, items: Whole, present: Flags) -> dict[int, list[tuple[int, list[int]]]]:
    """For each place in the order the lanes whose item must not meet some earlier ones, and the places of those."""
    lanes, places = np.nonzero((table.awkward[items] & present).T)
    place_of = np.full((items.shape[1], len(table.items)), len(items))
    np.put_along_axis(place_of, items.T, np.arange(len(items))[None, :], axis=1)
    bars: dict[int, list[tuple[int, list[int]]]] = {}
    for lane, place in zip(lanes.tolist(), places.tolist(), strict=True):
        met = place_of[lane, table.rivals[items[place, lane]]]
        earlier = met[met < place].tolist()
        if earlier:
            bars.setdefault(place, []).append((lane, earlier))
    return bars


FEW_ITEMS = 64
"""Up to so many items a step also keeps those of which no lane took any: to sort them out costs more."""


class Lane(NamedTuple):
    """One demand (n,) to be placed in an order of items (n,) on what is in stock (t,); types not to be used have none.

    `worth` (n,) is what a replica of each item counts for; a placement that costs `beat` or more is not wanted.
    """

    demand: Whole
    order: Whole
    worth: Real
    stock: Whole
    beat: float = np.inf


@dataclass(frozen=True, eq=False)
class Lanes:
    """Lanes side by side: each field is that of a Lane, with one row for each of them."""

    demand: Whole
    order: Whole
    worth: Real
    stock: Whole
    beat: Real

    def __len__(self) -> int:
        return len(self.beat)

    @staticmethod
    def of(lanes: Sequence[Lane]) -> Lanes:
        """These lanes side by side."""
        *wide, beat = zip(*lanes, strict=True)
        demand, order, worth, stock = (np.concatenate(rows).reshape(len(lanes), -1) for rows in wide)
        return Lanes(demand, order, worth, stock, np.array(beat))

    @staticmethod
    def of_all(several: Sequence[Lanes]) -> Lanes:
        """All of these one after the other."""
        if len(several) == 1:
            return several[0]
        names = ("demand", "order", "worth", "stock", "beat")
        return Lanes(*(np.concatenate([getattr(lanes, name) for lanes in several]) for name in names))


@dataclass(frozen=True, eq=False)
class _Taken:
    """One step as it was taken: the type that each lane in it (`here`) bought, how many, and what each holds.

    `items` and how many of each are both (p, lanes).
    """

    here: Whole
    types: Whole
    counts: Real
    items: Whole
    pattern: Real

    @classmethod
    def of(cls, here: Whole, types: Whole, counts: Real, items: Whole, pattern: Real) -> _Taken:
        """The step without the items that no lane took, where there are many."""
        if len(items) > FEW_ITEMS:
            some = np.flatnonzero(pattern.any(axis=1))
            items, pattern = items[some], pattern[some]
        return cls(here, types, counts, items, pattern)

    def group(self, lane: int) -> Group:
        """What a lane bought."""
        row = int(self.here.searchsorted(lane))
        held = zip(self.items[:, row].tolist(), self.pattern[:, row].tolist(), strict=True)
        content = tuple(sorted((item, int(count)) for item, count in held if count))
        return Group(int(self.types[row]), content, int(self.counts[row]))


@dataclass(eq=False)
class Filled:
    """Lanes that were filled: what each costs in USD per hour, infinite where stock ran out or `beat` was reached.

    What was bought is put together for the lanes that are asked for. `ending` is how many steps the cheapest way to
    place all took (-1: none was seen), and `last` the type of the one more node that it took then (-1: none).
    """

    lanes: Lanes
    usd: Real
    ending: Whole
    last: Whole
    steps: list[_Taken] = field(default_factory=list)

    @classmethod
    def none_of(cls, lanes: Lanes) -> Filled:
        """These lanes before anything is placed."""
        nothing = np.full(len(lanes), -1)
        wanted = lanes.demand.any(axis=1)
        return cls(lanes, np.where(wanted, np.inf, 0.0), np.where(wanted, -1, 0), nothing)

    def groups(self, lane: int) -> tuple[Group, ...] | None:
        """The groups of nodes that hold all the demand of a lane; None where there are none."""
        if self.ending[lane] < 0:
            return None
        bought = [step.group(lane) for step in self.steps[: self.ending[lane]]]
        if self.last[lane] < 0:
            return tuple(bought)
        rest = self.lanes.demand[lane].copy()
        for group in bought:
            for item, count in group.held:
                rest[item] -= count * group.count
        return (*bought, Group(int(self.last[lane]), held_of(rest), 1))


@dataclass(eq=False)
class _Open:
    """The lanes that are not through (`here`), with what each has still to place and may still buy.

    `items` (p, lanes) are in order, with how many are `wanted` and the `worth` of each; items of which none is wanted
    are dropped as far as all lanes can. `total` is what is wanted in all, `spent` what the lane has cost, and `beat`
    what it must stay below. What a lane may buy are its options, at least one, beside those of the other lanes: the
    `lane` of each, its type and how many are `left`, all (options,).
    """

    here: Whole
    items: Whole
    wanted: Real
    worth: Real
    total: Real
    spent: Real
    beat: Real
    lane: Whole
    types: Whole
    left: Real

    @classmethod
    def of(cls, table: Table, lanes: Lanes) -> _Open:
        """All of these lanes, from their beginning."""
        items, rows = np.ascontiguousarray(lanes.order.T), np.arange(len(lanes))
        wanted, worth = lanes.demand[rows, items].astype(np.float64), lanes.worth[rows, items]
        lane, types = np.nonzero(_options(table, lanes))
        left = lanes.stock[lane, types].astype(np.float64)
        spent = np.zeros(len(lanes))
        return cls(rows, items, wanted, worth, wanted.sum(axis=0), spent, lanes.beat.copy(), lane, types, left)

    def drop(self, gone: Flags, beyond: Flags) -> None:
        """Drops the lanes that are `gone`, the options `beyond` what pays, and items that no lane needs a place for."""
        some = bool(gone.any())
        options = np.flatnonzero(~(beyond | gone[self.lane]) if some else ~beyond)
        if len(options) < len(self.lane):
            self.lane, self.types, self.left = self.lane[options], self.types[options], self.left[options]
        if some:
            kept = np.flatnonzero(~gone)
            self.lane = (np.cumsum(~gone) - 1)[self.lane]
            self.here, self.total = self.here[kept], self.total[kept]
            self.spent, self.beat = self.spent[kept], self.beat[kept]
            self.items, self.wanted, self.worth = self.items[:, kept], self.wanted[:, kept], self.worth[:, kept]
        lacking = self.wanted == 0
        most = len(lacking) - int(lacking.sum(axis=0).min(initial=len(lacking)))
        if most < len(lacking):
            cells = np.argsort(lacking, axis=0, kind="stable")[:most], np.arange(len(self.here))
            self.items, self.wanted, self.worth = self.items[cells], self.wanted[cells], self.worth[cells]


def fill_lanes(table: Table, lanes: Lanes) -> Filled:
    """Each lane filled: groups of nodes that hold all its demand, unless stock runs out or the cost reaches `beat`.

    Each step buys the node type that holds the most worth for its price and repeats it while its content repeats;
    whenever one more node could hold all that is left, the cheapest such ending is remembered.
    """
    filled, still = Filled.none_of(lanes), _Open.of(table, lanes)
    still.drop(still.total == 0, np.zeros(len(still.lane), dtype=bool))
    while len(still.here):
        step = _next_nodes(table, still)
        ended = _buy(table, step, filled, still)
        ends = np.where(step.last >= 0, step.last, len(still.lane))
        still.drop(ended | (still.total == 0), np.arange(len(still.lane)) > ends[still.lane])
    return filled


@dataclass(frozen=True, eq=False)
class _Step:
    """The next node of each lane: the option to `pick` (-1: none helps), the `last` if one holds all (-1: none).

    `pattern` (p, lanes) is what the picked node holds.
    """

    pattern: Real
    pick: Whole
    last: Whole


def _options(table: Table, lanes: Lanes) -> Flags:
    """Which types each lane may buy: those in stock up to the cheapest that holds all; shape (lanes, t).

    A dearer one holds no more. Where nothing is in stock one stays, of which none is left.
    """
    sold: Flags = lanes.stock > 0
    need = lanes.demand.astype(np.float64) @ table.taken
    simple: Flags = np.all((lanes.demand <= table.most) & ~(table.awkward & (lanes.demand > 0)), axis=1)
    whole = sold & simple[:, None] & (need[:, :, None] <= table.ample).all(axis=1)
    sold[:, 1:] &= ~np.logical_or.accumulate(whole, axis=1)[:, :-1]
    sold[~sold.any(axis=1), 0] = True
    return sold


def _next_nodes(table: Table, still: _Open) -> _Step:
    lane, usable = still.lane, still.left > 0
    got = fill_nodes(table, still.types, lane, still.items, still.wanted)
    worths = np.where(usable, np.einsum("po,po->o", got, still.worth.take(lane, axis=1)), 0.0)
    scores = worths / np.maximum(table.prices[still.types], 1e-9)
    starts = np.searchsorted(lane, np.arange(len(still.here)))
    near = scores >= (np.maximum.reduceat(scores, starts) * (1 - TIE))[lane]
    likely = np.where(near, worths, -1.0)
    pick = _first_options(likely == np.maximum.reduceat(likely, starts)[lane], still)
    last = _first_options(usable & (got.sum(axis=0) == still.total[lane]), still)  # types are sorted by price
    return _Step(got[:, pick], np.where(worths[pick] > 0, pick, -1), last)


def _first_options(wanted: Flags, still: _Open) -> Whole:
    """The first of these options in each lane, -1 where it has none; shape (lanes,)."""
    first, options = np.full(len(still.here), -1), np.flatnonzero(wanted)[::-1]
    first[still.lane[options]] = options  # of several for one lane, the last written stays
    return first


def _buy(table: Table, step: _Step, filled: Filled, still: _Open) -> Flags:
    """Takes the step in the lanes that are left, in place; which of them end with it."""
    here, number = still.here, len(filled.steps)
    last, picked = still.types[step.last], still.types[step.pick]
    cost = still.spent + table.prices[last]
    cheaper = (step.last >= 0) & (cost < still.beat)
    if cheaper.any():
        ending = here[cheaper]
        filled.usd[ending], filled.last[ending], filled.ending[ending] = cost[cheaper], last[cheaper], number
        still.beat = np.where(cheaper, cost, still.beat)
    holding = step.pattern > 0
    times = np.floor(np.divide(still.wanted, step.pattern, out=np.full(holding.shape, float(NO_END)), where=holding))
    counts = np.minimum(times.min(axis=0, initial=NO_END), still.left[step.pick])
    spent = still.spent + table.prices[picked] * counts
    buys = (step.pick >= 0) & (spent < still.beat * (1 - TIE))
    counts = np.where(buys, counts, 0.0)
    filled.steps.append(_Taken.of(here, picked, counts, still.items, step.pattern))
    still.spent = np.where(buys, spent, still.spent)
    still.wanted = still.wanted - step.pattern * counts
    still.total = still.wanted.sum(axis=0)
    still.left[step.pick[buys]] -= counts[buys]
    done = still.total == 0
    if done.any():
        through = here[done]
        filled.usd[through], filled.last[through], filled.ending[through] = spent[done], -1, number + 1
    ended: Flags = ~buys
    return ended


NEVER = float("inf")
"""The cost in USD per hour of what cannot be placed."""


@dataclass(frozen=True, eq=False)
class Asked:
    """A demand (n,) to be placed on what is in stock (t,), and what a replica of each item counts for (n,).

    It is placed in so many `orders` of the items, at most.
    """

    demand: Whole
    stock: Whole
    worth: Real
    orders: int = 3


@dataclass(frozen=True, eq=False)
class Found:
    """A greedy placement of all that was asked: its cost in USD per hour, and its groups when somebody looks."""

    usd: float
    filled: Filled
    lane: int

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The groups of nodes."""
        return self.filled.groups(self.lane) or ()


def greedy(table: Table, asked: Sequence[Asked]) -> list[Found | None]:
    """For each demand the cheapest placement over its orders of items; None if stock runs out, or without any order."""
    known = {each.worth.tobytes(): each.worth for each in asked}
    ordered = {key: orders_of(table, worth) for key, worth in known.items()}
    orders = [ordered[each.worth.tobytes()][: each.orders] for each in asked]
    lanes = [
        Lane(each.demand, order, each.worth, each.stock)
        for each, its in zip(asked, orders, strict=True)
        for order in its
    ]
    if not lanes:
        return [None for _ in asked]
    filled, first = fill_lanes(table, Lanes.of(lanes)), 0
    found: list[Found | None] = []
    for its in orders:
        found.append(_cheapest(table, filled, range(first, first + len(its))))
        first += len(its)
    return found


def _cheapest(table: Table, filled: Filled, lanes: range) -> Found | None:
    """The cheapest of these lanes; of those that differ by rounding the one whose nodes add up to least."""
    usd = filled.usd[lanes.start : lanes.stop].tolist()
    end = min(usd, default=NEVER) * (1 + TIE)
    near = [Found(cost, filled, lane) for lane, cost in zip(lanes, usd, strict=True) if cost <= end and cost < NEVER]
    if len(near) > 1:
        return min(near, key=lambda one: draft_of(table, one.groups).usd_per_hour)
    return near[0] if near else None


def worth_of(table: Table, volume: Volume) -> Real:
    """What greedy filling counts as gained by each replica: its price in the volume model, never quite nothing."""
    share: Real = (table.weights / np.maximum(table.ends.max(axis=0), 1.0)).sum(axis=1)
    scale = float(volume.replica_prices.max(initial=0.0)) or 1.0
    worth: Real = volume.replica_prices + scale * (1e-3 * share + 1e-6)
    return worth
