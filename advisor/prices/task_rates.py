"""What a vCPU and a GiB of tasks cost in each region: `data/prices/task_rates.csv`.

The first row of a platform and a way of billing is the region of which its claims are. Where the claims of the day
asked about have another price than that row, they are of other days, and the rows beside it say nothing of those.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from advisor.prices.offer import ESTIMATES, PriceKind
from advisor.prices.tables import rows_of


@dataclass(frozen=True)
class TaskRate:
    """USD an hour for a vCPU and a GiB of a task in a region, busy and idle; idle None: as the claims have it."""

    vcpu_usd: float
    gib_usd: float
    idle_vcpu_usd: float | None
    idle_gib_usd: float | None
    source: str
    as_of: str
    price_kind: PriceKind = PriceKind.LISTED


@functools.cache
def _rates(data: Path) -> dict[tuple[str, str], dict[str, TaskRate]]:
    """The rates of each platform and way of billing by region, that of its claims first."""

    def read(rows: Iterable[dict[str, str]]) -> dict[tuple[str, str], dict[str, TaskRate]]:
        found: dict[tuple[str, str], dict[str, TaskRate]] = {}
        for row in rows:
            found.setdefault((row["platform"], row["mode"]), {})[row["region"]] = _rate(row)
        return found

    return rows_of(data / "prices" / "task_rates.csv", read)


def _rate(row: dict[str, str]) -> TaskRate:
    idle_vcpu, idle_gib = row["idle_vcpu_per_hour"], row["idle_gib_per_hour"]
    return TaskRate(
        vcpu_usd=float(row["vcpu_per_hour"]),
        gib_usd=float(row["gib_per_hour"]),
        idle_vcpu_usd=float(idle_vcpu) if idle_vcpu else None,
        idle_gib_usd=float(idle_gib) if idle_gib else None,
        source=row["source"],
        as_of=row["as_of"],
        price_kind=PriceKind.ESTIMATED if row["basis"] in ESTIMATES else PriceKind.LISTED,
    )


def region_of_claims(data: Path, platform: str, mode: str) -> str | None:
    """The region of which the claims of a platform are; None where the table has nothing of it.

    >>> from advisor.knowledge import data_folder
    >>> region_of_claims(data_folder(), "cloud-run", "Instance-based")
    'us-central1'
    """
    return next(iter(_rates(data).get((platform, mode), {})), None)


def rate_in(
    data: Path, platform: str, mode: str, region: str | None, claimed: tuple[float | None, float | None]
) -> TaskRate | None:
    """The rate of a region; None where the table has none, or the claims are of other days.

    Parameters:
        data: the folder of the tables.
        platform, mode: whose tasks, and in which way they are billed.
        region: where they run.
        claimed: the price of a vCPU and of a GiB in the claims of the day asked about.

    Raises MachineryError when the table cannot be read.

    >>> from advisor.knowledge import data_folder
    >>> rate_in(data_folder(), "ecs-fargate", "Linux", "sa-east-1", (0.04048, 0.004445)).vcpu_usd
    0.0696
    >>> rate_in(data_folder(), "ecs-fargate", "Linux", "sa-east-1", (0.0506, 0.0127))  # before the cut of 2019
    """
    by_region = _rates(data).get((platform, mode), {})
    first = next(iter(by_region.values()), None)
    of_these_days = first is not None and (first.vcpu_usd, first.gib_usd) == claimed
    return by_region.get(region) if of_these_days and region is not None else None
