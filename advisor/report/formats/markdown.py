"""A page as GitHub-flavoured Markdown; whatever a user wrote is shown, never interpreted."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Iterable, Iterator

from advisor.report.blocks import Block, Bullet, Bullets, Cell, Heading, Labelled, LabelledList, Paragraph
from advisor.report.formats.text import printable

_SPECIAL = re.compile(r"([\\`*\[\]<>|~&$])|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_OPENING = re.compile(r"^([0-9]*)([#+=.)-])(?=[\s#+=-]|$)")
_ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto):|\bwww\.|@")


def print_markdown(blocks: Iterable[Block]) -> str:
    """The page as Markdown that ends in a line break."""
    return "\n\n".join("\n".join(_lines_of(block)) for block in blocks) + "\n"


def escape(text: str) -> str:
    """The text so that Markdown shows it letter by letter: no markup, HTML, table border or link comes of it."""
    marked = _SPECIAL.sub(lambda match: "\\" + match.group(), printable(text))
    unlinked = _ADDRESS.sub(lambda match: match.group()[:-1] + f"&#{ord(match.group()[-1])};", marked)
    return _OPENING.sub(r"\1\\\2", unlinked)


def _lines_of(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"{'#' * block.level} {escape(block.text)}"
    elif isinstance(block, Paragraph):
        text = escape(block.text) + _cited(block.sources)
        yield f"> **{text}**" if block.stressed else text
    elif isinstance(block, Bullets):
        for item in block.items:
            yield from _item_lines(item, "")
    elif isinstance(block, LabelledList):
        for entry in block.entries:
            yield from _field_lines(entry)
    else:
        marks = ("---:" if column in block.right else "---" for column in range(len(block.headers)))
        yield f"| {' | '.join(escape(header) for header in block.headers)} |"
        yield f"| {' | '.join(marks)} |"
        for row in block.rows:
            yield f"| {' | '.join(_cell(cell) for cell in row)} |"


def _item_lines(item: Bullet, indent: str) -> Iterator[str]:
    yield f"{indent}- {escape(item.text)}{_cited(item.sources)}"
    for inner in item.below:
        yield from _item_lines(inner, indent + "  ")


def _field_lines(entry: Labelled) -> Iterator[str]:
    """The label with the first paragraph, and the others as a list below it."""
    label = f"- **{escape(entry.label)}**"
    for place, line in enumerate(entry.paragraphs):
        yield f"{label}: {escape(line.text)}" if place == 0 else f"  - {escape(line.text)}"


def _cited(sources: tuple[str, ...]) -> str:
    return f" \\[{escape(', '.join(sources))}\\]" if sources else ""


def _cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return escape(cell)
    if not cell.url.startswith(("https://", "http://")):
        return escape(cell.text)
    address = urllib.parse.quote(cell.url, safe="/:?#@!$&'*+,;=%~-._")
    return f"[{escape(cell.text)}](<{address}>)"
