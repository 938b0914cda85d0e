"""The bound for small plans: whole nodes over all zones at once, with every promise in one model.

    minimise  sum price_t nodes_tz
    room_zr     sum_t room_tr nodes_tz >= needed_zr                          what runs in each zone
    seats_zi    sum_t most_ti nodes_tz >= live_iz                            what one node can hold of an item
    without zone a: the same two rows for all replicas over the other zones
    while an item is upgraded: the same two rows for all replicas and its surge over all zones
    without any k nodes: the nodes are split into the k dearest and the rest; the rest holds all replicas, and one
    price `pick_p` parts them: none of the rest is dearer, none of the k is cheaper
    without zone a and any k nodes: the same over the other zones

It relaxes every plan that keeps the promises, because only totals must fit. Only the solver's dual bound is used.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pulp

from advisor.packing.bounds.failure_bounds import LowerBound
from advisor.packing.model.capacity import IntArray
from advisor.packing.model.instance import Instance
from advisor.packing.model.resources import UNBOUNDED
from advisor.packing.model.solver import Model, solve
from advisor.packing.settings import IntegerWork

_Nodes = dict[int, pulp.LpAffineExpression]


def integer_bound(
    instance: Instance,
    running_by_zone: Sequence[IntArray],
    survive_nodes: int,
    survive_zone: bool,
    most_usd_per_hour: float,
    work: IntegerWork,
    surge: IntArray | None = None,
    together: int = 0,
) -> tuple[LowerBound, tuple[IntArray, ...] | None]:
    """A bound for plans that cost at most `most_usd_per_hour`, which some plan is known to do; 0 if the model is big.

    Beside it the model's own nodes: for each zone how many of each type, a hint where a cheaper plan may be.
    Machine types dearer than the known cost cannot be part of a cheaper plan, so they are left out; and so is what
    `together` asks for, nodes lost while a zone is, where the model would be big with it.
    """
    types = [int(t) for t in np.flatnonzero(instance.prices <= most_usd_per_hour)]
    if len(types) * (len(running_by_zone) + 2) > work.max_columns:
        return LowerBound(0.0, "none"), None
    model = Model("whole")
    nodes = [
        {
            t: model.add_variable(f"nodes_{t}_{zone}", 0, _limit(instance, t, zone, most_usd_per_hour), pulp.LpInteger)
            for t in types
        }
        for zone in range(len(running_by_zone))
    ]
    model.setObjective(pulp.lpSum(float(instance.prices[t]) * column for zone in nodes for t, column in zone.items()))
    for zone, demand in enumerate(running_by_zone):
        _hold(model, instance, {t: 1 * column for t, column in nodes[zone].items()}, demand, f"zone_{zone}")
    total: IntArray = np.sum(np.array(running_by_zone), axis=0)
    if survive_zone:
        small = len(types) * (3 * len(running_by_zone) + 2) <= work.max_columns
        _without_zones(model, instance, nodes, total, together if small else 0)
    _upgrade_and_stock(model, instance, nodes, total, surge)
    if survive_nodes:
        _without_dearest(model, instance, nodes, total, survive_nodes, "any")
    answer = solve(model, tree_nodes=work.tree_nodes)
    # the model has no answer within the known cost only when rounding cut it off: then that cost is the bound
    bound = min(max(0.0, answer.bound), most_usd_per_hour) * (1.0 - instance.settings.tolerances.safety_margin)
    hint = None
    if np.isfinite(answer.objective):
        hint = tuple(_counts(instance, zone) for zone in nodes)
    return LowerBound(bound, "whole nodes, all zones together"), hint


def _upgrade_and_stock(
    model: pulp.LpProblem,
    instance: Instance,
    nodes: Sequence[dict[int, pulp.LpVariable]],
    total: IntArray,
    surge: IntArray | None,
) -> None:
    everywhere = {t: pulp.lpSum(zone[t] for zone in nodes) for t in nodes[0]}
    if surge is not None and surge.any():
        _hold(model, instance, everywhere, total, "upgraded", surge)
    for t, column in everywhere.items():
        if instance.stock[t] < UNBOUNDED:
            model.addConstraint(column <= int(instance.stock[t]), f"stock_{t}")


def _counts(instance: Instance, nodes: dict[int, pulp.LpVariable]) -> IntArray:
    counts = np.zeros(len(instance.machines), dtype=np.int64)
    for t, column in nodes.items():
        counts[t] = round(column.value() or 0.0)
    return counts


def _limit(instance: Instance, t: int, zone: int, most_usd_per_hour: float) -> int | None:
    if not instance.machines[t].sold_in(zone):
        return 0
    price = float(instance.prices[t])
    return int(most_usd_per_hour / price + instance.settings.tolerances.whole) if price > 0 else None


def _hold(
    model: pulp.LpProblem, instance: Instance, nodes: _Nodes, demand: IntArray, name: str, surge: IntArray | None = None
) -> None:
    """Rows that say that the totals of these nodes hold the demand, and beside it the surge of any one item."""
    needed = demand @ instance.weights
    if surge is not None:
        needed, demand = needed + (surge[:, None] * instance.weights).max(axis=0), demand + surge
    for resource in np.flatnonzero(needed).tolist():
        if (instance.capacities[list(nodes), resource] >= UNBOUNDED).any():
            continue
        # shares of the need, and never more of one node than the need itself
        shares = {t: min(1.0, int(instance.capacities[t, resource]) / int(needed[resource])) for t in nodes}
        row = pulp.lpSum(shares[t] * nodes[t] for t in nodes)
        model.addConstraint(row >= 1.0 - instance.settings.tolerances.row, f"room_{name}_{resource}")
    rows: dict[tuple[float, ...], int] = {}
    for item in np.flatnonzero(demand).tolist():
        seats = tuple(min(1.0, int(instance.max_copies[t, item]) / int(demand[item])) for t in nodes)
        rows.setdefault(seats, item)
    for seats, item in rows.items():
        row = pulp.lpSum(share * nodes[t] for share, t in zip(seats, nodes, strict=True))
        model.addConstraint(row >= 1.0 - instance.settings.tolerances.row, f"seats_{name}_{item}")


def _without_zones(
    model: pulp.LpProblem,
    instance: Instance,
    nodes: Sequence[dict[int, pulp.LpVariable]],
    total: IntArray,
    together: int,
) -> None:
    """Rows that say that whichever zone is lost, the others hold everything, without their `together` dearest too."""
    for lost in range(len(nodes)):
        others = [zone for number, zone in enumerate(nodes) if number != lost]
        left = {t: pulp.lpSum(zone[t] for zone in others) for t in nodes[lost]}
        _hold(model, instance, left, total, f"without_{lost}")
        if together:
            _without_dearest(model, instance, others, total, together, f"without_{lost}")


def _without_dearest(
    model: pulp.LpProblem,
    instance: Instance,
    nodes: Sequence[dict[int, pulp.LpVariable]],
    total: IntArray,
    lost: int,
    name: str,
) -> None:
    """Rows that say that these nodes hold everything without the `lost` dearest of them."""
    types = list(nodes[0])
    prices = sorted({float(instance.prices[t]) for t in types})
    pick = {price: model.add_variable(f"pick_{name}_{n}", 0, 1, pulp.LpInteger) for n, price in enumerate(prices)}
    model.addConstraint(pulp.lpSum(pick.values()) == 1, f"one_price_{name}")
    top = {t: model.add_variable(f"top_{name}_{t}", 0, lost, pulp.LpInteger) for t in types}
    model.addConstraint(pulp.lpSum(top.values()) == lost, f"dearest_{name}")
    rest: _Nodes = {}
    for t in types:
        here = pulp.lpSum(zone[t] for zone in nodes)
        rest[t] = here - top[t]
        model.addConstraint(rest[t] >= 0, f"rest_{name}_{t}")
        price = float(instance.prices[t])
        no_dearer = pulp.lpSum(pick[p] for p in prices if p <= price)
        model.addConstraint(top[t] <= lost * no_dearer, f"top_is_dear_{name}_{t}")
        most = sum(zone[t].upBound for zone in nodes) if price > 0 else None
        if most is not None:
            dearer = pulp.lpSum(pick[p] for p in prices if p >= price)
            model.addConstraint(rest[t] <= most * dearer, f"rest_is_cheap_{name}_{t}")
    _hold(model, instance, rest, total, f"after_loss_{name}")
