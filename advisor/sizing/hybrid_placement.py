"""Services that may run on own servers or in a cloud: which run where, and how many of their replicas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from advisor.knowledge import Level
from advisor.scenario.enums import Autoscale, Site
from advisor.sizing.affinity import hosts_by_service
from advisor.sizing.deployment import Assignment, Deployment, SizingTask
from advisor.sizing.locations import OWN_SITE
from advisor.sizing.note_codes import HybridPlacement, NoteCode
from advisor.sizing.service_demand import ServiceDemand
from advisor.sizing.topology import Topology
from advisor.values import Note, note


def assignments(task: SizingTask) -> tuple[Assignment, ...]:
    """The ways to share out the services that may run anywhere, in the order in which they are tried.

    All of them on own servers; what is above a typical day in the cloud, where load may flow over and the platform
    spans both; all of them in the cloud. The last one asks the least of the own servers, so its failure is the one that
    tells what is short. A task may leave out the first ones.
    """
    locations = task.targets.locations
    if len(locations) == 1:
        return (((locations[0], task.workload.services),),)
    if not any(service.site is Site.ANY for service in task.workload.services):
        return (_whole(task, own=True),)
    over = (_overflowing(task),) if _bursts_to_cloud(task) else ()
    return (_whole(task, own=True), *over, _whole(task, own=False))[task.skipped_assignments :]


def flexible_placement(deployment: Deployment) -> HybridPlacement:
    """Where the services that may run anywhere stand."""
    halves = {
        (location.site == OWN_SITE, service.name)
        for each in deployment.each()
        for location, services in each.assignment or ()
        for service in services
        if service.site is Site.ANY
    }
    own, cloud = ({name for is_own, name in halves if is_own is side} for side in (True, False))
    if not cloud:
        return HybridPlacement.OWN_SERVERS
    if not own:
        return HybridPlacement.CLOUD
    return HybridPlacement.BURST if own & cloud else HybridPlacement.BOTH


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
                here.append(_beyond(whole, kept[service.name]))
            elif service.peak < whole.peak:
                kept[service.name] = service.peak
                here.append(_up_to(whole, service.peak))
            else:
                here.append(whole)
        shared.append((locations[location.id], tuple(here)))
    return tuple(shared)


def overflow_notes(deployment: Deployment) -> Iterator[Note]:
    """What runs beyond the own servers at the peak only, where services stand on two locations."""
    for each in deployment.each():
        seen: set[str] = set()
        for location, services in each.assignment or ():
            over = [service for service in services if service.name in seen]
            seen |= {service.name for service in services}
            if over:
                there = tuple((service.name, service.peak) for service in over)
                yield note(NoteCode.BURST_TO_CLOUD, location=location.id, services=there)


def _bursts_to_cloud(task: SizingTask) -> bool:
    spans = (task.terms.burst_to_cloud or Level.NONE) >= Level.LIMITED
    return spans and task.scenario.autoscale is Autoscale.BURST_TO_CLOUD


def _whole(task: SizingTask, *, own: bool) -> Assignment:
    """Every service whole on one location, those that may run anywhere on own servers or in the cloud."""
    halves = []
    for location in task.targets.locations:
        on_own = location.site == OWN_SITE
        pinned = Site.ON_PREM if on_own else Site.CLOUD
        here = (s for s in task.workload.services if s.site is pinned or (s.site is Site.ANY and on_own == own))
        halves.append((location, tuple(here)))
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
        pinned = Site.ON_PREM if on_own else Site.CLOUD
        here = []
        for service in task.workload.services:
            if service.site is pinned:
                here.append(service)
            elif service.site is Site.ANY and on_own:
                here.append(service if service.name in staying else _up_to(service, service.typical))
            elif service.site is Site.ANY and service.name in bursting - staying:
                here.append(_beyond(service, service.typical))
        halves.append((location, tuple(here)))
    return tuple(halves)


def _up_to(service: ServiceDemand, count: int) -> ServiceDemand:
    """The service with at most `count` replicas at any hour."""
    floor, typical, peak = (min(each, count) for each in (service.floor, service.typical, service.peak))
    return replace(service, floor=floor, typical=typical, peak=peak)


def _beyond(service: ServiceDemand, count: int) -> ServiceDemand:
    """The service with the replicas above `count`."""
    floor, typical, peak = (max(0, each - count) for each in (service.floor, service.typical, service.peak))
    return replace(service, floor=floor, typical=typical, peak=peak)
