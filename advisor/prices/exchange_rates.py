"""The rates at which prices in other currencies are counted."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from advisor.prices.tables import rows_of

EURO, US_DOLLAR = "EUR", "USD"


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

    def read(rows: Iterable[dict[str, str]]) -> dict[str, ExchangeRate]:
        return {row["currency"]: ExchangeRate(float(row["usd"]), row["source"], row["as_of"]) for row in rows}

    return rows_of(data / "exchange_rates.csv", read)


def in_usd(data: Path, price: float, currency: str) -> float:
    """A price in US dollars; one in another currency at the rate of the table.

    Raises KeyError for a currency without a rate.
    """
    return price if currency == US_DOLLAR else price * exchange_rates(data)[currency].usd
