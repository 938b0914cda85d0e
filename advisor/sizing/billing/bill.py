"""The monthly bill: lines that add up to base, and the causes that make low less and high more.

Each module beside this one has the lines of one kind of cost; what makes a sum uncertain is a `Range` with a name. A
new cost is one more source of lines in `_lines`; a new uncertainty is one more `RangeCause` and its source in
`_ranges`. Nothing else is added up anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.knowledge import Subscription
from advisor.scenario import kinds_by_name
from advisor.sizing.bill_types import (
    Bill,
    BillBasis,
    BillLine,
    BillTerms,
    HourWeighing,
    OtherCurrency,
    Range,
    RangeCause,
)
from advisor.sizing.billing.account_costs import account_lines
from advisor.sizing.billing.control_plane_costs import account_credit, control_plane_lines
from advisor.sizing.billing.left_out import left_out_costs, price_notes
from advisor.sizing.billing.network_costs import addresses_at, network_lines, other_subnets
from advisor.sizing.billing.node_costs import auxiliary_node_lines, pool_lines
from advisor.sizing.billing.payment_terms import PaymentTerms, payment_terms
from advisor.sizing.billing.price_origin import price_origin
from advisor.sizing.billing.registry_costs import registry_lines
from advisor.sizing.billing.storage_costs import agent_disk_lines, other_disk_lines, volume_lines
from advisor.sizing.billing.subscription_costs import agent_fee_lines, subscription_lines, unpriced_costs
from advisor.sizing.billing.usage_costs import UsageOfMonth, usage_of_month
from advisor.sizing.deployment import Deployment, SizingTask
from advisor.sizing.load_profile import PoolsByLoad, with_busy_hours
from advisor.sizing.operating_effort import OperatedSize, operating_effort
from advisor.sizing.pool import Pool, PoolKind
from advisor.sizing.support.network import NetworkComponent


@dataclass(frozen=True)
class Billed:
    """What a bill is of: a deployment with its network.

    `followed` None: capacity does not follow the load; `metered` None: nothing is billed by use.
    """

    task: SizingTask
    deployment: Deployment
    followed: PoolsByLoad | None
    network: tuple[NetworkComponent, ...]
    metered: PoolsByLoad | None = None

    @property
    def by_load(self) -> PoolsByLoad | None:
        """The pools at each level of the load; None where all hours are billed alike."""
        return self.followed if self.followed is not None else self.metered

    @property
    def counted(self) -> tuple[Pool, ...]:
        """The pools that are billed by how many machines, instances or tasks there are."""
        return tuple(pool for pool in self.deployment.pools if not pool.usage)

    def usage(self) -> UsageOfMonth | None:
        """What the other pools use in a month; None where there are none."""
        metered = self.metered
        return None if metered is None else usage_of_month(self.task, self.deployment.pools, metered)


def bill_of(billed: Billed) -> Bill:
    """The bill of a whole platform: base as planned, low and high by all that makes it uncertain."""
    task, deployment = billed.task, billed.deployment
    terms = payment_terms(task, deployment, billed.by_load)
    used = tuple(_lines(billed, terms))
    lines = (*used, *account_lines(task, used))
    base = _total(lines)
    ranges = () if base is None else tuple(_ranges(billed, lines, terms))
    return Bill(
        low=None if base is None else base + sum(each.low for each in ranges),
        base=base,
        high=None if base is None else base + sum(each.high for each in ranges),
        basis=_basis(billed),
        lines=lines,
        ranges=ranges,
        unpriced=tuple(unpriced_costs(task, deployment)),
        left_out=left_out_costs(task, deployment, billed.network),
        effort=operating_effort(task.terms, task.knowledge, _operated(task, deployment)),
        price_notes=tuple(price_notes(task, deployment)),
        origin=price_origin(lines, task.knowledge.prices.own) if lines else None,
        budget_usd_per_month=task.scenario.budget.usd_per_month if task.scenario.budget else None,
        terms=None if terms is None else BillTerms(tuple(terms.notes(lines))),
        usd_per_person_year=task.scenario.team.usd_per_person_year if task.scenario.team else None,
        currency=_currency(task),
        subscription_unknown=task.terms.subscription_basis is Subscription.QUOTE_ONLY,
    )


def _currency(task: SizingTask) -> OtherCurrency | None:
    pricing = task.scenario.pricing
    asked = pricing.currency if pricing else None
    return None if asked is None else OtherCurrency(asked.code, asked.per_usd)


def _operated(task: SizingTask, deployment: Deployment) -> OperatedSize:
    """What there is to be operated: all machines of the customer's own, whatever they do, and each service once.

    Copies of a service are one definition that is rolled out so many times, as at many sites.
    """
    agents = sum(pool.node_count for pool in deployment.pools if pool.kind is PoolKind.MACHINES)
    auxiliary = sum(nodes.count for _, nodes in deployment.all_auxiliary_nodes())
    scale, kinds = task.scenario.scale, kinds_by_name(task.scenario.services or ())
    counted = (scale.services or scale.apps) if scale is not None and task.workload.mix_assumed else None
    return OperatedSize(
        clusters=max(1, deployment.control_plane.clusters),
        machines=agents + deployment.member_machines + auxiliary,
        services=counted or len({kinds.get(service.name, service.name) for service in task.workload.services}),
    )


def _lines(billed: Billed, terms: PaymentTerms | None) -> Iterator[BillLine]:
    """All lines but those of the account: on demand, then what the terms take off."""
    lines = tuple(_lines_on_demand(billed))
    yield from lines
    yield from terms.lines(lines) if terms else ()


def _lines_on_demand(billed: Billed) -> Iterator[BillLine]:
    task, deployment = billed.task, billed.deployment
    usage = billed.usage()
    yield from usage.lines if usage else ()
    yield from pool_lines(billed.counted, billed.followed)
    yield from control_plane_lines(task, deployment)
    yield from auxiliary_node_lines(deployment)
    yield from subscription_lines(task, deployment)
    yield from agent_fee_lines(task, deployment, billed.counted, billed.followed)
    yield from network_lines(billed.network)
    yield from registry_lines(task)
    yield from agent_disk_lines(task, deployment.pools, billed.followed)
    yield from other_disk_lines(task, deployment)
    yield from volume_lines(task, deployment)


def _ranges(billed: Billed, base_lines: tuple[BillLine, ...], terms: PaymentTerms | None) -> Iterator[Range]:
    yield from _other_hours(billed, terms)
    for group, ranges in (("fees", account_credit(billed.deployment)), ("network", other_subnets(billed.network))):
        for each in ranges:
            yield each if terms is None else terms.discounted(each, group)
    yield from _other_regions(billed, base_lines, terms)
    at_average = None if terms is None else terms.average_range()
    if at_average is not None:
        yield at_average
    usage = billed.usage()
    if usage is not None and usage.total.low < usage.total.high:
        yield usage.range if terms is None else terms.of_use(usage.range)


def _other_regions(billed: Billed, base_lines: tuple[BillLine, ...], terms: PaymentTerms | None) -> Iterator[Range]:
    """Where a region has no prices: its lines at the prices of the cheapest region of the cloud, and of the dearest."""
    levels = {each.id: each.price_levels for each in billed.task.targets.locations if each.price_levels is not None}
    if not levels:
        return
    low = high = 0.0
    for line in base_lines:
        if line.key.location in levels and line.usd_per_month is not None:
            least, most = levels[line.key.location]
            usd = line.usd_per_month * (1.0 if terms is None else terms.share_left_of(line))
            low += usd * (least - 1)
            high += usd * (most - 1)
    yield Range(RangeCause.REGION_WITHOUT_PRICES, min(0.0, low), max(0.0, high))


def _other_hours(billed: Billed, terms: PaymentTerms | None) -> Iterator[Range]:
    """Where capacity follows the load: a typical day at all hours, and the peak at all hours."""
    followed, pools = billed.followed, billed.counted
    if followed is None or not pools:
        return
    base = _carried(billed, pools, followed, terms)
    if billed.task.workload.busy_hours is not None:
        few, many = (_carried(billed, pools, with_busy_hours(followed, many=many), terms) for many in (False, True))
        yield Range(RangeCause.BUSY_HOURS, min(0.0, few - base), max(0.0, many - base))
        return
    typical = tuple(pool for pool in followed.typical if not pool.owned)
    owned = tuple(pool for pool in pools if pool.owned)
    quiet = _carried(billed, (*owned, *typical), None, terms) - base
    busy = _carried(billed, pools, None, terms) - base
    if quiet < 0 or busy > 0:
        yield Range(RangeCause.HOURS, min(0.0, quiet), max(0.0, busy))


def _carried(
    billed: Billed, pools: tuple[Pool, ...], followed: PoolsByLoad | None, terms: PaymentTerms | None
) -> float:
    """USD a month for what carries the replicas, with its disks, fees and addresses; what is committed to stays."""
    lines = (
        *pool_lines(pools, followed),
        *agent_disk_lines(billed.task, pools, followed),
        *agent_fee_lines(billed.task, billed.deployment, pools, followed),
    )
    addresses = addresses_at(billed.network, pools, followed)
    if terms is None:
        return (_total(lines) or 0.0) + addresses
    lines = (*lines, *terms.lines_of(lines, pools, followed))
    return (_total(lines) or 0.0) + addresses * terms.share_left("network")


def _total(lines: tuple[BillLine, ...]) -> float | None:
    """The sum of what has a price; None where nothing has."""
    priced = [line.usd_per_month for line in lines if line.usd_per_month is not None]
    return sum(priced) if priced or not lines else None


def _basis(billed: Billed) -> BillBasis:
    """What the base figure stands for."""
    if billed.metered is not None:
        return BillBasis(HourWeighing.USE)
    if billed.followed is None:
        return BillBasis(HourWeighing.PEAK)
    if billed.task.workload.hourly:
        return BillBasis(HourWeighing.PROFILE)
    return BillBasis(HourWeighing.PEAK_AND_TYPICAL, peak_share=billed.task.workload.peak_share)
