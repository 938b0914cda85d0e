"""The highest lower bound on the cost of any plan: zone by zone, and what the promises add to that (failure_bounds)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from advisor.packing.bounds.failure_bounds import (
    any_nodes_bound,
    any_nodes_limit,
    any_zone_bound,
    surge_bounds,
    zone_and_nodes_bound,
)
from advisor.packing.bounds.lagrangian import Relaxation, relax
from advisor.packing.model.capacity import IntArray
from advisor.packing.model.instance import Instance
from advisor.packing.model.problem import Argument, BoundSource


@dataclass(frozen=True)
class LowerBound:
    """A cost in USD per hour that no plan undercuts, and the argument it comes from."""

    usd_per_hour: float
    source: BoundSource


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


def highest_bound(
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
    bounds = [zone_by_zone_bound(instance, zone_relaxations, survive_zone)]
    if survive_zone:
        bounds.append(LowerBound(*any_zone_bound(instance, merged)))
    if survive_nodes:
        lp_solution = merged.solve(np.ones(len(instance.machines), dtype=bool))
        proved = max(bound.usd_per_hour for bound in bounds)
        if together:
            bounds.append(LowerBound(*zone_and_nodes_bound(instance, merged, survive_nodes)))
        elif lp_solution is None or any_nodes_limit(instance, lp_solution, survive_nodes) > proved:
            bounds.append(LowerBound(*any_nodes_bound(instance, merged, survive_nodes, proved)))
    bounds += [LowerBound(*bound) for bound in surge_bounds(upgraded)]
    return max(bounds, key=lambda bound: bound.usd_per_hour)


def zone_by_zone_bound(instance: Instance, zone_relaxations: Sequence[Relaxation], survive_zone: bool) -> LowerBound:
    """The bound from each zone holding its own replicas."""
    by_zone = list(zip(zone_relaxations, instance.sold_in_zone, strict=True))
    for relaxation, sold in by_zone:
        relaxation.root_lp()
        if instance.has_zonal_types and not survive_zone:
            relaxation.solve(sold)
    methods = tuple(sorted({relaxation.method(sold) for relaxation, sold in by_zone}))
    bound = sum(relaxation.bound(sold) for relaxation, sold in by_zone)
    return LowerBound(bound, BoundSource(methods, Argument.ZONE_BY_ZONE))
