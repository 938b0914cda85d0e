"""What machines cost on spare capacity: `data/prices/<cloud>/spot/<region>.csv`, read for the regions asked for."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from advisor.prices.offer import PriceKind
from advisor.prices.tables import rows_of

SEEN = "observed"
"""The basis of a price that is taken over as it was published; others are worked out."""


@dataclass(frozen=True)
class SpotPrice:
    """The price of an hour of one machine type on spare capacity, in US dollars."""

    usd_per_hour: float
    source: str
    as_of: str
    price_kind: PriceKind = PriceKind.LISTED


@functools.cache
def spot_prices_in(data: Path, cloud: str, region: str) -> dict[str, SpotPrice]:
    """The prices of a region on spare capacity by machine type, for Linux; none where none are held.

    Raises MachineryError when the table cannot be read.

    >>> from advisor.knowledge import data_folder
    >>> spot_prices_in(data_folder(), "gcp", "us-east1")["e2-standard-4"].source
    'karpenter-gcp-prices'
    >>> spot_prices_in(data_folder(), "azure", "eastus")
    {}
    """
    file = data / "prices" / cloud / "spot" / f"{region}.csv"
    if not file.is_file():
        return {}

    def read(rows: Iterable[dict[str, str]]) -> dict[str, SpotPrice]:
        return {row["machine_type"]: _spot_price(row) for row in rows}

    return rows_of(file, read)


def _spot_price(row: dict[str, str]) -> SpotPrice:
    kind = PriceKind.LISTED if row["basis"] == SEEN else PriceKind.ESTIMATED
    return SpotPrice(float(row["per_hour"]), row["source"], row["as_of"], kind)
