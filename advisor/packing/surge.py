"""Room for upgrades: what the surge of each service lacks on a plan's nodes, and the nodes that give it.

Room for surges at least cost: nodes exchanged for other types that hold the same, and empty nodes added.

    minimise  sum_{g,t} price_t nodes_gt + sum_t price_t added_t
    kept_g      sum_t nodes_gt = count_g                 types whose room holds what runs on each node of group g
    surge_i     sum_{g,t} seats_gti nodes_gt + sum_t seats_ti added_t >= surge_i
    stock_t     sum_g nodes_gt + added_t <= stock_t

`seats` are the replicas of item i that one such node takes in beside what runs there. Nothing moves, and every solution
holds the surges of its rows exactly; rows are added for those that it does not hold yet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pulp

from advisor.packing.bounds.failure_bounds import Proof
from advisor.packing.model.instance import NO_END, Flags, Table, Whole, rooms_over
from advisor.packing.model.problem import Node, Plan
from advisor.packing.model.solver import Model, solve
from advisor.packing.plan_builder import Question, with_proof


def shortage(question: Question, plan: Plan) -> Whole:
    """Replicas of each item's surge that find no place on the plan's nodes, each item upgraded alone; shape (n,)."""
    table = question.table
    short = question.surge.copy()
    if not short.any():
        return short
    here = standing(table, plan)
    rows = np.flatnonzero(short)
    taken = np.zeros(len(rows), dtype=np.int64)
    for g, machine in enumerate(here.machines.tolist()):
        seats = here.seats(table, g, table.rooms[machine] - here.loads[g], rows)
        taken += np.minimum(seats, short[rows]) * here.counts[g]
    short[rows] = np.maximum(0, short[rows] - taken)
    return short


@dataclass(frozen=True, eq=False)
class Standing:
    """A plan's groups of nodes in arrays: how many each is, of which type, what runs on each, and what that takes."""

    counts: Whole
    machines: Whole
    held: Whole
    loads: Whole

    def seats(self, table: Table, group: int, free: Whole, rows: Whole) -> Whole:
        """How many more replicas of each of these items one node of the group takes in with so much free."""
        held = self.held[group]
        fits = np.minimum(rooms_over(free[None, :], table.weights[rows])[0], table.most[rows] - held[rows])
        barred = [len(table.rivals[item]) > 0 and bool(held[table.rivals[item]].any()) for item in rows.tolist()]
        return np.where(barred, 0, np.maximum(0, fits))


def standing(table: Table, plan: Plan) -> Standing:
    """The plan's groups of nodes, in their order."""
    rows = {item.name: row for row, item in enumerate(table.items)}
    types = {machine.name: row for row, machine in enumerate(table.machines)}
    held = np.zeros((len(plan.nodes), len(table.items)), dtype=np.int64)
    for index, node in enumerate(plan.nodes):
        for name, count in node.pods:
            held[index, rows[name]] = count
    machines = np.array([types[node.machine] for node in plan.nodes], dtype=np.int64)
    counts = np.array([node.count for node in plan.nodes], dtype=np.int64)
    return Standing(counts, machines, held, held @ table.weights)


def give_room(question: Question, plan: Plan, proof: Proof, beat: float) -> Plan | None:
    """The plan with nodes added, as few and cheap as it takes, that hold what its surges lack.

    None when stock runs out or the whole costs `beat`. Nodes that already hold a surge cost nothing.
    """
    short = shortage(question, plan)
    if not short.any():
        return with_proof(replace(plan, surges=question.surges), proof) if plan.usd_per_hour < beat else None
    added = _nodes_for(question.table, short, left_of(question.table, plan))
    if added is None or plan.usd_per_hour + float(question.table.prices[list(added)].sum()) >= beat:
        return None
    return question.with_more(plan.nodes, added, proof)


def left_of(table: Table, plan: Plan) -> Whole:
    """Nodes of each type that the plan leaves in stock."""
    used = {machine.name: 0 for machine in table.machines}
    for node in plan.nodes:
        used[node.machine] += node.count
    counts = np.array(list(used.values()), dtype=np.int64)
    left: Whole = np.where(table.stock >= NO_END, table.stock, table.stock - counts)
    return left


def _nodes_for(table: Table, short: Whole, left: Whole) -> tuple[int, ...] | None:
    """Empty nodes that hold what any one item lacks: of the one type that does it for least, else of several."""
    wanted = np.flatnonzero(short)
    fits = table.fits[:, wanted]
    counts = np.where(fits > 0, -(-short[wanted] // np.maximum(fits, 1)), NO_END).max(axis=1)
    costs = np.where((counts <= left) & (counts < NO_END), table.prices * counts, np.inf)
    best = int(np.argmin(costs))
    if np.isfinite(costs[best]):
        return (best,) * int(counts[best])
    added: list[int] = []
    room = np.zeros(len(wanted), dtype=np.int64)
    left = left.copy()
    while (room < short[wanted]).any():
        missing = np.maximum(0, short[wanted] - room)
        gains = (np.minimum(fits, missing[None, :]) / np.maximum(1, missing)).sum(axis=1) * (left > 0)
        if not gains.any():
            return None
        machine = int(np.argmax(gains / np.maximum(table.prices, 1e-9)))
        added.append(machine)
        left[machine] -= 1
        room = room + fits[machine]
    return tuple(added)


MOST_TYPES = 12
"""Types that a node may be exchanged for: the cheapest of those that differ in what they seat."""

MOST_ROWS = 40
"""Surges put into the model at a time, those that lack most first."""

ROUNDS = 4

MOST_ENTRIES = 150_000

TREE_NODES = 200


@dataclass(frozen=True, eq=False)
class _Choice:
    """A type for the nodes of one group (None: for empty ones), and how many of each row's item it then seats."""

    group: int | None
    machine: int
    seats: Whole


def widen(question: Question, plan: Plan, proof: Proof) -> Plan | None:
    """The plan with room for every surge, made by exchanging and adding nodes; None when stock runs out.

    Where losses must be survived, nodes only grow, and spares and reserved room stay as they are.
    """
    table = question.table
    rows = np.zeros(0, dtype=np.int64)
    changed = plan
    for _ in range(ROUNDS):
        short = shortage(question, changed)
        if not short.any():
            break
        share = short / np.maximum(1, table.fits.max(axis=0))
        hardest = np.argsort(-share, kind="stable")[:MOST_ROWS]
        rows = np.union1d(rows, hardest[short[hardest] > 0])
        found = _solve(question, plan, rows, proof)
        if found is None:
            break
        changed = found
    return give_room(question, changed, proof, float("inf"))


def _solve(question: Question, plan: Plan, rows: Whole, proof: Proof) -> Plan | None:
    table, here = question.table, standing(question.table, plan)
    groups = [g for g, node in enumerate(plan.nodes) if not node.spare]
    grow = bool(question.survive_nodes or question.survive_zone)
    choices = [
        choice
        for g in groups
        for choice in _exchanges(table, here, g, question.surge, rows, grow, table.sold[plan.nodes[g].zone])
    ]
    choices += [
        _Choice(None, t, np.minimum(table.fits[t, rows], question.surge[rows])) for t in range(len(table.machines))
    ]
    if len(choices) * len(rows) > MOST_ENTRIES:
        return None
    model = Model("widen")
    limits = [None if c.group is None else int(here.counts[c.group]) for c in choices]
    nodes = [model.add_variable(f"nodes_{n}", 0, limit, pulp.LpInteger) for n, limit in enumerate(limits)]
    prices = [float(table.prices[choice.machine]) for choice in choices]
    model.setObjective(pulp.LpAffineExpression(list(zip(nodes, prices, strict=True))))
    for g in groups:
        kept = pulp.lpSum(nodes[n] for n, choice in enumerate(choices) if choice.group == g)
        model.addConstraint(kept == int(here.counts[g]), f"kept_{g}")
    for row, item in enumerate(rows.tolist()):
        share = [
            (nodes[n], int(c.seats[row]) / int(question.surge[item])) for n, c in enumerate(choices) if c.seats[row]
        ]
        model.addConstraint(pulp.LpAffineExpression(share) >= 1.0 - 1e-9, f"surge_{item}")
    _limit_stock(model, table, plan, choices, nodes)
    if not np.isfinite(solve(model, tree_nodes=TREE_NODES).objective):
        return None
    counts = [round(column.value() or 0.0) for column in nodes]
    return _plan_of(question, plan, choices, counts, proof)


def _exchanges(
    table: Table, here: Standing, g: int, surge: Whole, rows: Whole, grow: bool, sold: Flags
) -> list[_Choice]:
    """The types that hold what runs on the nodes of a group, cheapest first, without those that seat no more."""
    least = table.rooms[here.machines[g]] if grow else here.loads[g]
    found: list[_Choice] = []
    for machine in np.flatnonzero((table.rooms >= least).all(axis=1) & sold).tolist():  # the table is sorted by price
        seats = here.seats(table, g, table.rooms[machine] - here.loads[g], rows)
        choice = _Choice(g, machine, np.minimum(seats, surge[rows]))
        finite = table.stock[machine] < NO_END
        if machine == here.machines[g] or finite or not any((known.seats >= choice.seats).all() for known in found):
            found.append(choice)
        if len(found) >= MOST_TYPES and machine >= here.machines[g]:
            break
    return found


def _limit_stock(
    model: pulp.LpProblem, table: Table, plan: Plan, choices: list[_Choice], nodes: list[pulp.LpVariable]
) -> None:
    for t in np.flatnonzero(table.stock < NO_END).tolist():
        fixed = sum(node.count for node in plan.nodes if node.spare and node.machine == table.machines[t].name)
        used = pulp.lpSum(nodes[n] for n, choice in enumerate(choices) if choice.machine == t)
        model.addConstraint(used <= int(table.stock[t]) - fixed, f"stock_{t}")


def _plan_of(question: Question, plan: Plan, choices: list[_Choice], counts: list[int], proof: Proof) -> Plan:
    table = question.table
    nodes: list[Node] = [node for node in plan.nodes if node.spare]
    added: list[int] = []
    for choice, count in zip(choices, counts, strict=True):
        if choice.group is None:
            added += [choice.machine] * count
        elif count:
            node = plan.nodes[choice.group]
            kept = node.reserved if question.survive_zone else ()
            nodes.append(replace(node, machine=table.machines[choice.machine].name, count=count, reserved=kept))
    return question.with_more(nodes, added, proof)
