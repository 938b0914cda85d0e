from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest
from pydantic import BaseModel

from advisor import (
    Problem,
    Scenario,
    ScenarioError,
    example_scenarios,
    load_knowledge,
    load_scenario,
    parse_scenario,
    recommend,
)
from advisor.cli.init import STARTER
from advisor.errors import Setting
from advisor.prices.machines import shapes_of
from advisor.reading import read_file
from advisor.reading.validation import _choices_in
from advisor.scenario import COUNTED, count_demand
from advisor.scenario.hosting import Hosting
from advisor.scenario.model import Team
from advisor.sizing import check_fits, with_fit_problems
from advisor.values import PATTERN_REMEDIES, Frozen

BROKEN = Path(__file__).resolve().parents[1] / "broken"
DATA = Path(__file__).resolve().parents[2] / "data"

MISTAKES = {
    "unknown_key": "2:1: multi_tenency: unknown field; did you mean multi_tenancy",
    "priorities_name_twice": (
        "2:13: priorities: cost is named twice; name each criterion once, the most important first"
    ),
    "wrong_type": "2:19: scale.services: 'many' is not a whole number; write for example 3",
    "wrong_word": (
        "2:12: autoscale: 'replica' is not one of its words; "
        "did you mean replicas (none, replicas, nodes, scale_to_zero, burst_to_cloud)"
    ),
    "unit_missing": "3:25: services.0.memory: 512 has no unit; write for example 512Mi or 2Gi",
    "unknown_unit": "3:25: services.0.memory: 'Zi' is not a unit of memory; write for example 512Mi or 2Gi",
    "own_machines_without_a_count": (
        "5:7: hosting.machines.0.count: nothing says how many rack there are; write count: N; only machines that are "
        "rented with cloud: other are there without end"
    ),
    "sustained_above_the_machine": (
        "5:7: hosting.machines.0: vps gives 3 vCPU all the time and has 2; "
        "write in sustained_vcpu what is there without bursts, or leave it out"
    ),
    "service_of_no_site": "3:31: sites.services.0: no service is called tillx; did you mean till",
    "twenty_sites_of_thirty": (
        "4:16: sites.count: 20 sites, and scale.sites says 30; write one number for both, or leave scale.sites out"
    ),
    "small_sites_in_a_cloud": (
        "3:8: sites: small sites have machines of their own, and hosting.model is cloud; "
        "write hosting.model: edge, or hybrid where other services run in a cloud"
    ),
    "sites_that_run_nothing": "3:8: sites: nothing says what runs in a site; list the services",
    "small_sites_lose_a_zone": (
        "4:30: availability.survive_zone: each of many small sites is one zone, which cannot be lost and outlasted; "
        "leave it out, or write survive_nodes: 1"
    ),
    "machine_of_one_of_the_equal_sites": (
        "6:57: sites.machines.0.site: the sites are equal, so their machines name none; leave it out"
    ),
    "two_sizes_of_one_machine": (
        "6:14: hosting.machines.1.type: box in north is listed with two sizes or prices; "
        "give machines that differ different names"
    ),
    "lost_together_without_a_zone": (
        "4:21: availability.survive_together: machines and a zone can be lost together only where the loss of each is "
        "to be survived; write survive_nodes: 1 and survive_zone: true beside it"
    ),
    "nothing_may_be_replaced": (
        "3:12: availability.upgrade: max_surge and max_unavailable are both 0, so nothing could ever be replaced; "
        "let one of them be 1 or more, or 25%"
    ),
    "zero_replicas": "3:27: services.0.replicas: 0 is out of range; write a number greater than or equal to 1",
    "negative_replicas": "3:27: services.0.replicas: -3 is out of range; write a number greater than or equal to 1",
    "replicas_out_of_order": (
        "3:27: services.0.replicas: min, typical and peak are out of order; write them so that min <= typical <= peak"
    ),
    "size_range_out_of_order": "3:46: services.0.size_range.cpu: low is above high; write them so that low <= high",
    "impossible_date": ("2:8: as_of: 2026-02-30 is not a day of the calendar; write for example 2026-11-24 or 2017-10"),
    "impossible_month": "2:8: as_of: 2017-13 is not a day of the calendar; write for example 2026-11-24 or 2017-10",
    "name_missing": "1:1: name: is required and missing; write it",
    "two_services_of_one_name": (
        "4:12: services.1.name: two services are called web (first on line 3); give each service its own name"
    ),
    "agent_with_replicas": (
        "3:45: services.0.replicas: agent runs once on every node, which leaves no room for replicas; leave replicas "
        "out, or per_node"
    ),
    "apart_from_what_is_everywhere": (
        "3:32: services.0.anti_affinity: agent runs on every node, whatever else is there; leave anti_affinity out, or "
        "per_node"
    ),
    "host_port_taken_on_every_node": (
        "4:27: services.1.ports.0: agent takes host port 8125 on every node; give one of them another port"
    ),
    "affinity_to_nobody": "3:28: services.0.affinity.0: no service is called wbe; did you mean web",
    "affinity_against_anti_affinity": (
        "3:27: services.0.affinity: web is to stand beside db, and db keeps apart from web; "
        "leave out the affinity, or what keeps them apart"
    ),
    "affinity_through_another": (
        "3:27: services.0.affinity: web is to stand beside db, and db keeps apart from web; "
        "leave out the affinity, or what keeps them apart"
    ),
    "tenant_of_nobody": "4:25: services.0.tenant: no tenant is called bleu; did you mean blue",
    "too_many_zones": "2:18: hosting.zones: 7 is out of range; write a number less than or equal to 6",
    "yes_for_true": "2:30: availability.survive_zone: 'yes' is neither true nor false; write true or false",
    "odd_hours": "2:7: load: 2 hourly factors; write 24 for a day or 168 for a week",
    "two_services_listed_of_fifty": (
        "2:19: scale.services: 50 services, and 2 are listed; list them all, or leave the count or the list out"
    ),
    "nine_containers_of_four": (
        "2:21: scale.containers: 9 containers, and the services listed have 4 replicas on a typical day; "
        "leave it out, or correct the replicas"
    ),
    "three_apps_of_two_services": (
        "2:15: scale.apps: 3 applications, and only 2 services are listed; "
        "list the services of every application, or leave the count or the list out"
    ),
    "copy_called_like_another": (
        "3:26: services.0.copies: a copy of site would be called site-2, as another service is; call one of the two "
        "otherwise"
    ),
    "copies_on_every_node": ("3:43: services.0.copies: agent is on every node already; leave copies or per_node out"),
    "state_outside_and_inside": (
        "5:26: services.1.stateful: db keeps data of its own, and state is external; "
        "write state: in_cluster, or leave one of them out"
    ),
    "data_that_may_be_interrupted": (
        "3:47: services.0.interruptible: db keeps data, so it may not be stopped at any time; "
        "leave it out, or keep the data elsewhere"
    ),
    "volume_that_may_be_interrupted": (
        "3:67: services.0.interruptible: db keeps data on the volume rows, so it may not be stopped at any time; "
        "leave it out, or keep the data elsewhere"
    ),
    "agent_that_may_be_interrupted": (
        "3:50: services.0.interruptible: agent runs on every node, and is stopped only together with it; "
        "leave interruptible out"
    ),
    "commitment_of_two_years": (
        "2:23: pricing.commitment: '2y' is no commitment; write none, 1y or 3y, or {term: 1y, payment: none}"
    ),
    "share_below_one_percent": (
        "2:41: pricing.commitment.share: 0.7 is less than one percent; write 70%, or 0.7% if so little is meant"
    ),
    "discount_of_a_word": ("3:25: pricing.discounts.machines: 'much' is no percentage; write for example 12 or 12%"),
    "linux_service_on_windows": (
        "4:21: services.0.os: web runs on linux, and os is windows; write os: mixed, or leave one of them out"
    ),
    "a_list": "1:1: holds a list, not a requirement; start with `name: my scenario`",
    "section_is_a_number": "2:7: team: 5 is not a mapping; write `key: value` lines below it",
}


@pytest.mark.parametrize("name", MISTAKES)
def test_one_mistake_gets_one_message_with_its_place_and_remedy(name: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(BROKEN / f"{name}.yaml")
    assert [str(p) for p in caught.value.problems] == [f"{BROKEN / name}.yaml:{MISTAKES[name]}"]


KNOWN_ONLY_TO_THE_TABLES = {
    "no_machine_of_a_site_fits": (
        "8:36: services.0.cpu: till needs 6000 millicores and 512 MiB; no machine of a site holds it (largest: box "
        "with 4 vCPU and 8 GiB); list a machine of the sites that does, or run it in the centre"
    ),
    "gpu_on_own_machines_without": (
        "5:46: services.1.gpu: train asks for a GPU, and no own machine has one; say which of your machines "
        "have GPUs (gpu: N), or ask for none here"
    ),
    "gpu_in_sites_without": (
        "7:43: services.2.gpu: eye asks for a GPU, and no machine of a site has one; say which machines of the "
        "sites have GPUs (gpu: N), or run it in the centre"
    ),
    "more_gpus_than_a_machine_has": (
        "5:46: services.1.gpu: train asks for 4 GPUs of type l4; no own machine gives more than 2; "
        "split it, or ask for fewer"
    ),
    # a service of the web uses 30 % of what it asks for on average: 900m of 3000m, of which the box gives 400m
    "burst_beyond_the_share": (
        "5:35: services.1.cpu: web uses about 900 of its 3,000 millicores on average; no own machine gives that all "
        "the time (vps bursts to 4 vCPU and gives 400 millicores); list a machine whose CPU is its own, or lower cpu"
    ),
    # one that computes for hours uses all that it asks for
    "batch_on_a_burstable_machine": (
        "5:36: services.1.cpu: jobs computes for hours on 500 millicores; no own machine gives that all the time (vps "
        "bursts to 4 vCPU and gives 400 millicores); list a machine whose CPU is its own, or lower cpu"
    ),
    "one_site_alone_fits": (
        "8:5: services.0: db fits the machines of south alone, and survive_zone asks for any site to be lost; list a "
        "machine of another site that holds it, or leave survive_zone out"
    ),
    "own_machines_too_small_of_two_sides": (
        "4:49: services.0.cpu: db needs 16000 millicores and 1024 MiB; no own machine holds it (largest: box with 8 "
        "vCPU and 32 GiB); split it, or lower what one replica asks for, or list a larger machine"
    ),
    "arm64_on_amd64_machines": (
        "5:36: services.1.arch: web has images for arm64, and no own machine is arm64; write arch: any where it runs "
        "on others too, or list such a machine"
    ),
    "unknown_platform": "2:12: requested: no platform is called akz; did you mean aks",
    "affinity_between_systems": (
        "5:40: services.1.affinity: affinity ties cache and web to one machine; cache runs on linux machines, and web "
        "on windows machines; leave the affinity out, or let both run on the same machines"
    ),
    "unknown_gpu": "3:41: services.0.gpu.type: no machine has a GPU of type h10; did you mean h100",
    "cloud_under_the_wrong_law": (
        "2:32: hosting.cloud: aws answers to US law, which hosting.jurisdiction: eu_law excludes; name a cloud of a "
        "European provider, or write jurisdiction: eu_data if data in Europe is meant"
    ),
    "region_outside_the_union": (
        "2:45: hosting.region: us-east-1 is outside the European Union, which hosting.jurisdiction: eu_data does not "
        "allow; write a region in it, such as eu-west-1, or leave the jurisdiction out"
    ),
    "unknown_wish": "2:19: must_have.1: no capability is called air_gaped; did you mean air_gap",
    "unknown_framework": ("2:29: compliance.2: no framework and no capability is called hippa; did you mean hipaa"),
    "framework_as_wish": "2:19: must_have.1: no capability is called iso_27001; write it under compliance",
    "unknown_criterion": "2:21: priorities.costs: no criterion is called costs; did you mean cost",
    "weights_all_zero": ("2:13: priorities: every weight is 0, so nothing would decide; give at least one more than 0"),
}


@pytest.mark.parametrize("name", KNOWN_ONLY_TO_THE_TABLES)
def test_names_are_checked_against_the_knowledge_base(name: str) -> None:
    scenario = load_scenario(BROKEN / f"{name}.yaml")
    with pytest.raises(ScenarioError) as caught:
        recommend(scenario, load_knowledge())
    assert [str(p) for p in caught.value.problems] == [f"{BROKEN / name}.yaml:{KNOWN_ONLY_TO_THE_TABLES[name]}"]


@pytest.mark.parametrize("name", sorted({*MISTAKES, *KNOWN_ONLY_TO_THE_TABLES}))
def test_each_way_out_of_a_contradiction_settles_it(name: str) -> None:
    read = read_file(BROKEN / f"{name}.yaml", lenient=True).value
    for problem in _problems_of(read) if isinstance(read, dict) else ():
        for way in problem.ways:
            changed = copy.deepcopy(read)
            for setting in way:
                _set(changed, setting)
            if all(setting.value is not ... for setting in way):
                left = [(each.path, each.message) for each in _problems_of(changed)]
                assert (problem.path, problem.message) not in left, way


def _problems_of(read: Any) -> tuple[Problem, ...]:
    try:
        check_fits(load_scenario(copy.deepcopy(read)), load_knowledge())
    except ScenarioError as error:
        return error.problems
    return ()


def _set(requirement: Any, setting: Setting) -> None:
    *way, last = setting.path
    for part in way:
        requirement = requirement.setdefault(part, {}) if isinstance(requirement, dict) else requirement[part]
    if setting.value is None:
        requirement.pop(last)
    else:
        requirement[last] = setting.value


def test_a_service_larger_than_every_machine_is_named_with_the_largest_offer() -> None:
    file = BROKEN / "service_larger_than_every_machine.yaml"
    with pytest.raises(ScenarioError) as caught:
        recommend(load_scenario(file), load_knowledge())
    (problem,) = caught.value.problems
    assert (problem.line, problem.column, problem.field) == (4, 24, "services.1.cpu")
    assert problem.message.startswith("giant needs 500000 millicores and 65536 MiB; no machine holds it (largest: ")
    assert "vCPU" in problem.message


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


def test_all_faults_of_a_file_come_at_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(BROKEN / "many_faults.yaml")
    assert [problem.field for problem in caught.value.problems] == [
        "as_of",
        "multi_tenency",
        "services.0.memory",
        "services.0.replicas",
        "services.0.affinity.0",
    ]


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
