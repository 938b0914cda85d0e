"""What software costs: subscriptions, fees for each vCPU, and what is told on request only."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge import Operator, Subscription, Terms
from advisor.sizing.bill_types import BillKey, BillLine, BillPart, Unpriced, UnpricedCost, hourly_line
from advisor.sizing.billing.node_costs import machines_over_month
from advisor.sizing.deployment import Deployment, SizingTask
from advisor.sizing.load_profile import PoolsByLoad
from advisor.sizing.locations import OWN_SITE
from advisor.sizing.pool import Pool
from advisor.values import HOURS_PER_MONTH

MONTHS_PER_YEAR = 12


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
    """A fee with a published price for each vCPU of the agents, over the hours that they run."""
    claim = task.terms.claim(Terms.agent_fee_usd_per_vcpu_hour)
    if claim is None:
        return
    vcpus = 0.0
    for pool in pools:
        vcpus += sum(machine.vcpu * count for machine, count in machines_over_month(pool, followed).items())
    agents = (auxiliary for _, auxiliary in deployment.all_auxiliary_nodes() if auxiliary.is_agent)
    vcpus += sum(auxiliary.count * auxiliary.offer.vcpu for auxiliary in agents)
    day = task.knowledge.sources[claim.source].day.isoformat()
    yield hourly_line(BillKey(BillPart.AGENT_FEE), vcpus, claim.value, claim.source, day)


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
