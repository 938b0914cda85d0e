"""What opens a requirement: files, a pasted text, or a link. A mistake changes nothing and is listed."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import streamlit as st

from advisor import InputError, Scenario
from advisor.ui import draft
from advisor.ui.draft import LINK
from advisor.ui.import_page.read_apart import read_given
from advisor.ui.import_page.reading import Given, given_files, given_text
from advisor.ui.import_page.review import wait_for_yes
from advisor.ui.problem_list import show_problems
from advisor.ui.share_link import LinkError, decode
from advisor.ui.start_page.way_on import go_to
from advisor.ui.wording import plain

MOST_UPLOAD_MB = 4
"""As long as an import may be."""
MOST_PASTED = 200_000
MOST_LINK = 10_000
_PROBLEMS, _LINK_WORDS = "open/problems", "open/link_words"
_UPLOAD, _PASTED, _LINK = "open/upload", "open/pasted", "open/link"


def show_openers() -> None:
    """The three ways in, side by side where there is room."""
    with st.grid(min_column_width=270, gap="medium"):
        with st.container(border=True, height="stretch"):
            _show_upload()
        with st.container(border=True, height="stretch"):
            _show_paste()
        with st.container(border=True, height="stretch"):
            _show_link()
    problems = st.session_state.get(_PROBLEMS, ())
    if problems:
        show_problems("This cannot be used; your answers are as they were.", problems)


def _show_upload() -> None:
    st.markdown("**Files**")
    st.file_uploader(
        "Requirement file, Compose files, Kubernetes manifests, ECS task definitions, Nomad jobs, usage as CSV",
        accept_multiple_files=True,
        key=draft.widget_key(_UPLOAD),
        on_change=_open_upload,
        max_upload_size=MOST_UPLOAD_MB,
        help="The kind is told by what is in it. Files that belong together go together, a .env and a CSV of usage "
        "with them. Nothing is sent to anybody else, and nothing is run.",
    )


def _show_paste() -> None:
    st.markdown("**Text**")
    st.text_area(
        "Paste a requirement, a Compose file, manifests, or what kubectl prints",
        key=draft.widget_key(_PASTED),
        max_chars=MOST_PASTED,
        height=120,
        placeholder="services:\n  web: {image: nginx, ports: ['80:80']}",
    )
    st.button("Read it", key=draft.widget_key("open/read"), on_click=_open_pasted, icon=":material/content_paste:")


def _show_link() -> None:
    st.markdown("**A link**")
    st.text_input(
        "Paste a link that somebody shared",
        key=draft.widget_key(_LINK),
        max_chars=MOST_LINK,
        placeholder=f"https://…/?{LINK}=…",
    )
    st.button("Open it", key=draft.widget_key("open/open_link"), on_click=_open_link, icon=":material/link:")
    words = st.session_state.get(_LINK_WORDS)
    if words:
        st.error(plain(words), icon=":material/link_off:")


def _open_upload() -> None:
    files = st.session_state.get(draft.widget_key(_UPLOAD)) or []
    if files:
        _open(lambda: given_files([(file.name, file.getvalue()) for file in files]))
    else:
        _forget_mistakes()


def _open_pasted() -> None:
    text = st.session_state.get(draft.widget_key(_PASTED)) or ""
    if text.strip():
        _open(lambda: given_text(text))


def _open(read: Callable[[], Given]) -> None:
    """Open what was given: a requirement at once, an import after a look at it."""
    _forget_mistakes()
    try:
        given = read()
        opened = read_given(given)
    except InputError as error:
        st.session_state[_PROBLEMS] = error.problems
        return
    if isinstance(opened, Scenario):
        draft.replace(opened.as_read())
        go_to("recommendation")
    else:
        wait_for_yes(given, opened)


def _open_link() -> None:
    """Open the requirement of a link; one that cannot be read changes nothing."""
    _forget_mistakes()
    typed = (st.session_state.get(draft.widget_key(_LINK)) or "").strip()
    if not typed:
        return
    text = text_of_link(typed)
    try:
        decode(text)
    except LinkError as error:
        st.session_state[_LINK_WORDS] = str(error)
        return
    draft.open_link(text)
    go_to("recommendation")


def text_of_link(typed: str) -> str:
    """The text that a link carries: of a whole address its parameter, of anything else all of it.

    >>> text_of_link("https://advisor.example/compare?s=aXYZ&view=table"), text_of_link("aXYZ")
    ('aXYZ', 'aXYZ')
    """
    try:
        found = parse_qs(urlsplit(typed).query).get(LINK)
    except ValueError:  # no address, such as one with half a bracket
        return typed
    return found[0] if found else typed


def _forget_mistakes() -> None:
    st.session_state.pop(_PROBLEMS, None)
    st.session_state.pop(_LINK_WORDS, None)
