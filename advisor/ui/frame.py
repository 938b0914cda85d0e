"""What stands around every page: the menu above, the answer beside it, and the address that carries all answers."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from advisor.ui import draft, session_questions
from advisor.ui.answer_card import show_answer_card
from advisor.ui.answers import settle, shared_pool
from advisor.ui.navigation import pages
from advisor.ui.server_log import note_failure


def show_page() -> None:
    """The page that is open, with everything around it."""
    page = st.navigation(pages(), position="top")
    session_questions.begin_run()
    draft.open_session()
    draft.keep_in_address()  # what a widget's callback has changed; a page may be left before its end
    _show_notices()
    failed = _run(page)
    show_answer_card()
    session_questions.end_run(shared_pool())
    settle()
    if failed is not None:
        raise failed


def _run(page: StreamlitPage) -> Exception | None:
    """Draw the page; gives the defect that ended it, if one did."""
    try:
        page.run()
    except Exception as error:  # the answers are in the address, and the other pages work
        note_failure("page failed", error, page=page.url_path or "start")
        st.error("This page failed. Your answers are kept; the other pages work.", icon=":material/build:")
        return error
    finally:
        draft.keep_in_address()
    return None


def _show_notices() -> None:
    for notice in draft.notices():
        st.warning(notice, icon=":material/link_off:")
