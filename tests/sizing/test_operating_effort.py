"""What stays with the team: hours by hand, the order of platforms, sites and clusters, and the level of simplicity."""

from __future__ import annotations

import datetime as dt
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from advisor import KnowledgeError, Topology, check_knowledge, load_knowledge, parse_scenario, size
from advisor.knowledge import OperatingTask
from advisor.screening import DerivedClaim, claim_on
from advisor.sizing.operating_effort import OperatedSize, OperatingEffort, operating_effort
from tests.bank import write_overlay

KNOWLEDGE = load_knowledge()
DAY = dt.date(2026, 11, 24)
SMALL = OperatedSize(clusters=1, machines=3, services=3)
LARGE = OperatedSize(clusters=1, machines=15, services=40)


def effort_of(platform: str, size: OperatedSize, day: dt.date = DAY) -> OperatingEffort:
    if platform == "docker-compose-single-vm":
        size = OperatedSize(1, 1, size.services)
    effort = operating_effort(KNOWLEDGE.platforms[platform].terms(day), KNOWLEDGE, size)
    assert effort is not None
    return effort


def hours(platform: str, size: OperatedSize) -> float:
    return effort_of(platform, size).hours.base


@pytest.mark.parametrize(
    ("platform", "size", "expected"),
    [
        # deploying 3 x 0.35; patching 0.3, replacing 0.08, backup 0.4, watching 0.4, secrets 0.25, certificates 0.1
        ("docker-compose-single-vm", SMALL, 2.58),
        # settings 3 x 0.12; plans 0.2, account 1, watching 0.75, pipeline 0.5
        ("app-service", SMALL, 2.81),
        # definitions 40 x 0.15, balancers 40 x 0.06; networks and roles 0.5, account 1, watching 0.75, pipeline 0.5
        ("ecs-fargate", LARGE, 11.15),
        # by service: objects 40 x 0.2, balancers 40 x 0.06; by machine: 15 x (0.3 + 0.08); the rest once:
        # release tooling 0.75, policies 1, faults 2, managers 0.75, upgrades 1.6, access 0.5, sizes 0.5, network 0.5,
        # storage 0.75, registry 0.5, monitoring 2.5, backup 0.35
        ("k3s", LARGE, 8 + 2.4 + 5.7 + 11.7),
    ],
)
def test_hours_add_up_over_services_machines_and_clusters(platform: str, size: OperatedSize, expected: float) -> None:
    effort = effort_of(platform, size)
    assert effort.hours.base == pytest.approx(expected)
    # one person has 20 hours for them
    assert effort.people == pytest.approx(expected / 20)
    assert effort.hours.low < effort.hours.base < effort.hours.high


TIERS = (
    ("docker-compose-single-vm",),
    ("app-service", "cloud-run", "app-runner"),
    ("azure-container-apps", "ecs-fargate", "elastic-beanstalk"),
    ("ecs-ec2", "gke-autopilot"),
    ("gke-standard", "aks", "eks"),
    ("openshift-managed-aro-rosa",),
    ("docker-swarm-mode", "nomad", "k3s"),
    ("rke2", "openshift", "kubernetes-self-managed"),
)
"""From little to much work, as it is for three services on three machines."""


def test_what_a_vendor_runs_is_less_work_than_what_one_runs_oneself() -> None:
    for less, more in pairwise(TIERS):
        assert max(hours(name, SMALL) for name in less) < min(hours(name, SMALL) for name in more), (less, more)
    assert hours("gke-standard", SMALL) < hours("aks", SMALL) < hours("eks", SMALL)
    # with forty services as well a vendor's cluster is less work than one's own
    own, managed = (max, min), (TIERS[4] + TIERS[5], TIERS[6] + TIERS[7])
    assert own[0](hours(name, LARGE) for name in managed[0]) < own[1](hours(name, LARGE) for name in managed[1])


@pytest.mark.parametrize(
    ("boxes", "orchestrator"),
    [
        *(("multi-container-vm-proxy", name) for name in ("aks", "eks", "gke-standard", "docker-swarm-mode", "k3s")),
        *(("load-balanced-vms", name) for name in ("aks", "eks", "gke-standard")),
    ],
)
def test_several_boxes_outgrow_an_orchestrator_between_ten_and_thirty_services(boxes: str, orchestrator: str) -> None:
    few, many = OperatedSize(1, 4, 8), OperatedSize(1, 15, 31)
    assert hours(boxes, few) < hours(orchestrator, few)
    assert hours(boxes, many) > hours(orchestrator, many)


def test_ten_equal_clusters_are_twice_the_work_of_one() -> None:
    def of_cluster(count: int) -> float:
        tasks = effort_of("eks", OperatedSize(count, 0, 0)).tasks
        return sum(each.hours.base for each in tasks if each.task.per.value == "cluster")

    # 10 ** 0.333 = 2.15
    assert of_cluster(10) / of_cluster(1) == pytest.approx(2.15, abs=0.01)


def test_all_machines_count_whatever_they_do_and_each_service_once() -> None:
    scenario = parse_scenario(
        "name: a\nas_of: 2026-11-24\nhosting: {model: cloud, cloud: aws}\navailability: {survive_nodes: 1}\n"
        "services:\n  - {name: web, replicas: 30, cpu: 500m, memory: 1Gi}\n"
        "  - {name: api, replicas: 30, cpu: 1, memory: 2Gi}"
    )
    topology = size(scenario, KNOWLEDGE.platforms["kubernetes-self-managed"], KNOWLEDGE)
    assert isinstance(topology, Topology) and topology.bill.effort is not None
    agents = sum(pool.node_count for pool in topology.pools)
    members = sum(each.count for each in topology.control_plane.machines)
    assert members >= 3
    assert topology.bill.effort.size == OperatedSize(1, agents + members, 2)


def test_equal_sites_run_the_same_services_on_machines_and_clusters_of_their_own() -> None:
    text = (
        "name: a\nas_of: 2026-11-24\nhosting: {model: edge}\n"
        "sites: {count: %d, machines: [{type: box, vcpu: 8, memory: 32Gi, count: 3}]}\n"
        "services:\n  - {name: till, replicas: 1, cpu: 500m, memory: 1Gi}"
    )
    sizes = []
    for count in (2, 20):
        topology = size(parse_scenario(text % count), KNOWLEDGE.platforms["k3s"], KNOWLEDGE)
        assert isinstance(topology, Topology) and topology.bill.effort is not None
        sizes.append(topology.bill.effort.size)
    assert sizes[0].machines and sizes[1] == OperatedSize(sizes[0].clusters * 10, sizes[0].machines * 10, 1)


def test_services_that_are_only_counted_count_in_full() -> None:
    scenario = parse_scenario("name: a\nas_of: 2026-11-24\nhosting: {model: cloud, cloud: aws}\nscale: {services: 250}")
    topology = size(scenario, KNOWLEDGE.platforms["ecs-fargate"], KNOWLEDGE)
    assert isinstance(topology, Topology) and topology.bill.effort is not None
    assert topology.bill.effort.size.services == 250


@pytest.mark.parametrize(
    ("platform", "days", "level"),
    [
        ("docker-compose-single-vm", 2.5, 3),  # up to 5 days
        ("ecs-fargate", 6.0, 2),  # up to 15
        ("docker-swarm-mode", 15.0, 2),
        ("eks", 20.5, 1),  # up to 30
        ("kubernetes-self-managed", 40.75, 0),
    ],
)
def test_simplicity_is_worked_out_from_the_days_of_the_same_tasks(platform: str, days: float, level: int) -> None:
    assert effort_of(platform, SMALL).setup_days() == pytest.approx(days)
    claim = claim_on(KNOWLEDGE.platforms[platform], "simplicity", DAY, KNOWLEDGE)
    assert isinstance(claim, DerivedClaim)
    assert (claim.value, dict(claim.reason.values)["days"]) == (level, days)


def test_what_a_vendor_takes_over_is_left_out_from_that_day() -> None:
    days = (dt.date(2018, 7, 1), dt.date(2020, 1, 1), dt.date(2021, 1, 1))
    found = [effort_of("eks", SMALL, day).hours.base for day in days]
    assert found == sorted(found, reverse=True) and len(set(found)) == 3


def test_an_overlay_may_redefine_a_task_and_add_its_own(tmp_path: Path) -> None:
    again = (
        "kubernetes_objects: {about: Keep the objects, hours_per_week: 0.1, per: service, setup_days: 6, "
        "needs_skill: true, why: A generator writes them., source: bank-board}\n"
        "ask_the_board: {about: Ask the board, hours_per_week: 2, per: once, setup_days: 10, needs_skill: false,"
        " why: It sits every week., source: bank-board}\n"
    )
    eks = (
        "id: eks\nclaims:\n  tasks_left:\n    start: {value: [kubernetes_objects, ask_the_board], source: bank-board}\n"
    )
    bank = load_knowledge(write_overlay(tmp_path, {"operating_tasks.yaml": again, "platforms/eks.yaml": eks}))
    told = {(each.what.value, each.id) for each in bank.overrides}
    assert {("task_overridden", "kubernetes_objects"), ("task_added", "ask_the_board")} <= told
    effort = operating_effort(bank.platforms["eks"].terms(DAY), bank, LARGE)
    # 40 x 0.1 + 2 hours, 6 + 10 days
    assert effort is not None and (effort.hours.base, effort.setup_days()) == (pytest.approx(6.0), 16)
    aks = operating_effort(bank.platforms["aks"].terms(DAY), bank, LARGE)
    assert aks is not None and aks.hours.base == pytest.approx(hours("aks", LARGE) - 4)
    assert isinstance(bank.operating_tasks["ask_the_board"], OperatingTask)


def test_a_task_that_nobody_describes_is_told_before_anything_is_sized(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(KNOWLEDGE.folder, tmp_path / "knowledge"))
    aks = folder / "platforms" / "aks.yaml"
    aks.write_text(aks.read_text("utf-8").replace("roll_machine_images", "roll_machine_image"), "utf-8")
    with pytest.raises(
        KnowledgeError, match=r"aks.yaml:\d+:\d+: claims.tasks_left.start.value.\d+: roll_machine_image is no"
    ):
        load_knowledge(folder)


def test_hours_that_cannot_be_read_are_told_once(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(KNOWLEDGE.folder, tmp_path / "knowledge"))
    tasks = folder / "operating_tasks.yaml"
    tasks.write_text(tasks.read_text("utf-8").replace("base: 0.35", "base: -0.35", 1), "utf-8")
    (told,) = [str(problem) for problem in check_knowledge(folder)]
    assert "operating_tasks.yaml:" in told and "deploy_by_compose.hours_per_week.base: -0.35 is out of range" in told
