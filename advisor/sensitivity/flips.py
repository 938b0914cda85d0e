"""Answers that would put another platform first: those given otherwise, and those still open.

Each is confirmed by answering the changed requirement whole. Where the change leaves all sizes as they are, that is
quick. Where it does not, platforms have to be sized anew; that is done on demand, the most promising answers first, up
to a number of estimates. What was not confirmed is not told.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from advisor.knowledge import Question, QuestionKind, data_folder
from advisor.prices.regions import extreme_regions
from advisor.scenario import Scenario, with_answer
from advisor.scenario.enums import OWN_SITES, Cloud, HostingModel
from advisor.scoring import Ranking
from advisor.sensitivity.other_answers import (
    Allowance,
    Asked,
    OtherAnswers,
    OtherRequirement,
    Outcome,
    SpentError,
)
from advisor.sensitivity.thresholds import distance, regimes

FEW_ESTIMATES = 4
"""Estimates that may be made for answers that leave sizes as they are: of platforms that come back in with them."""
LEAST_ESTIMATES, MOST_ESTIMATES, WORK = 8, 60, 240
"""Estimates that may be made where answers that move sizes are asked for too: as many as make up this work, where that
of one counts the services, twice for growth and twice for own servers beside a cloud."""
SEARCHES = 1
"""Searches for a cheaper plan that may be made then."""
WHERE = ("hosting.cloud", "hosting.model", "hosting.region", "hosting.zones")
"""Questions on where it runs, whose answers change most: they are tried before others that move sizes."""
RIVALS = 4
"""Platforms behind the first that are tried as what is in use."""
IN_USE = "existing"
NOT_OPEN = ("as_of", "requested", "pricing.commitment.term", "pricing.spot", "pricing.discounts.all")
"""Questions that no answer leaves open: the day is that of the newest source, what was asked for by name is judged
like every other, and without terms of payment all is billed on demand, at list prices."""


@dataclass(frozen=True)
class Unknown:
    """An unanswered question: `matters` when some answer moves a score, `could_change_winner` the winner.

    Either is None where not every answer was tried and none of those tried does. `regret` is the mean over the answers
    of what the first place would lose if the present first were kept; None where not every answer was tried.
    """

    field: str
    matters: bool | None
    could_change_winner: bool | None
    leads_to: tuple[tuple[str, str | None], ...]
    """Answers that would put another platform first, with its id; None where no platform would fit."""
    regret: float | None = None


@dataclass(frozen=True)
class WinnerChange:
    """One change of the requirement that would put another platform first."""

    field: str
    was: str
    becomes: str
    winner: str


@dataclass(frozen=True)
class TriedAlone:
    """How far other answers to what was answered were tried, one at a time.

    Of a choice all others are thought of, of a number those at which a rule turns, of a list those without one entry.
    `number` is how many were tried, `partly` the fields of which not all were.
    """

    number: int
    partly: tuple[str, ...]


NONE_TRIED = TriedAlone(0, ())
"""Nothing was tried."""


@dataclass
class Try:
    """One other answer to a question, and what it leads to.

    `given` tells whether the question was answered otherwise. `outcome` is None while that is not known, and stays so
    where no machine holds what is asked for then (`unfit`).
    """

    question: Question
    answer: Any
    scenario: Scenario
    given: bool
    outcome: Outcome | None = None
    unfit: bool = False


@dataclass(frozen=True)
class Tried:
    """Every other answer that could be tried, in the order of the questions, and the present first place."""

    others: OtherAnswers
    tries: tuple[Try, ...]
    open_ended: frozenset[str]
    """Fields of questions of whose answers some or all were not thought of."""

    def of(self, question: Question) -> list[Try]:
        """The answers to one question that make sense, tried or not."""
        return [each for each in self.tries if each.question is question and not each.unfit]

    def flips(self, question: Question) -> list[tuple[Try, str | None]]:
        """The answers to a question that put another platform first, or none, with its id."""
        return [
            (each, each.outcome.winner)
            for each in self.of(question)
            if each.outcome is not None and each.outcome.winner != self.others.winner
        ]


def try_answers(asked: Asked, ranking: Ranking, *, resize: bool) -> Tried:
    """What other answers lead to.

    Parameters:
        asked: the requirement as it was answered.
        ranking: its ranking.
        resize: try answers that move sizes too, as far as the allowance goes.
    """
    others = OtherAnswers(asked, ranking.scores[0].platform if ranking.scores else None)
    rivals = tuple(score.platform for score in ranking.scores[1 : RIVALS + 1])
    asked_for = (q for q in others.questions if q.field not in NOT_OPEN or others.values.get(q.field) is not None)
    answers = [(question, tuple(_answers(others, question, rivals))) for question in asked_for]
    tries = tuple(_all_tries(others, answers))
    dear = [each for each in tries if others.moves_sizes(each.scenario)]
    at_once = {id(each) for each in tries} - {id(each) for each in dear}
    allowance = _allowance(others.scenario) if resize else Allowance(FEW_ESTIMATES, 0)
    _answer(others, ((each, others.judge(each.scenario)) for each in tries if id(each) in at_once), allowance)
    if resize:
        _answer(others, _most_promising_first(others, dear), allowance)
    open_ended = {question.field for question, tried in answers if _is_open_ended(others, question, tried)}
    return Tried(others, tries, frozenset(open_ended))


def _is_open_ended(others: OtherAnswers, question: Question, tried: tuple[Any, ...]) -> bool:
    """Whether there are answers that were not thought of and may matter: a number that no rule reads moves sizes."""
    if question.kind is QuestionKind.NUMBER and not tried:
        return others.moves_sizes(with_answer(others.scenario, question.field, int(question.lowest or 0) + 1))
    return not tried or question.field == IN_USE


def _most_promising_first(others: OtherAnswers, tries: Iterable[Try]) -> list[tuple[Try, OtherRequirement]]:
    """Question by question, so that as many as possible are tried whole: where it runs first, then by promise."""
    by_question: dict[str, list[tuple[float, Try, OtherRequirement]]] = {}
    for each in tries:
        changed = others.judge(each.scenario)
        promise = changed.promise(others.winner)
        by_question.setdefault(each.question.field, []).append((promise, each, changed))
    for group in by_question.values():
        group.sort(key=lambda entry: -entry[0])
    groups = sorted(by_question.items(), key=lambda item: (item[0] not in WHERE, -item[1][0][0]))
    return [(each, changed) for _, group in groups for _, each, changed in group]


def _allowance(scenario: Scenario) -> Allowance:
    """About a second's work."""
    hybrid = scenario.hosting is not None and scenario.hosting.model is HostingModel.HYBRID
    each = max(1, len(scenario.services or ())) * (2 if scenario.growth else 1) * (2 if hybrid else 1)
    return Allowance(max(LEAST_ESTIMATES, min(MOST_ESTIMATES, WORK // each)), SEARCHES)


def _answer(others: OtherAnswers, tries: Iterable[tuple[Try, OtherRequirement]], allowance: Allowance) -> None:
    for each, changed in tries:
        with contextlib.suppress(SpentError):
            each.outcome = others.outcome(changed, allowance, regret_too=not each.given)
            each.unfit = each.outcome is None


def _all_tries(others: OtherAnswers, answers: Iterable[tuple[Question, tuple[Any, ...]]]) -> Iterator[Try]:
    """Every other answer that contradicts none of those given."""
    for question, possible in answers:
        given = others.values.get(question.field)
        for answer in possible:
            scenario = None if answer == given else others.scenario_with(question.field, answer)
            if scenario is not None:
                yield Try(question, answer, scenario, given is not None)


def _answers(others: OtherAnswers, question: Question, rivals: Sequence[str]) -> Iterator[Any]:
    """Answers to a question: each choice, the numbers at which rules turn, a list without one of its entries."""
    given = others.values.get(question.field)
    if question.field == "hosting.region":
        cloud = others.values.get("hosting.cloud")
        yield from extreme_regions(data_folder(), str(cloud or ""))
    elif question.field == IN_USE and given is None:
        yield from ((rival,) for rival in rivals)
    elif question.kind is QuestionKind.ONE:
        yield from (choice.value for choice in question.choices if not _wants_machines(others, question, choice.value))
    elif question.kind is QuestionKind.NUMBER:
        yield from regimes(others, question)
    elif question.kind is QuestionKind.MANY and given:
        yield from (tuple(kept for kept in given if kept != left_out) for left_out in given)
    elif question.kind is QuestionKind.MANY and given is None:
        yield from ((choice.value,) for choice in question.choices)


def other_answers_to(others: OtherAnswers, question: Question) -> Iterator[Any]:
    """The answers to a question that may change something, whether or not they can stand beside the others."""
    return _answers(others, question, ())


def _wants_machines(others: OtherAnswers, question: Question, answer: Any) -> bool:
    """Whether an answer puts services on own servers that nobody named, so that their cost would not be known."""
    if question.field == "hosting.cloud" and answer == Cloud.OTHER:
        return not others.values.get("hosting.machines")
    on_own = (*OWN_SITES, HostingModel.HYBRID)
    return question.field == "hosting.model" and answer in on_own and not others.values.get("hosting.machines")


def unknowns_of(tried: Tried) -> tuple[Unknown, ...]:
    """Every question left open, with what its possible answers would do."""
    others = tried.others
    open_ones = (each for each in others.questions if others.values.get(each.field) is None)
    return tuple(_unknown(tried, question) for question in open_ones if question.field not in NOT_OPEN)


def _unknown(tried: Tried, question: Question) -> Unknown:
    tries = tried.of(question)
    outcomes = [each.outcome for each in tries if each.outcome is not None]
    leads = tuple((shown(each.answer), winner) for each, winner in tried.flips(question))
    every = len(outcomes) == len(tries) and question.field not in tried.open_ended
    return Unknown(
        question.field,
        matters=any(outcome.moves for outcome in outcomes) or (False if every else None),
        could_change_winner=bool(leads) or (False if every else None),
        leads_to=leads,
        regret=sum(outcome.regret or 0.0 for outcome in outcomes) / max(1, len(outcomes)) if every else None,
    )


def changes_of(tried: Tried) -> tuple[WinnerChange, ...]:
    """Single answers that, given otherwise, would put another platform first; of numbers the nearest on either side."""
    others = tried.others
    return tuple(
        WinnerChange(question.field, shown(others.values[question.field]), shown(each.answer), winner)
        for question in others.questions
        if others.values.get(question.field) is not None
        for each, winner in _nearest(tried.flips(question), question, others.values[question.field])
        if winner is not None
    )


def tried_alone(tried: Tried) -> TriedAlone:
    """How far other answers to what was answered were tried."""
    given = [each for each in tried.tries if each.given and not each.unfit]
    left = dict.fromkeys(each.question.field for each in given if each.outcome is None)
    return TriedAlone(sum(each.outcome is not None for each in given), tuple(left))


def _nearest(flips: list[tuple[Try, str | None]], question: Question, given: Any) -> Iterator[tuple[Try, str | None]]:
    """The flips; of numbers the nearest below the one given, and the nearest above."""
    if question.kind is not QuestionKind.NUMBER:
        yield from flips
        return
    for below in (True, False):
        side = [flip for flip in flips if (flip[0].answer < given) is below]
        yield from sorted(side, key=lambda flip: distance(float(given), flip[0].answer))[:1]


def shown(answer: Any) -> str:
    """An answer as it would stand in a requirement file."""
    if isinstance(answer, tuple):
        return ", ".join(str(entry) for entry in answer)
    return str(answer).lower() if isinstance(answer, bool) else str(answer)
