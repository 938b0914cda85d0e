"""What machines and tasks cost under a commitment and on spare capacity: by the own contract, else as held.

Where nobody has told a price, there is none, and it stays on demand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from advisor.knowledge import data_folder
from advisor.prices.commitment_shares import CommitmentShare, average_share, commitment_share
from advisor.prices.offer import OWN_INVENTORY, PriceKind
from advisor.scenario.pricing import Commitment, Payment, Pricing, Savings
from advisor.sizing.billing.hourly_use import Running, Sold, SoldThing
from advisor.sizing.locations import Location
from advisor.sizing.machine_types import LINUX
from advisor.sizing.pool import MachineType

PERCENT = 100


@dataclass(frozen=True)
class TermPrice:
    """The price of an hour on other terms than on demand; `by_spend`: committed to as money, not as a number.

    `in_advance`: all of it is paid when the term begins.
    """

    usd_per_hour: float
    source: str
    as_of: str
    by_spend: bool = False
    estimated: bool = False
    in_advance: bool = False

    @property
    def price_kind(self) -> PriceKind:
        """Whose word the price is."""
        return PriceKind.ESTIMATED if self.estimated else PriceKind.LISTED


@dataclass(frozen=True)
class TermPrices:
    """The prices on the terms that a requirement asks for; `locations` are those of the deployment, by their id."""

    pricing: Pricing
    locations: Mapping[str, Location]

    def committed(self, thing: SoldThing, running: Running, commitment: Commitment) -> TermPrice | None:
        """The price of an hour that is committed to, used or not; None where nobody has told it."""
        own = _saved(commitment.saves, thing.sold)
        if own is not None:
            price = _below(running, own, by_spend=thing.sold is Sold.TASKS)
            return replace(price, in_advance=commitment.payment is Payment.ALL)
        where = self._where(thing)
        if where is None:
            return None
        asked = commitment.payment.value if commitment.payment else None
        return _of_share(running, commitment_share(data_folder(), *where, running.what.family, commitment.term, asked))

    def on_average(self, thing: SoldThing, running: Running, commitment: Commitment) -> TermPrice | None:
        """The price at somebody's average over a cloud, where no price is known; None where there is no average."""
        where = self._where(thing)
        if where is None:
            return None
        asked = commitment.payment.value if commitment.payment else None
        return _of_share(running, average_share(data_folder(), where[0], commitment.term, asked))

    def _where(self, thing: SoldThing) -> tuple[str, str] | None:
        """The cloud and the region whose prices machines with Linux have; None for anything else."""
        location = self.locations.get(thing.location)
        if location is None or thing.sold is not Sold.MACHINES or thing.system != LINUX:
            return None
        region = location.priced_as or location.region
        return (location.cloud, region) if location.cloud and region else None

    def spare(self, thing: SoldThing, running: Running) -> TermPrice | None:
        """The price of an hour on spare capacity; None where nobody has told it, or asked for it."""
        what, spot = running.what, self.pricing.spot
        if isinstance(what, MachineType) and what.spare is not None and what.usd_per_hour is not None:
            price = what.spare
            return TermPrice(what.usd_per_hour, price.source, price.as_of, estimated=price.estimated)
        if thing.sold is Sold.MACHINES:  # planned on demand, as no type had a price
            return None
        own = None if spot is None else _saved(spot.saves, thing.sold)
        return None if own is None else _below(running, own, by_spend=False)


def _saved(savings: Savings | None, sold: Sold) -> float | None:
    """What the own contract takes off, in percent."""
    if savings is None:
        return None
    return savings.machines if sold is Sold.MACHINES else savings.tasks


def _below(running: Running, percent: float, *, by_spend: bool) -> TermPrice:
    usd = running.usd_per_hour * (1 - percent / PERCENT)
    return TermPrice(usd, OWN_INVENTORY, "", by_spend)


def _of_share(running: Running, share: CommitmentShare | None) -> TermPrice | None:
    if share is None:
        return None
    usd = running.usd_per_hour * (1 - share.share_off)
    return TermPrice(
        usd, share.source, share.as_of, estimated=share.estimated, in_advance=share.payment == Payment.ALL.value
    )
