"""Proxies on the agents: whether anything is routed to, how many it takes, and where they stand."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from advisor.sizing.deployment import SizingTask
from advisor.sizing.location import Location
from advisor.sizing.packing_items import SystemReplicas
from advisor.sizing.pool import Pool
from advisor.sizing.service_demand import ServiceDemand
from advisor.sizing.support_part import SupportKey, SupportKind, SupportPart
from advisor.sizing.workload import Workload

PROXY = "(proxy)"
"""In brackets, as no service can be called."""


def routed_services(services: Iterable[ServiceDemand]) -> frozenset[str]:
    """The services that requests from outside are routed to: the public ones, else those whose ports are not known."""
    listed = tuple(services)
    public = frozenset(service.name for service in listed if service.public)
    return public or frozenset(service.name for service in listed if service.may_be_public)


def proxy_replicas(task: SizingTask, location: Location) -> tuple[SystemReplicas, ...]:
    """The proxies that run on the agents of a location.

    None where nothing is routed from outside, or where the cloud's balancer routes to the services by itself.
    """
    routes_itself = location.cloud is not None and task.strategy.needs_ingress and task.terms.balancer_routes
    if not task.strategy.has_proxies or routes_itself or not routed_services(task.workload.services):
        return ()
    assumed = task.knowledge.assumed
    cpu, memory = int(assumed["proxy_cpu_millicores"].value), int(assumed["proxy_memory_mib"].value)
    each = int(assumed["proxy_requests_per_second"].value)
    count = _proxies_for(task.workload, len(location.zones), each) if task.strategy.shares_machines else 1
    return (SystemReplicas(PROXY, count, cpu, memory),)


def _proxies_for(workload: Workload, zones: int, requests_each: int) -> int:
    """As many as carry the requests of the peak, and as many more as may be lost with machines, a zone or an upgrade.

    Spread evenly, the loss of one of z zones takes 1 / z of them, so n proxies become at least n x z / (z - 1).
    """
    carrying = max(1, math.ceil(_requests_per_second(workload) / requests_each))
    beside = carrying + max(workload.survive_nodes, 1 if workload.rolling else 0)
    if workload.survive_zone and zones > 1:
        return max(beside, math.ceil(carrying * zones / (zones - 1)))
    return beside


def _requests_per_second(workload: Workload) -> float:
    """What is asked of the public services at the peak, as far as it was said."""
    routed = routed_services(workload.services)
    rates = [s.requests.peak_per_second for s in workload.services if s.requests and s.name in routed]
    return math.fsum(rate.base for rate in rates if rate.certain)


def proxy_parts(pools: tuple[Pool, ...]) -> Iterator[SupportPart]:
    """The proxies that stand on the agents of each pool."""
    for pool in pools:
        count = sum(node.count * dict(node.pods).get(PROXY, 0) for node in pool.nodes)
        if count:
            yield SupportPart(SupportKey(SupportKind.PROXY, pool.site, pool.name), count, "our-judgement")
