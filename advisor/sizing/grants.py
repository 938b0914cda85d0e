"""What a serverless platform gives away each month, as lines that lower the bill."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.sizing.over_time import Followed
from advisor.sizing.task import Task
from advisor.sizing.topology import BillLine, Pool
from advisor.values import HOURS_PER_MONTH

SECONDS_PER_HOUR = 3600
MEBIBYTES_PER_GIBIBYTE = 1024
METERS = (
    ("vCPU-seconds", "task_free_vcpu_seconds", "task_vcpu_usd_per_hour"),
    ("GiB-seconds", "task_free_gib_seconds", "task_memory_usd_per_gib_hour"),
)
"""Unit, what is free of it a month, and what an hour of it costs."""


def grant_lines(task: Task, pools: tuple[Pool, ...], followed: Followed | None) -> Iterator[BillLine]:
    """A line for each free amount, never more than is used: -min(free, used) x price.

    `followed` None: what `pools` use at all hours of a month; else what the levels of the load use.
    """
    if task.agents != "tasks":
        return
    used = _used(pools, followed)
    for unit, free_term, price_term in METERS:
        free, price = (task.platform.claim(term, task.day) for term in (free_term, price_term))
        if free is None or price is None or not used[unit]:
            continue
        granted = min(float(free.value), used[unit])
        per_second = price.value / SECONDS_PER_HOUR
        day = task.knowledge.sources[free.source].day.isoformat()
        what = f"free of charge each month: {granted:,.0f} {unit}"
        yield BillLine(what, granted, unit[:-1], -per_second, -granted * per_second, free.source, day)


def _used(pools: tuple[Pool, ...], followed: Followed | None) -> dict[str, float]:
    """vCPU-seconds and GiB-seconds of a month."""
    if followed is None:
        shares = [(1.0, pools)]
    else:
        cycle = sum(level.hours for level, _ in followed.levels)
        shares = [(level.hours / cycle, quieter) for level, quieter in followed.levels]
    used = {unit: 0.0 for unit, _, _ in METERS}
    for share, those in shares:
        seconds = share * HOURS_PER_MONTH * SECONDS_PER_HOUR
        for pool in those:
            sizes = {machine.name: machine for machine in pool.machines}
            for node in pool.nodes:
                size = sizes[node.machine]
                used["vCPU-seconds"] += node.count * size.vcpu * seconds
                used["GiB-seconds"] += node.count * size.installed_memory_mib / MEBIBYTES_PER_GIBIBYTE * seconds
    return used
