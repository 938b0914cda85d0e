"""Reads a folder of one's own prices: tables by region, a plain table of all, discounts, new types and new regions.

    prices.csv              provider, region, machine_type, per_hour, currency
    <provider>/<region>.csv machine_type, per_hour, currency
    discounts.csv           provider, region, family, share
    rates.csv               platform, provider, region, what, per_hour, currency
    <provider>/shapes.csv   machine_type, vcpu, memory_mib, arch
    <provider>/regions.csv  region, place
    currencies.csv          currency, per_usd
    book.csv                version

Everything is checked when it is read, and nothing is taken from a folder with a mistake.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from advisor.errors import PriceError, Problem, did_you_mean
from advisor.prices.exchange_rates import EURO, US_DOLLAR, exchange_rates, in_usd
from advisor.prices.folder_files import TableFolder
from advisor.prices.machines import every_type, shapes_of
from advisor.prices.offer import SCARCE, SHARED_CPU, Offer
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
from advisor.prices.price_tables import Problems, Row, decoded, is_day, number_in, rows_of_text
from advisor.prices.regions import CLOUDS, regions_known
from advisor.values import CURRENCY_PATTERN

PLAIN, DISCOUNTS, RATES, BOOK = "prices.csv", "discounts.csv", "rates.csv", "book.csv"
CURRENCIES = "currencies.csv"
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
CURRENCY_COLUMNS = ("currency", "per_usd")
ARCHITECTURES = ("amd64", "arm64")
SYSTEMS = (LINUX, WINDOWS)
CAVEATS = (SHARED_CPU, SCARCE)
HIGHEST_USD = 1000.0
"""No machine costs so much an hour."""
MOST_PER_USD = 10_000_000.0
"""No currency has so many units to a US dollar."""
_HOLDS = (
    f"{PLAIN}, {DISCOUNTS}, {RATES}, {CURRENCIES}, {BOOK}, and in a folder for each provider {SHAPES}, {REGIONS} and a "
    "table for each region"
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
    """The currency of each region, by cloud and region."""
    per_usd: dict[str, float] = field(default_factory=dict)
    """How many units of a currency are one US dollar, where the folder says so."""
    types: dict[str, frozenset[str]] = field(default_factory=dict)
    """The names of all machine types of a cloud, those that the folder adds included."""
    places: dict[str, frozenset[str]] = field(default_factory=dict)
    """The same of its regions."""
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def types_of(self, cloud: str) -> frozenset[str]:
        """The machine types that have a size; they are not asked for before all sizes were read."""
        if cloud not in self.types:
            added = {name for of, name in self.shapes if of == cloud}
            self.types[cloud] = frozenset(added | every_type(self.data, cloud).keys())
        return self.types[cloud]

    def regions_of(self, cloud: str) -> frozenset[str]:
        """The regions that are known; they are not asked for before all new ones were read."""
        if cloud not in self.places:
            added = {name for of, name in self.regions if of == cloud}
            self.places[cloud] = frozenset(added | regions_known(self.data, cloud).keys())
        return self.places[cloud]

    def in_usd(self, price: float, currency: str) -> float:
        """A price in US dollars, at the rate of the folder if it has one."""
        own = self.per_usd.get(currency)
        return in_usd(self.data, price, currency) if own is None else price / own

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
        reading.per_usd,
        reading.digest.hexdigest()[:16],
    )


def _shipped_shapes(reading: _Reading) -> dict[tuple[str, str], Offer]:
    clouds = {key.cloud for key in reading.prices}
    return {(cloud, name): shape for cloud in clouds for name, shape in every_type(reading.data, cloud).items()}


def _read_folder(reading: _Reading) -> None:
    """Read all files, those first on which others rest: the version, then shapes and regions, then prices."""
    tables = TableFolder(reading.folder, (PLAIN, DISCOUNTS, RATES, CURRENCIES, BOOK), _HOLDS, reading.problems).tables()
    for file in sorted(tables, key=lambda file: (_order(file), file)):
        if file.name == BOOK:
            _read_version(reading, file)
        elif file.name == CURRENCIES:
            _read_currencies(reading, file)
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
    names = (BOOK, CURRENCIES, SHAPES, REGIONS, PLAIN)
    return names.index(file.name) if file.name in names else len(names)


def _read_version(reading: _Reading, file: Path) -> None:
    for row in reading.rows(file, ("version",), ("made_by", "as_of")):
        if row.text("version") != VERSION:
            message = f"is a price book of version {row.text('version')!r}; this advisor reads version {VERSION}"
            reading.problems.add(row.problem("version", message, "make it again with `advisor prices import`"))


def _read_currencies(reading: _Reading, file: Path) -> None:
    problems = reading.problems
    for row in reading.rows(file, CURRENCY_COLUMNS, ("as_of", "source")):
        currency = row.text("currency")
        rate = number_in(
            row,
            "per_usd",
            problems,
            lambda value: 0 < value <= MOST_PER_USD,
            "a number of units",
            "how many units are one US dollar, such as 83.2",
        )
        if not re.fullmatch(CURRENCY_PATTERN, currency) or currency == US_DOLLAR:
            message = f"{currency!r} is no code of a currency beside the US dollar"
            problems.add(row.problem("currency", message, "write for example INR"))
        elif currency in reading.per_usd:
            problems.add(row.problem("currency", f"{currency} is there twice", "keep one of the two"))
        elif rate is not None:
            reading.per_usd[currency] = rate


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
    """The type that a row describes; None, with every mistake added, where it cannot be one."""
    problems, before = reading.problems, reading.problems.count
    vcpu = number_in(row, "vcpu", problems, lambda value: 0 < value <= 2000, "a number of vCPU", "a number such as 4")
    memory = number_in(
        row, "memory_mib", problems, lambda value: 64 <= value <= 64 * 1024**2, "MiB of memory", "16384 for 16 GiB"
    )
    gpus, pods, disk = (_optional(row, column, problems) for column in ("gpus", "max_pods", "disk_gib"))
    arch, caveats = row.text("arch"), tuple(row.text("caveats").split())
    if arch not in ARCHITECTURES:
        problems.add(row.problem("arch", f"{arch!r} is no architecture", did_you_mean(arch, ARCHITECTURES)))
    if not row.text("machine_type"):
        problems.add(row.problem("machine_type", "is empty", "write the name of the type"))
    if row.text("burstable") not in ("", "0"):
        message = "burstable types need the share of CPU that they give all the time, which a folder cannot say"
        problems.add(row.problem("burstable", message, "leave the row out"))
    for word in caveats:
        if word not in CAVEATS:
            problems.add(row.problem("caveats", f"{word!r} is no caveat", did_you_mean(word, CAVEATS)))
    if vcpu is None or memory is None or problems.count > before:
        return None
    return Offer(
        name=row.text("machine_type"),
        vcpu=vcpu,
        memory_mib=int(memory),
        arch=arch,
        usd_per_hour=None,
        source="",
        as_of="",
        max_pods=int(pods) or None,
        gpus=gpus,
        gpu_type=row.text("gpu_type"),
        cloud=cloud,
        family=row.text("family"),
        disk_gib=int(disk),
        caveats=caveats,
    )


def _optional(row: Row, column: str, problems: Problems) -> float:
    """The number in a cell that may be left empty, which is 0."""
    if not row.text(column):
        return 0.0
    return (
        number_in(row, column, problems, lambda value: 0 <= value <= 100_000, "a number", "a number such as 8") or 0.0
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
        words = (
            ("what", what, (VCPU, GIB), "part of a task"),
            ("arch", arch, ARCHITECTURES, "architecture"),
            ("os", os, SYSTEMS, "system"),
        )
        wrong = [*_wrong_words(row, words)]
        for problem in wrong:
            problems.add(problem)
        if not _is_place(reading, row, cloud, region):
            continue
        currency = _currency(reading, row, cloud, region)
        price = _price(reading, row, currency)
        if wrong or price is None:
            continue
        key = RateKey(row.text("platform"), cloud, region, what, arch, os)
        if key in reading.rates:
            problems.add(row.problem("what", f"stands in line {reading.rates[key].line} too", "keep one of the two"))
        elif currency is not None:
            usd, trusted = reading.in_usd(price, currency), row.text("basis") in (AGREED, VENDOR_LIST)
            reading.rates[key] = OwnRate(usd, row.text("as_of"), row.source, row.line, trusted)


def _share(row: Row, problems: Problems) -> float | None:
    """The share off of a row, written as 0.12 or as 12%."""
    written = row.text("share")
    percent = written.endswith("%")
    plain = replace(row, cells={**row.cells, "share": written.removesuffix("%").rstrip()})
    most = 95 if percent else 0.95
    share = number_in(plain, "share", Problems(), lambda value: 0 <= value <= most, "a share", "")
    if share is None:
        message = f"{written!r} is not a share" if written else "is empty"
        problems.add(row.problem("share", message, "write 0.12 or 12%, and no more than 95%"))
        return None
    return share / (100 if percent else 1)


def _is_place(reading: _Reading, row: Row, cloud: str, region: str) -> bool:
    """Whether there is such a region; what is wrong is added to the problems."""
    if cloud not in CLOUDS:
        reading.problems.add(row.problem("provider", f"{cloud!r} is no provider", did_you_mean(cloud, CLOUDS)))
        return False
    known = reading.regions_of(cloud)
    if region in known or region == ANY:
        return True
    remedy = f"{_region_meant(reading, cloud, region)}; a new one goes into {cloud}/{REGIONS}"
    reading.problems.add(row.problem("region", f"{region!r} is no region of {cloud}", remedy))
    return False


def _region_meant(reading: _Reading, cloud: str, region: str) -> str:
    """The region that is meant: the one at a place of this name, else the one with the nearest name."""
    there = [name for name, each in regions_known(reading.data, cloud).items() if each.place.lower() == region.lower()]
    return f"did you mean {there[0]}" if there else did_you_mean(region, reading.regions_of(cloud))


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
    known = reading.types_of(cloud)
    currency = _currency(reading, row, cloud, region)
    price = _price(reading, row, currency)
    wrong = [*_wrong_words(row, (("os", os, SYSTEMS, "system"), ("term", term, [*PriceTerm], "term")))]
    if name not in known:
        remedy = f"{did_you_mean(name, known)}; a new one goes into {cloud}/{SHAPES}"
        wrong.append(row.problem("machine_type", f"{cloud} has no type {name!r}", remedy))
    for problem in wrong:
        problems.add(problem)
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
    in_euro = currency == EURO and EURO not in reading.per_usd
    reading.prices[key] = OwnPrice(reading.in_usd(price, currency), row.text("as_of"), in_euro=in_euro), row


def _currency(reading: _Reading, row: Row, cloud: str, region: str) -> str | None:
    """The currency of a row; None, with the reason added, where it has no rate or is another one than before."""
    currency = row.text("currency")
    known = (US_DOLLAR, *sorted({*exchange_rates(reading.data), *reading.per_usd}))
    if currency not in known:
        remedy = f"use one of {', '.join(known)}, or give its rate in {CURRENCIES}"
        reading.problems.add(row.problem("currency", f"{currency!r} has no rate", remedy))
        return None
    first = reading.currencies.setdefault((cloud, region), currency)
    if currency == first:
        return currency
    message = f"{currency} stands beside {first} in the prices of {cloud} {region}"
    reading.problems.add(row.problem("currency", message, "write all of a region in one currency"))
    return None


def _price(reading: _Reading, row: Row, currency: str | None) -> float | None:
    """The price of an hour in a row, in its currency; None, with the reason added, where it cannot be one."""

    def can_be(value: float) -> bool:
        return 0 < (value if currency is None else reading.in_usd(value, currency)) < HIGHEST_USD

    example = f"one above 0 and below {HIGHEST_USD:,.0f} US dollars, such as 0.184"
    return number_in(row, "per_hour", reading.problems, can_be, "a price of one hour", example)


def _wrong_words(row: Row, words: Iterable[tuple[str, str, Collection[str], str]]) -> Iterator[Problem]:
    """The mistakes of cells that hold one of a few words, and of the day of the price."""
    for column, word, known, what in words:
        if word not in known:
            yield row.problem(column, f"{word!r} is no {what}", did_you_mean(word, known))
    day = row.text("as_of")
    if day and not is_day(day):
        yield row.problem("as_of", f"{day!r} is no day", "write it as 2026-11-30")
