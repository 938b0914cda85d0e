"""What would cost less: other platforms with a lower bill, and what sizing noticed on this one."""

from __future__ import annotations

import streamlit as st

from advisor import Recommendation
from advisor.recommend import Ranked
from advisor.report.charts import cost_chart
from advisor.report.wording import count, ended, sentence, usd
from advisor.report.wording.bill import sum_words
from advisor.report.wording.notes import note_words
from advisor.sizing.note_codes import NoteCode
from advisor.ui.charts import show_chart
from advisor.ui.wording import bullets, plain

ABOUT_COST = frozenset(
    {
        NoteCode.ONE_TYPE_TAKEN,
        NoteCode.MIXED_TYPES,
        NoteCode.CHEAPEST_PLACEMENT,
        NoteCode.CHOSEN_FOR_COMMITMENT,
        NoteCode.CHEAPER_ARCHITECTURE,
        NoteCode.DENSER_PODS,
        NoteCode.BILLED_BY_REQUESTS,
        NoteCode.BILLED_BY_TIME,
        NoteCode.KEPT_READY,
        NoteCode.FEWER_DISKS,
        NoteCode.CLOUDS_COMPARED,
    }
)
"""What sizing noticed and that compares two bills."""
MOST_BARS = 6


def show_alternatives(recommendation: Recommendation, entry: Ranked) -> None:
    """Notes on this platform that speak of cost, the platforms that cost less, and a chart of the bills."""
    notes = [plain(ended(sentence(note_words(n)))) for n in entry.topology.notes if n.code in ABOUT_COST]
    if notes:
        st.markdown("**On this platform**")
        st.markdown(bullets(notes))
    cheaper = _cheaper(recommendation, entry)
    st.markdown("**Other platforms**")
    base = entry.topology.bill.base
    if base is None:
        st.markdown("This bill has no price, so none can be told to be lower.")
    elif not cheaper:
        others = count(len(recommendation.ranking) - 1, "other platform")
        st.markdown(
            f"None of the {others} that fit has a lower bill." if len(recommendation.ranking) > 1 else "No other fits."
        )
    else:
        _show_cheaper(cheaper, base)
    chart = cost_chart(recommendation, (entry, *cheaper[: MOST_BARS - 1]) if cheaper else None)
    if chart is not None:
        show_chart(chart)


def _cheaper(recommendation: Recommendation, entry: Ranked) -> tuple[Ranked, ...]:
    """The platforms with a lower bill, the lowest first."""
    base = entry.topology.bill.base
    if base is None:
        return ()
    found = [(other.topology.bill.base, other) for other in recommendation.ranking]
    lower = [(cost, other) for cost, other in found if cost is not None and round(cost, 2) < round(base, 2)]
    return tuple(other for _, other in sorted(lower, key=lambda each: (each[0], each[1].rank)))


def _show_cheaper(cheaper: tuple[Ranked, ...], base: float) -> None:
    bills = [other.topology.bill for other in cheaper]
    st.table(
        {
            "Platform": [plain(other.platform.name) for other in cheaper],
            "Place": [f"{other.rank}" for other in cheaper],
            "A month": [plain(sum_words(bill, bill.base)) for bill in bills],
            "Less": [plain(usd(base - (bill.base or 0.0))) for bill in bills],
            "To settle first": [f"{len(other.cautions)}" if other.cautions else "–" for other in cheaper],
        },
        hide_index=True,
        alt="Platforms with a lower bill",
    )
    st.caption(
        "A lower bill alone puts no platform first: the ranking also weighs what it can do and the work it leaves."
    )
