"""Services that may run on own servers or in a cloud: which run where, and how many of their replicas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from advisor.scenario.enums import Autoscale, Site
from advisor.sizing.affinity import hosts_by_service
from advisor.sizing.deployment import Assignment, Deployment, SizingTask
from advisor.sizing.location import OWN_SITE
from advisor.sizing.note_codes import HybridPlacement, NoteCode
from advisor.sizing.overflow import beside_nodes, beyond, filled_assignments, spans_both, up_to
from advisor.sizing.service_demand import ServiceDemand
from advisor.sizing.topology import Topology
from advisor.values import Note, note


def assignments(task: SizingTask) -> tuple[Assignment, ...]:
    """The ways to share out the services that may run anywhere, in the order in which they are tried.

    All of them on own servers; where the platform spans both, what is above a typical day in the cloud if load may flow
    over, else what own servers do not hold; all of them in the cloud. The last one asks the least of the own servers,
    so its failure is the one that tells what is short. A task may leave out the first ones.
    """
    locations = task.targets.locations
    if len(locations) == 1:
        return (((locations[0], task.workload.services),),)
    if not any(service.site is Site.ANY for service in task.workload.services):
        return (_whole(task, own=True),)
    over = (_overflowing(task),) if _bursts_to_cloud(task) else tuple(filled_assignments(task))
    return (_whole(task, own=True), *over, _whole(task, own=False))[task.skipped_assignments :]


def flexible_placement(deployment: Deployment) -> HybridPlacement:
    """Where the services that may run anywhere stand."""
    own: dict[str, ServiceDemand] = {}
    cloud: dict[str, ServiceDemand] = {}
    for each in deployment.each():
        for location, services in each.assignment or ():
            side = own if location.site == OWN_SITE else cloud
            side.update((s.name, s) for s in services if s.site is Site.ANY and not s.per_node)
    if not cloud:
        return HybridPlacement.OWN_SERVERS
    if not own:
        return HybridPlacement.CLOUD
    split = own.keys() & cloud.keys()
    if not split:
        return HybridPlacement.BOTH
    at_peak = all(own[name].peak == own[name].typical and not cloud[name].typical for name in split)
    return HybridPlacement.BURST if at_peak else HybridPlacement.FILLED


def cheapest_topology(found: Mapping[HybridPlacement, Topology]) -> Topology:
    """Of topologies by where the services that may run anywhere stand, the one with the lowest bill, which says so.

    The first, on own servers if they hold it, where a machine has no price: what stands there already is then used.
    """
    first = next(iter(found.values()))
    priced = all(pool.usd_per_hour is not None for topology in found.values() for pool in topology.pools)
    bills = {where: topology.bill.base for where, topology in found.items()}
    if len(found) == 1 or not priced or any(usd is None for usd in bills.values()):
        return first
    best, *others = sorted(bills, key=lambda where: bills[where] or 0.0)
    rest = tuple((where, bills[where]) for where in others)
    told = note(NoteCode.CHEAPEST_PLACEMENT, placement=best, usd_per_month=bills[best], others=rest)
    return replace(found[best], notes=(told, *found[best].notes))


def assignment_at_hour(task: SizingTask, before: Assignment) -> Assignment:
    """The assignment of another hour with the replicas and offers of now: no service changes sites meanwhile."""
    locations = {location.id: location for location in task.targets.locations}
    now = {service.name: service for service in task.workload.services}
    kept: dict[str, int] = {}
    shared = []
    for location, services in before:
        here = []
        for service in services:
            whole = now[service.name]
            if service.name in kept:
                here.append(beyond(whole, kept[service.name]))
            elif service.peak < whole.peak:
                kept[service.name] = service.peak
                here.append(up_to(whole, service.peak))
            else:
                here.append(whole)
        shared.append((locations[location.id], tuple(here)))
    return tuple(shared)


def overflow_notes(deployment: Deployment) -> Iterator[Note]:
    """What runs beyond the own servers, at the peak only or all the time, where services stand on two locations."""
    for each in deployment.each():
        seen: set[str] = set()
        for location, services in each.assignment or ():
            over = [service for service in services if service.name in seen and not service.per_node]
            seen |= {service.name for service in services}
            if over:
                there = tuple((service.name, service.peak) for service in over)
                at_peak = flexible_placement(deployment) is HybridPlacement.BURST
                code = NoteCode.BURST_TO_CLOUD if at_peak else NoteCode.BEYOND_OWN_SERVERS
                yield note(code, location=location.id, services=there)


def _bursts_to_cloud(task: SizingTask) -> bool:
    return spans_both(task) and task.scenario.autoscale is Autoscale.BURST_TO_CLOUD


def _whole(task: SizingTask, *, own: bool) -> Assignment:
    """Every service whole on one location, those that may run anywhere on own servers or in the cloud."""
    halves = []
    for location in task.targets.locations:
        on_own = location.site == OWN_SITE
        here = (
            s
            for s in task.workload.services
            if s.site is location.service_site or (s.site is Site.ANY and (on_own == own or s.per_node))
        )
        halves.append((location, beside_nodes(here)))
    return tuple(halves)


def _overflowing(task: SizingTask) -> Assignment:
    """Services that may run anywhere have a typical day's replicas on own servers and the others in the cloud.

    What must stand beside others stays whole on own servers where these have none to spare for the cloud.
    """
    hosts = hosts_by_service(task.workload.services)
    bursting = {service.name for service in task.workload.services if service.peak > service.typical}
    staying = {name for name, needed in hosts.items() if any(host not in bursting for host in needed)}
    halves = []
    for location in task.targets.locations:
        on_own = location.site == OWN_SITE
        here = []
        for service in task.workload.services:
            if service.site is location.service_site or (service.per_node and service.site is Site.ANY):
                here.append(service)
            elif service.site is Site.ANY and on_own:
                here.append(service if service.name in staying else up_to(service, service.typical))
            elif service.site is Site.ANY and service.name in bursting - staying:
                here.append(beyond(service, service.typical))
        halves.append((location, beside_nodes(here)))
    return tuple(halves)
