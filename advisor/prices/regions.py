"""The regions of each cloud, and how dear machines are in each of them."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from advisor.prices.tables import rows_of

CLOUDS = ("aws", "azure", "gcp", "digitalocean", "hetzner", "ovhcloud", "scaleway")
"""The clouds with tables of machine types; the first ones are taken where the others serve as well."""


@dataclass(frozen=True)
class Region:
    """A region of a cloud, and where it lies, in words.

    `level` is the median of its prices over those of the region that is usual for the cloud, None where no prices are
    held; `types` how many machine types have a price, `estimated` how many of these prices were worked out, `as_of` the
    newest day of any.
    """

    name: str
    place: str
    level: float | None
    types: int
    estimated: int
    as_of: str


@functools.cache
def regions_known(data: Path, cloud: str) -> dict[str, Region]:
    """The regions of a cloud by name, those without prices included; none for a cloud that has no tables.

    Raises MachineryError when the table cannot be read.
    """
    if cloud not in CLOUDS:
        return {}

    def read(rows: Iterable[dict[str, str]]) -> dict[str, Region]:
        return {row["region"]: _region(row) for row in rows}

    return rows_of(data / "prices" / cloud / "regions.csv", read)


def _region(row: dict[str, str]) -> Region:
    level = float(row["level"]) if row["level"] else None
    return Region(row["region"], row["place"], level, int(row["types"]), int(row["estimated"]), row["as_of"])


def regions_of(data: Path, cloud: str) -> tuple[str, ...]:
    """The regions of a cloud whose prices are held, in the order of their names.

    >>> from advisor.knowledge import data_folder
    >>> "eu-central-1" in regions_of(data_folder(), "aws"), "ca-west-1" in regions_of(data_folder(), "aws")
    (True, False)
    """
    return tuple(name for name, region in regions_known(data, cloud).items() if region.level is not None)


def levels_of(data: Path, cloud: str) -> tuple[float, float]:
    """The level of prices in the cheapest region of a cloud and in the dearest one; 1 and 1 where none is known."""
    levels = [region.level for region in regions_known(data, cloud).values() if region.level is not None]
    return (min(levels), max(levels)) if levels else (1.0, 1.0)


def extreme_regions(data: Path, cloud: str) -> tuple[str, ...]:
    """The cheapest region of a cloud and the dearest one, by the median of their prices; one where all are alike."""
    known = sorted((region.level, name) for name, region in regions_known(data, cloud).items() if region.level)
    return tuple(dict.fromkeys((known[0][1], known[-1][1]))) if known else ()
