"""Reads a folder of one's own prices: tables by region, a plain table of all, discounts, new types and new regions.

    prices.csv              provider, region, machine_type, per_hour, currency
    <provider>/<region>.csv machine_type, per_hour, currency
    discounts.csv           provider, region, family, share
    rates.csv               platform, provider, region, what, per_hour, currency
    <provider>/shapes.csv   machine_type, vcpu, memory_mib, arch
    <provider>/regions.csv  region, place
    book.csv                version

Everything is checked when it is read, and nothing is taken from a folder with a mistake.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from advisor.errors import PriceError, Problem, did_you_mean
from advisor.prices.exchange_rates import EURO, US_DOLLAR, exchange_rates, in_usd
from advisor.prices.machines import every_type, shapes_of
from advisor.prices.offer import Offer
from advisor.prices.own_checks import AGREED, VENDOR_LIST, compared_with_shipped
from advisor.prices.own_prices import (
    ANY,
    GIB,
    LINUX,
    VCPU,
    WINDOWS,
    OwnPrice,
    OwnPrices,
    OwnRate,
    PriceKey,
    PriceTerm,
    RateKey,
)
from advisor.prices.price_tables import Problems, Row, decoded, number_in, rows_of_text
from advisor.prices.regions import CLOUDS, regions_known

PLAIN, DISCOUNTS, RATES, BOOK = "prices.csv", "discounts.csv", "rates.csv", "book.csv"
SHAPES, REGIONS = "shapes.csv", "regions.csv"
VERSION = "1"
"""The version of this form; a folder without book.csv is taken to have it."""
PRICE_COLUMNS = ("machine_type", "per_hour", "currency")
PLAIN_COLUMNS = ("provider", "region", *PRICE_COLUMNS)
PRICE_OPTIONAL = ("os", "term", "as_of", "source", "basis")
DISCOUNT_COLUMNS = ("provider", "region", "family", "share")
RATE_COLUMNS = ("platform", "provider", "region", "what", "per_hour", "currency")
RATE_OPTIONAL = ("arch", "os", "as_of", "source", "basis")
SHAPE_COLUMNS = ("machine_type", "vcpu", "memory_mib", "arch")
SHAPE_OPTIONAL = (
    "family",
    "burstable",
    "current_generation",
    "max_pods",
    "gpus",
    "gpu_type",
    "gpu_memory_mib",
    "disk_gib",
    "caveats",
)
REGION_COLUMNS = ("region", "place")
ARCHITECTURES = ("amd64", "arm64")
SYSTEMS = (LINUX, WINDOWS)
HIGHEST_USD = 1000.0
"""No machine costs so much an hour."""
_HOLDS = (
    f"{PLAIN}, {DISCOUNTS}, {BOOK}, and in a folder for each provider {SHAPES}, {REGIONS} and a table for each region"
)


@dataclass
class _Reading:
    """What was read so far, and every mistake met."""

    folder: Path
    data: Path
    problems: Problems = field(default_factory=Problems)
    prices: dict[PriceKey, tuple[OwnPrice, Row]] = field(default_factory=dict)
    discounts: dict[tuple[str, str, str], tuple[float, Row]] = field(default_factory=dict)
    rates: dict[RateKey, OwnRate] = field(default_factory=dict)
    shapes: dict[tuple[str, str], Offer] = field(default_factory=dict)
    regions: dict[tuple[str, str], str] = field(default_factory=dict)
    currencies: dict[tuple[str, str], str] = field(default_factory=dict)
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def rows(self, file: Path, needed: tuple[str, ...], optional: tuple[str, ...] = ()) -> Iterator[Row]:
        """The rows of one file of the folder, which then counts for the fingerprint."""
        text = decoded(file, str(file), self.problems)
        if text is None:
            return
        self.digest.update(f"{file.relative_to(self.folder).as_posix()}\0{text}\0".encode())
        yield from rows_of_text(text, str(file), needed, optional, self.problems)


def read_own_prices(folder: Path, data: Path, asked: str | None = None) -> OwnPrices:
    """The prices of a folder, checked against the tables that come with the advisor.

    Parameters:
        folder: where they lie.
        data: the folder of the advisor's own tables.
        asked: how a requirement calls the folder, where it is the one that asks for it.

    Raises PriceError with every mistake, each with its file and line.
    """
    reading = _Reading(folder, data)
    place = str(folder)
    if not folder.is_dir():
        message = "is a file, not a folder" if folder.exists() else "does not exist"
        raise PriceError([Problem(place, 0, 0, (), message, "name a folder of price tables")])
    _read_folder(reading)
    if not (reading.prices or reading.discounts or reading.rates) and not reading.problems.told:
        reading.problems.add(Problem(place, 0, 0, (), "holds no prices", f"a folder of prices holds {_HOLDS}"))
    if reading.prices:
        compared_with_shipped(reading.prices, {**_shipped_shapes(reading), **reading.shapes}, data, reading.problems)
    if reading.problems.told:
        raise PriceError(reading.problems.all(place))
    return OwnPrices(
        folder,
        asked,
        {key: price for key, (price, _) in reading.prices.items()},
        {key: share for key, (share, _) in reading.discounts.items()},
        reading.shapes,
        reading.regions,
        reading.rates,
        reading.digest.hexdigest()[:16],
    )


def _shipped_shapes(reading: _Reading) -> dict[tuple[str, str], Offer]:
    clouds = {key.cloud for key in reading.prices}
    return {(cloud, name): shape for cloud in clouds for name, shape in every_type(reading.data, cloud).items()}


def _read_folder(reading: _Reading) -> None:
    """Read all files, those first on which others rest: the version, then shapes and regions, then prices."""
    folder = reading.folder
    files = sorted(file for file in folder.rglob("*") if file.is_file() and not file.name.startswith("."))
    tables = [file for file in files if _is_table(file, reading)]
    for file in sorted(tables, key=lambda file: (_order(file), file)):
        if file.name == BOOK:
            _read_version(reading, file)
        elif file.name == DISCOUNTS:
            _read_discounts(reading, file)
        elif file.name == RATES:
            _read_rates(reading, file)
        elif file.name == SHAPES:
            _read_shapes(reading, file)
        elif file.name == REGIONS:
            _read_regions(reading, file)
        else:
            _read_prices(reading, file)


def _order(file: Path) -> int:
    names = (BOOK, SHAPES, REGIONS, PLAIN)
    return names.index(file.name) if file.name in names else len(names)


def _is_table(file: Path, reading: _Reading) -> bool:
    """Whether a file is read; a table that would be passed over without a word is a mistake, other files are not."""
    if file.suffix.lower() != ".csv":
        return False
    way = file.relative_to(reading.folder).parts
    if len(way) == 1 and way[0] in (PLAIN, DISCOUNTS, RATES, BOOK):
        return True
    if len(way) == 2 and way[0] in CLOUDS:
        return True
    if len(way) == 2:
        message, remedy = f"{way[0]} is no provider", did_you_mean(way[0], CLOUDS)
    else:
        message, remedy = "is not read", f"a folder of prices holds {_HOLDS}"
    reading.problems.add(Problem(str(file), 0, 0, (), message, remedy))
    return False


def _read_version(reading: _Reading, file: Path) -> None:
    for row in reading.rows(file, ("version",), ("made_by", "as_of")):
        if row.text("version") != VERSION:
            message = f"is a price book of version {row.text('version')!r}; this advisor reads version {VERSION}"
            reading.problems.add(row.problem("version", message, "make it again with `advisor prices import`"))


def _read_shapes(reading: _Reading, file: Path) -> None:
    cloud = file.parent.name
    shipped = shapes_of(reading.data, cloud)
    for row in reading.rows(file, SHAPE_COLUMNS, SHAPE_OPTIONAL):
        name = row.text("machine_type")
        shape = _shape(reading, row, cloud)
        if shape is None:
            continue
        if (cloud, name) in reading.shapes:
            reading.problems.add(row.problem("machine_type", f"{name} is there twice", "keep one of the two"))
        elif name in shipped:
            _refuse_other_shape(reading, row, shape, shipped[name])
        else:
            reading.shapes[cloud, name] = shape


def _refuse_other_shape(reading: _Reading, row: Row, shape: Offer, known: Offer) -> None:
    """A mistake where a type that the advisor knows is said to be another one."""
    same_memory = abs(shape.memory_mib - known.memory_mib) <= 0.02 * known.memory_mib
    if (shape.vcpu, shape.arch) != (known.vcpu, known.arch) or not same_memory:
        told = f"{known.vcpu:g} vCPU, {known.memory_mib} MiB and {known.arch}"
        message = f"{known.name} has {told} in the advisor's own table"
        reading.problems.add(row.problem("machine_type", message, "mend the row, or leave it out"))


def _shape(reading: _Reading, row: Row, cloud: str) -> Offer | None:
    problems = reading.problems
    vcpu = number_in(row, "vcpu", problems, lambda value: 0 < value <= 2000, "a number of vCPU")
    memory = number_in(row, "memory_mib", problems, lambda value: 64 <= value <= 64 * 1024**2, "MiB of memory")
    gpus = number_in(row, "gpus", problems, lambda value: 0 <= value <= 64, "a number") if row.text("gpus") else 0.0
    arch = row.text("arch")
    if arch not in ARCHITECTURES:
        problems.add(row.problem("arch", f"{arch!r} is no architecture", did_you_mean(arch, ARCHITECTURES)))
    if not row.text("machine_type"):
        problems.add(row.problem("machine_type", "is empty", "write the name of the type"))
    if vcpu is None or memory is None or gpus is None or arch not in ARCHITECTURES or not row.text("machine_type"):
        return None
    return Offer(
        name=row.text("machine_type"),
        vcpu=vcpu,
        memory_mib=int(memory),
        arch=arch,
        usd_per_hour=None,
        source="",
        as_of="",
        max_pods=int(row.text("max_pods")) if row.text("max_pods").isdigit() else None,
        gpus=gpus,
        gpu_type=row.text("gpu_type"),
        cloud=cloud,
        family=row.text("family"),
    )


def _read_regions(reading: _Reading, file: Path) -> None:
    for row in reading.rows(file, REGION_COLUMNS):
        key = (file.parent.name, row.text("region"))
        if key in reading.regions:
            reading.problems.add(row.problem("region", f"{key[1]} is there twice", "keep one of the two"))
        reading.regions[key] = row.text("place")


def _read_discounts(reading: _Reading, file: Path) -> None:
    problems = reading.problems
    for row in reading.rows(file, DISCOUNT_COLUMNS):
        cloud, region, family = row.text("provider"), row.text("region") or ANY, row.text("family") or ANY
        share = _share(row, problems)
        if not _is_place(reading, row, cloud, region) or share is None:
            continue
        shapes = (*shapes_of(reading.data, cloud).values(), *reading.shapes.values())
        families = {shape.family for shape in shapes if shape.cloud == cloud}
        if family != ANY and family not in families:
            message = f"{cloud} has no family {family}"
            problems.add(row.problem("family", message, did_you_mean(family, families)))
        elif (cloud, region, family) in reading.discounts:
            line = reading.discounts[cloud, region, family][1].line
            problems.add(row.problem("family", f"stands in line {line} too", "keep one of the two"))
        else:
            reading.discounts[cloud, region, family] = share, row


def _read_rates(reading: _Reading, file: Path) -> None:
    """The rates of tasks; whether there is such a platform, and how far they are from what it costs, is seen later."""
    problems = reading.problems
    for row in reading.rows(file, RATE_COLUMNS, RATE_OPTIONAL):
        cloud, region, what = row.text("provider"), row.text("region"), row.text("what")
        arch, os = row.text("arch") or ARCHITECTURES[0], row.text("os") or LINUX
        price = number_in(
            row, "per_hour", problems, lambda value: 0 < value < HIGHEST_USD, "a price of one hour above 0"
        )
        mistakes = [
            (what in (VCPU, GIB), "what", f"{what!r} is no part of a task", f"use one of {VCPU}, {GIB}"),
            (arch in ARCHITECTURES, "arch", f"{arch!r} is no architecture", did_you_mean(arch, ARCHITECTURES)),
            (os in SYSTEMS, "os", f"{os!r} is no system", did_you_mean(os, SYSTEMS)),
            (_is_day(row.text("as_of")), "as_of", f"{row.text('as_of')!r} is no day", "write it as 2026-11-30"),
        ]
        wrong = [row.problem(column, message, remedy) for right, column, message, remedy in mistakes if not right]
        for problem in wrong:
            problems.add(problem)
        if not _is_place(reading, row, cloud, region) or wrong or price is None:
            continue
        currency = _currency(reading, row, cloud, region)
        key = RateKey(row.text("platform"), cloud, region, what, arch, os)
        if key in reading.rates:
            problems.add(row.problem("what", f"stands in line {reading.rates[key].line} too", "keep one of the two"))
        elif currency is not None:
            usd, trusted = in_usd(reading.data, price, currency), row.text("basis") in (AGREED, VENDOR_LIST)
            reading.rates[key] = OwnRate(usd, row.text("as_of"), row.source, row.line, trusted)


def _share(row: Row, problems: Problems) -> float | None:
    """The share off of a row, written as 0.12 or as 12%."""
    written = row.text("share")
    percent = written.endswith("%")
    plain = replace(row, cells={**row.cells, "share": written.removesuffix("%")})
    most = 95 if percent else 0.95
    share = number_in(plain, "share", problems, lambda value: 0 <= value <= most, "a share such as 0.12 or 12%")
    return None if share is None else share / (100 if percent else 1)


def _is_place(reading: _Reading, row: Row, cloud: str, region: str) -> bool:
    """Whether there is such a region; what is wrong is added to the problems."""
    if cloud not in CLOUDS:
        reading.problems.add(row.problem("provider", f"{cloud!r} is no provider", did_you_mean(cloud, CLOUDS)))
        return False
    known = (*regions_known(reading.data, cloud), *(name for of, name in reading.regions if of == cloud))
    if region in known or region == ANY:
        return True
    remedy = f"{did_you_mean(region, known)}; a new one goes into {cloud}/{REGIONS}"
    reading.problems.add(row.problem("region", f"{region!r} is no region of {cloud}", remedy))
    return False


def _read_prices(reading: _Reading, file: Path) -> None:
    plain = file.name == PLAIN and file.parent == reading.folder
    needed = PLAIN_COLUMNS if plain else PRICE_COLUMNS
    refused: set[tuple[str, str]] = set()
    for row in reading.rows(file, needed, PRICE_OPTIONAL):
        cloud = row.text("provider") if plain else file.parent.name
        region = row.text("region") if plain else file.stem
        if (cloud, region) in refused:
            continue
        if region == ANY or not _is_place(reading, row, cloud, region):
            if region == ANY:
                reading.problems.add(row.problem("region", "stands for all regions", f"name one, or use {DISCOUNTS}"))
            refused.add((cloud, region))
            continue
        _take_price(reading, row, cloud, region)


def _take_price(reading: _Reading, row: Row, cloud: str, region: str) -> None:
    problems = reading.problems
    name, os, term = row.text("machine_type"), row.text("os") or LINUX, row.text("term") or PriceTerm.ON_DEMAND.value
    known = {name for of, name in reading.shapes if of == cloud} | every_type(reading.data, cloud).keys()
    price = number_in(row, "per_hour", problems, lambda value: 0 < value < HIGHEST_USD, "a price of one hour above 0")
    mistakes = [
        (name in known, "machine_type", f"{cloud} has no type {name!r}", did_you_mean(name, known) + _NEW_TYPE),
        (os in SYSTEMS, "os", f"{os!r} is no system", did_you_mean(os, SYSTEMS)),
        (term in [*PriceTerm], "term", f"{term!r} is no term", did_you_mean(term, [*PriceTerm])),
        (_is_day(row.text("as_of")), "as_of", f"{row.text('as_of')!r} is no day", "write it as 2026-11-30"),
    ]
    wrong = [row.problem(column, message, remedy) for right, column, message, remedy in mistakes if not right]
    for problem in wrong:
        problems.add(problem)
    currency = _currency(reading, row, cloud, region)
    if wrong or price is None or currency is None:
        return
    key = PriceKey(cloud, region, name, os, PriceTerm(term))
    if key in reading.prices:
        first = reading.prices[key][1]
        problems.add(row.problem("machine_type", f"{name} has a price in {first.source}:{first.line} too", "keep one"))
        return
    older = every_type(reading.data, cloud).get(name)
    if older is not None and not older.burstable and name not in shapes_of(reading.data, cloud):
        reading.shapes[cloud, name] = older  # who has a price for it may want it
    usd = in_usd(reading.data, price, currency)
    reading.prices[key] = OwnPrice(usd, row.text("as_of"), in_euro=currency == EURO), row


_NEW_TYPE = f"; a new one goes into {SHAPES}"


def _currency(reading: _Reading, row: Row, cloud: str, region: str) -> str | None:
    """The currency of a row; None, with the reason added, where it has no rate or is another one than before."""
    currency, known = row.text("currency"), (US_DOLLAR, *exchange_rates(reading.data))
    if currency not in known:
        reading.problems.add(row.problem("currency", f"{currency!r} has no rate", f"use one of {', '.join(known)}"))
        return None
    first = reading.currencies.setdefault((cloud, region), currency)
    if currency == first:
        return currency
    message = f"{currency} stands beside {first} in the prices of {cloud} {region}"
    reading.problems.add(row.problem("currency", message, "write all of a region in one currency"))
    return None


def _is_day(text: str) -> bool:
    try:
        return not text or bool(dt.date.fromisoformat(text))
    except ValueError:
        return False
