"""Drawn requirements with every wish about places, sized, and judged by checkers that share no code with the product.

`python -m tests.independent 500 60` does the same for more of them.
"""

from __future__ import annotations

import pytest

from tests.independent.answering import faults_of, refusal_is_right

REQUIREMENTS = 40
INVENTORIES = 60


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, REQUIREMENTS, 10))
def test_no_plan_breaks_a_rule(first: int) -> None:
    faults = {seed: faults_of(seed)[0] for seed in range(first, first + 10)}
    assert {seed: found for seed, found in faults.items() if found} == {}


@pytest.mark.slow
def test_what_is_refused_cannot_be_placed() -> None:
    answers = {seed: refusal_is_right(seed) for seed in range(INVENTORIES)}
    refused = {seed: right for seed, right in answers.items() if right is not None}
    assert len(refused) > 10
    assert [seed for seed, right in refused.items() if not right] == []
