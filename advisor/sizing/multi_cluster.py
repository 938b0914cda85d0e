"""Several clusters of any strategy: one for each tenant that must have its own, and more where a limit is passed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from advisor.knowledge.machine_tables import Daemons
from advisor.prices.offer import take_from_stock
from advisor.sizing.affinity import affinity_groups, hosts_by_service
from advisor.sizing.cluster import ControlPlane
from advisor.sizing.deployment import ClusterShare, Deployment, SizingTask
from advisor.sizing.infeasibility import Refusal, RefusalCause
from advisor.sizing.machine_types import allocatable_types
from advisor.sizing.packing_items import LoadPoint, replicas_at
from advisor.sizing.pool import Pool
from advisor.sizing.service_demand import ServiceDemand
from advisor.sizing.strategies.vm_cluster import machines_used
from advisor.sizing.support.auxiliary_nodes import auxiliary_for_platform, place_auxiliary_nodes
from advisor.values import facts

MOST_CLUSTERS = 500
SHARED = "shared"
"""The cluster of those who have none of their own."""


def deploy_in_clusters(task: SizingTask, load: LoadPoint, baseline: Deployment | None = None) -> Deployment | Refusal:
    """All clusters of a task as one deployment, each with what it needs of its own; or why one of them has no place.

    Each cluster is deployed by the strategy of the task, and may use the own servers that the clusters before it left.
    Then the machines are added that all clusters need once. A strategy that forms no clusters deploys all services
    together. `baseline` is the plan of the peak: then the clusters are the same, with the replicas of another hour.
    """
    if not task.strategy.forms_clusters:
        return task.strategy.deploy(task, load, baseline)
    done: list[tuple[ClusterShare, Deployment]] = []
    if baseline is not None and baseline.clusters:
        for part, (_, before) in zip(_shares_at_hour(task, baseline), baseline.clusters, strict=True):
            deployment = task.strategy.deploy(_task_of_cluster(task, part, done), load, before)
            if isinstance(deployment, Refusal):
                return deployment
            done.append((part, deployment))
    else:
        for part in tenant_shares(task):
            clusters = _within_limits(task, part, load, done)
            if isinstance(clusters, Refusal):
                return clusters
            done.extend(clusters)
    return _merged(task, tuple(done))


def _shares_at_hour(task: SizingTask, baseline: Deployment) -> Iterator[ClusterShare]:
    """The shares of that plan with the counts that the services have at this hour."""
    for part in tenant_shares(task):
        into = sum(1 for before, _ in baseline.clusters if before.tenant == part.tenant)
        yield from split_share(part, into, by_service=_splits_by_service(task, part))


def _splits_by_service(task: SizingTask, part: ClusterShare) -> bool:
    """Whether whole services go to one cluster each, as there are too many for one."""
    return _clusters_for(len(part.services), task.strategy.cluster_limits(task.terms).services) > 1


def tenant_shares(task: SizingTask) -> tuple[ClusterShare, ...]:
    """One part for those who share, and one for each tenant with a cluster of its own, in alphabetical order."""
    homes: dict[str, list[ServiceDemand]] = {}
    for service in task.workload.services:
        homes.setdefault(task.workload.tenancy.cluster_of(service.tenant), []).append(service)
    apart = sorted(tenant for tenant in homes if tenant)
    shared = homes.get("", [])
    first = [ClusterShare(SHARED if apart else "", tuple(shared))] if shared or not apart else []
    return (*first, *(ClusterShare(tenant, tuple(homes[tenant]), tenant) for tenant in apart))


def split_share(part: ClusterShare, into: int, *, by_service: bool) -> tuple[ClusterShare, ...]:
    """The share cut into `into` about equal ones; what affinity ties together stays together.

    Each takes its share of the replicas of every service; `by_service`, whole services go to one cluster each.
    """
    if into == 1:
        return (part,)
    name = part.name or "cluster"
    taken: list[list[ServiceDemand]] = [[] for _ in range(into)]
    for position, members in enumerate(affinity_groups(part.services)):
        if by_service:
            taken[position % into].extend(members)
            continue
        for index, service in _shares_of(members, position, into):
            taken[index].append(service)
    return tuple(
        ClusterShare(f"{name}-{number}", tuple(services), part.tenant, number, part.name)
        for number, services in enumerate(taken, start=1)
    )


def _shares_of(members: Sequence[ServiceDemand], position: int, into: int) -> Iterator[tuple[int, ServiceDemand]]:
    """Each service with its replicas in each cluster at every hour, where it has any.

    What must stand beside others goes to clusters alone that have some of each of those.
    """
    hosts, peaks = hosts_by_service(members), dict[str, list[int]]()
    for service in sorted(members, key=lambda s: (len(hosts[s.name]), s.name)):
        beside = [peaks[name] for name in hosts[service.name] if name in peaks]
        in_turn = [(turn + position) % into for turn in range(into)]
        clusters = [index for index in in_turn if all(counts[index] for counts in beside)] or in_turn

        floors, typicals, peaks[service.name] = (
            _evenly(replicas_at(service, load), clusters, into) for load in LoadPoint
        )
        for index, (floor, typical, peak) in enumerate(zip(floors, typicals, peaks[service.name], strict=True)):
            if peak:
                requests = service.requests and service.requests.scaled(peak / service.peak)
                yield index, replace(service, floor=floor, typical=typical, peak=peak, requests=requests)


def _evenly(count: int, clusters: Sequence[int], into: int) -> list[int]:
    """A count over some of so many clusters, in parts that differ by one at most, the larger ones first."""
    parts = [0] * into
    for turn, index in enumerate(clusters):
        parts[index] = count // len(clusters) + (turn < count % len(clusters))
    return parts


def _within_limits(
    task: SizingTask, part: ClusterShare, load: LoadPoint, done: list[tuple[ClusterShare, Deployment]]
) -> list[tuple[ClusterShare, Deployment]] | Refusal:
    """The share in as few clusters as the limits allow: one more is tried until each cluster keeps to them."""
    limits = task.strategy.cluster_limits(task.terms)
    replicas = sum(replicas_at(service, load) for service in part.services)
    by_service = _splits_by_service(task, part)
    wanted = max(_clusters_for(len(part.services), limits.services), _clusters_for(replicas, limits.pods))
    if limits.nodes:
        wanted = max(wanted, _clusters_for(least_nodes(_task_of_cluster(task, part, done), load), limits.nodes))
    while wanted <= MOST_CLUSTERS:
        clusters: list[tuple[ClusterShare, Deployment]] = []
        for share in split_share(part, wanted, by_service=by_service):
            deployment = task.strategy.deploy(
                _with_share_of_stock(_task_of_cluster(task, share, done), wanted), load, None
            )
            if isinstance(deployment, Refusal):
                return replace(deployment, cluster=share.name)
            clusters.append((share, deployment))
        nodes = [deployment.nodes for _, deployment in clusters]
        pods = [_pods_of(task, share, deployment, load) for share, deployment in clusters]
        if _clusters_for(max(nodes), limits.nodes) <= 1 and _clusters_for(max(pods), limits.pods) <= 1:
            return clusters
        wanted = max(wanted + 1, _clusters_for(sum(nodes), limits.nodes), _clusters_for(sum(pods), limits.pods))
    return Refusal(RefusalCause.TOO_MANY_CLUSTERS, facts(most=MOST_CLUSTERS, platform=task.platform.name))


def least_nodes(task: SizingTask, load: LoadPoint) -> int:
    """A lower bound of the machines it takes: the largest ones, filled completely, as far as stock lasts."""
    rules = task.rules()
    offered = [offers for location in task.targets.locations for offers in (location.offers, location.gpu_offers)]
    machines = [machine for offers in offered for machine in allocatable_types(offers, rules)]
    counts = [(service, replicas_at(service, load)) for service in task.workload.services]
    cpu = sum(service.cpu_millicores * count for service, count in counts)
    memory = sum(service.memory_mib * count for service, count in counts)
    return max(
        _nodes_for(cpu, [(machine.cpu_millicores, machine.stock) for machine in machines]),
        _nodes_for(memory, [(machine.memory_mib, machine.stock) for machine in machines]),
    )


def _nodes_for(amount: int, sizes: list[tuple[int, int | None]]) -> int:
    """How many of the largest sizes hold an amount, and all there are where they do not."""
    nodes = 0
    for size, stock in sorted(sizes, key=lambda entry: -entry[0]):
        if amount <= 0 or size <= 0:
            break
        wanted = math.ceil(amount / size)
        taken = wanted if stock is None else min(wanted, stock)
        nodes, amount = nodes + taken, amount - taken * size
    return nodes


def _clusters_for(amount: float, limit: float | None) -> int:
    return 1 if not limit else max(1, math.ceil(amount / limit))


def _pods_of(task: SizingTask, part: ClusterShare, deployment: Deployment, load: LoadPoint) -> int:
    """Replicas of a cluster with what the platform runs on every agent."""
    daemons = task.terms.daemons or Daemons()
    return sum(replicas_at(service, load) for service in part.services) + deployment.nodes * daemons.pods


def _task_of_cluster(task: SizingTask, part: ClusterShare, done: list[tuple[ClusterShare, Deployment]]) -> SizingTask:
    """The task for the services of one cluster, with what other clusters took out of the stock of own servers."""
    taken = [machine for _, deployment in done for machine in machines_used(deployment)]
    locations = task.targets.locations
    if taken:
        locations = tuple(replace(location, offers=take_from_stock(location.offers, taken)) for location in locations)
    here = {service.name for service in part.services}
    everywhere = tuple(
        service
        for service in task.workload.services
        if service.per_node and service.tenant in (None, part.tenant) and service.name not in here
    )
    workload = replace(task.workload, services=(*part.services, *everywhere))
    targets = replace(task.targets, locations=locations)
    return replace(task, workload=workload, targets=targets, is_first_cluster=task.is_first_cluster and not done)


def _with_share_of_stock(task: SizingTask, clusters: int) -> SizingTask:
    """The task with one cluster's equal share of the own servers."""
    if clusters == 1:
        return task
    locations = tuple(
        replace(
            location,
            offers=tuple(
                offer if offer.stock is None else replace(offer, stock=offer.stock // clusters)
                for offer in location.offers
            ),
        )
        for location in task.targets.locations
    )
    return replace(task, targets=replace(task.targets, locations=locations))


def _merged(task: SizingTask, clusters: tuple[tuple[ClusterShare, Deployment], ...]) -> Deployment | Refusal:
    """All clusters as one plan, with the machines that all of them need once."""
    nodes = sum(deployment.nodes for _, deployment in clusters)
    taken = tuple(machine for _, deployment in clusters for machine in machines_used(deployment))
    virtual = {role for _, deployment in clusters for role in deployment.virtual_roles}
    wanted = auxiliary_for_platform(task, nodes, len(clusters))
    once = place_auxiliary_nodes(task, tuple(each for each in wanted if each.row.role not in virtual), taken)
    if isinstance(once, Refusal):
        return once
    if len(clusters) == 1:
        ((_, alone),) = clusters
        return replace(alone, auxiliary=once, clusters=clusters)
    named = tuple(
        (part, replace(deployment, pools=_named_pools(part, deployment.pools))) for part, deployment in clusters
    )
    return Deployment(
        pools=tuple(pool for _, deployment in named for pool in deployment.pools),
        control_plane=_merged_control_plane([deployment for _, deployment in named]),
        auxiliary=once,
        clusters=named,
    )


def _named_pools(part: ClusterShare, pools: tuple[Pool, ...]) -> tuple[Pool, ...]:
    """The pools with their cluster, under names that no other cluster has."""
    ending = f"-{part.share}" if part.share else ""
    begin = {pool.name: "" if part.tenant in ("", pool.tenant) else f"{part.tenant}-" for pool in pools}
    return tuple(replace(pool, name=f"{begin[pool.name]}{pool.name}{ending}", cluster=part.name) for pool in pools)


def _merged_control_plane(clusters: list[Deployment]) -> ControlPlane:
    """The control plane of the largest cluster, standing for all, with the cost of all."""
    largest = max(clusters, key=lambda deployment: deployment.nodes).control_plane
    hourly = [deployment.control_plane.usd_per_hour for deployment in clusters]
    known = [usd for usd in hourly if usd is not None]
    return replace(
        largest,
        clusters=len(clusters),
        usd_per_hour=sum(known) if len(known) == len(hourly) else None,
        notes=tuple(dict.fromkeys(note for deployment in clusters for note in deployment.control_plane.notes)),
        sources=tuple(dict.fromkeys(source for deployment in clusters for source in deployment.control_plane.sources)),
    )
