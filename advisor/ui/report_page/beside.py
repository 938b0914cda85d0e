"""Documents about more than one answer: platforms side by side, or an earlier answer beside today's."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from advisor import InputError, Knowledge, Recommendation
from advisor.report.documents import EarlierAnswer, parse_earlier, since_then
from advisor.ui import draft
from advisor.ui.compare_page.choice import FEWEST, MOST, compared, platform_names, rivals
from advisor.ui.files import file_stem
from advisor.ui.problem_list import show_problems
from advisor.ui.report_page.forms import FormEntry, documents, show_forms
from advisor.ui.wording import plain

MOST_UPLOAD_MB = 4


def show_side_by_side(recommendation: Recommendation) -> None:
    """Choose two to four platforms; those that are ruled out are among them, with their reasons and an estimate."""
    names = platform_names(recommendation)
    chosen = st.multiselect(
        "Platforms, two to four of them",
        list(names),
        default=rivals(recommendation)[:FEWEST],
        format_func=lambda platform: names[platform],
        max_selections=MOST,
        key=draft.widget_key("report/platforms"),
        placeholder="Choose platforms",
    )
    if len(chosen) < FEWEST:
        st.caption("Choose two at least.")
        return
    told = compared(recommendation, chosen)
    show_forms(documents(told), f"{file_stem(recommendation.scenario.name)}-side-by-side", "report/beside")


@dataclass(frozen=True)
class _Since:
    """Makes a document of then and now when it is asked for: what was asked then may have to be answered anew."""

    now: Recommendation
    then: EarlierAnswer
    knowledge: Knowledge
    place: int

    def __call__(self) -> bytes | str:
        """The document."""
        told = since_then(self.now, self.then, self.knowledge)
        return documents(told)[self.place].make()


def show_since(recommendation: Recommendation) -> None:
    """Upload an earlier answer; the document says what changed since then, and why."""
    st.markdown("Upload the **JSON** of an earlier answer. The document says what changed since then, and why.")
    upload = st.file_uploader(
        "Earlier answer", type=["json"], key=draft.widget_key("report/earlier"), max_upload_size=MOST_UPLOAD_MB
    )
    if upload is None:
        return
    try:
        then = parse_earlier(upload.getvalue(), upload.name)
    except InputError as error:
        show_problems("This file cannot be used.", error.problems)
        return
    was = then.place_of(then.recommendation or "")
    st.markdown(f"Of {plain(then.as_of.isoformat())}: {plain(was.name if was else 'no platform')}.")
    entries = [
        FormEntry(
            entry.name,
            entry.title,
            entry.about,
            entry.ending,
            _Since(recommendation, then, recommendation.knowledge, place),
            entry.missing,
        )
        for place, entry in enumerate(documents(recommendation))
    ]
    show_forms(entries, f"{file_stem(recommendation.scenario.name)}-since-then", "report/since")
