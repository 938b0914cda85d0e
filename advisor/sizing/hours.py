"""The hours of a day or a week: how many replicas each asks for, and which of them are alike."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from advisor.sizing.needs import Needs, ServiceNeed

HOURS_PER_DAY = 24
MOST_LEVELS = 12
"""Different loads that are planned apart; with more of them, each is rounded up to a tenth of the peak."""
STEPS = 10


@dataclass(frozen=True)
class Level:
    """Hours that ask for the same replicas. `needs` has these counts as its typical ones; `idle`: there is no load."""

    name: str
    when: tuple[int, ...]
    hours: float
    needs: Needs
    idle: bool = False

    @property
    def replicas(self) -> int:
        """Replicas over all services."""
        return sum(service.typical for service in self.needs.services)


def cycle_hours(needs: Needs) -> int:
    """The hours that the load repeats after: those of the profile, else of a day."""
    return len(needs.hourly) or HOURS_PER_DAY


def levels_of(needs: Needs) -> tuple[Level, ...]:
    """The different hours from quiet to busy; their `hours` add up to the cycle.

    With an hourly profile, a service runs ceil(factor x peak) replicas, never below its minimum. With peak hours only,
    the hours are typical ones and those of the peak.
    """
    if not needs.hourly:
        at_peak = needs.peak_share * HOURS_PER_DAY
        quiet = Level("typical day", (), HOURS_PER_DAY - at_peak, needs)
        busy = Level("peak", (), at_peak, _with_counts(needs, [service.peak for service in needs.services]))
        return tuple(level for level in (quiet, busy) if level.hours > 0)
    factors = _rounded(needs.hourly)
    alike: dict[tuple[tuple[int, ...], bool], list[int]] = {}
    for hour, factor in enumerate(factors):
        counts = tuple(_count_at(service, factor) for service in needs.services)
        alike.setdefault((counts, factor == 0), []).append(hour)
    levels = [
        Level("load", tuple(hours), float(len(hours)), _with_counts(needs, list(counts)), idle)
        for (counts, idle), hours in alike.items()
    ]
    return tuple(sorted(levels, key=lambda level: (level.replicas, not level.idle, level.when)))


def floor_of(needs: Needs) -> Needs:
    """The needs with the minimum replicas as the typical ones."""
    return _with_counts(needs, [service.floor for service in needs.services])


def _rounded(factors: tuple[float, ...]) -> tuple[float, ...]:
    if len(set(factors)) <= MOST_LEVELS:
        return factors
    return tuple(math.ceil(round(factor * STEPS, 6)) / STEPS for factor in factors)


def _count_at(service: ServiceNeed, factor: float) -> int:
    return min(service.peak, max(service.floor, math.ceil(round(factor * service.peak, 6))))


def _with_counts(needs: Needs, counts: list[int]) -> Needs:
    services = tuple(replace(s, typical=count) for s, count in zip(needs.services, counts, strict=True))
    return replace(needs, services=services)
