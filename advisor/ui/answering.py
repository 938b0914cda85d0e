"""What the pages ask of the library, and what all visitors share of its answers."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Iterable
from typing import Any

import streamlit as st

from advisor import Knowledge, Problem, Recommendation, load_knowledge, load_scenario, recommend
from advisor.knowledge import PRICES_VARIABLE
from advisor.questionnaire import fingerprint


@st.cache_resource(show_spinner="Reading the knowledge base ...")
def shared_knowledge() -> Knowledge:
    """The knowledge base that comes with the advisor, read once for all visitors, with the prices that were named.

    Raises KnowledgeError and PriceError.
    """
    return load_knowledge(prices=os.environ.get(PRICES_VARIABLE))


# A recommendation is frozen and holds the whole knowledge base: it is shared as it is, not copied for each visitor.
@st.cache_resource(max_entries=64, show_spinner="Working out the recommendation ...")
def _recommendation(requirement: str, knowledge_hash: str) -> Recommendation:
    return recommend(load_scenario(json.loads(requirement)), shared_knowledge(), resize=True)


def recommendation_for(requirement: dict[str, Any]) -> Recommendation:
    """What recommend says to a requirement; worked out once for equal requirements. Raises like recommend."""
    return _recommendation(fingerprint(requirement), shared_knowledge().hash)


@st.cache_resource(show_spinner=False)
def settle() -> None:
    """Take what is loaded by now out of garbage collection, once, when the first page has been shown.

    Streamlit collects garbage in full after every run of a page; with all modules and the knowledge base in its
    way, that takes more time than the page itself.
    """
    gc.collect()
    gc.freeze()


def show_problems(title: str, problems: Iterable[Problem]) -> None:
    """An error box with one line for each mistake, in the form that the command line uses."""
    st.error(title, icon=":material/error:")
    st.code("\n".join(map(str, problems)), language=None, wrap_lines=True)
