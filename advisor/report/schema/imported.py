"""Where a requirement comes from that was imported from another tool's files, as JSON."""

from __future__ import annotations

from typing import Self

from pydantic import Field

from advisor.importers import ImportCode, ImportedDocument, ImportNote, NoteKind, OriginKind, ValueOrigin
from advisor.importers.imported import named_path
from advisor.report.schema.fields import JsonModel
from advisor.report.wording.imported import reason, subject_words
from advisor.scenario import Scenario

PLACE = "Where, as `file:line`; null where it stands nowhere."


class ValueOriginJson(JsonModel):
    """One value of the requirement, and where it comes from."""

    field: str = Field(description="Key of the requirement, with names of services and volumes and numbers of ports.")
    kind: OriginKind = Field(description="Whether it was read, implied by the format, assumed, or answered.")
    place: str | None = Field(description=PLACE)
    code: ImportCode | None = Field(description="Why it was assumed or implied, or how it was worked out; or null.")
    text: str | None = Field(description="The same in words; or null.")

    @classmethod
    def of(cls, field: str, origin: ValueOrigin) -> Self:
        """The origin of a value."""
        return cls(
            field=field,
            kind=origin.kind,
            place=None if origin.place is None else str(origin.place),
            code=origin.code,
            text=None if origin.code is None else reason(origin.code, dict(origin.values)),
        )


class ImportNoteJson(JsonModel):
    """Something to know about the import."""

    kind: NoteKind = Field(description="What it tells: something assumed, missing, measured, skipped and so on.")
    subject: str = Field(description="What it is about; empty for the whole requirement.")
    code: ImportCode = Field(description="What it says.")
    text: str = Field(description="The same in words.")
    place: str | None = Field(description=PLACE)

    @classmethod
    def of(cls, note: ImportNote) -> Self:
        """A note of an import."""
        return cls(
            kind=note.kind,
            subject=subject_words(note.subject),
            code=note.code,
            text=reason(note.code, dict(note.values)),
            place=None if note.place is None else str(note.place),
        )


class ImportedJson(JsonModel):
    """The files that a requirement was imported from, the origin of each value, and what else to know."""

    files: tuple[str, ...] = Field(description="The files.")
    origins: tuple[ValueOriginJson, ...] = Field(description="Each value of the requirement with its origin.")
    notes: tuple[ImportNoteJson, ...] = Field(description="What was assumed, is missing, or was left out.")

    @classmethod
    def of(cls, scenario: Scenario) -> Self | None:
        """The import that a scenario comes from; None for a requirement file."""
        origin = scenario.origin
        if not isinstance(origin, ImportedDocument) or origin.imported is None:
            return None
        imported = origin.imported
        origins = (
            ValueOriginJson.of(subject_words(named_path(imported.requirement, path)), one)
            for path, one in imported.origins.items()
        )
        return cls(files=imported.sources, origins=tuple(origins), notes=tuple(map(ImportNoteJson.of, imported.notes)))
