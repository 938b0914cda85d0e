"""What a certificate's prices say: what one more replica costs, and how far each machine type earns its price.

A set of prices y, at its scale s, holds against every type: s V_t <= price_t, unless the type can run out. So a node of
type t holds replicas worth s V_t at most, and price_t - s V_t of its price buys nothing (its reduced cost); the bound
grows by s y_i with each replica of item i. V_t is the sum of m_r capacity_r over resources, and of what replicas are
worth above the resources they take, as many as a node holds; see certificate.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from advisor.packing.bounds.certificate import (
    NOTHING,
    PriceBound,
    Scaled,
    bounds_by_price,
    demand_of,
    groups_of,
    limits_of,
    max_copies_of,
    resource_prices_of,
    upgraded_demand_of,
)
from advisor.packing.model.problem import Argument, Certificate, DualPrices, Item, Machine, Node, Plan, ResourceVector
from advisor.packing.model.resources import RESOURCES, UNBOUNDED


@dataclass(frozen=True)
class NodeContentValue:
    """The highest dual value that one node of a type holds, in USD per hour, and what it comes from.

    `resources` has an entry for each of RESOURCES. An item is worth more than the resources it takes where a node takes
    only so many of it: because there are no more of it (`few`), or by a placement rule (`rules`). Where no further
    replica fits, the resource that runs out first counts for it.
    """

    resources: tuple[Fraction, ...]
    rules: Fraction
    few: Fraction

    @property
    def usd_per_hour(self) -> Fraction:
        """All of it."""
        return sum(self.resources, self.rules + self.few)


@dataclass(frozen=True)
class ZoneDualPrices:
    """One set of prices at its scale, in USD per hour.

    The dual value of a replica by item, the limit of what a node of each type holds, and for types in use its parts.
    """

    replicas: Mapping[str, Fraction]
    most: Mapping[str, Fraction]
    contents: Mapping[str, NodeContentValue]


@dataclass(frozen=True)
class PlanDualPrices:
    """What the certificate's prices say of one plan, zone by zone; equal zones where one set of prices is for all.

    `up_to` is the price up to which machine types were held against these prices: that of the plan's cheapest node
    among the dearest that it may lose, in the zones left where a zone is lost meanwhile. Dearer types are `barred` by
    what any plan costs at least that loses nodes as dear. Without lost nodes `up_to` is None and nothing is barred.
    """

    zones: tuple[ZoneDualPrices, ...]
    up_to: float | None
    barred: Mapping[str, Fraction]


def dual_prices_of(plan: Plan, items: Sequence[Item], machines: Sequence[Machine], zones: int) -> PlanDualPrices | None:
    """What the plan's certificate says of replicas and machine types; None without one, or where it proves nothing."""
    if plan.certificate is None or not plan.nodes:
        return None
    offered = [machine for machine in machines if machine.stock != 0]
    if plan.certificate.argument is Argument.ANY_NODES:
        dual_prices = _any_nodes(plan, plan.certificate, items, offered, zones)
    elif plan.certificate.argument is Argument.ZONE_AND_NODES:
        dual_prices = _zone_and_nodes(plan, plan.certificate, items, offered, zones)
    else:
        dual_prices = PlanDualPrices(tuple(_by_zone(plan, plan.certificate, items, offered, zones)), None, {})
    return dual_prices if any(price for zone in dual_prices.zones for price in zone.replicas.values()) else None


def _by_zone(
    plan: Plan, certificate: Certificate, items: Sequence[Item], machines: Sequence[Machine], zones: int
) -> Iterator[ZoneDualPrices]:
    if certificate.argument is Argument.ZONE_BY_ZONE:
        for prices, zone in zip(certificate.sets, range(zones), strict=True):
            here = [machine for machine in machines if machine.sold_in(zone)]
            yield _zone_dual_prices(plan, prices, demand_of(items, (zone,)), items, here)
        return
    if certificate.argument is Argument.ONE_UPGRADED:
        demand = upgraded_demand_of(items, zones, certificate.upgraded)
        upgraded = _zone_dual_prices(plan, certificate.sets[0], demand, items, machines)
        for _ in range(zones):
            yield upgraded
        return
    demand = demand_of(items, range(zones))
    best = max(certificate.sets, key=lambda prices: _scaled(prices, demand, items, machines)[0].bound())
    # every zone may be the lost one, so each replica counts zones / (zones - 1) times
    together = _zone_dual_prices(plan, best, demand, items, machines, Fraction(zones, zones - 1))
    for _ in range(zones):
        yield together


def _any_nodes(
    plan: Plan, certificate: Certificate, items: Sequence[Item], machines: Sequence[Machine], zones: int
) -> PlanDualPrices:
    last = _last_lost(plan.nodes, machines, plan.survives_nodes)
    demand = demand_of(items, range(zones))
    bounds = tuple(bounds_by_price(certificate.sets, demand, items, machines, plan.survives_nodes))
    everywhere = _held_to(plan, certificate, items, machines, zones, (last, bounds), Fraction(1))
    barred = {m.name: _least_from(bounds, m.usd_per_hour) for m in machines if m.usd_per_hour > last}
    return PlanDualPrices((everywhere,) * zones, last, barred)


def _zone_and_nodes(
    plan: Plan, certificate: Certificate, items: Sequence[Item], machines: Sequence[Machine], zones: int
) -> PlanDualPrices:
    """As for lost nodes alone, but of what is left without a zone; a dear node is left without each zone but its own.

    So with one lost node (zones - 1) cost >= (zones - 1) least from its price + least of all. Several may stand in as
    many zones, and then only what is left without no zone at all counts.
    """
    left = [[node for node in plan.nodes if node.zone != zone] for zone in range(zones)]
    last = min(_last_lost(nodes, machines, plan.survives_nodes) for nodes in left)
    demand = demand_of(items, range(zones))
    bounds = tuple(bounds_by_price(certificate.sets, demand, items, machines, plan.survives_nodes))
    times = Fraction(zones, zones - 1)
    everywhere = _held_to(plan, certificate, items, machines, zones, (last, bounds), times)
    least = _least_from(bounds, 0)

    def barred_at(price: float) -> Fraction:
        dear = _least_from(bounds, price)
        return dear + least / (zones - 1) if plan.survives_nodes == 1 else max(dear, least * times)

    barred = {m.name: barred_at(m.usd_per_hour) for m in machines if m.usd_per_hour > last}
    return PlanDualPrices((everywhere,) * zones, last, barred)


def _last_lost(nodes: Sequence[Node], machines: Sequence[Machine], lost: int) -> float:
    """The price of the cheapest of the `lost` dearest nodes."""
    price_of = {machine.name: machine.usd_per_hour for machine in machines}
    dearest = sorted((price_of[node.machine] for node in nodes for _ in range(node.count)), reverse=True)
    return dearest[min(lost, len(dearest)) - 1]


def _held_to(
    plan: Plan,
    certificate: Certificate,
    items: Sequence[Item],
    machines: Sequence[Machine],
    zones: int,
    up_to: tuple[float, Sequence[PriceBound]],
    times: Fraction,
) -> ZoneDualPrices:
    """What the prices say that prove most of plans whose last lost node costs so much, of types no dearer."""
    last, bounds = up_to
    number = next(bound.number for bound in bounds if bound.price >= last)
    by_price = sorted(machines, key=lambda machine: machine.usd_per_hour)
    held = [machine for machine in by_price if machine.usd_per_hour <= last]
    return _zone_dual_prices(plan, certificate.sets[number], demand_of(items, range(zones)), items, held, times)


def _least_from(bounds: Sequence[PriceBound], price: float) -> Fraction:
    return min(bound.usd_per_hour for bound in bounds if bound.price >= price)


def _scaled(
    prices: DualPrices, demand: Mapping[str, int], items: Sequence[Item], machines: Sequence[Machine]
) -> tuple[Scaled, dict[str, int]]:
    limits = limits_of(prices, demand, items, machines)
    scaled = Scaled(prices, limits, demand)
    for machine in machines:
        scaled.add(machine)
    return scaled, limits


def _zone_dual_prices(
    plan: Plan,
    prices: DualPrices,
    demand: Mapping[str, int],
    items: Sequence[Item],
    machines: Sequence[Machine],
    times: Fraction = Fraction(1),
) -> ZoneDualPrices:
    scaled, limits = _scaled(prices, demand, items, machines)
    scale = scaled.scale()
    placed = [item for item in items if demand[item.name]]
    groups = groups_of(items)
    used = {node.machine for node in plan.nodes}
    return ZoneDualPrices(
        replicas={item.name: scale * times * max(0, prices.replicas.get(item.name, 0)) for item in placed},
        most={name: scale * limit for name, limit in limits.items()},
        contents={
            machine.name: _content(
                machine, resource_prices_of(prices, machine, machines), prices, demand, placed, groups, scale
            )
            for machine in machines
            if machine.name in used
        },
    )


def _content(
    machine: Machine,
    resource_prices: ResourceVector,
    prices: DualPrices,
    demand: Mapping[str, int],
    placed: Sequence[Item],
    groups: Mapping[str, int],
    scale: Fraction,
) -> NodeContentValue:
    capacities = machine.capacities
    each = tuple(
        max(0, price) if have < UNBOUNDED else 0 for price, have in zip(resource_prices, capacities, strict=True)
    )
    rules = few = 0
    short = [0] * len(RESOURCES)
    alone: dict[int, int] = {}
    for item in placed:
        weights = item.weights
        taken = sum(price * weight for price, weight in zip(each, weights, strict=True))
        surplus = max(0, prices.replicas.get(item.name, 0)) - taken
        by_rule, by_size = max_copies_of(item, NOTHING, capacities), max_copies_of(item, weights, capacities)
        most = min(by_size, demand[item.name])
        if most <= 0 or surplus <= 0:
            continue
        if item.name in groups:
            alone[groups[item.name]] = max(alone.get(groups[item.name], 0), surplus)
        elif most == demand[item.name]:
            few += most * surplus
        elif most == by_rule:
            rules += most * surplus
        else:
            short[_short_of(weights, capacities)] += most * surplus
    resources = tuple(
        scale * (price * have + more) if price or more else Fraction(0)
        for price, have, more in zip(each, capacities, short, strict=True)
    )
    return NodeContentValue(resources, scale * (rules + sum(alone.values())), scale * few)


def _short_of(weights: ResourceVector, capacities: ResourceVector) -> int:
    """The resource of which an empty node holds the fewest replicas, the first of several."""
    fits = [have // weight if weight else UNBOUNDED for weight, have in zip(weights, capacities, strict=True)]
    return fits.index(min(fits))
