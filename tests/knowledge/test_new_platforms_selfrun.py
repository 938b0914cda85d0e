"""Kamal, self-hosted app platforms, Talos, k0s, MicroK8s and Kubernetes of vSphere: where each wins and loses."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest

from advisor import Recommendation, Topology, load_knowledge, parse_scenario, recommend, size
from advisor.sizing.bill_types import BillPart

KNOWLEDGE = load_knowledge()
DAY = dt.date(2026, 11, 24)
RENTED = "hosting: {model: on_prem, machines: [{type: rented, vcpu: 4, memory: 16Gi, count: 3, usd_per_month: 50}]}"
LISTED = "hosting: {model: cloud, cloud: other, machines: [{type: rented, vcpu: 4, memory: 16Gi, usd_per_month: 50}]}"
MONOLITH = """team: {engineers: 5, ops: 1, docker_skill: strong, k8s_skill: none}
cost: low
availability: {survive_nodes: 1}
autoscale: none
protocols: [http]
workloads: [web]
services:
  - {name: web, kind: web, replicas: 2, cpu: 1, memory: 2Gi, ports: [{port: 80, exposure: public}]}
  - {name: jobs, kind: worker, replicas: 1, cpu: 500m, memory: 1Gi}
  - {name: mails, kind: worker, replicas: 1, cpu: 250m, memory: 512Mi}
"""
WITHOUT_A_GAP = "must_have: [zero_downtime]\n"
AGENCY = """team: {engineers: 6, ops: 1, docker_skill: some, k8s_skill: none}
cost: low
autoscale: none
must_have: [developer_platform]
scale: {services: 12}
"""
LOCKED_DOWN = """hosting:
  model: on_prem
  machines: [{type: box, vcpu: 32, memory: 128Gi, count: 12, usd_per_month: 400}]
team: {engineers: 25, ops: 4, k8s_skill: strong, docker_skill: strong}
must_have: [kubernetes_api, hardening]
multi_tenancy: soft
autoscale: replicas
scale: {services: 40}
"""
ESTATE = """existing: [vsphere]
team: {engineers: 60, ops: 8, teams: 6, k8s_skill: some}
must_have: [enterprise_support, self_service, runs_on_existing_hardware, non_container_workloads]
workloads: [web, api, non_container]
scale: {services: 60, nodes: 24, clusters: 4}
"""
LAB = """hosting: {model: on_prem, machines: [{type: box, vcpu: 8, memory: 32Gi, count: 4, usd_per_month: 80}]}
team: {engineers: 8, ops: 1, k8s_skill: some, docker_skill: strong}
scale: {services: 12}
"""
CUT_OFF = """team: {engineers: 10, ops: 3, k8s_skill: strong}
services:
  - {name: reader, replicas: 1, cpu: 100m, memory: 128Mi}
  - {name: buffer, replicas: 1, cpu: 100m, memory: 256Mi}
"""
SMALL_BOXES = "hosting: {model: edge, machines: [{type: box, vcpu: 2, memory: 2Gi, count: 3, usd_per_month: 20}]}\n"
SITES = "team: {engineers: 10, ops: 3, k8s_skill: strong}\nhosting: {model: edge}\nscale: {services: 8, sites: 40}\n"


@cache
def answer(*parts: str) -> Recommendation:
    return recommend(
        parse_scenario(f"name: asked\nas_of: {DAY}\nos: linux\n" + "\n".join(parts)), KNOWLEDGE, how_sure=False
    )


def ranked(asked: Recommendation) -> list[str]:
    return [entry.platform.id for entry in asked.ranking]


def bills(asked: Recommendation) -> dict[str, float | None]:
    return {entry.platform.id: entry.topology.bill.base for entry in asked.ranking}


def rules_against(asked: Recommendation, platform: str) -> set[str]:
    entry = next(entry for entry in asked.eliminated if entry.platform.id == platform)
    return {unmet.requirement.finding.rule.id for unmet in entry.screened.unmet}


def sized(platform: str, text: str) -> Topology:
    topology = size(
        parse_scenario(f"name: asked\nas_of: {DAY}\nos: linux\n{text}"), KNOWLEDGE.platforms[platform], KNOWLEDGE
    )
    assert isinstance(topology, Topology)
    return topology


@pytest.mark.slow
def test_kamal_rolls_a_monolith_out_over_three_rented_machines() -> None:
    asked = answer(RENTED, WITHOUT_A_GAP, MONOLITH)
    assert ranked(asked)[:2] == ["kamal", "self-hosted-paas"]
    # 3.25 vCPU and 5.5 GiB in four replicas: two machines hold them, and a third stands by for a failed one
    assert bills(asked)["kamal"] == pytest.approx(3 * 50)
    assert "docker-compose-single-vm" not in ranked(asked)  # one machine survives no failure


@pytest.mark.slow
def test_kamal_loses_where_a_gap_is_borne_or_a_scheduler_is_asked_for() -> None:
    # Without a roll-out in parts a proxy over Compose is less to learn and better known.
    assert ranked(answer(RENTED, MONOLITH))[0] != "kamal"
    asked = answer(RENTED, "must_have: [self_healing]", MONOLITH)
    assert rules_against(asked, "kamal")  # nothing starts a replica elsewhere when its machine fails
    assert ranked(asked)


@pytest.mark.slow
def test_kamal_runs_on_machines_of_any_cloud_at_their_price() -> None:
    asked = answer(LISTED, WITHOUT_A_GAP, MONOLITH)
    assert "kamal" in ranked(asked)[:2]
    assert bills(asked)["kamal"] == pytest.approx(3 * 50)  # no balancer: names point to the machines
    assert "X717" in rules_against(asked, "vsphere-kubernetes")


@pytest.mark.slow
def test_an_agency_gets_push_to_deploy_on_its_own_machines() -> None:
    two = "hosting: {model: on_prem, machines: [{type: rented, vcpu: 8, memory: 32Gi, count: 2, usd_per_month: 60}]}"
    asked = answer(two, AGENCY)
    assert ranked(asked)[0] == "self-hosted-paas"
    assert bills(asked)["self-hosted-paas"] == pytest.approx(2 * 60)
    assert "X101" in rules_against(asked, "kamal")  # a tool on a developer's machine is no platform for developers


@pytest.mark.slow
def test_self_hosted_app_platforms_lose_to_a_service_of_the_cloud_and_to_kubernetes() -> None:
    on_aws = answer("hosting: {model: cloud, cloud: aws}", AGENCY)
    assert ranked(on_aws).index("elastic-beanstalk") < ranked(on_aws).index("self-hosted-paas")
    assert rules_against(answer(LOCKED_DOWN), "self-hosted-paas")


@pytest.mark.slow
def test_talos_is_second_on_locked_down_servers_that_are_kept_from_one_place() -> None:
    kept = LOCKED_DOWN.replace("hardening]", "hardening, fleet_management]")
    assert ranked(answer(kept))[:2] == ["rke2", "talos"]  # the first is better known and backed by a larger vendor


@pytest.mark.slow
def test_kubernetes_of_vsphere_is_for_the_estate_that_has_it() -> None:
    assert "vsphere-kubernetes" in ranked(answer("hosting: {model: on_prem}", ESTATE))[:2]
    assert {"X216", "X707"} & rules_against(
        answer(SITES, "must_have: [kubernetes_api, low_footprint]"), "vsphere-kubernetes"
    )
    asked = answer("hosting: {model: on_prem}", ESTATE)
    entry = next(entry for entry in asked.ranking if entry.platform.id == "vsphere-kubernetes")
    assert entry.topology.bill.subscription_unknown  # sold by offer alone
    # three machines of the supervisor, beside three of each control plane: 2190 h are 3 x 730
    kept = {line.key.part: line.quantity for line in entry.topology.bill.lines}
    assert kept[BillPart.AUXILIARY_NODES] == 3 * 730


@pytest.mark.slow
def test_microk8s_is_for_a_small_cluster_with_its_add_ons_and_not_for_a_hardened_one() -> None:
    assert ranked(answer(LAB, "must_have: [kubernetes_api, integrated_registry, management_ui]"))[0] == "microk8s"
    hardened = answer(LAB, "must_have: [kubernetes_api, hardening]")
    assert rules_against(hardened, "microk8s")


@pytest.mark.slow
def test_k0s_fits_boxes_that_hold_no_other_supported_one() -> None:
    asked = answer(SMALL_BOXES, "must_have: [kubernetes_api, air_gap, enterprise_support]", CUT_OFF)
    assert ranked(asked)[0] == "k0s"
    too_large = {entry.platform.id for entry in asked.eliminated if entry.infeasible}
    assert {"rke2", "talos"} <= too_large  # 2 GiB a box


@pytest.mark.slow
def test_k3s_stays_first_where_neither_support_nor_memory_decides() -> None:
    asked = answer(SITES, "must_have: [kubernetes_api, air_gap, low_footprint]")
    assert ranked(asked)[0] == "k3s"  # better known, and a foundation's project
    assert ranked(asked).index("k0s") > 0


def test_what_each_keeps_of_a_machine_is_what_its_makers_say() -> None:
    talos, k0s = (KNOWLEDGE.platforms[name].terms(DAY) for name in ("talos", "k0s"))
    member = talos.shared_control_plane
    assert member is not None and talos.reservation is not None
    assert talos.reservation.memory.base == 384
    assert member.memory_mib == 2048 - 384  # the least control plane, less what the system keeps
    controller = k0s.shared_control_plane
    assert controller is not None
    assert controller.memory_mib == 800  # 1000 MB measured, 180 MB of them the system's: 820 MB are 782 MiB, rounded up


def test_what_is_free_bills_machines_alone() -> None:
    one = "services: [{name: web, replicas: 1, cpu: 500m, memory: 1Gi, ports: [{port: 80, exposure: public}]}]"
    box = "hosting: {model: on_prem, machines: [{type: box, vcpu: 4, memory: 16Gi, count: 1, usd_per_month: 50}]}"
    for platform in ("kamal", "self-hosted-paas", "k0s", "microk8s", "talos"):
        topology = sized(platform, f"{box}\navailability: {{survive_nodes: 0}}\n{one}")
        assert topology.bill.base == pytest.approx(50), platform
