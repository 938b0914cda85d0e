"""The page of a topology: how a platform is set up, in a picture that can lose a machine or a zone, and in tables."""

from __future__ import annotations

import streamlit as st

from advisor import Recommendation
from advisor.ui.answers import current_answer
from advisor.ui.problem_list import show_state
from advisor.ui.shown_platform import choose_platform
from advisor.ui.topology_page.picture import show_picture
from advisor.ui.topology_page.set_up import show_set_up


def show_topology_page() -> None:
    """The page."""
    st.title("Topology", anchor=False)
    answer = current_answer()
    if show_state(answer) and answer.recommendation is not None:
        show_topology(answer.recommendation)


def show_topology(recommendation: Recommendation) -> None:
    """The topology of the platform that is chosen."""
    entry = choose_platform(recommendation)
    if entry is not None:
        show_picture(entry, recommendation.scenario)
        show_set_up(entry.topology, recommendation.knowledge)


if __name__ == "__main__":
    show_topology_page()
