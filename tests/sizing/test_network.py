"""One picture of the network: public subnets with an address each, or private ones with gateways."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor import Topology, load_knowledge, load_scenario, parse_scenario, size
from advisor.sizing.bill_types import BillPart, Range, RangeCause
from advisor.sizing.note_codes import AssumptionCode

KNOWLEDGE = load_knowledge()
FAULTS = Path(__file__).parent / "faults"
HOURS = 730
ADDRESS, GATEWAY = 0.005, 0.045  # USD an hour each on AWS: every public IPv4 address, and a NAT gateway


def sized(text: str, platform: str) -> Topology:
    topology = size(parse_scenario(text), KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(topology, Topology)
    return topology


def shop(hosting: str, rest: str = "", replicas: int = 3) -> str:
    return (
        f"name: shop\nas_of: 2026-11-24\nos: linux\nhosting: {{model: cloud, zones: 3, {hosting}}}\n"
        f"availability: {{survive_nodes: 0}}\n{rest}\nservices:\n"
        f"  - {{name: web, replicas: {replicas}, cpu: 500m, memory: 1Gi, ports: []}}"
    )


def counts(topology: Topology) -> dict[BillPart, float]:
    """How many there are of each part of the network that is paid for."""
    parts = (BillPart.NODE_ADDRESS, BillPart.PUBLIC_ADDRESS, BillPart.NAT_GATEWAY, BillPart.NAT_ADDRESS)
    return {line.key.part: line.count for line in topology.bill.lines if line.key.part in parts}


def test_tasks_in_public_subnets_have_an_address_each() -> None:
    scenario = load_scenario(FAULTS / "public-addresses.yaml")
    topology = size(scenario, KNOWLEDGE.platforms["ecs-fargate"], KNOWLEDGE)
    assert isinstance(topology, Topology)
    # 30 tasks of 0.25 vCPU and 0.5 GiB: 30 x (0.25 x 0.04048 + 0.5 x 0.004445) = 0.370275 USD an hour, 270.30 a month;
    # 30 public addresses: 30 x 0.005 x 730 = 109.50; a balancer 0.0225 with an address in three zones, a zone of names
    tasks, way = 30 * (0.25 * 0.04048 + 0.5 * 0.004445), 0.0225 + 3 * ADDRESS
    assert topology.bill.base == pytest.approx((tasks + 30 * ADDRESS + way) * HOURS + 0.50)
    assert topology.bill.base == pytest.approx(407.68, abs=0.01)
    assert counts(topology) == {BillPart.NODE_ADDRESS: 30}
    # three gateways with an address each cost the same: 3 x (0.045 + 0.005) = 30 x 0.005
    assert topology.bill.low == topology.bill.base == topology.bill.high


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("subnets: public", {BillPart.NODE_ADDRESS: 3}),
        ("subnets: private", {BillPart.NAT_GATEWAY: 3, BillPart.NAT_ADDRESS: 3}),
    ],
)
def test_the_picture_that_is_asked_for_is_the_only_one(answer: str, expected: dict[BillPart, float]) -> None:
    topology = sized(shop(f"cloud: aws, {answer}"), "ecs-fargate")
    assert counts(topology) == expected
    assert topology.bill.ranges == ()
    assert AssumptionCode.SUBNETS not in {each.note.code for each in topology.assumptions}


@pytest.mark.parametrize("demand", ["compliance: [pci-dss]", "must_have: [private_network]"])
def test_norms_and_a_demand_for_privacy_take_private_subnets(demand: str) -> None:
    assert BillPart.NODE_ADDRESS not in counts(sized(shop("cloud: aws", demand), "ecs-fargate"))


def test_what_nobody_decided_is_assumed_and_its_effect_is_in_the_range() -> None:
    topology = sized(shop("cloud: aws"), "ecs-fargate")
    assert counts(topology) == {BillPart.NODE_ADDRESS: 3}
    # gateways in three zones with an address each instead of three addresses
    more = (3 * (GATEWAY + ADDRESS) - 3 * ADDRESS) * HOURS
    assert topology.bill.ranges == (Range(RangeCause.PRIVATE_SUBNETS, 0.0, pytest.approx(more)),)
    assert AssumptionCode.SUBNETS in {each.note.code for each in topology.assumptions}
    # with 60 tasks the gateways are the cheaper way
    many = sized(shop("cloud: aws", replicas=60), "ecs-fargate").bill
    less = (60 * ADDRESS - 3 * (GATEWAY + ADDRESS)) * HOURS
    assert many.low == pytest.approx((many.base or 0) - less)


def test_members_of_a_control_plane_have_addresses_too() -> None:
    topology = sized(shop("cloud: aws"), "kubernetes-self-managed")
    machines = sum(pool.node_count for pool in topology.pools) + topology.control_plane.members
    assert topology.control_plane.members == 3
    assert counts(topology) == {BillPart.NODE_ADDRESS: machines}


def test_one_machine_goes_out_by_the_address_that_it_is_reached_by() -> None:
    topology = sized(shop("cloud: aws"), "docker-compose-single-vm")
    assert counts(topology) == {BillPart.PUBLIC_ADDRESS: 1}
    assert topology.bill.ranges == ()


def test_nodes_of_aks_go_out_by_the_balancer_that_comes_with_the_cluster() -> None:
    # no service is public, so balancer (0.025 USD an hour) and address (0.005) stand there for the way out alone
    bill = sized(shop("cloud: azure"), "aks").bill
    usd = {line.key.part: line.usd_per_month for line in bill.lines}
    assert usd[BillPart.LOAD_BALANCER] == pytest.approx(0.025 * HOURS)
    assert usd[BillPart.LOAD_BALANCER_ADDRESS] == pytest.approx(0.005 * HOURS)
    assert BillPart.NODE_ADDRESS not in usd


@pytest.mark.parametrize(
    ("platform", "cloud"), [("cloud-run", "gcp"), ("azure-container-apps", "azure"), ("app-runner", "aws")]
)
def test_what_runs_in_a_vendors_network_needs_neither(platform: str, cloud: str) -> None:
    assert counts(sized(shop(f"cloud: {cloud}"), platform)) == {}


def test_gateways_stand_only_in_zones_with_machines() -> None:
    topology = sized(shop("cloud: aws, subnets: private"), "eks")
    zones = {node.zone for pool in topology.pools for node in pool.nodes}
    assert counts(topology)[BillPart.NAT_GATEWAY] == len(zones)
