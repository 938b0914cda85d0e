"""Cheaper drafts: take a few poorly used nodes apart and place their content again, as long as it pays."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from advisor.sizing.packing.fill import Draft, Group, draft_of, fill_all, used_machines
from advisor.sizing.packing.realise import downsize
from advisor.sizing.packing.table import NO_END, Flags, Real, Table, Whole

GOAL = 0.002
"""A gap at which the search for cheaper drafts ends."""
SEED = 20


def improve(
    table: Table,
    draft: Draft,
    allowed: Flags,
    worth: Real,
    stock: Whole,
    *,
    rounds: int,
    bound: float,
) -> Draft:
    """The best draft after at most `rounds` repairs of two to four nodes, or at the gap GOAL above `bound`.

    The draws come from a fixed seed, so the same draft always improves in the same way.
    """
    draw = np.random.default_rng(SEED)
    types = np.flatnonzero(allowed)
    waste = _Waste(table, worth)
    for _ in range(rounds):
        if draft.usd_per_hour <= bound * (1.0 + GOAL) or draft.node_count < 2:
            break
        repaired = _repair(draft, waste, types, allowed, stock, draw)
        if repaired is not None and repaired.beats(draft):
            draft = repaired
    return draft


@dataclass(eq=False)
class _Waste:
    """The part of a node's price that its content is not worth, from 0 to 1; each kind of node is looked at once."""

    table: Table
    worth: Real
    known: dict[tuple[int, tuple[tuple[int, int], ...]], float] = field(default_factory=dict)

    def of(self, group: Group) -> float:
        key = (group.machine, group.held)
        if key not in self.known:
            price = float(self.table.prices[group.machine])
            value = sum(float(self.worth[item]) * held for item, held in group.held)
            self.known[key] = min(1.0, max(0.0, 1.0 - value / price)) if price > 0 else 0.0
        return self.known[key]


def _repair(
    draft: Draft, waste: _Waste, types: Whole, allowed: Flags, stock: Whole, draw: np.random.Generator
) -> Draft | None:
    """The draft with a few of its nodes packed anew for less money; None when that finds nothing."""
    table, worth = waste.table, waste.worth
    taken = _choose(draft, waste, int(draw.integers(2, 5)), draw)
    demand = np.zeros(len(table.items), dtype=np.int64)
    spent = 0.0
    kept: list[Group] = []
    for group, count in zip(draft.groups, taken, strict=True):
        kept.append(Group(group.machine, group.held, group.count - count) if count else group)
        spent += count * float(table.prices[group.machine])
        for item, held in group.held if count else ():
            demand[item] += held * count
    left = stock - used_machines(table, kept)
    shares = table.weights / np.maximum(np.where(table.rooms >= NO_END, 0, table.rooms).max(axis=0), 1)
    mixed = shares @ draw.random(shares.shape[1]) * draw.uniform(0.8, 1.25, len(demand))
    order = np.argsort(-mixed, kind="stable").astype(np.int64)
    found = fill_all(table, types, demand, order, worth * draw.uniform(0.9, 1.1, len(worth)), left, spent)
    if found is None:
        return None
    return downsize(table, draft_of(table, [*kept, *found]), allowed, stock)


def _choose(draft: Draft, waste: _Waste, wanted: int, draw: np.random.Generator) -> list[int]:
    """How many nodes to take from each group: by chance, rather those that hold little worth for their price."""
    wastes = np.array([waste.of(group) for group in draft.groups])
    copies = np.array([group.count for group in draft.groups], dtype=np.int64)
    nodes = np.repeat(np.arange(len(draft.groups)), np.minimum(copies, wanted))
    keys = draw.random(len(nodes)) ** (1.0 / (0.05 + wastes[nodes]))
    chosen = nodes[np.argsort(-keys, kind="stable")[:wanted]]
    return [int(count) for count in np.bincount(chosen, minlength=len(draft.groups))]
