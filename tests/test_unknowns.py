"""An answer never takes back what was decided without it."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from advisor import Scenario, ScenarioError, load_knowledge, parse_scenario
from advisor.expressions import Truth
from advisor.rules import apply_rules
from advisor.scenario import with_answer
from tests.profiles import examples

KNOWLEDGE = load_knowledge()


ANSWERS: dict[str, list[Any]] = {
    "hosting.model": ["cloud", "on_prem", "hybrid", "edge", "multi_cloud"],
    "hosting.cloud": ["aws", "azure", "gcp", "any"],
    "hosting.zones": [1, 2, 3],
    "multi_tenancy": ["none", "soft", "hard"],
    "autoscale": ["none", "replicas", "nodes", "scale_to_zero", "burst_to_cloud"],
    "state": ["none", "external", "in_cluster"],
    "os": ["linux", "windows", "mixed"],
    "cost": ["low", "balanced", "premium_ok"],
    "portability": ["none", "low", "medium", "high", "strong"],
    "managed_preference": ["none", "low", "medium", "high", "strong"],
    "team.k8s_skill": ["none", "some", "strong"],
    "team.ops": [0, 1, 5],
    "team.engineers": [2, 12, 60],
    "scale.services": [1, 4, 12, 50],
    "scale.apps": [1, 4, 50],
    "scale.containers": [1, 9, 600],
    "scale.nodes": [1, 4, 90],
    "protocols": [("http",), ("udp", "tcp")],
    "must_have": [("gpu",), ("kubernetes_api", "self_healing"), ()],
    "availability.survive_nodes": [0, 1],
    "availability.survive_zone": [True, False],
    "services": [
        [{"name": "web", "replicas": 1}],
        [{"name": f"s{number}", "replicas": {"min": 1, "typical": 2, "peak": 9}} for number in range(4)],
        [{"name": f"s{number}", "os": "windows", "cpu": "250m", "memory": "1Gi"} for number in range(4)],
        [{"name": "db", "stateful": True, "gpu": 1}, {"name": "dns", "ports": [{"port": 53, "protocol": "udp"}]}],
        [{"name": f"s{number}", "replicas": 12, "cpu": 1, "memory": "2Gi"} for number in range(50)],
    ],
}


def is_accepted(scenario: Scenario) -> bool:
    """Whether a file with these answers is read: answers that exclude each other are refused, and judged by nobody."""
    try:
        parse_scenario(scenario.model_dump_json(by_alias=True, exclude_none=True))
    except ScenarioError:
        return False
    return True


def assert_nothing_decided_was_flipped(before: Scenario, after: Scenario, answered: object) -> None:
    was = {finding.rule.id: finding.truth for finding in apply_rules(before, KNOWLEDGE)}
    now = {finding.rule.id: finding.truth for finding in apply_rules(after, KNOWLEDGE)}
    for rule in KNOWLEDGE.rules:
        if was.get(rule.id) is Truth.HOLDS:
            assert now.get(rule.id) is Truth.HOLDS, (rule.id, answered)
        elif rule.id not in was:
            assert rule.id not in now, (rule.id, answered)


@given(st.data())
def test_answering_an_unknown_never_flips_a_decided_rule(data: st.DataObject) -> None:
    fields = data.draw(st.lists(st.sampled_from(sorted(ANSWERS)), unique=True, max_size=8))
    before = Scenario(name="drawn")
    for field in fields:
        before = with_answer(before, field, data.draw(st.sampled_from(ANSWERS[field])))
    open_fields = sorted(set(ANSWERS) - set(fields))
    field = data.draw(st.sampled_from(open_fields))
    after = with_answer(before, field, data.draw(st.sampled_from(ANSWERS[field])))
    assume(is_accepted(before) and is_accepted(after))
    assert_nothing_decided_was_flipped(before, after, field)


IN_A_SERVICE: dict[tuple[str, ...], list[Any]] = {
    ("replicas",): [{"typical": 3}, {"typical": 60}, 2],
    ("replicas", "min"): [0, 1, 2],
    ("replicas", "peak"): [60, 200],
    ("cpu",): ["100m", 4],
    ("memory",): ["128Mi", "32Gi"],
    ("stateful",): [True, False],
    ("gpu",): [0, 1],
    ("os",): ["linux", "windows"],
    ("arch",): ["amd64", "arm64"],
    ("io_mbps",): [0, 200],
    ("kind",): ["web", "gpu", "batch"],
    ("tenant",): ["a", "b"],
    ("spread",): ["zone", "none"],
    ("ports",): [[], [{"port": 80}], [{"port": 80, "protocol": "http"}], [{"port": 53, "exposure": "internal"}]],
    ("ports", "protocol"): ["http", "tcp", "udp"],
    ("ports", "exposure"): ["public", "internal", "host"],
}
"""What may be answered within a service, by where it stands: in replicas, or in its first port."""


def answered_in(service: dict[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any] | None:
    """The service with one more answer; None where there is no place for it, or an answer already."""
    section, *inner = path
    if not inner:
        return None if section in service else {**service, section: value}
    held = service.get(section)
    holder = held[0] if isinstance(held, list) and held else held
    if not isinstance(holder, dict) or inner[0] in holder:
        return None
    filled = {**holder, inner[0]: value}
    return {**service, section: [filled, *held[1:]] if isinstance(held, list) else filled}


def scenario_or_nothing(whole: dict[str, Any]) -> Scenario | None:
    try:
        return parse_scenario(json.dumps(whole))
    except ScenarioError:
        return None


@examples(80)
@given(st.data())
def test_answering_within_a_service_never_flips_a_decided_rule(data: st.DataObject) -> None:
    paths = sorted(IN_A_SERVICE)
    services: list[dict[str, Any]] = [{"name": f"s{number}"} for number in range(data.draw(st.integers(1, 3)))]
    for place in range(len(services)):
        for path in data.draw(st.lists(st.sampled_from(paths), unique=True)):
            more = answered_in(services[place], path, data.draw(st.sampled_from(IN_A_SERVICE[path])))
            services[place] = more or services[place]
    said = {
        field: data.draw(st.sampled_from(ANSWERS[field]))
        for field in data.draw(st.lists(st.sampled_from(["state", "os", "protocols", "autoscale"]), unique=True))
    }
    before = scenario_or_nothing({"name": "drawn", **said, "services": services})
    assume(before)
    place, path = data.draw(st.integers(0, len(services) - 1)), data.draw(st.sampled_from(paths))
    more = answered_in(services[place], path, data.draw(st.sampled_from(IN_A_SERVICE[path])))
    assume(more)
    services[place] = more or {}
    after = scenario_or_nothing({"name": "drawn", **said, "services": services})
    assume(after)
    assert before is not None and after is not None
    assert_nothing_decided_was_flipped(before, after, (services[place]["name"], path))
