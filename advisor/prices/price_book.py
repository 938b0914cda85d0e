"""The price book of an answer: the prices that come with the advisor, with one's own laid over them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from advisor.prices import machines, regions, spot_prices
from advisor.prices.offer import OWN_PRICES, Offer, PriceKind
from advisor.prices.own_prices import (
    GIB,
    LINUX,
    VCPU,
    WINDOWS,
    OwnPrice,
    OwnPrices,
    OwnRate,
    PriceKey,
    PriceTerm,
    RateKey,
)
from advisor.prices.regions import Region
from advisor.prices.spot_prices import SpotPrice


@dataclass(frozen=True, eq=False)
class PriceBook:
    """What machines cost in each region; `data` is the folder of the tables, `own` what is laid over them.

    A region is read when it is asked for.

    >>> from advisor.knowledge import data_folder
    >>> book = PriceBook(data_folder())
    >>> {offer.name: offer.usd_per_hour for offer in book.offers_in("aws", "eu-central-1")}["m6i.xlarge"]
    0.23
    """

    data: Path
    own: OwnPrices | None = None

    def with_own(self, own: OwnPrices) -> PriceBook:
        """The same book with one's own prices in the place of those that lay over it."""
        return PriceBook(self.data, own)

    @cached_property
    def _read(self) -> dict[tuple[str, str], tuple[Offer, ...]]:
        """What is sold in the regions that were asked for already, own prices laid over it."""
        return {}

    def sold_in(self, cloud: str, region: str) -> tuple[Offer, ...]:
        """All machine types with a price in a region, on demand and with Linux; none where nothing is held.

        Raises MachineryError when a table cannot be read.
        """
        shipped = machines.sold_in(self.data, cloud, region)
        if self.own is None:
            return shipped
        if (cloud, region) not in self._read:
            self._read[cloud, region] = _laid_over(shipped, self.shapes_of(cloud), self.own, cloud, region)
        return self._read[cloud, region]

    def offers_in(self, cloud: str, region: str) -> tuple[Offer, ...]:
        """The machine types of a region that give all their CPU all the time and have no GPU, with their price."""
        return tuple(offer for offer in self.sold_in(cloud, region) if not offer.burstable and not offer.gpus)

    def burstable_offers_in(self, cloud: str, region: str) -> tuple[Offer, ...]:
        """The burstable machine types of a region, as far as their share of CPU is published, with their price."""
        return tuple(offer for offer in self.sold_in(cloud, region) if offer.burstable)

    def gpu_offers_in(self, cloud: str, region: str) -> tuple[Offer, ...]:
        """The machine types of a region that have GPUs, with their price."""
        return tuple(offer for offer in self.sold_in(cloud, region) if offer.gpus)

    def shapes_of(self, cloud: str) -> dict[str, Offer]:
        """The machine types of a cloud by name, without a price; those that one's own folder adds included."""
        shipped = machines.shapes_of(self.data, cloud)
        if self.own is None or not self.own.shapes:
            return shipped
        added = {name: shape for (of, name), shape in self.own.shapes.items() if of == cloud}
        return {**shipped, **added}

    def price(self, key: PriceKey) -> OwnPrice | None:
        """What one's own folder says for a machine, an operating system and a term; None where it says nothing."""
        return None if self.own is None else self.own.prices.get(key)

    def spot_prices_in(self, cloud: str, region: str) -> dict[tuple[str, str], SpotPrice]:
        """The prices of a region on spare capacity, by machine type and operating system; one's own go first."""
        held = {(name, LINUX): price for name, price in spot_prices.spot_prices_in(self.data, cloud, region).items()}
        for key, own in self.own.prices.items() if self.own is not None else ():
            if (key.cloud, key.region, key.term) == (cloud, region, PriceTerm.SPOT):
                held[key.machine_type, key.os] = SpotPrice(own.usd_per_hour, OWN_PRICES, own.as_of, PriceKind.OWN)
        return held

    def task_rates(self, platform: str, place: tuple[str, str], arch: str, os: str) -> tuple[OwnRate, OwnRate] | None:
        """What one's own folder has for a vCPU and a GiB of tasks in a region of a cloud; None where it has none."""
        keys = [RateKey(platform, *place, what, arch, os) for what in (VCPU, GIB)]
        found = [None if self.own is None else self.own.rates.get(key) for key in keys]
        vcpu, gib = found
        return None if vcpu is None or gib is None else (vcpu, gib)

    def regions_known(self, cloud: str) -> dict[str, Region]:
        """The regions of a cloud by name, those without prices included, and those that one's own folder adds."""
        known = regions.regions_known(self.data, cloud)
        if self.own is None:
            return known
        added = {name: place for (of, name), place in self.own.regions.items() if of == cloud and name not in known}
        return {**known, **{name: Region(name, place, None, 0, 0, "") for name, place in added.items()}}

    def regions_of(self, cloud: str) -> tuple[str, ...]:
        """The regions of a cloud in which machines have a price, in the order of their names."""
        held = regions.regions_of(self.data, cloud)
        return held if self.own is None else tuple(sorted({*held, *self.own.priced_regions(cloud)}))

    def holdings(self) -> Iterator[RegionHeld]:
        """What is held of each region of each cloud, in the order of their names."""
        for cloud in regions.CLOUDS:
            for name, region in self.regions_known(cloud).items():
                own = [] if self.own is None else self.own.of_region(cloud, name)
                days = (region.as_of, *(price.as_of for price in own))
                yield RegionHeld(cloud, region, region.types, len(own), max(days))


@dataclass(frozen=True)
class RegionHeld:
    """What is held of a region: prices that come with the advisor, prices of one's own, and the newest day of any."""

    cloud: str
    region: Region
    prices: int
    own: int
    as_of: str


def _laid_over(
    shipped: tuple[Offer, ...], shapes: dict[str, Offer], own: OwnPrices, cloud: str, region: str
) -> tuple[Offer, ...]:
    """What is sold in a region with one's own prices: types that have one, shares off the others, then what is new."""
    here = {
        (key.machine_type, key.os): price
        for key, price in own.prices.items()
        if (key.cloud, key.region, key.term) == (cloud, region, PriceTerm.ON_DEMAND)
    }
    laid = [
        _own_or_less(offer, here.get((offer.name, LINUX)), own.discount(cloud, region, offer.family))
        for offer in shipped
    ]
    there = {offer.name for offer in shipped}
    new = [
        _at(shapes[name], price)
        for (name, os), price in here.items()
        if os == LINUX and name in shapes and name not in there
    ]
    return tuple(_with_windows(offer, here.get((offer.name, WINDOWS))) for offer in (*laid, *new))


def _own_or_less(offer: Offer, price: OwnPrice | None, share_off: float) -> Offer:
    if price is not None:
        return _at(offer, price)
    if not share_off or offer.usd_per_hour is None:
        return offer
    return replace(offer, usd_per_hour=offer.usd_per_hour * (1 - share_off), source=OWN_PRICES)


def _at(offer: Offer, price: OwnPrice) -> Offer:
    """A machine type at a price of one's own; its day is that of the price, empty where none is given."""
    return replace(
        offer, usd_per_hour=price.usd_per_hour, source=OWN_PRICES, as_of=price.as_of, basis="", in_euro=price.in_euro
    )


def _with_windows(offer: Offer, price: OwnPrice | None) -> Offer:
    return offer if price is None else replace(offer, windows_usd_per_hour=price.usd_per_hour)
