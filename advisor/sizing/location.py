"""A place where machines stand, one's own or a region of a cloud: its zones and what is on offer there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from advisor.knowledge import data_folder
from advisor.prices.offer import Offer, PriceKind
from advisor.prices.spot_prices import SpotPrice
from advisor.prices.support_prices import EVERYWHERE, SupportPrice, support_prices
from advisor.scenario.enums import Site

CLOUD_SITE, OWN_SITE = "cloud", "on_prem"
OWN_SERVERS = "own servers"
"""The id of the location of own servers."""


@dataclass(frozen=True)
class Location:
    """Machines of one site: zones by name, offers, and for a cloud its name and region."""

    site: str
    zones: tuple[str, ...]
    offers: tuple[Offer, ...]
    cloud: str | None = None
    region: str | None = None
    names_sites: bool = False
    """Whether each zone is a site of its own, named as the machines name it."""
    volumes_stay: bool = False
    """Whether a disk stands in one zone, so that its replica cannot leave that zone."""
    gpu_offers: tuple[Offer, ...] = ()
    """The machine types of a cloud that have GPUs: for services that ask for one, and for nothing else."""
    vendor: str | None = None
    """The id of the platform in whose vendor's regions it is, where those are in no cloud of the customer's."""
    priced_as: str | None = None
    """The region whose prices are taken: the usual one of the cloud where those of `region` are not held."""
    spot_prices: tuple[tuple[tuple[str, str], SpotPrice], ...] = ()
    """Prices on spare capacity by machine type and operating system, where that was asked for."""
    price_levels: tuple[float, float] | None = None
    """What the cheapest region of the cloud and the dearest one cost, as factors of the prices taken, where no prices
    of the region are held."""

    @property
    def seller(self) -> str | None:
        """Who sells what stands there, as the price tables name it: a cloud or a platform; None for own servers."""
        return self.cloud or self.vendor

    @property
    def id(self) -> str:
        """Its id, which pools and lines of the bill refer to: `aws us-east-1`, `render regions`, or `own servers`."""
        if self.vendor:
            return f"{self.vendor} regions"
        return f"{self.cloud} {self.region or 'cloud'}" if self.cloud else OWN_SERVERS

    @property
    def service_site(self) -> Site:
        """What a service says that has to stand here."""
        return Site.ON_PREM if self.site == OWN_SITE else Site.CLOUD


def price_of(location: Location, item: str) -> SupportPrice | None:
    """The price of an item on a location, else the first that its seller published; None where none is held.

    One of another region is estimated for this one.
    """
    prices = support_prices(data_folder()).get((location.seller or "", item), ())
    here = next((price for price in prices if price.region in (location.region, *EVERYWHERE)), None)
    if here is not None or not prices:
        return here
    return replace(prices[0], price_kind=PriceKind.ESTIMATED)


def zone_names(count: int, prefix: str) -> tuple[str, ...]:
    """Names of so many zones: the prefix and a number from 1."""
    return tuple(f"{prefix}-{number}" for number in range(1, count + 1))
