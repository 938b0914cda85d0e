"""How much to commit to: the integer program against trying every number, and against arithmetic by hand."""

from __future__ import annotations

import itertools
import math
import random

import pytest

from advisor.packing import (
    Hourly,
    cheapest_counts,
    cheapest_spend,
    counts_of_share,
    covered_by_counts,
    covered_by_spend,
    spend_of_share,
)

PROFILES = 100


def _cost(hours: tuple[float, ...], things: list[Hourly], counts: tuple[int, ...]) -> float:
    """USD of a cycle: what is committed at all hours, and what is above it on demand."""
    usd = 0.0
    for thing, count in zip(things, counts, strict=True):
        usd += sum(hours) * count * thing.committed_usd
        usd += sum(
            lasting * max(0.0, used - count) * thing.on_demand_usd
            for lasting, used in zip(hours, thing.used, strict=True)
        )
    return usd


def _drawn(draw: random.Random) -> tuple[tuple[float, ...], list[Hourly]]:
    """A day or a week of one to twelve levels, in which one to three kinds run up to eight times each."""
    levels = draw.randint(1, 12)
    cycle = draw.choice((24, 168))
    hours = [1] * levels
    for _ in range(cycle - levels):
        hours[draw.randrange(levels)] += 1
    things = []
    for _ in range(draw.randint(1, 3)):
        on_demand = draw.uniform(0.02, 6.0)
        used = tuple(draw.choice((draw.randint(0, 8), draw.randint(0, 80) / 10)) for _ in range(levels))
        things.append(Hourly(on_demand, on_demand * draw.uniform(0.2, 1.1), used))
    return tuple(map(float, hours)), things


@pytest.mark.parametrize("seed", range(PROFILES))
def test_the_committed_numbers_cost_as_little_as_the_best_of_all_numbers(seed: int) -> None:
    hours, things = _drawn(random.Random(seed))
    best = sum(
        min(_cost(hours, [thing], (count,)) for count in range(math.ceil(max(thing.used)) + 1)) for thing in things
    )
    found = cheapest_counts(hours, things)
    assert _cost(hours, things, found) == pytest.approx(best, rel=1e-6)


@pytest.mark.parametrize("seed", range(20))
def test_trying_kinds_together_finds_nothing_cheaper(seed: int) -> None:
    hours, things = _drawn(random.Random(1000 + seed))
    every = itertools.product(*(range(math.ceil(max(thing.used)) + 1) for thing in things))
    best = min(_cost(hours, things, counts) for counts in every)
    assert _cost(hours, things, cheapest_counts(hours, things)) == pytest.approx(best, rel=1e-6)


@pytest.mark.parametrize("seed", range(30))
def test_the_committed_spend_costs_as_little_as_the_best_of_all_steps(seed: int) -> None:
    draw = random.Random(2000 + seed)
    hours, drawn = _drawn(draw)
    things = [Hourly(thing.on_demand_usd / 100, thing.committed_usd / 100, thing.used) for thing in drawn]

    def cost(spend: float) -> float:
        covered = covered_by_spend(spend, things)
        left = sum(
            lasting * (used - paid) * thing.on_demand_usd
            for thing, row in zip(things, covered, strict=True)
            for lasting, used, paid in zip(hours, thing.used, row, strict=True)
        )
        return left + sum(hours) * spend

    most = max(sum(t.used[n] * t.committed_usd for t in things) for n in range(len(hours)))
    best = min(cost(step / 1000) for step in range(math.ceil(most * 1000) + 1))
    assert cost(cheapest_spend(hours, things)) == pytest.approx(best, rel=1e-6)


def test_of_equal_costs_the_least_commitment_is_taken() -> None:
    # the third machine runs for 12 of 24 hours, and a committed hour costs half: 24 x 0.5 = 12 x 1
    assert cheapest_counts((12, 12), [Hourly(1.0, 0.5, (2, 3))]) == (2,)


def test_what_is_dearer_under_a_commitment_is_left_on_demand() -> None:
    assert cheapest_counts((24,), [Hourly(1.0, 1.2, (4,)), Hourly(1.0, 0.9, (4,))]) == (0, 4)
    assert cheapest_spend((24,), [Hourly(1.0, 1.2, (4,))]) == 0.0


def test_nothing_that_runs_is_committed_to() -> None:
    assert (cheapest_counts((24,), []), cheapest_spend((24,), [])) == ((), 0.0)


def test_a_share_of_the_peak_is_rounded_down() -> None:
    things = [Hourly(1.0, 0.6, (2, 5)), Hourly(1.0, 0.6, (3, 1))]
    assert counts_of_share(0.7, things) == (3, 2)  # 3.5 and 2.1
    # common peak: 5 + 1 = 6 at 0.60 = 3.60; half of it
    assert spend_of_share(0.5, things) == pytest.approx(1.8)


def test_what_is_covered_is_no_more_than_what_runs() -> None:
    things = [Hourly(1.0, 0.6, (2, 5))]
    assert covered_by_counts((3,), things) == ((2, 3),)
    # 1.80 USD an hour pay for three at 0.60, of which two run at the quieter level
    assert covered_by_spend(1.8, things) == ((2.0, pytest.approx(3.0)),)
