"""Rows copied out of a spreadsheet -> rows of a table, with the line and column of everything that was not taken.

The first line names the columns, in any order and in the words of people: `Service`, `RAM (GB)`, `cpu [m]`. A unit in a
heading holds for the bare numbers below it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from advisor.errors import did_you_mean, suggest
from advisor.reading import Document, validation_problems
from advisor.ui.nested_values import Row, put
from advisor.ui.scenario_page.cells import NO, YES, CellKind, TableColumn, value_of

MOST_LETTERS = 500_000
MOST_ROWS = 10_000
_DELIMITERS = ("\t", ";", ",")
_NOTHING = frozenset({"", "-", "--", "n/a", "na", "null", "none", "nan", "?", "unknown", "tbd"})
_YES = frozenset({"yes", "y", "true", "1", "x", "on"})
_NO = frozenset({"no", "n", "false", "0", "off"})
_HEADING = re.compile(r"^(?P<name>[^(\[,]*)[(\[,]?\s*(?:in\s+)?(?P<unit>[^)\],:]*)")
_AMOUNT = re.compile(r"(?P<number>[0-9]{1,12}(?:\.[0-9]{1,6})?)\s*(?P<unit>[A-Za-z]*)")
_MEMORY_UNITS = {
    **{unit.lower(): unit for unit in ("Ki", "Mi", "Gi", "Ti", "K", "M", "G", "T")},
    **{f"{unit.lower()}b": unit for unit in ("Ki", "Mi", "Gi", "Ti", "K", "M", "G", "T")},
}
_MILLICORES = frozenset({"m", "mcpu", "mcore", "mcores", "millicore", "millicores", "millicpu"})
_CORES = frozenset({"", "core", "cores", "cpu", "cpus", "vcpu", "vcpus", "thread", "threads"})


@dataclass(frozen=True)
class NotTaken:
    """What was left out, and where; `column` counts from 1, and 0 means the whole line."""

    line: int
    column: int
    heading: str
    why: str


@dataclass
class Pasted:
    """The rows that were read, and what was not."""

    rows: list[Row] = field(default_factory=list)
    not_taken: list[NotTaken] = field(default_factory=list)
    taken_columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Heading:
    place: int
    column: TableColumn
    unit: str


def read_pasted(copied: str, columns: Sequence[TableColumn], model: type[BaseModel]) -> Pasted:
    """The rows of what was copied, with tabs, semicolons or commas between its cells.

    Parameters:
        columns: those that the table has.
        model: what a row is checked against; a cell that it refuses is left blank, and named.
    """
    pasted = Pasted()
    if len(copied) > MOST_LETTERS:
        pasted.not_taken.append(NotTaken(1, 0, "", f"more than {MOST_LETTERS:,} letters; paste the rows in parts"))
        return pasted
    lines = list(_lines(copied, pasted))
    if not lines:
        return pasted
    header_line, header = lines[0]
    headings = _headings(header_line, header, columns, pasted)
    if not headings:
        known = ", ".join(column.title for column in columns)
        why = f"the first line has to name the columns; none of these is there: {known}"
        pasted.not_taken = [NotTaken(header_line, 0, "", why)]
        return pasted
    pasted.taken_columns = tuple(heading.column.title for heading in headings)
    for line, cells in lines[1:]:
        _take_line(line, cells, headings, model, pasted)
    pasted.not_taken.sort(key=lambda each: (each.line, each.column))
    return pasted


def _lines(copied: str, pasted: Pasted) -> Iterator[tuple[int, list[str]]]:
    """The lines with anything in them, each with its number."""
    cleaned = copied.lstrip("\ufeff").replace("\u00a0", " ").replace("\r\n", "\n").replace("\r", "\n")
    first = next((line for line in cleaned.split("\n") if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(cleaned.split("\n"), delimiter=delimiter, skipinitialspace=True, strict=True)
    found = whole = 0
    try:
        for cells in reader:
            whole = reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            found += 1
            if found > MOST_ROWS + 1:
                pasted.not_taken.append(NotTaken(reader.line_num, 0, "", f"only {MOST_ROWS:,} rows are taken"))
                return
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error:
        why = "a quote does not close where its cell ends; this row and those below it are left out"
        pasted.not_taken.append(NotTaken(whole + 1, 0, "", why))


def _headings(line: int, header: list[str], columns: Sequence[TableColumn], pasted: Pasted) -> list[_Heading]:
    by_word = {_plain(word): column for column in columns for word in (column.key, *column.also)}
    by_word |= {_plain(_name_and_unit(column.title)[0]): column for column in columns}
    headings: list[_Heading] = []
    for place, cell in enumerate(header):
        if not cell:
            continue
        name, unit = _name_and_unit(cell)
        column = by_word.get(_plain(cell)) or by_word.get(_plain(name))
        if column is None and (parts := _plain(cell).rsplit(" ", 1))[0] in by_word:
            column, unit = by_word[parts[0]], parts[-1]  # memory_mb
        if column is None:
            near = suggest(cell, [each.title for each in columns]).nearest
            why = "there is no column of this name" + (f"; did you mean {near}" if near else "")
            pasted.not_taken.append(NotTaken(line, place + 1, cell, why))
        elif any(heading.column is column for heading in headings):
            pasted.not_taken.append(NotTaken(line, place + 1, cell, f"{column.title} is there twice; the first counts"))
        else:
            headings.append(_Heading(place, column, unit))
    return headings


def _name_and_unit(heading: str) -> tuple[str, str]:
    """`RAM (GB)` as its name and its unit."""
    found = _HEADING.match(heading)
    return (found["name"], found["unit"].strip()) if found else (heading, "")


def _plain(heading: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", heading.lower()))


def _take_line(line: int, cells: list[str], headings: list[_Heading], model: type[BaseModel], pasted: Pasted) -> None:
    row: Row = {}
    places = {heading.column.path: heading for heading in headings}
    for heading in headings:
        cell = cells[heading.place] if heading.place < len(cells) else ""
        if cell.lower() in _NOTHING and heading.column.kind not in (CellKind.PORTS, CellKind.VOLUMES):
            continue
        typed = _as_typed(cell, heading)
        wrong = _no_word(typed, heading.column)
        if wrong is None:
            put(row, heading.column.path, value_of(typed, heading.column))
        else:
            pasted.not_taken.append(NotTaken(line, heading.place + 1, heading.column.title, f"'{cell[:40]}' {wrong}"))
    last = max(heading.place for heading in headings)
    width = max(last + 1, len(cells))
    for place in range(last + 1, width):
        if cells[place] and not any(each.heading and each.column == place + 1 for each in pasted.not_taken):
            pasted.not_taken.append(NotTaken(line, place + 1, "", "there is no heading above this cell"))
            break
    for path, why in _refused(row, model):
        named = next((places[path[:size]] for size in range(len(path), 0, -1) if path[:size] in places), None)
        if named is None:
            continue
        put(row, named.column.path, None)
        pasted.not_taken.append(NotTaken(line, named.place + 1, named.column.title, why))
    if row:
        pasted.rows.append(row)


def _no_word(typed: Any, column: TableColumn) -> str | None:
    """What is wrong with the word in a cell that takes a few words only; None where it is one of them."""
    if column.kind is CellKind.YES_NO and typed not in (YES, NO):
        return "is neither yes nor no; write yes or no"
    if column.kind is CellKind.CHOICE and typed not in dict(column.choices):
        return f"is not one of its words; {did_you_mean(str(typed), [label for _, label in column.choices])}"
    return None


def _refused(row: Row, model: type[BaseModel]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The values that a row may not have; what it lacks is no mistake."""
    try:
        model.model_validate(row)
    except ValidationError as error:
        missing = {entry["loc"] for entry in error.errors(include_url=False) if entry["type"] == "missing"}
        for problem in validation_problems(Document.of_answers(row), error, model, guide="leave it blank"):
            if problem.path not in missing:
                yield tuple(str(part) for part in problem.path), f"{problem.message}; {problem.remedy}"


def _as_typed(cell: str, heading: _Heading) -> Any:
    """A cell of a spreadsheet as it would be typed into the table."""
    match heading.column.kind:
        case CellKind.YES_NO:
            word = cell.lower()
            return YES if word in _YES else NO if word in _NO else cell
        case CellKind.CHOICE:
            words = {word.lower(): value for value, label in heading.column.choices for word in (value, label)}
            return words.get(cell.lower(), cell)
        case CellKind.WHOLE | CellKind.NUMBER:
            number = _with_point(cell).removesuffix(".0")
            return _whole(number) if heading.column.kind is CellKind.WHOLE else number
        case CellKind.CPU:
            return _cpu(_with_point(cell), heading.unit)
        case CellKind.MEMORY:
            return _memory(_with_point(cell), heading.unit)
    return cell


def _with_point(cell: str) -> str:
    """A number with a decimal point, and nothing between thousands.

    >>> [_with_point(cell) for cell in ("0,5", "1,024", "1.024,5", "1 024 MB", "1,024.5", "0,250")]
    ['0.5', '1024', '1024.5', '1024 MB', '1024.5', '0.250']
    """
    number = re.sub(r"(?<=[0-9])[ '](?=[0-9]{3}(?![0-9]))", "", cell)
    if "," not in number:
        return number
    if "." in number:
        last = max(number.rfind(","), number.rfind("."))
        return re.sub(r"[.,]", "", number[:last]) + "." + number[last + 1 :]
    thousands = re.match(r"[1-9][0-9]{0,2}(,[0-9]{3})+(?![0-9])", number)
    return number.replace(",", "") if thousands else number.replace(",", ".", 1)


def _whole(number: str) -> str:
    """A number that has no fraction: `2.000` is two thousand, as large parts of Europe write it.

    >>> _whole("2.000"), _whole("250"), _whole("2.5")
    ('2000', '250', '2.5')
    """
    return number.replace(".", "") if re.fullmatch(r"[1-9][0-9]{0,2}(\.[0-9]{3})+", number) else number


def _cpu(cell: str, unit: str) -> str:
    found = _AMOUNT.fullmatch(cell)
    if found is None:
        return cell
    named = (found["unit"] or unit).lower()
    if named in _MILLICORES:
        return f"{_whole(found['number'])}m"
    return found["number"] if named in _CORES or not found["unit"] else cell


def _memory(cell: str, unit: str) -> str:
    found = _AMOUNT.fullmatch(cell)
    if found is None:
        return cell
    known = _MEMORY_UNITS.get((found["unit"] or unit).lower())
    return cell if known is None else f"{found['number']}{known}"
