"""The measured rows as tables to read and as JSON to keep."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.packing_goals import Goal, plans, shares
from benchmarks.packing_rows import Row
from benchmarks.peer_runs import COMPACT, CP_SAT, LARGEST, LARGEST_CAPPED, SINGLE

PEER_COLUMNS = {
    LARGEST: "largest",
    LARGEST_CAPPED: "largest 16",
    SINGLE: "single",
    COMPACT: "MILP",
    CP_SAT: "CP-SAT",
}
FAMILY_HEAD = ("family", "rows", "services", "pods", "gap %", "seconds", "first plan s", "MiB", "nodes")
GOAL_HEAD = ("goal", "wanted", "seen", "met")
MET = {True: "yes", False: "no", None: "-"}
LEGEND = (
    "Where there are two figures, they are the worst and the median over the seeds. The columns of the peers hold our "
    "cost over theirs, as geometric means."
)

Instance = tuple[tuple[str, ...], ...]


def describe(row: Row) -> str:
    """One line on a row."""
    start = f"{row.family}, seed {row.seed}: "
    told = [f"{peer.name}: {peer.not_run}" for peer in row.peers if peer.not_run]
    if row.plan is None:
        return start + "; ".join([f"failed: {row.failed}", *told])
    plan = row.plan
    found = f"{plan.usd_per_hour:.3f} USD/h, gap {100 * plan.gap:.2f} % in {plan.seconds:.1f} s ({plan.ended_by})"
    others = [f"{peer.name} {peer.usd_per_hour:.3f}" for peer in row.peers if not peer.not_run]
    return start + "; ".join([found, *others, *told, *plan.faults[:1]])


def family_table(rows: Sequence[Row]) -> Instance:
    """One line for each family that was measured, under a line of headings."""
    families = list(dict.fromkeys(row.family for row in rows))
    lines = [_family_line(family, [row for row in rows if row.family == family]) for family in families]
    return ((*FAMILY_HEAD, *PEER_COLUMNS.values()), *lines)


def _family_line(family: str, rows: Sequence[Row]) -> tuple[str, ...]:
    measured = plans(rows)
    counts = (str(len(rows)), str(rows[0].services), str(max(row.pods for row in rows)))
    if not measured:
        return (family, *counts, "failed", *("-",) * (len(FAMILY_HEAD) - 5 + len(PEER_COLUMNS)))
    failed = len(rows) - len(measured)
    ratios = [shares(rows, peer) for peer in PEER_COLUMNS]
    return (
        family,
        *counts,
        _two([100 * plan.gap for plan in measured], 2) + (f", {failed} failed" if failed else ""),
        _two([plan.seconds for plan in measured], 1),
        _two([plan.first_plan_seconds for plan in measured], 1),
        f"{max(plan.peak_mib for plan in measured):.0f}",
        f"{statistics.median(plan.nodes for plan in measured):.0f}",
        *(f"{statistics.geometric_mean(found):.3f}" if found else "-" for found in ratios),
    )


def _two(values: Sequence[float], digits: int) -> str:
    worst, median = f"{max(values):.{digits}f}", f"{statistics.median(values):.{digits}f}"
    return worst if len(values) == 1 else f"{worst} / {median}"


def goal_table(goals: Sequence[Goal]) -> Instance:
    """One line for each goal, under a line of headings."""
    return (GOAL_HEAD, *((goal.goal, goal.wanted, goal.seen, MET[goal.met]) for goal in goals))


def as_text(instance: Instance) -> str:
    """The table in columns of one width."""
    widths = [max(map(len, column)) for column in zip(*instance, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in instance]
    return "\n".join(lines)


def as_markdown(instance: Instance) -> str:
    """The table in Markdown."""
    head, *lines = (f"| {' | '.join(row)} |" for row in instance)
    return "\n".join([head, f"|{' --- |' * len(instance[0])}", *lines])


def page(rows: Sequence[Row], goals: Sequence[Goal], machine: dict[str, Any], versions: dict[str, str]) -> str:
    """Everything on one Markdown page."""
    run = ", ".join(f"{name} {version}" for name, version in versions.items())
    where = f"{machine['processors']} processors, {machine['system']}, load {machine['load_before']} at the start"
    where += f", {machine['rows_at_a_time']} rows at a time" if machine["rows_at_a_time"] > 1 else ""
    told = dict.fromkeys(f"{peer.name}: {peer.not_run}" for row in rows for peer in row.peers if peer.not_run)
    failed = [f"{row.family}, seed {row.seed}: {row.failed}" for row in rows if row.failed]
    parts = [
        "# The packer, measured",
        f"Made by `python -m benchmarks.packing` on {where}; {run}.",
        as_markdown(goal_table(goals)),
        LEGEND,
        as_markdown(family_table(rows)),
        *(f"- {line}" for line in (*told, *failed)),
    ]
    return "\n\n".join(parts) + "\n"


def write(
    folder: Path, rows: Sequence[Row], goals: Sequence[Goal], machine: dict[str, Any], versions: dict[str, str]
) -> None:
    """Writes packing.json and packing.md; a peer that found no plan has a cost of null."""
    folder.mkdir(parents=True, exist_ok=True)
    results = {
        "goals": [asdict(goal) for goal in goals],
        "rows": [_finite(asdict(row)) for row in rows],
        "machine": machine,
        "versions": versions,
    }
    (folder / "packing.json").write_text(json.dumps(results, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    (folder / "packing.md").write_text(page(rows, goals, machine, versions), encoding="utf-8")


def _finite(row: dict[str, Any]) -> dict[str, Any]:
    for peer in row["peers"]:
        peer["usd_per_hour"] = peer["usd_per_hour"] if math.isfinite(peer["usd_per_hour"]) else None
    return row
