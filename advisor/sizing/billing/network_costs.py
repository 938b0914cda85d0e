"""What the network costs: load balancers, NAT gateways, public addresses and DNS zones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.sizing.bill_types import BillKey, BillLine, BillPart, LeftOut, LeftOutCost, Unit
from advisor.sizing.support.network import NetworkComponent
from advisor.values import HOURS_PER_MONTH


def network_line(network: NetworkComponent) -> BillLine | None:
    """What a part of the network costs a month; None where no price is held or its number is unknown.

    DNS zones are priced by the month, all others by the hour. Nothing is counted for traffic.
    """
    part, price = network.part, network.price
    units = part.count if network.machines is None else network.machines
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
        count=part.count,
        served=network.machines or 0,
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


def unasked_usd_per_month(parts: Iterable[NetworkComponent]) -> float:
    """What the parts cost a month that are only needed where private subnets are wanted."""
    lines = (network_line(network) for network in parts if network.part.optional)
    return sum(line.usd_per_month or 0.0 for line in lines if line is not None)


def network_left_out(parts: Iterable[NetworkComponent]) -> Iterator[LeftOut]:
    """The parts without a line in the bill: without a price, or counted by the vendor alone."""
    for network in parts:
        line, key, price = network_line(network), network_key(network), network.price
        if price is None:
            yield LeftOut(LeftOutCost.NETWORK_WITHOUT_PRICE, key)
        elif line is None:
            yield LeftOut(LeftOutCost.NETWORK_COUNTED_BY_VENDOR, key, usd_per_unit=price.usd)
