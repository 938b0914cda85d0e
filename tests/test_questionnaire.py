"""Requirement -> file and back: nothing is lost, and what was not answered stays absent."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from advisor import load_knowledge, load_scenario, parse_scenario
from advisor.questionnaire import (
    MODELINE,
    answers_of,
    fingerprint,
    is_list,
    questions_by_theme,
    takes_free_words,
    to_yaml,
)
from advisor.scenario.enums import Exposure, HostingModel, MultiTenancy, Protocol, Skill, Spread, WorkloadKind
from advisor.service_cells import ports_of, volumes_of, volumes_shown

# Words that some YAML reader takes for something else than a text, beside arbitrary ones.
TRICKY = ["no", "on", "null", "~", "1.10", "12:30", "0o17", "0x1F", "1e3", ".inf", "- a", "a: b", "a #b", "=", "'", '"']
texts = st.sampled_from(TRICKY) | st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=40)
tags = st.from_regex(r"[a-z0-9][a-z0-9_.-]{0,10}", fullmatch=True)
service_names = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,12}", fullmatch=True)
counts = st.integers(1, 500)


def known_only(values: dict[str, Any]) -> dict[str, Any]:
    """The entries that say something."""
    return {key: value for key, value in values.items() if value is not None and value != {}}


def partly(**values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Mappings in which any of these keys may be absent."""
    return st.fixed_dictionaries({}, optional=values).map(known_only)


ports = st.lists(
    st.fixed_dictionaries(
        {"port": st.integers(1, 65535)},
        optional={
            "protocol": st.sampled_from([str(p) for p in Protocol]),
            "exposure": st.sampled_from([str(e) for e in Exposure]),
        },
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda port: port["port"],  # a port written twice is refused
)
volumes = st.fixed_dictionaries(
    {"name": service_names, "size": st.sampled_from(["1Gi", "500Gi"])},
    optional={"access": st.sampled_from(["one", "many"]), "keeps": st.sampled_from(["data", "cache"])},
)
replicas = (
    st.tuples(counts, counts, counts).map(sorted).map(lambda n: dict(zip(("min", "typical", "peak"), n, strict=True)))
)


@st.composite
def service_lists(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Services, some with what the table does not show, and names that refer to each other."""
    names = draw(st.lists(service_names, min_size=1, max_size=4, unique=True))
    options = {
        "replicas": replicas | counts,
        "cpu": st.integers(1, 64000).map(lambda m: f"{m}m"),
        "memory": st.integers(1, 10**6).map(lambda m: f"{m}Mi"),
        "disk": st.sampled_from(["1Gi", "20Gi"]),
        "gpu": st.sampled_from([0, 2, {"count": 1, "type": "l4"}, {"count": 1, "type": "a100", "share": 0.5}]),
        "volumes": st.lists(volumes, min_size=1, max_size=3, unique_by=lambda volume: volume["name"]),
        "ports": ports,
        "stateful": st.booleans(),
        "tenant": texts.map(str.strip).filter(bool),  # cells of a table are trimmed
        "affinity": st.lists(st.sampled_from(names), min_size=1, max_size=2),
        "spread": st.sampled_from([str(s) for s in Spread]),
        "image": texts,
    }
    services = [{"name": name, **draw(partly(**options))} for name in names]
    for service in services:
        if service["name"] in service.get("affinity", ()):
            del service["affinity"]  # nobody stands beside itself
    return services


requirements = st.builds(
    lambda name, rest: {"name": name, **rest},
    texts,
    partly(
        summary=texts,
        as_of=st.dates().map(str),
        hosting=partly(
            model=st.sampled_from([str(m) for m in HostingModel]),
            region=tags,
            zones=st.integers(1, 6),
            machines=st.just([{"type": "r7", "vcpu": 16, "memory": "64Gi", "count": 4}]),
        ),
        team=partly(ops=st.integers(0, 50), k8s_skill=st.sampled_from([str(s) for s in Skill])),
        multi_tenancy=st.sampled_from([str(m) for m in MultiTenancy]),
        workloads=st.lists(st.sampled_from([str(w) for w in WorkloadKind]), max_size=3),
        must_have=st.lists(tags, max_size=3),
        services=service_lists(),
        availability=partly(
            target=st.floats(50, 100), survive_zone=st.booleans(), upgrade=st.just({"max_surge": "25%"})
        ),
        load=st.just([0.5] * 24),
        growth=partly(percent_per_year=st.floats(-90, 1000)),
        priorities=st.dictionaries(tags, st.floats(0, 100), min_size=1, max_size=3),
    ),
)


@given(requirements)
def test_a_saved_file_loads_as_an_equal_scenario(requirement: dict[str, Any]) -> None:
    scenario = load_scenario(requirement)
    assert parse_scenario(to_yaml(scenario)).model_dump() == scenario.model_dump()


@given(requirements)
def test_a_saved_file_means_the_same_to_a_yaml_1_1_reader(requirement: dict[str, Any]) -> None:
    scenario = load_scenario(requirement)
    assert yaml.safe_load(to_yaml(scenario)) == scenario.as_read()


@given(requirements)
def test_equal_scenarios_have_one_fingerprint(requirement: dict[str, Any]) -> None:
    backwards = dict(reversed(requirement.items()))
    assert fingerprint(load_scenario(requirement).as_read()) == fingerprint(load_scenario(backwards).as_read())


def test_a_saved_file_begins_with_the_line_for_editors() -> None:
    text = to_yaml(load_scenario({"name": "shop", "services": [{"name": "web", "ports": [{"port": 80}]}]}))
    assert text == f"{MODELINE}\nname: shop\nservices:\n- name: web\n  ports:\n  - {{port: 80}}\n"


def test_priorities_keep_names_with_dots() -> None:
    scenario = load_scenario({"name": "shop", "priorities": {"cost.base": 10}})
    assert answers_of(scenario) == {"name": "shop", "priorities": {"cost.base": 10.0}}


@pytest.mark.parametrize(
    ("text", "ports"),
    [
        (
            "8080/http/public, 6379/tcp",
            [{"port": 8080, "protocol": "http", "exposure": "public"}, {"port": 6379, "protocol": "tcp"}],
        ),
        ("8080 / public / http", [{"port": 8080, "exposure": "public", "protocol": "http"}]),
        ("53/host,", [{"port": 53, "exposure": "host"}]),
        ("web", [{"port": "web"}]),
        ("80/http/public/tcp", [{"port": 80, "protocol": "http", "exposure": "public/tcp"}]),
    ],
)
def test_ports_are_read_from_one_line(text: str, ports: list[dict[str, Any]]) -> None:
    assert ports_of(text) == ports


@pytest.mark.parametrize(
    ("text", "volumes"),
    [
        ("none", []),
        ("data 500Gi", [{"name": "data", "size": "500Gi"}]),
        (
            "files 10Gi/many, scratch 5Gi/one/cache",
            [
                {"name": "files", "size": "10Gi", "access": "many"},
                {"name": "scratch", "size": "5Gi", "access": "one", "keeps": "cache"},
            ],
        ),
    ],
)
def test_volumes_are_read_from_one_cell_and_written_back(text: str, volumes: list[dict[str, str]]) -> None:
    assert volumes_of(text) == volumes
    assert volumes_shown(volumes) == text


def test_every_question_leads_to_a_field_and_is_shown_once() -> None:
    questions = load_knowledge().questions
    themes = questions_by_theme(questions)
    assert [q.field for asked in themes.values() for q in asked] and len({q.field for q in questions}) == len(questions)
    assert sum(len(asked) for asked in themes.values()) == len(questions)


def test_fields_know_what_they_take() -> None:
    assert is_list("must_have") and not is_list("requested")
    assert takes_free_words("must_have") and not takes_free_words("workloads")
