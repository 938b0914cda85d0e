"""Scenario + rules -> findings; and question 1 of the talk: is an orchestrator needed at all?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from advisor.expressions import Truth
from advisor.knowledge import Knowledge, Rule, Thresholds
from advisor.scenario import COUNTED, Scenario, count_demand, flat_values

NEED_ORCHESTRATOR = "need_orchestrator"
NEED_MANAGED = "need_managed"


@dataclass(frozen=True)
class Finding:
    """A rule that fired, or that cannot be decided yet, and the scenario values it read (None: unanswered)."""

    rule: Rule
    truth: Truth
    read: tuple[tuple[str, Any], ...]

    @property
    def because(self) -> str:
        """The answers that made it fire, in words; empty for a rule that always applies."""
        return ", ".join(f"{name} = {_shown(value)}" for name, value in self.read if value is not None)

    @property
    def missing(self) -> tuple[str, ...]:
        """The unanswered fields it waits for."""
        return tuple(name for name, value in self.read if value is None)


class Need(StrEnum):
    """Whether an orchestrator is needed."""

    YES = "yes"
    NO = "no"
    MANAGED = "managed"
    EITHER = "either"


@dataclass(frozen=True)
class Verdict:
    """Whether an orchestrator is needed: points for and against, the findings behind them, and the threshold."""

    need: Need
    points: float
    managed_points: float
    for_it: tuple[Finding, ...]
    against_it: tuple[Finding, ...]
    for_managed: tuple[Finding, ...]
    undecided: tuple[Finding, ...]
    tipping: tuple[Finding, ...]
    """Those of the undecided that would change the verdict if they fired alone."""
    limits: Thresholds
    given_away: bool = False
    """No orchestrator is needed, and the points for leaving the rest to a vendor pass their threshold."""
    in_sight: bool = False
    """An orchestrator is needed, and more speaks against a service that hides it than for one."""

    @property
    def word(self) -> str:
        """The answer in a word: `given_away` or `in_sight` where that holds, else the need."""
        return "given_away" if self.given_away else "in_sight" if self.in_sight else self.need.value


def scenario_values(scenario: Scenario) -> dict[str, Any]:
    """Every scenario field and counted fact that rules may read, by dotted name; None where unanswered."""
    return flat_values(scenario, count_demand(scenario))


def apply_rules(scenario: Scenario, knowledge: Knowledge) -> tuple[Finding, ...]:
    """The rules that fire and those that stay undecided, in the order of their ids.

    Rules that fail, and those that hold from a later day than the one asked about, are left out.
    """
    values = scenario_values(scenario)
    judged = (_judge(rule, values) for rule in _in_force(scenario, knowledge))
    return tuple(finding for finding in judged if finding is not None)


class IncrementalRules:
    """The rules, for scenarios that differ in a few answers from a first one: what they do not touch stays found."""

    def __init__(self, scenario: Scenario, knowledge: Knowledge) -> None:
        self._knowledge, self._scenario, self._demand = knowledge, scenario, count_demand(scenario)
        self.values = flat_values(scenario, self._demand)
        """What scenario_values says of the first scenario."""
        self._found = {rule.id: _judge(rule, self.values) for rule in knowledge.rules}

    def values_of(self, scenario: Scenario) -> dict[str, Any]:
        """Like scenario_values; what the first scenario's services come to is not counted again."""
        alike = all(getattr(scenario, name) == getattr(self._scenario, name) for name in COUNTED)
        return flat_values(scenario, self._demand if alike else count_demand(scenario))

    def apply(self, scenario: Scenario, values: Mapping[str, Any]) -> tuple[Finding, ...]:
        """Like apply_rules, for the values of the scenario already at hand."""
        names = values.keys() | self.values.keys()
        touched = {name for name in names if values.get(name) != self.values.get(name)}
        judged = (
            self._found[rule.id] if touched.isdisjoint(rule.condition.names) else _judge(rule, values)
            for rule in _in_force(scenario, self._knowledge)
        )
        return tuple(finding for finding in judged if finding is not None)


def _in_force(scenario: Scenario, knowledge: Knowledge) -> Iterator[Rule]:
    day = scenario.as_of or knowledge.newest_source_day
    return (rule for rule in knowledge.rules if rule.since is None or rule.since <= day)


def _judge(rule: Rule, values: Mapping[str, Any]) -> Finding | None:
    """What a rule found; None when it fails."""
    outcome = rule.condition.evaluate(values)
    return None if outcome.truth is Truth.FAILS else Finding(rule, outcome.truth, outcome.read)


def judge_need(findings: tuple[Finding, ...], knowledge: Knowledge) -> Verdict:
    """The verdict on question 1: the points of the need rules against the thresholds of the knowledge base."""
    limits = knowledge.criteria.need
    fired = [(f, f.rule.effect.weigh or {}) for f in findings if f.truth is Truth.HOLDS]
    points = sum(weigh.get(NEED_ORCHESTRATOR, 0.0) for _, weigh in fired)
    managed = sum(weigh.get(NEED_MANAGED, 0.0) for _, weigh in fired)
    need = _need(points, managed, limits)
    axes = {NEED_ORCHESTRATOR, NEED_MANAGED}
    undecided = tuple(f for f in findings if f.truth is Truth.UNDECIDED and axes & set(f.rule.effect.weigh or ()))
    moved = {f.rule.id: f.rule.effect.weigh or {} for f in undecided}
    return Verdict(
        need=need,
        given_away=need is Need.NO and managed >= limits.managed_from,
        in_sight=need is Need.YES and managed < 0,
        points=points,
        managed_points=managed,
        for_it=tuple(f for f, weigh in fired if weigh.get(NEED_ORCHESTRATOR, 0.0) > 0),
        against_it=tuple(f for f, weigh in fired if weigh.get(NEED_ORCHESTRATOR, 0.0) < 0),
        for_managed=tuple(f for f, weigh in fired if weigh.get(NEED_MANAGED, 0.0) > 0),
        undecided=undecided,
        tipping=tuple(
            f
            for f in undecided
            if need
            is not _need(
                points + moved[f.rule.id].get(NEED_ORCHESTRATOR, 0.0),
                managed + moved[f.rule.id].get(NEED_MANAGED, 0.0),
                limits,
            )
        ),
        limits=limits,
    )


def _need(points: float, managed: float, limits: Thresholds) -> Need:
    if points <= limits.no_up_to:
        return Need.NO
    if managed >= limits.managed_from:
        return Need.MANAGED
    return Need.YES if points >= limits.yes_from else Need.EITHER


def needs_platform(scenario: Scenario, knowledge: Knowledge) -> Verdict:
    """Whether the scenario needs an orchestrator: yes, no, managed (hidden in a service) or either.

    Parameters:
        scenario: what is asked.
        knowledge: rules and thresholds; those of the scenario's day are taken.

    >>> from advisor import load_knowledge, load_scenario
    >>> blog = load_scenario({"name": "blog", "scale": {"services": 2}, "team": {"ops": 0}, "cost": "low"})
    >>> shop = load_scenario({"name": "shop", "scale": {"services": 60, "containers": 400}})
    >>> needs_platform(blog, load_knowledge()).need.value, needs_platform(shop, load_knowledge()).need.value
    ('no', 'yes')
    """
    return judge_need(apply_rules(scenario, knowledge), knowledge)


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(str(entry) for entry in value) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)
