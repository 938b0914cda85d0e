"""What becomes of an answer with other requirements, as JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Self, TypeVar

from pydantic import Field

from advisor.knowledge import Knowledge
from advisor.need import Need
from advisor.recommend import Eliminated, Ranked, Recommendation
from advisor.report.schema.bill import BasisJson, BillKeyJson, SupportKeyJson
from advisor.report.schema.document import SCHEMA_VERSION, KnowledgeJson, ResultDocument
from advisor.report.schema.fields import Figure, JsonModel, MaybeFigure, MaybeText, Pair, PlainValue
from advisor.report.schema.notes import NoteJson
from advisor.report.schema.pool import SurvivesJson
from advisor.report.wording import because_of
from advisor.report.wording.bill import line_words, not_in_sum_words
from advisor.report.wording.infeasibility import refusal_words
from advisor.report.wording.support import how_words, where_words
from advisor.sizing.bill_types import BillKey, BillLine, Unit
from advisor.sizing.diff import (
    Change,
    ControlPlaneFact,
    ControlPlaneKey,
    PlaneValue,
    PoolKey,
    Promise,
    TopologyChange,
    at_end_of_plan,
)
from advisor.sizing.support_part import SupportKey, SupportPart
from advisor.sizing.topology import Infeasible, Topology
from advisor.values import Note
from advisor.version import __version__
from advisor.what_if import Answered, PlatformChange, WhatIf

_T = TypeVar("_T")


class FigurePairJson(Pair[MaybeFigure]):
    """A figure before and after the changes."""


class BasisPairJson(Pair[BasisJson]):
    """What the sums of a bill stand for before and after the changes."""


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


class ControlPlaneChangeJson(JsonModel):
    """Something about the control plane that changes."""

    fact: ControlPlaneFact = Field(description="What changes about it.")
    zone: MaybeText = Field(description="The zone, for members of one zone.")
    was: PlainValue = Field(description="Before the changes.")
    becomes: PlainValue = Field(description="After the changes.")

    @classmethod
    def of(cls, change: Change[ControlPlaneKey, PlaneValue]) -> Self:
        """A fact of the control plane on both sides."""
        return cls(fact=change.key.fact, zone=change.key.zone, was=change.was, becomes=change.becomes)


class NodeChangeJson(JsonModel):
    """Machines of one type in one zone, whose number changes."""

    pool: str = Field(description="Name of the pool.")
    site: str = Field(description="Where it is.")
    zone: str = Field(description="Zone.")
    machine: str = Field(description="Machine type.")
    was: int = Field(description="Machines before the changes.")
    becomes: int = Field(description="Machines after the changes.")


class PoolKeyJson(JsonModel):
    """Which pool it is."""

    pool: str = Field(description="Name of the pool.")
    site: str = Field(description="Where it is.")


class SurvivesChangeJson(JsonModel):
    """What a pool survives, where that changes."""

    key: PoolKeyJson = Field(description="Which pool.")
    was: SurvivesJson | None = Field(description="What it survived before the changes.")
    becomes: SurvivesJson | None = Field(description="What it survives after the changes.")

    @classmethod
    def of(cls, change: Change[PoolKey, Promise]) -> Self:
        """What a pool survives on both sides."""
        key = PoolKeyJson.model_validate(change.key)
        return cls(key=key, was=_survives(change.was), becomes=_survives(change.becomes))


class SupportSideJson(JsonModel):
    """Something beside the agents, on one side."""

    count: int = Field(description="How many.")
    where: str = Field(description="Where it stands.")
    how: str = Field(description="How it is done.")


class SupportChangeJson(JsonModel):
    """Something beside the agents that changes."""

    key: SupportKeyJson = Field(description="Which part it is.")
    was: SupportSideJson | None = Field(description="Before the changes; null where there was none.")
    becomes: SupportSideJson | None = Field(description="After the changes; null where there is none.")

    @classmethod
    def of(cls, change: Change[SupportKey, SupportPart]) -> Self:
        """A part on both sides."""
        was, becomes = (
            None if part is None else SupportSideJson(count=part.count, where=where_words(part), how=how_words(part))
            for part in (change.was, change.becomes)
        )
        return cls(key=SupportKeyJson.model_validate(change.key), was=was, becomes=becomes)


class TextsJson(JsonModel):
    """Texts that stand on one side only."""

    removed: tuple[str, ...] = Field(description="Those that hold before the changes only.")
    added: tuple[str, ...] = Field(description="Those that hold after the changes only.")

    @classmethod
    def of(cls, changes: Sequence[Change[Any, _T]], words: Callable[[_T], str]) -> Self:
        """Texts by side."""
        return cls(
            removed=tuple(words(change.was) for change in changes if change.was is not None),
            added=tuple(words(change.becomes) for change in changes if change.becomes is not None),
        )


class NotesJson(JsonModel):
    """Notes that stand on one side only."""

    removed: tuple[NoteJson, ...] = Field(description="Those that hold before the changes only.")
    added: tuple[NoteJson, ...] = Field(description="Those that hold after the changes only.")

    @classmethod
    def of(cls, changes: Sequence[Change[Note, Note]]) -> Self:
        """Notes by side."""
        return cls(
            removed=tuple(NoteJson.of(change.was) for change in changes if change.was),
            added=tuple(NoteJson.of(change.becomes) for change in changes if change.becomes),
        )


class TopologyChangeJson(JsonModel):
    """What changes in the set-up."""

    control_plane: tuple[ControlPlaneChangeJson, ...] = Field(description="What changes about the control plane.")
    nodes: tuple[NodeChangeJson, ...] = Field(description="Machines whose number changes.")
    replicas_moved_in: tuple[PoolKeyJson, ...] = Field(
        description="Pools whose machines stay and whose replicas stand otherwise on them."
    )
    survives: tuple[SurvivesChangeJson, ...] = Field(description="Pools that survive other losses.")
    support: tuple[SupportChangeJson, ...] = Field(description="What changes beside the agents.")
    notes: NotesJson = Field(description="Notes of the planning that come or go.")

    @classmethod
    def of(cls, change: TopologyChange) -> Self:
        """What changes in the set-up."""
        return cls(
            control_plane=tuple(map(ControlPlaneChangeJson.of, change.control_plane)),
            nodes=tuple(
                NodeChangeJson(
                    pool=place.pool, site=place.site, zone=place.zone, machine=place.machine, was=was, becomes=becomes
                )
                for place, was, becomes in change.agents
            ),
            replicas_moved_in=tuple(map(PoolKeyJson.model_validate, change.moved)),
            survives=tuple(map(SurvivesChangeJson.of, change.survives)),
            support=tuple(map(SupportChangeJson.of, change.support)),
            notes=NotesJson.of(change.notes),
        )


class BillLineSideJson(JsonModel):
    """A line of the bill on one side."""

    what: str = Field(description="What it pays for, in words.")
    count: Figure = Field(description="How many things it is for: machines, clusters, vCPU, gateways.")
    quantity: Figure = Field(description="How much of the unit.")
    unit: Unit = Field(description="The unit.")
    unit_price_usd: MaybeFigure = Field(description="Price of one unit in USD; null where nobody publishes it.")
    usd_per_month: MaybeFigure = Field(description="USD per month; null where nobody publishes the price.")

    @classmethod
    def of(cls, line: BillLine) -> Self:
        """A line on one side."""
        return cls(
            what=line_words(line),
            count=line.count,
            quantity=line.quantity,
            unit=line.unit,
            unit_price_usd=line.unit_price_usd,
            usd_per_month=line.usd_per_month,
        )


class BillLineChangeJson(JsonModel):
    """A line of the bill that changes."""

    key: BillKeyJson = Field(description="Which line it is.")
    was: BillLineSideJson | None = Field(description="Before the changes; null where there was none.")
    becomes: BillLineSideJson | None = Field(description="After the changes; null where there is none.")

    @classmethod
    def of(cls, change: Change[BillKey, BillLine]) -> Self:
        """A line on both sides."""
        was, becomes = (line and BillLineSideJson.of(line) for line in (change.was, change.becomes))
        return cls(key=BillKeyJson.model_validate(change.key), was=was, becomes=becomes)


class BillChangeJson(JsonModel):
    """What changes in the bill."""

    lines: tuple[BillLineChangeJson, ...] = Field(description="Lines that change.")
    basis: BasisPairJson | None = Field(description="What the sums stand for; null where that stays.")
    left_out: TextsJson = Field(description="What is in no sum, where that changes.")

    @classmethod
    def of(cls, one: PlatformChange, knowledge: Knowledge) -> Self | None:
        """What changes in the bill of a platform; None where it is out on one side."""
        change = one.change
        if change is None or not isinstance(one.was, Topology) or not isinstance(one.becomes, Topology):
            return None
        basis = BasisPairJson(was=BasisJson.of(one.was.bill), becomes=BasisJson.of(one.becomes.bill))
        return cls(
            lines=tuple(map(BillLineChangeJson.of, change.lines)),
            basis=basis if change.basis else None,
            left_out=TextsJson.of(change.not_in_sum, lambda cost: not_in_sum_words(cost, knowledge)),
        )


class TotalsJson(JsonModel):
    """The sums of the bill in USD per month."""

    low: FigurePairJson = Field(description="At least.")
    base: FigurePairJson = Field(description="As planned.")
    high: FigurePairJson = Field(description="At most.")
    at_end_of_plan: FigurePairJson = Field(description="As planned at the end of the years; null without growth.")

    @classmethod
    def of(cls, one: PlatformChange) -> Self:
        """The sums on both sides; null where the platform is out."""
        later = (at_end_of_plan(side) if isinstance(side, Topology) else None for side in (one.was, one.becomes))
        was, becomes = (side.bill if isinstance(side, Topology) else None for side in (one.was, one.becomes))

        def both(name: str) -> FigurePairJson:
            return FigurePairJson(was=getattr(was, name, None), becomes=getattr(becomes, name, None))

        end = FigurePairJson(was=next(later), becomes=next(later))
        return cls(low=both("low"), base=both("base"), high=both("high"), at_end_of_plan=end)


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


def _survives(promise: Promise | None) -> SurvivesJson | None:
    if promise is None:
        return None
    return SurvivesJson(nodes=promise.nodes, zone=promise.zone, nodes_during_zone_loss=promise.together)


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
