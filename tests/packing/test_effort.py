"""Efforts: more work never gives a dearer plan, and every effort proves its bound."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from advisor.packing import BoundMethod, BoundSource, Effort, Item, Machine, Plan, Settings, pack
from advisor.packing.settings import FinalBound
from tests.packing.test_packing import item
from tests.packing.test_surge import Question, answer, asked
from tests.profiles import examples


def test_the_integer_model_of_a_finished_plan_changes_its_proof_and_not_its_nodes() -> None:
    # eight machine types in three zones: too many columns for the first plan found, few enough for the finished one
    types = [Machine(f"m{n}", 2000 + 1000 * n, 3000 + 2500 * n, 40, 0.1 + 0.045 * n) for n in range(8)]
    items = [item("a", 900, 1500, 2, 2, 1), item("b", 600, 700, 1, 2, 2), item("c", 1100, 900, 3, 2, 2)]
    # exchanging nodes proves as much here, so it is left out
    usual = replace(Settings.default(), purchases=replace(Settings.default().purchases, max_trials=0))
    without = replace(usual, integer_bound=replace(usual.integer_bound, final_when=FinalBound.NEVER))
    plain, close = (
        pack(items, types, zones=3, survive_nodes=1, survive_zone=True, settings=each) for each in (without, usual)
    )
    assert isinstance(plain, Plan) and isinstance(close, Plan)
    assert close.nodes == plain.nodes
    assert close.bound_usd_per_hour > plain.bound_usd_per_hour
    assert close.bound_source == BoundSource((BoundMethod.INTEGER_MODEL,))


@examples(12)
@given(asked())
def test_thorough_is_never_dearer_than_default(problem: Question) -> None:
    usual, thorough = answer(problem), answer(problem, Effort.THOROUGH)
    assert thorough.usd_per_hour <= usual.usd_per_hour
    assert thorough.bound_usd_per_hour >= usual.bound_usd_per_hour * (1 - 1e-9)


def test_more_work_finds_a_cheaper_plan_for_three_zones() -> None:
    # 18 replicas take 6,000m and 20.25 GiB in all; what any two zones hold must be enough for all of them
    items = [
        Item("a", 300, 600, (3, 3, 3)),
        Item("b", 200, 1024, (2, 2, 2)),
        Item("c", 700, 3072, (1, 1, 1)),
    ]
    machines = [Machine(f"m{n}", 1930 * n, 7000 * n, 29, 0.1 * n) for n in (1, 2, 4)]
    costs = []
    for effort in Effort:
        plan = pack(items, machines, zones=3, survive_nodes=1, survive_zone=True, settings=Settings.for_effort(effort))
        assert isinstance(plan, Plan)
        costs.append(plan.usd_per_hour)
    assert costs[1] >= costs[2]
    assert costs[0] >= costs[2]
