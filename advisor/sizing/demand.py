"""What each pool must hold: services grouped by site, tenant, system and architecture, replicas spread over zones."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, replace
from enum import StrEnum

from advisor.scenario.choices import Spread
from advisor.sizing.needs import Needs, ServiceNeed
from advisor.sizing.packing import Item
from advisor.sizing.rolling import Rolling
from advisor.sizing.ties import bundles_of

ITEMS_REMEMBERED = 64
"""Lists of items that are remembered: of a few hours, clusters and grounds of one scenario."""


class Hour(StrEnum):
    """Which replica count is planned for."""

    FLOOR = "floor"
    TYPICAL = "typical"
    PEAK = "peak"


@dataclass(frozen=True)
class PoolDemand:
    """The services of one pool."""

    name: str
    site: str
    os: str
    arch: str
    services: tuple[ServiceNeed, ...]
    tenant: str = ""


class ConflictError(ValueError):
    """Wishes of the scenario that exclude each other, in words."""

    def __init__(self, reason: str, services: tuple[str, ...]) -> None:
        self.reason, self.services = reason, services
        super().__init__(reason)


def pools_of(services: tuple[ServiceNeed, ...], needs: Needs, site: str) -> tuple[PoolDemand, ...]:
    """The pools of one site, in a stable order: apart by system, architecture, and tenants that must not share."""
    groups: dict[tuple[str, str, str], list[ServiceNeed]] = {}
    for service in services:
        tenant = needs.tenancy.pool_of(service.tenant)
        groups.setdefault((tenant, service.os, service.arch), []).append(service)
    pools = []
    for (tenant, system, arch), members in sorted(groups.items()):
        parts = [tenant or "services"]
        parts += [system] if system != "linux" else []
        parts += [arch] if arch != "amd64" else []
        pools.append(PoolDemand("-".join(parts), site, system, arch, tuple(members), tenant))
    return tuple(pools)


def replicas_at(service: ServiceNeed, hour: Hour) -> int:
    """Replicas of a service at the quietest hour, on a typical day, or at the peak."""
    if hour is Hour.TYPICAL:
        return service.typical
    return service.peak if hour is Hour.PEAK else service.floor


@functools.lru_cache(maxsize=ITEMS_REMEMBERED)
def items_of(
    services: tuple[ServiceNeed, ...], zones: int, hour: Hour, rolling: Rolling | None = None
) -> tuple[Item, ...]:
    """Packing items of a pool: replicas spread evenly over zones, services tied by affinity bundled.

    Odd replicas go to the zone with the least CPU so far, the largest services first, ties to the first zone.
    Platforms ask for the same ones, so the latest are remembered. Raises ConflictError when services that must share
    a machine also exclude each other on one.
    """
    load = [0] * zones
    items = []
    for members in sorted(bundles_of(services), key=lambda m: (-sum(s.cpu_millicores for s in m), m[0].name)):
        counts = [replicas_at(service, hour) for service in members]
        bundles = math.gcd(*counts)
        if bundles == 0:
            continue
        per_bundle = [count // bundles for count in counts]
        by_zone = _spread(
            bundles, zones, load, sum(s.cpu_millicores * n for s, n in zip(members, per_bundle, strict=True))
        )
        surges = [rolling.surge_of(count) if rolling else 0 for count in counts]
        # what is tied together is upgraded together, in whole bundles
        surge = max(-(-more // each) for more, each in zip(surges, per_bundle, strict=True) if each)
        items.append(replace(_item(members, per_bundle, by_zone), surge=surge))
    return tuple(sorted(items, key=lambda item: item.name))


def _spread(count: int, zones: int, load: list[int], cpu: int) -> tuple[int, ...]:
    by_zone = [count // zones] * zones
    for zone in sorted(range(zones), key=lambda z: (load[z], z))[: count % zones]:
        by_zone[zone] += 1
    for zone in range(zones):
        load[zone] += by_zone[zone] * max(cpu, 1)
    return tuple(by_zone)


def _item(members: list[ServiceNeed], per_bundle: list[int], by_zone: tuple[int, ...]) -> Item:
    names = {service.name for service in members}
    ports: set[str] = set()
    for service, count in zip(members, per_bundle, strict=True):
        if ports & service.host_ports or (count > 1 and service.host_ports):
            port = sorted(ports & service.host_ports or service.host_ports)[0]
            raise ConflictError(
                f"{', '.join(sorted(names))} must share a machine, yet host port {port} is there once", tuple(names)
            )
        if names & set(service.anti_affinity) - {service.name}:
            raise ConflictError(
                f"{', '.join(sorted(names))} are tied by affinity and kept apart by anti-affinity", tuple(names)
            )
        ports |= service.host_ports
    most = [s.max_per_node // count if s.max_per_node else None for s, count in zip(members, per_bundle, strict=True)]
    if any(m == 0 for m in most):
        raise ConflictError(
            f"{', '.join(sorted(names))} must share a machine in numbers above max_per_node", tuple(names)
        )
    alone = any(service.name in service.anti_affinity or service.spread is Spread.NODE for service in members)
    caps = [m for m in most if m is not None] + ([1] if alone else [])
    weighed = list(zip(members, per_bundle, strict=True))
    return Item(
        name="+".join(service.name for service in members),
        cpu_millicores=sum(s.cpu_millicores * n for s, n in weighed),
        memory_mib=sum(s.memory_mib * n for s, n in weighed),
        replicas_by_zone=by_zone,
        io_mbps=sum(s.io_mbps * n for s, n in weighed),
        pods=sum(per_bundle),
        most_per_node=min(caps) if caps else None,
        exclusive=frozenset(ports),
        apart_from=frozenset(other for s in members for other in s.anti_affinity if other not in names),
    )


def bundle_contents(services: tuple[ServiceNeed, ...], hour: Hour) -> dict[str, tuple[tuple[str, int], ...]]:
    """What one replica of each item holds, by item name: services with their count in the bundle."""
    contents = {}
    for members in bundles_of(services):
        counts = [replicas_at(service, hour) for service in members]
        bundles = math.gcd(*counts)
        if bundles:
            name = "+".join(service.name for service in members)
            contents[name] = tuple((s.name, count // bundles) for s, count in zip(members, counts, strict=True))
    return contents
