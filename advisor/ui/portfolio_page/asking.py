"""What is asked of a portfolio: its files, and by what terms it is planned."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from advisor import InputError
from advisor.knowledge import example_portfolio
from advisor.report.wording import count, first_of
from advisor.ui import draft
from advisor.ui.answers import shared_knowledge, shared_pool
from advisor.ui.portfolio_page.estimates import KeptEstimates
from advisor.ui.portfolio_page.run import AskedTerms, InThisProcess, InWorkers, PortfolioRun
from advisor.ui.portfolio_page.uploads import (
    ENDINGS,
    MOST_APPLICATIONS,
    Opened,
    RequirementFile,
    open_uploads,
)
from advisor.ui.problem_list import show_problems
from advisor.ui.wording import plain
from advisor.ui.workers import work

MOST_UPLOAD_MB = 4
_OPENED, _RUN, _PROBLEMS = "portfolio/opened", "portfolio/run", "portfolio/problems"
_UPLOAD, _MOST, _BEHIND, _PERSON = "portfolio/upload", "portfolio/most", "portfolio/behind", "portfolio/person"
_ASKED = "portfolio/terms"
_PERCENT = 100


def current_run() -> PortfolioRun | None:
    """The portfolio of this session that is being worked out, or was."""
    run: PortfolioRun | None = st.session_state.get(_RUN)
    return run


def show_files() -> bool:
    """The files that are open, or the ways to open some; whether any are."""
    opened = _opened()
    if opened is None:
        _show_openers()
        return False
    with st.container(horizontal=True, vertical_alignment="center"):
        names = first_of([file.name for file in opened.files])
        st.markdown(f"**{count(len(opened.files), 'requirement file')}** open: {plain(names)}", width="stretch")
        st.button("Open others", on_click=_forget, icon=":material/folder_open:", key="portfolio/others")
    return True


def _show_openers() -> None:
    st.markdown(
        "One requirement file for each application. The page Start saves one for you, and so does "
        "`advisor init` on the command line."
    )
    with st.grid(min_column_width=270, gap="medium"):
        with st.container(border=True, height="stretch"):
            st.file_uploader(
                f"Requirement files, or a ZIP of a folder; at most {MOST_APPLICATIONS} applications",
                type=[*ENDINGS, "zip"],
                accept_multiple_files=True,
                key=draft.widget_key(_UPLOAD),
                on_change=_open_upload,
                max_upload_size=MOST_UPLOAD_MB,
                help="They are read on this server, kept while this page is open in your browser, and not stored.",
            )
        with st.container(border=True, height="stretch"):
            st.markdown("**An example**")
            st.markdown("Sixty applications of an insurer that does not exist. They take a minute or two.")
            st.space("stretch")
            st.button("Open the example", on_click=_open_example, width="stretch", key="portfolio/example")
    problems = st.session_state.get(_PROBLEMS, ())
    if problems:
        show_problems("This cannot be used.", problems)


def show_terms() -> None:
    """By what the portfolio is planned, and the button that has it worked out."""
    asked: AskedTerms = st.session_state.get(_ASKED, AskedTerms())
    with st.grid(min_column_width=210, gap="medium"):
        st.number_input("Platforms at most", 1, 10, asked.most_platforms, key=_MOST, on_change=_note_terms)
        st.slider(
            "How much less a platform may suit an application",
            0,
            100,
            round(asked.most_given_up * _PERCENT),
            format="%d %%",
            key=_BEHIND,
            on_change=_note_terms,
            help="Less than its own best platform, by all criteria but bill, people, form and start.",
        )
        st.number_input(
            "What a person costs a year, USD",
            0.0,
            10_000_000.0,
            asked.usd_per_person_year,
            step=5_000.0,
            format="%.0f",
            placeholder="as the files say",
            key=_PERSON,
            on_change=_note_terms,
            help="Without it the most that a file says; where none does, USD 100,000.",
        )
    run = current_run()
    same = run is not None and run.terms == asked
    st.button(
        "Work it out" if run is None else "Work it out again",
        type="secondary" if same else "primary",
        disabled=same and run is not None and not run.state.failure,
        on_click=_start,
        icon=":material/play_arrow:",
        key="portfolio/start",
    )


def _note_terms() -> None:
    """Keep what was chosen: widgets forget it when another page is opened."""
    held = st.session_state
    st.session_state[_ASKED] = AskedTerms(int(held[_MOST]), held[_BEHIND] / _PERCENT, held[_PERSON])


def _opened() -> Opened | None:
    opened: Opened | None = st.session_state.get(_OPENED)
    return opened


def _open_upload() -> None:
    uploads = st.session_state.get(draft.widget_key(_UPLOAD)) or []
    st.session_state.pop(_PROBLEMS, None)
    if not uploads:
        return
    try:
        st.session_state[_OPENED] = open_uploads([(each.name, each.getvalue()) for each in uploads])
    except InputError as error:
        st.session_state[_PROBLEMS] = error.problems


def _open_example() -> None:
    st.session_state.pop(_PROBLEMS, None)
    st.session_state[_OPENED] = Opened(tuple(map(_read, example_portfolio())))


def _read(path: Path) -> RequirementFile:
    return RequirementFile(path.name, path.read_bytes())


def _forget() -> None:
    run = current_run()
    if run is not None:
        run.stop()
    for key in (_OPENED, _RUN, _PROBLEMS):
        st.session_state.pop(key, None)


def _start() -> None:
    """Begin; in a server without workers, work it out at once."""
    opened, run = _opened(), current_run()
    if opened is None:
        return
    if run is not None:
        run.stop()
    pool, knowledge = shared_pool(), shared_knowledge()
    answering = InWorkers(pool) if pool else InThisProcess(lambda question: work.portfolio_step(question, knowledge))
    asked = st.session_state.get(_ASKED, AskedTerms())
    started = PortfolioRun(opened.files, asked, answering, _kept(), knowledge.hash, opened.left_out)
    st.session_state[_RUN] = started
    if pool is None:
        started.work()
    else:
        started.start()


@st.cache_resource(show_spinner=False)
def _kept() -> KeptEstimates:
    return KeptEstimates()
