"""The page Start."""

from __future__ import annotations

import streamlit as st

from advisor.ui.files import show_openers
from advisor.ui.navigation import page_file


def show_start_page() -> None:
    """The page."""
    st.title("Container platform advisor", anchor=False)
    st.markdown(
        "Do I need an orchestration platform? Which one fits, how big is it, and what does it cost? "
        "Answer what you know and leave the rest: what you leave open is assumed, and the assumption is shown."
    )
    st.page_link(page_file("scenario"), label="Describe what you run", icon=":material/edit:")
    show_openers()


if __name__ == "__main__":
    show_start_page()
