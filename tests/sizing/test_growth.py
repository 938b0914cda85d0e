"""Growth: the bill of today and that of the end of the plan, each named."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor import Topology, load_knowledge, load_scenario, parse_scenario, rank, recommend, size
from advisor.report import render_sizing
from advisor.sizing.growth import GrowthPlan, growth_plan
from advisor.sizing.note_codes import AssumptionCode

KNOWLEDGE = load_knowledge()
FAULTS = Path(__file__).parent / "faults"
HOURS = 730
TASK = 0.5 * 0.04048 + 1 * 0.004445  # Fargate, 0.5 vCPU and 1 GiB, USD an hour
ADDRESS = 0.005


def sized(text: str, platform: str) -> Topology:
    topology = size(parse_scenario(text), KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(topology, Topology)
    return topology


def tasks(growth: str, rest: str = "") -> str:
    return (
        "name: growth\nas_of: 2026-11-24\nos: linux\nhosting: {model: cloud, cloud: aws, zones: 1, subnets: public}\n"
        f"growth: {growth}\n{rest}\nservices:\n  - {{name: web, replicas: 10, cpu: 500m, memory: 1Gi, ports: []}}"
    )


def test_fifty_percent_for_three_years_is_3_375_times_as_much() -> None:
    topology = sized(tasks("{percent_per_year: 50, years: 3}"), "ecs-fargate")
    # today ten tasks, each with a public address; by then 10 x 1.5^3 = 33.75, so 34
    assert topology.bill.base == pytest.approx(10 * (TASK + ADDRESS) * HOURS)
    end = topology.end_of_plan
    assert end is not None and end.bill is not None
    assert (end.factor, end.replicas, end.years_assumed) == (3.375, 34, False)
    assert end.machines == (("0.5 vCPU, 1 GiB", 34),)
    assert end.bill.base == pytest.approx(34 * (TASK + ADDRESS) * HOURS)


def test_both_bills_of_a_cluster_are_named() -> None:
    scenario = load_scenario(FAULTS / "growth.yaml")
    topology = size(scenario, KNOWLEDGE.platforms["eks"], KNOWLEDGE)
    assert isinstance(topology, Topology)
    assert sum(service for pool in topology.pools for node in pool.nodes for _, service in node.pods) >= 10
    end = topology.end_of_plan
    assert end is not None and end.bill is not None and end.bill.base is not None and topology.bill.base is not None
    # the fee of the cluster stays, so the bill grows by less than the replicas do
    assert topology.bill.base < end.bill.base < 3.375 * topology.bill.base
    page = " ".join(render_sizing(topology, scenario, KNOWLEDGE, "text").split())
    assert f"Today: USD {topology.bill.base:,.0f}" in page
    assert f"In 3 years, at 50% a year (3.375 times today's replicas): USD {end.bill.base:,.0f} a month" in page


def test_growth_without_years_is_planned_for_three_and_says_so() -> None:
    scenario = load_scenario(FAULTS / "growth-without-years.yaml")
    answer = recommend(scenario, KNOWLEDGE, how_sure=False)
    (assumed,) = (each for each in answer.assumptions if each.note.code is AssumptionCode.PLAN_YEARS)
    values = dict(assumed.note.values)
    # 1.31 ^ 3 = 2.248; one year is 1.31 and five are 3.858
    assert (assumed.field, values["value"], values["factor"]) == ("growth.years", 3, pytest.approx(2.248091))
    assert values["others"] == ((1, pytest.approx(1.31)), (5, pytest.approx(3.857949)))
    assert all(entry.topology.end_of_plan is not None for entry in answer.ranking)


@pytest.mark.parametrize("growth", ["{years: 3}", "{percent_per_year: 0, years: 3}", "{percent_per_year: 9, years: 0}"])
def test_what_does_not_grow_has_no_end_of_plan(growth: str) -> None:
    assert growth_plan(parse_scenario(tasks(growth)), KNOWLEDGE) is None
    assert sized(tasks(growth), "ecs-fargate").end_of_plan is None


def test_the_cost_criterion_weighs_today_and_the_end_alike() -> None:
    text = tasks("{percent_per_year: 50, years: 3}")
    scenario = parse_scenario(text)
    topology = sized(text, "ecs-fargate")
    end = topology.end_of_plan
    assert end is not None and end.bill is not None and end.bill.base and topology.bill.base
    (score,) = rank(scenario, [topology], KNOWLEDGE).scores
    (cost,) = (part for part in score.parts if part.criterion == "cost")
    vcpu, gib = (KNOWLEDGE.reference(f"{name}_usd_per_hour") for name in ("vcpu", "gib"))
    reference = 10 * (0.5 * vcpu + 1 * gib) * HOURS
    # (today + end) / 2 over (reference + 3.375 x reference) / 2
    assert cost.raw == pytest.approx((topology.bill.base + end.bill.base) / (reference * 4.375))


def test_a_platform_that_is_outgrown_says_so_and_wins_nothing_by_what_it_costs_today() -> None:
    text = (
        "name: own\nas_of: 2026-11-24\navailability: {survive_nodes: 0}\ngrowth: {percent_per_year: 100, years: 3}\n"
        "hosting: {model: on_prem, zones: 1, machines: [{type: rack, vcpu: 8, memory: 32Gi, count: 1, "
        "usd_per_month: 50}]}\nservices:\n  - {name: web, replicas: 3, cpu: 500m, memory: 1Gi, ports: []}"
    )
    topology = sized(text, "docker-compose-single-vm")
    # 24 replicas of 500m by then are 12 vCPU, on a server of eight
    end = topology.end_of_plan
    assert end is not None and end.bill is None and end.refusal is not None and end.replicas == 24
    (score,) = rank(parse_scenario(text), [topology], KNOWLEDGE).scores
    (cost,) = (part for part in score.parts if part.criterion == "cost")
    assert cost.raw is None and cost.value == cost.low == 0.0


def test_the_factor_is_compound() -> None:
    assert GrowthPlan(10, 2, False).factor == pytest.approx(1.21)
    assert GrowthPlan(-50, 2, False).factor == pytest.approx(0.25)
