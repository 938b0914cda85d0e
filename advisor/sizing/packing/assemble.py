"""Drafts and spares become a plan: names instead of rows, in a fixed order, with its proof beside its cost."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from advisor.sizing.packing.groups import Draft
from advisor.sizing.packing.improve import GOAL
from advisor.sizing.packing.problem import Machine, Node, Plan, gap_of
from advisor.sizing.packing.promises import Proof
from advisor.sizing.packing.slots import reserve
from advisor.sizing.packing.table import Table, Whole

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
