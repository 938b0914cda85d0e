"""TOPSIS and PROMETHEE II against pymcdm, an independent library, on drawn values."""

from __future__ import annotations

import numpy as np
import pytest
from pymcdm.methods import PROMETHEE_II, TOPSIS
from pymcdm.normalizations import vector_normalization

from advisor.sensitivity.cross_checks import INDIFFERENT, STRICT, CrossChecks, cross_checks, promethee, topsis
from advisor.sensitivity.decision_matrix import DecisionMatrix


@pytest.mark.parametrize("seed", range(25))
def test_both_methods_agree_with_an_independent_library(seed: int) -> None:
    rng = np.random.default_rng(seed)
    platforms, criteria = int(rng.integers(2, 20)), int(rng.integers(2, 13))
    values, weights = rng.random((platforms, criteria)), rng.dirichlet(np.ones(criteria))
    more_is_better = np.ones(criteria)
    nearness = TOPSIS(vector_normalization)(values, weights, more_is_better)
    assert topsis(values, weights) == pytest.approx(nearness, abs=1e-12)
    method = PROMETHEE_II("vshape_2", p=np.full(criteria, STRICT), q=np.full(criteria, INDIFFERENT))
    assert promethee(values, weights) == pytest.approx(method(values, weights, more_is_better), abs=1e-12)


def test_a_tie_goes_to_the_better_ranked_and_one_platform_alone_is_not_compared() -> None:
    alike = np.array([[0.5, 0.5], [0.5, 0.5]])
    both = DecisionMatrix(("a", "b"), ("cost", "fit"), alike, np.array([0.6, 0.4]))
    assert cross_checks(both) == CrossChecks("a", "a")
    assert cross_checks(DecisionMatrix(("a",), ("cost", "fit"), alike[:1], np.array([0.6, 0.4]))) is None


def test_nearness_by_hand() -> None:
    # Columns (3, 4) and (0, 1) of norms 5 and 1, weights 1/2: scaled (0.3, 0) and (0.4, 0.5). The first is at the worst
    # of both: nearness 0; the second at the best of both: 1.
    assert topsis(np.array([[3.0, 0.0], [4.0, 1.0]]), np.array([0.5, 0.5])).tolist() == [0.0, 1.0]
