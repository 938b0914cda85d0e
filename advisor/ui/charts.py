"""Charts of the library on a page, each with the same figures as a table for those who do not see it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from advisor.report.charts import Chart, ChartKind, chart_table, vega_lite
from advisor.report.charts.svg import ACCENT
from advisor.ui.blocks import show_table
from advisor.ui.wording import plain

ACCENT_IN_THE_DARK = "#3f8fe0"
PANEL_HEIGHT = 180
BAR, FRAME, LEGEND_LINE = 13, 90, 20
"""Pixels for a bar with the room around it, for the axis, and for a name in the legend."""


def dark_theme() -> bool:
    """Whether the page is shown in the dark theme."""
    return st.context.theme.type == "dark"


def show_chart(chart: Chart) -> None:
    """The chart under its title, as wide as the page, and its figures folded up below."""
    st.markdown(f"**{plain(chart.title)}**")
    panels = [chart]
    if chart.kind is ChartKind.COLUMNS:  # a panel for each, so that all are as wide as the page
        panels = [replace(chart, series=(series,)) for series in chart.series]
    for panel in panels:
        spec = vega_lite(panel, ACCENT_IN_THE_DARK if dark_theme() else ACCENT)
        for said_elsewhere in ("title", "description"):
            del spec[said_elsewhere]
        spec["height"] = PANEL_HEIGHT if chart.kind is ChartKind.COLUMNS else _bars_height(chart)
        st.vega_lite_chart(spec=spec, alt=f"{chart.title}. {chart.description}")
    st.caption(plain(chart.description))
    with st.expander("The figures as a table"):
        show_table(chart_table(chart), alt=chart.title)


def _bars_height(chart: Chart) -> int:
    """High enough for every bar: one for a category, or one for each of its series."""
    bars = len(chart.series) if chart.kind is ChartKind.GROUPED else 1
    return FRAME + len(chart.series) * LEGEND_LINE + len(chart.categories) * (bars + 1) * BAR
