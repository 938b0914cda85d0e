"""Answers that pull apart: one line each, with the places of both."""

from __future__ import annotations

import pytest

from advisor import load_knowledge, parse_scenario, recommend
from advisor.report.wording.notes import note_words
from advisor.tensions import TensionCode, tensions_of

KNOWLEDGE = load_knowledge()


@pytest.mark.parametrize(
    ("answers", "codes"),
    [
        ("hosting: {model: on_prem}, managed_preference: strong", ["vendor_on_premises"]),
        ("hosting: {model: cloud}, managed_preference: strong", []),
        ("managed_preference: high, must_have: [full_control]", ["vendor_and_control"]),
        ("managed_preference: low, must_have: [full_control]", []),
        ("team: {engineers: 2, ops: 3}", ["more_ops_than_engineers"]),
        ("team: {engineers: 3, ops: 3}", []),
        ("team: {engineers: 2, teams: 3}", ["more_teams_than_engineers"]),
        ("scale: {nodes: 1}, availability: {survive_nodes: 1}", ["one_machine_to_lose"]),
        ("scale: {nodes: 1}, availability: {survive_nodes: 0}", []),
        ("hosting: {model: cloud, zones: 1}, availability: {survive_zone: true}", ["one_zone_to_lose"]),
        ("autoscale: none, must_have: [autoscale, scale_to_zero]", ["fixed_and_scaling"] * 2),
        ("autoscale: replicas, must_have: [autoscale]", []),
        ("os: linux, must_have: [windows_containers]", ["one_system_and_windows"]),
        ("state: none, must_have: [stateful_sets]", ["no_state_and_stateful"]),
        ("multi_tenancy: none, must_have: [vm_isolation]", ["no_tenants_and_walls"]),
    ],
)
def test_which_answers_pull_apart(answers: str, codes: list[str]) -> None:
    scenario = parse_scenario(f"{{name: a, {answers}}}")
    assert [tension.code.value for tension in tensions_of(scenario, KNOWLEDGE)] == codes


def test_every_kind_is_told_in_a_line_with_both_places() -> None:
    text = "name: a\nhosting: {model: cloud, cloud: aws}\nautoscale: none\nteam:\n  engineers: 2\n  ops: 3\n"
    answer = recommend(parse_scenario(f"{text}must_have:\n- autoscale\n"), KNOWLEDGE)
    told = {w.note.code: note_words(w.note) for w in answer.warnings if isinstance(w.note.code, TensionCode)}
    assert told == {
        TensionCode.MORE_OPS_THAN_ENGINEERS: "team.ops (line 6) and team.engineers (line 5) pull apart: more "
        "people run the platform than build what runs on it; keep the one that is meant",
        TensionCode.FIXED_AND_SCALING: "autoscale (line 3) and must_have.0 (line 8) pull apart: nothing has to scale, "
        "and something that scales is a must; keep the one that is meant",
    }
    assert answer.winner is not None
