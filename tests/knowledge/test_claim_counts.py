"""What is counted of the claims in force: our own judgement, pages without a day, old pages, and what is unknown."""

from __future__ import annotations

import datetime as dt

from advisor import load_knowledge, load_scenario
from advisor.knowledge import OUR_JUDGEMENT, DatedClaim, Platform, counts_on, total_of
from advisor.term_demand import term_demand

KNOWLEDGE = load_knowledge()
NOW = dt.date(2026, 11, 30)
START = dt.date.min
DATED = next(name for name, each in KNOWLEDGE.sources.items() if each.published and each.published.year < 2025)
UNDATED = next(name for name, each in KNOWLEDGE.sources.items() if not each.published and name != OUR_JUDGEMENT)


def claim(term: str, source: str, since: dt.date = START) -> dict[str, tuple[DatedClaim, ...]]:
    return {term: (DatedClaim(term, since, 2, source, "so", None),)}


def test_each_claim_is_counted_by_its_source_on_the_day() -> None:
    claims = {
        **claim("gpu", OUR_JUDGEMENT),
        **claim("tls", DATED),
        **claim("self_healing", UNDATED),
        **claim("scheduling", OUR_JUDGEMENT, dt.date(2027, 1, 1)),  # not yet in force
    }
    platform = Platform("mine", "Mine", "me", "-", claims, does_not_apply={"max_nodes": "no machines"})
    counts = counts_on(platform, KNOWLEDGE, NOW)
    assert (counts.claims, counts.judged, counts.undated, counts.old) == (3, 1, 1, 1)
    assert counts.judged_share == 1 / 3
    assert "scheduling" in counts.unknown
    assert "max_nodes" not in counts.unknown
    assert not {"gpu", "tls", "self_healing"} & set(counts.unknown)
    total = total_of([counts, counts])
    assert (total.claims, total.judged_share) == (6, 1 / 3)


def test_nothing_claimed_is_no_share() -> None:
    assert counts_on(Platform("mine", "Mine", "me", "-", {}), KNOWLEDGE, NOW).judged_share == 0.0


def test_a_term_is_asked_about_once_by_each_scenario_that_requires_or_weighs_it() -> None:
    training = load_scenario({"name": "training", "workloads": ["gpu"]})
    plain = load_scenario({"name": "plain"})
    assert term_demand([training, training, plain], KNOWLEDGE)["gpu"] == 2
