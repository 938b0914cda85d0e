"""From fractions of patterns to whole nodes: fix what is nearly whole, price what is left anew, and go on.

A diving heuristic as in branch and price; see Joncour and others, Column generation based primal heuristics
(Electronic Notes in Discrete Mathematics 36, 2010).
"""

from __future__ import annotations

import numpy as np

from advisor.sizing.packing.bound import Relaxation
from advisor.sizing.packing.columns import Master, Patterns, directions_of, price_greedily, solve_master
from advisor.sizing.packing.groups import Draft, Group, draft_of, held_of
from advisor.sizing.packing.lanes import Lane, Lanes, fill_lanes
from advisor.sizing.packing.realise import downsize
from advisor.sizing.packing.table import NO_END, Flags, Real, Table, Whole

FIXED = 0.1
"""Share of the nodes left that a step fixes when none is whole by itself."""
PRICINGS = 3
MANY_ITEMS = 120
"""Rounds of new patterns for what is left after each step; one of them, and larger steps, above so many items."""
KEPT = 400
"""Youngest patterns that stay in play beside those in use."""


def dive(patterns: Patterns, relaxation: Relaxation, worth: Real, allowed: Flags, stock: Whole) -> Draft | None:
    """A draft of whole nodes near the fractional optimum over the patterns; None when stock runs out.

    `worth` of each item serves greedy filling, which ends what patterns cannot.
    """
    table = patterns.table
    directions = directions_of(relaxation, allowed)
    groups: list[Group] = []
    left, current = patterns.demand.copy(), patterns
    stock = stock.copy()
    while left.any():
        _end_greedily(current, worth, allowed, stock)
        master = _priced(current, allowed, stock, directions)
        if master is None:
            return None
        before = left
        fixed = _fixed(master.used, FIXED if len(table.items) <= MANY_ITEMS else 2 * FIXED)
        left = _take(table, current, fixed.astype(np.int64), left, stock, groups)
        if (left == before).all():
            return None
        current = _rest(current, master, left)
    return downsize(table, draft_of(table, groups), allowed, stock)


def _priced(patterns: Patterns, allowed: Flags, stock: Whole, directions: Real) -> Master | None:
    types = np.flatnonzero(allowed & (stock > 0))
    master = solve_master(patterns, stock)
    for _ in range(PRICINGS if len(patterns.table.items) <= MANY_ITEMS else 1):
        if master is None or not price_greedily(patterns, types, master.replica_prices, master, directions):
            break
        master = solve_master(patterns, stock)
    return master


def _end_greedily(patterns: Patterns, worth: Real, allowed: Flags, stock: Whole) -> None:
    """Takes in the nodes of one greedy filling, so that the patterns can hold everything."""
    order = np.argsort(-worth, kind="stable").astype(np.int64)
    filled = fill_lanes(patterns.table, Lanes.of([Lane(patterns.demand, order, worth, np.where(allowed, stock, 0))]))
    patterns.add_draft(draft_of(patterns.table, filled.groups(0) or ()))


def _fixed(used: Real, share: float) -> Real:
    """How many nodes of each pattern to fix: the whole part, or else the patterns nearest to one more."""
    whole = np.floor(used + 1e-6)
    if not whole.any():
        count = max(1, int(share * float(used.sum())))
        nearest = np.argsort(-used, kind="stable")[:count]
        whole[nearest[used[nearest] > 1e-6]] = 1.0
    return whole


def _take(table: Table, patterns: Patterns, whole: Whole, left: Whole, stock: Whole, groups: list[Group]) -> Whole:
    """Adds these nodes to the groups, each holding no more than is left; what is left then, and less stock."""
    for p in np.flatnonzero(whole).tolist():
        machine = patterns.machines[p]
        for _ in range(int(whole[p])):
            row = np.minimum(patterns.held[p], left)
            if not row.any() or stock[machine] < 1:
                break
            groups.append(Group(machine, held_of(row), 1))
            left = left - row
            if stock[machine] < NO_END:
                stock[machine] -= 1
    return left


def _rest(patterns: Patterns, master: Master, left: Whole) -> Patterns:
    """The patterns in use and the youngest ones, cut to what is left."""
    rest = Patterns(patterns.table, left)
    youngest = range(max(0, len(patterns.machines) - KEPT), len(patterns.machines))
    for p in dict.fromkeys([*np.flatnonzero(master.used > 0).tolist(), *youngest]):
        rest.add(patterns.machines[p], np.minimum(patterns.held[p], left))
    return rest
