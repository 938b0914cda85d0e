"""Own servers that are too few for everything: what they hold, what the cloud takes, and what runs on every node."""

from __future__ import annotations

import pytest

from advisor import Topology, load_knowledge, parse_scenario, size
from advisor.packing import Effort
from advisor.report.wording.notes import note_words
from advisor.sizing.note_codes import NoteCode
from advisor.sizing.overflow import FILL_LEVELS, filled_assignments
from advisor.sizing.pipeline import task_of
from advisor.sizing.workload import resolve_workload

KNOWLEDGE = load_knowledge()
BOXES = """
name: boxes and a cloud
as_of: 2026-11-24
hosting:
  model: hybrid
  cloud: aws
  zones: 1
  machines: [{type: box, vcpu: 16, memory: 64Gi, count: %d, usd_per_month: 150}]
availability: {survive_nodes: %d}
services:
"""
WEB = "  - {name: web, replicas: 100, cpu: 1, memory: 2Gi, gpu: 0, ports: []}\n"


def sized(text: str, platform: str = "kubernetes-self-managed") -> Topology:
    topology = size(parse_scenario(text), KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(topology, Topology)
    return topology


def replicas(topology: Topology, owned: bool) -> dict[str, int]:
    counts: dict[str, int] = {}
    for pool in topology.pools:
        for node in pool.nodes if pool.owned is owned else ():
            for name, each in node.pods:
                counts[name] = counts.get(name, 0) + each * node.count
    return counts


def shares(text: str, platform: str = "kubernetes-self-managed") -> list[dict[str, tuple[int, int]]]:
    """For each way tried, the peak replicas of each service on own servers and in the cloud."""
    scenario = parse_scenario(text)
    task = task_of(
        KNOWLEDGE.platforms[platform], scenario, KNOWLEDGE, resolve_workload(scenario, KNOWLEDGE), Effort.QUICK
    )
    ways = []
    for assignment in filled_assignments(task):
        (_, own), (_, cloud) = assignment
        on_own, beyond = ({service.name: service.peak for service in half} for half in (own, cloud))
        names = on_own.keys() | beyond.keys()
        ways.append({name: (on_own.get(name, 0), beyond.get(name, 0)) for name in names})
    return ways


def test_own_servers_are_filled_before_machines_of_the_cloud_are_bought() -> None:
    topology = sized(BOXES % (6, 0) + WEB)
    own, cloud = replicas(topology, owned=True)["web"], replicas(topology, owned=False)["web"]
    assert own + cloud == 100
    # 0.8 x (16,000 - 600 kept and for daemons) = 12,320: 12 a box, of 6 boxes 72 at most, in sum or at 85 % of it 62
    assert 60 <= own <= 72
    (line,) = [line for line in topology.bill.lines if line.key.machine == "box"]
    assert line.usd_per_month == pytest.approx(6 * 150)
    # all in the cloud: 100 vCPU at 0.153 USD an hour for 3 of them, with a control plane, are about 4,000 USD
    assert topology.bill.base is not None and topology.bill.base < 2700
    (told,) = [note for note in topology.notes if note.code is NoteCode.BEYOND_OWN_SERVERS]
    assert note_words(told).startswith(f"own servers are filled first; {cloud} more replicas run in aws us-east-1")
    (cheapest,) = [note for note in topology.notes if note.code is NoteCode.CHEAPEST_PLACEMENT]
    assert "as far as these hold them and in the cloud beyond" in note_words(cheapest)


def test_fuller_servers_are_tried_first_and_room_for_a_lost_one_is_left() -> None:
    # 12,320 usable of each of 6 boxes, one of which may be lost: 5 x 12,320 = 61,600 millicores
    expected = [int(61_600 * level / 1000) for level in FILL_LEVELS]
    assert [way["web"] for way in shares(BOXES % (6, 1) + WEB)] == [(own, 100 - own) for own in expected]


def test_what_keeps_data_stays_whole_and_comes_first() -> None:
    db = "  - {name: db, replicas: 5, cpu: 4, memory: 8Gi, gpu: 0, stateful: true, ports: []}\n"
    for way in shares(BOXES % (3, 0) + WEB + db):
        assert way["db"] == (5, 0)  # 20 vCPU of 3 x 12.32 x (1, 0.85, 0.6)
    # 3 x 12.32 = 36.96 vCPU do not hold 10 x 4, so all ten stand in the cloud
    big = db.replace("replicas: 5", "replicas: 10")
    assert {way["db"] for way in shares(BOXES % (3, 0) + WEB + big)} == {(0, 10)}


def test_services_tied_by_affinity_stay_on_one_side() -> None:
    tied = (
        "  - {name: cache, replicas: 4, cpu: 1, memory: 2Gi, gpu: 0, ports: []}\n"
        "  - {name: api, replicas: 40, cpu: 1, memory: 2Gi, gpu: 0, ports: [], affinity: [cache]}\n"
    )
    # cache and api together ask for 44 vCPU, more than 36.96; web fills what they leave
    for way in shares(BOXES % (3, 0) + tied + WEB):
        assert way["cache"] == (0, 4) and way["api"] == (0, 40)
        assert way["web"][0] > 0


def test_servers_without_limit_have_nothing_beyond_them() -> None:
    no_inventory = BOXES.replace(
        "\n  machines: [{type: box, vcpu: 16, memory: 64Gi, count: %d, usd_per_month: 150}]", ""
    )
    assert shares(no_inventory % 0 + WEB) == []


def test_what_runs_on_every_node_runs_on_both_sides() -> None:
    services = (
        "  - {name: agent, per_node: true, cpu: 100m, memory: 128Mi, gpu: 0, ports: []}\n"
        "  - {name: db, replicas: 2, cpu: 4, memory: 8Gi, gpu: 0, site: on_prem, ports: []}\n"
        "  - {name: front, replicas: 4, cpu: 1, memory: 1Gi, gpu: 0, site: cloud, ports: []}\n"
    )
    topology = sized(BOXES % (6, 0) + services, "nomad")
    for pool in topology.pools:
        for node in pool.nodes:
            assert dict(node.pods).get("agent") == 1
    assert {pool.owned for pool in topology.pools} == {True, False}


def test_what_runs_on_every_node_of_one_side_stays_there_where_servers_are_filled() -> None:
    agents = "".join(
        f"  - {{name: {site}-agent, per_node: true, site: {site}, cpu: 100m, memory: 128Mi, gpu: 0, ports: []}}\n"
        for site in ("on_prem", "cloud")
    )
    topology = sized(BOXES % (6, 0) + WEB + agents)
    assert {pool.owned for pool in topology.pools} == {True, False}
    for pool in topology.pools:
        here, there = ("on_prem-agent", "cloud-agent") if pool.owned else ("cloud-agent", "on_prem-agent")
        for node in pool.nodes:
            pods = dict(node.pods)
            assert pods.get(here) == 1 and there not in pods


def test_a_machine_added_for_a_member_holds_what_runs_on_every_node() -> None:
    # c7a.medium, the cheapest with room for a member of RKE2, has too little beside it for an agent of 500 millicores
    services = (
        "  - {name: agent, per_node: true, cpu: 500m, memory: 256Mi, gpu: 0, ports: []}\n"
        "  - {name: web, replicas: 2, cpu: 200m, memory: 4Gi, gpu: 0, site: cloud, ports: []}\n"
    )
    topology = sized((BOXES % (2, 1)).replace("64Gi", "16Gi") + services, "rke2")
    for pool in topology.pools:
        usable = {machine.name: machine.cpu_millicores for machine in pool.machines}
        for node in pool.nodes:
            assert dict(node.pods).get("agent") == 1
            assert usable[node.machine] >= 500
