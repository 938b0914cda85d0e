"""What is claimed of clouds that rent out machines and little else: where it holds, and where it does not."""

from __future__ import annotations

import datetime as dt

import pytest

from advisor import Topology, load_knowledge, load_scenario, screen, size
from advisor.knowledge import Level
from advisor.knowledge.terms import RUNS_ON
from advisor.report.pages.platform import render_platform
from advisor.scenario import Scenario

KNOWLEDGE = load_knowledge()
DAY = dt.date(2026, 11, 30)
PATTERN = KNOWLEDGE.platforms["load-balanced-vms"]
PLAIN = ("digitalocean", "hetzner", "ovhcloud", "scaleway", "other")


def shop(**hosting: str) -> Scenario:
    services = [{"name": "web", "replicas": 2, "cpu": 1, "memory": "2Gi", "gpu": 0}]
    return load_scenario(
        {"name": "shop", "as_of": str(DAY), "hosting": {"model": "cloud", **hosting}, "services": services}
    )


@pytest.mark.parametrize("cloud", PLAIN)
def test_machines_that_are_rented_alone_do_not_heal_or_scale_by_themselves(cloud: str) -> None:
    knowledge = KNOWLEDGE.placed_for(shop(cloud=cloud))
    terms = knowledge.platforms[PATTERN.id].terms(DAY)
    assert terms.self_healing is Level.LIMITED and terms.replica_autoscale is Level.LIMITED
    assert knowledge.platforms[PATTERN.id].value("spot_capacity", DAY) == 0 and terms.reschedules is False
    assert terms.tasks_left is not None and "machine_groups" not in terms.tasks_left.rows
    sized = size(shop(cloud=cloud), PATTERN, KNOWLEDGE)
    assert isinstance(sized, Topology)
    tasks = {each.id for each in sized.bill.effort.tasks} if sized.bill.effort else set()
    assert "replace_machines" in tasks and "machine_groups" not in tasks


@pytest.mark.parametrize("cloud", ["aws", "azure", "gcp", "any"])
def test_a_cloud_that_is_claimed_by_name_keeps_what_is_claimed(cloud: str) -> None:
    assert KNOWLEDGE.placed_for(shop(cloud=cloud)) is KNOWLEDGE
    assert KNOWLEDGE.placed_for(load_scenario({"name": "open"})) is KNOWLEDGE


def test_where_the_law_leaves_such_clouds_alone_their_claims_hold() -> None:
    asked = shop(jurisdiction="eu_law")
    assert set(KNOWLEDGE.clouds_meant(asked.hosting)) == {"hetzner", "ovhcloud", "scaleway", "other"}
    assert KNOWLEDGE.placed_for(asked).platforms[PATTERN.id].terms(DAY).self_healing is Level.LIMITED


def test_no_product_of_a_large_cloud_is_named_there() -> None:
    for claim in PATTERN.only_on_plain_machines(DAY):
        told = f"{claim.why} {claim.note}"
        assert claim.source == "our-judgement", claim.term
        assert not any(name in told for name in ("AWS", "Azure", "Google", "Auto Scaling", "instance group")), (
            claim.term
        )


def test_rules_screen_by_what_holds_there() -> None:
    wants = {"must_have": ["self_healing"]}
    met = {
        cloud: next(
            each
            for each in screen(load_scenario({**shop(cloud=cloud).as_read(), **wants}), KNOWLEDGE)
            if each.platform.id == PATTERN.id
        ).eligible
        for cloud in RUNS_ON
    }
    assert met == {cloud: cloud in ("aws", "azure", "gcp") for cloud in RUNS_ON}


def test_own_servers_are_not_such_a_cloud() -> None:
    own = load_scenario({"name": "own", "hosting": {"model": "on_prem", "cloud": "hetzner"}})
    claims = KNOWLEDGE.placed_for(own).platforms[PATTERN.id].claims
    assert claims["registry"] == PATTERN.own_hardware["registry"]


def test_the_page_of_a_platform_lists_it() -> None:
    assert "On plain machines" in render_platform(PATTERN, KNOWLEDGE, DAY, "text")
    assert "On plain machines" not in render_platform(KNOWLEDGE.platforms["eks"], KNOWLEDGE, DAY, "text")
