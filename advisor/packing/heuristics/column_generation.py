"""A draft looked for by patterns: column generation, a dive into whole nodes, and an integer program for few nodes.

It pays where nodes hold few replicas or there are few items; with many small replicas on large nodes repairs get
further in the same time.

Whole node patterns: column generation, whose linear program bounds tighter than fractions of nodes can.

    minimise  sum_p price_p used_p
    placed_i      sum_p held_pi used_p >= demand_i
    stock_t       sum_{p of type t} used_p <= stock_t

New patterns are worth more than their machine at the prices of `placed`. They are looked for greedily, for all types at
once; where that finds none, by an integer knapsack for each type that the Lagrange limit of bound.py leaves open. The
value of those knapsacks is a V_t of that proof. See Gilmore and Gomory, A linear programming approach to the
cutting-stock problem (Operations Research 9, 1961), and Farley, A note on bounding a class of linear programming
problems (Operations Research 38, 1990).

From fractions of patterns to whole nodes: fix what is nearly whole, price what is left anew, and go on.

A diving heuristic as in branch and price; see Joncour and others, Column generation based primal heuristics
(Electronic Notes in Discrete Mathematics 36, 2010).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pulp

from advisor.packing.bounds.lagrangian import DualSolution, Relaxation, content_value_limits
from advisor.packing.heuristics.greedy import GreedyBatch, GreedyTask, fill_batch, fill_nodes
from advisor.packing.heuristics.rounding import downsize
from advisor.packing.heuristics.ruin_recreate import CountWork, go_on
from advisor.packing.model.capacity import BoolArray, FloatArray, IntArray
from advisor.packing.model.instance import Instance
from advisor.packing.model.node_groups import NodeGroup, Placement, content_of, placement_of
from advisor.packing.model.resources import BANDWIDTH, CPU, MEMORY, PODS, RESOURCES, UNBOUNDED
from advisor.packing.model.solver import Ending, Model, solve


def column_generation(
    placement: Placement,
    relaxation: Relaxation,
    item_values: FloatArray,
    allowed: BoolArray,
    stock: IntArray,
    count_work: CountWork = go_on,
) -> Placement | None:
    """The cheapest draft found by patterns, starting from this one; None when they are not worth their time.

    The relaxation learns the bounds that exact rounds of new patterns prove.
    """
    instance, demand = relaxation.instance, relaxation.demand
    limits = instance.settings.columns
    pods, count = int(demand.sum()), len(instance.items)
    if count > limits.max_items and pods * count > limits.item_replicas_per_node * placement.node_count:
        return None
    patterns = PatternPool(instance, demand)
    patterns.add_placement(placement)
    sparse = pods <= limits.few_replicas_per_node * placement.node_count
    most_rounds = limits.sparse_max_rounds if sparse else limits.max_rounds
    rounds = max(limits.min_rounds, min(most_rounds, limits.item_rounds // count))
    if generate(patterns, relaxation, allowed, stock, rounds, count_work) is None or not count_work(0):
        return None
    best = dive(patterns, relaxation, item_values, allowed, stock)
    if placement.node_count <= limits.integer_max_nodes:
        if best is not None:
            patterns.add_placement(best)
        whole = _whole_draft(patterns, allowed, stock)
        best = whole if whole is not None and whole.beats(best, instance.settings.tolerances.tie) else best
    return best


def _whole_draft(patterns: PatternPool, allowed: BoolArray, stock: IntArray) -> Placement | None:
    """The cheapest whole nodes over all patterns that the integer program finds, without what they hold too much."""
    found = solve_master(patterns, stock, whole=True)
    if found is None:
        return None
    used = np.rint(found.used).astype(np.int64)
    surplus = np.array(patterns.held).T @ used - patterns.demand
    groups = []
    for p in np.flatnonzero(used).tolist():
        for _ in range(int(used[p])):
            cut = np.minimum(patterns.held[p], np.maximum(surplus, 0))
            surplus = surplus - cut
            if (patterns.held[p] > cut).any():
                groups.append(NodeGroup(patterns.machines[p], content_of(patterns.held[p] - cut), 1))
    return downsize(patterns.instance, placement_of(patterns.instance, groups), allowed, stock)


@dataclass(eq=False)
class PatternPool:
    """The patterns known for one demand: row p runs on machine type `machines[p]` and holds `held[p]`."""

    instance: Instance
    demand: IntArray
    machines: list[int] = field(default_factory=list)
    held: list[IntArray] = field(default_factory=list)
    known: set[tuple[int, bytes]] = field(default_factory=set)

    def add(self, machine: int, row: IntArray) -> None:
        """Takes in a pattern, once."""
        key = (machine, row.tobytes())
        if row.any() and key not in self.known:
            self.known.add(key)
            self.machines.append(machine)
            self.held.append(row)

    def add_placement(self, placement: Placement) -> None:
        """Takes in the nodes of a draft."""
        for group in placement.groups:
            row = np.zeros(len(self.instance.items), dtype=np.int64)
            for item, count in group.held:
                row[item] = count
            self.add(group.machine, row)


@dataclass(frozen=True, eq=False)
class Master:
    """An optimum over the known patterns: how often each is used, and what one more replica costs."""

    used: FloatArray
    replica_prices: FloatArray
    machine_prices: FloatArray
    usd_per_hour: float
    proved: bool


def solve_master(patterns: PatternPool, stock: IntArray, whole: bool = False) -> Master | None:
    """The cheapest use of the patterns, in fractions or in whole nodes; None when stock is too small for them."""
    instance, demand = patterns.instance, patterns.demand
    model = Model("patterns")
    kind = pulp.LpInteger if whole else pulp.LpContinuous
    rows = range(len(patterns.machines))
    used = {p: model.add_variable(f"used_{p}", 0, None, kind) for p in rows}
    model.setObjective(pulp.LpAffineExpression([(used[p], float(instance.prices[patterns.machines[p]])) for p in rows]))
    held = np.array(patterns.held)
    placed = {}
    for i in np.flatnonzero(demand).tolist():
        inside = np.flatnonzero(held[:, i])
        row = pulp.LpAffineExpression([(used[p], float(held[p, i])) for p in inside.tolist()])
        placed[i] = pulp.LpConstraint(row, pulp.LpConstraintGE, f"placed_{i}", float(demand[i]))
        model.addConstraint(placed[i])
    limits = {}
    for t in sorted({patterns.machines[p] for p in rows}):
        if stock[t] < UNBOUNDED:
            row = pulp.LpAffineExpression([(used[p], 1.0) for p in rows if patterns.machines[p] == t])
            limits[t] = pulp.LpConstraint(row, pulp.LpConstraintLE, f"stock_{t}", float(stock[t]))
            model.addConstraint(limits[t])
    answer = solve(model, tree_nodes=instance.settings.columns.integer_tree_nodes)
    if answer.ending is Ending.INFEASIBLE or not np.isfinite(answer.objective):
        return None
    values = np.zeros(len(patterns.machines))
    for p, variable in used.items():
        values[p] = max(0.0, variable.value() or 0.0)
    prices, machine_prices = np.zeros(len(instance.items)), instance.prices.copy()
    if not whole:
        for i, constraint in placed.items():
            prices[i] = max(0.0, constraint.pi or 0.0)
        for t, constraint in limits.items():
            machine_prices[t] += max(0.0, -(constraint.pi or 0.0))
    return Master(values, prices, machine_prices, answer.objective, answer.ending is Ending.OPTIMALITY_TOLERANCE)


def generate(
    patterns: PatternPool,
    relaxation: Relaxation,
    allowed: BoolArray,
    stock: IntArray,
    rounds: int,
    count_work: CountWork = go_on,
) -> Master | None:
    """The fractional optimum after at most `rounds` rounds of new patterns; each exact round gives a bound as well.

    None when stock is too small for the patterns. The relaxation learns the bounds.
    """
    types = np.flatnonzero(allowed & (stock > 0))
    directions = directions_of(relaxation, allowed)
    asked: FloatArray | None = None
    smoothing = patterns.instance.settings.columns.smoothing
    for _ in range(rounds):
        master = solve_master(patterns, stock)
        if master is None:
            return None
        if not count_work(1):
            return master
        prices = master.replica_prices
        asked = prices if asked is None else smoothing * asked + (1 - smoothing) * prices
        found = price_greedily(patterns, types, asked, master, directions)
        if not found:
            asked = prices
            found = price_greedily(patterns, types, asked, master, directions)
        if not found:
            limits, found = _price_exactly(patterns, relaxation, types, master, directions)
            relaxation.dual_solutions.append(
                DualSolution(prices, directions, float(prices @ patterns.demand), limits, solved=True)
            )
            if not found:
                break
    return solve_master(patterns, stock)


def directions_of(relaxation: Relaxation, allowed: BoolArray) -> FloatArray:
    """Mixes of resources by which replicas are weighed against their price: the volume model's own, and plain ones."""
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
    patterns: PatternPool, types: IntArray, asked: FloatArray, master: Master, directions: FloatArray
) -> bool:
    """Whether greedy filling at the asked prices found patterns worth more than their machines; takes in the best."""
    instance = patterns.instance
    prices, machine_prices = master.replica_prices, np.maximum(master.machine_prices[types], 1e-12)
    weights = np.maximum(directions @ instance.weights.T, 1e-15)
    order = np.argsort(-asked / weights, axis=1, kind="stable").astype(np.int64)
    items = np.ascontiguousarray(order.T[: np.count_nonzero(asked > 0)])  # the others come last
    task = np.repeat(np.arange(len(order)), len(types))
    taken = fill_nodes(instance, np.tile(types, len(order)), task, items, patterns.demand[items])
    found: list[tuple[float, int, IntArray]] = []
    for here, nodes in zip(items.T, taken.T.reshape(len(order), len(types), len(items)), strict=True):
        gains = (nodes @ prices[here]) / machine_prices
        for node in np.flatnonzero(gains > 1 + instance.settings.columns.reduced_cost).tolist():
            pattern = np.zeros(len(prices), dtype=np.int64)
            pattern[here] = nodes[node]
            found.append((float(gains[node]), int(types[node]), pattern))
    found.sort(key=lambda one: (-one[0], one[1], one[2].tobytes()))
    before = len(patterns.machines)
    for _, machine, row in found[: instance.settings.columns.greedy_columns]:
        patterns.add(machine, row)
    return len(patterns.machines) > before


def _price_exactly(
    patterns: PatternPool, relaxation: Relaxation, types: IntArray, master: Master, directions: FloatArray
) -> tuple[FloatArray, bool]:
    """A limit of the worth of every type's best pattern, and whether some pattern is worth more than its machine."""
    instance, prices, machine_prices = patterns.instance, master.replica_prices, master.machine_prices
    limits = content_value_limits(instance, relaxation.most, prices, directions)
    relaxation.dual_solutions.append(DualSolution(prices, directions, float(prices @ patterns.demand), limits.copy()))
    settings = instance.settings.columns
    rating = limits[types] / np.maximum(machine_prices[types], 1e-12)
    before = len(patterns.machines)
    for position in np.argsort(-rating, kind="stable").tolist():
        if rating[position] <= 1 + settings.reduced_cost or len(patterns.machines) >= before + settings.exact_columns:
            break
        machine = int(types[position])
        item_values, row = _knapsack(instance, relaxation.most[machine], machine, prices)
        limits[machine] = min(limits[machine], item_values)
        if row @ prices > machine_prices[machine] * (1 + settings.reduced_cost):
            patterns.add(machine, row)
    return limits, len(patterns.machines) > before


def _knapsack(instance: Instance, most: IntArray, machine: int, prices: FloatArray) -> tuple[float, IntArray]:
    """An upper limit of the worth of what one node of this type holds, and the best content found."""
    model = Model("knapsack")
    inside: list[int] = np.flatnonzero((most > 0) & (prices > 0)).tolist()
    held = {i: model.add_variable(f"held_{i}", 0, int(most[i]), pulp.LpInteger) for i in inside}
    model.setObjective(pulp.LpAffineExpression([(held[i], -float(prices[i])) for i in inside]))
    for resource in range(instance.capacities.shape[1]):
        room = int(instance.capacities[machine, resource])
        shares = [
            (held[i], float(instance.weights[i, resource]) / room) for i in inside if instance.weights[i, resource]
        ]
        if shares and room < UNBOUNDED:
            row = pulp.LpAffineExpression(shares)
            model.addConstraint(
                pulp.LpConstraint(row, pulp.LpConstraintLE, f"room_{resource}", 1.0 + instance.settings.tolerances.row)
            )
    _keep_apart(model, instance, most, held)
    answer = solve(model, tree_nodes=instance.settings.columns.knapsack_tree_nodes)
    row = np.zeros(len(instance.items), dtype=np.int64)
    if np.isfinite(answer.objective):
        for i, variable in held.items():
            row[i] = round(variable.value() or 0.0)
    return -answer.bound * (1 + instance.settings.columns.knapsack_margin), _cut_to_capacity(instance, machine, row)


def _keep_apart(model: pulp.LpProblem, instance: Instance, most: IntArray, held: dict[int, pulp.LpVariable]) -> None:
    """Rows for items that never share a node: groups of which a node holds one, and pairs."""
    grouped: set[tuple[int, int]] = set()
    for number, group in enumerate(instance.conflict_cliques):
        members = [i for i in group.tolist() if i in held]
        if len(members) > 1:
            grouped |= {(a, b) for a in members for b in members}
            row = pulp.LpAffineExpression([(held[i], 1.0) for i in members])
            model.addConstraint(pulp.LpConstraint(row, pulp.LpConstraintLE, f"alone_{number}", 1.0))
    present: dict[int, pulp.LpVariable] = {}
    for i in held:
        for j in instance.conflicts[i].tolist():
            if i < j and j in held and (i, j) not in grouped:
                for one in (i, j):
                    if one not in present:
                        present[one] = model.add_variable(f"present_{one}", 0, 1, pulp.LpInteger)
                        model.addConstraint(held[one] <= int(most[one]) * present[one], f"present_{one}")
                model.addConstraint(present[i] + present[j] <= 1, f"apart_{i}_{j}")


def _cut_to_capacity(instance: Instance, machine: int, row: IntArray) -> IntArray:
    """The row as far as it fits in whole numbers; what rounding in the solver put above the room is taken out."""
    while ((row @ instance.weights) > instance.capacities[machine]).any():
        row[int(np.flatnonzero(row)[0])] -= 1
    return row


def dive(
    patterns: PatternPool, relaxation: Relaxation, item_values: FloatArray, allowed: BoolArray, stock: IntArray
) -> Placement | None:
    """A draft of whole nodes near the fractional optimum over the patterns; None when stock runs out.

    `worth` of each item serves greedy filling, which ends what patterns cannot.
    """
    instance = patterns.instance
    directions = directions_of(relaxation, allowed)
    groups: list[NodeGroup] = []
    left, current = patterns.demand.copy(), patterns
    stock = stock.copy()
    limits = instance.settings.columns
    share = limits.dive_share if len(instance.items) <= limits.dive_max_items else 2 * limits.dive_share
    while left.any():
        _end_greedily(current, item_values, allowed, stock)
        master = _priced(current, allowed, stock, directions)
        if master is None:
            return None
        before = left
        fixed = _fixed(master.used, share, instance.settings.tolerances.whole)
        left = _take(instance, current, fixed.astype(np.int64), left, stock, groups)
        if (left == before).all():
            return None
        current = _rest(current, master, left)
    return downsize(instance, placement_of(instance, groups), allowed, stock)


def _priced(patterns: PatternPool, allowed: BoolArray, stock: IntArray, directions: FloatArray) -> Master | None:
    types = np.flatnonzero(allowed & (stock > 0))
    master = solve_master(patterns, stock)
    limits = patterns.instance.settings.columns
    for _ in range(limits.dive_pricings if len(patterns.instance.items) <= limits.dive_max_items else 1):
        if master is None or not price_greedily(patterns, types, master.replica_prices, master, directions):
            break
        master = solve_master(patterns, stock)
    return master


def _end_greedily(patterns: PatternPool, item_values: FloatArray, allowed: BoolArray, stock: IntArray) -> None:
    """Takes in the nodes of one greedy filling, so that the patterns can hold everything."""
    order = np.argsort(-item_values, kind="stable").astype(np.int64)
    filled = fill_batch(
        patterns.instance,
        GreedyBatch.of([GreedyTask(patterns.demand, order, item_values, np.where(allowed, stock, 0))]),
    )
    patterns.add_placement(placement_of(patterns.instance, filled.groups(0) or ()))


def _fixed(used: FloatArray, share: float, tolerance: float) -> FloatArray:
    """How many nodes of each pattern to fix: the whole part, or else the patterns nearest to one more."""
    whole = np.floor(used + tolerance)
    if not whole.any():
        count = max(1, int(share * float(used.sum())))
        nearest = np.argsort(-used, kind="stable")[:count]
        whole[nearest[used[nearest] > tolerance]] = 1.0
    return whole


def _take(
    instance: Instance, patterns: PatternPool, whole: IntArray, left: IntArray, stock: IntArray, groups: list[NodeGroup]
) -> IntArray:
    """Adds these nodes to the groups, each holding no more than is left; what is left then, and less stock."""
    for p in np.flatnonzero(whole).tolist():
        machine = patterns.machines[p]
        for _ in range(int(whole[p])):
            row = np.minimum(patterns.held[p], left)
            if not row.any() or stock[machine] < 1:
                break
            groups.append(NodeGroup(machine, content_of(row), 1))
            left = left - row
            if stock[machine] < UNBOUNDED:
                stock[machine] -= 1
    return left


def _rest(patterns: PatternPool, master: Master, left: IntArray) -> PatternPool:
    """The patterns in use and the youngest ones, cut to what is left."""
    rest = PatternPool(patterns.instance, left)
    youngest = range(
        max(0, len(patterns.machines) - patterns.instance.settings.columns.dive_kept_columns), len(patterns.machines)
    )
    for p in dict.fromkeys([*np.flatnonzero(master.used > 0).tolist(), *youngest]):
        rest.add(patterns.machines[p], np.minimum(patterns.held[p], left))
    return rest
