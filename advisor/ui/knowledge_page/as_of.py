"""The answer of another day beside today's, for the scenario of this session."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from advisor import Knowledge, Recommendation
from advisor.report.wording import VERDICTS, amount, ended, lacks_words
from advisor.report.wording.bill import sum_words
from advisor.report.wording.certainty import FIRMNESS
from advisor.report.wording.infeasibility import refusal_words
from advisor.sizing.bill_types import Bill
from advisor.ui import draft
from advisor.ui.answers import AnswerNow, AnswerState, answer_to
from advisor.ui.problem_list import show_wrong_answers
from advisor.ui.wording import bullets, plain

FIRST_DAY = dt.date(2014, 7, 1)
"""The first summer in which containers could be run by a tool that the knowledge base knows."""
USUAL_DAY = dt.date(2017, 6, 30)
PLACES = 6


def show_as_of(knowledge: Knowledge) -> None:
    """A day to choose, and both answers side by side."""
    today = knowledge.newest_source_day
    st.markdown(
        "Platforms, limits and ends of support are those of the day you choose; prices are today's where no older one "
        "is known."
    )
    day = st.date_input(
        "The day to answer for",
        value=USUAL_DAY,
        min_value=FIRST_DAY,
        max_value=today,
        key="as_of_day",
        format="YYYY-MM-DD",
        persist_state="session",
    )
    asked = {key: value for key, value in draft.requirement().items() if key != "as_of"}
    then, now = answer_to({**asked, "as_of": day.isoformat()}), answer_to(asked)
    if AnswerState.EMPTY in (then.state, now.state):
        st.info("Nothing is answered yet. Answer something, or open an example, and come back.", icon=":material/edit:")
        return
    if AnswerState.UNUSABLE in (then.state, now.state):
        show_wrong_answers(then.problems or now.problems)
        return
    with st.grid(2, min_column_width=300, gap="medium"):
        for title, answer in ((day.isoformat(), then), (f"{today.isoformat()}, the newest day known", now)):
            with st.container(border=True, height="stretch"):
                _show_answer(title, answer)
    if then.recommendation is not None and now.recommendation is not None:
        _show_differences(then.recommendation, now.recommendation)


def _show_answer(title: str, answer: AnswerNow) -> None:
    st.caption(plain(title))
    said = answer.recommendation
    if answer.state is AnswerState.FAILED:
        st.error("The advisor itself failed.", icon=":material/build:")
        return
    if answer.under_way:
        st.caption(f":material/progress_activity: {plain(answer.message)}")
    if said is None:
        return
    winner = said.winner
    st.subheader(plain(winner.platform.name if winner is not None else "No platform fits"), anchor=False)
    st.markdown(plain(VERDICTS[said.verdict.need]))
    if winner is None:
        return
    bill, confidence = winner.topology.bill, said.confidence
    margin = f", {FIRMNESS[confidence.word].lower()}" if confidence is not None else ""
    st.markdown(plain(f"{sum_words(bill, bill.base)} a month{margin}."))
    st.table(
        {
            "Place": [str(entry.rank) for entry in said.ranking[:PLACES]],
            "Platform": [plain(entry.platform.name) for entry in said.ranking[:PLACES]],
            "USD a month": [plain(_amount(entry.topology.bill)) for entry in said.ranking[:PLACES]],
        },
        hide_index=True,
    )


def _amount(bill: Bill) -> str:
    return f"{'≥ ' if bill.is_lower_limit and bill.base is not None else ''}{amount(bill.base)}"


def _show_differences(then: Recommendation, now: Recommendation) -> None:
    """What became of the first platforms of each day on the other one."""
    first = [entry.platform for entry in then.ranking[:PLACES]]
    first += [entry.platform for entry in now.ranking[:PLACES] if all(entry.platform.id != p.id for p in first)]
    lines = [
        f"**{plain(platform.name)}**: {place_words(then, platform.id)} then, {place_words(now, platform.id)} now."
        f" {plain(_why_out(now, platform.id) or _why_out(then, platform.id))}"
        for platform in first
    ]
    st.markdown(f"**What became of them**\n\n{bullets(lines)}")


def place_words(answer: Recommendation, platform: str) -> str:
    """`place 3`, or `out`."""
    return next((f"place {entry.rank}" for entry in answer.ranking if entry.platform.id == platform), "out")


def _why_out(answer: Recommendation, platform: str) -> str:
    """Why a platform has no place in an answer; nothing where it has one."""
    out = next((entry for entry in answer.eliminated if entry.platform.id == platform), None)
    if out is None:
        return ""
    if out.infeasible is not None:
        return ended(refusal_words(out.infeasible.refusal))
    return ended(lacks_words(out.screened.unmet[0], answer.knowledge))
