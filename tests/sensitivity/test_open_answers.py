"""Open answers: each way to answer that was drawn is answered whole, and comes to the same first place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from advisor import Scenario, Topology, load_knowledge, parse_scenario, rank, screen, size
from advisor.knowledge import ScaleKind
from advisor.rules import IncrementalRules, scenario_values
from advisor.scoring.value_functions import utilities_of, utility_of
from advisor.sensitivity.open_answers import DRAWS, drawn_requirements, open_answers_of, open_questions

KNOWLEDGE = load_knowledge()
PLATFORMS = ("docker-compose-single-vm", "ecs-fargate", "eks", "nomad", "openshift")
LISTED = """
name: listed
hosting: {model: cloud, cloud: aws, zones: 2}
team: {ops: 1}
existing: [nomad]
priorities: {cost: 40, fit: 60}
services:
  - {name: web, replicas: 2, cpu: 200m, memory: 256Mi, ports: [{port: 80, exposure: public}]}
  - {name: db, replicas: 1, cpu: 1, memory: 2Gi, stateful: true}
"""
COUNTED = "name: counted\nas_of: 2019-06-30\nscale: {services: 3}\nmust_have: [self_healing]"


def sized(scenario: Scenario) -> dict[str, Topology]:
    found = [size(scenario, KNOWLEDGE.platforms[name], KNOWLEDGE) for name in PLATFORMS]
    eligible = {one.platform.id for one in screen(scenario, KNOWLEDGE) if one.eligible}
    return {t.platform: t for t in found if isinstance(t, Topology) and t.platform in eligible}


def said(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


@pytest.mark.parametrize("text", [LISTED, COUNTED], ids=["listed", "counted"])
def test_the_shares_are_those_of_answering_each_drawn_requirement_whole(text: str) -> None:
    scenario = parse_scenario(text)
    topologies = sized(scenario)
    rules = IncrementalRules(scenario, KNOWLEDGE)
    questions = open_questions(scenario, rules, KNOWLEDGE)
    first: Counter[str | None] = Counter()
    for asked, values, times in drawn_requirements(scenario, rules.values, questions, 40):
        whole = Scenario.model_validate(asked.as_read())
        assert said(values) == said(scenario_values(whole, KNOWLEDGE))
        eligible = {one.platform.id for one in screen(whole, KNOWLEDGE) if one.eligible}
        scores = rank(whole, {p: t for p, t in topologies.items() if p in eligible}, KNOWLEDGE).scores
        first[scores[0].platform if scores else None] += times
    answers = open_answers_of(scenario, topologies, rank(scenario, topologies, KNOWLEDGE), KNOWLEDGE, 40)
    assert answers.questions == tuple(question.field for question in questions)
    assert dict(answers.shares) == {platform: first[platform] / 40 for platform in topologies}
    assert answers.none == first[None] / 40


def test_answers_that_contradict_what_is_said_are_not_drawn_and_all_others_evenly() -> None:
    scenario = parse_scenario(LISTED)
    rules = IncrementalRules(scenario, KNOWLEDGE)
    questions = {question.field: question for question in open_questions(scenario, rules, KNOWLEDGE)}
    # A service keeps data, so state is neither none nor external: one answer is left, and nothing to be drawn.
    assert "state" not in questions and "hosting.region" not in questions and "team.ops" not in questions
    skills = [
        asked.team.k8s_skill
        for asked, _, times in drawn_requirements(scenario, {}, (questions["team.k8s_skill"],), 3000)
        for _ in range(times)
    ]
    for skill in ("none", "some", "strong"):
        assert skills.count(skill) / 3000 == pytest.approx(1 / 3, abs=0.03)
    demands = [
        asked.must_have
        for asked, _, times in drawn_requirements(scenario, {}, (questions["must_have"],), 3000)
        for _ in range(times)
    ]
    assert demands.count(()) / 3000 == pytest.approx(0.5, abs=0.03) and all(len(demand) < 2 for demand in demands)


def test_with_nothing_left_to_draw_the_winner_has_it_all() -> None:
    scenario = parse_scenario(LISTED)
    topologies = sized(scenario)
    ranking = rank(scenario, topologies, KNOWLEDGE)
    answers = open_answers_of(scenario, topologies, ranking, replace(KNOWLEDGE, questions=()))
    assert answers.shares[0] == (ranking.scores[0].platform, 1.0) and answers.questions == () and answers.drawn == DRAWS


def test_utilities_of_many_figures_are_those_of_each() -> None:
    figures = np.linspace(-1.0, 12.0, 40)
    for criterion in KNOWLEDGE.criteria.criteria:
        if criterion.scale is not ScaleKind.TABLE:
            each = [utility_of(criterion, float(figure)) for figure in figures]
            assert utilities_of(criterion, figures) == pytest.approx(each)
