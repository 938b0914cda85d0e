"""The bar above the form: open an example or a file, save the answers, start again."""

from __future__ import annotations

import re

import streamlit as st

from advisor import Scenario, example_scenarios
from advisor.questionnaire import to_yaml
from advisor.ui.answering import show_problems
from advisor.ui.session import forget_answers, open_example, open_upload, widget_key

MOST_UPLOAD_MB = 5


def show_file_bar(scenario: Scenario | None) -> None:
    """The bar; saving is off while the answers cannot be used."""
    with st.container(horizontal=True):
        with st.popover("Open", icon=":material/folder_open:", key=widget_key("open")):
            _show_openers()
        st.download_button(
            "Save",
            data=(lambda: to_yaml(scenario)) if scenario else b"",
            file_name=f"{file_stem(scenario.name) if scenario else 'requirement'}.yaml",
            mime="application/yaml",
            on_click="ignore",
            disabled=scenario is None,
            icon=":material/download:",
            help="A requirement file with your answers. The command line and Python read it too.",
        )
        st.button("Start again", on_click=forget_answers, icon=":material/restart_alt:", type="tertiary")
    if st.session_state.file_problems:
        show_problems("This file cannot be used; your answers are as they were.", st.session_state.file_problems)


def _show_openers() -> None:
    st.markdown("**An example**")
    for name, path in example_scenarios().items():
        st.button(
            name.replace("-", " ").capitalize(),
            key=f"example/{name}",
            on_click=open_example,
            args=(str(path),),
            width="stretch",
        )
    st.markdown("**A requirement file**")
    st.file_uploader(
        "YAML or JSON",
        type=["yaml", "yml", "json"],
        key=widget_key("upload"),
        on_change=open_upload,
        max_upload_size=MOST_UPLOAD_MB,
        help="What the form does not show (own machines, load, growth, affinity ...) is kept and saved again.",
    )


def file_stem(name: str) -> str:
    """A file name made from the name of a scenario."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "requirement"
