"""Where capacity follows the load, the bill tells floor, typical and peak hours apart, and its lines add up."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor import Topology, load_knowledge, load_scenario, parse_scenario, size
from advisor.sizing.bill_types import Bill, BillPart, HourClass

KNOWLEDGE = load_knowledge()
FAULTS = Path(__file__).parent / "faults"
HOURS = 730
TASK = 0.024685  # 0.5 vCPU and 1 GiB on Fargate: 0.5 x 0.04048 + 0.004445 USD an hour


def topology_of(load: str, replicas: str) -> Topology:
    text = (
        "name: day\nas_of: 2026-11-24\nos: linux\nhosting: {model: cloud, cloud: aws, zones: 1, subnets: private}\n"
        f"autoscale: replicas\nload: {load}\nservices:\n"
        f"  - {{name: web, replicas: {replicas}, cpu: 500m, memory: 1Gi, ports: []}}"
    )
    topology = size(parse_scenario(text), KNOWLEDGE.platforms["ecs-fargate"], KNOWLEDGE)
    assert isinstance(topology, Topology)
    return topology


def bill_of(load: str, replicas: str) -> Bill:
    return topology_of(load, replicas).bill


def classes(bill: Bill) -> list[tuple[HourClass, float, tuple[float, float] | None, float | None]]:
    return [
        (line.key.hours, line.count, line.in_hours, line.usd_per_month)
        for line in bill.lines
        if line.key.part is BillPart.NODES
    ]


def test_an_hourly_profile_is_parted_by_thirds_of_the_way_from_fewest_to_most() -> None:
    # ceil(12 f) replicas, at least 1: f 0.25 -> 3 (8 hours), 0.5 -> 6 (6), 0.75 -> 9 (6), 1 -> 12 (4).
    # From 3 to 12 a third of the way is 6 and two thirds are 9: floor 3 and 6, typical 9, peak 12
    profile = [0.25] * 8 + [0.5] * 6 + [0.75] * 6 + [1.0] * 4
    bill = bill_of(str(profile), "{min: 1, typical: 6, peak: 12}")
    assert classes(bill) == [
        # 8 hours with 3 and 6 with 6: 60 task-hours in 14 hours
        (HourClass.FLOOR, pytest.approx(60 / 14), (14, 24), pytest.approx(60 / 24 * HOURS * TASK)),
        (HourClass.TYPICAL, pytest.approx(9), (6, 24), pytest.approx(54 / 24 * HOURS * TASK)),
        (HourClass.PEAK, pytest.approx(12), (4, 24), pytest.approx(48 / 24 * HOURS * TASK)),
    ]
    assert bill.base == pytest.approx(sum(line.usd_per_month or 0 for line in bill.lines))


def test_hours_that_need_the_same_are_one_line() -> None:
    bill = bill_of("{peak_hours_per_day: 6}", "{min: 4, typical: 4, peak: 4}")
    assert classes(bill) == [(HourClass.ALL, 4, None, pytest.approx(4 * HOURS * TASK))]


def test_a_game_reads_its_peak_and_its_quiet_hours() -> None:
    topology = size(load_scenario(FAULTS / "game-peaks.yaml"), KNOWLEDGE.platforms["eks"], KNOWLEDGE)
    assert isinstance(topology, Topology)
    bill = topology.bill
    nodes = [line for line in bill.lines if line.key.part is BillPart.NODES]
    assert {(line.key.hours, line.in_hours) for line in nodes} == {
        (HourClass.TYPICAL, (21, 24)),
        (HourClass.PEAK, (3, 24)),
    }
    assert all((line.usd_per_month or 0) > 0 for line in bill.lines)
    # the machines of the peak are those shown, for 3 of 24 hours
    (pool,) = topology.pools
    assert sum(line.count for line in nodes if line.key.hours is HourClass.PEAK) == pool.node_count
    peak = sum(line.usd_per_month or 0 for line in nodes if line.key.hours is HourClass.PEAK)
    assert peak == pytest.approx((pool.usd_per_hour or 0) * 3 / 24 * HOURS)
    assert bill.base == pytest.approx(sum(line.usd_per_month or 0 for line in bill.lines))
    assert sum(each.high for each in bill.ranges) == pytest.approx((bill.high or 0) - (bill.base or 0))


def test_a_fee_for_each_vcpu_of_the_agents_is_paid_while_they_run() -> None:
    text = (
        "name: day\nas_of: 2026-11-24\nos: linux\nhosting: {model: cloud, cloud: aws, zones: 1, subnets: private}\n"
        "autoscale: nodes\nload: {peak_hours_per_day: 6}\navailability: {survive_nodes: 0}\nservices:\n"
        "  - {name: web, replicas: {min: 4, typical: 8, peak: 60}, cpu: 1, memory: 2Gi, ports: []}"
    )
    topology = size(parse_scenario(text), KNOWLEDGE.platforms["openshift-managed-aro-rosa"], KNOWLEDGE)
    assert isinstance(topology, Topology)
    bill = topology.bill
    vcpu = {machine.name: machine.vcpu for pool in topology.pools for machine in pool.considered}
    nodes = [line for line in bill.lines if line.key.part is BillPart.NODES]
    # types that run in the same number at all hours have one line, the others one for typical hours and for the peak
    assert {HourClass.ALL, HourClass.PEAK} <= {line.key.hours for line in nodes}
    agents = sum(vcpu[line.key.machine] * line.quantity / HOURS for line in nodes)
    (fee,) = (line for line in bill.lines if line.key.part is BillPart.AGENT_FEE)
    extra = sum(each.count for each in topology.auxiliary)
    assert extra == 0 and fee.count == pytest.approx(agents)
    # at the peak all the time it is that of the peak: the high figure has it
    at_peak = sum(node.count * vcpu[node.machine] for pool in topology.pools for node in pool.nodes)
    assert fee.count < at_peak / 2


def test_each_plan_of_the_load_names_the_hours_of_the_bill_that_it_is_of() -> None:
    # replicas as above: 3 (8 hours) and 6 (6) are the floor of the bill, 9 (6) typical and 12 (4) the peak
    profile = [0.25] * 8 + [0.5] * 6 + [0.75] * 6 + [1.0] * 4
    followed = topology_of(str(profile), "{min: 1, typical: 6, peak: 12}").load_following
    assert followed is not None
    assert {(plan.replicas, plan.hours, plan.counted_as) for plan in followed.plans if plan.hours} == {
        (3, 8, HourClass.FLOOR),
        (6, 6, HourClass.FLOOR),
        (9, 6, HourClass.TYPICAL),
        (12, 4, HourClass.PEAK),
    }
    # the minimum of 1 replica has no hour in this profile
    assert [plan.counted_as for plan in followed.plans if not plan.hours] == [None]
