"""Room for the surge of an upgrade: what a plan lacks, and the nodes that give it at least cost.

Empty nodes can be added, or nodes exchanged for types that hold the same and more, by an integer program:

    minimise  sum_{g,t} price_t nodes_gt + sum_t price_t added_t
    kept_g      sum_t nodes_gt = count_g                 types with capacity for what runs on each node of group g
    surge_i     sum_{g,t} copies_gti nodes_gt + sum_t copies_ti added_t >= surge_i
    stock_t     sum_g nodes_gt + added_t <= stock_t

`copies` are the further replicas of item i that one such node takes beside what runs there. Nothing moves, so every
solution holds the surges of its rows exactly. Rows are added for the surges that it does not hold yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from advisor.packing.bounds.lower_bound import LowerBound
from advisor.packing.model.capacity import BoolArray, IntArray
from advisor.packing.model.instance import Instance
from advisor.packing.model.problem import Node, Plan
from advisor.packing.model.resources import UNBOUNDED
from advisor.packing.model.solver import Model, Variable, solve, total, value_of
from advisor.packing.plan_builder import build_plan, with_bound
from advisor.packing.task import PackingTask


def shortage(task: PackingTask, plan: Plan) -> IntArray:
    """Replicas of each item's surge that find no place on the plan's nodes, each item upgraded alone; shape (n,)."""
    instance = task.instance
    short = task.surge.copy()
    if not short.any():
        return short
    here = node_contents(instance, plan.nodes)
    free = instance.capacities[here.machines] - here.loads
    for item in np.flatnonzero(short).tolist():
        copies = instance.rules.further_copies(free, here.held, item)
        short[item] = max(0, int(short[item] - here.counts @ np.minimum(copies, short[item])))
    return short


@dataclass(frozen=True, eq=False)
class NodeContents:
    """A plan's groups of nodes in arrays: how many each is, of which type, what runs on each, and what that takes."""

    counts: IntArray
    machines: IntArray
    held: IntArray
    loads: IntArray


def node_contents(instance: Instance, nodes: Sequence[Node], *, with_reserved: bool = False) -> NodeContents:
    """These groups of nodes, in their order; `with_reserved`, reserved replicas count as held."""
    rows = {item.name: row for row, item in enumerate(instance.items)}
    types = {machine.name: row for row, machine in enumerate(instance.machines)}
    held = np.zeros((len(nodes), len(instance.items)), dtype=np.int64)
    for index, node in enumerate(nodes):
        for name, count in node.kept.items() if with_reserved else node.pods:
            held[index, rows[name]] = count
    machines = np.array([types[node.machine] for node in nodes], dtype=np.int64)
    counts = np.array([node.count for node in nodes], dtype=np.int64)
    return NodeContents(counts, machines, held, held @ instance.weights)


def add_surge_nodes(task: PackingTask, plan: Plan, lower_bound: LowerBound, cutoff: float) -> Plan | None:
    """The plan with nodes added, as few and cheap as it takes, that hold what its surges lack.

    None when stock runs out or the plan would cost `cutoff` or more. Nothing is added where the plan has room for all.
    """
    short = shortage(task, plan)
    if not short.any():
        if plan.usd_per_hour >= cutoff:
            return None
        return with_bound(replace(plan, surges=task.surges), lower_bound, task.settings.tolerances)
    added = _nodes_for(task.instance, short, stock_left(task.instance, plan))
    if added is None or plan.usd_per_hour + float(task.instance.prices[list(added)].sum()) >= cutoff:
        return None
    return build_plan(task, plan.nodes, added, lower_bound)


def stock_left(instance: Instance, plan: Plan) -> IntArray:
    """Nodes of each type that the plan leaves in stock."""
    used = {machine.name: 0 for machine in instance.machines}
    for node in plan.nodes:
        used[node.machine] += node.count
    counts = np.array(list(used.values()), dtype=np.int64)
    left: IntArray = np.where(instance.stock >= UNBOUNDED, instance.stock, instance.stock - counts)
    return left


def _nodes_for(instance: Instance, short: IntArray, left: IntArray) -> tuple[int, ...] | None:
    """Empty nodes that hold what any one item lacks: of the cheapest single type, else of several types greedily."""
    wanted = np.flatnonzero(short)
    fits = instance.max_copies_alone[:, wanted]
    counts = np.where(fits > 0, -(-short[wanted] // np.maximum(fits, 1)), UNBOUNDED).max(axis=1)
    costs = np.where((counts <= left) & (counts < UNBOUNDED), instance.prices * counts, np.inf)
    best = int(np.argmin(costs))
    if np.isfinite(costs[best]):
        return (best,) * int(counts[best])
    added: list[int] = []
    covered = np.zeros(len(wanted), dtype=np.int64)
    left = left.copy()
    while (covered < short[wanted]).any():
        missing = np.maximum(0, short[wanted] - covered)
        gains = (np.minimum(fits, missing[None, :]) / np.maximum(1, missing)).sum(axis=1) * (left > 0)
        if not gains.any():
            return None
        machine = int(np.argmax(gains / np.maximum(instance.prices, 1e-9)))
        added.append(machine)
        left[machine] -= 1
        covered = covered + fits[machine]
    return tuple(added)


@dataclass(frozen=True, eq=False)
class _Choice:
    """A type for the nodes of one group (None: for empty nodes), and what further replicas of each row it takes."""

    group: int | None
    machine: int
    copies: IntArray


def upsize_nodes(task: PackingTask, plan: Plan, lower_bound: LowerBound) -> Plan | None:
    """The plan with room for every surge, made by exchanging and adding nodes; None when stock runs out.

    Where losses must be survived, nodes only become larger, and spares and reserved capacity stay as they are.
    """
    instance = task.instance
    rows = np.zeros(0, dtype=np.int64)
    changed = plan
    for _ in range(instance.settings.surge.max_rounds):
        short = shortage(task, changed)
        if not short.any():
            break
        share = short / np.maximum(1, instance.max_copies.max(axis=0))
        hardest = np.argsort(-share, kind="stable")[: instance.settings.surge.max_rows]
        rows = np.union1d(rows, hardest[short[hardest] > 0])
        found = _solve(task, plan, rows, lower_bound)
        if found is None:
            break
        changed = found
    return add_surge_nodes(task, changed, lower_bound, float("inf"))


def _solve(task: PackingTask, plan: Plan, rows: IntArray, lower_bound: LowerBound) -> Plan | None:
    instance, here = task.instance, node_contents(task.instance, plan.nodes)
    groups = [g for g, node in enumerate(plan.nodes) if not node.spare]
    grow = bool(task.survive_nodes or task.survive_zone)
    choices = [
        choice
        for g in groups
        for choice in _exchanges(instance, here, g, task.surge, rows, grow, instance.sold_in_zone[plan.nodes[g].zone])
    ]
    choices += [
        _Choice(None, t, np.minimum(instance.max_copies_alone[t, rows], task.surge[rows]))
        for t in range(len(instance.machines))
    ]
    if len(choices) * len(rows) > instance.settings.surge.max_entries:
        return None
    model = Model("upsize")
    limits = [None if c.group is None else int(here.counts[c.group]) for c in choices]
    nodes = [model.add_integer(f"nodes_{n}", limit) for n, limit in enumerate(limits)]
    prices = [float(instance.prices[choice.machine]) for choice in choices]
    model.minimise(zip(nodes, prices, strict=True))
    for g in groups:
        kept = total(nodes[n] for n, choice in enumerate(choices) if choice.group == g)
        model.addConstraint(kept == int(here.counts[g]), f"kept_{g}")
    for row, item in enumerate(rows.tolist()):
        share = [(nodes[n], int(c.copies[row]) / int(task.surge[item])) for n, c in enumerate(choices) if c.copies[row]]
        model.at_least(share, 1.0 - instance.settings.tolerances.row, f"surge_{item}")
    _limit_stock(model, instance, plan, choices, nodes)
    if not np.isfinite(solve(model, tree_nodes=instance.settings.surge.tree_nodes).objective):
        return None
    counts = [round(value_of(column)) for column in nodes]
    return _plan_of(task, plan, choices, counts, lower_bound)


def _exchanges(
    instance: Instance, here: NodeContents, g: int, surge: IntArray, rows: IntArray, grow: bool, sold: BoolArray
) -> list[_Choice]:
    """The types that hold what runs on the nodes of a group, cheapest first, without those that take in no more."""
    least = instance.capacities[here.machines[g]] if grow else here.loads[g]
    types = np.flatnonzero((instance.capacities >= least).all(axis=1) & sold)  # rows are sorted by price
    free = instance.capacities[types] - here.loads[g]
    held = np.broadcast_to(here.held[g], (len(types), here.held.shape[1]))
    copies = [np.minimum(instance.rules.further_copies(free, held, item), surge[item]) for item in rows.tolist()]
    found: list[_Choice] = []
    for machine, held in zip(types.tolist(), np.array(copies).T, strict=True):
        finite = instance.stock[machine] < UNBOUNDED
        if machine == here.machines[g] or finite or not any((known.copies >= held).all() for known in found):
            found.append(_Choice(g, machine, held))
        if len(found) >= instance.settings.surge.max_types and machine >= here.machines[g]:
            break
    return found


def _limit_stock(model: Model, instance: Instance, plan: Plan, choices: list[_Choice], nodes: list[Variable]) -> None:
    for t in np.flatnonzero(instance.stock < UNBOUNDED).tolist():
        fixed = sum(node.count for node in plan.nodes if node.spare and node.machine == instance.machines[t].name)
        used = total(nodes[n] for n, choice in enumerate(choices) if choice.machine == t)
        model.addConstraint(used <= int(instance.stock[t]) - fixed, f"stock_{t}")


def _plan_of(task: PackingTask, plan: Plan, choices: list[_Choice], counts: list[int], lower_bound: LowerBound) -> Plan:
    instance = task.instance
    nodes: list[Node] = [node for node in plan.nodes if node.spare]
    added: list[int] = []
    for choice, count in zip(choices, counts, strict=True):
        if choice.group is None:
            added += [choice.machine] * count
        elif count:
            node = plan.nodes[choice.group]
            kept = node.reserved if task.survive_zone else ()
            nodes.append(replace(node, machine=instance.machines[choice.machine].name, count=count, reserved=kept))
    return build_plan(task, nodes, added, lower_bound)
