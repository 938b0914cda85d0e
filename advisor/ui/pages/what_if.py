"""The page What if."""

from __future__ import annotations

import streamlit as st


def show_what_if_page() -> None:
    """The page."""
    st.title("What if", anchor=False)
    st.markdown("Before and after of a changed answer come here.")


if __name__ == "__main__":
    show_what_if_page()
