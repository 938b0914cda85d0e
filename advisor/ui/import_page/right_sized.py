"""What the difference between the present requests and what was used is in money: both are answered."""

from __future__ import annotations

import streamlit as st

from advisor import InputError, Scenario
from advisor.report.wording import usd
from advisor.report.wording.bill import sum_words
from advisor.ui import draft
from advisor.ui.answers import AnswerNow, AnswerState, answer_to
from advisor.ui.import_page.read_apart import read_present_requests
from advisor.ui.import_page.reading import Given
from advisor.ui.wording import plain

_PRESENT = "import/present"


def show_difference(given: Given, scenario: Scenario) -> None:
    """Both sums beside each other, worked out when somebody asks for them."""
    alone = len(given.texts) == 1  # a series of usage, with no requests beside it
    if alone or not st.toggle("What that is in money", key=draft.widget_key("import/money")):
        return
    key = draft.widget_key(_PRESENT)
    if key not in st.session_state or st.session_state[key][0] != given:
        st.session_state[key] = given, _present_requests(given)
    asked = st.session_state[key][1]
    if asked is None:
        st.caption("These files hold no requests to compare it with.")
        return
    answers = [answer_to(each) for each in (asked, scenario.as_read())]
    st.table(
        {
            "Planned by": ["the present requests", "what was used"],
            "First place": [plain(_first(answer)) for answer in answers],
            "Cost a month": [plain(_sum(answer)) for answer in answers],
        },
        hide_index=True,
        alt="The answer with the present requests and with what was used",
    )
    sums = [_base(answer) for answer in answers]
    if sums[0] is not None and sums[1] is not None and sums[0] != sums[1]:
        less = "less" if sums[1] <= sums[0] else "more"
        st.markdown(plain(f"Planned by what was used it is {usd(abs(sums[0] - sums[1]))} a month {less}."))


def _present_requests(given: Given) -> dict[str, object] | None:
    try:
        return read_present_requests(given)
    except InputError:
        return None


def _first(answer: AnswerNow) -> str:
    if answer.recommendation is None:
        return "being worked out" if answer.state is AnswerState.WORKING else "no answer"
    winner = answer.recommendation.winner
    return winner.platform.name if winner is not None else "no platform fits"


def _base(answer: AnswerNow) -> float | None:
    winner = answer.recommendation.winner if answer.recommendation is not None else None
    return winner.topology.bill.base if winner is not None else None


def _sum(answer: AnswerNow) -> str:
    winner = answer.recommendation.winner if answer.recommendation is not None else None
    return sum_words(winner.topology.bill, winner.topology.bill.base) if winner is not None else "–"
