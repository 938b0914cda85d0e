"""The page Scenario."""

from __future__ import annotations

import streamlit as st

from advisor.ui import draft
from advisor.ui.answers import current_answer, shared_knowledge
from advisor.ui.files import show_file_bar
from advisor.ui.form import show_form
from advisor.ui.services import show_service_table


def show_scenario_page() -> None:
    """The page."""
    st.title("Scenario", anchor=False)
    bar = st.container()
    for field, value in show_form(shared_knowledge()).items():
        draft.set_answer(field, value)
    draft.set_rows("services", show_service_table())
    with bar:
        show_file_bar(current_answer())


if __name__ == "__main__":
    show_scenario_page()
