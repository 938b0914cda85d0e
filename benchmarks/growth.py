"""How time and memory grow with the number of services and of replicas.

`python -m benchmarks.growth` packs problems of one family in two directions, each in a process of its own, and writes
benchmarks/results/growth.json and .md, with charts; about five minutes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.apart import apart
from benchmarks.instances import Family, draw
from benchmarks.packing import machine, versions
from benchmarks.packing_report import as_markdown
from benchmarks.packing_rows import measure_pack

RESULTS = Path(__file__).resolve().parent / "results"
SEED = 11
SERVICES = (10, 30, 100, 300, 1000)
TIMES = (1, 3, 10, 30, 100)
"""Replicas of fifty services, as multiples of what was drawn."""
HEAD = ("services", "replicas", "seconds", "processor seconds", "MiB", "gap %", "nodes")


@dataclass(frozen=True)
class Point:
    """One problem and what packing it took."""

    services: int
    replicas: int
    seconds: float
    cpu_seconds: float
    peak_mib: float
    gap: float
    nodes: int


def measure(services: int, times: int) -> Point:
    """The thorough plan of one problem in figures."""
    instance = draw(Family(f"services-{services}-x{times}", services, replicas_times=times), SEED)
    plan = apart(measure_pack, instance)
    return Point(services, instance.pods, plan.seconds, plan.cpu_seconds, plan.peak_mib, plan.gap, plan.nodes)


def chart(title: str, axis: str, ticks: Sequence[int], seconds: Sequence[float]) -> str:
    """A Mermaid chart of seconds over what grows; the steps of the axis are factors, not distances."""
    named = ", ".join(f'"{tick:,}"' for tick in ticks)
    return "\n".join(
        [
            "```mermaid",
            "xychart-beta",
            f'    title "{title}"',
            f'    x-axis "{axis}" [{named}]',
            f'    y-axis "seconds" 0 --> {math.ceil(max(seconds))}',
            f"    line [{', '.join(f'{value:.1f}' for value in seconds)}]",
            "```",
        ]
    )


def table(points: Sequence[Point]) -> str:
    """The points as a Markdown table."""
    rows = (
        (
            f"{p.services:,}",
            f"{p.replicas:,}",
            f"{p.seconds:.1f}",
            f"{p.cpu_seconds:.1f}",
            f"{p.peak_mib:.0f}",
            f"{100 * p.gap:.2f}",
            str(p.nodes),
        )
        for p in points
    )
    return as_markdown((HEAD, *rows))


def page(by_services: Sequence[Point], by_replicas: Sequence[Point]) -> str:
    """Charts and tables of both directions."""
    services, replicas = [p.services for p in by_services], [p.replicas for p in by_replicas]
    return "\n\n".join(
        [
            chart("More services", "services", services, [p.seconds for p in by_services]),
            table(by_services),
            chart("More replicas of fifty services", "replicas", replicas, [p.seconds for p in by_replicas]),
            table(by_replicas),
        ]
    )


def main() -> None:
    """Measure both directions, print them, and write them down."""
    where = machine()
    by_services = [measure(services, 1) for services in SERVICES]
    by_replicas = [measure(50, times) for times in TIMES]
    text = page(by_services, by_replicas)
    print(text)
    RESULTS.mkdir(exist_ok=True)
    results = {
        "by_services": [asdict(point) for point in by_services],
        "by_replicas": [asdict(point) for point in by_replicas],
        "machine": where,
        "versions": versions(),
    }
    (RESULTS / "growth.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    (RESULTS / "growth.md").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
