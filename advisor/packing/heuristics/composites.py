"""Composite items: what affinity ties together, cut into small parts that each stand by themselves.

A composite is one replica of each item that its members need on their node (the hosts), and a share of those that
need them (the dependents). Packed as one item it keeps affinity wherever it stands, also after it has moved. So a
search that knows nothing of affinity finds plans that keep it. Composites restrict the search and never a plan; which
sizes of them are good depends on the machines, so several ways to cut are tried. Hosts that no composite takes are
items of their own.

Dependents go into composites by first-fit decreasing up to a target size, those that need most hosts first; where the
hosts run out, into the composite that has the least in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from advisor.packing.model.capacity import FloatArray, IntArray, copies_that_fit
from advisor.packing.model.instance import Instance
from advisor.packing.model.problem import Item, together
from advisor.packing.model.resources import UNBOUNDED

Content = tuple[tuple[int, int], ...]
"""Rows of items with their replicas."""


@dataclass(frozen=True)
class Composite:
    """An item to be packed, and the (item, replicas) that one replica of it stands for."""

    item: Item
    content: tuple[tuple[str, int], ...]


def composite_sets(instance: Instance, running_by_zone: Sequence[IntArray]) -> list[tuple[Composite, ...]]:
    """Different ways to cut the items of a problem into composites, the finest first; none where none was found."""
    found: dict[tuple[Composite, ...], None] = {}
    for target in (None, *_targets(instance, running_by_zone)):
        composites = form_composites(instance, running_by_zone, target)
        if composites is not None:
            found.setdefault(composites)
    return list(found)


def _targets(instance: Instance, running_by_zone: Sequence[IntArray]) -> Iterator[FloatArray]:
    """Sizes to which composites are filled: machine types, and parts of them, that hold different numbers."""
    rules, most = instance.rules, np.max(running_by_zone, axis=0)
    known: set[tuple[int, ...]] = set()
    for parts in instance.settings.affinity.parts:
        for capacities in instance.capacities / parts:
            holds = []
            for row in rules.dependents_first:
                left = capacities - instance.weights[rules.hosts[row]].sum(axis=0)
                fits = int(copies_that_fit(left[None, :].astype(np.int64), instance.weights[row][None, :])[0, 0])
                holds.append(max(1, min(fits, int(rules.max_per_node[row]), int(most[row]))))
            if tuple(holds) not in known:
                known.add(tuple(holds))
                yield capacities


def form_composites(
    instance: Instance, running_by_zone: Sequence[IntArray], target: FloatArray | None
) -> tuple[Composite, ...] | None:
    """The items as composites of at most the target size; None where some dependents find no hosts that hold them.

    Without a target as many composites as there are hosts for are opened, so that each is as small as can be.
    """
    counts: dict[Content, list[int]] = {}
    for zone, demand in enumerate(running_by_zone):
        parts = _Parts(instance, zone, demand.copy(), target)
        if not parts.fill():
            return None
        for content, count in parts.contents():
            counts.setdefault(content, [0] * len(running_by_zone))[zone] += count
    return _composites(instance, counts)


@dataclass(eq=False)
class _Parts:
    """The composites of one zone while they are filled; `left` (n,) are the replicas that are in none yet."""

    instance: Instance
    zone: int
    left: IntArray
    target: FloatArray | None
    held: list[IntArray] = field(default_factory=list)

    def fill(self) -> bool:
        """Puts all dependents into composites; whether all found one."""
        weights = self.instance.weights
        size = (weights / np.maximum(self.instance.finite_capacities.max(axis=0), 1.0)).max(axis=1)
        rules = self.instance.rules
        order = sorted(rules.dependents_first, key=lambda row: (-len(rules.hosts[row]), -size[row], row))
        sold = self.instance.sold_in_zone[self.zone] & (self.instance.stock > 0)
        self._capacities = self.instance.capacities[sold]
        return all(self._place(row, size) for row in order)

    def _place(self, row: int, size: FloatArray) -> bool:
        hosts = self.instance.rules.hosts[row]
        if self.target is not None:
            for held in self.held:
                if self.left[row] and held[hosts].all():
                    self._add(held, row, self._room(held, row, self.target))
        while self.left[row] and (self.left[hosts] > 0).all():
            held = np.zeros_like(self.left)
            held[hosts] = 1
            self.left[hosts] -= 1
            room = 1 if self.target is None else max(1, self._room(held, row, self.target))
            self.held.append(held)
            self._add(held, row, room)
            if not self._fits(held):
                return False
        while self.left[row]:
            open_ones = [held for held in self.held if held[hosts].all() and self._takes(held, row)]
            if not open_ones:
                return False
            self._add(min(open_ones, key=lambda held: float(held @ size)), row, 1)
        return True

    def _add(self, held: IntArray, row: int, most: int) -> None:
        count = min(most, int(self.left[row]))
        held[row] += count
        self.left[row] -= count

    def _room(self, held: IntArray, row: int, target: FloatArray) -> int:
        """Further replicas of an item that a composite takes up to the target size."""
        free = np.maximum(target - held @ self.instance.weights, 0).astype(np.int64)
        return int(self.instance.rules.further_copies(free[None, :], held[None, :], row)[0])

    def _takes(self, held: IntArray, row: int) -> bool:
        more = held.copy()
        more[row] += 1
        return self._fits(more)

    def _fits(self, held: IntArray) -> bool:
        """Whether some machine that the zone sells holds this by its resources and limits."""
        rules, there = self.instance.rules, np.flatnonzero(held)
        if (held > rules.max_per_node).any() or any(held[rules.conflicts[row]].any() for row in there):
            return False
        return bool((held @ self.instance.weights <= self._capacities).all(axis=1).any())

    def contents(self) -> Iterator[tuple[Content, int]]:
        """The composites, and the replicas that are in none, each with its count."""
        for held in self.held:
            yield tuple((int(row), int(held[row])) for row in np.flatnonzero(held)), 1
        for row in np.flatnonzero(self.left).tolist():
            yield ((row, 1),), int(self.left[row])


def _composites(instance: Instance, counts: dict[Content, list[int]]) -> tuple[Composite, ...]:
    """The composites with these contents, and with the rules that follow from those of their members."""
    items = instance.items
    names = {content: _name([(items[row].name, count) for row, count in content]) for content in counts}
    holding: dict[int, list[Content]] = {}
    for content in counts:
        for row, _ in content:
            holding.setdefault(row, []).append(content)
    return tuple(
        Composite(
            _composite_item(instance, content, tuple(by_zone), names, holding),
            tuple((items[row].name, count) for row, count in content),
        )
        for content, by_zone in sorted(counts.items())
    )


def _name(content: Sequence[tuple[str, int]]) -> str:
    if len(content) == 1:
        return content[0][0]
    return " + ".join(f"{count} {name}" for name, count in content)


def _composite_item(
    instance: Instance,
    content: Content,
    by_zone: tuple[int, ...],
    names: dict[Content, str],
    holding: dict[int, list[Content]],
) -> Item:
    """One composite as an item; a limit for one node that several composites share keeps those off each other."""
    rules = instance.rules
    apart: set[str] = set()
    most = UNBOUNDED
    for row, count in content:
        limit = int(rules.max_per_node[row])
        most = min(most, limit // count)
        rivals = [each for other in rules.conflicts[row].tolist() for each in holding.get(other, ())]
        if limit < UNBOUNDED:
            rivals += [each for each in holding[row] if each != content]
        apart |= {names[each] for each in rivals}
    members = [(instance.items[row], count) for row, count in content]
    return together(
        names[content],
        members,
        replicas_by_zone=by_zone,
        max_per_node=None if most >= UNBOUNDED else most,
        anti_affinity=frozenset(apart),
    )
