"""The choice of platforms is the cheapest there is: every choice of small portfolios is tried."""

from __future__ import annotations

import random
from itertools import product

import pytest

from advisor.portfolio.facility_location import Facilities, assign, fewest_platforms


def drawn(seed: int) -> Facilities:
    """A portfolio of up to 6 applications and 5 platforms; some run on few of them, some share clusters."""
    chance = random.Random(seed)
    applications = [f"a{number}" for number in range(chance.randint(1, 6))]
    platforms = [f"p{number}" for number in range(chance.randint(1, 5))]
    run, group = {}, {}
    for application in applications:
        for platform in chance.sample(platforms, chance.randint(1, len(platforms))):
            run[application, platform] = float(chance.randint(0, 40))
            group[application, platform] = chance.choice(["shared", "other", application])
    cluster = {(platform, each): float(chance.randint(0, 25)) for (_, platform), each in group.items()}
    return Facilities(run, cluster, {platform: float(chance.randint(0, 60)) for platform in platforms}, group)


def cheapest(facilities: Facilities, most: int) -> float | None:
    """The least cost over every choice of a platform for each application; None where there is none."""
    places = [[p for a, p in facilities.run if a == application] for application in facilities.applications]
    costs = [
        facilities.cost_of(dict(zip(facilities.applications, choice, strict=True)))
        for choice in product(*places)
        if len(set(choice)) <= most
    ]
    return min(costs, default=None)


@pytest.mark.parametrize("seeds", [range(start, start + 50) for start in range(0, 200, 50)])
def test_no_choice_of_a_small_portfolio_is_cheaper(seeds: range) -> None:
    for seed in seeds:
        facilities = drawn(seed)
        most = 1 + seed % 3
        least, found = cheapest(facilities, most), assign(facilities, most)
        assert (found is None) == (least is None), seed
        if found is not None:
            assert found.usd_per_month == pytest.approx(least, abs=1e-6), seed
            assert found.gap <= 1e-6
            assert set(found.chosen) == set(facilities.applications)
        assert (least is None) == (fewest_platforms(facilities) > most)
