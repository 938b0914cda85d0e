"""The page Recommendation: it says what the command line says, and works out the rest when it is opened."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

import advisor.ui.answers
import advisor.ui.draft
from advisor import Recommendation, load_scenario, recommend, render
from advisor.report.documents.decision import answer_fields
from advisor.report.wording.answer_names import AsAsked
from advisor.report.wording.rounded import money
from advisor.report.wording.short_names import ShortNames
from advisor.sensitivity.certainty import Firmness
from advisor.ui.answers import AnswerNow, AnswerState
from advisor.ui.share_link import encode
from tests.answers import KNOWLEDGE, SCENARIOS
from tests.handmade import ANSWER, NO_FIT
from tests.ui.app_under_test import open_app, texts_of

ASKED = load_scenario(SCENARIOS / "single-vm.yaml")
DETAILS = ("need", "contributions", "points", "ranking", "sure", "ruled_out", "cautions", "assumed", "warnings")


@pytest.fixture(scope="module")
def answer() -> Recommendation:
    """What the app answers to the example of a single VM."""
    return recommend(ASKED, KNOWLEDGE, resize=True)


@pytest.fixture(scope="module")
def page() -> AppTest:
    """The page with that answer, nothing opened."""
    return open_app("recommendation", link=encode(ASKED.as_read()))


def shown(answer: Recommendation, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page with another answer."""
    now = AnswerNow(AnswerState.CONFIRMED, answer.scenario, answer)
    monkeypatch.setattr(advisor.ui.answers, "current_answer", lambda: now)
    return open_app("recommendation")


def test_the_page_says_what_the_command_line_says(page: AppTest, answer: Recommendation) -> None:
    texts = " ".join(texts_of(page).replace("- ", "").split())
    on_screen = " ".join(render(answer, "text", full=False).replace("- ", "").split())
    by_key = [line.text for field in answer_fields(answer, ShortNames(KNOWLEDGE)) for line in field.lines]
    asked = [line.text for field in answer_fields(answer, AsAsked(KNOWLEDGE)) for line in field.lines]
    assert len(asked) > 12
    for key_line, line in zip(by_key, asked, strict=True):
        assert line.replace("- ", "").removesuffix(".") in texts, line
        assert key_line.replace("- ", "") in on_screen, key_line
    assert answer.winner is not None
    assert answer.winner.topology.bill.base is not None
    assert money(answer.winner.topology.bill.base) in [metric.value for metric in page.metric]


def test_what_is_typed_and_not_used_is_told_above_the_answer(
    answer: Recommendation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(advisor.ui.draft, "unfinished", lambda: ["2 of 9 services are described"])
    (warning,) = shown(answer, monkeypatch).warning
    assert "not of all that you typed" in warning.value
    assert "2 of 9 services are described" in warning.value


def test_what_stands_behind_it_is_worked_out_when_it_is_opened(page: AppTest, answer: Recommendation) -> None:
    assert len(page.table) == 0
    for name in DETAILS:
        page.session_state[f"detail/{name}"] = True
    page.run()
    assert not page.exception
    ranked = [table.value for table in page.table if "Place" in table.value.columns]
    names = [cell.replace("\\", "").strip("*") for table in ranked for cell in table["Platform"]]
    assert names == [entry.platform.name for entry in answer.ranking]
    texts = texts_of(page)
    for entry in answer.eliminated:
        assert f"**{entry.platform.name}**" in texts
        for unmet in entry.screened.unmet:
            assert unmet.requirement.finding.rule.title in texts
            source = KNOWLEDGE.sources[unmet.claim.source]
            assert f"{source.title}, {source.day.isoformat()}" in texts
    for name in DETAILS:
        page.session_state[f"detail/{name}"] = False
    page.run()
    assert len(page.table) == 0


@pytest.mark.parametrize(("word", "title"), [(Firmness.CLOSE, "A close call"), (Firmness.OPEN, "Still open")])
def test_what_is_close_or_open_is_said_in_a_banner(word: Firmness, title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ANSWER.confidence is not None
    app = shown(replace(ANSWER, confidence=replace(ANSWER.confidence, word=word)), monkeypatch)
    assert not app.exception
    [banner] = app.warning
    assert title in str(banner.proto)


def test_where_nothing_fits_the_reasons_stand_open(monkeypatch: pytest.MonkeyPatch) -> None:
    app = shown(NO_FIT, monkeypatch)
    assert not app.exception
    assert "No platform fits" in texts_of(app)
    assert all(f"**{entry.platform.name}**" in texts_of(app) for entry in NO_FIT.eliminated)


def test_a_first_estimate_says_nothing_of_what_was_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    app = shown(replace(ANSWER, confidence=None, changes=(), unknowns=(), next_question=None), monkeypatch)
    assert not app.exception
    texts = texts_of(app)
    assert "This is a first estimate" in texts
    assert "What would change it" not in texts
    assert "Next question" not in texts.replace("next question", "")
