"""The whole recommendation as JSON: the contract, of which every other view is a view.

Money is in USD, memory in MiB, CPU in thousandths of a core. The same recommendation always gives the same bytes:
there is no clock in them and no set.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from pydantic import Field

from advisor.budget import BudgetMissed, Cheaper
from advisor.explanations import Caution, Trait, Warned
from advisor.knowledge import Form, Knowledge, Platform
from advisor.need import Need, Verdict
from advisor.recommend import Eliminated, Ranked, Recommendation
from advisor.report.schema.bill import CostJson, EndOfPlanJson
from advisor.report.schema.confidence import ConfidenceJson
from advisor.report.schema.document import SCHEMA_VERSION, KnowledgeJson, ResultDocument
from advisor.report.schema.fields import Figure, JsonModel, MaybeFigure, MaybeText, PlainValue, SourceId
from advisor.report.schema.infeasibility import InfeasibleJson
from advisor.report.schema.notes import NoteJson
from advisor.report.schema.sizing import AssumptionJson
from advisor.report.schema.sources import SourceJson, sources_of
from advisor.report.schema.standings import InUseJson, StandingJson
from advisor.report.schema.topology import TopologyJson
from advisor.report.wording import because_of
from advisor.report.wording.notes import note_words
from advisor.report.wording.verdict import threshold_words
from advisor.rules import Finding
from advisor.scoring import Part, Score
from advisor.scoring.budget import BudgetFit
from advisor.screening import Unmet
from advisor.sensitivity.flips import Unknown
from advisor.sensitivity.next_question import NextQuestion
from advisor.sizing.topology import Topology
from advisor.standings import standing_of_requested, what_is_in_use
from advisor.version import __version__

_SOURCE = "Who says so: an id under `sources`."
_OVERLAY_FILE = "The file of the overlay that says so; null where the advisor's own knowledge does."


class FindingJson(JsonModel):
    """A rule that fired, and because of what."""

    rule: str = Field(description="Id of the rule.")
    title: str = Field(description="What the rule says.")
    why: str = Field(description="Why that is so.")
    because: str = Field(description="The answers that made it fire, in words; empty for a rule that always holds.")
    source: SourceId = Field(description=_SOURCE)
    values: dict[str, PlainValue] = Field(
        description="The values of the scenario that the rule read, by key; null where nothing was answered."
    )
    overlay_file: MaybeText = Field(description=_OVERLAY_FILE)

    @classmethod
    def of(cls, finding: Finding) -> Self:
        """A finding."""
        rule = finding.rule
        return cls(
            rule=rule.id,
            title=rule.title,
            why=rule.why,
            because=finding.because,
            source=rule.source,
            values=dict(finding.read),
            overlay_file=rule.overlay_file,
        )


class NeedLimitsJson(JsonModel):
    """Points at which the verdict is decided."""

    no_up_to: Figure = Field(description="Points for an orchestrator up to which none is needed.")
    either_within: Figure = Field(
        description="Points between an orchestrator and the best form without one, below which either will do."
    )


class FormJson(JsonModel):
    """One form of running containers."""

    form: Form = Field(description="The form.")
    points: Figure = Field(description="How strong it is, by the rules that fired and by what is in use.")
    in_use: bool = Field(description="Whether a platform of this form is in use and on offer.")


class VerdictJson(JsonModel):
    """Whether an orchestrator is needed."""

    verdict: Need = Field(description="The answer.")
    points: Figure = Field(description="Points for an orchestrator less those against it.")
    forms: tuple[FormJson, ...] = Field(description="The forms, strongest first.")
    margin: Figure = Field(description="Points by which the strongest form leads the next one.")
    for_it: tuple[FindingJson, ...] = Field(alias="for", description="What speaks for an orchestrator.")
    against: tuple[FindingJson, ...] = Field(description="What speaks against one.")
    for_managed: tuple[FindingJson, ...] = Field(description="What speaks for leaving it to a vendor.")
    for_machines: tuple[FindingJson, ...] = Field(description="What speaks for plain machines rather than a service.")
    for_own: tuple[FindingJson, ...] = Field(description="What speaks for an orchestrator that the team runs.")
    undecided: tuple[FindingJson, ...] = Field(description="Rules that wait for an answer.")
    tipping: tuple[str, ...] = Field(description="Ids of those of them that would change the verdict alone.")
    limits: NeedLimitsJson = Field(description="From how many points on the verdict is what.")
    threshold: str = Field(description="The same in words.")

    @classmethod
    def of(cls, verdict: Verdict) -> Self:
        """A verdict."""
        return cls(
            verdict=verdict.need,
            points=verdict.points,
            forms=tuple(
                FormJson(form=form, points=points, in_use=form in verdict.forms.in_use)
                for form, points in verdict.forms.strengths
            ),
            margin=verdict.forms.margin,
            for_it=tuple(map(FindingJson.of, verdict.for_it)),
            against=tuple(map(FindingJson.of, verdict.against_it)),
            for_managed=tuple(map(FindingJson.of, verdict.for_managed)),
            for_machines=tuple(map(FindingJson.of, verdict.for_machines)),
            for_own=tuple(map(FindingJson.of, verdict.for_own)),
            undecided=tuple(map(FindingJson.of, verdict.undecided)),
            tipping=tuple(finding.rule.id for finding in verdict.tipping),
            limits=NeedLimitsJson.model_validate(verdict.limits),
            threshold=threshold_words(verdict),
        )


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
    source: SourceId = Field(description=_SOURCE)

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
    wanted: bool = Field(description="Whether the scenario asks for it.")
    source: SourceId = Field(description=_SOURCE)
    overlay_file: MaybeText = Field(description=_OVERLAY_FILE)

    @classmethod
    def of(cls, trait: Trait) -> Self:
        """A capability."""
        return cls(
            capability=trait.term,
            about=trait.about,
            level=trait.level,
            why=trait.why,
            wanted=trait.wanted,
            source=trait.source,
            overlay_file=trait.overlay_file,
        )


class CautionJson(JsonModel):
    """Something to settle before the platform is chosen."""

    rule: str | None = Field(description="Id of the rule that says so; null for what the planning noticed.")
    code: str = Field(description="What it is about, as a code.")
    values: dict[str, PlainValue] = Field(description="What belongs to the code, by name.")
    text: str = Field(description="The same in words.")
    source: SourceId | None = Field(description="Who says so: an id under `sources`; null for what is computed.")
    overlay_file: MaybeText = Field(description=_OVERLAY_FILE)

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


class RankedJson(JsonModel):
    """A platform that fits, with its score, bill and set-up."""

    rank: int = Field(description="Its place, from 1.")
    platform: str = Field(description="Id of the platform.")
    name: str = Field(description="Its name.")
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
    strengths: tuple[TraitJson, ...] = Field(description="Capabilities asked for that it has in full.")
    weaknesses: tuple[TraitJson, ...] = Field(description="Capabilities that are missing or limited.")

    @classmethod
    def of(cls, entry: Ranked, knowledge: Knowledge) -> Self:
        """A ranked platform."""
        return cls(
            rank=entry.rank,
            platform=entry.platform.id,
            name=entry.platform.name,
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


class ReasonJson(JsonModel):
    """A requirement that a platform does not meet."""

    rule: str = Field(description="Id of the rule that asks for it.")
    because: str = Field(description="Why it counts here and why the platform does not meet it, in words.")
    unmet: str = Field(description="What is asked for: a term of the vocabulary.")
    wanted: Figure = Field(description="The least level or figure that would do.")
    has: PlainValue = Field(description="What the platform has.")
    source: SourceId = Field(description="Who says what the platform has: an id under `sources`.")
    rule_source: SourceId = Field(description="Who says why it matters: an id under `sources`.")
    values: dict[str, PlainValue] = Field(
        description="The values of the scenario that the rule read, by key; null where nothing was answered."
    )
    overlay_file: MaybeText = Field(
        description="The file of the overlay that says what it has; null where the advisor's own knowledge does."
    )
    rule_overlay_file: MaybeText = Field(
        description="The file of the overlay that holds the rule; null where the advisor's own knowledge does."
    )

    @classmethod
    def of(cls, unmet: Unmet, knowledge: Knowledge) -> Self:
        """A requirement that is not met."""
        finding, claim = unmet.requirement.finding, unmet.claim
        return cls(
            rule=finding.rule.id,
            because=because_of(unmet, knowledge),
            unmet=unmet.requirement.term,
            wanted=unmet.requirement.wanted,
            has=claim.value,
            source=claim.source,
            rule_source=finding.rule.source,
            values=dict(finding.read),
            overlay_file=claim.overlay_file,
            rule_overlay_file=finding.rule.overlay_file,
        )


class EliminatedJson(JsonModel):
    """A platform that is out, and why."""

    platform: str = Field(description="Id of the platform.")
    name: str = Field(description="Its name.")
    reasons: tuple[ReasonJson, ...] = Field(description="The requirements that it does not meet.")
    lone_blocker: str | None = Field(description="Id of the only rule in the way; null where there is none or several.")
    infeasible: InfeasibleJson | None = Field(
        description="Why it cannot hold the services; null where it can, or was not tried."
    )

    @classmethod
    def of(cls, entry: Eliminated, knowledge: Knowledge) -> Self:
        """A platform that is out."""
        return cls(
            platform=entry.platform.id,
            name=entry.platform.name,
            reasons=tuple(ReasonJson.of(unmet, knowledge) for unmet in entry.screened.unmet),
            lone_blocker=entry.screened.lone_blocker,
            infeasible=InfeasibleJson.of(entry.infeasible.refusal) if entry.infeasible else None,
        )


class WarningJson(JsonModel):
    """Something that the architect should know whatever is chosen."""

    id: str = Field(description="Id of the rule, or a word for what the advisor noticed by itself.")
    code: str = Field(description="What it is about, as a code.")
    values: dict[str, PlainValue] = Field(description="What belongs to the code, by name.")
    text: str = Field(description="The same in words.")
    source: SourceId = Field(description=_SOURCE)
    overlay_file: MaybeText = Field(description=_OVERLAY_FILE)

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


class CheaperJson(JsonModel):
    """An answer with which the same platform costs less."""

    field: str = Field(description="Key of the requirement file.")
    was: PlainValue = Field(description="The answer given; null where none was.")
    becomes: PlainValue = Field(description="The other answer.")
    usd_per_month: Figure = Field(description="The bill with it.")
    within_budget: bool = Field(description="Whether that keeps the budget.")

    @classmethod
    def of(cls, cheaper: Cheaper) -> Self:
        """A cheaper answer."""
        within = cheaper.fit is BudgetFit.WITHIN
        return cls(
            field=cheaper.field,
            was=cheaper.was,
            becomes=cheaper.becomes,
            usd_per_month=cheaper.usd_per_month,
            within_budget=within,
        )


class BudgetMissedJson(JsonModel):
    """That no choice keeps the budget, and which comes nearest."""

    budget_usd_per_month: Figure = Field(description="The budget.")
    platform: str = Field(description="Id of the cheapest choice.")
    usd_per_month: Figure = Field(description="Its bill of today.")
    cheaper: tuple[CheaperJson, ...] = Field(description="Answers with which it would cost less, cheapest first.")

    @classmethod
    def of(cls, missed: BudgetMissed) -> Self:
        """A budget that nothing keeps."""
        return cls(
            budget_usd_per_month=missed.budget,
            platform=missed.platform,
            usd_per_month=missed.usd_per_month,
            cheaper=tuple(map(CheaperJson.of, missed.cheaper)),
        )


class WouldChangeJson(JsonModel):
    """One answer that, given otherwise, would put another platform first."""

    field: str = Field(description="Key of the requirement file.")
    was: str = Field(description="The answer given.")
    becomes: str = Field(description="The other answer.")
    winner: str = Field(description="Id of the platform that would be first.")


class RecommendationDocument(ResultDocument):
    """What `advisor recommend --format json` prints: the whole answer to a requirement file."""

    scenario: dict[str, Any] = Field(description="The requirement as it was read, by the schema of requirement files.")
    as_of: dt.date = Field(description="Day that the answer is for.")
    assumptions: tuple[AssumptionJson, ...] = Field(description="What was taken where nothing was said.")
    unknowns: tuple[UnknownJson, ...] = Field(description="Questions left open, and what their answers would do.")
    next_question: NextQuestionJson | None = Field(
        description="The open question to answer next; null where none that was tried whole can change the first place."
    )
    needs_orchestrator: VerdictJson = Field(description="Whether an orchestrator is needed, and why.")
    recommendation: str | None = Field(description="Id of the platform in first place; null where none fits.")
    confidence: ConfidenceJson | None = Field(description="How sure that is; null where no platform fits.")
    weights: dict[str, Figure] = Field(description="Weight of each criterion; they add up to 1.")
    ranking: tuple[RankedJson, ...] = Field(description="Every platform that fits, best first.")
    simplest: SimplestJson | None = Field(
        description="The simplest approach that meets everything; null where no platform fits."
    )
    requested: StandingJson | None = Field(
        description="Where the platform stands that was asked for; null without one."
    )
    budget_missed: BudgetMissedJson | None = Field(
        description="What would keep the budget where no choice does; null where one does, or where a price is missing."
    )
    in_use: tuple[InUseJson, ...] = Field(description="The platforms that are in use, and whether to stay.")
    eliminated: tuple[EliminatedJson, ...] = Field(description="Every platform that is out, by id.")
    warnings: tuple[WarningJson, ...] = Field(description="What to know whatever is chosen.")
    what_would_change_it: tuple[WouldChangeJson, ...] = Field(
        description="Single answers that, given otherwise, would put another platform first."
    )
    sources: dict[str, SourceJson] = Field(description="Every source cited here, by id.")

    @classmethod
    def of(cls, recommendation: Recommendation) -> Self:
        """The document of a recommendation."""
        knowledge, following = recommendation.knowledge, recommendation.next_question
        verdict = VerdictJson.of(recommendation.verdict)
        ranking = tuple(RankedJson.of(entry, knowledge) for entry in recommendation.ranking)
        eliminated = tuple(EliminatedJson.of(entry, knowledge) for entry in recommendation.eliminated)
        standing = standing_of_requested(recommendation)
        requested = StandingJson.of(standing) if standing is not None else None
        missed = recommendation.budget_missed
        in_use = tuple(map(InUseJson.of, what_is_in_use(recommendation)))
        warnings = tuple(WarningJson.of(warned, knowledge) for warned in recommendation.warnings)
        return cls(
            schema_version=SCHEMA_VERSION,
            advisor_version=__version__,
            knowledge=KnowledgeJson.of(knowledge),
            scenario=recommendation.scenario.as_read(),
            as_of=recommendation.as_of,
            assumptions=tuple(map(AssumptionJson.of, recommendation.assumptions)),
            unknowns=tuple(map(UnknownJson.of, recommendation.unknowns)),
            next_question=None if following is None else NextQuestionJson.of(following),
            needs_orchestrator=verdict,
            recommendation=recommendation.winner.platform.id if recommendation.winner else None,
            confidence=ConfidenceJson.of(recommendation.confidence) if recommendation.confidence else None,
            weights=dict(recommendation.weights),
            ranking=ranking,
            simplest=_simplest(recommendation),
            requested=requested,
            budget_missed=BudgetMissedJson.of(missed) if missed is not None else None,
            in_use=in_use,
            eliminated=eliminated,
            warnings=warnings,
            what_would_change_it=tuple(map(WouldChangeJson.model_validate, recommendation.changes)),
            sources=sources_of((verdict, *ranking, requested, *in_use, *eliminated, *warnings), knowledge),
        )


def _simplest(recommendation: Recommendation) -> SimplestJson | None:
    entry = recommendation.simplest
    if entry is None:
        return None
    return SimplestJson.of(entry.platform, entry.form, entry.score, entry.topology, recommendation.knowledge)
