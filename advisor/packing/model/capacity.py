"""May this node take one more of that? The one place where the packer answers it.

A node takes another replica while every resource suffices, while the item's own limit for one node is not reached,
while nothing stands there that must not share a node with it, and while all stands there that it has affinity to.
Greedy filling, rounding, relocation, surge headroom and utilisation all ask here. Only the checkers (verify.py,
bounds/certificate.py) and the exhaustive search (heuristics/enumeration.py) have rules of their own, so that each can
prove the other wrong.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from advisor.packing.model.problem import Item
from advisor.packing.model.resources import UNBOUNDED

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class PlacementRules:
    """What `n` items take of each resource in use, and what may share a node with what."""

    weights: IntArray
    """What a replica of each item takes; shape (n, resources)."""
    max_per_node: IntArray
    """Replicas of each item that one node may hold by rule; UNBOUNDED where there is no limit; shape (n,)."""
    conflicts: tuple[IntArray, ...]
    """For each item the rows of those that never share a node with it: the conflict graph."""
    cliques: tuple[IntArray, ...]
    """Sets of items of which a node holds at most one replica in all."""
    hosts: tuple[IntArray, ...]
    """For each item the rows of those that must stand on its node, by its own affinity or by that of such a one."""

    @cached_property
    def is_dependent(self) -> BoolArray:
        """Whether each item needs others on its node; shape (n,)."""
        return np.array([len(others) > 0 for others in self.hosts], dtype=bool)

    @cached_property
    def has_affinity(self) -> bool:
        """Whether some item needs others on its node."""
        return bool(self.is_dependent.any())

    @cached_property
    def is_tied(self) -> BoolArray:
        """Whether each item needs others on its node, or is needed there; shape (n,)."""
        tied = self.is_dependent.copy()
        for others in self.hosts:
            tied[others] = True
        return tied

    @cached_property
    def has_conflict(self) -> BoolArray:
        """Whether each item must not meet some other one; shape (n,)."""
        return np.array([len(others) > 0 for others in self.conflicts], dtype=bool)

    @cached_property
    def _taken(self) -> list[tuple[IntArray, IntArray]]:
        """For each item the columns of the resources that it takes, and how much it takes of each, as a column."""
        columns = [np.flatnonzero(row) for row in self.weights]
        return [(each, row[each, None]) for each, row in zip(columns, self.weights, strict=True)]

    @cached_property
    def dependents_first(self) -> list[int]:
        """Rows of the items that need others on their node, those that need most first."""
        rows: list[int] = np.flatnonzero(self.is_dependent).tolist()
        return sorted(rows, key=lambda row: -len(self.hosts[row]))

    def with_hosts_only(self, held: IntArray) -> IntArray:
        """What a node holds (n,) without the items that need others which are not there."""
        if not self.has_affinity:
            return held
        lacking = [row for row in np.flatnonzero(held).tolist() if (held[self.hosts[row]] == 0).any()]
        kept = held.copy()
        kept[lacking] = 0
        return kept  # hosts are closed: what needs a row that is dropped lacks what that row lacks

    def copies_with(self, free: IntArray, held: IntArray, item: int, hosts: IntArray) -> int:
        """How many replicas of an item one node takes after one more of each of `hosts`; 0 if it does not take those.

        `free` (resources,) is what is left there and `held` (n,) what stands there.
        """
        free, held = free.copy(), held.copy()
        for host in hosts.tolist():
            apart = self.has_conflict[host] and held[self.conflicts[host]].any()
            if apart or held[host] >= self.max_per_node[host] or (free < self.weights[host]).any():
                return 0
            free -= self.weights[host]
            held[host] += 1
        return int(self.further_copies(free[None, :], held[None, :], item)[0])

    def further_copies(self, free: IntArray, held: IntArray, item: int) -> IntArray:
        """How many more replicas of an item each of several nodes takes; shape (nodes,).

        `free` is what is left of each resource on each node, shape (nodes, resources); `held` is how many replicas of
        each item stand there, shape (nodes, n).
        """
        limit = self.max_per_node[item] - held[:, item]
        if self.has_conflict[item]:
            limit[held[:, self.conflicts[item]].any(axis=1)] = 0
        if self.is_dependent[item]:
            limit[~held[:, self.hosts[item]].all(axis=1)] = 0
        columns, weights = self._taken[item]
        return np.maximum(copies_within(limit, free[:, columns].T, weights, has_zero=False), 0).astype(np.int64)


def copies_within(
    limit: IntArray | FloatArray,
    free: IntArray | FloatArray,
    weight: IntArray | FloatArray,
    *,
    has_zero: bool,
    quotients: FloatArray | None = None,
    out: FloatArray | None = None,
) -> FloatArray:
    """How many replicas fit each of several nodes by their resources, and at most `limit` (nodes,); shape (nodes,).

    `free` and `weight` are (resources, nodes), or `weight` is one column for all nodes. With `has_zero` some of the
    weights may be 0. `quotients` (resources, nodes) and `out` (nodes,) are buffers. The amounts are whole numbers up to
    UNBOUNDED, so that floating point, in which many are divided at once, is exact.
    """
    if has_zero:
        quotients = np.divide(free, np.where(weight > 0, weight, 1.0), out=quotients)
        np.copyto(quotients, UNBOUNDED, where=weight == 0)
    else:
        quotients = np.divide(free, weight, out=quotients)
    least = limit
    for each in quotients:
        least = out = np.minimum(least, each, out=out)
    return np.floor(least, out=out)


def copies_that_fit(capacities: IntArray, weights: IntArray) -> IntArray:
    """How many replicas of each item fit an empty node of each type by its resources alone; shape (t, n).

    UNBOUNDED for items that take nothing.
    """
    fits = np.full((len(capacities), len(weights)), UNBOUNDED, dtype=np.int64)
    for resource in range(capacities.shape[1]):
        takers = np.flatnonzero(weights[:, resource])
        fits[:, takers] = np.minimum(fits[:, takers], capacities[:, resource, None] // weights[None, takers, resource])
    return fits


def rules_of(items: Sequence[Item], resources: Sequence[int]) -> PlacementRules:
    """The rules for these items, in their order, over the resources at these places of the axis.

    A search asks for those of the same items for each plan that it looks at, so the latest are remembered.
    """
    return _rules_of(tuple(items), tuple(resources))


@functools.lru_cache(maxsize=32)  # the lists of one search, with and without what is packed apart
def _rules_of(items: tuple[Item, ...], resources: tuple[int, ...]) -> PlacementRules:
    weights = [[item.weights[place] for place in resources] for item in items]
    cliques = _cliques(items)
    return PlacementRules(
        weights=np.array(weights, dtype=np.int64).reshape(len(items), len(resources)),
        max_per_node=np.array([_max_per_node(item) for item in items], dtype=np.int64),
        conflicts=_conflicts(items, cliques),
        cliques=cliques,
        hosts=hosts_of(items),
    )


def hosts_of(items: Sequence[Item]) -> tuple[IntArray, ...]:
    """For each item the rows of those that must stand on its node: the transitive closure of affinity."""
    rows = {item.name: row for row, item in enumerate(items)}
    named = [{rows[other] for other in item.affinity & rows.keys()} for item in items]
    closures = []
    for row, direct in enumerate(named):
        found, open_rows = set(direct), list(direct)
        while open_rows:
            more = named[open_rows.pop()] - found
            found |= more
            open_rows += more
        closures.append(np.array(sorted(found - {row}), dtype=np.int64))
    return tuple(closures)


def _max_per_node(item: Item) -> int:
    single = bool(item.exclusive_tokens) or item.name in item.anti_affinity
    limit = UNBOUNDED if item.max_per_node is None else item.max_per_node
    return min(limit, 1) if single else limit


def _cliques(items: Sequence[Item]) -> tuple[IntArray, ...]:
    """Items by exclusive token, the largest clique first; a token that one item alone takes makes none."""
    holders: dict[str, list[int]] = {}
    for row, item in enumerate(items):
        for token in sorted(item.exclusive_tokens):
            holders.setdefault(token, []).append(row)
    cliques = {tuple(rows) for rows in holders.values() if len(rows) > 1}
    return tuple(np.array(rows, dtype=np.int64) for rows in sorted(cliques, key=lambda rows: (-len(rows), rows)))


def _conflicts(items: Sequence[Item], cliques: Sequence[IntArray]) -> tuple[IntArray, ...]:
    rows = {item.name: row for row, item in enumerate(items)}
    conflicts: list[set[int]] = [set() for _ in items]
    for clique in cliques:
        members = set(clique.tolist())
        for row in members:
            conflicts[row] |= members
    for row, item in enumerate(items):
        for other in item.anti_affinity & rows.keys():
            conflicts[row].add(rows[other])
            conflicts[rows[other]].add(row)
    return tuple(np.array(sorted(found - {row}), dtype=np.int64) for row, found in enumerate(conflicts))
