"""How the machines of a platform follow the load over a day or a week."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.sizing.bill_types import HourClass
from advisor.sizing.note_codes import LoadName
from advisor.values import Note


@dataclass(frozen=True)
class LoadPlan:
    """What carries one level of the load: for how many hours, on which machines, at what price of the pools an hour.

    `names` are the loads that it stands for: the same plan may carry the floor and a typical day.
    `when` are the hours of the cycle that it stands for, counted from 0; none where only their number is known.
    `counted_as` is the class of hours that the bill has them in; None where no hours are counted.
    """

    names: tuple[LoadName, ...]
    when: tuple[int, ...]
    hours: float
    replicas: int
    machines: tuple[tuple[str, int], ...]
    usd_per_hour: float | None
    counted_as: HourClass | None = None


@dataclass(frozen=True)
class LoadFollowing:
    """How capacity follows the load over `cycle_hours` (24 or 168), or why it does not.

    `usd_saved_per_month` is against the peak at all hours and `saved_share` the same as a share of that;
    `usd_ahead_per_month` is what it costs to have capacity ready before each rise, which no bill holds.
    """

    follows: bool
    why: Note
    cycle_hours: int
    plans: tuple[LoadPlan, ...] = ()
    usd_saved_per_month: float | None = None
    saved_share: float | None = None
    capacity_minutes: float | None = None
    capacity_source: str = ""
    usd_ahead_per_month: float | None = None
    notes: tuple[Note, ...] = ()
