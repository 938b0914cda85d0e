"""What is new in downloaded support windows, a line for each version."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge import Refreshed, SupportWindow, WindowChange
from advisor.report.formats.text import printable
from advisor.report.wording import count, listing

_DAYS = {"released": "released", "ends": "ends", "extended_ends": "extended support ends"}


def render_window_changes(refreshed: Refreshed) -> str:
    """A line for each version that is new or has other days, what had no file, and how many changes there are."""
    return "".join(f"{printable(line)}\n" for line in _lines(refreshed))


def _lines(refreshed: Refreshed) -> Iterator[str]:
    yield from map(_line, refreshed.changes)
    if refreshed.without_file:
        yield f"no file for {listing(refreshed.without_file)}"
    yield f"{count(len(refreshed.changes), 'change')}" if refreshed.changes else "nothing is new"


def _line(change: WindowChange) -> str:
    days = [
        f"{word} {_day(change.becomes, name)}" + (f" instead of {_day(change.was, name)}" if change.was else "")
        for name, word in _DAYS.items()
        if _day(change.becomes, name) != (_day(change.was, name) if change.was else "none")
    ]
    return f"{'changed' if change.was else 'added'} {change.product} {change.cycle}: {', '.join(days)}"


def _day(window: SupportWindow | None, name: str) -> str:
    day = getattr(window, name, None)
    return "none" if day is None else day.isoformat()
