"""One mistake in a file gets one message, with its place and its remedy; the files lie in tests/broken."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from advisor import (
    Problem,
    ScenarioError,
    load_knowledge,
    load_scenario,
    recommend,
)
from advisor.errors import Setting
from advisor.reading import read_file
from advisor.sizing import check_fits

BROKEN = Path(__file__).resolve().parents[1] / "broken"

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
