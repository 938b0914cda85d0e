"""Hours that are billed together: the floor, typical hours and the peak of a load that capacity follows.

With peak hours alone there are typical ones and those of the peak. With an hourly profile, the hours are parted by
thirds of the way from the fewest to the most replicas: up to a third they are of the floor, above two thirds of the
peak, between them typical; hours without load stand apart. Every hour is in one class, so the lines add up exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.sizing.bill_types import HourClass
from advisor.sizing.load_levels import LoadLevel
from advisor.sizing.load_profile import PoolsByLoad
from advisor.sizing.pool import Pool


@dataclass(frozen=True)
class HoursOfClass:
    """The levels of the load in one class, each with the pools that carry it; `hours` of the `cycle` (24 or 168)."""

    name: HourClass
    hours: float
    cycle: float
    levels: tuple[tuple[LoadLevel, tuple[Pool, ...]], ...]


def hour_classes(followed: PoolsByLoad) -> tuple[HoursOfClass, ...]:
    """The classes that have hours, from quiet to busy."""
    cycle = sum(level.hours for level, _ in followed.levels)
    classes: dict[HourClass, list[tuple[LoadLevel, tuple[Pool, ...]]]] = {name: [] for name in HourClass}
    for level, pools in followed.levels:
        classes[followed.class_of(level)].append((level, pools))
    return tuple(
        HoursOfClass(name, sum(level.hours for level, _ in levels), cycle, tuple(levels))
        for name, levels in classes.items()
        if any(level.hours for level, _ in levels)
    )


def pool_over_hours(pool: Pool, hours: HoursOfClass) -> Iterator[tuple[float, Pool]]:
    """The same pool at each level of a class, with the hours of the cycle that it runs so."""
    for level, pools in hours.levels:
        for quieter in pools:
            if (quieter.name, quieter.site, quieter.cluster) == (pool.name, pool.site, pool.cluster):
                yield level.hours, quieter
