"""One packing problem, in arrays and in names, and how placements and spare nodes become a plan.

A plan has names instead of rows, its nodes in a fixed order, its cost summed from them, and its bound beside it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from advisor.packing.bounds.lower_bound import LowerBound
from advisor.packing.failures import Loss
from advisor.packing.model.capacity import IntArray
from advisor.packing.model.instance import Instance
from advisor.packing.model.node_groups import Placement
from advisor.packing.model.problem import Item, Machine, Node, Plan, SearchEnd, gap_of
from advisor.packing.progress import Monitor
from advisor.packing.relocation import Relocation
from advisor.packing.settings import Settings, Tolerances
from advisor.packing.zone_reserve import reserve


@dataclass(frozen=True, eq=False)
class ProblemInstance:
    """One packing problem with its promises."""

    instance: Instance
    items: tuple[Item, ...]
    machines: tuple[Machine, ...]
    running_by_zone: tuple[IntArray, ...]
    """Replicas of each item that run in each zone; zones of (n,)."""
    surge: IntArray
    """Replicas of each item beside those, while that item alone is upgraded; shape (n,)."""
    survive_nodes: int
    survive_zone: bool
    survive_together: bool
    """Whether the nodes may be lost while a zone is."""
    monitor: Monitor
    """Who follows the search."""
    relocations_by_loss: dict[tuple[Node, ...], dict[Loss, tuple[Relocation, ...]]] = field(default_factory=dict)
    """Where displaced replicas go, for the nodes of plans that were seen to survive losses."""

    @property
    def settings(self) -> Settings:
        """What the search may spend."""
        return self.instance.settings

    @property
    def without_surge(self) -> ProblemInstance:
        """The same problem without any surge."""
        return replace(self, surge=np.zeros_like(self.surge))

    @property
    def surges(self) -> tuple[tuple[str, int], ...]:
        """The surge of each item that has one."""
        names = [item.name for item in self.instance.items]
        return tuple((name, count) for name, count in zip(names, self.surge.tolist(), strict=True) if count)

    def plan(self, placements: Sequence[Placement], spares: Sequence[int], lower_bound: LowerBound) -> Plan:
        """The plan of these placements of all zones and of a spare node of each of these types."""
        return self.plan_with(nodes_of(self.instance, placements, self.running_by_zone), spares, lower_bound)

    def plan_with(self, nodes: Sequence[Node], spares: Sequence[int], lower_bound: LowerBound) -> Plan:
        """The plan of these nodes and of a spare node of each of these types."""
        empty = spare_nodes([self.instance.machines[spare] for spare in spares], len(self.running_by_zone))
        losses = self.survive_nodes, self.survive_zone
        plan = assemble([*nodes, *empty], self.machines, lower_bound, *losses, self.settings.tolerances)
        return replace(plan, surges=self.surges)


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


def assemble(
    nodes: Sequence[Node],
    machines: Sequence[Machine],
    lower_bound: LowerBound,
    survive_nodes: int,
    survive_zone: bool,
    tolerances: Tolerances,
) -> Plan:
    """The plan of these nodes, equal ones merged, with its cost and its gap to the bound."""
    merged: dict[Node, int] = {}
    for node in nodes:
        kind = replace(node, count=1)
        merged[kind] = merged.get(kind, 0) + node.count
    ordered = sorted(
        (replace(kind, count=count) for kind, count in merged.items()),
        key=lambda node: (node.spare, node.zone, node.machine, -node.count, node.pods, node.reserved),
    )
    prices = {machine.name: machine.usd_per_hour for machine in machines}
    cost = math.fsum(prices[node.machine] * node.count for node in ordered)
    plan = Plan(tuple(ordered), cost, 0.0, lower_bound.source, 0.0, survive_nodes, survive_zone, SearchEnd.ROUNDS)
    return with_bound(plan, lower_bound, tolerances)


def with_bound(plan: Plan, lower_bound: LowerBound, tolerances: Tolerances) -> Plan:
    """The plan with this bound, its gap to it, and whether that ends the search."""
    bound = min(lower_bound.usd_per_hour, plan.usd_per_hour)
    gap = gap_of(plan.usd_per_hour, bound)
    ended = SearchEnd.GAP_GOAL if gap <= tolerances.gap_goal else SearchEnd.ROUNDS
    ended = SearchEnd.PROVED if gap <= tolerances.optimality else ended
    return replace(plan, bound_usd_per_hour=bound, bound_source=lower_bound.source, gap=gap, ended_by=ended)
