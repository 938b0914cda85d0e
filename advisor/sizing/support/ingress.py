"""What stands beside the agents: proxies, the way in and out, discovery, registry.

The way in and out: balancers for the public and inside, public addresses, names, and gateways of private subnets.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from advisor.knowledge import Agents, Knowledge, Level, Orchestration, Platform, Terms
from advisor.sizing.deployment import SizingTask
from advisor.sizing.locations import Location, SupportPrice, price_of
from advisor.sizing.node_pools import SystemReplicas
from advisor.sizing.result import BillLine, Pool, SupportPart
from advisor.sizing.support.registry import registry_parts
from advisor.values import HOURS_PER_MONTH

PROXY = "(proxy)"
"""In brackets, as no service can be called."""

AGENTS_WITH_PROXIES = (Agents.MACHINES, Agents.ONE_MACHINE)

QUORUM = 3
"""Members of an added discovery service: the fewest of which one may be lost and a majority is left."""

HOW = {Level.NONE: "to be added", Level.LIMITED: "limited", Level.GOOD: "with add-ons", Level.NATIVE: "built in"}


def proxy_replicas(
    platform: Platform, location: Location, knowledge: Knowledge, day: dt.date
) -> tuple[SystemReplicas, ...]:
    """Proxy replicas on the agents: one a zone and at least two; one where there is one machine; none elsewhere."""
    agents = platform.terms(day).agents
    if agents not in AGENTS_WITH_PROXIES:
        return ()
    count = 1 if agents is Agents.ONE_MACHINE else max(2, len(location.zones))
    cpu = int(knowledge.assumed["proxy_cpu_millicores"].value)
    memory = int(knowledge.assumed["proxy_memory_mib"].value)
    return (SystemReplicas(PROXY, count, cpu, memory),)


def support_parts(task: SizingTask, pools: tuple[Pool, ...], members: int) -> tuple[SupportPart, ...]:
    """Proxies, the way in and out, discovery and registry, each with how it is had and who says so."""
    parts = []
    for pool in pools:
        count = sum(node.count * dict(node.pods).get(PROXY, 0) for node in pool.nodes)
        if count:
            where = f"on the agents of pool {pool.name} ({pool.site}), at most one a machine"
            parts.append(SupportPart("proxy", count, where, "routes requests to replicas", "our-judgement"))
    parts.extend(piece.part for piece in network_components(task, pools, members))
    for what, field in (("routing", Terms.load_balancing), ("discovery", Terms.service_discovery)):
        claim = task.terms.claim(field)
        if claim is not None:
            parts.append(SupportPart(what, 0, HOW[claim.value], claim.why or "", claim.source))
    if adds_discovery(task, pools):
        where = "on three agents, or on small machines of their own, one a zone where there are three"
        how = "keep the list of replicas; with three, a majority is left when one is lost"
        parts.append(SupportPart("discovery members", QUORUM, where, how, "our-judgement"))
    parts.extend(registry_parts(task))
    return tuple(parts)


def adds_discovery(task: SizingTask, pools: tuple[Pool, ...]) -> bool:
    """Whether services on several machines call each other and nothing built in tells where the replicas are."""
    level = task.terms.service_discovery
    calls = any(service.internal for service in task.workload.services)
    if level is None or not calls or task.agents is not Agents.MACHINES or sum(pool.node_count for pool in pools) <= 1:
        return False
    alone = task.terms.orchestration is Orchestration.NONE
    return level <= (Level.GOOD if alone else Level.LIMITED)


OURS = "our-judgement"

LOAD_BALANCER, INTERNAL, NAT = "load balancer", "internal load balancer", "NAT gateway"

WITH_TRAFFIC = (LOAD_BALANCER, INTERNAL, NAT)
"""What is also paid for by the traffic that passes."""

ON_OWN_MACHINES = (Agents.MACHINES, Agents.MACHINE_PER_REPLICA)


@dataclass(frozen=True)
class NetworkComponent:
    """Something on the way in or out of one location: how many, what for, and its price (None: none is held).

    `machines` are those it is paid for, where they and not its number make the price; 0 says that the vendor keeps
    them. With `optional` it is only needed where private subnets are wanted, which nobody said.
    """

    what: str
    count: int
    where: str
    how: str
    price: SupportPrice | None
    unit: str = "h"
    optional: bool = False
    machines: int | None = None

    @property
    def line(self) -> BillLine | None:
        """What it costs a month; None where no price is held or its number is unknown."""
        units = self.count if self.machines is None else self.machines
        if self.price is None or not units:
            return None
        number = f"{self.count} x " if self.count > 1 else ""
        served = f" for {self.machines} machine{'s' if self.machines > 1 else ''}" if self.machines else ""
        quantity = units * (HOURS_PER_MONTH if self.unit == "h" else 1)
        traffic = ", without traffic" if self.what in WITH_TRAFFIC else ""
        what = f"{number}{self.what}{served} ({self.where}){traffic}"
        usd = quantity * self.price.usd
        return BillLine(what, quantity, self.unit, self.price.usd, usd, self.price.source, self.price.as_of)

    @property
    def part(self) -> SupportPart:
        """It as a part of the topology."""
        return SupportPart(self.what, self.count, self.where, self.how, self.price.source if self.price else OURS)

    @property
    def left_out(self) -> str | None:
        """What is said of it where it has no line in the bill."""
        if self.line is not None:
            usd = self.line.usd_per_month or 0.0
            return f"{self.line.what}, if private subnets are wanted: USD {usd:,.2f} a month" if self.optional else None
        if self.price is None:
            return f"{self.what} ({self.where}): no price is held"
        return (
            f"{self.what} ({self.where}): USD {self.price.usd:g} for each machine and hour, and the vendor counts them"
        )


def balanced_locations(task: SizingTask, pools: tuple[Pool, ...]) -> tuple[Location, ...]:
    """The locations in whose cloud a load balancer stands before the platform.

    None for one machine and where the platform's own entry is in its price, and none where no service on the location
    has a public port, as long as all ports were listed.
    """
    if task.agents in (Agents.ONE_MACHINE, Agents.PLAN_INSTANCES) or task.terms.entry_included:
        return ()
    public = {service.name for service in task.workload.services if service.public}
    return tuple(
        location
        for location in task.targets.locations
        if location.cloud is not None and (task.workload.mix_assumed or _here(location, pools) & public)
    )


def network_components(task: SizingTask, pools: tuple[Pool, ...], members: int) -> Iterator[NetworkComponent]:
    """What stands on the way in and out of each location in a cloud; `members` are machines of a control plane."""
    balanced = balanced_locations(task, pools)
    for location in task.targets.locations:
        here = [pool for pool in pools if pool.site == location.label]
        if location.cloud is None or not here:
            continue
        if location in balanced:
            yield from _public_ingress(location, _entries(task, location, pools))
        if _balances_inside(task, location, pools):
            how = "private entry between tiers: services call each other through it"
            yield NetworkComponent(INTERNAL, 1, location.label, how, price_of(location, "load_balancer_hour"))
        if task.agents is Agents.ONE_MACHINE:
            how = "the one machine stands in a public subnet and is reached there"
            yield NetworkComponent("public address", 1, location.label, how, price_of(location, "public_ipv4_hour"))
        if _in_own_subnets(task):
            machines = sum(pool.node_count for pool in here)
            main = location.label == task.main_location.label
            yield from _egress(task, location, machines + (members if main else 0))
        if task.workload.mix_assumed or any(service.public for service in task.workload.services):
            how = "names under which the public finds the entry"
            yield NetworkComponent("DNS zone", 1, location.label, how, price_of(location, "dns_zone_month"), "month")


def _here(location: Location, pools: tuple[Pool, ...]) -> set[str]:
    return {name for pool in pools if pool.site == location.label for node in pool.nodes for name, _ in node.pods}


def _balances_inside(task: SizingTask, location: Location, pools: tuple[Pool, ...]) -> bool:
    """Whether calls between services take a balancer: where each replica is a machine and no network joins them."""
    called = {service.name for service in task.workload.services if service.internal}
    return task.agents is Agents.MACHINE_PER_REPLICA and bool(_here(location, pools) & called)


def _wants_private_subnets(task: SizingTask) -> bool:
    """Whether nothing may stand in a public subnet: it is demanded, or there are norms to comply with."""
    asked = (task.knowledge.term_for_tag(tag) for tag in task.scenario.must_have or ())
    return bool(task.scenario.compliance) or Terms.private_networking.term in asked


def _in_own_subnets(task: SizingTask) -> bool:
    """Whether what runs stands in subnets of the customer's own: machines, and tasks without an entry of the vendor."""
    own_tasks = task.agents is Agents.TASKS and not task.terms.entry_included
    return task.agents in ON_OWN_MACHINES or own_tasks


def _entries(task: SizingTask, location: Location, pools: tuple[Pool, ...]) -> int:
    """One for each cluster that has a public service on the location, one at least."""
    public = {service.name for service in task.workload.services if service.public}
    return max(1, len({pool.cluster for pool in pools if _here(location, (pool,)) & public}))


def _public_ingress(location: Location, entries: int) -> Iterator[NetworkComponent]:
    zones = len(location.zones)
    spans = f"public entry in public subnets, spans {zones} zones" if zones > 1 else "public entry in a public subnet"
    how = spans if entries == 1 else f"{spans}, one for each cluster"
    yield NetworkComponent(LOAD_BALANCER, entries, location.label, how, price_of(location, "load_balancer_hour"))
    address = price_of(location, "load_balancer_address_hour")
    each = zones if address is not None and address.by_zone else 1
    what = "public address of the load balancer" if entries == 1 else "public address of a load balancer"
    yield NetworkComponent(what, each * entries, location.label, "where the public arrives", address)


def _egress(task: SizingTask, location: Location, machines: int) -> Iterator[NetworkComponent]:
    """Gateways by which private subnets reach the internet, and their addresses: one a zone where that is the unit."""
    gateway = price_of(location, "nat_gateway_hour")
    optional = not _wants_private_subnets(task)
    stand = f"{'agents' if task.agents in ON_OWN_MACHINES else 'replicas'} stand"
    out = f"way out of the private subnets, {'if the ' + stand + ' in such' if optional else 'where the ' + stand}"
    if gateway is not None and gateway.by_machine:
        counted = 0 if task.agents is Agents.TASKS else min(machines, gateway.at_most or machines)
        how = f"{out}; paid for each machine that uses it"
        yield NetworkComponent(NAT, 1, location.label, how, gateway, optional=optional, machines=counted)
        return
    zones = len(location.zones)
    each = "one in each zone, so that no zone hangs on another" if zones > 1 else "one for the zone"
    how = f"{out}; {each}"
    yield NetworkComponent(NAT, zones, location.label, how, gateway, optional=optional)
    address = price_of(location, "public_ipv4_hour")
    how = "by which replies come back"
    yield NetworkComponent("public address of a NAT gateway", zones, location.label, how, address, optional=optional)
