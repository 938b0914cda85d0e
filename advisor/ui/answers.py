"""What the library says to a requirement, and how far it has got; shared by all visitors."""

from __future__ import annotations

import gc
import json
import logging
import os
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import streamlit as st

from advisor import (
    AdvisorError,
    InputError,
    Knowledge,
    Problem,
    Recommendation,
    Scenario,
    ScenarioError,
    load_knowledge,
    load_scenario,
    recommend,
)
from advisor.knowledge import PRICES_VARIABLE
from advisor.questionnaire import fingerprint
from advisor.ui import draft

_LOG = logging.getLogger(__name__)
_SAYS_NOTHING = {"name", "summary", "as_of"}


class AnswerState(StrEnum):
    """How far the answer has got."""

    EMPTY = "empty"
    UNUSABLE = "unusable"
    WORKING = "working"
    ESTIMATE = "estimate"
    CONFIRMED = "confirmed"
    FAILED = "failed"


@dataclass(frozen=True)
class AnswerNow:
    """The answer to a requirement; with `stale` the recommendation is that of the last requirement that had one."""

    state: AnswerState
    scenario: Scenario | None = None
    recommendation: Recommendation | None = None
    stale: bool = False
    problems: tuple[Problem, ...] = ()
    message: str = ""


@st.cache_resource(show_spinner="Reading the knowledge base ...")
def shared_knowledge() -> Knowledge:
    """The knowledge base that comes with the advisor, read once for all visitors, with the prices that were named.

    Raises KnowledgeError and PriceError.
    """
    return load_knowledge(prices=os.environ.get(PRICES_VARIABLE))


# A recommendation is frozen and holds the whole knowledge base: it is shared as it is, not copied for each visitor.
@st.cache_resource(max_entries=64, show_spinner="Working out the recommendation ...")
def _recommendation(requirement: str, knowledge_hash: str) -> Recommendation:
    return recommend(load_scenario(json.loads(requirement)), shared_knowledge(), resize=True)


def answer_to(requirement: dict[str, Any]) -> AnswerNow:
    """The answer to a requirement given as plain values."""
    try:
        scenario = load_scenario(requirement)
        if not set(scenario.as_read()) - _SAYS_NOTHING:
            return AnswerNow(AnswerState.EMPTY, scenario)
        said = _recommendation(fingerprint(scenario.as_read()), shared_knowledge().hash)
        return AnswerNow(AnswerState.CONFIRMED, scenario, said)
    except ScenarioError as error:
        return AnswerNow(AnswerState.UNUSABLE, problems=_by_service(error.problems, requirement))
    except InputError as error:
        return AnswerNow(
            AnswerState.FAILED, problems=tuple(error.problems), message="The knowledge base cannot be used."
        )
    except AdvisorError as error:
        return AnswerNow(AnswerState.FAILED, message=str(error))
    except Exception:  # a defect; what was typed must outlive it
        _LOG.exception("recommend failed")
        return AnswerNow(AnswerState.FAILED, message="an unexpected error; the log of the server has the details")


def _by_service(problems: tuple[Problem, ...], requirement: dict[str, Any]) -> tuple[Problem, ...]:
    """The problems; those of a service with the name of that one instead of a mere count of lines."""
    return tuple(_named(problem, requirement) for problem in problems)


def _named(problem: Problem, requirement: dict[str, Any]) -> Problem:
    match problem.path:
        case ("services", int(place), *_):
            name = requirement["services"][place].get("name", "without a name")
            return replace(problem, source=f"{problem.source}, service {name}")
    return problem


def current_answer() -> AnswerNow:
    """The answer to what this session asks; the last usable one beside it while that has none."""
    answer = answer_to(draft.requirement())
    if answer.recommendation is not None:
        st.session_state.last_answer = answer
        return answer
    last: AnswerNow | None = st.session_state.get("last_answer")
    if answer.state is AnswerState.EMPTY or last is None:
        return answer
    return replace(answer, scenario=last.scenario, recommendation=last.recommendation, stale=True)


@st.cache_resource(show_spinner=False)
def settle() -> None:
    """Take what is loaded by now out of garbage collection, once, when the first page has been shown.

    Streamlit collects garbage in full after every run of a page; with all modules and the knowledge base in its
    way, that takes more time than the page itself.
    """
    gc.collect()
    gc.freeze()
