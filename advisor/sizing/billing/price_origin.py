"""Of which days the prices of a bill are, and what share of it is estimated or at prices of one's own."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.prices.offer import PriceKind
from advisor.prices.own_prices import OwnPrices
from advisor.sizing.bill_types import BillLine, BillPart, OwnFolder, PriceOrigin

MACHINES = (BillPart.NODES, BillPart.CONTROL_PLANE_MEMBERS, BillPart.AUXILIARY_NODES)


def price_origin(lines: Iterable[BillLine], own: OwnPrices | None) -> PriceOrigin:
    """The days and the kinds of the prices of some lines; shares are of what is paid, not of what is taken off."""
    paid = [line for line in lines if line.usd_per_month is not None and line.usd_per_month > 0]
    total = sum(line.usd_per_month or 0.0 for line in paid)

    def share(kind: PriceKind) -> float:
        return sum(line.usd_per_month or 0.0 for line in paid if line.price_kind is kind) / total if total else 0.0

    days = sorted(line.as_of for line in paid if line.as_of)
    of_machines = sorted(line.as_of for line in paid if line.as_of and line.key.part in MACHINES)
    return PriceOrigin(
        oldest=days[0] if days else "",
        newest=days[-1] if days else "",
        machines_oldest=of_machines[0] if of_machines else "",
        machines_newest=of_machines[-1] if of_machines else "",
        estimated_share=share(PriceKind.ESTIMATED),
        own_share=share(PriceKind.OWN),
        own=None if own is None else OwnFolder(own.name, own.fingerprint),
    )
