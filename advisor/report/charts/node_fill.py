"""How full the nodes of a plan are."""

from __future__ import annotations

from advisor.knowledge import Knowledge
from advisor.report.charts.chart import Chart, ChartKind, NumberForm, Series
from advisor.report.sections.sizing import NodeFill, node_fills
from advisor.scenario import Scenario
from advisor.sizing.pool import PoolNode
from advisor.sizing.topology import Topology

MOST_BARS = 16
"""Patterns of nodes that are drawn; the table of the plan has all of them."""
Alike = tuple[str, str, bool, str, float | None, float | None]


def node_fill_chart(topology: Topology, scenario: Scenario, knowledge: Knowledge) -> Chart | None:
    """The shares of CPU and memory that are asked for on each kind of node; nodes that are filled alike share a bar.

    None where nothing stands, or no request is known. Those of which there are most are drawn where there are many.
    """
    counts: dict[Alike, int] = {}
    for fill in node_fills(topology, scenario, knowledge):
        key = (
            fill.pool,
            fill.node.machine,
            fill.node.spare,
            _alone(fill.node),
            _rounded(fill.cpu),
            _rounded(fill.memory),
        )
        counts[key] = counts.get(key, 0) + _count(fill)
    known = [(key, number) for key, number in counts.items() if key[4] is not None]
    shown = sorted(known, key=lambda each: -each[1])[:MOST_BARS]
    if not shown:
        return None
    drawn, every = sum(number for _, number in shown), sum(counts.values())
    part = "" if drawn == every else f", {drawn:,} of {every:,} of them"
    return Chart(
        name="node-fill",
        kind=ChartKind.GROUPED,
        title=f"How full the machines are{part}",
        description="Two bars for each kind of machine: the share of the CPU and of the memory that services may use, "
        "which their replicas ask for. What is free is room for a loss, for an upgrade, or for nothing.",
        unit="share of what services may use",
        category="machines",
        categories=tuple(_label(key, number) for key, number in shown),
        series=(
            Series("CPU", tuple(key[4] for key, _ in shown)),
            Series("memory", tuple(key[5] for key, _ in shown)),
        ),
        form=NumberForm.SHARE,
        most=1.0,
    )


def _count(fill: NodeFill) -> int:
    return fill.node.count * fill.copies


def _label(key: Alike, number: int) -> str:
    pool, machine, spare, alone, _, _ = key
    return f"{alone or pool}{', spare' if spare else ''}: {number:,} x {machine}"  # a cut takes from the end


def _alone(node: PoolNode) -> str:
    """The service that has the machine for itself; empty where there are several."""
    return node.pods[0][0] if len(node.pods) == 1 else ""


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 2)
