"""Portfolios: shared clusters hold every application, tenancy is kept, and sums can be added up again."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from advisor import Knowledge, load_knowledge, load_scenario
from advisor.portfolio import Application, PortfolioTerms, application_of, plan_portfolio
from advisor.portfolio.sharing import group_of, shared_requirement
from advisor.report import render_portfolio, render_sizing
from tests.independent.losses import loss_faults
from tests.independent.placements import placement_faults

CLUSTER_PLATFORM = "eks"
TERMS = PortfolioTerms(most_platforms=1, usd_per_person_year=120_000.0, most_given_up=1.0)


def requirement(name: str, replicas: int, **more: Any) -> dict[str, Any]:
    """An application of two services in three zones of one region."""
    web = {"name": "web", "replicas": replicas, "cpu": "250m", "memory": "512Mi", "affinity": ["cache"]}
    cache = {"name": "cache", "replicas": replicas, "cpu": "100m", "memory": "1Gi"}
    return {
        "name": name,
        "as_of": "2026-11-24",
        "hosting": {"model": "cloud", "cloud": "aws", "region": "eu-central-1", "zones": 3},
        "availability": {"survive_nodes": 1},
        "must_have": ["helm_ecosystem"],
        "services": [web, cache],
        **more,
    }


REQUIREMENTS = [requirement("shop", 4), requirement("blog", 2), requirement("cards", 2, multi_tenancy="hard")]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="module")
def applications(knowledge: Knowledge) -> tuple[Application, ...]:
    return tuple(application_of(r["name"], f"{r['name']}.yaml", load_scenario(r), knowledge) for r in REQUIREMENTS)


def test_a_shared_cluster_holds_the_replicas_of_all(
    applications: tuple[Application, ...], knowledge: Knowledge
) -> None:
    answer = plan_portfolio(applications, TERMS, knowledge)
    assert answer is not None
    (shared,) = [each for each in answer.clusters if len(each.applications) > 1]
    assert shared.applications == ("shop", "blog")  # the third one is kept apart from everybody
    assert shared.topology is not None and shared.scenario is not None
    read = shared.scenario.as_read()
    told = json.loads(render_sizing(shared.topology, shared.scenario, knowledge, "json"))
    assert placement_faults(read, told["topology"]) == []
    assert loss_faults(read, told["topology"]) == []
    assert sum(service["replicas"]["peak"] for service in read["services"]) == 2 * 4 + 2 * 2
    assert shared.together_usd_per_month < shared.apart_usd_per_month


def test_sums_are_those_of_bills_and_people(applications: tuple[Application, ...], knowledge: Knowledge) -> None:
    answer = plan_portfolio(applications, TERMS, knowledge)
    assert answer is not None
    (platform,) = answer.platforms
    bills = sum(each.together_usd_per_month for each in answer.clusters)
    options = [each.options[platform] for each in applications]
    # the platform once, two clusters (the shared one, and that of the application kept apart), and each for itself
    clusters = max(option.cluster_people for option in options[:2]) + options[2].cluster_people
    people = max(option.first_people for option in options) + clusters + sum(option.own_people for option in options)
    assert answer.people == {platform: pytest.approx(people)}
    assert answer.usd_per_month == pytest.approx(bills + people * 10_000)
    told = json.loads(render_portfolio(answer, knowledge, "json"))
    assert told["saved_usd_per_month"] == pytest.approx(told["alone_usd_per_month"] - told["usd_per_month"])
    assert [one["application"] for one in told["placed"]] == ["shop", "blog", "cards"]


def test_a_portfolio_of_one_is_its_own_best_unless_that_costs_more(
    applications: tuple[Application, ...], knowledge: Knowledge
) -> None:
    one = plan_portfolio(applications[:1], PortfolioTerms(1, 0.0, 0.0), knowledge)
    assert one is not None
    (placed,) = one.placed
    assert placed.option.given_up == 0
    assert one.usd_per_month <= one.alone_usd_per_month + 0.005


def test_who_shares_with_whom() -> None:
    from advisor.knowledge import Form

    first, second, apart = (load_scenario(each) for each in REQUIREMENTS)
    elsewhere = load_scenario(requirement("far", 2) | {"hosting": {"model": "cloud", "cloud": "aws", "zones": 3}})
    groups = [
        group_of(name, scenario, Form.MANAGED)
        for name, scenario in (("shop", first), ("blog", second), ("cards", apart), ("far", elsewhere))
    ]
    assert groups[0] == groups[1] and len(set(groups)) == 3
    assert group_of("shop", first, Form.HIDDEN) != group_of("blog", second, Form.HIDDEN)
    merged = shared_requirement([("shop", first), ("Blöd & Söhne", second)]).as_read()
    names = [service["name"] for service in merged["services"]]
    assert len(set(names)) == 4 and names[:2] == ["shop-web", "shop-cache"]
    assert merged["services"][0]["affinity"] == ["shop-cache"]
    assert {service["tenant"] for service in merged["services"]} == {tenant["name"] for tenant in merged["tenants"]}


def test_so_few_platforms_that_some_application_is_left_is_no_answer(
    applications: tuple[Application, ...], knowledge: Knowledge
) -> None:
    first, second, _ = applications
    apart = [
        replace(first, options={"eks": first.options["eks"]}),
        replace(second, options={"k3s": second.options["k3s"]}),
    ]
    assert plan_portfolio(apart, TERMS, knowledge) is None
    both = plan_portfolio(apart, replace(TERMS, most_platforms=2), knowledge)
    assert both is not None and both.fewest == 2
    assert {each.application.name for each in both.cannot_move} == {"shop", "blog"}
    nothing = plan_portfolio((replace(first, options={}),), TERMS, knowledge)
    assert nothing is not None and [each.name for each in nothing.nowhere] == ["shop"]
