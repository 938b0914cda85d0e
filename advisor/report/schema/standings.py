"""What was asked for by name, and what is in use, in the JSON contract."""

from __future__ import annotations

from typing import Self

from pydantic import Field

from advisor.carried_over import CarryOver
from advisor.report.schema.fields import SOURCE_ABOUT, Figure, JsonModel, MaybeFigure, MaybeText, PlainValue, SourceId
from advisor.report.wording.notes import note_words
from advisor.standings import Flip, Gap, PlatformInUse, PlatformStanding, StayOrLeave


class GapJson(JsonModel):
    """A criterion by which a platform is behind the first."""

    criterion: str = Field(description="Id of the criterion.")
    behind: Figure = Field(description="What it costs in the score.")
    raw: PlainValue = Field(description="Its figure or word; null where it is not known.")
    raw_of_first: PlainValue = Field(description="The same of the platform in first place.")
    unit: str = Field(description="Unit of both.")
    enough: MaybeFigure = Field(
        description="The figure with which it would be level with the first, all else being equal; null without one."
    )
    why: str = Field(description="Why it is its figure, in words.")
    why_of_first: str = Field(description="The same of the platform in first place.")
    source: SourceId = Field(description=SOURCE_ABOUT)

    @classmethod
    def of(cls, gap: Gap) -> Self:
        """A gap."""
        return cls(
            criterion=gap.criterion,
            behind=gap.behind,
            raw=gap.its.raw,
            raw_of_first=gap.winners.raw,
            unit=gap.its.unit,
            enough=gap.enough,
            why=note_words(gap.its.why),
            why_of_first=note_words(gap.winners.why),
            source=gap.its.source,
        )


class FlipJson(JsonModel):
    """An answer that, given otherwise, would put the platform first."""

    field: str = Field(description="Key of the requirement file.")
    was: MaybeText = Field(description="The answer given; null where none was.")
    becomes: str = Field(description="The other answer.")

    @classmethod
    def of(cls, flip: Flip) -> Self:
        """A flip."""
        return cls(field=flip.field, was=flip.was, becomes=flip.becomes)


class StandingJson(JsonModel):
    """Where a platform stands; one that is out is under `eliminated` with its reasons."""

    platform: str = Field(description="Id of the platform.")
    name: str = Field(description="Its name.")
    rank: int | None = Field(description="Its place in the ranking, from 1; null where it is out.")
    behind: MaybeFigure = Field(
        description="Score of the first less its own, below 0 only where set back; null where it is first, or out."
    )
    set_back: bool = Field(description="Whether it stands behind every choice within the budget, whatever its score.")
    gaps: tuple[GapJson, ...] = Field(description="What costs it the first place, by criterion, largest first.")
    first_with: tuple[FlipJson, ...] = Field(description="Single answers that would put it first.")

    @classmethod
    def of(cls, standing: PlatformStanding) -> Self:
        """A standing."""
        return cls(
            platform=standing.platform.id,
            name=standing.platform.name,
            rank=standing.ranked.rank if standing.ranked else None,
            behind=standing.behind,
            set_back=standing.set_back,
            gaps=tuple(map(GapJson.of, standing.gaps)),
            first_with=tuple(map(FlipJson.of, standing.flips)),
        )


class InUseJson(JsonModel):
    """A platform that is in use, and whether to stay."""

    advice: StayOrLeave = Field(
        description="Stay or leave; `switch_mode` where another mode of its service is first; `nothing_fits` where "
        "nothing meets everything, it included."
    )
    form_behind: MaybeFigure = Field(
        description="Points by which its form is behind that of the first; null where it is out."
    )
    standing: StandingJson = Field(description="Where it stands.")

    @classmethod
    def of(cls, one: PlatformInUse) -> Self:
        """A platform in use."""
        return cls(advice=one.advice, form_behind=one.form_behind, standing=StandingJson.of(one.standing))


class WordInUseJson(JsonModel):
    """Something in use that is no platform known here, and what becomes of it."""

    written: str = Field(description="As it stands under existing.")
    name: str = Field(description="The word of in_use.yaml that it is.")
    advice: CarryOver = Field(
        description="Whether it stays below the first, as the ground of its machines; carries over to it unchanged; "
        "or is to be left. `nothing_fits` where nothing meets everything."
    )
    kept: tuple[str, ...] = Field(description="Its formats and packages that the first takes unchanged.")
    lost: tuple[str, ...] = Field(description="Those that the first does not take.")
    source: SourceId = Field(description=SOURCE_ABOUT)
