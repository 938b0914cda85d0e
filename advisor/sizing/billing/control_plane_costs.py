"""What control planes cost: machines of the members, and the fees of a vendor."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge import Operator, Terms
from advisor.prices.offer import Offer
from advisor.sizing.assumption import Assumption
from advisor.sizing.bill_types import BillKey, BillLine, BillPart, Range, RangeCause, hourly_line
from advisor.sizing.deployment import Deployment, SizingTask
from advisor.sizing.note_codes import AssumptionCode
from advisor.values import HOURS_PER_MONTH, note


def control_plane_lines(task: SizingTask, deployment: Deployment) -> Iterator[BillLine]:
    """Machines of the members, type by type, and fees, tier by tier."""
    sold: dict[BillKey, tuple[Offer, int]] = {}
    for each in deployment.each():
        where = each.member_location.id if each.member_location else ""
        for placed in each.members:
            key = BillKey(BillPart.CONTROL_PLANE_MEMBERS, where, machine=placed.offer.name)
            before = sold[key][1] if key in sold else 0
            sold[key] = (placed.offer, before + placed.count)
    for key, (offer, count) in sold.items():
        yield hourly_line(key, count, offer.usd_per_hour, offer.source, offer.as_of, offer.price_kind)
    yield from _fee_lines(task, deployment)


def _fee_lines(task: SizingTask, deployment: Deployment) -> Iterator[BillLine]:
    claim = task.terms.claim(Terms.control_plane_tiers)
    fee = task.terms.claim(Terms.control_plane_usd_per_hour)
    planes = [each.control_plane for each in deployment.each() if each.control_plane.operated_by is Operator.VENDOR]
    for tier in dict.fromkeys(plane.tier for plane in planes):
        same = [plane for plane in planes if plane.tier == tier]
        said_by = claim if tier else fee
        usd = same[0].usd_per_hour
        if said_by is None or usd == 0 or (usd is None and not tier):
            continue
        day = task.knowledge.sources[said_by.source].day.isoformat()
        yield hourly_line(BillKey(BillPart.CONTROL_PLANE_FEE, tier=tier), len(same), usd, said_by.source, day)


def account_credit(deployment: Deployment) -> Iterator[Range]:
    """What a vendor takes off its fees once for an account: in low alone, as another cluster may have used it up."""
    for plane in (each.control_plane for each in deployment.each()):
        off = min(plane.free_usd_per_month, (plane.usd_per_hour or 0.0) * HOURS_PER_MONTH)
        if off:
            yield Range(RangeCause.ACCOUNT_CREDIT, -off, 0.0)
            return


def fee_assumptions(deployment: Deployment) -> Iterator[Assumption]:
    """Says so when a vendor takes something off once for an account, which base does not count on."""
    for credit in account_credit(deployment):
        yield Assumption(None, note(AssumptionCode.ACCOUNT_CREDIT_USED, usd_per_month=-credit.low))
