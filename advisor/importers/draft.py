"""What a reader of one format fills: the values of a requirement, each with its origin, and what else there is to tell.

A reader says facts: values, places and codes. Sentences about them are made in advisor/report/.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from advisor.errors import KeyPath
from advisor.importers.codes import ImportCode
from advisor.importers.nodes import FilePlace
from advisor.values import Fact, Facts, facts


class OriginKind(StrEnum):
    """Where a value of an imported requirement comes from."""

    READ = "read"
    """It stands in a file."""
    IMPLIED = "implied"
    """The format itself means it where a file says nothing, such as one replica."""
    ASSUMED = "assumed"
    """The importer took it, for a reason that its code names; a person should look at it."""
    ANSWERED = "answered"
    """It stands in the answers that were given with the import."""


@dataclass(frozen=True)
class ValueOrigin:
    """Where one value comes from: its place, if it has one, and for what was assumed or implied the reason."""

    kind: OriginKind
    place: FilePlace | None = None
    code: ImportCode | None = None
    values: Facts = ()


@dataclass(frozen=True)
class Taken:
    """One value (plain, or a list of plain values) and where it comes from."""

    value: Any
    origin: ValueOrigin


Tree = Taken | Mapping[str, "Tree"] | Sequence["Tree"]
"""Values that stand inside each other, as in a requirement file, with a Taken for each single one."""


def read_at(value: Any, place: FilePlace) -> Taken:
    """A value that stands at a place."""
    return Taken(value, ValueOrigin(OriginKind.READ, place))


def implied(value: Any, code: ImportCode, place: FilePlace | None = None, **values: Fact) -> Taken:
    """A value that the format means by saying nothing."""
    return Taken(value, ValueOrigin(OriginKind.IMPLIED, place, code, facts(**values)))


def assumed(value: Any, code: ImportCode, place: FilePlace | None = None, **values: Fact) -> Taken:
    """A value that the importer takes for a reason; `values` go into the words of the reason."""
    return Taken(value, ValueOrigin(OriginKind.ASSUMED, place, code, facts(**values)))


class NoteKind(StrEnum):
    """What a note of an import tells."""

    ASSUMED = "assumed"
    MISSING = "missing"
    MEASURED = "measured"
    NOT_EXPRESSIBLE = "not_expressible"
    SKIPPED = "skipped"
    IGNORED = "ignored"


@dataclass(frozen=True)
class ImportNote:
    """Something to tell about an import: what kind, about what, why, and where it stands in a file.

    `subject` leads to what is meant by names: `("services", "web", "ports", 80, "exposure")`.
    """

    kind: NoteKind
    subject: KeyPath
    code: ImportCode
    values: Facts = ()
    place: FilePlace | None = None


@dataclass
class DraftService:
    """One service being read: fields of the requirement's service by their names there, `name` first.

    Leave out what no file says. Each of `ports` is `{port: ..., protocol: ..., exposure: ...}`.
    """

    name: Taken
    fields: dict[str, Tree] = field(default_factory=dict)

    @property
    def called(self) -> str:
        """Its name."""
        return str(self.name.value)


@dataclass
class Draft:
    """What a reader has read: fields of the whole requirement by their names there, services, and notes.

    What was assumed needs no note: it is told from the origins. Protocols, state and the like that follow from the
    services are added when the requirement is made.
    """

    name: Taken
    fields: dict[str, Tree] = field(default_factory=dict)
    services: list[DraftService] = field(default_factory=list)
    notes: list[ImportNote] = field(default_factory=list)

    def tell(
        self, kind: NoteKind, subject: KeyPath, code: ImportCode, place: FilePlace | None = None, **values: Fact
    ) -> None:
        """Add a note."""
        self.notes.append(ImportNote(kind, subject, code, facts(**values), place))
