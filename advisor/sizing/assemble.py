"""Pools and control plane -> topology: support added, everything priced, and said plainly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from advisor.knowledge import Agents, Level, Subscription, TermField, Terms
from advisor.screening import claim_on
from advisor.sizing.billing.bill import ExcludedCosts, line, make_bill, pool_lines
from advisor.sizing.billing.control_plane_costs import (
    all_auxiliary_nodes,
    auxiliary_lines,
    control_plane_lines,
    fee_assumptions,
    member_machines,
)
from advisor.sizing.deployment import Deployment, SizingTask
from advisor.sizing.explain.notes import (
    approach_notes,
    auxiliary_pools,
    clusters_of,
    limit_notes,
    missing_parts,
    site_notes,
    tenants_of,
)
from advisor.sizing.explain.utilisation import with_density
from advisor.sizing.hybrid_placement import overflow_notes
from advisor.sizing.load_profile import LoadFollowing, tell_over_time
from advisor.sizing.locations import EVERYWHERE, OWN_SITE, price_of
from advisor.sizing.result import Assumption, Bill, BillLine, Pool, Topology
from advisor.sizing.rolling_update import is_none
from advisor.sizing.support.ingress import (
    ON_OWN_MACHINES,
    QUORUM,
    NetworkComponent,
    adds_discovery,
    balanced_locations,
    network_components,
    support_parts,
)
from advisor.sizing.support.registry import registry_assumptions, registry_lines
from advisor.values import HOURS_PER_MONTH


def assemble(task: SizingTask, deployment: Deployment, followed: LoadFollowing | str) -> Topology:
    """The whole topology of a platform from what carries the peak and what carries the quieter hours."""
    return Topology(
        platform=task.platform.id,
        control_plane=deployment.control_plane,
        pools=tuple(with_density(pool) for pool in deployment.pools),
        support=support_parts(task, deployment.pools, member_machines(deployment)),
        bill=_bill(task, deployment, followed if isinstance(followed, LoadFollowing) else None),
        notes=(*_notes(task, deployment), *approach_notes(task, deployment)),
        assumptions=(
            *task.workload.assumptions,
            *task.targets.assumptions,
            *_price_assumptions(task, deployment),
            *fee_assumptions(deployment),
            *registry_assumptions(task),
        ),
        clusters=clusters_of(deployment),
        auxiliary=auxiliary_pools(deployment),
        tenants=tenants_of(task, deployment),
        over_time=tell_over_time(task, deployment, followed),
        missing=missing_parts(task),
    )


def _subscription_lines(task: SizingTask, deployment: Deployment) -> Iterator[BillLine]:
    """A subscription with a published price, for every machine of the platform."""
    claim = task.terms.claim(Terms.subscription_usd_per_machine_year)
    if claim is not None:
        machines = deployment.nodes + member_machines(deployment)
        day = task.knowledge.sources[claim.source].day.isoformat()
        hourly = claim.value / (12 * HOURS_PER_MONTH)
        yield line(f"subscription of {machines} machines", machines, hourly, claim.source, day)


def _fee_lines(task: SizingTask, deployment: Deployment) -> Iterator[BillLine]:
    """A fee with a published price for each vCPU of the agents, at the peak."""
    claim = task.terms.claim(Terms.agent_fee_usd_per_vcpu_hour)
    if claim is None:
        return
    vcpus = 0.0
    for pool in deployment.pools:
        size = {machine.name: machine.vcpu for machine in pool.machines}
        vcpus += sum(node.count * size[node.machine] for node in pool.nodes)
    vcpus += sum(
        auxiliary.count * auxiliary.offer.vcpu for _, auxiliary in all_auxiliary_nodes(deployment) if auxiliary.is_agent
    )
    day = task.knowledge.sources[claim.source].day.isoformat()
    yield line(f"fee for {vcpus:g} vCPU of the agents", vcpus, claim.value, claim.source, day)


def _bill(task: SizingTask, deployment: Deployment, followed: LoadFollowing | None) -> Bill:
    left_out: list[str] = []
    network = tuple(network_components(task, deployment.pools, member_machines(deployment)))
    lines = [
        *pool_lines(deployment.pools),
        *control_plane_lines(task, deployment),
        *auxiliary_lines(deployment),
        *_subscription_lines(task, deployment),
        *_fee_lines(task, deployment),
        *_support_lines(task, deployment, network, left_out),
    ]
    left_out.extend(_passing(task, deployment.pools))
    auxiliary = ExcludedCosts(tuple(_unpriced(task, deployment)), tuple(dict.fromkeys(left_out)))
    bill = make_bill(tuple(lines), deployment.pools, followed, task, auxiliary)
    people = task.terms.claim(Terms.people_to_run)
    perhaps = sum(piece.line.usd_per_month or 0.0 for piece in network if piece.optional and piece.line is not None)
    if perhaps and bill.high is not None:
        basis = f"{bill.basis}; high also has a way out of private subnets, which were not asked for"
        bill = replace(bill, high=bill.high + perhaps, basis=basis)
    return replace(
        bill,
        people=people.value if people else None,
        people_source=people.source if people else "",
        price_notes=tuple(_price_notes(task, deployment)),
        budget_usd_per_month=task.scenario.budget.usd_per_month if task.scenario.budget else None,
        subscription_unknown=task.terms.subscription_basis is Subscription.QUOTE_ONLY,
    )


def _passing(task: SizingTask, pools: tuple[Pool, ...]) -> Iterator[str]:
    """What is paid for only while something is upgraded."""
    if any(pool.upgrade is not None and pool.upgrade.added_nodes for pool in pools):
        yield "machines added for as long as machines are upgraded"
    surging = task.workload.rolling is not None and not is_none(task.workload.rolling.max_surge)
    if surging and any(pool.kind == "tasks" for pool in pools):
        yield "replicas added for as long as a service is upgraded"


def _price_notes(task: SizingTask, deployment: Deployment) -> Iterator[tuple[str, str]]:
    """What the knowledge base says beside the prices that this bill takes from it."""
    fields: list[TermField[Any]] = []
    if task.agents is Agents.TASKS:
        fields += [Terms.task_vcpu_usd_per_hour, Terms.task_memory_usd_per_gib_hour]
    elif task.agents is Agents.PLAN_INSTANCES:
        fields.append(Terms.plan_sizes)
    if deployment.control_plane.operated_by == "vendor" and deployment.control_plane.usd_per_hour:
        fields.append(Terms.control_plane_usd_per_hour)
    for field in (*fields, Terms.subscription_usd_per_machine_year, Terms.agent_fee_usd_per_vcpu_hour):
        claim = task.terms.claim(field)
        if claim is not None and claim.note:
            yield f"{task.knowledge.vocabulary[field.term].about}: {claim.note}", claim.source


def _unpriced(task: SizingTask, deployment: Deployment) -> Iterator[str]:
    """What has to be paid for and whose price nobody publishes."""
    if task.terms.subscription_basis is Subscription.QUOTE_ONLY:
        yield f"subscription of {task.platform.name}: price on request only"
    windows = any(service.os == "windows" for service in task.workload.services)
    if windows and task.agents in ON_OWN_MACHINES:
        yield "Windows Server licences: the machine prices are for Linux"
    if deployment.control_plane.operated_by == "vendor" and any(g.site == OWN_SITE for g in task.targets.locations):
        yield f"fee of {task.platform.name} for own servers, where it charges one"


def _support_lines(
    task: SizingTask, deployment: Deployment, network: tuple[NetworkComponent, ...], left_out: list[str]
) -> Iterator[BillLine]:
    """The way in and out and the registry; what has no line goes to `left_out`."""
    for piece in network:
        if piece.line is not None and not piece.optional:
            yield piece.line
        elif piece.left_out is not None:
            left_out.append(piece.left_out)
    if adds_discovery(task, deployment.pools):
        left_out.append(f"{QUORUM} members of an added discovery service")
    yield from registry_lines(task, left_out)


def _notes(task: SizingTask, deployment: Deployment) -> Iterator[str]:
    offer = claim_on(task.platform, "on_offer", task.day, task.knowledge)
    if offer is not None and offer.value < Level.NATIVE:
        yield f"not on offer on {task.day.isoformat()}: {offer.why}"
    yield from deployment.control_plane.notes
    if any(
        each.member_offer and each.member_location and each.member_location.cloud for each in deployment.each()
    ) and (task.main_location.site == OWN_SITE):
        yield (
            "the own servers have no room for the control plane, so it stands in the cloud: while the line is down, "
            "replicas on own servers run on and nothing is replaced there"
        )
    yield from overflow_notes(deployment)
    yield from limit_notes(task, deployment)
    yield from site_notes(task, deployment)
    keeps_room = any(pool.survives_nodes or pool.survives_zone for pool in deployment.pools)
    if task.terms.reschedules is False and keeps_room:
        yield "room is kept for lost machines, yet a person has to start the replicas there"
    zones = len(task.main_location.zones)
    if task.workload.survive_zone and zones == 1 and task.agents in ON_OWN_MACHINES:
        yield "the loss of a zone is to be outlasted, yet there is one zone only"


def _price_assumptions(task: SizingTask, deployment: Deployment) -> Iterator[Assumption]:
    """Says so when prices are younger than the day asked about, or of another region: they stand in for those."""
    days = [dt.date.fromisoformat(m.as_of) for pool in deployment.pools for m in pool.machines if m.as_of]
    if days and max(days) > task.day:
        why = f"no price list of {task.day.isoformat()} is held, and types of that day may no longer be on the list"
        effect = "types of that day were other ones of about these sizes; the bill shows what they would cost later"
        yield Assumption("machine types and prices", f"those of {max(days).isoformat()}", why, effect)
    location = task.main_location
    region = task.terms.priced_region
    if region is not None and location.region not in (None, region):
        yield Assumption(
            f"prices of {task.platform.id}", f"those of {region}", f"none of {location.region} is held", _OTHER_REGION
        )
    for location in balanced_locations(task, deployment.pools):
        price = price_of(location, "load_balancer_hour")
        if price is not None and price.region not in (location.region, *EVERYWHERE):
            why = f"none of {location.region} is held"
            yield Assumption(f"load balancer ({location.cloud})", f"price of {price.region}", why, _OTHER_REGION)


_OTHER_REGION = "regions of a cloud differ by up to a third; the bill moves with it"
