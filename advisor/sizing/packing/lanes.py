"""Greedy placements side by side: many small ones take numpy hardly longer than one of them.

A lane is one placement to make, with its own demand, order of items, worths and stock. All lanes take their next node
in the same step; those that are through drop out. Amounts are whole numbers in floating point, far below the 2^53 up to
which it counts exactly, because it divides several at once where whole numbers go one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from advisor.sizing.packing.groups import TIE, Group
from advisor.sizing.packing.table import NO_END, Flags, Real, Table, Whole

LOOK_AHEAD = 32
"""Items after which it is seen whether a node can take any more at all."""


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
        return Lanes(*(np.array(rows) for rows in zip(*lanes, strict=True)))

    @staticmethod
    def of_all(several: Sequence[Lanes]) -> Lanes:
        """All of these one after the other."""
        if len(several) == 1:
            return several[0]
        names = ("demand", "order", "worth", "stock", "beat")
        return Lanes(*(np.concatenate([getattr(lanes, name) for lanes in several]) for name in names))


@dataclass(frozen=True, eq=False)
class _Contents:
    """What one node holds in several rows, flat: the row, the item and how many of it, sorted by row."""

    rows: Whole
    items: Whole
    counts: Whole

    def of(self, row: int) -> tuple[tuple[int, int], ...]:
        """The items of one row and how many of each, sorted."""
        start, end = np.searchsorted(self.rows, (row, row + 1)).tolist()
        return tuple(sorted(zip(self.items[start:end].tolist(), self.counts[start:end].tolist(), strict=True)))


def _contents_of(items: Whole, counts: Whole, rows: Flags) -> _Contents:
    """The contents of some rows, of items (rows, p) and counts of them (rows, p)."""
    some = np.flatnonzero(rows)
    counts = counts[some]
    row, place = np.nonzero(counts)
    return _Contents(some[row], items[some[row], place], counts[row, place])


@dataclass(frozen=True, eq=False)
class _Taken:
    """One step as it was taken: for each lane in it a type (-1: it bought none), how many, and what each holds.

    `all_left` is what one more node holds where that is an ending to remember.
    """

    lanes: Whole
    types: Whole
    counts: Whole
    bought: _Contents
    all_left: _Contents

    def groups(self, lane: int) -> tuple[Group, ...]:
        """What a lane bought, if anything."""
        row = int(np.searchsorted(self.lanes, lane))
        machine = int(self.types[row])
        return () if machine < 0 else (Group(machine, self.bought.of(row), int(self.counts[row])),)

    def ending(self, lane: int, machine: int) -> Group:
        """One node that holds all the lane had still to place."""
        return Group(machine, self.all_left.of(int(np.searchsorted(self.lanes, lane))), 1)


@dataclass(eq=False)
class _Courses:
    """How far the lanes have come: what they spent and bought, and the cheapest way of each to end with one more node.

    Of that `ending` is the step that it follows (-1: one node never held all that was left), `last` the node's type.
    """

    spent: Real
    beat: Real
    ending: Whole
    last: Whole
    steps: list[_Taken] = field(default_factory=list)

    def through(self, lane: int) -> tuple[Group, ...]:
        """The groups of a lane that has placed everything."""
        return tuple(group for step in self.steps for group in step.groups(lane))

    def ended(self, lane: int) -> tuple[Group, ...] | None:
        """The groups with the cheapest ending; None where there is none."""
        at = int(self.ending[lane])
        if at < 0:
            return None
        before = (group for step in self.steps[:at] for group in step.groups(lane))
        return (*before, self.steps[at].ending(lane, int(self.last[lane])))


def fill_lanes(table: Table, lanes: Lanes) -> list[tuple[Group, ...] | None]:
    """For each lane groups of nodes that hold all its demand, or None when stock runs out or the cost reaches `beat`.

    Each step buys the node type that holds the most worth for its price and repeats it while its content repeats;
    whenever one more node could hold all that is left, the cheapest such ending is remembered.
    """
    nowhere = np.full(len(lanes), -1)
    courses = _Courses(np.zeros(len(lanes)), lanes.beat.copy(), nowhere, nowhere.copy())
    here, remaining = np.arange(len(lanes)), lanes.demand.copy()
    order, worth = lanes.order, lanes.worth
    types, left = _types_of(lanes.stock)
    going: Flags = np.any(remaining, axis=1)
    through: list[tuple[Group, ...] | None] = [None if wanted else () for wanted in going.tolist()]
    while True:
        if not going.all():
            here, types, left, remaining = here[going], types[going], left[going], remaining[going]
            order, worth = order[going], worth[going]
        if not len(here):
            return through
        step = _next_nodes(table, types, left, remaining, order, worth)
        ended = _buy(table, step, courses, here, types, left, remaining)
        done = ~remaining.any(axis=1)
        for lane in here[ended].tolist():
            through[lane] = courses.ended(lane)
        for lane in here[done].tolist():
            through[lane] = courses.through(lane)
        going = ~(ended | done)


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


def _types_of(stock: Whole) -> tuple[Whole, Whole]:
    """The types in stock of each lane and how many there are, both (lanes, most types), filled up with none of 0."""
    sold = stock > 0
    most = max(1, int(sold.sum(axis=1).max()))
    first = np.argsort(~sold, axis=1, kind="stable")[:, :most]
    left = np.take_along_axis(stock * sold, first, axis=1)
    return np.where(left > 0, first, 0), left


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
    table: Table, step: _Step, courses: _Courses, here: Whole, types: Whole, left: Whole, remaining: Whole
) -> Flags:
    """Takes the step in the lanes that are left (`here`), in place; which of them end with it."""
    rows, number = np.arange(len(here)), len(courses.steps)
    last = types[rows, step.last]
    cost = courses.spent[here] + table.prices[last]
    cheaper = (step.last >= 0) & (cost < courses.beat[here])
    ending = here[cheaper]
    courses.beat[ending], courses.last[ending], courses.ending[ending] = cost[cheaper], last[cheaper], number

    times = np.where(step.pattern > 0, step.wanted // np.maximum(step.pattern, 1), NO_END).min(axis=1, initial=NO_END)
    counts = np.minimum(times, left[rows, step.pick])
    picked = types[rows, step.pick]
    spent = courses.spent[here] + table.prices[picked] * counts
    buys = (step.pick >= 0) & (spent < courses.beat[here] * (1 - TIE))
    courses.spent[here] = np.where(buys, spent, courses.spent[here])
    counts = np.where(buys, counts, 0)
    remaining[rows[:, None], step.items] -= step.pattern * counts[:, None]
    left[rows, step.pick] -= counts
    bought, all_left = _contents_of(step.items, step.pattern, buys), _contents_of(step.items, step.wanted, cheaper)
    courses.steps.append(_Taken(here, np.where(buys, picked, -1), counts, bought, all_left))
    ended: Flags = ~buys
    return ended


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
    free = np.take(table.ample, types, axis=1)  # plain indexing returns strides that are slow to add up
    weights = table.taken[items].transpose(1, 2, 0)[:, :, :, None]
    divisors = np.where(weights > 0, weights, 1.0)
    light: list[bool] = np.any(table.light[items], axis=0).tolist()
    bars = _bars(table, items, limits[:, :, 0] > 0) if table.has_rivals else {}
    got = np.zeros((most, *types.shape))
    fits = np.empty_like(free)
    for place in range(most):
        if place and place % LOOK_AHEAD == 0 and not (free >= weights[place:].min(axis=0)).all(axis=0).any():
            break  # no node has room for any of the rest
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
