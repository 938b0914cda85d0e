"""What the dual prices of a pool's plan say: what its cost pays for, and why these machine types."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from advisor.packing import Machine
from advisor.packing.bounds.dual_prices import PlanDualPrices, dual_prices_of
from advisor.sizing.cost_shares import AlternativeType, CostShare, MarginalCosts, Purpose, ReplicaCost, Size, TypeChoice
from advisor.sizing.pool import Packed

MOST_CHOICES = 2
"""Machine types whose choice is explained: those that most of the money goes to."""
MOST_REPLICAS = 3
"""Services of which the price of one more replica is shown: the dearest."""


RESOURCES = (Purpose.CPU, Purpose.MEMORY, Purpose.IO, Purpose.PODS, Purpose.GPUS, Purpose.DISK)
"""What the resources of the packer are called here, in the order of its axis."""
BY_REPLICA = (Purpose.PLACEMENT_RULES, Purpose.DEMAND_LIMIT)
"""The value of replicas above the resources they take, by why a machine takes no more of them: see NodeContentValue."""


def marginal_costs_of(packed: Packed) -> MarginalCosts | None:
    """What the plan's certificate says in figures; None where there is none, or where it proves nothing."""
    dual_prices = dual_prices_of(packed.plan, packed.items, packed.machines, packed.zones)
    if dual_prices is None:
        return None
    return MarginalCosts(
        parts=tuple(_parts(packed, dual_prices)),
        choices=tuple(_choices(packed, dual_prices)),
        replicas=tuple(_replicas(packed, dual_prices)),
    )


def _parts(packed: Packed, dual_prices: PlanDualPrices) -> Iterator[CostShare]:
    price = {machine.name: Fraction(machine.usd_per_hour) for machine in packed.machines}
    sums = dict.fromkeys(Purpose, Fraction(0))
    for node in packed.plan.nodes:
        content = dual_prices.zones[node.zone].contents.get(node.machine)
        if node.spare:
            sums[Purpose.SPARES] += node.count * price[node.machine]
        elif content is None:
            sums[Purpose.REDUCED_COST] += node.count * price[node.machine]
        else:
            held = (*content.resources, content.rules, content.few)
            for purpose, usd in zip((*RESOURCES, *BY_REPLICA), held, strict=True):
                sums[purpose] += node.count * usd
            sums[Purpose.REDUCED_COST] += node.count * (price[node.machine] - content.usd_per_hour)
    for purpose, usd in sums.items():
        if usd:
            yield CostShare(purpose, float(usd))


def _choices(packed: Packed, dual_prices: PlanDualPrices) -> Iterator[TypeChoice]:
    price = {packed.type_of(machine.name): machine.usd_per_hour for machine in packed.machines}
    counts: dict[str, int] = {}
    for node in packed.plan.nodes:
        if not node.spare:
            name = packed.type_of(node.machine)
            counts[name] = counts.get(name, 0) + node.count
    for name in sorted(counts, key=lambda name: (-counts[name] * price[name], name))[:MOST_CHOICES]:
        yield TypeChoice(
            name,
            counts[name],
            price[name],
            _highest_value(packed, dual_prices, name),
            tuple(_alternatives(packed, dual_prices, name)),
        )


def _highest_value(packed: Packed, dual_prices: PlanDualPrices, machine: str) -> float | None:
    """The value of what a type can hold, in the zone where it is highest."""
    told = [usd for zone in dual_prices.zones for name, usd in zone.most.items() if packed.type_of(name) == machine]
    return float(max(told)) if told else None


def _alternatives(packed: Packed, dual_prices: PlanDualPrices, used: str) -> Iterator[AlternativeType]:
    """The unused type nearest to earning its price, of the next smaller, the same and the next larger size."""
    placed = {packed.type_of(node.machine) for node in packed.plan.nodes}
    unused = [
        m for m in packed.machines if packed.type_of(m.name) not in placed and m.stock != 0 and m.usd_per_hour > 0
    ]
    mine = next(packed.vcpu[machine.name] for machine in packed.machines if packed.type_of(machine.name) == used)
    below = max((packed.vcpu[m.name] for m in unused if packed.vcpu[m.name] < mine), default=None)
    above = min((packed.vcpu[m.name] for m in unused if packed.vcpu[m.name] > mine), default=None)
    for size, vcpu in ((Size.SMALLER, below), (Size.SAME, mine), (Size.LARGER, above)):
        alike = [
            _alternative(machine, size, packed, dual_prices) for machine in unused if packed.vcpu[machine.name] == vcpu
        ]
        if alike:
            yield min(alike, key=_unearned_share)


def _alternative(machine: Machine, size: Size, packed: Packed, dual_prices: PlanDualPrices) -> AlternativeType:
    barred = dual_prices.barred.get(machine.name)
    return AlternativeType(
        machine=packed.type_of(machine.name),
        size=size,
        vcpu=packed.vcpu[machine.name],
        usd_per_hour=machine.usd_per_hour,
        content_value_usd_per_hour=_highest_value(packed, dual_prices, packed.type_of(machine.name)),
        plan_usd_per_hour=None if barred is None else float(barred),
    )


def _unearned_share(rival: AlternativeType) -> tuple[bool, float, float, str]:
    """Types that the prices speak of come first, by the share of the price that buys nothing."""
    known = rival.content_value_usd_per_hour
    share = rival.plan_usd_per_hour or 0.0 if known is None else 1.0 - known / rival.usd_per_hour
    return (known is None, share, rival.usd_per_hour, rival.machine)


def _replicas(packed: Packed, dual_prices: PlanDualPrices) -> Iterator[ReplicaCost]:
    told = []
    for item in packed.items:
        asked = [zone for zone, count in enumerate(item.replicas_by_zone) if count]
        if asked and item.name not in packed.added:
            usd = [float(dual_prices.zones[zone].replicas[item.name]) for zone in asked]
            told.append(ReplicaCost(item.name, min(usd), max(usd)))
    dearest = sorted(told, key=lambda one: (-one.most_usd_per_hour, one.service))
    yield from (one for one in dearest[:MOST_REPLICAS] if one.most_usd_per_hour > 0)
