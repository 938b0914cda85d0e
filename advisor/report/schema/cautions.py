"""What to know whatever is chosen, and what to settle before one platform is, in the JSON contract."""

from __future__ import annotations

from typing import Self

from pydantic import Field

from advisor.explanations import Caution, Warned
from advisor.knowledge import Knowledge
from advisor.report.schema.fields import OVERLAY_FILE_ABOUT, SOURCE_ABOUT, JsonModel, MaybeText, PlainValue, SourceId
from advisor.report.wording.notes import note_words


class CautionJson(JsonModel):
    """Something to settle before the platform is chosen."""

    rule: str | None = Field(description="Id of the rule that says so; null for what the planning noticed.")
    code: str = Field(description="What it is about, as a code.")
    values: dict[str, PlainValue] = Field(description="What belongs to the code, by name.")
    text: str = Field(description="The same in words.")
    source: SourceId | None = Field(description="Who says so: an id under `sources`; null for what is computed.")
    overlay_file: MaybeText = Field(description=OVERLAY_FILE_ABOUT)

    @classmethod
    def of(cls, caution: Caution, knowledge: Knowledge) -> Self:
        """A caution."""
        return cls(
            rule=caution.rule,
            code=caution.note.code.value,
            values=dict(caution.note.values),
            text=note_words(caution.note),
            source=caution.source,
            overlay_file=knowledge.rule_file(caution.rule),
        )


class WarningJson(JsonModel):
    """Something that the architect should know whatever is chosen."""

    id: str = Field(description="Id of the rule, or a word for what the advisor noticed by itself.")
    code: str = Field(description="What it is about, as a code.")
    values: dict[str, PlainValue] = Field(description="What belongs to the code, by name.")
    text: str = Field(description="The same in words.")
    source: SourceId = Field(description=SOURCE_ABOUT)
    overlay_file: MaybeText = Field(description=OVERLAY_FILE_ABOUT)

    @classmethod
    def of(cls, warned: Warned, knowledge: Knowledge) -> Self:
        """A warning."""
        return cls(
            id=warned.id,
            code=warned.note.code.value,
            values=dict(warned.note.values),
            text=note_words(warned.note),
            source=warned.source,
            overlay_file=knowledge.rule_file(warned.id),
        )
