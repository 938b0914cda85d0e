"""Words for what stands beside the agents: what it is, where it stands, and how it is had."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from advisor.report.wording import count
from advisor.sizing.control_plane import CONTROL_PLANE, WHOLE_MEMBER
from advisor.sizing.support.proxies import PROXY
from advisor.sizing.support_part import RegistryKeeper, SupportKind, SupportPart

NAMES: Mapping[SupportKind, str] = {
    SupportKind.PROXY: "proxy",
    SupportKind.LOAD_BALANCER: "load balancer",
    SupportKind.INTERNAL_LOAD_BALANCER: "internal load balancer",
    SupportKind.LOAD_BALANCER_ADDRESS: "public address of a load balancer",
    SupportKind.PUBLIC_ADDRESS: "public address",
    SupportKind.NODE_ADDRESS: "public address of a node or task",
    SupportKind.NAT_GATEWAY: "NAT gateway",
    SupportKind.NAT_ADDRESS: "public address of a NAT gateway",
    SupportKind.DNS_ZONE: "DNS zone",
    SupportKind.ROUTING: "routing",
    SupportKind.DISCOVERY: "discovery",
    SupportKind.DISCOVERY_MEMBERS: "discovery members",
    SupportKind.REGISTRY: "registry",
}

LEVELS = {0: "to be added", 1: "limited", 2: "with add-ons", 3: "built in"}
"""How a platform has routing or discovery, by the level of its capability."""

HOW: Mapping[SupportKind, str] = {
    SupportKind.PROXY: "routes requests to replicas",
    SupportKind.INTERNAL_LOAD_BALANCER: "private entry between tiers: services call each other through it",
    SupportKind.LOAD_BALANCER_ADDRESS: "where the public arrives",
    SupportKind.PUBLIC_ADDRESS: "the one machine stands in a public subnet and is reached there",
    SupportKind.NAT_ADDRESS: "by which replies come back",
    SupportKind.DNS_ZONE: "names under which the public finds the entry",
    SupportKind.DISCOVERY_MEMBERS: "keep the list of replicas; with three, a majority is left when one is lost",
}


ADDED: Mapping[str, tuple[str, str]] = {
    CONTROL_PLANE: ("control-plane member", "control-plane members"),
    WHOLE_MEMBER: ("control-plane member", "control-plane members"),
    PROXY: ("added proxy", "added proxies"),
}
"""What stands on the agents beside the services, one and several."""


def pods_words(pods: Iterable[tuple[str, int]]) -> str:
    """What stands on a machine: `1 control-plane member, 3 web`; empty where nothing does."""
    return ", ".join(count(number, *ADDED[name]) if name in ADDED else f"{number:,} {name}" for name, number in pods)


def what_words(part: SupportPart) -> str:
    """What it is."""
    return NAMES[part.key.kind]


def where_words(part: SupportPart) -> str:
    """Where it stands, or how much of it the platform brings."""
    match part.key.kind:
        case SupportKind.PROXY:
            return f"on the agents of pool {part.key.pool} ({part.key.location}), at most one a machine"
        case SupportKind.ROUTING | SupportKind.DISCOVERY:
            return LEVELS[part.level or 0]
        case SupportKind.DISCOVERY_MEMBERS:
            return "on three agents, or on small machines of their own, one a zone where there are three"
        case SupportKind.REGISTRY:
            return f"{_registry_words(part)}{_holds(part)}"
    return part.key.location


def _registry_words(part: SupportPart) -> str:
    match part.kept_by:
        case RegistryKeeper.CLOUD:
            return f"the registry of the cloud ({part.key.location})"
        case RegistryKeeper.PLATFORM:
            return "comes with the platform"
        case RegistryKeeper.CENTRE:
            return "one's own in the centre for all sites, on shared storage"
    return "one's own, on the machine's disk" if part.count == 1 else "one's own, on shared storage"


def _holds(part: SupportPart) -> str:
    images = part.images
    if images is None or images.gib is None:
        return ""
    return f", {images.gib:,.1f} GiB for {images.versions} versions of each image, {images.stages} stages"


def how_words(part: SupportPart) -> str:
    """What it does and how it is had."""
    match part.key.kind:
        case SupportKind.LOAD_BALANCER:
            where = f"public subnets, spans {part.zones} zones" if part.zones > 1 else "a public subnet"
            return f"public entry in {where}{', one for each cluster' if part.count > 1 else ''}"
        case SupportKind.NODE_ADDRESS:
            who = "each replica" if part.for_tasks else "each machine"
            stands = "could stand" if part.optional else "stands"
            return f"{who} {stands} in a public subnet to reach the internet by an address of its own"
        case SupportKind.NAT_ADDRESS if part.optional:
            return "by which replies would come back to it"
        case SupportKind.NAT_GATEWAY:
            return _gateway_words(part)
    return HOW.get(part.key.kind, part.why)


def _gateway_words(part: SupportPart) -> str:
    who = "replicas" if part.for_tasks else "agents"
    stand = f"if the {who} stand in such" if part.optional else f"where the {who} stand"
    if part.per_machine:
        each = "paid for each machine that uses it"
    else:
        each = "one in each zone, so that no zone hangs on another" if part.zones > 1 else "one for the zone"
    if part.machine:
        return (
            f"way out of the private subnets, {stand}; a {part.machine} of one's own, as the cloud sells none; {each}"
        )
    return f"way out of the private subnets, {stand}; {each}"
