"""The page Recommendation."""

from __future__ import annotations

import streamlit as st

from advisor.ui.answers import current_answer
from advisor.ui.problem_list import show_state
from advisor.ui.result import show_result


def show_recommendation_page() -> None:
    """The page."""
    st.title("Recommendation", anchor=False)
    answer = current_answer()
    if show_state(answer) and answer.recommendation is not None:
        show_result(answer.recommendation)


if __name__ == "__main__":
    show_recommendation_page()
