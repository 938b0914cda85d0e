"""The integer bound of small plans: whole nodes over all zones at once, with every promise in one model.

    minimise  sum_tz price_t nodes_tz
    capacity_zr     sum_t capacity_tr nodes_tz >= needed_zr          what runs in each zone, in each resource
    copies_zi       sum_t most_ti nodes_tz >= running_iz             what one node can hold of each item
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

from advisor.packing.bounds.lower_bound import LowerBound
from advisor.packing.model.capacity import IntArray
from advisor.packing.model.instance import Instance
from advisor.packing.model.problem import BoundMethod, BoundSource
from advisor.packing.model.resources import UNBOUNDED
from advisor.packing.model.solver import Expression, Model, Variable, solve, total, value_of
from advisor.packing.settings import IntegerWork

_Nodes = dict[int, Expression]
"""Nodes of each machine type, by its row: variables, or sums of them over zones."""
_Zones = Sequence[dict[int, Variable]]
"""For each zone its nodes of each machine type."""


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
    """A bound, and the nodes of the model's own solution: for each zone how many of each type.

    The bound holds for plans that cost at most `most_usd_per_hour`, which some plan is known to do: a dearer machine
    type cannot be part of a cheaper plan. It is 0 where the model has more columns than `work` allows. `together`
    nodes may be lost while a zone is; their rows are left out where they would make the model too large. The nodes say
    where a cheaper plan may be, but need not hold all replicas.
    """
    types = [int(t) for t in np.flatnonzero(instance.prices <= most_usd_per_hour)]
    if len(types) * (len(running_by_zone) + 2) > work.max_columns:
        return LowerBound(0.0, BoundSource((BoundMethod.NONE,))), None
    model = Model("integer_bound")
    nodes = [
        {t: model.add_integer(f"nodes_{t}_{zone}", _limit(instance, t, zone, most_usd_per_hour)) for t in types}
        for zone in range(len(running_by_zone))
    ]
    model.minimise((column, float(instance.prices[t])) for zone in nodes for t, column in zone.items())
    for zone, demand in enumerate(running_by_zone):
        _hold(model, instance, {t: 1 * column for t, column in nodes[zone].items()}, demand, f"zone_{zone}")
    replicas: IntArray = np.sum(np.array(running_by_zone), axis=0)
    if survive_zone:
        small = len(types) * (3 * len(running_by_zone) + 2) <= work.max_columns
        _without_zones(model, instance, nodes, replicas, together if small else 0)
    _upgrade_and_stock(model, instance, nodes, replicas, surge)
    if survive_nodes:
        _without_dearest(model, instance, nodes, replicas, survive_nodes, "any")
    answer = solve(model, tree_nodes=work.tree_nodes)
    # only rounding can leave the model without a solution within the known cost: then that cost is the bound
    bound = min(max(0.0, answer.bound), most_usd_per_hour) * (1.0 - instance.settings.tolerances.safety_margin)
    own_nodes = None
    if np.isfinite(answer.objective):
        own_nodes = tuple(_counts(instance, zone) for zone in nodes)
    return LowerBound(bound, BoundSource((BoundMethod.INTEGER_MODEL,))), own_nodes


def _upgrade_and_stock(
    model: Model,
    instance: Instance,
    nodes: _Zones,
    replicas: IntArray,
    surge: IntArray | None,
) -> None:
    everywhere = {t: total(zone[t] for zone in nodes) for t in nodes[0]}
    if surge is not None and surge.any():
        _hold(model, instance, everywhere, replicas, "upgraded", surge)
    for t, column in everywhere.items():
        if instance.stock[t] < UNBOUNDED:
            model.addConstraint(column <= int(instance.stock[t]), f"stock_{t}")


def _counts(instance: Instance, nodes: dict[int, Variable]) -> IntArray:
    counts = np.zeros(len(instance.machines), dtype=np.int64)
    for t, column in nodes.items():
        counts[t] = round(value_of(column))
    return counts


def _limit(instance: Instance, t: int, zone: int, most_usd_per_hour: float) -> int | None:
    if not instance.machines[t].sold_in(zone):
        return 0
    price = float(instance.prices[t])
    return int(most_usd_per_hour / price + instance.settings.tolerances.whole) if price > 0 else None


def _hold(
    model: Model, instance: Instance, nodes: _Nodes, demand: IntArray, name: str, surge: IntArray | None = None
) -> None:
    """The rows: in total, these nodes hold the demand and, if given, the surge of any one item besides."""
    needed = demand @ instance.weights
    if surge is not None:
        needed, demand = needed + (surge[:, None] * instance.weights).max(axis=0), demand + surge
    for resource in np.flatnonzero(needed).tolist():
        if (instance.capacities[list(nodes), resource] >= UNBOUNDED).any():
            continue
        # shares of the need, and never more of one node than the need itself
        shares = {t: min(1.0, int(instance.capacities[t, resource]) / int(needed[resource])) for t in nodes}
        row = total(shares[t] * nodes[t] for t in nodes)
        model.addConstraint(row >= 1.0 - instance.settings.tolerances.row, f"capacity_{name}_{resource}")
    rows: dict[tuple[float, ...], int] = {}
    for item in np.flatnonzero(demand).tolist():
        copies = tuple(min(1.0, int(instance.max_copies[t, item]) / int(demand[item])) for t in nodes)
        rows.setdefault(copies, item)
    for copies, item in rows.items():
        row = total(share * nodes[t] for share, t in zip(copies, nodes, strict=True))
        model.addConstraint(row >= 1.0 - instance.settings.tolerances.row, f"copies_{name}_{item}")


def _without_zones(
    model: Model,
    instance: Instance,
    nodes: _Zones,
    replicas: IntArray,
    together: int,
) -> None:
    """The rows: whichever zone is lost, the others hold all replicas, also without their `together` dearest nodes."""
    for lost in range(len(nodes)):
        others = [zone for number, zone in enumerate(nodes) if number != lost]
        left = {t: total(zone[t] for zone in others) for t in nodes[lost]}
        _hold(model, instance, left, replicas, f"without_{lost}")
        if together:
            _without_dearest(model, instance, others, replicas, together, f"without_{lost}")


def _without_dearest(
    model: Model,
    instance: Instance,
    nodes: _Zones,
    replicas: IntArray,
    lost: int,
    name: str,
) -> None:
    """The rows: these nodes hold all replicas without the `lost` dearest of them."""
    types = list(nodes[0])
    prices = sorted({float(instance.prices[t]) for t in types})
    pick = {price: model.add_integer(f"pick_{name}_{n}", 1) for n, price in enumerate(prices)}
    model.addConstraint(total(pick.values()) == 1, f"one_price_{name}")
    top = {t: model.add_integer(f"top_{name}_{t}", lost) for t in types}
    model.addConstraint(total(top.values()) == lost, f"dearest_{name}")
    rest: _Nodes = {}
    for t in types:
        here = total(zone[t] for zone in nodes)
        rest[t] = here - top[t]
        model.addConstraint(rest[t] >= 0, f"rest_{name}_{t}")
        price = float(instance.prices[t])
        no_dearer = total(pick[p] for p in prices if p <= price)
        model.addConstraint(top[t] <= lost * no_dearer, f"top_is_dear_{name}_{t}")
        most = sum(zone[t].upBound for zone in nodes) if price > 0 else None
        if most is not None:
            dearer = total(pick[p] for p in prices if p >= price)
            model.addConstraint(rest[t] <= most * dearer, f"rest_is_cheap_{name}_{t}")
    _hold(model, instance, rest, replicas, f"after_loss_{name}")
