"""Open answers: in which share of the ways to answer the open questions together each platform is first.

The law: every open question is answered at once, each independently of the others, and all answers to one question are
equally likely, those left out that contradict what was answered. A number is one of `NUMBERS`. Of a list nothing is
taken in half of the draws, and one entry in the others.

Answers that decide which machines there are (`SIZED`) are left open, as every platform would have to be sized anew. For
the others the sizes stay as they are: an approximation for `autoscale`, `multi_tenancy`, `availability.target` and
`compliance`, which move bills a little and what platforms have to be able to do a lot. An answer never takes back what
was decided without it, so no platform that is out can come back in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from advisor.forms import behind_best, form_of, judge_forms
from advisor.knowledge import Criterion, Knowledge, Platform, Question, QuestionKind, SkillNeeded
from advisor.rules import Finding, IncrementalRules
from advisor.scenario import Scenario
from advisor.scenario.consistency import contradicts_itself
from advisor.scenario.model import Team
from advisor.scoring import Ranking, judge_by, wanted_by_criterion, wanted_capabilities, weights_of
from advisor.scoring.measures import HIGHEST_LEVEL, MEASURES, Measuring, measure_levels
from advisor.scoring.value_functions import utilities_of
from advisor.screening import CandidateFilter, day_asked
from advisor.sensitivity.decision_matrix import FloatArray
from advisor.sensitivity.other_answers import with_answer
from advisor.sizing import Topology, reference_usd_per_month

DRAWS = 200
"""Ways to answer that are drawn: the standard error of a share is at most 3.5 points."""
SEED = 20171024
NUMBERS = (0, 1, 3, 10, 30, 100)
SIZED = (
    "as_of",
    "scale",
    "growth",
    "hosting",
    "os",
    "availability.survive_nodes",
    "availability.survive_zone",
    "budget",
)
"""Questions, and sections of them, whose answers decide which machines there are, or are limits on their bill."""
SIZED_WITHOUT_SERVICES = ("workloads", "protocols")
"""Questions that say what services are like which nobody listed."""
COUNTED = ("scale.services",)
"""Questions that listed services answer."""
EQUAL = 1e-9


@dataclass(frozen=True)
class OpenAnswers:
    """In which share of the drawn ways to answer each platform is first, in the order of the ranking.

    `none` is the share in which no platform fits; `questions` are those that were drawn, `left_open` the open ones that
    were not, as their answers decide sizes. Without any question drawn the winner has it all.
    """

    shares: tuple[tuple[str, float], ...]
    none: float
    drawn: int
    questions: tuple[str, ...]
    left_open: tuple[str, ...]


@dataclass(frozen=True)
class OpenQuestion:
    """An open question with its answers that contradict nothing: what each makes the scenario and its values say."""

    field: str
    answers: tuple[tuple[Scenario, Mapping[str, Any]], ...]
    likely: FloatArray
    """How likely each answer is."""


def open_answers_of(
    scenario: Scenario, topologies: Mapping[str, Topology], ranking: Ranking, knowledge: Knowledge, draws: int = DRAWS
) -> OpenAnswers:
    """The shares over the open answers.

    Parameters:
        scenario: what is asked; what it answers stays.
        topologies: what the platforms of the ranking came to.
        ranking: their ranking.
        knowledge: questions, rules, claims and criteria.
        draws: ways to answer.
    """
    rules = IncrementalRules(scenario, knowledge)
    questions = open_questions(scenario, rules, knowledge)
    counted = COUNTED if scenario.services is not None else ()
    unanswered = [q for q in knowledge.questions if q.field not in counted and rules.values.get(q.field) is None]
    left_open = tuple(question.field for question in unanswered if _is_sized(question, scenario))
    judged, candidates = _JudgedAnew(scenario, topologies, ranking, knowledge), CandidateFilter(topologies, knowledge)
    first: Counter[str | None] = Counter()
    for asked, values, times in drawn_requirements(scenario, rules.values, questions, draws):
        findings = rules.apply(asked, values)
        first[judged.first(asked, findings, set(candidates.eligible_ids(asked, values, findings)))] += times
    shares = tuple((score.platform, first[score.platform] / draws) for score in ranking.scores)
    return OpenAnswers(shares, first[None] / draws, draws, tuple(question.field for question in questions), left_open)


def drawn_requirements(
    scenario: Scenario, values: Mapping[str, Any], questions: tuple[OpenQuestion, ...], draws: int
) -> Iterator[tuple[Scenario, dict[str, Any], int]]:
    """The scenario with all of the questions answered, its values, and how often it was drawn like that.

    `values` are those without the answers.
    """
    rng = np.random.default_rng(SEED)
    picks = [rng.choice(len(question.answers), size=draws, p=question.likely).tolist() for question in questions]
    for drawn, times in Counter(zip(*picks, strict=True) if picks else [()] * draws).items():
        answers = [(question.field, *question.answers[pick]) for question, pick in zip(questions, drawn, strict=True)]
        its = dict(values)
        for _, _, differs in answers:
            its.update(differs)
        yield _answered(scenario, ((field, other) for field, other, _ in answers)), its, times


def _answered(scenario: Scenario, answered: Iterable[tuple[str, Scenario]]) -> Scenario:
    """The scenario with each field as another scenario has it; all are valid, so nothing is checked."""
    sections: dict[str, Any] = {}
    names: dict[str, dict[str, Any]] = {}
    for field, other in answered:
        section, _, name = field.partition(".")
        sections.setdefault(section, getattr(scenario, section) or getattr(other, section))
        if name:
            names.setdefault(section, {})[name] = getattr(getattr(other, section), name)
        else:
            sections[section] = getattr(other, section)
    sections |= {section: sections[section].model_copy(update=its) for section, its in names.items()}
    return scenario.model_copy(update=sections)


def _is_sized(question: Question, scenario: Scenario) -> bool:
    decides = (*SIZED, *SIZED_WITHOUT_SERVICES) if scenario.services is None else SIZED
    return question.field in decides or question.field.partition(".")[0] in decides


def open_questions(scenario: Scenario, rules: IncrementalRules, knowledge: Knowledge) -> tuple[OpenQuestion, ...]:
    """The open questions that are drawn: those that have several answers and decide no sizes."""
    found = []
    for question in knowledge.questions:
        if rules.values.get(question.field) is not None or _is_sized(question, scenario):
            continue
        possible = [(answer, with_answer(scenario, question.field, answer)) for answer in _possible(question)]
        answers = [(answer, asked) for answer, asked in possible if not contradicts_itself(asked)]
        if len(answers) > 1:
            likely = np.array([1.0 if answer != () else len(answers) - 1.0 for answer, _ in answers])
            differing = tuple((asked, _differing(rules.values_of(asked), rules.values)) for _, asked in answers)
            found.append(OpenQuestion(question.field, differing, likely / likely.sum()))
    return tuple(found)


def _possible(question: Question) -> Iterator[Any]:
    if question.kind is QuestionKind.ONE:
        yield from (choice.value for choice in question.choices)
    elif question.kind is QuestionKind.MANY and question.choices:
        yield from ((), *((choice.value,) for choice in question.choices))
    elif question.kind is QuestionKind.NUMBER:
        lowest, highest = question.lowest or 0, question.highest or NUMBERS[-1]
        yield from (number for number in NUMBERS if lowest <= number <= highest)


def _differing(values: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value != before.get(name)}


class _JudgedAnew:
    """The scores of sized platforms for other answers; the criteria that look at no answer keep what they made."""

    def __init__(
        self, scenario: Scenario, topologies: Mapping[str, Topology], ranking: Ranking, knowledge: Knowledge
    ) -> None:
        self._knowledge, self._day = knowledge, day_asked(scenario, knowledge)
        self._platforms = [knowledge.platforms[score.platform] for score in ranking.scores]
        self._topologies = [topologies[score.platform] for score in ranking.scores]
        self._kept = {
            part.criterion: np.array(
                [own.value for score in ranking.scores for own in score.parts if own.criterion == part.criterion]
            )
            for part in ranking.scores[0].parts
        }
        self._reference = reference_usd_per_month(scenario, knowledge)
        self._existing = knowledge.named_in_use(scenario.existing or ())
        self._levels: dict[str, FloatArray] = {}
        self._known: dict[Any, float] = {}

    def first(self, scenario: Scenario, findings: tuple[Finding, ...], eligible: Collection[str]) -> str | None:
        """The first of the eligible platforms; None where there is none. Ties go to the better ranked."""
        if not eligible:
            return None
        totals = self.totals(scenario, findings)
        totals[[platform.id not in eligible for platform in self._platforms]] = -np.inf
        return self._platforms[int(np.argmax(totals >= totals.max() - EQUAL))].id

    def totals(self, scenario: Scenario, findings: tuple[Finding, ...]) -> FloatArray:
        """The score of each platform, in the order of the ranking."""
        knowledge = self._knowledge
        weights = weights_of(findings, knowledge, scenario)
        wanted = wanted_by_criterion(wanted_capabilities(findings, knowledge, scenario), knowledge)
        answers = {
            "team": scenario.team,
            "existing": self._existing,
            "strengths": judge_forms(scenario, findings, knowledge).strengths,
            "reference_usd_per_month": self._reference,
        }
        totals = np.zeros(len(self._platforms))
        for criterion in knowledge.criteria.criteria:
            measure = MEASURES[criterion.measure]
            if measure.of is measure_levels:
                values = self._by_levels(criterion, wanted[criterion.id])
            elif {"team", "strengths"}.isdisjoint(measure.answers):
                values = self._kept[criterion.id]
            else:
                values = self._by_answers(criterion, answers, measure.answers)
            totals += weights[criterion.id] * values
        return totals

    def _by_levels(self, criterion: Criterion, wanted: Mapping[str, float]) -> FloatArray:
        """What measure_levels comes to, for all platforms at once."""
        if not wanted:
            return utilities_of(criterion, np.ones(len(self._platforms)))
        levels = np.array([self._levels_of(term) for term in wanted])
        weights = np.array(list(wanted.values())) / sum(wanted.values())
        known = weights @ np.nan_to_num(levels) / HIGHEST_LEVEL
        unknown = weights @ np.isnan(levels)
        return (utilities_of(criterion, known) + utilities_of(criterion, known + unknown)) / 2

    def _levels_of(self, term: str) -> FloatArray:
        """The level that each platform has, NaN where nobody says."""
        if term not in self._levels:
            levels = [platform.value(term, self._day) for platform in self._platforms]
            self._levels[term] = np.array([np.nan if level is None else float(level) for level in levels])
        return self._levels[term]

    def _by_answers(self, criterion: Criterion, answers: Mapping[str, Any], looked_at: tuple[str, ...]) -> FloatArray:
        """What the criterion makes of each platform, judged once for the same of the answers that count for it."""
        values = np.empty(len(self._platforms))
        for place, platform in enumerate(self._platforms):
            key = criterion.id, *self._counting(platform, answers, looked_at)
            if key not in self._known:
                measuring = Measuring(
                    knowledge=self._knowledge,
                    platform=platform,
                    topology=self._topologies[place],
                    day=self._day,
                    wanted=(),
                    **answers,
                )
                self._known[key] = judge_by(criterion, measuring).value
            values[place] = self._known[key]
        return values

    def _counting(self, platform: Platform, answers: Mapping[str, Any], looked_at: tuple[str, ...]) -> Iterator[Any]:
        """Of the answers that may be drawn, those that count for one platform: the skill it needs, its own form."""
        terms = platform.terms(self._day)
        if "strengths" in looked_at:
            form = form_of(terms)
            yield form and behind_best(answers["strengths"], form)
        if "team" in looked_at:
            team: Team | None = answers["team"]
            yield platform.id
            if team is not None:
                skills = {SkillNeeded.KUBERNETES: team.k8s_skill, SkillNeeded.DOCKER: team.docker_skill}
                yield team.ops
                yield skills.get(terms.skill_needed or SkillNeeded.NONE)
