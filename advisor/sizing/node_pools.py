"""Node pools: each pool of services (pool_demands.py) packed onto the machines of its location.

Each service becomes a packing item (packing_items.py); the packer places them on the machines on offer
(machine_tables.py), and the plan is read back as nodes with services (`plan_pool`).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable
from dataclasses import replace

from advisor.packing import Effort, Item, Node, NoPlan, NoPlanCause, Plan
from advisor.prices.offer import Offer, Taken, take_from_stock
from advisor.scenario.enums import Spread
from advisor.sizing.gpus import with_gpus
from advisor.sizing.infeasibility import MachinesToBuy, Refusal, RefusalCause
from advisor.sizing.location import OWN_SITE, Location
from advisor.sizing.machine_tables import MachineTables, machine_tables
from advisor.sizing.machine_types import (
    AgentRules,
    BurstShare,
    for_system,
    held_by_bursts_alone,
)
from advisor.sizing.pack_cache import PackingProblem, pack_once
from advisor.sizing.packing_items import LoadPoint, SystemReplicas, items_of, replicas_at, system_item
from advisor.sizing.per_node import leave_room, with_replicas_on_each
from advisor.sizing.pool import MachineType, Packed, Pool, PoolNode, Upgrading
from advisor.sizing.pool_demands import PoolDemand
from advisor.sizing.rolling_update import RollingUpdate, nodes_away
from advisor.sizing.service_demand import ServiceDemand
from advisor.sizing.spare_prices import on_spare_capacity, spare_prices, with_spare_prices
from advisor.sizing.uniform_machines import DiskPrice, LeastMachines, Packing, pack_simply
from advisor.sizing.volumes import stays_in_zone
from advisor.sizing.workload import Workload
from advisor.sizing.zonal_packing import pack_with_bound_replicas, staying_items
from advisor.sizing.zone_split import zone_splits
from advisor.values import facts

MOST_TIES = 3
"""Services with affinity that are named when no way to place them was found."""


def plan_pool(
    demand: PoolDemand,
    location: Location,
    rules: AgentRules,
    workload: Workload,
    load: LoadPoint,
    extras: tuple[SystemReplicas, ...] = (),
    *,
    effort: Effort = Effort.DEFAULT,
    sketched: bool = False,
    one_per_machine: bool = False,
    can_grow: bool = False,
    least: LeastMachines | None = None,
    disk_usd: Callable[[MachineType], float] | None = None,
) -> Pool | Refusal:
    """The cheapest pool found for the services of one pool, with its proof; or why there is none.

    Where more machines could be bought (`can_grow`), the refusal also says how many would do. With `least`, what is
    lacking to that many machines is weighed as well, and with `disk_usd` the root disk of each machine, by the hour.
    """
    offers = _offers_for(demand, location)
    if isinstance(offers, Refusal):
        return offers
    spare = spare_prices(offers, location, demand.os, workload.spot) if demand.spot else {}
    offers, rules = on_spare_capacity(offers, spare), replace(rules, system=demand.os)
    tables = machine_tables(offers, rules, one_per_machine, demand.gpu, location.zones)
    rolling = None if one_per_machine else workload.rolling  # a surge then brings its machines, for as long as it lasts
    # the other hours give a figure for the bill, and no plan that is shown
    effort = effort if load is LoadPoint.PEAK else Effort.QUICK
    machines = leave_room(tables.machines, demand.on_each_node, one_per_machine=one_per_machine)
    empty = PackingProblem((), machines, len(location.zones), *_promises(workload, location, rolling), effort, sketched)
    bound, simply = _bound_to_zone(demand.services, location), not one_per_machine and location.cloud is not None
    extra_items = tuple(system_item(extra, len(location.zones)) for extra in extras)
    price, on_disks = _disk_price(tables, disk_usd, effort), _on_disks_with(frozenset(bound))
    pack = functools.partial(pack_simply, pack=on_disks, prefer_one_type=simply, least=least, disk_price=price)
    problem, packing = _placed(empty, demand, location, load, rolling, extra_items, bound, pack)
    if isinstance(packing, NoPlan):
        short = _missing_machines(problem, tables, location) if can_grow else ()
        return _beyond_share(demand, offers, rules) or _refusal(demand, packing, short)
    pool = with_spare_prices(_pool(demand, location, tables, packing), spare)
    pool = replace(pool, bound_to_zone=_stay_down(problem, bound))
    pool = replace(pool, upgrade=_upgrade(pool, demand, packing.plan, workload, rolling, load))
    if load is LoadPoint.PEAK:
        pool = replace(pool, packed=_packed(problem, packing.plan, tables, extras))
    return with_replicas_on_each(pool, demand.on_each_node)


def _disk_price(
    tables: MachineTables, disk_usd: Callable[[MachineType], float] | None, effort: Effort
) -> DiskPrice | None:
    """The price of the root disk of a machine as the packer names it; None where disks are not weighed.

    An estimate does without: to weigh disks takes as long again, and moves a plan by a few percent.
    """
    if disk_usd is None or effort is Effort.QUICK:
        return None
    shown = {machine.name: machine for machine in tables.shown}
    return lambda machine: disk_usd(shown[tables.types[machine.name]])


def _promises(workload: Workload, location: Location, rolling: RollingUpdate | None) -> tuple[int, bool, bool]:
    """How many nodes may be lost, whether a zone may, and whether both at once."""
    away = nodes_away(rolling, workload.survive_nodes, owned=location.site == OWN_SITE)
    return away, workload.survive_zone and len(location.zones) > 1, workload.survive_together


def _packed(problem: PackingProblem, plan: Plan, tables: MachineTables, extras: Iterable[SystemReplicas]) -> Packed:
    added = frozenset(extra.name for extra in extras)
    return Packed(problem.items, problem.machines, problem.zones, plan, tables.vcpu, added, tables.types)


def _placed(
    empty: PackingProblem,
    demand: PoolDemand,
    location: Location,
    load: LoadPoint,
    rolling: RollingUpdate | None,
    extras: tuple[Item, ...],
    bound: tuple[str, ...],
    pack: Callable[[PackingProblem], Packing | NoPlan],
) -> tuple[PackingProblem, Packing | NoPlan]:
    """The problem with its items, and the answer of the packer.

    Replicas are spread evenly over zones. Where no plan is found so, those that must stand beside others are shared out
    in the proportions of these, which asks less of each machine.
    """
    tried: list[tuple[PackingProblem, Packing | NoPlan]] = []
    for follow_hosts in (False, True):
        items = items_of(demand.services, empty.zones, load, rolling, follow_hosts=follow_hosts) + extras
        problem = empty._replace(items=items)
        problem = _shared_out(problem, demand, frozenset(bound)) if location.names_sites else problem
        packing = pack(problem)
        tried.append((problem, packing))
        if isinstance(packing, Packing) or not any(item.affinity for item in items):
            break
    return next((each for each in tried if isinstance(each[1], Packing)), tried[0])


def _on_disks_with(bound: frozenset[str]) -> Callable[[PackingProblem], tuple[Plan | NoPlan, int]]:
    """How a problem is packed whose items of these names never leave their zone."""
    return lambda problem: _packed_on_disks(problem, bound)


def _packed_on_disks(problem: PackingProblem, bound: frozenset[str]) -> tuple[Plan | NoPlan, int]:
    """The plan, and how much node disk its replicas may come to on any node, also after a loss.

    A root disk is as large as is asked for, so it keeps nothing from being placed. First the fullest node tells how
    large; then all is packed with that much on every node, spare ones too, so that a loss needs no larger one.
    """
    asked = {item.name: item.disk_mib for item in problem.items if item.disk_mib}
    if not asked:
        return pack_with_bound_replicas(problem, bound), 0
    first = pack_with_bound_replicas(problem, bound)
    if isinstance(first, NoPlan):
        return first, 0
    most = max(sum(asked.get(name, 0) * count for name, count in node.kept.items()) for node in first.nodes)
    machines = tuple(replace(machine, disk_mib=most) for machine in problem.machines)
    plan = pack_with_bound_replicas(problem._replace(machines=machines), bound)
    return (first, most) if isinstance(plan, NoPlan) else (plan, most)


def _shared_out(problem: PackingProblem, demand: PoolDemand, bound: frozenset[str]) -> PackingProblem:
    """The problem with the replicas of each item in zones that hold them, where zones are sites that may differ.

    The first way to share them out that has a plan is taken, else the second, which goes by what each site holds.
    """
    evenly = frozenset(service.name for service in demand.services if service.spread is Spread.ZONE)
    splits = zone_splits(problem.items, problem.machines, problem.zones, evenly, bound)
    tried = [next(splits)]
    while isinstance(pack_with_bound_replicas(problem._replace(items=tried[-1]), bound), NoPlan):
        following = next(splits, None)
        if following is None:
            return problem._replace(items=tried[1])
        tried.append(following)
    return problem._replace(items=tried[-1])


def _beyond_share(demand: PoolDemand, offers: tuple[Offer, ...], rules: AgentRules) -> Refusal | None:
    """Why a service does not fit where only the bursts of a burstable machine would hold it."""
    for service in demand.services:
        burst = held_by_bursts_alone(offers, replace(rules, system=demand.os), service.cpu_millicores)
        if burst is not None:
            return beyond_share((service.name,), service.cpu_millicores, burst)
    return None


def beyond_share(services: tuple[str, ...], asked_millicores: int, burst: BurstShare) -> Refusal:
    """The refusal of services that ask a burstable machine for more than its share of CPU."""
    values = facts(
        services=services,
        asked=asked_millicores,
        average=burst.average,
        machine=burst.offer.name,
        vcpu=burst.offer.vcpu,
        left=burst.left,
    )
    return Refusal(RefusalCause.BEYOND_BURST_SHARE, values, services)


def _bound_to_zone(services: tuple[ServiceDemand, ...], location: Location) -> tuple[str, ...]:
    """The services whose replicas cannot leave their zone, as they keep data on a disk that stands there."""
    if not location.volumes_stay or len(location.zones) < 2:
        return ()
    return tuple(sorted(service.name for service in services if stays_in_zone(service)))


def _stay_down(problem: PackingProblem, bound: tuple[str, ...]) -> tuple[str, ...]:
    """The services whose replicas stay down while their zone is lost, where the loss of a zone is survived."""
    return tuple(sorted(staying_items(problem.items, frozenset(bound)))) if problem.survive_zone else ()


def _upgrade(
    pool: Pool, demand: PoolDemand, plan: Plan, workload: Workload, rolling: RollingUpdate | None, load: LoadPoint
) -> Upgrading | None:
    """What the pool holds while it is upgraded; None where nothing was asked of that."""
    if workload.rolling is None:
        return None
    return _upgrading(pool, plan, rolling) if rolling else _upgrade_by_adding(demand, workload.rolling, load)


def _upgrade_by_adding(demand: PoolDemand, rolling: RollingUpdate, load: LoadPoint) -> Upgrading:
    """What a pool holds in which each replica has a machine of its own: nothing, since a surge brings its machines."""
    most = max((rolling.surge_of(replicas_at(service, load)) for service in demand.services), default=0)
    return Upgrading((), 0.0, 0, most)


def _offers_for(demand: PoolDemand, location: Location) -> tuple[Offer, ...] | Refusal:
    """The machines on offer to a pool; or why no machine can hold its services, whatever their number."""
    on_gpu_machines = demand.gpu is not None and location.cloud is not None
    offered = for_system(location.gpu_offers if on_gpu_machines else location.offers, demand.os)
    offers = tuple(o for o in offered if o.arch == demand.arch and (o.stock is None or o.stock > 0))
    if demand.gpu is not None:
        holding = with_gpus(offers, demand.gpu)
        if not holding:
            names = tuple(service.name for service in demand.services if service.gpus)
            there = tuple(sorted({offer.gpu_type for offer in offers if offer.gpu_type}))
            values = facts(services=names, type=demand.gpu.type or "", place=location.id, arch=demand.arch, there=there)
            return Refusal(RefusalCause.NO_GPU_MACHINE, values, names)
        return holding if on_gpu_machines else offers
    if demand.services and not offers:
        names = tuple(service.name for service in demand.services)
        there = tuple(sorted({offer.arch for offer in offered}))
        if demand.arch in there:
            return Refusal(RefusalCause.NO_MACHINE_LEFT, facts(arch=demand.arch, pool=demand.name), names)
        values = facts(services=names, arch=demand.arch, system=demand.os, place=location.id, there=there)
        return Refusal(RefusalCause.NO_MACHINE_OF_KIND, values, names)
    return offers


def _upgrading(pool: Pool, plan: Plan, rolling: RollingUpdate) -> Upgrading:
    """What the pool holds while it is upgraded."""
    drained = max(rolling.drained_nodes, 1 if pool.owned else 0)
    return Upgrading(
        surge=plan.surges,
        surge_usd_per_hour=None if pool.usd_per_hour is None else plan.surge_usd_per_hour,
        drained_nodes=drained,
        added_nodes=0 if drained else rolling.added_nodes(pool.node_count),
    )


def _refusal(demand: PoolDemand, refused: NoPlan, to_buy: tuple[MachinesToBuy, ...]) -> Refusal:
    """The packer's answer for services: with its pool, and with what affinity asks for where that may be the cause."""
    named = {service.name: service.affinity for service in demand.services}
    ties = [(name, named[name]) for name in refused.items if named.get(name)]
    return Refusal(
        refused.cause,
        refused.values,
        services=refused.items,
        pool=demand.name if demand.tenant else "",
        ties=tuple(ties[:MOST_TIES]) if refused.cause is NoPlanCause.NOT_FOUND else (),
        to_buy=to_buy,
    )


def _missing_machines(problem: PackingProblem, tables: MachineTables, location: Location) -> tuple[MachinesToBuy, ...]:
    """Which machines, added to those in stock, would do; none where no number of them would."""
    machines = problem.machines
    if all(machine.stock is None for machine in machines):
        return ()
    endless = tuple(replace(machine, stock=None) for machine in machines)
    plan = pack_once(problem._replace(machines=endless, effort=Effort.QUICK))
    if isinstance(plan, NoPlan):
        return ()
    missing = []
    for machine in machines:
        used = sum(node.count for node in plan.nodes if node.machine == machine.name)
        if machine.stock is not None and used > machine.stock:
            site = "" if machine.zone is None else location.zones[machine.zone]
            missing.append(MachinesToBuy(tables.types[machine.name], used - machine.stock, site))
    return tuple(missing)


def _pool(demand: PoolDemand, location: Location, tables: MachineTables, packing: Packing) -> Pool:
    plan = packing.plan
    used = {tables.types[node.machine] for node in plan.nodes}
    priced = all(machine.usd_per_hour is not None for machine in tables.shown if machine.name in used)
    considered = tuple(sorted(tables.shown, key=lambda machine: (machine.usd_per_hour or 0.0, machine.name)))
    return Pool(
        name=demand.name,
        tenant=demand.tenant,
        system=demand.os,
        site=location.id,
        zones=location.zones,
        machines=tuple(machine for machine in considered if machine.name in used),
        considered=considered,
        nodes=tuple(_node(node, tables.types[node.machine], location) for node in plan.nodes),
        usd_per_hour=plan.usd_per_hour if priced else None,
        bound_usd_per_hour=plan.bound_usd_per_hour if priced else None,
        bound_source=plan.bound_source,
        certified_usd_per_hour=plan.certified_usd_per_hour if priced and plan.certificate else None,
        gap=plan.gap if priced and math.isfinite(plan.gap) else None,
        survives_nodes=plan.survives_nodes,
        survives_zone=plan.survives_zone,
        survives_together=plan.survives_together,
        ended_by=plan.ended_by,
        owned=location.site == OWN_SITE,
        one_type=packing.one_type,
        for_disks=packing.for_disks,
        node_disk_mib=packing.node_disk_mib,
    )


def _node(node: Node, machine: str, location: Location) -> PoolNode:
    return PoolNode(
        machine=machine,
        zone=location.zones[node.zone],
        count=node.count,
        pods=node.pods,
        reserved=node.reserved,
        spare=node.spare,
    )


def remaining_offers(offers: tuple[Offer, ...], pools: tuple[Pool, ...]) -> tuple[Offer, ...]:
    """The offers with the machines that pools use taken out of stock."""
    return take_from_stock(offers, machines_of(pools))


def machines_of(pools: tuple[Pool, ...]) -> tuple[Taken, ...]:
    """The machines of the pools: type, zone and count, pattern by pattern."""
    return tuple((node.machine, node.zone, node.count) for pool in pools for node in pool.nodes)


def requested(pool: Pool, services: Iterable[ServiceDemand], added: Iterable[SystemReplicas] = ()) -> tuple[int, int]:
    """Millicores and MiB that the replicas on a pool ask for, those that the platform added among them."""
    asked = {service.name: (service.cpu_millicores, service.memory_mib) for service in services}
    asked |= {replicas.name: (replicas.cpu_millicores, replicas.memory_mib) for replicas in added}
    pods = [(asked[name], count * node.count) for node in pool.nodes for name, count in node.pods]
    return sum(cpu * count for (cpu, _), count in pods), sum(memory * count for (_, memory), count in pods)
