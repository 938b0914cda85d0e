"""What becomes of an answer with other requirements, as JSON."""

from __future__ import annotations

from typing import Self

from pydantic import Field

from advisor.knowledge import Knowledge
from advisor.need import Need
from advisor.recommend import Eliminated, Ranked, Recommendation
from advisor.report.schema.bill_change import BillChangeJson, TotalsJson
from advisor.report.schema.document import SCHEMA_VERSION, KnowledgeJson, ResultDocument
from advisor.report.schema.fields import JsonModel, MaybeFigure, Pair, PlainValue
from advisor.report.schema.topology_change import TopologyChangeJson
from advisor.report.wording import because_of
from advisor.report.wording.infeasibility import refusal_words
from advisor.sizing.topology import Infeasible, Topology
from advisor.version import __version__
from advisor.what_if import Answered, PlatformChange, WhatIf


class ReasonsPairJson(Pair[tuple[str, ...]]):
    """Reasons before and after the changes."""


class VerdictPairJson(Pair[Need]):
    """Whether an orchestrator is needed before and after the changes."""


class WinnerPairJson(Pair[str | None]):
    """The platform in first place before and after the changes."""


class AnsweredJson(JsonModel):
    """One answer that is given otherwise."""

    key: str = Field(description="The dotted way to it in the requirement file.")
    was: PlainValue = Field(description="The answer before; null where there was none.")
    becomes: PlainValue = Field(description="The answer after; null where it is unknown, or taken out of a list.")


class PlaceJson(JsonModel):
    """A platform in one of the two rankings."""

    rank: int | None = Field(description="Its place, from 1; null where it is out.")
    score: MaybeFigure = Field(description="Its score, from 0 to 1; null where it is out.")
    usd_per_month: MaybeFigure = Field(description="Its bill in USD per month; null where it is out or has no price.")
    out_because: tuple[str, ...] = Field(description="Why it is out; empty where it fits.")

    @classmethod
    def of(cls, entry: Ranked | None, side: Topology | Infeasible | Eliminated, knowledge: Knowledge) -> Self:
        """A platform in one ranking."""
        return cls(
            rank=entry.rank if entry else None,
            score=entry.score.total if entry else None,
            usd_per_month=entry.topology.bill.base if entry else None,
            out_because=_reasons(side, knowledge),
        )


class ComparedPlaceJson(JsonModel):
    """A platform in both rankings."""

    platform: str = Field(description="Id of the platform.")
    was: PlaceJson = Field(description="Its place before the changes.")
    becomes: PlaceJson = Field(description="Its place after the changes.")

    @classmethod
    def of(cls, one: PlatformChange, knowledge: Knowledge) -> Self:
        """A platform in both rankings."""
        return cls(
            platform=one.platform.id,
            was=PlaceJson.of(one.ranked[0], one.was, knowledge),
            becomes=PlaceJson.of(one.ranked[1], one.becomes, knowledge),
        )


class PlatformChangeJson(JsonModel):
    """One platform before and after, in detail."""

    platform: str = Field(description="Id of the platform.")
    out_because: ReasonsPairJson = Field(description="Why it is out; empty on the side where it fits.")
    changed: bool = Field(description="Whether anything about it changes.")
    cost_usd_per_month: TotalsJson = Field(description="The sums of its bill.")
    topology: TopologyChangeJson | None = Field(
        description="What changes in its set-up; null where it is out on one side."
    )
    bill: BillChangeJson | None = Field(description="What changes in its bill; null where it is out on one side.")

    @classmethod
    def of(cls, one: PlatformChange, knowledge: Knowledge) -> Self:
        """One platform before and after."""
        change = one.change
        return cls(
            platform=one.platform.id,
            out_because=ReasonsPairJson(was=_reasons(one.was, knowledge), becomes=_reasons(one.becomes, knowledge)),
            changed=one.changed,
            cost_usd_per_month=TotalsJson.of(one),
            topology=None if change is None else TopologyChangeJson.of(change),
            bill=BillChangeJson.of(one, knowledge),
        )


class WhatIfDocument(ResultDocument):
    """What `advisor what-if --format json` prints: what changes when some of the requirement does."""

    scenario_name: str = Field(description="Name of the scenario.")
    changes: tuple[AnsweredJson, ...] = Field(description="The answers that are given otherwise.")
    changed: bool = Field(description="Whether verdict, ranking, set-up or bill changes.")
    verdict: VerdictPairJson | None = Field(
        description="Whether an orchestrator is needed; null where one platform was asked about."
    )
    winner: WinnerPairJson | None = Field(
        description="Id of the platform in first place; null where one platform was asked about."
    )
    ranking: tuple[ComparedPlaceJson, ...] | None = Field(
        description="Every platform that fits before or after, best before first; null where one was asked about."
    )
    platforms: tuple[PlatformChangeJson, ...] = Field(
        description="The platforms in first place before and after, or the one asked about."
    )

    @classmethod
    def of(cls, answer: WhatIf) -> Self:
        """All that changes."""
        knowledge = answer.knowledge
        sides = (answer.before, answer.after) if answer.before and answer.after else None
        return cls(
            schema_version=SCHEMA_VERSION,
            advisor_version=__version__,
            knowledge=KnowledgeJson.of(knowledge),
            scenario_name=answer.scenario.name,
            changes=tuple(map(_answered, answer.answers)),
            changed=answer.changed,
            verdict=VerdictPairJson(was=sides[0].verdict.need, becomes=sides[1].verdict.need) if sides else None,
            winner=WinnerPairJson(was=_winner(sides[0]), becomes=_winner(sides[1])) if sides else None,
            ranking=tuple(ComparedPlaceJson.of(one, knowledge) for one in answer.compared) if sides else None,
            platforms=tuple(PlatformChangeJson.of(one, knowledge) for one in answer.shown),
        )


def _answered(one: Answered) -> AnsweredJson:
    return AnsweredJson.model_validate(one)


def _winner(recommendation: Recommendation) -> str | None:
    return recommendation.winner.platform.id if recommendation.winner else None


def _reasons(side: Topology | Infeasible | Eliminated, knowledge: Knowledge) -> tuple[str, ...]:
    """Why a platform is out; empty where it is sized."""
    if isinstance(side, Topology):
        return ()
    if isinstance(side, Infeasible):
        return (refusal_words(side.refusal),)
    unmet = [f"{one.rule_id} {because_of(one, knowledge)}" for one in side.screened.unmet]
    return (*unmet, *([refusal_words(side.infeasible.refusal)] if side.infeasible else []))
