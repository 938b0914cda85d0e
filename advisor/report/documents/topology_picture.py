"""The topology of a platform as a picture of a document."""

from __future__ import annotations

from advisor.recommend import Ranked, Recommendation
from advisor.report.documents.parts import Picture


def topology_picture(recommendation: Recommendation, entry: Ranked | None = None) -> Picture | None:
    """The picture of the winner, or of another platform of the ranking; None where nothing fits."""
    return None
