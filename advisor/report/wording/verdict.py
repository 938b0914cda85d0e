"""The scale of the verdict, and how the weightings of the confidence are drawn, in words."""

from __future__ import annotations

from advisor.robustness import Confidence
from advisor.rules import Verdict


def threshold_words(verdict: Verdict) -> str:
    """The points of both questions, each with the limits that decide it."""
    limits = verdict.limits
    return (
        f"{verdict.points:+g} points: yes from {limits.yes_from:+g}, no up to {limits.no_up_to:+g}; "
        f"{verdict.managed_points:+g} for leaving it to a vendor: managed from {limits.managed_from:+g}"
    )


def law_words(confidence: Confidence) -> str:
    """How many weightings are drawn, and among which."""
    return f"{confidence.drawn} weightings drawn evenly among those that keep the order of the weights used"
