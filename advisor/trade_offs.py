"""The winner against a rival, point by point: what every figure and every capability adds to the lead, or takes off.

Everything is read from the answer; nothing is judged anew. Criteria that rest on several capabilities are taken apart
into these, so that the gains of all points add up to the lead in the score.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from advisor.knowledge import Criterion, Platform
from advisor.recommend import Ranked, Recommendation
from advisor.scoring import Part, Wish, chief_wishes, wanted_by_criterion, wanted_capabilities
from advisor.scoring.budget import BudgetFit
from advisor.scoring.measures import HIGHEST_LEVEL
from advisor.values import Note

LEAST_DIFFERENCE = 0.001
"""Gains in the score below this are ties."""
LEVEL_MEASURES = ("fit", "wanted_levels")
"""Measures that are the weighted mean of the levels of several capabilities."""


class Rival(StrEnum):
    """Why a platform is set against the winner."""

    RUNNER_UP = "runner_up"
    CHEAPEST = "cheapest"
    """The lowest bill of all choices."""
    SIMPLEST = "simplest"
    """The best of the simplest form in which something meets everything."""


@dataclass(frozen=True)
class Seen:
    """One platform on one point: its figure or level (None: unknown), why, and who says so.

    `why` is the reason of a criterion, `text` what is claimed of a capability; the other is None or empty.
    """

    raw: float | str | None
    why: Note | None
    text: str
    source: str | None


@dataclass(frozen=True)
class Point:
    """A criterion, or one capability of it (`term`), on which two platforms differ.

    `gain` is what it adds to the lead of the first over the second in the score; below 0 it speaks for the second.
    `wish` says why a capability counts.
    """

    criterion: str
    gain: float
    ours: Seen
    theirs: Seen
    term: str | None = None
    wish: Wish | None = None


@dataclass(frozen=True)
class TradeOff:
    """Two platforms of a ranking; `points` holds what they differ in, the largest difference first."""

    ours: Ranked
    theirs: Ranked
    rivals: tuple[Rival, ...]
    points: tuple[Point, ...]

    @property
    def lead(self) -> float:
        """The score of the first less that of the second."""
        return self.ours.score.total - self.theirs.score.total

    @property
    def gains(self) -> tuple[Point, ...]:
        """What speaks for the first."""
        return tuple(point for point in self.points if point.gain > 0)

    @property
    def losses(self) -> tuple[Point, ...]:
        """What speaks for the second."""
        return tuple(point for point in self.points if point.gain < 0)

    @property
    def budget_decides(self) -> bool:
        """Whether the second stands behind because it is, or may be, over the budget, whatever its score."""
        over = self.theirs.budget_fit in (BudgetFit.OVER, BudgetFit.MAY_BE_OVER)
        return over and self.theirs.score.set_back and not self.ours.score.set_back


def comparisons_of(recommendation: Recommendation) -> tuple[TradeOff, ...]:
    """The winner against the runner-up, the cheapest and the simplest that fit, each platform once.

    >>> from advisor import example_scenarios, load_scenario, recommend
    >>> answer = recommend(load_scenario(example_scenarios()["five-service-shop"]))
    >>> [each.rivals[0].value for each in comparisons_of(answer)][0]
    'runner_up'
    """
    winner = recommendation.winner
    if winner is None:
        return ()
    rivals: dict[str, list[Rival]] = {}
    entries = {entry.platform.id: entry for entry in recommendation.ranking}
    for rival, entry in (
        (Rival.RUNNER_UP, recommendation.runner_up),
        (Rival.CHEAPEST, cheapest_of(recommendation)),
        (Rival.SIMPLEST, recommendation.simplest),
    ):
        if entry is not None and entry.platform.id != winner.platform.id:
            rivals.setdefault(entry.platform.id, []).append(rival)
    return tuple(
        compare_ranked(recommendation, winner, entries[name], tuple(because)) for name, because in rivals.items()
    )


def cheapest_of(recommendation: Recommendation) -> Ranked | None:
    """The choice with the lowest bill, of those whose whole bill is known; the better one where two are alike."""
    priced = [
        (entry.topology.bill.base, entry.rank, entry)
        for entry in recommendation.choices
        if entry.topology.bill.base is not None and not entry.topology.bill.is_lower_limit
    ]
    return min(priced, key=lambda each: each[:2])[2] if priced else None


def compare_ranked(
    recommendation: Recommendation, ours: Ranked, theirs: Ranked, rivals: tuple[Rival, ...] = ()
) -> TradeOff:
    """Two platforms of one ranking, point by point; what they are alike in is left out.

    Parameters:
        recommendation: the answer whose ranking holds both.
        ours: the one that is defended.
        theirs: the one that it is set against.
        rivals: why these two are compared.
    """
    every = _Points(recommendation).between(ours, theirs)
    differing = (point for point in every if abs(point.gain) >= LEAST_DIFFERENCE)
    ordered = sorted(differing, key=lambda point: (-abs(point.gain), point.criterion, point.term or ""))
    return TradeOff(ours, theirs, rivals, tuple(ordered))


class _Points:
    """The points on which two platforms of one answer can differ."""

    def __init__(self, recommendation: Recommendation) -> None:
        knowledge, findings, scenario = recommendation.knowledge, recommendation.findings, recommendation.scenario
        self._day, self._criteria = recommendation.as_of, knowledge.criteria.criteria
        self._wanted = wanted_by_criterion(wanted_capabilities(findings, knowledge, scenario), knowledge)
        self._wishes: Mapping[str, Wish] = chief_wishes(findings, knowledge, scenario)

    def between(self, ours: Ranked, theirs: Ranked) -> Iterator[Point]:
        """Every point, ties too."""
        their_parts = {part.criterion: part for part in theirs.score.parts}
        criteria = {criterion.id: criterion for criterion in self._criteria}
        for part in ours.score.parts:
            criterion, other = criteria[part.criterion], their_parts[part.criterion]
            if criterion.measure in LEVEL_MEASURES:
                yield from self._capabilities(criterion, part.weight, ours.platform, theirs.platform)
            else:
                yield Point(criterion.id, part.weight * (part.value - other.value), _measured(part), _measured(other))

    def _capabilities(self, criterion: Criterion, weight: float, ours: Platform, theirs: Platform) -> Iterator[Point]:
        """The capabilities that a criterion judges, each with its share of the weight.

        A level that nobody claims counts in the middle, as it does in the score.
        """
        wanted = self._wanted[criterion.id]
        whole = sum(wanted.values())
        for term, share in wanted.items():
            seen, other = self._claimed(ours, term), self._claimed(theirs, term)
            gain = weight * share / whole * (_level(seen) - _level(other)) / HIGHEST_LEVEL
            yield Point(criterion.id, gain, seen, other, term, self._wishes.get(term))

    def _claimed(self, platform: Platform, term: str) -> Seen:
        claim = platform.claim(term, self._day)
        if claim is None:
            return Seen(None, None, "", None)
        return Seen(claim.value, None, claim.why or "", claim.source)


def _measured(part: Part) -> Seen:
    return Seen(part.raw, part.why, "", part.source)


def _level(seen: Seen) -> float:
    return HIGHEST_LEVEL / 2 if seen.raw is None else float(seen.raw)
