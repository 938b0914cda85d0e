"""Swing weights of criteria: points from 0 to 100, or an order alone, which rank-order centroids turn into points.

Rank-order centroids are the mean of all weights that keep an order: of n criteria the k-th has (1/k + ... + 1/n) / n
(Barron and Barrett, Decision quality using ranked attribute weights, Management Science 42, 1996).
"""

from __future__ import annotations

from typing import Any

from advisor.errors import InvalidValueError

MOST_POINTS = 100.0
"""Points of the first of an order."""


def rank_order_centroids(count: int) -> tuple[float, ...]:
    """The weights of so many criteria of which only the order is known, adding up to 1.

    >>> [round(weight, 3) for weight in rank_order_centroids(3)]  # (1 + 1/2 + 1/3) / 3, (1/2 + 1/3) / 3, 1/9
    [0.611, 0.278, 0.111]
    """
    return tuple(sum(1 / place for place in range(first, count + 1)) / count for first in range(1, count + 1))


def order_to_points(value: Any) -> Any:
    """Swing weights in points where a list gives an order, the first with 100 points; any other value as it is.

    Raises InvalidValueError for a criterion that is named twice.

    >>> order_to_points(["cost", "fit"])  # 3/4 and 1/4
    {'cost': 100.0, 'fit': 33.3}
    """
    if not isinstance(value, list | tuple) or not all(isinstance(name, str) for name in value):
        return value
    twice = next((name for name in value if value.count(name) > 1), None)
    if twice is not None:
        raise InvalidValueError(f"{twice} is named twice", "name each criterion once, the most important first")
    centroids = rank_order_centroids(len(value))
    return {name: round(MOST_POINTS * each / centroids[0], 1) for name, each in zip(value, centroids, strict=True)}
