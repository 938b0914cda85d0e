"""Instances that a vendor sells in plans of one size, which apps share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from advisor.knowledge import Terms
from advisor.knowledge.size_tables import PlanSizes
from advisor.knowledge.terms import TypedClaim
from advisor.packing import BoundMethod, BoundSource, SearchEnd
from advisor.prices.offer import Offer, as_of_region
from advisor.scenario.enums import Arch
from advisor.sizing.affinity import affinity_groups
from advisor.sizing.app_plans import (
    MOST_EXACT,
    AppPlan,
    PlanPromises,
    cheapest_plans,
    instances_for,
    least_usd_per_hour,
    plan_for,
)
from advisor.sizing.deployment import Deployment, SizingTask, Strategy
from advisor.sizing.infeasibility import Refusal, RefusalCause
from advisor.sizing.machine_types import WINDOWS, allocatable_types
from advisor.sizing.note_codes import NoteCode
from advisor.sizing.packing_items import LoadPoint, replicas_at
from advisor.sizing.pool import MachineType, Pool, PoolKind, PoolNode, Upgrading
from advisor.sizing.pool_demands import PoolDemand, pools_of
from advisor.sizing.service_demand import ServiceDemand
from advisor.values import Note, facts, note

ANYWHERE = "any"
"""The vendor chooses the zones of instances."""


class AppInstances(Strategy):
    """Apps in plans: every instance of a plan has one size and runs all of its apps."""

    needs_ingress = False
    survives_more_nodes = True
    survives_zones = True
    has_ceilings = True
    priced_by = (Terms.plan_sizes,)

    def deploy(self, task: SizingTask, load: LoadPoint, baseline: Deployment | None = None) -> Deployment | Refusal:
        """A pool for each plan. With `baseline`, apps stay in its plans, which have more or fewer instances."""
        claim = task.terms.claim(Terms.plan_sizes)
        if claim is None:
            values = facts(platform=task.platform.name, day=task.day.isoformat())
            return Refusal(RefusalCause.SIZES_UNKNOWN, values)
        refused = _not_given(task)
        if refused is not None:
            return refused
        pools: list[Pool] = []
        for demand in pools_of(task.workload.services, task.workload, task.main_location.site):
            found = _pools(task, claim, demand, load, baseline)
            if isinstance(found, Refusal):
                return found
            pools.extend(found)
        return Deployment(tuple(pools), task.vendor_plane(0))

    def notes(self, task: SizingTask, deployment: Deployment) -> Iterator[Note]:
        """Which apps run on more instances than they have replicas, as they share a plan."""
        for pool in deployment.pools:
            replicas = {s.name: s.peak for s in task.workload.services}
            here = sorted({name for node in pool.nodes for name, _ in node.pods})
            most = max((replicas[name] for name in here), default=0)
            fewer = tuple((name, replicas[name]) for name in here if replicas[name] < most)
            if fewer:
                yield note(NoteCode.APPS_ON_ALL_INSTANCES, pool=pool.name, instances=most, services=fewer)


def _pools(
    task: SizingTask, claim: TypedClaim[PlanSizes], demand: PoolDemand, load: LoadPoint, baseline: Deployment | None
) -> tuple[Pool, ...] | Refusal:
    """The plans for apps of one system and tenant, as pools."""
    sizes = _sizes(task, claim, demand.os)
    promises = _promises(task)

    def replicas(service: ServiceDemand) -> int:
        return replicas_at(service, load)

    if baseline is not None:
        return tuple(
            _pool(task, demand, _at_hour(plan, replicas, promises), sizes, pool.name, replicas)
            for pool in baseline.pools
            for plan in _plans_of(pool, demand, sizes)
        )
    found = cheapest_plans(demand.services, sizes, replicas, promises)
    plans = tuple(plan for plan in found if isinstance(plan, AppPlan))
    if len(plans) < len(found):
        return _refusal(task, [one for one in found if isinstance(one, ServiceDemand)], sizes, replicas, promises)
    several = len(plans) > 1
    return tuple(
        _bounded(
            _pool(task, demand, plan, sizes, f"{demand.name}-{number}" if several else demand.name, replicas),
            demand,
            plans,
            sizes,
            replicas,
        )
        for number, plan in enumerate(plans, 1)
    )


def _sizes(task: SizingTask, claim: TypedClaim[PlanSizes], system: str) -> tuple[MachineType, ...]:
    """The sizes sold, with what apps may use of them; with Windows those that have a price with it, if one has."""
    windows = system == WINDOWS
    rows = [row for row in claim.value.rows if not windows or row.windows_usd_per_hour is not None]
    offers = tuple(
        Offer(
            name=row.name,
            vcpu=row.vcpu,
            memory_mib=row.memory_mib,
            arch=Arch.AMD64,
            usd_per_hour=row.windows_usd_per_hour if windows else row.usd_per_hour,
            source=claim.source,
            as_of=task.knowledge.sources[claim.source].day.isoformat(),
            max_pods=row.max_apps,
            stock=row.max_instances,
        )
        for row in rows or claim.value.rows
    )
    region = task.main_location.region
    offers = as_of_region(offers, region, task.other_region_of("") or region)
    return allocatable_types(offers, replace(task.rules(), pods_by_interface=True, system=system))


def _promises(task: SizingTask) -> PlanPromises:
    workload = task.workload
    zones = workload.zones_cloud if workload.survive_zone else 1
    upgrade = workload.rolling is not None and any(workload.rolling.surge_of(s.peak) for s in workload.services)
    return PlanPromises(workload.survive_nodes, zones, workload.survive_together, upgrade)


def _plans_of(pool: Pool, demand: PoolDemand, sizes: Sequence[MachineType]) -> Iterator[AppPlan]:
    """The plan that a pool is of, with the replicas of another hour; none for the pools of other demands."""
    names = {name for node in pool.nodes for name, _ in node.pods}
    services = tuple(service for service in demand.services if service.name in names)
    size = next((size for size in sizes if size.name == pool.machines[0].name), None)
    if services and size is not None:
        yield AppPlan(services, size, pool.node_count)


def _at_hour(plan: AppPlan, replicas: Callable[[ServiceDemand], int], promises: PlanPromises) -> AppPlan:
    return replace(plan, instances=instances_for(max(replicas(service) for service in plan.services), promises))


def _pool(
    task: SizingTask,
    demand: PoolDemand,
    plan: AppPlan,
    sizes: Sequence[MachineType],
    name: str,
    replicas: Callable[[ServiceDemand], int],
) -> Pool:
    usd = None if plan.size.usd_per_hour is None else plan.usd_per_hour
    rolling = task.workload.rolling
    surge = tuple(sorted((s.name, more) for s in plan.services if rolling and (more := rolling.surge_of(replicas(s)))))
    promises = _promises(task)
    return Pool(
        name=name,
        tenant=demand.tenant,
        system=demand.os,
        site=task.main_location.id,
        zones=(ANYWHERE,),
        machines=(plan.size,),
        considered=tuple(sorted(sizes, key=lambda size: (size.usd_per_hour or 0.0, size.name))),
        nodes=_nodes(plan, replicas),
        usd_per_hour=usd,
        bound_usd_per_hour=usd,
        bound_source=BoundSource((BoundMethod.ENUMERATION,)),
        certified_usd_per_hour=None,
        gap=None if usd is None else 0.0,
        survives_nodes=task.workload.survive_nodes,
        survives_zone=promises.zones > 1,
        survives_together=task.workload.survive_together,
        ended_by=SearchEnd.PROVED,
        kind=PoolKind.INSTANCES,
        upgrade=Upgrading(surge, None, 0, 0) if rolling else None,
    )


def _nodes(plan: AppPlan, replicas: Callable[[ServiceDemand], int]) -> tuple[PoolNode, ...]:
    """The instances by how many apps need them: the first hold one replica of every app, the last none."""
    levels = sorted({0, plan.instances, *(replicas(service) for service in plan.services)})
    nodes = []
    for below, level in pairwise(levels):
        pods = tuple((s.name, 1) for s in sorted(plan.services, key=lambda s: s.name) if replicas(s) >= level)
        nodes.append(PoolNode(plan.size.name, ANYWHERE, level - below, pods, spare=not pods))
    return tuple(nodes)


def _bounded(
    pool: Pool,
    demand: PoolDemand,
    plans: Sequence[AppPlan],
    sizes: Sequence[MachineType],
    replicas: Callable[[ServiceDemand], int],
) -> Pool:
    """The pool with the lower bound of its share: that of all plans, where not all partitions were compared."""
    if pool.usd_per_hour is None or len(affinity_groups(demand.services)) <= MOST_EXACT:
        return pool
    whole = sum(plan.usd_per_hour for plan in plans)
    bound = pool.usd_per_hour * least_usd_per_hour(demand.services, sizes, replicas) / whole
    return replace(
        pool,
        bound_usd_per_hour=bound,
        bound_source=BoundSource((BoundMethod.LP_RELAXATION,)),
        gap=pool.usd_per_hour / bound - 1 if bound else None,
        ended_by=SearchEnd.ROUNDS,
    )


def _refusal(
    task: SizingTask,
    group: Sequence[ServiceDemand],
    sizes: Sequence[MachineType],
    replicas: Callable[[ServiceDemand], int],
    promises: PlanPromises,
) -> Refusal:
    """Why no size holds a group of apps: it is too large for each, or needs more instances than a plan may have."""
    names = tuple(service.name for service in group)
    endless = [replace(size, stock=None) for size in sizes]
    if plan_for(group, endless, replicas, promises) is not None:
        most = max(size.stock or 0 for size in sizes)
        count = instances_for(max(replicas(service) for service in group), promises)
        values = facts(services=names, instances=count, most=most, platform=task.platform.name)
        return Refusal(RefusalCause.TOO_MANY_INSTANCES, values, names)
    largest = max(sizes, key=lambda size: (size.cpu_millicores, size.memory_mib))
    needed = (
        ("cpu_millicores", sum(service.cpu_millicores for service in group)),
        ("memory_mib", sum(service.memory_mib for service in group)),
    )
    offered = (("cpu_millicores", largest.cpu_millicores), ("memory_mib", largest.memory_mib))
    values = facts(service=", ".join(names), needed=needed, offered=offered, platform=task.platform.name)
    return Refusal(RefusalCause.LARGER_THAN_EVERY_SIZE, values, names)


def _not_given(task: SizingTask) -> Refusal | None:
    """The first service that asks for something which instances shared by apps do not have."""
    foreign = next((service for service in task.workload.services if service.arch == Arch.ARM64), None)
    if foreign is not None:
        needs = facts(service=foreign.name, platform=task.platform.name, os=foreign.os, arch=foreign.arch)
        return Refusal(RefusalCause.NO_SUCH_TASKS, needs, (foreign.name,))
    taken = next((s for s in task.workload.services if s.host_ports or s.gpus), None)
    if taken is None:
        return None
    values = facts(service=taken.name, platform=task.platform.name)
    if not taken.host_ports:
        return Refusal(RefusalCause.GPU_NOT_GIVEN, values, (taken.name,))
    port = facts(port=min(taken.host_ports))
    return Refusal(RefusalCause.HOST_PORT_NOT_GIVEN, (*values, *port), (taken.name,))
