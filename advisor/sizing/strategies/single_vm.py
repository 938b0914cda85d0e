"""Everything on one machine: the cheapest that holds it, and what that means when it is lost."""

from __future__ import annotations

import math
from dataclasses import replace

from advisor.packing import NoPlan
from advisor.sizing.deployment import Deployment, SizingTask
from advisor.sizing.node_pools import Hour, PoolDemand, items_of, plan_pool
from advisor.sizing.price_catalog import allocatable_types
from advisor.sizing.support.ingress import proxy_replicas


def deploy_on_single_vm(task: SizingTask, hour: Hour) -> Deployment | NoPlan:
    """One machine with all replicas and the proxy on it; refused when the scenario asks to outlast a loss."""
    workload, location = task.workload, task.main_location
    if workload.survive_nodes_asked or workload.survive_zone:
        return NoPlan("one machine cannot outlast the loss of a machine or a zone, which is asked for")
    if workload.rolling is not None:
        return NoPlan("one machine cannot be upgraded while its services run, which availability.upgrade asks for")
    if workload.dedicated_tenants:
        apart = sorted({workload.tenancy.pool_of(service.tenant) or "all others" for service in workload.services})
        return NoPlan(f"one machine cannot keep apart {', '.join(apart[:5])}, which must not share one")
    systems = {(service.os, service.arch) for service in workload.services} or {("linux", "amd64")}
    if len(systems) > 1:
        return NoPlan("one machine has one operating system and one architecture; the services ask for several")
    system, arch = systems.pop()
    proxies = proxy_replicas(task.platform, location, task.knowledge, task.day)
    items = items_of(workload.services, 1, hour)
    cpu = sum(item.cpu_millicores * item.replicas for item in items) + sum(p.cpu_millicores for p in proxies)
    memory = sum(item.memory_mib * item.replicas for item in items) + sum(p.memory_mib for p in proxies)
    large_enough = []
    rooms = allocatable_types(location.offers, task.rules())
    for offer, room in zip(location.offers, rooms, strict=True):
        if offer.arch == arch and room.cpu_millicores >= cpu and room.memory_mib >= memory:
            large_enough.append(offer)
    if not large_enough:
        largest = max(rooms, key=lambda m: (m.cpu_millicores, m.memory_mib))
        return NoPlan(
            f"all services together need {cpu} millicores and {memory} MiB; the largest machine "
            f"({largest.name}) leaves {largest.cpu_millicores} millicores and {largest.memory_mib} MiB"
        )
    offer = min(large_enough, key=lambda o: (math.inf if o.usd_per_hour is None else o.usd_per_hour, o.vcpu, o.name))
    alone = replace(location, zones=location.zones[:1], offers=(replace(offer, stock=1),))
    unsafe = replace(workload, survive_nodes=0, survive_zone=False)
    demand = PoolDemand("services", location.site, system, arch, workload.services)
    pool = plan_pool(demand, alone, task.rules(), unsafe, hour, proxies, effort=task.effort)
    if isinstance(pool, NoPlan):
        return NoPlan(f"the services cannot share one machine: {pool.reason}", pool.items)
    return Deployment((pool,), task.vendor_plane(1))
