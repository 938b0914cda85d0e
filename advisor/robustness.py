"""Answers that would change the answer: unknowns that matter, and answers given otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from advisor.knowledge import Knowledge, Question, QuestionKind
from advisor.need import judge_need
from advisor.rules import IncrementalRules
from advisor.scenario import Scenario
from advisor.scoring import Ranking, Scorer
from advisor.screening import CandidateFilter
from advisor.sizing import Topology

_PROBES = (0, 1, 3, 10, 30, 100)
"""Answers tried for a question that asks for a number."""
_MOVES_MACHINES = ("hosting.model", "hosting.zones", "hosting.region")
"""Answers that change what machines there are: without sizing anew, nothing true could be said of them."""


@dataclass(frozen=True)
class Unknown:
    """An unanswered question: `matters` when some answer moves a score, `could_change_winner` the winner."""

    field: str
    matters: bool
    could_change_winner: bool
    leads_to: tuple[tuple[str, str | None], ...]
    """Answers that would put another platform first, with its id; None where no platform would fit."""


@dataclass(frozen=True)
class WinnerChange:
    """One change of the requirement that would put another platform first."""

    field: str
    was: str
    becomes: str
    winner: str


def unknowns_of(others: OtherAnswers, ranking: Ranking) -> tuple[Unknown, ...]:
    """Every question left open, with what its possible answers would do, sizes being left as they are."""
    values = others.values
    winner = ranking.scores[0].platform if ranking.scores else None
    unknowns = []
    for question in others.questions:
        if values.get(question.field) is not None:
            continue
        totals = {score.platform: round(score.total, 9) for score in ranking.scores}
        matters, leads = False, []
        for answer in _answers(question):
            outcome = others.outcome(question.field, answer)
            matters = matters or outcome != totals
            first = min(outcome, key=lambda p: (-outcome[p], p), default=None)
            if first != winner:
                leads.append((_shown(answer), first))
        unknowns.append(Unknown(question.field, matters, bool(leads), tuple(leads)))
    return tuple(unknowns)


def what_would_change_it(others: OtherAnswers, ranking: Ranking) -> tuple[WinnerChange, ...]:
    """Single answers that, given otherwise, would put another of the sized platforms first."""
    if not ranking.scores:
        return ()
    values = others.values
    winner = ranking.scores[0].platform
    changes = []
    for question in others.questions:
        given = values.get(question.field)
        if given is None or question.kind is not QuestionKind.ONE or question.field in _MOVES_MACHINES:
            continue
        for answer in _answers(question):
            if answer == given:
                continue
            outcome = others.outcome(question.field, answer)
            first = min(outcome, key=lambda p: (-outcome[p], p), default=None)
            if first is not None and first != winner:
                changes.append(WinnerChange(question.field, _shown(given), _shown(answer), first))
    return tuple(changes)


def _answers(question: Question) -> Iterator[Any]:
    if question.kind is QuestionKind.ONE:
        yield from (choice.value for choice in question.choices)
    elif question.kind is QuestionKind.MANY:
        yield from ((choice.value,) for choice in question.choices)
    elif question.kind is QuestionKind.NUMBER:
        lowest, highest = question.lowest or 0, question.highest or _PROBES[-1]
        yield from (probe for probe in _PROBES if lowest <= probe <= highest)


def with_answer(scenario: Scenario, field: str, answer: Any) -> Scenario:
    """The scenario with one dotted field answered; sections that did not exist are made, the others shared."""
    first, *_ = *sections, last = field.split(".")
    touched = {"name", first}
    answers = scenario.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True, include=touched)
    inner = answers
    for section in sections:
        inner = inner.setdefault(section, {})
    inner[last] = list(answer) if isinstance(answer, tuple) else answer
    kept = {name: getattr(scenario, name) for name in scenario.model_fields_set - touched}
    return Scenario.model_validate(answers).model_copy(update=kept)


class OtherAnswers:
    """What other answers lead to, for the platforms that were sized; what does not depend on them is kept.

    `values` are the answers that were given, `questions` all that there are.
    """

    def __init__(self, scenario: Scenario, knowledge: Knowledge, topologies: Mapping[str, Topology]) -> None:
        self._scenario, self._knowledge = scenario, knowledge
        self._rules, self._filter = IncrementalRules(scenario, knowledge), CandidateFilter(topologies, knowledge)
        self.values, self.questions = self._rules.values, knowledge.questions
        self._scorer = Scorer(topologies, knowledge)

    def outcome(self, field: str, answer: Any) -> dict[str, float]:
        """The score of each platform that is still eligible with this answer."""
        changed = with_answer(self._scenario, field, answer)
        values = self._rules.values_of(changed)
        findings = self._rules.apply(changed, values)
        left = self._filter.eligible_ids(changed, values, findings)
        totals = self._scorer.totals(changed, findings, judge_need(changed, findings, self._knowledge), left)
        return {platform: round(total, 9) for platform, total in totals.items()}


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(entry) for entry in value)
    return str(value).lower() if isinstance(value, bool) else str(value)
