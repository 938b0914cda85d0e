"""Where numbers turn: the answers just below and at each number that a rule compares with, and what they decide."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from advisor.errors import ScenarioError
from advisor.forms import forms_of
from advisor.knowledge import Form, Knowledge, Question, QuestionKind, Rule
from advisor.need import Need, judge_need, verdict_on
from advisor.rules import IncrementalRules, scenario_values
from advisor.scenario import Scenario, Service, change_answers, contradicts_itself, with_answer
from advisor.screening import CandidateFilter, day_asked
from advisor.sensitivity.other_answers import OtherAnswers

SERVICES = "services"
"""The key of a list of services, whose number may change as if there were more, or fewer, of the same."""
MOST_SERVICES = 200
"""Services up to which more of the same are tried."""
_STEP, _FINE_STEP = 1, 0.01


def turning_points(rules: Iterable[Rule], names: Collection[str], question: Question) -> tuple[float, ...]:
    """Answers at which a rule may turn that reads one of the names: each number compared with, and its neighbours.

    >>> from advisor import load_knowledge
    >>> knowledge = load_knowledge()
    >>> [target] = [question for question in knowledge.questions if question.field == "availability.target"]
    >>> 99.9 in turning_points(knowledge.rules, {target.field}, target)
    True
    """
    turns = {turn for rule in rules for name in names for turn in rule.condition.turns.get(name, ())}
    step = _STEP if all(float(turn).is_integer() for turn in turns) else _FINE_STEP
    near = {round(turn + side, 6) for turn in turns for side in (-step, 0, step)}
    lowest = -math.inf if question.lowest is None else question.lowest
    highest = math.inf if question.highest is None else question.highest
    inside = sorted(point for point in near if lowest <= point <= highest)
    return tuple(int(point) if float(point).is_integer() else point for point in inside)


def regimes(others: OtherAnswers, question: Question) -> tuple[float, ...]:
    """Answers to a question for a number: of each stretch in which all rules come out alike the first and the last.

    So each threshold has a number on either side. Beyond the last threshold the first number stands for all.
    """
    names = _names_of(others, question)
    points = turning_points(others.rules, names, question)
    reading = [rule for rule in others.rules if not names.isdisjoint(rule.condition.names)]
    outcomes = []
    for point in points:
        values = {**others.values, **dict.fromkeys(names, point)}
        outcomes.append(tuple(rule.condition.evaluate(values).truth for rule in reading))
    last = len(points) - 1
    return tuple(
        point
        for place, point in enumerate(points)
        if not place or outcomes[place] != outcomes[place - 1] or outcomes[place] != outcomes[min(place + 1, last)]
    )


def _names_of(others: OtherAnswers, question: Question) -> set[str]:
    """The names that rules read the answer by: its field, and what is counted by it."""
    low = int(question.lowest or 0) + 1
    values = [(answer, others.values_with(question.field, answer)) for answer in (low, low + 1)]
    counted = (name for name in others.values if name.startswith("demand."))
    return {question.field, *(name for name in counted if all(each.get(name) == n for n, each in values))}


@dataclass(frozen=True)
class Threshold:
    """An answer that changes the verdict on question 1, or the form that answers best: the nearest of its kind.

    `was` is None where nothing was answered. `step` is how far it is: the logarithm of the ratio of the numbers, each
    plus one; an answer in words is as far as a doubling.
    """

    field: str
    was: Any
    becomes: Any
    need: Need
    form: Form
    step: float


_WORDS_STEP = math.log(2)


def nearest_threshold(scenario: Scenario, knowledge: Knowledge) -> Threshold | None:
    """The smallest change of one answer that changes whether an orchestrator is needed, or the form that answers best.

    None where no single answer does. Numbers are tried where rules turn; each threshold is judged as a requirement of
    its own.

    >>> from advisor import load_knowledge, load_scenario
    >>> shop = load_scenario({"name": "shop", "scale": {"services": 2}, "team": {"ops": 0}})
    >>> threshold = nearest_threshold(shop, load_knowledge())
    >>> threshold is not None and threshold.becomes != threshold.was
    True
    """
    return min(thresholds(scenario, knowledge), key=lambda each: (each.step, each.field), default=None)


def nearest_thresholds(
    scenario: Scenario, knowledge: Knowledge, among: Collection[str] | None = None
) -> tuple[Threshold, ...]:
    """The nearest threshold of every answer that has one, or of these fields alone; the nearest of all first."""
    return tuple(sorted(thresholds(scenario, knowledge, among), key=lambda each: (each.step, each.field)))


def thresholds(scenario: Scenario, knowledge: Knowledge, among: Collection[str] | None = None) -> tuple[Threshold, ...]:
    """The nearest threshold of every answer that has one, in the order of the questions; listed services first."""
    turn = _Verdicts(scenario, knowledge)
    found = []
    for field, tried in _candidates(scenario, knowledge, among):
        flip = next((each for each in sorted(tried, key=lambda each: each[3]) if turn.changes(each[2])), None)
        if flip is not None and field == SERVICES:
            flip = _fewest_more(scenario, flip, tried, turn)
        if flip is not None:
            was, becomes, changed, step = flip
            then = verdict_on(changed, knowledge)
            found.append(Threshold(field, was, becomes, then.need, then.best, step))
    return tuple(found)


class _Verdicts:
    """The verdicts on requirements that differ in one answer, held against the first one."""

    def __init__(self, scenario: Scenario, knowledge: Knowledge) -> None:
        self._knowledge, self._rules = knowledge, IncrementalRules(scenario, knowledge)
        self._filter = CandidateFilter(knowledge.platforms, knowledge)
        self._now = self._verdict(scenario)

    def _verdict(self, scenario: Scenario) -> tuple[Need, Form]:
        values = self._rules.values_of(scenario)
        findings = self._rules.apply(scenario, values)
        eligible = (self._knowledge.platforms[name] for name in self._filter.eligible_ids(scenario, values, findings))
        fillable = forms_of(eligible, day_asked(scenario, self._knowledge))
        verdict = judge_need(scenario, findings, self._knowledge, fillable)
        return verdict.need, verdict.best

    def changes(self, scenario: Scenario) -> bool:
        """Whether the need or the best form is another one."""
        return self._verdict(scenario) != self._now


def _fewest_more(scenario: Scenario, flip: Candidate, tried: list[Candidate], turn: _Verdicts) -> Candidate:
    """The number of services nearest to those listed that changes the verdict, by halves between two that were tried.

    More services bring more replicas and more CPU along, on which rules turn too.
    """
    listed, far = flip[0], flip[1]
    between = [
        each[1] for each in tried if abs(each[1] - listed) < abs(far - listed) and (each[1] > listed) == (far > listed)
    ]
    near, nearest = max(between, key=lambda count: abs(count - listed), default=listed), flip
    while abs(far - near) > 1:
        middle = (near + far) // 2
        other = with_services(scenario, middle)
        if other is not None and turn.changes(other):
            far, nearest = middle, (listed, middle, other, distance(listed, middle))
        else:
            near = middle
    return nearest


Candidate = tuple[Any, Any, Scenario, float]
"""What was answered, what might be, the requirement with that, and how far it is."""


def _candidates(
    scenario: Scenario, knowledge: Knowledge, among: Collection[str] | None
) -> Iterator[tuple[str, list[Candidate]]]:
    if scenario.services and (among is None or SERVICES in among):
        yield SERVICES, list(_other_numbers_of_services(scenario, knowledge))
    values = scenario_values(scenario, knowledge)
    for question in knowledge.questions:
        if among is not None and question.field not in among:
            continue
        given = values.get(question.field)
        answers: list[tuple[Any, float]]
        if question.kind is QuestionKind.NUMBER:
            answers = _numbers(knowledge, question, given)
        elif question.kind is QuestionKind.ONE:
            answers = [(choice.value, _WORDS_STEP) for choice in question.choices if choice.value != given]
        else:
            continue
        changed = [(answer, with_answer(scenario, question.field, answer), step) for answer, step in answers]
        yield (
            question.field,
            [(given, answer, other, step) for answer, other, step in changed if not contradicts_itself(other)],
        )


def _numbers(knowledge: Knowledge, question: Question, given: Any) -> list[tuple[float, float]]:
    names = {question.field, f"demand.{question.field.rpartition('.')[2]}"}
    if question.field == "scale.containers":
        names.add("demand.replicas")
    points = turning_points(knowledge.rules, names, question)
    far = _further_from_perfect if question.field == "availability.target" else distance
    return [(point, far(given, point)) for point in points if point != given]


def distance(was: Any, becomes: float) -> float:
    """How far one number is from another, as the logarithm of their ratio, each plus one; from nothing as from 0."""
    return abs(math.log((max(becomes, 0) + 1) / (max(float(was or 0), 0) + 1)))


def _further_from_perfect(was: Any, becomes: float) -> float:
    """How far one share of the time in percent is from another, by the time that is missing; from 99 where none is."""
    missing = [max(100 - float(share), 0.001) for share in (was or 99, becomes)]
    return abs(math.log(missing[1] / missing[0]))


def _other_numbers_of_services(scenario: Scenario, knowledge: Knowledge) -> Iterator[Candidate]:
    """The requirement with more services like those listed, or with the first ones only."""
    listed = scenario.services or ()
    question = next(each for each in knowledge.questions if each.field == "scale.services")
    points = turning_points(knowledge.rules, {"demand.services", "demand.apps"}, question)
    for count in {round(point) for point in points}:
        if count != len(listed) and 0 < count <= MOST_SERVICES:
            other = with_services(scenario, count)
            if other is not None:
                yield len(listed), count, other, distance(len(listed), count)


def with_services(scenario: Scenario, count: int) -> Scenario | None:
    """The requirement with so many services: the first of those listed, or all of them and copies with a number.

    Counts of services, applications and containers are left to the list. None where the first ones name one that is
    left out, or where the list then contradicts another answer.
    """
    listed = scenario.services or ()
    services = [_copy(listed[at % len(listed)], at // len(listed)) for at in range(count)]
    answers: dict[str, Any] = {
        "services": [
            s.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True) for s in services
        ]
    }
    scale = scenario.scale
    for name in ("services", "apps", "containers"):
        if scale is not None and getattr(scale, name) is not None:
            answers[f"scale.{name}"] = None
    try:
        return change_answers(scenario, answers).scenario
    except ScenarioError:
        return None


def _copy(service: Service, number: int) -> Service:
    if not number:
        return service
    return service.model_copy(update={"name": f"{service.name[:55]}-{number + 1}"})
