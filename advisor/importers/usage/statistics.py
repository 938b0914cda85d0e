"""Series of pods -> requests: a low, a usual and a high one, because one percentile hides what a series does.

CPU: the median + 15 % (at most p95), p95, p99; memory: p95, the largest + 15 %, the largest + 30 %. Percentiles are of
each pod, and the highest pod counts, never the sum of pods; p95 and 15 % are what KRR takes (robusta-dev/krr, strategy
simple), 15 % is the margin of the Vertical Pod Autoscaler too. Percentiles lie between samples (linear).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.importers.codes import ImportCode
from advisor.importers.usage.columns import CPU
from advisor.importers.usage.table import PodSeries

Samples = NDArray[np.float64]
LEAST_POINTS = 100
LEAST_DAYS = 3.0
_LEAST_COVERED = 0.5
_WEEKLY_DAYS = 14.0
_MARGIN, _WIDE_MARGIN = 1.15, 1.30
_DAY, _HOUR = 86_400.0, 3_600.0


@dataclass(frozen=True)
class Span:
    """How long and how dense series are: points of the longest, days, and the share of the samples that are missing."""

    points: int
    days: float
    missing: float


@dataclass(frozen=True)
class Requests:
    """Requests that follow from series, in cores or bytes, with the percentiles that they come from."""

    low: float
    base: float
    high: float
    p50: float
    p90: float
    p95: float
    p99: float
    most: float


def span_of(pods: Mapping[str, PodSeries]) -> Span:
    """How long all pods together are seen, and how densely the longest."""
    longest = max(pods.values(), key=lambda one: len(one.times))
    starts = [min(one.times) for one in pods.values()]
    ends = [max(one.times) for one in pods.values()]
    days = (max(ends) - min(starts)) / _DAY
    times = np.unique(np.array(longest.times))
    missing = 0.0
    if len(times) > 2:
        step = float(np.median(np.diff(times)))
        missing = max(0.0, float(1 - len(times) / ((times[-1] - times[0]) / step + 1)))
    return Span(max(len(one.times) for one in pods.values()), days, missing)


def refusal_of(span: Span) -> ImportCode | None:
    """Why series are too few to size by; None where they are enough."""
    if span.points < 2:
        return ImportCode.SINGLE_SAMPLE
    if span.points < LEAST_POINTS or span.days < LEAST_DAYS - 0.01:
        return ImportCode.SERIES_TOO_SHORT
    return ImportCode.SERIES_TOO_SPARSE if span.missing > 1 - _LEAST_COVERED else None


def requests_of(measure: str, pods: Mapping[str, PodSeries]) -> Requests:
    """The requests of one replica: of each figure that of the highest pod."""
    found = [np.percentile(np.array(one.values), (50, 90, 95, 99, 100)) for one in pods.values()]
    p50, p90, p95, p99, most = (float(max(column)) for column in np.array(found).T)
    if measure == CPU:
        low, base, high = min(p50 * _MARGIN, p95), p95, p99
    else:
        low, base, high = p95, most * _MARGIN, most * _WIDE_MARGIN
    return Requests(low, base, high, p50, p90, p95, p99, most)


def total_of(pods: Mapping[str, PodSeries]) -> tuple[Samples, Samples]:
    """Times, and the sum over all pods at each; samples of one step of time count as taken together."""
    longest = np.unique(np.array(max(pods.values(), key=lambda one: len(one.times)).times))
    step = max(float(np.median(np.diff(longest))), 1.0) if len(longest) > 1 else 1.0
    sums: dict[int, float] = {}
    for one in pods.values():
        slots, positions = np.unique((np.array(one.times) // step).astype(np.int64), return_inverse=True)
        means = np.bincount(positions, weights=np.array(one.values)) / np.bincount(positions)
        for slot, mean in zip(slots.tolist(), means.tolist(), strict=True):
            sums[slot] = sums.get(slot, 0.0) + mean
    ordered = sorted(sums)
    return np.array(ordered, dtype=float) * step, np.array([sums[slot] for slot in ordered])


def load_factors(times: Samples, totals: Samples) -> list[float] | None:
    """Factors of the hours of a day, or from two weeks on of a week from Monday; None where an hour was never seen."""
    count = 168 if times[-1] - times[0] >= (_WEEKLY_DAYS - 0.1) * _DAY else 24
    monday = 3 * 24  # 1970-01-01 was a Thursday, three days after a Monday
    hours = ((times // _HOUR).astype(int) + monday) % count
    seen = np.bincount(hours, minlength=count)
    if not seen.all():
        return None
    means = np.bincount(hours, weights=totals, minlength=count) / seen
    peak = means.max()
    return [round(float(mean / peak), 3) for mean in means] if peak > 0 else None
