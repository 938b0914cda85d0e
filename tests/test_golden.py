"""Each example scenario still gets the decisions that were frozen in tests/golden/."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from tests.answers import list_scenarios
from tests.decisions import differences, read, write
from tests.regenerate import GOLDEN, SIZED, decide, frozen_names, frozen_place, reports

MOST_LINES = 60
ADVICE_CHANGED = (
    "The advice has changed. If that is meant, run `make golden`, read the difference, and add a line to CHANGELOG.md "
    'under "Advice changed" that names the scenario and the rule or claim that did it.'
)
WORDS_CHANGED = "The report reads otherwise. If that is meant, run `make golden docs` and read the difference."


@pytest.mark.slow
@pytest.mark.parametrize("scenario", list_scenarios(), ids=lambda path: path.stem)
def test_the_decisions_are_the_frozen_ones(scenario: Path) -> None:
    now = decide(scenario)
    assert now.get("sized", {}).keys() == set(SIZED.get(scenario.stem, ()))
    changed = list(differences(read(frozen_place(scenario).read_text("utf-8")), now))
    if changed:
        pytest.fail("\n  ".join([ADVICE_CHANGED, *changed[:MOST_LINES]]), pytrace=False)


@pytest.mark.slow
def test_the_reports_for_reading_are_the_frozen_ones() -> None:
    for name, text in reports().items():
        frozen = (GOLDEN / name).read_text("utf-8")
        lines = difflib.unified_diff(frozen.splitlines(), text.splitlines(), f"golden/{name}", "now", lineterm="", n=1)
        assert text == frozen, "\n".join([WORDS_CHANGED, *list(lines)[:MOST_LINES]])


@pytest.mark.slow
def test_there_is_a_file_for_each_scenario_and_no_other() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == frozen_names()


def test_a_changed_decision_is_told_with_its_place() -> None:
    was = {"ranking": {"a": {"rank": 1, "cost": {"base": 100.0}}, "b": {"rank": 2}}, "warnings": ["N1", "N2"]}
    now = {"ranking": {"b": {"rank": 1}, "a": {"rank": 2, "cost": {"base": 125.0}}}, "warnings": ["N2", "N3"]}
    assert list(differences(was, now)) == [
        "ranking.a.rank: 1 -> 2",
        "ranking.a.cost.base: 100.0 -> 125.0 (+25.0%)",
        "ranking.b.rank: 2 -> 1",
        "ranking: the order was a, b and is b, a",
        "warnings: now without N1, with N3",
    ]
    assert list(differences({"warnings": ["N1", "N2"]}, {"warnings": ["N2", "N1"]})) == [
        "warnings: in another order: ['N1', 'N2'] -> ['N2', 'N1']"
    ]
    assert list(differences({"notes": ["sizing", "sizing"]}, {"notes": ["sizing"]})) == ["notes: now without sizing"]
    assert list(differences({"a": 1}, {"b": None})) == ["a: is gone; it was 1", "b: is new: None"]


def test_a_bill_may_move_by_one_percent_and_a_count_by_nothing() -> None:
    # 1 % of 200 is 2; below 0.5 cents nothing is told
    assert list(differences({"base": 200.0}, {"base": 202.0})) == []
    assert list(differences({"base": 200.0}, {"base": 202.1})) == ["base: 200.0 -> 202.1 (+1.0%)"]
    assert list(differences({"base": 0.0}, {"base": 0.004})) == []
    assert list(differences({"base": None}, {"base": 1.0})) == ["base: None -> 1.0"]
    assert list(differences({"agents": 300}, {"agents": 301})) == ["agents: 300 -> 301"]


def test_written_decisions_read_the_same() -> None:
    some = {
        "verdict": "no",
        "as_of": "2026-11-24",
        "ranking": {"a": {"cost": {"low": None, "base": 1.5}, "cautions": []}},
    }
    assert read(write(some)) == some
