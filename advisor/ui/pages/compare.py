"""The page Compare."""

from __future__ import annotations

import streamlit as st


def show_compare_page() -> None:
    """The page."""
    st.title("Compare", anchor=False)
    st.markdown("Two to four platforms side by side come here.")


if __name__ == "__main__":
    show_compare_page()
