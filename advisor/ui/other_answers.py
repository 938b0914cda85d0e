"""Answers to other requirements than that of the session, shown as they come in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from advisor.ui.answers import AnswerNow, AnswerState, answer_to
from advisor.ui.wording import plain

LOOK_EVERY = "0.7s"


def follow(requirements: Sequence[Mapping[str, Any]], shown: Sequence[AnswerNow]) -> None:
    """Say that some answers are being worked out, and draw the page anew when one has got further.

    `shown` are the answers to the requirements, as the page has them. Nothing where all have come to an end.
    """
    states = [(answer.state, answer.under_way) for answer in shown]
    if any(under_way for _, under_way in states):
        _follow([dict(each) for each in requirements], states)


@st.fragment(run_every=LOOK_EVERY)
def _follow(requirements: list[dict[str, Any]], states: list[tuple[AnswerState, bool]]) -> None:
    now = [answer_to(each) for each in requirements]
    if [(answer.state, answer.under_way) for answer in now] != states:
        st.rerun()
    waiting = next(answer for answer in now if answer.under_way)
    first = "A first estimate is shown. " if waiting.recommendation is not None else ""
    st.caption(f":material/progress_activity: {first}{plain(waiting.message)}")
