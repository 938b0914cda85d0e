"""Limits against what is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from advisor.knowledge import load_knowledge
from advisor.scenario import load_scenario
from advisor.sizing import Topology, size
from advisor.sizing.note_codes import AssumptionCode, NoteCode

KNOWLEDGE = load_knowledge()


def topology(platform: str, **service: Any) -> Topology:
    asked = load_scenario(
        {
            "name": "x",
            "as_of": "2026-11-24",
            "hosting": {
                "model": "on_prem",
                "machines": [{"type": "box", "vcpu": 8, "memory": "32Gi", "count": 3}],
            },
            "availability": {"survive_nodes": 0},
            "services": [{"name": "web", "replicas": 4, "ports": []} | service],
        }
    )
    answer = size(asked, KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(answer, Topology), answer.refusal
    return answer


def told(sized: Topology) -> dict[str, dict[str, Any]]:
    return {note.code: dict(note.values) for note in sized.notes}


def test_limits_above_the_memory_of_a_node_are_told_with_figures() -> None:
    # four replicas of 2 GiB on one box of 32 GiB, each of which may use 12 GiB: 4 x 12,288 = 49,152 MiB
    sized = topology("nomad", cpu="500m", memory="2Gi", limits={"cpu": "500m", "memory": "12Gi"})
    notes = told(sized)
    values = notes[NoteCode.MEMORY_OVERCOMMITTED]
    (pool,) = sized.pools
    most = max(dict(node.pods)["web"] for node in pool.nodes)
    assert values["limits"] == most * 12_288
    assert values["services"] == ("web",)
    # what services may plan with is 85 % of what the node has for them
    assert values["offered"] == pytest.approx(pool.machines[0].memory_mib / 0.85, abs=1)
    assert NoteCode.CPU_OVERCOMMITTED not in notes


def test_cpu_above_a_node_slows_down_and_kills_nothing() -> None:
    notes = told(topology("nomad", cpu="500m", memory="2Gi", limits={"cpu": 4, "memory": "2Gi"}))
    assert notes[NoteCode.CPU_OVERCOMMITTED]["limits"] == 4 * 4000
    assert NoteCode.MEMORY_OVERCOMMITTED not in notes


def test_limits_that_a_node_has_are_no_matter() -> None:
    notes = told(topology("nomad", cpu="500m", memory="2Gi", limits={"cpu": "600m", "memory": "3Gi"}))
    assert not notes.keys() & {NoteCode.CPU_OVERCOMMITTED, NoteCode.MEMORY_OVERCOMMITTED}


def test_a_limit_without_a_request_is_what_is_asked_for() -> None:
    sized = topology("nomad", limits={"cpu": 1, "memory": "4Gi"})
    assert AssumptionCode.LIMITS_ASKED_FOR in {each.note.code for each in sized.assumptions}
    used = sized.pools[0].utilisation
    assert used is not None
    machines = sum(node.count for node in sized.pools[0].nodes)
    assert used.memory == pytest.approx(4 * 4096 / (machines * sized.pools[0].machines[0].memory_mib))
