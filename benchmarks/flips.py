"""Whether what is printed of other answers is true: statements are drawn, and each is asked whole.

A statement is one answer that would put another platform first, an answer to the next question, or a threshold of the
verdict. They are drawn from the answers to the examples and to the published decisions, three of each kind of statement
from each of them, as far as there are any. For each, the requirement with that answer is answered from the start, and
what comes first, or the verdict, is held against what was said.

`python -m benchmarks.flips [NUMBER]` prints what was drawn and which statements are false, and ends with exit code 1 if
any is.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import yaml

from advisor import (
    Knowledge,
    Recommendation,
    Scenario,
    example_scenarios,
    load_knowledge,
    load_scenario,
    recommend,
)
from advisor.knowledge import QuestionKind
from advisor.need import verdict_on
from advisor.precedents import When, load_precedents
from advisor.scenario import change_answers
from advisor.sensitivity.thresholds import SERVICES, thresholds, with_services

SEED = 20261130
DRAWN = 200
OF_A_KIND = 3


class StatementKind(StrEnum):
    """What is said."""

    GIVEN = "would be first with"
    OPEN = "unanswered, and leads to"
    NEXT = "next question"
    THRESHOLD = "threshold of the verdict"


@dataclass(frozen=True)
class Statement:
    """What is said of one answer to one requirement: `expected` is the platform, or the verdict and the form."""

    kind: StatementKind
    scenario: Scenario
    field: str
    answer: Any
    expected: tuple[str | None, ...]

    def __str__(self) -> str:
        """On one line."""
        expected = " and ".join(str(part) for part in self.expected)
        return f"{self.scenario.name}: {self.kind}: {self.field} = {self.answer!r} -> {expected}"


def requirements(knowledge: Knowledge) -> list[Scenario]:
    """The examples, and the published decisions as they are asked today."""
    examples = [load_scenario(path) for path in example_scenarios().values()]
    return examples + [precedent.asked(When.TODAY) for precedent in load_precedents(knowledge)]


def statements_of(answer: Recommendation) -> Iterator[Statement]:
    """All that is said of other answers to one requirement."""
    scenario, knowledge = answer.scenario, answer.knowledge
    for change in answer.changes:
        value = _read(knowledge, change.field, change.becomes)
        yield Statement(StatementKind.GIVEN, scenario, change.field, value, (change.winner,))
    for unknown in answer.unknowns:
        for text, winner in unknown.leads_to:
            value = _read(knowledge, unknown.field, text)
            yield Statement(StatementKind.OPEN, scenario, unknown.field, value, (winner,))
    following = answer.next_question
    for text, winner in following.answers if following else ():
        field = following.question.field if following else ""
        yield Statement(StatementKind.NEXT, scenario, field, _read(knowledge, field, text), (winner,))
    for threshold in thresholds(scenario, knowledge):
        expected = (threshold.need.value, threshold.form.value)
        yield Statement(StatementKind.THRESHOLD, scenario, threshold.field, threshold.becomes, expected)


def _read(knowledge: Knowledge, field: str, text: str) -> Any:
    """The answer that a text stands for, as in a requirement file."""
    question = next(each for each in knowledge.questions if each.field == field)
    if question.kind is QuestionKind.MANY:
        return text.split(", ") if text else []
    return text if text == "none" else yaml.safe_load(text)


def is_true(statement: Statement, knowledge: Knowledge) -> bool:
    """Whether the requirement with that answer leads where it is said to lead."""
    if statement.field == SERVICES:
        changed = with_services(statement.scenario, statement.answer)
    else:
        changed = change_answers(statement.scenario, {statement.field: statement.answer}).scenario
    if changed is None:
        return False
    if statement.kind is StatementKind.THRESHOLD:
        verdict = verdict_on(changed, knowledge)
        return (verdict.need.value, verdict.best.value) == statement.expected
    winner = recommend(changed, knowledge).winner
    return ((winner.platform.id if winner else None),) == statement.expected


def draw(scenarios: Sequence[Scenario], knowledge: Knowledge, count: int) -> Iterator[Statement]:
    """So many statements, from requirements in a drawn order, `OF_A_KIND` of each kind from each of them."""
    chance = random.Random(SEED)
    order = list(scenarios)
    chance.shuffle(order)
    left = count
    for scenario in order:
        of_kind: dict[StatementKind, list[Statement]] = {}
        for statement in statements_of(recommend(scenario, knowledge, resize=True)):
            of_kind.setdefault(statement.kind, []).append(statement)
        drawn = [each for every in of_kind.values() for each in chance.sample(every, min(OF_A_KIND, len(every)))]
        yield from drawn[:left]
        left -= len(drawn)
        if left <= 0:
            return


def main() -> int:
    """Draws, asks, and tells what is false."""
    knowledge = load_knowledge()
    count = int(sys.argv[1]) if len(sys.argv) > 1 else DRAWN
    by_kind: dict[StatementKind, list[bool]] = {}
    for statement in draw(requirements(knowledge), knowledge, count):
        holds = is_true(statement, knowledge)
        by_kind.setdefault(statement.kind, []).append(holds)
        if not holds:
            print(f"FALSE  {statement}", flush=True)
    for kind, held in sorted(by_kind.items()):
        print(f"{kind}: {sum(held)} of {len(held)} true")
    every = [holds for held in by_kind.values() for holds in held]
    print(f"{sum(every)} of {len(every)} true")
    return 0 if all(every) else 1


if __name__ == "__main__":
    sys.exit(main())
