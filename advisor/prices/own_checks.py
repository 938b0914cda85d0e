"""Prices of one's own beside those that come with the advisor: units, Windows, and what is off by three times."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from advisor.prices import machines
from advisor.prices.offer import Offer
from advisor.prices.own_prices import LINUX, OwnPrice, PriceKey, PriceTerm
from advisor.prices.price_tables import Problems, Row
from advisor.prices.regions import levels_of, regions_known
from advisor.prices.windows_licences import windows_licence

AGREED = "agreed"
"""The basis of a price that is right although it is far from the list: an agreement says it."""
VENDOR_LIST = "vendor_list"
"""The basis of a price that was read from a list of its vendor, as a whole held against the list that is here."""
LEAST, MOST = 1 / 3, 3.0
"""A price on demand below or above so many times the list is taken for one of another unit, type or currency."""
LEAST_COMMITTED, MOST_COMMITTED = 1 / 20, 1.1
"""The same for a committed or a spot price, which is never above the list and can be a tenth of it."""
WINDOWS_STEP = 0.046
"""USD that a Windows licence adds to a vCPU and hour: a price above the list by just that is one with Windows.

Azure and Google Cloud charge it for each family, AWS for nearly each (data/node_types/windows.csv).
"""
NEAR = 0.015
"""The share of the step by which a price may miss it: both prices are rounded."""
LOOKED_IN = 3
"""Other regions in which a type is looked for, those with the most types first: each is a table to be read."""
UNITS = (
    (8760.0, "is the price of a year"),
    (730.0, "is the price of a month"),
    (100.0, "is a price in cents"),
    (1 / 60, "is the price of a minute"),
    (1 / 3600, "is the price of a second"),
)
"""What a price is that is off by about so many times."""


@dataclass(frozen=True)
class _List:
    """The price of a type in the list that comes with the advisor, and between how many times it the region can be."""

    usd_per_hour: float
    low: float
    high: float


def compared_with_shipped(
    prices: Mapping[PriceKey, tuple[OwnPrice, Row]],
    shapes: Mapping[tuple[str, str], Offer],
    data: Path,
    problems: Problems,
) -> None:
    """Add a mistake for every price that cannot be that of one hour of its machine with its system.

    Types that no list has, those without a known licence with Windows, and prices whose basis is `agreed` or
    `vendor_list`, are not looked at.
    """
    for key, (price, row) in prices.items():
        if row.text("basis") in (AGREED, VENDOR_LIST):
            continue
        shape, listed = shapes[key.cloud, key.machine_type], _listed(key, data)
        if listed is not None and key.os != LINUX:
            listed = _with_licence(listed, shape, data)
        if listed is None:
            continue
        told = _what_is_wrong(price.usd_per_hour, listed, shape.vcpu, key)
        if told is not None:
            message, remedy = told
            problems.add(row.problem("per_hour", f"{price.usd_per_hour:g} {message}", remedy))


@functools.lru_cache(maxsize=8)
def _list_of(data: Path, cloud: str, region: str) -> Mapping[str, float]:
    """The list prices of a region by type; empty where none are held."""
    return {offer.name: offer.usd_per_hour or 0.0 for offer in machines.sold_in(data, cloud, region)}


def _listed(key: PriceKey, data: Path) -> _List | None:
    """What the list says for a type: in its region, else in another one, with the spread between regions."""
    here = _list_of(data, key.cloud, key.region).get(key.machine_type)
    if here:
        return _List(here, 1.0, 1.0)
    known = regions_known(data, key.cloud).values()
    low, high = levels_of(data, key.cloud)
    for region in sorted(known, key=lambda region: -region.types)[:LOOKED_IN]:
        there = _list_of(data, key.cloud, region.name).get(key.machine_type)
        if there and region.level:
            return _List(there, low / region.level, high / region.level)
    return None


def _with_licence(listed: _List, shape: Offer, data: Path) -> _List | None:
    """The price in the list with what a Windows licence adds; None where nobody has told that."""
    licence = windows_licence(data, shape)
    if licence is None:
        return None
    added = licence.usd_per_vcpu_hour * shape.vcpu
    return replace(listed, usd_per_hour=listed.usd_per_hour + added)


def _what_is_wrong(usd: float, listed: _List, vcpu: float, key: PriceKey) -> tuple[str, str] | None:
    """What a price seems to be instead, and what to do; None where it can be right."""
    on_demand = key.term is PriceTerm.ON_DEMAND
    least, most = (LEAST, MOST) if on_demand else (LEAST_COMMITTED, MOST_COMMITTED)
    ratio = usd / listed.usd_per_hour
    if least * listed.low <= ratio <= most * listed.high:
        step = (usd - listed.usd_per_hour) / (WINDOWS_STEP * vcpu)
        if listed.low == listed.high and on_demand and key.os == LINUX and abs(step - 1) <= NEAR:
            message = f"is the list price {listed.usd_per_hour:g} with a Windows licence ({WINDOWS_STEP} a vCPU)"
            return message, "take the price with Linux, or write windows under os"
        return None
    remedy = f"write the price of one hour, or {AGREED} under basis where it is right"
    for factor, what in UNITS:
        if LEAST * listed.low <= ratio / factor <= MOST * listed.high:
            return f"{what}: the list has {listed.usd_per_hour:g} an hour", remedy
    if ratio < least and abs(ratio * vcpu - 1) <= 0.1:
        return f"is the price of one vCPU: the list has {listed.usd_per_hour:g} for all {vcpu:g}", remedy
    times = f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.2g}"
    return f"is {times} times the {listed.usd_per_hour:g} an hour of the list", remedy
