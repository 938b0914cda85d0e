"""Own servers that are filled first, and what of the services flows over into the cloud: estimates to be packed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, repeat

from advisor.knowledge import Level
from advisor.scenario.enums import Site
from advisor.sizing.deployment import Assignment, SizingTask
from advisor.sizing.location import OWN_SITE, Location
from advisor.sizing.machine_types import allocatable_types
from advisor.sizing.pool import MachineType
from advisor.sizing.service_demand import ServiceDemand

FILL_LEVELS = (1.0, 0.85, 0.6)
"""Shares of what own servers hold in sum that are tried: whole machines, proxies and a control plane take the rest."""

Amounts = tuple[float, float, float]
"""Millicores, MiB and GPUs."""


def spans_both(task: SizingTask) -> bool:
    """Whether one cluster of the platform spans own servers and a cloud."""
    return (task.terms.burst_to_cloud or Level.NONE) >= Level.LIMITED


def filled_assignments(task: SizingTask) -> Iterator[Assignment]:
    """The services that may run anywhere on own servers as far as these hold them, and in the cloud beyond.

    Fuller servers come first. There are none where the platform does not span both sides, or the servers have no
    limit. What keeps data stays whole, and so do services tied by affinity; others are split by their replicas.
    """
    own = next((location for location in task.targets.locations if location.site == OWN_SITE), None)
    if own is None or not spans_both(task) or any(offer.stock is None for offer in own.offers):
        return
    machines, sums = _left_after_losses(task, own)
    seen: set[tuple[int, ...]] = set()
    for level in FILL_LEVELS:
        counts = _held(task, tuple(level * each for each in sums), machines)
        part = any(counts[s.name] > 0 for s in _free(task)) and any(counts[s.name] < s.peak for s in _free(task))
        if part and tuple(counts.values()) not in seen:
            seen.add(tuple(counts.values()))
            yield _shared_out(task, counts)


def up_to(service: ServiceDemand, count: int) -> ServiceDemand:
    """The service with at most `count` replicas at any hour."""
    floor, typical, peak = (min(each, count) for each in (service.floor, service.typical, service.peak))
    return replace(service, floor=floor, typical=typical, peak=peak)


def beyond(service: ServiceDemand, count: int) -> ServiceDemand:
    """The service with the replicas above `count`."""
    floor, typical, peak = (max(0, each - count) for each in (service.floor, service.typical, service.peak))
    return replace(service, floor=floor, typical=typical, peak=peak)


def _free(task: SizingTask) -> tuple[ServiceDemand, ...]:
    return tuple(s for s in task.workload.services if s.site is Site.ANY and not s.per_node)


def _left_after_losses(task: SizingTask, own: Location) -> tuple[tuple[MachineType, ...], tuple[float, ...]]:
    """The own machines without the largest ones that may be lost, and what they hold beside the pinned services."""
    types = allocatable_types(own.offers, task.rules())
    each = chain.from_iterable(repeat(machine, machine.stock or 0) for machine in types)
    largest_first = sorted(each, key=lambda machine: machine.cpu_millicores, reverse=True)
    zones = len(own.zones)
    lost = -(-len(largest_first) // zones) if task.workload.survive_zone and zones > 1 else 0
    machines = tuple(largest_first[max(lost, task.workload.survive_nodes) :])
    sums = [
        float(sum(machine.cpu_millicores for machine in machines)),
        float(sum(machine.memory_mib for machine in machines)),
        float(sum(machine.gpus for machine in machines)),
    ]
    for service in task.workload.services:
        if service.per_node or service.site is Site.ON_PREM:
            replicas = len(machines) if service.per_node else service.peak
            sums = [left - replicas * amount for left, amount in zip(sums, _amounts(service), strict=True)]
    return machines, tuple(sums)


def _amounts(service: ServiceDemand) -> Amounts:
    return float(service.cpu_millicores), float(service.memory_mib), service.gpus * service.gpu_share


def _held(task: SizingTask, capacity: tuple[float, ...], machines: tuple[MachineType, ...]) -> dict[str, int]:
    """How many replicas of each free service own servers hold: what keeps data first, then as they are listed."""
    left = list(capacity)
    counts = {service.name: 0 for service in _free(task)}
    for group in sorted(_tied(task), key=lambda group: not any(_keeps_data(service) for service in group)):
        if any(service.site is not Site.ANY for service in group):
            continue  # the others of the group are pinned, and the last way of sharing out decides
        most = min(_most_replicas(service, left, machines) for service in group)
        whole = len(group) > 1 or _keeps_data(group[0])
        needed = [sum(s.peak * _amounts(s)[axis] for s in group) for axis in range(len(left))]
        if all(have >= need for have, need in zip(left, needed, strict=True)) and most >= max(s.peak for s in group):
            counts.update({service.name: service.peak for service in group})
            left = [have - need for have, need in zip(left, needed, strict=True)]
        elif not whole:
            counts[group[0].name] = most
            left = [have - most * amount for have, amount in zip(left, _amounts(group[0]), strict=True)]
    return counts


def _tied(task: SizingTask) -> list[tuple[ServiceDemand, ...]]:
    """The free services in groups tied by affinity, with all that they are tied to."""
    named = {service.name: service for service in task.workload.services}
    groups: list[set[str]] = []
    for service in task.workload.services:
        joined = {service.name, *(name for name in service.affinity if name in named)}
        for group in [group for group in groups if group & joined]:
            groups.remove(group)
            joined |= group
        groups.append(joined)
    free = {service.name for service in _free(task)}
    ordered = (tuple(s for s in task.workload.services if s.name in group) for group in groups if group & free)
    return sorted(ordered, key=lambda group: task.workload.services.index(group[0]))


def _keeps_data(service: ServiceDemand) -> bool:
    return service.stateful or bool(service.volumes)


def _most_replicas(service: ServiceDemand, left: list[float], machines: tuple[MachineType, ...]) -> int:
    """Replicas of one service that fit in sum, and by what each machine may hold; 0 where no machine holds one."""
    amounts = _amounts(service)
    able = sum(
        machine.cpu_millicores >= amounts[0] and machine.memory_mib >= amounts[1] and machine.gpus >= amounts[2]
        for machine in machines
    )
    each = 1 if service.host_ports else service.max_per_node
    most = service.peak if each is None else min(service.peak, able * each)
    for have, amount in zip(left, amounts, strict=True):
        if amount > 0:
            most = min(most, int(max(0.0, have) // amount))
    return most if able else 0


def _shared_out(task: SizingTask, counts: dict[str, int]) -> Assignment:
    """Each location with the services that stand there, so many replicas of the free ones on own servers."""
    halves = []
    for location in task.targets.locations:
        on_own = location.site == OWN_SITE
        here: list[ServiceDemand] = []
        for service in task.workload.services:
            own = counts.get(service.name, service.peak if service.site is Site.ON_PREM else 0)
            if service.per_node:
                here.extend((service,) if service.site in (Site.ANY, location.service_site) else ())
            elif on_own and own:
                here.append(service if own >= service.peak else up_to(service, own))
            elif not on_own and own < service.peak:
                here.append(beyond(service, own) if own else service)
        halves.append((location, beside_nodes(here)))
    return tuple(halves)


def beside_nodes(services: Iterable[ServiceDemand]) -> tuple[ServiceDemand, ...]:
    """The services of one location; none where all of them run on every node, as these bring no node."""
    services = tuple(services)
    return () if all(service.per_node for service in services) else services
