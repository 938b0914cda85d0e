"""Machines of other roles that a platform needs: infrastructure, management, a vendor's minimum."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.knowledge import Terms
from advisor.knowledge.machine_tables import ExtraMachine
from advisor.prices.offer import Offer, Taken, take_from_stock
from advisor.sizing.control_plane import place_machines
from advisor.sizing.deployment import AuxiliaryNodes, SizingTask
from advisor.sizing.infeasibility import Refusal, RefusalCause
from advisor.sizing.location import Location
from advisor.sizing.uniform_machines import LeastMachines
from advisor.values import facts


@dataclass(frozen=True)
class AuxiliaryDemand:
    """Machines of one role that are to be found a place."""

    row: ExtraMachine
    count: int
    source: str


def _rows(task: SizingTask) -> tuple[tuple[ExtraMachine, str], ...]:
    """What is needed where the platform would run, row by row, with its source."""
    claim = task.terms.claim(Terms.extra_machines)
    if claim is None:
        return ()
    clouds = {location.cloud for location in task.targets.locations}
    return tuple((row, claim.source) for row in claim.value.rows if row.cloud is None or row.cloud in clouds)


def proxies_have_machines(task: SizingTask) -> bool:
    """Whether proxies stand on machines of another role, and not on the agents."""
    return any(row.holds_proxies for row, _ in _rows(task))


def auxiliary_for_cluster(task: SizingTask, nodes: int) -> tuple[AuxiliaryDemand, ...]:
    """The auxiliary nodes of one cluster with `nodes` agents."""
    return _wanted(task, ("cluster", "agents"), nodes, 1)


def auxiliary_for_platform(task: SizingTask, nodes: int, clusters: int) -> tuple[AuxiliaryDemand, ...]:
    """The auxiliary nodes that the platform needs once, for all its clusters."""
    return _wanted(task, ("platform",), nodes, clusters)


def _wanted(task: SizingTask, per: tuple[str, ...], nodes: int, clusters: int) -> tuple[AuxiliaryDemand, ...]:
    first: dict[str, AuxiliaryDemand] = {}
    for row, source in _rows(task):
        large = nodes > row.above_nodes or row.above_nodes == 0
        applies = large and clusters > row.above_clusters and nodes <= (row.max_nodes or nodes)
        count = row.count - (nodes if row.per == "agents" else 0)
        if row.per in per and applies and count > 0:
            first.setdefault(row.role, AuxiliaryDemand(row, count, source))
    return tuple(first.values())


def least_agents(task: SizingTask, location: Location) -> LeastMachines | None:
    """How many agents a cluster must have, with the price of the cheapest that fills them up; None where it needs none.

    Of several rows the one with the most agents is taken.
    """
    rows = [row for row, _ in _rows(task) if row.per == "agents" and row.above_nodes == 0]
    row = max(rows, key=lambda row: row.count, default=None)
    if row is None:
        return None
    enough = [offer for offer in location.offers if offer.vcpu >= row.vcpu and offer.memory_mib >= row.memory_mib]
    prices = [offer.usd_per_hour for offer in enough if offer.usd_per_hour is not None]
    return LeastMachines(row.count, filler_usd_per_hour=min(prices)) if prices else None


def place_auxiliary_nodes(
    task: SizingTask, wanted: tuple[AuxiliaryDemand, ...], taken: tuple[Taken, ...]
) -> tuple[AuxiliaryNodes, ...] | Refusal:
    """Each role on the cheapest machines that hold it, of one type at each site, once `taken` has left the stock.

    All on the first location that has them, which is the own servers where there are some, else the cloud.
    """
    refused: Refusal | None = None
    for location in task.targets.locations:
        placed = _place_on(task, location, wanted, taken)
        if not isinstance(placed, Refusal):
            return placed
        refused = refused or placed
    return refused or ()


def _place_on(
    task: SizingTask, location: Location, wanted: tuple[AuxiliaryDemand, ...], taken: tuple[Taken, ...]
) -> tuple[AuxiliaryNodes, ...] | Refusal:
    placed: list[AuxiliaryNodes] = []
    offers: tuple[Offer, ...] = take_from_stock(location.offers, taken)
    for entry in wanted:
        row = entry.row
        found = place_machines(row.vcpu, row.memory_mib, offers, location.zones, entry.count)
        if found is None:
            size = facts(vcpu=row.vcpu, memory_mib=row.memory_mib)
            values = facts(count=entry.count, role=row.role, platform=task.platform.name)
            return Refusal(RefusalCause.NO_PLACE_FOR_ROLE, (*values, *size))
        offers = take_from_stock(offers, ((each.offer.name, each.zone, each.count) for each in found))
        counts: dict[tuple[Offer, str], int] = {}
        for each in found:
            key = (each.offer, each.zone if location.names_sites else "")
            counts[key] = counts.get(key, 0) + each.count
        placed.extend(
            AuxiliaryNodes(row.role, count, offer, location, entry.source, is_agent=row.per == "agents", zone=zone)
            for (offer, zone), count in counts.items()
        )
    return tuple(placed)
