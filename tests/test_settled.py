"""What other answers have settled is neither asked, nor tried, nor told as open."""

from __future__ import annotations

import pytest

from advisor import load_knowledge, parse_scenario, recommend, screen
from advisor.report import render
from advisor.rules import apply_rules
from advisor.settled import without_settled
from advisor.sizing import Effort

KNOWLEDGE = load_knowledge()
WEB = "{name: web, replicas: 2, cpu: 1, memory: 2Gi, gpu: 0, ports: [{port: 80, protocol: http, exposure: public}]}"


def settled(answers: str) -> set[str]:
    """The rules that wait for an answer which the others have given."""
    scenario = parse_scenario(f"{{name: a, as_of: 2026-11, {answers}}}")
    found = apply_rules(scenario, KNOWLEDGE)
    return {f.rule.id for f in found} - {f.rule.id for f in without_settled(found, scenario, KNOWLEDGE)}


@pytest.mark.parametrize(
    ("answers", "rules"),
    [
        # X206: overflow from own servers; X203: GPUs reach the container; X401: UDP is possible
        ("hosting: {model: cloud}", {"X206"}),
        ("hosting: {model: hybrid}", set()),
        ("hosting: {model: cloud}, autoscale: burst_to_cloud", set()),  # answered, however odd
        ("services: [{name: web, gpu: 0}]", {"X203"}),
        ("services: [{name: web}]", set()),
        ("services: [{name: web, ports: [{port: 80, protocol: http}]}]", {"X401"}),
        ("services: [{name: web, ports: [{port: 80}]}]", set()),
        ("services: [{name: web, ports: [{port: 53, protocol: udp}]}]", set()),
    ],
)
def test_which_rules_are_settled(answers: str, rules: set[str]) -> None:
    assert settled(answers) & {"X203", "X206", "X401"} == rules


def test_no_rule_that_holds_is_left_out() -> None:
    scenario = parse_scenario(f"{{name: a, workloads: [gpu], hosting: {{model: cloud}}, services: [{WEB}]}}")
    found = apply_rules(scenario, KNOWLEDGE)
    kept = without_settled(found, scenario, KNOWLEDGE)
    assert "X203" in {f.rule.id for f in kept}


def test_every_answer_that_is_left_would_decide_nothing_else() -> None:
    """A settled rule holds with no possible answer: the winner and who is out stay as they are."""
    scenario = parse_scenario(f"{{name: a, as_of: 2026-11, hosting: {{model: cloud, cloud: aws}}, services: [{WEB}]}}")
    screened = {one.platform.id: one for one in screen(scenario, KNOWLEDGE)}
    waiting = {u.requirement.finding.rule.id for one in screened.values() for u in one.undecided}
    assert waiting.isdisjoint({"X203", "X206", "X401"})


def test_nothing_settled_is_tried_or_told_as_open() -> None:
    scenario = parse_scenario(f"{{name: a, as_of: 2026-11, hosting: {{model: cloud, cloud: aws}}, services: [{WEB}]}}")
    answer = recommend(scenario, KNOWLEDGE, effort=Effort.QUICK)
    leads = {unknown.field: dict(unknown.leads_to) for unknown in answer.unknowns}
    assert "burst_to_cloud" not in leads["autoscale"]
    assert "gpu" not in leads["workloads"] and "udp" not in leads["protocols"]
    text = " ".join(render(answer, "text").split())
    assert "burst_to_cloud" not in text and "X203" not in text and "X401" not in text
