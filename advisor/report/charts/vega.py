"""A chart as a Vega-Lite specification, which Altair and Streamlit take as it is."""

from __future__ import annotations

from typing import Any

from advisor.report.charts.chart import Chart, ChartKind, NumberForm
from advisor.report.charts.svg import ACCENT, SERIES_COLOURS

_FORMATS = {NumberForm.MONEY: ",.0f", NumberForm.SHARE: ".0%", NumberForm.SCORE: ".3f", NumberForm.COUNT: ",.0f"}
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


def vega_lite(chart: Chart, accent: str = ACCENT) -> dict[str, Any]:
    """The specification with its figures in it: `altair.Chart.from_dict(...)`, or `st.vega_lite_chart(...)`.

    Bars and columns are those of the SVG; the description serves screen readers.
    """
    return {
        "$schema": SCHEMA,
        "title": chart.title,
        "description": chart.description,
        "width": "container" if chart.kind is not ChartKind.COLUMNS else 640,
        "data": {"values": _rows(chart)},
        **(_columns(chart) if chart.kind is ChartKind.COLUMNS else _bars(chart, accent)),
    }


def _rows(chart: Chart) -> list[dict[str, Any]]:
    rows = []
    for number, series in enumerate(chart.series):
        for place, category in enumerate(chart.categories):
            between = chart.ranges[place] if chart.ranges else None
            row = {"category": category, "series": series.name, "order": number, "value": series.values[place]}
            if between is not None and number == 0:
                row |= {"low": between[0], "high": between[1]}
            rows.append(row)
    return rows


def _bars(chart: Chart, accent: str) -> dict[str, Any]:
    y = {"field": "category", "type": "nominal", "sort": None, "title": chart.category}
    colours = [accent, *SERIES_COLOURS][: len(chart.series)]
    scale = {"domain": [0, chart.most]} if chart.most is not None else {}
    bars: dict[str, Any] = {
        "mark": {"type": "bar", "tooltip": True},
        "encoding": {
            "y": y,
            "x": {
                "field": "value",
                "type": "quantitative",
                "title": chart.unit,
                "axis": {"format": _FORMATS[chart.form]},
                **({"scale": scale} if scale else {}),
            },
            "color": {
                "field": "series",
                "type": "nominal",
                "title": None,
                "sort": None,
                "scale": {"domain": [series.name for series in chart.series], "range": colours},
            },
            "order": {"field": "order"},
        },
    }
    if chart.kind is ChartKind.GROUPED:
        bars["encoding"]["yOffset"] = {"field": "series", "sort": None}
    if not any(chart.ranges):
        return bars
    ends = {"y": y, "x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}}
    return {"layer": [bars, {"mark": {"type": "rule", "strokeWidth": 2}, "encoding": ends}]}


def _columns(chart: Chart) -> dict[str, Any]:
    return {
        "mark": {"type": "bar", "tooltip": True},
        "encoding": {
            "x": {"field": "category", "type": "ordinal", "sort": None, "title": chart.unit},
            "y": {"field": "value", "type": "quantitative", "title": None, "axis": {"format": _FORMATS[chart.form]}},
            "row": {"field": "series", "type": "nominal", "sort": None, "title": None},
        },
        "resolve": {"scale": {"y": "independent"}},
    }
