"""The sources by age, the oldest first, with how much rests on each."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from advisor import Knowledge
from advisor.knowledge import OUR_JUDGEMENT, Source
from advisor.report.wording import count, percent
from advisor.ui.knowledge_page.search import matches
from advisor.ui.paging import page_of
from advisor.ui.wording import plain, source_link

SOURCES = 25
DAYS_UNTIL_OLD = 365
_DAYS_IN_YEAR = 365.25


def show_sources(knowledge: Knowledge) -> None:
    """The sources that a search finds, a page at a time."""
    today = knowledge.newest_source_day
    every = {name: source for name, source in knowledge.sources.items() if name != OUR_JUDGEMENT}
    words = st.text_input("Find by title or publisher", key="source_words", type="search", placeholder="Microsoft")
    found = [
        (name, source)
        for name, source in every.items()
        if matches(words, name, source.title, source.publisher, source.url)
    ]
    found.sort(key=lambda entry: (entry[1].day, entry[0]))
    old = sum((today - source.day).days > DAYS_UNTIL_OLD for _, source in found)
    st.caption(
        f"{count(len(found), 'source')}, {old:,} of them printed, or read where no day is printed, more than a year "
        f"before {plain(today.isoformat())}. Of all claims that are no levels "
        f"{plain(percent(knowledge.judgement_share, 1))} rest on our own judgement."
    )
    shown = page_of(found, SOURCES, key="source_page")
    if shown:
        st.table(
            {
                "Source": [source_link(name, knowledge) for name, _ in shown],
                "Publisher": [plain(source.publisher) for _, source in shown],
                "Years old": [plain(_years(source, today)) for _, source in shown],
                "Claims": [f"{knowledge.claims_by_source[name]:,}" for name, _ in shown],
            },
            hide_index=True,
        )


def _years(source: Source, today: dt.date) -> str:
    return f"{(today - source.day).days / _DAYS_IN_YEAR:.1f}"
