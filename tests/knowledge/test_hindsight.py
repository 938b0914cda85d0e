"""Claims about a start that rest on a page printed years later say so."""

from __future__ import annotations

import datetime as dt
import json

from click.testing import CliRunner

from advisor import load_knowledge
from advisor.cli import main
from advisor.knowledge import DatedClaim, Platform
from advisor.knowledge.hindsight import printed_in_hindsight
from advisor.knowledge.schema import SINCE_START

KNOWLEDGE = load_knowledge()
PAGE = "microsoft-aks-overview"  # printed 2026-05-26


def _platform(start: dt.date) -> Platform:
    offered = DatedClaim("offered_from", SINCE_START, start, PAGE, None, "general availability")
    return Platform("alpha", "Alpha", "Vendor", "Alpha runs containers.", {"offered_from": (offered,)})


def test_a_page_printed_more_than_three_years_after_the_start_is_told() -> None:
    claim = DatedClaim("gpu", SINCE_START, 2, PAGE, "so", None)
    # 2023-05-27 to 2026-05-26 are 1,095 days, three years of 365; one day more is later
    assert printed_in_hindsight(claim, _platform(dt.date(2023, 5, 27)), KNOWLEDGE) is None
    assert printed_in_hindsight(claim, _platform(dt.date(2023, 5, 26)), KNOWLEDGE) == dt.date(2026, 5, 26)


def test_a_dated_line_and_an_undated_page_tell_nothing_of_the_start() -> None:
    later = DatedClaim("gpu", dt.date(2018, 1, 1), 2, PAGE, "so", None)
    undated = DatedClaim("gpu", SINCE_START, 2, "kubernetes-deployment", "so", None)
    for claim in (later, undated):
        assert printed_in_hindsight(claim, _platform(dt.date(2015, 1, 1)), KNOWLEDGE) is None


def test_knowledge_show_tells_it() -> None:
    shown = CliRunner().invoke(main, ["knowledge", "show", "aks", "--format", "json"])
    claims = {claim["term"]: claim for claim in json.loads(shown.stdout)["claims"]}
    assert claims["portability"]["printed_later"] == "2026-05-26"
    assert claims["gpu"]["printed_later"] is None
    assert claims["gpu"]["began_after"] == "2018-06-13"
    text = CliRunner().invoke(main, ["knowledge", "show", "aks"]).stdout
    assert "(By a page of 2026-05-26; of the start none was read.)" in " ".join(text.split())
