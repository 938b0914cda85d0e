"""Services with one replica on every node, such as agents and drivers: what they take of each node.

They are not placed: wherever a node stands, one of their replicas runs. So their need is taken off every machine before
the others are packed, and they are on every node of the plan, spare ones too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from advisor.packing import Item, Machine, Node, Plan
from advisor.sizing.pool import Packed, Pool
from advisor.sizing.service_demand import ServiceDemand


def per_node_services(
    services: Iterable[ServiceDemand], system: str, tenants: Iterable[str | None]
) -> tuple[ServiceDemand, ...]:
    """Those that run on every node with this system: everybody's, and those of tenants that use the node."""
    tenants = set(tenants)
    return tuple(
        service
        for service in services
        if service.per_node and service.os == system and (service.tenant is None or service.tenant in tenants)
    )


def on_one_node(services: Iterable[ServiceDemand]) -> tuple[ServiceDemand, ...]:
    """The services where there is one node: what runs on every node has one replica."""
    return tuple(
        replace(service, floor=1, typical=1, peak=1, per_node=False) if service.per_node else service
        for service in services
    )


def leave_room(
    machines: Iterable[Machine], on_each: Sequence[ServiceDemand], *, one_per_machine: bool = False
) -> tuple[Machine, ...]:
    """The machines with what is left on each; those left out on which not even these fit.

    Where a machine holds one replica by rule, those on every node stand beside it.

    >>> small = Machine("small", cpu_millicores=2000, memory_mib=4096, max_pods=30, usd_per_hour=0.10)
    >>> leave_room([small], ()) == (small,)
    True
    """
    if not on_each:
        return tuple(machines)
    cpu, memory = sum(service.cpu_millicores for service in on_each), sum(service.memory_mib for service in on_each)
    pods = 0 if one_per_machine else len(on_each)
    return tuple(
        replace(
            machine,
            cpu_millicores=machine.cpu_millicores - cpu,
            memory_mib=machine.memory_mib - memory,
            max_pods=machine.max_pods - pods,
        )
        for machine in machines
        if machine.cpu_millicores >= cpu and machine.memory_mib >= memory and machine.max_pods >= pods
    )


def with_replicas_on_each(pool: Pool, on_each: Sequence[ServiceDemand]) -> Pool:
    """The pool with one replica of each of these on every node."""
    if not on_each:
        return pool
    more = tuple((service.name, 1) for service in on_each)
    nodes = tuple(replace(node, pods=tuple(sorted((*node.pods, *more)))) for node in pool.nodes)
    packed = pool.packed and replace(pool.packed, on_each_node=tuple(_item(service) for service in on_each))
    return replace(pool, nodes=nodes, packed=packed, on_each_node=tuple(service.name for service in on_each))


def _item(service: ServiceDemand) -> Item:
    return Item(service.name, service.cpu_millicores, service.memory_mib, (), max_per_node=1)


def whole_problem(packed: Packed) -> tuple[Plan, tuple[Item, ...], tuple[Machine, ...]]:
    """Plan, items and machines with what runs on every node, as if it had been placed."""
    on_each = packed.on_each_node
    if not on_each:
        return packed.plan, packed.items, packed.machines
    nodes: tuple[Node, ...] = packed.plan.nodes
    by_zone = tuple(sum(node.count for node in nodes if node.zone == zone) for zone in range(packed.zones))
    more = tuple((item.name, 1) for item in on_each)
    plan = replace(packed.plan, nodes=tuple(replace(node, pods=(*node.pods, *more)) for node in nodes))
    items = (*packed.items, *(replace(item, replicas_by_zone=by_zone) for item in on_each))
    cpu, memory = sum(item.cpu_millicores for item in on_each), sum(item.memory_mib for item in on_each)
    machines = tuple(
        replace(
            machine,
            cpu_millicores=machine.cpu_millicores + cpu,
            memory_mib=machine.memory_mib + memory,
            max_pods=machine.max_pods + len(on_each),
        )
        for machine in packed.machines
    )
    return plan, items, machines


def replicas_on_each(pools: Iterable[Pool]) -> tuple[tuple[str, int], ...]:
    """How many replicas of each service that is on every node there are."""
    counts: dict[str, int] = {}
    for pool in pools:
        for name in pool.on_each_node:
            counts[name] = counts.get(name, 0) + pool.node_count
    return tuple(sorted(counts.items()))
