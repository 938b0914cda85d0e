"""The platforms that fit, best first, and the simplest approach, in the JSON contract."""

from __future__ import annotations

from typing import Self

from pydantic import Field

from advisor.explanations import Trait
from advisor.knowledge import Form, Knowledge, Platform
from advisor.recommend import Ranked
from advisor.report.schema.bill import CostJson, EndOfPlanJson
from advisor.report.schema.cautions import CautionJson
from advisor.report.schema.fields import (
    OVERLAY_FILE_ABOUT,
    SOURCE_ABOUT,
    Figure,
    JsonModel,
    MaybeText,
    PlainValue,
    SourceId,
)
from advisor.report.schema.notes import NoteJson
from advisor.report.schema.topology import TopologyJson
from advisor.scoring import Part, Score
from advisor.scoring.budget import BudgetFit
from advisor.sizing.topology import Topology


class ScorePartJson(JsonModel):
    """What one criterion adds to a score: weight x value."""

    criterion: str = Field(description="Id of the criterion.")
    weight: Figure = Field(description="Its weight; the weights of all criteria add up to 1.")
    value: Figure = Field(description="How good the platform is by it, from 0 to 1.")
    low: Figure = Field(description="The least that this value can be, where a figure is not known.")
    high: Figure = Field(description="The most that it can be.")
    raw: PlainValue = Field(description="The figure or word that the value comes from; null where it is not known.")
    unit: str = Field(description="Unit of that figure.")
    why: NoteJson = Field(description="Why it is that figure.")
    source: SourceId = Field(description=SOURCE_ABOUT)

    @classmethod
    def of(cls, part: Part) -> Self:
        """What a criterion adds."""
        return cls(
            criterion=part.criterion,
            weight=part.weight,
            value=part.value,
            low=part.low,
            high=part.high,
            raw=part.raw,
            unit=part.unit,
            why=NoteJson.of(part.why),
            source=part.source,
        )


class TraitJson(JsonModel):
    """A capability that speaks for or against a platform."""

    capability: str = Field(description="The capability: a term of the vocabulary.")
    about: str = Field(description="What the term means.")
    level: int = Field(description="0 none, 1 limited, 2 good with effort or add-ons, 3 native and complete.")
    why: str = Field(description="Why that level.")
    wanted: bool = Field(description="Whether it counts in this scenario.")
    asked_as: MaybeText = Field(description="The word of must_have or compliance that asks for it, if one does.")
    counts_by: MaybeText = Field(description="Id of the rule that makes it count most; null where it does not count.")
    because: MaybeText = Field(
        description="The answers that the rule read; null where it does not count, or counts for everybody."
    )
    source: SourceId = Field(description=SOURCE_ABOUT)
    overlay_file: MaybeText = Field(description=OVERLAY_FILE_ABOUT)

    @classmethod
    def of(cls, trait: Trait) -> Self:
        """A capability."""
        return cls(
            capability=trait.term,
            about=trait.about,
            level=trait.level,
            why=trait.why,
            wanted=trait.wish is not None,
            asked_as=trait.wish.named if trait.wish else None,
            counts_by=trait.wish.rule if trait.wish else None,
            because=trait.wish.answers if trait.wish else None,
            source=trait.source,
            overlay_file=trait.overlay_file,
        )


class RankedJson(JsonModel):
    """A platform that fits, with its score, bill and set-up."""

    rank: int = Field(description="Its place, from 1.")
    platform: str = Field(description="Id of the platform.")
    name: str = Field(description="Its name.")
    mode_of: MaybeText = Field(description="Id of the platform of which it is a mode; null where it is none.")
    not_for_this: bool = Field(
        description="Whether its form, or all of it, answers so much less well than the winner that it is no choice."
    )
    over_budget: bool = Field(description="Whether its bill of today is over the budget; false without a budget.")
    budget: BudgetFit | None = Field(
        description="Whether it keeps the budget; null without one, or where nothing in its bill has a price."
    )
    set_back: bool = Field(
        description="Whether it stands behind all that keep the budget and are a choice, whatever its score."
    )
    score: Figure = Field(description="Sum of weight x value over `parts`, from 0 to 1.")
    score_low: Figure = Field(description="The score where every unknown figure turns out at its worst.")
    score_high: Figure = Field(description="The score where every unknown figure turns out at its best.")
    parts: tuple[ScorePartJson, ...] = Field(description="What each criterion adds.")
    cost_usd_per_month: CostJson = Field(description="The monthly bill of today.")
    at_end_of_plan: EndOfPlanJson | None = Field(
        description="The same at the end of the years planned for; null where nothing grows."
    )
    topology: TopologyJson = Field(description="The set-up.")
    cautions: tuple[CautionJson, ...] = Field(description="What to settle before it is chosen.")
    strengths: tuple[TraitJson, ...] = Field(description="Capabilities that count and that it has in full.")
    weaknesses: tuple[TraitJson, ...] = Field(description="Capabilities that are missing or limited.")

    @classmethod
    def of(cls, entry: Ranked, knowledge: Knowledge) -> Self:
        """A ranked platform."""
        return cls(
            rank=entry.rank,
            platform=entry.platform.id,
            name=entry.platform.name,
            mode_of=entry.mode_of,
            not_for_this=entry.not_for_this,
            over_budget=entry.budget_fit is BudgetFit.OVER,
            budget=entry.budget_fit,
            set_back=entry.score.set_back,
            score=entry.score.total,
            score_low=entry.score.low,
            score_high=entry.score.high,
            parts=tuple(map(ScorePartJson.of, entry.score.parts)),
            cost_usd_per_month=CostJson.of(entry.topology.bill, knowledge),
            at_end_of_plan=EndOfPlanJson.of(entry.topology.end_of_plan) if entry.topology.end_of_plan else None,
            topology=TopologyJson.of(entry.topology),
            cautions=tuple(CautionJson.of(caution, knowledge) for caution in entry.cautions),
            strengths=tuple(map(TraitJson.of, entry.strengths)),
            weaknesses=tuple(map(TraitJson.of, entry.weaknesses)),
        )


class SimplestJson(JsonModel):
    """The best platform of the simplest form in which some platform meets everything."""

    platform: str = Field(description="Id of the platform.")
    name: str = Field(description="Its name.")
    form: Form | None = Field(description="Its form; null where nobody says.")
    score: Figure = Field(description="Its score, from 0 to 1.")
    cost_usd_per_month: CostJson = Field(description="Its monthly bill of today.")

    @classmethod
    def of(cls, platform: Platform, form: Form | None, score: Score, topology: Topology, knowledge: Knowledge) -> Self:
        """A simplest approach."""
        return cls(
            platform=platform.id,
            name=platform.name,
            form=form,
            score=score.total,
            cost_usd_per_month=CostJson.of(topology.bill, knowledge),
        )
