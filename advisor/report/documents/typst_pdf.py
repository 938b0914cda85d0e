"""A document as PDF, by Typst: every text is a string of its language, so that nothing in it is a command."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from advisor.errors import MachineryError
from advisor.report.blocks import Bullet, Bullets, Heading, LabelledList, Link, Paragraph, Table
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
    Part,
    Picture,
    PictureRow,
    cut_words,
)
from advisor.report.documents.table_widths import column_widths
from advisor.report.documents.template import Template
from advisor.report.formats.text import printable

MISSING = (
    "a PDF needs the package typst, which is not installed; install it with `pip install "
    "'container-platform-advisor[pdf]'`, or write --format html and print that"
)
SOFT = "#4f5b67"
_FONTS = '("Liberation Sans", "Arial", "Helvetica", "DejaVu Sans", "Libertinus Serif")'
_LONG_WORD = re.compile(r"\S{30,}")
BETWEEN_BREAKS = 10
MARKUP_FILE = "document.typ"


def print_pdf(document: DocumentText, template: Template) -> bytes:
    """The document as PDF. Raises MachineryError where Typst is not installed or cannot write it."""
    try:
        import typst
    except ImportError as error:
        raise MachineryError(MISSING) from error
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / MARKUP_FILE
        file.write_text(typst_markup(document, template), encoding="utf-8")
        if template.logo is not None:
            (Path(folder) / "logo.png").write_bytes(template.logo.as_png)
        try:
            return bytes(typst.compile(str(file)))
        except RuntimeError as error:
            raise MachineryError(f"Typst cannot write the PDF: {printable(str(error))[:300]}") from error


def typst_markup(document: DocumentText, template: Template) -> str:
    """The document in the language of Typst."""
    return "\n".join(
        (*_head(document, template), *(line for part in document.parts for line in _lines(part, template)))
    )


def text_of(text: str) -> str:
    r"""A text as a string of Typst; a long word may break anywhere, as it would leave the page else.

    >>> text_of('say "#x" \\ y')
    '"say \\"#x\\" \\\\ y"'
    """
    return json.dumps(_LONG_WORD.sub(_breaking, printable(text)), ensure_ascii=False)


def _breaking(word: re.Match[str]) -> str:
    """The word with a place to break, which nobody sees, after every few letters."""
    return "\u200b".join(word[0][at : at + BETWEEN_BREAKS] for at in range(0, len(word[0]), BETWEEN_BREAKS))


def _head(document: DocumentText, template: Template) -> Iterator[str]:
    about = template.about
    told = (about.words.status, document.day, *((about.words.confidential,) if about.words.confidential else ()))
    logo = 'image("logo.png", height: 9mm)' if template.logo is not None else text_of(about.firm or "")
    foot = text_of(about.words.footer or "Container platform advisor")
    author = text_of(about.firm or "Container platform advisor")
    soft = f'rgb("{SOFT}")'
    yield f"#set document(title: {text_of(document.title)}, author: {author}, date: none)"
    yield f'#set text(font: {_FONTS}, size: 9.2pt, lang: "en")'
    yield (
        '#set page(paper: "a4", margin: (x: 18mm, top: 18mm, bottom: 16mm), '
        f"header: text(size: 8pt, fill: {soft}, grid(columns: (1fr, auto), {logo}, {text_of(', '.join(told))})), "
        f"footer: context text(size: 8pt, fill: {soft}, grid(columns: (1fr, auto), {foot}, counter(page).display())))"
    )
    yield "#set par(leading: 0.55em, spacing: 0.7em)"
    yield f'#show heading: set text(fill: rgb("{about.accent}"))'
    yield "#show heading.where(level: 1): set text(size: 17pt)"
    yield "#show heading.where(level: 2): set text(size: 11.5pt)"
    yield "#show heading.where(level: 3): set text(size: 9.8pt)"
    yield "#show heading: set block(above: 1.1em, below: 0.5em)"
    yield "#show figure: set block(breakable: true)"
    yield "#show figure.where(kind: table): set figure.caption(position: top)"
    yield f"#show figure.caption: set text(size: 8pt, fill: {soft})"
    yield "#show figure.caption: set align(left)"
    yield "#show figure.caption.where(kind: table): it => block(sticky: true, it)"
    yield "#show table: set text(size: 7.8pt)"
    yield "#show table: set par(justify: false)"
    lines = f'if y == 0 {{ 1pt + rgb("{about.accent}") }} else {{ 0.4pt + rgb("#c5ccd3") }}'
    yield f"#set table(stroke: (x, y) => (bottom: {lines}), inset: (x: 3pt, y: 2.4pt), align: left)"


def _lines(part: Part, template: Template) -> Iterator[str]:
    yield from _WRITERS[type(part)](part, template)


def _heading(part: Heading, template: Template) -> Iterator[str]:
    yield f"#heading(level: {part.level}, {text_of(part.text)})"


def _paragraph(part: Paragraph, template: Template) -> Iterator[str]:
    shown = text_of(part.text)
    yield f"#par[#strong({shown})]" if part.stressed else f"#par[#{shown}{_cited(part.sources)}]"


def _cited(sources: tuple[str, ...]) -> str:
    told = text_of(f"[{', '.join(sources)}]")
    return f'#" "#text(size: 7pt, fill: rgb("{SOFT}"), {told})' if sources else ""


def _bullets(part: Bullets, template: Template) -> Iterator[str]:
    yield f"#{_list(part.items)}"


def _list(items: Iterable[Bullet]) -> str:
    shown = []
    for item in items:
        below = f"#{_list(item.below)}" if item.below else ""
        shown.append(f"[#{text_of(item.text)}{_cited(item.sources)}{below}]")
    return f"list({', '.join(shown)})"


def _labelled(part: LabelledList, template: Template) -> Iterator[str]:
    for entry in part.entries:
        told = " ".join(line.text for line in entry.lines)
        yield f"#par[#strong({text_of(entry.label + ': ')})#{text_of(told)}]"


def _callout(part: Callout, template: Template) -> Iterator[str]:
    below = "".join(f"#par[#{text_of(line)}]" for line in part.below)
    yield (
        f'#block(width: 100%, fill: rgb("#f3f6f9"), stroke: (left: 4pt + rgb("{template.about.accent}")), inset: 8pt)'
        f'[#text(size: 13pt, weight: "bold", {text_of(part.text)}){below}]'
    )


def _image(svg: str, alt: str, width: str = "100%") -> str:
    return f'image(bytes({json.dumps(svg, ensure_ascii=False)}), format: "svg", width: {width}, alt: {text_of(alt)})'


def _figure(svg: str, caption: str, alt: str, width: str = "100%") -> str:
    return f"figure({_image(svg, alt, width)}, kind: image, caption: {text_of(caption)})"


def _picture(part: Picture, template: Template) -> Iterator[str]:
    yield f"#{_figure(part.svg, part.caption, part.alt)}"


def _chart(part: ChartPart, template: Template) -> Iterator[str]:
    chart = part.chart
    yield f"#{_figure(print_chart(chart, template.about.accent), part.caption, chart.description, '88%')}"
    if part.with_table:
        yield _table(chart_table(chart), part.table_caption)


def _beside(part: PictureRow, template: Template) -> Iterator[str]:
    for each in part.pictures:  # beside each other, on a page that stands, their letters were too small to read
        yield from _picture(each, template)


def _captioned(part: Captioned, template: Template) -> Iterator[str]:
    yield _table(part.table, part.caption)
    if part.left_out:
        yield f"#par[#{text_of(cut_words(part))}]"


def _table(table: Table, caption: str) -> str:
    widths = ", ".join(f"{width:.2f}fr" for width in column_widths(table, 100))
    align = ", ".join("right" if place in table.right else "left" for place in range(len(table.headers)))
    heads = ", ".join(f"strong({text_of(head)})" for head in table.headers)
    cells = ", ".join(text_of(cell.text if isinstance(cell, Link) else cell) for row in table.rows for cell in row)
    body = f"table(columns: ({widths},), align: ({align},), table.header({heads}), {cells})"
    figure = f"#figure({body}, kind: table, caption: {text_of(caption)})"
    return f"#block(breakable: false)[{figure}]" if len(table.rows) <= KEPT_TOGETHER else figure


def _contents(part: Contents, template: Template) -> Iterator[str]:
    yield "#context outline(title: none, target: selector(heading.where(level: 2)).after(here()))"


def _landscape(part: Landscape, template: Template) -> Iterator[str]:
    yield "#set page(flipped: true)"


def _break(part: PageBreak, template: Template) -> Iterator[str]:
    yield "#pagebreak(weak: true)"


_WRITERS: Mapping[type[Any], Callable[[Any, Template], Iterator[str]]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Bullets: _bullets,
    LabelledList: _labelled,
    Picture: _picture,
    ChartPart: _chart,
    PictureRow: _beside,
    Callout: _callout,
    Captioned: _captioned,
    PageBreak: _break,
    Landscape: _landscape,
    Contents: _contents,
}
