"""The packing problem as one compact model in whole numbers, solved by HiGHS: what a textbook would write down."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

import pulp

from advisor.packing import Item, Machine, Node
from advisor.packing.model.instance import undominated
from benchmarks.slots import PRICES_PER_USD, Answer, Filling, Slots

UNITS = {"cores": 1000, "gib": 1024, "pods": 1}
MORE_SLOTS = 1.25
"""Slots: so many times the nodes of the plan to start from."""


def slots_for(items: Sequence[Item], machines: Sequence[Machine], nodes: Sequence[Node]) -> Slots:
    """The question for items of one zone, to be started from these nodes. Types that another dominates are left out."""
    types = undominated(machines)
    rooms = tuple((machine.cpu_millicores, machine.memory_mib, machine.max_pods) for machine in types)
    weights = tuple((item.cpu_millicores, item.memory_mib, item.pods) for item in items)
    ports = sorted(set().union(*(item.exclusive_tokens for item in items)))
    return Slots(
        start=_start(items, weights, rooms, nodes),
        replicas=tuple(item.replicas for item in items),
        weights=weights,
        most=tuple(min(_most(item), item.replicas) for item in items),
        groups=tuple(tuple(row for row, item in enumerate(items) if port in item.exclusive_tokens) for port in ports),
        rooms=rooms,
        prices=tuple(round(machine.usd_per_hour * PRICES_PER_USD) for machine in types),
    )


def _most(item: Item) -> int:
    limit = item.replicas if item.max_per_node is None else item.max_per_node
    return min(limit, 1) if item.exclusive_tokens else limit


def _start(
    items: Sequence[Item],
    weights: tuple[tuple[int, ...], ...],
    rooms: tuple[tuple[int, ...], ...],
    nodes: Sequence[Node],
) -> Filling:
    """What the nodes hold, each on the cheapest type for it, which come first in `rooms`; then empty slots."""
    held = [[dict(node.pods).get(item.name, 0) for item in items] for node in nodes]
    used = [[sum(c * w[r] for c, w in zip(counts, weights, strict=True)) for r in range(3)] for counts in held]
    cheapest = [
        next(row for row, room in enumerate(rooms) if all(u <= most for u, most in zip(need, room, strict=True)))
        for need in used
    ]
    order = sorted(range(len(nodes)), key=lambda node: -cheapest[node])  # the dearest first, as the model wants it
    empty = math.ceil(len(nodes) * MORE_SLOTS) - len(nodes)
    counts = tuple(tuple(held[node][row] for node in order) + (0,) * empty for row in range(len(items)))
    return Filling(tuple(cheapest[node] for node in order) + (None,) * empty, counts)


def solve_with_highs(slots: Slots, seconds: float, threads: int) -> Answer | None:
    """The cheapest filling that HiGHS finds within the time limit; None when it finds none."""
    started = time.perf_counter()
    problem, bought, held = _model(slots)
    for s, machine in enumerate(slots.start.machines):
        for t, variable in enumerate(bought[s]):
            variable.varValue = int(t == machine)
        for i, row in enumerate(held):
            row[s].varValue = slots.start.counts[i][s]
    problem.solve(_Started(msg=False, timeLimit=seconds, threads=threads, gapRel=0.0))
    if problem.sol_status not in (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible):
        return None
    chosen = [[machine for machine, buy in enumerate(choice) if buy.value() > 0.5] for choice in bought]
    machines = tuple(choice[0] if choice else None for choice in chosen)
    counts = tuple(tuple(round(count.value()) for count in row) for row in held)
    proved = problem.sol_status == pulp.LpSolutionOptimal
    return Answer(Filling(machines, counts), proved, round(time.perf_counter() - started, 3))


class _Started(pulp.HiGHS):
    """PuLP's HiGHS, which does not hand over the values that the variables start with."""

    def callSolver(self, lp: pulp.LpProblem) -> None:  # noqa: N802 (PuLP's name)
        solution = lp.solverModel.getSolution()
        solution.col_value = [variable.varValue for variable in lp.variables()]
        lp.solverModel.setSolution(solution)
        super().callSolver(lp)


def _model(slots: Slots) -> tuple[pulp.LpProblem, list[list[pulp.LpVariable]], list[list[pulp.LpVariable]]]:
    """The model, `bought[slot][machine]` and `held[item][slot]`."""
    problem = pulp.LpProblem("compact", pulp.LpMinimize)
    all_slots, types, items = range(slots.number), range(len(slots.prices)), range(len(slots.replicas))
    bought = [[problem.add_variable(f"buy_{s}_{t}", cat="Binary") for t in types] for s in all_slots]
    held = [[problem.add_variable(f"hold_{i}_{s}", 0, slots.most[i], "Integer") for s in all_slots] for i in items]
    price = [pulp.lpSum(slots.prices[t] / PRICES_PER_USD * bought[s][t] for t in types) for s in all_slots]
    problem += pulp.lpSum(price), "usd_per_hour"
    for item in items:
        problem += pulp.lpSum(held[item]) == slots.replicas[item], f"replicas_{item}"
    for s in all_slots:
        problem += pulp.lpSum(bought[s]) <= 1, f"one_machine_{s}"
        for r, (name, unit) in enumerate(UNITS.items()):
            used = pulp.lpSum(slots.weights[i][r] / unit * held[i][s] for i in items)
            room = pulp.lpSum(slots.rooms[t][r] / unit * bought[s][t] for t in types)
            problem += used <= room, f"{name}_{s}"
        for g, group in enumerate(slots.groups):
            problem += pulp.lpSum(held[i][s] for i in group) <= 1, f"group_{g}_{s}"
        if s:
            problem += price[s - 1] >= price[s], f"dearest_first_{s}"
    return problem, bought, held
