"""Bills that somebody published, worked out again: within 2 %, or the difference is explained."""

from __future__ import annotations

import pytest

from advisor import Topology, load_knowledge, parse_scenario, size
from advisor.sizing.bill_types import BillPart, LeftOut, LeftOutCost

KNOWLEDGE = load_knowledge()
CLOSE = 0.02


def bill_of(platform: str, cloud: str, services: str, rest: str = "") -> Topology:
    text = f"name: published\nas_of: 2026-11-24\nhosting: {{model: cloud, cloud: {cloud}, zones: 1}}\n{rest}\n"
    topology = size(parse_scenario(f"{text}services:\n{services}"), KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(topology, Topology)
    return topology


def dollars(topology: Topology, *parts: BillPart) -> float:
    """The lines of these parts, added up."""
    return sum(line.usd_per_month or 0.0 for line in topology.bill.lines if line.key.part in parts)


def test_fargate_tasks_that_run_an_hour_a_day() -> None:
    # AWS Fargate pricing, example 3 (https://aws.amazon.com/fargate/pricing/): 10 pods of 0.25 vCPU and 1 GB run for an
    # hour on each of 30 days: 10 x 0.25 x 0.000011244 x 3600 x 30 = 3.04 and 10 x 1 x 0.000001235 x 3600 x 30 = 1.33,
    # together 4.37 USD. A month has 730 hours here, 30.42 days, which makes it 1.4 % more.
    hourly = "autoscale: scale_to_zero\nload: [1" + ", 0" * 23 + "]"
    job = "  - {name: job, kind: batch, replicas: {min: 0, typical: 1, peak: 10}, cpu: 250m, memory: 1Gi, ports: []}"
    topology = bill_of("ecs-fargate", "aws", job, hourly)
    assert dollars(topology, BillPart.NODES) == pytest.approx(4.37, rel=CLOSE)
    assert dollars(topology, BillPart.NODES) == pytest.approx(4.37 * 730 / 24 / 30, rel=0.002)


def test_a_fargate_task_that_always_runs() -> None:
    # Infracost, recorded estimate of an ECS service on Fargate with 2 vCPU and 4 GB (aws/testdata/ecs_service_test):
    # 59.10 USD for the vCPU and 12.98 USD for the memory a month
    task = "  - {name: task, replicas: 1, cpu: 2, memory: 4Gi, ports: []}"
    assert dollars(bill_of("ecs-fargate", "aws", task), BillPart.NODES) == pytest.approx(59.10 + 12.98, rel=CLOSE)


def test_autopilot_pods_of_ten_vcpu_and_fifty_gib() -> None:
    # Infracost, recorded estimate of an Autopilot cluster (google/testdata/container_cluster_test): fee 73.00, 10 vCPU
    # 324.85, 50 GB 179.67 USD a month. It also has 4.00 USD for 100 GB of ephemeral disk, which is left out here.
    pods = "  - {name: pods, replicas: 10, cpu: 1, memory: 5Gi, ports: []}"
    topology = bill_of("gke-autopilot", "gcp", pods)
    assert dollars(topology, BillPart.NODES, BillPart.CONTROL_PLANE_FEE) == pytest.approx(
        73.00 + 324.85 + 179.67, rel=CLOSE
    )
    assert LeftOut(LeftOutCost.DISKS) in topology.bill.left_out


def test_a_container_app_that_always_runs() -> None:
    # C3X, cost estimate of azurerm_container_app (https://c3x.dev/resources/azure/azurerm_container_app/): a replica of
    # 0.5 vCPU and 1 GiB that always runs is about 39 USD a month. That leaves out the monthly free grant, which the
    # page names: 180,000 x 0.000024 + 360,000 x 0.000003 = 5.40 USD, a line of its own here.
    replica = "  - {name: replica, replicas: 1, cpu: 500m, memory: 1Gi, ports: []}"
    topology = bill_of("azure-container-apps", "azure", replica)
    assert dollars(topology, BillPart.NODES) == pytest.approx(39, rel=CLOSE)
    assert dollars(topology, BillPart.FREE_VCPU, BillPart.FREE_MEMORY) == pytest.approx(-5.40)


def test_a_cluster_fee_and_a_gateway() -> None:
    # Infracost, recorded estimates: an EKS cluster 73.00 USD a month (aws/testdata/eks_cluster_test), a NAT gateway
    # 32.85 (aws/testdata/nat_gateway_test); AWS names 0.10 USD an hour for the cluster (https://aws.amazon.com/eks/pricing/)
    web = "  - {name: web, replicas: 2, cpu: 500m, memory: 1Gi, ports: []}"
    topology = bill_of("eks", "aws", web, "must_have: [private_network]")
    assert dollars(topology, BillPart.CONTROL_PLANE_FEE) == pytest.approx(73.00, rel=CLOSE)
    assert dollars(topology, BillPart.NAT_GATEWAY) == pytest.approx(32.85, rel=CLOSE)
