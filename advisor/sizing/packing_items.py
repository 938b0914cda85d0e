"""What a pool packs as items of the packer: replicas of services, and those that the platform adds."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from enum import StrEnum

from advisor.packing import Item
from advisor.scenario.enums import Spread
from advisor.sizing.affinity import hosts_by_service
from advisor.sizing.replica_spread import spread_over_zones
from advisor.sizing.rolling_update import RollingUpdate
from advisor.sizing.service_demand import ServiceDemand
from advisor.sizing.volumes import holds_disk

ITEMS_REMEMBERED = 64
"""Lists of items that are remembered: of a few hours, clusters and locations of one scenario."""


class LoadPoint(StrEnum):
    """Which replica count of each service is planned for: its minimum, that of a typical day, or its peak."""

    FLOOR = "floor"
    TYPICAL = "typical"
    PEAK = "peak"


def replicas_at(service: ServiceDemand, load: LoadPoint) -> int:
    """Replicas of a service at its minimum, on a typical day, or at the peak."""
    if load is LoadPoint.TYPICAL:
        return service.typical
    return service.peak if load is LoadPoint.PEAK else service.floor


@functools.lru_cache(maxsize=ITEMS_REMEMBERED)
def items_of(
    services: tuple[ServiceDemand, ...],
    zones: int,
    load: LoadPoint,
    rolling: RollingUpdate | None = None,
    *,
    follow_hosts: bool = False,
) -> tuple[Item, ...]:
    """Packing items of a pool, one for each service that has replicas.

    They are spread evenly over zones, or with `follow_hosts` in the proportions of what they must stand beside (see
    replica_spread.py). Platforms ask for the same ones, so the latest are remembered. Raises RefusalError when a
    service asks to be spread over zones in which what it must stand beside is not.
    """
    counts = {service.name: replicas_at(service, load) for service in services}
    hosts = hosts_by_service(services)
    for service in services:
        for name in hosts[service.name] if counts[service.name] else ():
            counts[name] = max(counts[name], 1)  # where it had none at this hour, nothing could start beside it
    by_zone = spread_over_zones(services, counts, zones, follow_hosts=follow_hosts)
    items = (_item(service, by_zone[service.name], rolling) for service in services if counts[service.name])
    return tuple(sorted(items, key=lambda item: item.name))


def _item(service: ServiceDemand, by_zone: tuple[int, ...], rolling: RollingUpdate | None) -> Item:
    alone = service.name in service.anti_affinity or service.spread is Spread.NODE
    limits = [service.max_per_node] if service.max_per_node is not None else []
    # a disk is let go of by the old replica before the new one has it, so there is no surge
    surges = rolling is not None and not holds_disk(service)
    return Item(
        name=service.name,
        cpu_millicores=service.cpu_millicores,
        memory_mib=service.memory_mib,
        replicas_by_zone=by_zone,
        io_mbps=service.io_mbps,
        gpus=service.gpus,
        disk_mib=service.disk_mib,
        max_per_node=min([*limits, 1]) if alone else service.max_per_node,
        exclusive_tokens=service.host_ports,
        affinity=frozenset(service.affinity) - {service.name},
        anti_affinity=frozenset(service.anti_affinity) - {service.name},
        surge=rolling.surge_of(sum(by_zone)) if rolling is not None and surges else 0,
    )


@dataclass(frozen=True)
class SystemReplicas:
    """Replicas that the platform itself puts on the agents: proxies, or control-plane members."""

    name: str
    count: int
    cpu_millicores: int
    memory_mib: int


def is_added(name: str) -> bool:
    """Whether replicas of this name in a plan are the platform's own: these have names in brackets, and no service may.

    >>> is_added("(proxy)"), is_added("proxy")
    (True, False)
    """
    return name.startswith("(")


def system_item(extra: SystemReplicas, zones: int) -> Item:
    """The packing item of what the platform adds: at most one on a machine, spread evenly over zones."""
    by_zone = tuple(extra.count // zones + (1 if zone < extra.count % zones else 0) for zone in range(zones))
    return Item(
        extra.name,
        extra.cpu_millicores,
        extra.memory_mib,
        by_zone,
        exclusive_tokens=frozenset({f"one {extra.name} a machine"}),
    )
