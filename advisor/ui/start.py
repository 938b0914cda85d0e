"""What stands beside the form while nothing is answered: what to answer first, and no winner made out of nothing."""

from __future__ import annotations

import streamlit as st

from advisor import Recommendation
from advisor.ui.unknowns import question_text
from advisor.ui.wording import bullets

MOST_FIRST = 6


def show_introduction() -> None:
    """What the page is for, while nothing is answered."""
    st.header("Nothing is answered yet, so there is nothing to recommend", anchor="result")
    st.markdown(
        "Answer what you know and leave the rest. The page tells you **whether you need an orchestration platform "
        "at all**, and **which one fits**, how big it is, what it costs a month and what you give up. What you leave "
        "open is assumed, and the assumption is shown. For a look round, **open an example**."
    )


def show_first_questions(recommendation: Recommendation) -> None:
    """The questions that decide most, from what is said of a scenario in which nothing is known."""
    deciding = sorted(
        (unknown for unknown in recommendation.unknowns if unknown.matters),
        key=lambda unknown: (not unknown.could_change_winner, -(unknown.regret or 0.0), -len(unknown.leads_to)),
    )
    if deciding:
        texts = [question_text(recommendation, unknown.field) for unknown in deciding[:MOST_FIRST]]
        st.markdown(f"**Questions that decide most**\n\n{bullets(texts)}")
