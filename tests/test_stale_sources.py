"""Old sources, by their age and by the answers that cite them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import advisor.stale_sources
from advisor import example_scenarios, load_knowledge
from advisor.knowledge import OUR_JUDGEMENT
from advisor.recommend import Recommendation
from advisor.stale_sources import stale_sources

KNOWLEDGE = load_knowledge()
DAY = dt.date(2026, 11, 30)
OLD, OLDER, UNCITED = sorted(
    (name for name, each in KNOWLEDGE.sources.items() if each.published and each.published.year < 2022),
    key=lambda name: KNOWLEDGE.sources[name].day,
    reverse=True,
)[:3]


@pytest.fixture(autouse=True)
def _two_small_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    def examples() -> dict[str, Path]:
        return {name: example_scenarios()[name] for name in ("single-vm", "five-service-shop")}

    monkeypatch.setattr(advisor.stale_sources, "example_scenarios", examples)


def cited_by(answer: Recommendation) -> set[str]:
    """The old source is cited by both answers, the older one by the second alone."""
    return {OLD} if answer.scenario.name == "single-vm" else {OLD, OLDER}


def test_the_worst_is_that_of_most_years_times_answers() -> None:
    found = stale_sources(KNOWLEDGE, DAY, dt.date(2022, 1, 1), cited_by)
    by_id = {each.id: each for each in found}
    assert (by_id[OLD].share_of_answers, by_id[OLDER].share_of_answers, by_id[UNCITED].share_of_answers) == (1, 0.5, 0)
    assert by_id[OLD].years == pytest.approx((DAY - KNOWLEDGE.sources[OLD].day).days / 365.25)
    assert by_id[OLD].claims == KNOWLEDGE.claims_by_source[OLD]
    weights = [each.years * each.share_of_answers for each in found]
    assert weights == sorted(weights, reverse=True)
    assert found[0].id == OLD


def test_a_page_without_a_day_is_as_old_as_its_reading_and_judgement_has_no_age() -> None:
    found = {each.id for each in stale_sources(KNOWLEDGE, DAY, dt.date(2026, 11, 24), lambda _: ())}
    read = {name for name, each in KNOWLEDGE.sources.items() if each.day < dt.date(2026, 11, 24)}
    assert found == read - {OUR_JUDGEMENT}


def test_nothing_is_answered_where_nothing_is_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(advisor.stale_sources, "recommend", None)
    assert stale_sources(KNOWLEDGE, DAY, dt.date(1990, 1, 1), cited_by) == ()
