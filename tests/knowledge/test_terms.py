"""Typed accessors for vocabulary terms: they agree with the vocabulary, and code reads terms by them alone."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from advisor.knowledge import Agents, DatedClaim, Level, Platform, TermKind, Terms, check_knowledge, load_knowledge
from advisor.knowledge.terms import FIELDS

ADVISOR = Path(__file__).resolve().parents[2] / "advisor"
BY_NAME = {
    "explanations.py",
    "knowledge/claim_counts.py",
    "report/pages/platform.py",
    "scoring/measures.py",
    "screening.py",
    "sensitivity/judged_claims.py",
    "sensitivity/rescoring.py",
    "stale_sources.py",
    "trade_offs.py",
    "ui/compare_page/criteria.py",
    "ui/evidence.py",
    "ui/knowledge_page/platforms.py",
}
"""Rules, scores and listings, which take the names of terms from the knowledge base."""
DAY = dt.date(2026, 8, 1)


def _platform(**values: object) -> Platform:
    since = dt.date(2020, 1, 1)
    claims = {term: (DatedClaim(term, since, value, "guide", "so", None),) for term, value in values.items()}
    return Platform("alpha", "Alpha", "Vendor", "Alpha runs containers.", claims)


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_each_accessor_has_the_kind_of_its_term(name: str) -> None:
    term, field = load_knowledge().vocabulary[name], FIELDS[name]
    assert (field.term, field.kind, field.shape) == (name, term.kind, term.shape)
    assert set(field.choices) == set(term.choices) or term.kind is TermKind.WORDS  # the vocabulary's own words


def test_values_come_in_the_type_of_the_term() -> None:
    terms = _platform(agents="tasks", entry_included="no", pods_by_interface="yes", registry=2).terms(DAY)
    assert terms.agents is Agents.TASKS
    assert (terms.entry_included, terms.pods_by_interface) == (False, True)
    assert terms.registry is Level.GOOD


def test_what_nobody_says_stays_unknown() -> None:
    terms = _platform().terms(DAY)
    assert (terms.agents, terms.entry_included, terms.registry, terms.max_pods) == (None, None, None, None)
    assert terms.claim(Terms.registry) is None


def test_a_value_holds_from_its_day() -> None:
    later = (DatedClaim("max_pods_per_node", dt.date(2024, 1, 1), 250, "guide", None, None),)
    first = _platform(max_pods_per_node=110)
    platform = Platform("a", "A", "V", "-", {"max_pods_per_node": first.claims["max_pods_per_node"] + later})
    days = (dt.date(2019, 12, 31), dt.date(2023, 12, 31), dt.date(2024, 1, 1))
    assert [platform.terms(day).max_pods_per_node for day in days] == [None, 110, 250]


def test_what_was_first_seen_on_a_day_leaves_unknown_what_held_before_it() -> None:
    first = _platform(gpu=2)
    seen = DatedClaim("gpu", dt.date(2026, 8, 21), 3, "guide", "so", None, began_after=dt.date(2023, 4, 10))
    platform = Platform("a", "A", "V", "-", {"gpu": (*first.claims["gpu"], seen)})
    days = (dt.date(2023, 4, 10), dt.date(2023, 4, 11), dt.date(2026, 8, 20), dt.date(2026, 8, 21))
    assert [platform.value("gpu", day) for day in days] == [2, None, None, 3]
    assert [platform.terms(day).gpu for day in days] == [2, None, None, 3]


def test_a_claim_says_who_says_so() -> None:
    claim = _platform(capacity_minutes=1.5).terms(DAY).claim(Terms.capacity_minutes)
    assert claim is not None
    assert (claim.value, claim.source, claim.why) == (1.5, "guide", "so")


def test_only_rules_scores_and_listings_look_terms_up_by_name() -> None:
    by_name = re.compile(r"""(platform|\bvalue)\.?(value|claim)?\(\s*f?["']|\.(value|claim)\(\s*f?["']|claims\.get\(""")
    found = {
        str(file.relative_to(ADVISOR))
        for file in ADVISOR.rglob("*.py")
        if file.parent.name != "knowledge" and by_name.search(file.read_text(encoding="utf-8"))
    }
    assert not found
    generic = re.compile(r"platform\.(value|claim)\(")
    assert {
        str(file.relative_to(ADVISOR))
        for file in ADVISOR.rglob("*.py")
        if generic.search(file.read_text(encoding="utf-8"))
    } <= BY_NAME


def test_a_vocabulary_with_another_kind_is_told(tmp_path: Path) -> None:
    import shutil

    folder = shutil.copytree(load_knowledge().folder, tmp_path / "knowledge")
    words = folder / "vocabulary.yaml"
    text = words.read_text(encoding="utf-8")
    words.write_text(text.replace("choices: [free, listed, quote_only]", "choices: [free, listed, quote_only, barter]"))
    told = [problem for problem in check_knowledge(folder) if problem.field == "subscription_basis.choices"]
    assert [problem.message for problem in told] == ["has other choices than code reads"]
