"""Proxies on the agents: how many, and where they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from advisor.knowledge import Agents, Knowledge, Platform
from advisor.sizing.locations import Location
from advisor.sizing.node_pools import SystemReplicas
from advisor.sizing.result import Pool, SupportKey, SupportKind, SupportPart

PROXY = "(proxy)"
"""In brackets, as no service can be called."""

AGENTS_WITH_PROXIES = (Agents.MACHINES, Agents.ONE_MACHINE)


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


def proxy_parts(pools: tuple[Pool, ...]) -> Iterator[SupportPart]:
    """The proxies that stand on the agents of each pool."""
    for pool in pools:
        count = sum(node.count * dict(node.pods).get(PROXY, 0) for node in pool.nodes)
        if count:
            yield SupportPart(SupportKey(SupportKind.PROXY, pool.site, pool.name), count, "our-judgement")
