"""Bounds that count the promises: losing any k nodes, losing any zone, the surge of any one item.

Any k nodes: take the k dearest nodes away. What is left holds every replica on types priced at most c, the price of the
cheapest of the k. So no plan costs less than the least of z(types priced <= c) + k c over all prices c, where z bounds
the demand of all zones together.

Any zone of Z: what is left without zone a holds everything, at z_a or more on the types that the other zones sell. The
Z inequalities add up to (Z - 1) cost >= sum of z_a, which is Z z where every zone sells the same.

Any k nodes while any zone of Z is lost: what is left without zone a survives any k nodes, at L or more, the bound of
the first argument; again (Z - 1) cost >= Z L.

The surge of any one item: while it is upgraded, all nodes together hold every replica and its surge, so no plan costs
less than z of both, whichever item it is. Losses and upgrades are survived one at a time, so the largest bound counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from advisor.packing.bounds.lagrangian import Relaxation, relax
from advisor.packing.bounds.lp_relaxation import LpSolution
from advisor.packing.model.capacity import FloatArray, IntArray
from advisor.packing.model.instance import Instance
from advisor.packing.model.problem import Argument, BoundSource


def any_zone_bound(instance: Instance, merged: Relaxation) -> tuple[float, BoundSource]:
    """The bound for a lost zone in USD per hour, and its source."""
    for elsewhere, _ in instance.sold_outside_zone:
        merged.solve(elsewhere)
    left = sum(merged.bound(elsewhere) * count for elsewhere, count in instance.sold_outside_zone)
    everything = np.ones(len(instance.machines), dtype=bool)
    source = BoundSource((merged.method(everything),), Argument.ANY_ZONE)
    return left / (len(instance.sold_in_zone) - 1), source


def any_nodes_bound(
    instance: Instance, merged: Relaxation, survive_nodes: int, enough: float = 0.0
) -> tuple[float, BoundSource]:
    """The bound for lost nodes in USD per hour, and its source; found only if it exceeds `enough` USD per hour."""
    prices = np.unique(instance.prices)
    seen: list[int] = []
    for _ in range(instance.settings.relaxation.loss_rounds):
        values = _by_price(instance, merged, prices, survive_nodes)
        least = int(np.argmin(values))
        if least in seen or not np.isfinite(values[least]) or (values[seen] <= enough).any():
            break
        seen.append(least)
        merged.solve(instance.prices <= prices[least])
    values = _by_price(instance, merged, prices, survive_nodes)
    value = float(values.min())
    method = merged.method(instance.prices <= prices[int(np.argmin(values))])
    source = BoundSource((method,), Argument.ANY_NODES, survive_nodes)
    return value if np.isfinite(value) else 0.0, source


def any_nodes_limit(instance: Instance, lp_solution: LpSolution, survive_nodes: int) -> float:
    """A limit of the bound for lost nodes: that is the least over all prices, and this is its value at one of them."""
    used = instance.prices[lp_solution.types[lp_solution.nodes > 0]]
    return float(instance.prices[lp_solution.types] @ lp_solution.nodes) + survive_nodes * float(used.max(initial=0.0))


def _by_price(instance: Instance, merged: Relaxation, prices: FloatArray, survive_nodes: int) -> FloatArray:
    # a row of choices is all types up to one price: that of the cheapest of the lost nodes
    values: FloatArray = merged.bounds(instance.prices[None, :] <= prices[:, None]) + survive_nodes * prices
    return values


def zone_and_nodes_bound(instance: Instance, merged: Relaxation, survive_nodes: int) -> tuple[float, BoundSource]:
    """The bound for nodes lost while a zone is, in USD per hour, and its source."""
    usd_per_hour, source = any_nodes_bound(instance, merged, survive_nodes)
    zones = len(instance.sold_in_zone)
    return usd_per_hour * zones / (zones - 1), replace(source, argument=Argument.ZONE_AND_NODES)


def surge_bounds(upgraded: Mapping[int, Relaxation]) -> Iterator[tuple[float, BoundSource]]:
    """For each relaxation that holds the surge of the item in one row: its bound in USD per hour, and its source."""
    for row, relaxation in upgraded.items():
        everything = np.ones(len(relaxation.instance.machines), dtype=bool)
        relaxation.solve(everything)
        upgraded_item = relaxation.instance.items[row].name
        source = BoundSource((relaxation.method(everything),), Argument.ONE_UPGRADED, upgraded=upgraded_item)
        yield relaxation.bound(everything), source


def surge_relaxations(merged: Relaxation, surge: IntArray) -> dict[int, Relaxation]:
    """Relaxations of all replicas and one item's surge, by the item's row; empty when nothing surges.

    Any item's surge gives a bound. The highest come from the surges of the highest dual value, and from those that take
    most of a resource or most nodes.
    """
    instance = merged.instance
    lp_solution = merged.solve(np.ones(len(instance.machines), dtype=bool))
    if not surge.any() or lp_solution is None:
        return {}
    keys: list[FloatArray] = [lp_solution.replica_prices * surge]
    if len(instance.items) <= instance.settings.relaxation.surge_max_items:
        nodes: FloatArray = surge / np.maximum(instance.max_copies.max(axis=0), 1)
        keys += [nodes, *(instance.weights[:, list(instance.main_resources)] * surge[:, None]).T.astype(np.float64)]
    rows = sorted({int(np.argmax(key)) for key in keys})
    demand = merged.demand
    return {row: relax(instance, demand + surge * (np.arange(len(surge)) == row)) for row in rows if surge[row]}
