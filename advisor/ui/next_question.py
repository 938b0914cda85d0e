"""The question to answer next, answered where it stands."""

from __future__ import annotations

from typing import Any

import streamlit as st

from advisor import Recommendation
from advisor.knowledge import Question, QuestionKind
from advisor.report.sections.changes_in_lines import leads_of
from advisor.report.wording import capital
from advisor.report.wording.answer_names import AsAsked
from advisor.ui import draft
from advisor.ui.navigation import page_file
from advisor.ui.scenario_page.task_list import ASKED_FOR
from advisor.ui.wording import label, plain


def show_next_question(recommendation: Recommendation) -> None:
    """The question whose answer may change most, with a widget for it; nothing where no answer would."""
    following = recommendation.next_question
    if following is None:
        return
    question = following.question
    with st.container(border=True):
        st.markdown(f"**Next question**  \n{plain(question.text)}")
        if question.kind is QuestionKind.ONE and question.choices:
            _ask_one(question)
        elif question.kind is QuestionKind.NUMBER:
            _ask_number(question)
        else:
            st.page_link(
                page_file("scenario"),
                label="Answer it in the scenario",
                icon=":material/edit:",
                query_params={ASKED_FOR: question.field},
            )
        leads = leads_of(recommendation, AsAsked(recommendation.knowledge))
        st.caption(plain(f"{capital(leads.words(question.field, following.answers, question))}."))


def _take(field: str, key: str) -> None:
    """Put the answer of a widget into the draft."""
    given: Any = st.session_state[key]
    if isinstance(given, float) and given.is_integer():
        given = int(given)
    draft.set_answer(field, given)


def _ask_one(question: Question) -> None:
    key = draft.widget_key(f"next/{question.field}")
    labels = {choice.value: choice.label for choice in question.choices}
    st.radio(
        label(question.text),
        list(labels),
        index=None,
        format_func=lambda value: plain(labels[value]),
        key=key,
        on_change=_take,
        args=(question.field, key),
        label_visibility="collapsed",
    )


def _ask_number(question: Question) -> None:
    key = draft.widget_key(f"next/{question.field}")
    st.number_input(
        label(question.text),
        value=None,
        min_value=question.lowest,
        max_value=question.highest,
        step=1.0,
        format="%.10g",
        placeholder="I don't know",
        key=key,
        on_change=_take,
        args=(question.field, key),
        label_visibility="collapsed",
    )
