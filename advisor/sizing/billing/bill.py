"""The monthly bill: lines that add up to the peak, and what quieter hours save where capacity follows the load.

What a serverless platform gives away each month, as lines that lower the bill.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.knowledge import Agents, Terms
from advisor.sizing.deployment import SizingTask
from advisor.sizing.load_profile import LoadFollowing, hourly_cost
from advisor.sizing.result import Bill, BillLine, Pool
from advisor.values import HOURS_PER_MONTH

LEFT_OUT = (
    "disks and volumes",
    "traffic out of the cloud and between zones",
    "logs, metrics and backups",
    "taxes, discounts for commitment and spare (spot) capacity",
)

MIX_LOW, MIX_HIGH = 0.5, 2.0
"""With no services listed, sizes may be half or twice what was assumed."""


def line(what: str, count: float, price: float | None, source: str, as_of: str) -> BillLine:
    """A line for so many things priced by the hour, over a month of 730 hours; an unknown price stays unknown."""
    hours = count * HOURS_PER_MONTH
    return BillLine(what, hours, "h", price, None if price is None else hours * price, source, as_of)


def pool_lines(pools: tuple[Pool, ...]) -> tuple[BillLine, ...]:
    """One line for each machine type or size of each pool."""
    lines = []
    for pool in pools:
        counts: dict[str, int] = {}
        for node in pool.nodes:
            counts[node.machine] = counts.get(node.machine, 0) + node.count
        for machine in pool.machines:
            if machine.name in counts:
                what = f"{pool.name}: {counts[machine.name]} x {machine.name} ({pool.site})"
                lines.append(line(what, counts[machine.name], machine.usd_per_hour, machine.source, machine.as_of))
    return tuple(lines)


@dataclass(frozen=True)
class ExcludedCosts:
    """What stands beside the sum of a bill."""

    unpriced: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def make_bill(
    lines: tuple[BillLine, ...],
    pools: tuple[Pool, ...],
    followed: LoadFollowing | None,
    task: SizingTask,
    excluded: ExcludedCosts,
) -> Bill:
    """Low, base and high of a month; `lines` are those of the peak.

    base = sum of the lines of the bill. Where capacity does not follow the load (`followed` is None) that is the peak
    at all hours, and low and high are the same. Where it does, a line for each pool takes off what is not there in the
    quieter hours; high is the peak at all hours, low a typical day at all hours, if that is less than base. A monthly
    free grant is taken off each. With an assumed mix of services, low and high take half and twice the pools.
    """
    left_out = excluded.left_out + LEFT_OUT
    missing = tuple(entry.what for entry in lines if entry.usd_per_month is None)
    if missing:
        basis = "no total: " + ", ".join(missing) + " has no price"
        return Bill(None, None, None, basis, lines, excluded.unpriced, left_out)
    most = sum(entry.usd_per_month or 0.0 for entry in lines)
    if followed is not None:
        lines += tuple(_saving_lines(pools, followed))
    granted = tuple(grant_lines(task, pools, followed))
    base = sum(entry.usd_per_month or 0.0 for entry in (*lines, *granted))
    low = high = most + sum(entry.usd_per_month or 0.0 for entry in grant_lines(task, pools, None))
    if followed is not None:
        quiet = (hourly_cost(pools, rented=True) or 0.0) - (hourly_cost(followed.typical, rented=True) or 0.0)
        typical = sum(entry.usd_per_month or 0.0 for entry in grant_lines(task, followed.typical, None))
        low = min(base, most - quiet * HOURS_PER_MONTH + typical)
    basis = _basis(task, followed)
    if task.workload.mix_assumed:
        pools_alone = sum((pool.usd_per_hour or 0.0) for pool in pools) * HOURS_PER_MONTH
        low -= (1 - MIX_LOW) * min(pools_alone, low)
        high += (MIX_HIGH - 1) * pools_alone
        basis += "; low and high take half and twice the assumed services"
    return Bill(low, base, high, basis, lines + granted, excluded.unpriced, left_out)


def _basis(task: SizingTask, followed: LoadFollowing | None) -> str:
    """What the base figure stands for."""
    if followed is None:
        return "all hours at the planned peak"
    if task.workload.hourly:
        return "each hour of the load profile with the capacity that it needs"
    return f"{task.workload.peak_share:.0%} of the hours at the peak, the others as on a typical day"


def _saving_lines(pools: tuple[Pool, ...], followed: LoadFollowing) -> Iterator[BillLine]:
    """Each pool that costs less in some hours than at the peak: in how many of a month, and how much on average.

    Own servers that stand idle are paid for all the same, so they save nothing.
    """
    cycle = sum(level.hours for level, _ in followed.levels)
    for pool in pools:
        at_peak = pool.usd_per_hour or 0.0
        hours = total = 0.0
        for level, quieter in followed.levels:
            same = ((p.usd_per_hour or 0.0) for p in quieter if (p.name, p.site) == (pool.name, pool.site))
            saved = at_peak - next(same, 0.0)
            if saved > 0:
                hours, total = hours + level.hours, total + level.hours * saved
        if total > 0 and not pool.owned:
            yield _saving_line(pool, total / hours, hours / cycle)


def _saving_line(pool: Pool, usd_per_hour: float, share: float) -> BillLine:
    hours = share * HOURS_PER_MONTH
    newest = max(pool.machines, key=lambda machine: machine.as_of)
    what = f"{pool.name}: less in the hours off the peak, on average ({pool.site})"
    return BillLine(what, hours, "h", -usd_per_hour, -hours * usd_per_hour, newest.source, newest.as_of)


SECONDS_PER_HOUR = 3600

MEBIBYTES_PER_GIBIBYTE = 1024

METERS = (
    ("vCPU-seconds", Terms.task_free_vcpu_seconds, Terms.task_vcpu_usd_per_hour),
    ("GiB-seconds", Terms.task_free_gib_seconds, Terms.task_memory_usd_per_gib_hour),
)
"""Unit, what is free of it a month, and what an hour of it costs."""


def grant_lines(task: SizingTask, pools: tuple[Pool, ...], followed: LoadFollowing | None) -> Iterator[BillLine]:
    """A line for each free amount, never more than is used: -min(free, used) x price.

    `followed` None: what `pools` use at all hours of a month; else what the levels of the load use.
    """
    if task.agents is not Agents.TASKS:
        return
    used = _used(pools, followed)
    for unit, free_field, price_field in METERS:
        free, price = (task.terms.claim(field) for field in (free_field, price_field))
        if free is None or price is None or not used[unit]:
            continue
        granted = min(float(free.value), used[unit])
        per_second = price.value / SECONDS_PER_HOUR
        day = task.knowledge.sources[free.source].day.isoformat()
        what = f"free of charge each month: {granted:,.0f} {unit}"
        yield BillLine(what, granted, unit[:-1], -per_second, -granted * per_second, free.source, day)


def _used(pools: tuple[Pool, ...], followed: LoadFollowing | None) -> dict[str, float]:
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
