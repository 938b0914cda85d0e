"""What stands around every page: the menu above, the answer beside it, and the address that carries all answers."""

from __future__ import annotations

import streamlit as st

from advisor.ui import draft
from advisor.ui.answer_card import show_answer_card
from advisor.ui.answers import begin_run, end_run, settle
from advisor.ui.navigation import pages
from advisor.ui.server_log import note_failure


def show_page() -> None:
    """The page that is open, with everything around it."""
    page = st.navigation(pages(), position="top")
    begin_run()
    draft.open_session()
    draft.keep_in_address()  # what a widget's callback has changed; a page may be left before its end
    _show_notices()
    try:
        page.run()
    except Exception as error:  # a defect of one page; the answers are in the address, and the other pages work
        note_failure("page failed", error, page=page.url_path or "start")
        st.error("This page failed. Your answers are kept; the other pages work.", icon=":material/build:")
        raise
    finally:
        draft.keep_in_address()
    show_answer_card()
    end_run()
    settle()


def _show_notices() -> None:
    for notice in draft.notices():
        st.warning(notice, icon=":material/link_off:")
