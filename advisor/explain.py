"""Why one platform stands where it stands: what is required, what counts, its form, its bill, what puts it first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from advisor.explanations import Trait, traits_of
from advisor.expressions import Truth
from advisor.forms import FormVerdict, form_of, without_finding
from advisor.knowledge import DatedClaim, Form, Knowledge, Platform, load_knowledge
from advisor.precedent_search import NearPrecedent, nearest_precedents
from advisor.recommend import Recommendation, recommend
from advisor.rules import Finding, scenario_values
from advisor.scenario import Scenario
from advisor.scoring import Ranking, Score, chief_wishes, rank_with, wanted_capabilities
from advisor.screening import Requirement, claim_on, place_of, requirements_of
from advisor.sensitivity.other_answers import Asked
from advisor.sensitivity.way_to_first import Step, way_to_first
from advisor.sensitivity.weights import LeastChange
from advisor.sizing import Effort, Infeasible, Topology, size
from advisor.standings import PlatformStanding, standing_of

LEAST_POINTS = 1e-9
"""Points that are less move no form."""


@dataclass(frozen=True)
class Checked:
    """A requirement and what is claimed of the platform; `claim` is None where nobody claims anything."""

    requirement: Requirement
    claim: DatedClaim | None

    @property
    def met(self) -> bool | None:
        """Whether the platform meets it; None where that is not known."""
        return None if self.claim is None else self.claim.value >= self.requirement.wanted


@dataclass(frozen=True)
class FormPoints:
    """A rule that moves the form of the platform against the strongest other form, by how many points."""

    finding: Finding
    points: float


@dataclass(frozen=True)
class FormStanding:
    """How strong the form of the platform is here, and the rules that move it, the strongest first.

    `rival` is the strongest other form; `points` and `rival_points` are those of each.
    """

    form: Form
    points: float
    rival: Form
    rival_points: float
    moved_by: tuple[FormPoints, ...]


@dataclass(frozen=True)
class Counting:
    """A capability that counts here, with its weight, and what is claimed of the platform; None where nobody does."""

    term: str
    weight: float
    trait: Trait | None


@dataclass(frozen=True)
class Waived:
    """A platform that is out, judged as if it were not: its score, and its place among all that fit."""

    score: Score
    rank: int


@dataclass(frozen=True)
class PlatformExplained:
    """Everything behind the place of one platform.

    `topology` is what it would look like even where a requirement keeps it out. `least_change` are the weights nearest
    to those used that put it first; None where it is first, out, or over the budget.
    """

    recommendation: Recommendation
    standing: PlatformStanding
    requirements: tuple[Checked, ...]
    form: FormStanding | None
    """None where nobody says what form it has."""
    counting: tuple[Counting, ...]
    topology: Topology | Infeasible
    score: Score | None
    """None where it cannot hold the services."""
    waived: Waived | None
    """None where it is in the ranking, or cannot hold the services."""
    least_change: LeastChange | None
    way: tuple[Step, ...] = ()
    """Answers that together put it first, where no single one does; none where nobody asked or none were found."""
    precedents: tuple[NearPrecedent, ...] = ()
    """Situations like this one; none where nobody asked for them."""

    @property
    def platform(self) -> Platform:
        """The platform."""
        return self.standing.platform

    @property
    def against(self) -> Score | None:
        """The score of the platform that it is held against: the first, or the second for the first; None alone."""
        ranking = self.recommendation.ranking
        others = (entry.score for entry in ranking if entry.platform.id != self.platform.id)
        return next(others, None)


def explain(scenario: Scenario, platform: Platform, knowledge: Knowledge | None = None) -> PlatformExplained:
    """Why a platform stands where it stands in the answer to a scenario.

    Parameters:
        scenario: what is asked.
        platform: the platform; one that is out is told with its reasons, and sized where that can be done.
        knowledge: what to answer by; the knowledge base that comes with the advisor without it.

    Raises ScenarioError for a scenario that the knowledge base cannot answer, SolverError when the optimizer breaks.

    >>> from advisor import example_scenarios, load_knowledge, load_scenario
    >>> knowledge = load_knowledge()
    >>> club = load_scenario(example_scenarios()["single-vm"])
    >>> why = explain(club, knowledge.platforms["nomad"], knowledge)
    >>> why.standing.is_first, why.form.form.value
    (False, 'own_orchestrator')
    """
    everywhere = knowledge or load_knowledge()
    answer = recommend(scenario, everywhere, search_too=(platform.id,), resize=True)
    explained = explained_by(answer, platform.id)
    return replace(explained, way=_way(explained, everywhere), precedents=nearest_precedents(answer))


def _way(explained: PlatformExplained, everywhere: Knowledge) -> tuple[Step, ...]:
    """The answers that together put it first; none where a single one does, which is told already."""
    answer = explained.recommendation
    if explained.standing.is_first or explained.standing.flips or not answer.ranking:
        return ()
    topologies = {entry.platform.id: entry.topology for entry in answer.ranking}
    infeasible = tuple(entry.infeasible for entry in answer.eliminated if entry.infeasible is not None)
    asked = Asked(answer.scenario, everywhere, Effort.DEFAULT, (*topologies.values(), *infeasible), topologies)
    ranking = Ranking(tuple(entry.score for entry in answer.ranking), dict(answer.weights))
    return way_to_first(asked, ranking, explained.platform.id)


def explained_by(answer: Recommendation, platform_id: str, effort: Effort = Effort.DEFAULT) -> PlatformExplained:
    """Why a platform stands where it stands in an answer that is at hand; what is out is sized with this effort."""
    platform = answer.knowledge.platforms[platform_id]
    standing = standing_of(platform, answer)
    topology = _topology(standing, answer, effort)
    score = standing.ranked.score if standing.ranked else None
    waived = _waived(platform, topology, answer) if standing.out and isinstance(topology, Topology) else None
    return PlatformExplained(
        recommendation=answer,
        standing=standing,
        requirements=_requirements(platform, answer),
        form=_form_standing(platform, answer),
        counting=_counting(platform, answer),
        topology=topology,
        score=waived.score if waived else score,
        waived=waived,
        least_change=_least_change(platform_id, answer),
    )


def _topology(standing: PlatformStanding, answer: Recommendation, effort: Effort) -> Topology | Infeasible:
    if standing.ranked is not None:
        return standing.ranked.topology
    if standing.out is not None and standing.out.infeasible is not None:
        return standing.out.infeasible
    return size(answer.scenario, standing.platform, answer.knowledge, effort)


def _waived(platform: Platform, topology: Topology, answer: Recommendation) -> Waived:
    """Its score among all that fit, as if it met every requirement."""
    topologies = {entry.platform.id: entry.topology for entry in answer.ranking} | {platform.id: topology}
    ranking = rank_with(answer.scenario, topologies, answer.knowledge, answer.findings, answer.verdict)
    places = {score.platform: place for place, score in enumerate(ranking.scores, start=1)}
    return Waived(next(s for s in ranking.scores if s.platform == platform.id), places[platform.id])


def _requirements(platform: Platform, answer: Recommendation) -> tuple[Checked, ...]:
    """What rules that hold ask for, what is not met first, then what nobody claims."""
    scenario, knowledge = answer.scenario, answer.knowledge
    holding = [finding for finding in answer.findings if finding.truth is Truth.HOLDS]
    runs_already = platform.id in knowledge.named_in_use(scenario.existing or ())
    place = place_of(scenario, knowledge)
    checked = [
        Checked(
            each,
            claim_on(platform, each.term, answer.as_of, knowledge, runs_already=runs_already, place=place),
        )
        for each in requirements_of(scenario_values(scenario, knowledge), knowledge, holding)
    ]
    order = {False: 0, None: 1, True: 2}
    return tuple(sorted(checked, key=lambda one: order[one.met]))


def _counting(platform: Platform, answer: Recommendation) -> tuple[Counting, ...]:
    """The capabilities that count here, the weightiest first."""
    scenario, knowledge = answer.scenario, answer.knowledge
    wanted = wanted_capabilities(answer.findings, knowledge, scenario)
    wishes = chief_wishes(answer.findings, knowledge, scenario)
    traits = {
        trait.term: trait for _, trait in traits_of(platform, wanted, wishes, answer.as_of, knowledge) if trait.wish
    }
    counted = ((term, weight) for term, weight in wanted.items() if not knowledge.vocabulary[term].derived)
    return tuple(
        Counting(term, weight, traits.get(term))
        for term, weight in sorted(counted, key=lambda each: (-each[1], each[0]))
    )


def _form_standing(platform: Platform, answer: Recommendation) -> FormStanding | None:
    form = form_of(platform.terms(answer.as_of))
    if form is None:
        return None
    forms = answer.verdict.forms
    rival = next(other for other, _ in (*answer.verdict.standing, *forms.strengths) if other is not form)
    points = dict(forms.strengths)
    moved = [
        FormPoints(finding, moves)
        for finding in answer.findings
        if finding.truth is Truth.HOLDS
        and abs(moves := _moves(finding, form, rival, forms, answer.knowledge)) > LEAST_POINTS
    ]
    moved.sort(key=lambda each: (-abs(each.points), each.finding.rule.id))
    return FormStanding(form, points[form], rival, points[rival], tuple(moved))


def _moves(finding: Finding, form: Form, rival: Form, forms: FormVerdict, knowledge: Knowledge) -> float:
    """By how many points a finding moves one form against another: with it less without it."""
    now: Mapping[Form, float] = dict(forms.strengths)
    without = dict(without_finding(forms, finding, knowledge))
    return (now[form] - now[rival]) - (without[form] - without[rival])


def _least_change(platform_id: str, answer: Recommendation) -> LeastChange | None:
    changes = answer.confidence.weights.least_changes if answer.confidence else ()
    return next((change for change in changes if change.platform == platform_id), None)
