"""A ranking as numbers: values of platforms (rows) by criteria (columns), and the weights of the criteria."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.scoring import Ranking

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class DecisionMatrix:
    """Values from 0 to 1 of the platforms (rows, best first) by the criteria that count (columns), with the weights."""

    platforms: tuple[str, ...]
    criteria: tuple[str, ...]
    values: FloatArray
    weights: FloatArray

    @property
    def scores(self) -> FloatArray:
        """The score of each platform."""
        scores: FloatArray = self.values @ self.weights
        return scores


def decision_matrix(ranking: Ranking) -> DecisionMatrix:
    """The matrix of a ranking; criteria of weight 0 are left out, the others stand from the heaviest down."""
    criteria = sorted((c for c, w in ranking.weights.items() if w > 0), key=lambda c: (-ranking.weights[c], c))
    rows = [{part.criterion: part.value for part in score.parts} for score in ranking.scores]
    return DecisionMatrix(
        platforms=tuple(score.platform for score in ranking.scores),
        criteria=tuple(criteria),
        values=np.array([[row[c] for c in criteria] for row in rows], dtype=float).reshape(len(rows), len(criteria)),
        weights=np.array([ranking.weights[c] for c in criteria], dtype=float),
    )
