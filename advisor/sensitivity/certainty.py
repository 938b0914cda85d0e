"""How sure the first place is: weights, open answers and judgement, each for itself, and one word from the three."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from advisor.forms import FormVerdict
from advisor.knowledge import CertaintyLimits
from advisor.scoring import Ranking
from advisor.sensitivity.cross_checks import CrossChecks, cross_checks
from advisor.sensitivity.decision_matrix import DecisionMatrix, decision_matrix
from advisor.sensitivity.dominance import Dominated, dominated_platforms
from advisor.sensitivity.weights import (
    DRAWS,
    LeastChange,
    StabilityInterval,
    least_changes,
    shares_of_weights,
    stability_intervals,
)


class Firmness(StrEnum):
    """How sure the first place is, in a word."""

    CLEAR = "clear"
    """Nothing that was tried brings a rival near."""
    LIKELY = "likely"
    """Ahead, and not beyond doubt."""
    CLOSE = "close"
    """The runner-up is nearly as good, or the weights decide."""
    OPEN = "open"
    """Questions that nobody has answered decide."""


@dataclass(frozen=True)
class OtherWeights:
    """What other weights would do, for the values as they are."""

    shares: tuple[tuple[str, float], ...]
    """In which share of the drawn weightings each platform is first, in the order of the ranking."""
    drawn: int
    """Weightings drawn, evenly among those that keep the order of the weights used."""
    intervals: tuple[StabilityInterval, ...]
    least_changes: tuple[LeastChange, ...]
    dominated: tuple[Dominated, ...]


@dataclass(frozen=True)
class Confidence:
    """How sure the first place is.

    `word` sums up; `margin` is the winner's score less the runner-up's (None when it stands alone), `form_margin` the
    points by which the strongest form leads the next one.
    """

    word: Firmness
    margin: float | None
    form_margin: float
    weights: OtherWeights
    cross_checks: CrossChecks | None

    @property
    def share_of_weights(self) -> float:
        """The share of the drawn weightings under which the winner is first."""
        return self.weights.shares[0][1]

    @property
    def close_call(self) -> bool:
        """Whether the first place is close or open."""
        return self.word in (Firmness.CLOSE, Firmness.OPEN)


def confidence_of(ranking: Ranking, forms: FormVerdict, limits: CertaintyLimits) -> Confidence | None:
    """How sure the first place of a ranking is; None where no platform fits."""
    if not ranking.scores:
        return None
    matrix = decision_matrix(ranking)
    margin = ranking.scores[0].total - ranking.scores[1].total if len(ranking.scores) > 1 else None
    weights = _other_weights(matrix)
    word = word_for(margin, forms.margin, weights.shares[0][1], limits)
    return Confidence(word, margin, forms.margin, weights, cross_checks(matrix))


def _other_weights(matrix: DecisionMatrix) -> OtherWeights:
    return OtherWeights(
        shares=shares_of_weights(matrix),
        drawn=DRAWS,
        intervals=stability_intervals(matrix),
        least_changes=least_changes(matrix),
        dominated=dominated_platforms(matrix),
    )


def word_for(margin: float | None, form_margin: float, share_of_weights: float, limits: CertaintyLimits) -> Firmness:
    """The word for figures."""
    close, clear = limits.close, limits.clear
    if margin is not None and (margin < close.margin or share_of_weights < close.share_of_weights):
        return Firmness.CLOSE
    ahead = margin is None or (margin >= clear.margin and share_of_weights >= clear.share_of_weights)
    return Firmness.CLEAR if ahead and form_margin >= clear.form_margin else Firmness.LIKELY
