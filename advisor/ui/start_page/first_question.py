"""The first door: is an orchestrator needed? Six questions, the verdict at once, and where it turns."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import streamlit as st

from advisor import InputError, Knowledge, Scenario, Verdict, load_scenario
from advisor.knowledge import Question, QuestionKind
from advisor.questionnaire import answers_of, fingerprint
from advisor.quick_answer import quick_verdict
from advisor.report.wording import VERDICTS, capital, count
from advisor.report.wording.thresholds import asked_threshold_sentence
from advisor.report.wording.verdict import best_form_words
from advisor.sensitivity.deciding_questions import deciding_questions
from advisor.sensitivity.thresholds import Threshold, nearest_thresholds
from advisor.ui import draft
from advisor.ui.answers import shared_knowledge
from advisor.ui.navigation import page_file
from advisor.ui.problem_list import show_wrong_answers
from advisor.ui.wording import bullets, label, plain

UNKNOWN = "I don't know"
MOST_TURNS = 3
"""Turning points that are told, the nearest first."""


@st.cache_resource(show_spinner=False)
def asked_first(knowledge_hash: str) -> tuple[Question, ...]:
    """The questions that decide most; worked out once for all visitors."""
    return deciding_questions(shared_knowledge())


@dataclass(frozen=True)
class _First:
    """The verdict on the first question, and with which other answers to the questions asked it would be another."""

    verdict: Verdict
    turns: tuple[Threshold, ...]


@st.cache_resource(max_entries=256, show_spinner=False)
def _first(requirement: str, knowledge_hash: str) -> _First:
    knowledge = shared_knowledge()
    scenario = load_scenario(json.loads(requirement))
    verdict, _ = quick_verdict(scenario, knowledge)
    fields = [question.field for question in asked_first(knowledge_hash)]
    return _First(verdict, nearest_thresholds(scenario, knowledge, fields))


def show_first_question(knowledge: Knowledge) -> None:
    """The questions, and the verdict below them."""
    questions = asked_first(knowledge.hash)
    with st.grid(2, min_column_width=300, gap="medium"):
        for question in questions:
            with st.container():
                _ask(question)
    with st.container(border=True):
        _show_verdict(questions, knowledge)


def _ask(question: Question) -> None:
    """One question. The widget shows what the session holds, and writes to it when it is changed, and only then."""
    key = draft.widget_key(f"start/{question.field}")
    given = draft.answer(question.field)
    if question.kind is QuestionKind.NUMBER:
        whole = isinstance(given, int | float) and not isinstance(given, bool) and float(given).is_integer()
        st.session_state[key] = int(given) if whole else None
        st.number_input(
            label(question.text),
            step=1,
            placeholder=UNKNOWN,
            key=key,
            on_change=_take,
            args=(question.field, key),
            help=plain(question.help),
        )
        return
    labels = {choice.value: choice.label for choice in question.choices}
    st.session_state[key] = given if given in labels else UNKNOWN
    st.pills(
        label(question.text),
        [*labels, UNKNOWN],
        format_func=lambda value: labels.get(value, UNKNOWN),
        key=key,
        on_change=_take,
        args=(question.field, key),
        help=plain(question.help),
        wrap=True,
    )


def _take(field: str, key: str) -> None:
    value: Any = st.session_state[key]
    draft.set_answer(field, None if value == UNKNOWN else value)


def _show_verdict(questions: tuple[Question, ...], knowledge: Knowledge) -> None:
    requirement = draft.requirement()
    try:
        scenario = load_scenario(requirement)
        if not any(draft.answer(question.field) is not None for question in questions):
            st.markdown(
                "**Answer what you know.** One answer is enough for a first verdict; each further one firms it up."
            )
            return
        first = _first(fingerprint(scenario.as_read()), knowledge.hash)
    except InputError as error:
        show_wrong_answers(error.problems)
        return
    verdict = first.verdict
    st.subheader(plain(VERDICTS[verdict.need]), anchor=False)
    st.markdown(plain(best_form_words(verdict)))
    asked = {question.field: question for question in questions}
    turns = [
        plain(capital(asked_threshold_sentence(turn, verdict.need, verdict.best, asked[turn.field])))
        for turn in first.turns[:MOST_TURNS]
    ]
    if turns:
        st.markdown(f"**Where that turns**\n\n{bullets(turns)}")
    else:
        st.markdown("No other answer to one of these questions alone would change that.")
    others = _others(scenario, questions)
    if others:
        st.caption(f"{count(others, 'other answer')} that you have given {'counts' if others == 1 else 'count'} too.")
    with st.container(horizontal=True):
        if st.button("Go on with these answers", type="primary", icon=":material/arrow_forward:"):
            st.switch_page(page_file("scenario"))
        if st.button("See which platform fits so far", type="tertiary"):
            st.switch_page(page_file("recommendation"))


def _others(scenario: Scenario, questions: tuple[Question, ...]) -> int:
    """How many answers the session holds beside those asked for here."""
    asked = {question.field for question in questions} | {"name", "summary", "as_of"}
    services = 1 if scenario.services else 0
    return services + sum(field not in asked for field in answers_of(scenario))
