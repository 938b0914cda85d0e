"""The forms in which an answer is taken away; each is made when somebody asks for it, and not before."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec

import streamlit as st

from advisor import Recommendation, render, render_document
from advisor.questionnaire import to_yaml
from advisor.report.documents.fixed_zip import fixed_zip
from advisor.report.documents.render import Told

_MIME = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "html": "text/html",
    "zip": "application/zip",
    "md": "text/markdown",
    "txt": "text/plain",
    "json": "application/json",
    "csv": "text/csv",
    "yaml": "application/yaml",
}


@dataclass(frozen=True)
class FormEntry:
    """A form as the page offers it; `missing` says what is not installed for it."""

    name: str
    title: str
    about: str
    ending: str
    make: Callable[[], bytes | str]
    missing: str = ""


def pdf_is_there() -> bool:
    """Whether what makes a PDF is installed."""
    return find_spec("typst") is not None


_NO_PDF = "A PDF needs an extra that is not installed here. Print the web page to a PDF instead; it is made for that."


def documents(told: Told) -> list[FormEntry]:
    """The forms for people who read and sign: of one answer, or of what stands side by side."""
    return [
        FormEntry(
            "docx",
            "Word",
            "To edit and send on; headings, tables and pictures are real ones.",
            "docx",
            _of(told, "docx"),
        ),
        FormEntry("html", "Web page", "One file that needs no network, and prints well.", "html", _of(told, "html")),
        FormEntry("pdf", "PDF", "To sign and to file.", "pdf", _of(told, "pdf"), "" if pdf_is_there() else _NO_PDF),
    ]


def working_papers(answer: Recommendation) -> list[FormEntry]:
    """The forms for those who check, argue, and build on the answer."""
    text, whole = partial(render, answer), "The whole answer with every reason, source and assumption"
    return [
        FormEntry(
            "adr",
            "Decision record",
            "Markdown for the repository (MADR), with the picture beside it, in a ZIP.",
            "zip",
            partial(_record, answer),
        ),
        FormEntry(
            "xlsx", "Excel", "Scores, sizes, bill, assumptions and sources to argue with.", "xlsx", _of(answer, "xlsx")
        ),
        FormEntry("markdown", "Markdown", f"{whole}.", "md", partial(text, "markdown")),
        FormEntry("text", "Text", f"{whole}, as the command line prints it.", "txt", partial(text, "text")),
        FormEntry(
            "json",
            "JSON",
            "All figures for programs, by a published schema. Keep it to compare with later.",
            "json",
            partial(text, "json"),
        ),
        FormEntry("csv", "CSV", "The ranking with scores and sums.", "csv", partial(text, "csv")),
        FormEntry(
            "yaml",
            "Requirement",
            "Your answers as a file that this page, the command line and Python open.",
            "yaml",
            partial(to_yaml, answer.scenario),
        ),
    ]


def _of(told: Told, form: str) -> Callable[[], bytes]:
    return lambda: render_document(told, form).content


def _record(answer: Recommendation) -> bytes:
    """The decision record and its picture, as the record looks for it, in one file; the same bytes every time."""
    rendered = render_document(answer, "adr")
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        for name, content in (("decision.md", rendered.content), *rendered.beside):
            file.writestr(name, content)
    return fixed_zip(written.getvalue())


def show_forms(entries: Sequence[FormEntry], stem: str, key: str) -> None:
    """A card for each form with its button; what is not there says so."""
    with st.grid(min_column_width=230, gap="small"):
        for entry in entries:
            with st.container(border=True, height="stretch"):
                st.markdown(f"**{entry.title}**  \n{entry.missing or entry.about}")
                st.space("stretch")
                st.download_button(
                    f"{entry.title} (.{entry.ending})",
                    data=b"" if entry.missing else entry.make,
                    file_name=f"{stem}.{entry.ending}",
                    mime=_MIME[entry.ending],
                    on_click="ignore",
                    disabled=bool(entry.missing),
                    icon=":material/download:",
                    key=f"{key}/{entry.name}",
                    width="stretch",
                )
