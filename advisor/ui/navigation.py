"""The pages of the app: their files, titles and addresses, in the order in which people use them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

_FOLDER = Path(__file__).resolve().parent / "pages"


@dataclass(frozen=True)
class PageEntry:
    """A page as the menu shows it; `name` is its file and its address."""

    name: str
    title: str
    help: str


PAGES = (
    PageEntry("start", "Start", "Do I need an orchestrator? Which platform fits? Examples, and opening what you have."),
    PageEntry("scenario", "Scenario", "What you run, where, and with whom. Leave open what you do not know."),
    PageEntry("recommendation", "Recommendation", "The verdict, what decided it, and what would change it."),
    PageEntry("compare", "Compare", "Two to four platforms side by side, with your own weights."),
    PageEntry("topology", "Topology", "The picture of what is set up, and what is left when a part fails."),
    PageEntry("capacity_and_bill", "Capacity and bill", "Machines, how full they are, and every line of the bill."),
    PageEntry("what_if", "What if", "Change one answer and see before and after."),
    PageEntry("portfolio", "Portfolio", "Many applications: which few platforms should all of them run on?"),
    PageEntry("report", "Report", "Take the answer away, in the form you need."),
    PageEntry("knowledge", "Knowledge", "What the advisor knows of platforms, its rules, and its sources."),
)


def page_file(name: str) -> Path:
    """The file of a page, for st.switch_page and st.page_link: `page_file("compare")`.

    Raises KeyError for an unknown name.
    """
    if name not in {page.name for page in PAGES}:
        raise KeyError(name)
    return _FOLDER / f"{name}.py"


def pages() -> list[StreamlitPage]:
    """The pages for st.navigation; the first one opens at the root."""
    return [
        st.Page(
            page_file(page.name),
            title=page.title,
            help=page.help,
            url_path=page.name.replace("_", "-"),
            default=page is PAGES[0],
        )
        for page in PAGES
    ]
