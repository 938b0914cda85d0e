"""Thousands of combinations of platform, hosting, tenancy, zones and services, new ones in every run: `make fuzz`.

Not part of `make test`, which tries fewer and the same ones each time (test_topologies_everywhere.py).
"""

from __future__ import annotations

import random

import pytest

from tests.sizing.combinations import OWN, all_combinations, faults_of

EACH = 100
"""Combinations for each platform: 2,700 for the 27 there are."""


@pytest.mark.parametrize("platform_id", OWN.platforms)
def test_every_combination_gives_a_topology_or_a_reason(platform_id: str) -> None:
    combinations = random.SystemRandom().sample(all_combinations(), EACH)
    faults = {combination: faults_of(combination, platform_id) for combination in combinations}
    assert {combination: found for combination, found in faults.items() if found} == {}


def test_there_are_thousands() -> None:
    assert EACH * len(OWN.platforms) >= 2000
