"""The monthly bill: lines that add up to the peak, and what quieter hours save where capacity follows the load."""

from __future__ import annotations

from advisor.sizing.needs import Needs
from advisor.sizing.topology import Bill, BillLine, Pool
from advisor.values import HOURS_PER_MONTH

LEFT_OUT = (
    "disks and volumes",
    "NAT gateways and public addresses",
    "traffic out of the cloud and between zones",
    "logs, metrics and backups",
    "taxes and discounts for commitment",
)
MIX_LOW, MIX_HIGH = 0.5, 2.0
"""With no services listed, sizes may be half or twice what was assumed."""


def line(what: str, count: float, price: float | None, source: str, as_of: str) -> BillLine:
    """A line for so many things priced by the hour, over a month of 730 hours; an unknown price stays unknown."""
    hours = count * HOURS_PER_MONTH
    return BillLine(what, hours, "h", price, None if price is None else hours * price, source, as_of)


def pool_lines(pools: tuple[Pool, ...]) -> tuple[BillLine, ...]:
    """One line for each machine type or size of each pool."""
    lines = []
    for pool in pools:
        counts: dict[str, int] = {}
        for node in pool.nodes:
            counts[node.machine] = counts.get(node.machine, 0) + node.count
        for machine in pool.machines:
            if machine.name in counts:
                what = f"{pool.name}: {counts[machine.name]} x {machine.name} ({pool.site})"
                lines.append(line(what, counts[machine.name], machine.usd_per_hour, machine.source, machine.as_of))
    return tuple(lines)


def make_bill(
    lines: tuple[BillLine, ...],
    pools: tuple[Pool, ...],
    typical: tuple[Pool, ...] | None,
    needs: Needs,
    unpriced: tuple[str, ...],
    left_out: tuple[str, ...],
) -> Bill:
    """Low, base and high of a month; `lines` are those of the peak, `typical` the pools of a typical day.

    base = sum of the lines of the bill. Where capacity does not follow the load (`typical` is None) that is the peak
    at all hours, and low and high are the same. Where it does, a line for each pool takes off what is not there in the
    hours off the peak; high is the peak at all hours, low a typical day at all hours. With an assumed mix of services,
    low and high take half and twice the pools.
    """
    missing = tuple(entry.what for entry in lines if entry.usd_per_month is None)
    if missing:
        basis = "no total: " + ", ".join(missing) + " has no price"
        return Bill(None, None, None, basis, lines, unpriced, left_out + LEFT_OUT)
    low = high = sum(entry.usd_per_month or 0.0 for entry in lines)
    basis = "all hours at the planned peak"
    if typical is not None:
        savings = _savings(pools, typical)
        low -= sum(saved for _, saved in savings) * HOURS_PER_MONTH
        lines += tuple(_saving_line(pool, saved, 1 - needs.peak_share) for pool, saved in savings)
        basis = f"{needs.peak_share:.0%} of the hours at the peak, the others as on a typical day"
    base = sum(entry.usd_per_month or 0.0 for entry in lines)
    if needs.mix_assumed:
        pools_alone = sum((pool.usd_per_hour or 0.0) for pool in pools) * HOURS_PER_MONTH
        low -= (1 - MIX_LOW) * min(pools_alone, low)
        high += (MIX_HIGH - 1) * pools_alone
        basis += "; low and high take half and twice the assumed services"
    return Bill(low, base, high, basis, lines, unpriced, left_out + LEFT_OUT)


def _savings(pools: tuple[Pool, ...], typical: tuple[Pool, ...]) -> list[tuple[Pool, float]]:
    """Each pool that costs less on a typical day than at the peak, and by how many USD per hour.

    Own servers that stand idle are paid for all the same, so they save nothing.
    """
    quiet = {(pool.name, pool.site): pool.usd_per_hour or 0.0 for pool in typical}
    saved = [(pool, (pool.usd_per_hour or 0.0) - quiet.get((pool.name, pool.site), 0.0)) for pool in pools]
    return [(pool, usd) for pool, usd in saved if usd > 0 and not pool.owned]


def _saving_line(pool: Pool, usd_per_hour: float, share: float) -> BillLine:
    hours = share * HOURS_PER_MONTH
    newest = max(pool.machines, key=lambda machine: machine.as_of)
    what = f"{pool.name}: less in the hours off the peak ({pool.site})"
    return BillLine(what, hours, "h", -usd_per_hour, -hours * usd_per_hour, newest.source, newest.as_of)
