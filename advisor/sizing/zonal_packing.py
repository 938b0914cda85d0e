"""Packing with replicas that cannot leave their zone, since their volumes stand there.

After the loss of a node such a replica starts again on another node of its zone; after the loss of its zone it stays
down until the zone is back, so that loss asks for no room for it elsewhere. Two ways to keep both are tried, and the
cheaper one is taken:

- every zone for itself: each zone holds what runs there and survives the loss of its own nodes. What may move has room
  reserved in each zone, so that the loss of any zone is survived as well.
- apart: those that are bound stand on nodes of their own, zone by zone, and the others are packed over all zones as
  ever. Guides of autoscalers ask for such groups of nodes, one in each zone.

Less is asked by three problems that the packer solves as they are: all replicas may move and no zone is lost; there are
only those that may move; or there are only those that may not, zone by zone. So the highest of their bounds holds for
every plan here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from advisor.packing import (
    BoundMethod,
    BoundSource,
    Effort,
    Item,
    Node,
    NoPlan,
    Plan,
    SearchEnd,
    gap_of,
    provisioned_by_zone,
    reserve,
    surges_of,
)
from advisor.sizing.pack_cache import PackingProblem, pack_once


def pack_with_bound_replicas(problem: PackingProblem, bound: frozenset[str]) -> Plan | NoPlan:
    """The plan of a problem in which the replicas of the `bound` items never leave their zone; or why there is none."""
    promised = problem.survive_nodes or problem.survive_zone
    if problem.zones < 2 or not promised or not any(item.name in bound and item.replicas for item in problem.items):
        return pack_once(problem)
    ways = [_zone_by_zone, _apart]
    if problem.survive_zone and any(item.affinity for item in problem.items if item.name not in bound):
        ways = [_apart]  # room reserved item by item in each zone would not keep what moves beside what it names
    answers = [way(problem, bound) for way in ways]
    plans = [plan for plan in answers if isinstance(plan, Plan)]
    if not plans:
        return answers[0]
    return _with_bound(min(plans, key=lambda plan: plan.usd_per_hour), problem, bound)


def _zone_by_zone(problem: PackingProblem, bound: frozenset[str]) -> Plan | NoPlan:
    """Each zone packed for itself, with room reserved for what may move there from another zone."""
    nodes: list[Node] = []
    usd_per_hour = bound_usd_per_hour = 0.0
    held = {item.name: _held_by_zone(item, number, problem, bound) for number, item in enumerate(problem.items)}
    for zone in range(problem.zones):
        plan = _one_zone(problem, zone, [replace(i, replicas_by_zone=(held[i.name][zone],)) for i in problem.items])
        if isinstance(plan, NoPlan):
            return plan
        running = {item.name: item.replicas_by_zone[zone] for item in problem.items}
        nodes += reserve([replace(node, zone=zone) for node in plan.nodes], running)
        usd_per_hour += plan.usd_per_hour
        bound_usd_per_hour += plan.bound_usd_per_hour
        source = plan.bound_source
    return replace(_plan(problem, nodes, usd_per_hour), bound_usd_per_hour=bound_usd_per_hour, bound_source=source)


def _held_by_zone(item: Item, number: int, problem: PackingProblem, bound: frozenset[str]) -> tuple[int, ...]:
    """The replicas that each zone has room for: those that run there, and after the loss of a zone those that come."""
    if item.name in bound or not problem.survive_zone:
        return item.replicas_by_zone
    return provisioned_by_zone(item.replicas_by_zone, number % problem.zones)


def _one_zone(problem: PackingProblem, zone: int, items: Sequence[Item]) -> Plan | NoPlan:
    """What stands in one zone, on what it sells; a surge finds its room in the first zone."""
    here = tuple(item if zone == 0 else replace(item, surge=0) for item in items if item.replicas or item.surge)
    machines = tuple(replace(machine, zone=None) for machine in problem.machines if machine.sold_in(zone))
    return pack_once(
        problem._replace(items=here, machines=machines, zones=1, survive_zone=False, survive_together=False)
    )


def _apart(problem: PackingProblem, bound: frozenset[str]) -> Plan | NoPlan:
    """The bound replicas on nodes of their own, zone by zone, and the others over all zones."""
    free = tuple(item for item in problem.items if item.name not in bound)
    rest = pack_once(problem._replace(items=free))
    tied = _bound_alone(problem, bound)
    if isinstance(rest, NoPlan):
        return rest
    if isinstance(tied, NoPlan):
        return tied
    return _plan(problem, [*tied.nodes, *rest.nodes], tied.usd_per_hour + rest.usd_per_hour)


def _bound_alone(problem: PackingProblem, bound: frozenset[str]) -> Plan | NoPlan:
    return _zone_by_zone(problem._replace(items=tuple(item for item in problem.items if item.name in bound)), bound)


def _plan(problem: PackingProblem, nodes: Sequence[Node], usd_per_hour: float) -> Plan:
    """A plan of these nodes, equal ones once; its bound is still to come."""
    merged: dict[Node, int] = {}
    for node in nodes:
        kind = replace(node, count=1)
        merged[kind] = merged.get(kind, 0) + node.count
    ordered = sorted(
        (replace(kind, count=count) for kind, count in merged.items()),
        key=lambda node: (node.spare, node.zone, node.machine, -node.count, node.pods, node.reserved),
    )
    return Plan(
        nodes=tuple(ordered),
        usd_per_hour=usd_per_hour,
        bound_usd_per_hour=0.0,
        bound_source=BoundSource((BoundMethod.NONE,)),
        gap=0.0,
        survives_nodes=problem.survive_nodes,
        survives_zone=problem.survive_zone,
        ended_by=SearchEnd.ROUNDS,
        surges=surges_of(problem.items),
        survives_together=problem.survive_together,
    )


def _with_bound(plan: Plan, problem: PackingProblem, bound: frozenset[str]) -> Plan:
    """The plan with the highest bound of the problems that ask for less, and how near it is."""
    free = tuple(item for item in problem.items if item.name not in bound)
    relaxed = [problem._replace(survive_zone=False, survive_together=False, effort=Effort.QUICK)]
    if problem.survive_zone and free:
        relaxed.append(problem._replace(items=free, effort=Effort.QUICK))
    asked = [*map(pack_once, relaxed), _bound_alone(problem, bound)]
    answers = [answer for answer in asked if isinstance(answer, Plan)]
    if not answers:
        return plan
    highest = max(answers, key=lambda answer: answer.bound_usd_per_hour)
    usd_per_hour = min(highest.bound_usd_per_hour, plan.usd_per_hour)
    gap = gap_of(plan.usd_per_hour, usd_per_hour)
    return replace(plan, bound_usd_per_hour=usd_per_hour, bound_source=highest.bound_source, gap=gap)
