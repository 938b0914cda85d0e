"""Capabilities that count in a scenario: those the architect names, and those that rules infer from other answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.expressions import Truth
from advisor.knowledge import Knowledge
from advisor.rules import Finding
from advisor.scenario import Scenario

WEIGHT_OF_A_MUST = 4.0
"""Weight of a capability that the architect names as a must: as much as the strongest wish that a rule adds."""


@dataclass(frozen=True)
class Wish:
    """One reason why a capability counts, with the weight that it adds.

    `named` is the word of `field` by which the architect asks for it; without one a rule infers it from `answers`. They
    are empty for a rule that always applies.
    """

    term: str
    weight: float
    rule: str
    answers: str
    field: str = ""
    named: str = ""


def wanted_capabilities(findings: tuple[Finding, ...], knowledge: Knowledge, scenario: Scenario) -> dict[str, float]:
    """Weight of every capability that a rule wants: what `weigh` rules add, and 1 for each one required."""
    wanted: dict[str, float] = {}
    for name, weight, _, _ in _wanted(findings, knowledge, scenario):
        wanted[name] = wanted.get(name, 0.0) + weight
    return {name: weight for name, weight in sorted(wanted.items()) if weight > 0}


def chief_wishes(findings: tuple[Finding, ...], knowledge: Knowledge, scenario: Scenario) -> dict[str, Wish]:
    """Why each capability counts that does: what the architect names, else the answers that weigh most for it."""
    counting = wanted_capabilities(findings, knowledge, scenario)
    chief: dict[str, Wish] = {}
    for name, weight, finding, tag in _wanted(findings, knowledge, scenario):
        if weight <= 0 or name not in counting:
            continue
        field = finding.rule.effect.require_each or "" if tag else ""
        wish = Wish(name, weight, finding.rule.id, finding.because, field, tag)
        if name not in chief or _place(wish) < _place(chief[name]):
            chief[name] = wish
    return chief


def _place(wish: Wish) -> tuple[bool, bool, float, str]:
    return not wish.named, not wish.answers, -wish.weight, wish.rule


def _wanted(
    findings: tuple[Finding, ...], knowledge: Knowledge, scenario: Scenario
) -> Iterator[tuple[str, float, Finding, str]]:
    """Every capability that a finding wants, with the weight, and the word that asks for it where one does."""
    for finding in findings:
        if finding.truth is not Truth.HOLDS:
            continue
        effect = finding.rule.effect
        for name, weight in (effect.weigh or {}).items():
            if knowledge.is_capability(name):
                yield name, weight, finding, ""
        for name in effect.require or {}:
            term = knowledge.vocabulary[name]
            if knowledge.is_capability(name) and term.theme != "place" and not term.derived:
                yield name, 1.0, finding, ""
        for tag in (getattr(scenario, effect.require_each, None) if effect.require_each else None) or ():
            demanded = knowledge.term_for_tag(tag)
            if demanded is not None:
                yield demanded, WEIGHT_OF_A_MUST, finding, tag
