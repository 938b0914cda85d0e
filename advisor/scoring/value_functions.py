"""Raw figures -> values between 0 (worst plausible) and 1 (best plausible) on fixed global scales."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from advisor.knowledge import Criterion, ScaleKind


def utility_of(criterion: Criterion, raw: float | str) -> float:
    """The value of a raw figure on a criterion's scale, held at the end points outside them.

    Between two anchors the value moves in a straight line over the figure (LINEAR) or over its logarithm
    (LOGARITHMIC); a TABLE scale looks a word up. Raises KeyError for a word that the table lacks.
    """
    if criterion.scale is ScaleKind.TABLE:
        return criterion.utility[str(raw)]
    bend = math.log if criterion.scale is ScaleKind.LOGARITHMIC else float
    points = sorted((bend(anchor.raw), anchor.utility) for anchor in criterion.anchors)
    figure = float(raw)
    at = -math.inf if criterion.scale is ScaleKind.LOGARITHMIC and figure <= 0 else bend(figure)
    if at <= points[0][0]:
        return points[0][1]
    for (left, before), (right, after) in pairwise(points):
        if at <= right:
            return before + (after - before) * (at - left) / (right - left)
    return points[-1][1]


def utilities_of(criterion: Criterion, raw: NDArray[np.float64]) -> NDArray[np.float64]:
    """Like utility_of, for many figures at once; not for TABLE scales."""
    points = sorted((anchor.raw, anchor.utility) for anchor in criterion.anchors)
    at, utilities = np.array([raw for raw, _ in points]), [utility for _, utility in points]
    if criterion.scale is ScaleKind.LOGARITHMIC:
        at, raw = np.log(at), np.log(np.maximum(raw, np.finfo(float).tiny))
    return np.interp(raw, at, utilities)


def figure_for(criterion: Criterion, utility: float) -> float | None:
    """The raw figure nearest to the worst end that is worth so much; None where none is, or words are judged.

    >>> from advisor.knowledge import load_knowledge
    >>> [form] = [each for each in load_knowledge().criteria.criteria if each.id == "form"]
    >>> figure_for(form, utility_of(form, 3))
    3.0
    """
    if criterion.scale is ScaleKind.TABLE:
        return None
    bend, unbend = (math.log, math.exp) if criterion.scale is ScaleKind.LOGARITHMIC else (float, float)
    points = sorted((anchor.utility, bend(anchor.raw)) for anchor in criterion.anchors)
    if utility > points[-1][0] + 1e-9:
        return None
    for (low, left), (high, right) in pairwise(points):
        if utility <= high:
            return round(unbend(left + (right - left) * (max(utility, low) - low) / (high - low)), 9)
    return round(unbend(points[-1][1]), 9)
