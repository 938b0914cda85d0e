"""Criteria, value functions, weights, ranking: an additive score whose parts add up.

score = sum over criteria of weight x value, weights summing to 1, values from fixed global scales (never from the
platforms that happen to be compared), so dropping a losing platform cannot change the winner
(additive value model: Keeney and Raiffa, Decisions with Multiple Objectives, 1976).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from advisor.expressions import Truth
from advisor.forms import Strengths
from advisor.knowledge import Criterion, Knowledge
from advisor.need import Verdict, judge_need
from advisor.rules import Finding, apply_rules
from advisor.scenario import Scenario
from advisor.scoring.budget import BudgetOrder
from advisor.scoring.measures import MEASURES, NOT_SIZED, Measure, Measuring
from advisor.scoring.value_functions import utility_of
from advisor.scoring.wishes import wanted_capabilities
from advisor.screening import day_asked
from advisor.sizing import Infeasible, Topology, reference_rests_on, reference_usd_per_month
from advisor.values import Note

SET_BACK_BY = 1.0
"""As much as a score can be."""
FIT = "fit"
"""The criterion that judges every wanted capability that no other one does."""


@dataclass(frozen=True)
class Part:
    """What one criterion adds to a score: weight x value, with the raw figure it comes from.

    `low` and `high` enclose `value` where a figure is not known; `raw` is then None.
    """

    criterion: str
    weight: float
    value: float
    low: float
    high: float
    raw: float | str | None
    unit: str
    why: Note
    source: str


@dataclass(frozen=True)
class Score:
    """A platform's parts; `total`, `low` and `high` are their weighted sums, between 0 and 1.

    `set_back`: it stands behind all that are not, whatever its total (see scoring/budget.py).
    """

    platform: str
    parts: tuple[Part, ...]
    set_back: bool = False

    @property
    def total(self) -> float:
        """Sum of weight x value."""
        return sum(part.weight * part.value for part in self.parts)

    @property
    def standing(self) -> float:
        """What the order goes by: the total, less 1 where it is set back."""
        return self.total - SET_BACK_BY if self.set_back else self.total

    @property
    def low(self) -> float:
        """The score when every unknown figure turns out at its worst."""
        return sum(part.weight * part.low for part in self.parts)

    @property
    def high(self) -> float:
        """The score when every unknown figure turns out at its best."""
        return sum(part.weight * part.high for part in self.parts)


@dataclass(frozen=True)
class Ranking:
    """Scores from best to worst (ties by platform id) and the weights they were made with.

    Those that are set back come after all others.
    """

    scores: tuple[Score, ...]
    weights: Mapping[str, float]

    @property
    def contenders(self) -> Ranking:
        """Those that are set back where the first is, or those that are not: among them scores and weights decide."""
        return replace(self, scores=tuple(s for s in self.scores if s.set_back == self.scores[0].set_back))

    def without(self, platforms: Collection[str]) -> Ranking:
        """The ranking without some platforms."""
        return replace(self, scores=tuple(score for score in self.scores if score.platform not in platforms))


@dataclass(frozen=True)
class WeightOrigin:
    """The points of one criterion, and where they come from: the architect's own, or the default with what moved it."""

    criterion: str
    points: float
    own: bool
    rules: tuple[str, ...]
    """Ids of the rules that moved the default."""


def weight_origins(findings: tuple[Finding, ...], knowledge: Knowledge, scenario: Scenario) -> tuple[WeightOrigin, ...]:
    """The points of every criterion, in the order of the knowledge base.

    The architect's own `priorities` (swing weights 0..100) replace the default of the criteria they name; `weigh`
    rules multiply what is left at its default.
    """
    own = scenario.priorities or {}
    weighing = [(f.rule.id, f.rule.effect.weigh) for f in findings if f.truth is Truth.HOLDS and f.rule.effect.weigh]
    origins = []
    for criterion in knowledge.criteria.criteria:
        if criterion.id in own:
            origins.append(WeightOrigin(criterion.id, own[criterion.id], True, ()))
            continue
        points = criterion.weight
        moving = [(rule, factors[criterion.id]) for rule, factors in weighing if criterion.id in factors]
        for _, factor in moving:
            points *= factor
        origins.append(WeightOrigin(criterion.id, points, False, tuple(rule for rule, _ in moving)))
    return tuple(origins)


def weights_of(findings: tuple[Finding, ...], knowledge: Knowledge, scenario: Scenario) -> dict[str, float]:
    """The weight of each criterion: its points divided by the sum of all."""
    points = {each.criterion: each.points for each in weight_origins(findings, knowledge, scenario)}
    total = sum(points.values())
    return {name: each / total for name, each in points.items()}


def rank(
    scenario: Scenario,
    topologies: Mapping[str, Topology | Infeasible] | list[Topology | Infeasible],
    knowledge: Knowledge,
) -> Ranking:
    """The platforms that could be sized, with their scores, best first; infeasible ones are passed over.

    Parameters:
        scenario: what is asked; its priorities are the weights.
        topologies: what `size` answered for each platform.
        knowledge: criteria, scales and claims.

    >>> from advisor import load_knowledge, load_scenario, size
    >>> knowledge = load_knowledge()
    >>> shop = load_scenario({"name": "shop", "as_of": "2026-08-01", "services": [
    ...     {"name": "web", "replicas": 1, "cpu": "500m", "memory": "1Gi"}]})
    >>> sized = [size(shop, knowledge.platforms[name], knowledge) for name in ("nomad", "docker-compose-single-vm")]
    >>> [score.platform for score in rank(shop, sized, knowledge).scores]
    ['docker-compose-single-vm', 'nomad']
    """
    findings = apply_rules(scenario, knowledge)
    sized = topologies.values() if isinstance(topologies, Mapping) else topologies
    found = {t.platform: t for t in sized if isinstance(t, Topology)}
    return rank_with(scenario, found, knowledge, findings, judge_need(scenario, findings, knowledge))


def rank_with(
    scenario: Scenario,
    topologies: Mapping[str, Topology],
    knowledge: Knowledge,
    findings: tuple[Finding, ...],
    verdict: Verdict,
) -> Ranking:
    """Like rank, for findings and a verdict already at hand."""
    return Scorer(knowledge).judge(scenario, findings, verdict.forms.strengths).rank(topologies)


class Scorer:
    """Judges platforms for scenarios that differ in a few answers.

    What a criterion made of a platform is kept, by the answers that its measure looks at, for the next scenario that
    does not differ there.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._judged: dict[Hashable, dict[Hashable, tuple[Topology | None, Part]]] = {}
        self._reference: tuple[tuple[Any, ...], float] = (), 0.0

    def judge(self, scenario: Scenario, findings: tuple[Finding, ...], strengths: Strengths) -> Judged:
        """The scores of one scenario, for findings and the strengths of forms already at hand."""
        knowledge = self._knowledge.placed_for(scenario)
        place = scenario.on_own_hardware, self._knowledge.clouds_meant(scenario.hosting)
        shares = wanted_by_criterion(wanted_capabilities(findings, knowledge, scenario), knowledge)
        answers: dict[str, Any] = {
            "team": scenario.team,
            "existing": knowledge.named_in_use(scenario.existing or ()),
            "strengths": strengths,
            "day": day_asked(scenario, knowledge),
            "reference_usd_per_month": self._reference_for(scenario),
        }
        columns = []
        for criterion in knowledge.criteria.criteria:
            looked_at = {**answers, "wanted": tuple(shares[criterion.id].items())}
            key = (
                criterion.id,
                place,
                answers["day"],
                *(looked_at[name] for name in MEASURES[criterion.measure].answers),
            )
            columns.append(_Column(criterion, looked_at, self._judged.setdefault(key, {})))
        budget = scenario.budget.usd_per_month if scenario.budget else None
        order = BudgetOrder(budget, strengths, answers["day"], knowledge)
        return Judged(knowledge, weights_of(findings, knowledge, scenario), tuple(columns), order)

    def _reference_for(self, scenario: Scenario) -> float:
        """The reference bill, worked out anew where what it rests on differs from the scenario before."""
        rests_on = reference_rests_on(scenario)
        if rests_on != self._reference[0]:
            self._reference = rests_on, reference_usd_per_month(scenario, self._knowledge)
        return self._reference[1]


@dataclass(frozen=True)
class _Column:
    """A criterion, the answers it looks at, and what it has made of platforms with these answers.

    What it made of a topology is kept beside the topology, which keeps its id from being given to another one.
    """

    criterion: Criterion
    answers: Mapping[str, Any]
    known: dict[Hashable, tuple[Topology | None, Part]]

    @property
    def measure(self) -> Measure:
        """How it is measured."""
        return MEASURES[self.criterion.measure]

    def part(self, platform: str, topology: Topology | None, knowledge: Knowledge) -> Part:
        """What the criterion makes of a platform, at a weight of 1; without a topology, of the least to be run."""
        key = (platform, id(topology)) if self.measure.topology or self.measure.effort else platform
        if key not in self.known:
            its, seen = knowledge.platforms[platform], topology or NOT_SIZED
            measuring = Measuring(knowledge=knowledge, platform=its, topology=seen, **self.answers)
            self.known[key] = topology, judge_by(self.criterion, measuring)
        return self.known[key][1]


class Judged:
    """What the criteria make of platforms in one scenario, and the weight of each."""

    def __init__(
        self, knowledge: Knowledge, weights: Mapping[str, float], columns: tuple[_Column, ...], order: BudgetOrder
    ) -> None:
        self._knowledge, self.weights, self._columns, self._order = knowledge, weights, columns, order
        self._by_sizes = tuple(column for column in columns if column.measure.topology or column.measure.effort)
        self._others = tuple(column for column in columns if not (column.measure.topology or column.measure.effort))
        self._whatever_sizes: dict[str, float] = {}

    def rank(self, topologies: Mapping[str, Topology]) -> Ranking:
        """The ranking of sized platforms."""
        scores = [self._score(platform, topology) for platform, topology in topologies.items()]
        scores.sort(key=lambda score: (-round(score.standing, 12), score.platform))
        return Ranking(tuple(scores), self.weights)

    def _score(self, platform: str, topology: Topology) -> Score:
        parts = (column.part(platform, topology, self._knowledge) for column in self._columns)
        weighed = tuple(replace(part, weight=self.weights[part.criterion]) for part in parts)
        return Score(platform, weighed, self._order.sets_back(platform, topology))

    def total(self, platform: str, topology: Topology) -> float:
        """What a platform stands by: the total of its score, less 1 where it is set back."""
        parts = [column.part(platform, topology, self._knowledge) for column in self._by_sizes]
        back = SET_BACK_BY if self._order.sets_back(platform, topology) else 0.0
        return self._total_whatever_sizes(platform) + sum(self.weights[p.criterion] * p.value for p in parts) - back

    def most(self, platform: str) -> float:
        """The most that the total of a platform can be that is not sized: no costs, and the least to be run."""
        unsized = (
            self.weights[column.criterion.id]
            * (1.0 if column.measure.topology else column.part(platform, None, self._knowledge).value)
            for column in self._by_sizes
        )
        return self._total_whatever_sizes(platform) + sum(unsized)

    def _total_whatever_sizes(self, platform: str) -> float:
        """What the criteria add up to that look at no sizes."""
        if platform not in self._whatever_sizes:
            parts = (column.part(platform, None, self._knowledge) for column in self._others)
            self._whatever_sizes[platform] = sum(self.weights[part.criterion] * part.value for part in parts)
        return self._whatever_sizes[platform]


def wanted_by_criterion(wanted: Mapping[str, float], knowledge: Knowledge) -> dict[str, dict[str, float]]:
    """The wanted capabilities that each criterion judges: every one of them counts in one criterion only."""
    shares: dict[str, dict[str, float]] = {criterion.id: {} for criterion in knowledge.criteria.criteria}
    for term, weight in wanted.items():
        shares[knowledge.judged_by(term) or FIT][term] = weight
    return shares


def judge_by(criterion: Criterion, measuring: Measuring) -> Part:
    """The part of a criterion at a weight of 1."""
    measured = MEASURES[criterion.measure].of(measuring)
    if measured.raw is not None:
        value = low = high = utility_of(criterion, measured.raw)
    else:
        low, high = sorted((utility_of(criterion, measured.worst), utility_of(criterion, measured.best)))
        value = low if measured.at_worst else (low + high) / 2
    return Part(
        criterion.id,
        1.0,
        value,
        low,
        high,
        measured.raw,
        criterion.unit,
        measured.why,
        measured.source or criterion.source,
    )
