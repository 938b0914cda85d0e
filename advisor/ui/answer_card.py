"""The answer beside every page: verdict, leader, bill, margin in a word, and what is unfinished."""

from __future__ import annotations

import streamlit as st

from advisor import Recommendation
from advisor.report.wording import VERDICTS
from advisor.report.wording.bill import sum_words
from advisor.report.wording.certainty import FIRMNESS
from advisor.ui import draft
from advisor.ui.answers import current_answer
from advisor.ui.problem_list import show_state
from advisor.ui.unknowns import next_question
from advisor.ui.wording import bullets, plain


def show_answer_card() -> None:
    """The card, in the sidebar."""
    with st.sidebar:
        st.subheader("The answer so far", anchor=False)
        answer = current_answer()
        if show_state(answer) and answer.recommendation is not None:
            _show_answer(answer.recommendation)
        unfinished = draft.unfinished()
        if unfinished:
            st.markdown("**Unfinished**\n\n" + bullets([plain(words) for words in unfinished]))


def _show_answer(recommendation: Recommendation) -> None:
    st.markdown(f"**{plain(VERDICTS[recommendation.verdict.need])}**")
    winner, confidence = recommendation.winner, recommendation.confidence
    if winner is None:
        st.markdown("No platform fits.")
        return
    bill = winner.topology.bill
    st.markdown(f"### {plain(winner.platform.name)}")
    st.metric("Cost a month", sum_words(bill, bill.base))
    if confidence is not None:
        st.markdown(f"Margin: **{FIRMNESS[confidence.word].lower()}**")
    question = next_question(recommendation)
    if question:
        st.info(question, icon=":material/help:")
