"""Whole bills of clusters worked out by hand, each part at its public price: what is in them, and nothing else.

Those of tasks are in test_serverless_bills.py, of one machine in test_one_box.py, of ROSA in test_machines_there.py and
of 200 factories in test_small_sites.py.
"""

from __future__ import annotations

from typing import Any

import pytest

from advisor import Topology, load_knowledge, load_scenario, size

KNOWLEDGE = load_knowledge()
HOURS = 730
AWS = {"cloud": "aws", "region": "us-east-1"}
AZURE = {"cloud": "azure", "region": "eastus"}
SMALL = {"name": "a", "replicas": 1, "cpu": "100m", "memory": "256Mi"}
ADDRESS = 0.005  # USD an hour for a public address on AWS (aws-eks-prices-2026-09-28)
GP3 = 0.08  # USD for a GiB and month (infracost-aws-prices)
PREMIUM_SSD = 0.154  # USD for a GiB and month of root disks on Azure (infracost-azure-prices)
EKS_FEE = 0.10  # USD an hour and cluster
BALANCER = 0.025 + 0.005  # USD an hour for Azure's balancer and its address


def base(platform: str, hosting: dict[str, str], service: dict[str, Any], **more: Any) -> float:
    """The base of the bill of one service in one zone that need survive nothing."""
    asked = {
        "name": "small",
        "as_of": "2026-11-24",
        "os": "linux",
        "hosting": {"model": "cloud", "zones": 1, **hosting},
        "availability": {"survive_nodes": 0},
        "services": [{"ports": [], **service}],
    }
    topology = size(load_scenario(asked | more), KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(topology, Topology), topology.refusal
    assert topology.bill.base is not None
    return topology.bill.base


def test_aks_with_its_system_pool() -> None:
    # two D4als_v6 of 4 vCPU at 0.161 (karpenter-azure-prices), which services share; the Standard tier at 0.10; the
    # balancer by which machines go out; a disk of 128 GiB for each machine, as neither has a local one
    machines, disks = 2 * 0.161 * HOURS, 2 * 128 * PREMIUM_SSD
    assert base("aks", AZURE, SMALL) == pytest.approx(machines + 0.10 * HOURS + BALANCER * HOURS + disks)
    assert base("aks", AZURE, SMALL) == pytest.approx(369.38, abs=0.01)


def test_azure_red_hat_openshift() -> None:
    # three workers D4as_v5 at 0.172, three D8as_v5 at 0.344 for the control plane; OpenShift 0.04275 for each of the 12
    # vCPU of workers; the balancer; disks of 120 GiB, sold as 128, and of 1,024 for the control plane
    machines, fee = 3 * (0.172 + 0.344) * HOURS, 12 * 0.04275 * HOURS
    disks = 3 * (128 + 1024) * PREMIUM_SSD
    whole = base("openshift-managed-aro-rosa", AZURE, SMALL)
    assert whole == pytest.approx(machines + fee + BALANCER * HOURS + disks)
    assert whole == pytest.approx(2058.66, abs=0.01)


def test_eks_with_a_volume() -> None:
    # an m5a.large (2 vCPU, 8 GiB) at 0.086 with 20 GiB of root disk, and 200 GiB for the database
    database = {"name": "db", "replicas": 1, "cpu": 1, "memory": "4Gi"}
    volume = {"volumes": [{"name": "data", "size": "200Gi", "access": "one", "keeps": "data"}]}
    by_hand = (0.086 + EKS_FEE + ADDRESS) * HOURS + (20 + 200) * GP3
    assert base("eks", AWS, database | volume) == pytest.approx(by_hand)
    assert by_hand == pytest.approx(157.03)


def test_eks_on_arm() -> None:
    # 2 x 1 vCPU stand on a c6g.xlarge at 0.136
    arm = {"name": "a", "replicas": 2, "cpu": 1, "memory": "2Gi", "arch": "arm64"}
    assert base("eks", AWS, arm) == pytest.approx((0.136 + EKS_FEE + ADDRESS) * HOURS + 20 * GP3)


def test_eks_with_windows() -> None:
    # an m5a.large at 0.086 and a licence of 0.046 for each of its 2 vCPU, with 50 GiB; for DNS a c7a.medium at 0.05132
    # with Linux; an address for each
    windows = {"name": "iis", "replicas": 2, "cpu": "500m", "memory": "1Gi", "os": "windows"}
    machines = 0.086 + 2 * 0.046 + 0.05132
    by_hand = (machines + EKS_FEE + 2 * ADDRESS) * HOURS + (50 + 20) * GP3
    assert base("eks", AWS, windows, os="windows") == pytest.approx(by_hand)
    assert by_hand == pytest.approx(253.30, abs=0.01)


def test_eks_with_gpus() -> None:
    # a g4dn.xlarge (one T4) at 0.526 for each of two replicas; what needs no GPU stands there too
    infer = {"name": "infer", "replicas": 2, "cpu": 2, "memory": "8Gi", "gpu": 1}
    by_hand = (2 * 0.526 + EKS_FEE + 2 * ADDRESS) * HOURS + 2 * 20 * GP3
    assert base("eks", AWS, infer) == pytest.approx(by_hand)
    assert by_hand == pytest.approx(851.46, abs=0.01)


def test_container_instances_have_no_idle_hours() -> None:
    # nothing starts and stops groups with the load: 2 x 1 vCPU with 1.125 GiB as sold run through the 18 quiet hours
    profile = {"autoscale": "scale_to_zero", "load": [0] * 18 + [1] * 6}
    web = {"name": "web", "kind": "web", "replicas": {"min": 0, "typical": 2, "peak": 2}, "cpu": 1, "memory": "1Gi"}
    assert base("aci", AZURE, web, **profile) == pytest.approx(2 * (0.0405 + 1.125 * 0.00445) * HOURS)


def test_app_service_keeps_one_instance_in_idle_hours() -> None:
    # two P1v3 at 0.155 for 6 hours a day, one for the 18 others
    profile = {"autoscale": "scale_to_zero", "load": [0] * 18 + [1] * 6}
    web = {"name": "web", "kind": "web", "replicas": {"min": 0, "typical": 2, "peak": 2}, "cpu": 1, "memory": "3Gi"}
    assert base("app-service", AZURE, web | {"replicas": 2}) == pytest.approx(2 * 0.155 * HOURS)
    assert base("app-service", AZURE, web, **profile) == pytest.approx(0.155 * (1 * 0.75 + 2 * 0.25) * HOURS)
