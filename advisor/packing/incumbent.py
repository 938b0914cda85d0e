"""One search: the best plan so far, and the places where a cheaper one is looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from advisor.packing.bounds.failure_bounds import Proof, prove
from advisor.packing.bounds.integer_bound import LISTED_WORK, THOROUGH_WORK, prove_whole
from advisor.packing.bounds.lagrangian import Relaxation
from advisor.packing.headroom import survives, with_spares
from advisor.packing.heuristics import enumeration as exact
from advisor.packing.heuristics.enumeration import exhaust, is_tiny
from advisor.packing.heuristics.ruin_recreate import GOAL
from advisor.packing.model.instance import NO_END
from advisor.packing.model.node_groups import Draft
from advisor.packing.model.problem import Effort, Plan
from advisor.packing.plan_builder import PROVED, with_proof
from advisor.packing.zone_solver import ONE_CHOICE_ITEMS, Choice, Packing, Stage

FEW_WHOLE = 24
"""Nodes up to which a plan's bound is also looked for in whole nodes."""


@dataclass(eq=False)
class Search:
    """The best plan so far, the choice of machine types it came from, and the proof it is measured by."""

    packing: Packing
    relaxed: tuple[list[Relaxation], Relaxation]
    """The live replicas' relaxations: of each zone, and of all zones together."""
    proof: Proof
    effort: Effort
    best: Plan | None = None
    choice: Choice | None = None
    upgraded: dict[int, Relaxation] = field(default_factory=dict)
    """Relaxations of all replicas with the surge of the item in one row."""

    @property
    def good_enough(self) -> bool:
        """Whether the best plan is within the gap goal."""
        return self.best is not None and self.best.gap <= GOAL

    @property
    def cost(self) -> float:
        """USD per hour of the best plan; infinite before the first."""
        return self.best.usd_per_hour if self.best is not None else float("inf")

    def turn_to(self, packing: Packing, choice: Choice | None = None) -> None:
        """Goes on with another way to ask the question; the best plan and the proof stay."""
        self.packing, self.choice = packing, choice

    def offer(self, drafts: Sequence[Draft] | None, choice: Choice | None = None) -> None:
        """Takes the plan made of these drafts if it keeps the promises and beats the best."""
        self.take(None if drafts is None else with_spares(self.packing.question, drafts, self.proof, self.cost), choice)

    def take(self, plan: Plan | None, choice: Choice | None = None) -> None:
        """Takes a plan that keeps the promises for less than the best costs."""
        if plan is None:
            return
        first = self.best is None
        self.best, self.choice = plan, choice or self.choice
        if first and self.effort is not Effort.ROUGH and not self.good_enough:
            self._prove_whole()

    def prove_again(self) -> None:
        """Measures the best plan by all that the relaxations have learnt since."""
        question = self.packing.question
        proof = prove(question.table, *self.relaxed, question.survive_nodes, question.survive_zone, self.upgraded)
        if proof.usd_per_hour > self.proof.usd_per_hour:
            self.proof = proof
            self.best = None if self.best is None else with_proof(self.best, proof)

    def _prove_whole(self) -> None:
        question = self.packing.question
        if self.best is None or sum(node.count for node in self.best.nodes) > FEW_WHOLE:
            return
        lost, zone = question.survive_nodes, question.survive_zone
        work = THOROUGH_WORK if self.effort is Effort.THOROUGH else LISTED_WORK
        proof, hint = prove_whole(question.table, question.live, lost, zone, self.cost, work, question.surge)
        if proof.usd_per_hour > self.proof.usd_per_hour:
            self.proof = proof
            self.best = with_proof(self.best, proof)
        if hint is not None and not self.good_enough:
            self.offer(self.packing.drafts_on(hint))


def try_everything(found: Search, packings: Sequence[Packing]) -> None:
    """Looks for plans in all these ways to ask the question, until one is good enough.

    The choice of types that led in one way leads in the others, too, and repairs and nodes of one type seldom help
    where other choices of types did not: so only a thorough search tries all of them on each way.
    """
    leader: tuple[Packing, Choice | None] | None = None
    for packing in packings:
        led = found.choice if found.effort is not Effort.THOROUGH else None
        found.turn_to(packing)
        _try_choices(found, packing.choices() if led is None else [led])
        if found.choice is not None:
            leader = packing, found.choice
        if found.good_enough:
            return
        if found.effort is Effort.THOROUGH:
            _look_further(found)
    if found.effort is not Effort.THOROUGH:
        found.turn_to(*(leader or (packings[0], None)))
        _look_further(found)


def _look_further(found: Search) -> None:
    """Repairs the best drafts of this way, and looks in other places, until the plan is good enough."""
    if not found.good_enough and found.choice is not None:
        found.offer(found.packing.drafts(*found.choice, Stage.REPAIRED))
    # nodes of one type win by room for a lost node; where there are many and none is lost, or thousands of items with
    # a plan, they are only slow
    few = found.best is None or len(found.packing.question.table.items) <= ONE_CHOICE_ITEMS
    if not found.good_enough and ((found.packing.question.survive_nodes and few) or not found.packing.large):
        _try_single_types(found)
    if found.best is None and found.packing.question.survive_nodes:
        _try_stock(found)
    if not found.good_enough and found.choice is not None and found.effort is Effort.THOROUGH:
        found.offer(found.packing.drafts(*found.choice, Stage.SEARCHED))
        found.prove_again()


def try_every_purchase(found: Search) -> None:
    """In tiny problems, takes the optimum, or at least a bound.

    A plan whose survival the check of losses does not see is not taken; its price still bounds.
    """
    question = found.packing.question
    if not is_tiny(question.live) or (found.best is not None and found.best.gap <= PROVED):
        return
    work = exact.THOROUGH_WORK if found.effort is Effort.THOROUGH else exact.CLOSE_WORK
    tried = exhaust(question.table, question.live, question.surge, question.survive_nodes, found.cost, work)
    proof = Proof(tried.usd_per_hour, "every cheaper purchase tried")
    if tried.nodes is not None:
        plan = question.with_more(tried.nodes, (), proof)
        if survives(question, plan):
            found.best = plan
            return
    if found.best is not None and proof.usd_per_hour > found.proof.usd_per_hour:
        found.proof, found.best = proof, with_proof(found.best, proof)


def _try_stock(found: Search) -> None:
    """Spreads everything over all machines there are, then does without one after the other, the dearest first.

    Where machines run out and losses must be survived, room on the nodes in use often serves where no spare is left.
    """
    packing, table = found.packing, found.packing.question.table
    counts = np.where(table.stock >= NO_END, 0, table.stock)
    if len(packing.slots) > 1 or not 0 < int(counts.sum()) <= FEW_WHOLE:
        return
    found.offer(packing.drafts_on([counts]))
    for machine in np.flatnonzero(counts)[::-1].tolist():
        while counts[machine]:
            fewer = counts - (np.arange(len(counts)) == machine)
            before = found.cost
            found.offer(packing.drafts_on([fewer]))
            if found.cost >= before:
                break
            counts = fewer


def _try_choices(found: Search, choices: Sequence[Choice]) -> None:
    """Drafts these choices of machine types, the most promising first.

    Without lost nodes to survive there is one: all types. With them, all types no larger than some spare.
    """
    if not found.packing.large:
        found.packing.fill_ahead(choices)
    for choice in choices:
        found.offer(found.packing.drafts(*choice), choice)
        if found.good_enough:
            return


def _try_single_types(found: Search) -> None:
    """Offers nodes of one type alone: often they leave enough room to do without a spare."""
    for machine in found.packing.likely_types(found.cost):
        found.offer(found.packing.alone.drafts(machine, found.cost))
