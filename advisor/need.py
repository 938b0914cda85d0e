"""Question 1: is an orchestrator needed at all, or a service that hides one, or neither?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from advisor.expressions import Truth
from advisor.forms import FormVerdict, Strengths, judge_forms, open_forms, with_finding
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
    open_forms: frozenset[Form]
    """The forms in which some platform meets everything that is required; all of them where none does."""

    @property
    def standing(self) -> Strengths:
        """The forms that some platform can fill, with their points, best first."""
        return _standing(self.forms.strengths, self.open_forms)

    @property
    def best(self) -> Form:
        """The strongest form that some platform can fill."""
        return self.standing[0][0]

    @property
    def margin(self) -> float:
        """Points by which it leads the next one that some platform can fill; over all forms where there is no other."""
        standing = self.standing
        return standing[0][1] - standing[1][1] if len(standing) > 1 else self.forms.margin


def judge_need(
    scenario: Scenario,
    findings: tuple[Finding, ...],
    knowledge: Knowledge,
    fillable: frozenset[Form] | None = None,
) -> Verdict:
    """The verdict on question 1, and the form that answers best.

    None is needed where the points against one reach the limit of the knowledge base, or where plain machines are the
    strongest form. Else the strongest form answers; an orchestrator that leads, or stands behind, by less than
    `either_within` points may be there or not. A form in which no platform meets what is required is no answer.

    Parameters:
        scenario: what is asked.
        findings: what the rules said of it.
        knowledge: platforms, thresholds and strengths.
        fillable: the forms that some platform can fill, where that is known already.
    """
    limits = knowledge.criteria.need
    forms = judge_forms(scenario, findings, knowledge)
    if fillable is None:
        fillable = open_forms(scenario, findings, knowledge)
    fired = tuple(f for f in findings if f.truth is Truth.HOLDS)
    points = sum(_points(f, Axis.ORCHESTRATOR) for f in fired)
    need = _need(points, _standing(forms.strengths, fillable), limits)
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
        tipping=tuple(f for f in undecided if _tips(f, forms, points, need, fillable, knowledge)),
        limits=limits,
        open_forms=fillable,
    )


def _for(fired: tuple[Finding, ...], axis: Axis) -> tuple[Finding, ...]:
    return _strongest_first((finding for finding in fired if _points(finding, axis) > 0), axis)


def _strongest_first(findings: Iterable[Finding], axis: Axis) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: (-abs(_points(finding, axis)), finding.rule.id)))


def _points(finding: Finding, axis: Axis) -> float:
    return (finding.rule.effect.weigh or {}).get(axis.value, 0.0)


def _tips(
    finding: Finding, forms: FormVerdict, points: float, need: Need, fillable: frozenset[Form], knowledge: Knowledge
) -> bool:
    moved = _standing(with_finding(forms, finding, knowledge), fillable)
    then = _need(points + _points(finding, Axis.ORCHESTRATOR), moved, knowledge.criteria.need)
    return then is not need or moved[0][0] is not _standing(forms.strengths, fillable)[0][0]


def _standing(strengths: Strengths, fillable: frozenset[Form]) -> Strengths:
    return tuple(each for each in strengths if each[0] in fillable)


def _need(points: float, standing: Strengths, limits: Thresholds) -> Need:
    strengths = dict(standing)
    if points <= limits.no_up_to and any(form in strengths for form in (*BOXES, Form.HIDDEN)):
        return Need.NO
    out = float("-inf")
    orchestrator = max(strengths.get(form, out) for form in ORCHESTRATORS)
    without = max(strengths.get(form, out) for form in (*BOXES, Form.HIDDEN))
    if abs(orchestrator - without) < limits.either_within:
        return Need.EITHER
    if orchestrator > without:
        return Need.YES
    return Need.MANAGED if strengths.get(Form.HIDDEN) == without else Need.NO


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
