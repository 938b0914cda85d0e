"""A page as plain text, 100 columns wide or as a terminal has them, for people and for comparing line by line."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from advisor.report.blocks import Block, Bullet, Bullets, Cell, Heading, Labelled, LabelledList, Link, Paragraph, Table

WIDTH = 100
NARROWEST = 8
LABEL = 15
FEWEST_COLUMNS = 40
"""Columns below which no page is set; lines go on below in a terminal that has fewer."""
"""Columns for the label of a field."""
_GUTTER = "  "


def print_text(blocks: Iterable[Block], width: int = WIDTH) -> str:
    """The page as text of so many columns that ends in a line break; what could steer a terminal is replaced."""
    width = max(width, FEWEST_COLUMNS)
    parts = ["\n".join(_lines_of(block, width)) for block in blocks]
    return "\n\n".join(part for part in parts if part) + "\n"


def printable(text: str) -> str:
    """The text on one line, with every control or invisible character replaced."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(text.split()))


def _lines_of(block: Block, width: int) -> Iterator[str]:
    if isinstance(block, Heading):
        title = printable(block.text)
        yield from ("", *_title(title, width)) if block.level == 2 else _title(title, width)
        if block.level <= 2:
            yield ("=" if block.level == 1 else "-") * min(len(title), width)
    elif isinstance(block, Paragraph):
        mark = "! " if block.stressed else ""
        yield from _wrapped(block.text, block.sources, width, mark, "  " if block.stressed else "")
    elif isinstance(block, Bullets):
        for item in block.items:
            yield from _item_lines(item, width, "- ")
    elif isinstance(block, LabelledList):
        for entry in block.entries:
            yield from _field_lines(entry, width)
    else:
        yield from _table_lines(block, width)


def _title(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_on_hyphens=False) or [""]


def _field_lines(entry: Labelled, width: int) -> Iterator[str]:
    """The label, and beside it the paragraphs."""
    first = f"{printable(entry.label):<{LABEL}}"
    for line in entry.paragraphs:
        mark = "- " if line.item else ""
        yield from _wrapped(line.text, (), width, first + mark, " " * (LABEL + len(mark)))
        first = " " * LABEL


def _item_lines(item: Bullet, width: int, mark: str) -> Iterator[str]:
    yield from _wrapped(item.text, item.sources, width, mark, " " * len(mark))
    for inner in item.below:
        yield from _item_lines(inner, width, " " * len(mark) + "- ")


def _wrapped(text: str, sources: tuple[str, ...], width: int, first: str, others: str) -> list[str]:
    cited = f" [{', '.join(sources)}]" if sources else ""
    return textwrap.wrap(
        printable(text + cited),
        width,
        initial_indent=first,
        subsequent_indent=others,
        break_on_hyphens=False,
    )


def _table_lines(table: Table, width: int) -> Iterator[str]:
    rows = [[_words(cell) for cell in row] for row in (table.headers, *table.rows)]
    columns = list(zip(*rows, strict=True))
    words = [max(len(word) for text in column for word in text.split() or [""]) for column in columns]
    if width < WIDTH and sum(words) + len(_GUTTER) * (len(words) - 1) > width:
        yield from _stacked_lines(rows, width)
        return
    widths = _fit([max(len(text) for text in column) for column in columns], words, width)
    for number, row in enumerate(rows):
        cells = [_cell_lines(text, room) for text, room in zip(row, widths, strict=True)]
        for line in range(max(len(lines) for lines in cells)):
            texts = [lines[line] if line < len(lines) else "" for lines in cells]
            yield _row(texts, widths, table.right)
        if number == 0:
            yield _GUTTER.join("-" * width for width in widths)


def _stacked_lines(rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """A table for a page that is too narrow for it: each row as a list, every cell with the head of its column."""
    headers, *others = rows
    for row in others:
        told = [f"{header}: {cell}" if header else cell for header, cell in zip(headers, row, strict=True) if cell]
        for place, text in enumerate(told):
            yield from _wrapped(text, (), width, "  - " if place else "- ", "    " if place else "  ")


def _cell_lines(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_on_hyphens=False) or [""]


def _row(texts: Sequence[str], widths: Sequence[int], right: tuple[int, ...]) -> str:
    placed = (
        text.rjust(width) if column in right else text.ljust(width)
        for column, (text, width) in enumerate(zip(texts, widths, strict=True))
    )
    return _GUTTER.join(placed).rstrip()


def _fit(widths: list[int], words: list[int], page: int) -> list[int]:
    """Column widths that fit the page: the widest gives way first, and words are cut only where nothing else helps."""
    room = page - len(_GUTTER) * (len(widths) - 1)
    for least in (words, [min(word, NARROWEST) for word in words]):
        while sum(widths) > room:
            loose = [column for column, width in enumerate(widths) if width > least[column]]
            if not loose:
                break
            widths[max(loose, key=lambda column: widths[column])] -= 1
    return widths


def _words(cell: Cell) -> str:
    return printable(cell.text if isinstance(cell, Link) else cell)
