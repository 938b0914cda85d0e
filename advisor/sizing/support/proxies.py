"""Proxies on the agents: how many, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.sizing.deployment import SizingTask
from advisor.sizing.locations import Location
from advisor.sizing.node_pools import SystemReplicas
from advisor.sizing.result import Pool, SupportKey, SupportKind, SupportPart

PROXY = "(proxy)"
"""In brackets, as no service can be called."""


def proxy_replicas(task: SizingTask, location: Location) -> tuple[SystemReplicas, ...]:
    """The proxies that run on the agents of a location, by the strategy of the task."""
    count = task.strategy.proxies(len(location.zones))
    if not count:
        return ()
    assumed = task.knowledge.assumed
    cpu, memory = int(assumed["proxy_cpu_millicores"].value), int(assumed["proxy_memory_mib"].value)
    return (SystemReplicas(PROXY, count, cpu, memory),)


def proxy_parts(pools: tuple[Pool, ...]) -> Iterator[SupportPart]:
    """The proxies that stand on the agents of each pool."""
    for pool in pools:
        count = sum(node.count * dict(node.pods).get(PROXY, 0) for node in pool.nodes)
        if count:
            yield SupportPart(SupportKey(SupportKind.PROXY, pool.site, pool.name), count, "our-judgement")
