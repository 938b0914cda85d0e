"""How capacity follows the load: the plans by hour, what that saves, and how long new capacity takes."""

from __future__ import annotations

import streamlit as st

from advisor import Knowledge
from advisor.report.sections.load_profile import capacity_words, plan_cells, saving_words, uncounted_words
from advisor.report.wording import sentence
from advisor.report.wording.notes import note_words
from advisor.sizing.load_following import LoadFollowing
from advisor.ui.wording import plain, source_link

COLUMNS = ("Plan", "Hours", "When", "Billed as", "Replicas", "Machines or sizes", "USD an hour")


def show_load_following(load_following: LoadFollowing, knowledge: Knowledge) -> None:
    """The table of plans; a sentence where capacity does not follow the load."""
    st.markdown("**Over time**")
    if not load_following.follows:
        st.caption(plain(sentence(note_words(load_following.why))))
        return
    st.caption(plain(saving_words(load_following)))
    rows = [plan_cells(plan, load_following.cycle_hours) for plan in load_following.plans]
    st.table(
        {column: [plain(row[index]) for row in rows] for index, column in enumerate(COLUMNS)},
        hide_index=True,
    )
    uncounted = uncounted_words(load_following)
    if uncounted:
        st.caption(plain(uncounted))
    source = f" {source_link(load_following.capacity_source, knowledge)}" if load_following.capacity_source else ""
    st.caption(
        plain(
            " ".join([capacity_words(load_following), *(sentence(note_words(note)) for note in load_following.notes)])
        )
        + source
    )
