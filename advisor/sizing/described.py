"""Clusters, tenants and machines of other roles as a topology tells them, and what a split means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from advisor.sizing.clusters import limits_of
from advisor.sizing.control_plane import spread_members
from advisor.sizing.demand import Hour, replicas_at
from advisor.sizing.grounds import Ground
from advisor.sizing.plane_lines import every_beside
from advisor.sizing.task import Carried, Part, Task
from advisor.sizing.topology import ClusterPlan, MachinesBeside, TenantShare


def clusters_of(carried: Carried) -> tuple[ClusterPlan, ...]:
    """Each cluster with its size and its control plane."""
    return tuple(
        ClusterPlan(
            name=part.name,
            tenant=part.tenant,
            pools=tuple(pool.name for pool in each.pools),
            nodes=each.nodes,
            replicas=sum(replicas_at(service, Hour.PEAK) for service in part.services),
            control_plane=each.control_plane,
        )
        for part, each in carried.clusters
    )


def beside_of(carried: Carried) -> tuple[MachinesBeside, ...]:
    """The machines of other roles."""
    return tuple(
        MachinesBeside(
            role=beside.role,
            count=beside.count,
            machine=beside.offer.name,
            site=beside.ground.label,
            cluster=cluster,
            usd_per_hour=None if beside.offer.usd_per_hour is None else beside.offer.usd_per_hour * beside.count,
            source=beside.source,
        )
        for cluster, beside in every_beside(carried)
    )


def tenants_of(task: Task, carried: Carried) -> tuple[TenantShare, ...]:
    """Each tenant that has services, with what it asks for at the peak."""
    shares = []
    for tenant in sorted({service.tenant for service in task.needs.services if service.tenant}):
        services = [service for service in task.needs.services if service.tenant == tenant]
        names = {service.name for service in services}
        homes = [part.name for part, _ in carried.clusters if names & {service.name for service in part.services}]
        shares.append(
            TenantShare(
                tenant=tenant,
                isolation=task.needs.tenancy.of(tenant).value,
                cluster=", ".join(homes),
                replicas=sum(service.peak for service in services),
                cpu_millicores=sum(service.peak * service.cpu_millicores for service in services),
                memory_mib=sum(service.peak * service.memory_mib for service in services),
            )
        )
    return tuple(shares)


def limit_notes(task: Task, carried: Carried) -> Iterator[str]:
    """Which limit of one cluster is passed, and by how much."""
    limits = limits_of(task)
    for name in dict.fromkeys(_home(part) for part, _ in carried.clusters if part.share):
        here = [(part, each) for part, each in carried.clusters if part.share and _home(part) == name]
        nodes = sum(each.nodes for _, each in here)
        replicas = sum(replicas_at(s, Hour.PEAK) for part, _ in here for s in part.services)
        services = len({s.name for part, _ in here for s in part.services})
        passed = [
            f"{amount:,} {what} pass the {limit:,.0f}"
            for amount, limit, what in (
                (nodes, limits.nodes, "machines"),
                (replicas, limits.pods, "replicas"),
                (services, limits.services, "services"),
            )
            if limit and amount > limit
        ]
        whose = f" of {name}" if name else ""
        reason = _listed(passed) or f"{nodes:,} machines with what runs on each of them pass the limits"
        yield (
            f"{reason} published or tested for one cluster: split{whose} into {len(here)} clusters, each with its own "
            "control plane; a service finds only its neighbours of the same cluster by name"
        )


def site_notes(task: Task, carried: Carried) -> Iterator[str]:
    """Types of which the plan takes more at a site than stand there, where own servers are listed by site."""
    ground = task.main_ground
    if not ground.names_sites:
        return
    there: Counter[tuple[str, str]] = Counter()
    for site, machine, count in ground.stock_by_site:
        there[(site, machine)] += count
    for (site, machine), taken in sorted(_taken_by_site(carried, ground).items()):
        if taken > there[(site, machine)]:
            stand = there[(site, machine)]
            yield f"the plan takes {taken} x {machine} in {site}, where {stand} stand: move or buy {taken - stand}"


def _taken_by_site(carried: Carried, ground: Ground) -> Counter[tuple[str, str]]:
    """Own servers by site and type: agents where the plan puts them, members and others spread evenly."""
    taken: Counter[tuple[str, str]] = Counter()
    for pool in carried.pools:
        for node in pool.nodes if pool.owned else ():
            taken[(node.zone, node.machine)] += node.count
    for each in carried.each():
        if each.member_offer and each.member_ground and not each.member_ground.cloud:
            for site, members in each.control_plane.members_by_zone:
                taken[(site, each.member_offer.name)] += members
    for _, beside in every_beside(carried):
        if not beside.ground.cloud:
            for site, count in spread_members(beside.count, ground.zones):
                taken[(site, beside.offer.name)] += count
    return taken


def _home(part: Part) -> str:
    return part.tenant or ("shared" if part.name.startswith("shared") else "")


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""
