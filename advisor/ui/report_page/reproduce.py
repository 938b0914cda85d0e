"""How to have the same answer again: as a file, on the command line, and in Python."""

from __future__ import annotations

import streamlit as st

from advisor import Recommendation, __version__
from advisor.questionnaire import to_yaml
from advisor.ui.wording import plain

FILE = "requirement.yaml"
COMMANDS = f"""\
advisor recommend {FILE}
advisor recommend {FILE} --full --format markdown
advisor report {FILE} --format docx --out decision.docx
"""
PYTHON = f"""\
from advisor import load_scenario, recommend, render, render_document

answer = recommend(load_scenario("{FILE}"), resize=True)
print(render(answer, "text", full=False))

with open("decision.docx", "wb") as file:
    file.write(render_document(answer, "docx").content)
"""


def show_reproduce(recommendation: Recommendation) -> None:
    """The three ways, and what they have to share to say the same."""
    st.markdown(
        f"The same requirement, the same version of the advisor ({plain(__version__)}) and the same knowledge base "
        f"({plain(recommendation.knowledge.hash)}) give the same answer, to the byte."
    )
    file, commands, python = st.tabs(["Requirement file", "Command line", "Python"])
    with file:
        st.code(to_yaml(recommendation.scenario), language="yaml", wrap_lines=True, height=400)
    with commands:
        st.markdown(f"Save the requirement file as `{FILE}` first.")
        st.code(COMMANDS, language="bash", wrap_lines=True)
        st.caption(
            "Documents with your firm's name, logo and words: add --template FOLDER there; see the guide on reports."
        )
    with python:
        st.markdown(f"Save the requirement file as `{FILE}` first.")
        st.code(PYTHON, language="python", wrap_lines=True)
