"""The topology of a platform as a picture of a document."""

from __future__ import annotations

from advisor.drawing import draw
from advisor.drawing.svg import to_svg
from advisor.recommend import Ranked, Recommendation
from advisor.report.documents.parts import Picture


def topology_picture(recommendation: Recommendation, entry: Ranked | None = None) -> Picture | None:
    """The picture of the winner, or of another platform of the ranking; None where nothing fits."""
    shown = entry or recommendation.winner
    if shown is None:
        return None
    drawing = draw(shown, recommendation.scenario)
    return Picture(f"topology-{shown.platform.id}", to_svg(drawing), drawing.title, drawing.description)
