"""Shapes of a day to start from: the load of each hour as a share of the peak. They are examples, not measurements."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

HOURS_OF_DAY, HOURS_OF_WEEK = 24, 168
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

SHAPES: Mapping[str, tuple[float, ...]] = {
    "The same at all hours": (1.0,) * 24,
    "Office hours": (
        *(0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.2, 0.4, 0.8, 1.0, 1.0, 1.0),
        *(0.8, 0.9, 1.0, 1.0, 0.9, 0.6, 0.3, 0.2, 0.2, 0.1, 0.1, 0.1),
    ),
    "Evenings": (
        *(0.3, 0.2, 0.1, 0.1, 0.1, 0.1, 0.2, 0.3, 0.4, 0.4, 0.4, 0.5),
        *(0.5, 0.5, 0.5, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.0, 0.8, 0.5),
    ),
    "Jobs at night": (
        *(0.8, 1.0, 1.0, 1.0, 1.0, 0.6, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2),
        *(0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.4, 0.6),
    ),
}


def shape_of(hourly: Sequence[float]) -> str | None:
    """The name of the shape that these hours are; None where they are others."""
    return next((name for name, shape in SHAPES.items() if tuple(hourly) == shape), None)


def whole_week(hourly: Sequence[float]) -> list[float]:
    """A day seven times."""
    return [*hourly] * 7


def read_hours(listed: str) -> tuple[list[float], str | None]:
    """The shares of the peak that a text lists, and what is wrong with it (None: nothing).

    Numbers stand between blanks, tabs, semicolons or lines, or between commas; with any of them above 1 all are taken
    in proportion to the largest, as measurements and percentages are.

    >>> read_hours("50 " * 23 + "100")[0][-2:]
    [0.5, 1.0]
    >>> read_hours("1 2 three")
    ([], 'Number 3 of 3 is no number: three')
    """
    separator = r"[\s;]+" if re.search(r"[\s;]", listed.strip()) else r","
    words = [word.strip(",%") for word in re.split(separator, listed.strip()) if word.strip(",%")]
    numbers: list[float] = []
    for place, word in enumerate(words, start=1):
        if not re.fullmatch(r"[0-9]{1,12}([.,][0-9]{1,9})?", word):
            return [], f"Number {place} of {len(words)} is no number: {word[:30]}"
        numbers.append(float(word.replace(",", ".")))
    if len(numbers) not in (HOURS_OF_DAY, HOURS_OF_WEEK):
        return [], f"{len(numbers)} numbers; paste 24 for a day or 168 for a week from Monday on"
    most = max(numbers)
    if most == 0:
        return [], "All hours are 0; the largest is the peak"
    return [round(number / most, 4) if most > 1 else number for number in numbers], None
