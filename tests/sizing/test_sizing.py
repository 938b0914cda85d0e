from __future__ import annotations

import pytest

from advisor import Infeasible, Scenario, Topology, load_knowledge, parse_scenario, size
from advisor.errors import ScenarioError
from advisor.packing import NoPlanCause
from advisor.report.sections.bill import total_words
from advisor.report.wording.bill import line_words
from advisor.report.wording.infeasibility import refusal_words
from advisor.sizing import RefusalCause
from advisor.sizing.bill_types import BillLine, BillPart, HourClass
from advisor.sizing.control_plane import spread_members, tolerates
from advisor.sizing.growth import Moment
from advisor.sizing.note_codes import NoteCode
from advisor.sizing.support_part import SupportKind
from advisor.sizing.workload import resolve_workload

KNOWLEDGE = load_knowledge()


def sized(scenario: Scenario, platform: str) -> Topology | Infeasible:
    return size(scenario, KNOWLEDGE.platforms[platform], KNOWLEDGE)


def lines_of(topology: Topology, part: BillPart) -> list[BillLine]:
    return [line for line in topology.bill.lines if line.key.part is part]


def shop(services: str, rest: str = "") -> Scenario:
    return parse_scenario(
        f"name: shop\nas_of: 2026-11-24\nhosting: {{model: cloud, cloud: aws, zones: 3}}\n{rest}\nservices:\n{services}"
    )


def test_a_serverless_replica_is_rounded_up_to_the_smallest_size_sold() -> None:
    topology = sized(shop("  - {name: web, replicas: 4, cpu: 300m, memory: 900Mi, ports: [{port: 80}]}"), "ecs-fargate")
    assert isinstance(topology, Topology)
    (pool,) = topology.pools
    # 300m and 900 MiB take 0.5 vCPU with 1 GiB: 0.5 x 0.04048 + 1 x 0.004445 = 0.024685 USD an hour
    assert [(node.machine, node.count) for node in pool.nodes] == [("0.5 vCPU, 1 GiB", 4)]
    assert pool.usd_per_hour == pytest.approx(4 * 0.024685)
    # x 730 hours, with a public address of 0.005 each; no public port, so no load balancer
    assert topology.bill.base == pytest.approx(4 * (0.024685 + 0.005) * 730)


def test_a_service_larger_than_any_size_sold_is_named_with_the_largest() -> None:
    outcome = sized(shop("  - {name: big, replicas: 1, cpu: 40, memory: 64Gi}"), "ecs-fargate")
    assert isinstance(outcome, Infeasible)
    assert outcome.services == ("big",)
    told = refusal_words(outcome.refusal)
    assert told.startswith("big needs 40 vCPU and 64 GiB; the largest size of Amazon ECS")


@pytest.mark.parametrize(("members", "lost"), [(0, 0), (1, 0), (2, 0), (3, 1), (5, 2), (7, 3)])
def test_a_majority_tolerates_what_the_raft_guide_says(members: int, lost: int) -> None:
    assert tolerates(members) == lost


def test_members_are_spread_like_the_published_table() -> None:
    # Docker's admin guide: 3 over three zones 1-1-1, 5: 2-2-1, 7: 3-2-2
    zones = ("a", "b", "c")
    assert [count for _, count in spread_members(3, zones)] == [1, 1, 1]
    assert [count for _, count in spread_members(5, zones)] == [2, 2, 1]
    assert [count for _, count in spread_members(7, zones)] == [3, 2, 2]
    assert spread_members(1, zones) == (("a", 1),)


def test_a_control_plane_of_ones_own_outlasts_as_many_losses_as_the_agents() -> None:
    services = "  - {name: web, replicas: 6, cpu: 500m, memory: 512Mi}"
    one = sized(shop(services, "availability: {survive_nodes: 1}"), "kubernetes-self-managed")
    two = sized(shop(services, "availability: {survive_nodes: 2}"), "kubernetes-self-managed")
    assert isinstance(one, Topology)
    assert isinstance(two, Topology)
    assert (one.control_plane.members, two.control_plane.members) == (3, 5)
    assert one.control_plane.members_by_zone == tuple((f"us-east-1-zone-{z}", 1) for z in (1, 2, 3))


def test_two_zones_are_said_plainly_to_lose_their_quorum() -> None:
    scenario = shop("  - {name: web, replicas: 4, cpu: 500m, memory: 512Mi}").model_copy(
        update={"hosting": parse_scenario("{name: a, hosting: {model: cloud, cloud: aws, zones: 2}}").hosting}
    )
    topology = sized(scenario, "nomad")
    assert isinstance(topology, Topology)
    assert NoteCode.NO_QUORUM_AFTER_LOSS in {note.code for note in topology.notes}


@pytest.mark.parametrize("rest", ["", "autoscale: replicas\nload: {peak_hours_per_day: 6}"])
def test_the_lines_of_a_bill_add_up_and_each_has_a_source(rest: str) -> None:
    replicas = "{min: 2, typical: 6, peak: 30}"
    services = (
        f"  - {{name: web, replicas: {replicas}, cpu: 500m, memory: 1Gi, ports: [{{port: 80, exposure: public}}]}}"
    )
    for platform in ("eks", "kubernetes-self-managed", "ecs-fargate", "load-balanced-vms"):
        topology = sized(shop(services, rest), platform)
        assert isinstance(topology, Topology)
        bill = topology.bill
        assert sum(line.usd_per_month or 0 for line in bill.lines) == pytest.approx(bill.base)
        for line in bill.lines:
            assert line.quantity * (line.unit_price_usd or 0) == pytest.approx(line.usd_per_month)
            assert line.source in KNOWLEDGE.sources
            assert line.as_of


def test_hours_off_the_peak_are_priced_as_a_typical_day() -> None:
    services = (
        "  - {name: web, replicas: {min: 2, typical: 4, peak: 10}, cpu: 300m, memory: 900Mi, ports: [{port: 80}]}"
    )
    topology = sized(shop(services, "autoscale: replicas\nload: {peak_hours_per_day: 6}"), "ecs-fargate")
    assert isinstance(topology, Topology)
    bill = topology.bill
    # a task of 0.5 vCPU and 1 GiB: 0.024685 USD an hour; ten of them for 6 of 24 hours, four for the others;
    # each with a public address of 0.005 while it runs. In private subnets there are three NAT gateways (0.045) with an
    # address each (0.005) instead: high has what they cost more than the addresses of 5.5 tasks, the average
    task, mean = 0.024685 + 0.005, (10 * 6 + 4 * 18) / 24
    assert mean == 5.5
    assert bill.high == pytest.approx((10 * task + 3 * (0.045 + 0.005) - mean * 0.005) * 730)
    assert bill.low == pytest.approx(4 * task * 730)
    assert bill.base == pytest.approx(mean * task * 730)
    assert [(line.key.hours, line.count, line.in_hours, line.usd_per_month) for line in bill.lines[:2]] == [
        (HourClass.TYPICAL, 4, (18, 24), pytest.approx(4 * 0.024685 * 730 * 18 / 24)),
        (HourClass.PEAK, 10, (6, 24), pytest.approx(10 * 0.024685 * 730 * 6 / 24)),
    ]
    assert [(line.count, line.usd_per_month) for line in bill.lines[2:]] == [(5.5, pytest.approx(5.5 * 0.005 * 730))]
    told = [line_words(line) for line in bill.lines]
    assert told[0] == "tasks, typical, 18 h a day: 4 x 0.5 vCPU, 1 GiB (aws us-east-1)"


def test_own_servers_are_paid_for_at_all_hours() -> None:
    text = """
name: own
as_of: 2026-11-24
hosting: {model: on_prem, zones: 1, machines: [{type: rack, vcpu: 16, memory: 64Gi, count: 9, usd_per_month: 300}]}
autoscale: nodes
load: {peak_hours_per_day: 6}
availability: {survive_nodes: 0}
services:
  - {name: web, replicas: {min: 1, typical: 2, peak: 40}, cpu: 1, memory: 2Gi}
"""
    topology = sized(parse_scenario(text), "kubernetes-self-managed")
    assert isinstance(topology, Topology)
    servers = topology.pools[0].node_count + topology.control_plane.members
    # they stand there at night too
    assert topology.bill.base == pytest.approx(300 * servers)
    assert topology.bill.low == topology.bill.high == topology.bill.base


def test_one_vm_for_each_replica() -> None:
    scenario = shop("  - {name: web, replicas: 3, cpu: 500m, memory: 512Mi}", "availability: {survive_nodes: 0}")
    topology = sized(scenario, "load-balanced-vms")
    assert isinstance(topology, Topology)
    assert topology.pools[0].count_by_zone() == {f"us-east-1-zone-{z}": 1 for z in (1, 2, 3)}


def test_a_single_machine_is_refused_when_a_loss_is_to_be_outlasted() -> None:
    services = "  - {name: web, replicas: 2, cpu: 500m, memory: 512Mi}"
    alone = sized(shop(services), "docker-compose-single-vm")
    assert isinstance(alone, Topology)
    assert alone.pools[0].node_count == 1
    refused = sized(shop(services, "availability: {survive_nodes: 1}"), "docker-compose-single-vm")
    assert isinstance(refused, Infeasible)
    assert refused.refusal.cause is RefusalCause.ONE_MACHINE_SURVIVES_NO_LOSS


def test_five_own_servers_hold_members_and_agents_or_say_what_is_short() -> None:
    text = """
name: five
as_of: 2026-11-24
hosting: {model: on_prem, zones: 1, machines: [{type: rack, vcpu: 16, memory: 64Gi, count: 5, usd_per_month: 300}]}
services:
  - {name: web, replicas: %d, cpu: 1, memory: 2Gi}
"""
    fits = sized(parse_scenario(text % 8), "kubernetes-self-managed")
    assert isinstance(fits, Topology)
    assert fits.pools[0].node_count + sum(each.count for each in fits.control_plane.machines) <= 5
    short = sized(parse_scenario(text % 200), "kubernetes-self-managed")
    assert isinstance(short, Infeasible)
    # 200 x 1000m, and a proxy of 200m: the spare machine is given up, which nobody asked for, and the second proxy
    assert short.refusal.cause is NoPlanCause.SHORT_STOCK
    assert dict(short.refusal.values)["needed"][0] == ("cpu_millicores", 200_200)


def test_own_servers_without_a_price_leave_the_bill_unknown_and_never_nothing() -> None:
    scenario = parse_scenario(
        "name: own\nas_of: 2026-11-24\nhosting: {model: on_prem, machines: [{type: rack, vcpu: 16, memory: 64Gi, "
        "count: 9}]}\nservices:\n  - {name: web, replicas: 4, cpu: 1, memory: 2Gi}"
    )
    topology = sized(scenario, "kubernetes-self-managed")
    assert isinstance(topology, Topology)
    assert topology.bill.base is None
    assert topology.bill.is_lower_limit
    nodes = topology.pools[0].node_count
    assert [line_words(line) for line in topology.bill.lines_without_price] == [
        f"services: {nodes} x rack (own servers)",
        "control plane: 3 x rack (own servers)",
    ]


def test_what_has_a_price_is_a_lower_limit_where_the_rest_has_none() -> None:
    scenario = parse_scenario(
        "name: both\nas_of: 2026-11-24\nhosting: {model: hybrid, cloud: aws, zones: 1, machines: [{type: rack, "
        "vcpu: 16, memory: 64Gi, count: 9}]}\navailability: {survive_nodes: 0}\nservices:\n"
        "  - {name: till, replicas: 4, cpu: 1, memory: 2Gi, site: on_prem, ports: []}\n"
        "  - {name: web, replicas: 2, cpu: 1500m, memory: 2Gi, site: cloud, ports: []}"
    )
    topology = sized(scenario, "nomad")
    assert isinstance(topology, Topology)
    bill = topology.bill
    priced = [line for line in bill.lines if line.usd_per_month is not None]
    assert bill.lines_without_price and priced
    assert bill.is_lower_limit
    assert bill.base == pytest.approx(sum(line.usd_per_month or 0 for line in priced))
    assert total_words(bill).startswith("At least USD ")


def test_every_value_that_was_needed_and_not_given_is_listed() -> None:
    workload = resolve_workload(parse_scenario("name: nothing said"), KNOWLEDGE)
    assert {a.field for a in workload.assumptions} == {
        "availability.survive_nodes",
        "hosting.zones",
        "services",
        "services.cpu",
        "services.replicas",
        "utilisation.cpu",
        "utilisation.memory",
    }
    assert len(workload.services) == 5


def test_services_tied_by_affinity_share_a_machine() -> None:
    services = (
        "  - {name: web, replicas: 3, cpu: 500m, memory: 512Mi, affinity: [cache]}\n"
        "  - {name: cache, replicas: 3, cpu: 250m, memory: 1Gi}"
    )
    topology = sized(shop(services), "eks")
    assert isinstance(topology, Topology)
    for node in topology.pools[0].nodes:
        pods = dict(node.pods)
        assert pods.get("web", 0) == pods.get("cache", 0)


def test_wishes_that_exclude_each_other_are_named() -> None:
    services = (
        "  - {name: web, replicas: 2, cpu: 1, memory: 1Gi, affinity: [api], ports: [{port: 8080, exposure: host}]}\n"
        "  - {name: api, replicas: 2, cpu: 1, memory: 1Gi, ports: [{port: 8080, exposure: host}]}"
    )
    with pytest.raises(ScenarioError, match="web is to stand beside api, and both claim host port 8080"):
        shop(services)


def test_growth_is_planned_for() -> None:
    scenario = shop("  - {name: web, replicas: 10, cpu: 1, memory: 1Gi}", "growth: {percent_per_year: 20, years: 2}")
    # 10 x 1.2 x 1.2 = 14.4, rounded up
    assert resolve_workload(scenario, KNOWLEDGE).services[0].peak == 10
    assert resolve_workload(scenario, KNOWLEDGE, moment=Moment.END_OF_PLAN).services[0].peak == 15


def test_hard_tenancy_gives_each_tenant_machines_of_its_own() -> None:
    services = (
        "  - {name: a, replicas: 3, cpu: 1, memory: 1Gi, tenant: red}\n"
        "  - {name: b, replicas: 3, cpu: 1, memory: 1Gi, tenant: blue}"
    )
    topology = sized(shop(services, "multi_tenancy: hard"), "eks")
    assert isinstance(topology, Topology)
    for pool in topology.pools:
        homes = {service for node in pool.nodes for service, _ in node.pods} - {"(proxy)"}
        assert len(homes) <= 1
    assert {pool.name for pool in topology.pools} == {"red", "blue"}


RACKS = """
name: racks
as_of: 2026-11-24
hosting: {model: on_prem, zones: 1, machines: [{type: rack, vcpu: 16, memory: 64Gi, count: 9, usd_per_month: 300}]}
availability: {survive_nodes: 1}
services:
  - {name: web, replicas: 6, cpu: 500m, memory: 512Mi}
"""


def test_members_share_the_machines_of_a_small_cluster_where_the_maker_allows_it() -> None:
    small = sized(parse_scenario(RACKS), "k3s")
    assert isinstance(small, Topology)
    # two servers hold the services twice over, and a third makes the majority: after the loss of one, two members are
    # left; apart it would take two for the services and three for the members: five
    assert (small.control_plane.on_agents, small.control_plane.machines, small.control_plane.members) == (True, (), 3)
    assert small.pools[0].node_count == 3
    assert sum(dict(node.pods).get("(control plane)", 0) * node.count for node in small.pools[0].nodes) == 3
    assert not lines_of(small, BillPart.CONTROL_PLANE_MEMBERS)
    apart = sized(parse_scenario(RACKS), "kubernetes-self-managed")
    assert isinstance(apart, Topology)
    assert [line.count for line in lines_of(apart, BillPart.CONTROL_PLANE_MEMBERS)] == [3]


def test_members_stand_apart_in_clusters_above_the_size_that_is_claimed() -> None:
    # 100 x 2 vCPU take more than ten machines of 16 vCPU: 0.8 x 15.87 = 12.7 vCPU are 6 replicas each
    many = RACKS.replace("replicas: 6, cpu: 500m", "replicas: 100, cpu: 2").replace("count: 9", "count: 40")
    large = sized(parse_scenario(many), "k3s")
    assert isinstance(large, Topology)
    assert (large.control_plane.on_agents, large.control_plane.machine_types) == (False, ("rack",))
    (members,) = lines_of(large, BillPart.CONTROL_PLANE_MEMBERS)
    assert members.count == 3


def test_an_entry_that_is_in_the_price_is_not_billed_again() -> None:
    services = "  - {name: web, replicas: 2, cpu: 500m, memory: 1Gi, ports: [{port: 80, exposure: public}]}"
    for platform, billed in (("cloud-run", False), ("ecs-fargate", True)):
        hosting = {"cloud-run": "gcp", "ecs-fargate": "aws"}[platform]
        scenario = parse_scenario(
            f"name: a\nas_of: 2026-11-24\nhosting: {{model: cloud, cloud: {hosting}}}\nservices:\n{services}"
        )
        topology = sized(scenario, platform)
        assert isinstance(topology, Topology)
        assert bool(lines_of(topology, BillPart.LOAD_BALANCER)) is billed
        assert any(part.key.kind is SupportKind.LOAD_BALANCER for part in topology.support) is billed


HYBRID = """
name: both
as_of: 2026-11-24
hosting:
  {model: hybrid, cloud: aws, zones: 3, machines: [{type: rack, vcpu: 16, memory: 64Gi, count: %d, usd_per_month: 300}]}
availability: {survive_nodes: 1}
services:
  - {name: vault, site: on_prem, replicas: 2, cpu: 4, memory: 8Gi, ports: []}
  - {name: web, site: cloud, replicas: 6, cpu: 1, memory: 2Gi, ports: []}
"""


@pytest.mark.parametrize(("servers", "where", "spread"), [(9, "rack", [3]), (3, "m5a.large", [1, 1, 1])])
def test_a_hybrid_control_plane_stands_on_own_servers_while_they_last(
    servers: int, where: str, spread: list[int]
) -> None:
    # the two replicas and two proxies take two servers and a third to lose; members need three more, or the cloud
    topology = sized(parse_scenario(HYBRID % servers), "kubernetes-self-managed")
    assert isinstance(topology, Topology)
    assert topology.control_plane.machine_types == (where,)
    assert [members for _, members in topology.control_plane.members_by_zone] == spread
    assert (NoteCode.CONTROL_PLANE_IN_CLOUD in {note.code for note in topology.notes}) is (servers == 3)
