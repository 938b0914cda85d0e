"""Starts the Streamlit app: page set-up and navigation only."""

from __future__ import annotations

import streamlit as st

st.set_page_config(page_title="Container platform advisor", page_icon="🧭", layout="wide")

from advisor.ui.frame import show_page  # noqa: E402  # after the set-up, so that visitors see something meanwhile

show_page()
