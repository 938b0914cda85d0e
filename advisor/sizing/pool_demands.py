"""Which services share a pool: those of one site, tenant class, system, architecture and, in a cloud, kind of GPU.

In a cloud, what runs on spare capacity has machines of its own too, so that nothing else is stopped with them.
Machines with GPUs are dear, so it is common practice to keep other services off them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from advisor.sizing.gpus import GpuKind, kinds_by_service
from advisor.sizing.location import OWN_SITE
from advisor.sizing.per_node import per_node_services
from advisor.sizing.service_demand import ServiceDemand
from advisor.sizing.workload import Workload


@dataclass(frozen=True)
class PoolDemand:
    """The services of one pool."""

    name: str
    site: str
    os: str
    arch: str
    services: tuple[ServiceDemand, ...]
    tenant: str = ""
    gpu: GpuKind | None = None
    """The kind of GPU that some of the services ask for."""
    spot: bool = False
    """Whether it stands on spare capacity, as all of its services may be interrupted."""
    on_each_node: tuple[ServiceDemand, ...] = ()
    """Services with one replica on every node of the pool, beside those that are placed."""


def pools_of(services: tuple[ServiceDemand, ...], workload: Workload, site: str) -> tuple[PoolDemand, ...]:
    """The pools of one site, in a stable order: apart by system, architecture, kind of GPU, tenants, spare capacity.

    Raises RefusalError when affinity ties services to one machine that ask for different kinds of GPU.
    """
    placed = tuple(service for service in services if not service.per_node)
    kinds = kinds_by_service(placed)
    groups: dict[tuple[str, str, str, bool], dict[GpuKind | None, list[ServiceDemand]]] = {}
    for service in placed:
        tenant, spot = workload.tenancy.pool_of(service.tenant), service.interruptible and site != OWN_SITE
        group = groups.setdefault((tenant, service.os, service.arch, spot), {})
        group.setdefault(kinds[service.name], []).append(service)
    pools = []
    for (tenant, system, arch, spot), by_kind in sorted(groups.items()):
        parts = [tenant or "services"]
        parts += [system] if system != "linux" else []
        parts += [arch] if arch != "amd64" else []
        for kind, members in _in_pool_order(by_kind, own=site == OWN_SITE):
            name = "-".join([*parts, *_gpu_parts(kind), *(["spot"] if spot else [])])
            pool = PoolDemand(name, site, system, arch, tuple(members), tenant, kind, spot)
            pools.append(with_per_node_services(pool, services))
    return tuple(pools)


def with_per_node_services(pool: PoolDemand, services: tuple[ServiceDemand, ...]) -> PoolDemand:
    """The pool with those of the services that run on each of its nodes."""
    tenants = {pool.tenant, *(service.tenant for service in pool.services)}
    return replace(pool, on_each_node=per_node_services(services, pool.os, tenants))


def _gpu_parts(kind: GpuKind | None) -> list[str]:
    """What the name of a pool says of its GPUs."""
    if kind is None:
        return []
    return ["gpu", *([kind.type] if kind.type else []), *([f"{kind.slots}th"] if kind.slots > 1 else [])]


def _in_pool_order(
    by_kind: dict[GpuKind | None, list[ServiceDemand]], *, own: bool
) -> list[tuple[GpuKind | None, list[ServiceDemand]]]:
    """The pools of one system and architecture by kind of GPU.

    In a cloud services without GPUs come first, on machines without. Own machines with GPUs are there anyway: with one
    kind of GPU all services share them, with several those that name a type choose first and those without GPUs last.
    """
    if not own:
        return sorted(by_kind.items(), key=lambda entry: (entry[0] is not None, _gpu_parts(entry[0])))
    kinds = sorted((kind for kind in by_kind if kind), key=lambda kind: (kind.type is None, kind.type, kind.slots))
    if len(kinds) == 1 and len(by_kind) == 2:
        return [(kinds[0], [service for members in by_kind.values() for service in members])]
    return [(kind, by_kind[kind]) for kind in (*kinds, None) if kind in by_kind]
