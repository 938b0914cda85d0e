"""Root disks of machines: their default size, what makes them larger, and what they cost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from advisor.knowledge import load_knowledge
from advisor.packing import check_plan
from advisor.scenario import Scenario, load_scenario
from advisor.sizing import Topology, size
from advisor.sizing.bill_types import BillPart
from advisor.sizing.note_codes import NoteCode

KNOWLEDGE = load_knowledge()
FAULTS = Path(__file__).parent / "faults"


def topology(asked: Scenario, platform: str) -> Topology:
    answer = size(asked, KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(answer, Topology), answer.refusal
    return answer


def root_disks(sized: Topology) -> list[tuple[float, float, float | None]]:
    """Machines, GiB-months and USD a month of each line."""
    lines = (line for line in sized.bill.lines if line.key.part is BillPart.ROOT_DISKS)
    return [(line.count, line.quantity, line.usd_per_month) for line in lines]


def one_service(cloud: str, **service: Any) -> Scenario:
    asked = {"name": "web", "replicas": 1, "cpu": 1, "memory": "1Gi", "ports": []}
    return load_scenario(
        {
            "name": "x",
            "as_of": "2026-11-24",
            "hosting": {"model": "cloud", "cloud": cloud, "zones": 1},
            "availability": {"survive_nodes": 0},
            "services": [asked | service],
        }
    )


def test_node_disk_makes_root_disks_larger_and_is_paid_for() -> None:
    # ten replicas of 100 GiB on one c6a.2xlarge: 8 GiB for the system + 1,000 GiB, of which 85 % may be planned full:
    # 1,008 / 0.85 = 1,185.9, so 1,186 GiB at 0.08 USD = 94.88 USD a month
    sized = topology(load_scenario(FAULTS / "ephemeral-disk.yaml"), "eks")
    assert sum(count for count, _, _ in root_disks(sized)) == sum(pool.node_count for pool in sized.pools)
    ((nodes, gib, usd),) = root_disks(sized)
    assert gib >= 1000
    assert (nodes, gib, usd) == (1, 1186, pytest.approx(94.88))
    (told,) = [note for note in sized.notes if note.code == NoteCode.ROOT_DISKS_ENLARGED]
    assert dict(told.values)["default"] == 20


def test_the_default_root_disk_is_in_the_bill_too() -> None:
    # EKS: 20 GiB of gp3 at 0.08 USD; GKE: 100 GiB balanced at 0.10; AKS: P10 of 128 GiB at 0.154 (19.71 a month)
    assert root_disks(topology(one_service("aws"), "eks")) == [(1, 20, pytest.approx(1.6))]
    assert root_disks(topology(one_service("gcp"), "gke-standard")) == [(1, 100, pytest.approx(10.0))]
    assert root_disks(topology(one_service("azure"), "aks"))[0][1:] == (128, pytest.approx(19.712))


def test_windows_nodes_of_eks_have_a_larger_default() -> None:
    # 50 GiB instead of 20 on the Windows machine
    sized = topology(one_service("aws", os="windows"), "eks")
    assert 50 in {gib / count for count, gib, _ in root_disks(sized)}


def test_an_image_is_on_a_node_once_for_all_its_replicas() -> None:
    # three replicas of one image of 20 GiB on one node: (8 + 20) / 0.85 = 32.9, so 33 GiB
    sized = topology(one_service("aws", replicas=3, cpu="100m", memory="128Mi", image_size="20Gi"), "eks")
    ((nodes, gib, _),) = root_disks(sized)
    assert (nodes, gib) == (1, 33)


def test_spare_nodes_have_the_disk_that_a_lost_node_had() -> None:
    asked = one_service("aws", replicas=4, disk="50Gi", max_per_node=2).model_copy(
        update={"availability": load_scenario({"name": "y", "availability": {"survive_nodes": 1}}).availability}
    )
    (pool,) = topology(asked, "eks").pools
    packed = pool.packed
    assert packed is not None
    most = max(sum(count for name, count in node.pods if name == "web") for node in pool.nodes)
    assert pool.node_disk_mib == most * 50 * 1024
    on_disks = [replace(machine, disk_mib=pool.node_disk_mib) for machine in packed.machines]
    assert check_plan(packed.plan, packed.items, on_disks, zones=1, survive_nodes=1) == ()


def test_own_machines_are_asked_whether_they_have_that_much() -> None:
    asked = load_scenario(
        {
            "name": "x",
            "hosting": {"model": "on_prem"},
            "availability": {"survive_nodes": 0},
            "services": [{"name": "web", "replicas": 2, "cpu": 1, "memory": "1Gi", "disk": "100Gi", "ports": []}],
        }
    )
    sized = topology(asked, "k3s")
    assert root_disks(sized) == []
    assert any(note.code == NoteCode.DISK_OF_OWN_MACHINES for note in sized.notes)
