"""The proof that travels with a plan, and its checker: whole numbers and fractions, no solver and no floating point.

A certificate holds dual prices: the value y_i of a replica of each item, and for each machine type the value m_tr of a
unit of each resource. They may come from anywhere; by the inequality of lagrangian.py they prove a cost that no plan
undercuts:

    V_t  =  sum_r m_tr capacity_tr + sum_i max_copies_ti max(0, y_i - sum_r m_tr weight_ir)  >=  value of a full node t
    cost >= s sum_i y_i d_i - sum_{t with stock} stock_t max(0, s V_t - price_t)   for s <= min_{no stock} price_t / V_t

The checker computes every V_t anew from the items and machines as they were asked about, so a fault in the search, the
solver or the packer's arrays shows as a bound that is too low, never as one that is wrong.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from advisor.packing.model.problem import Argument, Certificate, DualPrices, Item, Machine, ResourceVector
from advisor.packing.model.resources import RESOURCES, UNBOUNDED

NOTHING: ResourceVector = (0,) * len(RESOURCES)
"""None of any resource."""


def proved_usd_per_hour(
    certificate: Certificate,
    items: Sequence[Item],
    machines: Sequence[Machine],
    *,
    zones: int,
    survive_nodes: int = 0,
    survive_zone: bool = False,
    survive_together: bool = False,
) -> Fraction:
    """The cost in USD per hour that no plan which keeps these promises undercuts, by this certificate alone.

    Parameters:
        certificate: an argument and its prices, which may come from anywhere.
        items, machines, zones: the problem as it was given to `pack`.
        survive_nodes, survive_zone, survive_together: the promises as they were given to `pack`. A certificate whose
            argument rests on a promise that is not made proves nothing.

    It is 0 where nothing is proved. Nothing is raised, whatever the prices are.

    >>> from advisor.packing import pack
    >>> web = Item("web", cpu_millicores=500, memory_mib=512, replicas_by_zone=(8,))
    >>> small = Machine("small", cpu_millicores=2000, memory_mib=4096, max_pods=30, usd_per_hour=0.10)
    >>> plan = pack([web], [small], zones=1)
    >>> round(float(proved_usd_per_hour(plan.certificate, [web], [small], zones=1)), 6)
    0.2
    """
    if certificate.argument is Argument.ZONE_BY_ZONE:
        if len(certificate.sets) != zones:
            return Fraction(0)
        total = Fraction(0)
        for zone, prices in enumerate(certificate.sets):
            here = undominated_machines([machine for machine in machines if machine.sold_in(zone)])
            total += _bound(prices, demand_of(items, (zone,)), items, here)
        return total
    demand = demand_of(items, range(zones))
    if certificate.argument is Argument.ANY_ZONE:
        if not survive_zone or zones < 2:
            return Fraction(0)
        return _without_each_zone(certificate.sets, demand, items, machines, zones) / (zones - 1)
    offered = undominated_machines(machines)
    if certificate.argument is Argument.ONE_UPGRADED:
        if len(certificate.sets) != 1:
            return Fraction(0)
        return _bound(certificate.sets[0], upgraded_demand_of(items, zones, certificate.upgraded), items, offered)
    bounds = bounds_by_price(certificate.sets, demand, items, offered, survive_nodes)
    without = min((bound.usd_per_hour for bound in bounds), default=Fraction(0))
    if certificate.argument is Argument.ZONE_AND_NODES:
        return without * zones / (zones - 1) if survive_together and zones > 1 else Fraction(0)
    return without


def _without_each_zone(
    sets: Sequence[DualPrices],
    demand: Mapping[str, int],
    items: Sequence[Item],
    machines: Sequence[Machine],
    zones: int,
) -> Fraction:
    """What the other zones' types cost at least that hold everything, summed over the loss of each zone."""
    left: dict[int | None, Fraction] = {}
    losses = [lost if any(machine.zone == lost for machine in machines) else None for lost in range(zones)]
    for lost in set(losses):
        beside = undominated_machines([machine for machine in machines if machine.zone is None or machine.zone != lost])
        left[lost] = max((_bound(prices, demand, items, beside) for prices in sets), default=Fraction(0))
    return sum((left[lost] for lost in losses), Fraction(0))


def undominated_machines(machines: Sequence[Machine]) -> list[Machine]:
    """The machine types, cheapest first, less those in whose place another without end would never cost more.

    It is as large in every resource, not dearer and sold wherever they are, so putting it there keeps a plan valid,
    also after losses: what the types left over prove holds for all.
    """
    offered = [(machine, machine.capacities) for machine in machines if machine.stock != 0]
    offered.sort(key=lambda one: (one[0].usd_per_hour, [-have for have in one[1]], one[0].stock is not None))
    kept: list[Machine] = []
    endless: list[tuple[int | None, ResourceVector]] = []
    for machine, capacities in offered:
        first = capacities[0]
        for zone, larger in endless:  # the first resource alone tells most of them apart
            if larger[0] >= first and zone in (None, machine.zone) and all(map(operator.ge, larger, capacities)):
                break
        else:
            kept.append(machine)
            if machine.stock is None:
                endless.append((machine.zone, capacities))
    return kept


@dataclass(frozen=True)
class PriceBound:
    """What plans cost at least of which the last node that may be lost costs `price`, the dearest being lost first.

    `number` is the set of prices that proves it.
    """

    price: float
    usd_per_hour: Fraction
    number: int


def bounds_by_price(
    sets: Sequence[DualPrices],
    demand: Mapping[str, int],
    items: Sequence[Item],
    machines: Sequence[Machine],
    survive_nodes: int,
) -> Iterator[PriceBound]:
    """For each price c of a machine type, cheapest first: the best bound on types priced at most c, plus the lost at c.

    Prices at which the types do not hold every item are left out.
    """
    by_price = sorted(machines, key=lambda machine: machine.usd_per_hour)
    limits = [limits_of(prices, demand, items, by_price) for prices in sets]
    held: set[str] = set()
    best = [Scaled(prices, known, demand) for prices, known in zip(sets, limits, strict=True)]
    for position, machine in enumerate(by_price):
        held |= {item.name for item in items if max_copies_of(item, item.weights, machine.capacities) > 0}
        for scaled in best:
            scaled.add(machine)
        last = position + 1 == len(by_price) or by_price[position + 1].usd_per_hour > machine.usd_per_hour
        if last and all(name in held for name, count in demand.items() if count):
            bounds = [scaled.bound() for scaled in best]
            number = max(range(len(bounds)), key=bounds.__getitem__, default=0)
            lost = survive_nodes * Fraction(machine.usd_per_hour)
            yield PriceBound(machine.usd_per_hour, lost + (bounds[number] if bounds else 0), number)


def demand_of(items: Sequence[Item], zones: Sequence[int]) -> dict[str, int]:
    """Replicas of each item in these zones."""
    return {item.name: sum(item.replicas_by_zone[zone] for zone in zones) for item in items}


def upgraded_demand_of(items: Sequence[Item], zones: int, upgraded: str) -> dict[str, int]:
    """Replicas of each item in all zones, with the surge of the one that is upgraded."""
    demand = demand_of(items, range(zones))
    return {i.name: demand[i.name] + (i.surge if i.name == upgraded and i.replicas else 0) for i in items}


def _bound(
    prices: DualPrices, demand: Mapping[str, int], items: Sequence[Item], machines: Sequence[Machine]
) -> Fraction:
    scaled = Scaled(prices, limits_of(prices, demand, items, machines), demand)
    for machine in machines:
        scaled.add(machine)
    return scaled.bound()


class Scaled:
    """One set of prices against the machine types added so far: the scales at which it proves something."""

    def __init__(self, prices: DualPrices, limits: Mapping[str, int], demand: Mapping[str, int]) -> None:
        self._limits = limits
        self._demand_value = sum(max(0, prices.replicas.get(name, 0)) * count for name, count in demand.items())
        self._most: Fraction | None = None
        """The largest scale that types without a stock allow."""
        self._finite: list[Machine] = []

    def add(self, machine: Machine) -> None:
        """Take one more machine type into the inequality."""
        limit = self._limits[machine.name]
        if limit <= 0:
            return
        if machine.stock is not None:
            self._finite.append(machine)
            return
        ratio = Fraction(machine.usd_per_hour) / limit
        self._most = ratio if self._most is None else min(self._most, ratio)

    def bound(self) -> Fraction:
        """The best bound over the scales where some machine type is worth exactly its price."""
        return max(Fraction(0), self._at(self.scale()))

    def scale(self) -> Fraction:
        """The scale of the best bound; 0 where none is above 0."""
        scales = {Fraction(machine.usd_per_hour) / self._limits[machine.name] for machine in self._finite}
        if self._most is not None:
            scales = {scale for scale in scales if scale < self._most} | {self._most}
        return max([Fraction(0), *sorted(scales)], key=self._at)

    def _at(self, scale: Fraction) -> Fraction:
        dearer = sum(
            (
                (machine.stock or 0)
                * max(Fraction(0), scale * self._limits[machine.name] - Fraction(machine.usd_per_hour))
                for machine in self._finite
            ),
            Fraction(0),
        )
        return scale * self._demand_value - dearer


def limits_of(
    prices: DualPrices, demand: Mapping[str, int], items: Sequence[Item], machines: Sequence[Machine]
) -> dict[str, int]:
    """The limit V_t of each machine type, in UNITs."""
    group_of = groups_of(items)
    placed = [
        _Placed(
            weights=item.weights,
            most=min(max_copies_of(item, NOTHING, NOTHING), demand[item.name]),
            item_value=prices.replicas.get(item.name, 0),
            group=group_of.get(item.name),
        )
        for item in items
        if demand[item.name]
    ]
    return {m.name: _limit(m.capacities, resource_prices_of(prices, m, machines), placed) for m in machines}


class _Placed(NamedTuple):
    """An item as every machine type sees it: `most` replicas of it by its own rules, whatever its capacities."""

    weights: ResourceVector
    most: int
    item_value: int
    group: int | None


def resource_prices_of(prices: DualPrices, machine: Machine, machines: Sequence[Machine]) -> ResourceVector:
    """The price of a unit of each resource on a type: its own, or else that of a larger type that is no dearer."""
    if machine.name in prices.capacities:
        return prices.capacities[machine.name]
    larger = [
        other
        for other in machines
        if other.name in prices.capacities
        and other.usd_per_hour <= machine.usd_per_hour
        and all(have >= need for have, need in zip(other.capacities, machine.capacities, strict=True))
    ]
    # with the prices of a type that never runs out, this one holds no more value than that one, and costs no less
    best = min(larger, key=lambda other: (other.stock is not None, other.usd_per_hour, other.name), default=None)
    return NOTHING if best is None else prices.capacities[best.name]


def groups_of(items: Sequence[Item]) -> dict[str, int]:
    """A group for each item that takes a token others take too: of all its members a node holds one replica.

    An item that is in several is counted in the largest only, which keeps the inequality.
    """
    holders: dict[str, list[str]] = {}
    for item in sorted(items, key=lambda item: item.name):
        for token in item.exclusive_tokens if item.replicas else ():
            holders.setdefault(token, []).append(item.name)
    group_of: dict[str, int] = {}
    for number, names in enumerate(sorted(holders.values(), key=lambda names: (-len(names), names))):
        for name in names if len(names) > 1 else ():
            group_of.setdefault(name, number)
    return group_of


def _limit(capacities: ResourceVector, resource_prices: ResourceVector, placed: Sequence[_Placed]) -> int:
    counted = [
        max(0, price) if have < UNBOUNDED else 0 for price, have in zip(resource_prices, capacities, strict=True)
    ]
    total = sum(price * have for price, have in zip(counted, capacities, strict=True) if price)
    alone: dict[int, int] = {}
    for item in placed:
        surplus = item.item_value - sum(map(operator.mul, counted, item.weights))
        if surplus <= 0:
            continue
        most = min(
            [item.most, *(have // weight for weight, have in zip(item.weights, capacities, strict=True) if weight)]
        )
        if most <= 0:
            continue
        if item.group is None:
            total += most * surplus
        else:
            alone[item.group] = max(alone.get(item.group, 0), surplus)
    return total + sum(alone.values())


def max_copies_of(item: Item, weights: ResourceVector, capacities: ResourceVector) -> int:
    """Replicas of an item that an empty node holds by its capacities and by the rules of that item alone."""
    fits = [have // weight for weight, have in zip(weights, capacities, strict=True) if weight]
    rules = [item.max_per_node] if item.max_per_node is not None else []
    alone = [1] if item.exclusive_tokens or item.name in item.anti_affinity else []
    return min([UNBOUNDED, *fits, *rules, *alone])
