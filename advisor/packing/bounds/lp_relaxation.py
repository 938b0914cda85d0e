"""The LP relaxation: fractions of nodes and of replicas, a relaxation of every plan for one demand.

    minimise  sum_t price_t nodes_t
    placed_i        sum_t held_ti >= demand_i
    capacity_tr     nodes_t >= sum_i (weight_ir / capacity_tr) held_ti
    most_ti         held_ti <= most_ti nodes_t
    conflict_tg     sum_{i in g} held_ti <= nodes_t      for cliques g of items of which a node holds one in all
    stock_t         nodes_t <= stock_t

`most_ti` is how many replicas one node can hold at all: by size, by rule, and never more than there are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from advisor.packing.model.capacity import FloatArray, IntArray
from advisor.packing.model.instance import Instance
from advisor.packing.model.resources import UNBOUNDED
from advisor.packing.model.solver import Ending, Model, Row, Variable, dual_of, solve, value_of


@dataclass(frozen=True, eq=False)
class LpSolution:
    """The optimum over the machine types of `types`; a row of the arrays is one of them."""

    types: IntArray
    """Rows of the machine types in the model."""
    nodes: FloatArray
    """Nodes of each type, in fractions; shape (types,)."""
    held: FloatArray
    """Replicas of each item on all nodes of each type; shape (types, n)."""
    replica_prices: FloatArray
    """Dual value of one more replica of each item, in USD per hour; shape (n,)."""
    resource_prices: FloatArray
    """Dual value of one unit of each resource on nodes of each type; shape (types, resources)."""


def solve_lp_relaxation(
    instance: Instance, demand: IntArray, types: IntArray, most: IntArray, usd_per_node: float = 0.0
) -> LpSolution | None:
    """The optimum over these machine types, or None when they cannot hold the demand.

    `most` (t, n) is what one node can hold. `usd_per_node` is added to every price, so that of two equally good types
    the larger one is taken.
    """
    model = Model("lp_relaxation")
    wanted = np.flatnonzero(demand).tolist()
    nodes = {}
    for t in types.tolist():
        stock = int(instance.stock[t])
        nodes[t] = model.add_continuous(f"nodes_{t}", None if stock >= UNBOUNDED else stock)
    held = {(t, i): model.add_continuous(f"held_{t}_{i}") for t in nodes for i in wanted if most[t, i] > 0}
    model.minimise((nodes[t], float(instance.prices[t]) + usd_per_node) for t in nodes)
    placed = {}
    for i in wanted:
        terms = [(held[t, i], 1.0) for t in nodes if (t, i) in held]
        placed[i] = model.at_least(terms, float(demand[i]), f"placed_{i}")
    capacities: dict[tuple[int, int], Row] = {}
    for t, node in nodes.items():
        inside = {i: held[t, i] for i in wanted if (t, i) in held}
        capacities.update(_add_capacities(model, instance, t, node, inside))
        _add_conflicts(model, instance, t, node, inside)
    _add_caps(model, instance, demand, nodes, held, most)
    if solve(model).ending is Ending.INFEASIBLE:
        return None
    return _read(instance, types, nodes, held, placed, capacities)


def _add_capacities(
    model: Model, instance: Instance, t: int, node: Variable, held: dict[int, Variable]
) -> dict[tuple[int, int], Row]:
    """The capacity rows of one type, in shares of a node, so that millicores and MiB are of one size."""
    rows = {}
    for resource in range(instance.capacities.shape[1]):
        capacity, weights = int(instance.capacities[t, resource]), instance.weights[:, resource]
        shares = [(held[i], -float(weights[i]) / capacity) for i in held if weights[i]]
        if shares and capacity < UNBOUNDED:
            rows[t, resource] = model.at_least([(node, 1.0), *shares], 0.0, f"capacity_{t}_{resource}")
    return rows


def _add_conflicts(model: Model, instance: Instance, t: int, node: Variable, held: dict[int, Variable]) -> None:
    """The rows of one type for cliques of items of which a node holds one replica in all."""
    for number, clique in enumerate(instance.conflict_cliques):
        members = [(held[i], -1.0) for i in clique.tolist() if i in held]
        if len(members) > 1:
            model.at_least([(node, 1.0), *members], 0.0, f"conflict_{t}_{number}")


def _add_caps(
    model: Model,
    instance: Instance,
    demand: IntArray,
    nodes: dict[int, Variable],
    held: dict[tuple[int, int], Variable],
    most: IntArray,
) -> None:
    """The rows of `most` that the capacities do not imply; the tightest ones when there are too many."""
    limits = instance.settings.relaxation
    capped = [
        (t, i)
        for (t, i) in held
        if most[t, i] <= limits.cap_up_to or most[t, i] in (demand[i], instance.max_per_node[i])
    ]
    if len(capped) > limits.max_cap_rows:
        capped.sort(key=lambda key: (most[key] * int(instance.weights[key[1]].max()), key))
        capped = capped[: limits.max_cap_rows]
    for t, i in capped:
        model.at_least([(nodes[t], float(most[t, i])), (held[t, i], -1.0)], 0.0, f"most_{t}_{i}")


def _read(
    instance: Instance,
    types: IntArray,
    nodes: dict[int, Variable],
    held: dict[tuple[int, int], Variable],
    placed: dict[int, Row],
    capacities: dict[tuple[int, int], Row],
) -> LpSolution:
    row_of = {t: row for row, t in enumerate(types.tolist())}
    replicas = np.zeros((len(types), len(instance.items)))
    for (t, i), variable in held.items():
        replicas[row_of[t], i] = value_of(variable)
    replica_prices = np.zeros(len(instance.items))
    for i, row in placed.items():
        replica_prices[i] = dual_of(row)
    resource_prices = np.zeros((len(types), instance.capacities.shape[1]))
    for (t, resource), row in capacities.items():
        # the row counts shares of a node, so its dual value is that of a whole node's capacity
        resource_prices[row_of[t], resource] = dual_of(row) / float(instance.capacities[t, resource])
    counts = np.array([value_of(nodes[t]) for t in types.tolist()])
    return LpSolution(types, counts, replicas, replica_prices, resource_prices)
