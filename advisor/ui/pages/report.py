"""The page Report: the answer to take away, in the form that is needed."""

from __future__ import annotations

import streamlit as st

from advisor import Recommendation
from advisor.ui.answers import AnswerState, current_answer
from advisor.ui.files import file_stem
from advisor.ui.import_page.review import show_values
from advisor.ui.import_page.taken import taken, with_import
from advisor.ui.navigation import page_file
from advisor.ui.problem_list import show_state
from advisor.ui.report_page.beside import show_side_by_side, show_since
from advisor.ui.report_page.forms import documents, show_forms, working_papers
from advisor.ui.report_page.reproduce import show_reproduce

ONE, BESIDE, SINCE = "This answer", "Platforms side by side", "An earlier answer beside it"


def show_report_page() -> None:
    """The page."""
    st.title("Report", anchor=False)
    answer = current_answer()
    if not show_state(answer) or answer.recommendation is None:
        return
    if answer.state is AnswerState.ESTIMATE:
        st.info("What is taken away now rests on a quick estimate; the confirmed answer follows.")
    imported = taken()
    if imported is None:
        show_report(answer.recommendation)
    else:
        show_report(with_import(answer.recommendation, imported))
        with st.expander("Where the requirement comes from"):
            show_values(imported)


def show_report(recommendation: Recommendation) -> None:
    """All forms of an answer; nothing is made before somebody asks for it."""
    about = st.segmented_control("About", [ONE, BESIDE, SINCE], default=ONE, required=True, key="report/about")
    stem = file_stem(recommendation.scenario.name)
    st.header("To read and to sign", anchor=False)
    if about == BESIDE:
        show_side_by_side(recommendation)
    elif about == SINCE:
        show_since(recommendation)
    else:
        show_forms(documents(recommendation), stem, "report/one")
    st.header("To check and to build on", anchor=False)
    show_forms(working_papers(recommendation), stem, "report/papers")
    st.page_link(page_file("topology"), label="The picture as SVG, PNG, draw.io and more", icon=":material/schema:")
    st.header("To have the same answer again", anchor=False)
    show_reproduce(recommendation)


if __name__ == "__main__":
    show_report_page()
