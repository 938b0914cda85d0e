"""Notes as JSON: a code, the values that come with it, and the words that reports make of them."""

from __future__ import annotations

from typing import Self

from pydantic import Field

from advisor.report.schema.fields import JsonModel, PlainValue
from advisor.report.wording.notes import note_words
from advisor.values import Note


class NoteJson(JsonModel):
    """Something worth telling."""

    code: str = Field(description="What it is about, as a code.")
    values: dict[str, PlainValue] = Field(description="What belongs to the code, by name.")
    text: str = Field(description="The same in words.")

    @classmethod
    def of(cls, note: Note) -> Self:
        """A note."""
        return cls(code=note.code.value, values=dict(note.values), text=note_words(note))
