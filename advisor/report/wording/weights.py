"""Whose weights are."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.knowledge import Criterion
from advisor.report.wording import figure, listing
from advisor.scoring import WeightOrigin


def whose_words(origin: WeightOrigin, criterion: Criterion, moved_by: Sequence[str]) -> str:
    """Whether points are the architect's own, or the advisor's, and what moved those."""
    if origin.own:
        return "yours"
    return f"the advisor's {figure(criterion.weight)}, moved by {listing(moved_by)}" if moved_by else "the advisor's"
