"""The first question answered by itself: verdict, form, findings, and the simplest approach that would do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from advisor import load_knowledge, parse_scenario, recommend, render, size
from advisor.knowledge import Form
from advisor.need import Need, verdict_on
from advisor.need_answer import needs_platform
from advisor.report.wording.thresholds import threshold_sentence
from advisor.scenario import change_answers
from advisor.sensitivity.thresholds import Threshold
from tests.cli.calls import call

KNOWLEDGE = load_knowledge()
PORTAL = """
name: portal
hosting: {model: cloud, cloud: aws}
team: {engineers: 2, ops: 0}
autoscale: none
availability: {survive_nodes: 0, survive_zone: false}
services:
- {name: web, replicas: 1, cpu: 500m, memory: 512Mi}
- {name: worker, replicas: 1, cpu: 250m, memory: 512Mi}
"""
LOSSES = "availability: {survive_nodes: 0, survive_zone: false}"


def test_the_simplest_is_one_box_where_a_lost_machine_may_stop_everything() -> None:
    answer = needs_platform(parse_scenario(PORTAL), KNOWLEDGE)
    assert (answer.need, answer.form) == (Need.NO, Form.ONE_BOX)
    assert answer.margin == answer.verdict.forms.strengths[0][1] - answer.verdict.forms.strengths[1][1] > 0
    assert answer.simplest is not None
    assert answer.simplest.form is Form.ONE_BOX


def test_its_bill_is_that_of_sizing_it() -> None:
    scenario = parse_scenario(PORTAL)
    found = needs_platform(scenario, KNOWLEDGE).simplest
    assert found is not None
    sized = size(scenario, found.platform, KNOWLEDGE)
    assert found.topology.bill.base == sized.bill.base  # type: ignore[union-attr]


def test_one_box_is_out_where_a_lost_machine_has_to_be_survived() -> None:
    # One machine that is lost takes all with it. Machines behind a balancer, the next form, have another one left.
    answer = needs_platform(parse_scenario(PORTAL.replace(LOSSES, "availability: {survive_nodes: 1}")), KNOWLEDGE)
    assert answer.simplest is not None
    assert answer.simplest.form is Form.SEVERAL_BOXES


def test_the_same_is_the_simplest_of_the_whole_answer() -> None:
    scenario = parse_scenario(PORTAL)
    simplest, found = (
        recommend(scenario, KNOWLEDGE, how_sure=False).simplest,
        needs_platform(scenario, KNOWLEDGE).simplest,
    )
    assert simplest is not None
    assert found is not None
    assert (simplest.platform, simplest.form) == (found.platform, found.form)


def test_findings_stand_strongest_first() -> None:
    against = needs_platform(parse_scenario(PORTAL), KNOWLEDGE).verdict.against_it
    points = [finding.rule.effect.weigh["need_orchestrator"] for finding in against if finding.rule.effect.weigh]
    assert len(points) > 2
    assert points == sorted(points)


def test_the_command_prints_it_as_text_markdown_and_json(tmp_path: Path) -> None:
    file = tmp_path / "portal.yaml"
    file.write_text(PORTAL)
    text = call("need", file).stdout
    assert "No, you need no orchestrator." in text
    assert "The form that answers best: one machine, " in text
    assert "(demand.services = 2)" in text
    assert "What would change that" in text
    assert "The simplest that meets everything" in text
    assert call("need", file, "--format", "markdown").stdout.startswith("# portal\n")
    document = json.loads(call("need", "-", "--format", "json", stdin=PORTAL).stdout)
    assert document["needs_orchestrator"]["verdict"] == "no"
    assert document["thresholds"][0]["text"]
    assert document["simplest"]["form"] == "one_box"
    assert document["simplest"]["cost_usd_per_month"]["base"] > 0
    cited = {finding["source"] for finding in document["needs_orchestrator"]["against"]}
    assert cited <= set(document["sources"])


@pytest.mark.parametrize("form", ["text", "json"])
def test_where_nothing_fits_the_verdict_stands_and_the_exit_code_is_1(form: str) -> None:
    nowhere = "{name: a, hosting: {model: on_prem}, must_have: [fips, air_gap, compose_files, scale_to_zero]}"
    done = call("need", "-", "--format", form, stdin=nowhere)
    assert done.exit_code == 1
    if form == "json":
        assert json.loads(done.stdout)["simplest"] is None
    else:
        assert "No platform meets everything" in done.stdout


def test_thresholds_are_true_and_the_nearest_come_first() -> None:
    scenario = parse_scenario(PORTAL)
    answer = needs_platform(scenario, KNOWLEDGE)
    assert answer.thresholds
    steps = [each.step for each in answer.thresholds]
    assert steps == sorted(steps)
    for each in answer.thresholds:
        assert (each.need, each.form) != (answer.need, answer.form)
        if each.field != "services":
            then = verdict_on(change_answers(scenario, {each.field: each.becomes}).scenario, KNOWLEDGE)
            assert (then.need, then.best) == (each.need, each.form)


@pytest.mark.parametrize(
    ("threshold", "words"),
    [
        (
            Threshold("services", 2, 11, Need.MANAGED, Form.HIDDEN, 1.0),
            "with 11 services (now 2): it is best left to a vendor's service and a PaaS or serverless service answers "
            "best.",
        ),
        (
            Threshold("availability.survive_nodes", 0, 1, Need.NO, Form.SEVERAL_BOXES, 0.7),
            "when a lost machine may not stop the service: several machines without an orchestrator answer best.",
        ),
        (
            Threshold("team.ops", None, 1, Need.EITHER, Form.ONE_BOX, 0.7),
            "with 1 operations person (no number given so far): an orchestrator or none would do.",
        ),
    ],
)
def test_a_threshold_in_words(threshold: Threshold, words: str) -> None:
    assert threshold_sentence(threshold, Need.NO, Form.ONE_BOX) == words


def test_the_whole_answer_tells_them_too_where_it_may_take_longer() -> None:
    scenario = parse_scenario(PORTAL)
    assert recommend(scenario, KNOWLEDGE).thresholds is None
    answer = recommend(scenario, KNOWLEDGE, resize=True)
    assert answer.thresholds == needs_platform(scenario, KNOWLEDGE).thresholds
    assert "What would change that" in render(answer, "text")


EARLY = """
name: early
as_of: {day}
hosting: {{model: cloud, cloud: gcp}}
workloads: [web, api]
managed_preference: strong
state: external
team: {{k8s_skill: none}}
"""


def test_a_form_that_nothing_can_fill_is_no_answer() -> None:
    """Before Cloud Run (2019-11) Google Cloud sold nothing for containers that hides scheduling; GKE there was."""
    before, after = (needs_platform(parse_scenario(EARLY.format(day=day)), KNOWLEDGE) for day in ("2018-06", "2026-06"))
    assert (after.need, after.form) == (Need.MANAGED, Form.HIDDEN)
    assert Form.HIDDEN not in before.verdict.open_forms
    assert before.form is not Form.HIDDEN
    assert before.need is not Need.MANAGED
    assert before.verdict.forms.strengths[0][0] is Form.HIDDEN  # what the rules would say if anything filled it


def test_all_forms_stay_where_no_platform_meets_everything() -> None:
    text = "name: none\nhosting: {model: on_prem}\nmust_have: [air_gap, near_zero_maintenance, gpu]\n"
    verdict = verdict_on(parse_scenario(text), KNOWLEDGE)
    assert verdict.open_forms == frozenset(Form)
