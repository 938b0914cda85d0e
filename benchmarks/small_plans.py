"""Small plans beside an integer program of the whole problem that HiGHS solves to its end.

`python -m benchmarks.small_plans` draws small problems of one to three zones from a seed each. Any node and, where
there are several zones, any zone may be lost. Both efforts pack them, and the integer program states the same promises
whole: which nodes to buy, what runs on each, and for each loss where what was displaced goes, while the rest stays.
It writes benchmarks/results/small_plans.md.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pulp

from advisor.packing import Effort, Item, Machine, Plan, Settings, pack

RESULTS = Path(__file__).resolve().parent / "results" / "small_plans.md"
SEEDS = range(1, 21)
SECONDS = 300.0
MORE_NODES = 1
"""The model may buy so many nodes more in each zone than the thorough plan has there."""
TYPES = (
    Machine("c.small", 1930, 3300, 29, 0.085),
    Machine("m.small", 1930, 7100, 29, 0.096),
    Machine("r.small", 1930, 14900, 29, 0.126),
    Machine("c.large", 3920, 7100, 58, 0.170),
    Machine("m.large", 3920, 14900, 58, 0.192),
    Machine("m.xlarge", 7910, 30400, 58, 0.384),
)
CPU, MEMORY = (100, 200, 300, 500, 700, 1000, 1500), (128, 256, 600, 1024, 2048, 3072)
MOST_REPLICAS = 3


@dataclass(frozen=True)
class Problem:
    """A small packing problem: any node may be lost, and any zone where there are several."""

    seed: int
    items: tuple[Item, ...]
    zones: int

    @property
    def survive_zone(self) -> bool:
        """Whether any zone may be lost."""
        return self.zones > 1


@dataclass(frozen=True)
class Row:
    """What one problem costs in USD per hour by both efforts and by the integer program, and how long each took."""

    problem: Problem
    usd: tuple[float, float]
    seconds: tuple[float, float]
    optimum: float
    proved: bool
    model_seconds: float


def draw(seed: int) -> Problem:
    """The problem of this seed: two to four services, up to three replicas of each in each of one to three zones."""
    rng = np.random.default_rng(seed)
    zones = 1 + seed % 3
    items = [
        Item(
            f"s{number}",
            cpu_millicores=int(rng.choice(CPU)),
            memory_mib=int(rng.choice(MEMORY)),
            replicas_by_zone=_spread(int(rng.integers(1, MOST_REPLICAS * zones + 1)), zones),
        )
        for number in range(int(rng.integers(2, 5)))
    ]
    return Problem(seed, tuple(items), zones)


def _spread(replicas: int, zones: int) -> tuple[int, ...]:
    return tuple(replicas // zones + (zone < replicas % zones) for zone in range(zones))


def plan_of(problem: Problem, effort: Effort) -> tuple[Plan, float]:
    """The plan with this effort, and the processor time it took."""
    started = time.process_time()
    plan = pack(
        problem.items,
        TYPES,
        zones=problem.zones,
        survive_nodes=1,
        survive_zone=problem.survive_zone,
        settings=Settings.for_effort(effort),
    )
    assert isinstance(plan, Plan)
    return plan, time.process_time() - started


class FullModel:
    """The whole problem as an integer program over slots for nodes, each in a zone.

    bought_jt: slot j is a node of type t. runs_ij: replicas of item i on slot j. after_ij of a loss: the same once what
    was displaced has moved; what stands on a node that is left stays there.
    """

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem, self.model = problem, pulp.LpProblem("small_plan", pulp.LpMinimize)
        counts = [sum(node.count for node in plan.nodes if node.zone == zone) for zone in range(problem.zones)]
        most = max(counts) + MORE_NODES
        self.zone_of = [zone for zone in range(problem.zones) for _ in range(most)]
        self.slots = range(len(self.zone_of))
        self.bought = [
            [self.model.add_variable(f"buy_{j}_{t}", cat="Binary") for t in range(len(TYPES))] for j in self.slots
        ]
        self.price = [
            pulp.lpSum(machine.usd_per_hour * buy for machine, buy in zip(TYPES, self.bought[j], strict=True))
            for j in self.slots
        ]
        self.model += pulp.lpSum(self.price), "usd_per_hour"
        self.model += pulp.lpSum(self.price) <= plan.usd_per_hour + 1e-6, "no_dearer_than_known"
        self.runs = [self._row(item, f"runs_{i}") for i, item in enumerate(problem.items)]
        for i, item in enumerate(problem.items):
            for zone, count in enumerate(item.replicas_by_zone):
                here = pulp.lpSum(self.runs[i][j] for j in self.slots if self.zone_of[j] == zone)
                self.model += here == count, f"replicas_{i}_{zone}"
        for j in self.slots:
            self.model += pulp.lpSum(self.bought[j]) <= 1, f"one_type_{j}"
            self._hold(self.runs, j, "running")
            if j and self.zone_of[j] == self.zone_of[j - 1]:
                self.model += self.price[j - 1] >= self.price[j], f"dearest_first_{j}"
        for lost in self.slots:
            self._survive({lost}, f"node_{lost}")
        for zone in range(problem.zones) if problem.survive_zone else ():
            self._survive({j for j in self.slots if self.zone_of[j] == zone}, f"zone_{zone}")

    def _row(self, item: Item, name: str) -> list[pulp.LpVariable]:
        return [self.model.add_variable(f"{name}_{j}", 0, item.replicas, "Integer") for j in self.slots]

    def _hold(self, placed: Sequence[Sequence[pulp.LpVariable]], j: int, name: str) -> None:
        """What is placed on a slot fits the node bought there."""
        for unit, field, offered in (
            (1000, "cpu_millicores", "cpu_millicores"),
            (1024, "memory_mib", "memory_mib"),
            (1, "pods", "max_pods"),
        ):
            used = pulp.lpSum(getattr(item, field) / unit * placed[i][j] for i, item in enumerate(self.problem.items))
            room = pulp.lpSum(getattr(m, offered) / unit * buy for m, buy in zip(TYPES, self.bought[j], strict=True))
            self.model += used <= room, f"{name}_{field}_{j}"

    def _survive(self, lost: set[int], name: str) -> None:
        after = [self._row(item, f"after_{name}_{i}") for i, item in enumerate(self.problem.items)]
        left = [j for j in self.slots if j not in lost]
        for i, item in enumerate(self.problem.items):
            self.model += pulp.lpSum(after[i][j] for j in left) == item.replicas, f"all_{name}_{i}"
            for j in left:
                self.model += after[i][j] >= self.runs[i][j], f"stays_{name}_{i}_{j}"
        for j in left:
            self._hold(after, j, name)

    def solve(self, seconds: float) -> tuple[float, bool]:
        """The cost of the cheapest plan found, infinite without one, and whether it is proved to be the cheapest."""
        self.model.solve(pulp.HiGHS(msg=False, timeLimit=seconds, threads=1, gapRel=0.0))
        if self.model.sol_status not in (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible):
            return math.inf, False
        return float(pulp.value(self.model.objective)), self.model.sol_status == pulp.LpSolutionOptimal


def measure(seed: int, seconds: float) -> Row:
    """One problem by both efforts and by the integer program."""
    problem = draw(seed)
    (usual, usual_seconds), (thorough, thorough_seconds) = (
        plan_of(problem, effort) for effort in (Effort.DEFAULT, Effort.THOROUGH)
    )
    started = time.perf_counter()
    optimum, proved = FullModel(problem, thorough).solve(seconds)
    taken = time.perf_counter() - started
    usd = usual.usd_per_hour, thorough.usd_per_hour
    return Row(problem, usd, (usual_seconds, thorough_seconds), min(optimum, *usd), proved, taken)


def table_of(rows: Sequence[Row]) -> str:
    """The rows in Markdown, with the worst and the mean of each effort."""
    lines = [
        "| problem | zones | services | replicas | optimum, USD/h | default | thorough | s | thorough s | model s |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        problem, (usual, thorough) = row.problem, row.usd
        best = f"{row.optimum:.4f}" + ("" if row.proved else " (not proved)")
        lines.append(
            f"| {problem.seed} | {problem.zones} | {len(problem.items)} | {sum(i.replicas for i in problem.items)} "
            f"| {best} | {100 * (usual / row.optimum - 1):.2f} % | {100 * (thorough / row.optimum - 1):.2f} % "
            f"| {row.seconds[0]:.2f} | {row.seconds[1]:.2f} | {row.model_seconds:.1f} |"
        )
    above = [[row.usd[effort] / row.optimum - 1 for row in rows] for effort in (0, 1)]
    for name, of in (("worst", max), ("mean", lambda each: sum(each) / len(each))):
        lines.append(f"| {name} | | | | | {100 * of(above[0]):.2f} % | {100 * of(above[1]):.2f} % | | | |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print, and write the table down."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.small_plans", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--seeds", nargs="+", type=int, metavar="SEED", help="only these problems; writes nothing")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="time limit of the integer program")
    asked = parser.parse_args()
    rows = []
    for seed in asked.seeds or SEEDS:
        rows.append(measure(seed, asked.seconds))
        print(table_of(rows[-1:]).splitlines()[2], flush=True)
    print(table_of(rows))
    if not asked.seeds:
        RESULTS.write_text(table_of(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
