"""A document as a Word file: real styles, captions with numbers, heads of tables that repeat, alternative texts."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from advisor.drawing.png import has_fonts, png_of
from advisor.report.blocks import Bullet, Bullets, Cell, Heading, LabelledList, Link, Paragraph, Table
from advisor.report.charts import chart_table, print_chart
from advisor.report.documents.fixed_zip import fixed_zip
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
from advisor.report.documents.table_widths import column_widths
from advisor.report.documents.template import Template
from advisor.report.documents.word_styles import (
    BULLET,
    BULLET_BELOW,
    CALLOUT,
    CAPTION,
    CELL,
    CITED,
    NORMAL,
    TITLE,
    set_styles,
    style_id,
    xml,
)
from advisor.report.formats.text import printable

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.text.paragraph import Paragraph as WordParagraph

TEXT_MM, LANDSCAPE_MM, MARGIN_MM = 174, 240, 18
EDGE_MM, LOGO_MM, CLEAR_MM = 9, 10, 7
"""From the edge of the paper to the header and the footer, the height of a logo, and what a line takes with room."""
TWIPS_PER_MM = 56.69
PIXELS_ON_A_MM = 7
"""About 180 on an inch of paper: sharp in print. The time to draw grows with the pixels."""
CHART_MM = 150
NO_FONTS = (
    "This machine has no font to draw letters of pictures with, so pictures are left out here; the HTML form has them."
)


def print_docx(document: DocumentText, template: Template) -> bytes:
    """The document as a .docx file."""
    writer = _Writer(_blank(template), document, template)
    writer.write()
    written = io.BytesIO()
    writer.word.save(written)
    return fixed_zip(written.getvalue())


def _blank(template: Template) -> WordDocument:
    """An empty Word document with the styles of the firm, or plain ones."""
    from docx import Document

    if template.word_file is None:
        return Document()
    word = Document(str(template.word_file))
    for element in list(word.element.body):
        if not element.tag.endswith("}sectPr"):
            word.element.body.remove(element)
    return word


@dataclass
class _Writer:
    """Writes the parts one after the other into a Word document."""

    word: WordDocument
    document: DocumentText
    template: Template
    bookmarks: dict[int, str] = field(default_factory=dict)
    styles: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    drawn: dict[str, bytes] = field(default_factory=dict)
    ids: int = 0
    headed: bool = False
    on_new_page: bool = False
    width_mm: float = TEXT_MM
    told_of_fonts: bool = False

    def write(self) -> None:
        """Set up page and styles, then write every part."""
        set_styles(self.word, self.template)
        self._page()
        self._properties()
        self.bookmarks = {id(each): f"_Toc{number:06}" for number, each in enumerate(self.document.headings, start=1)}
        writers: Mapping[type[Any], Callable[[Any], None]] = {
            Heading: self._heading,
            Paragraph: self._paragraph,
            Bullets: lambda part: self._bullets(part.items, BULLET),
            LabelledList: self._labelled,
            Picture: self._picture,
            ChartPart: self._chart,
            PictureRow: self._beside,
            Callout: self._callout,
            Captioned: self._captioned,
            PageBreak: self._break,
            Landscape: self._landscape,
            Contents: self._contents,
        }
        for part in self.document.parts:
            writers[type(part)](part)

    def _add(self, style: str, text: str = "") -> WordParagraph:
        """A new paragraph of a style."""
        paragraph = self.word.add_paragraph()
        paragraph._p.get_or_add_pPr().append(xml("w:pStyle", **{"w:val": self._style_id(style)}))
        if self.on_new_page:
            paragraph.paragraph_format.page_break_before = True
            self.on_new_page = False
        if text:
            paragraph.add_run(text)
        return paragraph

    def _style_id(self, style: str) -> str:
        """The id of a style; the library would look it up anew each time, which takes milliseconds."""
        if style not in self.styles:
            self.styles[style] = style_id(self.word, style)
        return self.styles[style]

    def _page(self) -> None:
        """A4, with a header and a footer of the firm where its own document has none."""
        from docx.shared import Mm

        section = self.word.sections[0]
        if self.template.word_file is not None:
            return
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(MARGIN_MM)
        about = self.template.about
        line = LOGO_MM if self.template.logo is not None else 0
        section.header_distance = section.footer_distance = Mm(EDGE_MM)
        section.top_margin, section.bottom_margin = Mm(EDGE_MM + line + CLEAR_MM), Mm(EDGE_MM + CLEAR_MM)
        head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
        for each in (head, foot):
            _one_right_stop(each)
        if self.template.logo is not None:
            run = head.add_run()
            shape = run.add_picture(io.BytesIO(self.template.logo.as_png), height=Mm(LOGO_MM))
            self._alt(shape, about.firm or "Logo", about.firm or "Logo")
        elif about.firm:
            head.add_run(printable(about.firm))
        told = (
            about.words.status,
            self.document.day,
            *((about.words.confidential,) if about.words.confidential else ()),
        )
        head.add_run(f"\t{printable(', '.join(told))}")
        foot.add_run(f"{printable(about.words.footer or 'Container platform advisor')}\tpage ")
        _field(foot, "PAGE", "1")

    def _properties(self) -> None:
        day = dt.datetime.fromisoformat(self.document.day)
        properties = self.word.core_properties
        properties.title, properties.subject = printable(self.document.title), printable(self.document.subject)
        properties.author = properties.last_modified_by = printable(
            self.template.about.firm or "Container platform advisor"
        )
        properties.created = properties.modified = day
        properties.comments, properties.keywords, properties.revision = "", "", 1
        properties.language = "en"

    def _heading(self, heading: Heading) -> None:
        style = TITLE if heading.level == 1 and not self.headed else f"Heading {heading.level}"
        self.headed = True
        paragraph = self._add(style)
        name = self.bookmarks.get(id(heading))
        if name is None:
            paragraph.add_run(printable(heading.text))
            return
        self.ids += 1
        start, end = (
            xml("w:bookmarkStart", **{"w:id": self.ids, "w:name": name}),
            xml("w:bookmarkEnd", **{"w:id": self.ids}),
        )
        paragraph._p.append(start)
        paragraph.add_run(printable(heading.text))
        paragraph._p.append(end)

    def _paragraph(self, part: Paragraph) -> None:
        paragraph = self._add(NORMAL)
        paragraph.add_run(printable(part.text)).bold = part.stressed or None
        self._cite(paragraph, part.sources)

    def _cite(self, paragraph: WordParagraph, sources: tuple[str, ...]) -> None:
        if sources:
            run = paragraph.add_run(f" [{printable(', '.join(sources))}]")
            run._r.get_or_add_rPr().append(xml("w:rStyle", **{"w:val": self._style_id(CITED)}))

    def _bullets(self, items: Iterable[Bullet], style: str) -> None:
        for item in items:
            paragraph = self._add(style)
            paragraph.add_run(printable(item.text))
            self._cite(paragraph, item.sources)
            self._bullets(item.below, BULLET_BELOW)

    def _labelled(self, part: LabelledList) -> None:
        for entry in part.entries:
            paragraph = self._add(NORMAL)
            paragraph.add_run(printable(f"{entry.label}: ")).bold = True
            paragraph.add_run(printable(" ".join(line.text for line in entry.lines)))

    def _callout(self, part: Callout) -> None:
        for number, text in enumerate((part.text, *part.below)):
            paragraph = self._add(CALLOUT)
            run = paragraph.add_run(printable(text))
            run.bold = number == 0
            if number == 0:
                from docx.shared import Pt

                run.font.size = Pt(14)
                paragraph.paragraph_format.space_before = Pt(6)

    def _break(self, part: PageBreak) -> None:
        self.on_new_page = True

    def _landscape(self, part: Landscape) -> None:
        from docx.enum.section import WD_ORIENT, WD_SECTION
        from docx.shared import Mm

        section = self.word.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        self.width_mm = LANDSCAPE_MM

    def _contents(self, part: Contents) -> None:
        """A field with the headings in it, which are numbered: Word fills page numbers in when it is told to.

        It is not marked as out of date, as Word then asks whoever opens the file whether it may update fields.
        """
        headings = self.document.headings
        first = self._add("TOC 1")
        _field_part(first, "begin")
        _instruction(first, 'TOC \\o "2-2" \\h \\z \\u')
        _field_part(first, "separate")
        paragraph = first
        for number, heading in enumerate(headings):
            if number:
                paragraph = self._add("TOC 1")
            link = xml("w:hyperlink", **{"w:anchor": self.bookmarks[id(heading)]})
            run = paragraph.add_run(printable(heading.text))
            paragraph._p.remove(run._r)
            link.append(run._r)
            paragraph._p.append(link)
        _field_part(paragraph, "end")

    def _picture(self, picture: Picture) -> None:
        self._figure(picture.svg, picture.caption, picture.alt, self.width_mm, LANDSCAPE_MM)

    def _chart(self, part: ChartPart) -> None:
        chart = part.chart
        svg = print_chart(chart, self.template.about.accent)
        self._figure(svg, part.caption, chart.description, CHART_MM, CHART_MM)
        if part.with_table:
            self._table(chart_table(chart), part.table_caption)

    def _figure(self, svg: str, caption: str, alt: str, width_mm: float, sharp_to_mm: float) -> None:
        from docx.shared import Mm

        if not has_fonts():
            if not self.told_of_fonts:
                self._add(NORMAL, NO_FONTS)
            self.told_of_fonts = True
            return
        paragraph = self._add(NORMAL)
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(io.BytesIO(self._png(svg, sharp_to_mm)), width=Mm(width_mm))
        self._alt(shape, caption, alt)
        self._caption("Figure", caption)

    def _png(self, svg: str, sharp_to_mm: float) -> bytes:
        """The picture, sharp at this width; it is drawn once, wherever it stands."""
        if svg not in self.drawn:
            self.drawn[svg] = png_of(svg, round(sharp_to_mm * PIXELS_ON_A_MM))
        return self.drawn[svg]

    def _alt(self, shape: Any, title: str, alt: str) -> None:
        self.ids += 1
        about = shape._inline.docPr
        about.set("id", str(self.ids))
        about.set("name", f"Picture {self.ids}")
        about.set("title", printable(title))
        about.set("descr", printable(alt))

    def _beside(self, part: PictureRow) -> None:
        """Pictures below each other: beside each other, on a page that stands, their letters were too small to read."""
        for picture in part.pictures:
            self._figure(picture.svg, picture.caption, picture.alt, TEXT_MM, TEXT_MM)

    def _captioned(self, part: Captioned) -> None:
        self._table(part.table, part.caption)
        if part.left_out:
            self._add(NORMAL, cut_words(part))

    def _caption(self, kind: str, text: str) -> None:
        paragraph = self._add(CAPTION)
        paragraph.paragraph_format.keep_with_next = kind == "Table" or None
        paragraph.add_run(f"{kind} ")
        _field(paragraph, f"SEQ {kind} \\* ARABIC", str(self._number(kind)))
        paragraph.add_run(printable(f": {text}"))

    def _number(self, kind: str) -> int:
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return self.counts[kind]

    def _table(self, table: Table, caption: str) -> None:
        """A table written as XML at once: cell by cell through the library, long ones take seconds."""
        from docx.oxml import parse_xml

        self._caption("Table", caption)
        widths = [round(width) for width in column_widths(table, TEXT_MM * TWIPS_PER_MM)]
        look = self._style_id("Advisor table"), self._style_id(CELL)
        element = parse_xml(_table_xml(table, printable(caption), widths, *look))
        self.word.element.body.insert(len(self.word.element.body) - 1, element)
        self._add(NORMAL).paragraph_format.space_after = 0


def _one_right_stop(paragraph: WordParagraph) -> None:
    """One place to go on at by a tab: the right edge of the text, in place of those of the style."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm

    stops = paragraph.paragraph_format.tab_stops
    for stop in paragraph.style.paragraph_format.tab_stops if paragraph.style is not None else ():
        stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
    stops.add_tab_stop(Mm(TEXT_MM), WD_TAB_ALIGNMENT.RIGHT)


def _table_xml(table: Table, caption: str, widths: Sequence[int], table_style: str, cell_style: str) -> str:
    """A table of fixed widths whose head repeats on every page."""
    from docx.oxml.ns import nsdecls

    def row(cells: Iterable[Cell], repeats: str, weight: str, paragraphs: Sequence[str]) -> str:
        shown = (printable(cell.text if isinstance(cell, Link) else cell) for cell in cells)
        return (
            f"<w:tr><w:trPr><w:cantSplit/>{repeats}</w:trPr>"
            + "".join(
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p>{how}'
                f'<w:r>{weight}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:tc>'
                for width, how, text in zip(widths, paragraphs, shown, strict=True)
            )
            + "</w:tr>"
        )

    style, right = f"<w:pStyle w:val={quoteattr(cell_style)}/>", '<w:jc w:val="right"/>'
    ends, goes_on = (
        [f"<w:pPr>{style}{keep}{right if at in table.right else ''}</w:pPr>" for at in range(len(table.headers))]
        for keep in ("", "<w:keepNext/>")
    )
    within = goes_on if len(table.rows) <= KEPT_TOGETHER else ends
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f"<w:tbl {nsdecls('w')}><w:tblPr><w:tblStyle w:val={quoteattr(table_style)}/>"
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="0020" w:firstRow="1"/><w:tblCaption w:val={quoteattr(caption)}/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
        f"{row(table.headers, '<w:tblHeader/>', '<w:rPr><w:b/></w:rPr>', goes_on)}"
        f"{''.join(row(cells, '', '', within) for cells in table.rows[:-1])}"
        f"{''.join(row(cells, '', '', ends) for cells in table.rows[-1:])}</w:tbl>"
    )


def _field(paragraph: WordParagraph, instruction: str, shown: str) -> None:
    """A field with what it shows until a word processor works it out."""
    _field_part(paragraph, "begin")
    _instruction(paragraph, instruction)
    _field_part(paragraph, "separate")
    paragraph.add_run(shown)
    _field_part(paragraph, "end")


def _field_part(paragraph: WordParagraph, kind: str) -> None:
    run = paragraph.add_run()
    run._r.append(xml("w:fldChar", **{"w:fldCharType": kind}))


def _instruction(paragraph: WordParagraph, text: str) -> None:
    run = paragraph.add_run()
    element = xml("w:instrText", **{"xml:space": "preserve"})
    element.text = f" {text} "
    run._r.append(element)
