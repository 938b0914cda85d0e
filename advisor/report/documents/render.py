"""An answer as a document: the parts put together, and printed in the form that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from advisor.compare import AnswersCompared, PlatformsCompared
from advisor.recommend import Recommendation
from advisor.report.documents.adr import print_adr
from advisor.report.documents.annex import annex_parts
from advisor.report.documents.decision import decision_parts
from advisor.report.documents.docx import print_docx
from advisor.report.documents.earlier import SinceThen
from advisor.report.documents.html import print_html
from advisor.report.documents.parts import DocumentText, Part
from advisor.report.documents.side_by_side import answers_parts, platform_parts, since_parts
from advisor.report.documents.template import PLAIN, Template
from advisor.report.documents.topology_picture import topology_picture
from advisor.report.documents.typst_pdf import print_pdf
from advisor.report.documents.xlsx import print_xlsx

DOCUMENT_FORMS = ("adr", "html", "docx", "xlsx", "pdf")


@dataclass(frozen=True)
class Rendered:
    """The bytes of a document, and of the files that it shows, by the names under which it looks for them."""

    content: bytes
    beside: tuple[tuple[str, bytes], ...] = ()


Told = Recommendation | PlatformsCompared | AnswersCompared | SinceThen
"""What a document can be about."""


def document_text(told: Told) -> DocumentText:
    """The document: pages that stand by themselves, and the annex."""
    answer = answer_of(told)
    match told:
        case PlatformsCompared():
            parts = platform_parts(told)
        case AnswersCompared():
            parts = answers_parts(told)
        case SinceThen():
            parts = since_parts(told)
        case Recommendation():
            parts = _parts(told)
    return DocumentText(
        title=answer.scenario.name,
        subject=subject_words(answer),
        day=answer.as_of.isoformat(),
        parts=tuple(parts),
    )


def answer_of(told: Told) -> Recommendation:
    """The answer that decides: of two requirements the second, of then and now today's."""
    match told:
        case PlatformsCompared():
            return told.recommendation
        case AnswersCompared():
            return told.after
        case SinceThen():
            return told.now
        case Recommendation():
            return told


def subject_words(recommendation: Recommendation) -> str:
    """What the document says in a line."""
    winner, name = recommendation.winner, recommendation.scenario.name
    return f"{name}: no platform fits" if winner is None else f"{name}: {winner.platform.name}"


def _parts(recommendation: Recommendation) -> Iterator[Part]:
    picture = topology_picture(recommendation)
    yield from decision_parts(recommendation, picture)
    yield from annex_parts(recommendation, picture)


def render_document(
    recommendation: Told, form: str = "html", template: Template = PLAIN, *, stem: str = "decision"
) -> Rendered:
    """The document of an answer; the same answer always gives the same bytes.

    Parameters:
        recommendation: the answer; or what `compare_platforms` or `compare_answers` told, to be set side by side. The
            decision record and the workbook are about the answer that decides, which is the second one.
        form: `adr` (a decision record in Markdown), `html`, `docx`, `xlsx` or `pdf`.
        template: the look and the words of a firm.
        stem: what the names of files begin with that stand beside the document.

    Raises ValueError for any other form, MachineryError for a PDF where Typst is not installed.

    >>> from advisor import example_scenarios, load_scenario, recommend
    >>> answer = recommend(load_scenario(example_scenarios()["single-vm"]))
    >>> render_document(answer, "adr").content.decode().splitlines()[:3]
    ['---', 'status: "proposed"', 'date: 2026-11-24']
    """
    answer = answer_of(recommendation)
    if form == "xlsx":
        return Rendered(print_xlsx(answer, template))
    if form == "adr":
        picture, file = topology_picture(answer), f"{stem}-topology.svg"
        beside = ((file, picture.svg.encode("utf-8")),) if picture is not None else ()
        return Rendered(print_adr(answer, template, picture, file), beside)
    printer = _PRINTERS.get(form)
    if printer is None:
        raise ValueError(f"{form!r} is no form of a document; write one of {', '.join(DOCUMENT_FORMS)}")
    return Rendered(printer(document_text(recommendation), template))


_PRINTERS: Mapping[str, Callable[[DocumentText, Template], bytes]] = {
    "html": print_html,
    "docx": print_docx,
    "pdf": print_pdf,
}
