"""How wide the columns of a table are, from what stands in them."""

from __future__ import annotations

from advisor.drawing.text_metrics import text_width
from advisor.report.blocks import Link, Table

WIDEST = 34.0
"""Widths of letters beyond which a column takes no more room for itself: longer texts run over several lines."""
LETTERS = 60.0
"""Widths of letters that a page has room for, at the size in which tables are printed."""
WIDEST_HEAD = 12.0
"""Heads that are longer may break."""
LEAST = 2.5
PADDING = 1.4
SIZE = 100
"""The size at which texts are measured, large enough for rounding not to count."""


def column_widths(table: Table, room: float) -> list[float]:
    """The width of each column, so that all of them fill the room.

    Each gets its longest word; what is left is shared by how much longer the longest text of each is, up to a limit.
    Where all texts have room, they share it by their lengths; where not even the words have, all are narrowed alike.

    >>> table = Table(("a", "what it is"), (("1", "a text of some words"),))
    >>> [round(width) for width in column_widths(table, 100)]
    [27, 73]
    """
    head, columns = table.headers, tuple(zip(*table.rows, strict=True)) or ((),) * len(table.headers)
    texts = [[cell.text if isinstance(cell, Link) else cell for cell in column] for column in columns]
    longest = [max(map(_width, column), default=0.0) for column in texts]
    words = [max((_width(word) for text in column for word in text.split()), default=0.0) for column in texts]
    heads = [max((_width(word, bold=True) for word in name.split()), default=0.0) for name in head]
    named = [min(_width(name, bold=True), WIDEST_HEAD) for name in head]
    least = [min(max(word, name, LEAST), WIDEST) + PADDING for word, name in zip(words, heads, strict=True)]
    wanted = [
        max(min(max(each, name), WIDEST) + PADDING, low) for each, name, low in zip(longest, named, least, strict=True)
    ]
    spare = LETTERS - sum(least)
    if spare <= 0:
        return [room * each / sum(least) for each in least]
    if sum(wanted) <= LETTERS:
        return [room * each / sum(wanted) for each in wanted]
    more = [high - low for high, low in zip(wanted, least, strict=True)]
    return [room * (low + spare * each / sum(more)) / LETTERS for low, each in zip(least, more, strict=True)]


def _width(text: str, *, bold: bool = False) -> float:
    """How wide a text is, in sizes of its letters."""
    return text_width(text, SIZE, bold=bold) / SIZE
