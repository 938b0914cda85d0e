"""Published decisions: what somebody had to run, what they chose, and what a right answer is; data/precedents*.yaml."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from advisor.errors import KnowledgeError, Problem, ScenarioError, did_you_mean
from advisor.knowledge import Knowledge, data_folder
from advisor.knowledge.folder_reader import read_rows
from advisor.knowledge.schema import Id, Words
from advisor.need import Need
from advisor.reading import Document
from advisor.scenario import Scenario, load_scenario
from advisor.sizing import check_fits
from advisor.values import URL_PATTERN, Day, Frozen

Ids = tuple[Id, ...]
_GIVEN_ALREADY = ("name", "as_of")


class When(StrEnum):
    """The day a precedent is asked for: that of its decision, or the newest day in the knowledge base."""

    OWN_DAY = "own day"
    TODAY = "today"


class PrecedentKind(StrEnum):
    """What a precedent is an example of."""

    ORCHESTRATOR = "orchestrator"
    NO_ORCHESTRATOR = "no-orchestrator"
    HARD_CONSTRAINT = "hard-constraint"
    BOUNDARY = "boundary"
    LIFECYCLE_TRAP = "lifecycle-trap"


class Certainty(StrEnum):
    """How sure it is that the expected answer is right."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Basis(StrEnum):
    """Whether the source says what is expected, or only implies it."""

    STATED = "stated"
    IMPLIED = "implied"


class Derivation(StrEnum):
    """How the answer of today came about: still the same, or our own step to what has taken its place."""

    SAME = "same"
    MAPPED = "mapped"


class Extent(StrEnum):
    """How much of the source was read."""

    FULL = "full"
    PARTIAL = "partial"
    EXCERPT = "excerpt"


class Figures(StrEnum):
    """Whose numbers the scenario holds: those of the source, or ours to make a general rule concrete."""

    SOURCE = "source"
    ILLUSTRATIVE = "illustrative"


class Collection(StrEnum):
    """When a precedent was collected, measured by what it may show of the advisor."""

    AT_HAND = "at_hand"
    """Known while rules and weights were set."""
    MENDED = "mended"
    """Answered once before the choice was mended, and in view while it was."""
    HELD_OUT = "held_out"
    """Labelled before any answer was seen, and answered only after the work."""


class Owed(Frozen):
    """A fact that the answer has to tell, and the words by which it is recognised."""

    fact: Words
    words: Annotated[tuple[Words, ...], Field(min_length=1)]
    """Each has to stand in the text as it is, in any case; `a | b` is met by either."""

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], ...]:
        alternatives = ("|".join(re.escape(one.strip()) for one in word.split("|")) for word in self.words)
        return tuple(re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) for words in alternatives)

    def told_in(self, text: str) -> bool:
        """Whether one text holds all the words."""
        return all(pattern.search(text) for pattern in self._patterns)


class Expected(Frozen):
    """The right answer on the day of the decision."""

    needs_orchestrator: Need
    best: Id | None = None
    acceptable: Annotated[Ids, Field(min_length=1)]
    discouraged: Ids = ()
    wrong: Ids = ()
    lifecycle_trap: Id | None = None
    must_warn: tuple[Owed, ...] = ()
    reason: Words

    @property
    def judged(self) -> frozenset[str]:
        """The platforms that have a label."""
        return frozenset((*self.acceptable, *self.discouraged, *self.wrong))


class ExpectedToday(Frozen):
    """The right answer to the same question today; `confidence` only where it differs from that of the precedent."""

    acceptable: Annotated[Ids, Field(min_length=1)]
    wrong: Ids = ()
    basis: Derivation
    confidence: Certainty | None = None
    must_warn: tuple[Owed, ...] = ()

    @property
    def judged(self) -> frozenset[str]:
        """The platforms that have a label."""
        return frozenset((*self.acceptable, *self.wrong))


class Publication(Frozen):
    """Where the decision was published; `date` in the words of the source."""

    url: Annotated[str, Field(pattern=URL_PATTERN)]
    title: Words | None = None
    publisher: Words
    date: Words
    type: Id


class Precedent(Frozen):
    """One published decision; `scenario` is a requirement file without its name and day, which are `id` and `as_of`."""

    id: Id
    collection: Collection = Collection.AT_HAND
    kind: PrecedentKind
    as_of: Day
    summary: Words
    scenario: dict[str, Any]
    expected: Expected
    today: ExpectedToday
    turned_out: Words | None = None
    source: Publication
    confidence: Certainty
    basis: Basis
    read: Extent
    figures: Figures

    def asked(self, when: When) -> Scenario:
        """The requirement that the precedent stands for. Raises ScenarioError when its scenario block is none."""
        day = {"as_of": self.as_of.isoformat()} if when is When.OWN_DAY else {}
        return load_scenario({"name": self.id, **day, **self.scenario})

    def answer(self, when: When) -> Expected | ExpectedToday:
        """What is right on a day."""
        return self.expected if when is When.OWN_DAY else self.today

    def certainty(self, when: When) -> Certainty:
        """How sure the answer of a day is."""
        return self.confidence if when is When.OWN_DAY else self.today.confidence or self.confidence


def load_precedents(knowledge: Knowledge, file: Path | None = None) -> tuple[Precedent, ...]:
    """The precedents of a file, in its order; without one those of all files that come with the advisor.

    Raises KnowledgeError with every mistake, unknown platforms and unusable scenarios included.
    """
    rows: list[tuple[Document, int, Precedent]] = []
    problems: list[Problem] = []
    for each in [file] if file else sorted(data_folder().glob("precedents*.yaml")):
        found, mistakes = read_rows(each, Precedent)
        rows += found
        problems += mistakes
    count = Counter(precedent.id for _, _, precedent in rows)
    for document, index, precedent in rows:
        if count[precedent.id] > 1:
            problems.append(document.problem((index, "id"), "is written twice", "give each precedent its own id"))
        problems.extend(_unknown_platforms(document, index, precedent, knowledge))
        problems.extend(_contradictions(document, index, precedent))
        problems.extend(_scenario_problems(document, index, precedent, knowledge))
    if problems:
        raise KnowledgeError(problems)
    return tuple(precedent for _, _, precedent in rows)


def precedents_of(knowledge: Knowledge) -> tuple[Precedent, ...]:
    """The precedents that come with the advisor, as far as a knowledge base knows a platform that is right there.

    A knowledge base of one's own may know other platforms than they speak of; those it does not know are passed over.
    """
    found = [row for each in sorted(data_folder().glob("precedents*.yaml")) for row in read_rows(each, Precedent)[0]]
    right = ((one, (*one.expected.acceptable, *one.today.acceptable)) for _, _, one in found)
    return tuple(one for one, platforms in right if any(each in knowledge.platforms for each in platforms))


def _unknown_platforms(document: Document, index: int, precedent: Precedent, knowledge: Knowledge) -> Iterator[Problem]:
    named: list[tuple[tuple[str | int, ...], str | None]] = [
        (("expected", key), getattr(precedent.expected, key)) for key in ("best", "lifecycle_trap")
    ]
    for key, lists in (("expected", ("acceptable", "discouraged", "wrong")), ("today", ("acceptable", "wrong"))):
        for name in lists:
            named += [((key, name, i), one) for i, one in enumerate(getattr(getattr(precedent, key), name))]
    for path, platform in named:
        if platform is not None and platform not in knowledge.platforms:
            remedy = did_you_mean(platform, knowledge.platforms)
            yield document.problem((index, *path), f"no platform is called {platform}", remedy)


def _contradictions(document: Document, index: int, precedent: Precedent) -> Iterator[Problem]:
    for key, answer in (("expected", precedent.expected), ("today", precedent.today)):
        for platform in sorted(set(answer.acceptable) & set(answer.wrong)):
            yield document.problem((index, key), f"{platform} is acceptable and wrong at once", "keep it in one list")
    best = precedent.expected.best
    if best is not None and best not in precedent.expected.acceptable:
        yield document.problem((index, "expected", "best"), f"{best} is not acceptable", "add it to acceptable")


def _scenario_problems(document: Document, index: int, precedent: Precedent, knowledge: Knowledge) -> Iterator[Problem]:
    for key in set(_GIVEN_ALREADY) & set(precedent.scenario):
        yield document.problem((index, "scenario", key), "is taken from the precedent", "leave it out here")
    try:
        check_fits(precedent.asked(When.OWN_DAY), knowledge)
    except ScenarioError as error:
        for problem in error.problems:
            yield document.problem((index, "scenario", *problem.path), problem.message, problem.remedy)
