"""CSV tables that people write: rows with the place of every cell, and every mistake of form."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from advisor.errors import InvalidValueError, Problem, did_you_mean
from advisor.values import parse_day

MOST_BYTES = 64 * 1024 * 1024
"""The longest table that is read; the prices of all regions of a cloud are a tenth of it."""
MOST_PROBLEMS = 100
"""Mistakes told of one folder: a table with a wrong column has one in each row."""
MOST_COUNTED = 1000
"""Mistakes after which a folder is read no further: it is another one than was meant."""
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"\d+,\d+", re.ASCII)
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass(frozen=True)
class Row:
    """One row: its cells by column, and where it stands."""

    source: str
    line: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """The cell of a column, empty where the table has none."""
        return self.cells.get(column, "")

    def problem(self, column: str, message: str, remedy: str) -> Problem:
        """A mistake in a cell, with its place."""
        at = list(self.cells).index(column) if column in self.cells else 0
        place = sum(len(cell) + 1 for cell in list(self.cells.values())[:at]) + 1
        return Problem(self.source, self.line, place, (column,), message, remedy)


@dataclass
class Problems:
    """The mistakes found so far; those beyond the most that are told are counted."""

    told: list[Problem] = field(default_factory=list)
    more: int = 0

    def add(self, problem: Problem) -> None:
        """Keep a mistake."""
        if len(self.told) < MOST_PROBLEMS:
            self.told.append(problem)
        else:
            self.more += 1

    @property
    def count(self) -> int:
        """How many there are, told or not."""
        return len(self.told) + self.more

    @property
    def is_full(self) -> bool:
        """Whether there are so many that no more are looked for."""
        return self.count >= MOST_COUNTED

    def all(self, source: str) -> list[Problem]:
        """The mistakes, with a last one that says how many more there are."""
        if not self.more:
            return self.told
        least = "at least " if self.is_full else ""
        last = Problem(source, 0, 0, (), f"has {least}{self.more} more mistakes", "mend these first")
        return [*self.told, last]


def decoded(file: Path, shown: str, problems: Problems) -> str | None:
    """The text of a table; None, with the reason added, where it cannot be read."""
    try:
        content = file.read_bytes() if file.stat().st_size <= MOST_BYTES else None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        problems.add(Problem(shown, 0, 0, (), f"cannot be read ({reason})", "check the name and its permissions"))
        return None
    if content is None:
        message = f"is longer than {MOST_BYTES // 1024 // 1024} MiB, the most that is read"
        problems.add(Problem(shown, 0, 0, (), message, "write a table for each region"))
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        problems.add(Problem(shown, line, 1, (), f"byte {error.start + 1} is not UTF-8", "save the table as UTF-8"))
        return None


def rows_of_text(
    text: str, shown: str, needed: Collection[str], optional: Collection[str], problems: Problems
) -> Iterator[Row]:
    """The rows of a table with these columns; lines that are empty or begin with `#` are passed over."""
    form = _wrong_form(text)
    if form is not None:
        problems.add(Problem(shown, 1, 1, (), *form))
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    try:
        for cells in reader:
            if problems.is_full:
                return
            if not any(cell.strip() for cell in cells) or cells[0].startswith("#"):
                continue
            if header is None:
                header = [cell.strip().lower() for cell in cells]
                if not _is_header(header, shown, reader.line_num, needed, optional, problems):
                    return
            elif len(cells) != len(header):
                message = f"has {len(cells)} cells, and the table {len(header)} columns"
                problems.add(Problem(shown, reader.line_num, 1, (), message, "check its commas"))
            else:
                yield Row(shown, reader.line_num, dict(zip(header, (cell.strip() for cell in cells), strict=True)))
    except csv.Error as error:
        problems.add(Problem(shown, reader.line_num, 1, (), f"cannot be read ({error})", "check its quotes"))
    if header is None:
        problems.add(Problem(shown, 1, 1, (), "is empty", f"begin it with {','.join(needed)}"))


def _wrong_form(text: str) -> tuple[str, str] | None:
    """What a text is that is no table with commas, and what to do; None where it can be one."""
    if text.lstrip()[:1] == "<":
        return "is a page of HTML, not a table", "download it again"
    if text.lstrip()[:1] in ("{", "["):
        return "is JSON, not a table", "read price lists of vendors with `advisor prices import`"
    if "\0" in text:
        return "holds zero bytes, as a text in UTF-16 does", "save the table as UTF-8"
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    header = next(lines, "")
    separator = next((sign for sign in _SEPARATORS if sign in header and "," not in header), None)
    if separator is None:
        return None
    message = f"has {_SEPARATORS[separator]} between its cells"
    return message, "save it with commas between the cells, and a point in 0.184"


def _is_header(
    header: list[str],
    shown: str,
    line: int,
    needed: Collection[str],
    optional: Collection[str],
    problems: Problems,
) -> bool:
    """Whether the first line names the columns; what is missing, unknown or twice is added to the problems."""
    known = (*needed, *optional)
    found: list[Problem] = []
    missing = [column for column in needed if column not in header]
    if missing:
        message = f"lacks the {'column' if len(missing) == 1 else 'columns'} {', '.join(missing)}"
        found.append(Problem(shown, line, 1, (), message, f"the columns are {', '.join(needed)}"))
    if len(missing) == len(needed):  # another table, or none: what else is wrong with it says nothing
        problems.add(found[0])
        return False
    for place, column in enumerate(header):
        at = sum(len(name) + 1 for name in header[:place]) + 1
        if column not in known:
            found.append(Problem(shown, line, at, (column,), "is no column", did_you_mean(column, missing or known)))
        elif header.index(column) != place:
            found.append(Problem(shown, line, at, (column,), "is there twice", "keep one of the two"))
    for problem in found:
        problems.add(problem)
    return not found


def number_in(
    row: Row, column: str, problems: Problems, fits: Callable[[float], bool], what: str, example: str
) -> float | None:
    """The number in a cell; None, with the reason added, where it is none or does not fit.

    `what` says what the cell holds, and `example` what to write instead of what does not fit.
    """
    text = row.text(column)
    value = float(text) if _NUMBER.fullmatch(text) else math.nan
    if math.isfinite(value) and fits(value):
        return value
    if _DECIMAL_COMMA.fullmatch(text):
        problems.add(row.problem(column, f"{text!r} has a comma in the number", f"write {text.replace(',', '.')}"))
        return None
    problems.add(row.problem(column, f"{text!r} is not {what}" if text else "is empty", f"write {example}"))
    return None


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, written as 2026-11-30."""
    try:
        return len(text) == _LENGTH_OF_DAY and bool(parse_day(text))
    except InvalidValueError:
        return False


_LENGTH_OF_DAY = len("2026-11-30")
