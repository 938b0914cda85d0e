"""A budget parts the ranking, and one that nothing keeps says what would."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from advisor import Recommendation, load_knowledge, parse_scenario, rank, recommend, render, size
from advisor.scenario import change_answers
from advisor.scoring.budget import BudgetFit, budget_fit
from advisor.sizing import Topology
from advisor.sizing.bill_types import Bill, BillBasis, HourWeighing
from advisor.standings import StayOrLeave, standing_of_requested, what_is_in_use

KNOWLEDGE = load_knowledge()
SHOP = """
name: shop
hosting: {model: cloud, cloud: aws}
team: {engineers: 8, ops: 1}
availability: {survive_nodes: 1}
services:
- {name: web, replicas: 2, cpu: 500m, memory: 512Mi}
- {name: worker, replicas: 2, cpu: 250m, memory: 512Mi}
"""


def answer_to(budget: float | None) -> Recommendation:
    text = SHOP if budget is None else f"{SHOP}budget: {{usd_per_month: {budget}}}\n"
    return recommend(parse_scenario(text), KNOWLEDGE, how_sure=False)


def bill(usd: float | None, *, subscription_unknown: bool = False) -> Bill:
    return Bill(usd, usd, usd, BillBasis(HourWeighing.PEAK), (), subscription_unknown=subscription_unknown)


def base(entry: object) -> float:
    return entry.topology.bill.base  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize(
    ("cost", "unknown", "budget", "fit"),
    [
        (400.0, False, 400.0, BudgetFit.WITHIN),
        (400.01, False, 400.0, BudgetFit.OVER),
        (200.0, True, 400.0, BudgetFit.WITHIN),  # at its dear end 200 x 1.9 = 380
        (220.0, True, 400.0, BudgetFit.MAY_BE_OVER),  # 220 x 1.9 = 418
        (None, False, 400.0, None),
        (400.0, False, None, None),
    ],
)
def test_whether_a_bill_keeps_a_budget(
    cost: float | None, unknown: bool, budget: float | None, fit: BudgetFit | None
) -> None:
    assert budget_fit(bill(cost, subscription_unknown=unknown), budget, KNOWLEDGE) is fit


@pytest.fixture(scope="module")
def free() -> Recommendation:
    return answer_to(None)


def test_what_is_over_the_budget_does_not_win_against_a_choice_within_it(free: Recommendation) -> None:
    # a budget between the cheapest choice and the others leaves that one, whatever its score
    cheapest, second, *_ = sorted(free.choices, key=base)
    answer = answer_to(round((base(cheapest) + base(second)) / 2))
    assert answer.winner is not None
    assert answer.winner.platform.id == cheapest.platform.id
    assert answer.winner.budget_fit is BudgetFit.WITHIN
    assert answer.budget_missed is None
    over = [entry for entry in answer.ranking if entry.budget_fit is BudgetFit.OVER]
    assert over
    assert all(entry.score.set_back for entry in over)


def test_a_budget_that_everything_keeps_sets_back_only_what_is_no_answer(free: Recommendation) -> None:
    answer = answer_to(1e6)
    assert {entry.budget_fit for entry in answer.ranking} == {BudgetFit.WITHIN}
    assert answer.winner is not None
    assert free.winner is not None
    assert answer.winner.platform.id == free.winner.platform.id
    assert [entry.platform.id for entry in answer.choices if entry.score.set_back] == []


def test_dropping_losers_changes_no_winner(free: Recommendation) -> None:
    sized = [entry.topology for entry in free.ranking]  # a budget moves no sizes
    for budget in (60.0, 120.0, 200.0, 230.0):
        scenario = change_answers(parse_scenario(SHOP), {"budget.usd_per_month": budget}).scenario
        first = rank(scenario, sized, KNOWLEDGE).scores[0].platform
        for dropped in sized:
            if dropped.platform != first:
                left = [each for each in sized if each is not dropped]
                assert rank(scenario, left, KNOWLEDGE).scores[0].platform == first


def test_an_unknown_subscription_does_not_win_by_being_unknown(free: Recommendation) -> None:
    # the same plan twice, once with a subscription of unknown cost, which would take it over the budget
    scenario = change_answers(parse_scenario(SHOP), {"budget.usd_per_month": 220}).scenario
    winner = rank(scenario, [entry.topology for entry in free.ranking], KNOWLEDGE).scores[0].platform
    topology = next(entry.topology for entry in free.ranking if entry.platform.id == winner)
    unknown = replace(topology, bill=replace(topology.bill, subscription_unknown=True))
    others = [entry.topology for entry in free.ranking if entry.platform.id != winner]
    first = rank(scenario, [unknown, *others], KNOWLEDGE).scores[0]
    assert topology.bill.base is not None
    assert first.platform != winner or topology.bill.base * 1.9 <= 220


def test_a_budget_that_nothing_keeps_says_what_would(free: Recommendation) -> None:
    answer = answer_to(20)
    missed = answer.budget_missed
    assert missed is not None
    cheapest = min(answer.choices, key=base)
    assert (missed.platform, missed.usd_per_month) == (cheapest.platform.id, base(cheapest))
    for each in missed.cheaper:
        changed = change_answers(answer.scenario, {each.field: each.becomes}).scenario
        sized = size(changed, cheapest.platform, KNOWLEDGE)
        assert isinstance(sized, Topology)
        assert sized.bill.base == each.usd_per_month < missed.usd_per_month
    # nothing is within it, so nothing is set back against the others, and the first is the one without a budget
    assert answer.winner is not None
    assert free.winner is not None
    assert answer.winner.platform.id == free.winner.platform.id
    text = " ".join(render(answer, "text").split())
    assert "No choice keeps the budget of USD 20 a month. The cheapest is" in text


def test_it_is_marked_in_every_ranking() -> None:
    answer = answer_to(100)
    rows = list(csv.DictReader(io.StringIO(render(answer, "csv"))))
    ranked = json.loads(render(answer, "json"))["ranking"]
    assert [row["budget"] for row in rows] == [entry["budget"] for entry in ranked]
    assert {entry["over_budget"] for entry in ranked} == {True, False}
    table = next(line for line in render(answer, "markdown").splitlines() if line.startswith("| rank |"))
    assert table.endswith("| budget |")


def test_what_was_asked_for_and_is_over_the_budget_is_told_so() -> None:
    text = f"{SHOP}budget: {{usd_per_month: 100}}\nrequested: load-balanced-vms\nexisting: [load-balanced-vms]\n"
    answer = recommend(parse_scenario(text), KNOWLEDGE, how_sure=False)
    standing = standing_of_requested(answer)
    assert standing is not None
    assert standing.set_back
    assert all(gap.enough is None for gap in standing.gaps)
    (one,) = what_is_in_use(answer)
    assert one.advice is StayOrLeave.LEAVE
    told = " ".join(render(answer, "text").split())
    assert "behind every choice within the budget; its score is 0." in told
    assert "- Over the budget, or not surely within it: USD " in told
