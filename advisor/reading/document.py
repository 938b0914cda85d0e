"""What was read: plain values, and where each of them stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from advisor.errors import InputError, KeyPath, Problem, Setting


class Mark(NamedTuple):
    """A position in a text; line and column count from 1, and 0 means that the place is not known."""

    line: int
    column: int


NOWHERE = Mark(0, 0)


@dataclass(frozen=True)
class Document:
    """The values of one text, made of dict, list, str, int, float, bool and None.

    `source` is the name to show in messages, as the user gave it.
    """

    source: str
    value: Any
    marks: Mapping[KeyPath, Mark] = field(default_factory=dict, repr=False, compare=False)
    key_marks: Mapping[KeyPath, Mark] = field(default_factory=dict, repr=False, compare=False)
    problems: tuple[Problem, ...] = ()
    """What was refused in the text although the rest could be read; empty unless it was read leniently."""
    folder: Path | None = field(default=None, repr=False, compare=False)
    """Where the file lies that it was read from; None for what was read from none."""

    @classmethod
    def of_answers(cls, answers: Mapping[str, Any], source: str = "answers", folder: Path | None = None) -> Document:
        """A document of values that never stood in a text, so that every place is 0:0."""
        return cls(source, dict(answers), folder=folder)

    def place(self, path: Sequence[str | int], *, key: bool = False) -> Mark:
        """Where the value at `path` stands, or its key; the nearest existing parent's place if there is no such value.

        The place of the whole document is that of its first value.
        """
        found = self.existing(path)
        if key and found == tuple(path) and found in self.key_marks:
            return self.key_marks[found]
        return self.marks.get(found, NOWHERE)

    def problem(
        self,
        path: Sequence[str | int],
        message: str,
        remedy: str,
        *,
        key: bool = False,
        against: Sequence[KeyPath] = (),
        ways: Sequence[Sequence[Setting]] = (),
    ) -> Problem:
        """A problem of the value at `path`, with its place or that of its key.

        >>> str(Document("shop.yaml", {}).problem(("name",), "is missing", "write it"))
        'shop.yaml: name: is missing; write it'
        """
        mark = self.place(path, key=key)
        told = tuple(against), tuple(map(tuple, ways))
        return Problem(self.source, mark.line, mark.column, tuple(path), message, remedy, *told)

    def existing(self, path: Sequence[str | int], *, keep_last: bool = False) -> KeyPath:
        """The parts of `path` that lead somewhere in this document; the others are left out.

        A validator's path may name what is not in the file: the branch of a union, a default, a missing key.
        `keep_last` keeps the last part in any case, to name a key that is missing.
        """
        found: list[str | int] = []
        here = self.value
        for position, part in enumerate(path):
            inside, below = _step(here, part)
            if inside:
                here = below
            if inside or (keep_last and position == len(path) - 1):
                found.append(part)
        return tuple(found)


class UnreadableError(InputError):
    """A text that cannot be read to its end: `text` is all of it, `value` what was read before it broke off."""

    def __init__(self, problems: Iterable[Problem], text: str, value: Any) -> None:
        self.text, self.value = text, value
        super().__init__(problems)

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the trip between worker processes."""
        return type(self), (self.problems, self.text, self.value)


def _step(value: Any, part: str | int) -> tuple[bool, Any]:
    if isinstance(value, Mapping):
        return part in value, value.get(part)
    if isinstance(value, list | tuple) and isinstance(part, int) and 0 <= part < len(value):
        return True, value[part]
    return False, None
