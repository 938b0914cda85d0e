"""Apps in plans of instances: one size a plan, one plan an app, and never two replicas of an app on one instance."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from advisor import Infeasible, Topology, load_knowledge, load_scenario, size
from advisor.report.wording.infeasibility import refusal_words
from advisor.report.wording.notes import note_words
from advisor.sizing import RefusalCause
from advisor.sizing.app_plans import AppPlan, PlanPromises, cheapest_plans, instances_for, plan_for
from advisor.sizing.pool import MachineType
from advisor.sizing.service_demand import ServiceDemand
from advisor.sizing.workload import resolve_workload

KNOWLEDGE = load_knowledge()
SIZES = tuple(
    MachineType(name, vcpu, 4096 * vcpu, 1000 * vcpu, 4096 * vcpu, 8 * vcpu, usd, "price list", "", stock=30)
    for name, vcpu, usd in (("S", 1, 0.08), ("M", 2, 0.15), ("L", 4, 0.31))
)


def scenario(*services: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Apps on Azure in one zone that need survive nothing, with machines planned as in production."""
    return {
        "name": "apps",
        "as_of": "2026-11-24",
        "os": "linux",
        "hosting": {"model": "cloud", "cloud": "azure", "region": "eastus", "zones": 1},
        "availability": {"survive_nodes": 0},
        "services": [{"ports": [{"port": 80, "exposure": "public"}], **service} for service in services],
        **more,
    }


def sized(*services: dict[str, Any], **more: Any) -> Topology | Infeasible:
    """The plans for these apps."""
    return size(load_scenario(scenario(*services, **more)), KNOWLEDGE.platforms["app-service"], KNOWLEDGE)


def apps(count: int, seed: int) -> tuple[ServiceDemand, ...]:
    """Random apps."""
    chance = random.Random(seed)
    listed = [
        {
            "name": f"s{n}",
            "replicas": chance.randint(1, 5),
            "cpu": f"{chance.randint(1, 10) * 100}m",
            "memory": f"{chance.randint(1, 12) * 256}Mi",
        }
        for n in range(count)
    ]
    return resolve_workload(load_scenario(scenario(*listed)), KNOWLEDGE).services


def peak(service: ServiceDemand) -> int:
    """Replicas at the peak."""
    return service.peak


def partitions(rest: Sequence[ServiceDemand]) -> Iterator[list[list[ServiceDemand]]]:
    """Every set partition, one by one."""
    if not rest:
        yield []
        return
    first, *others = rest
    for smaller in partitions(others):
        for index, block in enumerate(smaller):
            yield [*smaller[:index], [first, *block], *smaller[index + 1 :]]
        yield [[first], *smaller]


def plans_of(services: Sequence[ServiceDemand]) -> list[AppPlan]:
    """The cheapest plans found, all of which there are."""
    found = [plan for plan in cheapest_plans(services, SIZES, peak, PlanPromises()) if isinstance(plan, AppPlan)]
    assert sorted(s.name for plan in found for s in plan.services) == sorted(s.name for s in services)
    return found


def test_two_apps_share_a_plan_of_three_instances_of_one_size() -> None:
    # 80 % of a P1v3 are 1,600 millicores, which hold 500 of a and 1,000 of b; 3 instances for the 3 replicas of a:
    # 3 x 0.155 = 0.465 an hour. Apart they would cost 3 P0v3 and 2 P1v3: 3 x 0.0775 + 2 x 0.155 = 0.5425
    # (infracost-app-service-prices, 2024-08-30)
    topology = sized(
        {"name": "a", "replicas": 3, "cpu": "500m", "memory": "1Gi"},
        {"name": "b", "replicas": 2, "cpu": 1, "memory": "2Gi"},
    )
    assert isinstance(topology, Topology)
    (pool,) = topology.pools
    assert [machine.name for machine in pool.machines] == ["P1v3"]
    assert [(node.count, node.pods) for node in pool.nodes] == [(2, (("a", 1), ("b", 1))), (1, (("a", 1),))]
    assert pool.usd_per_hour == pytest.approx(0.465)
    assert "fewer replicas: b (2)" in " ".join(note_words(note) for note in topology.notes)


def test_apps_that_keep_apart_are_in_different_plans_and_those_tied_in_one() -> None:
    small = {"replicas": 2, "cpu": "100m", "memory": "256Mi"}
    apart = sized({"name": "a", "anti_affinity": ["b"], **small}, {"name": "b", **small})
    assert isinstance(apart, Topology)
    assert [[name for name, _ in pool.nodes[0].pods] for pool in apart.pools] == [["a"], ["b"]]
    # alone a P0v3 would do for each, 2 x 0.0775 twice; together they still share one plan
    tied = sized({"name": "a", "affinity": ["b"], **small}, {"name": "b", **small})
    assert isinstance(tied, Topology)
    assert [[name for name, _ in pool.nodes[0].pods] for pool in tied.pools] == [["a", "b"]]


@pytest.mark.parametrize(
    ("replicas", "promises", "instances"),
    [
        (3, PlanPromises(), 3),
        (3, PlanPromises(nodes=1), 4),
        (4, PlanPromises(zones=3), 6),  # 6 - ceil(6 / 3) = 4
        (4, PlanPromises(nodes=1, zones=3, together=True), 8),  # 8 - 3 - 1 = 4; 7 - 3 - 1 = 3
        (0, PlanPromises(), 1),
    ],
)
def test_as_many_instances_as_leave_enough_after_a_loss(replicas: int, promises: PlanPromises, instances: int) -> None:
    assert instances_for(replicas, promises) == instances


@pytest.mark.parametrize("seed", range(8))
def test_the_partition_of_few_apps_is_the_cheapest_of_all(seed: int) -> None:
    services = apps(6, seed)
    costs = []
    for blocks in partitions(services):
        plans = [plan_for(block, SIZES, peak, PlanPromises()) for block in blocks]
        costs.append(sum(plan.usd_per_hour for plan in plans if plan) if all(plans) else float("inf"))
    assert sum(plan.usd_per_hour for plan in plans_of(services)) == pytest.approx(min(costs))


@pytest.mark.parametrize("seed", range(3))
def test_many_apps_are_merged_into_fewer_plans_that_cost_no_more(seed: int) -> None:
    services = apps(30, seed)
    alone = [plan_for([service], SIZES, peak, PlanPromises()) for service in services]
    found = plans_of(services)
    assert sum(plan.usd_per_hour for plan in found) <= sum(plan.usd_per_hour for plan in alone if plan)
    assert len(found) < len(services)


def test_room_for_an_upgrade_holds_one_app_more_on_each_instance() -> None:
    (app,) = apps(1, 0)
    app = replace(app, cpu_millicores=600, memory_mib=512)
    plain, upgraded = (plan_for([app], SIZES, peak, PlanPromises(upgrade=beside)) for beside in (False, True))
    assert plain is not None
    assert upgraded is not None
    assert (plain.size.name, upgraded.size.name) == ("S", "M")  # 600 beside 600 is above 1,000


def test_more_replicas_than_a_plan_has_instances_are_refused_with_a_remedy() -> None:
    refused = sized({"name": "web", "replicas": 40, "cpu": "100m", "memory": "256Mi"})
    assert isinstance(refused, Infeasible)
    assert refused.refusal.cause is RefusalCause.TOO_MANY_INSTANCES
    assert "web needs 40 instances, and a plan of" in refusal_words(refused.refusal)


def test_windows_apps_take_the_size_whose_price_with_windows_is_known() -> None:
    # a P1v3 with Windows containers costs 0.315 an hour: 2 x 0.315 x 730 = 459.90
    topology = sized({"name": "iis", "replicas": 2, "cpu": "500m", "memory": "1Gi", "os": "windows"}, os="windows")
    assert isinstance(topology, Topology)
    assert [(pool.machines[0].name, pool.node_count) for pool in topology.pools] == [("P1v3", 2)]
    assert topology.pools[0].usd_per_hour == pytest.approx(0.63)


def test_instances_run_no_images_for_arm64() -> None:
    refused = sized({"name": "a", "replicas": 2, "cpu": "250m", "memory": "512Mi", "arch": "arm64"})
    assert isinstance(refused, Infeasible)
    assert refused.refusal.cause is RefusalCause.NO_SUCH_TASKS
    assert refusal_words(refused.refusal).endswith("runs no such tasks; build for amd64 too and write arch: any")
    both = sized({"name": "a", "replicas": 2, "cpu": "250m", "memory": "512Mi", "arch": "any"})
    assert isinstance(both, Topology)
    assert [pool.node_count for pool in both.pools] == [2]
