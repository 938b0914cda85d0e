"""A CSV of usage -> the samples of each pod, in cores and bytes, in the order of time."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from advisor.importers.nodes import FilePlace
from advisor.importers.sources import SourceText
from advisor.importers.usage.columns import Columns, Metric, columns_of, counts_up, measure_of

_NUMBER = re.compile(r"(?P<number>[0-9]{0,18}\.?[0-9]{1,18}(?:[eE][-+]?[0-9]{1,3})?)\s*(?P<unit>[a-zA-Z%]*)")
_SECONDS = re.compile(r"[0-9]{9,10}(?:\.[0-9]+)?")
_MILLISECONDS = re.compile(r"[0-9]{12,13}")
_COMMA = re.compile(r"[0-9]+,[0-9]+[a-zA-Z%]*")
_UNITS = {
    **{"": 1.0, "b": 1.0, "n": 1e-9, "u": 1e-6, "m": 1e-3, "%": 1.0},
    **{"k": 1e3, "kb": 1e3, "mb": 1e6, "gb": 1e9, "ki": 1024.0, "kib": 1024.0, "mi": 1024.0**2, "mib": 1024.0**2},
    **{"gi": 1024.0**3, "gib": 1024.0**3},
}
_POD = re.compile(r"^(?P<name>.+?)(?:-[a-z0-9]{8,10}-[a-z0-9]{5}|-[0-9]{1,5}|_[0-9]{1,5})$")
_BETWEEN = (",", ";", "\t")
_MOST_SERIES = 2_000
_MOST_PODS = 10_000
_MOST_COLUMNS = 1_000
_MOST_VALUE = 1e18
_REMEDY = "give columns such as service, pod, timestamp, cpu_cores and memory_bytes"


@dataclass
class PodSeries:
    """Samples of one measure of one pod: seconds since 1970, and values."""

    times: list[float] = field(default_factory=list)
    values: list[float] = field(default_factory=list)


@dataclass
class UsageTable:
    """What a CSV says: samples by service, measure and pod, and the first time that has no zone."""

    source: SourceText
    series: dict[tuple[str, Metric], dict[str, PodSeries]] = field(default_factory=dict)
    places: dict[str, FilePlace] = field(default_factory=dict)
    without_zone: FilePlace | None = None
    with_zone: bool = False


def read_table(source: SourceText) -> UsageTable:
    """The samples of a CSV. Raises InputError with the place of what cannot be read."""
    text = source.text.lstrip("\ufeff")
    first = text.partition("\n")[0]
    delimiter = max(_BETWEEN, key=first.count)
    rows = csv.reader(text.splitlines(), delimiter=delimiter, strict=True)
    table = UsageTable(source)
    try:
        header = next(rows, [])
        if len(header) > _MOST_COLUMNS:
            raise source.start.refusal(f"has more than {_MOST_COLUMNS:,} columns", _REMEDY)
        columns = columns_of(header)
        _check(source, header, columns)
        for row in rows:
            if any(cell.strip() for cell in row):
                _take_row(table, columns, row, FilePlace(source.name, rows.line_num, 1), len(header))
    except csv.Error as error:
        place = FilePlace(source.name, rows.line_num, 1)
        raise place.refusal("is no row of a CSV", "check the quotes of this line") from error
    if not table.series:
        raise source.start.refusal("holds no samples of CPU or memory", _REMEDY)
    return table


def _check(source: SourceText, header: Sequence[str], columns: Columns) -> None:
    place = FilePlace(source.name, 1, 1)
    for index, _ in columns.measures:
        _refuse_counter(header[index], place)
    if columns.time is None:
        remedy = "give a column timestamp; one sample of `kubectl top` or `docker stats` is no series"
        raise place.refusal("has no column of times", remedy)
    has_value = columns.value is not None
    if not columns.measures and not (has_value and (columns.metric is not None or measure_of(_stem(source)))):
        raise place.refusal("has no column of CPU or memory that is known", _REMEDY)


def _refuse_counter(name: str, place: FilePlace) -> None:
    if counts_up(name):
        remedy = "take its rate over some minutes, and call that cpu_cores"
        raise place.refusal(f"{name.strip()[:60]} counts up and is no use at a time", remedy)


def _stem(source: SourceText) -> str:
    return PurePath(source.name).stem


def _take_row(table: UsageTable, columns: Columns, row: Sequence[str], place: FilePlace, wanted: int) -> None:
    if len(row) != wanted:
        message = f"has {len(row)} values, and the header {wanted} names"
        raise place.refusal(message, "write a point for decimals, and quote values that hold a comma")
    time = _time(table, row, columns.time or 0, place)
    pod = row[columns.pod].strip() if columns.pod is not None else ""
    service = row[columns.service].strip() if columns.service is not None else ""
    name = service or service_of_pod(pod) or _stem(table.source)
    for measure, index in _measured(table, columns, row, place):
        value = _value(row, index, measure, place)
        if value is None:
            continue
        pods = table.series.setdefault((name, measure), {})
        if len(table.series) > _MOST_SERIES or len(pods) > _MOST_PODS:
            message = f"more than {_MOST_SERIES:,} series, or {_MOST_PODS:,} pods of one, up to here"
            raise place.refusal(message, "import the services one by one")
        table.places.setdefault(name, place)
        series = pods.setdefault(pod, PodSeries())
        series.times.append(time)
        series.values.append(value)


def _measured(
    table: UsageTable, columns: Columns, row: Sequence[str], place: FilePlace
) -> Iterator[tuple[Metric, int]]:
    """What a row measures, each with the position of its cell."""
    for index, measure in columns.measures:
        yield measure, index
    if columns.value is not None and not columns.measures:
        named = row[columns.metric] if columns.metric is not None else _stem(table.source)
        found = measure_of(named)
        _refuse_counter(named, place)
        if found is not None:
            yield found, columns.value


def _cell(place: FilePlace, row: Sequence[str], index: int) -> FilePlace:
    """The place of a cell: quotes, which are gone, are counted where a cell needs them."""
    quotes = sum(2 for cell in row[:index] if any(sign in cell for sign in _BETWEEN))
    return FilePlace(place.source, place.line, 1 + index + quotes + sum(map(len, row[:index])))


def service_of_pod(pod: str) -> str:
    """The service of a pod or container, by the form of its name.

    >>> service_of_pod("web-7d9c5b8f6d-x2x4z"), service_of_pod("db-0"), service_of_pod("worker")
    ('web', 'db', 'worker')
    """
    match = _POD.match(pod)
    return match["name"] if match is not None else pod


def _time(table: UsageTable, row: Sequence[str], index: int, place: FilePlace) -> float:
    """Seconds since 1970; a time without a zone is taken as UTC."""
    text = row[index].strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    if _MILLISECONDS.fullmatch(text):
        return int(text) / 1000
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError as error:
        remedy = "write for example 2026-03-01T12:00:00Z, or seconds since 1970"
        raise _cell(place, row, index).refusal(f"{text[:40]!r} is no time", remedy) from error
    if found.tzinfo is None:
        table.without_zone = table.without_zone or place
        found = found.replace(tzinfo=dt.UTC)
    else:
        table.with_zone = True
    if table.with_zone and table.without_zone is not None:
        remedy = "write all of them with Z, or with an offset"
        raise _cell(place, row, index).refusal("some times have a zone and some have none", remedy)
    return found.timestamp()


def _value(row: Sequence[str], index: int, measure: Metric, place: FilePlace) -> float | None:
    """A number of cores, bytes or percent; None for an empty cell."""
    text = row[index].partition(" / ")[0].strip()
    if text.lower() in ("", "nan", "null", "-", "--"):
        return None
    if _COMMA.fullmatch(text):
        raise _cell(place, row, index).refusal(f"{text[:40]} has a decimal comma", "write a point: 0.5, and not 0,5")
    match = _NUMBER.fullmatch(text)
    unit = _UNITS.get(match["unit"].lower()) if match is not None else None
    if match is None or unit is None:
        message = f"{text[:40]!r} is no amount of {measure.of}"
        raise _cell(place, row, index).refusal(message, "write for example 0.25, 250m or 128Mi")
    is_suffixed = match["unit"] not in ("", "%")
    value = float(match["number"]) * (unit if is_suffixed else measure.factor)
    if value > _MOST_VALUE:
        raise _cell(place, row, index).refusal(f"{text[:40]} is more than can be used", "check the unit of the column")
    return value
