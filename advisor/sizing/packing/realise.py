"""From fractions of nodes to whole nodes: spread evenly, place what is left over, take the smallest type that fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from advisor.sizing.packing.groups import TIE, Draft, Group, draft_of, held_of, loads_of, orders_of, used_machines
from advisor.sizing.packing.lanes import Filled, Lane, Lanes, fill_lanes
from advisor.sizing.packing.table import NO_END, Flags, Real, Table, Whole
from advisor.sizing.packing.volume import Volume

NEVER = float("inf")
"""The cost in USD per hour of what cannot be placed."""


def realise(table: Table, demand: Whole, volume: Volume, allowed: Flags, stock: Whole) -> Draft | None:
    """The cheapest of several whole placements near the volume model's optimum; None when stock runs short.

    Nodes are rounded down and to the nearest; the even spread leaves remainders, which greedy nodes take.
    """
    best: Draft | None = None
    counts = [np.floor(volume.nodes + 1e-6), np.floor(volume.nodes + 0.5)]
    worth = worth_of(table, volume)
    for number, whole in enumerate(counts):
        nodes = np.minimum(whole.astype(np.int64), stock[volume.types])
        if number and (nodes == counts[0]).all():
            continue
        machines, content = _spread(table, demand, volume, nodes)
        left = top_up(table, machines, content, demand - content.sum(axis=0))
        free = stock - np.bincount(machines, minlength=len(stock))
        rest = greedy(table, [Asked(left, np.where(allowed, free, 0), worth)])[0]
        if rest is None:
            continue
        kept = [Group(int(machine), held_of(row), 1) for machine, row in zip(machines, content, strict=True)]
        draft = downsize(table, draft_of(table, [*kept, *rest.groups]), allowed, stock)
        best = draft if draft.beats(best) else best
    return best


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


def downsize(table: Table, draft: Draft, allowed: Flags, stock: Whole) -> Draft:
    """The draft with each node on the cheapest allowed type that holds its content and is still in stock."""
    if not draft.groups:
        return draft
    machines = np.array([group.machine for group in draft.groups])
    left = stock - used_machines(table, draft.groups)
    fitting = (table.rooms >= loads_of(table, draft.groups)[:, None, :]).all(axis=2)
    before = np.arange(len(table.machines)) < machines[:, None]  # the table is sorted by price
    cheaper: Flags = allowed & fitting & before
    if not cheaper.any():
        return draft
    groups: list[Group] = []
    for group, row in zip(draft.groups, cheaper, strict=True):
        count = group.count
        for machine in np.flatnonzero(row & (left > 0)).tolist():
            moved = min(count, int(left[machine]))
            left[machine] -= moved
            left[group.machine] += moved
            groups.append(Group(machine, group.held, moved))
            count -= moved
            if not count:
                break
        groups.append(Group(group.machine, group.held, count))
    return draft_of(table, groups)


def _spread(table: Table, demand: Whole, volume: Volume, nodes: Whole) -> tuple[Whole, Whole]:
    """The machine of each node, and its content (nodes, n), with the model's replicas spread evenly by type."""
    machines: list[Whole] = []
    contents: list[Whole] = []
    left = demand.copy()
    for row in np.flatnonzero(nodes).tolist():
        count = int(nodes[row])
        share = volume.held[row] * min(1.0, count / volume.nodes[row])
        wanted = np.minimum(np.floor(share + 1e-6).astype(np.int64), left)
        machine = int(volume.types[row])
        content = _even(table, wanted, machine, count)
        left -= content.sum(axis=0)
        machines.append(np.full(count, machine, dtype=np.int64))
        contents.append(content)
    if not contents:
        return np.zeros(0, dtype=np.int64), np.zeros((0, len(table.items)), dtype=np.int64)
    return np.concatenate(machines), np.vstack(contents)


def _even(table: Table, wanted: Whole, machine: int, count: int) -> Whole:
    """Content of `count` equal nodes: an equal share for all, then remainders where the room is most alike."""
    base = np.where(~table.awkward, np.minimum(wanted // count, table.most), 0)
    content = np.tile(base, (count, 1))
    machines = np.full(count, machine, dtype=np.int64)
    top_up(table, machines, content, wanted - base * count)
    return content


def top_up(table: Table, machines: Whole, content: Whole, left: Whole) -> Whole:
    """Adds as much of `left` as fits to the nodes, in place, largest first; what found no place comes back."""
    left = left.copy()
    if not len(machines):
        return left
    free = np.ascontiguousarray((table.rooms[machines] - content @ table.weights).T)
    scale = np.maximum(table.ends[machines].max(axis=0), 1.0)
    shares, free_shares = table.weights / scale[None, :], free.T / scale
    for item in sorted(np.flatnonzero(left).tolist(), key=lambda i: (not table.awkward[i], -shares[i].max(), i)):
        weights, most = table.weights[item], int(table.most[item])
        alone = ~content[:, table.rivals[item]].any(axis=1) if len(table.rivals[item]) else True
        while left[item]:
            nodes = np.flatnonzero((free >= weights[:, None]).all(axis=0) & alone)
            if most < NO_END:
                nodes = nodes[content[nodes, item] < most]
            if not len(nodes):
                break
            chosen = nodes[_highest(free_shares[nodes] @ shares[item], int(left[item]))]
            content[chosen, item] += 1
            free[:, chosen] -= weights[:, None]
            free_shares[chosen] = free[:, chosen].T / scale
            left[item] -= len(chosen)
    return left


def _highest(values: Real, most: int) -> Whole:
    """Where the highest of these are, at most so many, in falling order and the first of equals first."""
    if most >= len(values):
        return np.argsort(-values, kind="stable")
    lowest = np.partition(values, len(values) - most)[len(values) - most]
    among = np.flatnonzero(values >= lowest)
    return among[np.argsort(-values[among], kind="stable")[:most]]
