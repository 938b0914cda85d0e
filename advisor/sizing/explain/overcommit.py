"""Limits against what is asked for: what happens on a node when its replicas use all that they may."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge import Level
from advisor.sizing.deployment import Deployment, SizingTask
from advisor.sizing.note_codes import NoteCode
from advisor.sizing.pool import MachineType, Pool, PoolKind, PoolNode
from advisor.sizing.service_demand import ServiceDemand
from advisor.values import Note, note


def overcommit_notes(task: SizingTask, deployment: Deployment) -> Iterator[Note]:
    """For each pool the node whose limits pass what it has by most: memory (replicas are killed), CPU (slowed down).

    A replica without a limit is counted with what it asks for, so the figures are the least that may be used.
    """
    limited = tuple(service.name for service in task.workload.services if _above(service))
    if not limited:
        return
    if task.terms.cpu_memory_limits is Level.NONE:
        yield note(NoteCode.LIMITS_NOT_KEPT, services=limited)
        return
    services = {service.name: service for service in task.workload.services}
    for pool in deployment.pools:
        if pool.kind is not PoolKind.MACHINES:
            yield note(NoteCode.LIMITS_ARE_SIZES, services=limited)
            continue
        yield from _of_pool(task, pool, services)


def _above(service: ServiceDemand) -> bool:
    """Whether a replica may use more than it asks for."""
    cpu, memory = service.limit_cpu_millicores or 0, service.limit_memory_mib or 0
    return cpu > service.cpu_millicores or memory > service.memory_mib


def _of_pool(task: SizingTask, pool: Pool, services: dict[str, ServiceDemand]) -> Iterator[Note]:
    types = {machine.name: machine for machine in pool.machines}
    for code, limits_on, ceiling in (
        (NoteCode.MEMORY_OVERCOMMITTED, _memory_on, task.workload.memory_ceiling),
        (NoteCode.CPU_OVERCOMMITTED, _cpu_on, task.workload.cpu_ceiling),
    ):
        found = [(limits_on(node, services, types[node.machine]), node) for node in pool.nodes]
        found = [((limits, int(usable / ceiling)), node) for (limits, usable), node in found]
        over = [((limits, offered), node) for (limits, offered), node in found if limits > offered]
        if over:
            (limits, offered), node = max(over, key=lambda each: each[0][0] / max(1, each[0][1]))
            on_it = tuple(name for name, _ in node.pods if name in services and _above(services[name]))
            yield note(
                code,
                pool=pool.name,
                machine=node.machine,
                zone=node.zone,
                services=on_it,
                limits=limits,
                offered=offered,
            )


def _memory_on(node: PoolNode, services: dict[str, ServiceDemand], machine: MachineType) -> tuple[int, int]:
    """MiB that the replicas of a node may use, and what services may plan with."""
    here = ((services[name], count) for name, count in node.pods if name in services)
    used = sum(max(each.memory_mib, each.limit_memory_mib or 0) * count for each, count in here)
    return used, machine.memory_mib


def _cpu_on(node: PoolNode, services: dict[str, ServiceDemand], machine: MachineType) -> tuple[int, int]:
    """Millicores that the replicas of a node may use, and what services may plan with."""
    here = ((services[name], count) for name, count in node.pods if name in services)
    used = sum(max(each.cpu_millicores, each.limit_cpu_millicores or 0) * count for each, count in here)
    return used, machine.cpu_millicores
