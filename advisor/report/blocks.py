"""The parts a page is made of; text.py and markdown.py print the same parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the title of the page."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """Running text and the ids of the sources it rests on; `stressed` for what must not be overlooked."""

    text: str
    sources: tuple[str, ...] = ()
    stressed: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "sources", tuple(dict.fromkeys(self.sources)))  # cited once


@dataclass(frozen=True)
class Bullet:
    """One entry of a list, with what belongs below it."""

    text: str
    sources: tuple[str, ...] = ()
    below: tuple[Bullet, ...] = ()

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


Block = Heading | Paragraph | Bullets | Table


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
