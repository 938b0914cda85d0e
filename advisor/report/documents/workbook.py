"""A workbook with the few formats that its sheets share; texts are written as texts, never as formulas or links."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from advisor.report.formats.text import printable

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_CHARACTERS = 32_000
"""A cell holds a few more."""
LINE_POINTS = 15
MOST_LINES = 27
"""What a row can be high: 409 points."""
ROOMY = 1.1
"""By how much a text is longer on lines that break between words."""
INPUT_GROUND = "#fff2cc"


@dataclass(frozen=True)
class Column:
    """The head of a column, and how many characters wide it is."""

    head: str
    width: float


def column_letters(place: int) -> str:
    """The letters of a column, counted from 0.

    >>> column_letters(0), column_letters(25), column_letters(26), column_letters(702)
    ('A', 'Z', 'AA', 'AAA')
    """
    letters = ""
    place += 1
    while place:
        place, left = divmod(place - 1, 26)
        letters = chr(ord("A") + left) + letters
    return letters


@dataclass(frozen=True)
class Book:
    """A workbook and its formats."""

    workbook: xlsxwriter.Workbook
    head: Format
    plain: Format
    figure: Format
    bold: Format
    wrapped: Format
    money: Format
    money_bold: Format
    share: Format
    score: Format
    entry: Format
    widths: dict[tuple[str, int], float] = field(default_factory=dict)
    """Characters that a column of a sheet is wide."""
    lines: dict[tuple[str, int], int] = field(default_factory=dict)
    """Lines that a row of a sheet is high; not every reader finds that out by itself."""

    @classmethod
    def of(cls, workbook: xlsxwriter.Workbook, accent: str) -> Book:
        """The formats, with the accent behind the heads."""
        top = {"valign": "top"}

        def made(**properties: object) -> Format:
            return workbook.add_format({**top, **properties})

        return cls(
            workbook,
            head=made(bold=True, font_color="#ffffff", bg_color=accent, text_wrap=True, indent=1),
            plain=made(indent=1),
            figure=made(),
            bold=made(bold=True, indent=1),
            wrapped=made(text_wrap=True, indent=1),
            money=made(num_format="#,##0.00"),
            money_bold=made(num_format="#,##0.00", bold=True),
            share=made(num_format="0%"),
            score=made(num_format="0.000"),
            entry=made(num_format="0.0", bg_color=INPUT_GROUND, border=1),
        )

    def sheet(self, name: str, columns: tuple[Column, ...], head_row: int = 0) -> Worksheet:
        """A new sheet whose heads stay in view."""
        sheet = self.workbook.add_worksheet(name)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            self.widths[name, place] = column.width
            self.text(sheet, head_row, place, column.head, self.head)
        sheet.freeze_panes(head_row + 1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(head_row)
        return sheet

    def text(self, sheet: Any, row: int, column: int, text: str, form: Format | None = None) -> None:
        """Write a text."""
        shown = printable(text)[:MOST_CHARACTERS]
        sheet.write_string(row, column, shown, form or self.plain)
        if form in (self.wrapped, self.head):
            lines = min(
                math.ceil(len(shown) * ROOMY / self.widths.get((sheet.name, column), len(shown) + 1)), MOST_LINES
            )
            if lines > self.lines.get((sheet.name, row), 1):
                self.lines[sheet.name, row] = lines
                sheet.set_row(row, LINE_POINTS * lines)

    def number(self, sheet: Any, row: int, column: int, number: float | None, form: Format | None = None) -> None:
        """Write a number; nothing where it is not known."""
        if number is not None:
            sheet.write_number(row, column, number, form or self.figure)

    def formula(
        self, sheet: Any, row: int, column: int, formula: str, value: float | str, form: Format | None = None
    ) -> None:
        """Write a formula with what it yields, for readers that do not calculate."""
        sheet.write_formula(
            row, column, formula, form or (self.plain if isinstance(value, str) else self.figure), value
        )
