"""Many requirements that differ in open answers, scored at once for the same sized platforms.

The scores are those of `rank`, which a test compares; the capabilities wanted, which differ most, are added up as a
product of matrices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from advisor.forms import behind_best, form_of, judge_forms
from advisor.knowledge import Criterion, Form, Knowledge, SkillNeeded
from advisor.rules import Finding
from advisor.scenario import Scenario
from advisor.scenario.model import Team
from advisor.scoring import Ranking, judge_by, wanted_by_criterion, wanted_capabilities, weights_of
from advisor.scoring.measures import HIGHEST_LEVEL, MEASURES, Measuring, measure_levels
from advisor.scoring.value_functions import utilities_of
from advisor.screening import day_asked
from advisor.sensitivity.decision_matrix import FloatArray
from advisor.sizing import Topology, reference_usd_per_month


class Rescoring:
    """The scores of sized platforms for other answers; the criteria that look at no answer keep what they made."""

    def __init__(
        self, scenario: Scenario, topologies: Mapping[str, Topology], ranking: Ranking, knowledge: Knowledge
    ) -> None:
        self._knowledge, self._day = knowledge, day_asked(scenario, knowledge)
        self._platforms = [knowledge.platforms[score.platform] for score in ranking.scores]
        self._topologies = [topologies[score.platform] for score in ranking.scores]
        self._kept = {
            part.criterion: np.array(
                [own.value for score in ranking.scores for own in score.parts if own.criterion == part.criterion]
            )
            for part in ranking.scores[0].parts
        }
        self._reference = reference_usd_per_month(scenario, knowledge)
        self._existing = knowledge.named_in_use(scenario.existing or ())
        self._levels: dict[str, FloatArray] = {}
        self._known: dict[Any, FloatArray] = {}
        self._grouped: dict[tuple[str, ...], dict[Form | SkillNeeded | None, list[int]]] = {}

    def totals(self, asked: Sequence[tuple[Scenario, tuple[Finding, ...]]]) -> FloatArray:
        """The scores for requirements that differ in open answers, each with its findings.

        A row for each requirement, a column for each platform in the order of the ranking.
        """
        knowledge = self._knowledge
        weights = [weights_of(findings, knowledge, scenario) for scenario, findings in asked]
        wanted = [
            wanted_by_criterion(wanted_capabilities(findings, knowledge, scenario), knowledge)
            for scenario, findings in asked
        ]
        answers = [self._answers(scenario, findings) for scenario, findings in asked]
        totals = np.zeros((len(asked), len(self._platforms)))
        for criterion in knowledge.criteria.criteria:
            measure = MEASURES[criterion.measure]
            if measure.of is measure_levels:
                values = self._by_levels(criterion, [each[criterion.id] for each in wanted])
            elif {"team", "strengths"}.isdisjoint(measure.answers):
                values = self._kept[criterion.id]
            else:
                values = np.array([self._by_answers(criterion, each, measure.answers) for each in answers])
            totals += np.array([each[criterion.id] for each in weights])[:, None] * values
        return totals

    def _answers(self, scenario: Scenario, findings: tuple[Finding, ...]) -> dict[str, Any]:
        """What the measures look at that look at no capabilities."""
        return {
            "team": scenario.team,
            "existing": self._existing,
            "strengths": judge_forms(scenario, findings, self._knowledge).strengths,
            "reference_usd_per_month": self._reference,
        }

    def _by_levels(self, criterion: Criterion, wanted: Sequence[Mapping[str, float]]) -> FloatArray:
        """What measure_levels comes to, for all requirements (rows) and platforms at once."""
        terms = sorted({term for each in wanted for term in each})
        levels = np.array([self._levels_of(term) for term in terms]).reshape(len(terms), len(self._platforms))
        weights = np.array([[each.get(term, 0.0) for term in terms] for each in wanted]).reshape(
            len(wanted), len(terms)
        )
        sums = weights.sum(axis=1, keepdims=True)
        weights /= np.where(sums > 0, sums, 1.0)
        known = np.where(sums > 0, weights @ np.nan_to_num(levels) / HIGHEST_LEVEL, 1.0)
        unknown = weights @ np.isnan(levels)
        return (utilities_of(criterion, known) + utilities_of(criterion, known + unknown)) / 2

    def _levels_of(self, term: str) -> FloatArray:
        """The level that each platform has, NaN where nobody says."""
        if term not in self._levels:
            levels = [platform.value(term, self._day) for platform in self._platforms]
            self._levels[term] = np.array([np.nan if level is None else float(level) for level in levels])
        return self._levels[term]

    def _by_answers(self, criterion: Criterion, answers: Mapping[str, Any], looked_at: tuple[str, ...]) -> FloatArray:
        """What the criterion makes of each platform; those that the same answers count for are judged once."""
        values = np.empty(len(self._platforms))
        for group, places in self._groups(looked_at).items():
            key = criterion.id, group, *_counting(group, answers)
            if key not in self._known:
                self._known[key] = np.array([self._value(criterion, place, answers) for place in places])
            values[places] = self._known[key]
        return values

    def _groups(self, looked_at: tuple[str, ...]) -> dict[Form | SkillNeeded | None, list[int]]:
        """Places of the platforms by what decides which answers count for them: their form, or the skill they need."""
        if looked_at not in self._grouped:
            grouped: dict[Form | SkillNeeded | None, list[int]] = {}
            for place, platform in enumerate(self._platforms):
                terms = platform.terms(self._day)
                by = terms.skill_needed or SkillNeeded.NONE if "team" in looked_at else form_of(terms)
                grouped.setdefault(by, []).append(place)
            self._grouped[looked_at] = grouped
        return self._grouped[looked_at]

    def _value(self, criterion: Criterion, place: int, answers: Mapping[str, Any]) -> float:
        measuring = Measuring(
            knowledge=self._knowledge,
            platform=self._platforms[place],
            topology=self._topologies[place],
            day=self._day,
            wanted=(),
            **answers,
        )
        return judge_by(criterion, measuring).value


def _counting(group: Form | SkillNeeded | None, answers: Mapping[str, Any]) -> tuple[Any, ...]:
    """Of the answers that may be drawn, those that count for platforms of one form, or that need one skill."""
    if isinstance(group, Form):
        return (behind_best(answers["strengths"], group),)
    team: Team | None = answers["team"]
    if group is None or team is None:
        return ()
    skills = {SkillNeeded.KUBERNETES: team.k8s_skill, SkillNeeded.DOCKER: team.docker_skill}
    return team.ops, skills.get(group)
