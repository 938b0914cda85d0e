"""An integer program of a whole small plan with every promised loss: where composites find no plan, and for tiny ones.

    minimise  sum_n price_n bought_n
    runs_zi       sum_{n in zone z} runs_ni = replicas_zi
    moved_mi      sum_{n left in m} moved_mni = sum_{n lost in m} runs_ni      for every loss m; in each zone for itself
                                                                              for items that stay in theirs
    capacity_mnr  sum_i weight_ir (runs_ni + moved_mni) <= capacity_nr bought_n
    hosts_mni     there_mni <= there_mnh                     for each item h that i needs on its node
    apart_mnij    there_mni + there_mnj <= 1                 for items that must not share a node

`n` are the nodes that could be bought. What a loss displaces is linear in what runs, so all losses stand in one
program: nothing is left to greedy relocation. `there` says whether a node then holds some of item i; the moment without
a loss has the same rows. The surge of one item is a moment in which nothing is lost and so many of it are moved in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import comb

import numpy as np

from advisor.packing.model.capacity import IntArray
from advisor.packing.model.instance import Instance
from advisor.packing.model.problem import Node
from advisor.packing.model.resources import UNBOUNDED
from advisor.packing.model.solver import Model, Variable, solve, value_of

Terms = list[tuple[Variable, float]]


@dataclass(frozen=True, eq=False)
class Promises:
    """What the plan must keep: nodes and zones that may be lost, and surges (n,)."""

    survive_nodes: int
    survive_zone: bool
    survive_together: bool
    surge: IntArray
    staying: frozenset[int] = frozenset()
    """Items whose replicas never leave their zone, and are down while it is lost."""


def solve_plan(
    instance: Instance, running_by_zone: Sequence[IntArray], promises: Promises, below: float
) -> tuple[Node, ...] | None:
    """The nodes of the cheapest plan below a cost in USD per hour that the program finds; None where it finds none.

    It is tried where the program is small enough (settings.affinity), on all nodes in stock and a few of other types.
    """
    limits = instance.settings.affinity
    columns = limits.model_columns_to_improve if np.isfinite(below) else limits.model_columns
    for most in limits.model_nodes:
        places = _places(instance, running_by_zone, most)
        losses = comb(len(places), promises.survive_nodes) + len(running_by_zone)
        if len(places) * len(instance.items) * losses <= columns:
            moments = list(_moments(places, promises))
            model = _PlanModel(instance, running_by_zone, places, staying=promises.staying)
            return model.solved(moments, promises.surge, below)
    return None


def choose_zones(
    instance: Instance, running_by_zone: Sequence[IntArray], anywhere: frozenset[int]
) -> tuple[IntArray, ...] | None:
    """Replicas by zone, zones of (n,), with which some plan without losses exists; None where the program finds none.

    The rows in `anywhere` may run in any zone, and the others where they do. It is tried where the program is small
    enough (settings.affinity).
    """
    limits = instance.settings.affinity
    everywhere = [np.ones(len(instance.items), dtype=np.int64)] * len(running_by_zone)
    for most in limits.model_nodes:
        places = _places(instance, everywhere, most)
        if len(places) * len(instance.items) <= limits.model_columns:
            model = _PlanModel(instance, running_by_zone, places, anywhere)
            nodes = model.solved([], np.zeros(len(instance.items), dtype=np.int64), np.inf)
            return None if nodes is None else model.running()
    return None


def _places(instance: Instance, running_by_zone: Sequence[IntArray], most: int) -> list[tuple[int, int]]:
    """Zone and machine type of each node that could be bought: `most` of each type in each zone that runs something."""
    return [
        (zone, machine)
        for zone, sold in enumerate(instance.sold_in_zone)
        if running_by_zone[zone].any()
        for machine in np.flatnonzero(sold).tolist()
        for _ in range(min(most, int(instance.stock[machine])))
    ]


Moment = tuple[frozenset[int], int | None]
"""The nodes lost in a loss, and the zone among them where one is lost."""


def _moments(places: Sequence[tuple[int, int]], promises: Promises) -> Iterator[Moment]:
    """Each distinct loss that is promised."""
    every, lost = range(len(places)), promises.survive_nodes
    if lost:
        yield from ((frozenset(some), None) for some in combinations(every, lost))
    for zone in sorted({zone for zone, _ in places}) if promises.survive_zone else ():
        inside = frozenset(n for n in every if places[n][0] == zone)
        yield inside, zone
        if promises.survive_together:
            outside = [n for n in every if n not in inside]
            yield from ((inside | frozenset(some), zone) for some in combinations(outside, lost))


@dataclass(eq=False)
class _PlanModel:
    """The program while it is stated."""

    instance: Instance
    running_by_zone: Sequence[IntArray]
    places: list[tuple[int, int]]
    anywhere: frozenset[int] = frozenset()
    """Items whose replicas may run in any zone."""
    staying: frozenset[int] = frozenset()
    """Items whose replicas start again in their zone alone."""
    model: Model = field(default_factory=lambda: Model("plan"))
    bought: list[Variable] = field(default_factory=list)
    runs: dict[tuple[int, int], Variable] = field(default_factory=dict)

    def solved(self, moments: Sequence[Moment], surge: IntArray, below: float) -> tuple[Node, ...] | None:
        """The nodes bought and what runs on them; None where no solution was found."""
        self._buy(below)
        self._run()
        self._add_moment("now", frozenset(), {})
        for number, (gone, zone) in enumerate(moments):
            self._add_moment(f"lost_{number}", gone, self._moved(f"lost_{number}", gone, zone))
        for item in np.flatnonzero(surge).tolist():
            self._add_moment(f"surge_{item}", frozenset(), self._surging(f"surge_{item}", item, int(surge[item])))
        answer = solve(self.model, tree_nodes=self.instance.settings.affinity.model_tree_nodes)
        return self._nodes() if np.isfinite(answer.objective) else None

    def _buy(self, below: float) -> None:
        instance, model = self.instance, self.model
        self.bought = [model.add_integer(f"bought_{n}", 1) for n in range(len(self.places))]
        costs = [float(instance.prices[machine]) for _, machine in self.places]
        model.minimise(zip(self.bought, costs, strict=True))
        if np.isfinite(below):
            model.at_most(zip(self.bought, costs, strict=True), below, "below")
        for n in range(1, len(self.places)):
            if self.places[n] == self.places[n - 1]:
                model.at_most([(self.bought[n], 1.0), (self.bought[n - 1], -1.0)], 0.0, f"order_{n}")
        for machine in np.flatnonzero(instance.stock < UNBOUNDED).tolist():
            terms = [(self.bought[n], 1.0) for n, place in enumerate(self.places) if place[1] == machine]
            model.at_most(terms, float(instance.stock[machine]), f"stock_{machine}")

    def _run(self) -> None:
        replicas: IntArray = np.sum(self.running_by_zone, axis=0)
        for n, (zone, _) in enumerate(self.places):
            for item in range(len(replicas)):
                count = replicas[item] if item in self.anywhere else self.running_by_zone[zone][item]
                if count:
                    most = int(min(count, self.instance.max_per_node[item]))
                    self.runs[n, item] = self.model.add_integer(f"runs_{n}_{item}", most)
        for zone, counts in enumerate(self.running_by_zone):
            for item in np.flatnonzero(counts).tolist():
                if item not in self.anywhere:
                    here = [(self.runs[n, item], 1.0) for n, place in enumerate(self.places) if place[0] == zone]
                    self._equal(here, float(counts[item]), f"runs_{zone}_{item}")
        for item in sorted(self.anywhere):
            if replicas[item]:
                all_over = [(self.runs[n, item], 1.0) for n in range(len(self.places))]
                self._equal(all_over, float(replicas[item]), f"runs_{item}")

    def running(self) -> tuple[IntArray, ...]:
        """The replicas of each item that run in each zone of the solution, zones of (n,)."""
        counts = np.zeros((len(self.running_by_zone), len(self.instance.items)), dtype=np.int64)
        for (n, item), column in self.runs.items():
            counts[self.places[n][0], item] += round(value_of(column))
        return tuple(counts)

    def _equal(self, terms: Terms, value: float, name: str) -> None:
        self.model.at_least(terms, value, f"{name}_least")
        self.model.at_most(terms, value, f"{name}_most")

    def _moved(self, name: str, gone: Collection[int], lost_zone: int | None) -> dict[tuple[int, int], Variable]:
        """How many replicas each node that is left takes in after a loss, by node and item, with their rows."""
        moved: dict[tuple[int, int], Variable] = {}
        for item in sorted({item for n, item in self.runs if n in gone}):
            down = [n for n in sorted(gone) if (n, item) in self.runs]
            zones = {self.places[n][0] for n in down} - {lost_zone} if item in self.staying else {None}
            for zone in sorted(zones, key=str):
                gone_here = [(self.runs[n, item], -1.0) for n in down if zone in (None, self.places[n][0])]
                open_nodes = [n for n in self._left(gone) if zone in (None, self.places[n][0])]
                moved |= self._arriving(name, item, open_nodes, gone_here, 0, "" if zone is None else f"_in_{zone}")
        return moved

    def _surging(self, name: str, item: int, count: int) -> dict[tuple[int, int], Variable]:
        """How many replicas each node takes in while an item is upgraded, with their rows."""
        return self._arriving(name, item, self._left(()), [], count, "")

    def _arriving(
        self, name: str, item: int, nodes: Sequence[int], gone: Terms, count: int, zone: str
    ) -> dict[tuple[int, int], Variable]:
        """The replicas of an item that arrive on these nodes: `count` more than are gone."""
        replicas = int(sum(running[item] for running in self.running_by_zone))
        moved = {(n, item): self.model.add_integer(f"{name}_moved_{n}_{item}", replicas) for n in nodes}
        self._equal([*((moved[n, item], 1.0) for n in nodes), *gone], float(count), f"{name}_moved_{item}{zone}")
        return moved

    def _left(self, gone: Collection[int]) -> list[int]:
        """The nodes that are not gone."""
        return [n for n in range(len(self.places)) if n not in gone]

    def _add_moment(self, name: str, gone: Collection[int], moved: dict[tuple[int, int], Variable]) -> None:
        """The rows of the nodes that are left in one loss, in one surge, or at the time without either."""
        for n in self._left(gone):
            holds = {
                item: [(columns[n, item], 1.0) for columns in (self.runs, moved) if (n, item) in columns]
                for item in range(len(self.instance.items))
            }
            self._add_node(f"{name}_{n}", n, {item: terms for item, terms in holds.items() if terms})

    def _add_node(self, name: str, n: int, holds: dict[int, Terms]) -> None:
        """What one node may hold, where it holds the sum of these terms of each item."""
        instance, rules, model = self.instance, self.instance.rules, self.model
        capacities = instance.capacities[self.places[n][1]]
        for resource, capacity in enumerate(capacities.tolist()):
            terms = [
                (column, float(instance.weights[item, resource]))
                for item, columns in holds.items()
                for column, _ in columns
                if instance.weights[item, resource]
            ]
            if terms and capacity < UNBOUNDED:
                model.at_most([*terms, (self.bought[n], -float(capacity))], 0.0, f"{name}_capacity_{resource}")
        there: dict[int, Variable] = {}
        replicas: IntArray = np.sum(self.running_by_zone, axis=0) + instance.surge
        for item, terms in holds.items():
            most = float(min(replicas[item], instance.max_per_node[item]))
            there[item] = model.add_integer(f"{name}_there_{item}", 1)
            model.at_most([*terms, (there[item], -most)], 0.0, f"{name}_some_{item}")
            model.at_least([*terms, (there[item], -1.0)], 0.0, f"{name}_none_{item}")
            model.at_most([(there[item], 1.0), (self.bought[n], -1.0)], 0.0, f"{name}_bought_{item}")
        for item, column in there.items():
            for host in rules.hosts[item].tolist():
                beside = [(there[host], -1.0)] if host in there else []
                model.at_most([(column, 1.0), *beside], 0.0, f"{name}_host_{item}_{host}")
            for other in rules.conflicts[item].tolist():
                if item < other and other in there:
                    model.at_most([(column, 1.0), (there[other], 1.0)], 1.0, f"{name}_apart_{item}_{other}")

    def _nodes(self) -> tuple[Node, ...]:
        nodes = []
        for n, (zone, machine) in enumerate(self.places):
            counts = {item: round(value_of(column)) for (at, item), column in self.runs.items() if at == n}
            pods = tuple((self.instance.items[item].name, count) for item, count in sorted(counts.items()) if count)
            if round(value_of(self.bought[n])):
                nodes.append(Node(self.instance.machines[machine].name, zone, 1, pods, spare=not pods))
        return tuple(nodes)
