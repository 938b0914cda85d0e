"""A draft looked for by patterns: column generation, a dive into whole nodes, and an integer program for few nodes.

It pays where nodes hold few replicas or there are few items; with many small replicas on large nodes repairs get
further in the same time.
"""

from __future__ import annotations

import numpy as np

from advisor.sizing.packing.bound import Relaxation
from advisor.sizing.packing.columns import Patterns, generate, solve_master
from advisor.sizing.packing.dive import dive
from advisor.sizing.packing.groups import Draft, Group, draft_of, held_of
from advisor.sizing.packing.realise import downsize
from advisor.sizing.packing.table import Flags, Real, Whole

FEW_ITEMS = 120
FEW_PODS_BY_ITEMS = 8_000
"""Items up to which patterns are worth their time; with more of them, while an average node holds few replicas: this
many over the items."""
FEW_PODS = 20
MOST_ROUNDS = 90
MOST_ROUNDS_FEW_PODS = 150
ROUNDS_BY_ITEMS = 15_000
"""Rounds of new patterns: at most, at most where an average node holds up to FEW_PODS replicas, and by the items."""
FEW_NODES = 30
"""Nodes up to which an integer program over all patterns is tried."""


def search_patterns(draft: Draft, relaxation: Relaxation, worth: Real, allowed: Flags, stock: Whole) -> Draft | None:
    """The cheapest draft found by patterns, starting from this one; None when they are not worth their time.

    The relaxation learns the bounds that exact rounds of new patterns prove.
    """
    table, demand = relaxation.table, relaxation.demand
    pods, count = int(demand.sum()), len(table.items)
    if count > FEW_ITEMS and pods * count > FEW_PODS_BY_ITEMS * draft.node_count:
        return None
    patterns = Patterns(table, demand)
    patterns.add_draft(draft)
    most_rounds = MOST_ROUNDS_FEW_PODS if pods <= FEW_PODS * draft.node_count else MOST_ROUNDS
    rounds = max(5, min(most_rounds, ROUNDS_BY_ITEMS // count))
    if generate(patterns, relaxation, allowed, stock, rounds) is None:
        return None
    best = dive(patterns, relaxation, worth, allowed, stock)
    if draft.node_count <= FEW_NODES:
        if best is not None:
            patterns.add_draft(best)
        whole = _whole_draft(patterns, allowed, stock)
        best = whole if whole is not None and whole.beats(best) else best
    return best


def _whole_draft(patterns: Patterns, allowed: Flags, stock: Whole) -> Draft | None:
    """The cheapest whole nodes over all patterns that the integer program finds, without what they hold too much."""
    found = solve_master(patterns, stock, whole=True)
    if found is None:
        return None
    used = np.rint(found.used).astype(np.int64)
    surplus = np.array(patterns.held).T @ used - patterns.demand
    groups = []
    for p in np.flatnonzero(used).tolist():
        for _ in range(int(used[p])):
            cut = np.minimum(patterns.held[p], np.maximum(surplus, 0))
            surplus = surplus - cut
            if (patterns.held[p] > cut).any():
                groups.append(Group(patterns.machines[p], held_of(patterns.held[p] - cut), 1))
    return downsize(patterns.table, draft_of(patterns.table, groups), allowed, stock)
