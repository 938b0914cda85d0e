"""CSV tables that people write: rows with the place of every cell, and every mistake of form."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from advisor.errors import Problem, did_you_mean

MOST_BYTES = 64 * 1024 * 1024
"""The longest table that is read; the prices of all regions of a cloud are a tenth of it."""
MOST_PROBLEMS = 100
"""Mistakes told of one folder: a table with a wrong column has one in each row."""


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

    def all(self, source: str) -> list[Problem]:
        """The mistakes, with a last one that says how many more there are."""
        if not self.more:
            return self.told
        last = Problem(source, 0, 0, (), f"has {self.more} more mistakes", "mend these first")
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
    if text.lstrip()[:1] == "<":
        problems.add(Problem(shown, 1, 1, (), "is a page of HTML, not a table", "download it again"))
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells) or cells[0].startswith("#"):
                continue
            if header is None:
                header = [cell.strip() for cell in cells]
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
    for column in needed:
        if column not in header:
            found.append(Problem(shown, line, 1, (column,), "is missing", f"the columns are {', '.join(needed)}"))
    for place, column in enumerate(header):
        at = sum(len(name) + 1 for name in header[:place]) + 1
        if column not in known:
            found.append(Problem(shown, line, at, (column,), "is no column", did_you_mean(column, known)))
        elif header.index(column) != place:
            found.append(Problem(shown, line, at, (column,), "is there twice", "keep one of the two"))
    for problem in found:
        problems.add(problem)
    return not found


def number_in(row: Row, column: str, problems: Problems, fits: Callable[[float], bool], what: str) -> float | None:
    """The number in a cell; None, with the reason added, where it is none or does not fit (`what` says what does)."""
    text = row.text(column)
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if math.isfinite(value) and fits(value):
        return value
    shown = f"{text!r} is not {what}" if text else "is empty"
    problems.add(row.problem(column, shown, f"write {what}"))
    return None
