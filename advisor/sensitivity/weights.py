"""Other weights: in which share of them each platform is first, how far each may move, and what puts a rival first.

Three views of the same question, all for the values as they are:

- Rank acceptability of the first place (SMAA-2: Lahdelma and Salminen, Operations Research 49, 2001): weightings are
  drawn evenly among those that keep the order of the weights used. Weights that are equal have no order to keep.
- Stability intervals: one weight moves from 0 to 1 while the others keep their proportions.
- The least change of weights, by the sum of the absolute changes, that puts a given rival first: a linear program.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from advisor.packing.model.solver import Ending, SparseMatrix, solve_matrix
from advisor.sensitivity.decision_matrix import DecisionMatrix, FloatArray

DRAWS = 2000
"""Weightings drawn: the standard error of a share is at most 1.1 points."""
SEED = 20171024
EQUAL = 1e-9
"""Scores and weights that differ by less are equal."""
LEAST_LEAD = 0.001
"""What a rival has to lead by: the last decimal that a score is quoted with. Without it, all weight on a criterion by
which all are alike would put everybody level."""


@dataclass(frozen=True)
class StabilityInterval:
    """From where to where one weight may move, the others in proportion, with the same platform first.

    `below` and `above` name the platform that is first beyond either end; None where the end is 0 or 1.
    """

    criterion: str
    weight: float
    low: float
    high: float
    below: str | None
    above: str | None


@dataclass(frozen=True)
class LeastChange:
    """The least change of weights that puts a rival first, by a thousandth.

    `distance` is the sum of the absolute changes of the weights, which add up to 1, so at most 2; None where no weights
    do. `weights` are those that change, with what they become.
    """

    platform: str
    distance: float | None
    weights: tuple[tuple[str, float], ...] = ()


def ordered_weights(matrix: DecisionMatrix, draws: int = DRAWS) -> FloatArray:
    """Weightings (rows) drawn evenly among those in which a heavier criterion never weighs less than a lighter one."""
    rng = np.random.default_rng(SEED)
    drawn = -np.sort(-rng.dirichlet(np.ones(len(matrix.criteria)), size=draws), axis=1)
    start = 0
    for end in range(1, len(matrix.criteria) + 1):
        if end == len(matrix.criteria) or matrix.weights[start] - matrix.weights[end] > EQUAL:
            if end - start > 1:
                drawn[:, start:end] = rng.permuted(drawn[:, start:end], axis=1)
            start = end
    return drawn


def shares_of_weights(matrix: DecisionMatrix, draws: int = DRAWS) -> tuple[tuple[str, float], ...]:
    """In which share of the drawn weightings each platform is first, in the order of the ranking, which breaks ties.

    >>> values = np.array([[1.0, 0.0], [0.0, 1.0]])
    >>> shares_of_weights(DecisionMatrix(("a", "b"), ("cost", "fit"), values, np.array([0.6, 0.4])))
    (('a', 1.0), ('b', 0.0))
    """
    totals = ordered_weights(matrix, draws) @ matrix.values.T
    first = np.argmax(totals >= totals.max(axis=1, keepdims=True) - EQUAL, axis=1)
    counts = np.bincount(first, minlength=len(matrix.platforms))
    return tuple((name, float(count) / draws) for name, count in zip(matrix.platforms, counts, strict=True))


def stability_intervals(matrix: DecisionMatrix) -> tuple[StabilityInterval, ...]:
    """For each criterion the interval of its weight in which the first stays first.

    The lead of the first over a rival is linear in the moving weight t: d t + r (1 - t), where d is the lead by that
    criterion alone and r the lead by the others. The interval is what the zeros of all rivals leave of 0 to 1.
    """
    return tuple(_interval(matrix, column) for column in range(len(matrix.criteria)))


def _interval(matrix: DecisionMatrix, column: int) -> StabilityInterval:
    weight = float(matrix.weights[column])
    leads = matrix.values[0] - matrix.values[1:]
    low, high, below, above = 0.0, 1.0, None, None
    if weight < 1 - EQUAL:
        alone = leads[:, column]
        others = (leads @ matrix.weights - weight * alone) / (1 - weight)
        for name, d, r in zip(matrix.platforms[1:], alone.tolist(), others.tolist(), strict=True):
            if abs(d - r) <= EQUAL:
                continue
            zero = min(max(r / (r - d), 0.0), 1.0)
            if r < -EQUAL and zero > low:
                low, below = min(zero, weight), name
            if d < -EQUAL and zero < high:
                high, above = max(zero, weight), name
    return StabilityInterval(matrix.criteria[column], weight, low, high, below, above)


def least_changes(matrix: DecisionMatrix) -> tuple[LeastChange, ...]:
    """For each rival of the first, in the order of the ranking, the least change of weights that puts it first.

    >>> values = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    >>> least_changes(DecisionMatrix(("a", "b", "c"), ("cost", "fit"), values, np.array([0.6, 0.4])))
    (LeastChange(platform='b', distance=0.201, weights=(('cost', 0.4995), ('fit', 0.5005))), LeastChange(platform='c', \
distance=None, weights=()))
    """
    return tuple(_least_change(matrix, rival) for rival in range(1, len(matrix.platforms)))


def _least_change(matrix: DecisionMatrix, rival: int) -> LeastChange:
    """Minimise the sum of what is added and taken: w + added - taken are weights under which the rival leads all."""
    count, weights = len(matrix.criteria), matrix.weights
    leads = matrix.values[rival] - np.delete(matrix.values, rival, axis=0)
    rows = np.vstack([np.hstack([leads, -leads]), np.hstack([np.ones(count), -np.ones(count)])])
    least = np.append(LEAST_LEAD - leads @ weights, 0.0)
    most = np.append(np.full(len(leads), np.inf), 0.0)
    highest = np.concatenate([np.ones(count), weights])
    answer = solve_matrix(np.ones(2 * count), SparseMatrix.of(rows), least, most, highest)
    if answer.ending is Ending.INFEASIBLE:
        return LeastChange(matrix.platforms[rival], None)
    changed = answer.values[:count] - answer.values[count:]
    becomes = tuple(
        (name, round(max(0.0, float(weight + change)), 9))
        for name, weight, change in zip(matrix.criteria, weights, changed, strict=True)
        if abs(change) > EQUAL
    )
    return LeastChange(matrix.platforms[rival], round(float(np.abs(changed).sum()), 9), becomes)
