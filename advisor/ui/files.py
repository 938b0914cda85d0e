"""Open an example or a file, save the answers, start again."""

from __future__ import annotations

import re

import streamlit as st

from advisor import InputError, example_scenarios, load_scenario, parse_scenario
from advisor.questionnaire import to_yaml
from advisor.ui import draft
from advisor.ui.answers import AnswerNow
from advisor.ui.problem_list import show_problems

MOST_UPLOAD_MB = 5


def show_file_bar(answer: AnswerNow) -> None:
    """The bar; saving is off while the answers cannot be used."""
    scenario = None if answer.stale else answer.scenario
    with st.container(horizontal=True):
        with st.popover("Open", icon=":material/folder_open:", key=draft.widget_key("open")):
            show_openers()
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
        st.button("Start again", on_click=draft.start_again, icon=":material/restart_alt:", type="tertiary")


def show_openers() -> None:
    """Buttons for the examples, and a place for a file; a file with mistakes changes nothing and has them listed."""
    st.markdown("**An example**")
    for name, path in example_scenarios().items():
        st.button(
            name.replace("-", " ").capitalize(),
            key=f"example/{name}",
            on_click=_open_example,
            args=(str(path),),
            width="stretch",
        )
    st.markdown("**A requirement file**")
    upload = st.file_uploader(
        "YAML or JSON",
        type=["yaml", "yml", "json"],
        key=draft.widget_key("upload"),
        on_change=_open_upload,
        max_upload_size=MOST_UPLOAD_MB,
        help="What the form does not show (own machines, load, growth, affinity ...) is kept and saved again.",
    )
    problems = st.session_state.get("file_problems", ())
    if upload is not None and problems:
        show_problems("This file cannot be used; your answers are as they were.", problems)


def _open_example(path: str) -> None:
    draft.replace(load_scenario(path).as_read())


def _open_upload() -> None:
    upload = st.session_state.get(draft.widget_key("upload"))
    st.session_state.file_problems = ()
    if upload is None:
        return
    try:
        draft.replace(parse_scenario(upload.getvalue(), source=upload.name).as_read())
    except InputError as error:
        st.session_state.file_problems = error.problems


def file_stem(name: str) -> str:
    """A file name made from the name of a scenario."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "requirement"
