"""From a bill on demand to one on the terms asked for: spare capacity, a commitment, then discounts on what is left.

Each term is lines of its own beside those on demand, so what it saves is seen and the lines still add up:

- spare capacity: hours of what may be interrupted x (price of spare capacity - price on demand);
- a commitment: hours that it covers x (committed price - price on demand), and what is committed to and not used x
  the committed price. How much is committed to follows from the hours of the load (packing/commitment.py), once, and
  is paid at all hours whatever the use then is;
- a discount: a share of the sum of a group of lines, of those of the two terms before among them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from advisor.packing import (
    Hourly,
    cheapest_counts,
    cheapest_spend,
    counts_of_share,
    covered_by_counts,
    covered_by_spend,
    spend_of_share,
)
from advisor.prices.offer import OWN_TERMS
from advisor.scenario.pricing import Commitment, Discounts
from advisor.sizing.bill_types import BillKey, BillLine, BillPart, TermCode, Unit
from advisor.sizing.billing.hourly_use import HourlyUse, Running, Sold, SoldThing
from advisor.sizing.billing.term_prices import PERCENT, TermPrice, TermPrices
from advisor.sizing.location import OWN_SERVERS
from advisor.sizing.machine_types import LINUX
from advisor.values import HOURS_PER_MONTH, Note, note


@dataclass(frozen=True)
class Committed:
    """What is committed to: so many of each type in each thing, and so many USD an hour for those sold by spend."""

    term: str
    counts: tuple[tuple[SoldThing, int, TermPrice], ...] = ()
    spend_usd_per_hour: float = 0.0
    by_spend: tuple[tuple[SoldThing, TermPrice], ...] = ()

    @property
    def in_advance_usd_per_month(self) -> float:
        """What of that is paid when the term begins, spread over its months."""
        counted = sum(count * price.usd_per_hour for _, count, price in self.counts if price.in_advance)
        spent = self.spend_usd_per_hour if any(price.in_advance for _, price in self.by_spend) else 0.0
        return (counted + spent) * HOURS_PER_MONTH

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is committed to."""
        return not self.spend_usd_per_hour and not any(count for _, count, _ in self.counts)


PriceOf = Callable[[SoldThing, Running, Commitment], TermPrice | None]
"""The price of an hour under a commitment; None where there is none."""


def commit(use: HourlyUse, commitment: Commitment, price_of: PriceOf) -> Committed:
    """How much to commit to: what costs least over these hours, or the share of the peak that was asked for."""
    priced = [
        (thing, running, price)
        for thing, running in use.steady.items()
        if (price := price_of(thing, running, commitment)) is not None
    ]
    by_count = [each for each in priced if not each[2].by_spend]
    by_spend = [each for each in priced if each[2].by_spend]
    counted, spent = ([_hourly(running, price) for _, running, price in each] for each in (by_count, by_spend))
    share = commitment.share
    if not isinstance(share, float):
        counts, spend = cheapest_counts(use.hours, counted), cheapest_spend(use.hours, spent)
    else:
        counts, spend = counts_of_share(share / PERCENT, counted), spend_of_share(share / PERCENT, spent)
    return Committed(
        term=commitment.term.value,
        counts=tuple((thing, count, price) for (thing, _, price), count in zip(by_count, counts, strict=True)),
        spend_usd_per_hour=spend,
        by_spend=tuple((thing, price) for thing, _, price in by_spend),
    )


def _hourly(running: Running, price: TermPrice) -> Hourly:
    return Hourly(running.usd_per_hour, price.usd_per_hour, tuple(running.counts))


def commitment_lines(use: HourlyUse, committed: Committed) -> Iterator[BillLine]:
    """What the covered hours cost less, and what is paid and not used, by place and type."""
    for thing, count, price in committed.counts:
        running = use.steady.get(thing)
        if not count or running is None:
            continue
        [covered] = covered_by_counts((count,), [_hourly(running, price)])
        yield from _covered_lines(thing, count, use.per_month(covered), running, price, committed.term)
    if committed.spend_usd_per_hour:
        yield from _spend_lines(use, committed)


def _covered_lines(
    thing: SoldThing, count: float, hours: float, running: Running, price: TermPrice, term: str
) -> Iterator[BillLine]:
    system = "" if thing.system == LINUX else thing.system
    key = BillKey(BillPart.COMMITMENT_SAVING, thing.location, machine=thing.machine, tier=term, role=system)
    yield _line(key, hours, price.usd_per_hour - running.usd_per_hour, price, count)
    unused = count * HOURS_PER_MONTH - hours
    if round(unused, 6):
        key = replace(key, part=BillPart.COMMITMENT_UNUSED)
        yield _line(key, unused, price.usd_per_hour, price, unused / HOURS_PER_MONTH)


def _spend_lines(use: HourlyUse, committed: Committed) -> Iterator[BillLine]:
    """What a plan takes off each size that it covers, and what of it is left over."""
    there = [(use.steady[thing], thing, price) for thing, price in committed.by_spend if thing in use.steady]
    spend = committed.spend_usd_per_hour
    left = spend * HOURS_PER_MONTH
    covered = covered_by_spend(spend, [_hourly(running, price) for running, _, price in there])
    for (running, thing, price), counts in zip(there, covered, strict=True):
        hours = use.per_month(counts)
        left -= hours * price.usd_per_hour
        if hours:
            key = BillKey(BillPart.COMMITMENT_SAVING, thing.location, machine=thing.machine, tier=committed.term)
            yield _line(key, hours, price.usd_per_hour - running.usd_per_hour, price, hours / HOURS_PER_MONTH)
    if round(left, 6):
        price = committed.by_spend[0][1]
        key = BillKey(BillPart.COMMITMENT_UNUSED, tier=committed.term)
        yield BillLine(key, left, Unit.USD, 1.0, left, price.source, price.as_of, price_kind=price.price_kind)


def _line(key: BillKey, hours: float, usd: float, price: TermPrice, count: float) -> BillLine:
    return BillLine(
        key, hours, Unit.HOUR, usd, hours * usd, price.source, price.as_of, count=count, price_kind=price.price_kind
    )


def spot_lines(use: HourlyUse, prices: TermPrices) -> Iterator[BillLine]:
    """What runs on spare capacity costs less, pool by pool."""
    for (thing, cluster, pool), running in use.spare.items():
        price = prices.spare(thing, running)
        if price is not None:
            hours = use.per_month(running.counts)
            key = BillKey(BillPart.SPOT_SAVING, thing.location, cluster, pool, thing.machine)
            yield _line(key, hours, price.usd_per_hour - running.usd_per_hour, price, hours / HOURS_PER_MONTH)


GROUPS: tuple[tuple[str, tuple[BillPart, ...]], ...] = (
    ("machines", (BillPart.NODES, BillPart.CONTROL_PLANE_MEMBERS, BillPart.AUXILIARY_NODES)),
    (
        "tasks",
        (
            *(BillPart.TASKS_BUSY, BillPart.TASKS_IDLE, BillPart.REQUESTS),
            *(BillPart.FREE_REQUESTS, BillPart.FREE_VCPU, BillPart.FREE_MEMORY),
        ),
    ),
    ("fees", (BillPart.CONTROL_PLANE_FEE, BillPart.AGENT_FEE)),
    ("software", (BillPart.SUBSCRIPTION,)),
    ("disks", (BillPart.ROOT_DISKS, BillPart.VOLUMES, BillPart.SHARED_FILES)),
    (
        "network",
        (
            *(BillPart.LOAD_BALANCER, BillPart.INTERNAL_LOAD_BALANCER, BillPart.LOAD_BALANCER_ADDRESS),
            *(BillPart.PUBLIC_ADDRESS, BillPart.NODE_ADDRESS, BillPart.NAT_GATEWAY, BillPart.NAT_ADDRESS),
            BillPart.DNS_ZONE,
        ),
    ),
    ("registry", (BillPart.REGISTRY_TIER, BillPart.REGISTRY_STORAGE)),
)
"""The parts of a bill by what a discount is agreed on; nodes that are tasks count as those."""
_OF_NODES = (BillPart.SPOT_SAVING, BillPart.COMMITMENT_SAVING, BillPart.COMMITMENT_UNUSED)


def percent_off(discounts: Discounts | None, group: str) -> float:
    """What is taken off a group, in percent: its own share, else that of all."""
    if discounts is None:
        return 0.0
    own: float | None = getattr(discounts, group)
    return (discounts.all if own is None else own) or 0.0


def group_of(key: BillKey, *, in_tasks: bool) -> str | None:
    """The group that a line is discounted with; None for what no vendor sells at a list price."""
    nodes = key.part is BillPart.NODES or key.part in _OF_NODES
    if key.location == OWN_SERVERS:
        return None
    if nodes:
        return Sold.TASKS.value if in_tasks else Sold.MACHINES.value
    return next((group for group, parts in GROUPS if key.part in parts), None)


def discount_lines(lines: Iterable[BillLine], discounts: Discounts | None, *, in_tasks: bool) -> Iterator[BillLine]:
    """A line for each group with a discount: the percentage of its sum, on which the other terms count already."""
    sums: dict[str, float] = {}
    for line in lines:
        group = group_of(line.key, in_tasks=in_tasks)
        if group is not None and line.usd_per_month is not None:
            sums[group] = sums.get(group, 0.0) + line.usd_per_month
    for group, _ in GROUPS:
        percent, usd = percent_off(discounts, group), sums.get(group, 0.0)
        if percent and usd:
            key, off = BillKey(BillPart.DISCOUNT, role=group), percent / PERCENT
            yield BillLine(key, usd, Unit.USD, -off, -usd * off, OWN_TERMS, "")


def without_use(lines: Sequence[BillLine], discounts: Discounts | None) -> Iterator[Note]:
    """Discounts by name on what this bill has no line of, so that they take nothing off."""
    taken = {line.key.role for line in lines if line.key.part is BillPart.DISCOUNT}
    for group, percent in (discounts.model_dump() if discounts else {}).items():
        if percent and group != "all" and group not in taken:
            yield note(TermCode.NOTHING_DISCOUNTED, group=group)
