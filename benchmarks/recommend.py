"""How long a recommendation takes: the whole process as a user waits for it, and one call in a warm process.

A warm call is for a scenario that the process has not seen; `same again` may use plans that were made before.
`estimates` are the first figures of all platforms that come in question, for such a scenario, in processor seconds:
quick estimates of what may be a choice, sketches of the others. `estimates again` have all their plans at hand.

`python -m benchmarks.recommend` prints what it measured and writes benchmarks/results/recommend.json.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from advisor import Scenario, load_knowledge, load_scenario, recommend, screen
from advisor.contenders import Contenders
from advisor.need import judge_need
from advisor.rules import apply_rules
from advisor.scoring import Scorer
from advisor.screening import day_asked

ROOT = Path(__file__).resolve().parent.parent
SCENARIO = ROOT / "data" / "scenarios" / "online-boutique.yaml"
RESULTS = Path(__file__).resolve().parent / "results" / "recommend.json"
PROCESS_RUNS, WARM_RUNS = 5, 7
PROCESS_GOAL_SECONDS, WARM_GOAL_SECONDS, ESTIMATES_GOAL_SECONDS = 1.5, 0.4, 0.1
ESTIMATES = "estimates", "estimates_again"
KIB_PER_MIB = 1024
ADDITIONS = 10_000_000


def measure_machine() -> float:
    """Seconds of ten million additions in Python, the best of three: how fast the machine is, to compare figures by."""
    seconds = []
    for _ in range(3):
        started, total = time.perf_counter(), 0
        for number in range(ADDITIONS):
            total += number
        seconds.append(time.perf_counter() - started)
    return min(seconds)


def measure_process() -> tuple[float, float]:
    """Seconds from start to end of `advisor recommend`, and the most memory it held, in MiB."""
    command = [sys.executable, "-m", "advisor", "recommend", str(SCENARIO)]
    started = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with exit code {process.returncode}")
    unit = KIB_PER_MIB if sys.platform != "darwin" else KIB_PER_MIB * KIB_PER_MIB  # macOS counts bytes
    return seconds, usage.ru_maxrss / unit


def measure_call(scenario: Scenario) -> float:
    """Seconds of one call of recommend(), the knowledge being read already."""
    knowledge = load_knowledge()
    started = time.perf_counter()
    recommend(scenario, knowledge)
    return time.perf_counter() - started


def measure_estimates(scenario: Scenario) -> tuple[float, float]:
    """Processor seconds of first figures of all platforms that come in question, and of making them again."""
    knowledge = load_knowledge().placed_for(scenario)
    findings, day = apply_rules(scenario, knowledge), day_asked(scenario, knowledge)
    platforms = [each.platform for each in screen(scenario, knowledge) if each.eligible]
    strengths = judge_need(scenario, findings, knowledge).forms.strengths
    seconds = []
    for _ in range(2):
        started = time.process_time()
        judged = Scorer(knowledge).judge(scenario, findings, strengths)
        Contenders(scenario, knowledge, strengths, day).estimate(platforms, judged)
        seconds.append(time.process_time() - started)
    return seconds[0], seconds[1]


def vary(scenario: Scenario, step: int) -> Scenario:
    """The scenario with a little more or less CPU for its first service, so that no plan made before serves again."""
    first, *others = scenario.services or ()
    more = first.model_copy(update={"cpu_millicores": (first.cpu_millicores or 0) + step})
    return scenario.model_copy(update={"services": (more, *others)})


def describe(values: list[float], unit: str) -> dict[str, Any]:
    """Least, median and most of the values."""
    return {
        "min": round(min(values), 3),
        "median": round(statistics.median(values), 3),
        "max": round(max(values), 3),
        "unit": unit,
    }


def main() -> None:
    """Measure, print, and write the figures down."""
    additions = measure_machine()
    whole = [measure_process() for _ in range(PROCESS_RUNS)]
    scenario = load_scenario(SCENARIO)
    measure_call(scenario)
    again = [measure_call(scenario) for _ in range(WARM_RUNS)]
    steps = range(1, WARM_RUNS + 1)
    warm = [measure_call(vary(scenario, -step)) for step in steps]
    estimates = [measure_estimates(vary(scenario, 100 + step)) for step in steps]
    results: dict[str, Any] = {
        "scenario": SCENARIO.name,
        "machine": {
            "processors": os.cpu_count(),
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.machine()}",
            "ten_million_additions_s": round(additions, 2),
        },
        "whole_process": {**describe([seconds for seconds, _ in whole], "s"), "goal": PROCESS_GOAL_SECONDS},
        "peak_memory": describe([mebibytes for _, mebibytes in whole], "MiB"),
        "warm_call": {**describe(warm, "s"), "goal": WARM_GOAL_SECONDS},
        "same_again": describe(again, "s"),
        "estimates": {**describe([first for first, _ in estimates], "s"), "goal": ESTIMATES_GOAL_SECONDS},
        "estimates_again": describe([second for _, second in estimates], "s"),
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    machine = results["machine"]
    print(f"{SCENARIO.name} on {os.cpu_count()} processors, Python {platform.python_version()}, {machine['system']}")
    print(f"ten million additions take {additions:.2f} s")
    for name in ("whole_process", "peak_memory", "warm_call", "same_again", *ESTIMATES):
        line = results[name]
        goal = f"   goal {line['goal']} s" if "goal" in line else ""
        figures = "  ".join(f"{key} {line[key]:>8.3f}" for key in ("min", "median", "max"))
        print(f"{name.replace('_', ' '):14} {figures} {line['unit']}{goal}")


if __name__ == "__main__":
    main()
