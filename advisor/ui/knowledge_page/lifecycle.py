"""The life of a platform as a line from 2013 to today, and the same in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from advisor.knowledge import Knowledge, Platform, Terms

FIRST_YEAR = 2013
"""The year in which Docker came out."""
WIDTH, HEIGHT = 320, 30
_LINE_TOP, _LINE_HEIGHT = 4, 10
_LABELLED_YEARS = 4


@dataclass(frozen=True)
class Lifecycle:
    """The days on which a platform began, closed to new customers and ended, as far as they are known."""

    began: dt.date | None
    closed: dt.date | None
    ended: dt.date | None
    successor: str = ""

    def words(self) -> str:
        """The days in a line: `2016-04-19 to 2020-01-31; no new customers from 2018-11-27; then Azure ...`."""
        began = f"from {self.began.isoformat()}" if self.began else "beginning not known"
        parts = [f"{began} to {self.ended.isoformat()}" if self.ended else f"{began} on"]
        parts += [f"no new customers from {self.closed.isoformat()}"] if self.closed else []
        parts += [f"followed by {self.successor}"] if self.successor else []
        return "; ".join(parts)


def lifecycle_of(platform: Platform, knowledge: Knowledge) -> Lifecycle:
    """What is claimed of the days of a platform."""
    began, closed, ended = (
        lines[-1].value if (lines := platform.lines(field)) else None
        for field in (Terms.offered_from, Terms.closed_to_new_from, Terms.retired_on)
    )
    named = [str(line.value) for line in platform.lines(Terms.successor)]
    successor = ""
    if named:
        next_one = knowledge.platforms.get(named[-1])
        successor = next_one.name if next_one is not None else named[-1]
    return Lifecycle(began, closed, ended, successor)


def lifecycle_svg(life: Lifecycle, today: dt.date, *, dark: bool) -> str:
    """The line as a small picture; nothing that somebody else wrote stands in it."""
    ink, track, open_colour, closed_colour = (
        ("#aab4c0", "#3a424d", "#6cb0f5", "#e0a458") if dark else ("#5a6572", "#dde3ea", "#0b5cad", "#b26a00")
    )
    end = min(life.ended or today, today)
    parts = [_bar(dt.date(FIRST_YEAR, 1, 1), today, today, track)]
    if life.began is not None:
        closes = min(life.closed or end, end)
        parts.append(_bar(life.began, closes, today, open_colour))
        if life.closed is not None and life.closed < end:
            parts.append(_bar(life.closed, end, today, closed_colour))
        if life.ended is not None and life.ended <= today:
            x = _x(life.ended, today)
            parts.append(f'<rect x="{x - 1.5:.1f}" y="1" width="3" height="16" fill="{ink}"/>')
    parts += _years(today, ink)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(parts)}</svg>'
    )


def _bar(start: dt.date, end: dt.date, today: dt.date, colour: str) -> str:
    left, right = _x(start, today), _x(end, today)
    return (
        f'<rect x="{left:.1f}" y="{_LINE_TOP}" width="{max(right - left, 1):.1f}" height="{_LINE_HEIGHT}" '
        f'fill="{colour}"/>'
    )


def _x(day: dt.date, today: dt.date) -> float:
    """Where a day stands from left to right."""
    whole = (today - dt.date(FIRST_YEAR, 1, 1)).days
    share = (day - dt.date(FIRST_YEAR, 1, 1)).days / whole
    return 1 + (WIDTH - 2) * min(max(share, 0.0), 1.0)


def _years(today: dt.date, ink: str) -> Iterator[str]:
    """The first year, every fourth one after it, and the present one at the right end."""
    years = [year for year in range(FIRST_YEAR, today.year, _LABELLED_YEARS) if today.year - year > 1]
    for year in years:
        anchor = "start" if year == FIRST_YEAR else "middle"
        yield _year(_x(dt.date(year, 1, 1), today), anchor, year, ink)
    yield _year(WIDTH - 1, "end", today.year, ink)


def _year(x: float, anchor: str, year: int, ink: str) -> str:
    font = 'font-family="Helvetica, Arial, Liberation Sans, sans-serif" font-size="11"'
    return f'<text x="{x:.1f}" y="{HEIGHT - 3}" text-anchor="{anchor}" {font} fill="{ink}">{year}</text>'
