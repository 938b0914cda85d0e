"""What was asked for by name, and what is in use: place, gaps, and whether to stay."""

from __future__ import annotations

import json

import pytest

from advisor import Recommendation, load_knowledge, parse_scenario, recommend, render
from advisor.scoring.value_functions import figure_for, utility_of
from advisor.standings import StayOrLeave, standing_of_requested, what_is_in_use

KNOWLEDGE = load_knowledge()
CRITERIA = {criterion.id: criterion for criterion in KNOWLEDGE.criteria.criteria}
SHOP = """
name: shop
hosting: {model: cloud, cloud: aws}
team: {engineers: 8, ops: 1}
services:
- {name: web, replicas: 2, cpu: 500m, memory: 512Mi}
- {name: worker, replicas: 2, cpu: 250m, memory: 512Mi}
"""


def answer_to(more: str, text: str = SHOP) -> Recommendation:
    return recommend(parse_scenario(text + more), KNOWLEDGE, how_sure=False)


@pytest.fixture(scope="module")
def asked_for_eks() -> Recommendation:
    return answer_to("requested: eks\nexisting: [eks]\n")


def test_a_requested_platform_has_its_place_and_its_gaps_explain_how_far_it_is(asked_for_eks: Recommendation) -> None:
    standing = standing_of_requested(asked_for_eks)
    assert standing is not None
    assert standing.ranked is not None
    assert asked_for_eks.winner is not None
    first, entry = asked_for_eks.winner.score, standing.ranked.score
    assert standing.behind == pytest.approx(first.total - entry.total)
    assert [gap.behind for gap in standing.gaps] == sorted((gap.behind for gap in standing.gaps), reverse=True)
    # what it loses by its gaps, less what it gains elsewhere, is how far it is behind
    gains = sum(
        max(0.0, mine.weight * (mine.value - theirs.value))
        for mine, theirs in zip(entry.parts, first.parts, strict=True)
    )
    assert sum(gap.behind for gap in standing.gaps) - gains == pytest.approx(standing.behind, abs=0.01)


def test_the_figure_that_is_enough_makes_up_for_all_that_is_missing(asked_for_eks: Recommendation) -> None:
    standing = standing_of_requested(asked_for_eks)
    assert standing is not None
    enough = [(gap, gap.enough) for gap in standing.gaps if gap.enough is not None]
    for gap, figure in enough:
        gained = gap.its.weight * (utility_of(CRITERIA[gap.criterion], figure) - gap.its.value)
        assert gained == pytest.approx(standing.behind)


@pytest.mark.parametrize(
    ("criterion", "utility", "figure"),
    [
        ("form", 0.7, 3.0),  # ten points are worth 0, none 1
        ("cost", 1.0, 0.5),
        ("cost", 0.5, 5**0.5),  # halfway between 0.5 and 10 on a scale of logarithms: the root of 0.5 x 10
        ("fit", 0.25, 0.25),
        ("effort", 1.01, None),  # nothing is worth more than the best
    ],
)
def test_a_figure_for_a_value_is_the_scale_read_backwards(criterion: str, utility: float, figure: float | None) -> None:
    assert figure_for(CRITERIA[criterion], utility) == (None if figure is None else pytest.approx(figure))


def test_what_is_in_use_and_first_is_kept() -> None:
    first = answer_to("").winner
    assert first is not None
    (one,) = what_is_in_use(answer_to(f"existing: [{first.platform.id}]\n"))
    assert one.standing.is_first
    assert one.advice is StayOrLeave.STAY


def test_what_is_far_behind_is_left_for_reasons_in_figures(asked_for_eks: Recommendation) -> None:
    (one,) = what_is_in_use(asked_for_eks)
    assert one.advice is StayOrLeave.LEAVE
    assert one.form_behind is not None
    assert one.form_behind > KNOWLEDGE.criteria.staying.form_within
    text = render(asked_for_eks, "text")
    assert "Leave Amazon EKS with EC2 nodes, because:" in text
    assert "Form, 0." in text


def test_what_has_ended_is_left_because_of_that() -> None:
    answer = answer_to("requested: acs\nexisting: [acs]\n")
    (one,) = what_is_in_use(answer)
    assert (one.advice, one.form_behind) == (StayOrLeave.LEAVE, None)
    text = " ".join(render(answer, "text").split())
    assert "Azure Container Service (acs) is out. Because:" in text
    assert "Leave Azure Container Service, which ended on 2020-01-31, because: - X701 It has to be on offer:" in text


def test_where_nothing_fits_there_is_no_place_to_leave_for() -> None:
    wishes = "hosting: {model: on_prem}\nmust_have: [fips, air_gap, compose_files, scale_to_zero]\nexisting: [nomad]\n"
    (one,) = what_is_in_use(answer_to(wishes, "name: a\n"))
    assert one.advice is StayOrLeave.NOTHING_FITS


def test_words_that_are_no_platform_get_no_advice_and_an_unknown_one_is_said_to_be_unknown() -> None:
    answer = answer_to("existing: [google_app_engine, our own thing]\n")
    assert what_is_in_use(answer) == ()
    assert "xisting names our own thing, of which nothing is known here" in " ".join(render(answer, "text").split())


def test_the_json_has_both(asked_for_eks: Recommendation) -> None:
    document = json.loads(render(asked_for_eks, "json"))
    assert document["requested"]["platform"] == "eks"
    assert document["requested"]["rank"] > 1
    assert document["requested"]["gaps"][0]["behind"] > 0
    assert document["in_use"][0]["advice"] == "leave"
    assert document["in_use"][0]["standing"] == document["requested"]


def test_the_name_asked_for_adds_nothing_to_the_score(asked_for_eks: Recommendation) -> None:
    without = answer_to("existing: [eks]\n")
    assert [entry.score for entry in without.ranking] == [entry.score for entry in asked_for_eks.ranking]
