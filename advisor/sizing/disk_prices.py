"""What root disks cost by the hour, so that types of machines are compared with the disks that come with each."""

from __future__ import annotations

from advisor.knowledge import Knowledge, Terms
from advisor.prices.support_prices import SupportPrice
from advisor.sizing.location import Location, price_of
from advisor.sizing.pool import MachineType
from advisor.sizing.root_disks import root_disk_of
from advisor.values import HOURS_PER_MONTH, MEBIBYTES_PER_GIBIBYTE


def root_disk_price(location: Location) -> SupportPrice | None:
    """The price of a GiB of root disk on a location; None where none is held."""
    return price_of(location, "root_disk_gib_month") or price_of(location, "disk_gib_month")


def root_disk_usd_per_hour(
    terms: Terms, knowledge: Knowledge, location: Location, system: str, machine: MachineType
) -> float:
    """USD an hour for the root disk that a machine has by default; 0 where it is in its price, or has none."""
    price = root_disk_price(location) if location.cloud else None
    disk = root_disk_of(terms, knowledge, machine, system=system)
    if price is None or disk.included:
        return 0.0
    return gib_sold(disk.gib * MEBIBYTES_PER_GIBIBYTE, price) * price.usd / HOURS_PER_MONTH


def gib_sold(size_mib: int, price: SupportPrice | None) -> float:
    """The GiB that are paid for: those asked for, or those of the next size that is sold.

    >>> gib_sold(500 * 1024, None)
    500.0
    """
    gib = size_mib / MEBIBYTES_PER_GIBIBYTE
    if price is None or not price.in_doubling_sizes:
        return gib
    sold = price.least_gib
    while sold < gib:
        sold *= 2
    return sold
