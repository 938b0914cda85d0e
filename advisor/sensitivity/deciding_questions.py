"""The few questions that say most about whether an orchestrator is needed, whatever the scenario."""

from __future__ import annotations

from typing import Any

from advisor.errors import ScenarioError
from advisor.forms import judge_forms
from advisor.knowledge import Knowledge, Question, QuestionKind
from advisor.need import ORCHESTRATORS
from advisor.rules import IncrementalRules
from advisor.scenario import Scenario, change_answers, load_scenario
from advisor.sensitivity.thresholds import turning_points

MOST_DECIDING = 6
"""Questions that somebody answers in a minute."""


def deciding_questions(knowledge: Knowledge, most: int = MOST_DECIDING) -> tuple[Question, ...]:
    """The questions whose answers move the first verdict furthest, in the order in which they are asked.

    Each question is answered alone, in a scenario of which nothing else is known. What counts is how far its answers
    lie apart: the points by which the strongest orchestrator leads the strongest form without one. Questions that take
    several answers at once are left out, as are those that move nothing.

    >>> from advisor import load_knowledge
    >>> deciding_questions(load_knowledge())[0].field
    'scale.services'
    """
    nothing_known = load_scenario({"name": "nothing known"})
    rules = IncrementalRules(nothing_known, knowledge)
    reach = {one.field: _reach(one, nothing_known, rules, knowledge) for one in knowledge.questions}
    order = sorted(knowledge.questions, key=lambda question: -reach[question.field])
    chosen = {question.field for question in order[:most] if reach[question.field] > 0}
    return tuple(question for question in knowledge.questions if question.field in chosen)


def _reach(question: Question, nothing_known: Scenario, rules: IncrementalRules, knowledge: Knowledge) -> float:
    """How far the answers to a question lie apart, in points; 0 where there is one answer or none."""
    leads = []
    for answer in _answers(question, knowledge):
        try:
            scenario = change_answers(nothing_known, {question.field: answer}).scenario
        except ScenarioError:
            continue  # an answer that goes with others only, such as years without growth
        leads.append(_lead(scenario, rules, knowledge))
    return max(leads) - min(leads) if leads else 0.0


def _answers(question: Question, knowledge: Knowledge) -> tuple[Any, ...]:
    if question.kind is QuestionKind.ONE:
        return tuple(choice.value for choice in question.choices)
    if question.kind is QuestionKind.NUMBER:
        names = {question.field, f"demand.{question.field.rpartition('.')[2]}"}
        return turning_points(knowledge.rules, names, question)
    return ()


def _lead(scenario: Scenario, rules: IncrementalRules, knowledge: Knowledge) -> float:
    """The points by which the strongest orchestrator leads what is strongest without one."""
    findings = rules.apply(scenario, rules.values_of(scenario))
    strengths = dict(judge_forms(scenario, findings, knowledge).strengths)
    without = [points for form, points in strengths.items() if form not in ORCHESTRATORS]
    return max(strengths[form] for form in ORCHESTRATORS) - max(without)
