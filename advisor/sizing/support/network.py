"""The network parts of each location: load balancers, NAT gateways, public addresses and DNS zones.

What they cost is in billing/network_costs.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from advisor.knowledge import Terms
from advisor.sizing.deployment import SizingTask
from advisor.sizing.locations import Location, price_of
from advisor.sizing.price_catalog import SupportPrice
from advisor.sizing.result import Pool, SupportKey, SupportKind, SupportPart

OURS = "our-judgement"


@dataclass(frozen=True)
class NetworkComponent:
    """A part of the network of one location, with its price (None: none is held).

    `machines` are those it is paid for, where they and not its number make the price; 0 says that the vendor keeps
    them and counts them itself.
    """

    part: SupportPart
    price: SupportPrice | None
    machines: int | None = None


def balanced_locations(task: SizingTask, pools: tuple[Pool, ...]) -> tuple[Location, ...]:
    """The locations in whose cloud a load balancer stands before the platform.

    None for one machine and where the platform's own entry is in its price, and none where no service on the location
    has a public port, as long as all ports were listed.
    """
    if not task.strategy.needs_ingress or task.terms.entry_included:
        return ()
    public = {service.name for service in task.workload.services if service.public}
    return tuple(
        location
        for location in task.targets.locations
        if location.cloud is not None and (task.workload.mix_assumed or _services_at(location, pools) & public)
    )


def network_components(task: SizingTask, pools: tuple[Pool, ...], members: int) -> Iterator[NetworkComponent]:
    """What stands on the way in and out of each location in a cloud; `members` are machines of a control plane."""
    balanced = balanced_locations(task, pools)
    for location in task.targets.locations:
        here = [pool for pool in pools if pool.site == location.id]
        if location.cloud is None or not here:
            continue
        if location in balanced:
            yield from _public_ingress(location, _entries(task, location, pools))
        if _balances_inside(task, location, pools):
            yield _part(location, SupportKind.INTERNAL_LOAD_BALANCER, 1, "load_balancer_hour")
        if task.strategy.has_public_address:
            yield _part(location, SupportKind.PUBLIC_ADDRESS, 1, "public_ipv4_hour")
        if task.strategy.in_own_subnets(task.terms):
            machines = sum(pool.node_count for pool in here)
            main = location.id == task.main_location.id
            yield from _egress(task, location, machines + (members if main else 0))
        if task.workload.mix_assumed or any(service.public for service in task.workload.services):
            yield _part(location, SupportKind.DNS_ZONE, 1, "dns_zone_month")


def _part(location: Location, kind: SupportKind, count: int, item: str) -> NetworkComponent:
    price = price_of(location, item)
    return NetworkComponent(SupportPart(SupportKey(kind, location.id), count, price.source if price else OURS), price)


def _services_at(location: Location, pools: tuple[Pool, ...]) -> set[str]:
    return {name for pool in pools if pool.site == location.id for node in pool.nodes for name, _ in node.pods}


def _balances_inside(task: SizingTask, location: Location, pools: tuple[Pool, ...]) -> bool:
    """Whether calls between services take a balancer: where each replica is a machine and no network joins them."""
    called = {service.name for service in task.workload.services if service.internal}
    return task.strategy.balances_inside and bool(_services_at(location, pools) & called)


def _wants_private_subnets(task: SizingTask) -> bool:
    """Whether nothing may stand in a public subnet: it is demanded, or there are norms to comply with."""
    asked = (task.knowledge.term_for_tag(tag) for tag in task.scenario.must_have or ())
    return bool(task.scenario.compliance) or Terms.private_networking.term in asked


def _entries(task: SizingTask, location: Location, pools: tuple[Pool, ...]) -> int:
    """One for each cluster that has a public service on the location, one at least."""
    public = {service.name for service in task.workload.services if service.public}
    return max(1, len({pool.cluster for pool in pools if _services_at(location, (pool,)) & public}))


def _public_ingress(location: Location, entries: int) -> Iterator[NetworkComponent]:
    """Load balancers and their public addresses: one address each, or one a zone where that is how they are sold."""
    zones = len(location.zones)
    balancer = _part(location, SupportKind.LOAD_BALANCER, entries, "load_balancer_hour")
    yield replace(balancer, part=replace(balancer.part, zones=zones))
    price = price_of(location, "load_balancer_address_hour")
    each = zones if price is not None and price.by_zone else 1
    yield _part(location, SupportKind.LOAD_BALANCER_ADDRESS, each * entries, "load_balancer_address_hour")


def _egress(task: SizingTask, location: Location, machines: int) -> Iterator[NetworkComponent]:
    """NAT gateways by which private subnets reach the internet, and their addresses: one a zone, or paid by machine."""
    zones = len(location.zones)
    price = price_of(location, "nat_gateway_hour")
    per_machine = price is not None and price.by_machine
    gateway = _part(location, SupportKind.NAT_GATEWAY, 1 if per_machine else zones, "nat_gateway_hour")
    optional, for_tasks = not _wants_private_subnets(task), not task.strategy.runs_on_own_machines
    described = replace(gateway.part, zones=zones, optional=optional, per_machine=per_machine, for_tasks=for_tasks)
    gateway = replace(gateway, part=described)
    if price is not None and per_machine:
        counted = 0 if for_tasks else min(machines, price.at_most or machines)
        yield replace(gateway, machines=counted)
        return
    yield gateway
    address = _part(location, SupportKind.NAT_ADDRESS, zones, "public_ipv4_hour")
    yield replace(address, part=replace(address.part, optional=optional))
