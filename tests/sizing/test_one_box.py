"""One box is one box: one replica each, on a machine that may be burstable up to what it gives all the time."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor import Infeasible, Topology, load_knowledge, load_scenario, parse_scenario, recommend, size
from advisor.errors import ScenarioError
from advisor.knowledge import data_folder
from advisor.prices.price_book import PriceBook
from advisor.prices.regions import CLOUDS, regions_of
from advisor.report.wording.infeasibility import refusal_words
from advisor.sizing import RefusalCause
from advisor.sizing.bill_types import BillPart, LeftOutCost
from advisor.sizing.note_codes import AssumptionCode, NoteCode
from advisor.sizing.support_part import RegistryKeeper, SupportKind

KNOWLEDGE = load_knowledge()
FAULTS = Path(__file__).parent / "faults"
COMPOSE = "docker-compose-single-vm"


def box(services: str, rest: str = "", cloud: str = "aws") -> Topology:
    text = f"name: a\nas_of: 2026-11-30\nhosting: {{model: cloud, cloud: {cloud}}}\n{rest}\nservices:\n{services}"
    topology = size(parse_scenario(text), KNOWLEDGE.platforms[COMPOSE], KNOWLEDGE)
    assert isinstance(topology, Topology), topology
    return topology


def test_the_bill_of_a_founder_with_three_services() -> None:
    topology = size(load_scenario(FAULTS / "one-small-box.yaml"), KNOWLEDGE.platforms[COMPOSE], KNOWLEDGE)
    assert isinstance(topology, Topology)
    (pool,) = topology.pools
    (node,) = pool.nodes
    assert dict(node.pods) == {"(proxy)": 1, "service-001": 1, "service-002": 1, "service-003": 1}
    # 3 x 250m and 200m for the proxy are 950m. A t3a.medium gives 20 % of 2 vCPU all the time (AWS, baselines of
    # burstable types); less 100m for system and engine that is 300m: 30 % on average of the 1000m that it may hold.
    # A t3a.small gives as much and has 2 GiB: too little for 3 x 512 + 256 MiB. The next larger ones cost more.
    assert (node.machine, pool.machines[0].cpu_millicores) == ("t3a.medium", 1000)
    # 0.0376 USD an hour (us-east-1, 2026-07-20) x 730 hours
    lines = {line.key.part: line.usd_per_month for line in topology.bill.lines}
    assert lines[BillPart.NODES] == pytest.approx(27.45, abs=0.005)
    # a public address of 0.005 USD an hour: 3.65; a DNS zone: 0.50
    assert lines[BillPart.PUBLIC_ADDRESS] == pytest.approx(3.65)
    assert lines[BillPart.DNS_ZONE] == pytest.approx(0.50)
    assert BillPart.LOAD_BALANCER not in lines
    # a root disk of 30 GiB at 0.08: 2.40; together 34.00
    assert topology.bill.base == pytest.approx(34.00, abs=0.005)
    assert NoteCode.BURSTABLE_MACHINE in {note.code for note in topology.notes}
    codes = {assumption.note.code for assumption in topology.assumptions}
    assert codes >= {AssumptionCode.ONE_REPLICA, AssumptionCode.AVERAGE_CPU}
    assert not codes & {AssumptionCode.REPLICAS, AssumptionCode.SURVIVE_NODES}


@pytest.mark.slow
def test_one_box_is_among_the_first_two_for_a_founder() -> None:
    answer = recommend(load_scenario(FAULTS / "one-small-box.yaml"), KNOWLEDGE, how_sure=False)
    assert COMPOSE in [ranked.platform.id for ranked in answer.ranking[:2]]


def test_replicas_that_are_asked_for_are_kept() -> None:
    topology = box("  - {name: web, replicas: 3, cpu: 100m, memory: 128Mi}\n  - {name: job, cpu: 100m, memory: 128Mi}")
    (node,) = topology.pools[0].nodes
    assert dict(node.pods) == {"(proxy)": 1, "web": 3, "job": 1}


def test_services_that_stand_for_several_are_one_replica_of_each() -> None:
    text = "name: a\nas_of: 2026-11-30\nhosting: {model: cloud, cloud: aws}\nscale: {services: 50}"
    topology = size(parse_scenario(text), KNOWLEDGE.platforms[COMPOSE], KNOWLEDGE)
    assert isinstance(topology, Topology)
    assert sum(count for node in topology.pools[0].nodes for _, count in node.pods) == 50 + 1


@pytest.mark.parametrize(
    ("cpu", "kind", "machine"),
    [
        # 100m x 0.3 is within 0.1 x 2 vCPU - 100m
        ("100m", "worker", "t3a.micro"),
        # what computes for hours needs CPU that is there all the time
        ("100m", "ml", "c7a.medium"),
    ],
)
def test_only_services_with_quiet_hours_get_a_burstable_machine(cpu: str, kind: str, machine: str) -> None:
    topology = box(f"  - {{name: w, replicas: 1, cpu: {cpu}, memory: 64Mi, kind: {kind}, ports: []}}")
    assert topology.pools[0].nodes[0].machine == machine


def test_clusters_take_no_burstable_machine() -> None:
    text = (
        "name: a\nas_of: 2026-11-30\nhosting: {model: cloud, cloud: %s}\nservices:\n"
        "  - {name: w, replicas: 2, cpu: 100m, memory: 64Mi, ports: []}"
    )
    for platform, cloud in (("k3s", "aws"), ("eks", "aws"), ("aks", "azure"), ("gke-standard", "gcp")):
        topology = size(parse_scenario(text % cloud), KNOWLEDGE.platforms[platform], KNOWLEDGE)
        assert isinstance(topology, Topology)
        assert all(machine.sustained_vcpu is None for pool in topology.pools for machine in pool.considered)
    beanstalk = size(parse_scenario(text % "aws"), KNOWLEDGE.platforms["elastic-beanstalk"], KNOWLEDGE)
    assert isinstance(beanstalk, Topology)
    assert {node.machine for node in beanstalk.pools[0].nodes} == {"t3a.micro"}


def test_the_published_shares_are_those_on_offer() -> None:
    # AWS: t3.medium 20 % of 2 vCPU, t4g.xlarge 40 % of 4, t2.2xlarge 17 % of 8; Microsoft: B4ls_v2 30 % of 4, B2ats_v2
    # 20 % of 2; Google: e2-medium 50 % of 2
    published = {"t3.medium": 0.4, "t4g.xlarge": 1.6, "t2.2xlarge": 1.36, "e2-medium": 1.0, "Standard_B4ls_v2": 1.2}
    held = {
        offer.name: offer.sustained_vcpu
        for cloud in CLOUDS
        for region in regions_of(data_folder(), cloud)
        for offer in PriceBook(data_folder()).burstable_offers_in(cloud, region)
    }
    assert {name: held[name] for name in published} == pytest.approx(published)
    assert all(held.values())


OWN = """
name: own
as_of: 2026-11-30
hosting: {model: on_prem, machines: [{type: vps, vcpu: 2, sustained_vcpu: 0.4, memory: 4Gi, count: 3}]}
services:
  - {name: web, replicas: 1, cpu: %s, memory: 256Mi, ports: []}
"""


def test_a_burst_beyond_the_share_of_a_burstable_machine_is_refused_in_words() -> None:
    # 1400m fit into 0.8 x 1900m while it bursts; on average 420m are used, and 400m - 100m are there all the time
    refused = size(parse_scenario(OWN % "1400m"), KNOWLEDGE.platforms[COMPOSE], KNOWLEDGE)
    assert isinstance(refused, Infeasible)
    assert refused.refusal.cause is RefusalCause.BEYOND_BURST_SHARE
    assert refusal_words(refused.refusal).startswith(
        "web uses about 0.42 vCPU on average of the 1.4 that it asks for; vps bursts to 2 vCPU and gives "
        "services 0.3 vCPU all the time"
    )
    spread = size(parse_scenario(OWN % "1400m"), KNOWLEDGE.platforms["multi-container-vm-proxy"], KNOWLEDGE)
    assert isinstance(spread, Infeasible)
    assert spread.refusal.cause is RefusalCause.BEYOND_BURST_SHARE
    assert isinstance(size(parse_scenario(OWN % "1000m"), KNOWLEDGE.platforms[COMPOSE], KNOWLEDGE), Topology)


def test_a_service_that_computes_for_hours_uses_all_that_it_asks_for() -> None:
    # 400m - 100m that the machine keeps are there all the time: 300m of batch work fit, 320m do not; 1000m of a
    # service that idles most of the day use 300m on average
    batch = OWN.replace("ports: []", "ports: [], kind: batch")
    planned = size(parse_scenario(batch % "300m"), KNOWLEDGE.platforms[COMPOSE], KNOWLEDGE)
    assert isinstance(planned, Topology)
    (machine,) = planned.pools[0].machines
    assert machine.cpu_millicores == 300
    assert AssumptionCode.AVERAGE_CPU not in [taken.note.code for taken in planned.assumptions]
    refused = size(parse_scenario(batch % "320m"), KNOWLEDGE.platforms[COMPOSE], KNOWLEDGE)
    assert isinstance(refused, Infeasible)
    assert refusal_words(refused.refusal).startswith(
        "web computes for hours on 0.32 vCPU; vps bursts to 2 vCPU and gives services 0.3 vCPU all the time"
    )


def test_a_share_above_the_machine_is_a_mistake() -> None:
    with pytest.raises(ScenarioError, match="vps gives 3 vCPU all the time and has 2"):
        parse_scenario((OWN % "1").replace("sustained_vcpu: 0.4", "sustained_vcpu: 3"))


def hybrid_box(*sites: str) -> Topology | Infeasible:
    """A box of one's own or in the cloud, for services that run where each is said to."""
    machines = "machines: [{type: rack, vcpu: 16, memory: 64Gi, count: 2, usd_per_month: 150}]"
    services = "\n".join(
        f"  - {{name: s{number}, replicas: 1, cpu: 1, memory: 1Gi, gpu: 0, ports: [], site: {site}}}"
        for number, site in enumerate(sites)
    )
    text = f"name: a\nas_of: 2026-11-30\nhosting: {{model: hybrid, cloud: aws, {machines}}}\nservices:\n{services}\n"
    return size(parse_scenario(text), KNOWLEDGE.platforms[COMPOSE], KNOWLEDGE)


@pytest.mark.parametrize(
    ("sites", "owned"), [(("any", "any"), True), (("any", "cloud"), False), (("on_prem", "any"), True)]
)
def test_the_box_stands_where_its_services_have_to_run(sites: tuple[str, ...], owned: bool) -> None:
    topology = hybrid_box(*sites)
    assert isinstance(topology, Topology)
    assert [pool.owned for pool in topology.pools] == [owned]


def test_one_box_cannot_stand_on_two_sites() -> None:
    refused = hybrid_box("on_prem", "cloud")
    assert isinstance(refused, Infeasible)
    assert refused.refusal.services == ("s1",)
    assert "s1 must run on a cloud, where" in refusal_words(refused.refusal)


def test_a_registry_of_ones_own_is_there_once_where_there_is_one_machine() -> None:
    """Hetzner sells none; two replicas of it would need a second machine."""
    topology = box("  - {name: web, replicas: 1, cpu: 250m, memory: 256Mi}\n", cloud="hetzner")
    (registry,) = [part for part in topology.support if part.key.kind is SupportKind.REGISTRY]
    assert (registry.kept_by, registry.count) == (RegistryKeeper.TEAM, 1)
    (left,) = [each for each in topology.bill.left_out if each.cost is LeftOutCost.OWN_REGISTRY]
    assert left.count == 1
