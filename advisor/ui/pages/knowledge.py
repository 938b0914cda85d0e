"""The page Knowledge: platforms, rules, sources, and the answer of another day."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from advisor import InputError, Knowledge
from advisor.ui.answers import shared_knowledge
from advisor.ui.knowledge_page.as_of import show_as_of
from advisor.ui.knowledge_page.platforms import show_platforms
from advisor.ui.knowledge_page.rules import show_rules
from advisor.ui.knowledge_page.sources import show_sources
from advisor.ui.problem_list import show_problems
from advisor.ui.wording import plain

VIEWS: Mapping[str, Callable[[Knowledge], None]] = {
    "Platforms": show_platforms,
    "Rules": show_rules,
    "Sources": show_sources,
    "Another day": show_as_of,
}


def show_knowledge_page() -> None:
    """The page; only the view that is open is worked out."""
    st.title("Knowledge", anchor=False)
    try:
        knowledge = shared_knowledge()
    except InputError as error:
        show_problems("The knowledge base cannot be used.", error.problems)
        return
    st.markdown(
        f"{len(knowledge.platforms)} platforms, {len(knowledge.rules)} rules and {len(knowledge.sources):,} sources; "
        f"the newest was read on {plain(knowledge.newest_source_day.isoformat())}."
    )
    view = st.segmented_control(
        "View", list(VIEWS), default="Platforms", required=True, key="view", bind="query-params"
    )
    VIEWS[view or "Platforms"](knowledge)


if __name__ == "__main__":
    show_knowledge_page()
