"""What one visitor's session holds: the requirement last opened, and the answers that last made sense."""

from __future__ import annotations

from typing import Any

import streamlit as st

from advisor import InputError, Scenario, load_scenario, parse_scenario
from advisor.questionnaire import answers_of

NEW_NAME = "My scenario"


def start_session() -> None:
    """Set up a new visitor's session; leaves a running one alone."""
    if "revision" not in st.session_state:
        st.session_state.revision = 0
        forget_answers()


def forget_answers() -> None:
    """Start again with nothing answered."""
    _take({"name": NEW_NAME}, [])


def _take(answers: dict[str, Any], services: list[dict[str, Any]]) -> None:
    st.session_state.opened = answers
    st.session_state.services = services
    st.session_state.last_valid = None
    st.session_state.file_problems = ()
    st.session_state.revision += 1  # new keys for all widgets, so that none keeps an answer of before


def take_scenario(scenario: Scenario) -> None:
    """Fill the form from a scenario; what the form does not show is kept for saving."""
    _take(answers_of(scenario), scenario.as_read().get("services", []))


def open_example(path: str) -> None:
    """Fill the form from a file of the advisor's own."""
    take_scenario(load_scenario(path))


def open_upload() -> None:
    """Fill the form from the uploaded file; a file with mistakes changes nothing and has them listed."""
    upload = st.session_state.get(widget_key("upload"))
    st.session_state.file_problems = ()
    if upload is None:
        return
    try:
        take_scenario(parse_scenario(upload.getvalue(), source=upload.name))
    except InputError as error:
        st.session_state.file_problems = error.problems


def widget_key(name: str) -> str:
    """The key of a form widget; it changes when another requirement is opened."""
    return f"{st.session_state.revision}/{name}"


def opened_answers() -> dict[str, Any]:
    """The answers of the requirement last opened, by dotted field."""
    answers: dict[str, Any] = st.session_state.opened
    return answers


def opened_services() -> list[dict[str, Any]]:
    """The services of the requirement last opened, as plain values."""
    services: list[dict[str, Any]] = st.session_state.services
    return services
