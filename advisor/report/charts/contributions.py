"""What each criterion adds to the scores of two platforms."""

from __future__ import annotations

from advisor.recommend import Ranked, Recommendation
from advisor.report.charts.chart import Chart, ChartKind, NumberForm, Series
from advisor.scoring import Part


def contribution_chart(recommendation: Recommendation, entries: tuple[Ranked, ...] | None = None) -> Chart | None:
    """Weight x value of each criterion for the winner beside the runner-up, the largest difference first.

    `entries` are others to be set beside each other, two to four. None where there is nothing to compare.
    """
    first, second = recommendation.winner, recommendation.runner_up
    pair = entries or tuple(entry for entry in (first, second) if entry is not None)
    if len(pair) < 2:
        return None
    names = {each.id: each.name for each in recommendation.knowledge.criteria.criteria}
    columns = [{part.criterion: _added(part) for part in entry.score.parts} for entry in pair]

    def spread(criterion: str) -> tuple[float, str]:
        return -abs(columns[0][criterion] - columns[1][criterion]), criterion

    order = sorted(columns[0], key=spread)
    told = [f"{entry.platform.name} {entry.score.total:.3f}" for entry in pair]
    return Chart(
        name="contributions",
        kind=ChartKind.GROUPED,
        title=f"What each criterion adds to the score: {', '.join(told)}",
        description="Bars for each criterion: its weight times how well the platform does by it. The bars of one "
        "platform add up to its score. The criterion in which the first two differ most stands first.",
        unit="points of a score of 1",
        category="criterion",
        categories=tuple(names[criterion] for criterion in order),
        series=tuple(
            Series(entry.platform.name, tuple(column[criterion] for criterion in order))
            for entry, column in zip(pair, columns, strict=True)
        ),
        form=NumberForm.SCORE,
    )


def _added(part: Part) -> float:
    return part.weight * part.value
