"""The answers that together put one platform first, confirmed by answering the changed requirement."""

from __future__ import annotations

import json
from typing import Any

import pytest

from advisor import explain, load_scenario, recommend, render
from advisor.scenario import change_answers
from advisor.sensitivity.way_to_first import Step
from tests.answers import KNOWLEDGE

SHOP = {
    "name": "shop",
    "hosting": {"model": "cloud", "cloud": "aws"},
    "scale": {"services": 9},
    "team": {"ops": 0, "engineers": 6, "k8s_skill": "none"},
    "autoscale": "replicas",
    "managed_preference": "high",
    "state": "none",
    "cost": "balanced",
}


LISTS = ("must_have", "compliance", "workloads", "protocols")


def as_given(step: Step) -> Any:
    """The answer of a step as a requirement file holds it."""
    if step.field in LISTS:
        return step.becomes.split(", ")
    return int(step.becomes) if step.becomes.isdigit() else step.becomes


@pytest.mark.slow
@pytest.mark.parametrize("platform", ["eks", "docker-compose-single-vm"])
def test_what_is_told_does_put_the_platform_first(platform: str) -> None:
    asked = load_scenario(SHOP)
    explained = explain(asked, KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert len(explained.way) <= 2
    told = json.loads(render(explained, "json"))["platform"]["first_with_together"]
    assert [step["field"] for step in told] == [step.field for step in explained.way]
    if explained.way:
        changes = {step.field: as_given(step) for step in explained.way}
        answer = recommend(change_answers(asked, changes).scenario, KNOWLEDGE, how_sure=False)
        assert answer.winner is not None
        assert answer.winner.platform.id == platform


def test_the_first_place_needs_no_way() -> None:
    answer = recommend(load_scenario(SHOP), KNOWLEDGE, how_sure=False)
    assert answer.winner is not None
    explained = explain(load_scenario(SHOP), answer.winner.platform, KNOWLEDGE)
    assert explained.way == ()
    assert "What it would take to be first" not in render(explained, "text")
