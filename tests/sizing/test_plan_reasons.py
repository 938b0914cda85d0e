"""The reasons for a plan: filled in on request, in figures that other plans confirm, and in words."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache

import pytest

from advisor import Effort, Infeasible, Scenario, Topology, load_knowledge, load_scenario, parse_scenario, size
from advisor.report import render_sizing
from advisor.sizing import give_reasons
from advisor.sizing.cost_shares import CostShare, Purpose
from advisor.sizing.infeasibility import Refusal
from advisor.sizing.topology import SensitivityCase, SensitivityField
from tests.answers import list_scenarios

KNOWLEDGE = load_knowledge()
WEB = "{name: web, replicas: 60, cpu: 500m, memory: 256Mi, gpu: 0, ports: []}"
HEAD = "name: shop\nas_of: 2026-11-24\nhosting: {model: cloud, cloud: aws, region: us-east-1, zones: 1}\n"
SHOP = f"{HEAD}availability: {{survive_nodes: 1}}\nservices: [{WEB}]\n"


@cache
def sized(text: str, platform: str = "ecs-ec2") -> Topology | Infeasible:
    scenario = parse_scenario(text)
    topology = size(scenario, KNOWLEDGE.platforms[platform], KNOWLEDGE)
    if isinstance(topology, Infeasible):
        return topology
    return give_reasons(topology, scenario, KNOWLEDGE.platforms[platform], KNOWLEDGE)


def topology(text: str, platform: str = "ecs-ec2") -> Topology:
    found = sized(text, platform)
    assert isinstance(found, Topology)
    return found


def words(text: str, platform: str = "ecs-ec2", form: str = "text") -> str:
    return " ".join(render_sizing(sized(text, platform), parse_scenario(text), KNOWLEDGE, form).split())


def test_one_more_machine_to_lose_costs_what_the_requirement_with_it_costs() -> None:
    now, then = topology(SHOP), topology(SHOP.replace("survive_nodes: 1", "survive_nodes: 2"))
    asked = now.sensitivity[0]
    assert (asked.field, asked.was, asked.becomes) == ("availability.survive_nodes", 1, 2)
    assert asked.usd_per_month == pytest.approx(then.bill.base)
    assert then.bill.base is not None and now.bill.base is not None
    assert asked.more_usd_per_month == pytest.approx(then.bill.base - now.bill.base)


def test_a_lower_ceiling_costs_what_the_requirement_with_it_costs() -> None:
    lower = topology(f"{SHOP}utilisation: {{cpu: 0.7, memory: 0.75}}\n")
    asked = topology(SHOP).sensitivity[-1]
    assert (asked.field, asked.becomes) == ("utilisation", (0.7, 0.75))
    assert asked.usd_per_month == pytest.approx(lower.bill.base)


def test_the_loss_of_a_zone_is_asked_about_where_there_are_zones_and_it_is_not_promised() -> None:
    zoned = SHOP.replace("zones: 1", "zones: 3")
    assert [one.field for one in topology(SHOP).sensitivity] == ["availability.survive_nodes", "utilisation"]
    assert [one.field for one in topology(zoned).sensitivity][1] == "availability.survive_zone"
    promised = zoned.replace("survive_nodes: 1", "survive_nodes: 1, survive_zone: true")
    assert "availability.survive_zone" not in [one.field for one in topology(promised).sensitivity]


def test_sizing_alone_gives_no_reasons_and_the_same_plan() -> None:
    scenario = parse_scenario(SHOP)
    bare = size(scenario, KNOWLEDGE.platforms["ecs-ec2"], KNOWLEDGE)
    assert isinstance(bare, Topology)
    assert bare.pools[0].marginal_costs is None and bare.sensitivity == ()
    reasoned = topology(SHOP)
    assert replace(reasoned.pools[0], marginal_costs=None) == bare.pools[0]
    assert reasoned.bill == bare.bill


def test_the_words_hold_the_figures() -> None:
    pool = topology(SHOP).pools[0]
    assert pool.marginal_costs is not None and pool.usd_per_hour is not None and pool.utilisation is not None
    text = words(SHOP)
    assert "Utilisation: 60 replicas on" in text
    assert "What decides the cost: CPU." in text
    for choice in pool.marginal_costs.choices:
        assert f"{choice.machine} ({choice.count} in use) costs USD {choice.usd_per_hour:.4f}".rstrip("0") in text
        for rival in choice.alternatives:
            assert f"{rival.machine}" in text
    assert sum(part.usd_per_hour for part in pool.marginal_costs.parts) == pytest.approx(pool.usd_per_hour)
    assert "Surviving the loss of any 2 machines instead of any one: USD" in text


def test_the_json_of_a_sizing_holds_the_reasons_and_every_part_of_the_cost() -> None:
    written = json.loads(render_sizing(topology(SHOP), parse_scenario(SHOP), KNOWLEDGE, "json"))
    (pool,) = written["topology"]["pools"]
    assert sum(part["usd_per_hour"] for part in pool["marginal_costs"]["parts"]) == pytest.approx(
        pool["cost_usd_per_hour"]
    )
    assert pool["marginal_costs"]["replicas"][0]["service"] == "web"
    assert pool["utilisation"]["replicas"] == 60 + pool["utilisation"]["added_replicas"]
    assert [one["field"] for one in written["sensitivity"]] == ["availability.survive_nodes", "utilisation"]


def test_own_servers_without_a_price_have_a_density_and_no_prices() -> None:
    own = (
        "name: own\nas_of: 2026-11-24\nhosting: {model: on_prem, zones: 1, machines: "
        f"[{{type: rack, vcpu: 32, memory: 64Gi, count: 4}}]}}\nservices: [{WEB}]\n"
    )
    (pool,) = topology(own, "k3s").pools
    assert pool.utilisation is not None and pool.utilisation.common == "web"
    assert pool.marginal_costs is None
    text = words(own, "k3s")
    assert "Utilisation: 6" in text and "Why these machines" not in text
    assert "possible; part of it has no price." in text


def test_tasks_of_a_vendor_have_neither() -> None:
    (pool,) = topology(SHOP, "ecs-fargate").pools
    assert pool.utilisation is None and pool.marginal_costs is None
    assert topology(SHOP, "ecs-fargate").sensitivity == ()


@pytest.mark.slow
@pytest.mark.parametrize("scenario", [load_scenario(path) for path in list_scenarios()[::2]], ids=lambda s: s.name)
def test_every_example_is_told_without_a_slip(scenario: Scenario) -> None:
    """In little effort; stricter promises, which take four times as long, are sized as well for each fourth one."""
    with_promises = [path.stem for path in list_scenarios()][::8]
    for platform in ("k3s", "docker-compose-single-vm"):
        found = size(scenario, KNOWLEDGE.platforms[platform], KNOWLEDGE, Effort.QUICK)
        if isinstance(found, Topology):
            if scenario.name in with_promises:
                found = give_reasons(found, scenario, KNOWLEDGE.platforms[platform], KNOWLEDGE)
            text = render_sizing(found, scenario, KNOWLEDGE, "markdown")
            assert not re.search(r"\bnan\b", text) and "USD -" not in text
            assert not re.search(r"\b1 (machines|further replicas)\b", text)


def told(topology: Topology) -> str:
    """What the text of a sizing says."""
    return " ".join(render_sizing(topology, parse_scenario(SHOP), KNOWLEDGE, "text").split())


def test_differences_in_words() -> None:
    def said(usd: float | None, more: float | None, impossible: Refusal | None = None) -> str:
        case = SensitivityCase(SensitivityField.UTILISATION, (0.8, 0.85), (0.7, 0.75), usd, more, impossible)
        return told(replace(topology(SHOP), sensitivity=(case,)))

    start = "Planning machines up to 70% of CPU and 75% of memory instead of 80% of CPU and 85% of memory: "
    assert f"{start}USD 507 a month, USD 60 more." in said(507.0, 60.19)
    assert f"{start}USD 447 a month, as now." in said(447.0, 0.001)
    assert f"{start}USD 440 a month, USD 7.00 less. It keeps today's promise too" in said(440.0, -7.0)
    assert f"{start}possible; part of it has no price." in said(None, None)
    refused = sized(SHOP, "docker-compose-single-vm")
    assert isinstance(refused, Infeasible)
    assert f"{start}no plan; " in said(None, None, refused.refusal)


@pytest.mark.parametrize(
    ("usd", "percentages"),
    [
        ((0.234, 0.408, 0.358), ["23%", "41%", "36%"]),  # as nearest whole numbers
        ((1 / 3, 1 / 3, 1 / 3), ["34%", "33%", "33%"]),  # three thirds of 33 would be 99 in all
        ((0.99, 0.01, 0.0), ["99%", "1%"]),
    ],
)
def test_percentages_add_up(usd: tuple[float, float, float], percentages: list[str]) -> None:
    shown = topology(SHOP)
    (pool,) = shown.pools
    assert pool.marginal_costs is not None
    parts = tuple(map(CostShare, (Purpose.CPU, Purpose.MEMORY, Purpose.PODS), usd))
    marginal_costs = replace(pool.marginal_costs, parts=parts)
    text = told(replace(shown, pools=(replace(pool, usd_per_hour=1.0, marginal_costs=marginal_costs),)))
    sentence = text[text.index("Of the USD 1 an hour") :]
    assert re.findall(r"[0-9]+%", sentence[: sentence.index(".")]) == percentages


def test_what_takes_the_whole_cost_is_said_once() -> None:
    shown = topology(SHOP)
    (pool,) = shown.pools
    assert pool.marginal_costs is not None
    marginal_costs = replace(pool.marginal_costs, parts=(CostShare(Purpose.CPU, 1.0),))
    text = told(replace(shown, pools=(replace(pool, usd_per_hour=1.0, marginal_costs=marginal_costs),)))
    assert "What decides the cost: CPU, for which all of the USD 1 an hour pays." in text
