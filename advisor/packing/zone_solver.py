"""Drafts of all zones for one choice of machine types, each made once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property

import numpy as np

from advisor.packing.bounds.lagrangian import Relaxation
from advisor.packing.heuristics.column_generation import search_patterns
from advisor.packing.heuristics.greedy import Asked, Found, greedy, worth_of
from advisor.packing.heuristics.rounding import OneType, downsize, realise, top_up
from advisor.packing.heuristics.ruin_recreate import AT_ONCE, GOAL, Weak, improve
from advisor.packing.model.instance import NO_END, Flags, Real, Whole
from advisor.packing.model.node_groups import Draft, Group, draft_of, held_of, used_machines
from advisor.packing.plan_builder import Question

FEW_NODES = 4.0
"""Below this many nodes in a zone, greedy nodes alone serve; above, the volume model of the choice leads."""
MOST_CHOICES = 3
FEW_CHOICES = 2
"""Choices of machine types that are drafted when lost nodes must be survived: for few items, and for many."""
CHOICES_BY_ITEMS = 300
ONE_CHOICE_ITEMS = 2_000
"""Items above which, of the promising choices, only that of the largest nodes is drafted, which are filled soonest."""
FEW_ORDERS = 3
GREEDY_ITEMS = 250
"""Large zones are also filled greedily from nothing, in this many orders shared by the items."""
SMALL_ROUNDS, SMALL_AT_ONCE = 96, 48
"""Repairs of the best choice's drafts in small zones, and how many of them side by side."""
FEW_ROUNDS = 32
ROUNDS_BY_NODE = 8
MOST_ROUNDS = 2_000
MANY_ROUNDS = 40_000
"""The same in large zones: so many and more by nodes, with limits, one of them shared by the items."""

MOST_SINGLE = 12
FEW_SINGLE = 2
"""Plans of one machine type that are tried: in small zones, and in large ones, where they seldom win."""

LONG_FEWEST_ROUNDS, LONG_ROUNDS = 600, 3_000
LONG_MANY_ROUNDS = 240_000
"""Repairs of a draft that is looked into thoroughly: at least, at most, and shared by the items."""


class Stage(IntEnum):
    """How far a draft has come: filled, repaired, or searched by patterns and repaired at length."""

    FILLED = 0
    REPAIRED = 1
    SEARCHED = 2


Choice = tuple[Flags, int | None]
"""The machine types to use, and the type of which spares are kept back."""


@dataclass(eq=False)
class Packing:
    """One question being packed: relaxations of each zone's slots, and the drafts made so far."""

    question: Question
    slots: tuple[Whole, ...]
    relaxations: list[Relaxation]
    known: dict[tuple[bytes, bytes, bytes, Stage], Draft | None] = field(default_factory=dict)
    ahead: dict[tuple[bytes, bytes], Found] = field(default_factory=dict)
    """Zones filled from nothing, by their demand and the types allowed."""
    bases: dict[int, Real] = field(default_factory=dict)
    """Worth of each item by the relaxation it comes from, as equal zones share one."""

    def base(self, zone: int) -> Real:
        """Worth of each item by the volume model of this zone over all machine types."""
        table, relaxation = self.question.table, self.relaxations[zone]
        if id(relaxation) not in self.bases:
            volume = relaxation.lead()
            self.bases[id(relaxation)] = worth_of(table, volume) if volume is not None else np.ones(len(table.items))
        return self.bases[id(relaxation)]

    def estimates(self, choices: Flags) -> Real:
        """A lower bound of what the zones cost on each of several choices of types (c, t); shape (c,)."""
        total, known = np.zeros(len(choices)), dict[tuple[int, bytes], Real]()
        for relaxation, sold in zip(self.relaxations, self.question.table.sold, strict=True):
            key = id(relaxation), sold.tobytes()  # equal zones share one
            if key not in known:
                known[key] = relaxation.bounds(choices & sold)
            total += known[key]
        return total

    @cached_property
    def large(self) -> bool:
        """Whether some zone needs more than a few nodes, so that fractions of nodes say where to look.

        Not where few items' replicas each take a node of their own: filling from nothing puts them on the cheapest.
        """
        table = self.question.table
        plain = table.one_each and len(table.items) <= GREEDY_ITEMS
        return not plain and any(relaxation.nodes >= FEW_NODES for relaxation in self.relaxations)

    def drafts(self, allowed: Flags, spare: int | None, stage: Stage = Stage.FILLED) -> list[Draft] | None:
        """A draft for each zone on the allowed types, with stock left for the spares; None when stock runs out."""
        table, slots = self.question.table, self.slots
        stock = table.stock.copy()
        if spare is not None and stock[spare] < NO_END:
            stock[spare] -= min(int(stock[spare]), self.question.survive_nodes)
        size = [int((zone @ table.weights)[:2].sum()) for zone in slots]
        if stage >= Stage.REPAIRED:
            self._improve_ahead(allowed, stock)
        orders = [sorted(range(len(slots)), key=lambda z: (-size[z], z)), list(range(len(slots)))]
        for order in orders if table.finite else orders[:1]:
            left = stock.copy()
            found: dict[int, Draft] = {}
            for zone in order:
                draft = self._draft(zone, allowed, left, stage)
                if draft is None:
                    break
                found[zone] = draft
                left = np.where(left >= NO_END, left, left - used_machines(table, draft.groups))
            if len(found) == len(slots):
                return [found[zone] for zone in range(len(slots))]
        return None

    def _draft(self, zone: int, allowed: Flags, stock: Whole, stage: Stage) -> Draft | None:
        allowed = allowed & self.question.table.sold[zone]
        key = self._key(zone, allowed, stock, stage)
        if key not in self.known:
            if stage is Stage.FILLED:
                self.known[key] = self._pack(zone, self.slots[zone], allowed, stock)
            elif stage is Stage.REPAIRED:
                self.known[key] = self._improve(zone, allowed, stock)
            else:
                self.known[key] = self._look_into(zone, allowed, stock)
        return self.known[key]

    def _key(self, zone: int, allowed: Flags, stock: Whole, stage: Stage) -> tuple[bytes, bytes, bytes, Stage]:
        return self.slots[zone].tobytes(), allowed.tobytes(), stock.tobytes(), stage

    def _pack(self, zone: int, demand: Whole, allowed: Flags, stock: Whole) -> Draft | None:
        table = self.question.table
        if not demand.any():
            return Draft((), 0.0)
        found = self._greedy(zone, allowed, stock)
        best = downsize(table, draft_of(table, found.groups), allowed, stock) if found is not None else None
        volume = self.relaxations[zone].solve(allowed) if self.large else None
        if volume is not None:
            for lead in (volume, self.relaxations[zone].solve_roomy(allowed)):
                draft = realise(table, demand, lead, allowed, stock) if lead is not None else None
                best = draft if draft is not None and draft.beats(best) else best
        return best

    def _greedy(self, zone: int, allowed: Flags, stock: Whole) -> Found | None:
        """The zone filled from nothing; None when stock runs out, or where leads of the volume model serve alone."""
        table, demand = self.question.table, self.slots[zone]
        known = self.ahead.get((demand.tobytes(), allowed.tobytes()))
        if known is not None:
            return known
        return greedy(table, [Asked(demand, np.where(allowed, stock, 0), self.base(zone), self._orders)])[0]

    @property
    def _orders(self) -> int:
        """In how many orders of items zones are filled from nothing."""
        return GREEDY_ITEMS // len(self.question.table.items) if self.large else FEW_ORDERS

    def fill_ahead(self, choices: Sequence[Choice]) -> None:
        """Fills the zones for all these choices side by side, where no stock makes one depend on another.

        And on each likely type alone: where a zone has few nodes, those are nearly always tried, too.
        """
        table = self.question.table
        if table.finite or not self._orders:
            return
        asked = {}
        for allowed, _ in choices:
            for zone, demand in enumerate(self.slots):
                here = allowed & table.sold[zone]
                key = demand.tobytes(), here.tobytes()
                if key not in asked and demand.any():
                    asked[key] = Asked(demand, np.where(here, table.stock, 0), self.base(zone), self._orders)
        alone = self.alone.asked(self._likeliest[0].tolist())
        filled = greedy(table, [*asked.values(), *alone.values()])
        self.ahead.update((key, found) for key, found in zip(asked, filled, strict=False) if found is not None)
        self.alone.take(alone, filled[len(asked) :])

    def _improve_ahead(self, allowed: Flags, stock: Whole) -> None:
        """Repairs the drafts of all zones side by side, where no stock makes one depend on another."""
        if self.question.table.finite:
            return
        weak: dict[tuple[bytes, bytes, bytes, Stage], Weak] = {}
        for zone, sold in enumerate(self.question.table.sold):
            key = self._key(zone, allowed & sold, stock, Stage.REPAIRED)
            draft = self._draft(zone, allowed, stock, Stage.FILLED)
            if key not in self.known and draft is not None:
                weak[key] = self._weak(zone, draft, allowed & sold)
        improved = improve(self.question.table, list(weak.values()), stock)
        self.known.update(zip(weak, improved, strict=True))

    def _improve(self, zone: int, allowed: Flags, stock: Whole) -> Draft | None:
        draft = self._draft(zone, allowed, stock, Stage.FILLED)
        if draft is None:
            return None
        return improve(self.question.table, [self._weak(zone, draft, allowed)], stock)[0]

    def _weak(self, zone: int, draft: Draft, allowed: Flags) -> Weak:
        rounds, at_once = SMALL_ROUNDS, SMALL_AT_ONCE
        if self.large:
            by_nodes = FEW_ROUNDS + ROUNDS_BY_NODE * draft.node_count
            rounds = min(by_nodes, MOST_ROUNDS, MANY_ROUNDS // len(self.question.table.items))
            at_once = AT_ONCE
        if self.question.table.one_each:  # downsizing has said all there is to say
            rounds = 0
        return Weak(draft, allowed, self.base(zone), rounds, self.relaxations[zone].bound(allowed), at_once)

    def _look_into(self, zone: int, allowed: Flags, stock: Whole) -> Draft | None:
        draft = self._draft(zone, allowed, stock, Stage.REPAIRED)
        if draft is None or not self.slots[zone].any():
            return draft
        table, relaxation, worth = self.question.table, self.relaxations[zone], self.base(zone)
        found = search_patterns(draft, relaxation, worth, allowed, stock)
        best = found if found is not None and found.beats(draft) else draft
        rounds = max(LONG_FEWEST_ROUNDS, min(LONG_ROUNDS, LONG_MANY_ROUNDS // len(table.items)))
        return improve(table, [Weak(best, allowed, worth, rounds, relaxation.bound(allowed))], stock)[0]

    def choices(self) -> list[Choice]:
        """The choices of machine types worth drafting, the most promising first, with the spare each is made for."""
        table, lost = self.question.table, self.question.survive_nodes
        everything = np.ones(len(table.machines), dtype=bool)
        if not lost:
            return [(everything, None)]
        for relaxation in self.relaxations:
            relaxation.lead()
        smaller: Flags = np.all(table.rooms[None, :, :] <= table.rooms[:, None, :], axis=2)  # than each spare
        estimates = self.estimates(smaller) + lost * table.prices
        most = min(MOST_CHOICES, max(FEW_CHOICES, CHOICES_BY_ITEMS // len(table.items)))
        best = np.argsort(estimates, kind="stable")[:most]  # those that cannot hold the items come last
        one_will_do = len(table.items) > ONE_CHOICE_ITEMS
        if one_will_do:
            near = np.flatnonzero(estimates <= estimates.min() * (1 + GOAL))
            best = near[[np.argmax(smaller[near].sum(axis=1))]]
        chosen: list[Choice] = [(smaller[spare], spare) for spare in best.tolist() if np.isfinite(estimates[spare])]
        return chosen if one_will_do and chosen and not table.finite else [*chosen, (everything, None)]

    @cached_property
    def alone(self) -> OneType:
        """The zones packed on nodes of one type alone."""
        return OneType(self.question.table, self.slots, self.base(0))

    @cached_property
    def _likeliest(self) -> tuple[Whole, Real]:
        """The types that may hold everything alone, by what is known when first asked, and what each type may cost."""
        estimates = self.estimates(np.eye(len(self.question.table.machines), dtype=bool))
        return np.argsort(estimates, kind="stable")[: FEW_SINGLE if self.large else MOST_SINGLE], estimates

    def likely_types(self, beat: float) -> list[int]:
        """The types that may hold everything alone for less than `beat`, the likeliest first; filled side by side."""
        likeliest, estimates = self._likeliest
        types: list[int] = likeliest[estimates[likeliest] < beat].tolist()
        self.alone.fill(types)
        return types

    def drafts_on(self, counts: Sequence[Whole]) -> list[Draft] | None:
        """A draft for each zone on exactly these nodes, evenly filled; None when not all replicas fit."""
        table = self.question.table
        drafts: list[Draft] = []
        for demand, nodes in zip(self.slots, counts, strict=True):
            machines = np.repeat(np.arange(len(nodes)), nodes)
            content = np.zeros((len(machines), len(table.items)), dtype=np.int64)
            if top_up(table, machines, content, demand).any():
                return None
            groups = [Group(int(m), held_of(row), 1) for m, row in zip(machines, content, strict=True)]
            drafts.append(draft_of(table, groups))
        return drafts
