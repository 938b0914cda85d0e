"""What stands beside the zones: the vendor's control plane, registry, discovery, volumes; and what leads in and out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from advisor.drawing.fill import services_of
from advisor.drawing.geometry import Role
from advisor.knowledge import Operator
from advisor.scenario import Scenario
from advisor.scenario.enums import VolumeAccess
from advisor.sizing.note_codes import NoteCode
from advisor.sizing.support_part import RegistryKeeper, SupportKind, SupportPart
from advisor.sizing.topology import Topology
from advisor.values import MEBIBYTES_PER_GIBIBYTE

KEEPERS = {
    RegistryKeeper.CLOUD: "kept by the cloud",
    RegistryKeeper.PLATFORM: "comes with the platform",
    RegistryKeeper.TEAM: "your own",
    RegistryKeeper.CENTRE: "your own, in the centre",
}
LEVELS = {0: "to be added", 1: "limited", 2: "with add-ons", 3: "built in"}


@dataclass(frozen=True)
class Beside:
    """A box beside the zones: what it is, and facts line by line; `machines` it stands for, if any."""

    role: Role
    heading: str
    lines: tuple[str, ...]
    why: str
    machines: int = 0


@dataclass(frozen=True)
class Network:
    """The ways in and out of one location."""

    balancers: int = 0
    internal_balancers: int = 0
    public_address: bool = False
    nat_gateways: int = 0
    public_nodes: bool = False
    """Whether each machine has a public address."""
    subnets_known: bool = False


def network_of(topology: Topology, site: str) -> Network:
    """The network parts of a location, without those of the picture that is not in the base of the bill."""
    counts: dict[SupportKind, int] = {}
    for part in topology.support:
        if part.key.location == site and not part.optional:
            counts[part.key.kind] = counts.get(part.key.kind, 0) + part.count
    nat, public = counts.get(SupportKind.NAT_GATEWAY, 0), SupportKind.NODE_ADDRESS in counts
    return Network(
        balancers=counts.get(SupportKind.LOAD_BALANCER, 0),
        internal_balancers=counts.get(SupportKind.INTERNAL_LOAD_BALANCER, 0),
        public_address=SupportKind.PUBLIC_ADDRESS in counts,
        nat_gateways=nat,
        public_nodes=public or (SupportKind.PUBLIC_ADDRESS in counts and not nat),
        subnets_known=bool(nat or public or SupportKind.PUBLIC_ADDRESS in counts),
    )


OVERFLOWS: Mapping[StrEnum, str] = {
    NoteCode.BURST_TO_CLOUD: "takes the overflow at the peak",
    NoteCode.BEYOND_OWN_SERVERS: "takes what own servers cannot hold",
}


def overflow_sites(topology: Topology) -> Mapping[str, str]:
    """The clouds that take what own servers cannot hold, and when they do, as the plan says."""
    said = [(dict(note.values), OVERFLOWS[note.code]) for note in topology.notes if note.code in OVERFLOWS]
    return {str(values["location"]): words for values, words in said}


def has_dns(topology: Topology) -> bool:
    """Whether names for the public are among what was sized."""
    return any(part.key.kind is SupportKind.DNS_ZONE for part in topology.support)


def beside_of(topology: Topology, scenario: Scenario) -> tuple[Beside, ...]:
    """The boxes beside the zones, from above."""
    return (
        *_vendor_plane(topology),
        *_centre(topology),
        *_internal_balancers(topology),
        *_services(topology),
        *_volumes(topology, scenario),
        *_roles(topology),
    )


def _vendor_plane(topology: Topology) -> Iterator[Beside]:
    plane = topology.control_plane
    if plane.operated_by is not Operator.VENDOR:
        return
    lines = ["run by the vendor"]
    lines += [f"tier {plane.tier}"] if plane.tier else []
    lines += [f"{plane.sla_percent:g}% promised"] if plane.sla_percent else []
    clusters = max(plane.clusters, len(topology.clusters))
    lines += [f"{clusters} clusters"] if clusters > 1 else []
    yield Beside(Role.VENDOR_CONTROL_PLANE, "Control plane", tuple(lines), "schedules the replicas")


def _centre(topology: Topology) -> Iterator[Beside]:
    sites = topology.sites
    if sites is not None and sites.services_in_centre:
        count = len(sites.services_in_centre)
        lines = (f"{count} service{'' if count == 1 else 's'} run there", "sized apart")
        yield Beside(Role.LOCATION, "Centre", lines, ", ".join(sites.services_in_centre))


def _internal_balancers(topology: Topology) -> Iterator[Beside]:
    count = sum(
        part.count
        for part in topology.support
        if part.key.kind is SupportKind.INTERNAL_LOAD_BALANCER and not part.optional
    )
    if count:
        heading = "Internal balancer" if count == 1 else f"{count} internal balancers"
        yield Beside(Role.INTERNAL_LOAD_BALANCER, heading, ("between services",), "services call each other through it")


def _services(topology: Topology) -> Iterator[Beside]:
    for part in topology.support:
        if part.key.kind is SupportKind.REGISTRY:
            yield Beside(
                Role.REGISTRY, "Image registry", tuple(_registry_lines(part)), "the machines fetch images there"
            )
        if part.key.kind is SupportKind.DISCOVERY:
            yield Beside(Role.DISCOVERY, "Discovery", (LEVELS[part.level or 0],), "services find each other by it")
        if part.key.kind is SupportKind.DISCOVERY_MEMBERS:
            lines = (f"{part.count} members" if part.count else "members", "on machines or their own")
            yield Beside(Role.DISCOVERY, "Discovery members", lines, "keep the list of replicas")


def _registry_lines(part: SupportPart) -> Iterator[str]:
    if part.kept_by is not None:
        yield KEEPERS[part.kept_by]
    if part.images is not None and part.images.gib is not None:
        yield f"{part.images.gib:,.0f} GiB of images"


def _volumes(topology: Topology, scenario: Scenario) -> Iterator[Beside]:
    """Disks and shared file systems of what runs, by what the services ask for."""
    running: dict[str, int] = {}
    for pool in topology.pools:
        for node in pool.nodes:
            for name, count in node.pods:
                running[name] = running.get(name, 0) + count * node.count
    disks, shared, disk_mib, shared_mib = 0, 0, 0, 0
    names: list[str] = []
    for name, service in services_of(scenario).items():
        for volume in service.volumes or ():
            if not running.get(name):
                continue
            names.append(f"{name}: {volume.name}")
            if volume.access is VolumeAccess.MANY:
                shared, shared_mib = shared + 1, shared_mib + volume.size_mib
            else:
                disks += running[name]
                disk_mib += running[name] * volume.size_mib
    lines = []
    if disks:
        lines.append(f"{disks:,} disk{'' if disks == 1 else 's'}, {disk_mib / MEBIBYTES_PER_GIBIBYTE:,.0f} GiB")
    if shared:
        lines.append(f"{shared:,} shared, {shared_mib / MEBIBYTES_PER_GIBIBYTE:,.0f} GiB")
    if lines:
        yield Beside(Role.VOLUME, "Volumes", tuple(lines), ", ".join(names))


def _roles(topology: Topology) -> Iterator[Beside]:
    for part in topology.auxiliary:
        if not part.zone:
            where = f" of {part.cluster}" if part.cluster else ""
            yield Beside(
                Role.AUXILIARY,
                part.role[:1].upper() + part.role[1:],
                (f"{part.count} × {part.machine}",),
                f"machines{where}",
                machines=part.count,
            )
