"""Other weights over the plans at hand: the order that a whole new run gives, without packing anything."""

from __future__ import annotations

import pytest

from advisor import ScenarioError, load_scenario, recommend
from advisor.packing import Effort
from advisor.recommend import Recommendation
from advisor.reweighing import reweigh
from tests.answers import KNOWLEDGE, SCENARIOS

POINTS = {"cost": 100.0, "form": 5.0, "adoption": 0.0}


def estimate(**more: object) -> Recommendation:
    """The answer to an example by estimates alone, so that other weights search for no other plans."""
    asked = load_scenario(SCENARIOS / "online-boutique.yaml").as_read()
    return recommend(load_scenario({**asked, **more}), KNOWLEDGE, effort=Effort.QUICK, how_sure=False)


@pytest.fixture(scope="module")
def answer() -> Recommendation:
    """The answer under the advisor's own weights."""
    return estimate()


def test_other_weights_give_the_ranking_of_a_new_run(answer: Recommendation) -> None:
    moved, again = reweigh(answer, POINTS).moved, estimate(priorities=POINTS)
    assert moved[0].platform.id == again.ranking[0].platform.id
    assert {each.platform.id for each in moved} == {entry.platform.id for entry in again.ranking}
    # a plan that is sketched under one of the weights, and estimated under the others, is another plan
    sketched = [{e.platform.id: e.topology.sketched for e in one.ranking} for one in (answer, again)]
    alike = {platform for platform, is_sketch in sketched[0].items() if sketched[1][platform] == is_sketch}
    assert len(alike) > 1
    here = [(each.platform.id, each.score.total) for each in moved if each.platform.id in alike]
    there = [(entry.platform.id, entry.score.total) for entry in again.ranking if entry.platform.id in alike]
    assert [platform for platform, _ in here] == [platform for platform, _ in there]
    assert [total for _, total in here] == pytest.approx([total for _, total in there])
    places = {entry.platform.id: entry.rank for entry in answer.ranking}
    assert all(each.was == places[each.platform.id] for each in moved)
    assert any(each.gained > 0 for each in moved)
    assert any(each.gained < 0 for each in moved)


def test_no_points_leave_everything_where_it_is(answer: Recommendation) -> None:
    again = reweigh(answer, {})
    assert not again.first_changes
    assert dict(again.weights) == pytest.approx(dict(answer.weights))
    assert all(each.gained == 0 for each in again.moved)


def test_weights_that_cannot_be_are_refused(answer: Recommendation) -> None:
    with pytest.raises(ScenarioError, match="101"):
        reweigh(answer, {"cost": 101})
    nothing = {each.id: 0.0 for each in KNOWLEDGE.criteria.criteria}
    with pytest.raises(ScenarioError, match="priorities"):
        reweigh(answer, nothing)
