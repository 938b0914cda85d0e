"""How far a portfolio has got, while it is worked out."""

from __future__ import annotations

import streamlit as st

from advisor.report.wording import count
from advisor.ui.portfolio_page.run import PortfolioRun, RunState

LOOK_EVERY = "1s"
_SHARE_OF_FILES = 0.9
"""The rest of the bar is the plan of all applications together."""
_MINUTE = 60
_FIRST_FEW = 3


@st.fragment(run_every=LOOK_EVERY)
def follow(run: PortfolioRun) -> None:
    """Show it, and draw the page anew when it has ended."""
    state = run.state
    if state.ended:
        st.rerun()
    share = state.done / state.files * _SHARE_OF_FILES
    st.progress(share, text=progress_words(state))
    st.caption(
        "You can look at other pages and come back: it goes on. One application takes about half a second of a "
        "processor; where others use this server too, it takes longer."
    )
    st.button("Stop", on_click=run.stop, icon=":material/stop:", key="portfolio/stop")


def progress_words(state: RunState) -> str:
    """How far it has got, and how long the rest of the files takes at this pace.

    >>> progress_words(RunState(files=60, done=20, seconds=12))
    '20 of 60 applications estimated, about 24 seconds to go'
    >>> progress_words(RunState(files=60, done=1, seconds=3)), progress_words(RunState(60, 60, planning=True))
    ('1 of 60 applications estimated', 'All 60 applications are estimated; their platforms are chosen together')
    """
    if state.planning:
        return f"All {count(state.files, 'application')} are estimated; their platforms are chosen together"
    told = f"{state.done} of {count(state.files, 'application')} estimated"
    if state.done < _FIRST_FEW:
        return told
    left = state.seconds / state.done * (state.files - state.done)
    return f"{told}, about {_long(left)} to go"


def _long(seconds: float) -> str:
    if seconds < _MINUTE:
        return count(max(1, round(seconds)), "second")
    return count(round(seconds / _MINUTE), "minute")
