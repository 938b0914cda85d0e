"""What a topology says beside its figures: clusters, tenants, auxiliary nodes, and what stays with the team.

What only one way of running has to say is said by its strategy.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge import Level, Orchestration, Terms
from advisor.sizing.cluster import AuxiliaryPool, ClusterPlan, TenantShare
from advisor.sizing.deployment import Deployment, SizingTask
from advisor.sizing.note_codes import NoteCode
from advisor.sizing.packing_items import LoadPoint, replicas_at
from advisor.sizing.topology import Missing
from advisor.values import HOURS_PER_MONTH, Note, note


def clusters_of(deployment: Deployment) -> tuple[ClusterPlan, ...]:
    """Each cluster with its size and its control plane."""
    return tuple(
        ClusterPlan(
            name=part.name,
            tenant=part.tenant,
            pools=tuple(pool.name for pool in each.pools),
            nodes=each.nodes,
            replicas=sum(replicas_at(service, LoadPoint.PEAK) for service in part.services),
            control_plane=each.control_plane,
        )
        for part, each in deployment.clusters
    )


def auxiliary_pools(deployment: Deployment) -> tuple[AuxiliaryPool, ...]:
    """The machines of other roles."""
    return tuple(
        AuxiliaryPool(
            role=auxiliary.role,
            count=auxiliary.count,
            machine=auxiliary.offer.name,
            site=auxiliary.location.id,
            cluster=cluster,
            usd_per_hour=None
            if auxiliary.offer.usd_per_hour is None
            else auxiliary.offer.usd_per_hour * auxiliary.count,
            source=auxiliary.source,
            zone=auxiliary.zone,
        )
        for cluster, auxiliary in deployment.all_auxiliary_nodes()
    )


def tenants_of(task: SizingTask, deployment: Deployment) -> tuple[TenantShare, ...]:
    """Each tenant that has services, with what it asks for at the peak."""
    shares = []
    for tenant in sorted({service.tenant for service in task.workload.services if service.tenant}):
        services = [service for service in task.workload.services if service.tenant == tenant]
        names = {service.name for service in services}
        homes = [part.name for part, _ in deployment.clusters if names & {service.name for service in part.services}]
        shares.append(
            TenantShare(
                tenant=tenant,
                isolation=task.workload.tenancy.of(tenant).value,
                cluster=", ".join(homes),
                replicas=sum(service.peak for service in services),
                cpu_millicores=sum(service.peak * service.cpu_millicores for service in services),
                memory_mib=sum(service.peak * service.memory_mib for service in services),
            )
        )
    return tuple(shares)


def limit_notes(task: SizingTask, deployment: Deployment) -> Iterator[Note]:
    """Which limit of one cluster is passed, and by how much."""
    limits = task.strategy.cluster_limits(task.terms)
    for name in dict.fromkeys(part.share_of for part, _ in deployment.clusters if part.share):
        here = [(part, each) for part, each in deployment.clusters if part.share and part.share_of == name]
        nodes = sum(each.nodes for _, each in here)
        replicas = sum(replicas_at(s, LoadPoint.PEAK) for part, _ in here for s in part.services)
        services = len({s.name for part, _ in here for s in part.services})
        passed = tuple(
            (what, amount, limit)
            for what, amount, limit in (
                ("machines", nodes, limits.nodes),
                ("replicas", replicas, limits.pods),
                ("services", services, limits.services),
            )
            if limit and amount > limit
        )
        yield note(NoteCode.SPLIT_INTO_CLUSTERS, passed=passed, of=name, clusters=len(here), machines=nodes)


def one_type_notes(deployment: Deployment) -> Iterator[Note]:
    """How machines of one type compare with a mix, pool by pool."""
    for pool in deployment.pools:
        if pool.one_type is not None:
            one = pool.one_type
            yield note(
                NoteCode.ONE_TYPE_TAKEN if one.taken else NoteCode.MIXED_TYPES,
                pool=pool.name,
                machine=one.machine,
                count=one.count,
                usd_more_per_month=one.more_usd_per_hour * HOURS_PER_MONTH,
                mixed_types=one.mixed_types,
                mixed_count=one.mixed_count,
            )


def fewer_disks_notes(deployment: Deployment) -> Iterator[Note]:
    """Where machines were chosen with their root disks, what they cost more and what that saves."""
    for pool in deployment.pools:
        one = pool.for_disks
        if one is not None:
            yield note(
                NoteCode.FEWER_DISKS,
                pool=pool.name,
                count=one.count,
                other_count=one.other_count,
                usd_more_per_month=one.more_usd_per_hour * HOURS_PER_MONTH,
                usd_less_per_month=one.less_usd_per_hour * HOURS_PER_MONTH,
            )


def burst_notes(task: SizingTask, deployment: Deployment) -> Iterator[Note]:
    """Which machines of the plan give only a share of their CPU all the time."""
    bursting = {machine for pool in deployment.pools for machine in pool.machines if machine.sustained_vcpu is not None}
    for machine in sorted(bursting, key=lambda machine: machine.name):
        yield note(
            NoteCode.BURSTABLE_MACHINE,
            machine=machine.name,
            vcpu=machine.vcpu,
            sustained_vcpu=machine.sustained_vcpu,
            share=task.average_cpu_share,
        )


DONE_WITHOUT = (
    Terms.self_healing,
    Terms.replica_autoscale,
    Terms.node_autoscale,
    Terms.rolling_upgrade,
    Terms.rollback,
    Terms.service_discovery,
    Terms.load_balancing,
    Terms.secrets,
    Terms.persistent_storage,
    Terms.cpu_memory_limits,
)
"""What an orchestrator would bring, in the order in which its lack is felt."""


def missing_parts(task: SizingTask) -> tuple[Missing, ...]:
    """What the team does by hand or adds, where nothing schedules for it."""
    if task.terms.orchestration is not Orchestration.NONE:
        return ()
    found = []
    for field in DONE_WITHOUT:
        claim = task.terms.claim(field)
        if claim is not None and claim.value <= Level.LIMITED:
            about = task.knowledge.vocabulary[field.term].about
            found.append(Missing(field.term, about, claim.why or "", claim.source))
    return tuple(found)
