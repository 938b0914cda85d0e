"""The answer beside every page: leader, bill, margin in a word, what changed, what is unfinished, what comes next."""

from __future__ import annotations

import streamlit as st

from advisor import Recommendation
from advisor.report.wording import SHORT_VERDICTS, count, listing
from advisor.report.wording.assumptions import assumption_words
from advisor.report.wording.bill import sum_words, without_price_words
from advisor.report.wording.certainty import FIRMNESS
from advisor.sizing.note_codes import AssumptionCode
from advisor.sizing.topology import Topology
from advisor.ui import session_questions
from advisor.ui.answers import AnswerNow, AnswerState, current_answer, shared_pool, try_again
from advisor.ui.changed_answer import change_words, headline_of, watch
from advisor.ui.mistakes import problem_words
from advisor.ui.navigation import page_file
from advisor.ui.next_question import show_next_question
from advisor.ui.share_box import show_share_box
from advisor.ui.unfinished import unfinished_list
from advisor.ui.wording import bullets, plain

NOT_AS_TYPED = (AssumptionCode.REGION_WITHOUT_PRICES, AssumptionCode.PRICES_ELSEWHERE, AssumptionCode.LATER_PRICES)
"""Assumptions by which the figure is of something else than what was typed."""
LOOK_EVERY = "0.7s"
_FOOT_IN_NARROW_WINDOWS = """<style>
[data-testid="stBottomBlockContainer"] { padding-top: 0.5rem; padding-bottom: 1rem; }
@media (min-width: 769px) {
    body:has([data-testid="stSidebar"][data-collapsed="false"]) [data-testid="stBottom"] { display: none; }
}
</style>"""
"""Where the card stands open beside the page, the line at its foot would say the same again."""
MOST_MISTAKES = 5
_LAST_USABLE = "those of your last answers that could be used"
_SURE = "How sure it is that no other platform fits better: clear, likely, close, or open"


def show_answer_card() -> None:
    """The card, in the sidebar."""
    with st.sidebar:
        answer = current_answer()
        st.subheader(_title(answer), anchor=False)
        if answer.recommendation is not None:
            _show_answer(answer.recommendation, estimated=answer.state is AnswerState.ESTIMATE)
        _show_state(answer)
        _show_unfinished()
        if answer.state is AnswerState.CONFIRMED and answer.recommendation is not None:
            show_next_question(answer.recommendation)
        show_share_box()
    _show_line(answer)


def _title(answer: AnswerNow) -> str:
    if answer.stale:
        return "The last answer"
    return "A first estimate" if answer.state is AnswerState.ESTIMATE else "The answer"


def _show_answer(recommendation: Recommendation, *, estimated: bool) -> None:
    st.caption(plain(SHORT_VERDICTS[recommendation.verdict.need]))
    winner, confidence = recommendation.winner, recommendation.confidence
    if winner is None:
        st.markdown("**No platform fits**")
    else:
        bill = winner.topology.bill
        st.markdown(f"**{plain(winner.platform.name)}**")
        with st.container(horizontal=True):
            st.metric("A month", ("about " if estimated else "") + sum_words(bill, bill.base), width="content")
            if confidence is not None:
                st.metric("How sure", FIRMNESS[confidence.word], width="content", help=_SURE)
        for words in _beside_the_figure(winner.topology, recommendation):
            st.caption(plain(words))
    before = watch(recommendation)
    if before is not None:
        st.markdown(f":blue-background[{plain(change_words(before, headline_of(recommendation)))}]")


def _beside_the_figure(topology: Topology, recommendation: Recommendation) -> list[str]:
    """What the figure leaves out, or takes from elsewhere than asked."""
    told = []
    for assumption in topology.assumptions:
        if assumption.note.code in NOT_AS_TYPED:
            words = assumption_words(assumption)
            told.append(f"{words.taken}: {words.why}.")  # begins with the name of a region, which stays as it is
    missing = without_price_words(topology.bill, recommendation.knowledge)
    if missing:
        told.append(f"Not in it, for want of a price: {listing(missing)}.")
    return told


def _show_state(answer: AnswerNow) -> None:
    """Why there is no answer, or no confirmed one of what is asked now."""
    match answer.state:
        case AnswerState.EMPTY:
            st.markdown("Nothing is answered yet. Answer what you know; the leader and its bill stand here then.")
            st.page_link(page_file("scenario"), label="Describe what you run", icon=":material/edit:")
        case AnswerState.UNUSABLE:
            mistakes = count(len(answer.problems), "answer")
            st.warning(f"{mistakes} cannot be used as written", icon=":material/edit:")
            st.markdown(bullets([plain(problem_words(problem)) for problem in answer.problems[:MOST_MISTAKES]]))
        case AnswerState.FAILED:
            st.error(plain(answer.message), icon=":material/build:")
            st.button("Try again", on_click=try_again, icon=":material/refresh:", key="card/again")
        case AnswerState.ESTIMATE if not answer.under_way:
            st.caption(plain(f"This estimate stands. {answer.message}"))
    if answer.stale:
        st.caption(f"The figures above are {'of before this change' if answer.under_way else _LAST_USABLE}.")
    if session_questions.under_way():
        _follow(answer.message if answer.under_way else "Other answers that this page compares are worked out.")


@st.fragment(run_every=LOOK_EVERY)
def _follow(message: str) -> None:
    """Say what is being worked out, and draw the page anew when that has got further."""
    pool = shared_pool()
    if pool is not None and session_questions.has_got_further(pool):
        st.rerun()
    st.caption(f":material/progress_activity: {plain(message)}")


def _show_unfinished() -> None:
    told = unfinished_list()
    if told:
        st.markdown(f"**Unfinished**\n\n{told}")


def _show_line(answer: AnswerNow) -> None:
    """The card in one line below the page, since it is folded away in narrow windows."""
    recommendation = answer.recommendation
    if recommendation is None or recommendation.winner is None:
        return
    bill, confidence = recommendation.winner.topology.bill, recommendation.confidence
    about = "about " if answer.state is AnswerState.ESTIMATE or answer.stale else ""
    parts = [f"**{plain(recommendation.winner.platform.name)}**", f"{about}{plain(sum_words(bill, bill.base))} a month"]
    if confidence is not None and not answer.stale:
        parts.append(FIRMNESS[confidence.word].lower())
    if answer.under_way:
        parts.append("being worked out")
    with st.bottom:
        st.html(_FOOT_IN_NARROW_WINDOWS)
        st.caption(" · ".join(parts))
