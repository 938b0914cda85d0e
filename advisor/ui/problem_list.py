"""Mistakes and failures as boxes on a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from advisor import Problem
from advisor.ui.answers import AnswerNow, AnswerState
from advisor.ui.mistakes import problem_words
from advisor.ui.navigation import page_file
from advisor.ui.wording import bullets, plain

MOST_SHOWN = 12


def show_problems(title: str, problems: Iterable[Problem]) -> None:
    """An error box with one line for each mistake, in the form that the command line uses."""
    st.error(title, icon=":material/error:")
    st.code("\n".join(map(str, problems)), language=None, wrap_lines=True)


def show_wrong_answers(problems: Sequence[Problem]) -> None:
    """An error box with a line for each answer that cannot be used, by the labels of the pages."""
    left = len(problems) - MOST_SHOWN
    lines = [plain(problem_words(problem)) for problem in problems[:MOST_SHOWN]]
    lines += [f"and {left} more"] if left > 0 else []
    st.error(f"Some answers cannot be used yet.\n\n{bullets(lines)}", icon=":material/error:")


def show_state(answer: AnswerNow) -> bool:
    """Say why there is no answer, or not this one; whether there is a recommendation to show."""
    match answer.state:
        case AnswerState.EMPTY:
            st.info("Nothing is answered yet, so there is nothing to recommend.", icon=":material/edit:")
        case AnswerState.UNUSABLE:
            show_wrong_answers(answer.problems)
            st.page_link(page_file("scenario"), label="Correct them in the scenario", icon=":material/edit:")
        case AnswerState.FAILED:
            st.error("The advisor itself failed; your answers are fine and are kept.", icon=":material/build:")
            lines = [answer.message, *map(str, answer.problems)]
            st.code("\n".join(line for line in lines if line), language=None, wrap_lines=True)
        case AnswerState.WORKING:
            st.info("The answer is being worked out.", icon=":material/hourglass_empty:")
    if answer.stale:
        st.warning("**This is the result of your last valid answers.**", icon=":material/history:")
    return answer.recommendation is not None
