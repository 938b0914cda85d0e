"""Platforms that no weights could put first: another one is at least as good by every criterion, and better by one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from advisor.sensitivity.decision_matrix import DecisionMatrix

_EQUAL = 1e-9


@dataclass(frozen=True)
class Dominated:
    """A platform, and the best ranked one that dominates it."""

    platform: str
    by: str


def dominated_platforms(matrix: DecisionMatrix) -> tuple[Dominated, ...]:
    """The dominated platforms with their dominators, in the order of the ranking.

    >>> values = np.array([[1.0, 0.5], [0.2, 0.9], [0.1, 0.9]])
    >>> dominated_platforms(DecisionMatrix(("a", "b", "c"), ("cost", "fit"), values, np.array([0.6, 0.4])))
    (Dominated(platform='c', by='b'),)
    """
    found = []
    for place, values in enumerate(matrix.values):
        ahead = matrix.values - values
        by = np.flatnonzero((ahead >= -_EQUAL).all(axis=1) & (ahead > _EQUAL).any(axis=1))
        if by.size:
            found.append(Dominated(matrix.platforms[place], matrix.platforms[int(by[0])]))
    return tuple(found)
