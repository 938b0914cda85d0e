"""What stands beside the agents: proxies, the way in and out, discovery, registry."""

from __future__ import annotations

import datetime as dt

from advisor.knowledge import Knowledge, Platform
from advisor.sizing.agents import Extra
from advisor.sizing.grounds import Ground
from advisor.sizing.network import pieces
from advisor.sizing.registry import registry_parts
from advisor.sizing.task import Task
from advisor.sizing.topology import Pool, SupportPart

PROXY = "(proxy)"
"""In brackets, as no service can be called."""
AGENTS_WITH_PROXIES = ("machines", "one_machine")
QUORUM = 3
"""Members of an added discovery service: the fewest of which one may be lost and a majority is left."""
LIMITED, WITH_ADD_ONS = 1, 2
HOW = {0: "to be added", 1: "limited", 2: "with add-ons", 3: "built in"}


def proxies_wanted(platform: Platform, ground: Ground, knowledge: Knowledge, day: dt.date) -> tuple[Extra, ...]:
    """Proxy replicas on the agents: one a zone and at least two; one where there is one machine; none elsewhere."""
    agents = platform.value("agents", day)
    if agents not in AGENTS_WITH_PROXIES:
        return ()
    count = 1 if agents == "one_machine" else max(2, len(ground.zones))
    cpu = int(knowledge.assumed["proxy_cpu_millicores"].value)
    memory = int(knowledge.assumed["proxy_memory_mib"].value)
    return (Extra(PROXY, count, cpu, memory),)


def support_parts(task: Task, pools: tuple[Pool, ...], members: int) -> tuple[SupportPart, ...]:
    """Proxies, the way in and out, discovery and registry, each with how it is had and who says so."""
    parts = []
    for pool in pools:
        count = sum(node.count * dict(node.pods).get(PROXY, 0) for node in pool.nodes)
        if count:
            where = f"on the agents of pool {pool.name} ({pool.site}), at most one a machine"
            parts.append(SupportPart("proxy", count, where, "routes requests to replicas", "our-judgement"))
    parts.extend(piece.part for piece in pieces(task, pools, members))
    for what, term in (("routing", "load_balancing"), ("discovery", "service_discovery")):
        claim = task.platform.claim(term, task.day)
        if claim is not None:
            parts.append(SupportPart(what, 0, HOW[claim.value], claim.why or "", claim.source))
    if adds_discovery(task, pools):
        where = "on three agents, or on small machines of their own, one a zone where there are three"
        how = "keep the list of replicas; with three, a majority is left when one is lost"
        parts.append(SupportPart("discovery members", QUORUM, where, how, "our-judgement"))
    parts.extend(registry_parts(task))
    return tuple(parts)


def adds_discovery(task: Task, pools: tuple[Pool, ...]) -> bool:
    """Whether services on several machines call each other and nothing built in tells where the replicas are."""
    claim = task.platform.claim("service_discovery", task.day)
    calls = any(service.internal for service in task.needs.services)
    if claim is None or not calls or task.agents != "machines" or sum(pool.node_count for pool in pools) <= 1:
        return False
    alone = task.platform.value("orchestration", task.day) == "none"
    return bool(claim.value <= (WITH_ADD_ONS if alone else LIMITED))
