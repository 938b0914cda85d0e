"""What stands beside the agents: proxies, load balancers, gateways, addresses, discovery, registry."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from advisor.sizing.bill_types import StoredImages


class SupportKind(StrEnum):
    """What stands beside the agents."""

    PROXY = "proxy"
    LOAD_BALANCER = "load_balancer"
    INTERNAL_LOAD_BALANCER = "internal_load_balancer"
    LOAD_BALANCER_ADDRESS = "load_balancer_address"
    PUBLIC_ADDRESS = "public_address"
    NODE_ADDRESS = "node_address"
    """A public address of each machine or task, by which it reaches the internet."""
    NAT_GATEWAY = "nat_gateway"
    NAT_ADDRESS = "nat_address"
    DNS_ZONE = "dns_zone"
    ROUTING = "routing"
    DISCOVERY = "discovery"
    DISCOVERY_MEMBERS = "discovery_members"
    REGISTRY = "registry"


class RegistryKeeper(StrEnum):
    """Who keeps the image registry."""

    CLOUD = "cloud"
    PLATFORM = "platform"
    TEAM = "team"
    CENTRE = "centre"
    """The team, once for many equal sites: it stands in the centre, and in none of them."""


@dataclass(frozen=True)
class SupportKey:
    """Which part beside the agents it is, whatever its number."""

    kind: SupportKind
    location: str = ""
    pool: str = ""


@dataclass(frozen=True)
class SupportPart:
    """Something beside the agents: proxies, load balancers, gateways, discovery, registry.

    What does not apply is empty; a `count` of 0 says that it has no number of its own. `zones` are those it spans;
    `level` is that of the platform's capability and `why` what the knowledge base says of it.
    """

    key: SupportKey
    count: int
    source: str
    zones: int = 1
    optional: bool = False
    """Only there in the other picture of the network, as nobody decided between public and private subnets."""
    per_machine: bool = False
    """Paid for each machine that uses it, not for each zone."""
    for_tasks: bool = False
    """Whether replicas without machines of the customer's own use it, not agents."""
    level: int | None = None
    kept_by: RegistryKeeper | None = None
    images: StoredImages | None = None
    why: str = ""
    machine: str = ""
    """The type of machine that does it, where the cloud sells nothing for it."""
