"""Which peers are asked about a problem, and what comes of it in figures.

The solvers start from the cheapest plan that a rule leads to.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from advisor.packing import Item, Machine
from benchmarks.apart import apart
from benchmarks.compact_model import slots_for, solve_with_highs
from benchmarks.cp_sat import is_installed, solve_with_cp_sat
from benchmarks.instances import SMALL_NODE_VCPU, Instance, at_most, each_fits
from benchmarks.peers import PeerPlan, best_single_type, pack_the_largest
from benchmarks.slots import Answer, Slots, cost, faults

LARGEST, LARGEST_CAPPED, SINGLE = "pack the largest", f"pack the largest, {SMALL_NODE_VCPU} vCPU", "best single type"
COMPACT, CP_SAT = "compact MILP", "CP-SAT"
SOLVER_SECONDS, SOLVER_WORKERS = 60.0, 2
SOLVERS_ON = ("services-10", "services-50")

Rule = Callable[[Sequence[Item], Sequence[Machine]], PeerPlan | None]


@dataclass(frozen=True)
class Peer:
    """A peer's plan in figures; infinite cost: it found none. `not_run` says why there is nothing to compare with."""

    name: str
    usd_per_hour: float = math.inf
    nodes: int = 0
    seconds: float = 0.0
    proved: bool = False
    not_run: str | None = None


def ask_peers(instance: Instance, with_solvers: bool) -> Iterator[Peer]:
    """The peers that make sense here: none where a loss must be survived, solvers on small problems only."""
    if instance.family.has_headroom:
        return
    rules = tuple(_rules(instance))
    by_rule = [_ask_rule(*asked) for asked in rules]
    yield from by_rule
    if not with_solvers or instance.family.name not in SOLVERS_ON:
        return
    best = min(range(len(rules)), key=lambda row: by_rule[row].usd_per_hour)
    _, rule, items, machines = rules[best]
    start = rule(items, machines)
    if start is not None:
        yield from _ask_solvers(slots_for(instance.items, instance.machines, start.nodes))


def _ask_solvers(slots: Slots) -> Iterator[Peer]:
    yield _ask_solver(COMPACT, slots, lambda: apart(solve_with_highs, slots, SOLVER_SECONDS, SOLVER_WORKERS))
    if is_installed():
        yield _ask_solver(CP_SAT, slots, lambda: solve_with_cp_sat(slots, SOLVER_SECONDS, SOLVER_WORKERS))
    else:
        yield Peer(CP_SAT, not_run="OR-Tools is not installed (make bench installs it)")


def tell(error: Exception) -> str:
    """What went wrong, in one line."""
    return f"{type(error).__name__}: {error}".splitlines()[0]


def _rules(instance: Instance) -> Iterator[tuple[str, Rule, tuple[Item, ...], tuple[Machine, ...]]]:
    small = at_most(instance.machines, SMALL_NODE_VCPU)
    if instance.family.most_vcpu is None:
        yield LARGEST, pack_the_largest, instance.items, instance.machines
    if each_fits(instance.items, small):
        yield LARGEST_CAPPED, pack_the_largest, instance.items, small
    yield SINGLE, best_single_type, instance.items, instance.machines


def _ask_rule(name: str, rule: Rule, items: tuple[Item, ...], machines: tuple[Machine, ...]) -> Peer:
    try:
        return apart(_follow, name, rule, items, machines)
    except Exception as error:
        return Peer(name, not_run=tell(error))


def _follow(name: str, rule: Rule, items: tuple[Item, ...], machines: tuple[Machine, ...]) -> Peer:
    started = time.perf_counter()
    plan = rule(items, machines)
    seconds = round(time.perf_counter() - started, 3)
    return Peer(name, seconds=seconds) if plan is None else Peer(name, plan.usd_per_hour, len(plan.nodes), seconds)


def _ask_solver(name: str, slots: Slots, solve: Callable[[], Answer | None]) -> Peer:
    """The solver's answer, unless a second look finds it wrong."""
    try:
        answer = solve()
    except Exception as error:
        return Peer(name, not_run=tell(error))
    if answer is None:
        return Peer(name, seconds=SOLVER_SECONDS)
    wrong = faults(slots, answer.filling)
    if wrong:
        return Peer(name, not_run=f"a wrong answer: {wrong[0]}")
    bought = sum(machine is not None for machine in answer.filling.machines)
    return Peer(name, cost(slots, answer.filling), bought, answer.seconds, answer.proved)
