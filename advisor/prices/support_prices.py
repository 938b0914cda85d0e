"""The prices of what supports machines: balancers, gateways, addresses, names, disks, image storage."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from advisor.prices.exchange_rates import EURO, US_DOLLAR, in_usd
from advisor.prices.offer import PriceKind
from advisor.prices.tables import rows_of

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
    price_kind: PriceKind = PriceKind.LISTED
    """Estimated, where it is taken for another region than the one it was published for."""

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

    def read(rows: Iterable[dict[str, str]]) -> dict[tuple[str, str], tuple[SupportPrice, ...]]:
        prices: dict[tuple[str, str], tuple[SupportPrice, ...]] = {}
        for row in rows:
            key = (row["provider"], row["item"])
            prices[key] = (*prices.get(key, ()), _support_price(data, row))
        return prices

    return rows_of(data / "support_prices.csv", read)


def _support_price(data: Path, row: dict[str, str]) -> SupportPrice:
    currency = US_DOLLAR if row["usd"] else EURO
    return SupportPrice(
        region=row["region"],
        usd=in_usd(data, float(row["usd"] or row["eur"]), currency),
        unit=row["unit"],
        source=row["source"],
        as_of=row["as_of"],
        included_gib=float(row["included"].removesuffix(" GB") or 0),
        at_most=int(row["at_most"]) if row["at_most"] else None,
    )
