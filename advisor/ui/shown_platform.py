"""Which platform of the ranking a page shows; kept over all pages of a session."""

from __future__ import annotations

import streamlit as st

from advisor import Recommendation
from advisor.recommend import Ranked
from advisor.report.wording.bill import sum_words


def choose_platform(recommendation: Recommendation) -> Ranked | None:
    """The platform chosen in a box, at first the winner; None, and a sentence, where none is left."""
    ranking = {entry.platform.id: entry for entry in recommendation.ranking}
    if not ranking:
        st.markdown("No platform is left to show.")
        return None
    kept = st.session_state.get("shown_platform")
    options = list(ranking)
    chosen = st.selectbox(
        "Platform",
        options,
        index=options.index(kept) if kept in ranking else 0,
        format_func=lambda platform: _choice_words(ranking[platform]),
    )
    st.session_state.shown_platform = chosen if chosen != options[0] else None
    return ranking[chosen]


def _choice_words(entry: Ranked) -> str:
    """`1. Amazon EKS, USD 574 a month`."""
    bill = entry.topology.bill
    month = " a month" if bill.base is not None else ""
    return f"{entry.rank}. {entry.platform.name}, {sum_words(bill, bill.base)}{month}"
