"""Services with copies: one kind for the rules, as many services for the plan."""

from __future__ import annotations

from typing import Any

import pytest

from advisor import Scenario, Topology, load_knowledge, load_scenario, size
from advisor.errors import ScenarioError
from advisor.scenario import count_demand, separate_copies
from advisor.sizing.workload import resolve_workload

KNOWLEDGE = load_knowledge()
SITE: dict[str, Any] = {"name": "site", "replicas": 1, "cpu": "50m", "memory": "192Mi", "ports": []}


def scenario(*services: dict[str, Any], **answers: Any) -> Scenario:
    where = {"hosting": {"model": "cloud", "cloud": "aws"}, "as_of": "2026-11-30"}
    return load_scenario({"name": "agency", **where, **answers, "services": list(services)})


def sized(asked: Scenario, platform: str) -> Topology:
    topology = size(asked, KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(topology, Topology)
    return topology


def test_twenty_five_copies_are_one_kind_and_twenty_five_deployments() -> None:
    # 25 x 50m = 1,250m; 25 x 192 MiB = 4,800 MiB
    demand = count_demand(scenario(SITE | {"copies": 25}))
    assert (demand.services, demand.copies, demand.replicas) == (1, 25, 25)
    assert (demand.cpu_millicores, demand.memory_mib) == (1250, 4800)


@pytest.mark.parametrize("platform", ["docker-compose-single-vm", "ecs-fargate", "eks", "app-service"])
def test_copies_cost_what_as_many_services_written_out_cost(platform: str) -> None:
    cloud = {"model": "cloud", "cloud": "azure" if platform == "app-service" else "aws"}
    answers: dict[str, Any] = {"hosting": cloud, "availability": {"survive_nodes": 0}}
    written = [SITE | {"name": f"site-{number}"} for number in range(1, 7)]
    copies = sized(scenario(SITE | {"copies": 6}, **answers), platform)
    apart = sized(scenario(*written, **answers), platform)
    assert copies.bill and apart.bill
    assert copies.bill.base == pytest.approx(apart.bill.base)
    assert copies.pools == apart.pools


def test_the_replicas_of_each_copy_survive_by_themselves() -> None:
    # 4 copies with 2 replicas each are no service of 8 replicas: each keeps one of its two when a machine is lost
    services = resolve_workload(scenario(SITE | {"copies": 4, "replicas": 2}), KNOWLEDGE).services
    assert [(each.name, each.typical) for each in services] == [(f"site-{number}", 2) for number in (1, 2, 3, 4)]


def test_affinity_ties_the_copies_of_one_number() -> None:
    db, log = {"name": "db", "copies": 2}, {"name": "log"}
    asked = scenario(SITE | {"copies": 2, "affinity": ["db"], "anti_affinity": ["log"]}, db, log)
    first, second, *others = separate_copies(asked.services or ())
    assert (first.name, first.affinity, first.anti_affinity) == ("site-1", ("db-1",), ("log",))
    assert (second.name, second.affinity) == ("site-2", ("db-2",))
    assert [each.name for each in others] == ["db-1", "db-2", "log"]


def test_the_work_of_operation_is_that_of_one_definition() -> None:
    one = sized(scenario(SITE, availability={"survive_nodes": 0}), "docker-compose-single-vm")
    many = sized(scenario(SITE | {"copies": 6}, availability={"survive_nodes": 0}), "docker-compose-single-vm")
    assert one.bill and many.bill
    assert one.bill.effort and many.bill.effort
    assert many.bill.effort.size.services == one.bill.effort.size.services == 1


def test_the_count_of_services_may_be_that_of_kinds_or_of_copies() -> None:
    for counted in (1, 25):
        scenario(SITE | {"copies": 25}, scale={"services": counted, "containers": 25})
    with pytest.raises(ScenarioError, match="24 services, and 25 are listed"):
        scenario(SITE | {"copies": 25}, scale={"services": 24})
