"""What software and its keeping cost: subscriptions, fees for the agents, and what is told on request only."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge import Operator, Subscription, Terms
from advisor.prices.offer import Offer, PriceKind
from advisor.sizing.bill_types import BillKey, BillLine, BillPart, Unpriced, UnpricedCost, hourly_line
from advisor.sizing.billing.node_costs import machines_over_month
from advisor.sizing.deployment import AuxiliaryNodes, Deployment, SizingTask
from advisor.sizing.load_profile import PoolsByLoad
from advisor.sizing.location import OWN_SITE
from advisor.sizing.pool import MachineType, Pool
from advisor.values import HOURS_PER_MONTH, MONTHS_PER_YEAR


def subscription_lines(task: SizingTask, deployment: Deployment) -> Iterator[BillLine]:
    """A subscription with a published price, for every machine of the platform."""
    claim = task.terms.claim(Terms.subscription_usd_per_machine_year)
    if claim is not None:
        machines = deployment.nodes + deployment.member_machines
        day = task.knowledge.sources[claim.source].day.isoformat()
        hourly = claim.value / (MONTHS_PER_YEAR * HOURS_PER_MONTH)
        yield hourly_line(BillKey(BillPart.SUBSCRIPTION), machines, hourly, claim.source, day)


def agent_fee_lines(
    task: SizingTask, deployment: Deployment, pools: tuple[Pool, ...], followed: PoolsByLoad | None
) -> Iterator[BillLine]:
    """Fees of the platform for its agents, over the hours that they run: for each vCPU, or by kind of machine."""
    yield from _fees_by_machine(task, deployment, pools, followed)
    claim = task.terms.claim(Terms.agent_fee_usd_per_vcpu_hour)
    if claim is None:
        return
    vcpus = 0.0
    for pool in pools:
        vcpus += sum(machine.vcpu * count for machine, count in machines_over_month(pool, followed).items())
    vcpus += sum(auxiliary.count * auxiliary.offer.vcpu for auxiliary in _other_agents(deployment))
    day = task.knowledge.sources[claim.source].day.isoformat()
    yield hourly_line(BillKey(BillPart.AGENT_FEE), vcpus, claim.value, claim.source, day)


def _fees_by_machine(
    task: SizingTask, deployment: Deployment, pools: tuple[Pool, ...], followed: PoolsByLoad | None
) -> Iterator[BillLine]:
    """A line for each machine type of a pool and of other agents; the vendor keeps no machines of one's own."""
    claim = task.terms.claim(Terms.agent_fee_by_machine)
    if claim is None:
        return
    for key, (machine, count) in _kept_machines(deployment, pools, followed).items():
        fee = claim.value.of(machine.family, machine.gpus)
        if fee is not None:
            source = fee.source or claim.source
            day = task.knowledge.sources[source].day.isoformat()
            hourly = fee.per_hour(_on_demand(machine), machine.vcpu)
            estimated = hourly is not None and fee.is_estimated_for(machine.name)
            kind = PriceKind.ESTIMATED if estimated else PriceKind.LISTED
            yield hourly_line(key, round(count, 9), hourly, source, day, kind)


def _on_demand(machine: MachineType | Offer) -> float | None:
    """The price on demand, which a fee in percent is on, whatever is paid for the machine."""
    return machine.on_demand_usd_per_hour if isinstance(machine, MachineType) else machine.usd_per_hour


def _kept_machines(
    deployment: Deployment, pools: tuple[Pool, ...], followed: PoolsByLoad | None
) -> dict[BillKey, tuple[MachineType | Offer, float]]:
    """The agents that a vendor keeps, by the line of the bill that their fee is in: the machine, and how many."""
    kept: dict[BillKey, tuple[MachineType | Offer, float]] = {}

    def add(key: BillKey, machine: MachineType | Offer, count: float) -> None:
        kept[key] = machine, count + kept.get(key, (machine, 0.0))[1]

    for pool in pools:
        if not pool.owned:
            for machine, count in machines_over_month(pool, followed).items():
                add(BillKey(BillPart.AGENT_FEE, pool.site, pool.cluster, pool.name, machine.name), machine, count)
    for auxiliary in _other_agents(deployment):
        offer, place = auxiliary.offer, auxiliary.location.id
        add(BillKey(BillPart.AGENT_FEE, place, machine=offer.name, role=auxiliary.role), offer, auxiliary.count)
    return kept


def _other_agents(deployment: Deployment) -> Iterator[AuxiliaryNodes]:
    """Machines of other roles that are agents as well."""
    return (auxiliary for _, auxiliary in deployment.all_auxiliary_nodes() if auxiliary.is_agent)


def _has_unpriced_windows(task: SizingTask, deployment: Deployment) -> bool:
    """Whether Windows containers stand on own machines, or on those of a cloud that have no price with a licence."""
    windows = {service.name for service in task.workload.services if service.os == "windows"}
    return any(
        (pool.owned or pool.usd_per_hour is None) and any(name in windows for name, _ in node.pods)
        for pool in deployment.pools
        for node in pool.nodes
    )


def unpriced_costs(task: SizingTask, deployment: Deployment) -> Iterator[Unpriced]:
    """What has to be paid for and whose price nobody publishes."""
    if task.terms.subscription_basis is Subscription.QUOTE_ONLY:
        yield Unpriced(UnpricedCost.SUBSCRIPTION, task.platform.id)
    if task.strategy.runs_on_own_machines and _has_unpriced_windows(task, deployment):
        yield Unpriced(UnpricedCost.WINDOWS_LICENCES, task.platform.id)
    if deployment.control_plane.operated_by is Operator.VENDOR and any(
        g.site == OWN_SITE for g in task.targets.locations
    ):
        yield Unpriced(UnpricedCost.FEE_ON_OWN_SERVERS, task.platform.id)
