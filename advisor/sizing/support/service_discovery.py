"""How services find each other and how requests are spread over replicas: built in, or members to be added."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge import Level, Orchestration, Terms
from advisor.sizing.deployment import SizingTask
from advisor.sizing.pool import Pool
from advisor.sizing.support_part import SupportKey, SupportKind, SupportPart

QUORUM = 3
"""Members of an added discovery service: the fewest of which one may be lost and a majority is left."""


def discovery_parts(task: SizingTask, pools: tuple[Pool, ...]) -> Iterator[SupportPart]:
    """What the platform does for routing and discovery, and the members of a discovery service where one is added."""
    for kind, field in ((SupportKind.ROUTING, Terms.load_balancing), (SupportKind.DISCOVERY, Terms.service_discovery)):
        claim = task.terms.claim(field)
        if claim is not None:
            yield SupportPart(SupportKey(kind), 0, claim.source, level=claim.value, why=claim.why or "")
    if adds_discovery(task, pools):
        yield SupportPart(SupportKey(SupportKind.DISCOVERY_MEMBERS), QUORUM, "our-judgement")


def adds_discovery(task: SizingTask, pools: tuple[Pool, ...]) -> bool:
    """Whether services on several machines call each other and nothing built in tells where the replicas are."""
    level = task.terms.service_discovery
    calls = any(service.internal for service in task.workload.services)
    if level is None or not calls or not task.strategy.shares_machines or sum(pool.node_count for pool in pools) <= 1:
        return False
    alone = task.terms.orchestration is Orchestration.NONE
    return level <= (Level.GOOD if alone else Level.LIMITED)
