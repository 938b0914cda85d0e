"""What is on sale or on hand: machine types with their prices, and the prices of what supports them.

The latter are balancers, gateways, addresses, names and image storage.
"""

from __future__ import annotations

import csv
import functools
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from advisor.errors import MachineryError

CLOUDS = ("aws", "azure", "gcp", "digitalocean", "hetzner", "ovhcloud", "scaleway")
"""The clouds with a table of machine types; the first ones are taken where the others serve as well."""
OTHER_CLOUD = "other"
"""A cloud without one: its machines are those that the requirement lists."""
EURO = "EUR"
SHARED_CPU, SCARCE = "shared_cpu", "scarce"
"""Caveats of machine types: its CPU is shared with other customers; it was marked as not to be had at times."""
OWN_INVENTORY = "own-inventory"
"""The source of what is said of own servers: the requirement file."""


@dataclass(frozen=True)
class Offer:
    """One machine type as sold or owned, before anything is reserved. `usd_per_hour` None: no price known.

    A type that stands in several zones, each with a stock of its own, has one offer for each of them.
    """

    name: str
    vcpu: float
    memory_mib: int
    arch: str
    usd_per_hour: float | None
    source: str
    as_of: str
    max_pods: int | None = None
    stock: int | None = None
    gpus: float = 0.0
    """GPUs in it; a fraction where a machine is sold with a part of one."""
    gpu_type: str = ""
    cloud: str | None = None
    """The cloud that sells it; None: a machine of the organisation's own."""
    family: str = ""
    runs_windows: bool = True
    """Whether a platform takes it with Windows, if it is amd64."""
    sustained_vcpu: float | None = None
    """The CPU that a burstable machine gives all the time; None: all of it."""
    zone: str | None = None
    """The one zone where it stands; None: any zone of the location."""
    disk_gib: int = 0
    """The disk that comes with it for its system, at no price of its own."""
    caveats: tuple[str, ...] = ()
    """What to know before it is taken: SHARED_CPU, SCARCE."""
    in_euro: bool = False
    """Whether its price is published in euro, and counted at the rate of the European Central Bank."""


@functools.cache
def offers_of(data: Path, cloud: str) -> dict[str, tuple[Offer, ...]]:
    """The non-burstable machine types of a cloud with their price, by region.

    Raises MachineryError when the table cannot be read.
    """
    file = data / "node_types" / f"{cloud}.csv"
    regions: dict[str, list[Offer]] = {}
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                if row["burstable"] == "1" or (cloud != "aws" and row["current_generation"] != "1"):
                    continue  # AWS marks types that it still sells and recommends as not current
                regions.setdefault(row["region"], []).append(_offer(data, row))
    except (OSError, KeyError, ValueError) as error:
        raise MachineryError(f"the machine table {file.name} cannot be read: {error}") from error
    return {region: tuple(rows) for region, rows in regions.items()}


@dataclass(frozen=True)
class ExchangeRate:
    """What one unit of a currency is in US dollars, and who published that."""

    usd: float
    source: str
    as_of: str


@functools.cache
def exchange_rates(data: Path) -> dict[str, ExchangeRate]:
    """The rates at which prices in other currencies are counted, by currency (`EUR`).

    Raises MachineryError when the table cannot be read.
    """
    try:
        with (data / "exchange_rates.csv").open(encoding="utf-8", newline="") as lines:
            return {
                row["currency"]: ExchangeRate(float(row["usd"]), row["source"], row["as_of"])
                for row in csv.DictReader(lines)
            }
    except (OSError, KeyError, ValueError) as error:
        raise MachineryError(f"the table exchange_rates.csv cannot be read: {error}") from error


def _in_usd(data: Path, usd: str, eur: str) -> float:
    """A price in US dollars; one that is published in euro at the rate of the table."""
    return float(usd) if usd else float(eur) * exchange_rates(data)[EURO].usd


def _offer(data: Path, row: dict[str, str]) -> Offer:
    return Offer(
        name=row["machine_type"],
        vcpu=float(row["vcpu"]),
        memory_mib=int(row["memory_mib"]),
        arch=row["arch"],
        usd_per_hour=_in_usd(data, row["usd_per_hour"], row.get("eur_per_hour") or ""),
        source=row["source"],
        as_of=row["as_of"],
        max_pods=int(row["max_pods"]) if row["max_pods"] else None,
        cloud=row["provider"],
        family=row["family"],
        disk_gib=int(row.get("disk_gib") or 0),
        caveats=tuple((row.get("caveats") or "").split()),
        in_euro=not row["usd_per_hour"],
    )


@functools.cache
def burstable_offers_of(data: Path, cloud: str) -> dict[str, tuple[Offer, ...]]:
    """The burstable machine types of a cloud with their price, by region, as far as their share of CPU is published.

    Raises MachineryError when a table cannot be read.
    """
    folder = data / "node_types"
    regions: dict[str, list[Offer]] = {}
    try:
        with (folder / "burstable.csv").open(encoding="utf-8", newline="") as lines:
            rows = [row for row in csv.DictReader(lines) if row["provider"] == cloud]
        sustained = {row["machine_type"]: float(row["sustained_vcpu"]) for row in rows}
        with (folder / f"{cloud}.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                if row["burstable"] == "1" and row["machine_type"] in sustained:
                    offer = replace(_offer(data, row), sustained_vcpu=sustained[row["machine_type"]])
                    regions.setdefault(row["region"], []).append(offer)
    except (OSError, KeyError, ValueError) as error:
        raise MachineryError(f"the tables of burstable machines cannot be read: {error}") from error
    return {region: tuple(offers) for region, offers in regions.items()}


@functools.cache
def gpu_offers_of(data: Path) -> dict[tuple[str, str], tuple[Offer, ...]]:
    """The machine types with GPUs and their price, by cloud and region.

    Raises MachineryError when the table cannot be read.
    """
    file = data / "node_types" / "gpu.csv"
    offers: dict[tuple[str, str], list[Offer]] = {}
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                offer = replace(_offer(data, row), gpus=float(row["gpus"]), gpu_type=row["gpu_type"])
                offers.setdefault((row["provider"], row["region"]), []).append(offer)
    except (OSError, KeyError, ValueError) as error:
        raise MachineryError(f"the machine table {file.name} cannot be read: {error}") from error
    return {place: tuple(rows) for place, rows in offers.items()}


@dataclass(frozen=True)
class WindowsLicence:
    """What a Windows licence adds to the price of a machine for each vCPU and hour."""

    usd_per_vcpu_hour: float
    source: str
    as_of: str


ALL_FAMILIES = "*"
"""All families of a cloud that are not burstable."""


@functools.cache
def windows_licences(data: Path) -> dict[tuple[str, str], WindowsLicence]:
    """The licence by cloud and family of machines; ALL_FAMILIES where one figure holds for all of a cloud.

    Raises MachineryError when the table cannot be read.
    """
    try:
        with (data / "node_types" / "windows.csv").open(encoding="utf-8", newline="") as lines:
            return {
                (row["provider"], row["family"]): WindowsLicence(
                    float(row["usd_per_vcpu_hour"]), row["source"], row["as_of"]
                )
                for row in csv.DictReader(lines)
            }
    except (OSError, KeyError, ValueError) as error:
        raise MachineryError(f"the table windows.csv cannot be read: {error}") from error


def windows_licence(data: Path, offer: Offer) -> WindowsLicence | None:
    """The licence for one machine type; None for own machines, and where no price is known."""
    licences = windows_licences(data)
    general = None if offer.sustained_vcpu else licences.get((offer.cloud or "", ALL_FAMILIES))
    return licences.get((offer.cloud or "", offer.family)) or general


ANY_CLOUD = "*"
"""A cloud whose machines were not measured."""


@dataclass(frozen=True)
class MemoryKept:
    """What firmware and kernel keep of a machine of `up_to_mib` at most: `fixed_mib`, and a share of the whole."""

    up_to_mib: float
    fixed_mib: int
    share: float


@functools.cache
def memory_kept(data: Path) -> dict[tuple[str, str], tuple[MemoryKept, ...]]:
    """What the machines of a cloud keep of their memory under an operating system, small ones first.

    Clouds whose machines nobody measured have the rows of ANY_CLOUD.
    Raises MachineryError when the table cannot be read.
    """
    try:
        with (data / "node_types" / "memory_kept.csv").open(encoding="utf-8", newline="") as lines:
            table: dict[tuple[str, str], tuple[MemoryKept, ...]] = {}
            for row in csv.DictReader(lines):
                kept = MemoryKept(float(row["up_to_mib"] or math.inf), int(row["fixed_mib"]), float(row["share"]))
                rows = (*table.get((row["provider"], row["os"]), ()), kept)
                table[row["provider"], row["os"]] = tuple(sorted(rows, key=lambda one: one.up_to_mib))
            return table
    except (OSError, KeyError, ValueError) as error:
        raise MachineryError(f"the table memory_kept.csv cannot be read: {error}") from error


Taken = tuple[str, str, int]
"""Machines in use: their type, the zone where they stand, and how many."""


def take_from_stock(offers: tuple[Offer, ...], taken: Iterable[Taken]) -> tuple[Offer, ...]:
    """The offers with these machines taken out of stock, in their zone where each has a stock of its own."""
    gone: Counter[tuple[str, str | None]] = Counter()
    for name, zone, count in taken:
        gone[(name, zone)] += count
        gone[(name, None)] += count
    return tuple(
        offer if offer.stock is None else replace(offer, stock=offer.stock - gone[(offer.name, offer.zone)])
        for offer in offers
    )


EVERYWHERE = ("any", "global")


@dataclass(frozen=True)
class SupportPrice:
    """One published price of something beside the agents, and the region it was published for (`any`: all)."""

    region: str
    usd: float
    unit: str
    source: str
    as_of: str
    included_gib: float = 0.0
    at_most: int | None = None
    """Units above which nothing more is charged."""
    least_gib: float = 4.0
    """The smallest size, where sizes double."""

    @property
    def by_zone(self) -> bool:
        """Whether there is one in each availability zone."""
        return self.unit.startswith("USD/zone-")

    @property
    def in_doubling_sizes(self) -> bool:
        """Whether it is sold in sizes of which each is twice the one before."""
        return self.unit.endswith("in doubling sizes")

    @property
    def by_machine(self) -> bool:
        """Whether it is paid for each machine that uses it."""
        return self.unit.startswith("USD/machine-")


@functools.cache
def support_prices(data: Path) -> dict[tuple[str, str], tuple[SupportPrice, ...]]:
    """Prices by cloud and item (`load_balancer_hour`, `registry_gib_month`, ...), in the order of the table.

    Raises MachineryError when the table cannot be read.
    """
    prices: dict[tuple[str, str], tuple[SupportPrice, ...]] = {}
    try:
        with (data / "support_prices.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                key = (row["provider"], row["item"])
                prices[key] = (*prices.get(key, ()), _support_price(data, row))
    except (OSError, KeyError, ValueError) as error:
        raise MachineryError(f"the table support_prices.csv cannot be read: {error}") from error
    return prices


def _support_price(data: Path, row: dict[str, str]) -> SupportPrice:
    return SupportPrice(
        region=row["region"],
        usd=_in_usd(data, row["usd"], row["eur"]),
        unit=row["unit"],
        source=row["source"],
        as_of=row["as_of"],
        included_gib=float(row["included"].removesuffix(" GB") or 0),
        at_most=int(row["at_most"]) if row["at_most"] else None,
    )
