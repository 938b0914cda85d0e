"""Every platform that fits, best first, with score and bill."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from advisor import Recommendation
from advisor.recommend import Ranked
from advisor.report.wording import amount, capital
from advisor.report.wording.bill import sum_words
from advisor.report.wording.budget import FITS
from advisor.report.wording.end_of_plan import years_words
from advisor.report.wording.measures import FORMS
from advisor.ui.navigation import page_file
from advisor.ui.wording import plain


def show_ranking(recommendation: Recommendation) -> None:
    """The choices, then what fits and is no choice for this."""
    st.markdown(
        "A score of 1 is the best plausible by every criterion. What is over the budget stands behind what keeps it."
        if any(entry.score.set_back for entry in recommendation.ranking)
        else "A score of 1 is the best plausible by every criterion."
    )
    _show_table(recommendation, recommendation.choices, "Platforms to choose from, best first")
    parted = tuple(entry for entry in recommendation.ranking if entry.not_for_this)
    if parted:
        st.markdown(
            "**Not for this.** These could hold it, but their form does not answer what was asked, or they stand far "
            "behind."
        )
        _show_table(recommendation, parted, "Platforms that fit and are no choice here")
    st.page_link(page_file("compare"), label="Compare two to four of them", icon=":material/compare_arrows:")


def _show_table(recommendation: Recommendation, entries: Sequence[Ranked], alt: str) -> None:
    best = recommendation.ranking[0].score.total
    ends = [entry.topology.end_of_plan for entry in recommendation.ranking if entry.topology.end_of_plan is not None]
    budgeted = recommendation.scenario.budget is not None
    columns: dict[str, list[str]] = {}
    for entry in entries:
        bill, end = entry.topology.bill, entry.topology.end_of_plan
        later = "does not fit" if end is None or end.bill is None else sum_words(end.bill, end.bill.base)
        row = {
            "Place": str(entry.rank),
            "Platform": f"**{plain(entry.platform.name)}**" if entry.rank == 1 else plain(entry.platform.name),
            "Score": f"{entry.score.total:.3f}",
            "Behind by": f"{best - entry.score.total:.3f}" if entry.rank > 1 else "–",
            "A month": plain(sum_words(bill, bill.base)) if bill.base is not None else "no price",
            "Low": plain(amount(bill.low)),
            "High": plain(amount(bill.high)),
            **({capital(years_words(ends[0])): plain(later)} if ends else {}),
            **({"Budget": plain(FITS[entry.budget_fit])} if budgeted else {}),
            "Way of running": plain(capital(FORMS[entry.form.value])) if entry.form is not None else "not known",
        }
        for head, cell in row.items():
            columns.setdefault(head, []).append(cell)
    st.table(columns, hide_index=True, alt=alt)
