"""A document as one HTML file: style and pictures inside, no script, nothing fetched; it prints on A4."""

from __future__ import annotations

import base64
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.report.blocks import Bullets, Cell, Heading, LabelledList, Link, Paragraph
from advisor.report.charts import chart_table, print_chart
from advisor.report.documents.parts import (
    KEPT_TOGETHER,
    Callout,
    Captioned,
    ChartPart,
    Contents,
    DocumentText,
    Landscape,
    PageBreak,
    Picture,
    PictureRow,
    cut_words,
)
from advisor.report.documents.template import Template
from advisor.report.formats.text import printable

if TYPE_CHECKING:
    import jinja2
    from markupsafe import Markup

_FOLDER = Path(__file__).parent / "templates"
_KINDS: dict[type[Any], str] = {
    Heading: "heading",
    Paragraph: "paragraph",
    Bullets: "bullets",
    LabelledList: "labelled",
    Picture: "picture",
    ChartPart: "chart",
    PictureRow: "row",
    Callout: "callout",
    Captioned: "table",
    PageBreak: "break",
    Landscape: "landscape",
    Contents: "contents",
}
SHORT = 12
"""Letters of a cell that always has room for them."""
_IDS = re.compile(r'(\bid="|url\(#|href="#)([A-Za-z_][\w.-]*)')
"""Where a picture names a part of itself."""
_NAMED_BY = re.compile(r'aria-labelledby="([^"]*)"')
"""Where it names several."""


def print_html(document: DocumentText, template: Template) -> bytes:
    """The document as UTF-8."""
    page = _environment().get_template("report.html.j2")
    shown = page.render(
        document=document,
        parts=[(_KINDS[type(part)], part, number) for number, part in enumerate(document.parts)],
        about=template.about,
        logo=None if template.logo is None else _data_uri(template.logo.content, template.logo.media),
    )
    return shown.encode("utf-8", "backslashreplace")


@cache
def _environment() -> jinja2.Environment:
    import jinja2  # only this form needs it, and the command line starts without

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["shown"] = printable
    environment.filters["cell"] = _cell
    environment.tests["short"] = _is_short
    environment.globals["kept_together"] = KEPT_TOGETHER
    environment.globals["svg"] = _inline
    environment.globals["chart_svg"] = lambda part, accent: print_chart(part.chart, accent)
    environment.globals["chart_table"] = lambda part: chart_table(part.chart)
    environment.globals["cut_words"] = cut_words
    return environment


def _cell(cell: Cell) -> Markup:
    """A table cell; addresses lead somewhere when they are of the web."""
    from markupsafe import Markup

    if isinstance(cell, Link) and cell.url.startswith(("https://", "http://")):
        return Markup('<a href="{}" rel="noreferrer">{}</a>').format(cell.url, printable(cell.text))
    return Markup("{}").format(printable(cell.text if isinstance(cell, Link) else cell))


def _is_short(cell: Cell) -> bool:
    """Whether a cell stands on one line: a day or a single word, which would break at its hyphens else."""
    text = cell.text if isinstance(cell, Link) else cell
    return len(text) <= SHORT and " " not in text


def _inline(svg: str, number: int, place: int = 0) -> Markup:
    """A picture that this package drew, with names of its own, as several stand in one page."""
    from markupsafe import Markup

    own = f"p{number}-{place}-"
    renamed = _NAMED_BY.sub(lambda named: f'aria-labelledby="{" ".join(own + each for each in named[1].split())}"', svg)
    return Markup(_IDS.sub(rf"\g<1>{own}\g<2>", renamed))


def _data_uri(content: bytes, media: str) -> str:
    return f"data:{media};base64,{base64.b64encode(content).decode('ascii')}"
