"""Platforms on machines: services assigned to grounds, pools packed, control-plane members found a place."""

from __future__ import annotations

from dataclasses import replace

from advisor.knowledge import Agents
from advisor.packing import NoPlan
from advisor.sizing.control_plane import CONTROL_PLANE, Members, member_machine, members_wanted, own_control_plane
from advisor.sizing.deployment import Assignment, Carried, Task
from advisor.sizing.hybrid_placement import assignments, like_then
from advisor.sizing.node_pools import Extra, Hour, PoolDemand, less, machines_of, plan_pool, pools_of, replicas_at
from advisor.sizing.price_catalog import Offer, without
from advisor.sizing.result import Pool
from advisor.sizing.support.auxiliary_nodes import place_beside, proxies_have_machines, wanted_in_cluster
from advisor.sizing.support.ingress import proxies_wanted

SMALL_CLUSTER = 10
"""Machines up to which control-plane members share them with services, where the platform's maker allows it."""


def carry_on_machines(task: Task, hour: Hour, like: Carried | None = None) -> Carried | NoPlan:
    """The pools and control plane of a platform on machines; the reason of the last try when nothing holds.

    With `like`, services stand where they stood there, on machines of the types that ran there: between the hours of
    a day no service changes sites, and groups of machines grow and shrink but are not exchanged.
    """
    reason = NoPlan("there is nowhere to run")
    if like is not None:
        task = _on_types_of(task, like)
    for assignment in (like_then(task, like.assignment),) if like and like.assignment else assignments(task):
        carried = _carry(task, assignment, hour)
        carried = carried if isinstance(carried, NoPlan) else _with_beside(task, assignment, hour, carried)
        if isinstance(carried, Carried):
            return carried
        reason = carried
    return reason


def _on_types_of(task: Task, like: Carried) -> Task:
    """The task with only those machine types on offer that the plan has."""
    had = {name for name, _ in machines_taken(like)}
    grounds = tuple(replace(g, offers=tuple(o for o in g.offers if o.name in had)) for g in task.placing.grounds)
    return replace(task, placing=replace(task.placing, grounds=grounds))


def _carry(task: Task, assignment: Assignment, hour: Hour) -> Carried | NoPlan:
    """Pools first, then members: among the services where they may share and that is no dearer, else apart."""
    pools = _pack(task, assignment, hour)
    if isinstance(pools, NoPlan):
        return pools
    nodes, pods = sum(pool.node_count for pool in pools), sum(replicas_at(s, hour) for s in task.needs.services)
    members = members_wanted(task.terms, task.needs, nodes, pods)
    if members is None:
        return Carried(pools, task.vendor_plane(nodes), assignment=assignment)
    apart = _members_apart(task, assignment, hour, pools, members)
    if _may_share(task, nodes):
        together = _pack(task, assignment, hour, (_as_replicas(members),))
        if not isinstance(together, NoPlan):
            plane = own_control_plane(members, None, task.main_ground, task.needs)
            shared = Carried(together, plane, None, task.main_ground, assignment)
            if isinstance(apart, NoPlan) or _burden(shared) <= _burden(apart):
                return shared
    return apart


def _burden(carried: Carried) -> tuple[float, int]:
    """What agents and members cost an hour, then how many machines they are; without a price only the latter."""
    apart = carried.control_plane.members if carried.member_offer else 0
    hourly = [carried.control_plane.usd_per_hour, *(pool.usd_per_hour for pool in carried.pools)]
    known = [usd for usd in hourly if usd is not None]
    return (sum(known) if len(known) == len(hourly) else 0.0, carried.nodes + apart)


def _members_apart(
    task: Task, assignment: Assignment, hour: Hour, pools: tuple[Pool, ...], members: Members
) -> Carried | NoPlan:
    """Members on machines of their own where there is room, else on machines kept free first, else on the agents."""
    for ground in task.placing.grounds:
        offer = member_machine(members.size, less(ground.offers, pools), members.count)
        if offer is not None:
            break
    else:
        ground = task.main_ground
        kept = _pack_beside(task, assignment, hour, members)
        if kept is None:
            return NoPlan(
                f"{members.count} control-plane machines of {members.size.vcpu:g} vCPU and "
                f"{members.size.memory_mib // 1024} GiB find no place on the machines there are"
            )
        pools, offer = kept
    plane = own_control_plane(members, offer, ground, task.needs)
    return Carried(pools, plane, offer, ground, assignment)


def _with_beside(task: Task, assignment: Assignment, hour: Hour, carried: Carried) -> Carried | NoPlan:
    """The cluster with the machines of other roles that it needs: beside the services, else kept free first."""
    wanted, ground = wanted_in_cluster(task, carried.nodes), task.main_ground
    beside = place_beside(task, wanted, machines_taken(carried))
    if not isinstance(beside, NoPlan):
        return replace(carried, beside=beside)
    kept = place_beside(task, wanted, ())
    if isinstance(kept, NoPlan):
        return kept
    left = replace(ground, offers=without(ground.offers, ((each.offer.name, each.count) for each in kept)))
    grounds = tuple(left if each is ground else each for each in task.placing.grounds)
    narrowed = replace(task, placing=replace(task.placing, grounds=grounds))
    again = _carry(narrowed, tuple((left if g is ground else g, here) for g, here in assignment), hour)
    return beside if isinstance(again, NoPlan) else replace(again, beside=kept)


def machines_taken(carried: Carried) -> tuple[tuple[str, int], ...]:
    """Every machine of a cluster by type: agents, members and those beside."""
    offer = carried.member_offer
    members = ((offer.name, carried.control_plane.members),) if offer else ()
    return (*machines_of(carried.pools), *members, *((each.offer.name, each.count) for each in carried.beside))


def _may_share(task: Task, nodes: int) -> bool:
    """Whether members may stand beside services: in a small cluster, where the maker allows it and tenants agree."""
    allowed = task.terms.control_plane_runs_services or False
    return allowed and nodes <= SMALL_CLUSTER and not task.needs.dedicated_tenants


def _as_replicas(members: Members) -> Extra:
    return Extra(CONTROL_PLANE, members.count, int(members.size.vcpu * 1000), members.size.memory_mib)


def _pack_beside(
    task: Task, assignment: Assignment, hour: Hour, members: Members
) -> tuple[tuple[Pool, ...], Offer | None] | None:
    """Pools packed around members: first on machines kept for them, then as replicas among the services."""
    ground = task.main_ground
    offer = member_machine(members.size, ground.offers, members.count)
    if offer is not None:
        changed = replace(ground, offers=without(ground.offers, ((offer.name, members.count),)))
        pools = _pack(task, tuple((changed if g is ground else g, services) for g, services in assignment), hour)
        if not isinstance(pools, NoPlan):
            return pools, offer
    pools = _pack(task, assignment, hour, (_as_replicas(members),))
    return None if isinstance(pools, NoPlan) else (pools, None)


def _pack(task: Task, assignment: Assignment, hour: Hour, extras: tuple[Extra, ...] = ()) -> tuple[Pool, ...] | NoPlan:
    """All pools of all grounds; own servers are handed on from pool to pool as stock lasts.

    Where no service is public, proxies stand on the first ground that has services; `extras` stand on the main one.
    """
    done: list[Pool] = []
    some_public = any(service.public for service in task.needs.services)
    elsewhere = proxies_have_machines(task)
    leading = next((ground for ground, services in assignment if services), task.main_ground)
    for ground, services in assignment:
        demands = pools_of(services, task.needs, ground.site)
        is_main = ground.site == task.main_ground.site
        proxies = () if elsewhere else proxies_wanted(task.platform, ground, task.knowledge, task.day)
        leads = ground.site == leading.site
        if not demands and (leads or (is_main and extras)):
            demands = (PoolDemand("services", ground.site, "linux", "amd64", ()),)
        proxied = _proxied(demands, some_public, leads=leads)
        here: list[Pool] = []
        for index, demand in enumerate(demands):
            on = replace(ground, offers=less(ground.offers, tuple(here)))
            first = is_main and index == 0
            beside = (*(proxies if index in proxied else ()), *(extras if first else ()))
            pool = plan_pool(
                demand,
                on,
                task.rules(),
                task.needs,
                hour,
                beside,
                effort=task.effort,
                one_per_machine=task.agents is Agents.MACHINE_PER_REPLICA,
                can_grow=True,
            )
            if isinstance(pool, NoPlan):
                return pool
            here.append(pool)
        done.extend(here)
    return tuple(done)


def _proxied(demands: tuple[PoolDemand, ...], some_public: bool, *, leads: bool) -> set[int]:
    """Which pools hold proxies: those with public services; where none was marked, the first.

    Proxies run on Linux, so those of a Windows pool stand in a Linux pool of the same tenant where there is one.
    """
    if not some_public:
        return {0} if leads else set()
    linux: dict[str, int] = {}
    for index, demand in enumerate(demands):
        if demand.os == "linux":
            linux.setdefault(demand.tenant, index)
    return {
        index if demand.os == "linux" else linux.get(demand.tenant, index)
        for index, demand in enumerate(demands)
        if any(service.public for service in demand.services)
    }
