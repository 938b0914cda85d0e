"""Answers -> requirement -> file and back: nothing is lost, and what was not answered stays absent."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from advisor import ScenarioError, load_knowledge, load_scenario, parse_scenario
from advisor.questionnaire import (
    MODELINE,
    ROW_COLUMNS,
    answers_of,
    count_answered,
    fingerprint,
    is_list,
    questions_by_theme,
    row_of,
    services_of,
    takes_free_words,
    to_requirement,
    to_yaml,
)
from advisor.scenario.enums import Exposure, HostingModel, MultiTenancy, Protocol, Skill, Spread, WorkloadKind
from advisor.service_cells import gpu_of, gpu_shown, ports_of, volumes_of, volumes_shown

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
def test_the_form_keeps_what_a_file_said(requirement: dict[str, Any]) -> None:
    scenario = load_scenario(requirement)
    listed = scenario.as_read().get("services", [])
    rows = {place: row_of(service) for place, service in enumerate(listed)}
    shown = to_requirement(answers_of(scenario), services_of(rows, listed))
    assert load_scenario(shown).model_dump() == scenario.model_dump()
    assert answers_of(load_scenario(shown)) == answers_of(scenario)


@given(requirements)
def test_equal_scenarios_have_one_fingerprint(requirement: dict[str, Any]) -> None:
    backwards = dict(reversed(requirement.items()))
    assert fingerprint(load_scenario(requirement).as_read()) == fingerprint(load_scenario(backwards).as_read())


def test_what_was_not_answered_is_an_absent_key() -> None:
    requirement = to_requirement({"name": "shop", "team.ops": None, "team.k8s_skill": "some", "cost": None})
    assert requirement == {"name": "shop", "team": {"k8s_skill": "some"}}
    assert load_scenario(requirement).cost is None


def test_none_of_these_is_an_answer_and_nothing_chosen_is_not() -> None:
    assert to_requirement({"name": "shop", "compliance": []}) == {"name": "shop", "compliance": []}
    assert answers_of(load_scenario({"name": "shop", "compliance": []})) == {"name": "shop", "compliance": []}


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
    ("text", "gpu"),
    [("0", 0), ("2", 2), ("1/l4", {"count": 1, "type": "l4"}), ("1/0.5", {"count": 1, "share": 0.5}), ("many", "many")],
)
def test_gpus_are_read_from_one_cell_and_written_back(text: str, gpu: object) -> None:
    assert gpu_of(text) == gpu
    assert gpu_shown(gpu) == text


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


ROW = dict.fromkeys(ROW_COLUMNS)


@pytest.mark.parametrize(
    ("cells", "field", "message"),
    [
        ({"name": "web", "memory": "512"}, "services.0.memory", "512 has no unit"),
        ({"memory": "1Gi"}, "services.0.name", "is required and missing"),
        ({"name": "web", "peak": 3.0}, "services.0.replicas.typical", "is required and missing"),
        ({"name": "web", "typical": 1.5}, "services.0.replicas.typical", "1.5"),
        ({"name": "web", "ports": "80/htp"}, "services.0.ports.0.protocol", "'htp' is not one of its words"),
        ({"name": "web", "gpu": "some"}, "services.0.gpu", "some"),
        ({"name": "web", "volumes": "data 500"}, "services.0.volumes.0.size", "500 has no unit"),
        ({"name": "web", "volumes": "data 5Gi/few"}, "services.0.volumes.0.access", "'few' is not one of its words"),
        ({"name": "web", "per_node": "perhaps"}, "services.0.per_node", "neither true nor false"),
        ({"name": "web", "stateful": "perhaps"}, "services.0.stateful", "neither true nor false"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named(cells: dict[str, Any], field: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(to_requirement({"name": "shop"}, services_of({0: {**ROW, **cells}})))
    problem = next(problem for problem in caught.value.problems if message in str(problem))
    assert problem.field == field
    assert problem.remedy


def test_cells_are_trimmed_and_blank_rows_passed_over() -> None:
    rows = {0: {**ROW, "name": " web ", "typical": 2.0, "tenant": "  "}, 1: {**ROW, "cpu": float("nan")}, 2: dict(ROW)}
    assert services_of(rows) == [{"name": "web", "replicas": {"typical": 2}}]


def test_what_the_table_does_not_show_is_kept_for_its_row() -> None:
    listed = [{"name": "web", "disk": "1Gi", "affinity": ["db"]}, {"name": "db", "site": "on_prem"}]
    rows = {0: row_of(listed[0]) | {"cpu": "100m"}, 1: row_of(listed[1]), 2: {**ROW, "name": "new"}}
    assert services_of(rows, listed) == [
        {"name": "web", "disk": "1Gi", "affinity": ["db"], "cpu": "100m"},
        {"name": "db", "site": "on_prem"},
        {"name": "new"},
    ]


def test_names_in_affinity_follow_a_renaming_and_go_with_a_deletion() -> None:
    listed = [{"name": "web", "affinity": ["db", "cache"]}, {"name": "db"}, {"name": "cache"}]
    rows = {0: row_of(listed[0]), 1: row_of(listed[1]) | {"name": "postgres"}}
    assert services_of(rows, listed)[0]["affinity"] == ["postgres"]


def test_every_question_leads_to_a_field_and_is_shown_once() -> None:
    questions = load_knowledge().questions
    themes = questions_by_theme(questions)
    assert [q.field for asked in themes.values() for q in asked] and len({q.field for q in questions}) == len(questions)
    assert sum(len(asked) for asked in themes.values()) == len(questions)
    assert count_answered(questions, {}) == 0
    assert count_answered(questions, {questions[0].field: "x"}) == 1


def test_fields_know_what_they_take() -> None:
    assert is_list("must_have") and not is_list("requested")
    assert takes_free_words("must_have") and not takes_free_words("workloads")


def test_terms_of_payment_that_the_form_does_not_ask_for_are_kept() -> None:
    pricing = {"spot": True, "commitment": {"term": "1y", "share": 60.0}, "discounts": {"all": 5.0}}
    scenario = load_scenario({"name": "shop", "pricing": pricing})
    assert scenario.as_read()["pricing"] == pricing
    assert to_requirement(answers_of(scenario)) == {"name": "shop", "pricing": pricing}
    assert load_scenario(to_requirement(answers_of(scenario))) == scenario


@pytest.mark.parametrize(
    ("said", "answers", "left"),
    [
        ({}, {"pricing.commitment.term": "1y"}, {"commitment": {"term": "1y"}}),
        ({}, {"pricing.commitment.term": "none", "pricing.discounts.all": 12}, {"discounts": {"all": 12.0}}),
        ({"commitment": {"term": "3y", "payment": "all"}}, {"pricing.commitment.term": "none"}, None),
        (
            {"commitment": {"term": "3y", "share": 60.0}},
            {"pricing.commitment.term": "1y"},
            {"commitment": {"term": "1y", "share": 60.0}},
        ),
        ({"spot": {"saves": {"machines": 60.0}}}, {"pricing.spot": True}, {"spot": {"saves": {"machines": 60.0}}}),
        ({"spot": {"saves": {"machines": 60.0}}}, {"pricing.spot": False}, None),
        ({"spot": True}, {"pricing.spot": None}, None),
    ],
)
def test_terms_of_payment_are_asked_for_and_what_a_file_says_beyond_stays(
    said: dict[str, Any], answers: dict[str, Any], left: dict[str, Any] | None
) -> None:
    opened = answers_of(load_scenario({"name": "shop", "pricing": said}))
    read = load_scenario(to_requirement({**opened, **answers})).as_read()
    assert (read.get("pricing") or None) == left
