"""What machines and tasks cost under a commitment and on spare capacity: by the own contract, else as held.

Where nobody has told a price, there is none, and it stays on demand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from advisor.prices.commitment_shares import CommitmentShare, average_share, commitment_share
from advisor.prices.offer import OWN_PRICES, OWN_TERMS, PriceKind
from advisor.prices.own_prices import PriceKey, PriceTerm
from advisor.prices.price_book import PriceBook
from advisor.scenario.pricing import Commitment, Payment, Pricing, Savings
from advisor.sizing.billing.hourly_use import Running, Sold, SoldThing
from advisor.sizing.location import Location
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
    price_kind: PriceKind = PriceKind.LISTED
    in_advance: bool = False


@dataclass(frozen=True)
class TermPrices:
    """The prices on the terms that a requirement asks for; `locations` are those of the deployment, by their id."""

    pricing: Pricing
    locations: Mapping[str, Location]
    book: PriceBook

    def committed(self, thing: SoldThing, running: Running, commitment: Commitment) -> TermPrice | None:
        """The price of an hour that is committed to, used or not; None where nobody has told it."""
        own = _saved(commitment.saves, thing.sold)
        if own is not None:
            saved = _below(running, own, by_spend=thing.sold is Sold.TASKS)
            return replace(saved, in_advance=commitment.payment is Payment.ALL)
        where = self._where(thing)
        price = None if where is None else self._as_held(where, thing, running, commitment)
        if price is None or where is None or where[1] == self.locations[thing.location].region:
            return price
        return replace(price, price_kind=PriceKind.ESTIMATED)  # of another region

    def _as_held(
        self, where: tuple[str, str], thing: SoldThing, running: Running, commitment: Commitment
    ) -> TermPrice | None:
        """The price in the own folder of prices, else by the share that is held of the family, which is of Linux."""
        own = self.book.price(PriceKey(*where, thing.machine, thing.system, PriceTerm(commitment.term.value)))
        if own is not None:
            in_advance = commitment.payment is Payment.ALL
            return TermPrice(own.usd_per_hour, OWN_PRICES, own.as_of, price_kind=PriceKind.OWN, in_advance=in_advance)
        asked = commitment.payment.value if commitment.payment else None
        share = commitment_share(self.book.data, *where, running.what.family, commitment.term, asked)
        return _of_share(running, share) if thing.system == LINUX else None

    def on_average(self, thing: SoldThing, running: Running, commitment: Commitment) -> TermPrice | None:
        """The price at somebody's average over a cloud, where no price is known; None where there is no average."""
        where = self._where(thing)
        if where is None or thing.system != LINUX or not running.what.family:  # instances are of no family
            return None
        asked = commitment.payment.value if commitment.payment else None
        return _of_share(running, average_share(self.book.data, where[0], commitment.term, asked))

    def _where(self, thing: SoldThing) -> tuple[str, str] | None:
        """The cloud and the region whose prices machines have; None for what are no machines of a cloud."""
        location = self.locations.get(thing.location)
        if location is None or thing.sold is not Sold.MACHINES:
            return None
        region = location.priced_as or location.region
        return (location.cloud, region) if location.cloud and region else None

    def spare(self, thing: SoldThing, running: Running) -> TermPrice | None:
        """The price of an hour on spare capacity; None where nobody has told it, or asked for it."""
        what, spot = running.what, self.pricing.spot
        if isinstance(what, MachineType) and what.spare is not None and what.usd_per_hour is not None:
            price = what.spare
            return TermPrice(what.usd_per_hour, price.source, price.as_of, price_kind=price.price_kind)
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
    return TermPrice(usd, OWN_TERMS, "", by_spend)


def _of_share(running: Running, share: CommitmentShare | None) -> TermPrice | None:
    if share is None:
        return None
    usd = running.usd_per_hour * (1 - share.share_off)
    return TermPrice(
        usd, share.source, share.as_of, price_kind=share.price_kind, in_advance=share.payment == Payment.ALL.value
    )
