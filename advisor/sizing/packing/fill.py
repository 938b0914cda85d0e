"""Filling nodes greedily: one node of every type at once, then whole zones from the best of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from advisor.sizing.packing.table import NO_END, Flags, Real, Table, Whole

MOST_CELLS = 2_000
"""Types times items up to which it is worth filling a node of every type, and keeping what it took."""
MOST_KEPT = 1_000
TIE = 1e-9
"""Costs that differ by less, relative to their size, count as equal; then fewer nodes win."""


@dataclass(frozen=True)
class Group:
    """`count` equal nodes: the row of their machine type and what each holds, as (item row, replicas) pairs."""

    machine: int
    held: tuple[tuple[int, int], ...]
    count: int


@dataclass(frozen=True)
class Draft:
    """A placement in one zone that is not yet a plan."""

    groups: tuple[Group, ...]
    usd_per_hour: float

    @property
    def node_count(self) -> int:
        """Nodes over all groups."""
        return sum(group.count for group in self.groups)

    def beats(self, other: Draft | None) -> bool:
        """Whether this one is cheaper, or as cheap with fewer nodes."""
        if other is None:
            return True
        slack = TIE * max(1.0, other.usd_per_hour)
        if abs(self.usd_per_hour - other.usd_per_hour) > slack:
            return self.usd_per_hour < other.usd_per_hour
        return self.node_count < other.node_count


def draft_of(table: Table, groups: Iterable[Group]) -> Draft:
    """The draft of these groups, equal ones merged, in a fixed order."""
    counts: dict[tuple[int, tuple[tuple[int, int], ...]], int] = {}
    for group in groups:
        key = (group.machine, group.held)
        counts[key] = counts.get(key, 0) + group.count
    merged = tuple(Group(machine, held, count) for (machine, held), count in sorted(counts.items()) if count and held)
    return Draft(merged, float(sum(table.prices[group.machine] * group.count for group in merged)))


def held_of(row: Whole) -> tuple[tuple[int, int], ...]:
    """The (item row, replicas) pairs of a row of counts."""
    return tuple((int(item), int(row[item])) for item in np.flatnonzero(row))


def used_machines(table: Table, groups: Iterable[Group]) -> Whole:
    """Nodes of each type in use; shape (t,)."""
    used = np.zeros(len(table.machines), dtype=np.int64)
    for group in groups:
        used[group.machine] += group.count
    return used


def fill(table: Table, types: Whole, remaining: Whole, order: Whole) -> Whole:
    """What one empty node of each type takes of `remaining` when items go in by `order`, as many as fit.

    Shape (len(types), n). Small tables keep what all types took: with other choices of types it is asked for again.
    """
    if len(table.machines) * len(table.items) > MOST_CELLS:
        return _fill(table, types, remaining, order)
    key = (remaining.tobytes(), order.tobytes())
    known = table.filled.get(key)
    if known is None:
        known = _fill(table, np.arange(len(table.machines)), remaining, order)
        if len(table.filled) < MOST_KEPT:
            table.filled[key] = known
    return known[types]


def _fill(table: Table, types: Whole, remaining: Whole, order: Whole) -> Whole:
    free = table.rooms[types]
    got = np.zeros((len(types), len(table.items)), dtype=np.int64)
    barred: Flags | None = np.zeros(got.shape, dtype=bool) if table.has_rivals else None
    for item in order.tolist():
        most = min(int(remaining[item]), int(table.most[item]))
        needs = table.needs[item]
        if len(needs):
            weight = table.weights[item, needs]
            take = np.minimum((free[:, needs] // weight).min(axis=1), most)
        else:
            take = np.full(len(types), most, dtype=np.int64)
        if barred is not None:
            take[barred[:, item]] = 0
            if len(table.rivals[item]):
                barred[np.ix_(take > 0, table.rivals[item])] = True
        got[:, item] = take
        if len(needs):
            free[:, needs] -= take[:, None] * weight
    return got


def fill_all(
    table: Table, types: Whole, demand: Whole, order: Whole, worth: Real, stock: Whole, beat: float = np.inf
) -> tuple[Group, ...] | None:
    """Groups that hold all of `demand`, or None when stock runs out or the cost reaches `beat`.

    Each step buys the node type that holds the most worth for its price and repeats it while its content
    repeats; whenever one more node could hold all that is left, the cheapest such ending is remembered.
    """
    remaining, left = demand.copy(), stock.copy()
    bought: list[Group] = []
    ending: tuple[Group, ...] | None = None
    spent = 0.0
    while remaining.any():
        usable = types[left[types] > 0]
        if not len(usable):
            return ending
        got = fill(table, usable, remaining, order[remaining[order] > 0])
        prices = table.prices[usable]
        whole = np.flatnonzero((got == remaining).all(axis=1))
        if len(whole):
            last = whole[int(np.argmin(prices[whole]))]
            if spent + prices[last] < beat:
                beat = spent + float(prices[last])
                ending = (*bought, Group(int(usable[last]), held_of(remaining), 1))
        pick = _most_for_its_price(got @ worth, prices)
        if pick is None:
            return ending
        pattern = got[pick]
        items = np.flatnonzero(pattern)
        machine = int(usable[pick])
        count = min(int((remaining[items] // pattern[items]).min()), int(left[machine]))
        spent += float(prices[pick]) * count
        if spent >= beat * (1 - TIE):
            return ending
        bought.append(Group(machine, held_of(pattern), count))
        remaining = remaining - pattern * count
        left[machine] -= count
    return tuple(bought)


def _most_for_its_price(worths: Real, prices: Real) -> int | None:
    """The row with the most worth for its price; free machines by worth alone; None when nothing fits."""
    if not (worths > 0).any():
        return None
    scores = worths / np.maximum(prices, 1e-9)
    near = np.flatnonzero(scores >= scores.max() * (1 - TIE))
    return int(near[int(np.argmax(worths[near]))])


def orders_of(table: Table, worth: Real) -> tuple[Whole, ...]:
    """Orders in which to put items into nodes: by largest share of a typical node, by each resource, by worth."""
    rooms = np.where(table.rooms >= NO_END, 0, table.rooms).astype(np.float64)
    typical = np.maximum(np.median(rooms, axis=0), 1.0)
    shares = table.weights / typical[None, :]
    keys = [shares.max(axis=1), shares[:, 0], shares[:, 1], worth, shares.sum(axis=1)]
    awkward = np.array([len(rivals) > 0 for rivals in table.rivals], dtype=bool)
    orders: list[Whole] = []
    for key in keys:
        order = np.lexsort((np.arange(len(key)), -key, ~awkward)).astype(np.int64)
        if not any((order == known).all() for known in orders):
            orders.append(order)
    return tuple(orders)
