"""Each example scenario still gets the advice that was frozen in tests/golden/."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from tests.regenerate import GOLDEN, SIZED, SIZED_FOLDER, golden_reports, list_scenarios, sized_reports

MOST_LINES = 60
WHAT_TO_DO = (
    "The advice has changed. If that is meant, run `make golden`, read the difference, and add a line to CHANGELOG.md "
    'under "Advice changed" that names the scenario and the rule or claim that did it.'
)


def compare_with_frozen(reports: dict[str, str]) -> None:
    for name, text in reports.items():
        place = GOLDEN / name
        frozen = place.read_bytes().decode("utf-8") if place.exists() else ""
        if text != frozen:
            lines = difflib.unified_diff(
                frozen.splitlines(), text.splitlines(), f"golden/{name}", "now", lineterm="", n=1
            )
            pytest.fail("\n".join([WHAT_TO_DO, *list(lines)[:MOST_LINES]]), pytrace=False)


@pytest.mark.parametrize("scenario", list_scenarios(), ids=lambda path: path.stem)
def test_the_advice_is_the_frozen_one(scenario: Path) -> None:
    reports = golden_reports(scenario)
    assert reports.keys() == {f"{scenario.stem}.txt", f"{scenario.stem}.json"}
    compare_with_frozen(reports)


@pytest.mark.parametrize("scenario", SIZED)
def test_the_sizing_of_a_platform_is_the_frozen_one(scenario: str) -> None:
    reports = sized_reports(scenario)
    assert len(reports) == len(SIZED[scenario])
    compare_with_frozen(reports)


def test_there_is_a_report_for_each_scenario_and_no_other() -> None:
    wanted = {f"{scenario.stem}{ending}" for scenario in list_scenarios() for ending in (".txt", ".json")}
    wanted |= {f"{SIZED_FOLDER}/{scenario}.{platform}.txt" for scenario, those in SIZED.items() for platform in those}
    assert {path.relative_to(GOLDEN).as_posix() for path in GOLDEN.rglob("*") if path.is_file()} == wanted
