"""Room for upgrades: what the surge of each service lacks on a plan's nodes, and the nodes that give it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from advisor.sizing.packing.assemble import with_proof
from advisor.sizing.packing.problem import Plan
from advisor.sizing.packing.promises import Proof
from advisor.sizing.packing.question import Question
from advisor.sizing.packing.table import NO_END, Table, Whole, rooms_over


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
