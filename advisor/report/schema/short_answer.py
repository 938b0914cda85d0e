"""The answer in short, for batches: what is chosen, on which machines, for how much, how sure, and what came near."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any, Self

from pydantic import Field

from advisor.need import Need
from advisor.recommend import Eliminated, Ranked, Recommendation
from advisor.report.schema.fields import Counts, Figure, JsonModel, MaybeFigure, MaybeText
from advisor.report.schema.other_answers import NextQuestionJson, WouldChangeJson
from advisor.scoring.budget import BudgetFit
from advisor.sensitivity.certainty import Firmness
from advisor.sizing.topology import Topology


class ShortRankedJson(JsonModel):
    """A platform that fits."""

    rank: int = Field(description="Its place, from 1.")
    platform: str = Field(description="Id of the platform.")
    mode_of: MaybeText = Field(description="Id of the platform of which it is a mode; null where it is none.")
    not_for_this: bool = Field(description="Whether it answers so much less well than the first that it is no choice.")
    budget: BudgetFit | None = Field(description="Whether it keeps the budget; null where that is not known.")
    score: Figure = Field(description="From 0 to 1.")
    usd_low: MaybeFigure = Field(description="USD a month at the least; null where nothing of it has a price.")
    usd_per_month: MaybeFigure = Field(description="USD a month.")
    usd_high: MaybeFigure = Field(description="USD a month at the most.")
    machines: Counts = Field(description="Machines, instances or tasks at the peak, by type.")
    control_plane_members: int = Field(description="Members of a control plane of one's own; 0 where there is none.")

    @classmethod
    def of(cls, entry: Ranked) -> Self:
        """A ranked platform."""
        bill = entry.topology.bill
        return cls(
            rank=entry.rank,
            platform=entry.platform.id,
            mode_of=entry.mode_of,
            not_for_this=entry.not_for_this,
            budget=entry.budget_fit,
            score=entry.score.total,
            usd_low=bill.low,
            usd_per_month=bill.base,
            usd_high=bill.high,
            machines=_machines(entry.topology),
            control_plane_members=entry.topology.control_plane.members,
        )


def _machines(topology: Topology) -> dict[str, int]:
    """How many machines of each type stand in all pools, at all sites."""
    machines: Counter[str] = Counter()
    for pool in topology.pools:
        for node in pool.nodes:
            machines[node.machine] += node.count * topology.copies_of(pool.name)
    return dict(sorted(machines.items()))


class ShortEliminatedJson(JsonModel):
    """A platform that is out."""

    platform: str = Field(description="Id of the platform.")
    unmet: tuple[str, ...] = Field(description="What is asked for and it does not have: terms of the vocabulary.")
    rules: tuple[str, ...] = Field(description="Ids of the rules that ask for that.")
    infeasible: bool = Field(description="Whether it cannot hold the services.")

    @classmethod
    def of(cls, entry: Eliminated) -> Self:
        """A platform that is out."""
        unmet = entry.screened.unmet
        return cls(
            platform=entry.platform.id,
            unmet=tuple(sorted({one.requirement.term for one in unmet})),
            rules=tuple(sorted({one.requirement.finding.rule.id for one in unmet})),
            infeasible=entry.infeasible is not None,
        )


class ShortAnswer(JsonModel):
    """The answer to a requirement file in short; `advisor batch --full` keeps the whole one beside it."""

    name: str = Field(description="Name of the requirement.")
    as_of: dt.date = Field(description="Day that the answer is for.")
    overlay: MaybeText = Field(description="Name of the overlay that it rests on; null without one.")
    need: Need = Field(description="The answer to whether an orchestrator is needed.")
    firmness: Firmness | None = Field(description="How sure the first place is; null where that was not asked.")
    share_of_weights: MaybeFigure = Field(description="Share of the weightings drawn under which it stays first.")
    share_of_answers: MaybeFigure = Field(description="Share of the answers to open questions under which it does.")
    ranking: tuple[ShortRankedJson, ...] = Field(description="Every platform that fits, best first.")
    eliminated: tuple[ShortEliminatedJson, ...] = Field(description="Every platform that is out, by id.")
    simplest: str | None = Field(description="Id of the simplest approach that meets everything.")
    turned_by: tuple[WouldChangeJson, ...] = Field(
        description="Single answers that, given otherwise, would put another platform first."
    )
    open_questions: tuple[str, ...] = Field(description="Keys of the requirement file that were left open.")
    next_question: NextQuestionJson | None = Field(description="The open question to answer next.")
    assumed: tuple[str, ...] = Field(description="Keys of the requirement file for which something was assumed.")
    warnings: tuple[str, ...] = Field(description="Codes of what to know whatever is chosen in this case.")
    one_screen: str = Field(description="The answer in words, as `advisor recommend` prints it.")

    @classmethod
    def of(cls, recommendation: Recommendation, one_screen: str) -> Self:
        """The answer in short, with the words that tell it."""
        sure, following = recommendation.confidence, recommendation.next_question
        return cls(
            name=recommendation.scenario.name,
            as_of=recommendation.as_of,
            overlay=recommendation.knowledge.overlay,
            need=recommendation.verdict.need,
            firmness=sure.word if sure else None,
            share_of_weights=sure.share_of_weights if sure else None,
            share_of_answers=sure.share_of_answers if sure else None,
            ranking=tuple(map(ShortRankedJson.of, recommendation.ranking)),
            eliminated=tuple(map(ShortEliminatedJson.of, recommendation.eliminated)),
            simplest=recommendation.simplest.platform.id if recommendation.simplest else None,
            turned_by=tuple(map(WouldChangeJson.model_validate, recommendation.changes)),
            open_questions=tuple(unknown.field for unknown in recommendation.unknowns),
            next_question=NextQuestionJson.of(following) if following else None,
            assumed=tuple(sorted({one.field for one in recommendation.assumptions if one.field})),
            warnings=tuple(sorted({warned.note.code for warned in recommendation.particular_warnings})),
            one_screen=one_screen,
        )

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON values, keys in a fixed order."""
        return self.model_dump(mode="json", by_alias=True)
