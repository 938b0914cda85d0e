"""What the packer was asked, in arrays and in the words it came in, and how drafts become a plan that answers it.

Drafts and spares become a plan: names instead of rows, in a fixed order, with its proof beside its cost.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from advisor.packing.bounds.failure_bounds import Proof
from advisor.packing.failures import Landing, Loss
from advisor.packing.heuristics.ruin_recreate import GOAL
from advisor.packing.model.instance import Table, Whole
from advisor.packing.model.node_groups import Draft
from advisor.packing.model.problem import Item, Machine, Node, Plan, gap_of
from advisor.packing.zone_reserve import reserve


@dataclass(frozen=True, eq=False)
class Question:
    """One packing problem; `live` are the replicas of each zone, `surge` those beyond, while one item is upgraded."""

    table: Table
    items: tuple[Item, ...]
    machines: tuple[Machine, ...]
    live: tuple[Whole, ...]
    surge: Whole
    survive_nodes: int
    survive_zone: bool
    landed: dict[tuple[Node, ...], dict[Loss, tuple[Landing, ...]]] = field(default_factory=dict)
    """Where displaced replicas go, for the nodes of plans that were seen to survive losses."""

    @property
    def calm(self) -> Question:
        """The same question without any surge."""
        return replace(self, surge=np.zeros_like(self.surge))

    @property
    def surges(self) -> tuple[tuple[str, int], ...]:
        """The surge of each item that has one."""
        names = [item.name for item in self.table.items]
        return tuple((name, count) for name, count in zip(names, self.surge.tolist(), strict=True) if count)

    def plan(self, drafts: Sequence[Draft], spares: Sequence[int], proof: Proof) -> Plan:
        """The plan of these drafts and of a spare of each of these types."""
        return self.with_more(nodes_of(self.table, drafts, self.live), spares, proof)

    def with_more(self, nodes: Sequence[Node], spares: Sequence[int], proof: Proof) -> Plan:
        """The plan of these nodes and of a spare of each of these types."""
        empty = spare_nodes([self.table.machines[spare] for spare in spares], len(self.live))
        plan = assemble([*nodes, *empty], self.machines, proof, self.survive_nodes, self.survive_zone)
        return replace(plan, surges=self.surges)


PROVED = 1e-6
"""A gap that is rounding: the plan is as cheap as any."""


def nodes_of(table: Table, drafts: Sequence[Draft], live: Sequence[Whole]) -> list[Node]:
    """The nodes of all zones, whose drafts hold slots; what is not live is reserved."""
    nodes: list[Node] = []
    for zone, (draft, running) in enumerate(zip(drafts, live, strict=True)):
        here = []
        for group in draft.groups:
            pods = tuple((table.items[item].name, count) for item, count in group.held)
            here.append(Node(table.machines[group.machine].name, zone, group.count, pods))
        nodes += reserve(here, {table.items[i].name: int(n) for i, n in enumerate(running)})
    return nodes


def spare_nodes(machines: Sequence[Machine], zones: int) -> list[Node]:
    """One empty spare of each machine, dealt to the zones in turn; where one zone alone sells it, there."""
    return [
        Node(machine.name, number % zones if machine.zone is None else machine.zone, 1, (), spare=True)
        for number, machine in enumerate(machines)
    ]


def assemble(
    nodes: Sequence[Node], machines: Sequence[Machine], proof: Proof, survive_nodes: int, survive_zone: bool
) -> Plan:
    """The plan of these nodes, its cost summed from them, and its gap to the proof."""
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
    plan = Plan(tuple(ordered), cost, 0.0, "", 0.0, survive_nodes, survive_zone, "rounds")
    return with_proof(plan, proof)


def with_proof(plan: Plan, proof: Proof) -> Plan:
    """The plan with this bound, the gap to it, and whether that ends the search."""
    bound = min(proof.usd_per_hour, plan.usd_per_hour)
    gap = gap_of(plan.usd_per_hour, bound)
    ended = "proved" if gap <= PROVED else "gap goal" if gap <= GOAL else "rounds"
    return replace(plan, bound_usd_per_hour=bound, bound_source=proof.source, gap=gap, ended_by=ended)
