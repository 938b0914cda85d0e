"""Enumeration for tiny problems: every purchase of nodes in the order of its price, every placement on each.

The first purchase on which some placement keeps the promises is the optimum, and all that was tried before is the
proof. Where the work allowed is spent first, what was tried is still a bound: no cheaper purchase serves. The rules of
what a node may hold are written once more here, on purpose, so that tests can compare them with capacity.py.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from advisor.packing.model.capacity import IntArray
from advisor.packing.model.instance import Instance
from advisor.packing.model.problem import Node
from advisor.packing.settings import EnumerationWork

Held = tuple[int, ...]
"""Replicas of each item on one node."""
State = tuple[tuple[int, int, Held], ...]
"""Zone, machine type and content of every node, sorted, so that equal states are one."""


class _OutOfWorkError(Exception):
    """The work allowed is spent."""


@dataclass(frozen=True)
class EnumerationResult:
    """No purchase below `usd_per_hour` serves; `nodes` are those of one at that price, None where none was found."""

    usd_per_hour: float
    nodes: tuple[Node, ...] | None


def is_tiny(running_by_zone: tuple[IntArray, ...], max_replicas: int) -> bool:
    """Whether a problem is small enough to try everything."""
    return int(sum(int(zone.sum()) for zone in running_by_zone)) <= max_replicas


def enumerate_purchases(
    instance: Instance,
    running_by_zone: tuple[IntArray, ...],
    surge: IntArray,
    survive_nodes: int,
    below: float,
    work: EnumerationWork,
) -> EnumerationResult:
    """The cheapest plan below this price that survives any `survive_nodes` lost nodes, or the proof that there is none.

    It holds the surge of any one item too. Nothing is promised for the loss of a zone.
    """
    trial = _Trial(instance, running_by_zone, surge, survive_nodes, work)
    tried = 0.0
    try:
        for cost, bought in trial.purchases(below):
            tried = cost
            state = trial.placed(bought)
            if state is not None:
                return EnumerationResult(cost, trial.nodes(state))
    except _OutOfWorkError:
        return EnumerationResult(tried, None)
    return EnumerationResult(below, None)


class _Trial:
    """One problem and the work left for it."""

    def __init__(
        self,
        instance: Instance,
        running_by_zone: tuple[IntArray, ...],
        surge: IntArray,
        survive_nodes: int,
        work: EnumerationWork,
    ) -> None:
        self.instance, self.running_by_zone, self.surge, self.lost = instance, running_by_zone, surge, survive_nodes
        self.work, self.states, self.bought = work, 0, 0
        self.known: dict[tuple[int, Held], bool] = {}
        share = (instance.weights / np.maximum(1, instance.capacities.max(axis=0))).max(axis=1)
        rows = {item.name: row for row, item in enumerate(instance.items)}
        self.hosts = [sorted({rows[name] for name in item.affinity} - {row}) for row, item in enumerate(instance.items)]
        self.largest_first = sorted(range(len(instance.items)), key=lambda i: (-share[i], i))

    def purchases(self, below: float) -> Iterator[tuple[float, tuple[tuple[int, int], ...]]]:
        """Zones and machine types of purchases cheaper than `below`, the cheapest first."""
        zones = [zone for zone, counts in enumerate(self.running_by_zone) if counts.any()]
        kinds = [
            (zone, machine)
            for zone in range(len(self.running_by_zone))
            for machine, kind in enumerate(self.instance.machines)
            # where all zones sell a type, a spare may as well stand where something runs
            if kind.zone == zone or (kind.zone is None and zone in zones)
        ]
        most = int(sum(int(zone.sum()) for zone in self.running_by_zone)) * (1 + self.lost) + int(self.surge.max())
        heap: list[tuple[float, int, tuple[int, ...]]] = [(0.0, 0, ())]
        while heap:
            cost, count, rows = heapq.heappop(heap)
            self.bought += 1
            if self.bought > self.work.purchases:
                raise _OutOfWorkError
            taken = np.bincount([kinds[row][1] for row in rows], minlength=len(self.instance.machines))
            if count and self._may_suffice(rows, kinds):
                yield cost, tuple(kinds[row] for row in rows)
            for row in range(rows[-1] if rows else 0, len(kinds)):
                machine = kinds[row][1]
                more = cost + float(self.instance.prices[machine])
                if more < below and count < most and taken[machine] < self.instance.stock[machine]:
                    heapq.heappush(heap, (more, count + 1, (*rows, row)))

    def _may_suffice(self, rows: tuple[int, ...], kinds: list[tuple[int, int]]) -> bool:
        """Whether total capacity suffices, in each zone and without the largest nodes: a necessary condition."""
        capacities = np.sort(self.instance.capacities[[kinds[row][1] for row in rows]], axis=0)
        if len(capacities) <= self.lost:
            return False
        if (
            capacities[: len(capacities) - self.lost].sum(axis=0) < sum(self.running_by_zone) @ self.instance.weights
        ).any():
            return False
        for zone, counts in enumerate(self.running_by_zone):
            here = self.instance.capacities[[kinds[row][1] for row in rows if kinds[row][0] == zone]].sum(axis=0)
            if (here < counts @ self.instance.weights).any():
                return False
        return True

    def placed(self, bought: tuple[tuple[int, int], ...]) -> State | None:
        """A placement of all replicas in their zones that keeps the promises; None when there is none."""
        empty = tuple(sorted((zone, machine, (0,) * len(self.instance.items)) for zone, machine in bought))
        wanted = [
            (zone, item)
            for zone, counts in enumerate(self.running_by_zone)
            for item in self.largest_first
            for _ in range(int(counts[item]))
        ]
        return self._place(empty, wanted, set(), self.lost)

    def _place(self, nodes: State, wanted: list[tuple[int, int]], dead: set[State], lost: int | None) -> State | None:
        """Depth-first search for a place of each wanted (zone, item), zone -1 being any; None when there is none.

        `dead` are states known to lead nowhere. With `lost` None the promises need not hold.
        """
        if not wanted:
            if not all(self._hosts_present(held) for _, _, held in nodes):
                return None
            return nodes if lost is None or (self._survives(nodes, lost) and self._holds_surges(nodes)) else None
        if nodes in dead:
            return None
        dead.add(nodes)
        self.states += 1
        if self.states > self.work.states:
            raise _OutOfWorkError
        zone, item = wanted[0]
        for after in self._with_one_more(nodes, zone, item):
            found = self._place(after, wanted[1:], dead, lost)
            if found is not None:
                return found
        return None

    def _holds_surges(self, nodes: State) -> bool:
        """Whether the surge of any one item finds places: its replicas are alike, so what nodes take in adds up."""
        for item in np.flatnonzero(self.surge).tolist():
            left = int(self.surge[item])
            for _, machine, held in nodes:
                more = held
                if any(not held[host] for host in self.hosts[item]):
                    continue
                while left and self._may_hold(machine, more := (*more[:item], more[item] + 1, *more[item + 1 :])):
                    left -= 1
            if left:
                return False
        return True

    def _survives(self, nodes: State, lost: int) -> bool:
        if not lost:
            return True
        for gone in set(combinations(nodes, min(lost, len(nodes)))):
            left = list(nodes)
            for node in gone:
                left.remove(node)
            down = [(-1, item) for item in self.largest_first for node in gone for _ in range(node[2][item])]
            if self._place(tuple(left), down, set(), None) is None:
                return False
        return True

    def _hosts_present(self, held: Held) -> bool:
        """Whether each item of a node stands beside those that it names; true of a whole placement, not on the way."""
        return all(held[host] for item, count in enumerate(held) if count for host in self.hosts[item])

    def _with_one_more(self, nodes: State, zone: int, item: int) -> Iterator[State]:
        for place, (where, machine, held) in enumerate(nodes):
            again = place and nodes[place - 1] == nodes[place]  # of equal nodes the first is enough
            if again or zone not in (-1, where):
                continue
            more = (*held[:item], held[item] + 1, *held[item + 1 :])
            if self._may_hold(machine, more):
                yield tuple(sorted((*nodes[:place], (where, machine, more), *nodes[place + 1 :])))

    def _may_hold(self, machine: int, held: Held) -> bool:
        if (machine, held) not in self.known:
            self.known[machine, held] = self._judge(machine, np.array(held, dtype=np.int64))
        return self.known[machine, held]

    def _judge(self, machine: int, held: IntArray) -> bool:
        instance = self.instance
        there = np.flatnonzero(held)
        return (
            bool((held @ instance.weights <= instance.capacities[machine]).all())
            and bool((held <= instance.max_per_node).all())
            and not any(np.isin(there, instance.conflicts[item]).any() for item in there)
        )

    def nodes(self, state: State) -> tuple[Node, ...]:
        """The state in names; an empty node is a spare."""
        names = [item.name for item in self.instance.items]
        return tuple(
            Node(
                self.instance.machines[machine].name,
                zone,
                1,
                tuple((name, count) for name, count in zip(names, held, strict=True) if count),
                spare=not any(held),
            )
            for zone, machine, held in state
        )
