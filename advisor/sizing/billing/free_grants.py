"""What a serverless platform gives away each month, as lines that lower the bill."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.knowledge import TermField, Terms
from advisor.sizing.bill_types import BillKey, BillLine, BillPart, Unit
from advisor.sizing.deployment import SizingTask
from advisor.sizing.load_profile import PoolsByLoad
from advisor.sizing.result import Pool
from advisor.values import HOURS_PER_MONTH

SECONDS_PER_HOUR = 3600

MEBIBYTES_PER_GIBIBYTE = 1024


@dataclass(frozen=True)
class _Meter:
    """Something metered by the second: which terms say what is free of it a month and what an hour of it costs."""

    part: BillPart
    unit: Unit
    free: TermField[float]
    price: TermField[float]


_METERS = (
    _Meter(BillPart.FREE_VCPU, Unit.VCPU_SECOND, Terms.task_free_vcpu_seconds, Terms.task_vcpu_usd_per_hour),
    _Meter(BillPart.FREE_MEMORY, Unit.GIB_SECOND, Terms.task_free_gib_seconds, Terms.task_memory_usd_per_gib_hour),
)


def grant_lines(task: SizingTask, pools: tuple[Pool, ...], followed: PoolsByLoad | None) -> Iterator[BillLine]:
    """A line for each free amount, never more than is used: -min(free, used) x price.

    `followed` None: what `pools` use at all hours of a month; else what the levels of the load use.
    """
    if not task.strategy.bills_usage:
        return
    used = _used(pools, followed)
    for meter in _METERS:
        free, price = (task.terms.claim(field) for field in (meter.free, meter.price))
        if free is None or price is None or not used[meter.part]:
            continue
        granted = min(float(free.value), used[meter.part])
        per_second = price.value / SECONDS_PER_HOUR
        day = task.knowledge.sources[free.source].day.isoformat()
        usd = -granted * per_second
        yield BillLine(BillKey(meter.part), granted, meter.unit, -per_second, usd, free.source, day, count=granted)


def _used(pools: tuple[Pool, ...], followed: PoolsByLoad | None) -> dict[BillPart, float]:
    """vCPU-seconds and GiB-seconds of a month."""
    if followed is None:
        shares = [(1.0, pools)]
    else:
        cycle = sum(level.hours for level, _ in followed.levels)
        shares = [(level.hours / cycle, quieter) for level, quieter in followed.levels]
    used = {meter.part: 0.0 for meter in _METERS}
    for share, those in shares:
        seconds = share * HOURS_PER_MONTH * SECONDS_PER_HOUR
        for pool in those:
            sizes = {machine.name: machine for machine in pool.machines}
            for node in pool.nodes:
                size = sizes[node.machine]
                used[BillPart.FREE_VCPU] += node.count * size.vcpu * seconds
                gib = size.installed_memory_mib / MEBIBYTES_PER_GIBIBYTE
                used[BillPart.FREE_MEMORY] += node.count * gib * seconds
    return used
