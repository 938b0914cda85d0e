"""How sure the first place is: weights, open answers and judgement, each for itself, and one word from the three."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from advisor.knowledge import CertaintyLimits
from advisor.scoring import Ranking
from advisor.sensitivity.cross_checks import CrossChecks, cross_checks
from advisor.sensitivity.decision_matrix import DecisionMatrix, decision_matrix
from advisor.sensitivity.dominance import Dominated, dominated_platforms
from advisor.sensitivity.judged_claims import JudgedQuestion, Judgement, judgement_of
from advisor.sensitivity.open_answers import OpenAnswers, open_answers_of
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

    A rival is of another service: other modes of the winner's share its first place. `word` sums up; `margin` is the
    winner's score less the best rival's (None when there is none), `form_margin` the points by which the strongest form
    leads the next one.
    """

    word: Firmness
    margin: float | None
    form_margin: float
    weights: OtherWeights
    cross_checks: CrossChecks | None
    open_answers: OpenAnswers
    judgement: Judgement
    modes: tuple[tuple[str, float], ...] = ()
    """Other modes of the winner's service, best first, each with how far its score is behind."""

    @property
    def share_of_weights(self) -> float:
        """The share of the drawn weightings under which the winner is first, or another mode of its service."""
        return self._share(self.weights.shares)

    @property
    def share_of_answers(self) -> float:
        """The share of the drawn ways to answer the open questions under which the winner or another mode is first."""
        return self._share(self.open_answers.shares)

    def _share(self, shares: tuple[tuple[str, float], ...]) -> float:
        modes = {mode for mode, _ in self.modes}
        return round(shares[0][1] + sum(share for platform, share in shares[1:] if platform in modes), 9)

    @property
    def ahead(self) -> Ahead:
        """How far ahead it is, by the figures that the word is from."""
        return Ahead(
            self.margin, self.form_margin, self.share_of_weights, self.share_of_answers, self.judgement.withstands
        )

    @property
    def close_call(self) -> bool:
        """Whether the first place is close or open."""
        return self.word in (Firmness.CLOSE, Firmness.OPEN)


def confidence_of(ranking: Ranking, asked: JudgedQuestion, form_margin: float) -> Confidence | None:
    """How sure the first place of a ranking is; None where no platform fits.

    Parameters:
        ranking: the platforms that fit.
        asked: what was asked and found.
        form_margin: points by which the strongest form leads the next one.
    """
    if not ranking.scores:
        return None
    ranking = ranking.contenders
    asked = replace(asked, topologies={s.platform: asked.topologies[s.platform] for s in ranking.scores})
    matrix = decision_matrix(ranking)
    winner, *others = ranking.scores
    ours = asked.service_of(winner.platform)
    rivals = [score for score in others if asked.service_of(score.platform) != ours]
    confidence = Confidence(
        word=Firmness.OPEN,
        margin=winner.total - rivals[0].total if rivals else None,
        form_margin=form_margin,
        weights=_other_weights(matrix),
        cross_checks=cross_checks(matrix),
        open_answers=open_answers_of(asked.scenario, asked.topologies, ranking, asked.knowledge),
        judgement=judgement_of(asked, ranking),
        modes=tuple((score.platform, winner.total - score.total) for score in others if score not in rivals),
    )
    return replace(confidence, word=word_for(confidence.ahead, asked.knowledge.criteria.certainty))


def _other_weights(matrix: DecisionMatrix) -> OtherWeights:
    return OtherWeights(
        shares=shares_of_weights(matrix),
        drawn=DRAWS,
        intervals=stability_intervals(matrix),
        least_changes=least_changes(matrix),
        dominated=dominated_platforms(matrix),
    )


@dataclass(frozen=True)
class Ahead:
    """How far ahead a first place is; `margin` is None where it stands alone."""

    margin: float | None
    form_margin: float
    share_of_weights: float
    share_of_answers: float
    withstands: int


def word_for(ahead: Ahead, limits: CertaintyLimits) -> Firmness:
    """The word for a first place.

    >>> from advisor.knowledge import load_knowledge
    >>> limits = load_knowledge().criteria.certainty
    >>> word_for(Ahead(0.2, 5, 1.0, 1.0, 2), limits).value, word_for(Ahead(0.2, 5, 1.0, 0.1, 2), limits).value
    ('clear', 'open')
    """
    clear, close = limits.clear, limits.close
    margin = 1.0 if ahead.margin is None else ahead.margin
    if ahead.share_of_answers < limits.open_below:
        return Firmness.OPEN
    if margin < close.margin or ahead.share_of_weights < close.share_of_weights:
        return Firmness.CLOSE
    reached = (
        margin >= clear.margin,
        ahead.form_margin >= clear.form_margin,
        ahead.share_of_weights >= clear.share_of_weights,
        ahead.share_of_answers >= clear.share_of_answers,
        ahead.withstands >= clear.withstands,
    )
    return Firmness.CLEAR if all(reached) else Firmness.LIKELY
