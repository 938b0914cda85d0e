"""Deployment -> topology: support, bill, notes and assumptions are added."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from advisor.knowledge import Level, Terms
from advisor.prices.offer import SCARCE, SHARED_CPU, PriceKind
from advisor.prices.support_prices import EVERYWHERE
from advisor.scenario.enums import HostingModel
from advisor.screening import DerivedClaim, claim_on
from advisor.sizing.assumption import Assumption
from advisor.sizing.billing.bill import Billed, bill_of
from advisor.sizing.billing.control_plane_costs import fee_assumptions
from advisor.sizing.deployment import Deployment, SizingTask
from advisor.sizing.explain.machine_notes import machine_notes
from advisor.sizing.explain.notes import (
    auxiliary_pools,
    burst_notes,
    clusters_of,
    fewer_disks_notes,
    limit_notes,
    missing_parts,
    one_type_notes,
    tenants_of,
)
from advisor.sizing.explain.overcommit import overcommit_notes
from advisor.sizing.explain.storage_notes import disk_notes, root_disk_assumptions, zonal_volume_notes
from advisor.sizing.explain.utilisation import with_utilisation
from advisor.sizing.hybrid_placement import overflow_notes
from advisor.sizing.load_profile import PoolsByLoad, load_following_of
from advisor.sizing.location import OWN_SITE, price_of
from advisor.sizing.note_codes import AssumptionCode, NoteCode
from advisor.sizing.per_node import replicas_on_each
from advisor.sizing.pool import PoolKind
from advisor.sizing.support.image_registry import registry_assumptions, registry_parts
from advisor.sizing.support.network import NetworkComponent, balanced_locations, network_components, subnet_assumptions
from advisor.sizing.support.proxies import proxy_parts
from advisor.sizing.support.service_discovery import discovery_parts
from advisor.sizing.support_part import SupportPart
from advisor.sizing.topology import Topology
from advisor.values import Note, note


def assemble(
    task: SizingTask, deployment: Deployment, followed: PoolsByLoad | Note, billed: PoolsByLoad | None
) -> Topology:
    """The topology of a platform, from its deployment at the peak, how it follows the load and what use is billed."""
    by_load = followed if isinstance(followed, PoolsByLoad) else None
    network = tuple(network_components(task, deployment, by_load))
    return Topology(
        platform=task.platform.id,
        control_plane=deployment.control_plane,
        pools=tuple(with_utilisation(pool) for pool in deployment.pools),
        support=tuple(_support(task, deployment, network)),
        bill=bill_of(Billed(task, deployment, by_load, network, billed)),
        notes=(*_notes(task, deployment), *task.strategy.notes(task, deployment)),
        assumptions=(
            *task.workload.assumptions,
            *task.targets.assumptions,
            *_price_assumptions(task, deployment),
            *_caveats_of_machines(task, deployment),
            *_burst_assumptions(task, deployment),
            *fee_assumptions(deployment),
            *subnet_assumptions(task, network),
            *registry_assumptions(task),
            *root_disk_assumptions(task),
            *_traffic_assumptions(task, deployment, followed),
        ),
        clusters=clusters_of(deployment),
        auxiliary=auxiliary_pools(deployment),
        tenants=tenants_of(task, deployment),
        load_following=load_following_of(task, deployment, followed),
        missing=missing_parts(task),
        effort=task.effort,
        sketched=task.sketched,
    )


def _support(task: SizingTask, deployment: Deployment, network: tuple[NetworkComponent, ...]) -> Iterator[SupportPart]:
    """Proxies, network, discovery and registry."""
    yield from proxy_parts(deployment.pools)
    yield from (each.part for each in network)
    yield from discovery_parts(task, deployment.pools)
    yield from registry_parts(task)


def _notes(task: SizingTask, deployment: Deployment) -> Iterator[Note]:
    offer = claim_on(task.platform, "on_offer", task.day, task.knowledge)
    if isinstance(offer, DerivedClaim) and offer.value < Level.NATIVE:
        status = offer.reason.code.value
        yield note(NoteCode.NOT_ON_OFFER, day=task.day.isoformat(), status=status, **dict(offer.reason.values))
    yield from deployment.control_plane.notes
    if any(each.members and each.member_location and each.member_location.cloud for each in deployment.each()) and (
        task.main_location.site == OWN_SITE
    ):
        yield note(NoteCode.CONTROL_PLANE_IN_CLOUD)
    yield from _cloud_notes(task)
    yield from _own_side_notes(task)
    yield from overflow_notes(deployment)
    yield from machine_notes(task, deployment)
    yield from limit_notes(task, deployment)
    yield from burst_notes(task, deployment)
    yield from one_type_notes(deployment)
    yield from fewer_disks_notes(deployment)
    keeps_room = any(pool.survives_nodes or pool.survives_zone for pool in deployment.pools)
    if task.terms.reschedules is False and keeps_room:
        yield note(NoteCode.RESTARTED_BY_HAND)
    yield from zonal_volume_notes(task, deployment)
    yield from disk_notes(task, deployment)
    yield from _per_node_notes(task, deployment)
    yield from overcommit_notes(task, deployment)
    zones = len(task.main_location.zones)
    if task.workload.survive_zone and zones == 1 and task.strategy.runs_on_own_machines:
        yield note(NoteCode.ONE_ZONE_ONLY)


def _cloud_notes(task: SizingTask) -> Iterator[Note]:
    """What machines would cost in the clouds that were not taken, where none is named."""
    costs = {each.cloud: each.usd_per_month for each in task.targets.clouds if each.usd_per_month is not None}
    here = next((location.cloud for location in task.targets.locations if location.cloud in costs), None)
    if here is not None and len(costs) > 1:
        others = tuple((cloud, usd) for cloud, usd in costs.items() if cloud != here)
        yield note(NoteCode.CLOUDS_COMPARED, cloud=here, usd_per_month=costs[here], others=others)


def _own_side_notes(task: SizingTask) -> Iterator[Note]:
    """That the own servers of a hybrid stay out of the plan, where only a related product runs on them."""
    hosting = task.scenario.hosting
    reach = task.terms.claim(Terms.hybrid_reach)
    if hosting is None or hosting.model is not HostingModel.HYBRID or reach is None:
        return
    if reach.value is Level.LIMITED and (task.terms.runs_on_premises or Level.NONE) < Level.LIMITED:
        yield note(NoteCode.OWN_SIDE_APART, why=reach.why)


def _burst_assumptions(task: SizingTask, deployment: Deployment) -> Iterator[Assumption]:
    """What services are taken to use on average, where burstable machines are planned by it."""
    assumed = task.knowledge.assumed["average_cpu_share"]
    if not task.workload.is_steady and any(
        machine.sustained_vcpu is not None for pool in deployment.pools for machine in pool.machines
    ):
        told = note(AssumptionCode.AVERAGE_CPU, value=assumed.value, about=assumed.about, because=assumed.why)
        yield Assumption(None, told)


def _traffic_assumptions(
    task: SizingTask, deployment: Deployment, followed: PoolsByLoad | Note
) -> Iterator[Assumption]:
    """What was assumed of requests, where those are billed, and of hours with any load, where capacity follows it."""
    by_requests = any(usage.by_requests for pool in deployment.pools for usage in pool.usage)
    for assumed in task.workload.traffic_assumed:
        in_hours = assumed.note.code is AssumptionCode.BUSY_HOURS
        if isinstance(followed, PoolsByLoad) if in_hours else by_requests:
            yield assumed


def _per_node_notes(task: SizingTask, deployment: Deployment) -> Iterator[Note]:
    """How many replicas there are of what runs on every node; or that nobody knows."""
    counted = replicas_on_each(deployment.pools)
    if counted:
        yield note(NoteCode.ON_EVERY_NODE, services=counted)
    asked = tuple(service.name for service in task.workload.services if service.per_node)
    if asked and any(pool.kind is not PoolKind.MACHINES for pool in deployment.pools):
        yield note(NoteCode.ON_EVERY_NODE_UNCOUNTED, services=asked)


def _caveats_of_machines(task: SizingTask, deployment: Deployment) -> Iterator[Assumption]:
    """What has to be known of machine types that a pool takes: a shared CPU, and types that were sold out."""
    taken = {node.machine for pool in deployment.pools for node in pool.nodes}
    offers = {offer.name: offer for location in task.targets.locations for offer in location.offers}
    for caveat, code in ((SHARED_CPU, AssumptionCode.SHARED_CPU), (SCARCE, AssumptionCode.SCARCE_MACHINES)):
        machines = tuple(sorted(name for name in taken if name in offers and caveat in offers[name].caveats))
        if machines:
            yield Assumption(None, note(code, machines=machines))


def _price_assumptions(task: SizingTask, deployment: Deployment) -> Iterator[Assumption]:
    """Says so when prices are younger than the day asked about, or of another region: they stand in for those."""
    days = [dt.date.fromisoformat(m.as_of) for pool in deployment.pools for m in pool.machines if m.as_of]
    if days and max(days) > task.day:
        told = note(AssumptionCode.LATER_PRICES, of_day=max(days).isoformat(), day=task.day.isoformat())
        yield Assumption(None, told)
    location = task.main_location
    estimated = any(m.price_kind is PriceKind.ESTIMATED for pool in deployment.pools for m in pool.machines)
    region = next(filter(None, (task.other_region_of(mode.name) for mode in task.billing_modes)), None)
    if estimated and region is not None:
        told = note(AssumptionCode.PRICES_ELSEWHERE, platform=task.platform.id, region=region, asked=location.region)
        yield Assumption(None, told)
    for location in balanced_locations(task, deployment.pools):
        price = price_of(location, "load_balancer_hour")
        if price is not None and price.region not in (location.region, *EVERYWHERE):
            told = note(
                AssumptionCode.BALANCER_PRICE_ELSEWHERE,
                cloud=location.cloud,
                region=price.region,
                asked=location.region,
            )
            yield Assumption(None, told)
