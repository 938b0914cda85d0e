"""A chart as SVG: text, bars and lines alone, the same bytes for the same chart.

Series differ by lightness and by lines on them, and every bar has its figure beside it, so that it can be read in grey.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from advisor.drawing.text_metrics import FONTS, cut, inert, text_width
from advisor.report.charts.chart import Chart, ChartKind, number_words

WIDTH = 760
SIZE, SMALL = 13, 11
BAR, GAP, BETWEEN = 13, 3, 12
"""Height of a bar, room between the bars of a category, and between categories."""
WHISKER = 7
"""Room below a bar for the line from its low to its high end."""
MOST_LABEL = 230
"""Room for the names of categories."""
PANEL = 96
"""Height of the columns of one series."""
MOST_FIGURES = 26
"""Columns up to which each has its figure above it."""
INK, SOFT, LINE, PAPER = "#1b2530", "#4f5b67", "#c5ccd3", "#ffffff"
ACCENT = "#1f4e79"
SERIES_COLOURS = ("#9dc3e6", "#e0a458", "#5b8c5a", "#b7a5c9", "#d9d9d9", "#6b6b6b")
"""Colours of the series after the first, in which the accent stands; neighbours differ in lightness."""
SLOPES = (0, 1, 0, -1, 1, 0, -1)
"""How the lines on a series run: none, upwards or downwards."""
HATCH = 6
"""Room between two of them."""


@dataclass
class _Sheet:
    """The lines of a picture, and how far down it has come."""

    accent: str
    lines: list[str] = field(default_factory=list)
    bottom: float = 0.0

    def text(self, x: float, y: float, text: str, *, size: int = SIZE, anchor: str = "start", fill: str = INK) -> None:
        """Put a text at its base line."""
        anchored = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self.lines.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{fill}"{anchored}>{_safe(text)}</text>'
        )

    def box(self, x: float, y: float, width: float, height: float, series: int) -> None:
        """A bar of a series: its colour, and lines on it."""
        place = f'x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.0):.1f}" height="{height:.1f}"'
        fill = self.accent if series == 0 else SERIES_COLOURS[(series - 1) % len(SERIES_COLOURS)]
        self.lines.append(f'<rect {place} fill="{fill}" stroke="{SOFT}" stroke-width="0.6"/>')
        slope = SLOPES[series % len(SLOPES)]
        if slope and width > 1:
            self.lines.append(f'<path d="{_hatch(x, y, width, height, slope)}" stroke="{SOFT}" stroke-width="0.8"/>')

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str = LINE, width: float = 1.0) -> None:
        """A straight line."""
        ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
        self.lines.append(f'<line {ends} stroke="{colour}" stroke-width="{width:g}"/>')


def print_chart(chart: Chart, accent: str = ACCENT) -> str:
    """The chart as an SVG document with a title and a description.

    Parameters:
        chart: what is drawn.
        accent: the colour of the first series, as `#rrggbb`.
    """
    sheet = _Sheet(accent)
    if chart.kind is ChartKind.COLUMNS:
        _columns(chart, sheet)
    else:
        _bars(chart, sheet)
    height = sheet.bottom + 6
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:.0f}" '
        f'viewBox="0 0 {WIDTH} {height:.0f}" font-family={quoteattr(FONTS)} role="img">'
        f"<title>{_safe(chart.title)}</title><desc>{_safe(chart.description)}</desc>"
        f'<rect width="{WIDTH}" height="{height:.0f}" fill="{PAPER}"/>'
    )
    return head + "".join(sheet.lines) + "</svg>"


def _safe(text: str) -> str:
    return escape(inert(text))


def _hatch(x: float, y: float, width: float, height: float, slope: int) -> str:
    """Lines at 45 degrees over a box, as a path: drawn one by one, which takes a third of the time of a pattern."""
    parts = []
    for start in range(-int(height), int(width) + 1, HATCH):
        first, last = max(start, 0), min(start + height, width)
        if first < last:
            low, high = (y + height - (at - start) for at in (first, last))
            if slope < 0:
                low, high = (2 * y + height - at for at in (low, high))
            parts.append(f"M{x + first:.1f} {low:.1f}L{x + last:.1f} {high:.1f}")
    return "".join(parts)


def _legend(chart: Chart, sheet: _Sheet) -> None:
    """The names of the series with their fills, over as many lines as they need."""
    if len(chart.series) < 2:
        sheet.bottom = 4
        return
    x, y = 4.0, 14.0
    for place, series in enumerate(chart.series):
        name = cut(inert(series.name), 300, SMALL)
        needed = 16 + text_width(name, SMALL) + 18
        if x + needed > WIDTH:
            x, y = 4.0, y + 18
        sheet.box(x, y - 10, 12, 12, place)
        sheet.text(x + 16, y, name, size=SMALL)
        x += needed
    sheet.bottom = y + 10


def _bars(chart: Chart, sheet: _Sheet) -> None:
    _legend(chart, sheet)
    stacked = chart.kind is ChartKind.STACKED
    labels = [inert(name) for name in chart.categories]
    left = min(MOST_LABEL, max((text_width(label, SIZE) for label in labels), default=0.0)) + 14
    figures = [number_words(value, chart) for value in _figures(chart)]
    right = max((text_width(each, SMALL) for each in figures), default=0.0) + 16
    scale = (WIDTH - left - right) / (_most(chart) or 1.0)
    ranged = any(chart.ranges)
    each = BAR + (WHISKER if ranged else 0) if stacked else len(chart.series) * (BAR + GAP) - GAP
    y = sheet.bottom + 4
    top = y
    for place, label in enumerate(labels):
        sheet.text(left - 8, y + each / 2 + 4.5, cut(label, MOST_LABEL, SIZE), anchor="end")
        if stacked:
            _stack(chart, place, sheet, left, y, scale)
        else:
            _group(chart, place, sheet, left, y, scale)
        y += each + BETWEEN
    sheet.line(left, top - 3, left, y - BETWEEN + 3, SOFT)
    sheet.text(left, y + 6, chart.unit, size=SMALL, fill=SOFT)
    sheet.bottom = y + 10


def _figures(chart: Chart) -> Iterator[float | None]:
    """Every figure that stands beside a bar."""
    if chart.kind is ChartKind.STACKED:
        yield from chart.totals
    else:
        yield from (value for series in chart.series for value in series.values)


def _most(chart: Chart) -> float:
    highs = (between[1] for between in chart.ranges if between is not None)
    return chart.most or max((*(value or 0.0 for value in _figures(chart)), *highs), default=1.0)


def _group(chart: Chart, place: int, sheet: _Sheet, left: float, y: float, scale: float) -> None:
    for number, series in enumerate(chart.series):
        value = series.values[place]
        width = (value or 0.0) * scale
        sheet.box(left, y, width, BAR, number)
        sheet.text(left + width + 5, y + BAR - 2.5, number_words(value, chart), size=SMALL)
        y += BAR + GAP


def _stack(chart: Chart, place: int, sheet: _Sheet, left: float, y: float, scale: float) -> None:
    """The parts one after the other; what is taken off makes the bar no longer, and the figure tells the sum."""
    x, total = left, chart.totals[place]
    for number, series in enumerate(chart.series):
        width = max((series.values[place] or 0.0) * scale, 0.0)
        if width:
            sheet.box(x, y, width, BAR, number)
            x += width
    between = chart.ranges[place] if chart.ranges else None
    end = x
    if between is not None:
        low, high = (left + edge * scale for edge in between)
        middle = y + BAR + WHISKER / 2 + 1
        sheet.line(low, middle, high, middle, INK, 1.4)
        for edge in (low, high):
            sheet.line(edge, middle - 3, edge, middle + 3, INK, 1.4)
    sheet.text(end + 5, y + BAR - 2.5, number_words(total, chart), size=SMALL)


def _columns(chart: Chart, sheet: _Sheet) -> None:
    """A panel for each series along the same hours."""
    left, count = 10.0, len(chart.categories)
    step = (WIDTH - 2 * left) / max(count, 1)
    y = 0.0
    for number, series in enumerate(chart.series):
        most = max((value or 0.0 for value in series.values), default=0.0) or 1.0
        sheet.text(left, y + 16, f"{series.name}, at most {number_words(most, chart)}", size=SIZE)
        base = y + 16 + 20 + PANEL
        for place, value in enumerate(series.values):
            height = (value or 0.0) / most * PANEL
            wide = min(step * 0.8, 90.0)
            x = left + place * step + (step - wide) / 2
            sheet.box(x, base - height, wide, height, number)
            if count <= MOST_FIGURES and value is not None:
                told = number_words(value, chart)
                if text_width(told, SMALL) <= step:
                    sheet.text(x + wide / 2, base - height - 4, told, size=SMALL, anchor="middle")
        sheet.line(left, base, WIDTH - left, base, SOFT)
        y = base + 4
        if number == len(chart.series) - 1:
            _ticks(chart, sheet, left, step, y)
    sheet.text(left, y + 32, chart.unit, size=SMALL, fill=SOFT)
    sheet.bottom = y + 34


def _ticks(chart: Chart, sheet: _Sheet, left: float, step: float, y: float) -> None:
    """The names of columns, of as many as have room."""
    widest = max((text_width(name, SMALL) for name in chart.categories), default=0.0) + 6
    every = next((each for each in (1, 2, 3, 6, 12, 24) if each * step >= min(widest, step * 24)), 24)
    for place in range(0, len(chart.categories), every):
        name = cut(inert(chart.categories[place]), int(every * step) - 4, SMALL)
        sheet.text(left + place * step + step / 2, y + 12, name, size=SMALL, anchor="middle")
