"""The winner against its rivals, point by point, in the JSON contract."""

from __future__ import annotations

from typing import Self

from pydantic import Field

from advisor.report.schema.fields import SOURCE_ABOUT, Figure, JsonModel, MaybeText, PlainValue, SourceId
from advisor.report.schema.notes import NoteJson
from advisor.trade_offs import Point, Rival, Seen, TradeOff


class SeenJson(JsonModel):
    """One of two platforms on a point."""

    raw: PlainValue = Field(description="Its figure, word or level (0 to 3); null where it is not known.")
    why: NoteJson | None = Field(description="Why it is that figure; null for a capability.")
    text: MaybeText = Field(description="What is claimed of the capability; null for a criterion, or without a claim.")
    source: SourceId | None = Field(description=SOURCE_ABOUT)

    @classmethod
    def of(cls, seen: Seen) -> Self:
        """One side of a point."""
        why = None if seen.why is None else NoteJson.of(seen.why)
        return cls(raw=seen.raw, why=why, text=seen.text, source=seen.source)


class PointJson(JsonModel):
    """Something in which two platforms differ: a criterion, or one capability of it."""

    criterion: str = Field(description="Id of the criterion.")
    term: str | None = Field(description="Id of the capability; null where the criterion is no mean of capabilities.")
    gain: Figure = Field(description="What it adds to the lead of the first one; below 0 it speaks for the other.")
    first: SeenJson = Field(description="The first one.")
    other: SeenJson = Field(description="The other.")

    @classmethod
    def of(cls, point: Point) -> Self:
        """A point."""
        return cls(
            criterion=point.criterion,
            term=point.term,
            gain=point.gain,
            first=SeenJson.of(point.ours),
            other=SeenJson.of(point.theirs),
        )


class TradeOffJson(JsonModel):
    """The platform in first place against another one, point by point."""

    other: str = Field(description="Id of the other platform.")
    rivals: tuple[Rival, ...] = Field(
        description="Why it is compared: it is the runner-up, the cheapest, the simplest."
    )
    lead: Figure = Field(description="Score of the first less that of the other.")
    budget_decides: bool = Field(description="Whether the other stands behind because of the budget.")
    points: tuple[PointJson, ...] = Field(description="What they differ in, the largest difference first.")

    @classmethod
    def of(cls, comparison: TradeOff) -> Self:
        """A comparison."""
        return cls(
            other=comparison.theirs.platform.id,
            rivals=comparison.rivals,
            lead=comparison.lead,
            budget_decides=comparison.budget_decides,
            points=tuple(map(PointJson.of, comparison.points)),
        )
