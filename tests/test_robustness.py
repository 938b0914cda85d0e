"""Other answers: what is judged anew for each of them comes out as if it had been given from the start."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from advisor import Scenario, Topology, load_knowledge, parse_scenario, rank, screen, size
from advisor.knowledge import Question
from advisor.need import needs_platform
from advisor.robustness import OtherAnswers, with_answer
from advisor.scoring.measures import MEASURES, Measuring

KNOWLEDGE = load_knowledge()
PLATFORMS = ("docker-compose-single-vm", "ecs-fargate", "eks", "nomad", "openshift")
LISTED = """
name: listed
hosting: {model: cloud, cloud: aws, zones: 2}
team: {ops: 1, k8s_skill: some}
existing: [nomad]
growth: {percent_per_year: 20, years: 2}
priorities: {cost: 40, fit: 60}
services:
  - {name: web, replicas: 2, cpu: 200m, memory: 256Mi, ports: [{port: 80, exposure: public}]}
  - {name: db, replicas: 1, cpu: 1, memory: 2Gi, stateful: true}
"""
COUNTED = "name: counted\nas_of: 2019-06-30\nscale: {services: 3}\nmust_have: [self_healing]"


def sized(scenario: Scenario) -> dict[str, Topology]:
    found = [size(scenario, KNOWLEDGE.platforms[name], KNOWLEDGE) for name in PLATFORMS]
    return {topology.platform: topology for topology in found if isinstance(topology, Topology)}


def answers_to(question: Question) -> list[Any]:
    if question.choices:
        return [choice.value if question.kind == "one" else [choice.value] for choice in question.choices]
    return [int(question.lowest or 1), int(question.highest or 3)] if question.kind == "number" else []


def answered_in_a_file(scenario: Scenario, field: str, answer: Any) -> Scenario:
    answers = scenario.as_read()
    *sections, last = field.split(".")
    inner = answers
    for section in sections:
        inner = inner.setdefault(section, {})
    inner[last] = answer
    return Scenario.model_validate(answers)


@pytest.mark.parametrize("text", [LISTED, COUNTED], ids=["listed", "counted"])
def test_an_answer_given_later_scores_like_one_given_at_first(text: str) -> None:
    scenario = parse_scenario(text)
    topologies = sized(scenario)
    others = OtherAnswers(scenario, KNOWLEDGE, topologies)
    for question in KNOWLEDGE.questions:
        for answer in answers_to(question):
            whole = answered_in_a_file(scenario, question.field, answer)
            assert with_answer(scenario, question.field, answer) == whole
            eligible = {one.platform.id for one in screen(whole, KNOWLEDGE) if one.eligible}
            left = {name: topology for name, topology in topologies.items() if name in eligible}
            totals = {score.platform: round(score.total, 9) for score in rank(whole, left, KNOWLEDGE).scores}
            assert others.outcome(question.field, answer) == totals, (question.field, answer)


def test_a_measure_looks_at_no_other_answers_than_it_says() -> None:
    scenario, other = parse_scenario(LISTED), parse_scenario(f"{COUNTED}\nteam: {{ops: 0, docker_skill: none}}")
    for name, topology in sized(scenario).items():
        seen = Measuring(
            team=scenario.team,
            existing=scenario.existing or (),
            knowledge=KNOWLEDGE,
            platform=KNOWLEDGE.platforms[name],
            topology=topology,
            need=needs_platform(scenario, KNOWLEDGE).word,
            wanted=(("self_healing", 1.0), ("node_autoscale", 2.0)),
            day=KNOWLEDGE.newest_source_day,
            reference_usd_per_month=100.0,
        )
        given_otherwise = {
            "team": other.team,
            "existing": (name,),
            "need": "no",
            "wanted": (),
            "reference_usd_per_month": 900.0,
        }
        at_hand = {"knowledge", "platform", "topology", "day"}
        assert set(given_otherwise) == {field.name for field in fields(Measuring)} - at_hand
        for criterion, measure in MEASURES.items():
            changed = {field: value for field, value in given_otherwise.items() if field not in measure.answers}
            assert measure.of(replace(seen, **changed)) == measure.of(seen), (name, criterion)
