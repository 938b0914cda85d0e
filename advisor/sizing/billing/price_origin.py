"""Of which days the prices of a bill are, and what share of it is estimated or at prices of one's own."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.prices.offer import PriceKind
from advisor.prices.own_prices import OwnPrices
from advisor.sizing.bill_types import BillLine, BillPart, OwnFolder, PriceOrigin

MACHINES = (BillPart.NODES, BillPart.CONTROL_PLANE_MEMBERS, BillPart.AUXILIARY_NODES)
ON_TERMS = (BillPart.SPOT_SAVING, BillPart.COMMITMENT_SAVING)


def price_origin(lines: Iterable[BillLine], own: OwnPrices | None) -> PriceOrigin:
    """The days and the kinds of the prices of some lines; shares are of what is paid, not of what is taken off.

    Hours on spare capacity or under a commitment are paid at the price of those terms, whose day and kind count.
    """
    known = [line for line in lines if line.usd_per_month is not None]
    paid = [line for line in known if (line.usd_per_month or 0.0) > 0]
    on_terms = [line for line in known if line.key.part in ON_TERMS]
    amounts = _amounts(paid, on_terms)
    total = sum(amounts.values())

    def share(kind: PriceKind) -> float:
        return amounts[kind] / total if total else 0.0

    days = sorted(line.as_of for line in (*paid, *on_terms) if line.as_of)
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


def _amounts(paid: list[BillLine], on_terms: list[BillLine]) -> dict[PriceKind, float]:
    """USD a month by the kind of its price: hours on other terms move from the kind of their price on demand."""
    amounts = dict.fromkeys(PriceKind, 0.0)
    on_demand: dict[tuple[str, str], BillLine] = {}
    for line in paid:
        amounts[line.price_kind] += line.usd_per_month or 0.0
        if line.key.part in MACHINES:
            on_demand.setdefault((line.key.location, line.key.machine), line)
    for line in on_terms:
        listed = on_demand.get((line.key.location, line.key.machine))
        if listed is not None:
            was = line.quantity * (listed.unit_price_usd or 0.0)
            amounts[listed.price_kind] -= was
            amounts[line.price_kind] += was + (line.usd_per_month or 0.0)
    return amounts
