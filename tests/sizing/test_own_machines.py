"""Own machines: their GPUs and their architecture, and which of them stand at which site."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.knowledge import load_knowledge
from advisor.scenario import Scenario, load_scenario
from advisor.sizing import Infeasible, RefusalCause, Topology, size

KNOWLEDGE = load_knowledge()
FAULTS = Path(__file__).parent / "faults"


def topology(scenario: Scenario, platform: str) -> Topology:
    sized = size(scenario, KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(sized, Topology), sized.refusal
    return sized


@pytest.mark.parametrize("platform", ["kubernetes-self-managed", "k3s", "nomad"])
def test_gpus_of_own_machines_are_placed(platform: str) -> None:
    # 36 training and 4 notebooks take a GPU each: 40 GPUs, which are all that 10 machines of 4 have
    laboratory = load_scenario(FAULTS / "laboratory-own-gpus.yaml")
    promise = load_scenario({"name": "x", "availability": {"survive_nodes": 0}}).availability
    sized = topology(laboratory.model_copy(update={"availability": promise}), platform)
    assert sum(pool.node_count for pool in sized.pools) == 10
    for pool in sized.pools:
        for node in pool.nodes:
            held = dict(node.pods)
            assert held.get("training", 0) + held.get("notebooks", 0) == 4
    # 10 x 1,500 USD
    assert sum((pool.usd_per_hour or 0) * 730 for pool in sized.pools) == pytest.approx(15_000)


def test_a_gpu_is_not_found_on_own_machines_without_one() -> None:
    scenario = load_scenario(
        {
            "name": "no-cards",
            "hosting": {"model": "on_prem", "machines": [{"type": "plain", "vcpu": 16, "memory": "64Gi", "count": 3}]},
            "services": [{"name": "train", "replicas": 1, "cpu": 1, "memory": "1Gi", "gpu": 1}],
        }
    )
    refused = size(scenario, KNOWLEDGE.platforms["k3s"], KNOWLEDGE)
    assert isinstance(refused, Infeasible)
    assert refused.refusal.cause is RefusalCause.NO_GPU_MACHINE


def test_services_stand_on_own_machines_of_their_architecture() -> None:
    scenario = load_scenario(
        {
            "name": "both",
            "hosting": {
                "model": "on_prem",
                "machines": [
                    {"type": "pi", "vcpu": 4, "memory": "8Gi", "count": 4, "arch": "arm64"},
                    {"type": "server", "vcpu": 16, "memory": "64Gi", "count": 6},
                ],
            },
            "availability": {"survive_nodes": 0},
            "services": [
                {"name": "sensor", "replicas": 2, "cpu": "500m", "memory": "256Mi", "arch": "arm64"},
                {"name": "web", "replicas": 2, "cpu": "500m", "memory": "256Mi"},
            ],
        }
    )
    sized = topology(scenario, "k3s")
    stands = {(name, node.machine) for pool in sized.pools for node in pool.nodes for name, _ in node.pods}
    assert {machine for name, machine in stands if name == "sensor"} == {"pi"}
    assert {machine for name, machine in stands if name == "web"} == {"server"}
