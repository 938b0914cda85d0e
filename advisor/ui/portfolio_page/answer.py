"""The answer about a portfolio: what to standardise on, what that saves, and what each application gives up."""

from __future__ import annotations

import altair as alt
import streamlit as st

from advisor import Knowledge
from advisor.portfolio import Portfolio
from advisor.portfolio.plan import CurvePoint
from advisor.report import render_portfolio
from advisor.report.charts.svg import ACCENT
from advisor.report.documents.portfolio_workbook import print_portfolio_workbook
from advisor.report.pages import portfolio as told
from advisor.report.wording import count, listing, percent
from advisor.report.wording.rounded import money
from advisor.ui.blocks import show_blocks
from advisor.ui.charts import ACCENT_IN_THE_DARK, dark_theme
from advisor.ui.report_page.forms import FormEntry, show_forms
from advisor.ui.wording import plain

_HEIGHT = 240


def show_portfolio(portfolio: Portfolio, knowledge: Knowledge) -> None:
    """All of the answer."""
    show_blocks(told.verdict(portfolio, knowledge), knowledge)
    if not portfolio.placed:
        return
    _show_figures(portfolio)
    show_blocks(told.chosen(portfolio, knowledge), knowledge)
    _show_curve(portfolio, knowledge)
    for section in (told.sharing, told.given_up, told.cannot_move, told.other_prices):
        show_blocks(section(portfolio, knowledge), knowledge)
    show_blocks(told.how_worked_out(portfolio), knowledge)
    st.subheader("Take it away", anchor=False)
    show_forms(_forms(portfolio, knowledge), "portfolio", "portfolio/forms")


def _show_figures(portfolio: Portfolio) -> None:
    saved = portfolio.saved_usd_per_month
    share = f" ({percent(abs(saved) / portfolio.alone_usd_per_month)})" if portfolio.alone_usd_per_month else ""
    people = sum(portfolio.people.values())
    figures = (
        ("Together, a month", money(portfolio.usd_per_month)),
        ("Each on its own best", money(portfolio.alone_usd_per_month)),
        ("Saved" if saved >= 0 else "Dearer by", f"{money(round(abs(saved)))}{share}"),
        (f"People, instead of {portfolio.alone_people:.1f}", f"{people:.1f}"),
    )
    with st.grid(min_column_width=170, gap="small"):
        for name, figure in figures:
            st.metric(name, figure, border=True)


def _show_curve(portfolio: Portfolio, knowledge: Knowledge) -> None:
    """The cost by the number of platforms, as a picture and as a table."""
    heading, *rest = told.curve(portfolio, knowledge)
    show_blocks([heading], knowledge)
    points = [(point, usd) for point in portfolio.curve if (usd := point.usd_per_month) is not None]
    if len(points) > 1:
        first, usd = points[0]
        ends = f"from {money(usd)} a month with {count(first.most, 'platform')}"
        st.altair_chart(
            _line([_row(point, usd, knowledge) for point, usd in points]),
            alt=f"What it costs by the number of platforms: {ends}. The table below has all points.",
        )
        st.caption("The vertical axis does not begin at zero.")
    show_blocks(rest, knowledge)


def _row(point: CurvePoint, usd: float, knowledge: Knowledge) -> dict[str, object]:
    names = listing([knowledge.platforms[one].name for one in point.platforms])
    return {"most": point.most, "usd": usd, "platforms": names}


def _line(rows: list[dict[str, object]]) -> alt.Chart:
    colour = ACCENT_IN_THE_DARK if dark_theme() else ACCENT
    chart = alt.Chart(alt.InlineData(values=rows)).mark_line(
        point=alt.OverlayMarkDef(filled=True, size=70, color=colour), color=colour
    )
    line: alt.Chart = chart.encode(
        x=alt.X("most:O", title="Platforms at most", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("usd:Q", title="USD a month", axis=alt.Axis(format=",.0f"), scale=alt.Scale(zero=False)),
        tooltip=[
            alt.Tooltip("most:O", title="at most"),
            alt.Tooltip("usd:Q", title="USD a month", format=",.0f"),
            alt.Tooltip("platforms:N", title="platforms"),
        ],
    ).properties(height=_HEIGHT)
    return line


def _forms(portfolio: Portfolio, knowledge: Knowledge) -> list[FormEntry]:
    return [
        FormEntry(
            "xlsx",
            "Excel",
            "The choice, every application, the clusters and the curve.",
            "xlsx",
            lambda: print_portfolio_workbook(portfolio, knowledge),
        ),
        FormEntry(
            "text",
            "Text",
            "The report, as the command line prints it.",
            "txt",
            lambda: render_portfolio(portfolio, knowledge, "text"),
        ),
        FormEntry(
            "json",
            "JSON",
            "All figures for programs, by a published schema.",
            "json",
            lambda: render_portfolio(portfolio, knowledge, "json"),
        ),
    ]


def headline(portfolio: Portfolio) -> str:
    """The applications that the answer is about, in a few words."""
    return plain(f"The answer for {count(len(portfolio.applications), 'application')}")
