"""Capacity and cost over the day: whether capacity follows the load, the plans by hour, and what that saves."""

from __future__ import annotations

import streamlit as st

from advisor import Knowledge, Topology
from advisor.report.charts import hourly_cost_chart, load_chart
from advisor.report.sections.load_profile import capacity_words, plan_cells, saving_words, uncounted_words
from advisor.report.wording import sentence
from advisor.report.wording.notes import note_words
from advisor.sizing.load_following import LoadFollowing
from advisor.ui.charts import show_chart
from advisor.ui.wording import plain, source_link

COLUMNS = ("Plan", "Hours", "When", "Billed as", "Replicas", "Machines or sizes", "USD an hour")


def show_over_time(topology: Topology, knowledge: Knowledge) -> None:
    """Charts of cost and machines by hour, and the plans; a sentence where capacity does not follow the load."""
    following = topology.load_following
    if following is None:
        st.markdown("All hours are planned alike: nothing was said of how the load moves over the day.")
        return
    if not following.follows:
        st.markdown(plain(sentence(note_words(following.why))))
        return
    st.markdown(plain(saving_words(following)))
    for chart in (hourly_cost_chart(topology), load_chart(topology)):
        if chart is not None:
            show_chart(chart)
    _show_plans(following, knowledge)


def _show_plans(following: LoadFollowing, knowledge: Knowledge) -> None:
    """The plan of each level of the load, and how long new capacity takes."""
    rows = [plan_cells(plan, following.cycle_hours) for plan in following.plans]
    st.markdown("**Plans**")
    st.table(
        {column: [plain(row[index]) for row in rows] for index, column in enumerate(COLUMNS)},
        hide_index=True,
        alt="The plan for each level of the load",
    )
    uncounted = uncounted_words(following)
    if uncounted:
        st.caption(plain(uncounted))
    source = f" {source_link(following.capacity_source, knowledge)}" if following.capacity_source else ""
    told = [capacity_words(following), *(sentence(note_words(note)) for note in following.notes)]
    st.caption(plain(" ".join(told)) + source)
