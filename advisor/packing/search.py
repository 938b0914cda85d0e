"""The search for a plan: drafts on several choices of machine types, headroom for each, the cheapest that holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from advisor.errors import SolverError
from advisor.packing.bounds.failure_bounds import prove, relaxations
from advisor.packing.bounds.integer_bound import CLOSE_WORK, prove_whole
from advisor.packing.bounds.lagrangian import certify, relax
from advisor.packing.feasibility import not_found, refuse
from advisor.packing.hardening import with_both, with_room
from advisor.packing.heuristics.ruin_recreate import GOAL
from advisor.packing.incumbent import FEW_WHOLE, Search, try_every_purchase, try_everything
from advisor.packing.model.instance import Table, tabulate
from advisor.packing.model.problem import Effort, Item, Machine, NoPlan, Plan
from advisor.packing.plan_builder import Question, with_proof
from advisor.packing.verify import check_plan
from advisor.packing.zone_reserve import slots_of_all
from advisor.packing.zone_solver import Packing

MANY_ITEMS = 200
"""Items above which zone loss is planned with even slots only: another way of slots takes as long again."""


def pack(
    items: Sequence[Item],
    machines: Sequence[Machine],
    *,
    zones: int,
    survive_nodes: int = 0,
    survive_zone: bool = False,
    survive_together: bool = False,
    effort: Effort = Effort.CLOSE,
) -> Plan | NoPlan:
    """The cheapest plan found that places every replica in its zone and keeps the promises; or why there is none.

    The bound is a proof whatever the `effort`; more of it makes the plan cheaper and the bound tighter.
    `replicas_by_zone` of each item has one entry for each of `zones`. Items with a `surge` are upgraded one at a time,
    and no node is lost meanwhile, so room for losses serves a surge too. With `survive_together` the nodes may be lost
    while a zone is, if both are to be survived. The same input gives the same plan, in whatever order it comes. Raises
    SolverError when a plan fails its own check, which no input should cause.
    """
    items = tuple(sorted(items, key=lambda item: item.name))
    machines = tuple(sorted(machines, key=lambda machine: machine.name))
    refused = refuse(items, machines, zones, survive_nodes, survive_zone)
    if refused is not None:
        return refused
    asked = tuple(item for item in items if item.replicas)
    if not asked:
        return Plan((), 0.0, 0.0, "nothing to place", 0.0, survive_nodes, survive_zone, "proved")
    together = survive_together and survive_zone and survive_nodes > 0
    question = _question(asked, machines, zones, survive_nodes, survive_zone)
    plan = _search(question, together, effort)
    if plan is None:
        return not_found(asked, machines, survive_nodes, survive_zone, together)
    if effort is Effort.CLOSE or (together and effort is Effort.THOROUGH):
        plan = prove_closer(plan, asked, machines, zones)
    broken = check_plan(
        plan,
        items,
        machines,
        zones=zones,
        survive_nodes=survive_nodes,
        survive_zone=survive_zone,
        survive_together=together,
        landed=question.landed.get(plan.nodes, {}),
    )
    if broken:
        raise SolverError(f"a plan failed its check: {'; '.join(broken[:3])}")
    return plan


def prove_closer(plan: Plan, items: Sequence[Item], machines: Sequence[Machine], zones: int) -> Plan:
    """The plan of effort listed as that of effort close: with a bound in whole nodes where that is higher.

    Nothing but the proof changes, so what a plan costs does not depend on whether anybody looked at it closely.
    """
    if plan.gap <= GOAL or sum(node.count for node in plan.nodes) > FEW_WHOLE:
        return plan
    table = tabulate(items, machines)
    live = tuple(table.demand(zone) for zone in range(zones))
    lost, together = plan.survives_nodes, plan.survives_nodes if plan.survives_together else 0
    proof, _ = prove_whole(table, live, lost, plan.survives_zone, plan.usd_per_hour, CLOSE_WORK, table.surge, together)
    return with_proof(plan, proof) if proof.usd_per_hour > plan.bound_usd_per_hour else plan


def _question(
    items: tuple[Item, ...], machines: tuple[Machine, ...], zones: int, survive_nodes: int, survive_zone: bool
) -> Question:
    table = tabulate(items, machines)
    live = tuple(table.demand(zone) for zone in range(zones))
    return Question(table, items, machines, live, table.surge, survive_nodes, survive_zone)


def _search(question: Question, together: bool, effort: Effort) -> Plan | None:
    table, live = question.table, question.live
    survive_nodes, survive_zone = question.survive_nodes, question.survive_zone
    by_zone, merged = relaxations(table, live, like_all=survive_zone)
    proof = prove(table, by_zone, merged, survive_nodes, survive_zone)
    packings = [Packing(question.calm, live, by_zone)]
    if survive_zone:
        ways = [slots_of_all(table, live, uneven, dear) for uneven, dear in _ways(effort, table)]
        packings = [Packing(question.calm, way, [relax(table, slot, merged) for slot in way]) for way in ways]
    found = Search(packings[0], (by_zone, merged), proof, effort)
    try_everything(found, packings)
    if not survive_zone and effort is not Effort.ROUGH:
        try_every_purchase(found)
    roomy = with_room(found, question)
    return _certified(with_both(roomy, question) if together else roomy)


def _ways(effort: Effort, table: Table) -> list[tuple[bool, int]]:
    """The ways to share out slots for the loss of a zone.

    Whether odd shares all spare the same zone, and how many of the dearest zones are spared.
    """
    if effort is Effort.ROUGH or len(table.items) > MANY_ITEMS:
        return [(False, 0)]
    return [(False, 0), (True, 0), *((False, dear) for dear in range(1, len(table.sold) - 1) if table.zoned)]


def _certified(found: Search) -> Plan | None:
    """The best plan with its certificate; rough plans, which nobody is shown, go without."""
    if found.best is None or found.effort is Effort.ROUGH:
        return found.best
    question = found.packing.question
    together = found.best.survives_together
    claim = certify(*found.relaxed, question.survive_nodes, question.survive_zone, found.upgraded, together=together)
    return replace(found.best, certificate=claim.certificate, certified_usd_per_hour=claim.usd_per_hour)
