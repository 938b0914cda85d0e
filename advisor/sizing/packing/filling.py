"""What empty nodes of many types take of many orders of items at once, as many as fit of one item after the other."""

from __future__ import annotations

import numpy as np

from advisor.sizing.packing.table import NO_END, Flags, Real, Table, Whole

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
