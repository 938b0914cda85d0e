"""Answers that pull apart: one line each, with the places of both."""

from __future__ import annotations

import pytest

from advisor import load_knowledge, parse_scenario, recommend, render
from advisor.report.wording.notes import note_words
from advisor.tensions import TensionCode, tensions_of

KNOWLEDGE = load_knowledge()
ONE_SERVER = "{type: big, vcpu: 16, memory: 64Gi, count: 1}"
ONE_SITE = "{type: big, vcpu: 16, memory: 64Gi, count: 8, site: hall}"
OTHER_SITE = "{type: big, vcpu: 16, memory: 64Gi, count: 8, site: annex}"


@pytest.mark.parametrize(
    ("answers", "codes"),
    [
        ("hosting: {model: on_prem}, managed_preference: strong", ["vendor_on_premises"]),
        ("hosting: {model: cloud}, managed_preference: strong", []),
        ("managed_preference: high, must_have: [full_control]", ["vendor_and_control"]),
        ("managed_preference: low, must_have: [full_control]", []),
        ("team: {engineers: 2, ops: 3}", ["more_ops_than_engineers"]),
        ("team: {engineers: 3, ops: 3}", []),
        ("team: {engineers: 2, teams: 3}", ["more_teams_than_engineers"]),
        ("scale: {nodes: 1}, availability: {survive_nodes: 1}", ["one_machine_to_lose"]),
        ("scale: {nodes: 1}, availability: {survive_nodes: 0}", []),
        ("hosting: {model: cloud, zones: 1}, availability: {survive_zone: true}", ["one_zone_to_lose"]),
        ("autoscale: none, must_have: [autoscale, scale_to_zero]", ["fixed_and_scaling"] * 2),
        ("autoscale: replicas, must_have: [autoscale]", []),
        ("os: linux, must_have: [windows_containers]", ["one_system_and_windows"]),
        ("state: none, must_have: [stateful_sets]", ["no_state_and_stateful"]),
        ("multi_tenancy: none, must_have: [vm_isolation]", ["no_tenants_and_walls"]),
        # as many machines as may be lost, or fewer
        ("scale: {nodes: 2}, availability: {survive_nodes: 2}", ["no_machine_left"]),
        ("scale: {nodes: 3}, availability: {survive_nodes: 2}", []),
        ("scale: {nodes: 1}, availability: {survive_nodes: 2}", ["one_machine_to_lose"]),
        (
            f"hosting: {{model: on_prem, machines: [{ONE_SERVER}]}}, availability: {{survive_nodes: 1}}",
            ["one_machine_to_lose"],
        ),
        (f"hosting: {{model: hybrid, machines: [{ONE_SERVER}]}}, availability: {{survive_nodes: 1}}", []),
        ("availability: {survive_nodes: 0, target: 99.99}", ["one_machine_and_target"]),
        ("scale: {nodes: 1}, availability: {target: 99.99}", ["one_machine_and_target"]),
        ("scale: {nodes: 1}, availability: {target: 99.9}", []),
        # zones and sites
        (f"hosting: {{model: on_prem, zones: 3, machines: [{ONE_SITE}, {OTHER_SITE}]}}", ["more_zones_than_sites"]),
        (f"hosting: {{model: on_prem, zones: 2, machines: [{ONE_SITE}, {OTHER_SITE}]}}", []),
        (f"hosting: {{model: on_prem, zones: 2, machines: [{ONE_SITE}]}}", []),  # two fire compartments of one hall
        (f"hosting: {{model: on_prem, zones: 1, machines: [{ONE_SITE}]}}", []),
        (f"hosting: {{model: on_prem, zones: 2, machines: [{ONE_SERVER}]}}", ["more_zones_than_machines"]),
        ("hosting: {model: cloud, zones: 3}, scale: {nodes: 2}", ["more_zones_than_machines"]),
        (
            f"hosting: {{model: on_prem, machines: [{ONE_SITE}]}}, availability: {{survive_zone: true}}",
            ["one_site_to_lose"],
        ),
        (
            "hosting: {model: edge, zones: 2}, sites: {count: 9}, services: [{name: a}]",
            ["small_sites_and_zones"],
        ),
        (
            "hosting: {model: cloud, zones: 1}, services: [{name: a, spread: zone}, {name: b, spread: zone}]",
            ["one_zone_to_spread"],
        ),
        ("hosting: {model: cloud, zones: 1}, must_have: [multi_az]", ["one_zone_to_spread"]),
        ("hosting: {model: cloud, zones: 2}, services: [{name: a, spread: zone}]", []),
        ("scale: {nodes: 1}, services: [{name: a, spread: node}]", ["one_machine_to_spread"]),
        # no way to the internet
        ("must_have: [air_gap], managed_preference: strong", ["air_gap_and_vendor"]),
        ("must_have: [air_gap], managed_preference: medium", []),
        ("must_have: [air_gap], hosting: {model: cloud}", ["air_gap_and_cloud"]),
        ("must_have: [air_gap], hosting: {model: on_prem}", []),
        ("must_have: [air_gap], hosting: {model: hybrid}, autoscale: burst_to_cloud", ["air_gap_and_burst"]),
        # clouds and own servers
        ("hosting: {model: on_prem}, autoscale: burst_to_cloud", ["burst_without_cloud"]),
        ("hosting: {model: on_prem}, must_have: [burst_to_cloud]", ["burst_without_cloud"]),
        ("hosting: {model: cloud}, autoscale: burst_to_cloud", ["burst_without_own_servers"]),
        ("hosting: {model: hybrid}, autoscale: burst_to_cloud", []),
        ("hosting: {model: on_prem, cloud: aws}", ["own_servers_and_cloud"]),
        ("hosting: {model: multi_cloud, cloud: aws}", ["several_clouds_and_one"]),
        ("hosting: {model: multi_cloud, cloud: any}", []),
        ("hosting: {model: cloud, subnets: public}, must_have: [no_public_endpoint]", ["public_and_private"]),
        ("team: {ops: 0}, managed_preference: none", ["nobody_to_run"]),
        ("team: {ops: 0}, managed_preference: low", []),
        # services against what is said of all
        ("autoscale: none, services: [{name: a, replicas: {typical: 2, peak: 4}}]", ["fixed_and_peak"]),
        ("autoscale: none, services: [{name: a, replicas: 2}]", []),
        ("state: none, services: [{name: a, volumes: [{name: v, size: 1Gi, keeps: data}]}]", ["no_state_and_volume"]),
        ("state: none, services: [{name: a, volumes: [{name: v, size: 1Gi, keeps: cache}]}]", []),
        ("workloads: [web, gpu], services: [{name: a, gpu: 0}]", ["no_gpu_and_gpu_work"]),
        ("workloads: [web, gpu], services: [{name: a, gpu: 0}, {name: b}]", []),
        ("protocols: [http], services: [{name: a, ports: [{port: 53, protocol: udp}]}]", ["protocol_not_listed"]),
        ("protocols: [udp], services: [{name: a, ports: [{port: 53, protocol: udp}]}]", []),
        ("must_have: [gpu], services: [{name: a, gpu: 0}]", ["no_gpu_and_gpu_work"]),
        (
            "protocols: [udp], services: [{name: a, ports: [{port: 80, protocol: http}]}, {name: b, ports: []}]",
            ["udp_on_no_port"],
        ),
        ("must_have: [udp_ingress], services: [{name: a, ports: [{port: 80, protocol: http}]}]", ["udp_on_no_port"]),
        ("protocols: [udp], services: [{name: a, ports: [{port: 80}]}]", []),
        ("protocols: [udp], services: [{name: a, ports: []}, {name: b}]", []),
        # tenants
        ("multi_tenancy: none, tenants: [{name: a, isolation: soft}]", ["no_tenants_and_tenants"]),
        (
            "scale: {clusters: 1}, tenants: [{name: a, isolation: cluster}, {name: b, isolation: cluster}]",
            ["one_cluster_for_tenants"],
        ),
        ("scale: {clusters: 1}, tenants: [{name: a, isolation: cluster}]", []),
    ],
)
def test_which_answers_pull_apart(answers: str, codes: list[str]) -> None:
    scenario = parse_scenario(f"{{name: a, {answers}}}")
    assert [tension.code.value for tension in tensions_of(scenario, KNOWLEDGE)] == codes


def test_every_kind_is_told_in_a_line_with_both_places() -> None:
    text = "name: a\nhosting: {model: cloud, cloud: aws}\nautoscale: none\nteam:\n  engineers: 2\n  ops: 3\n"
    answer = recommend(parse_scenario(f"{text}must_have:\n- autoscale\n"), KNOWLEDGE)
    told = {w.note.code: note_words(w.note) for w in answer.warnings if isinstance(w.note.code, TensionCode)}
    assert told == {
        TensionCode.MORE_OPS_THAN_ENGINEERS: "team.ops (line 6) and team.engineers (line 5) pull apart: more "
        "people run the platform than build what runs on it; keep the one that is meant",
        TensionCode.FIXED_AND_SCALING: "autoscale (line 3) and must_have.0 (line 8) cannot both hold: nothing has to "
        "scale, and something that scales is a must; keep the one that is meant",
    }
    assert answer.winner is not None


def test_answers_that_cannot_both_hold_stand_at_the_head_and_no_longer_among_the_notes() -> None:
    scenario = parse_scenario("name: shop\nautoscale: none\nmust_have: [replica_autoscale]\n")
    words = " ".join(render(recommend(scenario, KNOWLEDGE), "text").split())
    told = "autoscale (line 2) and must_have.0 (line 3) cannot both hold"
    assert words.lower().count(told) == 1
    assert words.lower().index(told) < words.index("Do you need an orchestrator?")
