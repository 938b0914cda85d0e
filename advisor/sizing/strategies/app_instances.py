"""Instances that a vendor sells and several apps share: replicas packed onto the sizes sold."""

from __future__ import annotations

from dataclasses import replace

from advisor.knowledge import Terms
from advisor.sizing.deployment import Deployment, SizingTask, Strategy
from advisor.sizing.infeasibility import Refusal, RefusalCause
from advisor.sizing.node_pools import LoadPoint, plan_pool
from advisor.sizing.pool_demands import pools_of
from advisor.sizing.price_catalog import Offer
from advisor.sizing.result import PoolKind
from advisor.sizing.workload import Workload
from advisor.values import facts


class AppInstances(Strategy):
    """Replicas packed onto instances of the sizes sold, which several apps share."""

    needs_ingress = False
    survives_more_nodes = True
    has_ceilings = True
    priced_by = (Terms.plan_sizes,)

    def deploy(self, task: SizingTask, load: LoadPoint, baseline: Deployment | None = None) -> Deployment | Refusal:
        """Instances spread over zones by the service itself; at most as many as one plan may hold."""
        claim = task.terms.claim(Terms.plan_sizes)
        if claim is None:
            values = facts(platform=task.platform.name, day=task.day.isoformat())
            return Refusal(RefusalCause.SIZES_UNKNOWN, values)
        refused = _not_given(task)
        if refused is not None:
            return refused
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
            pool = plan_pool(demand, location, rules, _without_nodes(task.workload), load, effort=task.effort)
            if isinstance(pool, Refusal):
                return pool
            pools.append(
                replace(
                    pool,
                    kind=PoolKind.INSTANCES,
                    survives_zone=task.workload.survive_zone and task.workload.zones_cloud > 1,
                    upgrade=pool.upgrade and replace(pool.upgrade, added_nodes=0),
                )
            )
        return Deployment(tuple(pools), task.vendor_plane(0))


def _not_given(task: SizingTask) -> Refusal | None:
    """The first service that asks for something which instances shared by apps do not have."""
    taken = next((s for s in task.workload.services if s.host_ports or s.gpus), None)
    if taken is None:
        return None
    values = facts(service=taken.name, platform=task.platform.name)
    if not taken.host_ports:
        return Refusal(RefusalCause.GPU_NOT_GIVEN, values, (taken.name,))
    port = facts(port=min(taken.host_ports))
    return Refusal(RefusalCause.HOST_PORT_NOT_GIVEN, (*values, *port), (taken.name,))


def _without_nodes(workload: Workload) -> Workload:
    """The workload without what the vendor sees to: zones, and instances replaced one by one."""
    rolling = workload.rolling and replace(workload.rolling, max_unavailable=0)
    return replace(workload, survive_zone=False, rolling=rolling)
