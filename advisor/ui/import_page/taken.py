"""The import that the requirement of this session was taken over from, so that a report can tell of it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from advisor import Imported, Recommendation
from advisor.importers import ImportedDocument
from advisor.scenario import with_origin
from advisor.ui import draft

_KEY = "import/taken"


def keep_taken(imported: Imported) -> None:
    """Keep what was taken over, for as long as nothing else takes its place."""
    st.session_state[draft.widget_key(_KEY)] = imported


def taken() -> Imported | None:
    """What the requirement of this session was taken over from; None where it was typed or opened."""
    found: Imported | None = st.session_state.get(draft.widget_key(_KEY))
    return found


def with_import(recommendation: Recommendation, imported: Imported) -> Recommendation:
    """The same answer, whose report tells where the requirement comes from; answers typed since have no place."""
    document = ImportedDocument(imported.sources[0], dict(imported.requirement), {}, imported=imported)
    return replace(recommendation, scenario=with_origin(recommendation.scenario, document))
