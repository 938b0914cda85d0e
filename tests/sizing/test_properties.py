from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor import (
    Infeasible,
    Scenario,
    Topology,
    load_knowledge,
    parse_scenario,
    rank,
    recommend,
    size,
)
from advisor.sizing import Effort, Pool
from tests.profiles import examples

KNOWLEDGE = load_knowledge()
SLOW = examples(10)
WHOLE = examples(4)
"""For tests that ask for whole recommendations."""
ON_MACHINES = ("eks", "nomad", "kubernetes-self-managed", "multi-container-vm-proxy")


@st.composite
def service_lists(draw: st.DrawFn) -> list[dict[str, Any]]:
    count = draw(st.integers(1, 5))
    services = []
    for number in range(count):
        service: dict[str, Any] = {
            "name": f"s{number}",
            "replicas": draw(st.integers(1, 8)),
            "cpu": f"{draw(st.sampled_from([50, 100, 250, 500, 1000, 3000]))}m",
            "memory": f"{draw(st.sampled_from([64, 256, 512, 2048, 8192]))}Mi",
        }
        if draw(st.booleans()):
            service["max_per_node"] = draw(st.integers(1, 3))
        if draw(st.integers(0, 4)) == 0:
            service["ports"] = [{"port": 8080, "exposure": "host"}]
        services.append(service)
    return services


def scenario_of(services: list[dict[str, Any]], zones: int = 3, survive: int = 1) -> Scenario:
    whole = {
        "name": "drawn",
        "as_of": "2026-11-24",
        "hosting": {"model": "cloud", "cloud": "aws", "zones": zones},
        "availability": {"survive_nodes": survive},
        "services": services,
    }
    return parse_scenario(json.dumps(whole))


def used_on(node_pods: dict[str, int], needs: dict[str, tuple[int, int]]) -> tuple[int, int]:
    cpu = sum(needs[name][0] * count for name, count in node_pods.items())
    memory = sum(needs[name][1] * count for name, count in node_pods.items())
    return cpu, memory


def amounts(scenario: Scenario) -> dict[str, tuple[int, int]]:
    sizes = {s.name: (s.cpu_millicores or 0, s.memory_mib or 0) for s in scenario.services or ()}
    proxy = KNOWLEDGE.assumed["proxy_cpu_millicores"].value, KNOWLEDGE.assumed["proxy_memory_mib"].value
    # room for control-plane members is kept on every machine before
    return {**sizes, "(proxy)": (int(proxy[0]), int(proxy[1])), "(control plane)": (0, 0)}


def expanded(pool: Pool) -> list[tuple[str, dict[str, int]]]:
    return [(node.machine, dict(node.pods)) for node in pool.nodes for _ in range(node.count)]


@SLOW
@given(service_lists(), st.integers(1, 3), st.integers(0, 2), st.sampled_from(ON_MACHINES))
def test_every_replica_is_placed_and_nothing_is_above_what_a_machine_leaves(
    services: list[dict[str, Any]], zones: int, survive: int, platform: str
) -> None:
    scenario = scenario_of(services, zones, survive)
    topology = size(scenario, KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(topology, Topology)
    needs = amounts(scenario)
    placed: dict[str, int] = {}
    for pool in topology.pools:
        room = {machine.name: machine for machine in pool.machines}
        for machine, pods in expanded(pool):
            cpu, memory = used_on(pods, needs)
            assert cpu <= room[machine].cpu_millicores
            assert memory <= room[machine].memory_mib
            assert sum(pods.values()) <= room[machine].max_pods
            for service in services:
                assert pods.get(service["name"], 0) <= service.get("max_per_node", 1000)
            claimed = [s["name"] for s in services if s.get("ports") for _ in range(pods.get(s["name"], 0))]
            assert len(claimed) <= 1
            for name, count in pods.items():
                placed[name] = placed.get(name, 0) + count
    for service in services:
        assert placed.get(service["name"], 0) == service["replicas"]


@SLOW
@given(service_lists(), st.integers(1, 3))
def test_any_single_machine_lost_can_be_repacked_on_what_is_left(services: list[dict[str, Any]], zones: int) -> None:
    scenario = scenario_of(services, zones, survive=1)
    topology = size(scenario, KNOWLEDGE.platforms["eks"], KNOWLEDGE)
    assert isinstance(topology, Topology)
    (pool,) = topology.pools
    room = {m.name: m for m in pool.machines}
    needs = amounts(scenario)
    most = {s["name"]: s.get("max_per_node", 1000) for s in services}
    claims = {s["name"] for s in services if s.get("ports")}
    nodes = expanded(pool)
    for lost in range(len(nodes)):
        left = [(machine, dict(pods)) for index, (machine, pods) in enumerate(nodes) if index != lost]
        moving = [name for name, count in nodes[lost][1].items() for _ in range(count)]
        for name in sorted(moving, key=lambda n: (-needs[n][0], -needs[n][1], n)):
            for machine, pods in sorted(left, key=lambda node: sum(node[1].values())):
                cpu, memory = used_on(pods, needs)
                alone = name == "(proxy)" and pods.get("(proxy)")
                port_taken = name in claims and any(pods.get(other) for other in claims)
                if (
                    not alone
                    and not port_taken
                    and pods.get(name, 0) < most.get(name, 1000)
                    and cpu + needs[name][0] <= room[machine].cpu_millicores
                    and memory + needs[name][1] <= room[machine].memory_mib
                    and sum(pods.values()) < room[machine].max_pods
                ):
                    pods[name] = pods.get(name, 0) + 1
                    break
            else:
                raise AssertionError(f"{name} finds no place after the loss of machine {lost}")


@SLOW
@given(service_lists(), st.integers(0, 4))
def test_more_demand_never_costs_less(services: list[dict[str, Any]], which: int) -> None:
    more = [dict(service) for service in services]
    more[which % len(more)]["replicas"] += 3
    for platform in ("ecs-fargate", "eks"):
        small = size(scenario_of(services), KNOWLEDGE.platforms[platform], KNOWLEDGE)
        large = size(scenario_of(more), KNOWLEDGE.platforms[platform], KNOWLEDGE)
        if isinstance(small, Infeasible):
            assert isinstance(large, Infeasible)
            continue
        assert isinstance(large, Topology)
        bound = sum(pool.bound_usd_per_hour or 0 for pool in small.pools)
        cost = sum(pool.usd_per_hour or 0 for pool in small.pools)
        cost_of_more = sum(pool.usd_per_hour or 0 for pool in large.pools)
        assert cost_of_more >= bound - 1e-9
        if all((pool.gap or 0) < 1e-6 for pool in small.pools):
            assert cost_of_more >= cost - 1e-9


@pytest.mark.slow
@WHOLE
@given(service_lists(), st.randoms(use_true_random=False))
def test_the_order_in_a_file_changes_nothing(services: list[dict[str, Any]], random: Any) -> None:
    shuffled = list(services)
    random.shuffle(shuffled)
    first, second = (
        recommend(scenario_of(order), KNOWLEDGE, effort=Effort.QUICK, how_sure=False) for order in (services, shuffled)
    )
    assert [(e.platform.id, round(e.score.total, 9)) for e in first.ranking] == [
        (e.platform.id, round(e.score.total, 9)) for e in second.ranking
    ]
    assert [e.topology.pools for e in first.ranking] == [e.topology.pools for e in second.ranking]


@pytest.mark.slow
@WHOLE
@given(service_lists(), st.integers(1, 100))
def test_dropping_a_losing_platform_never_changes_the_winner(services: list[dict[str, Any]], which: int) -> None:
    scenario = scenario_of(services)
    answer = recommend(scenario, KNOWLEDGE, how_sure=False)
    topologies = {entry.platform.id: entry.topology for entry in answer.ranking}
    loser = answer.ranking[1 + which % (len(answer.ranking) - 1)].platform.id
    without = rank(scenario, {p: t for p, t in topologies.items() if p != loser}, KNOWLEDGE)
    assert answer.winner is not None
    assert without.scores[0].platform == answer.winner.platform.id
