"""The page What if: change some answers for a trial, see before and after, and take the change over or leave it."""

from __future__ import annotations

import streamlit as st

from advisor import Recommendation
from advisor.compare import differing_answers
from advisor.report.wording.bill import sum_words
from advisor.ui import draft
from advisor.ui.answers import AnswerNow, AnswerState, answer_to, current_answer, shared_knowledge
from advisor.ui.mistakes import problem_words
from advisor.ui.navigation import page_file
from advisor.ui.other_answers import follow
from advisor.ui.problem_list import show_state
from advisor.ui.what_if_page.before_and_after import show_before_and_after
from advisor.ui.what_if_page.changes import Trial, tried
from advisor.ui.what_if_page.trial_form import choose_trials
from advisor.ui.wording import bullets, plain
from advisor.what_if import between


def show_what_if_page() -> None:
    """The page."""
    st.title("What if", anchor=False)
    before = current_answer()
    if not show_state(before) or before.recommendation is None:
        return
    st.markdown(
        "Change one answer or several for a trial. Your scenario stays as it is until you take the change over."
    )
    trials = choose_trials(draft.requirement(), shared_knowledge())
    if not trials:
        st.info("Everything is as now. Change a box above to see before and after.", icon=":material/compare_arrows:")
        return
    changed = tried(draft.requirement(), trials)
    after = answer_to(changed)
    _show_trials(trials, usable=after.state is not AnswerState.UNUSABLE)
    follow([changed], [after])
    if after.state is AnswerState.UNUSABLE:
        st.error("This change contradicts something else in your scenario.", icon=":material/error:")
        st.markdown(bullets([plain(problem_words(problem)) for problem in after.problems]))
    elif after.state is not AnswerState.WORKING and show_state(after) and after.recommendation is not None:
        _show_both(before.recommendation, after.recommendation, trials)


def _show_trials(trials: tuple[Trial, ...], *, usable: bool) -> None:
    """What is tried, and the button that makes it so."""
    st.markdown(bullets([f"{plain(each.name)}: {plain(each.was)} → **{plain(each.becomes)}**" for each in trials]))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Take this over into the scenario",
            on_click=_take_over,
            args=(trials,),
            icon=":material/check:",
            type="primary",
            disabled=not usable,
            key="what_if/take_over",
        )
        st.page_link(page_file("scenario"), label="Go to the scenario", icon=":material/edit:")


def _take_over(trials: tuple[Trial, ...]) -> None:
    """Make the trial the requirement; rows that are unfinished are kept."""
    draft.replace(tried(draft.as_typed(), trials))
    st.toast("The change is in your scenario now.", icon=":material/check:")


def _show_both(before: Recommendation, after: Recommendation, trials: tuple[Trial, ...]) -> None:
    both = between(differing_answers(before.scenario, after.scenario), before, after)
    show_before_and_after(both)
    if len(trials) > 1 and st.toggle("What each change does alone", key="what_if/alone"):
        _show_alone(trials)


def _show_alone(trials: tuple[Trial, ...]) -> None:
    """The leader and the bill with each of the changes and no other."""
    alone = [tried(draft.requirement(), (each,)) for each in trials]
    answers = [answer_to(each) for each in alone]
    st.table(
        {
            "This change alone": [plain(f"{each.name}: {each.becomes}") for each in trials],
            "First place": [plain(_leader(answer)) for answer in answers],
            "Cost a month": [plain(_cost(answer)) for answer in answers],
        },
        hide_index=True,
        alt="What each change does alone",
    )
    follow(alone, answers)


def _leader(answer: AnswerNow) -> str:
    if answer.recommendation is None:
        if answer.under_way:
            return "being worked out"
        return "this alone makes no requirement" if answer.state is AnswerState.UNUSABLE else "no answer"
    winner = answer.recommendation.winner
    return winner.platform.name if winner else "no platform fits"


def _cost(answer: AnswerNow) -> str:
    winner = answer.recommendation.winner if answer.recommendation else None
    return sum_words(winner.topology.bill, winner.topology.bill.base) if winner else "–"


if __name__ == "__main__":
    show_what_if_page()
