"""The page Knowledge."""

from __future__ import annotations

import streamlit as st


def show_knowledge_page() -> None:
    """The page."""
    st.title("Knowledge", anchor=False)
    st.markdown("Platforms, rules and sources come here.")


if __name__ == "__main__":
    show_knowledge_page()
