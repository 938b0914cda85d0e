"""Machines of other roles that a platform needs: infrastructure, management, a vendor's least."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.knowledge import Terms
from advisor.knowledge.shapes import ExtraMachine
from advisor.packing import NoPlan
from advisor.sizing.control_plane import cheapest
from advisor.sizing.deployment import Beside, Task
from advisor.sizing.locations import Ground
from advisor.sizing.price_catalog import Offer, without


@dataclass(frozen=True)
class Wanted:
    """Machines of one role that are to be found a place."""

    row: ExtraMachine
    count: int
    source: str


def _rows(task: Task) -> tuple[tuple[ExtraMachine, str], ...]:
    """What is needed where the platform would run, row by row, with its source."""
    claim = task.terms.claim(Terms.extra_machines)
    if claim is None:
        return ()
    clouds = {ground.cloud for ground in task.placing.grounds}
    return tuple((row, claim.source) for row in claim.value.rows if row.cloud is None or row.cloud in clouds)


def proxies_have_machines(task: Task) -> bool:
    """Whether proxies stand on machines of another role, and not on the agents."""
    return any(row.holds_proxies for row, _ in _rows(task))


def wanted_in_cluster(task: Task, nodes: int) -> tuple[Wanted, ...]:
    """What one cluster of so many agents needs besides."""
    return _wanted(task, ("cluster", "agents"), nodes, 1)


def wanted_once(task: Task, nodes: int, clusters: int) -> tuple[Wanted, ...]:
    """What the platform needs once, for so many agents in so many clusters."""
    return _wanted(task, ("platform",), nodes, clusters)


def _wanted(task: Task, per: tuple[str, ...], nodes: int, clusters: int) -> tuple[Wanted, ...]:
    first: dict[str, Wanted] = {}
    for row, source in _rows(task):
        large = nodes > row.above_nodes or row.above_nodes == 0
        applies = large and clusters > row.above_clusters and nodes <= (row.max_nodes or nodes)
        count = row.count - (nodes if row.per == "agents" else 0)
        if row.per in per and applies and count > 0:
            first.setdefault(row.role, Wanted(row, count, source))
    return tuple(first.values())


def place_beside(
    task: Task, wanted: tuple[Wanted, ...], taken: tuple[tuple[str, int], ...]
) -> tuple[Beside, ...] | NoPlan:
    """Each role on machines of one type, the cheapest that holds it, once `taken` has left the stock.

    All on the first ground that has them, which is the own servers where there are some, else the cloud.
    """
    refused: NoPlan | None = None
    for ground in task.placing.grounds:
        placed = _place_on(task, ground, wanted, taken)
        if not isinstance(placed, NoPlan):
            return placed
        refused = refused or placed
    return refused or ()


def _place_on(
    task: Task, ground: Ground, wanted: tuple[Wanted, ...], taken: tuple[tuple[str, int], ...]
) -> tuple[Beside, ...] | NoPlan:
    placed: list[Beside] = []
    offers: tuple[Offer, ...] = without(ground.offers, taken)
    for entry in wanted:
        row = entry.row
        offer = cheapest(row.vcpu, row.memory_mib, offers, entry.count)
        if offer is None:
            return NoPlan(
                f"{entry.count} {row.role} of {row.vcpu:g} vCPU and {row.memory_mib // 1024} GiB, which "
                f"{task.platform.name} needs besides, find no place on the machines there are"
            )
        offers = without(offers, ((offer.name, entry.count),))
        placed.append(Beside(row.role, entry.count, offer, ground, entry.source, is_agent=row.per == "agents"))
    return tuple(placed)
