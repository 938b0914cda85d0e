"""Everything on one machine, the cheapest that is large enough."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from advisor.packing import Item
from advisor.prices.offer import Offer
from advisor.sizing.deployment import Deployment, SizingTask, Strategy
from advisor.sizing.gpus import GpuKind, one_kind_of, slots_on
from advisor.sizing.infeasibility import Refusal, RefusalCause
from advisor.sizing.location import Location
from advisor.sizing.machine_types import allocatable_types, for_system, held_by_bursts_alone
from advisor.sizing.node_pools import beyond_share, plan_pool, requested
from advisor.sizing.note_codes import NoteCode
from advisor.sizing.packing_items import LoadPoint, items_of
from advisor.sizing.per_node import on_one_node
from advisor.sizing.pool_demands import PoolDemand
from advisor.sizing.support.proxies import proxy_replicas
from advisor.sizing.workload import Workload, on_one_machine
from advisor.values import Note, facts, note


def _cheapest_first(offer: Offer) -> tuple[float, float, str]:
    return math.inf if offer.usd_per_hour is None else offer.usd_per_hour, offer.vcpu, offer.name


def _smallest(
    task: SizingTask, location: Location, items: tuple[Item, ...], system: str, arch: str, kind: GpuKind | None
) -> Offer | Refusal:
    """The cheapest machine that holds all items and the proxy; or why there is none."""
    proxies = proxy_replicas(task, location)
    needed = {
        "cpu_millicores": sum(item.cpu_millicores * item.replicas for item in items)
        + sum(proxy.cpu_millicores for proxy in proxies),
        "memory_mib": sum(item.memory_mib * item.replicas for item in items)
        + sum(proxy.memory_mib for proxy in proxies),
    }
    sold = replace(
        location,
        offers=for_system(location.offers, system),
        gpu_offers=for_system(location.gpu_offers, system),
    )
    offers = _offers(sold, kind, sum(item.gpus * item.replicas for item in items))
    if isinstance(offers, Refusal):
        return offers
    offers = tuple(offer for offer in offers if offer.arch == arch) or offers
    rules = replace(task.rules(), system=system)
    allocatable = allocatable_types(offers, rules)
    large_enough = [
        offer
        for offer, usable in zip(offers, allocatable, strict=True)
        if offer.arch == arch and all(getattr(usable, name) >= amount for name, amount in needed.items())
    ]
    if large_enough:
        return min(large_enough, key=_cheapest_first)
    burst = held_by_bursts_alone(offers, rules, needed["cpu_millicores"])
    if burst is not None:
        names = tuple(service.name for service in task.workload.services)
        together = (*names, *(proxy.name for proxy in proxies))
        return replace(beyond_share(together, needed["cpu_millicores"], burst), services=names)
    largest = max(allocatable, key=lambda m: (m.cpu_millicores, m.memory_mib))
    values = facts(
        needed=tuple(needed.items()),
        machine=largest.name,
        offered=tuple((name, getattr(largest, name)) for name in needed),
    )
    return Refusal(RefusalCause.ONE_MACHINE_TOO_SMALL, values)


def _offers(location: Location, kind: GpuKind | None, gpus: int) -> tuple[Offer, ...] | Refusal:
    """The machines with so many GPUs, or slots of them; all where none is asked for."""
    if kind is None:
        return location.offers
    offers = location.gpu_offers if location.cloud else location.offers
    slots = {offer.name: slots_on(offer.gpus, offer.gpu_type, kind) for offer in offers}
    most = max(slots.values(), default=0)
    if most < gpus:
        return Refusal(RefusalCause.ONE_MACHINE_GPUS, facts(needed=gpus, place=location.id, most=most))
    return tuple(offer for offer in offers if slots[offer.name] >= gpus)


class SingleVm(Strategy):
    """Everything on one machine."""

    on_one_machine = True
    needs_ingress = False
    has_public_address = True
    has_ceilings = True
    has_proxies = True
    takes_burstable = True

    def fitted(self, workload: Workload) -> Workload:
        """One replica of each service, unless more are asked for."""
        return on_one_machine(workload)

    def deploy(self, task: SizingTask, load: LoadPoint, baseline: Deployment | None = None) -> Deployment | Refusal:
        """One machine with all replicas and the proxy on it; refused when the scenario asks to survive a loss."""
        workload, location = task.workload, task.main_location
        services = on_one_node(workload.services)
        if workload.survive_nodes_asked or workload.survive_zone:
            return Refusal(RefusalCause.ONE_MACHINE_SURVIVES_NO_LOSS)
        if workload.rolling is not None:
            return Refusal(RefusalCause.ONE_MACHINE_UPGRADE)
        if workload.dedicated_tenants:
            apart = sorted({workload.tenancy.pool_of(service.tenant) for service in workload.services})
            return Refusal(RefusalCause.ONE_MACHINE_TENANTS, facts(tenants=tuple(apart)))
        systems = {(service.os, service.arch) for service in workload.services} or {("linux", "amd64")}
        if len(systems) > 1:
            return Refusal(RefusalCause.ONE_MACHINE_SYSTEMS)
        system, arch = systems.pop()
        proxies = proxy_replicas(task, location)
        kind = one_kind_of(workload.services)
        offer = _smallest(task, location, items_of(services, 1, load), system, arch, kind)
        if isinstance(offer, Refusal):
            return offer
        plain = next(o for o in (*location.offers, *location.gpu_offers) if o.name == offer.name)
        only = replace(plain, stock=1)
        alone = replace(location, zones=location.zones[:1], offers=(only,), gpu_offers=(only,))
        unsafe = replace(workload, survive_nodes=0, survive_zone=False)
        demand = PoolDemand("services", location.site, system, arch, services, gpu=kind)
        pool = plan_pool(demand, alone, task.rules(), unsafe, load, proxies, effort=task.effort)
        if isinstance(pool, Refusal):
            return replace(pool, one_machine=True)
        return Deployment((pool,), task.vendor_plane(1))

    def notes(self, task: SizingTask, deployment: Deployment) -> Iterator[Note]:
        """How full the machine is, and that its loss stops everything."""
        (pool,) = deployment.pools
        if not pool.machines:  # nothing runs, so there is no machine
            return
        (machine,) = pool.machines
        cpu, memory = requested(pool, task.workload.services, proxy_replicas(task, task.main_location))
        yield note(
            NoteCode.EVERYTHING_FITS_ONE_MACHINE,
            machine=machine.name,
            cpu_share=cpu / machine.cpu_millicores,
            memory_share=memory / machine.memory_mib,
        )
        yield note(NoteCode.ONE_MACHINE_LOST)
