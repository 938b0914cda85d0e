"""The LP relaxation: fractions of nodes and of replicas, a relaxation of every plan for one demand.

    minimise  sum_t price_t nodes_t
    placed_i        sum_t held_ti >= demand_i
    capacity_tr     nodes_t >= sum_i (weight_ir / capacity_tr) held_ti
    most_ti         held_ti <= most_ti nodes_t
    conflict_tg     sum_{i in g} held_ti <= nodes_t      for cliques g of items of which a node holds one in all
    stock_t         nodes_t <= stock_t

`most_ti` is how many replicas one node can hold at all: by size, by rule, and never more than there are.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from advisor.packing.model.capacity import FloatArray, IntArray
from advisor.packing.model.instance import Instance
from advisor.packing.model.resources import UNBOUNDED
from advisor.packing.model.solver import Ending, SparseMatrix, solve_matrix


@dataclass(frozen=True, eq=False)
class LpSolution:
    """The optimum over the machine types of `types`; a row of the arrays is one of them."""

    types: IntArray
    """Rows of the machine types in the model."""
    nodes: FloatArray
    """Nodes of each type, in fractions; shape (types,)."""
    held: FloatArray
    """Replicas of each item on all nodes of each type; shape (types, n)."""
    replica_prices: FloatArray
    """Dual value of one more replica of each item, in USD per hour; shape (n,)."""
    resource_prices: FloatArray
    """Dual value of one unit of each resource on nodes of each type; shape (types, resources)."""


@dataclass(frozen=True, eq=False)
class _Columns:
    """Where the variables stand in the model.

    `nodes` (types,) are the columns of the nodes of each type, `held` (types, n) those of the replicas on them, with -1
    where a node of the type holds none.
    """

    nodes: IntArray
    held: IntArray

    @property
    def count(self) -> int:
        """How many variables there are."""
        return len(self.nodes) + int((self.held >= 0).sum())


def _columns(types: IntArray, demand: IntArray, most: IntArray) -> _Columns:
    # of equally good optima the solver takes one by the order of columns: it is that of their numbers as text, by
    # which the settings were measured
    by_type = np.array(sorted(range(len(types)), key=lambda row: f"{types[row]}_"), dtype=np.int64)
    items = np.array(sorted(np.flatnonzero(demand).tolist(), key=str), dtype=np.int64)
    place = np.ix_(by_type, items)
    holds = (most[types] > 0)[place]
    held = np.full((len(types), len(demand)), -1, dtype=np.int64)
    held[place] = np.where(holds, np.cumsum(holds).reshape(holds.shape) - 1, -1)
    nodes = np.empty(len(types), dtype=np.int64)
    nodes[sorted(range(len(types)), key=lambda row: str(types[row]))] = int(holds.sum()) + np.arange(len(types))
    return _Columns(nodes, held)


@dataclass(eq=False)
class _Rows:
    """The rows of the model as they are added, each of them at least its limit."""

    limits: list[FloatArray] = field(default_factory=list)
    entries: list[tuple[IntArray, IntArray, FloatArray]] = field(default_factory=list)
    """Rows, columns and values, in blocks."""
    count: int = 0

    def add(self, limits: FloatArray) -> IntArray:
        """New rows with these limits; the numbers of them."""
        self.limits.append(limits)
        self.count += len(limits)
        return np.arange(self.count - len(limits), self.count)

    def put(self, rows: IntArray, columns: IntArray, values: FloatArray) -> None:
        """Puts values into the matrix."""
        self.entries.append((rows, columns, values))

    def matrix(self, columns: int) -> SparseMatrix:
        """The matrix of all rows."""
        rows, places, values = (np.concatenate(part) for part in zip(*self.entries, strict=True))
        return SparseMatrix((self.count, columns), rows, places, values)


def solve_lp_relaxation(
    instance: Instance, demand: IntArray, types: IntArray, most: IntArray, usd_per_node: float = 0.0
) -> LpSolution | None:
    """The optimum over these machine types, or None when they cannot hold the demand.

    `most` (t, n) is what one node can hold. `usd_per_node` is added to every price, so that of two equally good types
    the larger one is taken.
    """
    wanted = np.flatnonzero(demand)
    if not len(wanted):
        nothing = np.zeros((len(types), len(demand)))
        return LpSolution(
            types, np.zeros(len(types)), nothing, nothing.sum(axis=0), np.zeros(instance.capacities[types].shape)
        )
    columns, rows = _columns(types, demand, most), _Rows()
    placed = rows.add(demand[wanted].astype(np.float64))
    type_rows, item_rows = np.nonzero(columns.held[:, wanted] >= 0)
    held = columns.held[type_rows, wanted[item_rows]]
    rows.put(placed[item_rows], held, np.ones(len(held)))
    capacities = _add_capacities_and_conflicts(rows, instance, types, columns)
    _add_caps(rows, instance, demand, types, columns, most)
    costs, highest = np.zeros(columns.count), np.full(columns.count, np.inf)
    costs[columns.nodes] = instance.prices[types] + usd_per_node
    highest[columns.nodes] = np.where(instance.stock[types] >= UNBOUNDED, np.inf, instance.stock[types])
    limits = np.concatenate(rows.limits)
    answer = solve_matrix(costs, rows.matrix(columns.count), limits, np.full(rows.count, np.inf), highest)
    if answer.ending is Ending.INFEASIBLE:
        return None
    values, duals = np.maximum(answer.values, 0.0), np.maximum(answer.duals, 0.0)
    replica_prices = np.zeros(len(demand))
    replica_prices[wanted] = duals[placed]
    # a row counts shares of a node, so its dual value is that of a whole node's capacity
    resource_prices = np.where(capacities >= 0, duals[capacities] / np.maximum(instance.capacities[types], 1), 0.0)
    replicas = np.where(columns.held >= 0, values[columns.held], 0.0)
    return LpSolution(types, values[columns.nodes], replicas, replica_prices, resource_prices)


def _add_capacities_and_conflicts(rows: _Rows, instance: Instance, types: IntArray, columns: _Columns) -> IntArray:
    """Adds both kinds of rows, type by type; the rows of capacities (types, resources), with -1 for none.

    Capacities are in shares of a node, so that millicores and MiB are of one size. Conflicts are cliques of items of
    which a node holds one replica in all.
    """
    limits, holds = instance.capacities[types], columns.held >= 0
    # what a replica of each item takes of each resource on a node of each type; shape (types, n, resources)
    takes = holds[:, :, None] & (instance.weights[None, :, :] > 0) & (limits < UNBOUNDED)[:, None, :]
    cliques = [clique for clique in instance.conflict_cliques if len(clique) > 1]
    meets = np.zeros((len(types), holds.shape[1], len(cliques)), dtype=bool)
    for number, clique in enumerate(cliques):
        meets[:, clique, number] = holds[:, clique]
    meets &= meets.sum(axis=1)[:, None, :] > 1
    entries = np.concatenate([takes, meets], axis=2)
    there = entries.any(axis=1)
    numbers = np.full(there.shape, -1, dtype=np.int64)
    numbers[there] = rows.add(np.zeros(int(there.sum())))
    row, _ = np.nonzero(there)
    rows.put(numbers[there], columns.nodes[row], np.ones(len(row)))
    row, item, place = np.nonzero(entries)
    resources = limits.shape[1]
    column = np.minimum(place, resources - 1)
    shares = instance.weights_float[item, column] / limits[row, column]
    rows.put(numbers[row, place], columns.held[row, item], np.where(place < resources, -shares, -1.0))
    return numbers[:, :resources]


def _add_caps(
    rows: _Rows, instance: Instance, demand: IntArray, types: IntArray, columns: _Columns, most: IntArray
) -> None:
    """The rows of `most` that the capacities do not imply; the tightest ones when there are too many."""
    limits, mosts = instance.settings.relaxation, most[types]
    tight = (mosts <= limits.cap_up_to) | (mosts == demand) | (mosts == instance.max_per_node)
    row, item = np.nonzero((columns.held >= 0) & tight)
    if len(row) > limits.max_cap_rows:
        tightest = np.lexsort((item, types[row], mosts[row, item] * instance.weights[item].max(axis=1)))
        row, item = row[tightest[: limits.max_cap_rows]], item[tightest[: limits.max_cap_rows]]
    caps = rows.add(np.zeros(len(row)))
    rows.put(caps, columns.nodes[row], mosts[row, item].astype(np.float64))
    rows.put(caps, columns.held[row, item], np.full(len(row), -1.0))
