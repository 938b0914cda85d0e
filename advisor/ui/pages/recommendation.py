"""The page Recommendation."""

from __future__ import annotations

import streamlit as st

from advisor.ui.answers import current_answer
from advisor.ui.problem_list import show_state
from advisor.ui.recommendation_page.details import show_details, show_then
from advisor.ui.recommendation_page.short_answer import show_short_answer
from advisor.ui.unfinished import unfinished_list
from advisor.ui.wording import plain


def show_recommendation_page() -> None:
    """The page."""
    st.title("Recommendation", anchor=False)
    answer = current_answer()
    if show_state(answer) and answer.recommendation is not None:
        said = answer.recommendation
        st.caption(plain(f"{said.scenario.name}, answered for {said.as_of.isoformat()}."))
        told = unfinished_list()
        if told:
            st.warning(f"This answer is not of all that you typed.\n\n{told}", icon=":material/edit_note:")
        show_short_answer(said)
        show_details(said)
        show_then(said)


if __name__ == "__main__":
    show_recommendation_page()
