"""What follows the first two pages: the charts, and the whole report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from advisor.recommend import Ranked, Recommendation
from advisor.report.blocks import Heading
from advisor.report.charts import (
    contribution_chart,
    cost_chart,
    load_chart,
    node_fill_chart,
    weight_share_chart,
)
from advisor.report.documents.parts import ChartPart, Contents, Landscape, PageBreak, Part, Picture, captioned
from advisor.report.pages.recommendation import recommendation_page


def annex_parts(
    recommendation: Recommendation, picture: Picture | None, compared: tuple[Ranked, ...] | None = None
) -> Iterator[Part]:
    """Contents, charts, every section of the whole report, and the picture, with numbers by which they are found."""
    yield PageBreak()
    yield Heading("Annex", 1)
    yield Contents()
    number = 0
    for part in _sections(recommendation, picture, compared):
        if isinstance(part, Heading) and part.level == 2:
            number += 1
            yield replace(part, text=f"A{number} {part.text}")
        else:
            yield part


def _sections(
    recommendation: Recommendation, picture: Picture | None, compared: tuple[Ranked, ...] | None
) -> Iterator[Part]:
    yield from chart_parts(recommendation, compared)
    page = recommendation_page(recommendation, precedents=False)
    first = next((place for place, block in enumerate(page) if isinstance(block, Heading) and block.level > 1), 0)
    yield from captioned(page[first:])
    if picture is not None:
        yield Landscape()
        yield Heading("The picture on a page of its own")
        yield picture


def chart_parts(recommendation: Recommendation, compared: tuple[Ranked, ...] | None = None) -> Iterator[Part]:
    """The charts that there are figures for."""
    winner = recommendation.winner
    if winner is None:
        return
    topology = winner.topology
    charts = (
        contribution_chart(recommendation, compared),
        cost_chart(recommendation, compared),
        load_chart(topology),
        weight_share_chart(recommendation),
        node_fill_chart(topology, recommendation.scenario, recommendation.knowledge),
    )
    yield Heading("In figures")
    for chart in charts:
        if chart is not None:
            yield Heading(chart.title, 3)
            yield ChartPart(chart)
