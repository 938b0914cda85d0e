"""The way from Start to another page, for what a widget's callback has opened."""

from __future__ import annotations

import streamlit as st

from advisor.ui.navigation import page_file

_NEXT = "start/next_page"


def go_to(page: str) -> None:
    """Let the run that follows open another page: a callback is over before the pages are known."""
    st.session_state[_NEXT] = page


def go_on() -> None:
    """Open the page that a callback has asked for; does not return then."""
    page = st.session_state.pop(_NEXT, None)
    if page is not None:
        st.switch_page(page_file(page))
