"""Two knowledge bases -> what changes in their advice on the same scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from advisor.errors import Problem, ScenarioError
from advisor.knowledge import Knowledge
from advisor.need import Need
from advisor.recommend import recommend
from advisor.scenario import Scenario, load_scenario


@dataclass(frozen=True)
class Advice:
    """The core of a recommendation: verdict and ids of the ranking, best first; or the mistakes that hinder it."""

    verdict: Need | None
    ranking: tuple[str, ...]
    refused: tuple[Problem, ...] = ()

    @property
    def winner(self) -> str | None:
        """The first of the ranking; None when no platform fits."""
        return self.ranking[0] if self.ranking else None


@dataclass(frozen=True)
class Shift:
    """The advice on one scenario by one knowledge base and by another."""

    scenario: str
    was: Advice
    becomes: Advice

    @property
    def changed(self) -> bool:
        """Whether winner, verdict or order of the ranking differ."""
        return self.was != self.becomes

    @property
    def moves(self) -> tuple[tuple[str, int | None, int | None], ...]:
        """Platforms with their ranks before and after: those that enter or leave, and those that change places.

        Who only moves up because others leave, or down because others enter, is not among them.
        """
        old, new = self.was.ranking, self.becomes.ranking
        stay_old, stay_new = [p for p in old if p in new], [p for p in new if p in old]
        moved = [p for p in (*new, *old) if (p in old) != (p in new) or stay_old.index(p) != stay_new.index(p)]
        ranks = ((p, _rank(p, old), _rank(p, new)) for p in dict.fromkeys(moved))
        return tuple((p, was, becomes) for p, was, becomes in ranks if was != becomes)


def _rank(platform: str, ranking: tuple[str, ...]) -> int | None:
    return ranking.index(platform) + 1 if platform in ranking else None


def shifts(scenarios: Mapping[str, Path], before: Knowledge, after: Knowledge) -> tuple[Shift, ...]:
    """The advice on each scenario by both knowledge bases, in order. Raises SolverError when the optimizer breaks."""
    found = []
    for name, file in scenarios.items():
        scenario = load_scenario(file)
        was = advice_on(scenario, before)
        found.append(Shift(name, was, was if before.hash == after.hash else advice_on(scenario, after)))
    return tuple(found)


def advice_on(scenario: Scenario, knowledge: Knowledge) -> Advice:
    """The advice; a scenario that speaks of what the knowledge base does not have is refused, with its mistakes."""
    try:
        answer = recommend(scenario, knowledge)
    except ScenarioError as error:
        return Advice(None, (), error.problems)
    return Advice(answer.verdict.need, tuple(entry.platform.id for entry in answer.ranking))
