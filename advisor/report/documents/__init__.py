"""Documents of an answer: a decision record, HTML, Word, Excel and PDF, all from the same parts."""

from advisor.report.documents.earlier import EarlierAnswer, parse_earlier, read_earlier, since_then
from advisor.report.documents.render import DOCUMENT_FORMS, Rendered, Told, answer_of, render_document
from advisor.report.documents.template import PLAIN, Template, load_template

__all__ = [
    "DOCUMENT_FORMS",
    "PLAIN",
    "EarlierAnswer",
    "Rendered",
    "Template",
    "Told",
    "answer_of",
    "load_template",
    "parse_earlier",
    "read_earlier",
    "render_document",
    "since_then",
]
