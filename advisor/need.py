"""Question 1: is an orchestrator needed at all, or a service that hides one, or neither?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from advisor.expressions import Truth
from advisor.forms import FormVerdict, judge_forms, with_finding
from advisor.knowledge import Axis, Form, Knowledge, Thresholds
from advisor.rules import Finding, apply_rules
from advisor.scenario import Scenario


class Need(StrEnum):
    """Whether an orchestrator is needed."""

    YES = "yes"
    NO = "no"
    MANAGED = "managed"
    EITHER = "either"


BOXES = (Form.ONE_BOX, Form.SEVERAL_BOXES)
ORCHESTRATORS = (Form.MANAGED, Form.OWN)


@dataclass(frozen=True)
class Verdict:
    """Whether an orchestrator is needed, and which form answers best, with the findings behind both."""

    need: Need
    forms: FormVerdict
    """How strong each form is, by the same findings."""
    points: float
    """Points for an orchestrator less those against one. The findings below stand strongest first."""
    for_it: tuple[Finding, ...]
    against_it: tuple[Finding, ...]
    for_managed: tuple[Finding, ...]
    for_machines: tuple[Finding, ...]
    for_own: tuple[Finding, ...]
    undecided: tuple[Finding, ...]
    tipping: tuple[Finding, ...]
    """Those of the undecided that would change the verdict or the strongest form if they fired alone."""
    limits: Thresholds


def judge_need(scenario: Scenario, findings: tuple[Finding, ...], knowledge: Knowledge) -> Verdict:
    """The verdict on question 1, and the form that answers best.

    None is needed where the points against one reach the limit of the knowledge base, or where plain machines are the
    strongest form. Else the strongest form answers; an orchestrator that leads, or stands behind, by less than
    `either_within` points may be there or not.
    """
    limits = knowledge.criteria.need
    forms = judge_forms(scenario, findings, knowledge)
    fired = tuple(f for f in findings if f.truth is Truth.HOLDS)
    points = sum(_points(f, Axis.ORCHESTRATOR) for f in fired)
    need = _need(points, dict(forms.strengths), limits)
    undecided = tuple(f for f in findings if f.truth is Truth.UNDECIDED and set(Axis) & set(f.rule.effect.weigh or ()))
    return Verdict(
        need=need,
        forms=forms,
        points=points,
        for_it=_for(fired, Axis.ORCHESTRATOR),
        against_it=_strongest_first((f for f in fired if _points(f, Axis.ORCHESTRATOR) < 0), Axis.ORCHESTRATOR),
        for_managed=_for(fired, Axis.MANAGED),
        for_machines=_for(fired, Axis.MACHINES),
        for_own=_for(fired, Axis.OWN),
        undecided=undecided,
        tipping=tuple(f for f in undecided if _tips(f, forms, points, need, knowledge)),
        limits=limits,
    )


def _for(fired: tuple[Finding, ...], axis: Axis) -> tuple[Finding, ...]:
    return _strongest_first((finding for finding in fired if _points(finding, axis) > 0), axis)


def _strongest_first(findings: Iterable[Finding], axis: Axis) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: (-abs(_points(finding, axis)), finding.rule.id)))


def _points(finding: Finding, axis: Axis) -> float:
    return (finding.rule.effect.weigh or {}).get(axis.value, 0.0)


def _tips(finding: Finding, forms: FormVerdict, points: float, need: Need, knowledge: Knowledge) -> bool:
    moved = with_finding(forms, finding, knowledge)
    then = _need(points + _points(finding, Axis.ORCHESTRATOR), dict(moved), knowledge.criteria.need)
    return then is not need or moved[0][0] is not forms.best


def _need(points: float, strengths: Mapping[Form, float], limits: Thresholds) -> Need:
    if points <= limits.no_up_to:
        return Need.NO
    orchestrator = max(strengths[form] for form in ORCHESTRATORS)
    without = max(strengths[form] for form in (*BOXES, Form.HIDDEN))
    if abs(orchestrator - without) < limits.either_within:
        return Need.EITHER
    if orchestrator > without:
        return Need.YES
    return Need.MANAGED if strengths[Form.HIDDEN] == without else Need.NO


def verdict_on(scenario: Scenario, knowledge: Knowledge) -> Verdict:
    """Whether the scenario needs an orchestrator: yes, no, managed (hidden in a service) or either.

    Parameters:
        scenario: what is asked.
        knowledge: rules and thresholds; those of the scenario's day are taken.

    >>> from advisor import load_knowledge, load_scenario
    >>> blog = load_scenario({"name": "blog", "scale": {"services": 2}, "team": {"ops": 0}, "cost": "low"})
    >>> shop = load_scenario({"name": "shop", "scale": {"services": 60, "containers": 400}})
    >>> verdict_on(blog, load_knowledge()).need.value, verdict_on(shop, load_knowledge()).need.value
    ('no', 'yes')
    """
    return judge_need(scenario, apply_rules(scenario, knowledge), knowledge)
