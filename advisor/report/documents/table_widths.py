"""How wide the columns of a table are, from what stands in them."""

from __future__ import annotations

from advisor.drawing.text_metrics import text_width
from advisor.report.blocks import Link, Table

WIDEST = 34.0
"""Widths of letters beyond which a column takes no more room for itself: longer texts run over several lines."""
LEAST = 3.5
PADDING = 2.0
SIZE = 100
"""The size at which texts are measured, large enough for rounding not to count."""


def column_widths(table: Table, room: float) -> list[float]:
    """The width of each column, so that all of them fill the room.

    Each gets its longest word, and of what is left a share by how long its longest text is, up to a limit.

    >>> table = Table(("a", "what it is"), (("1", "a text of some words"),))
    >>> [round(width) for width in column_widths(table, 100)]
    [22, 78]
    """
    texts = [
        [cell.text if isinstance(cell, Link) else cell for cell in column]
        for column in zip(*(table.headers, *table.rows), strict=True)
    ]
    words = [max((_width(word) for text in column for word in text.split()), default=0.0) for column in texts]
    longest = [max((_width(text) for text in column), default=0.0) for column in texts]
    wanted = [max(min(each, WIDEST), LEAST) + PADDING for each in longest]
    least = [min(max(word, LEAST), WIDEST) + PADDING for word in words]
    if sum(least) >= sum(wanted):
        return [room * each / sum(wanted) for each in wanted]
    shares = [low + (high - low) * 0.6 for low, high in zip(least, wanted, strict=True)]
    return [room * each / sum(shares) for each in shares]


def _width(text: str) -> float:
    """How wide a text is, in sizes of its letters."""
    return text_width(text, SIZE) / SIZE
