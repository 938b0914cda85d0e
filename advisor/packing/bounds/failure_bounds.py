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

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from advisor.packing.bounds.lagrangian import Relaxation, relax
from advisor.packing.bounds.lp_relaxation import LpSolution
from advisor.packing.model.capacity import FloatArray, IntArray
from advisor.packing.model.instance import Instance
from advisor.packing.model.problem import Argument, BoundSource


@dataclass(frozen=True)
class LowerBound:
    """A cost in USD per hour that no plan undercuts, and the argument it comes from."""

    usd_per_hour: float
    source: BoundSource


def survivability_bound(
    instance: Instance,
    zone_relaxations: Sequence[Relaxation],
    merged: Relaxation,
    survive_nodes: int,
    survive_zone: bool,
    upgraded: Mapping[int, Relaxation] = MappingProxyType({}),
    *,
    together: bool = False,
) -> LowerBound:
    """The highest of the bounds that apply to these promises.

    With `together`, nodes are lost while a zone is. `zone_relaxations` has one relaxation of the running replicas for
    each zone (equal zones may share one), `merged` is that of all zones together, and `upgraded` are those that also
    hold the surge of the item in one row.
    """
    everything = np.ones(len(instance.machines), dtype=bool)
    proofs = [_zone_by_zone(instance, zone_relaxations, survive_zone)]
    zones = len(zone_relaxations)
    if survive_zone:
        for elsewhere, _ in instance.sold_outside_zone:
            merged.solve(elsewhere)
        left = sum(merged.bound(elsewhere) * count for elsewhere, count in instance.sold_outside_zone)
        source = BoundSource((merged.method(everything),), Argument.ANY_ZONE)
        proofs.append(LowerBound(left / (zones - 1), source))
    if survive_nodes:
        lp_solution = merged.solve(everything)
        if together:
            lost = _any_nodes(instance, merged, survive_nodes)
            source = replace(lost.source, argument=Argument.ZONE_AND_NODES)
            proofs.append(LowerBound(lost.usd_per_hour * zones / (zones - 1), source))
        else:
            proved = max(p.usd_per_hour for p in proofs)
            if lp_solution is None or _limit_of_losses(instance, lp_solution, survive_nodes) > proved:
                proofs.append(_any_nodes(instance, merged, survive_nodes, proved))
    for row, relaxation in upgraded.items():
        relaxation.solve(everything)
        method, upgraded_item = relaxation.method(everything), instance.items[row].name
        source = BoundSource((method,), Argument.ONE_UPGRADED, upgraded=upgraded_item)
        proofs.append(LowerBound(relaxation.bound(everything), source))
    return max(proofs, key=lambda lower_bound: lower_bound.usd_per_hour)


def _zone_by_zone(instance: Instance, zone_relaxations: Sequence[Relaxation], survive_zone: bool) -> LowerBound:
    """The bound from each zone holding its own replicas."""
    by_zone = list(zip(zone_relaxations, instance.sold_in_zone, strict=True))
    for relaxation, sold in by_zone:
        relaxation.root_lp()
        if instance.has_zonal_types and not survive_zone:
            relaxation.solve(sold)
    methods = tuple(sorted({relaxation.method(sold) for relaxation, sold in by_zone}))
    bound = sum(relaxation.bound(sold) for relaxation, sold in by_zone)
    return LowerBound(bound, BoundSource(methods, Argument.ZONE_BY_ZONE))


def _limit_of_losses(instance: Instance, lp_solution: LpSolution, survive_nodes: int) -> float:
    """A limit of the bound for lost nodes: that is the least over all prices, and this is its value at one of them."""
    used = instance.prices[lp_solution.types[lp_solution.nodes > 0]]
    return float(instance.prices[lp_solution.types] @ lp_solution.nodes) + survive_nodes * float(used.max(initial=0.0))


def _any_nodes(instance: Instance, merged: Relaxation, survive_nodes: int, enough: float = 0.0) -> LowerBound:
    """The bound for lost nodes; the search for it ends where it cannot exceed `enough` USD per hour."""
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
    return LowerBound(value if np.isfinite(value) else 0.0, source)


def _by_price(instance: Instance, merged: Relaxation, prices: FloatArray, survive_nodes: int) -> FloatArray:
    # a row of choices is all types up to one price: that of the cheapest of the lost nodes
    values: FloatArray = merged.bounds(instance.prices[None, :] <= prices[:, None]) + survive_nodes * prices
    return values


def relaxations(
    instance: Instance, demands: Sequence[IntArray], *, warm_start_from_total: bool = False
) -> tuple[list[Relaxation], Relaxation]:
    """A relaxation for each zone's demand, shared by zones that ask for the same, and one for all zones.

    With `warm_start_from_total`, zones take their dual values from the one for all zones: where any zone may be lost,
    that one proves more than all of them together.
    """
    total: IntArray = np.sum(np.array(demands), axis=0)
    merged = relax(instance, total)
    known = {total.tobytes(): merged}
    warm_start_from = merged if warm_start_from_total else None
    by_zone = [known.setdefault(demand.tobytes(), relax(instance, demand, warm_start_from)) for demand in demands]
    return by_zone, merged


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
