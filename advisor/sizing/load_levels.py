"""The different hours of a day or a week: which of them ask for the same replicas and the same requests."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, replace

from advisor.sizing.request_load import Estimate
from advisor.sizing.service_demand import ServiceDemand
from advisor.sizing.workload import Workload
from advisor.values import HOURS_PER_DAY

MOST_LEVELS = 12
"""Different loads that are planned apart; with more of them, each is rounded up to a tenth of the peak."""

STEPS = 10

WORKLOADS_REMEMBERED = 32
"""Workloads whose levels are remembered: platforms that are sized for one scenario ask for the same ones."""


@dataclass(frozen=True)
class LoadLevel:
    """Hours that ask for the same replicas: the typical counts of `workload`; `idle`: there is no load.

    `hours` is how many of the cycle there are, `few` and `many` how many of them where busy hours were assumed and
    are fewer or more than that.
    """

    name: str
    when: tuple[int, ...]
    hours: float
    workload: Workload
    idle: bool = False
    few: float | None = None
    many: float | None = None

    @property
    def replicas(self) -> int:
        """Replicas over all services."""
        return sum(service.typical for service in self.workload.services)

    @property
    def at_peak(self) -> bool:
        """Whether every service runs its most replicas and gets its most requests."""
        return not self.idle and all(
            service.typical == service.peak
            and (service.requests is None or service.requests.typical_per_second == service.requests.peak_per_second)
            for service in self.workload.services
        )

    @property
    def hours_in_range(self) -> Estimate:
        """The hours with few, as assumed, and many busy hours."""
        few, many = (self.hours if hours is None else hours for hours in (self.few, self.many))
        return Estimate(few, self.hours, many)


def cycle_hours(workload: Workload) -> int:
    """The hours that the load repeats after: those of the profile, else of a day."""
    return len(workload.hourly) or HOURS_PER_DAY


@functools.lru_cache(maxsize=WORKLOADS_REMEMBERED)
def levels_of(workload: Workload, *, by_requests: bool = False) -> tuple[LoadLevel, ...]:
    """The different hours from quiet to busy; their `hours` add up to the cycle.

    With an hourly profile, a service runs ceil(factor x peak) replicas, never below its minimum, and gets that share of
    the requests of the peak. With peak hours only, the hours are typical ones and those of the peak; with busy hours,
    those are of the busy ones, and in the others there is no load. `by_requests` keeps apart hours that differ in
    their requests alone.
    """
    if not workload.hourly:
        return _levels_of_a_day(workload)
    alike: dict[tuple[tuple[int, ...], float], list[int]] = {}
    for hour, factor in enumerate(_rounded(workload.hourly)):
        counts = tuple(_count_at(service, factor) for service in workload.services)
        alike.setdefault((counts, factor if by_requests else float(factor > 0)), []).append(hour)
    levels = [
        LoadLevel("load", tuple(hours), float(len(hours)), _with_counts(workload, counts, share), idle=share == 0)
        for (counts, share), hours in alike.items()
    ]
    return tuple(sorted(levels, key=lambda level: (level.replicas, not level.idle, level.when)))


def _levels_of_a_day(workload: Workload) -> tuple[LoadLevel, ...]:
    """The hours without load, those of a typical day and those of the peak, as far as there are any."""
    awake = workload.busy_hours or Estimate(HOURS_PER_DAY, HOURS_PER_DAY, HOURS_PER_DAY)
    at_peak = Estimate(*(min(workload.peak_share * HOURS_PER_DAY, hours) for hours in awake))
    typical = Estimate(*(hours - peak for hours, peak in zip(awake, at_peak, strict=True)))
    asleep = Estimate(*(HOURS_PER_DAY - hours for hours in awake))
    services = workload.services
    levels = [
        _level("idle", asleep, _with_counts(workload, tuple(s.floor for s in services), 0.0), idle=True),
        _level("typical day", typical, workload),
        _level("peak", at_peak, _with_counts(workload, tuple(s.peak for s in services), 1.0)),
    ]
    return tuple(level for level in levels if any(level.hours_in_range))


def _level(name: str, hours: Estimate, workload: Workload, *, idle: bool = False) -> LoadLevel:
    return LoadLevel(name, (), hours.base, workload, idle, hours.low, hours.high)


def floor_of(workload: Workload) -> Workload:
    """The workload with the minimum replicas as the typical ones, and the requests that those get on a typical day."""
    services = tuple(
        replace(
            service,
            typical=service.floor,
            requests=service.requests
            and replace(
                service.requests,
                typical_per_second=service.requests.typical_per_second.scaled(service.floor / (service.typical or 1)),
            ),
        )
        for service in workload.services
    )
    return replace(workload, services=services)


def steady(workload: Workload) -> Workload:
    """The workload with the replicas of the peak at all hours; what is asked of them still changes."""
    services = tuple(replace(s, floor=s.peak, typical=s.peak) for s in workload.services)
    return replace(workload, services=services)


def _rounded(factors: tuple[float, ...]) -> tuple[float, ...]:
    if len(set(factors)) <= MOST_LEVELS:
        return factors
    return tuple(math.ceil(round(factor * STEPS, 6)) / STEPS for factor in factors)


def _count_at(service: ServiceDemand, factor: float) -> int:
    return min(service.peak, max(service.floor, math.ceil(round(factor * service.peak, 6))))


def _with_counts(workload: Workload, counts: tuple[int, ...], share: float) -> Workload:
    """The workload with these counts as the typical ones, and with this share of the requests of the peak."""
    services = tuple(
        replace(service, typical=count, requests=service.requests and service.requests.at_share_of_peak(share))
        for service, count in zip(workload.services, counts, strict=True)
    )
    return replace(workload, services=services)
