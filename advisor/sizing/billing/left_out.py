"""What no sum contains, and what the knowledge base says beside the prices that are in one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.knowledge import Operator, Terms
from advisor.sizing.bill_types import LeftOut, LeftOutCost, PriceNote
from advisor.sizing.billing.network_costs import network_left_out
from advisor.sizing.billing.registry_costs import registry_left_out
from advisor.sizing.billing.storage_costs import volumes_left_out
from advisor.sizing.deployment import Deployment, SizingTask
from advisor.sizing.pool import Pool, PoolKind
from advisor.sizing.rolling_update import is_none
from advisor.sizing.support.network import NetworkComponent
from advisor.sizing.support.service_discovery import QUORUM, adds_discovery

NEVER_COUNTED = (
    LeftOutCost.TRAFFIC,
    LeftOutCost.LOGS_AND_BACKUPS,
)


def left_out_costs(
    task: SizingTask, deployment: Deployment, network: Sequence[NetworkComponent]
) -> tuple[LeftOut, ...]:
    """All that no sum contains, each once, in the order of a bill."""
    found = [*network_left_out(network)]
    if adds_discovery(task, deployment.pools):
        found.append(LeftOut(LeftOutCost.DISCOVERY_MEMBERS, count=QUORUM))
    found += registry_left_out(task)
    found += volumes_left_out(task, deployment)
    found += _while_upgrading(task, deployment.pools)
    if any(pool.owned or pool.kind is not PoolKind.MACHINES for pool in deployment.pools):
        found.append(LeftOut(LeftOutCost.DISKS))
    found += (LeftOut(cost) for cost in NEVER_COUNTED)
    found.append(LeftOut(LeftOutCost.TAXES if task.scenario.pricing else LeftOutCost.TAXES_AND_DISCOUNTS))
    return tuple(dict.fromkeys(found))


def _while_upgrading(task: SizingTask, pools: tuple[Pool, ...]) -> Iterator[LeftOut]:
    """What is paid for only while something is upgraded."""
    if any(pool.upgrade is not None and pool.upgrade.added_nodes for pool in pools):
        yield LeftOut(LeftOutCost.MACHINES_WHILE_UPGRADING)
    surging = task.workload.rolling is not None and not is_none(task.workload.rolling.max_surge)
    if surging and any(pool.kind is PoolKind.TASKS for pool in pools):
        yield LeftOut(LeftOutCost.REPLICAS_WHILE_UPGRADING)


def price_notes(task: SizingTask, deployment: Deployment) -> Iterator[PriceNote]:
    """What the knowledge base says beside the prices that this bill takes from it."""
    fields = list(task.strategy.priced_by)
    if deployment.control_plane.operated_by is Operator.VENDOR and deployment.control_plane.usd_per_hour:
        fields.append(Terms.control_plane_usd_per_hour)
    fees = (
        *(Terms.subscription_usd_per_machine_year, Terms.agent_fee_usd_per_vcpu_hour, Terms.agent_fee_by_machine),
        Terms.account_plans,
    )
    for field in (*fields, *fees):
        claim = task.terms.claim(field)
        if claim is not None and claim.note:
            yield PriceNote(field.term, claim.note, claim.source)
    yield from _notes_of_modes(task, deployment)


def _notes_of_modes(task: SizingTask, deployment: Deployment) -> Iterator[PriceNote]:
    """What is said of the ways of billing that something here is sold in."""
    claim = task.terms.claim(Terms.billing_modes)
    taken = {usage.mode for pool in deployment.pools for usage in pool.usage}
    for mode in claim.value.rows if claim is not None else ():
        if mode.note and mode.name in taken and claim is not None:
            yield PriceNote(Terms.billing_modes.term, mode.note, mode.source or claim.source)
