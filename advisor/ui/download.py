"""The report to take away."""

from __future__ import annotations

from functools import partial

import streamlit as st

from advisor import Recommendation, render
from advisor.ui.files import file_stem

FORMS = (
    ("Markdown", "markdown", "md", "text/markdown"),
    ("Text", "text", "txt", "text/plain"),
    ("JSON", "json", "json", "application/json"),
)


def show_downloads(recommendation: Recommendation) -> None:
    """One button for each form; the report is made when its button is pressed."""
    st.markdown("The whole recommendation: ranking, sizes, bill, every reason with its source, everything assumed.")
    with st.container(horizontal=True):
        for label, form, ending, mime in FORMS:
            st.download_button(
                label,
                data=partial(render, recommendation, form),
                file_name=f"{file_stem(recommendation.scenario.name)}.{ending}",
                mime=mime,
                on_click="ignore",
                icon=":material/download:",
                key=f"report/{form}",
            )
