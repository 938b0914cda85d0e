"""The page Capacity and bill."""

from __future__ import annotations

import streamlit as st

from advisor.ui.answers import current_answer
from advisor.ui.bill import show_bill
from advisor.ui.problem_list import show_state
from advisor.ui.shown_platform import choose_platform


def show_capacity_and_bill_page() -> None:
    """The page."""
    st.title("Capacity and bill", anchor=False)
    answer = current_answer()
    if show_state(answer) and answer.recommendation is not None:
        entry = choose_platform(answer.recommendation)
        if entry is not None:
            show_bill(entry.topology, answer.recommendation.knowledge)


if __name__ == "__main__":
    show_capacity_and_bill_page()
