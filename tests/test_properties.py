from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from advisor import (
    Infeasible,
    Scenario,
    ScenarioError,
    Topology,
    load_knowledge,
    parse_scenario,
    rank,
    recommend,
    size,
)
from advisor.expressions import Truth
from advisor.robustness import with_answer
from advisor.rules import apply_rules
from advisor.sizing import Pool

KNOWLEDGE = load_knowledge()
SLOW = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
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
    return {**sizes, "(proxy)": (int(proxy[0]), int(proxy[1]))}


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


@SLOW
@given(service_lists(), st.randoms(use_true_random=False))
def test_the_order_in_a_file_changes_nothing(services: list[dict[str, Any]], random: Any) -> None:
    shuffled = list(services)
    random.shuffle(shuffled)
    first, second = (recommend(scenario_of(order), KNOWLEDGE) for order in (services, shuffled))
    assert [(e.platform.id, round(e.score.total, 9)) for e in first.ranking] == [
        (e.platform.id, round(e.score.total, 9)) for e in second.ranking
    ]
    assert [e.topology.pools for e in first.ranking] == [e.topology.pools for e in second.ranking]


@SLOW
@given(service_lists(), st.integers(1, 100))
def test_dropping_a_losing_platform_never_changes_the_winner(services: list[dict[str, Any]], which: int) -> None:
    scenario = scenario_of(services)
    answer = recommend(scenario, KNOWLEDGE)
    topologies = {entry.platform.id: entry.topology for entry in answer.ranking}
    loser = answer.ranking[1 + which % (len(answer.ranking) - 1)].platform.id
    without = rank(scenario, {p: t for p, t in topologies.items() if p != loser}, KNOWLEDGE)
    assert answer.winner is not None
    assert without.scores[0].platform == answer.winner.platform.id


ANSWERS: dict[str, list[Any]] = {
    "hosting.model": ["cloud", "on_prem", "hybrid", "edge", "multi_cloud"],
    "hosting.cloud": ["aws", "azure", "gcp", "any"],
    "hosting.zones": [1, 2, 3],
    "multi_tenancy": ["none", "soft", "hard"],
    "autoscale": ["none", "replicas", "nodes", "scale_to_zero", "burst_to_cloud"],
    "state": ["none", "external", "in_cluster"],
    "os": ["linux", "windows", "mixed"],
    "cost": ["low", "balanced", "premium_ok"],
    "portability": ["none", "low", "medium", "high", "strong"],
    "managed_preference": ["none", "low", "medium", "high", "strong"],
    "team.k8s_skill": ["none", "some", "strong"],
    "team.ops": [0, 1, 5],
    "team.engineers": [2, 12, 60],
    "scale.services": [1, 4, 12, 50],
    "scale.apps": [1, 4, 50],
    "scale.containers": [1, 9, 600],
    "scale.nodes": [1, 4, 90],
    "protocols": [("http",), ("udp", "tcp")],
    "must_have": [("gpu",), ("kubernetes_api", "self_healing"), ()],
    "availability.survive_nodes": [0, 1],
    "availability.survive_zone": [True, False],
    "services": [
        [{"name": "web", "replicas": 1}],
        [{"name": f"s{number}", "replicas": {"min": 1, "typical": 2, "peak": 9}} for number in range(4)],
        [{"name": f"s{number}", "os": "windows", "cpu": "250m", "memory": "1Gi"} for number in range(4)],
        [{"name": "db", "stateful": True, "gpu": 1}, {"name": "dns", "ports": [{"port": 53, "protocol": "udp"}]}],
        [{"name": f"s{number}", "replicas": 12, "cpu": 1, "memory": "2Gi"} for number in range(50)],
    ],
}


def is_accepted(scenario: Scenario) -> bool:
    """Whether a file with these answers is read: answers that exclude each other are refused, and judged by nobody."""
    try:
        parse_scenario(scenario.model_dump_json(by_alias=True, exclude_none=True))
    except ScenarioError:
        return False
    return True


@given(st.data())
def test_answering_an_unknown_never_flips_a_decided_rule(data: st.DataObject) -> None:
    fields = data.draw(st.lists(st.sampled_from(sorted(ANSWERS)), unique=True, max_size=8))
    before = Scenario(name="drawn")
    for field in fields:
        before = with_answer(before, field, data.draw(st.sampled_from(ANSWERS[field])))
    open_fields = sorted(set(ANSWERS) - set(fields))
    field = data.draw(st.sampled_from(open_fields))
    after = with_answer(before, field, data.draw(st.sampled_from(ANSWERS[field])))
    assume(is_accepted(before) and is_accepted(after))
    was = {finding.rule.id: finding.truth for finding in apply_rules(before, KNOWLEDGE)}
    now = {finding.rule.id: finding.truth for finding in apply_rules(after, KNOWLEDGE)}
    for rule in KNOWLEDGE.rules:
        if was.get(rule.id) is Truth.HOLDS:
            assert now.get(rule.id) is Truth.HOLDS, (rule.id, field)
        elif rule.id not in was:
            assert rule.id not in now, (rule.id, field)
