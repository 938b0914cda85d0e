"""The packer on public instances of vector bin packing, beside the best published heuristic and the optimum.

`python -m benchmarks.public_instances` packs 30 instances of one bin type and three resources with the default and the
thorough effort, and writes benchmarks/results/public_instances.md. With `--effort default` it takes half a minute and
writes nothing. benchmarks/data/README.md names the source of the instances.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from advisor.packing import Effort, Item, Machine, Plan, Settings, pack

DATA = Path(__file__).resolve().parent / "data" / "vector_packing.csv"
RESULTS = Path(__file__).resolve().parent / "results" / "public_instances.md"
MANY = 1_000_000
"""Replicas that a bin takes by number: no limit."""
MEASURED = (Effort.DEFAULT, Effort.THOROUGH)


@dataclass(frozen=True)
class PublicInstance:
    """One instance: its three resources stand for CPU, memory and bandwidth; a bin costs 1."""

    name: str
    items: tuple[Item, ...]
    bins: Machine
    optimum: int
    published: int
    """Bins of the best heuristic of the paper."""


@dataclass(frozen=True)
class Row:
    """Bins of one instance, and the processor time, by effort in the order measured."""

    instance: PublicInstance
    bins: tuple[int, ...]
    seconds: tuple[float, ...]


def read_instances() -> tuple[PublicInstance, ...]:
    """All instances, in the order of the file."""
    by_name: dict[str, list[dict[str, str]]] = {}
    with DATA.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            by_name.setdefault(row["instance"], []).append(row)
    return tuple(_instance(name, rows) for name, rows in by_name.items())


def _instance(name: str, rows: Sequence[dict[str, str]]) -> PublicInstance:
    items = tuple(
        Item(
            f"item-{number:03}",
            cpu_millicores=int(row["size_1"]),
            memory_mib=int(row["size_2"]),
            replicas_by_zone=(int(row["count"]),),
            io_mbps=int(row["size_3"]),
        )
        for number, row in enumerate(rows)
    )
    cpu, memory, bandwidth = (int(rows[0][f"capacity_{number}"]) for number in (1, 2, 3))
    bins = Machine("bin", cpu, memory, MANY, 1.0, io_mbps=bandwidth)
    return PublicInstance(
        name, items, bins, int(rows[0]["optimum_bins"]), int(rows[0]["best_published_heuristic_bins"])
    )


def measure(instance: PublicInstance, efforts: Sequence[Effort]) -> Row:
    """One instance with each of these efforts."""
    bins, seconds = [], []
    for effort in efforts:
        started = time.process_time()
        plan = pack(instance.items, [instance.bins], zones=1, settings=Settings.for_effort(effort))
        seconds.append(time.process_time() - started)
        assert isinstance(plan, Plan)
        bins.append(sum(node.count for node in plan.nodes))
    return Row(instance, tuple(bins), tuple(seconds))


def table_of(rows: Sequence[Row], efforts: Sequence[Effort]) -> str:
    """The rows in Markdown, with the sums of bins and what they are above the optimum."""
    named = [column for effort in efforts for column in (effort.value, f"{effort.value}, s")]
    lines = [
        "| " + " | ".join(("instance", "items", "optimum", "best published heuristic", *named)) + " |",
        "| " + " | ".join(["---"] * (4 + len(named))) + " |",
    ]
    for row in rows:
        measured = [f"{n} | {s:.2f}" for n, s in zip(row.bins, row.seconds, strict=True)]
        of = row.instance
        cells = [of.name, str(sum(i.replicas for i in of.items)), str(of.optimum), str(of.published), *measured]
        lines.append("| " + " | ".join(cells) + " |")
    optimum, published = (sum(getattr(row.instance, name) for row in rows) for name in ("optimum", "published"))
    bins = [sum(row.bins[number] for row in rows) for number in range(len(efforts))]
    worst = [max(row.seconds[number] for row in rows) for number in range(len(efforts))]
    over = [f"{100 * (total / optimum - 1):.1f} %" for total in (published, *bins)]
    totals = [f"{n} | worst {s:.2f}" for n, s in zip(bins, worst, strict=True)]
    lines.append("| " + " | ".join(["bins", "", str(optimum), str(published), *totals]) + " |")
    shares = [f"{share} | " for share in over[1:]]
    lines.append("| " + " | ".join(["over the optimum", "", "", over[0], *shares]) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print, and write the table down."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.public_instances", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--effort", choices=[effort.value for effort in MEASURED], help="only this one; writes nothing")
    asked = parser.parse_args()
    efforts = MEASURED if asked.effort is None else (Effort(asked.effort),)
    rows = []
    for instance in read_instances():
        rows.append(measure(instance, efforts))
        print(f"{instance.name}: {rows[-1].bins} bins, optimum {instance.optimum}", flush=True)
    print(table_of(rows, efforts))
    if asked.effort is None:
        RESULTS.write_text(table_of(rows, efforts), encoding="utf-8")


if __name__ == "__main__":
    main()
