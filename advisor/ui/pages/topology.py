"""The page Topology."""

from __future__ import annotations

import streamlit as st

from advisor.ui.answers import current_answer
from advisor.ui.problem_list import show_state
from advisor.ui.shown_platform import choose_platform
from advisor.ui.topology import show_topology


def show_topology_page() -> None:
    """The page."""
    st.title("Topology", anchor=False)
    answer = current_answer()
    if show_state(answer) and answer.recommendation is not None:
        entry = choose_platform(answer.recommendation)
        if entry is not None:
            show_topology(entry.topology, answer.recommendation.knowledge)


if __name__ == "__main__":
    show_topology_page()
