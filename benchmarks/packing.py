"""How close the packer comes to what is possible, how fast, and how it compares with other ways to place services.

`python -m benchmarks.packing` measures every family of problems and writes benchmarks/results/packing.json and .md;
`--quick` measures the main ones on one seed, without the peers that take a minute each, and writes nothing.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import multiprocessing
import os
import platform
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.instances import FAMILIES_MEASURED, Family
from benchmarks.packing_goals import judge
from benchmarks.packing_report import LEGEND, as_text, describe, family_table, goal_table, write
from benchmarks.packing_rows import Row, measure

RESULTS = Path(__file__).resolve().parent / "results"
SEEDS = (11, 12, 13)
QUICK = ("services-10", "services-50", "services-200", "large-pods")
PACKAGES = ("numpy", "pulp", "highspy")


def run(families: tuple[Family, ...], seeds: tuple[int, ...], with_solvers: bool, at_a_time: int) -> Iterator[Row]:
    """The rows in their order, so many measured at a time; each is printed when it is there."""
    with ProcessPoolExecutor(at_a_time, multiprocessing.get_context("spawn")) as pool:
        asked = [pool.submit(measure, family, seed, with_solvers) for family in families for seed in seeds]
        for future in asked:
            print(describe(future.result()), flush=True)
            yield future.result()


def versions() -> dict[str, str]:
    """What ran, and in which version."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found[package] = "not installed"
    return found


def machine() -> dict[str, Any]:
    """What it runs on, and how busy that is."""
    return {
        "processors": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "load_before": round(os.getloadavg()[0], 2),
    }


def arguments() -> argparse.Namespace:
    """The options of the command line."""
    names = [family.name for family in FAMILIES_MEASURED]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.packing", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="under two minutes: one seed, the main families")
    parser.add_argument("--only", nargs="+", choices=names, metavar="FAMILY", help=f"one or more of {', '.join(names)}")
    parser.add_argument("--seeds", nargs="+", type=int, metavar="SEED", help="what to draw the problems from")
    parser.add_argument(
        "--at-a-time", type=int, default=1, metavar="N", help="rows measured side by side, 1 by default"
    )
    parser.add_argument("--results", type=Path, metavar="FOLDER", help="write the results here, whatever was measured")
    return parser.parse_args()


def main() -> None:
    """Measure, print, and write the figures down."""
    asked = arguments()
    chosen = asked.only or (QUICK if asked.quick else [family.name for family in FAMILIES_MEASURED])
    families = tuple(family for family in FAMILIES_MEASURED if family.name in chosen)
    seeds = tuple(asked.seeds or (SEEDS[:1] if asked.quick else SEEDS))
    where = {**machine(), "rows_at_a_time": asked.at_a_time}
    rows = tuple(run(families, seeds, not asked.quick, asked.at_a_time))
    goals = judge(rows)
    print(f"\n{as_text(family_table(rows))}\n\n{LEGEND}\n\n{as_text(goal_table(goals))}")
    folder = asked.results or (None if asked.quick or asked.only else RESULTS)
    if folder is not None:
        write(folder, rows, goals, where, versions())


if __name__ == "__main__":
    main()
