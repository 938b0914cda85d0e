"""A cluster of machines: services go to locations, pools are packed, and control-plane members get machines."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from advisor.knowledge import Orchestration
from advisor.knowledge.control_plane_tables import SharedControlPlane
from advisor.knowledge.machine_tables import SystemPool
from advisor.prices.offer import Taken, take_from_stock
from advisor.sizing.control_plane import (
    WHOLE_MEMBER,
    Members,
    PlacedMachines,
    control_plane_on_agents,
    own_control_plane,
    place_machines,
    required_members,
)
from advisor.sizing.deployment import Assignment, AuxiliaryNodes, Deployment, SizingTask, Strategy
from advisor.sizing.disk_prices import root_disk_usd_per_hour
from advisor.sizing.hybrid_placement import assignment_at_hour, assignments
from advisor.sizing.infeasibility import Refusal, RefusalCause
from advisor.sizing.location import Location
from advisor.sizing.node_pools import machines_of, plan_pool, remaining_offers
from advisor.sizing.note_codes import NoteCode
from advisor.sizing.packing_items import LoadPoint, SystemReplicas, replicas_at
from advisor.sizing.pool import Pool
from advisor.sizing.pool_demands import PoolDemand, pools_of, with_per_node_services
from advisor.sizing.service_demand import ServiceDemand
from advisor.sizing.shared_control_plane import Spread, may_hold_member, members_beside_services, place_members
from advisor.sizing.support.auxiliary_nodes import (
    AuxiliaryDemand,
    auxiliary_for_cluster,
    least_agents,
    place_auxiliary_nodes,
    proxies_have_machines,
)
from advisor.sizing.support.proxies import proxy_replicas
from advisor.sizing.support.system_pool import (
    least_of_system_pool,
    missing_system_machines,
    on_system_machines,
    system_pool_of,
)
from advisor.sizing.support.virtual_machines import VirtualMachines, member_replicas, virtual_machines
from advisor.sizing.uniform_machines import SIMPLER_MAY_COST, LeastMachines
from advisor.values import Note, facts, note

MOST_NAMED = 5
"""Services with host ports that are named in notes."""


class VmCluster(Strategy):
    """Replicas packed onto machines, several on each."""

    runs_on_own_machines = True
    forms_clusters = True
    shares_machines = True
    survives_more_nodes = True
    survives_zones = True
    has_ceilings = True
    has_proxies = True

    def deploy(self, task: SizingTask, load: LoadPoint, baseline: Deployment | None = None) -> Deployment | Refusal:
        """The pools and control plane of a platform on machines; the reason of the last try when nothing holds.

        With `baseline`, services stand where they stood there, on machines of the types that ran there: between the
        hours of a day no service changes sites, and groups of machines grow and shrink but are not exchanged.
        """
        if baseline is not None:
            task = _limited_to_types(task, baseline)
        at_hour = baseline and baseline.assignment
        reason = Refusal(RefusalCause.NOWHERE_TO_RUN)
        for assignment in (assignment_at_hour(task, at_hour),) if at_hour else assignments(task):
            deployment = _deploy(task, assignment, load, baseline)
            if isinstance(deployment, Deployment):
                deployment = _with_auxiliary_nodes(task, assignment, load, deployment, baseline)
            if isinstance(deployment, Deployment):
                return deployment
            reason = deployment
        return reason

    def notes(self, task: SizingTask, deployment: Deployment) -> Iterator[Note]:
        """Without an orchestrator: what decides how many replicas share a machine, and who moves them after a loss."""
        if task.terms.orchestration is not Orchestration.NONE:
            return
        with_ports = [service for service in task.workload.services if service.host_ports]
        for service in with_ports[:MOST_NAMED]:
            yield note(
                NoteCode.HOST_PORT_PER_MACHINE,
                port=min(service.host_ports),
                service=service.name,
                replicas=service.peak,
                machines=deployment.nodes,
            )
        if not with_ports:
            yield note(NoteCode.PORTS_GIVEN_BY_HAND)
        yield note(NoteCode.PLACED_BY_HAND)


def _limited_to_types(task: SizingTask, baseline: Deployment) -> SizingTask:
    """The task with only those machine types on offer that the plan has."""
    had = {name for name, _, _ in machines_used(baseline)}
    locations = tuple(
        replace(
            location,
            offers=tuple(offer for offer in location.offers if offer.name in had),
            gpu_offers=tuple(offer for offer in location.gpu_offers if offer.name in had),
        )
        for location in task.targets.locations
    )
    return replace(task, targets=replace(task.targets, locations=locations))


def _deploy(
    task: SizingTask, assignment: Assignment, load: LoadPoint, baseline: Deployment | None
) -> Deployment | Refusal:
    """Packs the pools, then places the members: among services where that is allowed and hardly costs more, else apart.

    With `baseline` they stand where they stood there.
    """
    pools = _pack(task, assignment, load)
    if isinstance(pools, Refusal):
        return pools
    nodes, pods = sum(pool.node_count for pool in pools), sum(replicas_at(s, load) for s in task.workload.services)
    members = required_members(task.terms, task.workload, nodes, pods)
    if members is None:
        return Deployment(pools, task.vendor_plane(nodes), assignment=assignment)
    shared = None
    if baseline is None or baseline.control_plane.on_agents:
        shared = _members_beside_services(task, assignment, load, members, nodes)
    if shared is not None and baseline is not None:
        return shared
    hosted = virtual_machines(task, members, nodes)
    if hosted is not None:
        apart = _virtual_members(task, assignment, load, hosted)
    else:
        apart = _members_apart(task, assignment, load, pools, members)
    if shared is not None and (isinstance(apart, Refusal) or _hardly_dearer(shared, apart)):
        return shared
    return apart


def _members_beside_services(
    task: SizingTask, assignment: Assignment, load: LoadPoint, members: Members, nodes: int
) -> Deployment | None:
    """The cluster with members on machines that also run services; None where it is too large or its maker forbids it.

    `nodes` are the machines that it takes without members.
    """
    holding = [location for location, services in assignment if services]
    location, row = next(iter(holding), task.main_location), task.terms.shared_control_plane
    beside = members_beside_services(task.terms, members, task.workload)
    if beside is None or row is None or nodes > row.max_nodes:
        return None
    placed = _on_machines_with_room(task, assignment, load, location, beside, row)
    if placed is None:
        return None
    pools, spread = placed
    plane = control_plane_on_agents(beside, spread, location, task.workload)
    kept = facts(cpu_millicores=row.cpu_millicores, memory_mib=row.memory_mib)
    told = note(NoteCode.MEMBERS_BESIDE_SERVICES, **dict(kept), max_nodes=row.max_nodes, caution=row.caution)
    return Deployment(pools, replace(plane, notes=(*plane.notes, told)), (), location, assignment)


def _on_machines_with_room(
    task: SizingTask,
    assignment: Assignment,
    load: LoadPoint,
    location: Location,
    members: Members,
    row: SharedControlPlane,
) -> tuple[tuple[Pool, ...], Spread] | None:
    """Pools whose machines each keep room for a member, and the members by zone; None where there are too many."""
    able = replace(location, offers=tuple(offer for offer in location.offers if may_hold_member(offer, row)))
    with_member = replace(task, beside_services=row, members_site=location.site)
    there = tuple((able if g is location else g, services) for g, services in assignment)
    pools = _pack(with_member, there, load)
    if isinstance(pools, Refusal) or sum(pool.node_count for pool in pools) > row.max_nodes:
        return None
    demands = [demand for g, services in there if g is able for demand in pools_of(services, task.workload, g.site)]
    linux = frozenset(demand.name for demand in demands if demand.os == "linux" and not demand.spot)
    linux = linux or frozenset(pool.name for pool in pools if not pool.spot)
    return place_members(pools, able, members, linux) if linux else None


def _virtual_members(
    task: SizingTask, assignment: Assignment, load: LoadPoint, hosted: VirtualMachines
) -> Deployment | Refusal:
    """The cluster whose members, and machines of other roles, share the hosts with the services.

    Every host keeps room for one of each where that is not dearer than to pack them: then none has to move at once.
    """
    location, members = task.main_location, replace(hosted.members, count=hosted.hosts)
    kept = _on_machines_with_room(task, assignment, load, location, members, hosted.kept_on_each_host)
    packed = _pack(
        replace(task, roles_beside_services=hosted.roles_as_replicas()),
        assignment,
        load,
        (hosted.members_as_replicas(),),
    )
    if isinstance(packed, Refusal) and kept is None:
        return packed
    if kept is not None and (isinstance(packed, Refusal) or _machines(kept[0]) <= _machines(packed)):
        pools, spread = kept
    elif not isinstance(packed, Refusal):
        pools, spread = packed, _member_spread(packed)
    plane = control_plane_on_agents(hosted.members, spread, location, task.workload)
    plane = replace(plane, notes=(*plane.notes, *hosted.notes()))
    roles = tuple(each.row.role for each in hosted.roles)
    return Deployment(pools, plane, (), location, assignment, virtual_roles=roles)


def _machines(pools: tuple[Pool, ...]) -> int:
    return sum(pool.node_count for pool in pools)


def _hardly_dearer(shared: Deployment, apart: Deployment) -> bool:
    """Whether members among services cost about as little as members apart; without prices, whether machines do."""
    costs = [_usd_per_hour(shared), _usd_per_hour(apart)]
    if costs[0] is None or costs[1] is None:
        return shared.nodes <= apart.nodes + apart.control_plane.members
    return costs[0] <= costs[1] * (1 + SIMPLER_MAY_COST)


def _usd_per_hour(deployment: Deployment) -> float | None:
    """What agents and members cost an hour; None where a price is not known."""
    hourly = [deployment.control_plane.usd_per_hour, *(pool.usd_per_hour for pool in deployment.pools)]
    return sum(usd for usd in hourly if usd is not None) if None not in hourly else None


def _members_apart(
    task: SizingTask, assignment: Assignment, load: LoadPoint, pools: tuple[Pool, ...], members: Members
) -> Deployment | Refusal:
    """Members on machines that the agents leave, else on machines set aside before packing, else on the agents."""
    for location in task.targets.locations:
        placed = _place_apart(members, replace(location, offers=remaining_offers(location.offers, pools)))
        if placed is not None:
            break
    else:
        location = task.main_location
        kept = _pack_around_members(task, assignment, load, members)
        if kept is None:
            size = members.size
            values = facts(count=members.count, vcpu=size.vcpu, memory_mib=size.memory_mib)
            return Refusal(RefusalCause.NO_PLACE_FOR_MEMBERS, values)
        pools, placed = kept
    if placed:
        plane = own_control_plane(members, placed, location, task.workload)
    else:
        plane = control_plane_on_agents(members, _member_spread(pools), location, task.workload)
    return Deployment(pools, plane, placed, location, assignment)


def _place_apart(members: Members, location: Location) -> tuple[PlacedMachines, ...] | None:
    """The cheapest machines of a location that hold a member each; None where there are too few."""
    size = members.size
    return place_machines(size.vcpu, size.memory_mib, location.offers, location.zones, members.count)


def _member_spread(pools: tuple[Pool, ...]) -> tuple[tuple[str, int], ...]:
    """Members that the packer placed on the agents, by zone."""
    by_zone: Counter[str] = Counter()
    for pool in pools:
        for node in pool.nodes:
            by_zone[node.zone] += node.count * dict(node.pods).get(WHOLE_MEMBER, 0)
    return tuple((zone, count) for zone, count in by_zone.items() if count)


def _with_auxiliary_nodes(
    task: SizingTask, assignment: Assignment, load: LoadPoint, deployment: Deployment, baseline: Deployment | None
) -> Deployment | Refusal:
    """The cluster with its auxiliary nodes: on what the agents leave, else on machines set aside before packing."""
    location = task.main_location
    filling = missing_system_machines(task, deployment.pools)
    wanted = (*auxiliary_for_cluster(task, deployment.nodes), *filling)
    wanted = tuple(each for each in wanted if each.row.role not in deployment.virtual_roles)
    auxiliary = place_auxiliary_nodes(task, wanted, machines_used(deployment))
    if not isinstance(auxiliary, Refusal):
        return replace(deployment, auxiliary=auxiliary)
    kept = place_auxiliary_nodes(task, wanted, ())
    if isinstance(kept, Refusal):
        return _roles_beside_services(task, assignment, load, baseline, wanted) or kept
    left = replace(location, offers=take_from_stock(location.offers, _auxiliary_machines(kept)))
    locations = tuple(left if each is location else each for each in task.targets.locations)
    narrowed = replace(task, targets=replace(task.targets, locations=locations))
    again = _deploy(narrowed, tuple((left if g is location else g, here) for g, here in assignment), load, baseline)
    if isinstance(again, Refusal):
        return _roles_beside_services(task, assignment, load, baseline, wanted) or auxiliary
    return replace(again, auxiliary=kept)


def _roles_beside_services(
    task: SizingTask,
    assignment: Assignment,
    load: LoadPoint,
    baseline: Deployment | None,
    wanted: tuple[AuxiliaryDemand, ...],
) -> Deployment | None:
    """The cluster with the work of other roles among the services; None where it needs machines, or has no room."""
    if task.roles_beside_services or not wanted or not all(each.row.may_share for each in wanted):
        return None
    shared = tuple(
        SystemReplicas(f"({each.row.role})", each.count, int(each.row.vcpu * 1000), each.row.memory_mib)
        for each in wanted
    )
    deployment = _deploy(replace(task, roles_beside_services=shared), assignment, load, baseline)
    if isinstance(deployment, Refusal):
        return None
    told = (note(NoteCode.ROLE_BESIDE_SERVICES, role=each.row.role, count=each.count) for each in wanted)
    plane = replace(deployment.control_plane, notes=(*deployment.control_plane.notes, *told))
    return replace(deployment, control_plane=plane)


def machines_used(deployment: Deployment) -> tuple[Taken, ...]:
    """Every machine of a cluster by type and zone: agents, control-plane members and auxiliary nodes."""
    members = ((placed.offer.name, placed.zone, placed.count) for placed in deployment.members)
    return (*machines_of(deployment.pools), *members, *_auxiliary_machines(deployment.auxiliary))


def _auxiliary_machines(nodes: Iterable[AuxiliaryNodes]) -> Iterator[Taken]:
    return ((each.offer.name, each.zone, each.count) for each in nodes)


def _pack_around_members(
    task: SizingTask, assignment: Assignment, load: LoadPoint, members: Members
) -> tuple[tuple[Pool, ...], tuple[PlacedMachines, ...]] | None:
    """Pools packed with members in mind: on machines set aside for them, else as replicas among the services."""
    location = task.main_location
    placed = _place_apart(members, location)
    if placed is not None:
        taken = ((each.offer.name, each.zone, each.count) for each in placed)
        changed = replace(location, offers=take_from_stock(location.offers, taken))
        pools = _pack(task, tuple((changed if g is location else g, services) for g, services in assignment), load)
        if not isinstance(pools, Refusal):
            return pools, placed
    pools = _pack(task, assignment, load, (member_replicas(members),))
    return None if isinstance(pools, Refusal) else (pools, ())


def _pack(
    task: SizingTask, assignment: Assignment, load: LoadPoint, extras: tuple[SystemReplicas, ...] = ()
) -> tuple[Pool, ...] | Refusal:
    """All pools of all locations, packed one after the other; each takes its own servers out of the stock.

    Where no service is public, proxies stand on the first location that has services; `extras` stand on the main one.
    """
    done: list[Pool] = []
    extras = (*extras, *task.roles_beside_services)
    leading = next((location for location, services in assignment if services), task.main_location)
    for location, services in assignment:
        is_main, leads = location.site == task.main_location.site, location.site == leading.site
        proxies = () if proxies_have_machines(task) else proxy_replicas(task, location)
        rules = (task if location.site == task.members_site else replace(task, beside_services=None)).rules()
        demands = pools_of(services, task.workload, location.site)
        demands = demands or _pool_without_services(location, services, (leads and proxies) or (is_main and extras))
        demands = _with_plain_pool(demands, services) if (proxies or extras) and location.cloud else demands
        proxied = _pools_with_proxies(demands, any(s.public for s in task.workload.services), leads=leads)
        here: list[Pool] = []
        for index, demand in enumerate(demands):
            for_system = task.terms.system_pool if is_main and demand is system_pool_of(demands) else None
            left = replace(location, offers=remaining_offers(location.offers, tuple(here)))
            auxiliary = (*(proxies if index in proxied else ()), *(extras if is_main and index == 0 else ()))
            if len(demands) > 1 and not demand.services and not auxiliary:
                continue
            pool = plan_pool(
                demand,
                on_system_machines(left, for_system),
                rules,
                task.workload,
                load,
                auxiliary,
                effort=task.effort,
                sketched=task.sketched,
                one_per_machine=task.strategy.one_replica_per_machine,
                can_grow=True,
                least=_least_machines(task, demands, left, for_system) if is_main else None,
                disk_usd=functools.partial(root_disk_usd_per_hour, task.terms, task.knowledge, left, demand.os),
            )
            if isinstance(pool, Refusal):
                return pool
            here.append(pool)
        done.extend(here)
    return tuple(done)


def _least_machines(
    task: SizingTask, demands: tuple[PoolDemand, ...], location: Location, for_system: SystemPool | None
) -> LeastMachines | None:
    """How many machines the platform asks for at least, where those of one pool alone are to be that many."""
    if for_system is not None:
        return least_of_system_pool(demands, for_system)
    return least_agents(task, location) if len(demands) == 1 else None


def _pool_without_services(
    location: Location, services: tuple[ServiceDemand, ...], added: object
) -> tuple[PoolDemand, ...]:
    """A pool for what the platform adds, if it adds something where only services stand that run on every node."""
    pool = PoolDemand("services", location.site, "linux", "amd64", ())
    return (with_per_node_services(pool, services),) if added else ()


def _with_plain_pool(demands: tuple[PoolDemand, ...], services: tuple[ServiceDemand, ...]) -> tuple[PoolDemand, ...]:
    """The pools with a Linux one without GPUs before them, if there is none, for what the platform adds."""
    if not demands or system_pool_of(demands) is not None:
        return demands
    plain = PoolDemand("services", demands[0].site, "linux", "amd64", (), demands[0].tenant)
    return (with_per_node_services(plain, services), *demands)


def _pools_with_proxies(demands: tuple[PoolDemand, ...], some_public: bool, *, leads: bool) -> set[int]:
    """Which pools hold proxies: those with public services; where none was marked, the first.

    Proxies run on Linux, need no GPU and may not be interrupted, so those of other pools stand in a plain Linux pool of
    the same tenant where there is one.
    """
    if not some_public:
        return {0} if leads else set()
    linux: dict[str, int] = {}
    for index, demand in enumerate(demands):
        if _may_hold_proxies(demand):
            linux.setdefault(demand.tenant, index)
    return {
        index if _may_hold_proxies(demand) else linux.get(demand.tenant, index)
        for index, demand in enumerate(demands)
        if any(service.public for service in demand.services)
    }


def _may_hold_proxies(demand: PoolDemand) -> bool:
    return demand.os == "linux" and demand.gpu is None and not demand.spot
