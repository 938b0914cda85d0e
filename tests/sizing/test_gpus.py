"""GPUs: which machines hold services that ask for them, what they cost, and how GPUs are divided."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from advisor.knowledge import load_knowledge
from advisor.recommend import recommend
from advisor.scenario import Scenario, load_scenario
from advisor.sizing import Infeasible, RefusalCause, Topology, reference_usd_per_month, size
from advisor.sizing.gpus import known_types
from advisor.sizing.note_codes import AssumptionCode
from advisor.sizing.pool import Pool

KNOWLEDGE = load_knowledge()
FAULTS = Path(__file__).parent / "faults"


def scenario(*services: dict[str, Any], cloud: str = "aws") -> Scenario:
    common = {"replicas": 1, "cpu": 1, "memory": "1Gi", "ports": []}
    return load_scenario(
        {
            "name": "x",
            "as_of": "2026-11-24",
            "hosting": {"model": "cloud", "cloud": cloud, "zones": 1},
            "availability": {"survive_nodes": 0},
            "services": [common | service for service in services],
        }
    )


def sized(asked: Scenario, platform: str) -> Topology | Infeasible:
    return size(asked, KNOWLEDGE.platforms[platform], KNOWLEDGE)


def topology(asked: Scenario, platform: str) -> Topology:
    answer = sized(asked, platform)
    assert isinstance(answer, Topology), answer.refusal
    return answer


def gpu_pool(plan: Topology) -> Pool:
    (pool,) = (pool for pool in plan.pools if any(machine.gpus for machine in pool.machines))
    return pool


def test_a_gpu_service_stands_on_the_cheapest_gpu_machines_of_eks() -> None:
    # 4 vCPU and 16 GiB beside what the node keeps do not fit a machine of 4 vCPU and 16 GiB (g4dn.xlarge); the next one
    # with an NVIDIA GPU is g4dn.2xlarge (8 vCPU, 32 GiB, one T4) at 0.752 USD an hour in us-east-1, list of 2026-07-20.
    # Four of them: 4 x 0.752 = 3.008 USD an hour, x 730 = 2,195.84 USD a month.
    plan = topology(load_scenario(FAULTS / "gpu-on-eks.yaml"), "eks")
    pool = gpu_pool(plan)
    assert {(node.machine, node.pods) for node in pool.nodes} == {("g4dn.2xlarge", (("infer", 1),))}
    assert pool.node_count == 4
    assert pool.usd_per_hour == pytest.approx(3.008)


def test_gpu_services_on_google_cloud_fit_somewhere() -> None:
    answer = recommend(load_scenario(FAULTS / "gpu-on-gcp.yaml"), KNOWLEDGE, how_sure=False)
    assert answer.winner is not None
    ranked = {entry.platform.id for entry in answer.ranking}
    assert {"gke-standard"} <= ranked
    # g2-standard-8: 8 vCPU, 32 GiB, one L4 at 0.853624 USD an hour in us-east1, list of 2026-08-03
    gke = topology(load_scenario(FAULTS / "gpu-on-gcp.yaml"), "gke-standard")
    assert {machine.name: machine.usd_per_hour for machine in gpu_pool(gke).machines} == {"g2-standard-8": 0.853624}


def test_gpus_in_words_alone_are_planned_as_one_and_said_to_be_assumed() -> None:
    plan = topology(load_scenario(FAULTS / "gpu-in-words.yaml"), "gke-standard")
    # one L4 on the smallest machine that has one (g2-standard-4, 0.706832 USD an hour), and one that may be lost
    assert {machine.name: machine.usd_per_hour for machine in gpu_pool(plan).machines} == {"g2-standard-4": 0.706832}
    assert gpu_pool(plan).node_count == 2
    assert AssumptionCode.ONE_GPU in {each.note.code for each in plan.assumptions}


def test_services_without_gpus_stay_off_gpu_machines() -> None:
    plan = topology(scenario({"name": "train", "gpu": 1}, {"name": "web"}), "eks")
    names = {pool.name: {machine.gpus for machine in pool.machines} for pool in plan.pools}
    assert names == {"services": {0.0}, "services-gpu": {1.0}}


def test_the_type_asked_for_is_the_type_given() -> None:
    plan = topology(scenario({"name": "train", "gpu": {"count": 1, "type": "NVIDIA L4"}}), "eks")
    assert {machine.gpu_type for machine in gpu_pool(plan).machines} == {"nvidia-l4"}
    radeon = topology(scenario({"name": "draw", "gpu": {"count": 1, "type": "amd"}}), "eks")
    assert {machine.gpu_type for machine in gpu_pool(radeon).machines} == {"amd-v520"}


def test_two_gpus_of_one_replica_are_on_one_machine() -> None:
    plan = topology(scenario({"name": "train", "gpu": {"count": 4, "type": "t4"}}), "eks")
    assert [machine.name for machine in gpu_pool(plan).machines] == ["g4dn.12xlarge"]


def test_a_gpu_is_divided_into_equal_slots() -> None:
    # two fifths of a GPU: two replicas on each, and the fifth that is left holds no third; 4 replicas take 2 GPUs
    plan = topology(scenario({"name": "infer", "replicas": 4, "gpu": {"count": 1, "type": "t4", "share": 0.4}}), "eks")
    pool = gpu_pool(plan)
    assert sum(machine.gpus * node.count for node in pool.nodes for machine in pool.machines) == 2


def test_a_small_share_fits_a_machine_that_has_a_part_of_a_gpu() -> None:
    # an eighth of an L4: g6f.large has one (2 vCPU, 8 GiB)
    plan = topology(scenario({"name": "infer", "gpu": {"count": 1, "type": "l4", "share": 0.125}}), "eks")
    assert {machine.gpus for machine in gpu_pool(plan).machines} == {0.125}


def test_platforms_that_give_whole_gpus_refuse_a_share() -> None:
    refused = sized(scenario({"name": "infer", "gpu": {"count": 1, "share": 0.5}}), "ecs-ec2")
    assert isinstance(refused, Infeasible)
    assert refused.refusal.cause is RefusalCause.GPUS_NOT_DIVIDED


@pytest.mark.parametrize("platform", ["docker-swarm-classic", "ecs-fargate"])
def test_platforms_without_gpus_say_so(platform: str) -> None:
    refused = sized(scenario({"name": "infer", "gpu": 1}), platform)
    assert isinstance(refused, Infeasible)
    assert refused.refusal.cause in (RefusalCause.GPU_NOT_GIVEN, RefusalCause.NO_GPU_SIZE)


def test_a_region_without_the_type_says_what_it_has() -> None:
    refused = sized(scenario({"name": "infer", "gpu": {"count": 1, "type": "b300"}}, cloud="gcp"), "gke-standard")
    assert isinstance(refused, Infeasible)
    values = dict(refused.refusal.values)
    assert (refused.refusal.cause, values["type"], "nvidia-l4" in values["there"]) == (
        RefusalCause.NO_GPU_MACHINE,
        "b300",
        True,
    )


def test_services_tied_to_one_machine_stand_on_its_gpu_machine() -> None:
    plan = topology(scenario({"name": "train", "gpu": 1}, {"name": "feed", "affinity": ["train"]}), "eks")
    assert {name for node in gpu_pool(plan).nodes for name, _ in node.pods} == {"train", "feed"}
    two = scenario(
        {"name": "a", "gpu": {"count": 1, "type": "t4"}},
        {"name": "b", "gpu": {"count": 1, "type": "l4"}, "affinity": ["a"]},
    )
    refused = sized(two, "eks")
    assert isinstance(refused, Infeasible)
    assert refused.refusal.cause is RefusalCause.TIED_TO_TWO_GPU_KINDS


def test_one_machine_takes_a_gpu_machine() -> None:
    plan = topology(scenario({"name": "train", "gpu": 1}, {"name": "web"}), "docker-compose-single-vm")
    assert {machine.name for pool in plan.pools for machine in pool.machines} == {"g4dn.xlarge"}


def test_every_type_names_its_maker() -> None:
    assert {name.split("-")[0] for name in known_types()} == {"amd", "nvidia"}


A100_TWICE = {"name": "llm", "replicas": 2, "cpu": 8, "memory": "64Gi", "gpu": {"count": 1, "type": "a100"}}


def assumed_cloud(plan: Topology) -> tuple[AssumptionCode, str]:
    (told,) = (each.note for each in plan.assumptions if each.field == "hosting.cloud")
    return AssumptionCode(told.code), str(dict(told.values)["value"])


def test_where_no_cloud_is_named_gpus_are_taken_where_they_cost_least() -> None:
    # us-east-1 sells A100s eight at a time alone (p4d.24xlarge, 21.957642 USD an hour), eastus one at a time
    # (Standard_NC24ads_A100_v4, 3.673): 2 x 3.673 = 7.346 for two replicas
    plan = topology(scenario(A100_TWICE, cloud="any"), "k3s")
    assert gpu_pool(plan).usd_per_hour == pytest.approx(7.346)
    assert assumed_cloud(plan) == (AssumptionCode.CLOUD_WITH_GPUS, "azure")


def test_a_cloud_that_is_named_stays_and_services_without_gpus_change_nothing() -> None:
    named = topology(scenario(A100_TWICE, cloud="aws"), "k3s")
    assert gpu_pool(named).usd_per_hour == pytest.approx(21.957642)
    assert assumed_cloud(topology(scenario({"name": "web", "gpu": 0}, cloud="any"), "k3s"))[0] is (
        AssumptionCode.CLOUD_THAT_COSTS_LEAST
    )


def test_a_region_that_one_cloud_has_names_the_cloud() -> None:
    asked = load_scenario(
        {
            "name": "x",
            "as_of": "2026-11-24",
            "hosting": {"model": "cloud", "region": "westeurope"},
            "services": [{"name": "web", "replicas": 2, "cpu": 1, "memory": "1Gi", "gpu": 0, "ports": []}],
        }
    )
    plan = topology(asked, "k3s")
    assert {pool.site for pool in plan.pools} == {"azure westeurope"}
    assert not [each for each in plan.assumptions if each.field in ("hosting.cloud", "hosting.region")]


def test_the_reference_bill_has_the_gpus_of_the_demand() -> None:
    # for each replica 8 x 0.04048 + 64 x 0.004445 = 0.60832 USD an hour, and an A100 at the cheapest rate of all
    # tables, an eighth of p4d.24xlarge in us-east-2: 21.95764 / 8 = 2.744705; 2 x 3.353025 x 730 = 4,895.42
    asked = scenario(A100_TWICE, cloud="any")
    assert reference_usd_per_month(asked, KNOWLEDGE) == pytest.approx(4895.42, abs=0.01)
    # a quarter of one takes a quarter of its rate: 2 x (0.60832 + 0.68617625) x 730 = 1,889.96
    quarter = scenario(A100_TWICE | {"gpu": {"count": 1, "type": "a100", "share": 0.25}})
    assert reference_usd_per_month(quarter, KNOWLEDGE) == pytest.approx(1889.96, abs=0.01)


def test_own_machines_may_name_their_gpus_without_the_maker() -> None:
    own = {"type": "box", "vcpu": 16, "memory": "64Gi", "count": 2, "gpu": 1, "gpu_type": "l4", "usd_per_month": 100}
    for wish in (1, {"count": 1, "type": "l4"}, {"count": 1, "type": "nvidia-l4"}):
        asked = load_scenario(
            {
                "name": "x",
                "as_of": "2026-11-24",
                "hosting": {"model": "on_prem", "machines": [own]},
                "availability": {"survive_nodes": 0},
                "services": [{"name": "see", "replicas": 2, "cpu": 2, "memory": "8Gi", "gpu": wish, "ports": []}],
            }
        )
        assert gpu_pool(topology(asked, "k3s")).node_count == 2
