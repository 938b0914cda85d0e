"""Other weights, each answer held against an independent way to it: counting, ranking again, another model."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pulp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.sensitivity.decision_matrix import DecisionMatrix, FloatArray
from advisor.sensitivity.dominance import Dominated, dominated_platforms
from advisor.sensitivity.weights import (
    LEAST_LEAD,
    least_changes,
    ordered_weights,
    shares_of_weights,
    stability_intervals,
)


def drawn_matrix(seed: int, platforms: int = 6, criteria: int = 5) -> DecisionMatrix:
    """Values and weights drawn, best first."""
    rng = np.random.default_rng(seed)
    values, weights = rng.random((platforms, criteria)), -np.sort(-rng.dirichlet(np.ones(criteria)))
    values = np.where(rng.random(values.shape) < 0.2, np.round(values), values)
    return matrix_of(values[np.argsort(-(values @ weights))], weights)


def matrix_of(values: FloatArray, weights: FloatArray) -> DecisionMatrix:
    platforms, criteria = values.shape
    return DecisionMatrix(
        tuple(f"p{row}" for row in range(platforms)), tuple(f"c{column}" for column in range(criteria)), values, weights
    )


def test_a_heavier_criterion_never_weighs_less_and_equal_ones_have_no_order() -> None:
    matrix = matrix_of(np.eye(4), np.array([0.4, 0.25, 0.25, 0.1]))
    drawn = ordered_weights(matrix)
    assert np.allclose(drawn.sum(axis=1), 1)
    assert (drawn[:, 0] >= drawn[:, 1:].max(axis=1)).all() and (drawn[:, 3] <= drawn[:, :3].min(axis=1)).all()
    assert 0.45 < float(np.mean(drawn[:, 1] > drawn[:, 2])) < 0.55


def test_shares_follow_from_the_law_by_geometry() -> None:
    # Two criteria, the first at least as heavy: its weight w is even on 1/2..1. p0 scores w, p1 scores 1 - w + 0.4 w:
    # p0 is first from w = 1 - 0.6 w, w = 0.625, so in (1 - 0.625) / 0.5 = 75 % of the weightings.
    matrix = matrix_of(np.array([[1.0, 0.0], [0.4, 1.0]]), np.array([0.7, 0.3]))
    shares = dict(shares_of_weights(matrix, draws=20_000))
    assert shares["p0"] == pytest.approx(0.75, abs=0.01) and sum(shares.values()) == pytest.approx(1)


@pytest.mark.parametrize("seed", range(5))
def test_shares_are_those_of_counting_each_weighting(seed: int) -> None:
    # Even weightings that keep the order are even weightings of which the others are thrown away.
    matrix = drawn_matrix(seed, criteria=4)
    every = np.random.default_rng(seed).dirichlet(np.ones(4), size=100_000)
    kept = every[(np.diff(every, axis=1) <= 0).all(axis=1)]
    first = [int(np.argmax(matrix.values @ weights)) for weights in kept]
    for row, (_, share) in enumerate(shares_of_weights(matrix, draws=20_000)):
        assert share == pytest.approx(first.count(row) / len(first), abs=0.03)


@pytest.mark.parametrize("seed", range(20))
def test_the_first_stays_first_inside_an_interval_and_nowhere_else(seed: int) -> None:
    matrix = drawn_matrix(seed)
    for column, interval in enumerate(stability_intervals(matrix)):
        for moved in np.linspace(0.0, 1.0, 101):
            weights = matrix.weights * (1 - moved) / (1 - matrix.weights[column])
            weights[column] = moved
            scores = matrix.values @ weights
            inside = interval.low - 1e-9 <= moved <= interval.high + 1e-9
            assert inside == (scores[0] >= scores.max() - 1e-9), (interval, moved)
        for end, rival in ((interval.low - 1e-6, interval.below), (interval.high + 1e-6, interval.above)):
            if rival is not None:
                weights = matrix.weights * (1 - end) / (1 - matrix.weights[column])
                weights[column] = end
                assert matrix.platforms[int(np.argmax(matrix.values @ weights))] == rival


def least_change_by_another_model(matrix: DecisionMatrix, rival: int) -> float | None:
    """The same program over the new weights and their distances, to CBC: neither our matrix nor our solver."""
    problem = pulp.LpProblem("least_change", pulp.LpMinimize)
    weights = [problem.add_variable(f"w{column}", 0) for column in range(len(matrix.criteria))]
    apart = [problem.add_variable(f"d{column}", 0) for column in range(len(matrix.criteria))]
    problem += pulp.lpSum(apart)
    problem += pulp.lpSum(weights) == 1
    for weight, distance, was in zip(weights, apart, matrix.weights.tolist(), strict=True):
        problem += distance >= weight - was
        problem += distance >= was - weight
    for other in set(range(len(matrix.platforms))) - {rival}:
        leads = (matrix.values[rival] - matrix.values[other]).tolist()
        problem += pulp.lpSum(w * lead for w, lead in zip(weights, leads, strict=True)) >= LEAST_LEAD
    problem.solve(pulp.PULP_CBC_CMD(msg=False))
    return float(pulp.value(problem.objective)) if problem.status == pulp.LpStatusOptimal else None


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("seed", range(3))
def test_the_least_change_is_that_of_another_model_and_does_what_it_says(seed: int) -> None:
    matrix = drawn_matrix(seed, criteria=3)
    used = dict(zip(matrix.criteria, matrix.weights.tolist(), strict=True))
    for rival, change in enumerate(least_changes(matrix), start=1):
        assert change.distance == pytest.approx(least_change_by_another_model(matrix, rival), abs=1e-6)
        if change.distance is not None:
            becomes = {**used, **dict(change.weights)}
            assert sum(becomes.values()) == pytest.approx(1)
            assert sum(abs(becomes[name] - used[name]) for name in used) == pytest.approx(change.distance)
            scores = matrix.values @ np.array([becomes[name] for name in matrix.criteria])
            assert scores[rival] == pytest.approx(np.delete(scores, rival).max() + LEAST_LEAD, abs=1e-6)


def test_a_dominated_platform_is_first_under_no_weights() -> None:
    # p2 is worse than p0 by the first criterion and alike by the second; p3 is like p1 and so dominated by nobody.
    values = np.array([[0.9, 0.5], [0.2, 1.0], [0.8, 0.5], [0.2, 1.0]])
    matrix = matrix_of(values, np.array([0.7, 0.3]))
    assert dominated_platforms(matrix) == (Dominated("p2", "p0"),)
    assert [change.distance is None for change in least_changes(matrix)] == [True, True, True]


@given(st.integers(0, 10_000))
def test_nobody_is_dominated_by_a_platform_that_some_criterion_puts_behind(seed: int) -> None:
    matrix = drawn_matrix(seed, platforms=5, criteria=2)
    found = {one.platform: one.by for one in dominated_platforms(matrix)}
    rows = dict(zip(matrix.platforms, matrix.values.tolist(), strict=True))
    for one, other in permutations(matrix.platforms, 2):
        pairs = list(zip(rows[one], rows[other], strict=True))
        if all(a <= b for a, b in pairs) and any(a < b for a, b in pairs):
            assert one in found
    for one, by in found.items():
        assert all(a <= b for a, b in zip(rows[one], rows[by], strict=True))
