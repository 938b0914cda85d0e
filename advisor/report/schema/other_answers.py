"""What other answers would do, in the JSON contract: open questions, the one to ask next, changes of the winner."""

from __future__ import annotations

from typing import Self

from pydantic import Field

from advisor.report.schema.fields import Figure, JsonModel, MaybeFigure, MaybeText
from advisor.sensitivity.flips import Unknown
from advisor.sensitivity.next_question import NextQuestion


class LeadsToJson(JsonModel):
    """An answer, and the platform that it would put first."""

    answer: str = Field(description="The answer.")
    winner: MaybeText = Field(description="Id of the platform that would be first; null where none would fit.")


class UnknownJson(JsonModel):
    """A question that the requirement leaves open."""

    field: str = Field(description="Key of the requirement file that would answer it.")
    matters: bool | None = Field(
        description="Whether some answer moves a score; null where that is not known, as not every one was tried."
    )
    could_change_winner: bool | None = Field(
        description="Whether some answer puts another platform first; null where that is not known."
    )
    leads_to: tuple[LeadsToJson, ...] = Field(description="The answers that do.")
    regret: MaybeFigure = Field(
        description="Score that is lost on average over the answers by keeping the first place; null where not every "
        "answer was tried."
    )

    @classmethod
    def of(cls, unknown: Unknown) -> Self:
        """An open question."""
        return cls(
            field=unknown.field,
            matters=unknown.matters,
            could_change_winner=unknown.could_change_winner,
            leads_to=tuple(LeadsToJson(answer=answer, winner=winner) for answer, winner in unknown.leads_to),
            regret=unknown.regret,
        )


class BillSpanJson(JsonModel):
    """The range of a bill, widened by the assumption beside it that moves it most."""

    low: Figure = Field(description="USD a month at the least.")
    high: Figure = Field(description="USD a month at the most.")


class AssumedEffectJson(JsonModel):
    """An assumption of the first one that moves its bill by a tenth or more, with another value."""

    field: str = Field(description="Key of the requirement file that would give it.")
    assumed: Figure = Field(description="What was taken.")
    becomes: Figure = Field(description="The other value that was tried.")
    usd_per_month: Figure = Field(description="USD a month with the other value; a quick estimate.")
    more_usd_per_month: Figure = Field(description="How much more that is than the bill; below 0 for less.")


class NextQuestionJson(JsonModel):
    """The open question by which keeping the present first place would lose most."""

    field: str = Field(description="Key of the requirement file that would answer it.")
    text: str = Field(description="The question.")
    regret: Figure = Field(description="Score that is lost on average over its answers without it.")
    answers: tuple[LeadsToJson, ...] = Field(description="Its answers, and the platform that each puts first.")

    @classmethod
    def of(cls, following: NextQuestion) -> Self:
        """The question to ask next."""
        return cls(
            field=following.question.field,
            text=following.question.text,
            regret=following.regret,
            answers=tuple(LeadsToJson(answer=answer, winner=winner) for answer, winner in following.answers),
        )


class TriedAloneJson(JsonModel):
    """Other answers to what was answered, each tried with all else as it is.

    Of a choice all others are thought of, of a number those at which a rule turns, of a list those without one entry.
    """

    number: int = Field(description="How many were tried.")
    partly: tuple[str, ...] = Field(description="Keys of the requirement file of which not all were.")


class WouldChangeJson(JsonModel):
    """One answer that, given otherwise, would put another platform first."""

    field: str = Field(description="Key of the requirement file.")
    was: str = Field(description="The answer given.")
    becomes: str = Field(description="The other answer.")
    winner: str = Field(description="Id of the platform that would be first.")
