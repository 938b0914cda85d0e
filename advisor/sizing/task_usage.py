"""What of a pool's tasks is billed: busy and idle time, and requests."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.sizing.request_load import Estimate
from advisor.values import MILLION, SECONDS_PER_HOUR


@dataclass(frozen=True)
class TaskUsage:
    """Equal tasks of a pool at one load, and what of them is billed.

    `busy` tasks pay `usd_per_busy_hour`: all of them where time is billed, else those with a request at hand, on
    average; `idle` ones are kept ready and pay `usd_per_idle_hour`. Prices are None where nobody publishes them.
    """

    services: tuple[str, ...]
    machine: str
    mode: str
    by_requests: bool
    count: int
    busy: Estimate
    idle: Estimate
    requests_per_second: Estimate
    usd_per_busy_hour: float | None
    usd_per_idle_hour: float
    usd_per_million_requests: float

    @property
    def usd_per_hour(self) -> float | None:
        """What an hour of them costs, most likely; None without a price."""
        return None if self.usd_per_busy_hour is None else self.cost_at(self.busy.base, self.idle.base, self.rate)

    @property
    def rate(self) -> float:
        """Requests a second, most likely."""
        return self.requests_per_second.base

    def cost_at(self, busy: float, idle: float, requests_per_second: float) -> float:
        """What an hour costs with so many busy and idle tasks and requests."""
        requests = requests_per_second * SECONDS_PER_HOUR / MILLION * self.usd_per_million_requests
        return busy * (self.usd_per_busy_hour or 0.0) + idle * self.usd_per_idle_hour + requests
