"""Linear and integer models, the solver that runs them, and what its statuses mean.

The models are PuLP's, and this is the only module that imports it or names a solver: HiGHS in this process, or the CBC
program that comes with PuLP where highspy cannot be loaded. Other modules state their models with `Model` and read the
answer with `value_of`; linear programs that are solved often are given as a matrix, which goes to HiGHS as it is. Work
limits (branch-and-bound nodes) end a search, never the clock, and one thread runs, so the same model gives the same
answer on every machine.

PuLP 3 (pyproject.toml pins it) is mended here in three places:

- `Model.variables` keeps PuLP's own list of variables (the private `_variables`). PuLP looks through all rows for them
  again at each call, and a solve calls it several times.
- `_mended_highs` replaces two methods of `pulp.HiGHS`: one hands a model over row by row, which takes long for
  large ones; the other does not know a search that ended at its limit of nodes.
- `_silence_greeting` hides a line that HiGHS prints on stdout.
"""

from __future__ import annotations

import functools
import importlib
import math
import os
import sys
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from types import ModuleType
from typing import Any, TypeAlias

import numpy as np
import pulp

from advisor.errors import SolverError
from advisor.packing.model.capacity import FloatArray, IntArray

highspy: ModuleType | None
try:
    highspy = importlib.import_module("highspy")
except ImportError:  # the platform has no wheel: CBC answers, only slower
    highspy = None


Variable: TypeAlias = pulp.LpVariable
Row: TypeAlias = pulp.LpConstraint
"""A constraint that was added to a model."""
Expression: TypeAlias = pulp.LpAffineExpression
Terms: TypeAlias = Iterable[tuple[pulp.LpVariable, float]]
"""Variables with their coefficients."""


class Ending(StrEnum):
    """How a solver ended: with a proof of optimality, at a limit, or with a proof that nothing fits."""

    OPTIMAL = "optimal"
    LIMIT = "limit"
    INFEASIBLE = "infeasible"


@dataclass(frozen=True)
class Answer:
    """What a solver says about a minimisation model.

    `bound` is what no solution undercuts; it is minus infinity when the solver gives none.
    `objective` is infinity without a solution; the model's variables then hold no values.
    """

    ending: Ending
    objective: float
    bound: float


class Model(pulp.LpProblem):  # type: ignore[misc]  # PuLP ships no types
    """A minimisation; its rows must not be changed once they are added.

    >>> model = Model("diet")
    >>> bread, milk = model.add_integer("bread"), model.add_continuous("milk")
    >>> model.minimise([(bread, 2.0), (milk, 1.0)])
    >>> enough = model.at_least([(bread, 3.0), (milk, 1.0)], 7.0, "enough")
    >>> solve(model).objective, value_of(bread), value_of(milk)
    (5.0, 2.0, 1.0)
    """

    def __init__(self, name: str) -> None:
        super().__init__(name, pulp.LpMinimize)

    def add_continuous(self, name: str, most: float | None = None) -> Variable:
        """A variable of at least 0 and at most `most`."""
        return self.add_variable(name, 0, most)

    def add_integer(self, name: str, most: int | None = None) -> Variable:
        """A variable in whole numbers, of at least 0 and at most `most`."""
        return self.add_variable(name, 0, most, pulp.LpInteger)

    def minimise(self, terms: Terms) -> None:
        """Sets the objective, which must stand before the model is solved."""
        self.setObjective(pulp.LpAffineExpression(list(terms)))

    def at_least(self, terms: Terms, limit: float, name: str) -> Row:
        """Adds the row: the sum of these terms is at least the limit."""
        return self._add_row(terms, pulp.LpConstraintGE, limit, name)

    def at_most(self, terms: Terms, limit: float, name: str) -> Row:
        """Adds the row: the sum of these terms is at most the limit."""
        return self._add_row(terms, pulp.LpConstraintLE, limit, name)

    def _add_row(self, terms: Terms, sense: int, limit: float, name: str) -> Row:
        row = pulp.LpConstraint(pulp.LpAffineExpression(list(terms)), sense, name, limit)
        self.addConstraint(row)
        return row

    def variables(self) -> list[pulp.LpVariable]:
        """The variables by name."""
        self._add_variables(self.objective.keys())
        columns: list[pulp.LpVariable] = self._variables
        columns.sort(key=lambda variable: variable.name)
        return columns


def total(parts: Iterable[Any]) -> Expression:
    """The sum of these variables or expressions."""
    return pulp.lpSum(parts)


def value_of(variable: Variable) -> float:
    """The value of a variable in the solution, never below 0."""
    return max(0.0, variable.value() or 0.0)


def solve(problem: pulp.LpProblem, *, tree_nodes: int | None = None) -> Answer:
    """Minimise, and leave the values in the model's variables and the duals in its constraints.

    PuLP's status says "Optimal" at a limit too, so `sol_status` and the solver's own dual bound decide. An integer
    model stops after `tree_nodes` branch-and-bound nodes, if that is given; its dual bound holds all the same. Raises
    SolverError when the solver breaks or ends without an answer.
    """
    try:
        return _solve_with_highs(highspy, problem, tree_nodes) if highspy else _solve_with_cbc(problem, tree_nodes)
    except pulp.PulpSolverError as error:
        raise SolverError(f"the solver broke on the model {problem.name}: {error}") from error


@functools.cache
def _silence_greeting(highs: ModuleType) -> None:
    """Lets HiGHS print its version where nobody reads it.

    HiGHS 1.16 prints a line on file descriptor 1 when a process makes its first model, before any option can be set.
    Among the results on stdout it would break a JSON reader.
    """
    if sys.stdout is not None:
        sys.stdout.flush()
    try:
        stdout = os.dup(1)
    except OSError:  # nobody listens at all
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        highs.Highs()
    finally:
        os.dup2(stdout, 1)
        os.close(stdout)
        os.close(nowhere)


def _solve_with_highs(highs: ModuleType, problem: pulp.LpProblem, tree_nodes: int | None) -> Answer:
    _silence_greeting(highs)
    settings: dict[str, Any] = {"random_seed": 0, "parallel": "off"}
    if tree_nodes is not None:
        settings["mip_max_nodes"] = tree_nodes
    _mended_highs(highs)(msg=False, threads=1, gapRel=0.0, **settings).solve(problem)
    model = problem.solverModel
    if problem.sol_status == pulp.LpSolutionInfeasible:
        return Answer(Ending.INFEASIBLE, math.inf, math.inf)
    info = model.getInfo()
    whole = problem.isMIP()
    if problem.sol_status == pulp.LpSolutionOptimal:
        bound = info.mip_dual_bound if whole else info.objective_function_value
        return Answer(Ending.OPTIMAL, info.objective_function_value, bound)
    if not whole:
        raise SolverError(f"the solver gave no answer to the model {problem.name}: {model.getModelStatus()}")
    found = problem.sol_status == pulp.LpSolutionIntegerFeasible
    bound = info.mip_dual_bound if math.isfinite(info.mip_dual_bound) else -math.inf
    return Answer(Ending.LIMIT, info.objective_function_value if found else math.inf, bound)


@functools.cache
def _mended_highs(highs: ModuleType) -> Callable[..., Any]:
    """PuLP's HiGHS that knows a limit of nodes and takes a model in two calls."""

    class Highs(pulp.HiGHS):  # type: ignore[misc]  # PuLP ships no types
        def buildSolverModel(self, lp: pulp.LpProblem) -> None:  # noqa: N802 (PuLP's name)
            _hand_over(lp, highs)

        def findSolutionValues(self, lp: pulp.LpProblem) -> tuple[int, int]:  # noqa: N802 (PuLP's name)
            if lp.solverModel.getModelStatus() != highs.HighsModelStatus.kSolutionLimit:
                status, solution = super().findSolutionValues(lp)
                return status, solution
            values = list(lp.solverModel.getSolution().col_value)
            if not values or not math.isfinite(lp.solverModel.getInfo().objective_function_value):
                return pulp.LpStatusNotSolved, pulp.LpSolutionNoSolutionFound
            for variable in lp.variables():
                variable.varValue = values[variable.index]
            return pulp.LpStatusOptimal, pulp.LpSolutionIntegerFeasible

    return Highs


def _hand_over(lp: pulp.LpProblem, highs: ModuleType) -> None:
    """The model of a minimisation to HiGHS in two calls, one for all columns and one for all rows."""
    model, columns, rows = lp.solverModel, lp.variables(), lp.constraints()
    for position, variable in enumerate(columns):
        variable.index = position
    costs = [lp.objective.get(variable, 0.0) for variable in columns]
    model.addCols(len(columns), costs, *_limits(((v.lowBound, v.upBound) for v in columns), highs), 0, [], [], [])
    whole = [variable.index for variable in columns if variable.cat == pulp.LpInteger]
    if whole:
        model.changeColsIntegrality(len(whole), whole, [highs.HighsVarType.kInteger] * len(whole))
    starts: list[int] = []
    indices: list[int] = []
    values: list[float] = []
    for position, row in enumerate(rows):
        row.index = position
        starts.append(len(indices))
        indices += [variable.index for variable in row]
        values += row.values()
    ends = _limits(((row.getLb(), row.getUb()) for row in rows), highs)
    model.addRows(len(starts), *ends, len(indices), starts, indices, values)


def _limits(limits: Iterable[tuple[float | None, float | None]], highs: ModuleType) -> tuple[list[float], list[float]]:
    """Lower and upper limits, infinite where there is none."""
    pairs = list(limits)
    lower = [-highs.kHighsInf if low is None else low for low, _ in pairs]
    return lower, [highs.kHighsInf if high is None else high for _, high in pairs]


@dataclass(frozen=True, eq=False)
class MatrixAnswer:
    """The optimum of a linear program given as a matrix: values of its columns and dual values of its rows."""

    ending: Ending
    objective: float
    values: FloatArray
    duals: FloatArray


@dataclass(frozen=True, eq=False)
class SparseMatrix:
    """The entries of a matrix that are not zero: their rows, their columns and their values."""

    shape: tuple[int, int]
    rows: IntArray
    columns: IntArray
    values: FloatArray

    @classmethod
    def of(cls, dense: FloatArray) -> SparseMatrix:
        """The entries of a matrix that is given whole."""
        columns, rows = np.nonzero(dense.T)
        return cls((dense.shape[0], dense.shape[1]), rows, columns, dense[rows, columns])


def solve_matrix(
    costs: FloatArray,
    matrix: SparseMatrix,
    least: FloatArray,
    most: FloatArray,
    highest: FloatArray | None = None,
) -> MatrixAnswer:
    """Minimises `costs` @ x over 0 <= x <= `highest` with `least` <= `matrix` @ x <= `most`, a constraint in each row.

    A dual value is negative where the row's upper limit binds. Raises SolverError when the solver gives no answer.

    >>> import numpy as np
    >>> matrix = SparseMatrix.of(np.array([[4.0, 8.0]]))
    >>> answer = solve_matrix(np.array([2.0, 3.0]), matrix, np.array([20.0]), np.array([np.inf]))
    >>> answer.objective, answer.values.tolist(), answer.duals.tolist()
    (7.5, [0.0, 2.5], [0.375])
    """
    rows, columns = matrix.shape
    highest = np.full(columns, np.inf) if highest is None else highest
    if highspy is None:
        return _solve_matrix_by_model(costs, matrix, least, most, highest)
    _silence_greeting(highspy)
    highs, lp = highspy.Highs(), highspy.HighsLp()
    for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("parallel", "off")):
        highs.setOptionValue(name, value)
    lp.num_row_, lp.num_col_ = rows, columns
    lp.col_cost_, lp.col_lower_ = costs, np.zeros(columns)
    lp.col_upper_ = np.where(np.isfinite(highest), highest, highspy.kHighsInf)
    lp.row_lower_ = np.where(np.isfinite(least), least, -highspy.kHighsInf)
    lp.row_upper_ = np.where(np.isfinite(most), most, highspy.kHighsInf)
    order = np.lexsort((matrix.rows, matrix.columns))
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.searchsorted(matrix.columns[order], np.arange(columns + 1))
    lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.rows[order], matrix.values[order]
    highs.passModel(lp)
    highs.run()
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return MatrixAnswer(Ending.INFEASIBLE, math.inf, np.zeros(columns), np.zeros(rows))
    if status != highspy.HighsModelStatus.kOptimal:
        raise SolverError(f"the solver gave no answer to a linear program: {status}")
    solution = highs.getSolution()
    values, duals = np.array(solution.col_value), np.array(solution.row_dual)
    return MatrixAnswer(Ending.OPTIMAL, highs.getInfo().objective_function_value, values, duals)


def _solve_matrix_by_model(
    costs: FloatArray, matrix: SparseMatrix, least: FloatArray, most: FloatArray, highest: FloatArray
) -> MatrixAnswer:
    model = Model("matrix")
    limits = [limit if math.isfinite(limit) else None for limit in highest.tolist()]
    x = [model.add_continuous(f"x_{column}", limit) for column, limit in enumerate(limits)]
    model.minimise(zip(x, costs.tolist(), strict=True))
    terms: list[list[tuple[Variable, float]]] = [[] for _ in least]
    for row, column, value in zip(matrix.rows.tolist(), matrix.columns.tolist(), matrix.values.tolist(), strict=True):
        terms[row].append((x[column], value))
    rows = []
    for number, row_terms in enumerate(terms):
        if math.isfinite(least[number]):
            rows.append(model.at_least(row_terms, float(least[number]), f"row_{number}"))
        else:
            rows.append(model.at_most(row_terms, float(most[number]), f"row_{number}"))
    answer = solve(model)
    duals = np.array([row.pi or 0.0 for row in rows])
    return MatrixAnswer(answer.ending, answer.objective, np.array([value_of(each) for each in x]), duals)


def _solve_with_cbc(problem: pulp.LpProblem, tree_nodes: int | None) -> Answer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # PuLP 4 renames the bundled CBC; pyproject pins PuLP 3
        cbc = pulp.PULP_CBC_CMD(msg=False, threads=1, gapRel=0.0, maxNodes=tree_nodes)
    problem.solve(cbc)
    if problem.sol_status == pulp.LpSolutionInfeasible:
        return Answer(Ending.INFEASIBLE, math.inf, math.inf)
    if problem.sol_status == pulp.LpSolutionOptimal:
        objective = float(pulp.value(problem.objective) or 0.0)
        return Answer(Ending.OPTIMAL, objective, objective)
    if not problem.isMIP():
        raise SolverError(f"the solver gave no answer to the model {problem.name}: status {problem.status}")
    found = problem.sol_status == pulp.LpSolutionIntegerFeasible
    return Answer(Ending.LIMIT, float(pulp.value(problem.objective)) if found else math.inf, -math.inf)
