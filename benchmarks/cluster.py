"""What a Dask cluster costs beside the processes of one machine: the same files by both, in turns, on two workers each.

Both are asked for quick estimates of the same files, where what is around them weighs most, one of them first in every
other round. The time of a file is that from the first outcome to the last, so that starting processes, which happens
once, is left out. The scheduler of the cluster runs on the same machine and is paid for here, which a cluster of many
machines would not notice.

Where other work keeps the machine busy, times say little, and processor time still does: what the command and the
scheduler take is set against what the workers take.

`python -m benchmarks.cluster [FILES] [ROUNDS]` prints what it measured and writes benchmarks/results/cluster.json.
"""

from __future__ import annotations

import json
import logging
import os
import platform
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psutil

from advisor import example_scenarios
from advisor.batch import JOURNAL, DaskCluster, Method, run_batch
from advisor.report import to_short_answer

RESULTS = Path(__file__).resolve().parent / "results" / "cluster.json"
FILES, ROUNDS, WORKERS = 60, 4, 2
LEAST_FILES = 4
QUICK = Method(to_short_answer, quick=True)
GOAL = 1.05


def write_files(folder: Path, number: int) -> list[Path]:
    """Requirement files: the example scenarios in turns, each with a content of its own."""
    texts = [path.read_text(encoding="utf-8") for path in example_scenarios().values()]
    paths = [folder / f"{index:04}.yaml" for index in range(number)]
    for index, path in enumerate(paths):
        path.write_text(f"{texts[index % len(texts)]}\n# {index}\n", encoding="utf-8")
    return paths


def measure(paths: list[Path], out: Path, cluster: DaskCluster | None) -> tuple[float, list[str]]:
    """Seconds a file from the first outcome to the last, and the lines in order."""
    times = [time.perf_counter() for _ in run_batch(paths, out, QUICK, jobs=WORKERS, cluster=cluster)]
    lines = sorted((out / JOURNAL).read_text(encoding="ascii").splitlines())
    return (times[-1] - times[0]) / (len(times) - 1), lines


def processor_seconds() -> tuple[float, float]:
    """Processor time so far: of this process, which holds the scheduler too, and of the workers."""
    of_workers = [child.cpu_times() for child in psutil.Process().children(recursive=True)]
    return time.process_time(), sum(times.user + times.system for times in of_workers)


def main(arguments: list[str]) -> int:
    """Measure, print, and write the figures down."""
    from distributed import LocalCluster

    files, rounds = [int(number) for number in arguments] if arguments else (FILES, ROUNDS)
    ratios, here, there, shares = [], [], [], []
    with (
        tempfile.TemporaryDirectory() as place,
        LocalCluster(
            n_workers=WORKERS, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL
        ) as started,
    ):
        paths = write_files(Path(place), max(LEAST_FILES, files))
        cluster = DaskCluster(started.scheduler_address)
        measure(paths[:LEAST_FILES], Path(place, "warm"), cluster)
        for number in range(rounds):
            order = (None, cluster) if number % 2 else (cluster, None)
            told = {}
            for each in order:
                before = processor_seconds()
                told[each is None] = measure(paths, Path(place, f"{number}-{each is None}"), each)
                spent = [after - then for after, then in zip(processor_seconds(), before, strict=True)]
                shares += [] if each is None else [spent[0] / spent[1]]
            if told[True][1] != told[False][1]:
                sys.exit("the lines of the cluster are not those of this machine")
            here.append(told[True][0])
            there.append(told[False][0])
            ratios.append(there[-1] / here[-1])
            print(
                f"round {number + 1}: {here[-1]:.3f} s a file here, {there[-1]:.3f} s on the cluster: {ratios[-1]:.3f}"
            )
    results = {
        "machine": {"processors": os.cpu_count(), "python": platform.python_version()},
        "files": len(paths),
        "workers": WORKERS,
        "local_s_per_file": [round(value, 4) for value in here],
        "cluster_s_per_file": [round(value, 4) for value in there],
        "ratio": {"median": round(statistics.median(ratios), 3), "goal": GOAL},
        "processor_time_beside_workers": round(statistics.median(shares), 4),
    }
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(f"cluster / local: median {statistics.median(ratios):.3f}, goal {GOAL}")
    print(f"command and scheduler take {statistics.median(shares):.1%} of the processor time of the workers")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
