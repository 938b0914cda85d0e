"""Affinity: what it says of services that name no machines themselves, what plans make of it, and when none can.

Plans are looked at node by node, as Kubernetes would: each replica stands where at least one replica of each service
that it names stands.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from advisor import load_knowledge, recommend
from advisor.errors import ScenarioError
from advisor.packing import Effort, NoPlanCause, check_plan
from advisor.report.wording.infeasibility import refusal_words
from advisor.scenario import Scenario, load_scenario, parse_scenario
from advisor.scenario.enums import Spread
from advisor.sizing import Infeasible, RefusalCause, Topology, size
from advisor.sizing.hybrid_placement import assignments
from advisor.sizing.infeasibility import RefusalError
from advisor.sizing.packing_items import LoadPoint, items_of
from advisor.sizing.pipeline import task_of
from advisor.sizing.replica_spread import spread_over_zones
from advisor.sizing.service_demand import ServiceDemand
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
        assert all("web" in dict(node.pods) for node in pool.nodes if "cache" in dict(node.pods))


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
        recommend(parse_scenario(text), KNOWLEDGE, how_sure=False)
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


def test_all_that_is_tied_together_is_looked_at() -> None:
    text = HYBRID + services("name: a, site: cloud", "name: b, affinity: [a, c]", "name: c, site: on_prem")
    with pytest.raises(ScenarioError, match="affinity ties a and c to one machine"):
        recommend(parse_scenario(text), KNOWLEDGE, how_sure=False)


FAULTS = Path(__file__).parent / "faults"


def planned(scenario: Scenario, platform: str = "eks") -> Topology:
    """The topology, after a look at every node: affinity, anti-affinity, and the promises of each pool."""
    topology = size(scenario, KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(topology, Topology), topology
    beside = {service.name: set(service.affinity) for service in scenario.services or ()}
    apart = {service.name: set(service.anti_affinity) for service in scenario.services or ()}
    for pool in topology.pools:
        for node in pool.nodes:
            here = {name for name, count in node.pods if count}
            for name in here & beside.keys():
                assert beside[name] <= here, node
                assert not apart[name] & here, node
        packed, zones = pool.packed, len(pool.zones)
        assert packed is not None
        promises = {"survive_nodes": pool.survives_nodes, "survive_zone": pool.survives_zone}
        assert check_plan(packed.plan, packed.items, packed.machines, zones=zones, **promises) == ()  # type: ignore[arg-type]
    return topology


def of_one_pool(topology: Topology) -> list[tuple[str, dict[str, int]]]:
    """The zone and the services of each machine that runs something."""
    (pool,) = topology.pools
    return [(node.zone, dict(node.pods)) for node in pool.nodes for _ in range(node.count) if node.pods]


def test_what_keeps_apart_from_a_host_keeps_apart_from_all_beside_it() -> None:
    nodes = of_one_pool(planned(load_scenario(FAULTS / "affinity-with-anti-affinity.yaml")))
    # in each of two zones a machine for db and its cache, and one for noisy
    assert sorted(sorted(held) for _, held in nodes) == [["cache", "db"]] * 2 + [["noisy"]] * 2


def test_hosts_one_on_a_machine_and_dependents_spread_over_zones() -> None:
    nodes = of_one_pool(planned(load_scenario(FAULTS / "affinity-with-spread.yaml")))
    assert [held["db"] for _, held in nodes] == [1, 1, 1]
    assert len({zone for zone, _ in nodes}) == 3
    # 4 of web over 3 zones, each on the machine of a db: 2, 1 and 1
    assert sorted(held["web"] for _, held in nodes) == [1, 1, 2]


def without_affinity(scenario: Scenario) -> Scenario:
    services = tuple(service.model_copy(update={"affinity": ()}) for service in scenario.services or ())
    return scenario.model_copy(update={"services": services})


@pytest.mark.parametrize("name", ["affinity-dear", "affinity-refused"])
def test_affinity_costs_little_where_hosts_are_many(name: str) -> None:
    # up to 13 machines may hold web beside one of 13 caches (20 of 20), so affinity hardly narrows the choice
    scenario = load_scenario(FAULTS / f"{name}.yaml")
    tied, free = planned(scenario), planned(without_affinity(scenario))
    paid, least = tied.pools[0].usd_per_hour, free.pools[0].usd_per_hour
    assert paid is not None and least is not None and paid <= least * 1.03


@pytest.mark.parametrize("platform", ["elastic-beanstalk", "load-balanced-vms"])
def test_a_machine_for_each_replica_keeps_no_affinity(platform: str) -> None:
    text = START + services("name: app", "name: log, affinity: [app]")
    refused = size(parse_scenario(text), KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(refused, Infeasible) and refused.refusal.cause is NoPlanCause.HOSTS_TOO_LARGE
    told = "log must stand on a machine with app, and a machine takes one replica at most"
    assert refusal_words(refused.refusal).endswith(told)


# Zones


def demand(name: str, affinity: str = "", spread: Spread | None = None, **more: object) -> ServiceDemand:
    scenario = parse_scenario(f"name: shop\nservices: [{{name: {name}, replicas: 1, cpu: 1, memory: 1Gi}}]\n")
    (service,) = resolve_workload(scenario, KNOWLEDGE).services
    return replace(service, affinity=tuple(affinity.split()), spread=spread, **more)  # type: ignore[arg-type]


def by_zone(*services: ServiceDemand, follow: bool = False, **counts: int) -> dict[str, tuple[int, ...]]:
    return spread_over_zones(services, counts, 3, follow_hosts=follow)


def test_dependents_stand_in_zones_with_a_host_alone() -> None:
    assert by_zone(demand("db"), demand("web", "db"), db=1, web=7) == {"db": (1, 0, 0), "web": (7, 0, 0)}
    assert by_zone(demand("db"), demand("web", "db"), db=2, web=7) == {"db": (1, 1, 0), "web": (4, 3, 0)}
    assert by_zone(demand("db"), demand("web", "db"), db=5, web=7) == {"db": (2, 2, 1), "web": (2, 2, 3)}


def test_few_hosts_of_one_service_stand_in_the_same_zones() -> None:
    found = by_zone(demand("a"), demand("b"), demand("web", "a b"), a=1, b=2, web=4)
    assert found == {"a": (1, 0, 0), "b": (1, 1, 0), "web": (4, 0, 0)}


def test_a_chain_and_a_circle_stand_where_the_fewest_do() -> None:
    found = by_zone(demand("web", "cache"), demand("cache", "db"), demand("db"), web=6, cache=4, db=2)
    assert found == {"db": (1, 1, 0), "cache": (2, 2, 0), "web": (3, 3, 0)}
    assert by_zone(demand("a", "b"), demand("b", "a"), a=2, b=5) == {"a": (1, 1, 0), "b": (3, 2, 0)}


def test_one_on_a_machine_needs_as_many_hosts_in_its_zone() -> None:
    # 4 hosts as 2, 1, 1: each zone takes as many of web
    found = by_zone(demand("db"), demand("web", "db", Spread.NODE), db=4, web=4)
    assert found == {"db": (2, 1, 1), "web": (2, 1, 1)}


def test_many_dependents_may_follow_the_proportions_of_their_hosts() -> None:
    found = by_zone(demand("db"), demand("web", "db"), db=5, web=99, follow=True)
    assert found == {"db": (2, 2, 1), "web": (40, 39, 20)}


def test_a_host_of_an_hour_without_load_stays_up_for_what_needs_it() -> None:
    services = (replace(demand("db"), floor=0, typical=1, peak=1), demand("web", "db"))
    assert {item.name: item.replicas for item in items_of(services, 3, LoadPoint.FLOOR)} == {"db": 1, "web": 1}


def test_a_spread_that_hosts_do_not_allow_is_refused_by_name() -> None:
    with pytest.raises(RefusalError) as caught:
        by_zone(demand("db"), demand("web", "db", Spread.ZONE), db=1, web=3)
    assert caught.value.refusal.cause is RefusalCause.SPREAD_BEYOND_HOSTS
    assert refusal_words(caught.value.refusal) == (
        "web asks for its 3 replicas to be spread over 3 zones and must stand on machines with db, of which there is "
        "1, so in 1 of them at most; give db at least 3, or leave out the spread of web"
    )
    # one replica in one zone is as even as can be
    assert by_zone(demand("db"), demand("web", "db", Spread.ZONE), db=1, web=1)["web"] == (1, 0, 0)


def test_dependents_follow_their_hosts_where_an_even_spread_fits_no_machine() -> None:
    # 5 hosts are 2, 2 and 1 in three zones; 60 of web at 7 GiB are 20 in each, and one machine of 64 GiB (about 48 for
    # services) holds 6 of them: with 2, 2 and 1 hosts neither way fits, so the number of hosts is named
    machines = "machines: [{type: rack, vcpu: 64, memory: 64Gi, count: 30, usd_per_month: 300}]"
    text = f"name: shop\nas_of: 2026-11-24\nhosting: {{model: on_prem, zones: 3, {machines}}}\n"
    text += "availability: {survive_nodes: 0}\n"
    few = text + services("name: web, affinity: [db]", "name: db").replace("replicas: 2", "replicas: 5")
    web = "{name: web, affinity: [db], replicas: WEB, cpu: 100m, memory: 7Gi}"
    few = text + f"services: [{web}, {{name: db, replicas: 5, cpu: 100m, memory: 1Gi}}]\n"
    refused = size(parse_scenario(few.replace("WEB", "60")), KNOWLEDGE.platforms["k3s"], KNOWLEDGE)
    assert isinstance(refused, Infeasible) and refused.refusal.cause is NoPlanCause.HOSTS_HOLD_TOO_LITTLE
    # 27 of them are 9 in each zone, too many for one machine; as 11, 11 and 5 they stand beside 2, 2 and 1 hosts
    followed = planned(parse_scenario(few.replace("WEB", "27")), "k3s")
    assert sorted(pods.get("web", 0) for _, pods in of_one_pool(followed))[-1] <= 6


def test_what_moves_between_zones_stays_beside_its_host_where_others_cannot_leave_theirs() -> None:
    text = """name: shop
as_of: 2026-11-24
hosting: {model: cloud, cloud: aws, region: us-east-1, zones: 3}
availability: {survive_nodes: 0, survive_zone: true}
services:
  - {name: db, replicas: 3, cpu: 500m, memory: 1Gi, volumes: [{name: data, size: 10Gi, access: one}]}
  - {name: batch, replicas: 2, cpu: 250m, memory: 512Mi, affinity: [db]}
  - {name: cache, replicas: 2, cpu: 500m, memory: 2Gi}
  - {name: web, replicas: 9, cpu: 500m, memory: 1Gi, affinity: [cache]}
"""
    topology = size(parse_scenario(text), KNOWLEDGE.platforms["eks"], KNOWLEDGE)
    assert isinstance(topology, Topology)
    (pool,) = topology.pools
    # db waits for its zone, as its disk stands there; batch starts again beside the db of another zone
    assert pool.bound_to_zone == ("db",)
    for node in pool.nodes:
        running = dict(node.pods)
        assert "cache" in running or "web" not in running
        assert "db" in running or "batch" not in running
        kept = {name for name, _ in (*node.pods, *node.reserved)}
        assert "cache" in kept or "web" not in kept


@pytest.mark.parametrize(("peak_of_db", "in_cloud"), [(2, False), (4, True)])
def test_load_flows_over_to_the_cloud_only_with_a_host(peak_of_db: int, in_cloud: bool) -> None:
    text = f"""name: shop
as_of: 2026-11-24
autoscale: burst_to_cloud
hosting:
  {{model: hybrid, cloud: aws, region: us-east-1, zones: 1, machines: [{{type: r, vcpu: 8, memory: 32Gi, count: 4}}]}}
availability: {{survive_nodes: 0}}
services:
  - {{name: db, replicas: {{min: 2, typical: 2, peak: {peak_of_db}}}, cpu: 500m, memory: 1Gi, ports: [], site: any}}
  - {{name: web, replicas: {{min: 2, typical: 2, peak: 9}}, cpu: 500m, memory: 1Gi, affinity: [db], site: any}}
"""
    scenario = parse_scenario(text)
    workload = resolve_workload(scenario, KNOWLEDGE)
    task = task_of(KNOWLEDGE.platforms["rke2"], scenario, KNOWLEDGE, workload, Effort.QUICK)
    _, overflow, _ = assignments(task)
    own, cloud = ({service.name: service.peak for service in services} for _, services in overflow)
    if in_cloud:
        assert (own, cloud) == ({"db": 2, "web": 2}, {"db": 2, "web": 7})
    else:  # db has none to spare for the cloud, so all of web stays beside it
        assert (own, cloud) == ({"db": 2, "web": 9}, {})
