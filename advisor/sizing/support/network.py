"""The network parts of each location: load balancers, NAT gateways, public addresses and DNS zones.

What they cost is in billing/network_costs.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from advisor.knowledge import Operator, Terms, WayOut
from advisor.prices.offer import Offer
from advisor.prices.support_prices import SupportPrice
from advisor.scenario.enums import Subnets
from advisor.sizing.assumption import Assumption
from advisor.sizing.deployment import Deployment, SizingTask
from advisor.sizing.load_profile import PoolsByLoad, machines_over_hours
from advisor.sizing.location import Location, price_of
from advisor.sizing.note_codes import AssumptionCode
from advisor.sizing.pool import Pool
from advisor.sizing.support_part import SupportKey, SupportKind, SupportPart
from advisor.values import note

OURS = "our-judgement"


@dataclass(frozen=True)
class NetworkComponent:
    """A part of the network of one location, with its price (None: none is held).

    `machines` are those it is paid for, where they and not its number make the price; 0 says that the vendor keeps
    them and counts them itself. `subnets` says which picture of the network it belongs to; None: to both. `average` is
    its number over all hours, where capacity follows the load.
    """

    part: SupportPart
    price: SupportPrice | None
    machines: int | None = None
    subnets: Subnets | None = None
    average: float | None = None


@dataclass(frozen=True)
class Standing:
    """What stands on a location: machines, instances or tasks at the peak and on average over all hours, and where."""

    count: int
    average: float
    zones: int


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
        if location.cloud is not None
        and (task.workload.mix_assumed or _services_at(location, pools) & public)
        and not _is_reached_directly(task, location, pools)
    )


def _is_reached_directly(task: SizingTask, location: Location, pools: tuple[Pool, ...]) -> bool:
    """Whether all stands on one machine with a public address, whose own proxy the public reaches.

    Where a vendor runs the control plane, its balancer is the way in, however few machines there are.
    """
    count = sum(pool.node_count for pool in pools if pool.site == location.id)
    own_proxy = task.terms.balancer_routes is False and task.terms.operated_by is not Operator.VENDOR
    return count == 1 and own_proxy and _subnets_asked(task) is not Subnets.PRIVATE


def network_components(
    task: SizingTask, deployment: Deployment, followed: PoolsByLoad | None
) -> Iterator[NetworkComponent]:
    """What stands on the way in and out of each location in a cloud.

    There is one picture of the network: public subnets, where what runs has public addresses, or private ones, where it
    goes out through gateways. Where nobody decided, the parts of the other picture are there as optional ones.
    """
    pools = deployment.pools
    balanced = balanced_locations(task, pools)
    for location in task.targets.locations:
        if location.cloud is None or not any(pool.site == location.id for pool in pools):
            continue
        if location in balanced:
            yield from _public_ingress(location, _entries(task, location, pools))
        if _balances_inside(task, location, pools):
            yield _part(location, SupportKind.INTERNAL_LOAD_BALANCER, 1, "load_balancer_hour")
        if task.strategy.has_public_address:
            yield _part(location, SupportKind.PUBLIC_ADDRESS, 1, "public_ipv4_hour")
        if task.strategy.in_own_subnets(task.terms):
            yield from _way_out(task, location, _standing(task, location, deployment, followed), location in balanced)
        if task.workload.mix_assumed or any(service.public for service in task.workload.services):
            yield _part(location, SupportKind.DNS_ZONE, 1, "dns_zone_month")


def subnet_assumptions(task: SizingTask, network: Iterable[NetworkComponent]) -> Iterator[Assumption]:
    """Says so when nobody decided between public and private subnets, and it matters."""
    if any(each.part.optional for each in network):
        assumed = task.knowledge.assumed["subnets"]
        values = {"value": assumed.value, "about": assumed.about, "because": assumed.why}
        yield Assumption("hosting.subnets", note(AssumptionCode.SUBNETS, **values))


def _subnets_asked(task: SizingTask) -> Subnets | None:
    """The picture that is asked for: by name, or private ones where they are demanded or norms are to be kept."""
    hosting = task.scenario.hosting
    if hosting is not None and hosting.subnets is not None:
        return hosting.subnets
    demanded = (task.knowledge.term_for_tag(tag) for tag in task.scenario.must_have or ())
    private = bool(task.scenario.compliance) or Terms.private_networking.term in demanded
    return Subnets.PRIVATE if private else None


def _standing(task: SizingTask, location: Location, deployment: Deployment, followed: PoolsByLoad | None) -> Standing:
    """Agents or tasks, members of control planes and auxiliary nodes of a location."""
    pools = tuple(pool for pool in deployment.pools if pool.site == location.id)
    members = sum(
        placed.count
        for each in deployment.each()
        if each.member_location is not None and each.member_location.id == location.id
        for placed in each.members
    )
    auxiliary = sum(one.count for _, one in deployment.all_auxiliary_nodes() if one.location.id == location.id)
    zones = {node.zone for pool in pools for node in pool.nodes} & set(location.zones)
    return Standing(
        count=sum(pool.node_count for pool in pools) + members + auxiliary,
        average=machines_over_hours(pools, followed) + members + auxiliary,
        zones=len(zones) or len(location.zones),
    )


def _way_out(task: SizingTask, location: Location, standing: Standing, balanced: bool) -> Iterator[NetworkComponent]:
    """How what stands in subnets of the customer's own reaches the internet, in the picture asked for or in both."""
    asked = Subnets.PRIVATE if _has_private_machines_only(task, location) else _subnets_asked(task)
    if task.strategy.has_public_address and asked is not Subnets.PRIVATE:
        return  # the one machine goes out by the address that it is reached by
    planned = asked or Subnets(str(task.knowledge.assumed["subnets"].value))
    ways = {
        Subnets.PUBLIC: _public_way_out(task, location, standing, balanced),
        Subnets.PRIVATE: _private_way_out(task, location, standing),
    }
    for subnets, way in ways.items():
        if subnets is planned or asked is None:
            for part in way:
                described = replace(part.part, optional=subnets is not planned)
                yield replace(part, part=described, subnets=subnets)


def _has_private_machines_only(task: SizingTask, location: Location) -> bool:
    """Whether machines never have an address of their own, and go out by gateways: balancers lead nobody out here."""
    if task.terms.way_out is WayOut.GATEWAY:
        return True
    return task.terms.way_out is WayOut.BALANCER and price_of(location, "load_balancer_way_out") is None


def _public_way_out(
    task: SizingTask, location: Location, standing: Standing, balanced: bool
) -> Iterator[NetworkComponent]:
    """An address for each machine or task, or what the platform uses instead of them."""
    match task.terms.way_out or WayOut.OWN_ADDRESS:
        case WayOut.OWN_ADDRESS:
            address = _part(location, SupportKind.NODE_ADDRESS, standing.count, "public_ipv4_hour")
            described = replace(address.part, for_tasks=not task.strategy.runs_on_own_machines)
            yield replace(address, part=described, average=standing.average)
        case WayOut.BALANCER if not balanced:
            yield from _public_ingress(location, 1)
        case _:
            return


def _part(location: Location, kind: SupportKind, count: int, item: str) -> NetworkComponent:
    price = price_of(location, item)
    return NetworkComponent(SupportPart(SupportKey(kind, location.id), count, price.source if price else OURS), price)


def _services_at(location: Location, pools: tuple[Pool, ...]) -> set[str]:
    return {name for pool in pools if pool.site == location.id for node in pool.nodes for name, _ in node.pods}


def _balances_inside(task: SizingTask, location: Location, pools: tuple[Pool, ...]) -> bool:
    """Whether calls between services take a balancer: where each replica is a machine and no network joins them."""
    called = {service.name for service in task.workload.services if service.internal}
    return task.strategy.balances_inside and bool(_services_at(location, pools) & called)


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


def _private_way_out(task: SizingTask, location: Location, standing: Standing) -> Iterator[NetworkComponent]:
    """NAT gateways by which private subnets reach the internet, and their addresses: one a zone, or paid by machine.

    Where the platform makes the gateway, it is one for all zones.
    """
    zones = 1 if task.terms.way_out is WayOut.GATEWAY else standing.zones
    price = price_of(location, "nat_gateway_hour")
    own = None if task.knowledge.sells(location.cloud or "", "nat_gateway") else _smallest_machine(location)
    if own is not None:
        usd, region, kind = own.usd_per_hour, location.region or "", own.price_kind
        price = None if usd is None else SupportPrice(region, usd, "USD/h", own.source, own.as_of, price_kind=kind)
    per_machine = price is not None and price.by_machine
    source, count = price.source if price else OURS, 1 if per_machine else zones
    part = SupportPart(SupportKey(SupportKind.NAT_GATEWAY, location.id), count, source)
    for_tasks = not task.strategy.runs_on_own_machines
    machine = own.name if own else ""
    described = replace(part, zones=zones, per_machine=per_machine, for_tasks=for_tasks, machine=machine)
    gateway = NetworkComponent(described, price)
    if price is not None and per_machine:
        counted = 0 if for_tasks else min(standing.count, price.at_most or standing.count)
        yield replace(gateway, machines=counted)
        return
    yield gateway
    yield _part(location, SupportKind.NAT_ADDRESS, zones, "public_ipv4_hour")


def _smallest_machine(location: Location) -> Offer | None:
    """The cheapest machine of a location, which forwards where the cloud sells no gateway."""
    offers = (offer for offer in location.offers if not offer.gpus)
    return min(
        offers, key=lambda o: (math.inf if o.usd_per_hour is None else o.usd_per_hour, o.vcpu, o.name), default=None
    )
