"""What stands around every page: the menu above, the answer beside it, and the address that carries all answers."""

from __future__ import annotations

import logging

import streamlit as st

from advisor.ui import draft
from advisor.ui.answer_card import show_answer_card
from advisor.ui.answers import settle
from advisor.ui.navigation import pages

_LOG = logging.getLogger(__name__)


def show_page() -> None:
    """The page that is open, with everything around it."""
    page = st.navigation(pages(), position="top")
    draft.open_session()
    draft.keep_in_address()  # what a widget's callback has changed; a page may be left before its end
    _show_notices()
    try:
        page.run()
    except Exception:  # a defect of one page; the answers are in the address, and the other pages work
        _LOG.exception("page %s failed", page.url_path or "start")
        st.error("This page failed. Your answers are kept; the other pages work.", icon=":material/build:")
        raise
    finally:
        draft.keep_in_address()
    show_answer_card()
    settle()


def _show_notices() -> None:
    for notice in draft.notices():
        st.warning(notice, icon=":material/link_off:")
