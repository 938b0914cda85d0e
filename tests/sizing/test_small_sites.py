"""Many equal small sites: one of them is planned, and all of them are billed."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.knowledge import load_knowledge
from advisor.recommend import recommend
from advisor.report.wording.sites import site_words
from advisor.scenario import Scenario, count_demand, load_scenario
from advisor.sizing import Infeasible, Topology, give_reasons, size
from advisor.sizing.bill_types import BillPart, LeftOutCost
from advisor.sizing.note_codes import AssumptionCode
from advisor.sizing.sites_plan import SiteControl, SitesPlan
from advisor.sizing.small_sites import small_sites_of
from advisor.sizing.support_part import RegistryKeeper, SupportKind
from advisor.sizing.topology import SensitivityField
from advisor.sizing.workload import MOST_SITES, resolve_workload

KNOWLEDGE = load_knowledge()
FACTORY = load_scenario(Path(__file__).parent / "faults" / "factory-edge-200-sites.yaml")
BOX = {"type": "box", "vcpu": 4, "memory": "8Gi", "count": 2, "usd_per_month": 30, "arch": "arm64"}
COLLECTOR = {"name": "collector", "replicas": 1, "cpu": "500m", "memory": "512Mi", "arch": "arm64", "ports": []}
BUFFER = {"name": "buffer", "replicas": 1, "cpu": "250m", "memory": "1Gi", "arch": "arm64", "ports": []}


def shops(**more: object) -> Scenario:
    asked = {"name": "shops", "hosting": {"model": "edge"}, "sites": {"count": 200, "machines": [BOX]}}
    return load_scenario({**asked, "services": [COLLECTOR, BUFFER], **more})


def topology(scenario: Scenario, platform: str) -> tuple[Topology, SitesPlan]:
    sized = size(scenario, KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(sized, Topology), sized.refusal
    assert sized.sites is not None
    return sized, sized.sites


def test_a_number_of_sites_that_divides_all_replicas_is_that_many_equal_sites() -> None:
    sites = small_sites_of(FACTORY)
    assert sites is not None
    assert (sites.count, sites.derived) == (200, True)
    assert {s.name: s.replicas.typical for s in sites.services if s.replicas} == {
        "collector": 1,
        "buffer": 1,
        "dashboard": 1,
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"scale": {"sites": 199}},  # 200 replicas are no multiple
        {"scale": {"sites": 1}},
        {"hosting": {"model": "on_prem"}},
        {"availability": {"survive_zone": True}},  # sites that stand in for each other
    ],
)
def test_other_numbers_say_nothing_of_equal_sites(changes: dict[str, object]) -> None:
    asked = {
        "name": "x",
        "hosting": {"model": "edge"},
        "scale": {"sites": 200},
        "services": [{"name": "a", "replicas": 200}],
    }
    assert small_sites_of(load_scenario({**asked, **changes})) is None
    assert small_sites_of(load_scenario(asked)) is not None


def test_sites_where_the_same_machines_stand_are_equal_sites() -> None:
    machines = [{**BOX, "site": f"plant-{number}"} for number in range(1, 41)]
    services = [{**COLLECTOR, "replicas": 40}]
    asked = {"name": "plants", "hosting": {"model": "edge", "machines": machines}, "services": services}
    sites = small_sites_of(load_scenario(asked))
    assert sites is not None
    assert (sites.count, [machine.count for machine in sites.machines]) == (40, [2])
    machines[0] = {**machines[0], "count": 3}
    assert small_sites_of(load_scenario({**asked, "hosting": {"model": "edge", "machines": machines}})) is None


def test_more_sites_than_are_planned_one_by_one_are_taken_together() -> None:
    machines = [{**BOX, "count": number, "site": f"plant-{number}"} for number in range(1, MOST_SITES + 2)]
    asked = {"name": "plants", "hosting": {"model": "on_prem", "machines": machines}, "services": [COLLECTOR]}
    workload = resolve_workload(load_scenario(asked), KNOWLEDGE)
    assert (workload.own_sites, workload.zones_own) == ((), 1)
    assert AssumptionCode.SITES_TOGETHER in {each.note.code for each in workload.assumptions}


def test_two_hundred_factories_are_one_box_each() -> None:
    # one arm64 machine of 4 vCPU and 8 GiB holds 500m + 250m + 250m; stated at 12 USD a month: 200 x 12 = 2,400
    sized, sites = topology(FACTORY, "k3s")
    assert (sites.count, sites.machines, sites.replicas, sites.survives_nodes) == (200, (("edge-arm64", 1),), 3, 0)
    assert sites.usd_per_month == pytest.approx(12)
    assert sized.bill.base == pytest.approx(2_400)
    assert sites.control is SiteControl.IN_SITE
    told = {each.note.code: dict(each.note.values) for each in sized.assumptions}
    assert told[AssumptionCode.EQUAL_SITES]["count"] == 200
    assert told[AssumptionCode.REFERENCE_EDGE_MACHINE]["arch"] == ("arm64",)
    assert AssumptionCode.NO_SPARE_IN_SITES in told


def test_one_registry_in_the_centre_serves_all_sites() -> None:
    sized, _ = topology(shops(), "k3s")
    (registry,) = (part for part in sized.support if part.key.kind is SupportKind.REGISTRY)
    assert (registry.kept_by, registry.count) == (RegistryKeeper.CENTRE, 2)
    assert [cost.count for cost in sized.bill.left_out if cost.cost is LeftOutCost.OWN_REGISTRY] == [2]


def test_disks_without_a_price_stand_in_every_site() -> None:
    buffer = {**BUFFER, "stateful": True, "volumes": [{"name": "queue", "size": "10Gi"}]}
    sized, _ = topology(shops(services=[COLLECTOR, buffer]), "k3s")
    # 200 sites with 10 GiB in each
    disks = [cost.gib for cost in sized.bill.left_out if cost.cost is LeftOutCost.VOLUMES_ON_OWN_DISKS]
    assert disks == [2000]


def test_a_spare_in_each_site_is_told_beside_the_plan() -> None:
    # without a scheduler of its own the second box of a site is all that a spare takes: 200 x 30 = 6,000 more
    sized, sites = topology(shops(), "multi-container-vm-proxy")
    assert sized.bill.base == pytest.approx(200 * 30)
    assert sites.other.survives_nodes == 1
    assert sites.other.machines == (("box", 2),)
    assert sites.other.more_usd_per_month == pytest.approx(200 * 30)


def test_a_spare_that_is_asked_for_is_in_the_bill() -> None:
    sized, sites = topology(shops(availability={"survive_nodes": 1}), "multi-container-vm-proxy")
    assert (sites.survives_nodes, sites.machines) == (1, (("box", 2),))
    assert sized.bill.base == pytest.approx(200 * 2 * 30)
    assert (sites.other.survives_nodes, sites.other.machines) == (0, (("box", 1),))
    assert sites.other.more_usd_per_month == pytest.approx(-200 * 30)


def test_a_site_without_room_for_a_spare_says_so() -> None:
    # a single VM outlasts no loss, whatever stands beside it
    _, sites = topology(shops(), "docker-compose-single-vm")
    assert sites.control is SiteControl.NONE
    assert sites.other.impossible is not None


def test_a_quorum_takes_three_boxes_where_two_stand() -> None:
    _, sites = topology(shops(), "k3s")
    assert sites.machine_count == 1
    assert sites.other.impossible is not None or sum(count for _, count in sites.other.machines) <= 2


def test_lines_of_the_bill_are_those_of_all_sites() -> None:
    sized, _ = topology(shops(), "k3s")
    (boxes,) = (line for line in sized.bill.lines if line.key.part is BillPart.NODES)
    # 200 boxes x 730 hours at 30 / 730 USD
    assert (boxes.count, boxes.quantity) == (200, 146_000)
    assert boxes.usd_per_month == pytest.approx(6_000)


def test_services_of_no_site_run_in_the_centre() -> None:
    central = {"type": "server", "vcpu": 16, "memory": "64Gi", "count": 3, "usd_per_month": 400}
    scenario = shops(
        hosting={"model": "edge", "machines": [central]},
        sites={"count": 200, "machines": [BOX], "services": ["collector", "buffer"]},
        services=[COLLECTOR, BUFFER, {"name": "fleet", "replicas": 2, "cpu": 1, "memory": "2Gi", "ports": []}],
        availability={"survive_nodes": 0},
    )
    sized, sites = topology(scenario, "multi-container-vm-proxy")
    assert sites.services_in_centre == ("fleet",)
    assert sites.pools == ("services-arm64",)
    assert [pool.name for pool in sized.pools] == ["services-arm64", "centre-services"]
    # 200 x 30 and one server of 400
    assert sized.bill.base == pytest.approx(200 * 30 + 400)


def test_sites_of_a_hybrid_take_no_machines_of_its_cloud() -> None:
    scenario = shops(
        hosting={"model": "hybrid", "cloud": "aws"},
        sites={"count": 200, "machines": [BOX], "services": ["collector", "buffer"]},
        services=[COLLECTOR, BUFFER, {"name": "fleet", "replicas": 2, "cpu": 1, "memory": "2Gi", "ports": []}],
    )
    sized, sites = topology(scenario, "multi-container-vm-proxy")
    assert {pool.name: pool.owned for pool in sized.pools} == {"services-arm64": True, "centre-services": False}
    assert (sites.machines, sites.other.machines) == ((("box", 1),), (("box", 2),))


def test_one_control_plane_in_the_centre_is_told_where_its_maker_describes_it() -> None:
    _, sites = topology(FACTORY, "k3s")
    central = sites.central_control
    assert central is not None
    # 200 sites with one machine each
    assert (central.agents, central.source) == (200, "k3s-distributed")
    assert central.members >= 1
    assert topology(FACTORY, "docker-swarm-mode")[1].central_control is None
    assert topology(FACTORY, "docker-compose-single-vm")[1].central_control is None
    vendor = topology(FACTORY, "eks")[1]
    assert vendor.central_control is not None
    assert (vendor.control, vendor.central_control.members) == (SiteControl.VENDOR, 0)


def test_stricter_promises_are_priced_for_all_sites() -> None:
    platform = KNOWLEDGE.platforms["multi-container-vm-proxy"]
    sized, _ = topology(shops(), platform.id)
    reasoned = give_reasons(sized, shops(), platform, KNOWLEDGE)
    (spare,) = (case for case in reasoned.sensitivity if case.field is SensitivityField.SURVIVE_NODES)
    assert spare.usd_per_month == pytest.approx(200 * 2 * 30)


def test_the_end_of_the_plan_is_that_of_all_sites() -> None:
    # 100 % in one year: 2 collectors and 2 buffers a site, which one box still holds
    sized, sites = topology(shops(growth={"percent_per_year": 100, "years": 1}), "multi-container-vm-proxy")
    assert sites.replicas == 2
    end = sized.end_of_plan
    assert end is not None and end.bill is not None
    assert (end.replicas, end.machines) == (200 * 4, (("box", 200),))
    assert end.bill.base == pytest.approx(200 * 30)


def test_demand_counts_all_sites() -> None:
    demand = count_demand(shops())
    assert (demand.replicas, demand.cpu_millicores) == (400, 200 * 750)


def test_no_managed_cluster_of_a_region_comes_first_for_factories() -> None:
    answer = recommend(FACTORY, KNOWLEDGE, how_sure=False)
    assert answer.ranking
    first = answer.ranking[0]
    sized = first.topology
    assert isinstance(sized, Topology)
    assert sized.sites is not None
    assert sized.sites.control is SiteControl.IN_SITE
    assert all(pool.owned for pool in sized.pools)


def test_a_site_whose_machines_are_full_is_refused() -> None:
    small = {**BOX, "vcpu": 1, "memory": "1Gi", "count": 1}
    refused = size(shops(sites={"count": 200, "machines": [small]}), KNOWLEDGE.platforms["k3s"], KNOWLEDGE)
    assert isinstance(refused, Infeasible)


def test_two_replicas_on_the_only_machine_of_a_site_are_told_to_be_no_spare() -> None:
    alone = {"count": 200, "machines": [BOX | {"count": 1}]}
    two = [COLLECTOR | {"replicas": 2}, BUFFER]
    sized, plan = topology(shops(sites=alone, services=two), "k3s")
    assert plan.doubled == (("collector", 2),)
    told = [said.words for said in site_words(sized) if "only machine" in said.words]
    assert [words.startswith("The only machine of a site carries 2 x collector:") for words in told] == [True]
    # one replica each needs no such word, nor do two on two machines
    assert topology(shops(sites=alone), "k3s")[1].doubled == ()
    apart = [COLLECTOR | {"replicas": 2, "spread": "node"}, BUFFER]
    assert topology(shops(services=apart), "k3s")[1].doubled == ()


def test_a_commitment_is_for_the_cloud_in_the_centre_and_not_for_the_servers_of_the_sites() -> None:
    scenario = shops(
        hosting={"model": "hybrid", "cloud": "aws"},
        sites={"count": 200, "machines": [BOX], "services": ["collector", "buffer"]},
        services=[COLLECTOR, BUFFER, {"name": "fleet", "replicas": 2, "cpu": 1, "memory": "2Gi", "ports": []}],
        pricing={"commitment": {"term": "1y", "saves": 50}},
    )
    bill = topology(scenario, "multi-container-vm-proxy")[0].bill
    in_cloud = sum(
        line.usd_per_month or 0.0
        for line in bill.lines
        if line.key.part is BillPart.NODES and line.key.pool == "centre-services"
    )
    # 200 x 30 for the sites as without; half of what the machines of the centre cost, which run all day
    assert bill.base_of((BillPart.COMMITMENT_SAVING,)) == pytest.approx(-in_cloud / 2)
    assert bill.base == pytest.approx(bill.on_demand - in_cloud / 2)
    assert bill.terms is not None and bill.terms.notes == ()
