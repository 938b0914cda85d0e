"""The set-up in five lines: control plane, nodes, entry, registry, people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.knowledge import Operator
from advisor.recommend import Ranked, Recommendation
from advisor.report.blocks import Line
from advisor.report.sections.evidence import answer, claim, figure
from advisor.report.wording import count, listing
from advisor.report.wording.control_plane import machine_words
from advisor.report.wording.operation import people_words
from advisor.report.wording.rounded import hours
from advisor.scenario import Scenario
from advisor.scenario.enums import Exposure
from advisor.scoring.measures import HIGHEST_LEVEL
from advisor.sizing.cluster import ControlPlane
from advisor.sizing.pool import Pool, PoolKind
from advisor.sizing.support_part import RegistryKeeper, SupportKind, SupportPart
from advisor.sizing.topology import Topology

TOPOLOGY = "ranking/0/topology"
PLACED, SPREAD = "placed by the vendor", "spread over zones by the vendor"
ZONE_SPREAD, SPREADS_BY_ITSELF = "zone_spread", 3
"""The capability of spreading replicas over zones, and the level from which nobody has to see to it."""
MOST_TYPES = 2
MOST_PORTS = 2
ANY_ZONE = "any"
"""The zone of tasks that a vendor places."""
UNITS = {PoolKind.MACHINES: "machine", PoolKind.INSTANCES: "instance", PoolKind.TASKS: "task"}
REGISTRIES = {
    RegistryKeeper.CLOUD: "the registry of the cloud",
    RegistryKeeper.PLATFORM: "comes with the platform",
    RegistryKeeper.TEAM: "your own, two replicas on shared storage",  # but for one machine
    RegistryKeeper.CENTRE: "your own, once in the centre for all sites",
}
ENTRY = {
    SupportKind.LOAD_BALANCER: ("load balancer", "load balancers"),
    SupportKind.PROXY: ("proxy on the nodes", "proxies on the nodes"),
    SupportKind.PUBLIC_ADDRESS: ("public address", "public addresses"),
    SupportKind.NODE_ADDRESS: ("public address of a node", "public addresses of nodes"),
    SupportKind.NAT_GATEWAY: ("NAT gateway for the way out", "NAT gateways for the way out"),
}
"""What traffic comes in by and goes out by, one and several."""
OF_TASKS = ("public address of a task", "public addresses of tasks")


def set_up_lines(entry: Ranked, recommendation: Recommendation) -> Iterator[Line]:
    """The five lines."""
    topology, scenario = entry.topology, recommendation.scenario
    spread = _vendor_spreads(entry, recommendation)
    sold = bool(topology.pools) and all(pool.kind is not PoolKind.MACHINES for pool in topology.pools)
    what = "Replicas" if sold else "Nodes"
    rests = (figure(f"{TOPOLOGY}/pools"), figure(f"{TOPOLOGY}/sites"), answer("hosting.zones"))
    yield Line(f"Control plane: {_control_plane(topology)}.", (figure(f"{TOPOLOGY}/control_plane"),), item=True)
    more = (claim(entry.platform.id, ZONE_SPREAD),) if spread else ()
    yield Line(f"{what}: {_nodes(topology, SPREAD if spread else PLACED)}.", (*rests, *more), item=True)
    host_ports = _host_ports(scenario)
    taken = (figure("scenario/services"),) if host_ports else ()
    parts = (figure(f"{TOPOLOGY}/support"), figure(f"{TOPOLOGY}/pools"))
    yield Line(f"Entry: {_entry(topology)}{host_ports}.", (*parts, *taken), item=True)
    yield Line(f"Registry: {_registry(topology.support)}.", (figure(f"{TOPOLOGY}/support"),), item=True)
    cost = "ranking/0/cost_usd_per_month"
    work = (figure(f"{cost}/operation"), figure(f"{cost}/people"), answer("team.ops"), answer("team.engineers"))
    yield Line(f"People: {_people(topology, scenario)}.", work, item=True)


def _control_plane(topology: Topology) -> str:
    plane, sites = topology.control_plane, topology.sites
    each = f" in each of {sites.count:,} sites" if sites is not None and plane.members else ""
    if plane.operated_by is Operator.NOBODY:
        return "none"
    if plane.operated_by is Operator.VENDOR:
        clusters = f", {plane.clusters} clusters" if plane.clusters > 1 else ""
        tier = f", tier {plane.tier}" if plane.tier else ""
        promised = f", {plane.sla_percent:g}% uptime promised" if plane.sla_percent else ""
        return f"run by the vendor{clusters}{tier}{promised}"
    clusters = f" in each of {plane.clusters} clusters" if plane.clusters > 1 and sites is None else ""
    return f"{count(plane.members, 'member')}{clusters}{each} on {_stands_on(plane)}{_members(plane)}, run by you"


def _stands_on(plane: ControlPlane) -> str:
    """The types of its machines, or that it shares those of the services."""
    return "the machines of the services" if plane.on_agents else machine_words(plane)


def _members(plane: ControlPlane) -> str:
    if plane.clusters > 1 or not plane.members_by_zone:
        return ""
    placed = _by_zone(plane.members_by_zone)
    return f", {placed}" if placed else ""


def _by_zone(counts: Sequence[tuple[str, int]]) -> str:
    """`6 in each of 3 zones`, `5, 4 and 4 in 3 zones`; empty where there is only one of them."""
    there = [(zone, number) for zone, number in counts if number]
    numbers = {number for _, number in there}
    if len(there) < 2:
        return "all in one zone" if sum(numbers) > 1 else ""
    if len(numbers) == 1:
        return f"{numbers.pop():,} in each of {len(there)} zones"
    return f"{listing([f'{number:,}' for _, number in there])} in {len(there)} zones"


def _nodes(topology: Topology, by_vendor: str) -> str:
    if topology.sites is not None:
        plan = topology.sites
        each = listing([f"{number} x {machine}" for machine, number in plan.machines]) or "none"
        return f"{each} in each of {plan.count:,} sites"
    sites: dict[tuple[str, PoolKind], list[Pool]] = {}
    for pool in topology.pools:
        sites.setdefault((pool.site, pool.kind), []).append(pool)
    told = [_of_site(site, kind, pools, by_vendor) for (site, kind), pools in sites.items()]
    others = [f"{each.count} x {each.machine} for {each.role}" for each in topology.auxiliary]
    return "; ".join(told + others) or "none"


def _vendor_spreads(entry: Ranked, recommendation: Recommendation) -> bool:
    """Whether several zones are asked for and the platform spreads replicas over zones by itself."""
    hosting = recommendation.scenario.hosting
    asked = hosting is not None and (hosting.zones or 1) > 1
    level = entry.platform.terms(recommendation.as_of).zone_spread
    return asked and level is not None and level >= SPREADS_BY_ITSELF


def _of_site(site: str, kind: PoolKind, pools: Sequence[Pool], by_vendor: str) -> str:
    """`13 machines on aws us-east-1 (8 x m5a.2xlarge; 5 x c6a.2xlarge), 5 and 8 in 2 zones`."""
    zones: dict[str, int] = {}
    types: dict[str, int] = {}
    for pool in pools:
        for zone, nodes in pool.count_by_zone().items():
            zones[zone] = zones.get(zone, 0) + nodes
        for node in pool.nodes:
            types[node.machine] = types.get(node.machine, 0) + node.count
    total = sum(zones.values())
    number = f"{count(total, UNITS[kind])}{' at the peak' if kind is PoolKind.TASKS else ''} on {site}"
    made = f" ({next(iter(types))}{' each' if total > 1 else ''})" if len(types) == 1 else f" ({_types(types)})"
    placed = by_vendor if set(zones) == {ANY_ZONE} else _by_zone(tuple(zones.items()))
    return f"{number}{made if types else ''}{f', {placed}' if placed else ''}"


def _types(types: dict[str, int]) -> str:
    largest = sorted(types.items(), key=lambda each: (-each[1], each[0]))
    shown = [f"{number:,} x {name}" for name, number in largest[:MOST_TYPES]]
    more = sum(number for _, number in largest[MOST_TYPES:])
    return "; ".join(shown + ([f"{more:,} of other sizes"] if more else []))


def _entry(topology: Topology) -> str:
    support, counts, names = topology.support, dict[SupportKind, int](), ENTRY
    for part in support:
        if part.key.kind in ENTRY and not part.optional:
            counts[part.key.kind] = counts.get(part.key.kind, 0) + part.count
            names = names | {SupportKind.NODE_ADDRESS: OF_TASKS} if part.for_tasks else names
    machines = sum(pool.node_count for pool in topology.pools if pool.kind is PoolKind.MACHINES)
    if counts.get(SupportKind.PROXY) == 1 and machines:
        where = f"one of the {machines} machines" if machines > 1 else "the machine"
        names = names | {SupportKind.PROXY: (f"proxy on {where}", "")}
    told = [count(counts[kind], *each) for kind, each in names.items() if counts.get(kind)]
    built_in = any(part.key.kind is SupportKind.ROUTING and part.level == HIGHEST_LEVEL for part in support)
    return listing(told) or ("built in" if built_in else "nothing of its own")


def _host_ports(scenario: Scenario) -> str:
    """The ports that services take of their machines, in a clause; empty where none does."""
    taken = {
        port.port: service.name
        for service in scenario.services or ()
        for port in service.ports or ()
        if port.exposure is Exposure.HOST
    }
    if not taken:
        return ""
    told = [f"port {port} of {name}" for port, name in sorted(taken.items())][:MOST_PORTS]
    more = f" and {len(taken) - len(told)} more" if len(taken) > len(told) else ""
    return f"; {listing(told)}{more} on the machines themselves"


def _registry(support: Sequence[SupportPart]) -> str:
    kept = (part for part in support if part.key.kind is SupportKind.REGISTRY and part.kept_by is not None)
    part = next(kept, None)
    if part is None or part.kept_by is None:
        return "none planned"
    if part.kept_by is RegistryKeeper.TEAM and part.count == 1:
        return "your own, one replica on the machine's disk"
    where = f" ({part.key.location})" if part.key.location and part.kept_by is RegistryKeeper.CLOUD else ""
    return f"{REGISTRIES[part.kept_by]}{where}"


def _people(topology: Topology, scenario: Scenario) -> str:
    effort = topology.bill.effort
    if effort is None:
        return "what stays with the team is unknown"
    takes = f"{hours(effort.hours.base)} a week"
    if effort.people >= 1:
        takes += f" ({people_words(effort.people)} with {effort.hours_per_person:g} hours each)"
    team = scenario.team
    if team is None or team.ops is None or 0 < team.ops < effort.people:  # too few are told as what is given up
        return takes
    if team.ops:
        return f"{takes}; the team has {count(team.ops, 'operations person', 'operations people')}"
    builders = f", so it falls to the {count(team.engineers, 'engineer')}" if team.engineers else ""
    return f"{takes}; no operations people{builders}"
