"""The link to what was typed, and the file of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from advisor import ScenarioError, load_scenario
from advisor.questionnaire import to_yaml
from advisor.ui import draft
from advisor.ui.files import file_stem
from advisor.ui.share_link import LinkError


def show_share_box() -> None:
    """A box with the link to copy, and a button that saves the requirement file."""
    with st.expander("Share or keep", icon=":material/link:"):
        try:
            text = draft.link_text()
        except LinkError as error:
            st.caption(str(error))
        else:
            st.caption("Who opens this link sees your scenario and its answer. It holds all that was typed.")
            st.code(_address(text), language=None, wrap_lines=False)
        st.download_button(
            "Save as a file",
            data=partial(_file_text, draft.requirement(), draft.as_typed()),
            file_name=f"{file_stem(str(draft.answer('name') or ''))}.yaml",
            mime="application/yaml",
            on_click="ignore",
            icon=":material/download:",
            key="card/save",
            help="A requirement file. The app, the command line and Python read it.",
        )


def _address(text: str) -> str:
    """The address of the app with the text of a link behind it."""
    parts = urlsplit(st.context.url or "")
    query = f"{draft.LINK}={text}" if text else ""
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", query, ""))


def _file_text(requirement: Mapping[str, Any], typed: Mapping[str, Any]) -> str:
    """A requirement file; of what cannot be used yet, all that was typed as JSON, which is YAML too."""
    try:
        return to_yaml(load_scenario(requirement))
    except ScenarioError:
        return json.dumps(typed, ensure_ascii=False, indent=2)
