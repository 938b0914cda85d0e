"""Platforms that sell whole instances shared by apps: replicas packed onto the instance sizes sold."""

from __future__ import annotations

from dataclasses import replace

from advisor.knowledge import Terms
from advisor.packing import NoPlan
from advisor.sizing.deployment import Deployment, SizingTask
from advisor.sizing.node_pools import Hour, plan_pool, pools_of
from advisor.sizing.price_catalog import Offer
from advisor.sizing.workload import Workload


def deploy_on_app_instances(task: SizingTask, hour: Hour) -> Deployment | NoPlan:
    """Instances of the sizes sold, spread over zones by the service itself; at most as many as one plan may hold."""
    claim = task.terms.claim(Terms.plan_sizes)
    if claim is None:
        return NoPlan(f"the sizes that {task.platform.name} sold on {task.day.isoformat()} are not known")
    taken = next((s for s in task.workload.services if s.host_ports or s.gpu), None)
    if taken is not None:
        what = f"host port {sorted(taken.host_ports)[0]}" if taken.host_ports else "a GPU"
        return NoPlan(f"{taken.name} asks for {what}, which {task.platform.name} does not give", (taken.name,))
    offers = tuple(
        Offer(
            name=row.name,
            vcpu=row.vcpu,
            memory_mib=row.memory_mib,
            arch="amd64",
            usd_per_hour=row.usd_per_hour,
            source=claim.source,
            as_of=task.knowledge.sources[claim.source].day.isoformat(),
            max_pods=row.max_apps,
            stock=row.max_instances,
        )
        for row in claim.value.rows
    )
    location = replace(task.main_location, zones=("any",), offers=offers)
    rules = replace(task.rules(), pods_by_interface=True)
    pools = []
    for demand in pools_of(task.workload.services, task.workload, location.site):
        pool = plan_pool(demand, location, rules, _without_nodes(task.workload), hour, effort=task.effort)
        if isinstance(pool, NoPlan):
            return pool
        pools.append(
            replace(
                pool,
                kind="instances",
                survives_zone=task.workload.survive_zone and task.workload.zones_cloud > 1,
                upgrade=pool.upgrade and replace(pool.upgrade, added_nodes=0),
            )
        )
    return Deployment(tuple(pools), task.vendor_plane(0))


def _without_nodes(workload: Workload) -> Workload:
    """The workload without what the vendor sees to: zones, and instances replaced one by one."""
    rolling = workload.rolling and replace(workload.rolling, max_unavailable=0)
    return replace(workload, survive_zone=False, rolling=rolling)
