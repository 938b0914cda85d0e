"""What the packer has to reach, judged on the rows that were measured."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.packing_rows import Measured, Row
from benchmarks.peer_runs import COMPACT, CP_SAT, LARGEST, LARGEST_CAPPED, SINGLE

HAIR = 1e-9
FIRST_PLAN_SECONDS = 3.0
MOST_TIMES_SLOWER = 1.5
MOST_TIME_SHARE = 0.25


@dataclass(frozen=True)
class Limits:
    """The goal of one family: gaps in per cent, time and memory of the worst row."""

    family: str
    worst: float
    median: float | None = None
    seconds: float | None = None
    mib: float | None = None


LIMITS = (
    Limits("services-10", 0.2, seconds=30),
    Limits("services-50", 1.0, median=0.5, seconds=20),
    Limits("services-200", 0.5, seconds=10),
    Limits("services-1000", 0.5, seconds=30, mib=500),
    Limits("large-pods", 1.0, seconds=60),
    Limits("capped-200", 1.5, seconds=60),
    Limits("capped-1000", 3.0, seconds=60),
)
PROMISES = ("one-node", "two-nodes", "one-zone", "surge", "surge-zones", "surge-node")
HEADROOM_LIMITS = tuple(Limits(f"{promise}-{count}", 1.0) for promise in PROMISES for count in (50, 200))
RATIOS = ((LARGEST, 0.66), (LARGEST_CAPPED, 0.88), (SINGLE, 0.80))


@dataclass(frozen=True)
class Goal:
    """A goal, what is wanted and what was seen; `met` None: it was not measured."""

    goal: str
    wanted: str
    seen: str
    met: bool | None


def judge(rows: Sequence[Row]) -> tuple[Goal, ...]:
    """Every goal, in the order in which they are written down."""
    return (
        *(_cut_to_capacity(limits, rows) for limits in LIMITS),
        _first_plan(rows),
        *(_cut_to_capacity(limits, rows) for limits in HEADROOM_LIMITS),
        _losses(rows),
        *(_ratio(rows, peer, most) for peer, most in RATIOS),
        *(_no_dearer(rows, peer) for peer in (COMPACT, CP_SAT)),
        _many_replicas(rows),
    )


def plans(rows: Sequence[Row]) -> list[Measured]:
    """Our plans in these rows."""
    return [row.plan for row in rows if row.plan is not None]


def shares(rows: Sequence[Row], peer: str) -> list[float]:
    """Our cost over the peer's, wherever both have a plan."""
    found = [(row.plan.usd_per_hour, other.usd_per_hour) for row in rows if row.plan and (other := row.peer(peer))]
    return [ours / theirs for ours, theirs in found if math.isfinite(theirs)]


def _not_measured(goal: str, wanted: str, why: str = "not measured") -> Goal:
    return Goal(goal, wanted, why, None)


def _cut_to_capacity(limits: Limits, rows: Sequence[Row]) -> Goal:
    goal = f"gap, {limits.family}"
    wanted = f"{limits.worst:g} % worst"
    wanted += "" if limits.median is None else f", {limits.median:g} % median"
    wanted += "" if limits.seconds is None else f", in {limits.seconds:g} s"
    wanted += "" if limits.mib is None else f", under {limits.mib:g} MiB"
    rows = [row for row in rows if row.family == limits.family]
    measured = plans(rows)
    if not rows:
        return _not_measured(goal, wanted)
    if len(measured) < len(rows):
        return Goal(goal, wanted, f"{len(rows) - len(measured)} of {len(rows)} rows failed", False)
    gaps = [100 * plan.gap for plan in measured]
    worst, median, seconds = max(gaps), statistics.median(gaps), max(plan.seconds for plan in measured)
    peak = max(plan.peak_mib for plan in measured)
    pairs = ((worst, limits.worst), (median, limits.median), (seconds, limits.seconds), (peak, limits.mib))
    met = all(limit is None or value <= limit for value, limit in pairs)
    return Goal(goal, wanted, f"{worst:.2f} % worst, {median:.2f} % median, in {seconds:.1f} s, {peak:.0f} MiB", met)


def _first_plan(rows: Sequence[Row]) -> Goal:
    goal, wanted = "first plan with a bound, services-200", f"{FIRST_PLAN_SECONDS:g} s"
    seconds = [plan.first_plan_seconds for plan in plans([row for row in rows if row.family == "services-200"])]
    if not seconds:
        return _not_measured(goal, wanted)
    return Goal(goal, wanted, f"{max(seconds):.2f} s", max(seconds) <= FIRST_PLAN_SECONDS)


def _losses(rows: Sequence[Row]) -> Goal:
    goal, wanted = "after every listed loss, and with every surge, all replicas find places", "all rows"
    promising = [row for row in rows if row.family.startswith(PROMISES)]
    if not promising:
        return _not_measured(goal, wanted)
    sound = sum(row.plan is not None and not row.plan.faults for row in promising)
    return Goal(goal, wanted, f"{sound} of {len(promising)} rows", sound == len(promising))


def _ratio(rows: Sequence[Row], peer: str, most: float) -> Goal:
    goal, wanted = f"cost over {peer}, geometric mean", f"{most:g}x"
    found = shares(rows, peer)
    if not found:
        return _not_measured(goal, wanted)
    mean = statistics.geometric_mean(found)
    seen = f"{mean:.3f}x ({min(found):.3f} to {max(found):.3f} in {len(found)} rows)"
    return Goal(goal, wanted, seen, mean <= most)


def _no_dearer(rows: Sequence[Row], peer: str) -> Goal:
    goal = f"cost and time over {peer} given 60 s"
    wanted = f"never above 1x, in {MOST_TIME_SHARE:g} of its time"
    found = [(row.plan, other) for row in rows if row.plan and (other := row.peer(peer))]
    if not found:
        return _not_measured(goal, wanted, next(_reasons(rows, peer), "not measured"))
    costs = [plan.usd_per_hour / other.usd_per_hour for plan, other in found]
    times = [plan.seconds / other.seconds for plan, other in found]
    unsolved = sum(not math.isfinite(other.usd_per_hour) for _, other in found)
    seen = f"worst {max(costs):.4f}x, in {max(times):.3f} of its time; {len(found)} rows, {unsolved} unsolved by it"
    return Goal(goal, wanted, seen, max(costs) <= 1 + HAIR and max(times) <= MOST_TIME_SHARE)


def _reasons(rows: Sequence[Row], peer: str) -> Iterator[str]:
    return (other.not_run for row in rows for other in row.peers if other.name == peer and other.not_run)


def _many_replicas(rows: Sequence[Row]) -> Goal:
    goal, wanted = "time with 100 times the replicas", f"{MOST_TIMES_SLOWER:g}x"
    few = {row.seed: row.plan.seconds for row in rows if row.family == "services-50" and row.plan}
    many = {row.seed: row.plan.seconds for row in rows if row.family == "replicas-x100" and row.plan}
    slower = [many[seed] / few[seed] for seed in sorted(few.keys() & many.keys())]
    if not slower:
        return _not_measured(goal, wanted)
    seen = f"{max(slower):.2f}x worst, {statistics.median(slower):.2f}x median"
    return Goal(goal, wanted, seen, max(slower) <= MOST_TIMES_SLOWER)
