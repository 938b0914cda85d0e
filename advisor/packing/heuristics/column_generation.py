"""Column generation and diving: placements made of whole node contents, with tighter bounds than the LP relaxation.

A column p is the content of one whole node: its machine type and `held_pi` replicas of each item. The master problem
chooses how often each column is used:

    minimise  sum_p price_p used_p
    placed_i      sum_p held_pi used_p >= demand_i
    stock_t       sum_{p of type t} used_p <= stock_t

A column that is not yet known improves it if its content is worth more, at the dual values of `placed`, than its node
costs (negative reduced cost). Such columns are looked for greedily over all types at once; where that finds none, by an
integer knapsack for each type that the Lagrangian limit (bounds/lagrangian.py) leaves open. The value of that knapsack
is a V_t of the bound (Farley 1990). Columns are priced at dual values mixed with those of the rounds before, which
keeps them from swinging. This is the smoothing of Neame; that of Wentges mixes in the dual values of the best bound so
far (both in Pessoa and others 2013).

The dive then turns fractions of columns into whole nodes: it fixes those that are nearly whole, prices what is left
anew, and goes on (Joncour and others 2010). Where there are few nodes, an integer program over all columns is solved as
well. It pays where nodes hold few replicas or there are few items; otherwise repairs get further in the same time.

- Gilmore and Gomory, A linear programming approach to the cutting-stock problem, Operations Research 9, 1961.
- Farley, A note on bounding a class of linear programming problems, Operations Research 38, 1990.
- Wentges, Weighted Dantzig-Wolfe decomposition for linear mixed-integer programming, International Transactions in
  Operational Research 4, 1997.
- Pessoa, Sadykov, Uchoa and Vanderbeck, In-out separation and column generation stabilization by dual price smoothing,
  Symposium on Experimental Algorithms, 2013.
- Joncour and others, Column generation based primal heuristics, Electronic Notes in Discrete Mathematics 36, 2010.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from advisor.packing.bounds.lagrangian import DualSolution, Relaxation, content_value_limits
from advisor.packing.heuristics.greedy import GreedyBatch, GreedyTask, fill_batch, fill_nodes
from advisor.packing.heuristics.rounding import downsize
from advisor.packing.heuristics.ruin_recreate import CountWork, go_on
from advisor.packing.model.capacity import BoolArray, FloatArray, IntArray
from advisor.packing.model.instance import Instance
from advisor.packing.model.node_groups import NodeGroup, Placement, content_of, placement_of
from advisor.packing.model.resources import BANDWIDTH, CPU, MEMORY, PODS, RESOURCES, UNBOUNDED
from advisor.packing.model.solver import Ending, Model, SparseMatrix, Variable, solve, solve_matrix, value_of


def column_generation(
    placement: Placement,
    columns: Sequence[NodeGroup],
    relaxation: Relaxation,
    item_values: FloatArray,
    allowed: BoolArray,
    stock: IntArray,
    count_work: CountWork = go_on,
) -> Placement | None:
    """The cheapest placement found by columns, starting from this one; None when they are not worth their time.

    The relaxation keeps the dual solutions of exact pricing rounds, for the bounds they prove.
    """
    instance, demand = relaxation.instance, relaxation.demand
    limits = instance.settings.columns
    replicas, count = int(demand.sum()), len(instance.items)
    if count > limits.max_items and replicas * count > limits.item_replicas_per_node * placement.node_count:
        return None
    pool = ColumnPool(instance, demand)
    pool.add_placement(placement)
    pool.add_groups(group for group in columns if allowed[group.machine])
    sparse = replicas <= limits.few_replicas_per_node * placement.node_count
    most_rounds = limits.sparse_max_rounds if sparse else limits.max_rounds
    rounds = max(limits.min_rounds, min(most_rounds, limits.item_rounds // count))
    if generate(pool, relaxation, allowed, stock, rounds, count_work) is None or not count_work(0):
        return None
    best = dive(pool, relaxation, item_values, allowed, stock)
    if placement.node_count <= limits.integer_max_nodes:
        if best is not None:
            pool.add_placement(best)
        known = placement.usd_per_hour if best is None else min(best.usd_per_hour, placement.usd_per_hour)
        whole = _integer_placement(pool, allowed, stock, known)
        best = whole if whole is not None and whole.beats(best, instance.settings.tolerances.tie) else best
    return best


def _integer_placement(pool: ColumnPool, allowed: BoolArray, stock: IntArray, below: float) -> Placement | None:
    """The cheapest nodes that an integer program over all columns finds, without the replicas they hold too many."""
    used = solve_integer_master(pool, stock, below)
    if used is None:
        return None
    surplus = np.array(pool.held).T @ used - pool.demand
    groups = []
    for p in np.flatnonzero(used).tolist():
        for _ in range(int(used[p])):
            cut = np.minimum(pool.held[p], np.maximum(surplus, 0))
            surplus = surplus - cut
            if (pool.held[p] > cut).any():
                groups.append(NodeGroup(pool.machines[p], content_of(pool.held[p] - cut), 1))
    return downsize(pool.instance, placement_of(pool.instance, groups), allowed, stock)


@dataclass(eq=False)
class ColumnPool:
    """The columns known for one demand: column p is a node of type `machines[p]` that holds `held[p]` (n,)."""

    instance: Instance
    demand: IntArray
    machines: list[int] = field(default_factory=list)
    held: list[IntArray] = field(default_factory=list)
    known: set[tuple[int, bytes]] = field(default_factory=set)

    def add(self, machine: int, row: IntArray) -> None:
        """Adds a column, once."""
        key = (machine, row.tobytes())
        if row.any() and key not in self.known:
            self.known.add(key)
            self.machines.append(machine)
            self.held.append(row)

    def add_placement(self, placement: Placement) -> None:
        """Adds the nodes of a placement as columns."""
        self.add_groups(placement.groups)

    def add_groups(self, groups: Iterable[NodeGroup]) -> None:
        """Adds nodes like these as columns."""
        for group in groups:
            row = np.zeros(len(self.instance.items), dtype=np.int64)
            for item, count in group.held:
                row[item] = count
            self.add(group.machine, row)


@dataclass(frozen=True, eq=False)
class Master:
    """An optimum of the master problem."""

    used: FloatArray
    """How often each column is used; shape (columns,)."""
    replica_prices: FloatArray
    """Dual value of one more replica of each item; shape (n,)."""
    machine_prices: FloatArray
    """Price of a node of each type, and beside it the dual value of its stock; shape (t,)."""
    usd_per_hour: float


def solve_master(pool: ColumnPool, stock: IntArray) -> Master | None:
    """The cheapest use of the columns in fractions; None when stock is too small for them."""
    instance = pool.instance
    machines, held = np.array(pool.machines), np.array(pool.held)
    placed = np.flatnonzero(pool.demand)
    limited = np.array([t for t in sorted(set(pool.machines)) if stock[t] < UNBOUNDED], dtype=np.int64)
    # a row for each item to be placed, then one for each type that may run out; a column for each node content
    matrix = np.vstack([held[:, placed].T, machines[None, :] == limited[:, None]]).astype(np.float64)
    least = np.concatenate([pool.demand[placed].astype(np.float64), np.full(len(limited), -np.inf)])
    most = np.concatenate([np.full(len(placed), np.inf), stock[limited].astype(np.float64)])
    answer = solve_matrix(instance.prices[machines], SparseMatrix.of(matrix), least, most)
    if answer.ending is Ending.INFEASIBLE:
        return None
    prices, machine_prices = np.zeros(len(instance.items)), instance.prices.copy()
    prices[placed] = np.maximum(answer.duals[: len(placed)], 0.0)
    machine_prices[limited] += np.maximum(-answer.duals[len(placed) :], 0.0)
    return Master(np.maximum(answer.values, 0.0), prices, machine_prices, answer.objective)


def solve_integer_master(pool: ColumnPool, stock: IntArray, below: float) -> IntArray | None:
    """How often each column is used in the cheapest whole nodes found; None when there are none below this cost.

    A column whose reduced cost alone lifts the fractional optimum to `below` is in no cheaper solution and left out.
    """
    instance, demand, root = pool.instance, pool.demand, solve_master(pool, stock)
    if root is None:
        return None
    machines, held = np.array(pool.machines), np.array(pool.held)
    reduced = root.machine_prices[machines] - held @ root.replica_prices
    kept = np.flatnonzero(root.usd_per_hour + reduced < below).tolist()
    model = Model("master")
    used = {p: model.add_integer(f"used_{p}") for p in kept}
    model.minimise((used[p], float(instance.prices[machines[p]])) for p in kept)
    for i in np.flatnonzero(demand).tolist():
        model.at_least([(used[p], float(held[p, i])) for p in kept if held[p, i]], float(demand[i]), f"placed_{i}")
    for t in sorted({pool.machines[p] for p in kept}):
        if stock[t] < UNBOUNDED:
            model.at_most([(used[p], 1.0) for p in kept if machines[p] == t], float(stock[t]), f"stock_{t}")
    answer = solve(model, tree_nodes=instance.settings.columns.integer_tree_nodes)
    if not np.isfinite(answer.objective):
        return None
    whole = np.zeros(len(machines), dtype=np.int64)
    whole[kept] = [round(value_of(used[p])) for p in kept]
    return whole


def generate(
    pool: ColumnPool,
    relaxation: Relaxation,
    allowed: BoolArray,
    stock: IntArray,
    rounds: int,
    count_work: CountWork = go_on,
) -> Master | None:
    """The fractional optimum after at most `rounds` rounds of pricing; each exact round gives a bound as well.

    None when stock is too small for the columns. The relaxation keeps the dual solutions that give the bounds.
    """
    types = np.flatnonzero(allowed & (stock > 0))
    directions = directions_of(relaxation, allowed)
    smoothed: FloatArray | None = None
    smoothing, exact_left = pool.instance.settings.columns.smoothing, pool.instance.settings.columns.exact_rounds
    for _ in range(rounds):
        master = solve_master(pool, stock)
        if master is None:
            return None
        if not count_work(1):
            return master
        prices = master.replica_prices
        smoothed = prices if smoothed is None else smoothing * smoothed + (1 - smoothing) * prices
        found = price_greedily(pool, types, smoothed, master, directions)
        if not found:
            smoothed = prices
            found = price_greedily(pool, types, smoothed, master, directions)
        if not found and not exact_left:
            break
        if not found:
            exact_left -= 1
            limits, found = _price_exactly(pool, relaxation, types, master, directions)
            relaxation.dual_solutions.append(
                DualSolution(prices, directions, float(prices @ pool.demand), limits, solved=True)
            )
            if not found:
                break
    return solve_master(pool, stock)


def directions_of(relaxation: Relaxation, allowed: BoolArray) -> FloatArray:
    """Mixes of resources in which items are measured: those of the LP relaxation, single resources, and fixed mixes."""
    lp_solution = relaxation.solve(allowed)
    instance = relaxation.instance
    largest = np.maximum(instance.finite_capacities.max(axis=0), 1.0)
    place = {RESOURCES[at]: column for column, at in enumerate(instance.resources)}
    plain = np.delete(np.diag(1.0 / largest), place[BANDWIDTH], axis=0)
    columns = instance.settings.columns
    mixed = np.zeros((len(columns.cpu_shares), len(largest)))
    mixed[:, place[CPU]] = columns.cpu_shares
    mixed[:, place[MEMORY]] = 1 - mixed[:, place[CPU]]
    mixed[:, place[PODS]] = columns.pods_share
    mixed /= largest
    known = (
        lp_solution.resource_prices[lp_solution.resource_prices.any(axis=1)]
        if lp_solution is not None
        else np.zeros((0, len(largest)))
    )
    rows: FloatArray = np.vstack([np.unique(known.round(15), axis=0), plain, mixed])
    return rows


def price_greedily(
    pool: ColumnPool, types: IntArray, smoothed: FloatArray, master: Master, directions: FloatArray
) -> bool:
    """Adds the best columns of negative reduced cost that greedy filling finds; whether there are any.

    Items are put in falling order of their smoothed dual value for their size, once for each mix of `directions`.
    """
    instance = pool.instance
    prices, machine_prices = master.replica_prices, np.maximum(master.machine_prices[types], 1e-12)
    weights = np.maximum(directions @ instance.weights.T, 1e-15)
    # a row is one order of all items; items without a dual value come last in each and are left out
    order = np.argsort(-smoothed / weights, axis=1, kind="stable").astype(np.int64)
    items = np.ascontiguousarray(order.T[: np.count_nonzero(smoothed > 0)])
    task = np.repeat(np.arange(len(order)), len(types))
    taken = fill_nodes(instance, np.tile(types, len(order)), task, items, pool.demand[items])
    found: list[tuple[float, int, IntArray]] = []
    # for each order, a row of `nodes` is what one node of a type then holds
    for here, nodes in zip(items.T, taken.T.reshape(len(order), len(types), len(items)), strict=True):
        gains = (nodes @ prices[here]) / machine_prices
        for node in np.flatnonzero(gains > 1 + instance.settings.columns.reduced_cost).tolist():
            column = np.zeros(len(prices), dtype=np.int64)
            column[here] = nodes[node]
            found.append((float(gains[node]), int(types[node]), column))
    found.sort(key=lambda one: (-one[0], one[1], one[2].tobytes()))
    before = len(pool.machines)
    for _, machine, row in found[: instance.settings.columns.greedy_columns]:
        pool.add(machine, row)
    return len(pool.machines) > before


def _price_exactly(
    pool: ColumnPool, relaxation: Relaxation, types: IntArray, master: Master, directions: FloatArray
) -> tuple[FloatArray, bool]:
    """Adds columns found by knapsacks; the limit V_t of each type, and whether it found any column.

    Types are tried in falling order of value for money by the Lagrangian limit, while that leaves any gain.
    """
    instance, prices, machine_prices = pool.instance, master.replica_prices, master.machine_prices
    limits = content_value_limits(instance, relaxation.most, prices, directions)
    relaxation.dual_solutions.append(DualSolution(prices, directions, float(prices @ pool.demand), limits.copy()))
    settings = instance.settings.columns
    rating = limits[types] / np.maximum(machine_prices[types], 1e-12)
    before = len(pool.machines)
    for position in np.argsort(-rating, kind="stable").tolist():
        if rating[position] <= 1 + settings.reduced_cost or len(pool.machines) >= before + settings.exact_columns:
            break
        machine = int(types[position])
        value, row = _knapsack(instance, relaxation.most[machine], machine, prices)
        limits[machine] = min(limits[machine], value)
        if row @ prices > machine_prices[machine] * (1 + settings.reduced_cost):
            pool.add(machine, row)
    return limits, len(pool.machines) > before


def _knapsack(instance: Instance, most: IntArray, machine: int, prices: FloatArray) -> tuple[float, IntArray]:
    """A limit of the value of what one node of this type holds, and the best content found (n,)."""
    model, settings = Model("knapsack"), instance.settings
    inside: list[int] = np.flatnonzero((most > 0) & (prices > 0)).tolist()
    held = {i: model.add_integer(f"held_{i}", int(most[i])) for i in inside}
    model.minimise((held[i], -float(prices[i])) for i in inside)
    for resource in range(instance.capacities.shape[1]):
        capacity, weights = int(instance.capacities[machine, resource]), instance.weights[:, resource]
        shares = [(held[i], float(weights[i]) / capacity) for i in inside if weights[i]]
        if shares and capacity < UNBOUNDED:
            model.at_most(shares, 1.0 + settings.tolerances.row, f"capacity_{resource}")
    _add_conflicts(model, instance, most, held)
    answer = solve(model, tree_nodes=settings.columns.knapsack_tree_nodes)
    row = np.zeros(len(instance.items), dtype=np.int64)
    if np.isfinite(answer.objective):
        for i, variable in held.items():
            row[i] = round(value_of(variable))
    limit = -answer.bound * (1 + settings.columns.knapsack_margin)
    return limit, _cut_to_capacity(instance, machine, row)


def _add_conflicts(model: Model, instance: Instance, most: IntArray, held: dict[int, Variable]) -> None:
    """Rows for items that must not share a node: cliques of which a node holds one replica, and other pairs."""
    in_clique: set[tuple[int, int]] = set()
    for number, clique in enumerate(instance.conflict_cliques):
        members = [i for i in clique.tolist() if i in held]
        if len(members) > 1:
            in_clique |= {(a, b) for a in members for b in members}
            model.at_most([(held[i], 1.0) for i in members], 1.0, f"clique_{number}")
    present: dict[int, Variable] = {}
    for i in held:
        for j in instance.conflicts[i].tolist():
            if i < j and j in held and (i, j) not in in_clique:
                for one in (i, j):
                    if one not in present:
                        present[one] = model.add_integer(f"present_{one}", 1)
                        model.addConstraint(held[one] <= int(most[one]) * present[one], f"present_{one}")
                model.addConstraint(present[i] + present[j] <= 1, f"apart_{i}_{j}")


def _cut_to_capacity(instance: Instance, machine: int, row: IntArray) -> IntArray:
    """The content without the replicas by which rounding in the solver exceeded the capacity of a node."""
    while ((row @ instance.weights) > instance.capacities[machine]).any():
        row[int(np.flatnonzero(row)[0])] -= 1
    return row


def dive(
    pool: ColumnPool, relaxation: Relaxation, item_values: FloatArray, allowed: BoolArray, stock: IntArray
) -> Placement | None:
    """A placement of whole nodes near the fractional optimum over the columns; None when stock runs out.

    `item_values` (n,) are used by greedy filling, which completes what the columns cannot hold.
    """
    instance = pool.instance
    directions = directions_of(relaxation, allowed)
    groups: list[NodeGroup] = []
    left, current = pool.demand.copy(), pool
    stock = stock.copy()
    limits = instance.settings.columns
    share = limits.dive_share if len(instance.items) <= limits.dive_max_items else 2 * limits.dive_share
    while left.any():
        _add_greedy_columns(current, item_values, allowed, stock)
        master = _solve_and_price(current, allowed, stock, directions)
        if master is None:
            return None
        before = left
        fixed = _nodes_to_fix(master.used, share, instance.settings.tolerances.whole)
        left = _fix(instance, current, fixed.astype(np.int64), left, stock, groups)
        if (left == before).all():
            return None
        current = _columns_for(current, master, left)
    return downsize(instance, placement_of(instance, groups), allowed, stock)


def _solve_and_price(pool: ColumnPool, allowed: BoolArray, stock: IntArray, directions: FloatArray) -> Master | None:
    """The optimum of the master problem after a few rounds of greedy pricing."""
    types = np.flatnonzero(allowed & (stock > 0))
    master = solve_master(pool, stock)
    limits = pool.instance.settings.columns
    for _ in range(limits.dive_pricings if len(pool.instance.items) <= limits.dive_max_items else 1):
        if master is None or not price_greedily(pool, types, master.replica_prices, master, directions):
            break
        master = solve_master(pool, stock)
    return master


def _add_greedy_columns(pool: ColumnPool, item_values: FloatArray, allowed: BoolArray, stock: IntArray) -> None:
    """Adds the nodes of one greedy placement, so that the columns can hold everything."""
    order = np.argsort(-item_values, kind="stable").astype(np.int64)
    filled = fill_batch(
        pool.instance,
        GreedyBatch.of([GreedyTask(pool.demand, order, item_values, np.where(allowed, stock, 0))]),
    )
    pool.add_placement(placement_of(pool.instance, filled.groups(0) or ()))


def _nodes_to_fix(used: FloatArray, share: float, tolerance: float) -> FloatArray:
    """How many nodes of each column to fix: the whole part, or else one of each column that is nearest to it."""
    whole = np.floor(used + tolerance)
    if not whole.any():
        count = max(1, int(share * float(used.sum())))
        nearest = np.argsort(-used, kind="stable")[:count]
        whole[nearest[used[nearest] > tolerance]] = 1.0
    return whole


def _fix(
    instance: Instance, pool: ColumnPool, whole: IntArray, left: IntArray, stock: IntArray, groups: list[NodeGroup]
) -> IntArray:
    """Adds these nodes to `groups` and takes them from `stock`, both in place; the demand that is left then.

    Each node holds no more than what is left.
    """
    for p in np.flatnonzero(whole).tolist():
        machine = pool.machines[p]
        for _ in range(int(whole[p])):
            row = np.minimum(pool.held[p], left)
            if not row.any() or stock[machine] < 1:
                break
            groups.append(NodeGroup(machine, content_of(row), 1))
            left = left - row
            if stock[machine] < UNBOUNDED:
                stock[machine] -= 1
    return left


def _columns_for(pool: ColumnPool, master: Master, left: IntArray) -> ColumnPool:
    """The columns in use and the newest ones, without the replicas that are not left."""
    rest = ColumnPool(pool.instance, left)
    count, kept = len(pool.machines), pool.instance.settings.columns.dive_kept_columns
    newest = range(max(0, count - kept), count)
    for p in dict.fromkeys([*np.flatnonzero(master.used > 0).tolist(), *newest]):
        rest.add(pool.machines[p], np.minimum(pool.held[p], left))
    return rest
