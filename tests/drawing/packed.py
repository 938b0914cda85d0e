"""Small topologies whose pools are packed, so that scenes know where displaced replicas go."""

from __future__ import annotations

from dataclasses import replace

from advisor.packing import Item, Machine, NoPlan, pack
from advisor.sizing import MachineType, Pool, PoolNode, Topology
from advisor.sizing.pool import Packed, PoolKind
from tests.handmade import topology

SMALL = Machine("small", 2000, 4096, 30, 0.10)


def packed_topology(
    items: list[Item],
    zones: int = 2,
    *,
    survive_nodes: int = 0,
    survive_zone: bool = False,
    names: tuple[str, ...] = (),
) -> Topology:
    """The cheapest plan of these items on small machines (2 cores, 4 GiB), with a control plane of three members."""
    plan = pack(items, [SMALL], zones=zones, survive_nodes=survive_nodes, survive_zone=survive_zone)
    assert not isinstance(plan, NoPlan)
    zone_names = names or tuple(f"zone-{zone + 1}" for zone in range(zones))
    kind = MachineType("small", 2, 4096, 2000, 4096, 30, 0.10, "prices", "2026-09-01")
    nodes = tuple(
        PoolNode(node.machine, zone_names[node.zone], node.count, node.pods, node.reserved, node.spare)
        for node in plan.nodes
    )
    empty = topology()
    pool: Pool = replace(
        empty.pools[0],
        zones=zone_names,
        machines=(kind,),
        considered=(kind,),
        nodes=nodes,
        survives_nodes=plan.survives_nodes,
        survives_zone=plan.survives_zone,
        packed=Packed(tuple(items), (SMALL,), zones, plan, {"small": 2.0}, frozenset()),
    )
    members = ((zone_names[0], 1), (zone_names[-1], 2))
    machines = tuple(
        replace(each, zone=zone) for each, (zone, _) in zip(empty.control_plane.machines, members, strict=True)
    )
    plane = replace(empty.control_plane, members_by_zone=members, machines=machines)
    return replace(empty, pools=(pool,), control_plane=plane)


def as_tasks(sized: Topology, *, replaced: bool = True) -> Topology:
    """The same replicas as tasks of a vendor, who chooses their zones."""
    pool = sized.pools[0]
    nodes = tuple(replace(node, zone="any") for node in pool.nodes)
    tasks = replace(pool, kind=PoolKind.TASKS, zones=("any",), nodes=nodes, packed=None, replaced=replaced)
    plane = replace(sized.control_plane, members=0, members_by_zone=(), machines=())
    return replace(sized, pools=(tasks,), control_plane=plane)
