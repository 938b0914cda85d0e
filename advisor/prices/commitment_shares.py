"""What a commitment takes off the price on demand: `data/prices/commitments.csv`, by family of machines.

A share of the family in the region asked for goes first; else that of the family in other regions stands in for it, as
an estimate. A share of all families of a cloud is somebody's average, which decides nothing.
"""

from __future__ import annotations

import functools
import statistics
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from advisor.prices.offer import PriceKind
from advisor.prices.tables import rows_of

ALL = "*"
"""All families of a cloud, or all its regions."""
PAYMENTS = ("none", "partial", "all")
"""How much is paid in advance, the least first."""


@dataclass(frozen=True)
class CommitmentShare:
    """A share off the price on demand, with what is paid in advance for it; estimated where seen in other regions."""

    share_off: float
    payment: str
    source: str
    as_of: str
    price_kind: PriceKind = PriceKind.LISTED


_Key = tuple[str, str, str, str]
"""Cloud, family, term and payment."""


@functools.cache
def _shares(data: Path) -> dict[_Key, dict[str, CommitmentShare]]:
    """The shares of each family by region."""

    def read(rows: Iterable[dict[str, str]]) -> dict[_Key, dict[str, CommitmentShare]]:
        found: dict[_Key, dict[str, CommitmentShare]] = {}
        for row in rows:
            key = (row["provider"], row["family"], row["term"], row["payment"])
            share = CommitmentShare(float(row["share_off"]), row["payment"], row["source"], row["as_of"])
            found.setdefault(key, {})[row["region"]] = share
        return found

    return rows_of(data / "prices" / "commitments.csv", read)


def commitment_share(
    data: Path, cloud: str, region: str, family: str, term: str, payment: str | None
) -> CommitmentShare | None:
    """What a commitment takes off machines of a family; None where no figure of that family is held.

    Parameters:
        data: the folder of the tables.
        cloud, region, family: which machines.
        term: `1y` or `3y`.
        payment: what is paid in advance; None: the least of which a figure is held.

    Raises MachineryError when the table cannot be read.

    >>> from advisor.knowledge import data_folder
    >>> commitment_share(data_folder(), "gcp", "us-east1", "e2", "1y", None).share_off
    0.37
    """
    for paid in PAYMENTS if payment is None else (payment,):
        by_region = _shares(data).get((cloud, family, term, paid))
        if by_region is None:
            continue
        here = by_region.get(region) or by_region.get(ALL)
        if here is not None:
            return here
        usual = statistics.median_low(share.share_off for share in by_region.values())
        return replace(next(iter(by_region.values())), share_off=usual, price_kind=PriceKind.ESTIMATED)
    return None


def average_share(data: Path, cloud: str, term: str, payment: str | None) -> CommitmentShare | None:
    """Somebody's average over all families of a cloud: for an end of a range, where no figure of a family is held.

    Raises MachineryError when the table cannot be read.
    """
    found = _shares(data).get((cloud, ALL, term, payment or PAYMENTS[0]))
    return None if found is None else replace(found[ALL], price_kind=PriceKind.ESTIMATED)
