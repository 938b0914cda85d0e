"""The fewest answers that, given otherwise together, put one platform first: one, or two.

All answers that could be given otherwise are tried alone, and then together with the best few of them, by the most that
each platform can reach whatever its size. What promises to put the platform first is confirmed by sizing; what cannot
be confirmed within the allowance is not told. There may be other ways, which were not promising enough to be tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from advisor.knowledge import Knowledge
from advisor.scenario import Scenario, contradicts_itself, with_answer
from advisor.scoring import Ranking
from advisor.sensitivity.flips import IN_USE, NOT_OPEN, other_answers_to, shown
from advisor.sensitivity.other_answers import Allowance, Asked, OtherAnswers, OtherRequirement, SpentError
from advisor.tensions import denied_by

KEPT = 3
"""Answers with which a second one is tried."""
CONFIRMED = 4
"""Ways that are confirmed by sizing, the most promising first."""
ESTIMATES, SEARCHES = 12, 2
"""What sizing may take for each of them."""
LEFT_OUT = (*NOT_OPEN, IN_USE, "hosting.region")
"""Questions whose answers say nothing of what is wanted."""
OUT = -1.0
"""The lead of a platform that is out."""


@dataclass(frozen=True)
class Step:
    """An answer given otherwise; `was` is None where the question was open."""

    field: str
    was: str | None
    becomes: str


@dataclass(frozen=True)
class _Way:
    """Answers given otherwise, and how far the platform may then be ahead of all others, whatever the sizes."""

    lead: float
    steps: tuple[Step, ...]
    changed: OtherRequirement


def way_to_first(asked: Asked, ranking: Ranking, platform: str) -> tuple[Step, ...]:
    """The answers that together put a platform first, as few as were found; none where it is first, or none were found.

    Parameters:
        asked: the requirement as it was answered.
        ranking: its ranking.
        platform: the id of the platform.
    """
    first = ranking.scores[0].platform if ranking.scores else None
    if first == platform:
        return ()
    others = OtherAnswers(asked, first)
    alone = sorted(_further(others, asked.knowledge, platform, None), key=_promise)
    found = _confirmed(others, alone, platform)
    if found:
        return found
    together = [way for base in alone[:KEPT] for way in _further(others, asked.knowledge, platform, base)]
    return _confirmed(others, sorted(together, key=_promise), platform)


def _promise(way: _Way) -> tuple[float, tuple[str, ...]]:
    return -round(way.lead, 9), tuple(f"{step.field}={step.becomes}" for step in way.steps)


def _confirmed(others: OtherAnswers, ways: list[_Way], platform: str) -> tuple[Step, ...]:
    """The steps of the first way that does put the platform first."""
    for way in [way for way in ways if way.lead > 0][:CONFIRMED]:
        try:
            outcome = others.outcome(way.changed, Allowance(ESTIMATES, SEARCHES))
        except SpentError:
            continue
        if outcome is not None and outcome.winner == platform:
            return way.steps
    return ()


def _further(others: OtherAnswers, knowledge: Knowledge, platform: str, base: _Way | None) -> Iterator[_Way]:
    """Every way that goes on from another one, or from the requirement as it is, by one answer."""
    start = base.changed.scenario if base else others.scenario
    steps = base.steps if base else ()
    for question in others.questions:
        if question.field in LEFT_OUT or question.field in {step.field for step in steps}:
            continue
        given = others.values.get(question.field)
        for answer in other_answers_to(others, question):
            scenario = None if answer == given else _with(start, question.field, answer, knowledge)
            if scenario is None:
                continue
            step = Step(question.field, None if given is None else shown(given), shown(answer))
            changed = others.judge(scenario)
            yield _Way(_lead(changed, platform), (*steps, step), changed)


def _with(start: Scenario, field: str, answer: Any, knowledge: Knowledge) -> Scenario | None:
    """The requirement with another answer; None where it cannot stand beside the others."""
    scenario = with_answer(start, field, answer)
    impossible = contradicts_itself(scenario) or denied_by(start, scenario, knowledge)
    return None if impossible else scenario


def _lead(changed: OtherRequirement, platform: str) -> float:
    if platform not in changed.eligible:
        return OUT
    most = {each: changed.judged.most(each) for each in changed.eligible}
    return most.pop(platform) - max(most.values(), default=0.0)
