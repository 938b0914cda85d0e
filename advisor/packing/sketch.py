"""A sketch of a plan, in a fraction of the time of a search: for what cannot be chosen, yet is to have a bill.

One machine type serves all (or, where a node holds one replica, the cheapest that holds it): nodes are filled one after
the other in a falling order of size, first-fit decreasing, and each then becomes the cheapest type that holds what
stands on it. The likeliest few types are tried. Capacity for a lost zone is reserved as ever; for lost nodes there are
spares that hold what any node runs.

The bound is weak duality with prices that need no solver: a mix of two resources is worth at most what the best type
asks for it, so all replicas cost at least their amount of that mix. The best of a few mixes counts, raised by what lost
zones and nodes ask for (see bounds/failure_bounds.py).

A sketch keeps its promises and is checked like any other plan. What it does not know (affinity, surges, finite stock,
types of one zone, nodes lost while a zone is) is left to the search.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from advisor.packing.bounds.lower_bound import LowerBound
from advisor.packing.model.capacity import BoolArray, FloatArray, IntArray
from advisor.packing.model.problem import (
    Argument,
    BoundMethod,
    BoundSource,
    Item,
    Machine,
    Node,
    Plan,
    SearchEnd,
)
from advisor.packing.model.resources import UNBOUNDED, in_use
from advisor.packing.plan_builder import in_order, with_bound
from advisor.packing.settings import SketchSettings, Tolerances
from advisor.packing.verify import check_plan
from advisor.packing.zone_reserve import provisioned_by_zone, reserve

Content = tuple[tuple[int, int], ...]
"""What a node holds: pairs of the row of an item and its replicas."""


@dataclass(frozen=True, eq=False)
class _Sketched:
    """The arrays of a problem: `n` items by `t` machine types, the cheapest first."""

    items: tuple[Item, ...]
    machines: tuple[Machine, ...]
    weights: IntArray
    """What a replica of each item takes; shape (n, resources)."""
    capacities: IntArray
    """What a node of each type offers; shape (t, resources)."""
    prices: FloatArray
    """USD per hour; shape (t,)."""
    settings: SketchSettings

    @classmethod
    def of(cls, items: Sequence[Item], machines: Sequence[Machine], settings: SketchSettings) -> _Sketched:
        rows = tuple(sorted((item for item in items if item.replicas), key=lambda item: item.name))
        types = tuple(sorted(machines, key=lambda machine: (machine.usd_per_hour, machine.name)))
        places = in_use(item.weights for item in rows)
        weights = np.array([[item.weights[place] for place in places] for item in rows], dtype=np.int64)
        capacities = np.array([[each.capacities[place] for place in places] for each in types], dtype=np.int64)
        prices = np.array([machine.usd_per_hour for machine in types], dtype=np.float64)
        return cls(rows, types, weights, capacities, prices, settings)

    @cached_property
    def fitting(self) -> IntArray:
        """The cheapest type that holds one replica of each item, -1 where none does; shape (n,)."""
        holds: BoolArray = np.all(self.capacities[None, :, :] >= self.weights[:, None, :], axis=2)
        cheapest: IntArray = np.where(np.any(holds, axis=1), np.argmax(holds, axis=1), -1)
        return cheapest

    @cached_property
    def holds_one_replica(self) -> bool:
        """Whether there is a resource of which no node has enough for two replicas."""
        return bool((2 * self.weights.min(axis=0) > self.capacities.max(axis=0)).any())

    @cached_property
    def most_per_node(self) -> list[int]:
        """Replicas of each item that one node may hold by rule."""
        single = [bool(item.exclusive_tokens) or item.name in item.anti_affinity for item in self.items]
        limits = [UNBOUNDED if item.max_per_node is None else item.max_per_node for item in self.items]
        return [min(limit, 1) if alone else limit for alone, limit in zip(single, limits, strict=True)]

    @cached_property
    def apart(self) -> list[frozenset[int]]:
        """For each item the rows of those that never share a node with it."""
        return [
            frozenset(
                row
                for row, other in enumerate(self.items)
                if other is not item
                and (
                    item.exclusive_tokens & other.exclusive_tokens
                    or other.name in item.anti_affinity
                    or item.name in other.anti_affinity
                )
            )
            for item in self.items
        ]

    def cheapest_holding(self, load: IntArray) -> int:
        """The cheapest type that holds such a load (resources,); the last one where none does."""
        holds: BoolArray = np.all(self.capacities >= load, axis=1)
        return int(holds.argmax()) if holds.any() else len(self.machines) - 1

    def load_of(self, content: Content) -> IntArray:
        """What a node with such a content uses of each resource."""
        rows, counts = zip(*content, strict=True)
        load: IntArray = np.array(counts, dtype=np.int64) @ self.weights[list(rows)]
        return load


def sketch(
    items: Sequence[Item],
    machines: Sequence[Machine],
    *,
    zones: int,
    survive_nodes: int = 0,
    survive_zone: bool = False,
    settings: SketchSettings | None = None,
) -> Plan | None:
    """A plan that keeps the promises, made at once, with a proved bound; None where only a search can tell.

    Parameters are those of `pack`; the same input gives the same plan, in whatever order it comes.

    >>> web = Item("web", cpu_millicores=500, memory_mib=512, replicas_by_zone=(6,))
    >>> small = Machine("small", cpu_millicores=2000, memory_mib=4096, max_pods=30, usd_per_hour=0.10)
    >>> plan = sketch([web], [small], zones=1, survive_nodes=1)
    >>> [(node.count, node.pods, node.spare) for node in plan.nodes]
    [(1, (('web', 2),), False), (1, (('web', 4),), False), (1, (), True)]
    >>> round(plan.usd_per_hour, 2), round(plan.bound_usd_per_hour, 2)
    (0.3, 0.25)
    """
    odd = any(item.affinity or item.surge for item in items) or len({item.name for item in items}) < len(items)
    finite = any(machine.stock is not None or machine.zone is not None for machine in machines)
    if odd or finite or not machines or not any(item.replicas for item in items) or (survive_zone and zones < 2):
        return None
    problem = _Sketched.of(items, machines, settings or SketchSettings())
    if (problem.fitting < 0).any():
        return None
    demands = list(zip(*_provisioned(problem.items, survive_zone=survive_zone), strict=True))
    spare = bool(survive_nodes) and not (survive_zone and survive_nodes == 1)  # else what is reserved takes them in
    tried = [_filled(problem, demands, machine, survive_nodes if spare else 0) for machine in _likely(problem, demands)]
    found = [nodes for nodes in tried if nodes is not None]
    nodes = min(found, key=lambda nodes: _usd(problem, nodes), default=None)
    if nodes is None:
        return None
    plan = _plan(problem, nodes, survive_nodes, survive_zone=survive_zone)
    faults = check_plan(
        plan,
        problem.items,
        problem.machines,
        zones=zones,
        survive_nodes=survive_nodes,
        survive_zone=survive_zone,
    )
    return None if faults else plan


def _provisioned(items: Sequence[Item], *, survive_zone: bool) -> list[tuple[int, ...]]:
    """Replicas of each item that each zone has room for, running or reserved."""
    if not survive_zone:
        return [item.replicas_by_zone for item in items]
    return [provisioned_by_zone(item.replicas_by_zone, row) for row, item in enumerate(items)]


def _likely(problem: _Sketched, demands: Sequence[tuple[int, ...]]) -> list[int | None]:
    """The types to fill nodes of, the likeliest first; None stands for the cheapest that holds each replica."""
    if problem.holds_one_replica:
        return [None]
    loads = np.array(demands, dtype=np.int64) @ problem.weights  # a row is a zone
    capacities = np.maximum(problem.capacities, 1)
    nodes = np.ceil(loads[:, None, :] / capacities[None, :, :]).max(axis=2)
    able = (problem.capacities >= problem.weights.max(axis=0)).all(axis=1)
    usd = np.where(able, np.maximum(nodes, 1).sum(axis=0) * problem.prices, np.inf)
    order = np.argsort(usd, kind="stable")[: problem.settings.types]
    return [machine for machine in order.tolist() if math.isfinite(usd[machine])]


_Nodes = list[tuple[int, int, int, Content]]
"""Equal nodes: their zone, their type, how many, and what each holds; nothing for spares."""


def _usd(problem: _Sketched, nodes: _Nodes) -> float:
    return math.fsum(problem.prices[machine] * count for _, machine, count, _ in nodes)


def _filled(problem: _Sketched, demands: Sequence[tuple[int, ...]], machine: int | None, spares: int) -> _Nodes | None:
    """All zones filled with nodes of one type, each then made as small as its content allows; and spares.

    None where some replica finds no node of that type.
    """
    known: dict[tuple[int, ...], list[tuple[int, int, Content]] | None] = {}
    nodes: _Nodes = []
    for zone, demand in enumerate(demands):
        if demand not in known:
            known[demand] = _alone(problem, demand) if machine is None else _first_fit(problem, demand, machine)
        here = known[demand]
        if here is None:
            return None
        nodes += [(zone, *group) for group in here]
    if spares and nodes:
        largest = np.array([problem.load_of(content) for *_, content in nodes]).max(axis=0)
        spare = problem.cheapest_holding(largest) if machine is None else machine
        nodes += [(number % len(demands), spare, 1, ()) for number in range(spares)]
    return nodes


def _alone(problem: _Sketched, demand: tuple[int, ...]) -> list[tuple[int, int, Content]]:
    """A node for each replica."""
    return [(int(problem.fitting[row]), count, ((row, 1),)) for row, count in enumerate(demand) if count]


def _first_fit(problem: _Sketched, demand: tuple[int, ...], machine: int) -> list[tuple[int, int, Content]] | None:
    """Nodes for the replicas of a zone: types, counts and contents; None where a replica fits none."""
    capacity: list[int] = problem.capacities[machine].tolist()
    shares = (problem.weights / np.maximum(problem.capacities[machine], 1)).max(axis=1).tolist()
    weights: list[list[int]] = problem.weights.tolist()
    ruled = [bool(apart) for apart in problem.apart]
    order = sorted(range(len(demand)), key=lambda row: (not ruled[row], -shares[row], row))
    left, groups = list(demand), list[tuple[int, int, Content]]()
    while any(left):
        content = tuple(_content(problem, left, order, weights, list(capacity)))
        if not content:
            return None
        count = min(left[row] // taken for row, taken in content)
        for row, taken in content:
            left[row] -= taken * count
        content = tuple(sorted(content))
        groups.append((problem.cheapest_holding(problem.load_of(content)), count, content))
    return groups


def _content(
    problem: _Sketched, left: Sequence[int], order: Sequence[int], weights: Sequence[Sequence[int]], free: list[int]
) -> Iterator[tuple[int, int]]:
    """What one node takes, item after item, as many as it has room for."""
    here: set[int] = set()
    for row in order:
        if not left[row] or not here.isdisjoint(problem.apart[row]):
            continue
        most = min(left[row], problem.most_per_node[row])
        for amount, weight in zip(free, weights[row], strict=True):
            if weight * most > amount:
                most = amount // weight
        if most < 1:
            continue
        for place, weight in enumerate(weights[row]):
            free[place] -= weight * most
        here.add(row)
        yield row, most


def _plan(problem: _Sketched, nodes: _Nodes, survive_nodes: int, *, survive_zone: bool) -> Plan:
    """The plan of these nodes: those of each zone in names, with what they run told from what they reserve."""
    made: list[Node] = []
    for zone in sorted({zone for zone, *_ in nodes}):
        here = [
            Node(problem.machines[machine].name, zone, count, tuple((problem.items[r].name, n) for r, n in content))
            for at, machine, count, content in nodes
            if at == zone and content
        ]
        made += reserve(here, {item.name: item.replicas_by_zone[zone] for item in problem.items})
    spares = [(zone, machine, count) for zone, machine, count, content in nodes if not content]
    made += [Node(problem.machines[machine].name, zone, count, (), spare=True) for zone, machine, count in spares]
    usd = _usd(problem, nodes)
    lower_bound = _bound(problem, survive_nodes, survive_zone=survive_zone)
    losses = survive_nodes, survive_zone
    plan = Plan(in_order(made), usd, 0.0, lower_bound.source, 0.0, *losses, SearchEnd.ROUNDS)
    return with_bound(plan, lower_bound, Tolerances())


def _bound(problem: _Sketched, survive_nodes: int, *, survive_zone: bool) -> LowerBound:
    """What no plan undercuts, in USD per hour."""
    method, all_replicas = BoundMethod.RESOURCE_MIX, _resource_bound(problem)
    if problem.holds_one_replica:
        each = problem.prices[problem.fitting].tolist()
        alone = math.fsum(item.replicas * usd for item, usd in zip(problem.items, each, strict=True))
        method, all_replicas = BoundMethod.CHEAPEST_SIZES, max(alone, all_replicas)
    zones = len(problem.items[0].replicas_by_zone)
    bounds = [LowerBound(all_replicas, BoundSource((method,), Argument.ZONE_BY_ZONE))]
    if survive_zone:
        bounds.append(LowerBound(all_replicas * zones / (zones - 1), BoundSource((method,), Argument.ANY_ZONE)))
    if survive_nodes:
        lost = survive_nodes * float(problem.prices.min())
        bounds.append(LowerBound(all_replicas + lost, BoundSource((method,), Argument.ANY_NODES, survive_nodes)))
    best = max(bounds, key=lambda bound: bound.usd_per_hour)
    return LowerBound(best.usd_per_hour * (1 - Tolerances.safety_margin), best.source)


def _resource_bound(problem: _Sketched) -> float:
    """What all replicas cost at least: their amount of a mix of resources at what the best type asks for that mix.

    With prices u of resources a node of type t holds no more than u C_t for p_t, so replicas that take D cost at least
    u D / max over t of (u C_t / p_t): weak duality of the LP that covers D with nodes.
    """
    replicas = np.array([item.replicas for item in problem.items], dtype=np.int64)
    demand = (replicas @ problem.weights).astype(np.float64)
    finite = np.flatnonzero((problem.capacities < UNBOUNDED).all(axis=0) & (demand > 0))
    if not len(finite):
        return 0.0
    shares = problem.capacities[:, finite] / demand[finite]
    mixes = np.eye(len(finite))
    steps = np.linspace(0, 1, problem.settings.mixes + 2)[1:-1]
    pairs = [(a, b) for a in range(len(finite)) for b in range(a)]
    between = [step * mixes[a] + (1 - step) * mixes[b] for a, b in pairs for step in steps]
    best = (shares @ np.vstack([mixes, *between]).T / np.maximum(problem.prices, 1e-12)[:, None]).max(axis=0)
    return float(1.0 / best.min()) if best.min() > 0 else 0.0
