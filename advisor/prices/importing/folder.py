"""Writes what price lists hold into a folder of prices, all of it or nothing."""

from __future__ import annotations

import csv
import io
import os
import shutil
import statistics
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from advisor.errors import MachineryError, PriceError, Problem
from advisor.prices import machines
from advisor.prices.exchange_rates import US_DOLLAR, exchange_rates, in_usd
from advisor.prices.importing.found import Dropped, Found, FoundPrice, FoundShape, merged
from advisor.prices.own_checks import LEAST, MOST, VENDOR_LIST
from advisor.prices.own_prices import LINUX, PriceKey, PriceTerm
from advisor.prices.own_reader import BOOK, RATES, REGIONS, SHAPES, VERSION, read_own_prices
from advisor.prices.regions import regions_known
from advisor.prices.tables import rows_of

RATE_HEADER = (
    *("platform", "provider", "region", "what", "per_hour", "currency"),
    *("arch", "os", "as_of", "source", "basis"),
)
PRICE_HEADER = ("machine_type", "os", "term", "currency", "per_hour", "as_of", "source", "basis")
SHAPE_HEADER = ("machine_type", "family", "vcpu", "memory_mib", "arch")
REGION_HEADER = ("region", "place")
LEAST_COMPARED = 5
"""Prices that have to be in the advisor's own list too, before all are held against it."""


@dataclass(frozen=True)
class ImportedPrices:
    """What was written: the days of the lists, prices by term and by region, and what was dropped and why.

    `new_types` and `new_regions` are those that the advisor did not know.
    """

    days: tuple[str, ...]
    by_term: Mapping[PriceTerm, int]
    by_region: Mapping[tuple[str, str], int]
    dropped: Mapping[Dropped, int]
    new_types: int
    new_regions: int
    rates: int = 0
    """Rates of tasks, for a vCPU or a GiB."""


@dataclass(frozen=True)
class _Row:
    price: FoundPrice
    day: str
    source: str


def write_folder(found: Iterable[Found], out: Path, data: Path, day: str | None = None) -> ImportedPrices:
    """Write the prices of some lists as a folder that `--prices` takes, and tell what was written.

    Parameters:
        found: the lists.
        out: the folder, which may not be there yet, or is empty.
        data: the folder of the advisor's own tables.
        day: the day of lists that have none.

    Raises PriceError where the lists do not fit together, or are not of this unit; MachineryError where the folder
    cannot be written. Nothing is left behind then.
    """
    lists = [replace_day(each, day) for each in found]
    rows, problems = _joined(lists, out)
    if not problems and out.exists() and (not out.is_dir() or any(out.iterdir())):
        problems.append(Problem(str(out), 0, 0, (), "is there already and not empty", "name a new folder"))
    kept, shapes, dropped = _with_sizes(rows, lists, data)
    problems += [] if problems else [*_other_currency(kept, lists, out, data), *_other_unit(kept, out, data)][:1]
    if problems:
        raise PriceError(problems)
    regions = _new_regions(kept, lists, data)
    tables = {**dict(_tables(kept, shapes, regions)), **dict(_rate_table(lists, data))}
    _write(tables, out, data)
    return ImportedPrices(
        days=tuple(sorted({each.day for each in lists if each.day})),
        by_term=Counter(row.price.key.term for row in kept),
        by_region=Counter((row.price.key.cloud, row.price.key.region) for row in kept),
        dropped=merged(lists) + dropped,
        new_types=len(shapes),
        new_regions=len(regions),
        rates=sum(len(each.rates) for each in lists),
    )


def replace_day(found: Found, day: str | None) -> Found:
    """A list with this day, if it has none of its own."""
    return replace(found, day=found.day or day or "")


def _joined(lists: list[Found], out: Path) -> tuple[list[_Row], list[Problem]]:
    """The prices of all lists, and a mistake for each region that two of them have."""
    rows: list[_Row] = []
    seen: dict[tuple[str, str], int] = {}
    twice: set[tuple[str, str]] = set()
    for number, each in enumerate(lists):
        for price in each.prices.values():
            place = price.key.cloud, price.key.region
            if seen.setdefault(place, number) != number:
                twice.add(place)
            rows.append(_Row(price, each.day, each.source))
    message = "the region {1} of {0} stands in two lists"
    found = [Problem(str(out), 0, 0, (), message.format(*place), "import one of them") for place in sorted(twice)]
    return rows, found


def _with_sizes(
    rows: list[_Row], lists: list[Found], data: Path
) -> tuple[list[_Row], dict[tuple[str, str], tuple[FoundShape, str]], Counter[Dropped]]:
    """The prices of machine types whose size is known, new types with their size and family, and what is dropped."""
    told = {key: shape for each in lists for key, shape in each.shapes.items()}
    shapes: dict[tuple[str, str], tuple[FoundShape, str]] = {}
    dropped: Counter[Dropped] = Counter()
    kept: list[_Row] = []
    for row in rows:
        key = row.price.key.cloud, row.price.key.machine_type
        if key[1] in machines.shapes_of(data, key[0]):
            kept.append(row)
            continue
        size = _new_size(told.get(key), *key, data)
        if isinstance(size, Dropped):
            dropped[size] += 1
            continue
        shapes[key] = size
        kept.append(row)
    return kept, shapes, dropped


def _new_size(shape: FoundShape | None, cloud: str, name: str, data: Path) -> tuple[FoundShape, str] | Dropped:
    """The size of a type that the advisor does not offer, with its family; or why it cannot be offered.

    GPUs without a name would stand for any, and burstable types without their share of CPU for whole ones.
    """
    every = machines.every_type(data, cloud)
    if name in every:
        return Dropped.OLD_GENERATION
    family = name.partition("-" if cloud == "gcp" else ".")[0]
    arch = shape.arch if shape else ""
    like = next((each for each in machines.shapes_of(data, cloud).values() if each.family == family), None)
    arch = arch or (like.arch if like else "")
    burstable = family.startswith("t") and cloud == "aws"
    if shape is None or not shape.vcpu or not shape.memory_mib or not arch or shape.gpus or burstable:
        return Dropped.UNKNOWN_SIZE
    return replace(shape, arch=arch), family


def _other_currency(rows: list[_Row], lists: list[Found], out: Path, data: Path) -> list[Problem]:
    """A mistake where prices are in a currency without a rate, or in several."""
    currencies = {row.price.currency for row in rows} | {each for one in lists for _, each in one.rates.values()}
    unknown = sorted(currencies - {US_DOLLAR, *exchange_rates(data)})
    if unknown:
        message = f"the prices are in {', '.join(unknown)}, which has no rate"
        return [Problem(str(out), 0, 0, (), message, "download a list in USD or EUR")]
    if len(currencies) > 1:
        message = f"the prices are in {' and '.join(sorted(currencies))}"
        return [Problem(str(out), 0, 0, (), message, "import lists of one currency")]
    return []


def _other_unit(rows: list[_Row], out: Path, data: Path) -> list[Problem]:
    """A mistake where the prices as a whole are several times those of the advisor's own list, or a fraction."""
    ratios: list[float] = []
    for row in rows:
        key = row.price.key
        if row.price.currency in (US_DOLLAR, *exchange_rates(data)) and (key.os, key.term) == (
            LINUX,
            PriceTerm.ON_DEMAND,
        ):
            listed = _listed(data, key)
            ratios += [in_usd(data, row.price.per_hour, row.price.currency) / listed] if listed else []
    middle = statistics.median(ratios) if len(ratios) >= LEAST_COMPARED else 1.0
    if LEAST <= middle <= MOST:
        return []
    times = f"{middle:,.0f}" if middle > MOST else f"{middle:.2g}"
    message = f"the prices are {times} times those that come with the advisor (median)"
    return [Problem(str(out), 0, 0, (), message, "check that they are of one hour and one machine")]


def _listed(data: Path, key: PriceKey) -> float | None:
    return {offer.name: offer.usd_per_hour for offer in machines.sold_in(data, key.cloud, key.region)}.get(
        key.machine_type
    )


def _new_regions(rows: list[_Row], lists: list[Found], data: Path) -> dict[tuple[str, str], str]:
    """The regions that the advisor does not know, with their place as far as a list says it."""
    places = {key: place for each in lists for key, place in each.places.items()}
    there = {(row.price.key.cloud, row.price.key.region) for row in rows}
    there |= {(key.cloud, key.region) for each in lists for key in each.rates}
    new = sorted(place for place in there if place[1] not in regions_known(data, place[0]))
    return {place: places.get(place, "") for place in new}


def _tables(
    rows: list[_Row],
    shapes: Mapping[tuple[str, str], tuple[FoundShape, str]],
    regions: Mapping[tuple[str, str], str],
) -> Iterable[tuple[str, str]]:
    """The tables of the folder by the way to them, as text."""
    yield BOOK, _table(("version",), [(VERSION,)])
    for cloud in sorted({cloud for cloud, _ in shapes}):
        sizes = [
            (name, family, f"{shape.vcpu:g}", str(shape.memory_mib), shape.arch)
            for (of, name), (shape, family) in sorted(shapes.items(), key=lambda each: each[0])
            if of == cloud
        ]
        yield f"{cloud}/{SHAPES}", _table(SHAPE_HEADER, sizes)
    for cloud in sorted({cloud for cloud, _ in regions}):
        yield f"{cloud}/{REGIONS}", _table(REGION_HEADER, [(n, p) for (of, n), p in regions.items() if of == cloud])
    by_region: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    for row in sorted(rows, key=lambda row: row.price.key):
        key = row.price.key
        cells = (key.machine_type, key.os, key.term.value, row.price.currency, f"{row.price.per_hour:.10g}")
        by_region.setdefault((key.cloud, key.region), []).append((*cells, row.day, row.source, VENDOR_LIST))
    for (cloud, region), prices in by_region.items():
        yield f"{cloud}/{region}.csv", _table(PRICE_HEADER, prices)


def _rate_table(lists: list[Found], data: Path) -> Iterable[tuple[str, str]]:
    """The table of rates of tasks, where there are some; the platform is that of the list."""
    platforms = rows_of(data / "prices" / "task_platforms.csv", lambda rows: {r["offer"]: r["platform"] for r in rows})
    rows = [
        (
            platforms[key.platform],
            key.cloud,
            key.region,
            key.what,
            f"{usd:.10g}",
            currency,
            key.arch,
            key.os,
            each.day,
            each.source,
        )
        for each in lists
        for key, (usd, currency) in each.rates.items()
    ]
    if rows:
        yield RATES, _table(RATE_HEADER, [(*row, VENDOR_LIST) for row in sorted(rows)])


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def _write(tables: Mapping[str, str], out: Path, data: Path) -> None:
    """Write the tables into a folder beside the one wanted, read it as it will be read, and put it in its place."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise _not_written(out, error) from error
    try:
        for name, text in tables.items():
            file = beside / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        try:
            read_own_prices(beside, data)
        except PriceError as error:  # the folder that it is in will be gone
            told = [replace(each, source=each.source.replace(str(beside), str(out))) for each in error.problems]
            raise PriceError(told) from error
        if out.is_dir():
            out.rmdir()
        beside.chmod(0o777 & ~_umask())
        beside.rename(out)
    except OSError as error:
        raise _not_written(out, error) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _not_written(out: Path, error: OSError) -> MachineryError:
    return MachineryError(f"{out}: cannot be written ({(error.strerror or str(error)).lower()})")
