"""Documents of an answer: a decision record, HTML, Word, Excel and PDF, all from the same parts."""

from advisor.report.documents.render import DOCUMENT_FORMS, Rendered, render_document
from advisor.report.documents.template import PLAIN, Template, load_template

__all__ = ["DOCUMENT_FORMS", "PLAIN", "Rendered", "Template", "load_template", "render_document"]
