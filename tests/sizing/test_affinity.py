"""Affinity: what it says of services that name no machines themselves, and when no machine can keep it."""

from __future__ import annotations

import pytest

from advisor import load_knowledge, recommend
from advisor.errors import ScenarioError
from advisor.report.wording.infeasibility import refusal_words
from advisor.scenario import parse_scenario
from advisor.sizing import Infeasible, RefusalCause, Topology, size
from advisor.sizing.workload import resolve_workload

KNOWLEDGE = load_knowledge()
START = "name: shop\nas_of: 2026-11-24\nhosting: {model: cloud, cloud: aws, region: us-east-1, zones: 1}\n"
HYBRID = """name: shop
as_of: 2026-11-24
hosting:
  {model: hybrid, cloud: aws, region: us-east-1, zones: 2, machines: [{type: rack, vcpu: 16, memory: 64Gi, count: 4}]}
"""


def services(*lines: str) -> str:
    return "services:\n" + "".join(f"  - {{{line}, replicas: 2, cpu: 500m, memory: 512Mi}}\n" for line in lines)


def test_what_is_tied_to_a_service_runs_on_its_machines() -> None:
    text = START + services("name: web, arch: arm64", "name: cache, affinity: [web]", "name: batch")
    topology = size(parse_scenario(text), KNOWLEDGE.platforms["eks"], KNOWLEDGE)
    assert isinstance(topology, Topology)
    found = {pool.name: {name for node in pool.nodes for name, _ in node.pods} for pool in topology.pools}
    assert found["services-arm64"] == {"web", "cache"}
    for pool in topology.pools:
        for node in pool.nodes:
            held = dict(node.pods)
            assert held.get("web", 0) == held.get("cache", 0)


@pytest.mark.parametrize(
    ("field", "said"), [("site", "on_prem"), ("site", "cloud"), ("os", "windows"), ("arch", "arm64")]
)
def test_ties_pass_on_what_one_of_the_services_says(field: str, said: str) -> None:
    text = HYBRID + services(f"name: a, {field}: {said}", "name: b, affinity: [a]", "name: c, affinity: [b]", "name: d")
    before, after = parse_scenario(text), resolve_workload(parse_scenario(text), KNOWLEDGE)
    settled = {service.name: str(getattr(service, field)) for service in after.services}
    assert [settled[name] for name in "abc"] == [said] * 3
    assert settled["d"] != said
    assert [getattr(service, field) for service in before.services or ()][1:] == [None] * 3


TORN = {
    "os": (
        "",
        "name: a, os: linux",
        "name: b, os: windows, affinity: [a]",
        "a runs on linux machines, and b on windows",
    ),
    "arch": (
        "",
        "name: a, arch: amd64",
        "name: b, arch: arm64, affinity: [a]",
        "a runs on amd64 machines, and b on arm64",
    ),
    "site": (
        "",
        "name: a, site: cloud",
        "name: b, site: on_prem, affinity: [a]",
        "a runs on machines in a cloud, and b",
    ),
    "tenant": (
        "tenants: [{name: red, isolation: node}]\n",
        "name: a, tenant: red",
        "name: b, affinity: [a]",
        "a runs on machines that only red uses, and b on machines that tenants share",
    ),
}


@pytest.mark.parametrize("kind", TORN)
def test_services_on_different_machines_cannot_be_tied_together(kind: str) -> None:
    head, first, second, told = TORN[kind]
    text = HYBRID + head + services(first, second)
    with pytest.raises(ScenarioError) as caught:
        recommend(parse_scenario(text), KNOWLEDGE)
    (problem,) = caught.value.problems
    assert problem.message.startswith("affinity ties a and b to one machine; ") and told in problem.message
    assert problem.field == "services.1.affinity"
    assert text.splitlines()[problem.line - 1][problem.column - 1 :].startswith("[a]")


def test_sizing_one_platform_refuses_them_too() -> None:
    text = START + services("name: a", "name: b, os: windows", "name: c, os: linux, affinity: [b]")
    found = size(parse_scenario(text), KNOWLEDGE.platforms["aks"], KNOWLEDGE)
    assert isinstance(found, Infeasible)
    assert found.refusal.cause is RefusalCause.TIED_APART
    told = "affinity ties b and c to one machine; b runs on windows machines, and c on linux machines"
    assert refusal_words(found.refusal) == told
    assert found.services == ("b", "c")


def test_a_bundle_is_looked_at_whole() -> None:
    text = HYBRID + services("name: a, site: cloud", "name: b, affinity: [a, c]", "name: c, site: on_prem")
    with pytest.raises(ScenarioError, match="affinity ties a and c to one machine"):
        recommend(parse_scenario(text), KNOWLEDGE)
