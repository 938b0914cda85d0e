"""What control planes and machines of other roles cost: lines of the bill over all clusters."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge import Terms
from advisor.sizing.billing.bill import line
from advisor.sizing.deployment import AuxiliaryNodes, Deployment, SizingTask
from advisor.sizing.price_catalog import Offer
from advisor.sizing.result import Assumption, BillLine
from advisor.values import HOURS_PER_MONTH


def member_machines(deployment: Deployment) -> int:
    """Machines of their own that control-plane members stand on, over all clusters."""
    return sum(each.control_plane.members for each in deployment.each() if each.member_offer)


def all_auxiliary_nodes(deployment: Deployment) -> tuple[tuple[str, AuxiliaryNodes], ...]:
    """Machines of other roles with the name of their cluster; empty for those needed once."""
    of_clusters = tuple((part.name, auxiliary) for part, each in deployment.clusters for auxiliary in each.auxiliary)
    return (*of_clusters, *(("", auxiliary) for auxiliary in deployment.auxiliary))


def control_plane_lines(task: SizingTask, deployment: Deployment) -> Iterator[BillLine]:
    """Machines of the members, type by type; fees, tier by tier; and what a vendor takes off."""
    sold: dict[str, tuple[Offer, int]] = {}
    for each in deployment.each():
        offer, location = each.member_offer, each.member_location
        if offer is not None and location is not None:
            name = f"{offer.name} ({location.label})"
            before = sold[name][1] if name in sold else 0
            sold[name] = (offer, before + each.control_plane.members)
    for name, (offer, count) in sold.items():
        yield line(f"control plane: {count} x {name}", count, offer.usd_per_hour, offer.source, offer.as_of)
    yield from _fee_lines(task, deployment)


def _fee_lines(task: SizingTask, deployment: Deployment) -> Iterator[BillLine]:
    claim = task.terms.claim(Terms.control_plane_tiers)
    fee = task.terms.claim(Terms.control_plane_usd_per_hour)
    planes = [each.control_plane for each in deployment.each() if each.control_plane.operated_by == "vendor"]
    for tier in dict.fromkeys(plane.tier for plane in planes):
        same = [plane for plane in planes if plane.tier == tier]
        said_by = claim if tier else fee
        usd = same[0].usd_per_hour
        if said_by is None or not usd:
            continue
        day = task.knowledge.sources[said_by.source].day.isoformat()
        clusters = "1 cluster" if len(same) == 1 else f"{len(same)} clusters"
        of_tier = f", {tier}" if tier else ""
        yield line(f"control plane: fee of {clusters}{of_tier}", len(same), usd, said_by.source, day)
        off = min(same[0].free_usd_per_month, usd * HOURS_PER_MONTH)
        if off:
            what = "control plane: what the vendor takes off once for an account"
            yield BillLine(what, 1, "month", -off, -off, said_by.source, day)


def fee_assumptions(deployment: Deployment) -> Iterator[Assumption]:
    """Says so when the bill counts on what a vendor takes off once for an account."""
    free = max((each.control_plane.free_usd_per_month for each in deployment.each()), default=0.0)
    if free:
        why = f"the vendor takes up to USD {free:,.2f} a month off the fees of an account, once"
        effect = "with another such cluster in the account the bill is higher by that"
        yield Assumption("control plane fee", "no other cluster has used up what is free", why, effect)


def auxiliary_lines(deployment: Deployment) -> Iterator[BillLine]:
    """Machines of other roles, by role and type over all clusters."""
    rows: dict[str, tuple[AuxiliaryNodes, int]] = {}
    for _, auxiliary in all_auxiliary_nodes(deployment):
        name = f"{auxiliary.role}: {{}} x {auxiliary.offer.name} ({auxiliary.location.label})"
        rows[name] = (auxiliary, auxiliary.count + (rows[name][1] if name in rows else 0))
    for name, (auxiliary, count) in rows.items():
        offer = auxiliary.offer
        yield line(name.format(count), count, offer.usd_per_hour, offer.source, offer.as_of)
