"""A requirement is read: what is refused, what stays unknown, what is counted, and that it can be written again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import jsonschema
import pytest
from pydantic import BaseModel

from advisor import (
    Scenario,
    ScenarioError,
    example_scenarios,
    load_knowledge,
    load_scenario,
    parse_scenario,
    recommend,
)
from advisor.cli.init import STARTER
from advisor.prices.machines import shapes_of
from advisor.reading import read_file
from advisor.reading.validation import _choices_in
from advisor.scenario import COUNTED, count_demand
from advisor.scenario.hosting import Hosting
from advisor.scenario.model import Team
from advisor.sizing import with_fit_problems
from advisor.values import PATTERN_REMEDIES, Frozen

BROKEN = Path(__file__).resolve().parents[1] / "broken"
DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.mark.parametrize(("gpu", "largest"), [("", "without"), (", gpu: 1", "with")])
def test_the_largest_machine_is_one_that_the_service_could_have(gpu: str, largest: str) -> None:
    # machines with GPUs are sold to those that ask for one; the table has larger ones than any of the others on Azure
    text = f"name: a\nhosting: {{model: cloud, cloud: azure}}\nservices: [{{name: web, cpu: 1, memory: 90Ti{gpu}}}]\n"
    with pytest.raises(ScenarioError) as caught:
        recommend(parse_scenario(text), load_knowledge())
    (problem,) = caught.value.problems
    sold = {shape.name for shape in shapes_of(DATA, "azure").values() if shape.gpus}
    named = re.findall(r"(\S+) with [\d.]+ vCPU", problem.message)
    assert "no machine of azure holds it" in problem.message
    assert named
    assert all((name in sold) == (largest == "with") for name in named)


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (
            "name: shop\nservices:\n  - {replicas: 2, memory: 512}\n",
            ["3:5: services.0.name: is required", "3:27: services.0.memory: 512 has no unit"],
        ),
        (
            "name: shop\nhosting:\n  machines:\n    - {vcpu: 4, memory: 16, count: 2}\n",
            ["4:7: hosting.machines.0.type: is required", "4:25: hosting.machines.0.memory: 16 has no unit"],
        ),
        (
            "name: shop\nservices:\n  - {name: web, replicas: {min: -1, peak: 0}}\n",
            [
                "3:27: services.0.replicas.typical: is required",
                "3:33: services.0.replicas.min: -1 is out of range",
                "3:43: services.0.replicas.peak: 0 is out of range",
            ],
        ),
        (
            "name: shop\nservices:\n  - {name: web, ports: [{protocol: smtp}, {port: 0}]}\n",
            [
                "3:25: services.0.ports.0.port: is required",
                "3:36: services.0.ports.0.protocol: 'smtp' is not one of its words",
                "3:50: services.0.ports.1.port: 0 is out of range",
            ],
        ),
        (
            "name: shop\ntenants:\n  - {isolation: strong}\n  - {isolation: weak}\n",
            [
                "3:5: tenants.0.name: is required",
                "3:17: tenants.0.isolation: 'strong' is not one of its words",
                "4:5: tenants.1.name: is required",
                "4:17: tenants.1.isolation: 'weak' is not one of its words",
            ],
        ),
        (
            "name: shop\nprotocols: [smtp, http, ftp]\n",
            ["2:13: protocols.0: 'smtp' is not", "2:25: protocols.2: 'ftp' is not"],
        ),
    ],
)
def test_several_mistakes_in_one_list_are_all_told_with_their_places(text: str, problems: list[str]) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(text, "shop.yaml")
    told = [str(problem) for problem in caught.value.problems]
    assert len(told) == len(problems)
    for line, start in zip(told, problems, strict=True):
        assert line.startswith(f"shop.yaml:{start}")


FOREIGN = {
    "version: '3'\nx-log: &log {driver: json}\nservices:\n  db:\n    <<: *log\n    build: .\n": "a Compose file",
    "apiVersion: v1\nkind: Service\n---\napiVersion: apps/v1\nkind: Deployment\n": "a Kubernetes manifest",
    '{"family": "web", "containerDefinitions": [{"name": "web"}]}': "an ECS task definition",
    '{"taskDefinition": {"containerDefinitions": []}}': "an ECS task definition",
    '{"services": [{"serviceArn": "arn:aws:ecs:eu-west-1:1:service/web"}]}': "a list of ECS services",
    'job "redis" {\n  datacenters = ["dc1"]\n  group "cache" {}\n}\n': "a Nomad job",
    '{"Job": {"ID": "redis", "TaskGroups": []}}': "a Nomad job",
    "services:\n\tweb:\n\t\timage: nginx\n": "a Compose file",
    "name: shop\ninclude:\n  - other/compose.yaml\n": "a Compose file",
    "AWSTemplateFormatVersion: '2010-09-09'\nResources: {}\n": "a CloudFormation template",
    "Resources:\n  Web:\n    Type: AWS::ECS::Service\n    Properties: !Ref Main\n": "a CloudFormation template",
    "replicaCount: 2\nimage: {repository: nginx, tag: '1.27'}\n": "a file of Helm values",
}


@pytest.mark.parametrize("text", FOREIGN)
def test_the_file_of_another_tool_is_known_by_its_shape(text: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(text, "file")
    (problem,) = caught.value.problems
    assert problem.message == f"looks like {FOREIGN[text]}, not a requirement file"


@pytest.mark.parametrize(
    "text",
    [
        "name: x\nservices: {web: {image: nginx}}\nhosting: {model: cloud}\n",
        "services:\n- name: web\n\timage: nginx\n",
        "kind: Service\n",
        "services: {}\n",
    ],
)
def test_a_requirement_with_mistakes_is_not_taken_for_the_file_of_another_tool(text: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(text)
    assert all("looks like" not in problem.message for problem in caught.value.problems)


def test_an_absent_key_stays_unknown() -> None:
    scenario = parse_scenario("name: nothing said")
    assert scenario.as_read() == {"name": "nothing said"}
    assert scenario.hosting is None
    assert scenario.services is None


def test_what_was_read_can_be_written_and_read_again() -> None:
    text = """
name: shop
as_of: 2017-10
services:
  - {name: web, replicas: {min: 1, typical: 2, peak: 6}, cpu: 0.25, memory: 1.5Gi, ports: [{port: 80}]}
  - {name: worker, replicas: 3, cpu: 100m, memory: 64Mi, max_per_node: 1}
availability: {upgrade: {max_surge: 25%, max_unavailable: 0}}
"""
    scenario = parse_scenario(text)
    again = parse_scenario(json.dumps(scenario.as_read()))
    assert again == scenario
    assert scenario.as_read()["services"][0]["memory"] == "1536Mi"


def test_totals_are_unknown_as_soon_as_a_part_is() -> None:
    known = parse_scenario(
        "{name: a, services: [{name: x, replicas: 2, cpu: 100m, memory: 64Mi}, "
        "{name: y, replicas: 3, cpu: 200m, memory: 32Mi}]}"
    )
    demand = count_demand(known)
    # 2 x 100 + 3 x 200 = 800 millicores; 2 x 64 + 3 x 32 = 224 MiB
    assert (demand.cpu_millicores, demand.memory_mib, demand.replicas) == (800, 224, 5)
    partly = parse_scenario("{name: a, services: [{name: x, replicas: 2, cpu: 100m}, {name: y, replicas: 3}]}")
    assert count_demand(partly).cpu_millicores is None
    assert count_demand(partly).replicas == 5


def test_services_counted_in_scale_serve_where_none_are_listed() -> None:
    assert count_demand(parse_scenario("{name: a, scale: {services: 12}}")).services == 12
    assert count_demand(parse_scenario("{name: a, scale: {apps: 4}}")).services is None
    assert count_demand(parse_scenario("{name: a, scale: {containers: 9}}")).replicas == 9
    assert count_demand(parse_scenario("name: a")).services is None


@pytest.mark.parametrize("name", sorted(example_scenarios()))
def test_only_the_answers_named_are_counted(name: str) -> None:
    scenario = load_scenario(example_scenarios()[name])
    for answer in Scenario.model_fields.keys() - set(COUNTED):
        assert count_demand(scenario.model_copy(update={answer: None})) == count_demand(scenario)


def test_services_listed_are_the_most_applications_there_can_be() -> None:
    listed = "services: [{name: x}, {name: y}]"
    assert count_demand(parse_scenario(f"{{name: a, {listed}}}")).apps == 2
    assert count_demand(parse_scenario(f"{{name: a, scale: {{apps: 1}}, {listed}}}")).apps == 1
    assert count_demand(parse_scenario("{name: a, scale: {services: 2}}")).apps is None


@pytest.mark.parametrize("name", example_scenarios())
def test_examples_carry_the_modeline_and_keep_to_the_schema(name: str) -> None:
    file = example_scenarios()[name]
    schema = json.loads((file.parent.parent / "requirement.schema.json").read_text(encoding="utf-8"))
    first_line = file.read_text(encoding="utf-8").splitlines()[0]
    assert first_line == "# yaml-language-server: $schema=../requirement.schema.json"
    jsonschema.validate(read_file(file).value, schema)


@pytest.mark.parametrize("name", ["unknown_key", "wrong_word", "zero_replicas", "too_many_zones", "yes_for_true"])
def test_an_editor_sees_mistakes_by_the_schema(name: str) -> None:
    schema = json.loads((DATA / "requirement.schema.json").read_text(encoding="utf-8"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(read_file(BROKEN / f"{name}.yaml").value, schema)


def test_scenarios_are_equal_by_their_answers_alone() -> None:
    assert parse_scenario("name: a", "one.yaml") == parse_scenario("name:   a", "two.yaml")
    assert parse_scenario("name: a") != parse_scenario("name: b")
    assert isinstance(parse_scenario("name: a"), Scenario)


@pytest.mark.parametrize("text", ["", "# only a comment\n\n", "---\n", "\n\n"])
def test_an_empty_file_has_one_problem(text: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(text, "f")
    (problem,) = caught.value.problems
    assert problem.line >= 1
    assert problem.message == "holds nothing"


def test_answers_of_a_form_hold_no_characters_that_turn_a_name_either() -> None:
    with pytest.raises(ScenarioError, match=r"name: .* write visible characters on one line"):
        load_scenario({"name": "a\u202eb"})


def test_a_value_is_shown_as_it_would_stand_in_a_file() -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_scenario("{name: x, hosting: ['cloud'], availability: {survive_zone: [true, null]}}", "f")
    told = str(caught.value)
    assert 'hosting: ["cloud"] is not a mapping' in told
    assert "[true, null]" in told


def test_a_figure_that_was_refused_is_not_told_as_0() -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_scenario("{name: x, services: [{name: a, cpu: lots, memory: 900Ti}]}", "f")
    told = str(with_fit_problems(caught.value, load_knowledge()))
    assert "a needs 943718400 MiB; no machine holds it" in told  # 900 x 1024 x 1024
    assert "millicores" not in told


def _models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for below in model.__subclasses__():
        yield below
        yield from _models(below)


def _patterns(annotation: object) -> Iterator[str]:
    """The forms that a type asks of its texts, at any depth."""
    for part in (annotation, *getattr(annotation, "__metadata__", ()), *getattr(annotation, "metadata", ())):
        pattern = getattr(part, "pattern", None)
        if isinstance(pattern, str):
            yield pattern
    for part in get_args(annotation):
        yield from _patterns(part)


def test_every_form_of_a_text_is_told_in_words() -> None:
    asked = {
        pattern
        for model in _models(Frozen)
        for field in model.model_fields.values()
        for pattern in (*_patterns(field), *_patterns(field.annotation))
    }
    assert asked == set(PATTERN_REMEDIES)
    for pattern, remedy in PATTERN_REMEDIES.items():
        assert not set("^$[]*+?\\|{}") & set(remedy), pattern


def test_the_starter_file_lists_every_word_of_a_choice() -> None:
    lines = STARTER.read_text(encoding="utf-8").splitlines()
    commented = [re.sub(r"^(\s*)# (?=\w+:)", r"\1", line) for line in lines]
    told = {}
    for line in commented:
        match = re.match(r"\s*(\w+): *\S.*? # (.*)", line)
        if match:
            told[match[1]] = match[2]
    checked = 0
    for model in (Scenario, Hosting, Team):
        for name, field in model.model_fields.items():
            words = _choices_in(field.annotation)
            key = field.alias or name
            listed = told.get(key, "")
            if words and sum(word in re.findall(r"\w+", listed) for word in words) >= 2:
                missing = [word for word in words if word not in re.findall(r"\w+", listed)]
                assert not missing, f"{key}: {missing}"
                checked += 1
    assert checked >= 9
