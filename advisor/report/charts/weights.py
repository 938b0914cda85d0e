"""In which share of other weightings each platform comes first."""

from __future__ import annotations

from advisor.recommend import Recommendation
from advisor.report.charts.chart import Chart, ChartKind, NumberForm, Series
from advisor.report.wording.rounded import share as share_words

MOST_NAMED = 5
LEAST_SHARE = 0.005
"""What rounds to nothing is in the rest."""


def weight_share_chart(recommendation: Recommendation) -> Chart | None:
    """A bar for each platform that is first under some weights; None where it is always the same, or nobody asked."""
    confidence = recommendation.confidence
    if confidence is None or len(recommendation.ranking) < 2:
        return None
    modes = {mode for mode, _ in confidence.modes}
    first = (confidence.weights.shares[0][0], confidence.share_of_weights)
    others = sorted(confidence.weights.shares[1:], key=lambda each: (-each[1], each[0]))
    told = [first, *(each for each in others if each[1] >= LEAST_SHARE and each[0] not in modes)][:MOST_NAMED]
    rest = 1.0 - sum(share for _, share in told)
    names = [recommendation.knowledge.platforms[platform].name for platform, _ in told]
    values = [share for _, share in told]
    if rest >= LEAST_SHARE:
        names, values = [*names, "all others"], [*values, rest]
    if len(names) < 2:
        return None
    return Chart(
        name="weights",
        kind=ChartKind.GROUPED,
        title=f"{names[0]} stays first in {share_words(values[0])} of {confidence.weights.drawn:,} other weightings",
        description="A bar for each platform: the share of drawn weightings of the criteria under which it is first.",
        unit="share of weightings",
        category="platform",
        categories=tuple(names),
        series=(Series("first in", tuple(values)),),
        form=NumberForm.SHARE,
        most=1.0,
    )
