"""The parts a page is made of; text.py and markdown.py print the same parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class EvidenceKind(StrEnum):
    """What a sentence can rest on."""

    RULE = "rule"
    """The id of a rule that fired."""
    CLAIM = "claim"
    """`platform.term`: what is claimed of a platform on the day."""
    ANSWER = "answer"
    """The key of a requirement file, answered or left open."""
    FIGURE = "figure"
    """The place of a value in the JSON of the same answer, its steps parted by `/`."""
    THRESHOLD = "threshold"
    """The key of a requirement file by which the answer to the first question turns."""
    PRECEDENT = "precedent"
    """The id of a published decision."""


@dataclass(frozen=True)
class Evidence:
    """One thing that a sentence rests on, so that whoever doubts it, or a test, can look it up."""

    kind: EvidenceKind
    key: str


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the title of the page."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """Running text, the ids of the sources that it cites, and what it rests on; `stressed` for what counts most."""

    text: str
    sources: tuple[str, ...] = ()
    stressed: bool = False
    rests_on: tuple[Evidence, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "sources", tuple(dict.fromkeys(self.sources)))  # cited once


@dataclass(frozen=True)
class Bullet:
    """One entry of a list, with what belongs below it."""

    text: str
    sources: tuple[str, ...] = ()
    below: tuple[Bullet, ...] = ()
    rests_on: tuple[Evidence, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "sources", tuple(dict.fromkeys(self.sources)))  # cited once


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: tuple[Bullet, ...]


@dataclass(frozen=True)
class Link:
    """A table cell that leads to a page."""

    text: str
    url: str


Cell = str | Link


@dataclass(frozen=True)
class Table:
    """A table; `right` are the columns that hold figures, `sources` the ids that its cells name."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    right: tuple[int, ...] = ()
    sources: tuple[str, ...] = ()
    rests_on: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Line:
    """A sentence of a field with what it rests on.

    An `item` belongs to the line above it; a line that `goes_on` stands in the same paragraph as the one before it.
    """

    text: str
    rests_on: tuple[Evidence, ...] = ()
    item: bool = False
    goes_on: bool = False


@dataclass(frozen=True)
class Labelled:
    """A label and the sentences beside it."""

    label: str
    lines: tuple[Line, ...]

    @property
    def paragraphs(self) -> tuple[Line, ...]:
        """The lines as they are printed: what goes on is joined with what stands before it."""
        joined: list[Line] = []
        for line in self.lines:
            if line.goes_on and joined:
                before = joined[-1]
                rests_on = (*before.rests_on, *line.rests_on)
                joined[-1] = Line(f"{before.text} {line.text}", rests_on, before.item)
            else:
                joined.append(line)
        return tuple(joined)


@dataclass(frozen=True)
class LabelledList:
    """Labels one below the other, as on a form."""

    entries: tuple[Labelled, ...]


Block = Heading | Paragraph | Bullets | Table | LabelledList


def sources_in(blocks: Iterable[Block]) -> tuple[str, ...]:
    """The ids of all sources that the blocks cite, sorted, each once."""
    found: set[str] = set()
    for block in blocks:
        if isinstance(block, Paragraph | Table):
            found.update(block.sources)
        elif isinstance(block, Bullets):
            found.update(_sources_of(block.items))
    return tuple(sorted(found))


def _sources_of(items: Iterable[Bullet]) -> Iterable[str]:
    for item in items:
        yield from item.sources
        yield from _sources_of(item.below)
