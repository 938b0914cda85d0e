"""The search for a plan: drafts on several choices of machine types, headroom for each, the cheapest that holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from advisor.errors import SolverError
from advisor.sizing.packing import exact
from advisor.sizing.packing.assemble import PROVED, assemble, with_proof
from advisor.sizing.packing.bound import Relaxation
from advisor.sizing.packing.certify import certify
from advisor.sizing.packing.check import check_plan
from advisor.sizing.packing.drafts import Choice, Packing, Stage
from advisor.sizing.packing.exact import exhaust, is_tiny
from advisor.sizing.packing.fill import Draft
from advisor.sizing.packing.headroom import Question, survives, with_spares
from advisor.sizing.packing.improve import GOAL
from advisor.sizing.packing.problem import Effort, Item, Machine, NoPlan, Plan
from advisor.sizing.packing.promises import Proof, prove, relaxations
from advisor.sizing.packing.refuse import not_found, refuse
from advisor.sizing.packing.slots import slots_of_all
from advisor.sizing.packing.table import tabulate
from advisor.sizing.packing.whole import CLOSE_WORK, LISTED_WORK, THOROUGH_WORK, prove_whole

MOST_SINGLE = 24
FEW_SINGLE = 2
"""Plans of one machine type that are tried: in small zones, and in large ones, where they seldom win."""
MANY_ITEMS = 200
"""Items above which zone loss is planned with even slots only: another way of slots takes as long again."""
FEW_WHOLE = 24
"""Nodes up to which a plan's bound is also looked for in whole nodes."""


def pack(
    items: Sequence[Item],
    machines: Sequence[Machine],
    *,
    zones: int,
    survive_nodes: int = 0,
    survive_zone: bool = False,
    effort: Effort = Effort.CLOSE,
) -> Plan | NoPlan:
    """The cheapest plan found that places every replica in its zone and keeps the promises; or why there is none.

    The bound is a proof whatever the `effort`; more of it makes the plan cheaper and the bound tighter.
    `replicas_by_zone` of each item has one entry for each of `zones`. The same input gives the same plan, in
    whatever order it comes. Raises SolverError when a plan fails its own check, which no input should cause.
    """
    items = tuple(sorted(items, key=lambda item: item.name))
    machines = tuple(sorted(machines, key=lambda machine: machine.name))
    refused = refuse(items, machines, zones, survive_nodes, survive_zone)
    if refused is not None:
        return refused
    asked = tuple(item for item in items if item.replicas)
    if not asked:
        return Plan((), 0.0, 0.0, "nothing to place", 0.0, survive_nodes, survive_zone, "proved")
    plan = _search(asked, machines, zones, survive_nodes, survive_zone, effort)
    if plan is None:
        return not_found(asked, machines, survive_nodes, survive_zone)
    if effort is Effort.CLOSE:
        plan = prove_closer(plan, asked, machines, zones)
    broken = check_plan(plan, items, machines, zones=zones, survive_nodes=survive_nodes, survive_zone=survive_zone)
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
    proof, _ = prove_whole(table, live, plan.survives_nodes, plan.survives_zone, plan.usd_per_hour, CLOSE_WORK)
    return with_proof(plan, proof) if proof.usd_per_hour > plan.bound_usd_per_hour else plan


def _search(
    items: tuple[Item, ...],
    machines: tuple[Machine, ...],
    zones: int,
    survive_nodes: int,
    survive_zone: bool,
    effort: Effort,
) -> Plan | None:
    table = tabulate(items, machines)
    live = tuple(table.demand(zone) for zone in range(zones))
    question = Question(table, items, machines, live, survive_nodes, survive_zone)
    by_zone, merged = relaxations(table, live)
    proof = prove(table, by_zone, merged, survive_nodes, survive_zone)
    found = _Search(Packing(question, live, by_zone), (by_zone, merged), proof, effort)
    if not survive_zone:
        _try_everything(found)
    for uneven in _ways(survive_zone, effort, len(items)):
        if not found.good_enough:
            slots = slots_of_all(live, uneven)
            found.turn_to(Packing(question, slots, relaxations(table, slots)[0]))
            _try_everything(found)
    if not survive_zone and effort is not Effort.ROUGH:
        _try_every_purchase(found)
    return _certified(found)


def _ways(survive_zone: bool, effort: Effort, items: int) -> tuple[bool, ...]:
    """The ways to share out slots for the loss of a zone: whether odd shares all spare the same zone."""
    if not survive_zone:
        return ()
    return (False, True) if effort is not Effort.ROUGH and items <= MANY_ITEMS else (False,)


def _certified(found: _Search) -> Plan | None:
    """The best plan with its certificate; rough plans, which nobody is shown, go without."""
    if found.best is None or found.effort is Effort.ROUGH:
        return found.best
    question = found.packing.question
    claim = certify(*found.relaxed, question.survive_nodes, question.survive_zone)
    return replace(found.best, certificate=claim.certificate, certified_usd_per_hour=claim.usd_per_hour)


@dataclass(eq=False)
class _Search:
    """The best plan so far, the choice of machine types it came from, and the proof it is measured by."""

    packing: Packing
    relaxed: tuple[list[Relaxation], Relaxation]
    """The live replicas' relaxations: of each zone, and of all zones together."""
    proof: Proof
    effort: Effort
    best: Plan | None = None
    choice: Choice | None = None

    @property
    def good_enough(self) -> bool:
        """Whether the best plan is within the gap goal."""
        return self.best is not None and self.best.gap <= GOAL

    @property
    def cost(self) -> float:
        """USD per hour of the best plan; infinite before the first."""
        return self.best.usd_per_hour if self.best is not None else float("inf")

    def turn_to(self, packing: Packing) -> None:
        """Goes on with another way to ask the question; the best plan and the proof stay."""
        self.packing = packing
        self.choice = None

    def offer(self, drafts: Sequence[Draft] | None, choice: Choice | None = None) -> None:
        """Takes the plan made of these drafts if it keeps the promises and beats the best."""
        plan = None if drafts is None else with_spares(self.packing.question, drafts, self.proof, self.cost)
        if plan is None:
            return
        first = self.best is None
        self.best, self.choice = plan, choice or self.choice
        if first and self.effort is not Effort.ROUGH and not self.good_enough:
            self._prove_whole()

    def prove_again(self) -> None:
        """Measures the best plan by all that the relaxations have learnt since."""
        question = self.packing.question
        proof = prove(question.table, *self.relaxed, question.survive_nodes, question.survive_zone)
        if self.best is not None and proof.usd_per_hour > self.proof.usd_per_hour:
            self.proof, self.best = proof, with_proof(self.best, proof)

    def _prove_whole(self) -> None:
        question = self.packing.question
        if self.best is None or sum(node.count for node in self.best.nodes) > FEW_WHOLE:
            return
        lost, zone = question.survive_nodes, question.survive_zone
        work = THOROUGH_WORK if self.effort is Effort.THOROUGH else LISTED_WORK
        proof, hint = prove_whole(question.table, question.live, lost, zone, self.cost, work)
        if proof.usd_per_hour > self.proof.usd_per_hour:
            self.proof = proof
            self.best = with_proof(self.best, proof)
        if hint is not None and not self.good_enough:
            self.offer(self.packing.drafts_on(hint))


def _try_everything(found: _Search) -> None:
    """Looks in three places, from the most to the least promising, until the plan is good enough."""
    _try_choices(found)
    if not found.good_enough and found.choice is not None:
        found.offer(found.packing.drafts(*found.choice, Stage.REPAIRED))
    # nodes of one type win by room for a lost node; where there are many and none is lost, they are only slow
    if not found.good_enough and (found.packing.question.survive_nodes or not found.packing.large):
        _try_single_types(found)
    if not found.good_enough and found.choice is not None and found.effort is Effort.THOROUGH:
        found.offer(found.packing.drafts(*found.choice, Stage.SEARCHED))
        found.prove_again()


def _try_every_purchase(found: _Search) -> None:
    """In tiny problems, takes the optimum, or at least a bound.

    A plan whose survival the check of losses does not see is not taken; its price still bounds.
    """
    question = found.packing.question
    if not is_tiny(question.live) or (found.best is not None and found.best.gap <= PROVED):
        return
    work = exact.THOROUGH_WORK if found.effort is Effort.THOROUGH else exact.CLOSE_WORK
    tried = exhaust(question.table, question.live, question.survive_nodes, found.cost, work)
    proof = Proof(tried.usd_per_hour, "every cheaper purchase tried")
    if tried.nodes is not None:
        plan = assemble(tried.nodes, question.machines, proof, question.survive_nodes, question.survive_zone)
        if survives(question, plan):
            found.best = plan
            return
    if found.best is not None and proof.usd_per_hour > found.proof.usd_per_hour:
        found.proof, found.best = proof, with_proof(found.best, proof)


def _try_choices(found: _Search) -> None:
    """Drafts the choices of machine types worth it, the most promising first.

    Without lost nodes to survive there is one: all types. With them, all types no larger than some spare.
    """
    for choice in found.packing.choices():
        found.offer(found.packing.drafts(*choice), choice)
        if found.good_enough:
            return


def _try_single_types(found: _Search) -> None:
    """Offers nodes of one type alone: often they leave enough room to do without a spare."""
    packing = found.packing
    machines = range(len(packing.question.table.machines))
    rated = sorted((packing.estimate(np.arange(len(machines)) == machine), machine) for machine in machines)
    for estimate, machine in rated[: FEW_SINGLE if packing.large else MOST_SINGLE]:
        if estimate < found.cost:
            found.offer(packing.drafts_of_one_type(machine, found.cost))
