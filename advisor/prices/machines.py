"""The machine types of each cloud, and what an hour of them costs in a region.

`data/prices/<cloud>/shapes.csv` says what the types have, `data/prices/<cloud>/<region>.csv` what they cost there. A
region is read when it is asked for; how many there are does not matter to a start.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from advisor.prices.exchange_rates import EURO, in_usd
from advisor.prices.offer import Offer
from advisor.prices.regions import regions_of
from advisor.prices.tables import rows_of


@functools.cache
def shapes_of(data: Path, cloud: str) -> dict[str, Offer]:
    """The machine types of a cloud by name, with what they have and without a price.

    Raises MachineryError when the table cannot be read.
    """

    def read(rows: Iterable[dict[str, str]]) -> dict[str, Offer]:
        return {row["machine_type"]: _shape(cloud, row) for row in rows if _is_offered(cloud, row)}

    shapes = rows_of(data / "prices" / cloud / "shapes.csv", read)
    sustained = _sustained_vcpu(data, cloud)
    return {
        name: replace(shape, sustained_vcpu=sustained.get(name)) if shape.burstable else shape
        for name, shape in shapes.items()
        if not shape.burstable or name in sustained
    }


@functools.cache
def every_type(data: Path, cloud: str) -> dict[str, Offer]:
    """The machine types of a cloud by name, those included that are not for new plans, without a price.

    Raises MachineryError when the table cannot be read.
    """

    def read(rows: Iterable[dict[str, str]]) -> dict[str, Offer]:
        return {row["machine_type"]: _shape(cloud, row) for row in rows}

    return rows_of(data / "prices" / cloud / "shapes.csv", read)


def _is_offered(cloud: str, row: dict[str, str]) -> bool:
    """Whether a type is still for new plans; AWS marks types that it sells and recommends as not current."""
    return row["burstable"] == "1" or cloud == "aws" or row["current_generation"] == "1"


def _shape(cloud: str, row: dict[str, str]) -> Offer:
    return Offer(
        name=row["machine_type"],
        vcpu=float(row["vcpu"]),
        memory_mib=int(row["memory_mib"]),
        arch=row["arch"],
        usd_per_hour=None,
        source="",
        as_of="",
        max_pods=int(row["max_pods"]) if row["max_pods"] else None,
        gpus=float(row["gpus"] or 0),
        gpu_type=row["gpu_type"],
        cloud=cloud,
        family=row["family"],
        burstable=row["burstable"] == "1",
        disk_gib=int(row["disk_gib"] or 0),
        caveats=tuple(row["caveats"].split()),
    )


@functools.cache
def _sustained_vcpu(data: Path, cloud: str) -> dict[str, float]:
    """The CPU that burstable types give all the time, by type; a burstable type without one is not on offer."""

    def read(rows: Iterable[dict[str, str]]) -> dict[str, float]:
        return {row["machine_type"]: float(row["sustained_vcpu"]) for row in rows if row["provider"] == cloud}

    return rows_of(data / "node_types" / "burstable.csv", read)


@functools.cache
def sold_in(data: Path, cloud: str, region: str) -> tuple[Offer, ...]:
    """All machine types with a price in a region, on demand and with Linux; none in a region that is not held.

    Raises MachineryError when a table cannot be read.
    """
    if region not in regions_of(data, cloud):
        return ()
    shapes = shapes_of(data, cloud)

    def read(rows: Iterable[dict[str, str]]) -> tuple[Offer, ...]:
        return tuple(_priced(data, shapes[row["machine_type"]], row) for row in _wanted(rows, shapes))

    return rows_of(data / "prices" / cloud / f"{region}.csv", read)


def _wanted(rows: Iterable[dict[str, str]], shapes: dict[str, Offer]) -> Iterator[dict[str, str]]:
    return (row for row in rows if row["machine_type"] in shapes and (row["os"], row["term"]) == ("linux", "on_demand"))


def _priced(data: Path, shape: Offer, row: dict[str, str]) -> Offer:
    usd = in_usd(data, float(row["per_hour"]), row["currency"])
    euro = row["currency"] == EURO
    return replace(shape, usd_per_hour=usd, source=row["source"], as_of=row["as_of"], basis=row["basis"], in_euro=euro)
