"""Starts the Streamlit app: page set-up and navigation only."""

from __future__ import annotations

import streamlit as st

st.set_page_config(page_title="Container platform advisor", page_icon="🧭", layout="wide")


def questionnaire() -> None:
    """The questionnaire with the live result beside it."""
    st.title("Container platform advisor", anchor=False)
    st.caption(
        "Do I need an orchestration platform? Which one fits, how big is it, and what does it cost? "
        "[Go to the result](#result)"
    )
    # Imported here, so that visitors see the title while the library loads.
    from advisor.ui.questionnaire_page import show_questionnaire_page

    show_questionnaire_page()


st.navigation(
    [st.Page(questionnaire, title="Questionnaire", url_path="questionnaire", default=True)], position="hidden"
).run()
