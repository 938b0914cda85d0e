"""The winner against its rivals, point by point: the points add up to the lead, and ties are left out."""

from __future__ import annotations

import json

import pytest

from advisor import render
from advisor.recommend import Recommendation
from advisor.trade_offs import LEAST_DIFFERENCE, Rival, _Points, cheapest_of, comparisons_of
from tests.answers import answer_to, list_scenarios
from tests.handmade import NO_FIT

EXAMPLES = [path.stem for path in list_scenarios()]


@pytest.fixture(scope="module", params=EXAMPLES)
def answer(request: pytest.FixtureRequest) -> Recommendation:
    """The answer to each example scenario."""
    return answer_to(request.param)


def test_the_gains_of_all_points_add_up_to_the_lead(answer: Recommendation) -> None:
    for comparison in comparisons_of(answer):
        every = _Points(answer).between(comparison.ours, comparison.theirs)
        assert sum(point.gain for point in every) == pytest.approx(comparison.lead, abs=1e-9)


def test_the_largest_difference_comes_first_and_ties_are_left_out(answer: Recommendation) -> None:
    for comparison in comparisons_of(answer):
        gains = [abs(point.gain) for point in comparison.points]
        assert gains == sorted(gains, reverse=True)
        assert all(gain >= LEAST_DIFFERENCE for gain in gains)
        assert {*comparison.gains, *comparison.losses} == set(comparison.points)


def test_every_side_names_its_source_where_something_is_claimed(answer: Recommendation) -> None:
    seen = [side for each in comparisons_of(answer) for point in each.points for side in (point.ours, point.theirs)]
    assert all(side.source or side.raw is None for side in seen)


def test_the_runner_up_the_cheapest_and_the_simplest_are_set_against_the_winner_once_each(
    answer: Recommendation,
) -> None:
    comparisons = comparisons_of(answer)
    named = [comparison.theirs.platform.id for comparison in comparisons]
    assert len(named) == len(set(named))
    winner = answer.winner
    assert winner is not None and winner.platform.id not in named
    if answer.runner_up is not None:
        assert comparisons[0].theirs is answer.runner_up and comparisons[0].rivals[0] is Rival.RUNNER_UP
    cheapest = cheapest_of(answer)
    for comparison in comparisons:
        if Rival.CHEAPEST in comparison.rivals:
            assert comparison.theirs is cheapest
            assert (comparison.theirs.topology.bill.base or 0) <= (winner.topology.bill.base or float("inf"))


def test_the_shop_of_five_services_costs_less_than_half_on_one_machine() -> None:
    against = comparisons_of(answer_to("five-service-shop"))[0]
    cost = next(point for point in against.gains if point.criterion == "cost")
    assert cost.gain > 0 and float(cost.ours.raw or 0) * 2 < float(cost.theirs.raw or 0)


def test_json_holds_the_comparisons_with_their_sources() -> None:
    document = json.loads(render(answer_to("five-service-shop"), "json"))
    first = document["trade_offs"][0]
    assert first["other"] == document["ranking"][1]["platform"]
    assert {point["first"]["source"] for point in first["points"]} - {None} <= document["sources"].keys()


def test_nothing_is_compared_where_no_platform_fits() -> None:
    assert comparisons_of(NO_FIT) == ()
