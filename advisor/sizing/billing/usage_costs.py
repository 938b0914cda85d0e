"""What tasks that are billed by use cost a month: busy and idle time, requests, and what of it is free."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from advisor.knowledge import Terms
from advisor.knowledge.size_tables import BillingMode
from advisor.sizing.bill_types import BillKey, BillLine, BillPart, Range, RangeCause, Unit
from advisor.sizing.deployment import SizingTask
from advisor.sizing.load_profile import PoolsByLoad
from advisor.sizing.pool import MachineType, Pool
from advisor.sizing.request_load import Estimate
from advisor.sizing.task_usage import TaskUsage
from advisor.values import HOURS_PER_MONTH, MEBIBYTES_PER_GIBIBYTE, MILLION, SECONDS_PER_HOUR

LOW, BASE, HIGH = range(3)


@dataclass(frozen=True)
class UsageOfMonth:
    """The lines of the bill, what they come to with little and much use, and why it may be that."""

    lines: tuple[BillLine, ...]
    total: Estimate
    cause: RangeCause

    @property
    def range(self) -> Range:
        """By how much little use costs less, and much use more."""
        return Range(self.cause, self.total.low - self.total.base, self.total.high - self.total.base)


@dataclass
class _Meter:
    """Equal tasks over a month: their hours busy and idle, and their requests in millions."""

    usage: TaskUsage
    size: MachineType
    most: int = 0
    busy: float = 0.0
    idle: float = 0.0
    requests: float = 0.0


@dataclass
class _Meters:
    """All that is metered in a month, by what a line of the bill is for, and whether requests are billed at all."""

    by_key: dict[BillKey, _Meter] = field(default_factory=dict)

    def add(self, pool: Pool, usage: TaskUsage, hours: float, case: int) -> None:
        """What tasks of a pool use in so many hours."""
        size = next(machine for machine in pool.machines if machine.name == usage.machine)
        key = _key(pool, usage)
        meter = self.by_key.setdefault(key, _Meter(usage, size))
        meter.busy += hours * usage.busy[case]
        meter.idle += hours * usage.idle[case]
        meter.requests += hours * SECONDS_PER_HOUR * usage.requests_per_second[case] / MILLION


def _key(pool: Pool, usage: TaskUsage) -> BillKey:
    """The key of the line for the time in which these tasks are busy."""
    part = BillPart.TASKS_BUSY if usage.by_requests else BillPart.NODES
    return BillKey(part, pool.site, pool.cluster, pool.name, usage.machine, tier=usage.mode)


def usage_of_month(task: SizingTask, peak: tuple[Pool, ...], by_load: PoolsByLoad) -> UsageOfMonth:
    """What all tasks cost a month: the lines of the most likely use, and the sums of little and much use."""
    lines = tuple(tuple(_lines(task, _metered(by_load, case), peak)) for case in (LOW, BASE, HIGH))
    sums = [sum(line.usd_per_month or 0.0 for line in each) for each in lines]
    return UsageOfMonth(lines[BASE], Estimate(min(sums), sums[BASE], max(sums)), _cause(task, by_load))


def _cause(task: SizingTask, by_load: PoolsByLoad) -> RangeCause:
    """What makes the use of a month uncertain: busy hours, requests, or how those that were given fall on replicas."""
    if task.workload.busy_hours is not None:
        return RangeCause.BUSY_HOURS
    used = [usage for _, pools in by_load.levels for pool in pools for usage in pool.usage if usage.by_requests]
    assumed = bool(task.workload.traffic_assumed) or not all(usage.requests_per_second.certain for usage in used)
    return RangeCause.ASSUMED_REQUESTS if assumed else RangeCause.REQUEST_SPREAD


def _metered(by_load: PoolsByLoad, case: int) -> _Meters:
    """The meters after a month with little, likely or much use."""
    meters = _Meters()
    cycle = sum(level.hours for level, _ in by_load.levels)
    for level, pools in by_load.levels:
        hours = level.hours_in_range[case] * HOURS_PER_MONTH / cycle
        for pool in pools:
            for usage in pool.usage:
                meters.add(pool, usage, hours, case)
    return meters


def _lines(task: SizingTask, meters: _Meters, peak: tuple[Pool, ...]) -> Iterator[BillLine]:
    counts: dict[BillKey, int] = {}
    for pool in peak:
        for usage in pool.usage:
            key = _key(pool, usage)
            counts[key] = counts.get(key, 0) + usage.count
    lines: dict[BillKey, BillLine] = {}
    for key, meter in meters.by_key.items():
        for line in _meter_lines(key, meter, counts.get(key, 0)):
            lines[line.key] = _added(lines[line.key], line) if line.key in lines else line
    yield from lines.values()
    claimed = task.terms.billing_modes.rows if task.terms.billing_modes else ()
    for mode, listed in zip(task.billing_modes, claimed, strict=False):
        mine = [(key, meter) for key, meter in meters.by_key.items() if meter.usage.mode == mode.name]
        if mode.usd_per_million_requests and any(meter.requests for _, meter in mine):
            yield _request_line(mine[0][0], [meter for _, meter in mine], mode.usd_per_million_requests)
        yield from _free_lines(task, mode, listed, [meter for _, meter in mine])


def _added(line: BillLine, more: BillLine) -> BillLine:
    """Two lines of one key as one: idle tasks of one size, whether or not they take requests."""
    usd = (line.usd_per_month or 0.0) + (more.usd_per_month or 0.0)
    return replace(line, quantity=line.quantity + more.quantity, usd_per_month=usd, count=line.count + more.count)


def _meter_lines(key: BillKey, meter: _Meter, count: int) -> Iterator[BillLine]:
    """Lines for the time that tasks are billed for, and for their requests."""
    usage, size = meter.usage, meter.size
    busy = None if usage.usd_per_busy_hour is None else meter.busy * usage.usd_per_busy_hour
    told = BillLine(key, meter.busy, Unit.HOUR, usage.usd_per_busy_hour, busy, size.source, size.as_of, count)
    told = replace(told, price_kind=size.price_kind)
    yield told
    if meter.idle:
        idle, price = replace(key, part=BillPart.TASKS_IDLE), usage.usd_per_idle_hour
        yield replace(told, key=idle, quantity=meter.idle, unit_price_usd=price, usd_per_month=meter.idle * price)


def _request_line(key: BillKey, meters: list[_Meter], price: float) -> BillLine:
    """The fee for all requests that are billed in one way."""
    requests = sum(meter.requests for meter in meters)
    size = meters[0].size
    return BillLine(
        replace(key, part=BillPart.REQUESTS, machine=""),
        requests,
        Unit.MILLION_REQUESTS,
        price,
        requests * price,
        size.source,
        size.as_of,
        price_kind=size.price_kind,
    )


def _free_lines(task: SizingTask, mode: BillingMode, listed: BillingMode, meters: list[_Meter]) -> Iterator[BillLine]:
    """A line for each amount that is free in a month, never more than is used while busy: -min(free, used) x price.

    It is worth as much as in the region of the claims, as vendors take it off at one price for an account, and never
    more than is paid.
    """
    vcpu = sum(m.busy * m.size.vcpu for m in meters) * SECONDS_PER_HOUR
    gib = sum(m.busy * m.size.installed_memory_mib / MEBIBYTES_PER_GIBIBYTE for m in meters) * SECONDS_PER_HOUR
    requests = sum(m.requests for m in meters)
    per_request = [each.usd_per_million_requests for each in (mode, listed)]
    per_vcpu, per_gib = (
        [(price or 0.0) / SECONDS_PER_HOUR for price in prices]
        for prices in (
            (mode.vcpu_usd_per_hour, listed.vcpu_usd_per_hour),
            (mode.gib_usd_per_hour, listed.gib_usd_per_hour),
        )
    )
    claim = task.terms.claim(Terms.billing_modes)
    for part, unit, free, used, (paid, known) in (
        (BillPart.FREE_VCPU, Unit.VCPU_SECOND, mode.free_vcpu_seconds, vcpu, per_vcpu),
        (BillPart.FREE_MEMORY, Unit.GIB_SECOND, mode.free_gib_seconds, gib, per_gib),
        (BillPart.FREE_REQUESTS, Unit.MILLION_REQUESTS, mode.free_requests / MILLION, requests, per_request),
    ):
        granted, price = min(free, used), min(paid, known)
        if granted and price and claim is not None:
            whose = mode if paid < known else listed
            source = whose.source or claim.source
            key = BillKey(part, tier=mode.name)
            day = task.price_day_of(mode.name, source)
            yield BillLine(key, granted, unit, -price, -granted * price, source, day, count=granted)
