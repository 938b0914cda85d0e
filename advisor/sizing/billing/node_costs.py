"""What machines and instances cost: those of the pools, by the hours that they run, and auxiliary nodes."""

from __future__ import annotations

import math
from collections.abc import Iterator

from advisor.sizing.bill_types import BillKey, BillLine, BillPart, Unit, hourly_line
from advisor.sizing.billing.hour_classes import HoursOfClass, hour_classes, pool_over_hours
from advisor.sizing.deployment import AuxiliaryNodes, Deployment
from advisor.sizing.load_profile import PoolsByLoad
from advisor.sizing.pool import MachineType, Pool
from advisor.values import HOURS_PER_MONTH


def pool_lines(pools: tuple[Pool, ...], followed: PoolsByLoad | None) -> Iterator[BillLine]:
    """The machines, instances or tasks of each pool by type or size.

    All stand at their price on demand. Where they follow the load, each type has a line for each class of hours in
    which its number is another one. Own servers that stand idle are paid for all the same, so they are billed at all
    hours as at the peak.
    """
    for pool in pools:
        if pool.owned or followed is None:
            yield from _lines_at_all_hours(pool, machines_over_month(pool, None))
            continue
        classes = hour_classes(followed)
        by_class = [_machine_hours(pool, hours) for hours in classes]
        steady = {
            machine: count
            for machine, count in by_class[0].items()
            if all(math.isclose(used.get(machine, 0.0), count) for used in by_class)
        }
        yield from _lines_at_all_hours(pool, steady)
        for hours, used in zip(classes, by_class, strict=True):
            yield from _lines_of_class(pool, hours, {m: count for m, count in used.items() if m not in steady})


def _lines_at_all_hours(pool: Pool, used: dict[MachineType, float]) -> Iterator[BillLine]:
    order = {machine.name: number for number, machine in enumerate(pool.machines)}
    for machine in sorted(used, key=lambda machine: order.get(machine.name, len(order))):
        key = BillKey(BillPart.NODES, pool.site, pool.cluster, pool.name, machine.name)
        count, usd = round(used[machine], 9), machine.on_demand_usd_per_hour
        yield hourly_line(key, count, usd, machine.source, machine.as_of, machine.price_kind)


def machines_over_month(pool: Pool, followed: PoolsByLoad | None) -> dict[MachineType, float]:
    """How many machines of each type there are over a month, on average."""
    types = {machine.name: machine for machine in pool.machines}
    if pool.owned or followed is None:
        counts: dict[MachineType, float] = {}
        for node in pool.nodes:
            counts[types[node.machine]] = counts.get(types[node.machine], 0.0) + node.count
        return counts
    average: dict[MachineType, float] = {}
    for hours in hour_classes(followed):
        for machine, count in _machine_hours(pool, hours).items():
            average[machine] = average.get(machine, 0.0) + count * hours.hours / hours.cycle
    return average


def _machine_hours(pool: Pool, hours: HoursOfClass) -> dict[MachineType, float]:
    """How many machines of each type run in an hour of this class, on average."""
    used: dict[MachineType, float] = {}
    for share, quieter in pool_over_hours(pool, hours):
        types = {machine.name: machine for machine in quieter.machines}
        for node in quieter.nodes:
            machine = types[node.machine]
            used[machine] = used.get(machine, 0.0) + node.count * share / hours.hours
    return used


def _lines_of_class(pool: Pool, hours: HoursOfClass, used: dict[MachineType, float]) -> Iterator[BillLine]:
    for machine, count in used.items():
        key = BillKey(BillPart.NODES, pool.site, pool.cluster, pool.name, machine.name, hours=hours.name)
        quantity = count * hours.hours / hours.cycle * HOURS_PER_MONTH
        usd = machine.on_demand_usd_per_hour
        yield BillLine(
            key,
            quantity,
            Unit.HOUR,
            usd,
            None if usd is None else quantity * usd,
            machine.source,
            machine.as_of,
            count=count,
            in_hours=(hours.hours, hours.cycle),
            price_kind=machine.price_kind,
        )


def auxiliary_node_lines(deployment: Deployment) -> Iterator[BillLine]:
    """Machines of other roles, by role and type over all clusters."""
    rows: dict[BillKey, tuple[AuxiliaryNodes, int]] = {}
    for _, auxiliary in deployment.all_auxiliary_nodes():
        where, machine = auxiliary.location.id, auxiliary.offer.name
        key = BillKey(BillPart.AUXILIARY_NODES, where, machine=machine, role=auxiliary.role)
        rows[key] = (auxiliary, auxiliary.count + (rows[key][1] if key in rows else 0))
    for key, (auxiliary, count) in rows.items():
        offer = auxiliary.offer
        yield hourly_line(key, count, offer.usd_per_hour, offer.source, offer.as_of, offer.price_kind)
