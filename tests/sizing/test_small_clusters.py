"""Small clusters: managers that run services, and proxies only where something has to be routed."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor import Infeasible, Topology, load_knowledge, load_scenario, parse_scenario, size
from advisor.knowledge import Terms
from advisor.packing import Effort
from advisor.sizing.bill_types import BillPart
from advisor.sizing.note_codes import AssumptionCode, NoteCode
from advisor.sizing.pipeline import task_of
from advisor.sizing.support.proxies import proxy_replicas
from advisor.sizing.workload import resolve_workload

KNOWLEDGE = load_knowledge()
FAULTS = Path(__file__).parent / "faults"
CLOUD = "hosting: {model: cloud, cloud: %s, zones: %d}"
PUBLIC = "ports: [{port: 80, protocol: http, exposure: public}]"


def topology_of(text: str, platform: str) -> Topology:
    topology = size(parse_scenario(text), KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(topology, Topology), topology
    return topology


def proxies_of(rest: str, platform: str = "k3s", *, cloud: str = "aws", zones: int = 3) -> int:
    """Proxies planned for a scenario."""
    scenario = parse_scenario(f"name: a\nas_of: 2026-11-24\n{CLOUD % (cloud, zones)}\n{rest}")
    workload = resolve_workload(scenario, KNOWLEDGE)
    task = task_of(KNOWLEDGE.platforms[platform], scenario, KNOWLEDGE, workload, Effort.QUICK)
    return sum(replicas.count for replicas in proxy_replicas(task, task.main_location))


@pytest.mark.parametrize("platform", ["k3s", "rke2", "docker-swarm-mode", "nomad"])
def test_servers_of_a_small_cluster_run_services(platform: str) -> None:
    topology = size(load_scenario(FAULTS / "small-k3s.yaml"), KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(topology, Topology)
    (pool,) = topology.pools
    plane = topology.control_plane
    assert (plane.members, plane.on_agents, plane.machines, plane.usd_per_hour) == (3, True, (), 0.0)
    assert [count for _, count in plane.members_by_zone] == [1, 1, 1]
    carrying = [(node.zone, node.count) for node in pool.nodes if "(control plane)" in dict(node.pods)]
    assert sorted(carrying) == [(zone, 1) for zone in pool.zones]
    assert all(set(dict(node.pods)) - {"(control plane)"} for node in pool.nodes if not node.spare)
    assert not [line for line in topology.bill.lines if line.key.part is BillPart.CONTROL_PLANE_MEMBERS]
    assert NoteCode.MEMBERS_BESIDE_SERVICES in {note.code for note in topology.notes}


def test_a_member_takes_its_share_of_every_machine() -> None:
    topology = size(load_scenario(FAULTS / "small-k3s.yaml"), KNOWLEDGE.platforms["k3s"], KNOWLEDGE)
    assert isinstance(topology, Topology)
    (pool,) = topology.pools
    xlarge = next(machine for machine in pool.machines if machine.name == "c6a.xlarge")
    # K3s measured: an agent takes 3 % of a core, a server with services 6 %; 100m for the system besides. Of the CPU
    # four fifths are planned: 0.8 x (4000 - 30 - 100 - 30) = 3072
    assert xlarge.cpu_millicores == 3072
    # web 2 x 500m, api 3 x 1000m, worker 2 x 1000m and 2 proxies of 200m are 6400m; three machines hold that, but
    # two do not (6144m): a fourth is spare. Three machines of 4 vCPU in Ireland and the spare one of 2 vCPU:
    # 3 x 0.16416 + 0.08208 = 0.57456 USD an hour, 179.76 USD a month less than with three servers apart
    assert pool.usd_per_hour == pytest.approx(3 * 0.16416 + 0.08208)


def test_one_server_alone_is_enough_where_a_loss_is_borne() -> None:
    text = f"name: a\nas_of: 2026-11-24\n{CLOUD % ('aws', 3)}\navailability: {{survive_nodes: 0}}\nservices:\n"
    text += "  - {name: web, replicas: 1, cpu: 500m, memory: 512Mi, " + PUBLIC + "}"
    alone = topology_of(text, "k3s")
    assert (alone.control_plane.members, alone.pools[0].node_count) == (1, 1)
    assert NoteCode.ONE_MEMBER in {note.code for note in alone.notes}
    # an uptime that is asked for is no loss that is borne: three servers, two of them without services
    target = topology_of(text.replace("survive_nodes: 0", "survive_nodes: 0, target: 99.9"), "k3s")
    assert (target.control_plane.members, target.pools[0].node_count) == (3, 3)
    assert [count for _, count in target.control_plane.members_by_zone] == [1, 1, 1]
    assert not target.control_plane.machines


def test_servers_without_services_are_added_only_from_the_stock() -> None:
    text = (
        "name: a\nas_of: 2026-11-24\navailability: {survive_nodes: 1}\nhosting: {model: on_prem, machines: "
        "[{type: box, vcpu: 8, memory: 32Gi, count: %d, usd_per_month: 100}]}\nservices:\n"
        "  - {name: web, replicas: 1, cpu: 500m, memory: 512Mi, ports: []}"
    )
    # one box for the service, one to survive its loss, and a third for the majority
    three = topology_of(text % 3, "k3s")
    assert (three.control_plane.members, three.pools[0].node_count) == (3, 3)
    assert three.pools[0].usd_per_hour == pytest.approx(3 * 100 / 730)
    two = size(parse_scenario(text % 2), KNOWLEDGE.platforms["k3s"], KNOWLEDGE)
    assert isinstance(two, Infeasible)


def test_services_that_listen_to_nobody_need_no_proxy() -> None:
    topology = size(load_scenario(FAULTS / "no-ports-no-proxy.yaml"), KNOWLEDGE.platforms["eks"], KNOWLEDGE)
    assert isinstance(topology, Topology)
    # one replica of 500m: one machine of 1 vCPU with 592m to use, where three zones had two more for proxies
    assert sum(pool.node_count for pool in topology.pools) == 1
    for platform in ("k3s", "aks", "docker-compose-single-vm", "multi-container-vm-proxy"):
        assert proxies_of("services: [{name: w, replicas: 1, ports: []}]", platform) == 0
        inside = "services: [{name: w, replicas: 1, ports: [{port: 80, exposure: internal}]}]"
        assert proxies_of(inside, platform) == 0


def test_what_is_not_known_of_ports_is_planned_with_proxies() -> None:
    assert proxies_of("services: [{name: w, replicas: 1}]") == 2
    assert proxies_of("services: [{name: w, replicas: 1, ports: [{port: 80}]}]") == 2
    assert proxies_of("services: [{name: w, replicas: 1, kind: batch}]") == 0


def test_what_is_taken_of_ports_is_told() -> None:
    def taken(services: str) -> set[str]:
        scenario = parse_scenario(f"name: a\nas_of: 2026-11-24\nservices:\n{services}")
        return {assumption.note.code for assumption in resolve_workload(scenario, KNOWLEDGE).assumptions}

    perhaps, none = AssumptionCode.PERHAPS_PUBLIC, AssumptionCode.NO_PORTS
    assert perhaps in taken("  - {name: w, replicas: 1}")
    assert perhaps in taken("  - {name: w, replicas: 1, ports: [{port: 80}]}")
    assert none in taken("  - {name: w, replicas: 1, kind: batch}")
    assert none in taken(f"  - {{name: w, replicas: 1}}\n  - {{name: x, replicas: 1, {PUBLIC}}}")
    assert not {perhaps, none} & taken("  - {name: w, replicas: 1, ports: []}")


def test_a_balancer_that_routes_by_itself_takes_no_proxy() -> None:
    public = f"services: [{{name: w, replicas: 1, {PUBLIC}}}]"
    for platform, cloud in (("eks", "aws"), ("ecs-ec2", "aws"), ("gke-standard", "gcp")):
        assert proxies_of(public, platform, cloud=cloud) == 0
    assert proxies_of(public, "aks", cloud="azure") == 2
    # a service balancer of 2017 forwarded connections; the controller that makes one for each ingress came in 2018
    terms = KNOWLEDGE.platforms["eks"].terms
    assert terms(KNOWLEDGE.newest_source_day).balancer_routes
    assert Terms.balancer_routes.term in KNOWLEDGE.vocabulary


@pytest.mark.parametrize(
    ("asked", "traffic", "zones", "count"),
    [
        ("survive_nodes: 0", "", 3, 1),  # a loss is borne
        ("survive_nodes: 1", "", 3, 2),  # one is left
        ("survive_nodes: 2", "", 1, 3),
        ("survive_nodes: 0, survive_zone: true", "", 3, 2),  # 1 x 3 / 2, rounded up
        ("survive_nodes: 1", "traffic: {requests_per_second: {typical: 9, peak: 9000}}, ", 3, 6),  # 9000 / 2000, and 1
        ("survive_nodes: 1, survive_zone: true", "traffic: {requests_per_second: {typical: 9000}}, ", 3, 8),
    ],
)
def test_proxies_by_requests_and_losses(asked: str, traffic: str, zones: int, count: int) -> None:
    # with a zone lost, 9000 / 2000 = 5 are to be left of n x 2 / 3: 8
    rest = f"availability: {{{asked}}}\nservices: [{{name: w, replicas: 1, {traffic}{PUBLIC}}}]"
    assert proxies_of(rest, zones=zones) == count
    assert proxies_of(rest, "docker-compose-single-vm", zones=zones) == 1
