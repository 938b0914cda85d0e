"""Pictures of platforms that were sized for the example scenarios: one of each kind, in every scene."""

import functools

import pytest

from advisor import example_scenarios, load_knowledge, load_scenario, size
from advisor.drawing import Role, draw, scenes_of
from advisor.drawing.themes import Theme
from advisor.knowledge import priced_for
from advisor.scenario import Scenario
from advisor.sizing import Effort, Topology
from tests.drawing.geometry_faults import contrast_faults, faults_of, replica_faults

KINDS = {
    ("single-vm", "docker-compose-single-vm"): {Role.USERS, Role.DNS, Role.LOAD_BALANCER, Role.PROXY, Role.NODE},
    ("load-balanced-vms", "load-balanced-vms"): {Role.NAT, Role.INTERNAL_LOAD_BALANCER, Role.SPARE_NODE},
    ("serverless-day-profile", "cloud-run"): {Role.TASKS, Role.VENDOR_CONTROL_PLANE, Role.REGISTRY},
    ("hybrid-overflow", "kubernetes-self-managed"): {Role.LEADER, Role.CONTROL_PLANE, Role.LOAD_BALANCER},
    ("tenant-clusters", "eks"): {Role.VENDOR_CONTROL_PLANE, Role.SPARE_NODE, Role.DISCOVERY},
    ("two-site-bank", "openshift"): {Role.AUXILIARY, Role.LEADER, Role.REGISTRY},
}


@functools.cache
def sized(name: str, platform_id: str) -> tuple[Topology, Scenario]:
    scenario = load_scenario(example_scenarios()[name])
    knowledge = priced_for(scenario, load_knowledge())
    found = size(scenario, knowledge.platforms[platform_id], knowledge, Effort.QUICK)
    assert isinstance(found, Topology)
    return found, scenario


@pytest.mark.parametrize(("name", "platform_id"), KINDS)
def test_every_kind_of_topology_is_drawn_whole_and_without_overlap_in_all_scenes(name: str, platform_id: str) -> None:
    topology, scenario = sized(name, platform_id)
    for scene in scenes_of(topology):
        drawing = draw(topology, scenario, scene)
        assert faults_of(drawing) == [], scene
        assert replica_faults(drawing, topology) == [], scene
        assert [fault for theme in Theme for fault in contrast_faults(drawing, theme)] == [], scene


@pytest.mark.parametrize(("name", "platform_id"), KINDS)
def test_every_kind_of_topology_shows_its_parts(name: str, platform_id: str) -> None:
    drawing = draw(*sized(name, platform_id))
    assert KINDS[name, platform_id] - {box.role for box in drawing.boxes} == set()


def test_two_locations_have_frames_of_their_own_and_requests_reach_both() -> None:
    drawing = draw(*sized("hybrid-overflow", "kubernetes-self-managed"))
    places = {box.id: box.title for box in drawing.boxes if box.role is Role.LOCATION}
    assert list(places.values()) == ["own servers", "AWS eu-west-1 · takes the overflow at the peak"]
    assert [edge.target for edge in drawing.edges if edge.kind.value == "overflow"] == [list(places)[1]]
    assert {edge.target for edge in drawing.edges if edge.kind.value == "requests"} >= set(places)
