"""Words of must_have mean what an architect means by them, whatever coarser capability is near."""

from __future__ import annotations

import datetime as dt

import pytest

from advisor import load_knowledge, parse_scenario, screen
from advisor.screening import DerivedClaim, claim_on

KNOWLEDGE = load_knowledge()
DAY = "2026-11-30"


def met_by(wish: str, day: str = DAY) -> set[str]:
    """The platforms that a wish alone does not rule out."""
    screened = screen(parse_scenario(f"{{name: a, as_of: {day}, must_have: [{wish}]}}"), KNOWLEDGE)
    return {one.platform.id for one in screened if all(unmet.requirement.asked_as != wish for unmet in one.unmet)}


@pytest.mark.parametrize(
    ("wish", "kept", "out"),
    [
        # ordered replicas, each with a block volume that comes back: a network file system is none
        ("stateful_sets", {"eks", "aks", "k3s"}, {"ecs-fargate", "azure-container-apps", "docker-swarm-mode"}),
        ("persistent_volumes", {"gke-standard", "nomad", "docker-compose-single-vm"}, {"cloud-run", "ecs-fargate"}),
        # one box with a proxy ends TLS
        ("tls", {"docker-compose-single-vm", "multi-container-vm-proxy", "ecs-fargate"}, {"aci"}),
        # a mesh is no matter of Kubernetes alone
        ("service_mesh", {"ecs-fargate", "cloud-run", "azure-container-apps", "nomad", "eks"}, {"app-service"}),
        ("privileged_pods", {"eks", "gke-standard"}, {"gke-autopilot", "ecs-fargate"}),
        ("node_pools", {"aks", "ecs-ec2", "nomad"}, {"ecs-fargate", "cloud-run", "docker-swarm-mode"}),
        ("staging_copies", {"app-service", "docker-compose-single-vm", "eks"}, {"aci"}),
        ("developer_platform", {"app-service", "openshift", "cloud-run"}, {"k3s", "load-balanced-vms"}),
        # some sites beside the rest: the same API on a small relative is enough, agents on a line are not
        ("edge", {"eks", "aks", "k3s", "nomad"}, {"ecs-ec2", "ecs-fargate", "cloud-run"}),
        # the line is down: what runs can be changed at the site
        ("site_autonomy", {"k3s", "openshift", "docker-compose-single-vm"}, {"eks", "ecs-ec2", "aks"}),
        # to go on without the line asks less than to be installed without one
        ("offline_operation", {"k3s", "nomad", "docker-swarm-mode"}, {"eks", "gke-standard"}),
        ("low_footprint", {"k3s", "rke2", "docker-compose-single-vm"}, {"openshift", "mke", "kubernetes-self-managed"}),
        # many equal sites from one place: a fleet tool
        ("repeatable_sites", {"k3s", "docker-compose-single-vm", "aks"}, {"docker-swarm-classic"}),
        # two days a week at the most
        ("small_team", {"ecs-fargate", "docker-compose-single-vm", "nomad"}, {"kubernetes-self-managed", "openshift"}),
    ],
)
def test_a_wish_keeps_and_rules_out(wish: str, kept: set[str], out: set[str]) -> None:
    met = met_by(wish)
    assert kept <= met
    assert not out & met


def test_words_follow_their_day() -> None:
    assert "ecs-fargate" not in met_by("service_mesh", "2018-06-30")  # App Mesh came in March 2019
    assert "kubernetes-self-managed" not in met_by("stateful_sets", "2016-06-30")  # in beta since December 2016


def test_the_level_of_a_small_team_is_worked_out_from_the_hours_of_the_tasks_left() -> None:
    # Compose, ten services on one cluster of three machines: 5.8 hours, up to 8: level 3; kubeadm 20.8, up to 24: 1
    for platform, hours, level in (("docker-compose-single-vm", 5.8, 3), ("kubernetes-self-managed", 20.8, 1)):
        claim = claim_on(KNOWLEDGE.platforms[platform], "small_team", dt.date(2026, 11, 30), KNOWLEDGE)
        assert isinstance(claim, DerivedClaim)
        assert (claim.value, dict(claim.reason.values)["hours"]) == (level, hours)


SHOPS = "name: shops\nas_of: 2026-11-30\nhosting: {model: edge}\n"


def eligible(text: str) -> set[str]:
    return {one.platform.id for one in screen(parse_scenario(text), KNOWLEDGE) if one.eligible}


def test_five_hundred_shops_take_nothing_that_depends_on_the_line() -> None:
    met = eligible(SHOPS + "scale: {sites: 500}")
    assert {"k3s", "docker-compose-single-vm", "openshift"} <= met
    assert not {"ecs-ec2", "eks"} & met


def test_two_hundred_sites_and_one_helper_take_small_boxes() -> None:
    met = eligible(SHOPS + "scale: {sites: 200}\nteam: {ops: 1}")
    assert {"k3s", "docker-compose-single-vm"} <= met
    assert "openshift" not in met
    assert "openshift" in eligible(SHOPS + "scale: {sites: 200}\nteam: {ops: 20}")
