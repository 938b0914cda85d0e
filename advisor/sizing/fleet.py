"""Platforms on machines: services assigned to grounds, pools packed, control-plane members found a place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from advisor.scenario.choices import Site
from advisor.sizing.agents import Extra, less, plan_pool
from advisor.sizing.control_plane import CONTROL_PLANE, Members, member_machine, members_wanted, own_control_plane
from advisor.sizing.demand import Hour, PoolDemand, pools_of, replicas_at
from advisor.sizing.grounds import OWN_SITE
from advisor.sizing.machines import Offer
from advisor.sizing.packing import NoPlan
from advisor.sizing.support import proxies_wanted
from advisor.sizing.task import Assignment, Carried, Task
from advisor.sizing.topology import Pool

SMALL_CLUSTER = 10
"""Machines up to which control-plane members share them with services, where the platform's maker allows it."""


def carry_on_machines(task: Task, hour: Hour, like: Carried | None = None) -> Carried | NoPlan:
    """The pools and control plane of a platform on machines; the reason of the last try when nothing holds.

    With `like`, services stand where they stood there: no service changes sites between the hours of a day.
    """
    reason = NoPlan("there is nowhere to run")
    for assignment in (like.assignment,) if like and like.assignment else _assignments(task):
        carried = _carry(task, assignment, hour)
        if isinstance(carried, Carried):
            return carried
        reason = carried
    return reason


def _assignments(task: Task) -> Iterator[Assignment]:
    """Which ground holds which services: those free to choose on own servers first, then in the cloud.

    The last one asks the least of the own servers, so its failure is the one that tells what is short.
    """
    grounds = task.placing.grounds
    if len(grounds) == 1:
        yield ((grounds[0], task.needs.services),)
        return
    for first in (True, False):
        halves = []
        for ground in grounds:
            here = Site.ON_PREM if ground.site == OWN_SITE else Site.CLOUD
            takes_free = (ground.site == OWN_SITE) == first
            halves.append(
                (ground, tuple(s for s in task.needs.services if s.site is here or (s.site is Site.ANY and takes_free)))
            )
        yield tuple(halves)


def _carry(task: Task, assignment: Assignment, hour: Hour) -> Carried | NoPlan:
    """Pools first, then members on machines of their own; else members kept free first; else members on the agents."""
    pools = _pack(task, assignment, hour)
    if isinstance(pools, NoPlan):
        return pools
    nodes, pods = sum(pool.node_count for pool in pools), sum(replicas_at(s, hour) for s in task.needs.services)
    clusters = task.clusters_for(nodes)
    members = members_wanted(task.platform, task.needs, nodes, pods, task.day)
    if members is None:
        return Carried(pools, task.vendor_plane(nodes), assignment=assignment)
    wanted = members.count * clusters
    if _may_share(task, nodes):
        together = _pack(task, assignment, hour, (_as_replicas(members, wanted),))
        if not isinstance(together, NoPlan):
            plane = own_control_plane(members, None, task.main_ground, task.needs, clusters)
            return Carried(together, plane, None, task.main_ground, assignment)
    for ground in task.placing.grounds:
        offer = member_machine(members.size, less(ground.offers, pools), wanted)
        if offer is not None:
            break
    else:
        ground = task.main_ground
        kept = _pack_beside(task, assignment, hour, members, wanted)
        if kept is None:
            return NoPlan(
                f"{wanted} control-plane machines of {members.size.vcpu:g} vCPU and "
                f"{members.size.memory_mib // 1024} GiB find no place on the machines there are"
            )
        pools, offer = kept
    plane = own_control_plane(members, offer, ground, task.needs, clusters)
    return Carried(pools, plane, offer, ground, assignment)


def _may_share(task: Task, nodes: int) -> bool:
    """Whether members may stand beside services: in a small cluster, where the maker allows it and tenants agree."""
    allowed = task.platform.value("control_plane_runs_services", task.day) == "yes"
    return allowed and nodes <= SMALL_CLUSTER and not task.needs.dedicated_tenants


def _as_replicas(members: Members, wanted: int) -> Extra:
    return Extra(CONTROL_PLANE, wanted, int(members.size.vcpu * 1000), members.size.memory_mib)


def _pack_beside(
    task: Task, assignment: Assignment, hour: Hour, members: Members, wanted: int
) -> tuple[tuple[Pool, ...], Offer | None] | None:
    """Pools packed around members: first on machines kept for them, then as replicas among the services."""
    ground = task.main_ground
    offer = member_machine(members.size, ground.offers, wanted)
    if offer is not None:
        left = tuple(
            replace(o, stock=o.stock - wanted) if o.name == offer.name and o.stock is not None else o
            for o in ground.offers
        )
        changed = replace(ground, offers=left)
        pools = _pack(task, tuple((changed if g is ground else g, services) for g, services in assignment), hour)
        if not isinstance(pools, NoPlan):
            return pools, offer
    pools = _pack(task, assignment, hour, (_as_replicas(members, wanted),))
    return None if isinstance(pools, NoPlan) else (pools, None)


def _pack(task: Task, assignment: Assignment, hour: Hour, extras: tuple[Extra, ...] = ()) -> tuple[Pool, ...] | NoPlan:
    """All pools of all grounds; own servers are handed on from pool to pool as stock lasts."""
    done: list[Pool] = []
    some_public = any(service.public for service in task.needs.services)
    for ground, services in assignment:
        demands = pools_of(services, task.needs, ground.site)
        is_main = ground.site == task.main_ground.site
        proxies = proxies_wanted(task.platform, ground, task.knowledge, task.day)
        if not demands and is_main:
            demands = (PoolDemand("services", ground.site, "linux", "amd64", ()),)
        here: list[Pool] = []
        for index, demand in enumerate(demands):
            on = replace(ground, offers=less(ground.offers, tuple(here)))
            first = is_main and index == 0
            # proxies stand where the public services do; where none was marked, with the first services
            proxied = any(service.public for service in demand.services) or (first and not some_public)
            beside = (*(proxies if proxied else ()), *(extras if first else ()))
            pool = plan_pool(
                demand,
                on,
                task.rules(),
                task.needs,
                hour,
                beside,
                effort=task.effort,
                one_per_machine=task.agents == "machine_per_replica",
            )
            if isinstance(pool, NoPlan):
                return pool
            here.append(pool)
        done.extend(here)
    return tuple(done)
