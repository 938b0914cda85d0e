"""The same compact model, solved by CP-SAT of OR-Tools in a process of its own.

OR-Tools and HiGHS cannot be loaded into one process, and OR-Tools and Streamlit do not agree on one version of
protobuf, so `make bench` installs OR-Tools in an environment of its own. There `python -m benchmarks.cp_sat` reads the
question as JSON from stdin and writes the answer as JSON to stdout; `solve_with_cp_sat` starts it.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.slots import Answer, Filling, Slots

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / "cp-sat" / "bin" / "python"
GRACE_SECONDS = 60.0
"""How much longer than its time limit the process may take to start, to build the model and to answer."""


def is_installed() -> bool:
    """Whether the environment with OR-Tools was made."""
    return PYTHON.exists()


def solve_with_cp_sat(slots: Slots, seconds: float, workers: int) -> Answer | None:
    """The cheapest filling that CP-SAT finds within the time limit; None when it finds none.

    Raises subprocess.CalledProcessError when the process fails, TimeoutExpired when it does not end.
    """
    question = json.dumps({"slots": asdict(slots), "seconds": seconds, "workers": workers})
    command = [str(PYTHON), "-m", "benchmarks.cp_sat"]
    done = subprocess.run(
        command, input=question, cwd=ROOT, capture_output=True, text=True, check=True, timeout=seconds + GRACE_SECONDS
    )
    answer = json.loads(done.stdout)
    return None if answer is None else Answer(_filling(answer["filling"]), answer["proved"], answer["seconds"])


def _filling(read: dict[str, Any]) -> Filling:
    return Filling(tuple(read["machines"]), tuple(tuple(row) for row in read["counts"]))


def _answer(question: dict[str, Any]) -> Answer | None:
    cp_model = importlib.import_module("ortools.sat.python.cp_model")
    started = time.perf_counter()
    slots = Slots(**{**question["slots"], "start": _filling(question["slots"]["start"])})
    model, bought, held = _model(cp_model, slots)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = question["seconds"]
    solver.parameters.num_workers = question["workers"]
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    chosen = [[machine for machine, buy in enumerate(choice) if solver.value(buy)] for choice in bought]
    machines = tuple(choice[0] if choice else None for choice in chosen)
    counts = tuple(tuple(solver.value(count) for count in row) for row in held)
    return Answer(Filling(machines, counts), status == cp_model.OPTIMAL, round(time.perf_counter() - started, 3))


def _model(cp_model: Any, slots: Slots) -> tuple[Any, list[list[Any]], list[list[Any]]]:
    """The model with its start, `bought[slot][machine]` and `held[item][slot]`."""
    model = cp_model.CpModel()
    all_slots, types, items = range(slots.number), range(len(slots.prices)), range(len(slots.replicas))
    bought = [[model.new_bool_var(f"buy_{s}_{t}") for t in types] for s in all_slots]
    held = [[model.new_int_var(0, slots.most[i], f"hold_{i}_{s}") for s in all_slots] for i in items]
    price = [sum(slots.prices[t] * bought[s][t] for t in types) for s in all_slots]
    model.minimize(sum(price))
    for item in items:
        model.add(sum(held[item]) == slots.replicas[item])
    for s in all_slots:
        model.add_at_most_one(bought[s])
        for r in range(len(slots.rooms[0])):
            room = sum(slots.rooms[t][r] * bought[s][t] for t in types)
            model.add(sum(slots.weights[i][r] * held[i][s] for i in items) <= room)
        for group in slots.groups:
            model.add(sum(held[i][s] for i in group) <= 1)
        if s:
            model.add(price[s - 1] >= price[s])
        for t in types:
            model.add_hint(bought[s][t], t == slots.start.machines[s])
        for i in items:
            model.add_hint(held[i][s], slots.start.counts[i][s])
    return model, bought, held


def main() -> None:
    """Answer the question on stdin."""
    answer = _answer(json.load(sys.stdin))
    print(json.dumps(None if answer is None else asdict(answer)))


if __name__ == "__main__":
    main()
