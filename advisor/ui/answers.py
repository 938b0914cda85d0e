"""What the library says to a requirement, and how far it has got; worked out once for all visitors."""

from __future__ import annotations

import atexit
import gc
import json
import os
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import streamlit as st

from advisor import Knowledge, Problem, Recommendation, Scenario, ScenarioError, load_knowledge, load_scenario
from advisor.errors import AdvisorError, InputError
from advisor.knowledge import PRICES_VARIABLE
from advisor.portfolio import Application
from advisor.questionnaire import fingerprint
from advisor.ui import draft, session_questions
from advisor.ui.server_log import note_failure
from advisor.ui.session_questions import AskedRequirement
from advisor.ui.workers import work
from advisor.ui.workers.job_queue import AnswerStage
from advisor.ui.workers.limits import usual_limits
from advisor.ui.workers.pool import AnswerSoFar, Failure, WorkerPool, end_quietly
from advisor.ui.workers.work import Receiving, Refused

_SAYS_NOTHING = {"name", "summary", "as_of"}
_MOST_READ = 128
_FAILED = {
    Failure.TIME: "It took longer than one answer may take. Ask for fewer services or machines at a time.",
    Failure.MEMORY: "It needed more memory than one answer may have. Ask for fewer services or machines at a time.",
    Failure.DIED: "The process that worked on it ended. Another one has taken its place: try again.",
    Failure.DEFECT: "An unexpected error; the log of the server has the details.",
    Failure.NO_WORKER: "No process could be started to work on it; the log of the server has the details.",
}


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
    """The answer to a requirement; with `stale` the recommendation is that of the last requirement that had one.

    `message` says in plain words what is being worked out, or what went wrong; `under_way` whether more is to come.
    """

    state: AnswerState
    scenario: Scenario | None = None
    recommendation: Recommendation | None = None
    stale: bool = False
    problems: tuple[Problem, ...] = ()
    message: str = ""
    under_way: bool = False


@st.cache_resource(show_spinner="Reading the knowledge base ...")
def shared_knowledge() -> Knowledge:
    """The knowledge base that comes with the advisor, read once for all visitors, with the prices that were named.

    Raises KnowledgeError and PriceError.
    """
    return load_knowledge(prices=os.environ.get(PRICES_VARIABLE))


@st.cache_resource(show_spinner=False)
def shared_pool() -> WorkerPool | None:
    """The workers of this server; None where it works by itself."""
    limits = usual_limits()
    if limits.workers == 0:
        return None
    pool = WorkerPool("advisor.ui.workers.work:Recommending", limits, _receiver, _is_final)
    atexit.register(end_quietly, pool)
    return pool


def _receiver() -> Callable[[Any, Any], Any]:
    """Unpacks what a worker says, and takes it out of garbage collection: it is kept, and large (see settle)."""
    receiving = Receiving(shared_knowledge())

    def receive(question: Any, said: Any) -> Any:
        result = receiving(question, said)
        if isinstance(result, Recommendation):
            gc.freeze()
        return result

    return receive


def _is_final(result: Any) -> bool:
    return isinstance(result, Refused | Application)


# A recommendation is frozen and holds the whole knowledge base: it is shared as it is, not copied for each visitor.
@st.cache_resource(max_entries=48, show_spinner="Working out the answer ...")
def _answer_here(requirement: str, knowledge_hash: str) -> AnswerSoFar:
    """The answer worked out in this process, for tests and for servers without workers."""
    try:
        return AnswerSoFar(confirmed=work.answer(requirement, AnswerStage.WHOLE, shared_knowledge()))
    except InputError as error:
        return AnswerSoFar(confirmed=Refused(tuple(error.problems)))
    except AdvisorError as error:
        return AnswerSoFar(confirmed=Refused(broke=str(error)))
    except Exception as error:  # a defect; what was typed must outlive it
        note_failure("recommend failed", error)
        return AnswerSoFar(failure=Failure.DEFECT)


@dataclass(frozen=True)
class _ReadScenario:
    """A scenario, what it says as canonical JSON, and whether that is anything to go by."""

    scenario: Scenario
    text: str
    says_something: bool


class _ReadLately:
    """Requirements that were read lately, with what reading them gave; for all sessions."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: OrderedDict[str, _ReadScenario | tuple[Problem, ...]] = OrderedDict()

    def read(self, requirement: dict[str, Any], text: str) -> _ReadScenario | tuple[Problem, ...]:
        """The scenario of a requirement, or its mistakes; `text` is its fingerprint."""
        with self._lock:
            if text in self._found:
                self._found.move_to_end(text)
                return self._found[text]
        try:
            scenario = load_scenario(json.loads(text))
            said = scenario.as_read()
            says_something = bool(set(said) - _SAYS_NOTHING)
            found: _ReadScenario | tuple[Problem, ...] = _ReadScenario(scenario, fingerprint(said), says_something)
        except ScenarioError as error:
            found = tuple(_named(problem, requirement) for problem in error.problems)
        with self._lock:
            self._found[text] = found
            while len(self._found) > _MOST_READ:
                self._found.popitem(last=False)
        return found


@st.cache_resource(show_spinner=False)
def _lately() -> _ReadLately:
    return _ReadLately()


def _named(problem: Problem, requirement: dict[str, Any]) -> Problem:
    """The problem; where it is about a service, with the name of that one instead of a mere count of lines."""
    match problem.path:
        case ("services", int(place), *_):
            name = requirement["services"][place].get("name", "without a name")
            return replace(problem, source=f"{problem.source}, service {name}")
    return problem


def answer_to(requirement: dict[str, Any]) -> AnswerNow:
    """The answer to a requirement given as plain values, as far as it has got; shared and cached.

    While a page is drawn, it is the same all along. The page is drawn anew when it has got further.
    """
    return _answer_to(requirement, whole=False)


def _answer_to(requirement: dict[str, Any], *, whole: bool) -> AnswerNow:
    """The answer; with `whole`, also what other answers would change, sized anew."""
    try:
        knowledge = shared_knowledge()
    except InputError as error:
        return AnswerNow(AnswerState.FAILED, problems=error.problems, message="The knowledge base cannot be used.")
    read = _lately().read(requirement, fingerprint(requirement))
    if not isinstance(read, _ReadScenario):
        return AnswerNow(AnswerState.UNUSABLE, problems=read)
    scenario, text, pool = read.scenario, read.text, shared_pool()
    if not read.says_something:
        return AnswerNow(AnswerState.EMPTY, scenario)
    if pool is None:
        return _answer_of(_answer_here(text, knowledge.hash), scenario)
    keys = {stage: f"{knowledge.hash} {stage} {text}" for stage in (AnswerStage.WHOLE, AnswerStage.CONFIRM)}
    last = AnswerStage.WHOLE if whole or pool.known(keys[AnswerStage.WHOLE]) else AnswerStage.CONFIRM
    return _answer_of(session_questions.ask(pool, AskedRequirement(keys[last], text, last)), scenario)


def _answer_of(outcome: AnswerSoFar, scenario: Scenario) -> AnswerNow:
    """An outcome as the pages see it."""
    done = outcome.confirmed
    if isinstance(done, Refused):
        if done.problems:
            return AnswerNow(AnswerState.UNUSABLE, scenario, problems=done.problems)
        return AnswerNow(AnswerState.FAILED, scenario, message=done.broke)
    if done is not None:
        return AnswerNow(AnswerState.CONFIRMED, scenario, done)
    if outcome.failure is not None:
        message = _FAILED[outcome.failure]
        state = AnswerState.FAILED if outcome.estimate is None else AnswerState.ESTIMATE
        return AnswerNow(state, scenario, outcome.estimate, message=message)
    message = _under_way_words(outcome)
    if outcome.estimate is None:
        return AnswerNow(AnswerState.WORKING, scenario, message=message, under_way=True)
    return AnswerNow(AnswerState.ESTIMATE, scenario, outcome.estimate, message=message, under_way=True)


def _under_way_words(outcome: AnswerSoFar) -> str:
    waits = f" It starts after {outcome.before} others." if outcome.before > 1 else ""
    if outcome.working is AnswerStage.ESTIMATE:
        return f"Every platform is sized and priced by a first estimate.{waits}"
    return f"Cheaper plans of the leading platforms are searched for, and other answers are tried.{waits}"


def current_answer() -> AnswerNow:
    """The answer to what this session asks; the last usable one beside it while that has none."""
    answer = _answer_to(draft.requirement(), whole=True)
    if answer.recommendation is not None:
        st.session_state.last_answer = answer
        return answer
    last: AnswerNow | None = st.session_state.get("last_answer")
    if answer.state is AnswerState.EMPTY or last is None:
        return answer
    return replace(answer, scenario=last.scenario, recommendation=last.recommendation, stale=True)


def try_again() -> None:
    """Have what failed worked out anew."""
    pool = shared_pool()
    if pool is not None:
        session_questions.forget_failures(pool)


@st.cache_resource(show_spinner=False)
def settle() -> None:
    """Take what is loaded by now out of garbage collection, once.

    Streamlit collects garbage in full after every run of a page; with all modules and the knowledge base in its
    way, that takes more time than the page itself.
    """
    gc.collect()
    gc.freeze()
