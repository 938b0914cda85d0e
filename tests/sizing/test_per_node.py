"""What runs on every node, and what containers take of their machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from advisor.knowledge import load_knowledge
from advisor.scenario import Scenario, load_scenario
from advisor.sizing import Infeasible, RefusalCause, Topology, size
from advisor.sizing.note_codes import NoteCode

KNOWLEDGE = load_knowledge()
FAULTS = Path(__file__).parent / "faults"
WEB: dict[str, Any] = {"name": "web", "replicas": 1}
AGENT: dict[str, Any] = {"name": "agent", "per_node": True}


def scenario(*services: dict[str, Any], **more: Any) -> Scenario:
    common = {"cpu": "250m", "memory": "256Mi", "ports": []}
    hosting = {"model": "cloud", "cloud": "aws", "zones": 1}
    asked = {"name": "x", "as_of": "2026-11-24", "hosting": hosting, "availability": {"survive_nodes": 0}}
    return load_scenario(asked | {"services": [common | service for service in services]} | more)


def topology(asked: Scenario, platform: str = "eks") -> Topology:
    answer = size(asked, KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(answer, Topology), answer.refusal
    return answer


def refusal(asked: Scenario, platform: str) -> RefusalCause:
    answer = size(asked, KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(answer, Infeasible)
    cause = answer.refusal.cause
    assert isinstance(cause, RefusalCause)
    return cause


def test_an_agent_stands_on_every_node_and_its_need_is_counted() -> None:
    sized = topology(load_scenario(FAULTS / "one-on-each-node.yaml"))
    (pool,) = sized.pools
    assert all(dict(node.pods).get("datadog") == 1 for node in pool.nodes)
    machine = {each.name: each for each in pool.machines}
    for node in pool.nodes:
        web = dict(node.pods)["web"]
        assert web * 250 + 200 <= machine[node.machine].cpu_millicores
        assert web * 256 + 512 <= machine[node.machine].memory_mib
    (told,) = [note for note in sized.notes if note.code == NoteCode.ON_EVERY_NODE]
    assert dict(told.values) == {"services": (("datadog", pool.node_count),)}
    # 20 x 250m = 5,000m; two nodes leave 1,730 - 200 and 3,720 - 200 = 5,050 millicores: full to 99 %
    used = pool.utilisation
    assert used is not None
    assert used.replicas == 20 + pool.node_count
    assert used.added_replicas == 0
    whole = sum(machine[node.machine].cpu_millicores * node.count for node in pool.nodes)
    assert used.cpu == pytest.approx((5000 + 200 * pool.node_count) / whole)


def test_spare_nodes_run_the_agent_too() -> None:
    asked = scenario(
        {"name": "web", "replicas": 3, "cpu": 1}, {"name": "agent", "per_node": True}, availability={"survive_nodes": 1}
    )
    (pool,) = topology(asked).pools
    assert {dict(node.pods)["agent"] for node in pool.nodes} == {1}


def test_machines_for_what_the_platform_adds_run_the_agent_too() -> None:
    # a Windows service open to the public: the proxies stand on Linux machines of their own
    ports = [{"port": 80, "protocol": "http", "exposure": "public"}]
    asked = scenario({"name": "web", "replicas": 1, "os": "windows", "ports": ports}, AGENT | {"os": "linux"})
    pools = {pool.name: pool for pool in topology(asked, "aks").pools if pool.nodes}
    assert pools["services"].on_each_node == ("agent",)


def test_an_agent_of_linux_is_not_on_windows_nodes() -> None:
    asked = scenario(
        {"name": "web", "replicas": 1, "os": "windows"}, {"name": "agent", "per_node": True, "os": "linux"}
    )
    on_each = {pool.name: pool.on_each_node for pool in topology(asked).pools if pool.nodes}
    assert on_each["services-windows"] == ()


def test_affinity_to_what_is_everywhere_always_holds() -> None:
    sized = topology(
        scenario({"name": "web", "replicas": 2, "affinity": ["agent"]}, {"name": "agent", "per_node": True})
    )
    assert all({"web", "agent"} >= set(dict(node.pods)) for pool in sized.pools for node in pool.nodes)


def test_one_machine_runs_the_agent_once() -> None:
    sized = topology(
        scenario({"name": "web", "replicas": 1}, {"name": "agent", "per_node": True}), "docker-compose-single-vm"
    )
    (pool,) = sized.pools
    assert dict(pool.nodes[0].pods)["agent"] == 1


def test_where_no_node_is_shown_there_is_no_agent_on_it() -> None:
    asked = scenario(WEB, AGENT)
    assert refusal(asked, "ecs-fargate") is RefusalCause.NO_NODES_TO_SEE
    assert refusal(asked, "app-service") is RefusalCause.NO_NODES_TO_SEE
    # Autopilot runs agents on nodes that it alone counts
    sized = topology(
        scenario(
            {"name": "web", "replicas": 1},
            {"name": "agent", "per_node": True},
            hosting={"model": "cloud", "cloud": "gcp"},
        ),
        "gke-autopilot",
    )
    assert NoteCode.ON_EVERY_NODE_UNCOUNTED in {note.code for note in sized.notes}


@pytest.mark.parametrize(
    ("need", "refused", "given"),
    [
        ("docker_socket", ("eks", "ecs-fargate"), ("ecs-ec2", "docker-compose-single-vm")),
        ("privileged", ("ecs-fargate", "docker-swarm-mode"), ("eks", "openshift")),
        ("host_network", ("ecs-fargate",), ("docker-swarm-mode", "eks")),
        ("devices", ("docker-swarm-mode",), ("nomad",)),
    ],
)
def test_what_a_container_takes_of_its_machine_has_to_be_given(
    need: str, refused: tuple[str, ...], given: tuple[str, ...]
) -> None:
    asked = scenario({"name": "driver", "replicas": 1, "needs_host": [need]})
    for platform in refused:
        assert refusal(asked, platform) is RefusalCause.HOST_NOT_GIVEN, platform
    for platform in given:
        assert topology(asked, platform)


def test_an_agent_of_another_tenant_is_beside_nobody_on_other_machines() -> None:
    def tied(isolation: str, of_agent: dict[str, str]) -> Scenario:
        tenants = [{"name": name, "isolation": isolation} for name in ("one", "two")]
        web, other = WEB | {"affinity": ["agent"], "tenant": "one"}, {"name": "other", "replicas": 1, "tenant": "two"}
        return scenario(web, other, AGENT | of_agent, tenants=tenants)

    # the agent of tenant two runs on the machines of two alone; where they share, or it is of all, it is beside web
    assert refusal(tied("node", {"tenant": "two"}), "eks") is RefusalCause.TIED_APART
    for fits in (tied("soft", {"tenant": "two"}), tied("node", {}), tied("node", {"tenant": "one"})):
        nodes = [dict(node.pods) for pool in topology(fits).pools for node in pool.nodes]
        assert all("agent" in pods for pods in nodes if "web" in pods)
