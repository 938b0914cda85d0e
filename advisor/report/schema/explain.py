"""Why one platform stands where it stands, as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from pydantic import Field

from advisor.explain import Checked, Counting, FormPoints, FormStanding, PlatformExplained, Waived
from advisor.knowledge import Form, Knowledge
from advisor.report.schema.bill import CostJson, EndOfPlanJson
from advisor.report.schema.cautions import CautionJson
from advisor.report.schema.confidence import LeastChangeJson
from advisor.report.schema.document import SCHEMA_VERSION, KnowledgeJson, ResultDocument
from advisor.report.schema.eliminated import EliminatedJson
from advisor.report.schema.fields import Figure, JsonModel, MaybeFigure, MaybeText, PlainValue, SourceId
from advisor.report.schema.infeasibility import InfeasibleJson
from advisor.report.schema.precedents import NearPrecedentJson
from advisor.report.schema.ranking import ScorePartJson, TraitJson
from advisor.report.schema.sources import SourceJson, sources_of
from advisor.report.schema.standings import StandingJson
from advisor.report.schema.topology import TopologyJson
from advisor.report.schema.verdict import FindingJson
from advisor.report.wording.explain import checked_words, reason_words
from advisor.scoring import Score
from advisor.sizing.topology import Infeasible, Topology
from advisor.version import __version__


class CheckedJson(JsonModel):
    """A requirement and what is claimed of the platform."""

    rule: str = Field(description="Id of the rule that asks for it.")
    term: str = Field(description="What is asked for: a term of the vocabulary.")
    asked_as: MaybeText = Field(description="The word of must_have or compliance that asks for it, if one does.")
    wanted: Figure = Field(description="The least level or figure that would do.")
    has: PlainValue = Field(description="What the platform has; null where nobody says.")
    met: bool | None = Field(description="Whether it is met; null where that is not known.")
    text: str = Field(description="The same in words.")
    source: SourceId | None = Field(description="Who says what the platform has; null where nobody does.")
    rule_source: SourceId = Field(description="Who says why it matters: an id under `sources`.")
    values: dict[str, PlainValue] = Field(description="The values of the scenario that the rule read, by key.")

    @classmethod
    def of(cls, checked: Checked, knowledge: Knowledge) -> Self:
        """A requirement that was checked."""
        requirement, claim = checked.requirement, checked.claim
        return cls(
            rule=requirement.finding.rule.id,
            term=requirement.term,
            asked_as=requirement.asked_as,
            wanted=requirement.wanted,
            has=None if claim is None else claim.value,
            met=checked.met,
            text=checked_words(checked, reason_words(checked), knowledge),
            source=None if claim is None else claim.source,
            rule_source=requirement.finding.rule.source,
            values=dict(requirement.finding.read),
        )


class FormPointsJson(JsonModel):
    """A rule that moves the form of the platform against its rival."""

    points: Figure = Field(description="By how many points; below 0 where it speaks against the form.")
    finding: FindingJson = Field(description="The rule, and the answers that made it fire.")

    @classmethod
    def of(cls, moved: FormPoints) -> Self:
        """A rule with its points."""
        return cls(points=moved.points, finding=FindingJson.of(moved.finding))


class FormStandingJson(JsonModel):
    """How strong the form of the platform is here."""

    form: Form = Field(description="Its form.")
    points: Figure = Field(description="How strong that form is here, in points.")
    rival: Form = Field(description="The strongest other form.")
    rival_points: Figure = Field(description="How strong that one is.")
    moved_by: tuple[FormPointsJson, ...] = Field(description="The rules that move one against the other.")

    @classmethod
    def of(cls, standing: FormStanding) -> Self:
        """The standing of a form."""
        return cls(
            form=standing.form,
            points=standing.points,
            rival=standing.rival,
            rival_points=standing.rival_points,
            moved_by=tuple(map(FormPointsJson.of, standing.moved_by)),
        )


class CountingJson(JsonModel):
    """A capability that counts here, and what is claimed of the platform."""

    capability: str = Field(description="The capability: a term of the vocabulary.")
    weight: Figure = Field(description="How much it counts among the capabilities.")
    claim: TraitJson | None = Field(description="Its level, and who says so; null where nobody does.")

    @classmethod
    def of(cls, counting: Counting) -> Self:
        """A capability that counts."""
        claim = None if counting.trait is None else TraitJson.of(counting.trait)
        return cls(capability=counting.term, weight=counting.weight, claim=claim)


class WaivedJson(JsonModel):
    """Where a platform that is out would stand if the rules in its way did not count."""

    rules: tuple[str, ...] = Field(description="Ids of the rules in its way.")
    rank: int = Field(description="Its place among all that fit, from 1.")
    score: Figure = Field(description="Its score, from 0 to 1.")

    @classmethod
    def of(cls, waived: Waived, explained: PlatformExplained) -> Self:
        """A place without the rules in the way."""
        out = explained.standing.out
        rules = tuple(dict.fromkeys(unmet.rule_id for unmet in out.screened.unmet)) if out else ()
        return cls(rules=rules, rank=waived.rank, score=waived.score.total)


class StepJson(JsonModel):
    """An answer that is given otherwise."""

    field: str = Field(description="Key of the requirement file.")
    was: MaybeText = Field(description="The answer given; null where none was.")
    becomes: str = Field(description="The other answer.")


class PlatformExplainedJson(JsonModel):
    """Everything behind the place of one platform."""

    standing: StandingJson = Field(description="Where it stands, what costs it the first place, what would give it.")
    eliminated: EliminatedJson | None = Field(description="Why it is out; null where it fits.")
    if_waived: WaivedJson | None = Field(
        description="Where it would stand without that; null where it fits or cannot hold it."
    )
    score: MaybeFigure = Field(description="Its score; null where it cannot hold the services.")
    parts: tuple[ScorePartJson, ...] = Field(description="What each criterion adds.")
    against: MaybeText = Field(
        description="Id of the platform that it is held against: the first, or the second for it."
    )
    parts_of_other: tuple[ScorePartJson, ...] = Field(description="What each criterion adds to that one.")
    least_change_of_weights: LeastChangeJson | None = Field(
        description="The weights nearest to those used that put it first; null where it is first or out."
    )
    first_with_together: tuple[StepJson, ...] = Field(
        description="Answers that together put it first, where no single one does; empty where none were found."
    )
    form: FormStandingJson | None = Field(description="How strong its form is; null where nobody says which it is.")
    requirements: tuple[CheckedJson, ...] = Field(description="All that is required here, what is not met first.")
    counting: tuple[CountingJson, ...] = Field(description="The capabilities that count here, the weightiest first.")
    cautions: tuple[CautionJson, ...] = Field(description="What to settle before it is chosen.")
    infeasible: InfeasibleJson | None = Field(description="Why it cannot hold the services; null where it can.")
    cost_usd_per_month: CostJson | None = Field(
        description="Its monthly bill of today; null where it cannot hold them."
    )
    at_end_of_plan: EndOfPlanJson | None = Field(
        description="The same at the end of the plan; null where nothing grows."
    )
    topology: TopologyJson | None = Field(description="Its set-up; null where it cannot hold the services.")

    @classmethod
    def of(cls, explained: PlatformExplained) -> Self:
        """A platform explained."""
        knowledge, standing, sized = explained.recommendation.knowledge, explained.standing, explained.topology
        topology = sized if isinstance(sized, Topology) else None
        end = topology.end_of_plan if topology else None
        return cls(
            standing=StandingJson.of(standing),
            eliminated=EliminatedJson.of(standing.out, knowledge) if standing.out else None,
            if_waived=WaivedJson.of(explained.waived, explained) if explained.waived else None,
            score=explained.score.total if explained.score else None,
            parts=_parts(explained.score),
            against=explained.against.platform if explained.against else None,
            parts_of_other=_parts(explained.against),
            least_change_of_weights=LeastChangeJson.of(explained.least_change) if explained.least_change else None,
            first_with_together=tuple(map(StepJson.model_validate, explained.way)),
            form=FormStandingJson.of(explained.form) if explained.form else None,
            requirements=tuple(CheckedJson.of(one, knowledge) for one in explained.requirements),
            counting=tuple(map(CountingJson.of, explained.counting)),
            cautions=tuple(CautionJson.of(one, knowledge) for one in standing.ranked.cautions)
            if standing.ranked
            else (),
            infeasible=InfeasibleJson.of(sized.refusal) if isinstance(sized, Infeasible) else None,
            cost_usd_per_month=CostJson.of(topology.bill, knowledge) if topology else None,
            at_end_of_plan=EndOfPlanJson.of(end) if end else None,
            topology=TopologyJson.of(topology) if topology else None,
        )


def _parts(score: Score | None) -> tuple[ScorePartJson, ...]:
    return tuple(map(ScorePartJson.of, score.parts)) if score else ()


class ExplainDocument(ResultDocument):
    """What `advisor explain --format json` prints: why one platform stands where it stands."""

    scenario: dict[str, Any] = Field(description="The requirement as it was read, by the schema of requirement files.")
    as_of: dt.date = Field(description="Day that the answer is for.")
    recommendation: str | None = Field(description="Id of the platform in first place; null where none fits.")
    platform: PlatformExplainedJson = Field(description="Everything behind the place of the platform asked about.")
    precedents: tuple[NearPrecedentJson, ...] = Field(
        description="Published decisions in situations like this one, the nearest first; no proof."
    )
    sources: dict[str, SourceJson] = Field(description="Every source cited here, by id.")

    @classmethod
    def of(cls, explained: PlatformExplained) -> Self:
        """The document of a platform explained."""
        answer = explained.recommendation
        platform = PlatformExplainedJson.of(explained)
        return cls(
            schema_version=SCHEMA_VERSION,
            advisor_version=__version__,
            knowledge=KnowledgeJson.of(answer.knowledge),
            scenario=answer.scenario.as_read(),
            as_of=answer.as_of,
            recommendation=answer.winner.platform.id if answer.winner else None,
            platform=platform,
            precedents=tuple(map(NearPrecedentJson.of, explained.precedents)),
            sources=sources_of((platform,), answer.knowledge),
        )
