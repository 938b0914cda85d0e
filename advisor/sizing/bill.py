"""The monthly bill: lines that add up to the peak, and what quieter hours save where capacity follows the load."""

from __future__ import annotations

from advisor.sizing.needs import Needs
from advisor.sizing.topology import Bill, BillLine, Pool
from advisor.values import HOURS_PER_MONTH

LEFT_OUT = (
    "disks and volumes",
    "traffic out of the cloud and between zones",
    "logs, metrics and backups",
    "taxes and discounts for commitment",
)
MIX_LOW, MIX_HIGH = 0.5, 2.0
"""With no services listed, sizes may be half or twice what was assumed."""


def line(what: str, quantity: float, unit: str, price: float | None, source: str, as_of: str) -> BillLine:
    """A line priced by the hour, for a month of 730 hours; an unknown price stays unknown."""
    monthly = None if price is None else quantity * price * HOURS_PER_MONTH
    return BillLine(what, quantity, unit, price, monthly, source, as_of)


def pool_lines(pools: tuple[Pool, ...]) -> tuple[BillLine, ...]:
    """One line for each machine type or size of each pool."""
    lines = []
    for pool in pools:
        counts: dict[str, int] = {}
        for node in pool.nodes:
            counts[node.machine] = counts.get(node.machine, 0) + node.count
        for machine in pool.machines:
            if machine.name in counts:
                what = f"{pool.name}: {machine.name} ({pool.site})"
                lines.append(line(what, counts[machine.name], "h", machine.usd_per_hour, machine.source, machine.as_of))
    return tuple(lines)


def make_bill(
    lines: tuple[BillLine, ...],
    pools: tuple[Pool, ...],
    needs: Needs,
    typical_usd_per_hour: float | None,
    unpriced: tuple[str, ...],
    left_out: tuple[str, ...],
) -> Bill:
    """Low, base and high of a month.

    high = sum of the lines. Where capacity follows the load, low = the same with the pools of a typical day all day,
    and base weighs the two by the share of hours at the peak; otherwise all three are equal. With an assumed mix of
    services, low and high take half and twice the pools.
    """
    missing = tuple(entry.what for entry in lines if entry.usd_per_month is None)
    if missing:
        basis = "no total: " + ", ".join(missing) + " has no price"
        return Bill(None, None, None, basis, lines, unpriced, left_out + LEFT_OUT)
    peak_total = sum(entry.usd_per_month or 0.0 for entry in lines)
    peak_pools = sum((pool.usd_per_hour or 0.0) for pool in pools) * HOURS_PER_MONTH
    low = base = high = peak_total
    basis = "all hours at the planned peak"
    if typical_usd_per_hour is not None:
        typical = typical_usd_per_hour * HOURS_PER_MONTH
        low = min(peak_total, peak_total - peak_pools + typical)
        base = needs.peak_share * peak_total + (1 - needs.peak_share) * low
        basis = f"{needs.peak_share:.0%} of the hours at the peak, the others as on a typical day"
    if needs.mix_assumed:
        low -= (1 - MIX_LOW) * min(peak_pools, low)
        high += (MIX_HIGH - 1) * peak_pools
        basis += "; low and high take half and twice the assumed services"
    return Bill(low, base, high, basis, lines, unpriced, left_out + LEFT_OUT)
