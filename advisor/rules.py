"""Scenario + rules -> findings: the rules that fire, and those that wait for an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from advisor.expressions import Truth
from advisor.knowledge import Knowledge, Rule
from advisor.scenario import COUNTED, Demand, Scenario, count_demand, flat_values


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


def scenario_values(scenario: Scenario, knowledge: Knowledge, demand: Demand | None = None) -> dict[str, Any]:
    """Every scenario field and counted fact that rules may read, by dotted name; None where unanswered.

    Words of compliance stand in the one spelling that rules know. `demand` is what the services come to, where that is
    counted already.
    """
    values = flat_values(scenario, count_demand(scenario) if demand is None else demand)
    if scenario.compliance is not None:
        values["compliance"] = tuple(map(knowledge.framework_word, scenario.compliance))
    return values


def apply_rules(scenario: Scenario, knowledge: Knowledge) -> tuple[Finding, ...]:
    """The rules that fire and those that stay undecided, in the order of their ids.

    Rules that fail, and those that do not hold on the day asked about, are left out.
    """
    values = scenario_values(scenario, knowledge)
    judged = (_judge(rule, values) for rule in _in_force(scenario, knowledge))
    return tuple(finding for finding in judged if finding is not None)


class IncrementalRules:
    """The rules, for scenarios that differ in a few answers from a first one: what they do not touch stays found."""

    def __init__(self, scenario: Scenario, knowledge: Knowledge) -> None:
        self._knowledge, self._scenario, self._demand = knowledge, scenario, count_demand(scenario)
        self.values = scenario_values(scenario, knowledge, self._demand)
        """What scenario_values says of the first scenario."""
        self._found = {rule.id: _judge(rule, self.values) for rule in knowledge.rules}
        self._reads = tuple((rule, tuple(rule.condition.names)) for rule in _in_force(scenario, knowledge))
        self._again: dict[tuple[str, tuple[Any, ...]], Finding | None] = {}

    def values_of(self, scenario: Scenario) -> dict[str, Any]:
        """Like scenario_values; what the first scenario's services come to is not counted again."""
        alike = all(getattr(scenario, name) == getattr(self._scenario, name) for name in COUNTED)
        return scenario_values(scenario, self._knowledge, self._demand if alike else None)

    def apply(self, scenario: Scenario, values: Mapping[str, Any]) -> tuple[Finding, ...]:
        """Like apply_rules, for the values of the scenario already at hand."""
        names = values.keys() | self.values.keys()
        touched = {name for name in names if values.get(name) != self.values.get(name)}
        same_day = scenario.as_of == self._scenario.as_of
        reads = (
            self._reads if same_day else [(r, tuple(r.condition.names)) for r in _in_force(scenario, self._knowledge)]
        )
        found = []
        for rule, read in reads:
            if touched.isdisjoint(read):
                finding = self._found[rule.id]
            else:  # looked up where the values that it reads were there before
                key = rule.id, tuple(map(values.get, read))
                finding = self._again[key] if key in self._again else self._again.setdefault(key, _judge(rule, values))
            if finding is not None:
                found.append(finding)
        return tuple(found)


def _in_force(scenario: Scenario, knowledge: Knowledge) -> Iterator[Rule]:
    day = scenario.as_of or knowledge.newest_source_day
    return (
        rule
        for rule in knowledge.rules
        if (rule.since is None or rule.since <= day) and (rule.until is None or day <= rule.until)
    )


def _judge(rule: Rule, values: Mapping[str, Any]) -> Finding | None:
    """What a rule found; None when it fails."""
    outcome = rule.condition.evaluate(values)
    return None if outcome.truth is Truth.FAILS else Finding(rule, outcome.truth, outcome.read)


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(str(entry) for entry in value) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)
