"""What machines and tasks cost under a commitment and on spare capacity: by the own contract, else as held.

Where nobody has told a price, there is none, and it stays on demand.
"""

from __future__ import annotations

from dataclasses import dataclass

from advisor.prices.offer import OWN_INVENTORY
from advisor.scenario.pricing import Commitment, Pricing, Savings
from advisor.sizing.billing.hourly_use import Running, Sold, SoldThing
from advisor.sizing.pool import MachineType

PERCENT = 100


@dataclass(frozen=True)
class TermPrice:
    """The price of an hour on other terms than on demand; `by_spend`: committed to as money, not as a number."""

    usd_per_hour: float
    source: str
    as_of: str
    by_spend: bool = False
    estimated: bool = False


@dataclass(frozen=True)
class TermPrices:
    """The prices on the terms that a requirement asks for."""

    pricing: Pricing

    def committed(self, place: SoldThing, running: Running, commitment: Commitment) -> TermPrice | None:
        """The price of an hour that is committed to, used or not; None where nobody has told it."""
        own = _saved(commitment.saves, place.sold)
        return None if own is None else _below(running, own, by_spend=place.sold is Sold.TASKS)

    def spare(self, place: SoldThing, running: Running) -> TermPrice | None:
        """The price of an hour on spare capacity; None where nobody has told it, or asked for it."""
        what, spot = running.what, self.pricing.spot
        if isinstance(what, MachineType) and what.spare is not None and what.usd_per_hour is not None:
            price = what.spare
            return TermPrice(what.usd_per_hour, price.source, price.as_of, estimated=price.estimated)
        if place.sold is Sold.MACHINES:  # planned on demand, as no type had a price
            return None
        own = None if spot is None else _saved(spot.saves, place.sold)
        return None if own is None else _below(running, own, by_spend=False)


def _saved(savings: Savings | None, sold: Sold) -> float | None:
    """What the own contract takes off, in percent."""
    if savings is None:
        return None
    return savings.machines if sold is Sold.MACHINES else savings.tasks


def _below(running: Running, percent: float, *, by_spend: bool) -> TermPrice:
    usd = running.usd_per_hour * (1 - percent / PERCENT)
    return TermPrice(usd, OWN_INVENTORY, "", by_spend)
