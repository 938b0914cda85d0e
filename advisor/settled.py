"""Rules that wait for an answer which the answers given have settled already: nobody has to be asked about them.

A service list in which every service has `gpu: 0` settles whether there is work for GPUs, and a cloud as the only place
settles whether own servers overflow into one. No answer that can stand beside the others would decide such a rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

from advisor.expressions import Truth
from advisor.knowledge import Knowledge, Question, QuestionKind
from advisor.rules import Finding, scenario_values
from advisor.scenario import Scenario, with_answer
from advisor.tensions import Tension, tensions_of

_WATCHED = frozenset({"autoscale", "os", "state", "workloads", "protocols", "must_have", "hosting.jurisdiction"})
"""Fields whose open answers others may deny."""
_BY_TAG = frozenset({"must_have", "compliance"})
MOST_COMBINATIONS = 500
"""Combinations of answers that are tried for one rule; with more it is kept as open."""

Answers = Mapping[str, tuple[Any, ...]]


def without_settled(findings: tuple[Finding, ...], scenario: Scenario, knowledge: Knowledge) -> tuple[Finding, ...]:
    """The findings but for those that wait for an answer and that no possible answer makes hold.

    >>> from advisor.knowledge import load_knowledge
    >>> from advisor.rules import apply_rules
    >>> from advisor.scenario import load_scenario
    >>> shop, known = load_scenario({"name": "shop", "hosting": {"model": "cloud"}}), load_knowledge()
    >>> found = apply_rules(shop, known)
    >>> kept = without_settled(found, shop, known)
    >>> [finding.rule.id for finding in found if finding not in kept]  # overflow from own servers
    ['X206']
    """
    values = scenario_values(scenario, knowledge)
    open_questions = {q.field: q for q in knowledge.questions if values.get(q.field) is None}
    denied = {
        field: never
        for field, question in open_questions.items()
        if field in _WATCHED and (never := _denied(question, scenario, knowledge))
    }
    if not denied:
        return findings
    possible = {field: _possible(question, denied, knowledge) for field, question in open_questions.items()}
    return tuple(f for f in findings if f.truth is Truth.HOLDS or _can_hold(f, values, denied, possible))


def _choices(question: Question, knowledge: Knowledge) -> tuple[Any, ...]:
    if question.field in _BY_TAG:
        return tuple(sorted({*knowledge.tags, *(choice.value for choice in question.choices)}))
    return tuple(choice.value for choice in question.choices)


def _denied(question: Question, scenario: Scenario, knowledge: Knowledge) -> frozenset[Any]:
    """The choices of an open question that cannot hold beside the answers given."""
    before = frozenset(tensions_of(scenario, knowledge))

    def new(answer: Any) -> Iterator[Tension]:
        changed = with_answer(scenario, question.field, answer)
        return (each for each in tensions_of(changed, knowledge) if each.impossible and each not in before)

    choices = _choices(question, knowledge)
    if question.kind is QuestionKind.ONE:
        return frozenset(choice for choice in choices if any(new(choice)))
    # all entries at once: each tension names the place of the entry that it is about
    places = (place for each in new(choices) for place in (each.first, each.second) if place[0] == question.field)
    return frozenset(choices[place[1]] for place in places if len(place) > 1 and isinstance(place[1], int))


def _possible(question: Question, denied: Mapping[str, frozenset[Any]], knowledge: Knowledge) -> tuple[Any, ...]:
    """The answers that may be given to an open question; none where they cannot be listed."""
    never = denied.get(question.field, frozenset())
    choices = [choice for choice in _choices(question, knowledge) if choice not in never]
    if question.kind is QuestionKind.MANY and choices:
        return ((), *((choice,) for choice in choices))
    return tuple(choices)


def _can_hold(
    finding: Finding, values: Mapping[str, Any], denied: Mapping[str, frozenset[Any]], possible: Answers
) -> bool:
    """Whether some possible answers to what a rule waits for make it hold; where that cannot be told, they may."""
    waits_for = finding.missing
    if denied.keys().isdisjoint(waits_for):
        return True
    outcomes = [tuple(_different(finding, values, field, possible.get(field, ()))) for field in waits_for]
    combinations = 1
    for answers in outcomes:
        combinations *= len(answers)
    if not 0 < combinations <= MOST_COMBINATIONS:
        return True
    return any(
        finding.rule.condition.evaluate({**values, **dict(zip(waits_for, answers, strict=True))}).truth
        is not Truth.FAILS
        for answers in product(*outcomes)
    )


def _different(finding: Finding, values: Mapping[str, Any], field: str, answers: Iterable[Any]) -> Iterator[Any]:
    """One answer of each outcome that the answers to a question have while the others are open."""
    seen = set()
    for answer in answers:
        outcome = finding.rule.condition.evaluate({**values, field: answer})
        key = outcome.truth, tuple(name for name, value in outcome.read if value is None)
        if key not in seen:
            seen.add(key)
            yield answer
