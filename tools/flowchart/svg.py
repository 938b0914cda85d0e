"""A decision tree -> an SVG: a question a row, what follows for yes and for no below it and further in.

Rows keep their size however deep the tree is, so that it can be read at the width of a page, and nothing can overlap.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from tools.flowchart.trees import ASK, Leaf, Node, Split

WIDTH = 960
MARGIN = 24
ROW = 46
BOX = 34
INDENT = 64
NARROW, BROAD = "fijlrt.,:;()'| ", "mwMW@%"
BOLD, SMALL = 1.11, 6.8
"""How much wider bold text is, and the width of a character of the figures beside an answer."""
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
INK, QUIET, LINE, PAPER = "#1b2430", "#56616f", "#8a94a0", "#ffffff"
QUESTION, UNCLEAR = "#eef2f7", "#f3f3f3"
COLOURS = ("#d7ecd9", "#dbe7fb", "#fde6c8", "#eadcf5", "#d3eeee", "#fbdcdc", "#f4f0c6", "#e2e2f8", "#dfeccb", "#f7dfee")


@dataclass(frozen=True)
class Picture:
    """What is drawn: a title, a description, the tree, and the lines below it."""

    title: str
    about: str
    root: Node
    foot: Sequence[str]
    named: Callable[[str], str]
    """How an answer is called."""
    short: Callable[[str], str]
    """The same in a word or two, inside a sentence."""
    example: Callable[[int], str]
    """The address of the example of the leaf with a number, from 1."""


@dataclass(frozen=True)
class Row:
    """A node in its place: how far in, by which answer one comes there, and the row of its question."""

    node: Node
    depth: int
    by: str
    parent: int | None


def rows_of(node: Node, depth: int = 0, by: str = "", parent: int | None = None, start: int = 0) -> Iterator[Row]:
    """The rows from top to bottom: a question, what follows for yes, what follows for no."""
    yield Row(node, depth, by, parent)
    if isinstance(node, Split):
        below = list(rows_of(node.yes, depth + 1, "yes", start, start + 1))
        yield from below
        yield from rows_of(node.no, depth + 1, "no", start, start + 1 + len(below))


def draw(picture: Picture) -> str:
    """The picture as SVG text; the same picture gives the same text."""
    rows = list(rows_of(picture.root))
    foot = [line for text in picture.foot for line in textwrap.wrap(text, 128)]
    top = 84
    height = top + len(rows) * ROW + 18 + 18 * len(foot) + MARGIN
    total = sum(row.node.count for row in rows if isinstance(row.node, Leaf))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-labelledby="title about" font-family="{FONT}">',
        f'<title id="title">{escape(picture.title)}</title>',
        f'<desc id="about">{escape(picture.about)}</desc>',
        f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>',
        _text(MARGIN, 40, picture.title, 22, weight=600),
        _text(MARGIN, 64, picture.about, 14, fill=QUIET),
    ]
    parts += _lines(rows, top)
    parts += _boxes(rows, top, picture, total)
    for place, line in enumerate(foot):
        parts.append(_text(MARGIN, top + len(rows) * ROW + 30 + 18 * place, line, 12, fill=QUIET))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _lines(rows: Sequence[Row], top: int) -> Iterator[str]:
    """From each question down to what follows, with yes or no at the end."""
    for place, row in enumerate(rows):
        if row.parent is None:
            continue
        x = MARGIN + rows[row.parent].depth * INDENT
        start, end = top + row.parent * ROW + BOX, top + place * ROW + BOX / 2
        yield f'<path d="M{x + 14} {start} V{end:g} H{x + 30}" fill="none" stroke="{LINE}" stroke-width="1.5"/>'


def _boxes(rows: Sequence[Row], top: int, picture: Picture, total: int) -> Iterator[str]:
    answers = list(dict.fromkeys(row.node.answer for row in rows if isinstance(row.node, Leaf)))
    colours = dict(zip([answer for answer in answers if answer != ASK], COLOURS, strict=False))
    number = 0
    for place, row in enumerate(rows):
        x, y = MARGIN + row.depth * INDENT, top + place * ROW
        if row.by:
            yield _text(x - 31, y + 22, row.by, 13, weight=600)
        if isinstance(row.node, Split):
            yield _box(x, y, _wide(row.node.text, 1), QUESTION, LINE)
            yield _text(x + 12, y + 22, row.node.text, 15)
            continue
        number += 1
        yield f"<a href={quoteattr(picture.example(number))}>"
        yield from _leaf(row.node, (x, y), picture, total, colours.get(row.node.answer, UNCLEAR))
        yield "</a>"


def _leaf(leaf: Leaf, at: tuple[float, float], picture: Picture, total: int, colour: str) -> Iterator[str]:
    """An answer with how many come there and how often it is right, or to ask, with the likely answers."""
    x, y = at
    if leaf.answer == ASK:
        said = "Ask the advisor"
        told = f"{_of_hundred(leaf.count, total)}; likely {' or '.join(map(picture.short, leaf.likely))}"
    else:
        said = picture.named(leaf.answer)
        told = f"{_of_hundred(leaf.count, total)}; right\u00a0for\u00a0{percent(leaf.right, leaf.count)}\u00a0%"
    yield _box(x, y, _wide(said), colour, INK if leaf.answer != ASK else LINE, dashed=leaf.answer == ASK)
    yield _text(x + 12, y + 22, said, 15, weight=600)
    room = WIDTH - MARGIN - (x + _wide(said) + 12)
    lines = textwrap.wrap(told, max(18, int(room / SMALL)))[:2]
    for place, line in enumerate(lines):
        low = y + 22 if len(lines) == 1 else y + 14 + 15 * place
        yield _text(x + _wide(said) + 12, low, line, 12.5, fill=QUIET)


def _wide(text: str, bold: float = BOLD) -> int:
    """Width of a box around a text of 15 pixels, by the widest of the usual fonts."""
    letters = (5.6 if c in NARROW else 13.6 if c in BROAD else 10.6 if c.isupper() else 9.4 for c in text)
    return round(bold * sum(letters)) + 24


def _of_hundred(count: int, total: int) -> str:
    return f"{percent(count, total)}\u00a0% come here"


def percent(part: int, whole: int) -> str:
    """Rounded; never 100 where not all are, nor 0 where some are."""
    share = 100 * part / whole if whole else 0.0
    if part and not round(share):
        return "under 1"
    return "over 99" if part < whole and round(share) == 100 else f"{share:.0f}"


def _box(x: float, y: float, wide: int, fill: str, stroke: str, *, dashed: bool = False) -> str:
    dashes = ' stroke-dasharray="5 4"' if dashed else ""
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{wide}" height="{BOX}" rx="8" fill="{fill}" stroke="{stroke}" '
        f'stroke-width="1.2"{dashes}/>'
    )


def _text(x: float, y: float, text: str, size: float, *, weight: int = 400, fill: str = INK) -> str:
    return f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" font-weight="{weight}" fill="{fill}">{escape(text)}</text>'
