"""How far a search has come: told to whoever follows it, who may also stop it.

A search that is stopped ends with the best plan so far. It never ends without a plan that it would have found: until
there is a first one, and again while it is made to hold surges or joint losses, the search goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from advisor.packing.model.problem import gap_of


class Phase(StrEnum):
    """What the search is doing; the phases come in this order, and those that are not needed are left out."""

    BOUND = "bound"
    """Solving the LP relaxation for a first lower bound."""
    PLACEMENTS = "placements"
    """Placing everything on several sets of machine types."""
    REPAIRS = "repairs"
    """Ruin and recreate on the best placement, then nodes of one type."""
    PURCHASES = "purchases"
    """Exchanging nodes of a small plan for cheaper ones, each purchase judged by the losses themselves."""
    COLUMNS = "columns"
    """Column generation, the dive, and long repairs."""
    ENUMERATION = "enumeration"
    """Trying every cheaper purchase of a tiny problem."""
    SURGES = "surges"
    """Making room for the surge of any one item; the costs told are then of plans that hold them."""
    ZONE_AND_NODES = "zone_and_nodes"
    """Adding spare nodes for nodes that are lost while a zone is."""
    PROOF = "proof"
    """Measuring the finished plan by the integer model, writing its certificate, and checking all of it."""


@dataclass(frozen=True)
class Progress:
    """Where a search stands."""

    phase: Phase
    """What it is doing."""
    usd_per_hour: float | None
    """Cost of the best plan so far; None before the first."""
    bound_usd_per_hour: float
    """Cost that no plan undercuts, as far as it is known."""
    work: int
    """Repairs tried and rounds of pricing done so far."""

    @property
    def gap(self) -> float | None:
        """Cost / bound - 1; None before the first plan."""
        return None if self.usd_per_hour is None else gap_of(self.usd_per_hour, self.bound_usd_per_hour)


OnProgress = Callable[[Progress], bool | None]
"""Told about progress; the search stops at its best plan when this returns False."""


@dataclass(eq=False)
class Monitor:
    """The progress of one search, and whether it was asked to stop."""

    on_progress: OnProgress | None = None
    every: int = 1
    """Work between two calls in which nothing else changes."""
    phase: Phase = Phase.BOUND
    usd_per_hour: float | None = None
    bound_usd_per_hour: float = 0.0
    work: int = 0
    stopped: bool = False
    best_before: float | None = None
    """Cost of the plan of an earlier search of the same problem."""
    bound_before: float = 0.0
    """The bound of that search."""
    _told_work: int = 0

    @property
    def should_stop(self) -> bool:
        """Whether the search was asked to stop and has a plan to stop at."""
        return self.stopped and self.usd_per_hour is not None

    def enter(self, phase: Phase) -> None:
        """Tells that a phase begins, unless it is the one already told."""
        if phase is not self.phase:
            self.phase = phase
            self._tell()

    def restart(self, phase: Phase) -> None:
        """Tells that a phase begins before which no plan kept all promises."""
        self.usd_per_hour = None
        self.enter(phase)

    def keep_best(self) -> None:
        """From here on another search looks for a cheaper plan than the best so far, which is told till then."""
        self.best_before, self.bound_before, self.usd_per_hour = self.usd_per_hour, self.bound_usd_per_hour, None

    def see(self, usd_per_hour: float | None, bound_usd_per_hour: float) -> None:
        """Tells a new best cost or a new bound."""
        if (usd_per_hour, bound_usd_per_hour) != (self.usd_per_hour, self.bound_usd_per_hour):
            self.usd_per_hour, self.bound_usd_per_hour = usd_per_hour, bound_usd_per_hour
            self._tell()

    def inner(self) -> Monitor:
        """The monitor of a search within this one, whose phases and work are told and whose plans are not."""

        def follow(progress: Progress) -> bool:
            self.work, before = self.work + progress.work - seen[0], self.phase
            seen[0] = progress.work
            self.phase = progress.phase if progress.phase is not Phase.BOUND else before
            if self.phase is not before or self.work - self._told_work >= self.every:
                self._tell()
            return not self.stopped

        seen = [0]
        return Monitor(follow, self.every)

    def count(self, work: int) -> bool:
        """Counts work that was done, and tells about it now and then; whether the search may go on."""
        self.work += work
        if self.work - self._told_work >= self.every:
            self._tell()
        return not self.should_stop

    def _tell(self) -> None:
        self._told_work = self.work
        if self.on_progress is None or self.stopped:
            return
        known = [usd for usd in (self.usd_per_hour, self.best_before) if usd is not None]
        bound = max(self.bound_usd_per_hour, self.bound_before)
        progress = Progress(self.phase, min(known, default=None), bound, self.work)
        self.stopped = self.on_progress(progress) is False
