"""The whole recommendation as JSON: the contract, of which every other view is a view.

Money is in USD, memory in MiB, CPU in thousandths of a core. The same recommendation always gives the same bytes:
there is no clock in them and no set.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from pydantic import Field

from advisor.argument import bill_span
from advisor.carried_over import words_in_use
from advisor.recommend import Recommendation
from advisor.report.schema.budget import BudgetMissedJson
from advisor.report.schema.cautions import WarningJson
from advisor.report.schema.confidence import ConfidenceJson
from advisor.report.schema.document import SCHEMA_VERSION, KnowledgeJson, ResultDocument
from advisor.report.schema.eliminated import EliminatedJson
from advisor.report.schema.fields import Figure, JsonModel
from advisor.report.schema.imported import ImportedJson
from advisor.report.schema.other_answers import (
    AssumedEffectJson,
    BillSpanJson,
    NextQuestionJson,
    TriedAloneJson,
    UnknownJson,
    WouldChangeJson,
)
from advisor.report.schema.ranking import RankedJson, SimplestJson
from advisor.report.schema.sizing import AssumptionJson
from advisor.report.schema.sources import SourceJson, sources_of
from advisor.report.schema.standings import InUseJson, StandingJson, WordInUseJson
from advisor.report.schema.trade_offs import TradeOffJson
from advisor.report.schema.verdict import VerdictJson
from advisor.report.schema.versions import EndedComponentJson, VersionInUseJson
from advisor.scoring import weight_origins
from advisor.standings import advised_versions, components_ended, standing_of_requested, what_is_in_use
from advisor.trade_offs import comparisons_of
from advisor.version import __version__


class WeightOriginJson(JsonModel):
    """The points of one criterion, and where they come from."""

    criterion: str = Field(description="Id of the criterion.")
    points: Figure = Field(description="What its whole swing is worth beside the others; only proportions count.")
    own: bool = Field(description="Whether the requirement gives them.")
    rules: tuple[str, ...] = Field(description="Ids of the rules that moved the points of the knowledge base.")


class RecommendationDocument(ResultDocument):
    """What `advisor recommend --format json` prints: the whole answer to a requirement file."""

    scenario: dict[str, Any] = Field(description="The requirement as it was read, by the schema of requirement files.")
    imported: ImportedJson | None = Field(
        description="Where the requirement comes from, if files of another tool were given in its place; null without."
    )
    as_of: dt.date = Field(description="Day that the answer is for.")
    assumptions: tuple[AssumptionJson, ...] = Field(description="What was taken where nothing was said.")
    assumed_effects: tuple[AssumedEffectJson, ...] = Field(
        description="Assumptions that move the bill of the first one by a tenth or more, the largest first; tried with "
        "`--resize` alone."
    )
    bill_span: BillSpanJson | None = Field(
        description="What the bill of the first one may come to; null where nothing of it has a price."
    )
    unknowns: tuple[UnknownJson, ...] = Field(description="Questions left open, and what their answers would do.")
    next_question: NextQuestionJson | None = Field(
        description="The open question to answer next; null where none that was tried whole can change the first place."
    )
    needs_orchestrator: VerdictJson = Field(description="Whether an orchestrator is needed, and why.")
    recommendation: str | None = Field(description="Id of the platform in first place; null where none fits.")
    in_each_cloud: dict[str, str] = Field(
        description="By cloud, the id of the managed service that does there what the first one does; empty unless "
        "several clouds are asked for and one service in each is the answer."
    )
    confidence: ConfidenceJson | None = Field(description="How sure that is; null where no platform fits.")
    weights: dict[str, Figure] = Field(description="Weight of each criterion; they add up to 1.")
    weights_from: tuple[WeightOriginJson, ...] = Field(
        description="Where each weight comes from, in the order of the knowledge base."
    )
    ranking: tuple[RankedJson, ...] = Field(description="Every platform that fits, best first.")
    simplest: SimplestJson | None = Field(
        description="The simplest approach that meets everything; null where no platform fits."
    )
    trade_offs: tuple[TradeOffJson, ...] = Field(
        description="The first one against the runner-up, the cheapest and the simplest, each platform once."
    )
    requested: StandingJson | None = Field(
        description="Where the platform stands that was asked for; null without one."
    )
    budget_missed: BudgetMissedJson | None = Field(
        description="What would keep the budget where no choice does; null where one does, or where a price is missing."
    )
    in_use: tuple[InUseJson, ...] = Field(description="The platforms that are in use, and whether to stay.")
    words_in_use: tuple[WordInUseJson, ...] = Field(
        description="What is in use and is no platform known here, and what becomes of it."
    )
    versions_in_use: tuple[VersionInUseJson, ...] = Field(
        description="The versions that are in use: until when they are supported, and what follows."
    )
    ended_components: tuple[EndedComponentJson, ...] = Field(
        description="What is in use and has ended, or will; then what often stands beside it and has ended."
    )
    eliminated: tuple[EliminatedJson, ...] = Field(description="Every platform that is out, by id.")
    warnings: tuple[WarningJson, ...] = Field(description="What to know whatever is chosen.")
    what_would_change_it: tuple[WouldChangeJson, ...] = Field(
        description="Single answers that, given otherwise, would put another platform first."
    )
    tried_alone: TriedAloneJson = Field(description="How far other answers were tried for that, one at a time.")
    sources: dict[str, SourceJson] = Field(description="Every source cited here, by id.")

    @classmethod
    def of(cls, recommendation: Recommendation) -> Self:
        """The document of a recommendation."""
        knowledge = recommendation.knowledge
        verdict, (ranking, eliminated) = VerdictJson.of(recommendation.verdict), _platforms(recommendation)
        (requested, in_use, words), (versions, components) = _named(recommendation), _supported(recommendation)
        trade_offs = tuple(map(TradeOffJson.of, comparisons_of(recommendation)))
        warnings = tuple(WarningJson.of(warned, knowledge) for warned in recommendation.warnings)
        cited = (verdict, *ranking, *trade_offs, requested, *in_use, *words, *versions, *components, *eliminated)
        return cls(
            schema_version=SCHEMA_VERSION,
            advisor_version=__version__,
            knowledge=KnowledgeJson.of(knowledge),
            scenario=recommendation.scenario.as_read(),
            imported=ImportedJson.of(recommendation.scenario),
            as_of=recommendation.as_of,
            assumptions=tuple(map(AssumptionJson.of, recommendation.assumptions)),
            assumed_effects=tuple(map(AssumedEffectJson.model_validate, recommendation.assumed_effects)),
            bill_span=_bill_span(recommendation),
            unknowns=tuple(map(UnknownJson.of, recommendation.unknowns)),
            next_question=_next_question(recommendation),
            needs_orchestrator=verdict,
            recommendation=recommendation.winner.platform.id if recommendation.winner else None,
            in_each_cloud=dict(recommendation.counterparts.in_each_cloud),
            confidence=ConfidenceJson.of(recommendation.confidence) if recommendation.confidence else None,
            weights=dict(recommendation.weights),
            weights_from=_weights_from(recommendation),
            ranking=ranking,
            simplest=_simplest(recommendation),
            trade_offs=trade_offs,
            requested=requested,
            budget_missed=_budget_missed(recommendation),
            in_use=in_use,
            words_in_use=words,
            versions_in_use=versions,
            ended_components=components,
            eliminated=eliminated,
            warnings=warnings,
            what_would_change_it=tuple(map(WouldChangeJson.model_validate, recommendation.changes)),
            tried_alone=TriedAloneJson.model_validate(recommendation.tried_alone),
            sources=sources_of((*cited, *warnings), knowledge),
        )


def _platforms(recommendation: Recommendation) -> tuple[tuple[RankedJson, ...], tuple[EliminatedJson, ...]]:
    """The platforms that fit, and those that are out."""
    knowledge = recommendation.knowledge
    ranking = tuple(RankedJson.of(entry, knowledge) for entry in recommendation.ranking)
    return ranking, tuple(EliminatedJson.of(entry, knowledge) for entry in recommendation.eliminated)


def _named(
    recommendation: Recommendation,
) -> tuple[StandingJson | None, tuple[InUseJson, ...], tuple[WordInUseJson, ...]]:
    """The platform asked for, those in use, and what else is."""
    requested = standing_of_requested(recommendation)
    in_use = tuple(map(InUseJson.of, what_is_in_use(recommendation)))
    words = tuple(map(WordInUseJson.model_validate, words_in_use(recommendation)))
    return None if requested is None else StandingJson.of(requested), in_use, words


def _supported(
    recommendation: Recommendation,
) -> tuple[tuple[VersionInUseJson, ...], tuple[EndedComponentJson, ...]]:
    """The versions in use, and the components that have ended."""
    knowledge = recommendation.knowledge
    versions = tuple(VersionInUseJson.of(one, knowledge) for one in advised_versions(recommendation))
    return versions, tuple(map(EndedComponentJson.of, components_ended(recommendation)))


def _next_question(recommendation: Recommendation) -> NextQuestionJson | None:
    question = recommendation.next_question
    return None if question is None else NextQuestionJson.of(question)


def _bill_span(recommendation: Recommendation) -> BillSpanJson | None:
    span = bill_span(recommendation)
    return None if span is None else BillSpanJson.model_validate(span)


def _budget_missed(recommendation: Recommendation) -> BudgetMissedJson | None:
    missed = recommendation.budget_missed
    return None if missed is None else BudgetMissedJson.of(missed)


def _simplest(recommendation: Recommendation) -> SimplestJson | None:
    entry = recommendation.simplest
    if entry is None:
        return None
    return SimplestJson.of(entry.platform, entry.form, entry.score, entry.topology, recommendation.knowledge)


def _weights_from(recommendation: Recommendation) -> tuple[WeightOriginJson, ...]:
    origins = weight_origins(recommendation.findings, recommendation.knowledge, recommendation.scenario)
    return tuple(map(WeightOriginJson.model_validate, origins))
