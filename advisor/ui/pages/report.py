"""The page Report."""

from __future__ import annotations

import streamlit as st

from advisor.ui.answers import current_answer
from advisor.ui.download import show_downloads
from advisor.ui.problem_list import show_state


def show_report_page() -> None:
    """The page."""
    st.title("Report", anchor=False)
    answer = current_answer()
    if show_state(answer) and answer.recommendation is not None:
        show_downloads(answer.recommendation)


if __name__ == "__main__":
    show_report_page()
