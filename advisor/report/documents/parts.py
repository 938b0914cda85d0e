"""What a document is made of: blocks of the report, pictures, charts, and where a page ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from advisor.report.blocks import Block, Heading, Table
from advisor.report.charts import Chart
from advisor.report.wording import count

MOST_ROWS = 60
"""Rows of a table that a document shows; the spreadsheet and the JSON have all of them."""


KEPT_TOGETHER = 12
"""Rows up to which a table stands on one page."""


@dataclass(frozen=True)
class Picture:
    """A picture as SVG; `name` is the stem of its file, `caption` stands below it, `alt` serves who cannot see it."""

    name: str
    svg: str
    caption: str
    alt: str


@dataclass(frozen=True)
class ChartPart:
    """A chart, shown as a picture with its figures as a table below, unless those stand elsewhere."""

    chart: Chart
    with_table: bool = True

    @property
    def caption(self) -> str:
        """What stands below the chart: how it is read, where its title stands above it; else its title."""
        return self.chart.description if self.with_table else self.chart.title

    @property
    def table_caption(self) -> str:
        """What stands above the table of its figures."""
        return f"The same in figures, {self.chart.unit}"


@dataclass(frozen=True)
class PictureRow:
    """Pictures to be compared: beside each other where a screen is wide enough, else below each other."""

    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class Callout:
    """The answer in one line, and what belongs to it."""

    text: str
    below: tuple[str, ...] = ()


@dataclass(frozen=True)
class Captioned:
    """A table with the words of its caption."""

    table: Table
    caption: str
    left_out: int = 0
    """Rows that are not shown."""


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""


@dataclass(frozen=True)
class Landscape:
    """What follows stands on pages that lie on their side; there is no way back."""


@dataclass(frozen=True)
class Contents:
    """A list of the headings that follow."""


Part = Block | Picture | ChartPart | PictureRow | Callout | Captioned | PageBreak | Landscape | Contents


@dataclass(frozen=True)
class DocumentText:
    """A whole document: its title, what stands in its header and footer, and its parts in order."""

    title: str
    subject: str
    day: str
    parts: tuple[Part, ...]

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The headings that a list of contents names: those of the first two levels behind it."""
        behind = [number for number, part in enumerate(self.parts) if isinstance(part, Contents)]
        first = behind[0] if behind else len(self.parts)
        return tuple(part for part in self.parts[first:] if isinstance(part, Heading) and part.level == 2)


def captioned(blocks: Iterable[Block | Part]) -> Iterator[Part]:
    """The parts with a caption for each table, from the heading above it; long tables are cut, and say so."""
    heading, number = "", 0
    for block in blocks:
        if isinstance(block, Heading):
            heading, number = block.text, 0
        if isinstance(block, Table):
            number += 1
            yield cut_table(block, f"{heading}{f', part {number}' if number > 1 else ''}")
        else:
            yield block


def cut_table(table: Table, caption: str, most: int = MOST_ROWS) -> Captioned:
    """The table with a caption, cut to so many rows."""
    left_out = max(len(table.rows) - most, 0)
    return Captioned(replace(table, rows=table.rows[:most]), caption, left_out)


def cut_words(part: Captioned) -> str:
    """That rows of a table are not shown; empty where all are."""
    if not part.left_out:
        return ""
    return f"{count(part.left_out, 'more row')} in the spreadsheet and in the JSON of this answer."
