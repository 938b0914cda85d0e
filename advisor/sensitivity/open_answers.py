"""Open answers: in which share of the ways to answer the open questions together each platform is first.

The law: every open question is answered at once, each independently of the others, and all answers to one question are
equally likely, those left out that contradict what was answered. Of numbers one is taken from each stretch in which all
rules come out alike, the smallest. Of a list nothing is taken in half of the draws, and one entry in the others.

Answers that decide which machines there are (`SIZED`) are left open, as every platform would have to be sized anew. For
the others the sizes stay as they are: an approximation for `autoscale`, `multi_tenancy`, `availability.target` and
`compliance`, which move bills a little and what platforms have to be able to do a lot. An answer never takes back what
was decided without it, so no platform that is out can come back in.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from advisor.knowledge import Knowledge, Question, QuestionKind
from advisor.rules import IncrementalRules
from advisor.scenario import Scenario, contradicts_itself, with_answer
from advisor.scoring import Ranking
from advisor.screening import CandidateFilter
from advisor.sensitivity.decision_matrix import FloatArray
from advisor.sensitivity.rescoring import Rescoring
from advisor.sensitivity.thresholds import turning_points
from advisor.sizing import Topology
from advisor.tensions import denied_by

DRAWS = 200
"""Ways to answer that are drawn where there are more: the standard error of a share is at most 3.5 points."""
SEED = 20171024
SIZED = (
    "as_of",
    "scale",
    "growth",
    "hosting",
    "os",
    "availability.survive_nodes",
    "availability.survive_zone",
    "budget",
    "pricing",
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
    platforms = [score.platform for score in ranking.scores]
    candidates = CandidateFilter(platforms, knowledge)
    drawn, ways, out = [], [], []
    for asked, values, share in drawn_requirements(scenario, rules.values, questions, draws):
        findings = rules.apply(asked, values)
        eligible = set(candidates.eligible_ids(asked, values, findings))
        drawn.append((asked, findings))
        ways.append(share)
        out.append([platform not in eligible for platform in platforms])
    totals = Rescoring(scenario, topologies, ranking, knowledge).totals(drawn)
    totals[np.array(out)] = -np.inf
    first = np.argmax(totals >= totals.max(axis=1, keepdims=True) - EQUAL, axis=1)
    fits = np.isfinite(totals).any(axis=1)
    wins = np.bincount(first[fits], weights=np.array(ways)[fits], minlength=len(platforms))
    none = float(np.array(ways)[~fits].sum())
    shares = tuple((platform, round(share, 9)) for platform, share in zip(platforms, wins.tolist(), strict=True))
    fields = tuple(question.field for question in questions)
    return OpenAnswers(shares, round(none, 9), min(draws, _number_of_ways(questions)), fields, left_open)


def drawn_requirements(
    scenario: Scenario, values: Mapping[str, Any], questions: tuple[OpenQuestion, ...], draws: int
) -> Iterator[tuple[Scenario, dict[str, Any], float]]:
    """The scenario with all of the questions answered, its values, and the share of these ways to answer.

    All ways there are where these are no more than the draws, else those that were drawn, each as often as it was.
    `values` are those without the answers.
    """
    for picks, share in _picks(questions, draws):
        answers = [(question.field, *question.answers[pick]) for question, pick in zip(questions, picks, strict=True)]
        its = dict(values)
        for _, _, differs in answers:
            its.update(differs)
        yield _answered(scenario, ((field, other) for field, other, _ in answers)), its, share


def _number_of_ways(questions: tuple[OpenQuestion, ...]) -> int:
    return math.prod(len(question.answers) for question in questions)


def _picks(questions: tuple[OpenQuestion, ...], draws: int) -> Iterator[tuple[tuple[int, ...], float]]:
    """The place of an answer to each question, and the share of such ways."""
    if _number_of_ways(questions) <= draws:
        for picks in product(*(range(len(question.answers)) for question in questions)):
            yield picks, math.prod(float(q.likely[pick]) for q, pick in zip(questions, picks, strict=True))
        return
    rng = np.random.default_rng(SEED)
    drawn = [rng.choice(len(question.answers), size=draws, p=question.likely).tolist() for question in questions]
    yield from ((picks, times / draws) for picks, times in Counter(zip(*drawn, strict=True)).items())


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
        possible = [
            (answer, with_answer(scenario, question.field, answer)) for answer in _possible(question, knowledge)
        ]
        answers = [
            (answer, asked)
            for answer, asked in possible
            if not (contradicts_itself(asked) or denied_by(scenario, asked, knowledge))
        ]
        if len(answers) > 1:
            likely = np.array([1.0 if answer != () else len(answers) - 1.0 for answer, _ in answers])
            differing = tuple((asked, _differing(rules.values_of(asked), rules.values)) for _, asked in answers)
            found.append(OpenQuestion(question.field, differing, likely / likely.sum()))
    return tuple(found)


def _possible(question: Question, knowledge: Knowledge) -> Iterator[Any]:
    if question.kind is QuestionKind.ONE:
        yield from (choice.value for choice in question.choices)
    elif question.kind is QuestionKind.MANY and question.choices:
        yield from ((), *((choice.value,) for choice in question.choices))
    elif question.kind is QuestionKind.NUMBER:
        yield from _numbers(question, knowledge)


def _numbers(question: Question, knowledge: Knowledge) -> Iterator[float]:
    """The smallest number of each stretch in which all rules that read it come out alike."""
    reading = [rule for rule in knowledge.rules if question.field in rule.condition.names]
    before = None
    for number in turning_points(reading, {question.field}, question):
        outcome = [rule.condition.evaluate({question.field: number}).truth for rule in reading]
        if outcome != before:
            yield number
        before = outcome


def _differing(values: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value != before.get(name)}
