"""What is only judged: does the winner stand where levels and hours of our own judgement are moved by a step?

A step is one level, or a third of the hours and days of the tasks that a platform leaves to the team. Each judgement is
moved alone, and then all of one platform together: those of the winner to its harm, those of a rival in its favour. The
other directions change nothing. What is judged besides (scales and weights of the criteria) is the matter of the
weights.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from advisor.expressions import Truth
from advisor.forms import Strengths
from advisor.knowledge import OUR_JUDGEMENT, Hours, Knowledge, OperatingTask, Platform, TermKind, Terms
from advisor.rules import Finding, scenario_values
from advisor.scenario import Scenario
from advisor.scoring import Part, Ranking, Score, judge_by, wanted_by_criterion, wanted_capabilities
from advisor.scoring.measures import HIGHEST_LEVEL, MEASURES, Measuring, measure_levels
from advisor.screening import day_asked, requirements_of
from advisor.sizing import Topology, reference_usd_per_month
from advisor.sizing.operating_effort import OperatingEffort

EFFORT = Terms.tasks_left.term
"""Stands for all hours and days of the tasks left that are our judgement."""
THIRD = 1 / 3
READS: Mapping[str, tuple[str, ...]] = {
    "portability_level": (Terms.portability.term,),
    "adoption_level": (Terms.adoption.term, Terms.talent.term),
    "years_to_count_on": (Terms.backing.term,),
    "form_behind": (Terms.orchestration.term,),
    "headroom": (Terms.max_nodes.term,),
    "people_short": (EFFORT,),
    "days_to_start": (EFFORT,),
}
"""The terms that each measure looks up by itself; the others look at the capabilities wanted, at bills, or at the
formats of what is in use."""


@dataclass(frozen=True)
class JudgedClaim:
    """A judgement of one platform which, moved by a step, puts another platform first.

    `value` and `becomes` are levels; for tasks left to the team they are factors of hours. `ruled_out`: the winner then
    lacks what is asked for. `first` is None where nobody is left.
    """

    platform: str
    term: str
    value: float
    becomes: float
    first: str | None
    ruled_out: bool


@dataclass(frozen=True)
class Judgement:
    """How far the first place rests on judgement.

    `share_of_score` is the share of the winner's score that comes from judged claims, `tried` how many judgements were
    moved, `alone` those of them that change the first place, `together` the platforms of which all judgements moved at
    once do, each with who is first then.
    """

    share_of_score: float
    tried: int
    alone: tuple[JudgedClaim, ...]
    together: tuple[tuple[str, str], ...]

    @property
    def withstands(self) -> int:
        """What the first place withstands: 0 not every single judgement moved, 1 that, 2 all of one platform too."""
        if self.alone:
            return 0
        return 1 if self.together else 2


@dataclass(frozen=True)
class JudgedQuestion:
    """What was asked and found, as far as platforms are judged by it."""

    scenario: Scenario
    findings: tuple[Finding, ...]
    strengths: Strengths
    topologies: Mapping[str, Topology]
    knowledge: Knowledge

    def service_of(self, platform: str) -> str:
        """The platform whose service one is: itself, or the one of which it is a mode."""
        return self.knowledge.service_of(platform, day_asked(self.scenario, self.knowledge))


def judgement_of(asked: JudgedQuestion, ranking: Ranking) -> Judgement:
    """What moved judgements would do to the first place of a ranking, which holds one platform at least.

    That another mode of the winner's service comes first changes nothing: its first place is that of the service.
    """
    moves = _Moves(asked, ranking)
    winner, rivals = ranking.scores[0], ranking.scores[1:]
    ours = asked.service_of(winner.platform)
    alone, together, tried = [], [], 0
    for score in ranking.scores:
        step = -1 if score is winner else 1
        judged = moves.judged_terms(score.platform)
        tried += len(judged)
        alone += moves.ruling_out(score.platform, judged) if score is winner else []
        first = moves.first_with(score, judged, step)
        if asked.service_of(first) == ours:
            continue
        together.append((score.platform, first))
        for term in judged:
            first = moves.first_with(score, (term,), step)
            if asked.service_of(first) != ours:
                alone.append(moves.claim(score.platform, term, step, first))
    runner_up = rivals[0].platform if rivals else None  # another mode may be it: it has other levels
    named = tuple(replace(claim, first=runner_up) if claim.ruled_out else claim for claim in alone)
    return Judgement(moves.share_of(winner), tried, named, tuple(together))


class _Moves:
    """The scores of platforms whose judgements are moved; only the criteria that read them are judged again."""

    def __init__(self, asked: JudgedQuestion, ranking: Ranking) -> None:
        self._knowledge, self._topologies, self._ranking = asked.knowledge, asked.topologies, ranking
        self._day = day_asked(asked.scenario, asked.knowledge)
        wanted = wanted_capabilities(asked.findings, asked.knowledge, asked.scenario)
        self._wanted = wanted_by_criterion(wanted, asked.knowledge)
        self._answers: dict[str, Any] = {
            "team": asked.scenario.team,
            "existing": asked.knowledge.named_in_use(asked.scenario.existing or ()),
            "strengths": asked.strengths,
            "reference_usd_per_month": reference_usd_per_month(asked.scenario, asked.knowledge),
        }
        held = (finding for finding in asked.findings if finding.truth is Truth.HOLDS)
        required = requirements_of(scenario_values(asked.scenario, asked.knowledge), asked.knowledge, held)
        self._least: dict[str, float] = {}
        for each in required:
            self._least[each.term] = max(each.wanted, self._least.get(each.term, 0.0))

    def _terms_of(self, criterion_id: str) -> tuple[str, ...]:
        criterion = next(each for each in self._knowledge.criteria.criteria if each.id == criterion_id)
        if MEASURES[criterion.measure].of is measure_levels:
            return tuple(self._wanted[criterion_id])
        return READS.get(criterion.measure, ())

    def judged_terms(self, platform: str) -> tuple[str, ...]:
        """The terms of a platform that count in its score, can be moved, and are our own judgement."""
        counting = {term for criterion in self._knowledge.criteria.criteria for term in self._terms_of(criterion.id)}
        return tuple(
            term for term in sorted(counting) if self._is_judged(platform, term) and self._moves(platform, term)
        )

    def _moves(self, platform: str, term: str) -> bool:
        return term == EFFORT or self._is_level(term)

    def _is_level(self, term: str) -> bool:
        return self._knowledge.vocabulary[term].kind is TermKind.LEVEL

    def _is_judged(self, platform: str, term: str) -> bool:
        if term == EFFORT:
            effort = self._topologies[platform].bill.effort
            return effort is not None and any(task.source == OUR_JUDGEMENT for _, task in effort.left)
        claim = self._knowledge.platforms[platform].claim(term, self._day)
        return claim is not None and claim.source == OUR_JUDGEMENT

    def ruling_out(self, platform: str, terms: Iterable[str]) -> list[JudgedClaim]:
        """The levels which, one lower, no longer do for what is asked for."""
        low = (term for term in terms if self._level(platform, term, -1) < self._least.get(term, -1.0))
        return [self.claim(platform, term, -1, None, ruled_out=True) for term in low]

    def _level(self, platform: str, term: str, step: int) -> float:
        """A level after a step, within its scale; for the effort the factor of its hours."""
        if term == EFFORT:
            return 1.0 - step * THIRD
        level = int(self._knowledge.platforms[platform].value(term, self._day))
        return float(min(max(level + step, 0), HIGHEST_LEVEL))

    def claim(self, platform: str, term: str, step: int, first: str | None, *, ruled_out: bool = False) -> JudgedClaim:
        """A judgement that changes the first place."""
        was = self._level(platform, term, 0)
        return JudgedClaim(platform, term, was, self._level(platform, term, step), first, ruled_out)

    def first_with(self, score: Score, terms: tuple[str, ...], step: int) -> str:
        """Who is first where these judgements of one platform are moved; ties go by id."""
        totals = {one.platform: one.total for one in self._ranking.scores}
        totals[score.platform] = self._total_with(score, terms, step)
        return min(totals, key=lambda platform: (-round(totals[platform], 12), platform))

    def _total_with(self, score: Score, terms: tuple[str, ...], step: int) -> float:
        levels = {term: int(self._level(score.platform, term, step)) for term in terms if term != EFFORT}
        platform = _with_levels(self._knowledge.platforms[score.platform], levels, self._day)
        topology = self._topologies[score.platform]
        if EFFORT in terms:
            topology = _with_effort(topology, 1.0 - step * THIRD)
        total = 0.0
        for part in score.parts:
            value = part.value
            if not set(terms).isdisjoint(self._terms_of(part.criterion)):
                value = self._judged_again(part, platform, topology)
            total += part.weight * value
        return total

    def _judged_again(self, part: Part, platform: Platform, topology: Topology) -> float:
        criterion = next(each for each in self._knowledge.criteria.criteria if each.id == part.criterion)
        measuring = Measuring(
            knowledge=self._knowledge,
            platform=platform,
            topology=topology,
            wanted=tuple(self._wanted[criterion.id].items()),
            day=self._day,
            **self._answers,
        )
        return judge_by(criterion, measuring).value

    def share_of(self, score: Score) -> float:
        """The share of a score that comes from judged claims."""
        judged = sum(part.weight * part.value * self._judged_share(score.platform, part) for part in score.parts)
        return judged / score.total if score.total else 0.0

    def _judged_share(self, platform: str, part: Part) -> float:
        """The share of what a criterion read that is judged: of capabilities by what each of them adds."""
        terms = self._terms_of(part.criterion)
        if terms == (EFFORT,):
            effort = self._topologies[platform].bill.effort
            return 0.0 if effort is None else _judged_share_of(effort)
        weights = {term: self._wanted.get(part.criterion, {}).get(term, 1.0) for term in terms}
        claims = {term: self._knowledge.platforms[platform].claim(term, self._day) for term in terms}
        adds = {
            term: weights[term] * (float(claim.value) if self._is_level(term) else 1.0)
            for term, claim in claims.items()
            if claim is not None
        }
        judged = sum(added for term, added in adds.items() if self._is_judged(platform, term))
        return judged / sum(adds.values()) if sum(adds.values()) else 0.0


def _judged_share_of(effort: OperatingEffort) -> float:
    judged = sum(each.hours.base for each in effort.tasks if each.task.source == OUR_JUDGEMENT)
    return judged / effort.hours.base if effort.hours.base else 0.0


def _with_levels(platform: Platform, levels: Mapping[str, int], day: dt.date) -> Platform:
    """The platform with other levels on the day."""
    changed = {}
    for term, level in levels.items():
        claim = platform.claim(term, day)
        changed[term] = () if claim is None else (replace(claim, value=level),)
    return replace(platform, claims={**platform.claims, **changed}) if changed else platform


def _with_effort(topology: Topology, factor: float) -> Topology:
    """The topology with that many times the hours and days of the tasks that are judged."""
    effort = topology.bill.effort
    if effort is None:
        return topology
    left = tuple((name, _times(task, factor) if task.source == OUR_JUDGEMENT else task) for name, task in effort.left)
    return replace(topology, bill=replace(topology.bill, effort=replace(effort, left=left)))


def _times(task: OperatingTask, factor: float) -> OperatingTask:
    hours = task.hours_per_week
    longer = Hours.model_construct(low=hours.low * factor, base=hours.base * factor, high=hours.high * factor)
    return task.model_copy(update={"hours_per_week": longer, "setup_days": task.setup_days * factor})
