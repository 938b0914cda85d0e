"""Rates of one's own for tasks, beside what the platforms are known to cost: names, halves, units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from advisor.errors import Problem, did_you_mean
from advisor.knowledge.platform import Platform
from advisor.prices.own_prices import GIB, VCPU, OwnPrices, OwnRate, RateKey

LEAST, MOST = 1 / 3, 3.0
"""A rate that is so many times the one that is known is taken for one of another unit, such as a second."""


def rate_problems(own: OwnPrices, platforms: Mapping[str, Platform], day: dt.date) -> Iterator[Problem]:
    """A mistake for each rate whose platform is unknown or sells no tasks, that stands alone, or is of another unit."""
    for key, rate in own.rates.items():
        told = _what_is_wrong(key, rate, own, platforms, day)
        if told is not None:
            yield Problem(rate.file, rate.line, 1, (), *told)


def _what_is_wrong(
    key: RateKey, rate: OwnRate, own: OwnPrices, platforms: Mapping[str, Platform], day: dt.date
) -> tuple[str, str] | None:
    platform = platforms.get(key.platform)
    if platform is None:
        return f"no platform has the id {key.platform}", did_you_mean(key.platform, platforms)
    modes = platform.terms(day).billing_modes
    same = [mode for mode in modes.rows if (mode.arch, mode.os) == (key.arch, key.os)] if modes else []
    if not same:
        return f"{key.platform} sells no tasks with {key.os} on {key.arch}", "leave the row out"
    other = key._replace(what=GIB if key.what == VCPU else VCPU)
    if other not in own.rates:
        return f"the rate of a {other.what} is missing beside it", "write both"
    vcpu, gib = same[0].vcpu_usd_per_hour, same[0].gib_usd_per_hour
    known = gib if key.what == GIB else vcpu and vcpu + same[0].licence_usd_per_vcpu_hour
    if rate.trusted or not known or LEAST <= rate.usd_per_hour / known <= MOST:
        return None
    times = rate.usd_per_hour / known
    return (
        f"{rate.usd_per_hour:g} is {times:.2g} times the {known:g} an hour that is known",
        "write the price of one hour",
    )
