"""Replicas priced without agents: each one is rounded up to the smallest size sold."""

from __future__ import annotations

from dataclasses import dataclass, replace

from advisor.knowledge import Knowledge, Platform, Terms
from advisor.knowledge.claim_tables import TaskSize, TaskSizes
from advisor.packing import BoundMethod, BoundSource, SearchEnd
from advisor.sizing.deployment import ClusterLimits, Deployment, SizingTask, Strategy
from advisor.sizing.infeasibility import Refusal, RefusalCause
from advisor.sizing.node_pools import LoadPoint, replicas_at
from advisor.sizing.result import MachineType, Pool, PoolKind, PoolNode
from advisor.sizing.service_demand import ServiceDemand
from advisor.values import facts

MEBIBYTES_PER_GIBIBYTE = 1024


class Serverless(Strategy):
    """Replicas without agents: each is billed for the smallest size sold that holds it."""

    forms_clusters = True
    bills_usage = True
    priced_by = (Terms.task_vcpu_usd_per_hour, Terms.task_memory_usd_per_gib_hour)

    def deploy(self, task: SizingTask, load: LoadPoint, baseline: Deployment | None = None) -> Deployment | Refusal:
        """One pool with every replica."""
        pool = plan_tasks(task, load)
        return pool if isinstance(pool, Refusal) else Deployment((pool,), task.vendor_plane(0))

    def in_own_subnets(self, terms: Terms) -> bool:
        """Replicas stand in the customer's subnets where the vendor gives them no entry."""
        return not terms.entry_included

    def cluster_limits(self, terms: Terms) -> ClusterLimits:
        """Only the number of replicas is limited, as no machines are seen."""
        return ClusterLimits(None, terms.max_pods, None)


def smallest_size(
    service: ServiceDemand, sizes: TaskSizes, overhead_mib: int, prices: TaskPrices
) -> tuple[int, int] | None:
    """Millicores and MiB of the cheapest size sold that holds one replica (the smallest, where there is no price)."""
    need = service.memory_mib + overhead_mib
    fitting = []
    for row in sizes.rows:
        if row.cpu_millicores >= service.cpu_millicores and row.memory_max_mib >= need:
            memory = _memory_sold(row, need)
            fitting.append((prices.hourly(row.cpu_millicores, memory) or 0.0, row.cpu_millicores, memory))
    return min(fitting)[1:] if fitting else None


def _memory_sold(row: TaskSize, need_mib: int) -> int:
    steps = max(0, -(-(need_mib - row.memory_min_mib) // row.memory_step_mib))
    return min(row.memory_max_mib, row.memory_min_mib + steps * row.memory_step_mib)


@dataclass(frozen=True)
class TaskPrices:
    """What a vCPU and a GiB cost an hour; None where nobody published a price for that day."""

    usd_per_vcpu_hour: float | None
    usd_per_gib_hour: float | None
    source: str
    as_of: str

    def hourly(self, cpu_millicores: int, memory_mib: int) -> float | None:
        """USD per hour of a task of this size."""
        if self.usd_per_vcpu_hour is None or self.usd_per_gib_hour is None:
            return None
        vcpu, gib = cpu_millicores / 1000, memory_mib / MEBIBYTES_PER_GIBIBYTE
        return vcpu * self.usd_per_vcpu_hour + gib * self.usd_per_gib_hour


def prices_of(terms: Terms, knowledge: Knowledge) -> TaskPrices:
    """The prices of a serverless platform on a day, with their source and its day."""
    cpu, memory = (terms.claim(field) for field in (Terms.task_vcpu_usd_per_hour, Terms.task_memory_usd_per_gib_hour))
    if cpu is None or memory is None:
        return TaskPrices(None, None, "", "")
    return TaskPrices(cpu.value, memory.value, cpu.source, knowledge.sources[cpu.source].day.isoformat())


def _idle_prices(active: TaskPrices, terms: Terms) -> TaskPrices:
    """The prices of replicas that have nothing to do: a price of its own for the CPU, where one is published."""
    idle = terms.task_idle_vcpu_usd_per_hour
    return active if idle is None else replace(active, usd_per_vcpu_hour=idle)


def plan_tasks(task: SizingTask, load: LoadPoint) -> Pool | Refusal:
    """Every replica as a task of the smallest size sold; the cost is exact, so the bound equals it."""
    platform, terms = task.platform, task.terms
    sizes = terms.task_sizes
    if sizes is None:
        return Refusal(RefusalCause.SIZES_UNKNOWN, facts(platform=platform.name, day=task.day.isoformat()))
    prices = prices_of(terms, task.knowledge)
    billed = _idle_prices(prices, terms) if task.idle else prices
    overhead = terms.task_overhead_mib or 0
    types: dict[str, MachineType] = {}
    nodes: list[PoolNode] = []
    for service in task.workload.services:
        refused = _refusal(service, platform)
        size = smallest_size(service, sizes, overhead, prices)
        if refused or size is None:
            return refused or _too_large(service, platform, sizes)
        sold = _machine_type(size, overhead, billed)
        types[sold.name] = sold
        if count := replicas_at(service, load):
            nodes.append(PoolNode(sold.name, "any", count, ((service.name, 1),)))
    return _pool(task, types, nodes)


def _machine_type(size: tuple[int, int], overhead_mib: int, prices: TaskPrices) -> MachineType:
    cpu, memory = size
    in_halves = memory % (MEBIBYTES_PER_GIBIBYTE // 2) == 0
    amount = f"{memory / MEBIBYTES_PER_GIBIBYTE:g} GiB" if in_halves else f"{memory:,} MiB"
    return MachineType(
        name=f"{cpu / 1000:g} vCPU, {amount}",
        vcpu=cpu / 1000,
        installed_memory_mib=memory,
        cpu_millicores=cpu,
        memory_mib=memory - overhead_mib,
        max_pods=1,
        usd_per_hour=prices.hourly(cpu, memory),
        source=prices.source,
        as_of=prices.as_of,
    )


def _pool(task: SizingTask, types: dict[str, MachineType], nodes: list[PoolNode]) -> Pool:
    used = tuple(types[name] for name in sorted(types))
    priced = all(machine.usd_per_hour is not None for machine in used)
    hourly = sum((types[node.machine].usd_per_hour or 0.0) * node.count for node in nodes) if priced else None
    return Pool(
        name="tasks",
        site=task.main_location.id,
        zones=("any",),
        machines=used,
        considered=used,
        nodes=tuple(sorted(nodes, key=lambda node: (node.machine, node.pods))),
        usd_per_hour=hourly,
        bound_usd_per_hour=hourly,
        bound_source=BoundSource((BoundMethod.CHEAPEST_SIZES,)),
        certified_usd_per_hour=None,
        gap=0.0 if priced else None,
        survives_nodes=task.workload.survive_nodes,
        survives_zone=task.workload.survive_zone and task.workload.zones_cloud > 1,
        ended_by=SearchEnd.PROVED,
        kind=PoolKind.TASKS,
    )


def _refusal(service: ServiceDemand, platform: Platform) -> Refusal | None:
    values = facts(service=service.name, platform=platform.name)
    if service.host_ports:
        port = facts(port=min(service.host_ports))
        return Refusal(RefusalCause.HOST_PORT_WITHOUT_HOST, (*values, *port), (service.name,))
    if service.gpus:
        return Refusal(RefusalCause.NO_GPU_SIZE, values, (service.name,))
    return None


def _too_large(service: ServiceDemand, platform: Platform, sizes: TaskSizes) -> Refusal:
    largest = max(sizes.rows, key=lambda row: (row.cpu_millicores, row.memory_max_mib))
    values = facts(
        service=service.name,
        needed=(("cpu_millicores", service.cpu_millicores), ("memory_mib", service.memory_mib)),
        offered=(("cpu_millicores", largest.cpu_millicores), ("memory_mib", largest.memory_max_mib)),
        platform=platform.name,
    )
    return Refusal(RefusalCause.LARGER_THAN_EVERY_SIZE, values, (service.name,))
