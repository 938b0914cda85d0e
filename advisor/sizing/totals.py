"""Pools and control plane -> topology: support added, everything priced, and said plainly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from advisor.candidates import claim_on
from advisor.sizing.bill import line, make_bill, pool_lines
from advisor.sizing.described import (
    beside_of,
    clusters_of,
    entries_needed,
    limit_notes,
    site_notes,
    tenants_of,
    with_entries,
)
from advisor.sizing.grounds import OWN_SITE, Ground
from advisor.sizing.plane_lines import beside_lines, control_plane_lines, every_beside, fee_assumptions, members_of
from advisor.sizing.support import EVERYWHERE, balanced_grounds, image_gibibytes, price_of, support_parts
from advisor.sizing.task import Carried, Task
from advisor.sizing.topology import Assumption, Bill, BillLine, Pool, Topology
from advisor.values import HOURS_PER_MONTH

KEPT_VERSIONS = 5
ON_OFFER = 3


def assemble(task: Task, carried: Carried, typical: tuple[Pool, ...] | None) -> Topology:
    """The whole topology of a platform from what carries the peak, and its pools on a typical day if they differ."""
    return Topology(
        platform=task.platform.id,
        control_plane=carried.control_plane,
        pools=carried.pools,
        support=tuple(with_entries(task, carried.pools, support_parts(task, carried.pools))),
        bill=_bill(task, carried, typical),
        notes=tuple(_notes(task, carried)),
        assumptions=(
            *task.needs.assumptions,
            *task.placing.assumptions,
            *_price_assumptions(task, carried),
            *fee_assumptions(carried),
        ),
        clusters=clusters_of(carried),
        beside=beside_of(carried),
        tenants=tenants_of(task, carried),
    )


def _subscription_lines(task: Task, carried: Carried) -> Iterator[BillLine]:
    """A subscription with a published price, for every machine of the platform."""
    claim = task.platform.claim("subscription_usd_per_machine_year", task.day)
    if claim is not None:
        machines = carried.nodes + members_of(carried)
        day = task.knowledge.sources[claim.source].day.isoformat()
        hourly = claim.value / (12 * HOURS_PER_MONTH)
        yield line(f"subscription of {machines} machines", machines, hourly, claim.source, day)


def _fee_lines(task: Task, carried: Carried) -> Iterator[BillLine]:
    """A fee with a published price for each vCPU of the agents, at the peak."""
    claim = task.platform.claim("agent_fee_usd_per_vcpu_hour", task.day)
    if claim is None:
        return
    vcpus = 0.0
    for pool in carried.pools:
        size = {machine.name: machine.vcpu for machine in pool.machines}
        vcpus += sum(node.count * size[node.machine] for node in pool.nodes)
    vcpus += sum(beside.count * beside.offer.vcpu for _, beside in every_beside(carried) if beside.is_agent)
    day = task.knowledge.sources[claim.source].day.isoformat()
    yield line(f"fee for {vcpus:g} vCPU of the agents", vcpus, claim.value, claim.source, day)


def _bill(task: Task, carried: Carried, typical: tuple[Pool, ...] | None) -> Bill:
    lines = [
        *pool_lines(carried.pools),
        *control_plane_lines(task, carried),
        *beside_lines(carried),
        *_subscription_lines(task, carried),
        *_fee_lines(task, carried),
    ]
    left_out: list[str] = []
    balanced = balanced_grounds(task, carried.pools)
    for ground in task.placing.grounds:
        entries = entries_needed(task, carried.pools, ground.label) if ground in balanced else 0
        lines.extend(_support_lines(task, ground, left_out, entries))
    unpriced = []
    quoted = task.platform.value("subscription_basis", task.day) == "quote_only"
    if quoted:
        unpriced.append(f"subscription of {task.platform.name}: price on request only")
    if any(service.os == "windows" for service in task.needs.services) and task.agents in (
        "machines",
        "machine_per_replica",
    ):
        unpriced.append("Windows Server licences: the machine prices are for Linux")
    if carried.control_plane.operated_by == "vendor" and any(g.site == OWN_SITE for g in task.placing.grounds):
        unpriced.append(f"fee of {task.platform.name} for own servers, where it charges one")
    people = task.platform.claim("people_to_run", task.day)
    if people is not None:
        left_out.append(f"people: about {people.value:g} to run it")
    bill = make_bill(tuple(lines), carried.pools, typical, task.needs, tuple(unpriced), tuple(dict.fromkeys(left_out)))
    return replace(bill, subscription_unknown=quoted)


def _support_lines(task: Task, ground: Ground, left_out: list[str], entries: int) -> Iterator[BillLine]:
    if entries:
        price = price_of(ground, "load_balancer_hour")
        if price is None:
            left_out.append(f"load balancer in {ground.label}: no price held")
        else:
            each = "load balancer" if entries == 1 else f"{entries} load balancers, one for each cluster"
            yield line(f"{each} ({ground.label}), without traffic", entries, price.usd, price.source, price.as_of)
    storage = image_gibibytes(task.needs.services, KEPT_VERSIONS)
    price = price_of(ground, "registry_gib_month")
    if storage is None or price is None:
        left_out.append("image registry storage")
    else:
        what = f"registry storage, {KEPT_VERSIONS} versions kept of each image"
        yield BillLine(what, storage, "GiB-month", price.usd, storage * price.usd, price.source, price.as_of)


def _notes(task: Task, carried: Carried) -> Iterator[str]:
    offer = claim_on(task.platform, "on_offer", task.day, task.knowledge)
    if offer is not None and offer.value < ON_OFFER:
        yield f"not on offer on {task.day.isoformat()}: {offer.why}"
    yield from carried.control_plane.notes
    if any(each.member_offer and each.member_ground and each.member_ground.cloud for each in carried.each()) and (
        task.main_ground.site == OWN_SITE
    ):
        yield (
            "the own servers have no room for the control plane, so it stands in the cloud: while the line is down, "
            "replicas on own servers run on and nothing is replaced there"
        )
    yield from limit_notes(task, carried)
    yield from site_notes(task, carried)
    if task.platform.value("reschedules", task.day) == "no" and task.agents != "one_machine":
        yield "room is kept for lost machines, yet a person has to start the replicas there"
    if task.agents == "one_machine":
        yield "one machine: when it restarts or is lost, everything is down until it is back"
    zones = len(task.main_ground.zones)
    if task.needs.survive_zone and zones == 1 and task.agents in ("machines", "machine_per_replica"):
        yield "the loss of a zone is to be outlasted, yet there is one zone only"


def _price_assumptions(task: Task, carried: Carried) -> Iterator[Assumption]:
    """Says so when prices are younger than the day asked about, or of another region: they stand in for those."""
    days = [dt.date.fromisoformat(m.as_of) for pool in carried.pools for m in pool.machines if m.as_of]
    if days and max(days) > task.day:
        why = f"no price list of {task.day.isoformat()} is held, and types of that day may no longer be on the list"
        effect = "types of that day were other ones of about these sizes; the bill shows what they would cost later"
        yield Assumption("machine types and prices", f"those of {max(days).isoformat()}", why, effect)
    ground = task.main_ground
    region = task.platform.value("priced_region", task.day)
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
