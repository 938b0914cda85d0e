"""Replicas priced without agents: each one is rounded up to the smallest size sold."""

from __future__ import annotations

import datetime as dt
import math

from advisor.knowledge import Platform
from advisor.knowledge.shapes import TaskSize, TaskSizes
from advisor.sizing.demand import Hour, replicas_at
from advisor.sizing.needs import Needs, ServiceNeed
from advisor.sizing.packing import NoPlan
from advisor.sizing.topology import MachineType, Pool, PoolNode

MEBIBYTES_PER_GIBIBYTE = 1024


def smallest_size(
    service: ServiceNeed, sizes: TaskSizes, overhead_mib: int, vcpu_price: float, gib_price: float
) -> tuple[int, int] | None:
    """Millicores and MiB of the cheapest size sold that holds one replica; None when it fits none."""
    need = service.memory_mib + overhead_mib
    fitting = []
    for row in sizes.rows:
        if row.cpu_millicores < service.cpu_millicores or row.memory_max_mib < need:
            continue
        memory = _memory_sold(row, need)
        price = row.cpu_millicores / 1000 * vcpu_price + memory / MEBIBYTES_PER_GIBIBYTE * gib_price
        fitting.append((price, row.cpu_millicores, memory))
    return min(fitting)[1:] if fitting else None


def _memory_sold(row: TaskSize, need_mib: int) -> int:
    steps = max(0, math.ceil((need_mib - row.memory_min_mib) / row.memory_step_mib))
    return min(row.memory_max_mib, row.memory_min_mib + steps * row.memory_step_mib)


def plan_tasks(
    platform: Platform, services: tuple[ServiceNeed, ...], needs: Needs, hour: Hour, day: dt.date, region: str
) -> Pool | NoPlan:
    """Every replica as a task of the smallest size sold; the cost is exact, so the bound equals it."""
    sizes = platform.value("task_sizes", day)
    if sizes is None:
        return NoPlan(f"the sizes that {platform.name} sold on {day.isoformat()} are not known")
    cpu_claim, gib_claim = (
        platform.claim("task_vcpu_usd_per_hour", day),
        platform.claim("task_memory_usd_per_gib_hour", day),
    )
    vcpu_price = cpu_claim.value if cpu_claim else 0.0
    gib_price = gib_claim.value if gib_claim else 0.0
    overhead = int(platform.value("task_overhead_mib", day) or 0)
    types: dict[str, MachineType] = {}
    nodes: dict[tuple[str, str], PoolNode] = {}
    for service in services:
        refused = _refusal(service, platform)
        size = smallest_size(service, sizes, overhead, vcpu_price or 1.0, gib_price or 0.1)
        if refused or size is None:
            return NoPlan(refused or _too_large(service, platform, sizes), (service.name,))
        cpu, memory = size
        name = f"{cpu / 1000:g} vCPU, {memory / MEBIBYTES_PER_GIBIBYTE:g} GiB"
        hourly = cpu / 1000 * vcpu_price + memory / MEBIBYTES_PER_GIBIBYTE * gib_price
        priced = cpu_claim is not None and gib_claim is not None
        types[name] = MachineType(
            name=name,
            vcpu=cpu / 1000,
            installed_memory_mib=memory,
            cpu_millicores=cpu,
            memory_mib=memory - overhead,
            max_pods=1,
            usd_per_hour=hourly if priced else None,
            source=cpu_claim.source if cpu_claim else "",
            as_of=cpu_claim.since.isoformat() if cpu_claim else "",
        )
        count = replicas_at(service, hour)
        if count:
            nodes[name, service.name] = PoolNode(name, "any", count, ((service.name, 1),))
    used = tuple(types[name] for name in sorted(types))
    hourly_sum = sum((types[n.machine].usd_per_hour or 0.0) * n.count for n in nodes.values())
    known = all(machine.usd_per_hour is not None for machine in used)
    return Pool(
        name="tasks",
        site=region,
        zones=("any",),
        machines=used,
        considered=used,
        nodes=tuple(nodes[key] for key in sorted(nodes)),
        usd_per_hour=hourly_sum if known else None,
        bound_usd_per_hour=hourly_sum if known else None,
        bound_source="each replica takes the cheapest size sold that holds it",
        gap=0.0 if known else None,
        survives_nodes=needs.survive_nodes,
        survives_zone=needs.survive_zone,
        ended_by="proved",
        kind="tasks",
    )


def _refusal(service: ServiceNeed, platform: Platform) -> str | None:
    if service.host_ports:
        port = sorted(service.host_ports)[0]
        return f"{service.name} claims host port {port}; {platform.name} has no host to claim it on"
    if service.gpu:
        return f"{service.name} asks for a GPU; the sizes of {platform.name} held here have none"
    return None


def _too_large(service: ServiceNeed, platform: Platform, sizes: TaskSizes) -> str:
    largest = max(sizes.rows, key=lambda row: (row.cpu_millicores, row.memory_max_mib))
    return (
        f"{service.name} needs {service.cpu_millicores} millicores and {service.memory_mib} MiB; the largest size of "
        f"{platform.name} has {largest.cpu_millicores} millicores and {largest.memory_max_mib} MiB"
    )
