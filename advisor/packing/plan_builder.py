"""How placements and spare nodes become a plan.

A plan has names instead of rows, its nodes in a fixed order, its cost summed from them, and its bound beside it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from advisor.packing.bounds.lower_bound import LowerBound
from advisor.packing.model.capacity import IntArray
from advisor.packing.model.instance import Instance
from advisor.packing.model.node_groups import Placement
from advisor.packing.model.problem import Machine, Node, Plan, SearchEnd, gap_of
from advisor.packing.settings import Tolerances
from advisor.packing.task import PackingTask
from advisor.packing.zone_reserve import reserve


def plan_of(
    task: PackingTask,
    placements: Sequence[Placement],
    spares: Sequence[int],
    lower_bound: LowerBound,
    zonal_spares: Sequence[tuple[int, int]] = (),
) -> Plan:
    """The plan of these placements of all zones, a spare node of each of these types, and spares in (zone, type)."""
    nodes = nodes_of(task.instance, placements, task.running_by_zone)
    nodes += [Node(task.instance.machines[row].name, zone, 1, (), spare=True) for zone, row in zonal_spares]
    return build_plan(task, nodes, spares, lower_bound)


def nodes_of(instance: Instance, placements: Sequence[Placement], running_by_zone: Sequence[IntArray]) -> list[Node]:
    """The nodes of all zones; of the replicas that they hold, those beyond the running ones become reserved."""
    nodes: list[Node] = []
    for zone, (placement, running) in enumerate(zip(placements, running_by_zone, strict=True)):
        here = []
        for group in placement.groups:
            pods = tuple((instance.items[item].name, count) for item, count in group.held)
            here.append(Node(instance.machines[group.machine].name, zone, group.count, pods))
        nodes += reserve(here, {instance.items[i].name: int(n) for i, n in enumerate(running)})
    return nodes


def spare_nodes(machines: Sequence[Machine], zones: int) -> list[Node]:
    """An empty spare node of each machine, over the zones in turn; where one zone alone sells it, in that zone."""
    return [
        Node(machine.name, number % zones if machine.zone is None else machine.zone, 1, (), spare=True)
        for number, machine in enumerate(machines)
    ]


def build_plan(task: PackingTask, nodes: Sequence[Node], spares: Sequence[int], lower_bound: LowerBound) -> Plan:
    """The plan of these nodes and of a spare node of each of these types, equal ones merged, with cost and gap."""
    empty = spare_nodes([task.instance.machines[spare] for spare in spares], len(task.running_by_zone))
    ordered = in_order((*nodes, *empty))
    cost = math.fsum(task.prices[node.machine] * node.count for node in ordered)
    losses = task.survive_nodes, task.survive_zone
    plan = Plan(ordered, cost, 0.0, lower_bound.source, 0.0, *losses, SearchEnd.ROUNDS, surges=task.surges)
    return with_bound(plan, lower_bound, task.settings.tolerances)


def in_order(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """The nodes in the order of a plan, equal ones merged into one with their count."""
    counts: dict[tuple[Any, ...], int] = {}
    for node in nodes:
        kind = (node.machine, node.zone, node.pods, node.reserved, node.spare)
        counts[kind] = counts.get(kind, 0) + node.count
    merged = (Node(machine, zone, count, pods, *rest) for (machine, zone, pods, *rest), count in counts.items())
    return tuple(sorted(merged, key=lambda n: (n.spare, n.zone, n.machine, -n.count, n.pods, n.reserved)))


def with_bound(plan: Plan, lower_bound: LowerBound, tolerances: Tolerances) -> Plan:
    """The plan with this bound, its gap to it, and whether that ends the search."""
    bound = min(lower_bound.usd_per_hour, plan.usd_per_hour)
    gap = gap_of(plan.usd_per_hour, bound)
    ended = SearchEnd.GAP_GOAL if gap <= tolerances.gap_goal else SearchEnd.ROUNDS
    ended = SearchEnd.PROVED if gap <= tolerances.optimality else ended
    return replace(plan, bound_usd_per_hour=bound, bound_source=lower_bound.source, gap=gap, ended_by=ended)
