"""Prices of one's own, laid over those that come with the advisor: by machine type, or a share off a family."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from advisor.prices.offer import Offer

ANY = "*"
"""In the region and the family of a discount: all of them."""
LINUX, WINDOWS = "linux", "windows"


class PriceTerm(StrEnum):
    """For how long a price is agreed on, and how sure the machine is."""

    ON_DEMAND = "on_demand"
    ONE_YEAR = "1y"
    THREE_YEARS = "3y"
    SPOT = "spot"


class PriceKey(NamedTuple):
    """What a price is of: a machine type in a region, with its operating system, for a term."""

    cloud: str
    region: str
    machine_type: str
    os: str = LINUX
    term: PriceTerm = PriceTerm.ON_DEMAND


@dataclass(frozen=True)
class OwnPrice:
    """The price of an hour of one machine in US dollars, with its day, empty where none is given."""

    usd_per_hour: float
    as_of: str
    in_euro: bool = False
    """Whether it is in euro and the folder has no rate, so that it is counted at that of the European Central Bank."""


class RateKey(NamedTuple):
    """What a rate is of: vCPU or GiB of the tasks of a platform in a region, on an architecture with a system."""

    platform: str
    cloud: str
    region: str
    what: str
    arch: str = "amd64"
    os: str = LINUX


VCPU, GIB = "vcpu", "gib"


@dataclass(frozen=True)
class OwnRate:
    """The price of a vCPU or a GiB for an hour in US dollars, with its day and the place where it was written."""

    usd_per_hour: float
    as_of: str
    file: str
    line: int
    trusted: bool = False
    """Whether it is right although it may be far from what the advisor knows: agreed on, or of the vendor's list."""


@dataclass(frozen=True)
class OwnPrices:
    """What a folder says: prices, shares off by cloud, region and family, and types and regions that are new.

    `asked` is how a requirement calls the folder, None where somebody else asked for it. `fingerprint` is that of all
    files that were read.
    """

    folder: Path
    asked: str | None = None
    prices: Mapping[PriceKey, OwnPrice] = field(default_factory=dict)
    discounts: Mapping[tuple[str, str, str], float] = field(default_factory=dict)
    shapes: Mapping[tuple[str, str], Offer] = field(default_factory=dict)
    regions: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Regions that the advisor does not know, by cloud and name, with their place."""
    rates: Mapping[RateKey, OwnRate] = field(default_factory=dict)
    """What tasks cost by the vCPU and the GiB, where they are priced one by one."""
    per_usd: Mapping[str, float] = field(default_factory=dict)
    """How many units of a currency are one US dollar, as the folder says."""
    fingerprint: str = ""

    @property
    def name(self) -> str:
        """How the folder is called in answers."""
        return self.asked or self.folder.resolve().name

    def discount(self, cloud: str, region: str, family: str) -> float:
        """The share off a family in a region: of the row that says most exactly what it is for, 0 without any.

        >>> own = OwnPrices(Path("ours"), discounts={("aws", ANY, ANY): 0.1, ("aws", ANY, "m6i"): 0.2})
        >>> own.discount("aws", "us-east-1", "m6i"), own.discount("aws", "us-east-1", "c6i")
        (0.2, 0.1)
        """
        keys = ((cloud, region, family), (cloud, ANY, family), (cloud, region, ANY), (cloud, ANY, ANY))
        return next((self.discounts[key] for key in keys if key in self.discounts), 0.0)

    def of_region(self, cloud: str, region: str) -> list[OwnPrice]:
        """All prices of a region, whatever they are of."""
        return [price for key, price in self.prices.items() if (key.cloud, key.region) == (cloud, region)]

    def priced_regions(self, cloud: str) -> tuple[str, ...]:
        """The regions of a cloud in which some machine has a price here, in the order of their names."""
        return tuple(sorted({key.region for key in self.prices if key.cloud == cloud and _counts(key)}))


def _counts(key: PriceKey) -> bool:
    return (key.os, key.term) == (LINUX, PriceTerm.ON_DEMAND)
