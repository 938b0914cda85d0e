"""Cheaper drafts: take a few poorly used nodes apart and place their content again, as long as it pays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from advisor.packing.heuristics.greedy import Filled, Lanes, fill_lanes
from advisor.packing.heuristics.rounding import downsize
from advisor.packing.model.instance import Flags, Real, Table, Whole
from advisor.packing.model.node_groups import TIE, Draft, Group, draft_of, used_machines

GOAL = 0.002
"""A gap at which the search for cheaper drafts ends."""
SEED = 20
AT_ONCE = 8
"""Repairs of a large draft that are tried side by side; those that do not touch the same nodes are all made."""
FEWEST, MOST = 2, 4
"""Nodes that a repair takes apart."""


@dataclass(frozen=True, eq=False)
class Weak:
    """A draft to be repaired, on which types, what a replica of each item counts for there (n,), and how often.

    `bound` is what it cannot undercut in USD per hour; `at_once` repairs are tried side by side.
    """

    draft: Draft
    allowed: Flags
    worth: Real
    rounds: int
    bound: float
    at_once: int = AT_ONCE


def improve(table: Table, weak: Sequence[Weak], stock: Whole) -> list[Draft]:
    """The best drafts after at most `rounds` repairs of two to four nodes, or at the gap GOAL above their bounds.

    The draws come from a fixed seed, so the same draft always improves in the same way, whatever is repaired beside it.
    Each may use all of the stock.
    """
    courses = [_Course(one, one.draft, _Waste(table, one.worth)) for one in weak]
    while open_ones := [course for course in courses if course.open]:
        tried = [_draw_repairs(course, stock) for course in open_ones]
        filled, first = fill_lanes(table, Lanes.of_all([trials.lanes for trials in tried])), 0
        for course, trials in zip(open_ones, tried, strict=True):
            repairs = _worthwhile(table, trials, filled, first, course.weak.allowed)
            first += len(trials.lanes)
            course.draft = _with_best(table, course.draft, repairs, stock)
            course.done += len(trials.lanes)
    return [course.draft for course in courses]


@dataclass(eq=False)
class _Course:
    """How far the repairs of one draft have come."""

    weak: Weak
    draft: Draft
    waste: _Waste
    draw: np.random.Generator = field(default_factory=lambda: np.random.default_rng(SEED))
    done: int = 0

    @property
    def open(self) -> bool:
        """Whether another repair may pay."""
        good = self.draft.usd_per_hour <= self.weak.bound * (1.0 + GOAL)
        return self.done < self.weak.rounds and not good and self.draft.node_count >= FEWEST


@dataclass(frozen=True, eq=False)
class _Trials:
    """Repairs to be tried: nodes taken from each group (trials, groups), and the placements that may replace them."""

    taken: Whole
    lanes: Lanes


@dataclass(frozen=True, eq=False)
class _Repair:
    """Nodes to take from each group of a draft, the groups to put in their place, and what changes by that."""

    taken: Whole
    groups: tuple[Group, ...]
    usd_saved: float
    nodes_saved: int


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


def _draw_repairs(course: _Course, stock: Whole) -> _Trials:
    """The next repairs of a draft, on what its nodes and they leave in stock, for less than the nodes taken cost."""
    draft, table, draw = course.draft, course.waste.table, course.draw
    count = min(course.weak.at_once, course.weak.rounds - course.done)
    taken = _choose(draft, course.waste, count, draw)
    machines = [group.machine for group in draft.groups]
    freed = np.zeros((count, len(table.machines)), dtype=np.int64)
    np.add.at(freed.T, machines, taken.T)
    left = np.where(course.weak.allowed, stock - used_machines(table, draft.groups) + freed, 0)
    demands, spent = taken @ _content(table, draft), taken @ table.prices[machines]
    order = _orders(table, count, draw)
    worths = course.weak.worth * draw.uniform(0.9, 1.1, (count, len(table.items)))
    return _Trials(taken, Lanes(demands, order, worths, left, spent))


def _worthwhile(table: Table, trials: _Trials, filled: Filled, first: int, allowed: Flags) -> list[_Repair]:
    """Of the repairs, filled from the `first` lane on, those that save money, or nodes for the same money."""
    repairs = []
    for row in np.flatnonzero(np.isfinite(filled.usd[first : first + len(trials.lanes)])).tolist():
        groups, taken, before = filled.groups(first + row), trials.taken[row], float(trials.lanes.beat[row])
        if groups is None:
            continue
        anew = downsize(table, draft_of(table, groups), allowed, trials.lanes.stock[row])
        saved, fewer = before - anew.usd_per_hour, int(taken.sum()) - anew.node_count
        slack = TIE * max(1.0, before)
        if saved > slack or (saved > -slack and fewer > 0):
            repairs.append(_Repair(taken, anew.groups, saved, fewer))
    return repairs


def _content(table: Table, draft: Draft) -> Whole:
    """What a node of each group holds; shape (groups, n)."""
    content = np.zeros((len(draft.groups), len(table.items)), dtype=np.int64)
    for row, group in enumerate(draft.groups):
        for item, held in group.held:
            content[row, item] = held
    return content


def _orders(table: Table, count: int, draw: np.random.Generator) -> Whole:
    """So many orders of items by a mix of what they take, drawn anew for each; shape (count, n)."""
    shares = table.weights / np.maximum(table.ends.max(axis=0), 1.0)
    mixed = draw.random((count, shares.shape[1])) @ shares.T * draw.uniform(0.8, 1.25, (count, len(shares)))
    return np.argsort(-mixed, axis=1, kind="stable").astype(np.int64)


def _choose(draft: Draft, waste: _Waste, count: int, draw: np.random.Generator) -> Whole:
    """How many nodes each repair takes from each group: by chance, rather those that hold little for their price.

    Shape (count, groups). Sampling by weight without putting back: Efraimidis and Spirakis (2006).
    """
    wastes = np.array([waste.of(group) for group in draft.groups])
    copies = np.array([group.count for group in draft.groups], dtype=np.int64)
    nodes = np.repeat(np.arange(len(draft.groups)), np.minimum(copies, MOST))
    keys = draw.random((count, len(nodes))) ** (1.0 / (0.05 + wastes[nodes]))
    wanted = draw.integers(FEWEST, MOST + 1, count)
    ranked = nodes[np.argsort(-keys, axis=1, kind="stable")[:, :MOST]]
    taken = np.zeros((count, len(draft.groups)), dtype=np.int64)
    within = np.arange(ranked.shape[1])[None, :] < wanted[:, None]
    np.add.at(taken, (np.nonzero(within)[0], ranked[within]), 1)
    return taken


def _with_best(table: Table, draft: Draft, repairs: Sequence[_Repair], stock: Whole) -> Draft:
    """The draft with the repairs that save most, as long as the nodes they take and put in are still there."""
    counts = np.array([group.count for group in draft.groups], dtype=np.int64)
    free = stock - used_machines(table, draft.groups)
    machines = [group.machine for group in draft.groups]
    added: list[Group] = []
    for repair in sorted(repairs, key=lambda one: (-one.usd_saved, -one.nodes_saved)):
        freed = np.bincount(machines, weights=repair.taken, minlength=len(free)).astype(np.int64)
        after = free + freed - used_machines(table, repair.groups)
        if (counts >= repair.taken).all() and (after >= 0).all():
            counts, free = counts - repair.taken, after
            added.extend(repair.groups)
    kept = [Group(group.machine, group.held, int(count)) for group, count in zip(draft.groups, counts, strict=True)]
    return draft_of(table, [*kept, *added]) if added else draft
