"""Open answers: each way to answer that was drawn is answered whole, and comes to the same first place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from advisor import Scenario, Topology, load_knowledge, parse_scenario, rank, screen, size
from advisor.knowledge import ScaleKind
from advisor.rules import IncrementalRules, scenario_values
from advisor.scoring.value_functions import utilities_of, utility_of
from advisor.sensitivity.open_answers import drawn_requirements, open_answers_of, open_questions

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
    first: dict[str | None, float] = defaultdict(float)
    for asked, values, share in drawn_requirements(scenario, rules.values, questions, 40):
        whole = Scenario.model_validate(asked.as_read())
        assert said(values) == said(scenario_values(whole, KNOWLEDGE))
        eligible = {one.platform.id for one in screen(whole, KNOWLEDGE) if one.eligible}
        scores = rank(whole, {p: t for p, t in topologies.items() if p in eligible}, KNOWLEDGE).scores
        first[scores[0].platform if scores else None] += share
    answers = open_answers_of(scenario, topologies, rank(scenario, topologies, KNOWLEDGE), KNOWLEDGE, 40)
    assert answers.questions == tuple(question.field for question in questions)
    assert dict(answers.shares) == pytest.approx({platform: first[platform] for platform in topologies})
    assert answers.none == pytest.approx(first[None]) and answers.drawn == 40


def test_answers_that_contradict_what_is_said_are_not_drawn_and_all_others_evenly() -> None:
    scenario = parse_scenario(LISTED)
    rules = IncrementalRules(scenario, KNOWLEDGE)
    questions = {question.field: question for question in open_questions(scenario, rules, KNOWLEDGE)}
    # A service keeps data, so state is neither none nor external: one answer is left, and nothing to be drawn.
    assert "state" not in questions and "hosting.region" not in questions and "team.ops" not in questions
    asked = list(drawn_requirements(scenario, {}, (questions["team.k8s_skill"], questions["must_have"]), 1000))
    # All ways, as there are fewer than 1000: each skill in a third, no demand in a half, and the others alike.
    assert len(asked) == 3 * len(questions["must_have"].answers)
    assert sum(share for one, _, share in asked if one.team.k8s_skill == "some") == pytest.approx(1 / 3)
    assert sum(share for one, _, share in asked if one.must_have == ()) == pytest.approx(1 / 2)
    assert all(len(one.must_have) < 2 for one, _, _ in asked)


def test_where_there_are_more_ways_than_draws_the_draws_come_near_the_law() -> None:
    scenario = parse_scenario(LISTED)
    fields = ("team.k8s_skill", "must_have", "cost", "portability", "autoscale", "protocols")
    rules = IncrementalRules(scenario, KNOWLEDGE)
    questions = tuple(each for each in open_questions(scenario, rules, KNOWLEDGE) if each.field in fields)
    asked = list(drawn_requirements(scenario, {}, questions, 2000))
    assert sum(share for _, _, share in asked) == pytest.approx(1)
    assert sum(share for one, _, share in asked if one.team.k8s_skill == "some") == pytest.approx(1 / 3, abs=0.04)
    both = sum(share for one, _, share in asked if one.team.k8s_skill == "some" and one.must_have == ())
    assert both == pytest.approx(1 / 6, abs=0.04)


def test_with_nothing_left_to_draw_the_winner_has_it_all() -> None:
    scenario = parse_scenario(LISTED)
    topologies = sized(scenario)
    ranking = rank(scenario, topologies, KNOWLEDGE)
    answers = open_answers_of(scenario, topologies, ranking, replace(KNOWLEDGE, questions=()))
    assert answers.shares[0] == (ranking.scores[0].platform, 1.0) and answers.questions == () and answers.drawn == 1


def test_utilities_of_many_figures_are_those_of_each() -> None:
    figures = np.linspace(-1.0, 12.0, 40)
    for criterion in KNOWLEDGE.criteria.criteria:
        if criterion.scale is not ScaleKind.TABLE:
            each = [utility_of(criterion, float(figure)) for figure in figures]
            assert utilities_of(criterion, figures) == pytest.approx(each)
