"""Requests to a service, and how many of its replicas are busy with them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import NamedTuple


class Estimate(NamedTuple):
    """A figure that is not certain: what it is at least, most likely and at most."""

    low: float
    base: float
    high: float

    def scaled(self, factor: float) -> Estimate:
        """The range with each of its figures multiplied.

        >>> Estimate(1, 2, 4).scaled(0.5)
        Estimate(low=0.5, base=1.0, high=2.0)
        """
        return Estimate(self.low * factor, self.base * factor, self.high * factor)

    @property
    def certain(self) -> bool:
        """Whether it is one figure."""
        return self.low == self.high


NOTHING = Estimate(0.0, 0.0, 0.0)


def exactly(figure: float) -> Estimate:
    """A range of one figure."""
    return Estimate(figure, figure, figure)


@dataclass(frozen=True)
class RequestLoad:
    """Requests a second to all replicas of a service together, on a typical day and at the peak.

    `seconds` is how long each takes, `concurrency` how many a replica handles at once (None: as many as the platform
    lets it). What was not given is a range of what is assumed.
    """

    typical_per_second: Estimate
    peak_per_second: Estimate
    seconds: Estimate
    concurrency: int | None = None

    def scaled(self, factor: float) -> RequestLoad:
        """The same service with more or fewer requests."""
        typical, peak = self.typical_per_second.scaled(factor), self.peak_per_second.scaled(factor)
        return replace(self, typical_per_second=typical, peak_per_second=peak)

    def at_share_of_peak(self, share: float) -> RequestLoad:
        """The same service in an hour with this share of the requests of the peak."""
        return replace(self, typical_per_second=self.peak_per_second.scaled(share))


def busy_replicas(per_second: Estimate, seconds: Estimate, concurrency: int, replicas: int) -> Estimate:
    """How many replicas have at least one request at hand, on average.

    Parameters:
        per_second: requests a second, all replicas together.
        seconds: how long one request takes.
        concurrency: how many requests a replica handles at once.
        replicas: how many replicas share the requests evenly; more of them are taken where those cannot handle all.

    By Little's law L = `per_second` x `seconds` requests are at hand on average (Little, Operations Research 9, 1961).
    Each replica is a queue of `concurrency` servers with a = L / `replicas` of them; it is empty with the probability
    p0 of Erlang's model for requests that come at random (M/M/c; Kleinrock, Queueing Systems 1, 1975), so `replicas` x
    (1 - p0) are busy. With one request at a time that is L; with many, `replicas` x (1 - exp(-a)).
    Where requests are known exactly, low and high are how far the spread may be from that: L / `concurrency` with all
    replicas filled one after the other, which is how vendors' calculators count; and L with no two requests in one
    replica at the same time.

    >>> [round(figure, 3) for figure in busy_replicas(exactly(5), exactly(0.2), concurrency=1, replicas=5)]  # L = 1
    [1.0, 1.0, 1.0]
    >>> [round(figure, 3) for figure in busy_replicas(exactly(5), exactly(0.2), concurrency=80, replicas=5)]
    [0.013, 0.906, 1.0]
    """
    at_hand = Estimate(*(rate * length for rate, length in zip(per_second, seconds, strict=True)))
    if at_hand.certain:
        most = max(replicas, math.ceil(at_hand.base / concurrency))
        base = _busy(at_hand.base, concurrency, replicas)
        return Estimate(min(base, at_hand.base / concurrency), base, max(base, min(at_hand.base, most)))
    return Estimate(*(_busy(requests, concurrency, replicas) for requests in at_hand))


def _busy(at_hand: float, concurrency: int, replicas: int) -> float:
    """Replicas with at least one request, of so many requests at hand spread evenly over them."""
    if at_hand <= 0:
        return 0.0
    sharing = max(replicas, math.ceil(at_hand / concurrency))
    return sharing * (1 - _empty_probability(at_hand / sharing, concurrency))


def _empty_probability(offered: float, servers: int) -> float:
    """The probability that nobody is in a queue M/M/c that is offered so much work; 0 where it cannot keep up."""
    if offered >= servers:
        return 0.0
    term = total = 1.0
    for number in range(1, servers):
        term *= offered / number
        total += term
    term *= offered / servers
    return 1 / (total + term * servers / (servers - offered))
