"""Control-plane members on the machines of the services, as small clusters have them where their maker allows it.

What a member takes is kept on every machine, so that any of them can carry one. Each member stands on a machine of its
own, spread over the zones; after a loss the others are still the majority, so a lost member needs no new place at once.
Where the services leave a zone without a machine, one is added that carries a member and nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from advisor.knowledge import Terms
from advisor.knowledge.control_plane_tables import SharedControlPlane
from advisor.packing import Node
from advisor.prices.offer import Offer
from advisor.sizing.control_plane import CONTROL_PLANE, Members, spread_members
from advisor.sizing.location import Location
from advisor.sizing.node_pools import machines_of
from advisor.sizing.pool import MachineType, Pool, PoolNode
from advisor.sizing.workload import Workload

Spread = tuple[tuple[str, int], ...]
"""Members by zone."""


def members_beside_services(terms: Terms, members: Members, workload: Workload) -> Members | None:
    """The members of a cluster whose machines also run services; None where its maker does not allow that.

    One alone will do where that is a documented setup and nobody counts on surviving a loss or on an uptime.
    """
    shared = terms.claim(Terms.shared_control_plane)
    if shared is None or not terms.control_plane_runs_services or workload.dedicated_tenants:
        return None
    alone = shared.value.one_alone and not (workload.survive_nodes or workload.survive_zone or workload.uptime_asked)
    return replace(members, count=1 if alone else members.count, sources=(*members.sources, shared.source))


def may_hold_member(offer: Offer, shared: SharedControlPlane) -> bool:
    """Whether a machine is as large as the maker asks of one that carries a member."""
    return offer.vcpu >= shared.least_vcpu and offer.memory_mib >= shared.least_memory_mib


def place_members(
    pools: tuple[Pool, ...], location: Location, members: Members, linux: frozenset[str]
) -> tuple[tuple[Pool, ...], Spread] | None:
    """The pools with a member on as many machines of their own, and how many stand in each zone.

    Only pools of the location with a name in `linux` carry members. None where machines would have to be added and
    none is left.
    """
    able = [index for index, pool in enumerate(pools) if pool.site == location.id and pool.name in linux]
    if not able:
        return None
    there = dict.fromkeys(location.zones, 0)
    for index in able:
        for zone, count in pools[index].count_by_zone().items():
            there[zone] += count
    roomy_first = tuple(sorted(location.zones, key=lambda zone: -there[zone]))
    spread = {zone: count for zone, count in spread_members(members.count, roomy_first) if count}
    placed = list(pools)
    short = [zone for zone, count in spread.items() for _ in range(count - there[zone])]
    for zone in short:
        machine = _cheapest_left(tuple(placed), able[0], zone)
        if machine is None:
            return None
        placed[able[0]] = _with_machine(placed[able[0]], machine, zone)
    left = dict(spread)
    for index in able:
        placed[index] = replace(placed[index], nodes=tuple(_with_members(placed[index].nodes, left)))
    return tuple(placed), tuple((zone, spread[zone]) for zone in location.zones if zone in spread)


def _cheapest_left(pools: tuple[Pool, ...], index: int, zone: str) -> MachineType | None:
    """The cheapest type of a pool with room for a member, of which one is left in a zone."""
    used: Counter[str] = Counter()
    here: Counter[str] = Counter()
    for name, where, count in machines_of(pools):
        used[name] += count
        here[name] += count if where == zone else 0
    for machine in pools[index].considered:
        left = machine.stock is None or used[machine.name] < machine.stock
        if machine.stock_by_zone:
            left = here[machine.name] < dict(machine.stock_by_zone).get(zone, 0)
        if (
            left
            and machine.cpu_millicores
            and machine.memory_mib
            and _type_name(pools[index], machine, zone) is not None
        ):
            return machine
    return None


def _type_name(pool: Pool, machine: MachineType, zone: str) -> str | None:
    """What the packer calls a machine type of a zone; None for one too small for what runs on every node."""
    if pool.packed is None:
        return machine.name
    packed, place = pool.packed, pool.zones.index(zone)
    names = (m.name for m in packed.machines if packed.type_of(m.name) == machine.name and m.sold_in(place))
    return next(names, None)


def _with_machine(pool: Pool, machine: MachineType, zone: str) -> Pool:
    """The pool with one more machine for what runs on every node alone; to the packer it is one that is spare."""
    nodes = (*pool.nodes, PoolNode(machine.name, zone, 1, tuple((name, 1) for name in pool.on_each_node)))
    machines = pool.machines if machine in pool.machines else (*pool.machines, machine)
    known = pool.usd_per_hour is not None and machine.usd_per_hour is not None
    cost = (pool.usd_per_hour or 0.0) + (machine.usd_per_hour or 0.0) if known else None
    gap = cost / pool.bound_usd_per_hour - 1 if cost is not None and pool.bound_usd_per_hour else None
    packed = pool.packed
    if packed is not None:
        plan = packed.plan
        name = _type_name(pool, machine, zone) or machine.name
        more = Node(name, pool.zones.index(zone), 1, (), spare=True)
        plan = replace(plan, nodes=(*plan.nodes, more), usd_per_hour=plan.usd_per_hour + (machine.usd_per_hour or 0.0))
        packed = replace(packed, plan=plan)
    return replace(pool, nodes=nodes, machines=machines, usd_per_hour=cost, gap=gap, packed=packed)


def _with_members(nodes: tuple[PoolNode, ...], left: dict[str, int]) -> Iterator[PoolNode]:
    """The nodes with one member each on as many of a zone as `left` says, spare ones last; `left` goes down."""
    chosen: dict[int, int] = {}
    for index in sorted(range(len(nodes)), key=lambda i: nodes[i].spare):
        chosen[index] = min(nodes[index].count, left.get(nodes[index].zone, 0))
        left[nodes[index].zone] = left.get(nodes[index].zone, 0) - chosen[index]
    for index, node in enumerate(nodes):
        if chosen[index]:
            yield replace(node, count=chosen[index], pods=tuple(sorted((*node.pods, (CONTROL_PLANE, 1)))))
        if node.count > chosen[index]:
            yield replace(node, count=node.count - chosen[index])
