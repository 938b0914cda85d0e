"""Ports that do not speak HTTP: those for the public are told apart from those for other services alone."""

from __future__ import annotations

import pytest

from advisor import load_knowledge, parse_scenario
from advisor.rules import apply_rules
from advisor.scenario.demand import count_demand
from advisor.screening import screen

KNOWLEDGE = load_knowledge()


def shop(exposure: str) -> str:
    return (
        "name: shop\nas_of: 2026-11-30\nprotocols: [http, tcp]\nservices:\n"
        "- {name: web, ports: [{port: 80, protocol: http, exposure: public}]}\n"
        f"- {{name: cache, ports: [{{port: 6379, protocol: tcp, exposure: {exposure}}}]}}\n"
    )


def test_ports_are_counted_by_who_reaches_them() -> None:
    demand = count_demand(parse_scenario(shop("internal")))
    assert (demand.published_non_http_ports, demand.internal_non_http_ports, demand.non_http_ports) == (0, 1, 1)
    demand = count_demand(parse_scenario(shop("public")))
    assert (demand.published_non_http_ports, demand.internal_non_http_ports) == (1, 0)


@pytest.mark.parametrize(
    ("exposure", "platform", "rules"),
    [
        # "other protocols are taken in the private network only": a cache may run there, a broker for the public not
        ("internal", "render", set()),
        ("public", "render", {"X402"}),
        ("internal", "digitalocean-app-platform", set()),
        ("public", "digitalocean-app-platform", {"X402"}),
        # services that answer HTTP alone hold neither
        ("internal", "app-runner", {"X404"}),
        ("public", "app-runner", {"X402"}),
        ("internal", "ecs-fargate", set()),
    ],
)
def test_an_inner_port_does_not_need_what_a_public_one_does(exposure: str, platform: str, rules: set[str]) -> None:
    scenario = parse_scenario(shop(exposure))
    (screened,) = (one for one in screen(scenario, KNOWLEDGE) if one.platform.id == platform)
    assert {unmet.rule_id for unmet in screened.unmet} & {"X402", "X404"} == rules


def test_tcp_without_a_list_of_ports_may_be_for_the_public() -> None:
    fired = {one.rule.id for one in apply_rules(parse_scenario("name: shop\nprotocols: [tcp]\n"), KNOWLEDGE)}
    assert "X402" in fired
