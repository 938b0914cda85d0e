"""The page Compare."""

from __future__ import annotations

import streamlit as st

from advisor import Effort, Recommendation
from advisor.report.sections.ranking import searched_words
from advisor.ui.answers import current_answer
from advisor.ui.compare_page.cards import show_cards
from advisor.ui.compare_page.choice import FEWEST, choose_platforms, compared
from advisor.ui.compare_page.criteria import show_criteria
from advisor.ui.compare_page.weights import show_other_weights
from advisor.ui.problem_list import show_state
from advisor.ui.wording import plain


def show_compare_page() -> None:
    """The page."""
    st.title("Compare", anchor=False)
    answer = current_answer()
    if show_state(answer) and answer.recommendation is not None:
        _show_comparison(answer.recommendation)


def _show_comparison(recommendation: Recommendation) -> None:
    chosen = choose_platforms(recommendation)
    if len(chosen) < FEWEST:
        st.info("Choose two platforms at least.", icon=":material/compare_arrows:")
        return
    told = compared(recommendation, chosen)
    show_cards(told)
    if any(entry.topology.effort is Effort.QUICK for entry in recommendation.ranking):
        st.caption(plain(searched_words(recommendation)))
    st.subheader("Criterion by criterion", anchor="criteria")
    show_criteria(told)
    if recommendation.winner is not None:
        st.subheader("Other weights", anchor="weights")
        show_other_weights(told)


if __name__ == "__main__":
    show_compare_page()
