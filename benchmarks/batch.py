"""What a batch does in a second, how it scales, how much memory it holds, and how long its lines are.

`rates`    files a second and core: the example scenarios, answered in full and by quick estimates, in processor time
`lines`    bytes of a line of the journal, over the same examples
`scaling`  one worker beside two, with small files and quick estimates, in time of the clock
`memory`   of the parent and its workers over 2,000 small files

    python -m benchmarks.batch [rates] [lines] [scaling] [memory]

Without a part all are measured, for about six minutes. Small files have one service each and are all different. Rates
are of a worker that has its knowledge read, over several rounds; scaling leaves out what starting takes, and means
something on a quiet machine only.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from advisor import example_scenarios, load_knowledge
from advisor.batch import Method, run_batch
from advisor.batch.file_outcome import answer_file
from advisor.report import to_short_answer
from benchmarks.apart import apart
from benchmarks.recommend import measure_machine
from tests.batch.fuzz_kills import children, write_files

PARTS = ("rates", "lines", "scaling", "memory")
RATE_GOAL, QUICK_GOAL, SCALING_GOAL, LINE_GOAL = 2.5, 10.0, 1.8, 20_000
ROUNDS = 3
SCALING_FILES, MEMORY_FILES, LOOKS = 240, 2000, 10
ANSWERED, QUICK = Method(to_short_answer), Method(to_short_answer, quick=True)
BYTES_PER_MIB = 1024 * 1024


def rounds_of(method: Method) -> tuple[list[float], dict[str, float], list[int]]:
    """By round, files a second of processor time; by example, its median seconds; and the bytes of each line.

    Every round is of a worker that has answered nothing: what it remembers of one file serves others, as in a batch.
    """
    rates, seconds, lengths = [], {}, []
    for _ in range(ROUNDS):
        took, lines = apart(_one_round, method)
        rates.append(len(took) / sum(took.values()))
        for name, each in took.items():
            seconds.setdefault(name, []).append(each)
        lengths = lines
    return rates, {name: statistics.median(each) for name, each in seconds.items()}, lengths


def _one_round(method: Method) -> tuple[dict[str, float], list[int]]:
    knowledge, took, lengths = load_knowledge(), {}, []
    for name, path in example_scenarios().items():
        started = time.process_time()
        outcome = answer_file(path, knowledge, method)
        took[name] = time.process_time() - started
        lengths.append(len(outcome.line))
    return took, lengths


def show_rates() -> None:
    """Print files a second and core, and the examples that take longest."""
    for told, method, goal in (("in full", ANSWERED, RATE_GOAL), ("quick", QUICK, QUICK_GOAL)):
        rates, seconds, _ = rounds_of(method)
        figures = f"least {min(rates):.2f}  median {statistics.median(rates):.2f}  most {max(rates):.2f}"
        print(f"files a second and core, {told:8} {figures}   goal {goal}")
        slowest = sorted(seconds.items(), key=lambda each: -each[1])[:4]
        print("    slowest: " + ", ".join(f"{name} {took:.2f} s" for name, took in slowest))


def show_lines() -> None:
    """Print how long the lines of the examples are."""
    _, lengths = apart(_one_round, ANSWERED)
    told = f"median {statistics.median(lengths):,.0f}  most {max(lengths):,}   goal {LINE_GOAL:,}"
    print(f"bytes a line                      {told}")


def seconds_of(files: list[Path], jobs: int) -> float:
    """How long a batch takes, its workers being started in it."""
    with tempfile.TemporaryDirectory() as out:
        started = time.perf_counter()
        for _ in run_batch(files, Path(out), QUICK, jobs=jobs):
            pass
        return time.perf_counter() - started


def show_scaling() -> None:
    """Print how much faster two workers are than one."""
    with tempfile.TemporaryDirectory() as name:
        files = _small_files(Path(name), SCALING_FILES)
        took = {jobs: seconds_of(files, jobs) - seconds_of(files[:jobs], jobs) for jobs in (1, 2)}
    print(
        f"{SCALING_FILES} small files, quick            one worker {took[1]:.1f} s  two {took[2]:.1f} s  "
        f"ratio {took[1] / took[2]:.2f}   goal {SCALING_GOAL}"
    )


def show_memory() -> None:
    """Print how much memory the parent and its workers hold as the files go by."""
    print(f"{MEMORY_FILES:,} small files, quick          MiB of the parent, of each worker")
    looked: list[tuple[int, list[float]]] = []
    with tempfile.TemporaryDirectory() as name:
        files = _small_files(Path(name), MEMORY_FILES)
        running = run_batch(files, Path(name, "out"), QUICK, jobs=min(2, os.cpu_count() or 1))
        for number, _ in enumerate(running, start=1):
            if number % (MEMORY_FILES // LOOKS) == 0 and number < MEMORY_FILES:
                looked.append((number, _held()))
                print(f"    after {number:5,}                   " + "  ".join(f"{each:.0f}" for each in looked[-1][1]))
    first, last = looked[1][1], looked[-1][1]
    more = "  ".join(f"{after - before:+.1f}" for before, after in zip(first, last, strict=True))
    print(f"    from {looked[1][0]} files to {looked[-1][0]:,}       {more}")


def _small_files(folder: Path, number: int) -> list[Path]:
    write_files(folder / "in", number)
    return sorted((folder / "in").iterdir())


def _held() -> list[float]:
    """MiB of this process, and of each worker, in the order of their ids."""
    forkservers = [each for each in children(os.getpid()) if list(children(each))]
    workers = sorted(pid for each in forkservers for pid in children(each))
    return [_resident(pid) for pid in (os.getpid(), *workers)]


def _resident(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / BYTES_PER_MIB


def main() -> None:
    """Measure the parts that are named, or all."""
    asked = sys.argv[1:] or PARTS
    unknown = [part for part in asked if part not in PARTS]
    if unknown:
        sys.exit(f"no part of this: {', '.join(unknown)}; name some of {', '.join(PARTS)}")
    print(f"{os.cpu_count()} processors; ten million additions take {measure_machine():.2f} s")
    for part, show in zip(PARTS, (show_rates, show_lines, show_scaling, show_memory), strict=True):
        if part in asked:
            show()
            sys.stdout.flush()


if __name__ == "__main__":
    main()
