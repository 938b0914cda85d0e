"""The volume model in PuLP: fractions of nodes and replicas, the relaxation of every plan for one demand.

    minimise  sum price_t nodes_t
    placed_i      sum_t held_ti >= demand_i
    room_tr       nodes_t >= sum_i (weight_ir / room_tr) held_ti
    most_ti       held_ti <= most_ti nodes_t
    alone_tg      sum_{i in g} held_ti <= nodes_t        for items of which a node holds one in all
    stock_t       nodes_t <= stock_t

`most_ti` is what one node can hold at all: by size, by rule, and never more than there are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pulp

from advisor.packing.model.capacity import FloatArray, IntArray
from advisor.packing.model.instance import Instance
from advisor.packing.model.resources import UNBOUNDED
from advisor.packing.model.solver import Ending, Model, solve


@dataclass(frozen=True, eq=False)
class LpSolution:
    """The optimum of the model over the chosen `types`: fractional nodes, replicas held, and its prices.

    `replica_prices` (n,) is what one more replica costs; `room_prices` (len(types), resources) is what one unit
    of room on a node of that type is worth.
    """

    types: IntArray
    nodes: FloatArray
    held: FloatArray
    replica_prices: FloatArray
    resource_prices: FloatArray


def solve_lp_relaxation(
    instance: Instance, demand: IntArray, types: IntArray, most: IntArray, usd_per_node: float = 0.0
) -> LpSolution | None:
    """The model's optimum over `types`, or None when these types cannot hold the demand.

    `most` is the (t, n) table of what one node can hold; `usd_per_node` is added to every price, so that of two
    equal bargains the larger nodes are taken.
    """
    model = Model("volume")
    wanted = np.flatnonzero(demand)
    nodes = {}
    for t in types.tolist():
        most_nodes = None if instance.stock[t] >= UNBOUNDED else int(instance.stock[t])
        nodes[t] = model.add_variable(f"nodes_{t}", 0, most_nodes)
    held = {(t, i): model.add_variable(f"held_{t}_{i}", 0) for t in nodes for i in wanted.tolist() if most[t, i] > 0}
    model.setObjective(pulp.LpAffineExpression([(nodes[t], float(instance.prices[t]) + usd_per_node) for t in nodes]))
    placed = {}
    for i in wanted.tolist():
        row = pulp.LpAffineExpression([(held[t, i], 1.0) for t in nodes if (t, i) in held])
        placed[i] = pulp.LpConstraint(row, pulp.LpConstraintGE, f"placed_{i}", float(demand[i]))
        model.addConstraint(placed[i])
    capacities = {}
    for t, node in nodes.items():
        inside = [i for i in wanted.tolist() if (t, i) in held]
        capacities.update(_add_rooms(model, instance, t, node, {i: held[t, i] for i in inside}))
    _add_most(model, instance, demand, nodes, held, most)
    if solve(model).ending is Ending.INFEASIBLE:
        return None
    return _read(instance, types, nodes, held, placed, capacities)


def _add_rooms(
    model: pulp.LpProblem, instance: Instance, t: int, node: pulp.LpVariable, held: dict[int, pulp.LpVariable]
) -> dict[tuple[int, int], pulp.LpConstraint]:
    """Rows of one type: shares of a node, so that millicores and MiB are of one size; and the groups."""
    rows = {}
    for resource in range(instance.capacities.shape[1]):
        room = int(instance.capacities[t, resource])
        shares = [
            (held[i], -float(instance.weights[i, resource]) / room) for i in held if instance.weights[i, resource]
        ]
        if not shares or room >= UNBOUNDED:
            continue
        row = pulp.LpAffineExpression([(node, 1.0), *shares])
        rows[t, resource] = pulp.LpConstraint(row, pulp.LpConstraintGE, f"room_{t}_{resource}", 0.0)
        model.addConstraint(rows[t, resource])
    for number, group in enumerate(instance.conflict_cliques):
        members = [(held[i], -1.0) for i in group.tolist() if i in held]
        if len(members) > 1:
            row = pulp.LpAffineExpression([(node, 1.0), *members])
            model.addConstraint(pulp.LpConstraint(row, pulp.LpConstraintGE, f"alone_{t}_{number}", 0.0))
    return rows


def _add_most(
    model: pulp.LpProblem,
    instance: Instance,
    demand: IntArray,
    nodes: dict[int, pulp.LpVariable],
    held: dict[tuple[int, int], pulp.LpVariable],
    most: IntArray,
) -> None:
    """Caps that the room rows do not imply; the tightest ones when there are too many."""
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
        row = pulp.LpAffineExpression([(nodes[t], float(most[t, i])), (held[t, i], -1.0)])
        model.addConstraint(pulp.LpConstraint(row, pulp.LpConstraintGE, f"most_{t}_{i}", 0.0))


def _read(
    instance: Instance,
    types: IntArray,
    nodes: dict[int, pulp.LpVariable],
    held: dict[tuple[int, int], pulp.LpVariable],
    placed: dict[int, pulp.LpConstraint],
    capacities: dict[tuple[int, int], pulp.LpConstraint],
) -> LpSolution:
    row_of = {t: row for row, t in enumerate(types.tolist())}
    in_plan = np.zeros((len(types), len(instance.items)))
    for (t, i), variable in held.items():
        in_plan[row_of[t], i] = max(0.0, variable.value() or 0.0)
    replica_prices = np.zeros(len(instance.items))
    for i, constraint in placed.items():
        replica_prices[i] = max(0.0, constraint.pi or 0.0)
    resource_prices = np.zeros((len(types), instance.capacities.shape[1]))
    for (t, resource), constraint in capacities.items():
        resource_prices[row_of[t], resource] = max(0.0, constraint.pi or 0.0) / float(instance.capacities[t, resource])
    counts = np.array([max(0.0, nodes[t].value() or 0.0) for t in types.tolist()])
    return LpSolution(types, counts, in_plan, replica_prices, resource_prices)
