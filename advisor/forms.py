"""Findings -> the form in which the containers should run: who schedules them, and on what.

Each rule gives points on the borders between the forms (axes such as `need_orchestrator`); the knowledge base says how
the points of each border add up to the strength of a form. The strongest form answers the question first, and by how
much it leads is the margin. Platforms are chosen within a form afterwards.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from advisor.expressions import Truth
from advisor.knowledge import Agents, Axis, Form, Knowledge, Operator, Orchestration, Platform, SkillNeeded, Terms
from advisor.rules import Finding
from advisor.scenario import Scenario
from advisor.screening import claim_on, day_asked, screen_findings

_AXES = frozenset(axis.value for axis in Axis)

Strengths = tuple[tuple[Form, float], ...]
"""The forms with their points, best first."""


Points = Mapping[Axis, float]
"""Points on each border."""


@dataclass(frozen=True)
class FormVerdict:
    """The strength of each form in points, best first, with the points of the rules on each border."""

    strengths: Strengths
    points: tuple[tuple[Axis, float], ...]
    in_use: tuple[Form, ...]
    """Forms of platforms that are in use and on offer."""

    @property
    def margin(self) -> float:
        """Points by which the strongest form leads the next one."""
        return self.strengths[0][1] - self.strengths[1][1]


def behind_best(strengths: Strengths, form: Form) -> float:
    """Points by which a form stands behind the strongest one."""
    return strengths[0][1] - dict(strengths)[form]


def form_of(terms: Terms) -> Form | None:
    """The form of a platform by its claims; None where nobody says."""
    if terms.orchestration is None:
        return None
    if terms.orchestration is Orchestration.MANAGED:
        return Form.HIDDEN
    if terms.orchestration is Orchestration.ORCHESTRATOR:
        return Form.MANAGED if terms.operated_by is Operator.VENDOR else Form.OWN
    return Form.ONE_BOX if terms.agents is Agents.ONE_MACHINE else Form.SEVERAL_BOXES


def simplicity_place(form: Form | None) -> int:
    """The place of a form among all from the simplest on; where nobody says which it is, behind them."""
    return list(Form).index(form) if form is not None else len(Form)


def simplicity(form: Form | None, strengths: Strengths, knowledge: Knowledge) -> tuple[bool, int]:
    """The place of a form from the simplest on; those that answer much less well than the strongest come last."""
    behind = 0.0 if form is None else behind_best(strengths, form)
    return behind >= knowledge.criteria.forms.parted_from, simplicity_place(form)


def judge_forms(scenario: Scenario, findings: tuple[Finding, ...], knowledge: Knowledge) -> FormVerdict:
    """The strength of each form: the points of the rules that fired, and those for what is in use.

    The strength of a form is the sum over the borders of factor x points; where a border counts only against it
    (`loses`), points for it add nothing.
    """
    holding = (finding.rule.effect.weigh for finding in findings if finding.truth is Truth.HOLDS)
    fired = [weigh for weigh in holding if weigh and not _AXES.isdisjoint(weigh)]
    points = {axis: sum(weigh.get(axis.value, 0.0) for weigh in fired) for axis in Axis}
    in_use = _forms_in_use(scenario, knowledge)
    return FormVerdict(_strengths(points, in_use, knowledge), tuple(points.items()), in_use)


def open_forms(scenario: Scenario, findings: tuple[Finding, ...], knowledge: Knowledge) -> frozenset[Form]:
    """The forms in which some platform meets everything that is required; all forms where no platform does."""
    eligible = (each.platform for each in screen_findings(scenario, knowledge, findings) if each.eligible)
    return forms_of(eligible, day_asked(scenario, knowledge))


def forms_of(platforms: Iterable[Platform], day: dt.date) -> frozenset[Form]:
    """The forms of some platforms on a day; all forms where there is none, or nobody says which form one is."""
    found = {form_of(platform.terms(day)) for platform in platforms}
    return frozenset(Form) if not found or None in found else frozenset(form for form in found if form is not None)


def with_finding(forms: FormVerdict, finding: Finding, knowledge: Knowledge) -> Strengths:
    """The strengths if one more finding had fired."""
    return _strengths(_moved(forms, finding, 1), forms.in_use, knowledge)


def without_finding(forms: FormVerdict, finding: Finding, knowledge: Knowledge) -> Strengths:
    """The strengths if a finding that fired had not."""
    return _strengths(_moved(forms, finding, -1), forms.in_use, knowledge)


def _moved(forms: FormVerdict, finding: Finding, times: int) -> Points:
    weigh = finding.rule.effect.weigh or {}
    return {axis: total + times * weigh.get(axis.value, 0.0) for axis, total in forms.points}


def _strengths(points: Points, in_use: tuple[Form, ...], knowledge: Knowledge) -> Strengths:
    forms = knowledge.criteria.forms
    strengths = {
        form: strength.start
        + sum(factor * points[axis] for axis, factor in strength.points.items())
        + sum(min(0.0, factor * points[axis]) for axis, factor in strength.loses.items())
        + (forms.in_use if form in in_use else 0.0)
        for form, strength in forms.strengths.items()
    }
    order = {form: place for place, form in enumerate(Form)}
    return tuple(sorted(strengths.items(), key=lambda each: (-round(each[1], 9), order[each[0]])))


def _forms_in_use(scenario: Scenario, knowledge: Knowledge) -> tuple[Form, ...]:
    """The forms of what is in use and on offer; whoever runs one orchestrator has the skills for either kind."""
    day = day_asked(scenario, knowledge)
    found: set[Form] = set()
    for name in knowledge.named_in_use(scenario.existing or ()):
        platform, word = knowledge.platforms.get(name), knowledge.in_use.get(name)
        if platform is not None and _on_offer(platform, day, knowledge):
            form = form_of(platform.terms(day))
            found |= {form} if form is not None else set()
        elif word is not None and word.skill == SkillNeeded.KUBERNETES:
            found.add(Form.MANAGED if word.operated_by == Operator.VENDOR else Form.OWN)
    orchestrators = {Form.MANAGED, Form.OWN}
    return tuple(form for form in Form if form in found or (form in orchestrators and orchestrators & found))


def _on_offer(platform: Platform, day: dt.date, knowledge: Knowledge) -> bool:
    claims = (claim_on(platform, term, day, knowledge) for term in ("on_offer", "open_to_new_customers"))
    return all(claim is None or claim.value > 0 for claim in claims)
