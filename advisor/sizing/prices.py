"""Published prices of what stands beside the agents: balancers, gateways, addresses, names, image storage."""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from pathlib import Path

from advisor.errors import MachineryError
from advisor.knowledge import data_folder
from advisor.sizing.grounds import Ground

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

    @property
    def by_zone(self) -> bool:
        """Whether there is one in each availability zone."""
        return self.unit.startswith("USD/zone-")

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
                prices[key] = (*prices.get(key, ()), _price(row))
    except (OSError, KeyError, ValueError) as error:
        raise MachineryError(f"the table support_prices.csv cannot be read: {error}") from error
    return prices


def _price(row: dict[str, str]) -> SupportPrice:
    return SupportPrice(
        region=row["region"],
        usd=float(row["usd"]),
        unit=row["unit"],
        source=row["source"],
        as_of=row["as_of"],
        included_gib=float(row["included"].removesuffix(" GB") or 0),
        at_most=int(row["at_most"]) if row["at_most"] else None,
    )


def price_of(ground: Ground, item: str) -> SupportPrice | None:
    """The price of an item on a ground, else the first that its cloud published; None where none is held."""
    prices = support_prices(data_folder()).get((ground.cloud or "", item), ())
    here = (price for price in prices if price.region in (ground.region, *EVERYWHERE))
    return next(here, prices[0] if prices else None)
