"""Other answers lead where they are said to lead: to the platform that comes first if they are given from the start."""

from __future__ import annotations

import functools
from dataclasses import fields, replace
from typing import Any

import pytest

from advisor import (
    Effort,
    Infeasible,
    Recommendation,
    Scenario,
    Topology,
    example_scenarios,
    load_knowledge,
    load_scenario,
    parse_scenario,
    rank,
    recommend,
    screen,
    size,
)
from advisor.forms import judge_forms
from advisor.knowledge import Question
from advisor.rules import apply_rules
from advisor.scenario import contradicts_itself, with_answer
from advisor.scoring.measures import MEASURES, Measuring
from advisor.sensitivity.flips import Tried, try_answers
from advisor.sensitivity.other_answers import Asked
from advisor.sizing import size_all, sizing_rests_on

KNOWLEDGE = load_knowledge()
LISTED = """
name: listed
hosting: {model: cloud, cloud: aws, zones: 2}
team: {ops: 1, k8s_skill: some}
existing: [nomad]
growth: {percent_per_year: 20, years: 2}
priorities: {cost: 40, fit: 60}
must_have: [compose_files]
services:
  - {name: web, replicas: 2, cpu: 200m, memory: 256Mi, ports: [{port: 80, exposure: public}]}
  - {name: db, replicas: 1, cpu: 1, memory: 2Gi, stateful: true}
"""
COUNTED = "name: counted\nas_of: 2019-06-30\nscale: {services: 3}\nmust_have: [self_healing]"
OPEN = "name: open\nscale: {services: 4}\nhosting: {model: cloud}\nteam: {ops: 1}"
TEXTS = {"listed": LISTED, "counted": COUNTED, "open": OPEN}


@functools.cache
def tried_whole(name: str) -> Tried:
    """What other answers to a requirement lead to, those among them that move sizes."""
    scenario = parse_scenario(TEXTS[name])
    eligible = [each.platform for each in screen(scenario, KNOWLEDGE) if each.eligible]
    estimates = size_all(scenario, eligible, KNOWLEDGE, Effort.QUICK)
    answer = recommend(scenario, KNOWLEDGE)
    asked = Asked(
        scenario, KNOWLEDGE, Effort.DEFAULT, estimates, {each.platform.id: each.topology for each in answer.ranking}
    )
    return try_answers(asked, rank_of(answer), resize=True)


def rank_of(answer: Recommendation) -> Any:
    return rank(answer.scenario, [each.topology for each in answer.ranking], KNOWLEDGE)


def answered_in_a_file(scenario: Scenario, field: str, answer: Any) -> Scenario:
    answers = scenario.as_read()
    *sections, last = field.split(".")
    inner = answers
    for section in sections:
        inner = inner.setdefault(section, {})
    inner[last] = answer
    return Scenario.model_validate(answers)


@pytest.mark.parametrize(("name", "every"), [("listed", 48), ("counted", 48), ("open", 60)])
def test_another_answer_puts_first_what_comes_first_if_it_is_asked(name: str, every: int) -> None:
    tried = tried_whole(name)
    done = [each for each in tried.tries if each.outcome is not None]
    assert len(done) > 30
    for each in [
        *done[::every],
        *[flip for question in tried.others.questions for flip, _ in tried.flips(question)[:1]][::2],
    ]:
        assert each.outcome is not None
        whole = recommend(load_scenario(each.scenario.as_read()), KNOWLEDGE, how_sure=False)
        first = whole.winner.platform.id if whole.winner else None
        assert each.outcome.winner == first, (each.question.field, each.answer)


def test_the_regret_of_an_answer_is_what_plain_estimates_of_all_platforms_say() -> None:
    tried = tried_whole("open")
    before = tried.others.winner
    open_ones = [each for each in tried.tries if not each.given and each.outcome is not None]
    assert sum(bool(each.outcome and each.outcome.regret) for each in open_ones) > 5
    for each in open_ones[::16]:
        eligible = [one.platform for one in screen(each.scenario, KNOWLEDGE) if one.eligible]
        sized = size_all(each.scenario, eligible, KNOWLEDGE, Effort.QUICK)
        totals = {score.platform: score.total for score in rank(each.scenario, list(sized), KNOWLEDGE).scores}
        lost = max(totals.values(), default=0.0) - totals.get(before or "", 0.0) if totals else 0.0
        assert each.outcome is not None
        assert each.outcome.regret == pytest.approx(lost, abs=1e-9), (each.question.field, each.answer)


def test_an_answer_given_later_is_the_one_given_in_the_file() -> None:
    scenario = parse_scenario(LISTED)
    for question in KNOWLEDGE.questions:
        for answer in plain_answers_to(question):
            assert with_answer(scenario, question.field, answer) == answered_in_a_file(scenario, question.field, answer)


def plain_answers_to(question: Question) -> list[Any]:
    if question.choices:
        return [choice.value if question.kind == "one" else [choice.value] for choice in question.choices]
    return [int(question.lowest or 1), int(question.highest or 3)] if question.kind == "number" else []


def test_answers_that_contradict_others_are_not_tried() -> None:
    tried = tried_whole("listed")
    assert "scale.services" not in {each.question.field for each in tried.tries}  # two services are listed
    assert not any(contradicts_itself(each.scenario) for each in tried.tries)


def test_what_comes_back_in_may_come_first() -> None:
    """With `compose_files` demanded a few platforms are left; without it, all others take part again."""
    tried = tried_whole("listed")
    [without] = [each for each in tried.tries if each.question.field == "must_have"]
    assert without.answer == ()
    assert without.outcome is not None and without.outcome.moves


@pytest.mark.parametrize("name", ["five-service-shop", "two-site-bank", "serverless-jobs-scale-to-zero"])
def test_answers_that_sizing_does_not_rest_on_leave_sizes_as_they_are(name: str) -> None:
    scenario = load_scenario(example_scenarios()[name])
    platforms = ["docker-compose-single-vm", "ecs-fargate", "openshift"]

    def sized(asked: Scenario) -> list[Topology | Infeasible]:
        return [size(asked, KNOWLEDGE.platforms[each], KNOWLEDGE, Effort.QUICK) for each in platforms]

    before, rests_on = sized(scenario), sizing_rests_on(scenario, KNOWLEDGE)
    other_answers: dict[str, Any] = {
        "team": {"ops": 7, "engineers": 90, "teams": 9, "k8s_skill": "strong", "docker_skill": "none"},
        "scale": {"nodes": 70, "clusters": 6, "users": 9, "regions": 2},
        "state": "external",
        "cost": "low",
        "portability": "strong",
        "managed_preference": "strong",
        "existing": ["eks"],
        "requested": "nomad",
        "must_have": ["self_healing", "gpu"],
        "priorities": {"cost": 90},
    }
    for field, answer in other_answers.items():
        changed = Scenario.model_validate({**scenario.as_read(), field: answer})
        if field == "scale" and scenario.scale is not None and scenario.scale.sites is not None:
            continue
        assert sizing_rests_on(changed, KNOWLEDGE) == rests_on, field
        assert sized(changed) == before, field


def test_answers_that_move_sizes_are_among_what_sizing_rests_on() -> None:
    scenario = parse_scenario(OPEN)
    rests_on = sizing_rests_on(scenario, KNOWLEDGE)
    for field, answer in (
        ("hosting.cloud", "gcp"),
        ("hosting.zones", 3),
        ("scale.services", 9),
        ("autoscale", "scale_to_zero"),
        ("availability.survive_nodes", 0),
        ("workloads", ("gpu",)),
        ("compliance", ("banking",)),
        ("os", "windows"),
    ):
        assert sizing_rests_on(with_answer(scenario, field, answer), KNOWLEDGE) != rests_on, field


def test_a_measure_looks_at_no_other_answers_than_it_says() -> None:
    scenario, other = parse_scenario(LISTED), parse_scenario(f"{COUNTED}\nteam: {{ops: 0, docker_skill: none}}")
    strengths, weaker = (
        judge_forms(asked, apply_rules(asked, KNOWLEDGE), KNOWLEDGE).strengths for asked in (scenario, other)
    )
    sized = [size(scenario, KNOWLEDGE.platforms[each], KNOWLEDGE) for each in ("ecs-fargate", "eks", "nomad")]
    for topology in sized:
        assert isinstance(topology, Topology)
        seen = Measuring(
            team=scenario.team,
            existing=scenario.existing or (),
            knowledge=KNOWLEDGE,
            platform=KNOWLEDGE.platforms[topology.platform],
            topology=topology,
            strengths=strengths,
            wanted=(("self_healing", 1.0), ("node_autoscale", 2.0)),
            day=KNOWLEDGE.newest_source_day,
            reference_usd_per_month=100.0,
        )
        given_otherwise = {
            "team": other.team,
            "existing": (topology.platform,),
            "strengths": tuple(reversed(weaker)),
            "wanted": (),
            "reference_usd_per_month": 900.0,
            "topology": None,
        }
        at_hand = {"knowledge", "platform", "day"}
        assert set(given_otherwise) == {field.name for field in fields(Measuring)} - at_hand
        for criterion, measure in MEASURES.items():
            by_sizes = ("topology",) if measure.topology or measure.effort else ()
            looked_at = {*measure.answers, *by_sizes}
            changed: dict[str, Any] = {f: value for f, value in given_otherwise.items() if f not in looked_at}
            assert measure.of(replace(seen, **changed)) == measure.of(seen), (topology.platform, criterion)
