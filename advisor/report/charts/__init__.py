"""Charts of an answer: what they show as figures and words, printed as SVG, as Vega-Lite, or as a table."""

from advisor.report.charts.chart import Chart, ChartKind, NumberForm, Series, chart_table
from advisor.report.charts.contributions import contribution_chart
from advisor.report.charts.costs import cost_chart
from advisor.report.charts.load import hourly_cost_chart, load_chart
from advisor.report.charts.node_fill import node_fill_chart
from advisor.report.charts.svg import print_chart
from advisor.report.charts.vega import vega_lite
from advisor.report.charts.weights import weight_share_chart

__all__ = [
    "Chart",
    "ChartKind",
    "NumberForm",
    "Series",
    "chart_table",
    "contribution_chart",
    "cost_chart",
    "hourly_cost_chart",
    "load_chart",
    "node_fill_chart",
    "print_chart",
    "vega_lite",
    "weight_share_chart",
]
