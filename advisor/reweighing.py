"""The ranking of an answer under other weights: parts are weighed anew, and nothing is sized or packed again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from advisor.contenders import Contenders
from advisor.knowledge import Platform
from advisor.recommend import Ranked, Recommendation
from advisor.scenario import Scenario, change_answers
from advisor.scoring import Ranking, Score, weights_of
from advisor.sizing import check_fits


@dataclass(frozen=True)
class Moved:
    """A platform with its place and its score under the weights of the answer, and under others."""

    entry: Ranked
    becomes: int
    score: Score

    @property
    def platform(self) -> Platform:
        """The platform."""
        return self.entry.platform

    @property
    def was(self) -> int:
        """Its place under the weights of the answer."""
        return self.entry.rank

    @property
    def gained(self) -> int:
        """By how many places it is better; below 0 where it is worse."""
        return self.was - self.becomes


@dataclass(frozen=True)
class Reweighed:
    """The ranking under other weights, best first; `scenario` has their points as its priorities."""

    scenario: Scenario
    weights: Mapping[str, float]
    moved: tuple[Moved, ...]

    @property
    def first_changes(self) -> bool:
        """Whether another platform is first."""
        return bool(self.moved) and self.moved[0].was != 1


def reweigh(answer: Recommendation, points: Mapping[str, float]) -> Reweighed:
    """The ranking of an answer under other weights, from the plans that are at hand.

    `recommend` may search for cheaper plans of those that come up, and estimates what was only sketched, so that it can
    differ from this by the little that a search finds.

    Parameters:
        answer: the answer whose platforms are ranked again.
        points: swing weights from 0 to 100 by criterion; what is not named keeps the weight that the advisor gives it.

    Raises ScenarioError for weights that cannot be.

    >>> from advisor import example_scenarios, load_scenario, recommend
    >>> answer = recommend(load_scenario(example_scenarios()["five-service-shop"]))
    >>> [moved.was for moved in reweigh(answer, {}).moved] == [entry.rank for entry in answer.ranking]
    True
    """
    scenario = change_answers(answer.scenario, {"priorities": dict(points) or None}).scenario
    check_fits(scenario, answer.knowledge)
    weights = weights_of(answer.findings, answer.knowledge, scenario)
    scores = [_weighed(entry.score, weights) for entry in answer.ranking]
    scores.sort(key=lambda score: (-round(score.standing, 12), score.platform))
    ranking = Ranking(tuple(scores), weights)
    strengths = answer.verdict.forms.strengths
    parted = Contenders(answer.scenario, answer.knowledge, strengths, answer.as_of).not_for_this(ranking)
    order = sorted(scores, key=lambda score: score.platform in parted)
    entries = {entry.platform.id: entry for entry in answer.ranking}
    moved = (Moved(entries[score.platform], place, score) for place, score in enumerate(order, start=1))
    return Reweighed(scenario, weights, tuple(moved))


def _weighed(score: Score, weights: Mapping[str, float]) -> Score:
    return replace(score, parts=tuple(replace(part, weight=weights[part.criterion]) for part in score.parts))
