"""What machines and instances cost: those of the pools, what they save off the peak, and auxiliary nodes."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.sizing.bill_types import BillKey, BillLine, BillPart, Unit, hourly_line
from advisor.sizing.deployment import AuxiliaryNodes, Deployment
from advisor.sizing.load_profile import PoolsByLoad
from advisor.sizing.result import Pool
from advisor.values import HOURS_PER_MONTH


def pool_lines(pools: tuple[Pool, ...]) -> Iterator[BillLine]:
    """One line for each machine type or size of each pool."""
    for pool in pools:
        counts: dict[str, int] = {}
        for node in pool.nodes:
            counts[node.machine] = counts.get(node.machine, 0) + node.count
        for machine in pool.machines:
            if machine.name in counts:
                key = BillKey(BillPart.NODES, pool.site, pool.cluster, pool.name, machine.name)
                count = counts[machine.name]
                yield hourly_line(key, count, machine.usd_per_hour, machine.source, machine.as_of)


def saving_lines(pools: tuple[Pool, ...], followed: PoolsByLoad) -> Iterator[BillLine]:
    """Each pool that costs less in some hours than at the peak: in how many of a month, and how much on average.

    Own servers that stand idle are paid for all the same, so they save nothing.
    """
    cycle = sum(level.hours for level, _ in followed.levels)
    for pool in pools:
        at_peak = pool.usd_per_hour or 0.0
        hours = total = 0.0
        for level, quieter in followed.levels:
            same = ((p.usd_per_hour or 0.0) for p in quieter if (p.name, p.site) == (pool.name, pool.site))
            saved = at_peak - next(same, 0.0)
            if saved > 0:
                hours, total = hours + level.hours, total + level.hours * saved
        if total > 0 and not pool.owned:
            yield _saving_line(pool, total / hours, hours / cycle)


def _saving_line(pool: Pool, usd_per_hour: float, share: float) -> BillLine:
    hours = share * HOURS_PER_MONTH
    newest = max(pool.machines, key=lambda machine: machine.as_of)
    key = BillKey(BillPart.OFF_PEAK, pool.site, pool.cluster, pool.name)
    return BillLine(key, hours, Unit.HOUR, -usd_per_hour, -hours * usd_per_hour, newest.source, newest.as_of)


def auxiliary_node_lines(deployment: Deployment) -> Iterator[BillLine]:
    """Machines of other roles, by role and type over all clusters."""
    rows: dict[BillKey, tuple[AuxiliaryNodes, int]] = {}
    for _, auxiliary in deployment.all_auxiliary_nodes():
        where, machine = auxiliary.location.id, auxiliary.offer.name
        key = BillKey(BillPart.AUXILIARY_NODES, where, machine=machine, role=auxiliary.role)
        rows[key] = (auxiliary, auxiliary.count + (rows[key][1] if key in rows else 0))
    for key, (auxiliary, count) in rows.items():
        offer = auxiliary.offer
        yield hourly_line(key, count, offer.usd_per_hour, offer.source, offer.as_of)
