"""What is promised by default excludes no platform: it is given up and told; what is asked for stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor import Infeasible, Topology, load_knowledge, load_scenario, parse_scenario, recommend, size
from advisor.report.wording.infeasibility import refusal_words
from advisor.report.wording.notes import note_words
from advisor.sizing.infeasibility import MachinesToBuy
from advisor.sizing.note_codes import AssumptionCode, NoteCode
from advisor.sizing.sensitivity import give_reasons

KNOWLEDGE = load_knowledge()
FAULT = Path(__file__).parent / "faults" / "default-decides-no-fit.yaml"
BOXES = """
name: boxes
as_of: 2026-11-30
hosting: {model: on_prem, machines: [{type: box, vcpu: %d, memory: 64Gi, count: %d, usd_per_month: 100}]}
%s
services: [{name: a, %scpu: %s, memory: 1Gi, gpu: 0, ports: []}]
"""
BY_HAND = "multi-container-vm-proxy"


def sized(text: str, platform: str = BY_HAND) -> Topology | Infeasible:
    return size(parse_scenario(text), KNOWLEDGE.platforms[platform], KNOWLEDGE)


def codes(topology: Topology | Infeasible) -> set[str]:
    assert isinstance(topology, Topology), topology
    return {told.code for told in topology.notes}


@pytest.mark.parametrize("platform", [BY_HAND, "docker-swarm-mode", "nomad", "k3s"])
def test_the_spare_machine_that_nobody_asked_for_is_given_up(platform: str) -> None:
    topology = size(load_scenario(FAULT), KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(topology, Topology)
    # 12 x 2 vCPU are 24 of 32. Of a box 0.8 x (16000m - 130m - 30m) = 12672m are planned on K3s, a little more or less
    # on the others: 6 of 2000m, and a proxy beside them on one of the two; nothing is left for the loss of a box
    (pool,) = topology.pools
    assert (pool.node_count, pool.survives_nodes) == (2, 0)
    told = next(note for note in topology.notes if note.code is NoteCode.NO_SPARE_MACHINE)
    assert dict(told.values)["was"] == 1
    assert note_words(told).startswith("it fits without the spare machine that we would plan by default")
    assert NoteCode.MACHINES_PLANNED_FULL not in codes(topology)
    (taken,) = [a for a in topology.assumptions if a.field == "availability.survive_nodes"]
    assert taken.note.code is AssumptionCode.NO_SPARE


@pytest.mark.slow
def test_what_is_left_unanswered_excludes_nobody_from_a_recommendation() -> None:
    answer = recommend(load_scenario(FAULT), KNOWLEDGE)
    ranked = {entry.platform.id: entry for entry in answer.ranking}
    assert ranked.keys() >= {"k3s", "nomad", "docker-swarm-mode", "rke2", BY_HAND}
    assert all(
        NoteCode.NO_SPARE_MACHINE in {caution.note.code for caution in entry.cautions} for entry in ranked.values()
    )
    assert AssumptionCode.NO_SPARE in {assumption.note.code for assumption in answer.assumptions}


def test_a_loss_that_was_asked_for_stays_and_names_the_machines_to_buy() -> None:
    asked = "availability: {survive_nodes: 1}\nutilisation: {cpu: 0.8, memory: 0.85}"
    refused = sized(BOXES % (16, 2, asked, "replicas: 12, ", "2"))
    assert isinstance(refused, Infeasible)
    assert not refused.refusal.even_without
    # with one box lost two others have to hold six each
    assert refused.refusal.to_buy == (MachinesToBuy("box", 1),)
    assert "1 x box more would hold them" in refusal_words(refused.refusal)


def test_the_free_share_is_given_up_before_a_platform_is_ruled_out() -> None:
    # one box of 4 vCPU less 200m: 3800m hold 3500m, and four fifths of it (3040m) do not
    topology = sized(BOXES % (4, 1, "availability: {survive_nodes: 0}", "replicas: 1, ", "3500m"))
    assert NoteCode.MACHINES_PLANNED_FULL in codes(topology)
    assert NoteCode.NO_SPARE_MACHINE not in codes(topology)
    assert isinstance(topology, Topology)
    assert {a.field for a in topology.assumptions if a.note.code is AssumptionCode.PLANNED_FULL} == {
        "utilisation.cpu",
        "utilisation.memory",
    }
    both = "availability: {survive_nodes: 0}\nutilisation: {cpu: 0.8}"
    refused = sized(BOXES % (4, 1, both, "replicas: 1, ", "3500m"))
    # memory may still be planned full, which is no help
    assert isinstance(refused, Infeasible)
    assert refusal_words(refused.refusal).startswith("even with machines planned full, ")


def test_the_second_replica_is_given_up_last() -> None:
    # two replicas of 2 vCPU on one box of 4 vCPU: neither without a spare nor with 3800m planned is there room
    topology = sized(BOXES % (4, 1, "", "", "2"))
    assert codes(topology) >= {NoteCode.NO_SPARE_MACHINE, NoteCode.NO_SECOND_REPLICA}
    assert NoteCode.MACHINES_PLANNED_FULL not in codes(topology)
    assert isinstance(topology, Topology)
    assert sum(count for node in topology.pools[0].nodes for _, count in node.pods) == 1


def test_where_nothing_helps_the_refusal_says_what_is_missing() -> None:
    refused = sized(BOXES % (16, 2, "", "replicas: 20, ", "2"))
    assert isinstance(refused, Infeasible)
    # 20 x 2 vCPU take three boxes of 15800m with 7 on each
    assert refused.refusal.to_buy == (MachinesToBuy("box", 1),)
    assert refusal_words(refused.refusal).startswith("even without a spare machine and with machines planned full, ")


def test_what_a_stricter_promise_costs_is_told_of_the_plan_that_fits() -> None:
    scenario = load_scenario(FAULT)
    platform = KNOWLEDGE.platforms[BY_HAND]
    topology = size(scenario, platform, KNOWLEDGE)
    assert isinstance(topology, Topology)
    case = give_reasons(topology, scenario, platform, KNOWLEDGE).sensitivity[0]
    assert (case.was, case.becomes) == (0, 1)
    assert case.impossible is not None
