"""An overlay: what it may say of the knowledge base it lies on, what is refused, and what an answer tells of it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

from advisor import check_knowledge, example_scenarios, load_knowledge, load_scenario, recommend, render
from advisor.knowledge import Knowledge, knowledge_folder
from advisor.knowledge.assumption_checks import AMOUNTS, CHOICES, RANGES, SHARES, check_assumption, words_with_prices
from advisor.sizing import Topology, size
from tests.bank import FILES, call, write_overlay

ROOT = Path(__file__).resolve().parents[2]
OWN = load_knowledge()
SHOP = example_scenarios()["five-service-shop"]
LEFT_TO_AWS = load_scenario(
    {
        "name": "left-to-aws",
        "as_of": "2026-11-24",
        "hosting": {"model": "cloud", "cloud": "aws"},
        "scale": {"services": 5},
        "autoscale": "replicas",
        "state": "external",
        "managed_preference": "strong",
    }
)
"""Five services without data that scale, where Fargate comes first by a margin."""


@pytest.fixture
def bank(tmp_path: Path) -> Knowledge:
    return load_knowledge(write_overlay(tmp_path / "bank"))


def test_an_overlay_adds_and_overrides_and_leaves_the_rest(bank: Knowledge) -> None:
    assert bank.platforms.keys() == OWN.platforms.keys()
    fargate, own = bank.platforms["ecs-fargate"], OWN.platforms["ecs-fargate"]
    assert (fargate.name, fargate.claims["gpu"]) == (own.name, own.claims["gpu"])
    assert [line.overlay_file for line in fargate.claims["retired_on"]] == ["platforms/ecs-fargate.yaml"]
    assert "retired_on" not in own.claims
    assert {rule.id for rule in bank.rules} - {rule.id for rule in OWN.rules} == {"N190"}
    assert {c.id: c.weight for c in bank.criteria.criteria} == {
        **{c.id: c.weight for c in OWN.criteria.criteria},
        "cost": 25,
    }
    assert (bank.assumed["survive_nodes"].value, bank.assumed["cloud"]) == (2, OWN.assumed["cloud"])
    assert bank.sources.keys() - OWN.sources.keys() == {"bank-board"}
    assert (bank.vocabulary, bank.questions) == (OWN.vocabulary, OWN.questions)


def test_everything_an_overlay_says_is_listed(bank: Knowledge) -> None:
    assert [(override.what.value, override.id, override.file) for override in bank.overrides] == [
        ("claim_added", "ecs-fargate.retired_on", "platforms/ecs-fargate.yaml"),
        ("rule_added", "N190", "rules/bank.yaml"),
        ("weight_overridden", "cost", "criteria.yaml"),
        ("assumption_overridden", "survive_nodes", "assumptions.yaml"),
        ("source_added", "bank-board", "sources.yaml"),
    ]
    assert (bank.overlay, OWN.overlay, OWN.overrides) == ("Example Bank", None, ())


def test_the_fingerprint_covers_the_knowledge_base_and_the_overlay(bank: Knowledge, tmp_path: Path) -> None:
    other = load_knowledge(write_overlay(tmp_path / "other", {"overlay.yaml": "name: Other Bank\n"}))
    copied = load_knowledge(write_overlay(tmp_path / "copied"))
    assert len({bank.hash, other.hash, OWN.hash}) == 3
    assert copied.hash == bank.hash


def test_an_overlay_that_retires_the_winner_makes_another_platform_win(bank: Knowledge) -> None:
    scenario = LEFT_TO_AWS
    before, after = (recommend(scenario, by, how_sure=False) for by in (OWN, bank))
    assert before.winner and after.winner
    assert before.winner.platform.id == "ecs-fargate" != after.winner.platform.id
    answer = json.loads(render(after, "json"))
    assert answer["knowledge"]["overlay"] == "Example Bank"
    assert answer["knowledge"]["overrides"][0] == {
        "what": "claim_added",
        "id": "ecs-fargate.retired_on",
        "file": "platforms/ecs-fargate.yaml",
    }
    (reason,) = next(out for out in answer["eliminated"] if out["platform"] == "ecs-fargate")["reasons"]
    assert (reason["overlay_file"], reason["rule_overlay_file"]) == ("platforms/ecs-fargate.yaml", None)
    files = {warning["id"]: warning["overlay_file"] for warning in answer["warnings"]}
    assert {name for name, file in files.items() if file} == {"N190"}
    assert files["N190"] == "rules/bank.yaml"
    plain = json.loads(render(before, "json"))["knowledge"]
    assert (plain["overlay"], plain["overrides"]) == (None, [])


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_page_names_the_overlay_and_the_files_of_what_it_shows(bank: Knowledge, form: str) -> None:
    page = re.sub(r"\s+", " ", render(recommend(load_scenario(SHOP), bank, how_sure=False), form))
    assert "with the overlay Example Bank" in page
    assert "What the overlay changes" in page
    assert "- weight overridden: cost (criteria.yaml)" in page
    assert "ended on 2026-06-30. (overlay: platforms/ecs-fargate.yaml)" in page
    assert "Put the choice before the board. (overlay: rules/bank.yaml)" in page


def test_a_platform_of_the_organisation_takes_part(tmp_path: Path) -> None:
    text = (knowledge_folder() / "platforms" / "ecs-fargate.yaml").read_text(encoding="utf-8")
    mine = text.replace("id: ecs-fargate", "id: bank-tasks", 1)
    folder = write_overlay(tmp_path, {"platforms/bank-tasks.yaml": mine, "criteria.yaml": None})
    assert check_knowledge(folder) == []
    answer = recommend(LEFT_TO_AWS, load_knowledge(folder), how_sure=False)
    assert answer.winner and answer.winner.platform.id == "bank-tasks"
    assert ("platform_added", "bank-tasks") in {(o.what.value, o.id) for o in answer.knowledge.overrides}


def test_a_rule_of_the_organisation_takes_the_place_of_another_with_its_cases(tmp_path: Path) -> None:
    rule = FILES["rules/bank.yaml"].replace("N190", "N301")
    folder = write_overlay(tmp_path, {"rules/bank.yaml": rule, "rules/bank.cases.yaml": None})
    assert [problem.message for problem in check_knowledge(folder)] == [
        "has no case in which it fires",
        "has no case in which it stays silent",
    ]
    cases = FILES["rules/bank.cases.yaml"].replace("N190", "N301")
    write_overlay(tmp_path, {"rules/bank.yaml": rule, "rules/bank.cases.yaml": cases})
    knowledge = load_knowledge(tmp_path)
    assert len(knowledge.rules) == len(OWN.rules)
    assert {case.file for case in knowledge.cases if case.case.rule == "N301"} == {
        str(tmp_path.resolve() / "rules" / "bank.cases.yaml")
    }
    assert ("rule_overridden", "N301") in {(o.what.value, o.id) for o in knowledge.overrides}


def test_a_word_of_the_organisation_brings_its_formats_along(tmp_path: Path) -> None:
    words = (
        "paas_1: {definitions: [image, ecs], skill: docker, source: bank-board, why: It writes task definitions.}\n"
        "helm: {definitions: [image, nomad], skill: docker, source: bank-board, why: So called here.}\n"
    )
    bank = load_knowledge(write_overlay(tmp_path / "words", {"in_use.yaml": words}))
    assert {(o.what.value, o.id) for o in bank.overrides if o.file == "in_use.yaml"} == {
        ("in_use_added", "paas_1"),
        ("in_use_overridden", "helm"),
    }
    assert bank.named_in_use(["PaaS 1", "Helm"]) == ("paas_1", "helm")
    assert bank.in_use["helm"].definitions == ("image", "nomad")
    wrong = write_overlay(
        tmp_path / "wrong", {"in_use.yaml": words.replace("task definitions", "them").replace("ecs", "ec")}
    )
    assert [str(p).removeprefix(str(wrong)) for p in check_knowledge(wrong)] == [
        "/in_use.yaml:1:23: paas_1.definitions: ec is no word of definitions; did you mean ecs"
    ]


def test_a_whole_copy_is_no_overlay(tmp_path: Path) -> None:
    shutil.copytree(knowledge_folder(), tmp_path / "copy")
    copy = load_knowledge(tmp_path / "copy")
    assert (copy.hash, copy.overlay) == (OWN.hash, None)


@pytest.mark.slow
def test_the_commands_take_an_overlay(tmp_path: Path) -> None:
    folder = write_overlay(tmp_path / "bank")
    assert call("knowledge", "check", "--knowledge", folder).exit_code == 0
    shown = json.loads(call("knowledge", "show", "ecs-fargate", "--knowledge", folder, "--format", "json").stdout)[
        "claims"
    ]
    assert {c["term"]: c["overlay_file"] for c in shown if c["overlay_file"]} == {
        "retired_on": "platforms/ecs-fargate.yaml"
    }
    assert call("batch", SHOP, "--out", tmp_path / "out", "--knowledge", folder, "--jobs", "1").exit_code == 0
    line = json.loads((tmp_path / "out" / "results.jsonl").read_text(encoding="utf-8"))
    assert line["knowledge_hash"] == load_knowledge(folder).hash
    assert line["answer"]["overlay"] == "Example Bank"


def test_the_overlay_in_the_documentation_is_sound_and_counts(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "knowledge.md").read_text(encoding="utf-8")
    files = re.findall(r"```yaml\n# (\S+)\n(.*?)```", page, re.DOTALL)
    for name, text in files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert [str(problem) for problem in check_knowledge(tmp_path)] == []
    knowledge = load_knowledge(tmp_path)
    assert {override.file for override in knowledge.overrides} == {
        name for name, _ in files if name != "overlay.yaml" and not name.endswith(".cases.yaml")
    }
    sized = size(load_scenario(SHOP), knowledge.platforms["bank-paas"], knowledge)
    assert isinstance(sized, Topology)


def test_own_rules_keep_the_last_ten_numbers_of_each_hundred_free() -> None:
    assert [rule.id for rule in OWN.rules if rule.id[2] == "9"] == []


def test_every_assumption_has_a_range_and_keeps_it() -> None:
    for name, assumed in OWN.assumed.items():
        known = {*RANGES, *SHARES, *CHOICES, *AMOUNTS}
        assert name in known or words_with_prices(name), name
        assert check_assumption(name, assumed.value) is None, name
    assert check_assumption("utilisation_cpu", 0) is not None
    assert check_assumption("services", True) is not None
    assert check_assumption("subnets", "both") is not None
    raw = yaml.safe_load((knowledge_folder() / "assumptions.yaml").read_text(encoding="utf-8"))
    assert set(raw) == set(OWN.assumed)
