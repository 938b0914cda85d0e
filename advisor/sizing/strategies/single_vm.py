"""Everything on one machine: the cheapest that holds it, and what that means when it is lost."""

from __future__ import annotations

import math
from dataclasses import replace

from advisor.packing import NoPlan
from advisor.sizing.deployment import Carried, Task
from advisor.sizing.node_pools import Hour, PoolDemand, items_of, plan_pool
from advisor.sizing.price_catalog import usable_types
from advisor.sizing.support.ingress import proxies_wanted


def carry_on_one_machine(task: Task, hour: Hour) -> Carried | NoPlan:
    """One machine with all replicas and the proxy on it; refused when the scenario asks to outlast a loss."""
    needs, ground = task.needs, task.main_ground
    if needs.survive_nodes_asked or needs.survive_zone:
        return NoPlan("one machine cannot outlast the loss of a machine or a zone, which is asked for")
    if needs.rolling is not None:
        return NoPlan("one machine cannot be upgraded while its services run, which availability.upgrade asks for")
    if needs.dedicated_tenants:
        apart = sorted({needs.tenancy.pool_of(service.tenant) or "all others" for service in needs.services})
        return NoPlan(f"one machine cannot keep apart {', '.join(apart[:5])}, which must not share one")
    systems = {(service.os, service.arch) for service in needs.services} or {("linux", "amd64")}
    if len(systems) > 1:
        return NoPlan("one machine has one operating system and one architecture; the services ask for several")
    system, arch = systems.pop()
    proxies = proxies_wanted(task.platform, ground, task.knowledge, task.day)
    items = items_of(needs.services, 1, hour)
    cpu = sum(item.cpu_millicores * item.replicas for item in items) + sum(p.cpu_millicores for p in proxies)
    memory = sum(item.memory_mib * item.replicas for item in items) + sum(p.memory_mib for p in proxies)
    large_enough = []
    rooms = usable_types(ground.offers, task.rules())
    for offer, room in zip(ground.offers, rooms, strict=True):
        if offer.arch == arch and room.cpu_millicores >= cpu and room.memory_mib >= memory:
            large_enough.append(offer)
    if not large_enough:
        largest = max(rooms, key=lambda m: (m.cpu_millicores, m.memory_mib))
        return NoPlan(
            f"all services together need {cpu} millicores and {memory} MiB; the largest machine "
            f"({largest.name}) leaves {largest.cpu_millicores} millicores and {largest.memory_mib} MiB"
        )
    offer = min(large_enough, key=lambda o: (math.inf if o.usd_per_hour is None else o.usd_per_hour, o.vcpu, o.name))
    alone = replace(ground, zones=ground.zones[:1], offers=(replace(offer, stock=1),))
    unsafe = replace(needs, survive_nodes=0, survive_zone=False)
    demand = PoolDemand("services", ground.site, system, arch, needs.services)
    pool = plan_pool(demand, alone, task.rules(), unsafe, hour, proxies, effort=task.effort)
    if isinstance(pool, NoPlan):
        return NoPlan(f"the services cannot share one machine: {pool.reason}", pool.items)
    return Carried((pool,), task.vendor_plane(1))
