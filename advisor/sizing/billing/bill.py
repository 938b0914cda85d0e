"""The monthly bill: lines that add up to the peak, and what quieter hours save where capacity follows the load."""

from __future__ import annotations

from dataclasses import replace

from advisor.knowledge import Subscription, Terms
from advisor.sizing.bill_types import Bill, BillBasis, BillLine, HourWeighing
from advisor.sizing.billing.control_plane_costs import control_plane_lines
from advisor.sizing.billing.free_grants import grant_lines
from advisor.sizing.billing.left_out import left_out_costs, price_notes
from advisor.sizing.billing.network_costs import network_lines, unasked_usd_per_month
from advisor.sizing.billing.node_costs import auxiliary_node_lines, pool_lines, saving_lines
from advisor.sizing.billing.registry_costs import registry_lines
from advisor.sizing.billing.subscription_costs import agent_fee_lines, subscription_lines, unpriced_costs
from advisor.sizing.deployment import Deployment, SizingTask
from advisor.sizing.load_profile import PoolsByLoad, hourly_cost
from advisor.sizing.result import Pool
from advisor.sizing.support.network import NetworkComponent
from advisor.values import HOURS_PER_MONTH

MIX_LOW, MIX_HIGH = 0.5, 2.0
"""With no services listed, sizes may be half or twice what was assumed."""


def bill_of(
    task: SizingTask, deployment: Deployment, followed: PoolsByLoad | None, network: tuple[NetworkComponent, ...]
) -> Bill:
    """The bill of a whole platform; `followed` None: capacity does not follow the load."""
    lines = (
        *pool_lines(deployment.pools),
        *control_plane_lines(task, deployment),
        *auxiliary_node_lines(deployment),
        *subscription_lines(task, deployment),
        *agent_fee_lines(task, deployment),
        *network_lines(network),
        *registry_lines(task),
    )
    people = task.terms.claim(Terms.people_to_run)
    return replace(
        _with_way_out(_weighed(lines, deployment.pools, followed, task), unasked_usd_per_month(network)),
        unpriced=tuple(unpriced_costs(task, deployment)),
        left_out=left_out_costs(task, deployment.pools, network),
        people=people.value if people else None,
        people_source=people.source if people else "",
        price_notes=tuple(price_notes(task, deployment)),
        budget_usd_per_month=task.scenario.budget.usd_per_month if task.scenario.budget else None,
        subscription_unknown=task.terms.subscription_basis is Subscription.QUOTE_ONLY,
    )


def _with_way_out(bill: Bill, usd_per_month: float) -> Bill:
    """The bill with a high end that also pays for a way out of private subnets, which nobody asked for."""
    if not usd_per_month or bill.high is None:
        return bill
    return replace(bill, high=bill.high + usd_per_month, basis=replace(bill.basis, way_out_in_high=True))


def _weighed(
    lines: tuple[BillLine, ...], pools: tuple[Pool, ...], followed: PoolsByLoad | None, task: SizingTask
) -> Bill:
    """Low, base and high of a month; `lines` are those of the peak.

    base = sum of the lines of the bill. Where capacity does not follow the load (`followed` is None) that is the peak
    at all hours, and low and high are the same. Where it does, a line for each pool takes off what is not there in the
    quieter hours; high is the peak at all hours, low a typical day at all hours, if that is less than base. A monthly
    free grant is taken off each. With an assumed mix of services, low and high take half and twice the pools.
    """
    if any(line.usd_per_month is None for line in lines):
        return Bill(None, None, None, BillBasis(HourWeighing.NO_TOTAL), lines)
    most = _total(lines)
    if followed is not None:
        lines += tuple(saving_lines(pools, followed))
    granted = tuple(grant_lines(task, pools, followed))
    base = _total((*lines, *granted))
    low = high = most + _total(tuple(grant_lines(task, pools, None)))
    if followed is not None:
        quiet = (hourly_cost(pools, rented=True) or 0.0) - (hourly_cost(followed.typical, rented=True) or 0.0)
        typical = _total(tuple(grant_lines(task, followed.typical, None)))
        low = min(base, most - quiet * HOURS_PER_MONTH + typical)
    basis = _basis(task, followed)
    if task.workload.mix_assumed:
        pools_alone = sum((pool.usd_per_hour or 0.0) for pool in pools) * HOURS_PER_MONTH
        low -= (1 - MIX_LOW) * min(pools_alone, low)
        high += (MIX_HIGH - 1) * pools_alone
        basis = replace(basis, assumed_services=(MIX_LOW, MIX_HIGH))
    return Bill(low, base, high, basis, lines + granted)


def _total(lines: tuple[BillLine, ...]) -> float:
    return sum(line.usd_per_month or 0.0 for line in lines)


def _basis(task: SizingTask, followed: PoolsByLoad | None) -> BillBasis:
    """What the base figure stands for."""
    if followed is None:
        return BillBasis(HourWeighing.PEAK)
    if task.workload.hourly:
        return BillBasis(HourWeighing.PROFILE)
    return BillBasis(HourWeighing.PEAK_AND_TYPICAL, peak_share=task.workload.peak_share)
