"""What ended or changed in 2026, told where it matters, and not before it happened."""

from __future__ import annotations

import datetime as dt

import pytest

from advisor import load_knowledge, parse_scenario
from advisor.rules import apply_rules
from advisor.values import HOURS_PER_MONTH

KNOWLEDGE = load_knowledge()
BEFORE, AFTER = dt.date(2026, 3, 1), dt.date(2026, 11, 30)


def why(platform: str, term: str, day: dt.date) -> str:
    claim = KNOWLEDGE.platforms[platform].claim(term, day)
    assert claim is not None
    return claim.why or ""


@pytest.mark.parametrize(
    ("day", "told"),
    [("2023-10-31", None), ("2023-11-01", "N504"), ("2026-03-24", "N504"), ("2026-03-25", "N507")],
)
def test_compose_in_a_cloud_is_told_as_it_was_on_the_day(day: str, told: str | None) -> None:
    scenario = parse_scenario(f"name: x\nas_of: {day}\nteam: {{docker_skill: strong}}\nhosting: {{model: cloud}}\n")
    fired = {finding.rule.id for finding in apply_rules(scenario, KNOWLEDGE)} & {"N504", "N507"}
    assert fired == ({told} if told else set())


@pytest.mark.parametrize(
    ("platform", "words"),
    [
        ("kubernetes-self-managed", "ingress-nginx, is mended no more"),
        ("rke2", "Traefik in new clusters from version 1.36 on"),
        ("mke", "gateway on Envoy"),
        ("aks", "until November 2026"),
    ],
)
def test_the_end_of_ingress_nginx_changes_what_is_said_of_load_balancing(platform: str, words: str) -> None:
    assert words in why(platform, "load_balancing", AFTER)
    assert words not in why(platform, "load_balancing", BEFORE - dt.timedelta(days=60))
    # whoever brought a controller along still does: the level is the same
    levels = [KNOWLEDGE.platforms[platform].value("load_balancing", day) for day in (BEFORE, AFTER)]
    assert levels[0] == levels[1]


def test_windows_server_2019_is_told_as_ended_on_aks() -> None:
    assert "2022 or newer" in why("aks", "windows_containers", AFTER)
    assert "2019" not in why("aks", "windows_containers", dt.date(2026, 2, 28))


def test_the_fee_of_an_own_server_of_ecs_is_told_by_the_month() -> None:
    assert f"{0.01025 * HOURS_PER_MONTH:.2f}" == "7.48"
    assert "USD 0.01025 an hour each, 7.48 a month" in why("ecs-ec2", "runs_on_premises", AFTER)


def test_the_successor_of_mke_has_its_new_name() -> None:
    assert KNOWLEDGE.platforms["mke"].terms(AFTER).successor == "MKE 4k"
    assert KNOWLEDGE.platforms["mke"].terms(BEFORE).successor == "MKE 4"
