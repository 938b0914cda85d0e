"""The styles of Word documents: those of a firm as they are, and plain ones for what it has none of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from advisor.report.documents.template import Template

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

NORMAL, TITLE, CAPTION, BULLET, BULLET_BELOW, CALLOUT, CITED = (
    "Normal",
    "Title",
    "Caption",
    "List Bullet",
    "List Bullet 2",
    "Intense Quote",
    "Subtle Emphasis",
)
CELL = "Table text"


def xml(name: str, **attributes: object) -> Any:
    """An XML element of Word with its attributes, names with their prefix."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(key), str(value))
    return made


def style_id(word: WordDocument, name: str) -> str:
    """The id by which a style is named in the XML."""
    return str(word.styles[name].style_id)


def _styles(word: WordDocument) -> Iterator[str]:
    yield from (style.name for style in word.styles if style.name)


def set_styles(word: WordDocument, template: Template) -> None:
    """The styles that are used: those of the firm as they are, and plain ones for what it has none of."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    there = set(_styles(word))
    wanted = {
        **dict.fromkeys((CAPTION, BULLET, BULLET_BELOW, CALLOUT, TITLE, CELL), WD_STYLE_TYPE.PARAGRAPH),
        **dict.fromkeys(("Heading 1", "Heading 2", "Heading 3", "TOC 1"), WD_STYLE_TYPE.PARAGRAPH),
        CITED: WD_STYLE_TYPE.CHARACTER,
        "Advisor table": WD_STYLE_TYPE.TABLE,
    }
    for name, kind in wanted.items():
        if name not in there:
            word.styles.add_style(name, kind)
    _table_style(word, template)
    word.styles[CELL].font.size = Pt(8)
    word.styles[CELL].paragraph_format.space_after = Pt(1)
    if template.word_file is not None:
        return
    accent = RGBColor.from_string(template.about.accent[1:].upper())
    sizes = {NORMAL: 9.5, TITLE: 18, "Heading 1": 16, "Heading 2": 12, "Heading 3": 10, CAPTION: 8.5, "TOC 1": 9.5}
    sizes |= {BULLET: 9.5, BULLET_BELOW: 9.5, CALLOUT: 10}
    for name, size in sizes.items():
        style = word.styles[name]
        style.font.size, style.font.name = Pt(size), "Arial"
        _plain_fonts(style)
        space = style.paragraph_format
        space.space_after = Pt(3)
        space.line_spacing = 1.08
        if name == TITLE or name.startswith("Heading"):
            style.font.color.rgb, style.font.bold = accent, True
            space.space_before, space.keep_with_next = Pt(0 if name == TITLE else 9), True
    word.styles[CELL].font.name = "Arial"
    _plain_fonts(word.styles[CELL])
    word.styles[CAPTION].font.bold = False
    word.styles[CAPTION].font.color.rgb = RGBColor(0x4F, 0x5B, 0x67)
    word.styles[CITED].font.color.rgb, word.styles[CITED].font.size = RGBColor(0x4F, 0x5B, 0x67), Pt(7.5)
    _callout_style(word, accent)


def _callout_style(word: WordDocument, accent: Any) -> None:
    """A bar of the accent at the left, on a light ground."""
    style = word.styles[CALLOUT]
    style.font.italic, style.font.bold, style.font.color.rgb = False, False, None
    how = style.element.get_or_add_pPr()
    for old in list(how):
        how.remove(old)
    borders = xml("w:pBdr")
    borders.append(xml("w:left", **{"w:val": "single", "w:sz": 36, "w:space": 8, "w:color": str(accent)}))
    how.append(borders)
    how.append(xml("w:shd", **{"w:val": "clear", "w:color": "auto", "w:fill": "F3F6F9"}))
    how.append(xml("w:spacing", **{"w:before": 0, "w:after": 40}))
    how.append(xml("w:ind", **{"w:left": 200, "w:right": 100}))


def _plain_fonts(style: Any) -> None:
    """Take the font of the theme out, which would go before the one that is named."""
    from docx.oxml.ns import qn

    properties = style.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        if fonts is not None and fonts.get(qn(f"w:{name}")) is not None:
            del fonts.attrib[qn(f"w:{name}")]


def _table_style(word: WordDocument, template: Template) -> None:
    """Thin lines between rows, and a line of the accent below the head."""
    element = word.styles["Advisor table"].element
    for old in [each for each in element if each.tag.endswith(("}tblPr", "}tblStylePr"))]:
        element.remove(old)
    properties, borders = xml("w:tblPr"), xml("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(xml(f"w:{side}", **{"w:val": "single", "w:sz": 4, "w:space": 0, "w:color": "C5CCD3"}))
    properties.append(borders)
    element.append(properties)
    head, cell, line = xml("w:tblStylePr", **{"w:type": "firstRow"}), xml("w:tcPr"), xml("w:tcBorders")
    accent = template.about.accent[1:].upper()
    line.append(xml("w:bottom", **{"w:val": "single", "w:sz": 12, "w:space": 0, "w:color": accent}))
    cell.append(line)
    head.append(cell)
    element.append(head)
