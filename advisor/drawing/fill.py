"""How full machines are: what share of a machine the replicas on it ask for, and what runs at the peak only."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.scenario import Scenario
from advisor.scenario.copies import separate_copies
from advisor.scenario.service import Service
from advisor.sizing.cloud_location import VENDOR_ZONE
from advisor.sizing.packing_items import is_added
from advisor.sizing.pool import Pool, PoolKind
from advisor.sizing.topology import Topology

Pods = tuple[tuple[str, int], ...]
"""Replicas by the name of their service."""
CPU, MEMORY = "cpu", "memory"


def services_of(scenario: Scenario) -> Mapping[str, Service]:
    """The services by the names that a plan has, copies apart."""
    return {service.name: service for service in separate_copies(scenario.services or ())}


def typical_share(scenario: Scenario) -> Mapping[str, float]:
    """What share of a service's replicas at the peak runs on a typical day, for those with fewer."""
    counted = ((name, service.replicas) for name, service in services_of(scenario).items())
    return {name: r.typical / r.most for name, r in counted if r is not None and r.typical < r.most}


def zones_of(topology: Topology) -> tuple[tuple[str, str], ...]:
    """Every site and zone in which something runs, in the order in which they are drawn."""
    sites = dict.fromkeys(pool.site for pool in topology.pools)
    return tuple(
        dict.fromkeys(
            (site, zone) for site in sites for pool in topology.pools if pool.site == site for zone in pool.zones
        )
    )


def zone_title(site: str, zone: str) -> str:
    """The name without the region, which stands above all of its zones."""
    if zone == VENDOR_ZONE:
        return "zones chosen by the vendor"
    place = zone.removeprefix(f"{site.rsplit(maxsplit=1)[-1]}-") if " " in site else zone
    return place if len(place) > 1 else f"zone {place}"


class PoolFill:
    """The shares of one pool's machines, with what they rest on worked out once.

    Amounts are those of the packed items, else those that the services name.
    """

    def __init__(self, pool: Pool, services: Mapping[str, Service]) -> None:
        self._offered = {
            each.name: {CPU: each.cpu_millicores, MEMORY: each.memory_mib}
            for each in (*pool.considered, *pool.machines)
            if pool.kind is not PoolKind.TASKS
        }
        self._asked = {
            name: (service.cpu_millicores or 0, service.memory_mib or 0)
            for name, service in services.items()
            if service.cpu_millicores or service.memory_mib
        }
        if pool.packed is not None:
            items = (*pool.packed.items, *pool.packed.on_each_node)
            self._asked |= {item.name: (item.cpu_millicores, item.memory_mib) for item in items}

    def shares(self, machine: str, pods: Pods, weights: Mapping[str, float] | None = None) -> dict[str, float]:
        """What share of a machine's CPU and memory that services may use replicas ask for; empty if not known.

        With `weights` only that share of each service's replicas counts.
        """
        offered = self._offered.get(machine)
        if offered is None:
            return {}
        cpu = memory = 0.0
        for name, count in pods:
            asked = self._asked.get(name)
            if asked is None:
                if is_added(name):
                    continue
                return {}
            weight = count * weights.get(name, 1.0) if weights else count
            cpu, memory = cpu + asked[0] * weight, memory + asked[1] * weight
        used = {CPU: cpu, MEMORY: memory}
        return {resource: used[resource] / there for resource, there in offered.items() if there > 0}
