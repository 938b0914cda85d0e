"""How sure the first place is, in words."""

from __future__ import annotations

from advisor.sensitivity.certainty import Firmness, OtherWeights

FIRMNESS = {
    Firmness.CLEAR: "Clear",
    Firmness.LIKELY: "Likely",
    Firmness.CLOSE: "Close",
    Firmness.OPEN: "Open",
}


def law_words(weights: OtherWeights) -> str:
    """How many weightings are drawn, and among which."""
    return f"{weights.drawn} weightings drawn evenly among those that keep the order of the weights used"
