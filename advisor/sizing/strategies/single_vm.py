"""Everything on one machine, the cheapest that is large enough."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from advisor.sizing.deployment import Deployment, SizingTask, Strategy
from advisor.sizing.infeasibility import Refusal, RefusalCause
from advisor.sizing.node_pools import LoadPoint, PoolDemand, items_of, plan_pool, requested
from advisor.sizing.note_codes import NoteCode
from advisor.sizing.price_catalog import Offer, allocatable_types
from advisor.sizing.support.proxies import proxy_replicas
from advisor.values import Note, facts, note


def _cheapest_first(offer: Offer) -> tuple[float, float, str]:
    return math.inf if offer.usd_per_hour is None else offer.usd_per_hour, offer.vcpu, offer.name


class SingleVm(Strategy):
    """Everything on one machine."""

    needs_ingress = False
    has_public_address = True
    has_ceilings = True

    def proxies(self, zones: int) -> int:
        """One, on the one machine."""
        return 1

    def deploy(self, task: SizingTask, load: LoadPoint, baseline: Deployment | None = None) -> Deployment | Refusal:
        """One machine with all replicas and the proxy on it; refused when the scenario asks to survive a loss."""
        workload, location = task.workload, task.main_location
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
        items = items_of(workload.services, 1, load)
        cpu = sum(item.cpu_millicores * item.replicas for item in items) + sum(p.cpu_millicores for p in proxies)
        memory = sum(item.memory_mib * item.replicas for item in items) + sum(p.memory_mib for p in proxies)
        gpus = sum(item.gpus * item.replicas for item in items)
        large_enough = []
        allocatable = allocatable_types(location.offers, task.rules())
        for offer, usable in zip(location.offers, allocatable, strict=True):
            enough = usable.cpu_millicores >= cpu and usable.memory_mib >= memory and usable.gpus >= gpus
            if offer.arch == arch and enough:
                large_enough.append(offer)
        if not large_enough:
            largest = max(allocatable, key=lambda m: (m.gpus >= gpus, m.cpu_millicores, m.memory_mib))
            needed = [("cpu_millicores", cpu), ("memory_mib", memory)]
            offered = [("cpu_millicores", largest.cpu_millicores), ("memory_mib", largest.memory_mib)]
            if gpus:
                needed, offered = [*needed, ("gpus", gpus)], [*offered, ("gpus", largest.gpus)]
            values = facts(needed=tuple(needed), machine=largest.name, offered=tuple(offered))
            return Refusal(RefusalCause.ONE_MACHINE_TOO_SMALL, values)
        offer = min(large_enough, key=_cheapest_first)
        alone = replace(location, zones=location.zones[:1], offers=(replace(offer, stock=1),))
        unsafe = replace(workload, survive_nodes=0, survive_zone=False)
        demand = PoolDemand("services", location.site, system, arch, workload.services)
        pool = plan_pool(demand, alone, task.rules(), unsafe, load, proxies, effort=task.effort)
        if isinstance(pool, Refusal):
            return replace(pool, one_machine=True)
        return Deployment((pool,), task.vendor_plane(1))

    def notes(self, task: SizingTask, deployment: Deployment) -> Iterator[Note]:
        """How full the machine is, and that its loss stops everything."""
        (pool,) = deployment.pools
        (machine,) = pool.machines
        cpu, memory = requested(pool, task.workload.services, proxy_replicas(task, task.main_location))
        yield note(
            NoteCode.EVERYTHING_FITS_ONE_MACHINE,
            machine=machine.name,
            cpu_share=cpu / machine.cpu_millicores,
            memory_share=memory / machine.memory_mib,
        )
        yield note(NoteCode.ONE_MACHINE_LOST)
