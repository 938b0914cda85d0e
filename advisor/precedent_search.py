"""Scenario -> the published decisions that are most alike: what they chose, why, how it went, and how they differ.

They are situations like this one, and no proof: who published chose to, and most of what decides is not in a story.

The distance is a weighted mean of the distances by each answer, each from 0 to 1 (Gower, A general coefficient of
similarity and some of its properties, Biometrics 27, 1971): 0 or 1 for words, the difference of logarithms for counts,
of places for words with an order, and the share that is not common for lists. Only what is answered here is compared.
What a decision does not tell counts as the mean distance by that answer over all that tell it, so that silence brings
no decision near; the share that it does tell is shown.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from advisor.knowledge import Knowledge
from advisor.precedents import Collection, Expected, ExpectedToday, Precedent, When, precedents_of
from advisor.recommend import Recommendation
from advisor.rules import scenario_values
from advisor.scenario import Scenario
from advisor.scenario.enums import CostPosture, Leaning, MultiTenancy, Skill

NEAREST = 3
"""Decisions that are shown."""
FAR = 0.4
"""Distance from which a decision is not like this one: more than a third of what is asked is otherwise."""
DOUBLINGS = 6
"""Doublings between two counts that make them as different as can be: a thing and sixty of it are two worlds."""
NEUTRAL = 0.5
"""Distance by an answer that no decision tells."""

Known = Mapping[str, Any]
Difference = Callable[[Any, Any], float]


def _words(one: Any, other: Any) -> float:
    return float(one != other)


def _counts(one: float, other: float) -> float:
    return min(1.0, abs(math.log2(1 + one) - math.log2(1 + other)) / DOUBLINGS)


def _lists(one: Sequence[str], other: Sequence[str]) -> float:
    """The share of entries that are not common (Jaccard); nothing and nothing are alike."""
    every = set(one) | set(other)
    return 1 - len(set(one) & set(other)) / len(every) if every else 0.0


def _places(words: type[StrEnum]) -> Difference:
    """The difference of places among words that stand in an order."""
    order = [word.value for word in words]
    return lambda one, other: abs(order.index(one) - order.index(other)) / (len(order) - 1)


COMPARED: Mapping[str, tuple[float, Difference]] = {
    "hosting.model": (3, _words),
    "hosting.cloud": (2, _words),
    "hosting.jurisdiction": (1, _words),
    "scale.services": (3, _counts),
    "scale.nodes": (1, _counts),
    "scale.sites": (2, _counts),
    "team.engineers": (2, _counts),
    "team.ops": (2, _counts),
    "team.k8s_skill": (2, _places(Skill)),
    "multi_tenancy": (1, _places(MultiTenancy)),
    "autoscale": (1, _words),
    "state": (1, _words),
    "os": (2, _words),
    "protocols": (1, _lists),
    "workloads": (1, _lists),
    "compliance": (1, _lists),
    "cost": (1, _places(CostPosture)),
    "portability": (1, _places(Leaning)),
    "managed_preference": (1, _places(Leaning)),
    "existing": (2, _lists),
    "must_have": (1, _lists),
}
"""The answers that are compared, with their weights. Where it runs, how many services there are, who is there to run
them and what is in use part situations most; that is our judgement."""


class Agreement(StrEnum):
    """Whether a decision speaks for our first place."""

    AGREES = "agrees"
    """Our first place is what they chose, or as good by what they tell."""
    DIFFERS = "differs"
    AGAINST = "against"
    """They call our first place wrong for their situation."""
    NO_ANSWER = "no_answer"
    """Nothing fits here."""


@dataclass(frozen=True)
class Unlike:
    """An answer by which a decision differs from the scenario, with both, as a requirement file would hold them."""

    key: str
    theirs: Any
    ours: Any


@dataclass(frozen=True)
class NearPrecedent:
    """A published decision, how far away it is, and what is known of that.

    `coverage` is the share of what is answered here, by weight, that the decision tells too; `distance` lies between 0
    and 1. `chosen` are the platforms that it calls right today, or on its own day where that is asked about; the first
    is what they chose or name first.
    """

    precedent: Precedent
    distance: float
    coverage: float
    alike: tuple[str, ...]
    unlike: tuple[Unlike, ...]
    untold: tuple[str, ...]
    chosen: tuple[str, ...]
    agreement: Agreement

    @property
    def is_near(self) -> bool:
        """Whether it is like this situation at all."""
        return self.distance < FAR


def nearest_precedents(answer: Recommendation, count: int = NEAREST) -> tuple[NearPrecedent, ...]:
    """The published decisions that are most like what is asked, the nearest first, held against the answer.

    Parameters:
        answer: the recommendation; decisions kept back to test the advisor are never among them.
        count: how many at most.

    >>> from advisor import example_scenarios, load_scenario, recommend
    >>> club = recommend(load_scenario(example_scenarios()["single-vm"]))
    >>> len(nearest_precedents(club, 2))
    2
    """
    precedents = _shown(answer.knowledge)
    ours = _known(answer.scenario, answer.knowledge)
    if not ours or not precedents:
        return ()
    theirs = [_known(one.asked(When.OWN_DAY), answer.knowledge) for one in precedents]
    distances = _distances(ours, theirs)
    return tuple(
        _near(precedents[place], float(distances[place]), ours, theirs[place], answer)
        for place in _nearest(distances, min(count, len(precedents)))
    )


def _shown(knowledge: Knowledge) -> tuple[Precedent, ...]:
    """The decisions that may be shown: those kept back to test the advisor are not."""
    return tuple(one for one in precedents_of(knowledge) if one.collection is not Collection.HELD_OUT)


def _known(scenario: Scenario, knowledge: Knowledge) -> dict[str, Any]:
    """The answers to be compared, those only that are given; services are counted where they are listed."""
    values = scenario_values(scenario, knowledge)
    counted = {**values, "scale.services": values["demand.services"]}
    counted["existing"] = knowledge.named_in_use(scenario.existing) if scenario.existing else None
    return {key: counted[key] for key in COMPARED if counted.get(key) not in (None, (), "any")}


def _distances(ours: Known, theirs: Sequence[Known]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The distance of each decision: the weighted mean over the answers given here."""
    weights = np.array([COMPARED[key][0] for key in ours])
    each = np.array([[_apart(key, ours, known) for key in ours] for known in theirs])
    told = ~np.isnan(each)
    counts = told.sum(axis=0)
    means = np.where(counts, np.where(told, each, 0.0).sum(axis=0) / np.maximum(counts, 1), NEUTRAL)
    return np.asarray(np.where(told, each, means) @ weights / weights.sum())


def _apart(key: str, ours: Known, theirs: Known) -> float:
    return COMPARED[key][1](theirs[key], ours[key]) if key in theirs else math.nan


def _nearest(distances: np.ndarray[Any, np.dtype[np.float64]], count: int) -> list[int]:
    """The places of the nearest ones, by scikit-learn; those as near as the last stand in their order."""
    from sklearn.neighbors import NearestNeighbors  # takes a second to load

    between = np.zeros((len(distances), len(distances)))  # the search asks for distances from the scenario alone
    search = NearestNeighbors(n_neighbors=count, metric="precomputed").fit(between)
    _, places = search.kneighbors(distances[np.newaxis, :])
    return sorted((int(place) for place in places[0]), key=lambda place: (distances[place], place))


def _near(precedent: Precedent, distance: float, ours: Known, theirs: Known, answer: Recommendation) -> NearPrecedent:
    told = [key for key in ours if key in theirs]
    expected = precedent.expected if answer.as_of <= precedent.as_of else precedent.today
    weight = sum(COMPARED[key][0] for key in ours)
    return NearPrecedent(
        precedent=precedent,
        distance=distance,
        coverage=sum(COMPARED[key][0] for key in told) / weight,
        alike=tuple(key for key in told if not COMPARED[key][1](theirs[key], ours[key])),
        unlike=tuple(
            Unlike(key, theirs[key], ours[key])
            for key in sorted(told, key=lambda key: -COMPARED[key][0] * COMPARED[key][1](theirs[key], ours[key]))
            if COMPARED[key][1](theirs[key], ours[key])
        ),
        untold=tuple(key for key in ours if key not in theirs),
        chosen=_chosen(precedent, expected, answer.knowledge),
        agreement=_agreement(expected, answer),
    )


def _chosen(precedent: Precedent, expected: Expected | ExpectedToday, knowledge: Knowledge) -> tuple[str, ...]:
    best = precedent.expected.best
    known = (platform for platform in expected.acceptable if platform in knowledge.platforms)
    return tuple(sorted(known, key=lambda platform: platform != best))


def _agreement(expected: Expected | ExpectedToday, answer: Recommendation) -> Agreement:
    """A label that names a service is for all its modes, unless it names the mode itself."""
    winner = answer.winner
    if winner is None:
        return Agreement.NO_ANSWER
    label = winner.platform.id if winner.platform.id in expected.judged else winner.service
    if label in expected.acceptable:
        return Agreement.AGREES
    return Agreement.AGAINST if label in expected.wrong else Agreement.DIFFERS
