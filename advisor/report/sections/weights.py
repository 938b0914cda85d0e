"""The weights that the ranking was made with, and where each comes from."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.recommend import Recommendation
from advisor.report.blocks import Block, Heading, Paragraph, Table
from advisor.report.wording import cited, figure
from advisor.report.wording.weights import whose_words
from advisor.scoring import weight_origins


def weight_blocks(recommendation: Recommendation) -> Iterator[Block]:
    """Each criterion with its weight, the heaviest first, and whether it is the architect's own or moved by rules."""
    knowledge, weights = recommendation.knowledge, dict(recommendation.weights)
    origins = weight_origins(recommendation.findings, knowledge, recommendation.scenario)
    names = {each.id: each.name for each in knowledge.criteria.criteria}
    reasons = {each.id: each for each in knowledge.criteria.criteria}
    yield Heading("What counts how much")
    rows = []
    for origin in sorted(origins, key=lambda each: (-weights[each.criterion], each.criterion)):
        whose = whose_words(origin, reasons[origin.criterion], origin.rules)
        rows.append(
            (names[origin.criterion], figure(round(origin.points, 1)), f"{weights[origin.criterion]:.3f}", whose)
        )
    sources = {source: None for each in reasons.values() for source in cited(each.source, knowledge)}
    yield Table(("criterion", "points", "weight", "whose"), tuple(rows), right=(1, 2), sources=tuple(sources))
    yield Paragraph(
        "Points say what the whole swing of a criterion, from the worst to the best, is worth beside the others; a "
        "weight is points divided by their sum. Give your own under `priorities`, or with --weights: points from 0 to "
        "100, or criteria in their order, which rank-order centroids turn into points."
    )
