"""What the network costs: load balancers, NAT gateways, public addresses and DNS zones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.scenario.enums import Subnets
from advisor.sizing.bill_types import BillKey, BillLine, BillPart, LeftOut, LeftOutCost, Range, RangeCause, Unit
from advisor.sizing.load_profile import PoolsByLoad, machines_over_hours
from advisor.sizing.pool import Pool
from advisor.sizing.support.network import NetworkComponent
from advisor.sizing.support_part import SupportKind
from advisor.values import HOURS_PER_MONTH

ALWAYS_COSTS = (SupportKind.LOAD_BALANCER, SupportKind.INTERNAL_LOAD_BALANCER, SupportKind.NAT_GATEWAY)
"""Parts that nobody gives away: without a price the bill is a lower limit."""


def network_line(network: NetworkComponent) -> BillLine | None:
    """What a part of the network costs a month; None where its number is unknown, and where it may cost nothing.

    DNS zones are priced by the month, all others by the hour. Nothing is counted for traffic. A part that costs
    something everywhere has a line without a price where none is held.
    """
    part, price = network.part, network.price
    count = part.count if network.average is None else network.average
    units = count if network.machines is None else network.machines
    if price is None and part.key.kind in ALWAYS_COSTS and units:
        hours = float(units * HOURS_PER_MONTH)
        return BillLine(network_key(network), hours, Unit.HOUR, None, None, "", "", count=count)
    if price is None or not units:
        return None
    key = network_key(network)
    by_month = key.part is BillPart.DNS_ZONE
    quantity = float(units if by_month else units * HOURS_PER_MONTH)
    return BillLine(
        key,
        quantity,
        Unit.MONTH if by_month else Unit.HOUR,
        price.usd,
        quantity * price.usd,
        price.source,
        price.as_of,
        count=count,
        served=network.machines or 0,
        price_kind=price.price_kind,
    )


def network_key(network: NetworkComponent) -> BillKey:
    """The key of its line: kinds of network parts are parts of a bill under the same name."""
    return BillKey(BillPart(network.part.key.kind.value), network.part.key.location)


def network_lines(parts: Iterable[NetworkComponent]) -> Iterator[BillLine]:
    """The lines of all parts that are asked for and have a price."""
    for network in parts:
        line = network_line(network)
        if line is not None and not network.part.optional:
            yield line


def other_subnets(parts: Iterable[NetworkComponent]) -> Iterator[Range]:
    """What the other picture of the network costs more or less than the one in base, where nobody decided."""
    pictured = [network for network in parts if network.subnets is not None]
    other = next((network.subnets for network in pictured if network.part.optional), None)
    if other is None:
        return
    instead = 0.0
    for network in pictured:
        line = network_line(network)
        usd = line.usd_per_month or 0.0 if line is not None else 0.0
        instead += usd if network.part.optional else -usd
    if instead:
        cause = RangeCause.PRIVATE_SUBNETS if other is Subnets.PRIVATE else RangeCause.PUBLIC_SUBNETS
        yield Range(cause, min(0.0, instead), max(0.0, instead))


def addresses_at(networks: Iterable[NetworkComponent], pools: tuple[Pool, ...], followed: PoolsByLoad | None) -> float:
    """USD a month for the public addresses of these pools, which are there while their machines or tasks run."""
    total = 0.0
    for network in networks:
        if network.part.key.kind is SupportKind.NODE_ADDRESS and network.price is not None:
            here = tuple(pool for pool in pools if pool.site == network.part.key.location)
            total += machines_over_hours(here, followed) * network.price.usd * HOURS_PER_MONTH
    return total


def network_left_out(parts: Iterable[NetworkComponent]) -> Iterator[LeftOut]:
    """The parts without a line in the bill: without a price, or counted by the vendor alone."""
    for network in parts:
        line, key, price = network_line(network), network_key(network), network.price
        if price is None and (line is None or network.part.optional):
            yield LeftOut(LeftOutCost.NETWORK_WITHOUT_PRICE, key)
        elif price is not None and line is None and not network.part.optional:
            yield LeftOut(LeftOutCost.NETWORK_COUNTED_BY_VENDOR, key, usd_per_unit=price.usd)
