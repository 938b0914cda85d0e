"""The page of capacity and bill: what was chosen, the room it keeps, what it costs, and what would cost less."""

from __future__ import annotations

import streamlit as st

from advisor import Recommendation
from advisor.recommend import Ranked
from advisor.ui.answers import current_answer
from advisor.ui.capacity_page.alternatives import show_alternatives
from advisor.ui.capacity_page.bill import show_bill
from advisor.ui.capacity_page.over_time import show_over_time
from advisor.ui.capacity_page.pools import show_pools
from advisor.ui.capacity_page.terms import show_terms
from advisor.ui.problem_list import show_state
from advisor.ui.shown_platform import choose_platform

TABS = ("Machines", "Bill", "Over the day", "Terms of payment", "What costs less")


def show_capacity_and_bill_page() -> None:
    """The page."""
    st.title("Capacity and bill", anchor=False)
    answer = current_answer()
    if show_state(answer) and answer.recommendation is not None:
        show_capacity_and_bill(answer.recommendation)


def show_capacity_and_bill(recommendation: Recommendation) -> None:
    """The capacity and the bill of the platform that is chosen; only the part that is open is worked out and sent."""
    entry = choose_platform(recommendation)
    if entry is not None:
        _show_tabs(recommendation, entry)


@st.fragment
def _show_tabs(recommendation: Recommendation, entry: Ranked) -> None:
    topology, knowledge = entry.topology, recommendation.knowledge
    machines, bill, over_time, terms, less = st.tabs(TABS, on_change="rerun", key="capacity/tab")
    if machines.open:
        with machines:
            show_pools(topology, recommendation.scenario, knowledge)
    if bill.open:
        with bill:
            show_bill(topology, knowledge)
    if over_time.open:
        with over_time:
            show_over_time(topology, knowledge)
    if terms.open:
        with terms:
            show_terms(recommendation, entry)
    if less.open:
        with less:
            show_alternatives(recommendation, entry)


if __name__ == "__main__":
    show_capacity_and_bill_page()
