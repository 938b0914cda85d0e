"""A chart as a Vega-Lite specification, which Altair and Streamlit take as it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from advisor.report.charts.chart import Chart, ChartKind, NumberForm
from advisor.report.charts.svg import ACCENT, INK, PAPER, SERIES_COLOURS

_FORMATS = {NumberForm.MONEY: ",.0f", NumberForm.SHARE: ".0%", NumberForm.SCORE: ".3f", NumberForm.COUNT: ",.0f"}
MOST_LABEL = 170
"""Pixels for the names of categories."""
MOST_BESIDE = 2
"""Names of series that have room beside each other on a narrow page."""
SMALL_MONEY = 10
INVISIBLE = "\u200b"
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


def vega_lite(chart: Chart, accent: str = ACCENT) -> dict[str, Any]:
    """The specification with its figures in it: `altair.Chart.from_dict(...)`, or `st.vega_lite_chart(...)`.

    Bars and columns are those of the SVG; the description serves screen readers.
    """
    return {
        "$schema": SCHEMA,
        "title": chart.title,
        "description": chart.description,
        "width": "container" if chart.kind is not ChartKind.COLUMNS or len(chart.series) == 1 else 640,
        "data": {"values": _rows(chart)},
        **(_columns(chart, accent) if chart.kind is ChartKind.COLUMNS else _bars(chart, accent)),
    }


def _axis_format(chart: Chart) -> str:
    """Whole numbers, but for money that would read the same all along."""
    largest = max((abs(value) for series in chart.series for value in series.values if value is not None), default=0.0)
    return ",.2f" if chart.form is NumberForm.MONEY and largest < SMALL_MONEY else _FORMATS[chart.form]


def _told_apart(categories: Sequence[str]) -> list[str]:
    """The names of categories, each once: of equal ones the later have characters that nobody sees behind them."""
    return [name + INVISIBLE * list(categories[:place]).count(name) for place, name in enumerate(categories)]


def _rows(chart: Chart) -> list[dict[str, Any]]:
    rows = []
    names = _told_apart(chart.categories)
    for number, series in enumerate(chart.series):
        for place, category in enumerate(names):
            between = chart.ranges[place] if chart.ranges else None
            row = {"category": category, "series": series.name, "order": number, "value": series.values[place]}
            if between is not None and number == 0:
                row |= {"low": between[0], "high": between[1]}
            rows.append(row)
    return rows


def _bars(chart: Chart, accent: str) -> dict[str, Any]:
    y = {
        "field": "category",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"labelLimit": MOST_LABEL, "minExtent": 0, "labelOverlap": False},
    }
    x: dict[str, Any] = {
        "field": "value",
        "type": "quantitative",
        "title": chart.unit,
        "axis": {"format": _axis_format(chart), "tickCount": 5},
        "stack": "zero" if chart.kind is ChartKind.STACKED else None,
    }
    if chart.most is not None:
        x["scale"] = {"domain": [0, chart.most]}
    encoding = {"y": y, "x": x, "color": _series_colours(chart, accent), "order": {"field": "order"}}
    if chart.kind is ChartKind.GROUPED:
        encoding["yOffset"] = {"field": "series", "sort": None}
    bars = {"mark": {"type": "bar", "tooltip": True}, "encoding": encoding}
    if not any(chart.ranges):
        return bars
    ends = {"y": y, "x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}}
    lines = [  # a dark line with a light edge is seen on any ground
        {"mark": {"type": "rule", "strokeWidth": width, "color": colour}, "encoding": ends}
        for width, colour in ((5, PAPER), (2, INK))
    ]
    return {"layer": [bars, *lines]}


def _series_colours(chart: Chart, accent: str) -> dict[str, Any]:
    """A colour for each series, with a legend above the bars; names that need the room stand below each other."""
    columns = 1 if len(chart.series) > MOST_BESIDE else MOST_BESIDE
    colours = [accent, *SERIES_COLOURS][: len(chart.series)]
    return {
        "field": "series",
        "type": "nominal",
        "title": None,
        "sort": None,
        "legend": {"orient": "top", "columns": columns, "labelLimit": 0},
        "scale": {"domain": [series.name for series in chart.series], "range": colours},
    }


def _columns(chart: Chart, accent: str) -> dict[str, Any]:
    """A panel for each series; a single one needs none, and so may be as wide as there is room."""
    several, mark = len(chart.series) > 1, {"type": "bar", "tooltip": True, "color": accent}
    y = {"field": "value", "type": "quantitative", "axis": {"format": _axis_format(chart)}}
    encoding = {
        "x": {
            "field": "category",
            "type": "ordinal",
            "sort": None,
            "title": chart.unit,
            "axis": {"labelAngle": 0, "labelOverlap": True},
        },
        "y": {**y, "title": None if several else chart.series[0].name},
    }
    if not several:
        return {"mark": mark, "encoding": encoding}
    row = {"field": "series", "type": "nominal", "sort": None, "title": None}
    return {
        "mark": mark,
        "encoding": {**encoding, "row": row},
        "resolve": {"scale": {"y": "independent"}},
    }
