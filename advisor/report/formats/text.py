"""A page as plain text, 100 columns wide, for terminals and for files that are compared line by line."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from advisor.report.blocks import Block, Bullet, Bullets, Cell, Heading, Labelled, LabelledList, Link, Paragraph, Table

WIDTH = 100
NARROWEST = 8
LABEL = 15
"""Columns for the label of a field."""
_GUTTER = "  "


def print_text(blocks: Iterable[Block]) -> str:
    """The page as text that ends in a line break; characters that could steer a terminal are replaced."""
    parts = ["\n".join(_lines_of(block)) for block in blocks]
    return "\n\n".join(part for part in parts if part) + "\n"


def printable(text: str) -> str:
    """The text on one line, with every control or invisible character replaced."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(text.split()))


def _lines_of(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        title = printable(block.text)
        yield from ("", title) if block.level == 2 else (title,)
        if block.level <= 2:
            yield ("=" if block.level == 1 else "-") * min(len(title), WIDTH)
    elif isinstance(block, Paragraph):
        mark = "! " if block.stressed else ""
        yield from _wrapped(block.text, block.sources, mark, "  " if block.stressed else "")
    elif isinstance(block, Bullets):
        for item in block.items:
            yield from _item_lines(item, "- ")
    elif isinstance(block, LabelledList):
        for entry in block.entries:
            yield from _field_lines(entry)
    else:
        yield from _table_lines(block)


def _field_lines(entry: Labelled) -> Iterator[str]:
    """The label, and beside it the sentences, each on a line of its own."""
    first = f"{printable(entry.label):<{LABEL}}"
    for line in entry.lines:
        mark = "- " if line.item else ""
        yield from _wrapped(line.text, (), first + mark, " " * (LABEL + len(mark)))
        first = " " * LABEL


def _item_lines(item: Bullet, mark: str) -> Iterator[str]:
    yield from _wrapped(item.text, item.sources, mark, " " * len(mark))
    for inner in item.below:
        yield from _item_lines(inner, " " * len(mark) + "- ")


def _wrapped(text: str, sources: tuple[str, ...], first: str, others: str) -> list[str]:
    cited = f" [{', '.join(sources)}]" if sources else ""
    return textwrap.wrap(
        printable(text + cited),
        WIDTH,
        initial_indent=first,
        subsequent_indent=others,
        break_on_hyphens=False,
    )


def _table_lines(table: Table) -> Iterator[str]:
    rows = [[_words(cell) for cell in row] for row in (table.headers, *table.rows)]
    columns = list(zip(*rows, strict=True))
    widths = _fit(
        [max(len(text) for text in column) for column in columns],
        [max(len(word) for text in column for word in text.split() or [""]) for column in columns],
    )
    for number, row in enumerate(rows):
        cells = [_cell_lines(text, width) for text, width in zip(row, widths, strict=True)]
        for line in range(max(len(lines) for lines in cells)):
            texts = [lines[line] if line < len(lines) else "" for lines in cells]
            yield _row(texts, widths, table.right)
        if number == 0:
            yield _GUTTER.join("-" * width for width in widths)


def _cell_lines(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_on_hyphens=False) or [""]


def _row(texts: Sequence[str], widths: Sequence[int], right: tuple[int, ...]) -> str:
    placed = (
        text.rjust(width) if column in right else text.ljust(width)
        for column, (text, width) in enumerate(zip(texts, widths, strict=True))
    )
    return _GUTTER.join(placed).rstrip()


def _fit(widths: list[int], words: list[int]) -> list[int]:
    """Column widths that fit the page: the widest gives way first, and words are cut only where nothing else helps."""
    room = WIDTH - len(_GUTTER) * (len(widths) - 1)
    for least in (words, [min(word, NARROWEST) for word in words]):
        while sum(widths) > room:
            loose = [column for column, width in enumerate(widths) if width > least[column]]
            if not loose:
                break
            widths[max(loose, key=lambda column: widths[column])] -= 1
    return widths


def _words(cell: Cell) -> str:
    return printable(cell.text if isinstance(cell, Link) else cell)
