"""Old sources, by their age and by the answers that rest on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

import advisor.stale_sources
from advisor import example_scenarios, load_knowledge, load_scenario
from advisor.knowledge import OUR_JUDGEMENT, Knowledge
from advisor.scenario import Scenario
from advisor.stale_sources import sources_of_answer, stale_sources

KNOWLEDGE = load_knowledge()
DAY = dt.date(2026, 11, 30)
OLD, OLDER, UNUSED = sorted(
    (name for name, each in KNOWLEDGE.sources.items() if each.published and each.published.year < 2022),
    key=lambda name: KNOWLEDGE.sources[name].day,
    reverse=True,
)[:3]


def rests_on(scenario: Scenario, knowledge: Knowledge) -> Iterator[str]:
    """Every answer rests on the old source, and that to one example on the older one as well."""
    yield OLD
    if scenario.name == "five-service-shop":
        yield OLDER


def test_the_worst_is_that_of_most_years_times_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(advisor.stale_sources, "sources_of_answer", rests_on)
    found = stale_sources(KNOWLEDGE, DAY, dt.date(2022, 1, 1))
    by_id, one = {each.id: each for each in found}, 1 / len(example_scenarios())
    assert (by_id[OLD].share_of_answers, by_id[OLDER].share_of_answers, by_id[UNUSED].share_of_answers) == (1, one, 0)
    assert by_id[OLD].years == pytest.approx((DAY - KNOWLEDGE.sources[OLD].day).days / 365.25)
    assert by_id[OLD].claims == KNOWLEDGE.claims_by_source[OLD]
    weights = [each.years * each.share_of_answers for each in found]
    assert weights == sorted(weights, reverse=True)
    assert found[0].id == OLD


def test_an_answer_rests_on_what_rules_out_and_on_what_counts_of_what_is_left() -> None:
    found = set(sources_of_answer(load_scenario(example_scenarios()["managed-kubernetes"]), KNOWLEDGE))
    # Azure Container Service is out by its end, and a managed service that is left by its fee
    assert {"microsoft-acs-deprecation", "microsoft-aks-tiers"} <= found


def test_a_page_without_a_day_is_as_old_as_its_reading_and_judgement_has_no_age() -> None:
    found = {each.id for each in stale_sources(KNOWLEDGE, DAY, dt.date(2026, 11, 24))}
    read = {name for name, each in KNOWLEDGE.sources.items() if each.day < dt.date(2026, 11, 24)}
    assert found == read - {OUR_JUDGEMENT}


def test_nothing_is_screened_where_nothing_is_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(advisor.stale_sources, "sources_of_answer", None)
    assert stale_sources(KNOWLEDGE, DAY, dt.date(1990, 1, 1)) == ()
