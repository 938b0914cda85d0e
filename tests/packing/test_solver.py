"""The solver: optimum, infeasible, stopped at its limit, and the same answers from the fall-back."""

from __future__ import annotations

import math
import random

import pulp
import pytest

from advisor.errors import SolverError
from advisor.packing.model import solver
from advisor.packing.model.solver import Ending, Model, solve


@pytest.fixture(params=["highs", "cbc"])
def either_solver(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "cbc":
        monkeypatch.setattr(solver, "highspy", None)
    return str(request.param)


def knapsack_cover(whole: bool) -> tuple[pulp.LpProblem, pulp.LpVariable, pulp.LpVariable]:
    problem = Model("cover")
    category = pulp.LpInteger if whole else pulp.LpContinuous
    small = problem.add_variable("small", 0, None, category)
    large = problem.add_variable("large", 0, None, category)
    problem += 2 * small + 3 * large, "cost"
    problem += 4 * small + 8 * large >= 20, "cores"
    return problem, small, large


@pytest.mark.usefixtures("either_solver")
def test_a_variable_that_no_row_names_is_solved_too() -> None:
    problem, _, _ = knapsack_cover(whole=False)
    alone = problem.add_variable("alone", 3, None)
    problem.setObjective(problem.objective + alone)
    # 20 cores for 3 / 8 each, and three of what stands alone
    assert solve(problem).objective == pytest.approx(20 * 3 / 8 + 3)
    assert [variable.name for variable in problem.variables()] == ["alone", "large", "small"]
    assert alone.value() == pytest.approx(3)


@pytest.mark.usefixtures("either_solver")
def test_whole_numbers_are_proved() -> None:
    problem, small, large = knapsack_cover(whole=True)
    answer = solve(problem)
    # 20 cores: 2 large + 1 small = 8; 3 large = 9; 1 large + 3 small = 9; 5 small = 10
    assert answer.ending is Ending.OPTIMAL
    assert answer.objective == pytest.approx(8)
    assert answer.bound == pytest.approx(8)
    assert (small.value(), large.value()) == (1, 2)


@pytest.mark.usefixtures("either_solver")
def test_fractions_give_duals() -> None:
    problem, _, _ = knapsack_cover(whole=False)
    answer = solve(problem)
    # 20 / 8 large nodes at 3 = 7.5, so one more core costs 3 / 8
    assert answer.objective == pytest.approx(7.5)
    assert answer.bound == pytest.approx(7.5)
    assert problem.get_constraint_by_name("cores").pi == pytest.approx(3 / 8)


@pytest.mark.usefixtures("either_solver")
def test_infeasible_is_an_answer() -> None:
    problem, small, large = knapsack_cover(whole=True)
    problem += small + large <= 2, "stock"
    assert solve(problem).ending is Ending.INFEASIBLE


def hard_partition() -> pulp.LpProblem:
    """A market split model: its relaxation is 0 and no whole solution is near, so a few tree nodes prove nothing."""
    draw = random.Random(7)
    problem = Model("split")
    picks = [problem.add_variable(f"pick_{j}", 0, 1, pulp.LpInteger) for j in range(40)]
    misses = []
    for row in range(5):
        amounts = [draw.randrange(1, 100) for _ in picks]
        over = problem.add_variable(f"over_{row}", 0)
        under = problem.add_variable(f"under_{row}", 0)
        total = pulp.lpSum(amount * pick for amount, pick in zip(amounts, picks, strict=True))
        problem += total + under - over == sum(amounts) // 2, f"row_{row}"
        misses += [over, under]
    problem.setObjective(pulp.lpSum(misses))
    return problem


def test_a_search_stopped_at_its_limit_gives_its_dual_bound_and_no_proof() -> None:
    answer = solve(hard_partition(), tree_nodes=1)
    assert answer.ending is Ending.LIMIT
    assert answer.bound < answer.objective
    assert answer.bound >= 0


def test_the_fall_back_claims_no_bound_at_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "highspy", None)
    answer = solve(hard_partition(), tree_nodes=1)
    assert answer.ending is Ending.LIMIT
    assert answer.bound == -math.inf


def test_a_broken_solver_is_broken_machinery(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise pulp.PulpSolverError("out of memory")

    monkeypatch.setattr(solver, "_solve_with_highs", crash)
    with pytest.raises(SolverError, match="the model cover: out of memory"):
        solve(knapsack_cover(whole=True)[0])
