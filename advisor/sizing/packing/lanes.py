"""Greedy placements side by side: many small ones take numpy hardly longer than one of them.

A lane is one placement to make, with its own demand, order of items, worths and stock. All lanes take their next node
in the same step; those that are through drop out. Amounts are whole numbers in floating point, far below the 2^53 up to
which it counts exactly, because it divides several at once where whole numbers go one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from advisor.sizing.packing.groups import TIE, Group
from advisor.sizing.packing.table import NO_END, Flags, Real, Table, Whole


@dataclass(frozen=True, eq=False)
class Lane:
    """One demand (n,) to be placed in an order of items (n,) on what is in stock (t,); types not to be used have none.

    `worth` (n,) is what a replica of each item counts for; a placement that costs `beat` or more is not wanted.
    """

    demand: Whole
    order: Whole
    worth: Real
    stock: Whole
    beat: float = np.inf


Bought = tuple[int, Sequence[int], Sequence[int], int]
"""A type, items and how many of each one node of it holds, and the number of such nodes: a group to be."""


@dataclass(eq=False)
class _Course:
    """How far a lane has come: what it bought, and the cheapest way to end with one more node."""

    spent: float = 0.0
    bought: list[Bought] = field(default_factory=list)
    ending: tuple[int, Bought] | None = None
    """How many of those bought stay, and the last node."""

    def through(self) -> tuple[Group, ...]:
        """The groups of a lane that has placed everything."""
        return tuple(_group(*each) for each in self.bought)

    def ended(self) -> tuple[Group, ...] | None:
        """The groups with the cheapest ending; None where one node never held all that was left."""
        if self.ending is None:
            return None
        kept, last = self.ending
        return tuple(_group(*each) for each in (*self.bought[:kept], last))


def fill_lanes(table: Table, lanes: Sequence[Lane]) -> list[tuple[Group, ...] | None]:
    """For each lane groups of nodes that hold all its demand, or None when stock runs out or the cost reaches `beat`.

    Each step buys the node type that holds the most worth for its price and repeats it while its content repeats;
    whenever one more node could hold all that is left, the cheapest such ending is remembered.
    """
    courses = [_Course() for _ in lanes]
    through: list[tuple[Group, ...] | None] = [None] * len(lanes)
    here = np.arange(len(lanes))
    remaining = np.array([lane.demand for lane in lanes])
    order, worth = np.array([lane.order for lane in lanes]), np.array([lane.worth for lane in lanes])
    beat = np.array([lane.beat for lane in lanes])
    types, left = _types_of([lane.stock for lane in lanes])
    while len(here):
        done = ~remaining.any(axis=1)
        for lane in here[done].tolist():
            through[lane] = courses[lane].through()
        step = _next_nodes(table, types, left, remaining, order, worth)
        ended = _buy(table, step, [courses[lane] for lane in here.tolist()], types, left, remaining, beat)
        for lane in here[ended & ~done].tolist():
            through[lane] = courses[lane].ended()
        going = ~(ended | done)
        here, types, left, remaining = here[going], types[going], left[going], remaining[going]
        order, worth, beat = order[going], worth[going], beat[going]
    return through


@dataclass(frozen=True, eq=False)
class _Step:
    """The next node of each lane: `pick` among its types (-1: none helps), `last` if one node can hold all (-1: none).

    `items` (lanes, p) are the items still to be placed, in order, `wanted` (lanes, p) how many of each, and `pattern`
    (lanes, p) what the picked node holds.
    """

    items: Whole
    wanted: Whole
    pattern: Whole
    pick: Whole
    last: Whole


def _types_of(stocks: Sequence[Whole]) -> tuple[Whole, Whole]:
    """The types in stock of each lane and how many there are, both (lanes, most types), filled up with none of 0."""
    rows = [np.flatnonzero(stock > 0) for stock in stocks]
    shape = len(stocks), max((len(row) for row in rows), default=0) or 1
    types, left = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    for lane, (row, stock) in enumerate(zip(rows, stocks, strict=True)):
        types[lane, : len(row)], left[lane, : len(row)] = row, stock[row]
    return types, left


def _next_nodes(table: Table, types: Whole, left: Whole, remaining: Whole, order: Whole, worth: Real) -> _Step:
    items, got = fill_nodes(table, types, remaining, order)
    lanes = np.arange(len(types))
    wanted = remaining[lanes[:, None], items]
    usable = left > 0
    whole = usable & (got.sum(axis=0) == wanted.sum(axis=1)[:, None])
    worths = np.einsum("plt,lp->lt", got, worth[lanes[:, None], items])
    worths = np.where(usable, worths, 0.0)
    scores = worths / np.maximum(table.prices[types], 1e-9)
    near = scores >= scores.max(axis=1, keepdims=True) * (1 - TIE)
    pick = np.where(near, worths, -1.0).argmax(axis=1)
    return _Step(
        items=items,
        wanted=wanted,
        pattern=got[:, lanes, pick].T.astype(np.int64),
        pick=np.where(worths[lanes, pick] > 0, pick, -1),
        last=np.where(whole.any(axis=1), whole.argmax(axis=1), -1),  # types are sorted by price
    )


def _buy(
    table: Table, step: _Step, courses: Sequence[_Course], types: Whole, left: Whole, remaining: Whole, beat: Real
) -> Flags:
    """Takes the step in every lane, in place; which lanes end here, with the ending they remember."""
    ended, wanted = step.pick < 0, step.wanted
    times = np.where(step.pattern > 0, wanted // np.maximum(step.pattern, 1), NO_END).min(axis=1, initial=NO_END)
    for lane, (course, pick, last) in enumerate(zip(courses, step.pick.tolist(), step.last.tolist(), strict=True)):
        items = step.items[lane].tolist()
        if last >= 0:
            cost = course.spent + float(table.prices[types[lane, last]])
            if cost < beat[lane]:
                beat[lane] = cost
                course.ending = len(course.bought), (int(types[lane, last]), items, wanted[lane].tolist(), 1)
        if pick < 0:
            continue
        machine, count = int(types[lane, pick]), int(min(times[lane], left[lane, pick]))
        course.spent += float(table.prices[machine]) * count
        if course.spent >= beat[lane] * (1 - TIE):
            ended[lane] = True
            continue
        pattern = step.pattern[lane]
        course.bought.append((machine, items, pattern.tolist(), count))
        remaining[lane, step.items[lane]] -= pattern * count
        left[lane, pick] -= count
    return ended


def _group(machine: int, items: Sequence[int], counts: Sequence[int], nodes: int) -> Group:
    held = tuple(sorted((item, count) for item, count in zip(items, counts, strict=True) if count))
    return Group(machine, held, nodes)


def fill_nodes(table: Table, types: Whole, remaining: Whole, order: Whole) -> tuple[Whole, Real]:
    """What one empty node of each type takes in each lane, as many as fit of one item after the other.

    `types` are rows of the table (lanes, t), `remaining` and `order` (lanes, n). Returned are the items that are left,
    in order (lanes, p), and how many of each a node takes (p, lanes, t).
    """
    rows = np.arange(len(order))[:, None]
    present = remaining[rows, order] > 0
    most = int(present.sum(axis=1).max(initial=0))
    first = np.argsort(~present, axis=1, kind="stable")[:, :most]
    items: Whole = order[rows, first]
    limits = np.minimum(remaining[rows, items], table.most[items]).T.astype(np.float64)[:, :, None]
    scarce = list(table.scarce)
    free = table.ample[:, types]
    weights = table.takes[:, scarce][items].transpose(1, 2, 0)[:, :, :, None]
    divisors = np.where(weights > 0, weights, 1.0)
    light = (weights == 0).any(axis=(1, 2, 3)).tolist()
    bars = _bars(table, items, limits[:, :, 0] > 0) if table.has_rivals else {}
    got = np.empty((most, *types.shape))
    fits = np.empty_like(free)
    for place in range(most):
        np.divide(free, divisors[place], out=fits)
        if light[place]:
            fits[np.broadcast_to(weights[place] == 0, fits.shape)] = NO_END
        take = got[place]
        np.minimum.reduce(fits, axis=0, out=take, initial=NO_END)
        np.minimum(take, limits[place], out=take)
        np.floor(take, out=take)
        for lane, earlier in bars.get(place, ()):
            take[lane, got[earlier, lane].any(axis=0)] = 0.0
        np.multiply(take, weights[place], out=fits)
        np.subtract(free, fits, out=free)
    return items, got


def _bars(table: Table, items: Whole, present: Flags) -> dict[int, list[tuple[int, list[int]]]]:
    """For each place in the order the lanes whose item must not meet some earlier ones, and the places of those."""
    lanes, places = np.nonzero(table.awkward[items] & present.T)
    place_of = np.full((len(items), len(table.items)), items.shape[1])
    np.put_along_axis(place_of, items, np.arange(items.shape[1])[None, :], axis=1)
    bars: dict[int, list[tuple[int, list[int]]]] = {}
    for lane, place in zip(lanes.tolist(), places.tolist(), strict=True):
        met = place_of[lane, table.rivals[items[lane, place]]]
        earlier = met[met < place].tolist()
        if earlier:
            bars.setdefault(place, []).append((lane, earlier))
    return bars
