"""What a chart shows: categories, a figure of each series for every one of them, and how they are drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from advisor.report.blocks import Table
from advisor.report.wording.rounded import column_of_money


class ChartKind(StrEnum):
    """How the figures are drawn."""

    GROUPED = "grouped"
    """Bars of a category below each other, one for each series."""
    STACKED = "stacked"
    """The series of a category one after the other in one bar."""
    COLUMNS = "columns"
    """Columns beside each other along the hours, each series in a panel of its own."""


class NumberForm(StrEnum):
    """What the figures are."""

    MONEY = "money"
    SHARE = "share"
    """1.0 is the whole."""
    SCORE = "score"
    COUNT = "count"


@dataclass(frozen=True)
class Series:
    """Figures with a name, one for each category; None where a figure is not known."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Chart:
    """Everything that is drawn.

    `name` serves as the name of a file, `title` says what is seen, `description` what the chart is and how it is read,
    for whoever cannot see it. `ranges` are low and high of each category, where the sum of it is not one figure.
    """

    name: str
    kind: ChartKind
    title: str
    description: str
    unit: str
    category: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    form: NumberForm
    ranges: tuple[tuple[float, float] | None, ...] = ()
    most: float | None = None
    """Where the axis ends; None: at the largest figure."""

    @property
    def totals(self) -> tuple[float, ...]:
        """The sum of all series of each category."""
        return tuple(
            sum(series.values[place] or 0.0 for series in self.series) for place in range(len(self.categories))
        )


_WORDS: Mapping[NumberForm, Callable[[float], str]] = {
    NumberForm.SHARE: lambda number: f"{number:.0%}",
    NumberForm.SCORE: lambda number: f"{number:.3f}",
    NumberForm.COUNT: lambda number: f"{number:,.0f}",
}


def number_words(number: float | None, chart: Chart) -> str:
    """A figure of a chart as it stands beside its bar, money rounded alike in all of it; `-` where it is not known."""
    if number is None:
        return "-"
    if chart.form is NumberForm.MONEY:
        return column_of_money((number, *chart.totals))[0]
    return _WORDS[chart.form](number)


def chart_table(chart: Chart) -> Table:
    """The same figures as a table: a row for each category, a column for each series."""
    stacked, ranged = chart.kind is ChartKind.STACKED, any(chart.ranges)
    heads = (
        chart.category,
        *(series.name for series in chart.series),
        *(("all together",) if stacked else ()),
        *(("low", "high") if ranged else ()),
    )
    rows = []
    for place, category in enumerate(chart.categories):
        between = chart.ranges[place] if ranged else None
        cells = [number_words(series.values[place], chart) for series in chart.series]
        cells += [number_words(chart.totals[place], chart)] if stacked else []
        cells += [number_words(end, chart) for end in between or (None, None)] if ranged else []
        rows.append((category, *cells))
    return Table(heads, tuple(rows), right=tuple(range(1, len(heads))))
