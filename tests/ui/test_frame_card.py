"""The card beside every page: how far the answer is, what changed, what is unfinished, and the next question."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from streamlit.testing.v1 import AppTest

from advisor import Recommendation, load_scenario
from advisor.knowledge import Question
from advisor.sensitivity.next_question import NextQuestion
from advisor.ui import answers
from advisor.ui.changed_answer import Headline, change_words
from advisor.ui.share_link import encode
from advisor.ui.workers.job_queue import AnswerStage
from advisor.ui.workers.pool import AnswerSoFar, Failure
from advisor.ui.workers.work import Refused
from tests.answers import answer_to
from tests.ui.app_under_test import card_of, check_healthy, open_app, switch, texts_of

EXAMPLE = "five-service-shop"
BEGUN = AnswerSoFar(working=AnswerStage.ESTIMATE)


@dataclass
class StubPool:
    """A pool that says what a test wants it to."""

    says: AnswerSoFar = BEGUN
    released: list[set[str]] = field(default_factory=list)

    def ask(self, session: str, key: str, question: str, last: AnswerStage, run: int) -> AnswerSoFar:
        """What the test wants."""
        return self.says

    def known(self, key: str) -> None:
        """Nothing."""

    def release(self, session: str, keep: set[str]) -> None:
        """Noted."""
        self.released.append(keep)

    def forget(self, key: str) -> None:
        """Work on it again."""
        self.says = BEGUN


def type_in(app: AppTest, **answers: object) -> None:
    """Answer by the key of a requirement file; None takes an answer back."""
    draft = app.session_state.draft
    draft.typed = {key: value for key, value in {**draft.typed, **answers}.items() if value is not None}
    draft.changes += 1


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> StubPool:
    """The pool of the app."""
    pool = StubPool()
    for module in ("answers", "frame", "answer_card"):
        monkeypatch.setattr(f"advisor.ui.{module}.shared_pool", lambda: pool)
    return pool


@pytest.fixture(scope="module")
def whole() -> Recommendation:
    """An answer with everything."""
    return answer_to(EXAMPLE)


@pytest.fixture
def app(pool: StubPool, whole: Recommendation) -> AppTest:
    """The app on a page without much, while the answer to an example is under way."""
    return open_app("compare", link=encode(whole.scenario.as_read()))


def test_the_card_goes_from_an_estimate_to_the_confirmed_answer(
    app: AppTest, pool: StubPool, whole: Recommendation
) -> None:
    assert whole.winner is not None and whole.confidence is not None
    assert "Every platform is sized and priced by a first estimate" in card_of(app)
    pool.says = AnswerSoFar(replace(whole, confidence=None, next_question=None), working=AnswerStage.WHOLE)
    card = card_of(check_healthy(app.run()))
    assert whole.winner.platform.name in card and "about USD" in card
    assert "Cheaper plans of the leading platforms are searched for" in card
    pool.says = AnswerSoFar(confirmed=whole)
    card = card_of(check_healthy(app.run()))
    assert "about" not in card and "Cheaper plans" not in card
    assert [metric.label for metric in app.sidebar.metric] == ["A month", "How sure"]
    assert app.sidebar.metric[1].value == str(whole.confidence.word).capitalize()


def test_an_estimate_stands_and_a_failure_is_told_with_a_way_to_try_again(
    app: AppTest, pool: StubPool, whole: Recommendation
) -> None:
    pool.says = AnswerSoFar(whole, failure=Failure.TIME)
    assert "This estimate stands. It took longer than one answer may take." in card_of(check_healthy(app.run()))
    pool.says = AnswerSoFar(failure=Failure.DIED)
    assert "Another one has taken its place: try again." in card_of(check_healthy(app.run()))
    check_healthy(app.button(key="card/again").click().run())
    assert "Every platform is sized and priced" in card_of(app)


def test_mistakes_are_told_in_words_and_the_last_answer_stays(
    app: AppTest, pool: StubPool, whole: Recommendation
) -> None:
    pool.says = AnswerSoFar(confirmed=whole)
    check_healthy(app.run())
    type_in(app, team={"ops": -1})
    card = card_of(check_healthy(app.run()))
    assert "1 answer cannot be used as written" in card
    assert "team.ops" not in card
    assert whole.winner is not None and whole.winner.platform.name in card
    assert "last answers that could be used" in card
    problem = load_problem()
    pool.says = AnswerSoFar(confirmed=Refused((problem,)))
    type_in(app, team=None)
    assert problem.message in card_of(check_healthy(app.run()))


def load_problem() -> answers.Problem:
    """A mistake that only the knowledge base can find."""
    return answers.Problem("answers", 0, 0, ("requested",), "no platform is called ekz", "did you mean eks")


def test_what_changed_what_is_unfinished_and_what_is_next(app: AppTest, pool: StubPool, whole: Recommendation) -> None:
    question = next(each for each in whole.knowledge.questions if each.field == "multi_tenancy")
    pool.says = AnswerSoFar(confirmed=replace(whole, next_question=NextQuestion(question, 0.1, (("hard", "eks"),))))
    check_healthy(app.run())
    assert "Next question" in card_of(app)
    answer_next(app, question, "hard")
    assert app.session_state.draft.typed["multi_tenancy"] == "hard"
    assert app.session_state.draft.typed["name"] == whole.scenario.name
    type_in(app, tenants=[{"isolation": "node"}])
    asked = {**whole.scenario.as_read(), "multi_tenancy": "hard"}
    pool.says = AnswerSoFar(confirmed=replace(whole, scenario=load_scenario(asked)))
    card = card_of(check_healthy(app.run()))
    assert "Nothing changed" in card
    assert "The tenant in row 1 has no name yet and is not counted" in card


def answer_next(app: AppTest, question: Question, value: str) -> None:
    """Choose an answer to the next question in the card."""
    radio = app.sidebar.radio[0]
    assert radio.label == question.text
    check_healthy(radio.set_value(value).run())


def test_questions_of_earlier_pages_are_given_up(app: AppTest, pool: StubPool) -> None:
    assert len(pool.released[-1]) == 1
    switch(app, "start")
    type_in(app, **{**dict.fromkeys(app.session_state.draft.typed), "name": "My scenario"})
    check_healthy(app.run())
    assert pool.released[-1] == set()


def test_a_change_is_told_by_leader_and_bill() -> None:
    before = Headline("Nomad", 244.0)
    assert change_words(before, Headline("Nomad", 574.0)) == "USD 244 → USD 574 a month, leader unchanged"
    assert change_words(before, Headline("K3s", 244.0)) == "bill unchanged, leader: Nomad → K3s"
    assert change_words(before, Headline(None, None)).endswith("leader: Nomad → no platform fits")
    assert change_words(before, before) == "Nothing changed"


def test_a_page_that_fails_says_so_and_leaves_the_card(
    app: AppTest, pool: StubPool, whole: Recommendation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    pool.says = AnswerSoFar(confirmed=whole)
    monkeypatch.setattr("streamlit.title", fail)
    app.run()
    assert len(app.exception) == 1
    assert "This page failed. Your answers are kept" in texts_of(app)
    assert whole.winner is not None and whole.winner.platform.name in card_of(app)
