"""One pool and one bill of each example that is sized on purpose, worked out by hand in the comments."""

from __future__ import annotations

import math

import pytest

from advisor import Topology, example_scenarios, load_knowledge, load_scenario, parse_scenario, size
from advisor.report.sections.load_profile import hours_in_words
from advisor.report.wording.load_profile import load_name
from advisor.report.wording.notes import note_words
from advisor.sizing.bill_types import BillPart, LeftOut, LeftOutCost
from advisor.sizing.load_following import LoadFollowing
from advisor.sizing.load_levels import levels_of
from advisor.sizing.note_codes import LoadCode, NoteCode
from advisor.sizing.support_part import SupportKind
from advisor.sizing.workload import resolve_workload

KNOWLEDGE = load_knowledge()
HOURS = 730


def sized(scenario: str, platform: str) -> Topology:
    asked = load_scenario(example_scenarios()[scenario])
    topology = size(asked, KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(topology, Topology)
    return topology


def asked_for(text: str, platform: str) -> Topology:
    topology = size(parse_scenario(text), KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(topology, Topology)
    return topology


def load_following(topology: Topology) -> LoadFollowing:
    assert topology.load_following is not None
    return topology.load_following


def cost_of(topology: Topology, *parts: BillPart) -> float:
    """USD a month of all lines of the bill for these parts."""
    return sum(line.usd_per_month or 0 for line in topology.bill.lines if line.key.part in parts)


def test_one_machine_of_the_single_vm_example() -> None:
    topology = sized("single-vm", "docker-compose-single-vm")
    (node,) = topology.pools[0].nodes
    (machine,) = topology.pools[0].machines
    # asked for: 250 + 250 + 200 + 100 millicores and 200 for the proxy = 1000; 3 x 512 + 256 + 256 = 2048 MiB.
    # Standard_B2als_v2 has 2000 millicores and 4096 MiB, of which its system sees 4096 - 100 - 1.8 % = 3922; 100 and
    # 512 are kept for the system, then the ceilings: 0.8 x 1900 = 1520 and 0.85 x 3410 = 2898. It gives 30 % of its CPU
    # all the time: 600 - 100 = 500, enough for services that use 30 % of 1666 on average
    assert (node.machine, node.count) == ("Standard_B2als_v2", 1)
    assert (machine.cpu_millicores, machine.memory_mib) == (1520, 2898)
    # 0.0376 + 0.005 for the address an hour; a zone of names 0.50 a month; the registry 0.1667 a day, whose 10 GB hold
    # 10 copies of 240 + 180 + 180 + 150 = 750 MiB, that is 7.3 GiB; a root disk of 32 GiB at 0.154
    disk = 32 * 0.154
    assert topology.bill.base == pytest.approx((0.0376 + 0.005) * HOURS + 0.50 + 0.1667 * HOURS / 24 + disk)
    assert topology.bill.base == pytest.approx(41.60, abs=0.01)
    # 1000 / 1520 = 66 %; 2048 / 2898 = 71 %
    bursts, full, lost = topology.notes
    assert bursts.code is NoteCode.BURSTABLE_MACHINE
    assert "66% of its usable CPU and 71% of its usable memory" in note_words(full)
    assert lost.code is NoteCode.ONE_MACHINE_LOST
    assert {missing.term for missing in topology.missing} >= {"self_healing", "rolling_upgrade", "secrets"}


def test_one_machine_for_each_replica_between_two_balancers() -> None:
    topology = sized("load-balanced-vms", "load-balanced-vms")
    counts = {node.machine: 0 for node in topology.pools[0].nodes}
    for node in topology.pools[0].nodes:
        counts[node.machine] += node.count
    # tiles ask for 1500 millicores: m5a.large leaves 0.8 x 1900 = 1520. renderers ask for 3000: m5a.xlarge leaves
    # 0.8 x 3900 = 3120. One machine may be lost, so one spare that takes either: a third m5a.xlarge
    assert counts == {"m5a.large": 4, "m5a.xlarge": 3}
    agents = 4 * 0.086 + 3 * 0.172  # 0.86 USD an hour
    # a balancer for the public and one inside; private subnets are asked for, so a NAT gateway in both zones; an
    # address for each gateway, and for the public balancer in both zones
    way = 2 * 0.0225 + 2 * 0.045 + (2 + 2) * 0.005
    images = (600 + 900) * 5 * 2 / 1024 * 0.10  # 14.65 GiB
    disks = 7 * 30 * 0.08  # a root disk of 30 GiB for each machine
    assert topology.bill.base == pytest.approx((agents + way) * HOURS + 0.50 + images + disks)
    assert topology.bill.base == pytest.approx(759.71, abs=0.01)
    assert any("78% is asked for" in note_words(note) for note in topology.notes)


def test_a_host_port_decides_how_many_machines_stand_behind_the_proxy() -> None:
    topology = sized("proxy-vms", "multi-container-vm-proxy")
    (pool,) = topology.pools
    for node in pool.nodes:
        assert dict(node.pods).get("mail-gateway", 0) <= 1
    assert sum(node.count for node in pool.nodes if "mail-gateway" in dict(node.pods)) == 3
    # a loss is borne, so one proxy will do: 3 x 0.042246 + 0.067011 = 0.193749; the balancer 0.025 an hour; names 0.20;
    # images
    # (260 + 220 + 220 + 400 + 120 + 150) x 10 / 1024 = 13.38 GiB
    assert pool.usd_per_hour == pytest.approx(0.193749)
    # and a public address of 0.005 for each of the four machines
    machines = 0.193749 + 4 * 0.005
    # and a root disk of 30 GiB at 0.10
    bill = (machines + 0.025) * HOURS + 0.20 + 13.379 * 0.10 + 4 * 30 * 0.10
    assert topology.bill.base == pytest.approx(bill, abs=0.001)
    # private subnets would take a gateway at 0.0014 for each machine instead, so they are in the low figure
    assert topology.bill.low == pytest.approx((topology.bill.base or 0) - 4 * (0.005 - 0.0014) * HOURS)
    (members,) = (part for part in topology.support if part.key.kind is SupportKind.DISCOVERY_MEMBERS)
    assert members.count == 3
    assert any("host port 25/tcp is there once on each machine" in note_words(note) for note in topology.notes)


def test_tasks_over_a_day_of_hourly_factors() -> None:
    topology = sized("serverless-day-profile", "ecs-fargate")
    # a task of 0.5 vCPU and 1 GiB: s = 0.5 x 0.04048 + 0.004445 = 0.024685 USD an hour; one of half the size: s / 2.
    # storefront and orders run ceil(10 f), at least 2; couriers ceil(5 f), at least 1, all of size s; menu as many as
    # storefront and receipts 1, of size s / 2. In units of s:
    #   f 0.1, 0.2 (11 hours): 2 + 2 + 1 + (2 + 1) / 2 =  6.5      f 0.7 (3 hours): 7 + 7 + 4 + 8 / 2 = 22
    #   f 0.3 (2 hours):       3 + 3 + 2 + 4 / 2       = 10        f 0.8 (2 hours): 8 + 8 + 4 + 9 / 2 = 24.5
    #   f 0.4 (4 hours):       4 + 4 + 2 + 5 / 2       = 12.5      f 1   (2 hours): 10 + 10 + 5 + 11 / 2 = 30.5
    # a day: 11 x 6.5 + 2 x 10 + 4 x 12.5 + 3 x 22 + 2 x 24.5 + 2 x 30.5 = 317.5; all hours at the peak: 732
    s = 0.024685
    told = load_following(topology)
    assert [(load_name(plan.names), plan.hours, plan.replicas) for plan in told.plans] == [
        ("floor", 11, 8),
        ("between", 2, 12),
        ("typical", 4, 15),
        ("between", 3, 26),
        ("between", 2, 29),
        ("peak", 2, 36),
    ]
    assert sum(plan.hours * (plan.usd_per_hour or 0) for plan in told.plans) == pytest.approx(317.5 * s)
    assert told.usd_saved_per_month == pytest.approx((732 - 317.5) * s * HOURS / 24)
    assert told.saved_share == pytest.approx(1 - 317.5 / 732)
    # beside them: a balancer with an address in three zones, names, and 980 MiB x 10 of images
    way = (0.0225 + 3 * 0.005) * HOURS + 0.50 + 980 * 10 / 1024 * 0.10
    # a task has a public address while it runs: 11 x 8 + 2 x 12 + 4 x 15 + 3 x 26 + 2 x 29 + 2 x 36 = 380 hours a day,
    # at 0.005
    tasks = 11 * 8 + 2 * 12 + 4 * 15 + 3 * 26 + 2 * 29 + 2 * 36
    addresses = tasks * 0.005 * HOURS / 24
    assert topology.bill.base == pytest.approx(317.5 * s * HOURS / 24 + way + addresses)
    assert topology.bill.base == pytest.approx(325.01, abs=0.01)
    # high: the peak at all hours, with the addresses of 36 tasks; and private subnets, with 3 gateways and an address
    # each instead of the addresses that base has
    at_peak = 732 * s * HOURS / 24 + way + 36 * 0.005 * HOURS
    assert topology.bill.high == pytest.approx(at_peak + 3 * 0.05 * HOURS - addresses)


def test_jobs_that_go_to_zero_and_a_form_that_waits_at_the_idle_price() -> None:
    topology = sized("serverless-jobs-scale-to-zero", "azure-container-apps")
    # 0.0864 USD a vCPU-hour, 0.0108 a GiB-hour; 0.25 vCPU with 0.5 GiB: 0.027; 0.5 with 1: 0.054; 1 with 2: 0.108
    # The form is billed by requests: it is scaled, so ten a second to each of its 2 replicas at the peak are assumed,
    # of 0.2 s each; the jobs take none, so they are busy for as long as they run.
    # 12 hours without load: the form alone, idle: 0.25 x 0.0108 + 0.5 x 0.0108 = 0.0081
    #  9 hours at a tenth: 2 requests a second, 0.4 at hand, so 1 - p0 of one form is busy, which is 1 - exp(-0.4) but
    #    for what more than ten at a time add, less than 0.000001; the rest is idle; 7,200 requests an hour at 0.40 a
    #    million 0.00288; one of each job: 0.108 + 0.054
    #  3 hours at the peak: two forms, more than the one that stays, pay as if busy: 2 x 0.027, and 72,000 requests
    #    0.0288; 10 x 0.108 + 4 x 0.054
    busy = 1 - math.exp(-0.4)
    typical = busy * 0.027 + (1 - busy) * 0.0081 + 0.00288 + 0.108 + 0.054
    peak = 2 * 0.027 + 0.0288 + 10 * 0.108 + 4 * 0.054
    day = 12 * 0.0081 + 9 * typical + 3 * peak
    assert [(load_name(plan.names), plan.hours, plan.usd_per_hour) for plan in load_following(topology).plans] == [
        ("no load", 12, pytest.approx(0.0081)),
        ("typical", 9, pytest.approx(typical)),
        ("peak", 3, pytest.approx(peak)),
    ]
    free = 180_000 * 0.000024 + 360_000 * 0.000003  # 5.40 USD a month
    assert -cost_of(topology, BillPart.FREE_VCPU, BillPart.FREE_MEMORY) == pytest.approx(free)
    # 8.54 million requests a month, of which two are free
    requests = 2 * 0.4
    assert -cost_of(topology, BillPart.FREE_REQUESTS) == pytest.approx(requests)
    registry = 0.1667 * HOURS / 24
    assert topology.bill.base == pytest.approx(day * HOURS / 24 - free - requests + 0.50 + registry)
    assert topology.bill.base == pytest.approx(177.2, abs=0.1)


@pytest.mark.parametrize(
    ("platform", "gateways", "fee"),
    # three NAT gateways with an address each, 0.045 + 0.005 an hour; Google asks 0.0014 for each machine
    [("eks", 3 * 0.05, 0.10), ("aks", 3 * 0.05, 0.10), ("gke-standard", 0.0014, 0.10)],
)
def test_managed_kubernetes_on_three_clouds(platform: str, gateways: float, fee: float) -> None:
    topology = sized("managed-kubernetes", platform)
    (pool,) = topology.pools
    gateways *= pool.node_count if platform == "gke-standard" else 1
    price = {machine.name: machine.usd_per_hour or 0 for machine in pool.machines}
    assert pool.usd_per_hour == pytest.approx(sum(node.count * price[node.machine] for node in pool.nodes))
    assert cost_of(topology, BillPart.NAT_GATEWAY, BillPart.NAT_ADDRESS) == pytest.approx(gateways * HOURS)
    assert cost_of(topology, BillPart.CONTROL_PLANE_FEE) == pytest.approx(fee * HOURS)
    # ten hours of each day at the peak and 14 as on a typical day
    plans = load_following(topology).plans
    peak, typical = (next(p.usd_per_hour or 0 for p in plans if load_name(p.names) == n) for n in PLANS)
    assert cost_of(topology, BillPart.NODES) == pytest.approx((10 * peak + 14 * typical) / 24 * HOURS)
    assert topology.bill.base == pytest.approx(sum(line.usd_per_month or 0 for line in topology.bill.lines))


PLANS = ("peak", "typical")


def test_capacity_that_takes_minutes_costs_what_each_rise_brings_forward() -> None:
    told = load_following(sized("managed-kubernetes", "gke-standard"))
    peak, typical = (next(p.usd_per_hour or 0 for p in told.plans if load_name(p.names) == n) for n in PLANS)
    # one rise a day, five minutes early
    assert told.capacity_minutes == 5
    assert told.usd_ahead_per_month == pytest.approx((peak - typical) * 5 / 60 * HOURS / 24)


RISING = """
name: rising
as_of: 2026-11-24
hosting: {model: cloud, cloud: aws, zones: 1}
autoscale: %s
load: [%s]
services:
  - {name: web, replicas: {min: 0, typical: 4, peak: 20}, cpu: 500m, memory: 1Gi, ports: []}
  - {name: job, kind: batch, replicas: {min: 0, typical: 4, peak: 20}, cpu: 500m, memory: 1Gi, ports: []}
"""


def rising(factors: list[float], autoscale: str = "replicas") -> str:
    return RISING % (autoscale, ", ".join(str(factor) for factor in factors))


def test_hours_that_ask_for_the_same_are_one_level() -> None:
    workload = resolve_workload(parse_scenario(rising([0] * 12 + [0.5] * 6 + [0.49] * 5 + [1])), KNOWLEDGE)
    # 0.5 and 0.49 of 20 are 10, the latter rounded up
    assert [(level.replicas, level.hours, level.idle) for level in levels_of(workload)] == [
        (0, 12, True),
        (20, 11, False),
        (40, 1, False),
    ]


def test_many_different_hours_are_rounded_up_to_tenths() -> None:
    workload = resolve_workload(parse_scenario(rising([hour / 23 for hour in range(24)])), KNOWLEDGE)
    levels = levels_of(workload)
    assert len(levels) == 11
    assert sum(level.hours for level in levels) == 24
    # the second hour asks for 1 / 23 of 20, rounded up to a tenth: 2 of each
    assert levels[1].replicas == 4


def test_one_replica_stays_where_nothing_goes_to_zero() -> None:
    asked = rising([0] * 12 + [1] * 12)
    # what answers requests stays, what runs to an end does not have to
    quiet = load_following(asked_for(asked, "eks")).plans[0]
    assert quiet.replicas == 1
    assert load_following(asked_for(asked, "ecs-fargate")).plans[0].replicas == 0


@pytest.mark.parametrize(
    ("autoscale", "platform", "why"),
    [
        ("none", "eks", LoadCode.NOT_ASKED_TO_FOLLOW),
        ("replicas", "docker-swarm-mode", LoadCode.REPLICAS_STAY),
        ("nodes", "k3s", LoadCode.MACHINES_STAY),
    ],
)
def test_why_capacity_does_not_follow_is_said(autoscale: str, platform: str, why: LoadCode) -> None:
    topology = asked_for(rising([0.5] * 12 + [1] * 12, autoscale), platform)
    assert not load_following(topology).follows
    assert load_following(topology).why.code is why


def test_own_servers_keep_a_registry_of_ones_own_and_save_nothing() -> None:
    text = """
name: own
as_of: 2026-11-24
hosting: {model: on_prem, zones: 1, machines: [{type: rack, vcpu: 16, memory: 64Gi, count: 9, usd_per_month: 300}]}
autoscale: nodes
load: {peak_hours_per_day: 6}
services:
  - {name: web, replicas: {min: 1, typical: 2, peak: 40}, cpu: 1, memory: 2Gi, image_size: 1Gi, ports: []}
"""
    topology = asked_for(text, "kubernetes-self-managed")
    assert load_following(topology).usd_saved_per_month == 0
    # five versions in two stages of one image of 1 GiB
    assert LeftOut(LeftOutCost.OWN_REGISTRY, count=2, gib=10.0) in topology.bill.left_out
    (registry,) = (part for part in topology.support if part.key.kind is SupportKind.REGISTRY)
    assert registry.count == 2
    assert not {SupportKind.NAT_GATEWAY, SupportKind.LOAD_BALANCER} & {part.key.kind for part in topology.support}


@pytest.mark.parametrize(
    ("hours", "words"),
    [((), "-"), ((0, 1, 2), "0 to 2"), ((3,), "3"), ((0, 1, 5, 22, 23), "0 to 1, 5 and 22 to 23")],
)
def test_hours_are_told_as_spans(hours: tuple[int, ...], words: str) -> None:
    assert hours_in_words(hours, 24) == words


def test_every_line_has_a_currency_a_day_and_a_source() -> None:
    for scenario, platform in (("managed-kubernetes", "aks"), ("serverless-jobs-scale-to-zero", "cloud-run")):
        for line in sized(scenario, platform).bill.lines:
            assert line.as_of
            assert line.source in KNOWLEDGE.sources
