"""The page Start: two doors for two questions, and everything that opens a requirement."""

from __future__ import annotations

import streamlit as st

from advisor import InputError, Knowledge, load_scenario
from advisor.questionnaire import to_yaml
from advisor.ui import draft
from advisor.ui.answers import shared_knowledge
from advisor.ui.files import file_stem
from advisor.ui.import_page.review import is_waiting, show_review
from advisor.ui.navigation import page_file
from advisor.ui.problem_list import show_problems
from advisor.ui.start_page.examples import show_examples
from advisor.ui.start_page.first_question import show_first_question
from advisor.ui.start_page.openers import show_openers
from advisor.ui.start_page.way_on import go_on
from advisor.ui.wording import plain

_OPEN = "start/first_door"


def show_start_page() -> None:
    """The page; an import that waits for a yes takes its place until it has one."""
    go_on()
    st.title("Container platform advisor", anchor=False)
    try:
        knowledge = shared_knowledge()
    except InputError as error:
        show_problems("The knowledge base cannot be used.", error.problems)
        return
    if is_waiting():
        if show_review(knowledge):
            st.switch_page(page_file("scenario"))
        return
    st.markdown("Leave open what you do not know: what is open is assumed, and the assumption is shown.")
    _show_doors(knowledge)
    _show_what_is_open()
    st.header("Start from what you have", anchor=False)
    show_openers()
    st.header("Or from an example", anchor=False)
    show_examples()


def _show_doors(knowledge: Knowledge) -> None:
    is_open = st.session_state.get(_OPEN, False)
    with st.grid(2, min_column_width=300, gap="medium"):
        with st.container(border=True, height="stretch"):
            st.subheader("Do I need an orchestrator?", anchor=False)
            st.markdown("Six questions, a verdict at once, and the answers with which it would be another one.")
            st.space("stretch")
            st.button(
                "Close the six questions" if is_open else "Answer six questions",
                type="secondary" if is_open else "primary",
                key=_OPEN + "/button",
                on_click=_turn_door,
                width="stretch",
            )
        with st.container(border=True, height="stretch"):
            st.subheader("Which platform fits?", anchor=False)
            st.markdown(
                "Describe what you run: which platform, how large, what it costs a month, and what you give up."
            )
            st.space("stretch")
            if st.button("Describe what you run", type="primary", key="start/second_door", width="stretch"):
                st.switch_page(page_file("scenario"))
    if is_open:
        show_first_question(knowledge)


def _show_what_is_open() -> None:
    """What this session works on, as a file to keep, and the way back to nothing."""
    requirement = draft.requirement()
    if not requirement.keys() - {"name"}:
        return
    name = str(requirement["name"])
    try:
        scenario = load_scenario(requirement)
    except InputError:
        scenario = None
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"You are working on **{plain(name)}**.", width="content")
        st.download_button(
            "Save as a file",
            data=(lambda: to_yaml(scenario)) if scenario else b"",
            file_name=f"{file_stem(name)}.yaml",
            mime="application/yaml",
            on_click="ignore",
            disabled=scenario is None,
            icon=":material/download:",
            help="Upload it here to go on later. The command line and Python read it too.",
        )
        st.button("Start again", on_click=draft.start_again, icon=":material/restart_alt:", type="tertiary")


def _turn_door() -> None:
    st.session_state[_OPEN] = not st.session_state.get(_OPEN, False)


if __name__ == "__main__":
    show_start_page()
