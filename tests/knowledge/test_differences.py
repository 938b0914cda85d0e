"""`advisor knowledge diff`: every statement that differs, and what becomes of the advice."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from advisor import example_scenarios, load_knowledge
from advisor.advice_diff import Advice, Shift, shifts
from advisor.cli import knowledge as knowing
from advisor.knowledge import ChangeKind, differences, knowledge_folder
from advisor.need import Need
from advisor.report import render_differences
from tests.bank import FILES, call, write_overlay

OWN = load_knowledge()
SHOP = {"five-service-shop": example_scenarios()["five-service-shop"]}


@pytest.fixture
def one_scenario(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command answers one example instead of all, to be quick."""
    monkeypatch.setattr(knowing, "example_scenarios", lambda: SHOP)


@pytest.mark.usefixtures("one_scenario")
def test_an_overlay_is_compared_with_the_advisors_own(tmp_path: Path) -> None:
    result = call("knowledge", "diff", write_overlay(tmp_path))
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[:2] == [
        "added claim ecs-fargate.retired_on.start: 2026-06-30 (bank-board)",
        "added rule N190: The board is asked first (bank-board)",
    ]
    assert lines[2].startswith("changed weight cost: weight 12 -> 25")
    assert lines[3].startswith("changed assumption survive_nodes: value 1 -> 2")
    assert lines[4] == "added source bank-board: Decisions"
    assert lines[5].startswith("changed scenario five-service-shop: ")
    assert re.search(r"ecs-fargate \d+ -> out", lines[5])
    assert lines[6:] == ["5 statements added, removed or changed"]


@pytest.mark.usefixtures("one_scenario")
def test_against_turns_the_comparison_round_and_json_holds_all(tmp_path: Path) -> None:
    overlay = write_overlay(tmp_path)
    result = call("knowledge", "diff", knowledge_folder(), "--against", overlay, "--format", "json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert (told["was"]["overlay"], told["becomes"]["overlay"]) == ("Example Bank", None)
    changes = {(d["what"], d["id"]): d for d in told["differences"]}
    assert changes["source", "bank-board"]["change"] == "removed"
    assert changes["claim", "ecs-fargate.retired_on.start"]["was"]["value"] == "2026-06-30"
    assert changes["weight", "cost"]["becomes"]["weight"] == 12
    (scenario,) = told["scenarios"]
    assert scenario["changed"]
    assert scenario["becomes"]["winner"] == scenario["becomes"]["ranking"][0]
    assert "ecs-fargate" in scenario["becomes"]["ranking"]
    assert "ecs-fargate" not in scenario["was"]["ranking"]


@pytest.mark.usefixtures("one_scenario")
def test_the_same_knowledge_has_no_differences() -> None:
    assert call("knowledge", "diff", knowledge_folder()).stdout.splitlines() == [
        "same winner, verdict and order: five-service-shop",
        "the same statements",
    ]


def test_a_broken_overlay_is_code_4_and_says_where(tmp_path: Path) -> None:
    folder = write_overlay(tmp_path, {"criteria.yaml": FILES["criteria.yaml"].replace("cost:", "costs:")})
    for arguments in ((folder,), (knowledge_folder(), "--against", folder)):
        result = call("knowledge", "diff", *arguments)
        assert (result.exit_code, result.stdout) == (4, "")
        assert result.stderr.startswith(f"{folder / 'criteria.yaml'}:1:")


def test_a_changed_copy_differs_in_what_was_changed(tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(knowledge_folder(), folder)
    (folder / "platforms" / "acs.yaml").unlink()
    for name, right, wrong in (
        ("platforms/nomad.yaml", "2019-04-09: {value: 3, source: hashicorp-nomad-0-9, why: De", "2019-05-09: {value: 3,"
         " source: hashicorp-nomad-0-9, why: De"),
        ("rules/tenancy.yaml", "title: What compliance names is a must", "title: Tags are a must"),
        ("vocabulary.yaml", "about: Who runs the control plane", "about: Who has the control plane"),
    ):  # fmt: skip
        text = (folder / name).read_text(encoding="utf-8")
        assert right in text
        (folder / name).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    found = differences(OWN, load_knowledge(folder))
    assert [(d.change, d.what, d.id) for d in found] == [
        (ChangeKind.REMOVED, "platform", "acs"),
        (ChangeKind.REMOVED, "claim", "nomad.gpu.2019-04-09"),
        (ChangeKind.ADDED, "claim", "nomad.gpu.2019-05-09"),
        (ChangeKind.CHANGED, "rule", "X301"),
        (ChangeKind.CHANGED, "term", "operated_by"),
    ]
    assert (found[3].was, found[3].becomes) == (
        {"title": "What compliance names is a must"},
        {"title": "Tags are a must"},
    )


def test_platforms_that_only_make_room_are_not_said_to_move() -> None:
    # b leaves and n enters; d overtakes c; a and e keep their places among those that stay
    shift = Shift("s", Advice(Need.NO, ("a", "b", "c", "d", "e")), Advice(Need.NO, ("a", "d", "c", "e", "n")))
    assert shift.moves == (("d", 4, 2), ("n", None, 5), ("b", 2, None))
    assert shift.changed
    assert not replace(shift, becomes=shift.was).changed


def test_a_scenario_that_one_side_cannot_read_is_told_and_not_fatal(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text("name: s\nrequested: acs\nscale: {services: 2}\n", encoding="utf-8")
    without = replace(OWN, platforms={p: it for p, it in OWN.platforms.items() if p != "acs"}, hash="-")
    (shift,) = shifts({"s": file}, OWN, without)
    assert shift.was.winner and shift.becomes.winner is None
    assert [(problem.field, "acs" in problem.message) for problem in shift.becomes.refused] == [("requested", True)]
    text = render_differences(OWN, without, differences(OWN, without), (shift,), "text")
    assert "removed platform acs" in text
    assert "refused none -> " in text


def test_a_line_stays_one_line_whatever_is_written_in_it() -> None:
    nomad = OWN.platforms["nomad"]
    lines = (replace(nomad.claims["gpu"][0], why="a\nb\x1b[31m" * 40, since=dt.date(2020, 1, 1)),)
    other = replace(OWN, platforms={**OWN.platforms, "nomad": replace(nomad, claims={**nomad.claims, "gpu": lines})})
    text = render_differences(OWN, other, differences(OWN, other), (), "text")
    assert len(text.splitlines()) == len(differences(OWN, other)) + 1
    assert "\x1b" not in text
