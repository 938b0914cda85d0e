"""What stands around every page: the menu above, the answer beside it, and the address that carries all answers."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from advisor.ui import draft, session_questions
from advisor.ui.answer_card import show_answer_card
from advisor.ui.answers import settle, shared_pool
from advisor.ui.mistakes import problem_words
from advisor.ui.navigation import pages
from advisor.ui.server_log import note_failure
from advisor.ui.sign_in import may_see_app
from advisor.ui.wording import bullets, plain

MOST_LEFT_OUT = 5


def show_page() -> None:
    """The page that is open, with everything around it."""
    page = st.navigation(pages(), position="top")
    if not may_see_app():
        return
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
    """What has to be said of the link by which the page was opened; a link may hold anything, so it is shown inert."""
    for notice in draft.notices():
        st.warning(plain(notice), icon=":material/link_off:")
    left_out = draft.left_out()
    if left_out:
        more = len(left_out) - MOST_LEFT_OUT
        lines = [plain(problem_words(problem)) for problem in left_out[:MOST_LEFT_OUT]]
        lines += [f"and {more} more"] if more > 0 else []
        st.warning(f"Some of this link was left out.\n\n{bullets(lines)}", icon=":material/link_off:")
