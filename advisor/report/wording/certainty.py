"""How sure the first place is, in words."""

from __future__ import annotations

from advisor.sensitivity.certainty import Firmness, OtherWeights

FIRMNESS = {
    Firmness.CLEAR: "Clear",
    Firmness.LIKELY: "Likely",
    Firmness.CLOSE: "Close",
    Firmness.OPEN: "Open",
}
LAW_OF_ANSWERS = (
    "every open question answered at once, all answers alike and independent; of numbers one from each stretch in "
    "which all rules come out alike, of a list nothing in half of the draws and one entry in the others"
)


def law_words(weights: OtherWeights) -> str:
    """How many weightings are drawn, and among which."""
    return f"{weights.drawn} weightings drawn evenly among those that keep the order of the weights used"


def open_call_words(first: str, second: str) -> str:
    """That nothing settles which of two platforms is first, and what to do then."""
    return f"Too much is open to set {first} apart from {second}. Answer the next question before you decide."


def close_call_words(first: str, second: str) -> str:
    """That two platforms are nearly equal, and what to do then."""
    return (
        f"{first} and {second} are nearly equal here. Read what each one gives up, and let that decide rather than the "
        "score."
    )
