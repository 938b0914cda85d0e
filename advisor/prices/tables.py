"""The tables under data/, as rows of texts."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from advisor.errors import MachineryError

T = TypeVar("T")


def rows_of(file: Path, read: Callable[[Iterable[dict[str, str]]], T]) -> T:
    """What `read` makes of the rows of a table, each a text by its column.

    Raises MachineryError when the table cannot be opened, or `read` meets a column that is missing or no number.
    """
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            return read(_rows(lines))
    except (OSError, KeyError, ValueError) as error:
        raise MachineryError(f"the table {file.name} cannot be read: {error}") from error


def _rows(lines: Iterable[str]) -> Iterator[dict[str, str]]:
    return iter(csv.DictReader(lines))
