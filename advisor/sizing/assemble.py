"""Pools and control plane -> topology: support added, everything priced, and said plainly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from advisor.knowledge import Agents, Level, Subscription, TermField, Terms
from advisor.screening import claim_on
from advisor.sizing.billing.bill import Beside, line, make_bill, pool_lines
from advisor.sizing.billing.control_plane_costs import (
    beside_lines,
    control_plane_lines,
    every_beside,
    fee_assumptions,
    members_of,
)
from advisor.sizing.deployment import Carried, Task
from advisor.sizing.explain.notes import (
    approach_notes,
    beside_of,
    clusters_of,
    limit_notes,
    missing_parts,
    site_notes,
    tenants_of,
)
from advisor.sizing.hybrid_placement import overflow_notes
from advisor.sizing.load_profile import Followed, tell_over_time
from advisor.sizing.locations import EVERYWHERE, OWN_SITE, price_of
from advisor.sizing.result import Assumption, Bill, BillLine, Pool, Topology
from advisor.sizing.rolling_update import is_none
from advisor.sizing.support.ingress import (
    ON_OWN_MACHINES,
    QUORUM,
    Piece,
    adds_discovery,
    balanced_grounds,
    pieces,
    support_parts,
)
from advisor.sizing.support.registry import registry_assumptions, registry_lines
from advisor.values import HOURS_PER_MONTH


def assemble(task: Task, carried: Carried, followed: Followed | str) -> Topology:
    """The whole topology of a platform from what carries the peak and what carries the quieter hours."""
    return Topology(
        platform=task.platform.id,
        control_plane=carried.control_plane,
        pools=carried.pools,
        support=support_parts(task, carried.pools, members_of(carried)),
        bill=_bill(task, carried, followed if isinstance(followed, Followed) else None),
        notes=(*_notes(task, carried), *approach_notes(task, carried)),
        assumptions=(
            *task.needs.assumptions,
            *task.placing.assumptions,
            *_price_assumptions(task, carried),
            *fee_assumptions(carried),
            *registry_assumptions(task),
        ),
        clusters=clusters_of(carried),
        beside=beside_of(carried),
        tenants=tenants_of(task, carried),
        over_time=tell_over_time(task, carried, followed),
        missing=missing_parts(task),
    )


def _subscription_lines(task: Task, carried: Carried) -> Iterator[BillLine]:
    """A subscription with a published price, for every machine of the platform."""
    claim = task.terms.claim(Terms.subscription_usd_per_machine_year)
    if claim is not None:
        machines = carried.nodes + members_of(carried)
        day = task.knowledge.sources[claim.source].day.isoformat()
        hourly = claim.value / (12 * HOURS_PER_MONTH)
        yield line(f"subscription of {machines} machines", machines, hourly, claim.source, day)


def _fee_lines(task: Task, carried: Carried) -> Iterator[BillLine]:
    """A fee with a published price for each vCPU of the agents, at the peak."""
    claim = task.terms.claim(Terms.agent_fee_usd_per_vcpu_hour)
    if claim is None:
        return
    vcpus = 0.0
    for pool in carried.pools:
        size = {machine.name: machine.vcpu for machine in pool.machines}
        vcpus += sum(node.count * size[node.machine] for node in pool.nodes)
    vcpus += sum(beside.count * beside.offer.vcpu for _, beside in every_beside(carried) if beside.is_agent)
    day = task.knowledge.sources[claim.source].day.isoformat()
    yield line(f"fee for {vcpus:g} vCPU of the agents", vcpus, claim.value, claim.source, day)


def _bill(task: Task, carried: Carried, followed: Followed | None) -> Bill:
    left_out: list[str] = []
    way = tuple(pieces(task, carried.pools, members_of(carried)))
    lines = [
        *pool_lines(carried.pools),
        *control_plane_lines(task, carried),
        *beside_lines(carried),
        *_subscription_lines(task, carried),
        *_fee_lines(task, carried),
        *_support_lines(task, carried, way, left_out),
    ]
    left_out.extend(_passing(task, carried.pools))
    beside = Beside(tuple(_unpriced(task, carried)), tuple(dict.fromkeys(left_out)))
    bill = make_bill(tuple(lines), carried.pools, followed, task, beside)
    people = task.terms.claim(Terms.people_to_run)
    perhaps = sum(piece.line.usd_per_month or 0.0 for piece in way if piece.optional and piece.line is not None)
    if perhaps and bill.high is not None:
        basis = f"{bill.basis}; high also has a way out of private subnets, which were not asked for"
        bill = replace(bill, high=bill.high + perhaps, basis=basis)
    return replace(
        bill,
        people=people.value if people else None,
        people_source=people.source if people else "",
        price_notes=tuple(_price_notes(task, carried)),
        budget_usd_per_month=task.scenario.budget.usd_per_month if task.scenario.budget else None,
        subscription_unknown=task.terms.subscription_basis is Subscription.QUOTE_ONLY,
    )


def _passing(task: Task, pools: tuple[Pool, ...]) -> Iterator[str]:
    """What is paid for only while something is upgraded."""
    if any(pool.upgrade is not None and pool.upgrade.added_nodes for pool in pools):
        yield "machines added for as long as machines are upgraded"
    surging = task.needs.rolling is not None and not is_none(task.needs.rolling.max_surge)
    if surging and any(pool.kind == "tasks" for pool in pools):
        yield "replicas added for as long as a service is upgraded"


def _price_notes(task: Task, carried: Carried) -> Iterator[tuple[str, str]]:
    """What the knowledge base says beside the prices that this bill takes from it."""
    fields: list[TermField[Any]] = []
    if task.agents is Agents.TASKS:
        fields += [Terms.task_vcpu_usd_per_hour, Terms.task_memory_usd_per_gib_hour]
    elif task.agents is Agents.PLAN_INSTANCES:
        fields.append(Terms.plan_sizes)
    if carried.control_plane.operated_by == "vendor" and carried.control_plane.usd_per_hour:
        fields.append(Terms.control_plane_usd_per_hour)
    for field in (*fields, Terms.subscription_usd_per_machine_year, Terms.agent_fee_usd_per_vcpu_hour):
        claim = task.terms.claim(field)
        if claim is not None and claim.note:
            yield f"{task.knowledge.vocabulary[field.term].about}: {claim.note}", claim.source


def _unpriced(task: Task, carried: Carried) -> Iterator[str]:
    """What has to be paid for and whose price nobody publishes."""
    if task.terms.subscription_basis is Subscription.QUOTE_ONLY:
        yield f"subscription of {task.platform.name}: price on request only"
    windows = any(service.os == "windows" for service in task.needs.services)
    if windows and task.agents in ON_OWN_MACHINES:
        yield "Windows Server licences: the machine prices are for Linux"
    if carried.control_plane.operated_by == "vendor" and any(g.site == OWN_SITE for g in task.placing.grounds):
        yield f"fee of {task.platform.name} for own servers, where it charges one"


def _support_lines(task: Task, carried: Carried, way: tuple[Piece, ...], left_out: list[str]) -> Iterator[BillLine]:
    """The way in and out and the registry; what has no line goes to `left_out`."""
    for piece in way:
        if piece.line is not None and not piece.optional:
            yield piece.line
        elif piece.left_out is not None:
            left_out.append(piece.left_out)
    if adds_discovery(task, carried.pools):
        left_out.append(f"{QUORUM} members of an added discovery service")
    yield from registry_lines(task, left_out)


def _notes(task: Task, carried: Carried) -> Iterator[str]:
    offer = claim_on(task.platform, "on_offer", task.day, task.knowledge)
    if offer is not None and offer.value < Level.NATIVE:
        yield f"not on offer on {task.day.isoformat()}: {offer.why}"
    yield from carried.control_plane.notes
    if any(each.member_offer and each.member_ground and each.member_ground.cloud for each in carried.each()) and (
        task.main_ground.site == OWN_SITE
    ):
        yield (
            "the own servers have no room for the control plane, so it stands in the cloud: while the line is down, "
            "replicas on own servers run on and nothing is replaced there"
        )
    yield from overflow_notes(carried)
    yield from limit_notes(task, carried)
    yield from site_notes(task, carried)
    keeps_room = any(pool.survives_nodes or pool.survives_zone for pool in carried.pools)
    if task.terms.reschedules is False and keeps_room:
        yield "room is kept for lost machines, yet a person has to start the replicas there"
    zones = len(task.main_ground.zones)
    if task.needs.survive_zone and zones == 1 and task.agents in ON_OWN_MACHINES:
        yield "the loss of a zone is to be outlasted, yet there is one zone only"


def _price_assumptions(task: Task, carried: Carried) -> Iterator[Assumption]:
    """Says so when prices are younger than the day asked about, or of another region: they stand in for those."""
    days = [dt.date.fromisoformat(m.as_of) for pool in carried.pools for m in pool.machines if m.as_of]
    if days and max(days) > task.day:
        why = f"no price list of {task.day.isoformat()} is held, and types of that day may no longer be on the list"
        effect = "types of that day were other ones of about these sizes; the bill shows what they would cost later"
        yield Assumption("machine types and prices", f"those of {max(days).isoformat()}", why, effect)
    ground = task.main_ground
    region = task.terms.priced_region
    if region is not None and ground.region not in (None, region):
        yield Assumption(
            f"prices of {task.platform.id}", f"those of {region}", f"none of {ground.region} is held", _OTHER_REGION
        )
    for ground in balanced_grounds(task, carried.pools):
        price = price_of(ground, "load_balancer_hour")
        if price is not None and price.region not in (ground.region, *EVERYWHERE):
            why = f"none of {ground.region} is held"
            yield Assumption(f"load balancer ({ground.cloud})", f"price of {price.region}", why, _OTHER_REGION)


_OTHER_REGION = "regions of a cloud differ by up to a third; the bill moves with it"
