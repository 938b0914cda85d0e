"""Two other ways of adding up the same values and weights: would they choose the same platform?

A different choice is a flag, no vote: TOPSIS and PROMETHEE II compare platforms with each other, so that what else
takes part can change their first place, which the additive score rules out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from advisor.sensitivity.decision_matrix import DecisionMatrix, FloatArray

INDIFFERENT = 0.05
"""A difference of values that counts for nothing in PROMETHEE II (its q)."""
STRICT = 0.5
"""A difference from which it counts in full (its p); in between it counts in proportion."""


@dataclass(frozen=True)
class CrossChecks:
    """The platforms that TOPSIS and PROMETHEE II put first."""

    topsis: str
    promethee: str


def cross_checks(matrix: DecisionMatrix) -> CrossChecks | None:
    """The first places of both methods; ties go to the better ranked. None for fewer than two platforms."""
    if len(matrix.platforms) < 2:
        return None
    return CrossChecks(
        matrix.platforms[_first(topsis(matrix.values, matrix.weights))],
        matrix.platforms[_first(promethee(matrix.values, matrix.weights))],
    )


def _first(scores: FloatArray) -> int:
    return int(np.argmax(scores >= scores.max() - 1e-9))


def topsis(values: FloatArray, weights: FloatArray) -> FloatArray:
    """How near each platform (row) is to the best values of all, 0 to 1, in columns scaled by their vector norm.

    Hwang and Yoon, Multiple Attribute Decision Making, 1981. Platforms that are all alike have 1.
    """
    norms = np.sqrt((values**2).sum(axis=0))
    scaled = weights * values / np.where(norms > 0, norms, 1.0)
    to_best = np.sqrt(((scaled.max(axis=0) - scaled) ** 2).sum(axis=1))
    to_worst = np.sqrt(((scaled - scaled.min(axis=0)) ** 2).sum(axis=1))
    apart = to_best + to_worst
    nearness: FloatArray = np.where(apart > 0, to_worst / np.where(apart > 0, apart, 1.0), 1.0)
    return nearness


def promethee(values: FloatArray, weights: FloatArray) -> FloatArray:
    """The net flow of each platform (row), -1 to 1: how far it is preferred to the others less how far they are to it.

    PROMETHEE II with linear preference (Brans and Vincke, Management Science 31, 1985).
    """
    differences = values[:, None, :] - values[None, :, :]  # row, rival, criterion
    preferred = np.clip((differences - INDIFFERENT) / (STRICT - INDIFFERENT), 0.0, 1.0) @ weights
    flows: FloatArray = (preferred - preferred.T).sum(axis=1) / (len(values) - 1)
    return flows
