"""The JSON of every kind of result keeps to its published schema, and the schema refuses what does not."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from advisor import explain, load_scenario, render, size, what_if
from advisor.batch import JOURNAL, Method, run_batch
from advisor.report import render_platform, render_sizing, to_short_answer
from advisor.report.schema.json_schema import RESULTS, result_schema, result_schema_text
from advisor.report.schema.platform import PlatformDocument
from advisor.report.schema.recommendation import RecommendationDocument
from advisor.sizing import Topology, give_reasons
from tests.answers import KNOWLEDGE, answer_to, list_scenarios
from tests.handmade import ANSWER, NO_FIT

ROOT = Path(__file__).resolve().parents[2]
SHOP = ROOT / "data" / "scenarios" / "five-service-shop.yaml"


@cache
def checker_of(kind: str) -> Draft202012Validator:
    """What checks results of a kind by their schema."""
    return Draft202012Validator(result_schema(kind))


def faults(kind: str, text: str) -> list[str]:
    """Where a result does not keep to the schema of its kind."""
    return [f"{error.json_path}: {error.message}" for error in checker_of(kind).iter_errors(json.loads(text))]


def cited(value: Any) -> Iterator[str]:
    """Every id of a source that stands anywhere in the values."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str) and (key == "source" or key.endswith("_source")):
                yield inner
            elif key == "sources" and isinstance(inner, list):
                yield from inner
            else:
                yield from cited(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from cited(inner)


def test_the_schema_beside_the_examples_is_the_printed_one() -> None:
    assert (ROOT / "data" / "result.schema.json").read_text("utf-8") == result_schema_text("recommendation")


@pytest.mark.parametrize("kind", RESULTS)
def test_every_schema_is_one_and_tells_what_each_key_means(kind: str) -> None:
    schema = result_schema(kind)
    Draft202012Validator.check_schema(schema)
    for name, part in [(kind, schema), *schema["$defs"].items()]:
        for key, entry in part.get("properties", {}).items():
            assert entry.get("description", "").endswith("."), f"{name}.{key}"
        if "properties" in part:
            assert part["description"], name
            assert part["additionalProperties"] is False, name
            assert part["required"] == list(part["properties"]), name


@pytest.mark.slow
@pytest.mark.parametrize("scenario", list_scenarios(), ids=lambda path: path.stem)
def test_the_answer_to_every_example_keeps_to_the_schema(scenario: Path) -> None:
    """The schema is made of the model, which reads all of them; a validator, which takes a second each, reads some."""
    text = render(answer_to(scenario.stem), "json")
    answer = json.loads(text)
    assert set(cited({**answer, "scenario": None})) == set(answer["sources"])
    assert RecommendationDocument.model_validate_json(text).to_json() == text
    if scenario in list_scenarios()[::4]:
        assert faults("recommendation", text) == []


def test_an_answer_without_a_platform_keeps_to_the_schema() -> None:
    assert faults("recommendation", render(NO_FIT, "json")) == []


@pytest.mark.parametrize("platform", ["eks", "docker-compose-single-vm", "ecs-fargate", "nomad", "app-service"])
def test_a_sizing_keeps_to_the_schema(platform: str) -> None:
    scenario = load_scenario(SHOP)
    sized = size(scenario, KNOWLEDGE.platforms[platform], KNOWLEDGE)
    if isinstance(sized, Topology):
        sized = give_reasons(sized, scenario, KNOWLEDGE.platforms[platform], KNOWLEDGE)
    text = render_sizing(sized, scenario, KNOWLEDGE, "json")
    assert faults("size", text) == []
    answer = json.loads(text)
    assert set(cited(answer)) == set(answer["sources"])


def test_a_platform_that_cannot_hold_the_services_keeps_to_the_schema() -> None:
    scenario = load_scenario(ROOT / "data" / "scenarios" / "three-thousand-nodes.yaml")
    sized = size(scenario, KNOWLEDGE.platforms["docker-compose-single-vm"], KNOWLEDGE)
    text = render_sizing(sized, scenario, KNOWLEDGE, "json")
    assert json.loads(text)["topology"] is None
    assert faults("size", text) == []


@pytest.mark.parametrize("platform", ["docker-compose-single-vm", "nomad", "acs"])
def test_a_platform_explained_keeps_to_the_schema(platform: str) -> None:
    text = render(explain(load_scenario(SHOP), KNOWLEDGE.platforms[platform], KNOWLEDGE), "json")
    assert faults("explain", text) == []
    answer = json.loads(text)
    assert set(cited({**answer, "scenario": None})) == set(answer["sources"])


@pytest.mark.parametrize("platform", [None, "eks"])
def test_a_what_if_keeps_to_the_schema(platform: str | None) -> None:
    changes = {"services.0.replicas": 12, "availability.survive_zone": True}
    asked = None if platform is None else KNOWLEDGE.platforms[platform]
    assert faults("what-if", render(what_if(load_scenario(SHOP), changes, KNOWLEDGE, asked), "json")) == []


@pytest.mark.slow
def test_the_lines_of_a_batch_keep_to_the_schema(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("name: wrong\nscale: many\n", encoding="utf-8")
    outcomes = list(run_batch([SHOP, wrong], tmp_path / "out", Method(to_short_answer), jobs=1))
    lines = (tmp_path / "out" / JOURNAL).read_text("ascii").splitlines()
    assert sorted(outcome.status.value for outcome in outcomes) == ["invalid", "ok"]
    assert [faults("batch", line) for line in lines] == [[], []]


@pytest.mark.parametrize("platform", ["aks", "acs"])
def test_the_card_of_a_platform_keeps_to_the_schema(platform: str) -> None:
    card = render_platform(KNOWLEDGE.platforms[platform], KNOWLEDGE, KNOWLEDGE.newest_source_day, "json")
    assert faults("platform", card) == []
    told = json.loads(card)
    assert set(cited([*told["versions"], *told["claims"]])) == set(told["sources"])
    assert PlatformDocument.model_validate_json(card).to_json() == card


def test_what_does_not_keep_to_the_schema_is_refused() -> None:
    good = json.loads(render(ANSWER, "json"))
    checker = checker_of("recommendation")
    assert checker.is_valid(good)
    for path, value in (
        (("schema_version",), 1),
        (("as_of",), None),
        (("needs_orchestrator", "verdict"), "perhaps"),
        (("ranking", 0, "score"), "high"),
        (("ranking", 0, "topology", "pools", 0, "nodes", 0, "count"), 1.5),
        (("ranking", 0, "topology", "pools", 0, "seconds"), None),
        (("sources", "prices", "title"), None),
    ):
        bad = copy.deepcopy(good)
        *way, last = path
        place = bad
        for step in way:
            place = place[step]
        place[last] = value
        assert not checker.is_valid(bad), path
    del good["confidence"]["weights"]["law"]
    assert not checker.is_valid(good)
