"""The first page: the questionnaire, and the live result beside it."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import streamlit as st

from advisor import AdvisorError, InputError, Knowledge, Problem, Recommendation, Scenario, ScenarioError, load_scenario
from advisor.questionnaire import to_requirement
from advisor.ui.answering import recommendation_for, settle, shared_knowledge, show_problems
from advisor.ui.files import show_file_bar
from advisor.ui.form import show_form
from advisor.ui.result import show_result
from advisor.ui.services import show_service_table
from advisor.ui.session import start_session
from advisor.ui.start import show_first_questions, show_introduction

_LOG = logging.getLogger(__name__)


def show_questionnaire_page() -> None:
    """The page below its title."""
    start_session()
    try:
        knowledge = shared_knowledge()
    except InputError as error:
        show_problems("The knowledge base cannot be used.", error.problems)
        return
    left, right = st.columns(2, gap="medium")
    with left:
        scenario = _show_questionnaire(knowledge)
    with right:
        _show_answer(scenario)
    settle()


def _show_questionnaire(knowledge: Knowledge) -> Scenario | None:
    """The left side; gives None while the answers cannot be used, and lists the mistakes then."""
    bar, problems = st.container(), st.container()
    requirement = to_requirement(show_form(knowledge), show_service_table())
    scenario = None
    try:
        scenario = load_scenario(requirement)
    except ScenarioError as error:
        with problems:
            show_problems("Some answers cannot be used yet.", [_by_service(p, requirement) for p in error.problems])
    with bar:
        show_file_bar(scenario)
    return scenario


def _by_service(problem: Problem, requirement: dict[str, Any]) -> Problem:
    """The problem; where it is about a service, with the name of that one instead of a mere count of lines."""
    match problem.path:
        case ("services", int(place), *_):
            name = requirement["services"][place].get("name", "without a name")
            return replace(problem, source=f"{problem.source}, service {name}")
    return problem


def _show_answer(scenario: Scenario | None) -> None:
    """The right side: the result of these answers, else of the last ones that had one."""
    empty = scenario is not None and not set(scenario.as_read()) - {"name", "summary", "as_of"}
    if empty:
        show_introduction()
    recommendation = _recommendation_or_message(scenario) if scenario is not None else None
    if recommendation is None:
        _show_last_valid()
        return
    st.session_state.last_valid = scenario
    if empty:
        show_first_questions(recommendation)
    else:
        show_result(recommendation)


def _show_last_valid() -> None:
    last_valid: Scenario | None = st.session_state.last_valid
    recommendation = _recommendation_or_message(last_valid) if last_valid is not None else None
    if recommendation is None:
        st.info("There is no result for these answers yet.", icon=":material/edit:")
        return
    st.warning(
        "**This is the result of your last valid answers.** Correct those that are listed.", icon=":material/history:"
    )
    show_result(recommendation)


def _recommendation_or_message(scenario: Scenario) -> Recommendation | None:
    """The recommendation; or None, after a message that says whether the answers or the advisor are at fault."""
    try:
        return recommendation_for(scenario.as_read())
    except InputError as error:
        show_problems("These answers go beyond what the knowledge base can judge.", error.problems)
    except AdvisorError as error:
        _show_failure(str(error))
    except Exception:  # a defect; the form must outlive it, so that the answers can be saved
        _LOG.exception("recommend failed")
        _show_failure("an unexpected error; the log of the server has the details")
    return None


def _show_failure(reason: str) -> None:
    st.error("The advisor itself failed; your answers are fine and can be saved.", icon=":material/build:")
    st.code(reason, language=None, wrap_lines=True)
