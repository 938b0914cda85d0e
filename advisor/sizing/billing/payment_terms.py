"""The terms that a bill is on: what is committed to for its hours, what each takes off, and what to know of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from advisor.knowledge import Operator
from advisor.scenario import kinds_by_name
from advisor.scenario.pricing import Commitment, CommitmentTerm, Payment, Pricing
from advisor.sizing.affinity import affinity_groups
from advisor.sizing.bill_types import BillLine, Range, RangeCause, TermCode
from advisor.sizing.billing.hourly_use import BASE, HIGH, LOW, HourlyUse, SoldThing, hourly_use
from advisor.sizing.billing.term_lines import (
    Committed,
    commit,
    commitment_lines,
    discount_lines,
    group_of,
    percent_off,
    spot_lines,
    without_use,
)
from advisor.sizing.billing.term_prices import PERCENT, TermPrices
from advisor.sizing.deployment import Deployment, SizingTask
from advisor.sizing.load_profile import PoolsByLoad
from advisor.sizing.pool import Pool, PoolKind
from advisor.sizing.spare_capacity import uses_spare_capacity
from advisor.sizing.spare_prices import priced_systems
from advisor.values import MONTHS_PER_YEAR, Note, note

YEARS = {CommitmentTerm.ONE_YEAR: 1, CommitmentTerm.THREE_YEARS: 3}


@dataclass(frozen=True)
class PaymentTerms:
    """The terms of one deployment; `committed` None: no commitment was asked for."""

    pricing: Pricing
    prices: TermPrices
    deployment: Deployment
    by_load: PoolsByLoad | None
    interruptible: frozenset[str]
    committed: Committed | None
    not_spare: tuple[Note, ...] = ()
    """Why services that may be interrupted run on demand."""

    @property
    def in_tasks(self) -> bool:
        """Whether what is sold are tasks, and no machines."""
        return any(pool.kind is PoolKind.TASKS for pool in self.deployment.pools)

    def lines(self, lines: Sequence[BillLine]) -> Iterator[BillLine]:
        """What all terms take off these lines on demand."""
        yield from self._term_lines(lines, self._use())

    def lines_of(
        self, lines: Sequence[BillLine], pools: tuple[Pool, ...], followed: PoolsByLoad | None
    ) -> Iterator[BillLine]:
        """The same for other hours or fewer machines than those that were committed to."""
        other = replace(self.deployment, pools=pools)
        yield from self._term_lines(lines, hourly_use(other, followed, self.interruptible))

    def _term_lines(self, lines: Sequence[BillLine], use: HourlyUse) -> Iterator[BillLine]:
        hourly = tuple(self._hourly_lines(use))
        yield from hourly
        yield from discount_lines((*lines, *hourly), self.pricing.discounts, in_tasks=self.in_tasks)

    def _hourly_lines(self, use: HourlyUse) -> Iterator[BillLine]:
        """What spare capacity and the commitment take off, and what is committed to and not used."""
        yield from spot_lines(use, self.prices)
        yield from commitment_lines(use, self.committed) if self.committed else ()

    def _use(self, case: int = BASE) -> HourlyUse:
        return hourly_use(self.deployment, self.by_load, self.interruptible, case)

    def share_left(self, group: str) -> float:
        """The share of the list price that a discount leaves of a group."""
        return 1 - percent_off(self.pricing.discounts, group) / PERCENT

    def share_left_of(self, line: BillLine) -> float:
        """The share that a discount leaves of a line."""
        group = group_of(line.key, in_tasks=self.in_tasks)
        return 1.0 if group is None else self.share_left(group)

    def discounted(self, each: Range, group: str) -> Range:
        """A range of what is in a group, with the discount on it."""
        left = self.share_left(group)
        return replace(each, low=each.low * left, high=each.high * left)

    def of_use(self, each: Range) -> Range:
        """The range of what is billed by use: what is committed to is paid with little use as well."""
        little, likely, much = (
            sum(line.usd_per_month or 0.0 for line in self._hourly_lines(self._use(case))) for case in (LOW, BASE, HIGH)
        )
        left = self.share_left("tasks")
        return replace(
            each,
            low=min(0.0, (each.low + little - likely) * left),
            high=max(0.0, (each.high + much - likely) * left),
        )

    def notes(self, lines: Sequence[BillLine]) -> Iterator[Note]:
        """What is to be known: what has no price on these terms, what they take nothing off, what is paid when."""
        use = self._use()
        commitment = self.pricing.commitment
        if commitment is not None and self.committed is not None:
            yield from self._commitment_notes(use, commitment, self.committed)
        yield from self._spot_notes(use)
        yield from without_use(lines, self.pricing.discounts)

    def _commitment_notes(self, use: HourlyUse, commitment: Commitment, committed: Committed) -> Iterator[Note]:
        years = YEARS[commitment.term]
        unknown: dict[str, list[str]] = {}
        for thing in self._without_price(use, commitment).steady:
            unknown.setdefault(thing.location, []).append(thing.machine)
        for location, machines in unknown.items():
            average = self._average_of(use, location, commitment)
            yield note(
                TermCode.NO_COMMITMENT_PRICE,
                machines=tuple(sorted(set(machines))),
                location=location,
                years=years,
                average=None if average is None else average[0],
                source="" if average is None else average[1],
            )
        if committed.is_nothing:
            if not unknown:
                yield note(TermCode.NOTHING_COMMITTED, years=years)
            return
        left = self.share_left("tasks" if self.in_tasks else "machines")
        whole = committed.in_advance_usd_per_month * left * MONTHS_PER_YEAR * years
        if whole or commitment.payment is Payment.PARTIAL:
            yield note(TermCode.PAID_IN_ADVANCE, years=years, usd=whole or None)

    def _without_price(self, use: HourlyUse, commitment: Commitment) -> HourlyUse:
        """What of it nobody has told the price of under the commitment."""
        unknown = {
            thing: running
            for thing, running in use.steady.items()
            if self.prices.committed(thing, running, commitment) is None
        }
        return HourlyUse(use.hours, unknown)

    def _average_of(self, use: HourlyUse, location: str, commitment: Commitment) -> tuple[float, str] | None:
        """What somebody's average takes off at a place, and who says so."""
        for thing, running in use.steady.items():
            price = self.prices.on_average(thing, running, commitment) if thing.location == location else None
            if price is not None:
                return 1 - price.usd_per_hour / running.usd_per_hour, price.source
        return None

    def average_range(self) -> Range | None:
        """What the commitment would save at somebody's average where no price is known; None where there is neither."""
        commitment = self.pricing.commitment
        if commitment is None:
            return None
        unknown = self._without_price(self._use(), commitment)
        lines = commitment_lines(unknown, commit(unknown, commitment, self.prices.on_average))
        saved = sum(line.usd_per_month or 0.0 for line in lines) * self.share_left("machines")
        return Range(RangeCause.COMMITMENT_AT_AVERAGE, saved, 0.0) if saved < 0 else None

    def _spot_notes(self, use: HourlyUse) -> Iterator[Note]:
        if self.pricing.spot is None:
            return
        yield from self.not_spare
        priced: set[SoldThing] = set()
        unknown: dict[str, set[str]] = {}
        for (thing, _, _), running in use.spare.items():
            if self.prices.spare(thing, running) is None:
                unknown.setdefault(thing.location, set()).add(thing.machine)
            else:
                priced.add(thing)
        for location, machines in unknown.items():
            yield note(TermCode.NO_SPOT_PRICE, machines=tuple(sorted(machines)), location=location)
        if priced:
            yield note(TermCode.SPOT_TAKEN_BACK, services=tuple(sorted(self.interruptible)))
        of_machines = [pool for pool in self.deployment.pools if pool.kind is PoolKind.MACHINES]
        runs_parts = self.deployment.control_plane.operated_by is not Operator.NOBODY
        if of_machines and runs_parts and all(pool.spot for pool in of_machines):
            yield note(TermCode.SPOT_ALONE)


def _not_spare(task: SizingTask, pricing: Pricing, interruptible: frozenset[str]) -> Iterator[Note]:
    """Why services that may be interrupted run on demand, and that there are none."""
    listed = task.scenario.services or ()
    asked = {number for number, service in enumerate(listed) if service.interruptible}
    if not asked:
        yield note(TermCode.NOTHING_INTERRUPTIBLE)
    elif not uses_spare_capacity(task.terms):
        yield note(TermCode.SPOT_NOT_USED, platform=task.platform.name)
    else:
        priced = priced_systems(pricing.spot, task.targets.locations, in_tasks=not task.strategy.runs_on_own_machines)
        kinds = kinds_by_name(listed)
        wanted = [service for service in task.workload.services if kinds.get(service.name) in asked]
        if any(service.os not in priced for service in wanted):
            yield note(TermCode.NO_SPOT_PRICE, machines=(), location=task.main_location.id)
        yield from _tied(task, frozenset(s.name for s in wanted if s.os in priced) - interruptible)


def _tied(task: SizingTask, wanted: frozenset[str]) -> Iterator[Note]:
    """Which services stand beside others that may not be interrupted, and so run on demand."""
    for group in affinity_groups(task.workload.services):
        names = {service.name for service in group if service.name in wanted}
        tied = tuple(sorted({service.name for service in group} - names))
        if names and tied:
            yield note(TermCode.SPOT_TIED, services=tuple(sorted(names)), to=tied)


def payment_terms(task: SizingTask, deployment: Deployment, by_load: PoolsByLoad | None) -> PaymentTerms | None:
    """The terms of a deployment; None where every price is that of the list, on demand."""
    pricing = task.scenario.pricing
    if pricing is None or not (pricing.discounts or pricing.commitment or pricing.spot):
        return None
    interruptible = frozenset(service.name for service in task.workload.services if service.interruptible)
    locations = {location.id: location for location in task.targets.locations}
    prices = TermPrices(pricing, locations, task.knowledge.prices)
    use = hourly_use(deployment, by_load, interruptible)
    committed = None if pricing.commitment is None else commit(use, pricing.commitment, prices.committed)
    not_spare = tuple(_not_spare(task, pricing, interruptible)) if pricing.spot else ()
    return PaymentTerms(pricing, prices, deployment, by_load, interruptible, committed, not_spare)
