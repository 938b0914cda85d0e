"""How long a recommendation takes: the whole process as a user waits for it, and one call in a warm process.

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

from advisor import load_knowledge, load_scenario, recommend

ROOT = Path(__file__).resolve().parent.parent
SCENARIO = ROOT / "data" / "scenarios" / "online-boutique.yaml"
RESULTS = Path(__file__).resolve().parent / "results" / "recommend.json"
PROCESS_RUNS, WARM_RUNS = 5, 7
PROCESS_GOAL_SECONDS, WARM_GOAL_SECONDS = 3.0, 1.0
KIB_PER_MIB = 1024


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


def measure_warm() -> float:
    """Seconds of one call of recommend(), knowledge and scenario being read already."""
    knowledge, scenario = load_knowledge(), load_scenario(SCENARIO)
    started = time.perf_counter()
    recommend(scenario, knowledge)
    return time.perf_counter() - started


def describe(values: list[float], unit: str) -> dict[str, float | str]:
    """Least, median and most of the values."""
    return {
        "min": round(min(values), 3),
        "median": round(statistics.median(values), 3),
        "max": round(max(values), 3),
        "unit": unit,
    }


def main() -> None:
    """Measure, print, and write the figures down."""
    whole = [measure_process() for _ in range(PROCESS_RUNS)]
    warm = [measure_warm() for _ in range(WARM_RUNS + 1)][1:]
    results = {
        "scenario": SCENARIO.name,
        "machine": {
            "processors": os.cpu_count(),
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.machine()}",
        },
        "whole_process": {**describe([seconds for seconds, _ in whole], "s"), "goal": PROCESS_GOAL_SECONDS},
        "peak_memory": describe([mebibytes for _, mebibytes in whole], "MiB"),
        "warm_call": {**describe(warm, "s"), "goal": WARM_GOAL_SECONDS},
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    machine = results["machine"]
    print(f"{SCENARIO.name} on {os.cpu_count()} processors, Python {platform.python_version()}, {machine['system']}")
    for name in ("whole_process", "peak_memory", "warm_call"):
        line = results[name]
        goal = f"   goal {line['goal']} s" if "goal" in line else ""
        figures = "  ".join(f"{key} {line[key]:>8.3f}" for key in ("min", "median", "max"))
        print(f"{name.replace('_', ' '):14} {figures} {line['unit']}{goal}")


if __name__ == "__main__":
    main()
