"""Of which days the prices of a bill are, and whose they are, in words."""

from __future__ import annotations

from advisor.prices.offer import PriceKind
from advisor.report.wording import percent
from advisor.sizing.bill_types import BillLine, PriceOrigin

OF_KIND = {PriceKind.LISTED: "", PriceKind.ESTIMATED: ", estimated", PriceKind.OWN: ", your own"}
LEAST_SHARE = 0.005
"""Below it, a share is told as less than 1 %."""


def origin_words(origin: PriceOrigin) -> str:
    """The days of the prices, then what share of the sum is estimated, and what is at prices of the reader's own."""
    days = _days(origin.oldest, origin.newest)
    machines = _days(origin.machines_oldest, origin.machines_newest)
    told = [f"At prices of {days}" if days else "At prices without a day"]
    if machines and machines != days:
        told[0] += f", of machines {machines}"
    if origin.estimated_share:
        told.append(f"{share_words(origin.estimated_share)} of the sum is estimated")
    if origin.own is not None:
        own = origin.own
        told.append(
            f"{own_share_words(origin)} of the sum is at your own prices "
            f"(folder {own.name}, fingerprint {own.fingerprint})"
        )
    return "; ".join(told) + "."


def _days(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"


def own_share_words(origin: PriceOrigin) -> str:
    """What share of a sum is at prices of the reader's own."""
    return share_words(origin.own_share) if origin.own_share else "nothing"


def share_words(share: float) -> str:
    """A share in percent, one that is small as less than 1 %."""
    return "less than 1 %" if share < LEAST_SHARE else percent(share)


def price_day_words(line: BillLine) -> str:
    """The day of the price of a line, and whether it is estimated or the reader's own."""
    return (line.as_of or "-") + OF_KIND[line.price_kind]
