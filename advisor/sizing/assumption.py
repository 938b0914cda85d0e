"""A value that was needed and that nobody gave."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.values import Note


@dataclass(frozen=True)
class Assumption:
    """A value that was needed and not given: what it is of, and as a note what was taken, why, and what it moves.

    `field` is the key of the requirement file that would give it; None where none would.
    """

    field: str | None
    note: Note
