"""One search: the best plan so far, and the places where a cheaper one is looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from advisor.packing.bounds.failure_bounds import LowerBound, survivability_bound
from advisor.packing.bounds.integer_bound import integer_bound
from advisor.packing.bounds.lagrangian import Relaxation
from advisor.packing.headroom import survives, with_spares
from advisor.packing.heuristics.enumeration import enumerate_purchases, is_tiny
from advisor.packing.model.node_groups import Placement
from advisor.packing.model.problem import Plan
from advisor.packing.model.resources import UNBOUNDED
from advisor.packing.plan_builder import with_bound
from advisor.packing.settings import Settings
from advisor.packing.zone_solver import Stage, TypeChoice, ZoneSolver


@dataclass(eq=False)
class Incumbent:
    """The best plan so far, the choice of machine types it came from, and the proof it is measured by."""

    zone_solver: ZoneSolver
    relaxed: tuple[list[Relaxation], Relaxation]
    """The live replicas' relaxations: of each zone, and of all zones together."""
    lower_bound: LowerBound
    best: Plan | None = None
    choice: TypeChoice | None = None
    upgraded: dict[int, Relaxation] = field(default_factory=dict)
    """Relaxations of all replicas with the surge of the item in one row."""

    @property
    def within_gap_goal(self) -> bool:
        """Whether the best plan is within the gap goal."""
        return self.best is not None and self.best.gap <= self.settings.tolerances.gap_goal

    @property
    def settings(self) -> Settings:
        """What the search may spend."""
        return self.zone_solver.problem.settings

    @property
    def cost(self) -> float:
        """USD per hour of the best plan; infinite before the first."""
        return self.best.usd_per_hour if self.best is not None else float("inf")

    def switch_to(self, zone_solver: ZoneSolver, choice: TypeChoice | None = None) -> None:
        """Goes on with another way to ask the question; the best plan and the proof stay."""
        self.zone_solver, self.choice = zone_solver, choice

    def propose(self, placements: Sequence[Placement] | None, choice: TypeChoice | None = None) -> None:
        """Takes the plan made of these drafts if it keeps the promises and beats the best."""
        self.take(
            None
            if placements is None
            else with_spares(self.zone_solver.problem, placements, self.lower_bound, self.cost),
            choice,
        )

    def take(self, plan: Plan | None, choice: TypeChoice | None = None) -> None:
        """Takes a plan that keeps the promises for less than the best costs."""
        if plan is None:
            return
        first = self.best is None
        self.best, self.choice = plan, choice or self.choice
        if first and not self.within_gap_goal:
            self._tighten_by_integers()

    def refresh_bound(self) -> None:
        """Measures the best plan by all that the relaxations have learnt since."""
        problem = self.zone_solver.problem
        lower_bound = survivability_bound(
            problem.instance, *self.relaxed, problem.survive_nodes, problem.survive_zone, self.upgraded
        )
        if lower_bound.usd_per_hour > self.lower_bound.usd_per_hour:
            self.lower_bound = lower_bound
            self.best = None if self.best is None else with_bound(self.best, lower_bound, self.settings.tolerances)

    def _tighten_by_integers(self) -> None:
        problem, limits = self.zone_solver.problem, self.settings.integer_bound
        if limits.first is None or self.best is None:
            return
        if sum(node.count for node in self.best.nodes) > limits.max_nodes:
            return
        lost, zone = problem.survive_nodes, problem.survive_zone
        lower_bound, hint = integer_bound(
            problem.instance, problem.running_by_zone, lost, zone, self.cost, limits.first, problem.surge
        )
        if lower_bound.usd_per_hour > self.lower_bound.usd_per_hour:
            self.lower_bound = lower_bound
            self.best = with_bound(self.best, lower_bound, self.settings.tolerances)
        if hint is not None and not self.within_gap_goal:
            self.propose(self.zone_solver.placements_on(hint))


def search_all_types(found: Incumbent, zone_solvers: Sequence[ZoneSolver]) -> None:
    """Looks for plans in all these ways to ask the question, until one is good enough.

    The choice of types that led in one way leads in the others, too, and repairs and nodes of one type seldom help
    where other choices of types did not: so only a thorough search tries all of them on each way.
    """
    leader: tuple[ZoneSolver, TypeChoice | None] | None = None
    for zone_solver in zone_solvers:
        led = None if found.settings.parts.every_variant_in_full else found.choice
        found.switch_to(zone_solver)
        _try_choices(found, zone_solver.choices() if led is None else [led])
        if found.choice is not None:
            leader = zone_solver, found.choice
        if found.within_gap_goal:
            return
        if found.settings.parts.every_variant_in_full:
            _search_further(found)
    if not found.settings.parts.every_variant_in_full:
        found.switch_to(*(leader or (zone_solvers[0], None)))
        _search_further(found)


def _search_further(found: Incumbent) -> None:
    """Repairs the best drafts of this way, and looks in other places, until the plan is good enough."""
    if not found.within_gap_goal and found.choice is not None:
        found.propose(found.zone_solver.placements(*found.choice, Stage.REPAIRED))
    # nodes of one type win by room for a lost node; where there are many and none is lost, or thousands of items with
    # a plan, they are only slow
    few = (
        found.best is None or len(found.zone_solver.problem.instance.items) <= found.settings.machine_sets.one_set_items
    )
    if not found.within_gap_goal and ((found.zone_solver.problem.survive_nodes and few) or not found.zone_solver.large):
        _try_single_types(found)
    if found.best is None and found.zone_solver.problem.survive_nodes:
        _try_all_stock(found)
    if not found.within_gap_goal and found.choice is not None and found.settings.parts.columns:
        found.propose(found.zone_solver.placements(*found.choice, Stage.SEARCHED))
        found.refresh_bound()


def search_tiny(found: Incumbent) -> None:
    """In tiny problems, takes the optimum, or at least a bound.

    A plan whose survival the check of losses does not see is not taken; its price still bounds.
    """
    problem, limits = found.zone_solver.problem, found.settings.enumeration
    if limits.work is None or not is_tiny(problem.running_by_zone, limits.max_replicas):
        return
    if found.best is not None and found.best.gap <= found.settings.tolerances.optimality:
        return
    tried = enumerate_purchases(
        problem.instance, problem.running_by_zone, problem.surge, problem.survive_nodes, found.cost, limits.work
    )
    lower_bound = LowerBound(tried.usd_per_hour, "every cheaper purchase tried")
    if tried.nodes is not None:
        plan = problem.plan_with(tried.nodes, (), lower_bound)
        if survives(problem, plan):
            found.best = plan
            return
    if found.best is not None and lower_bound.usd_per_hour > found.lower_bound.usd_per_hour:
        found.lower_bound = lower_bound
        found.best = with_bound(found.best, lower_bound, found.settings.tolerances)


def _try_all_stock(found: Incumbent) -> None:
    """Spreads everything over all machines there are, then does without one after the other, the dearest first.

    Where machines run out and losses must be survived, room on the nodes in use often serves where no spare is left.
    """
    zone_solver, instance = found.zone_solver, found.zone_solver.problem.instance
    counts = np.where(instance.stock >= UNBOUNDED, 0, instance.stock)
    if len(zone_solver.provisioned) > 1 or not 0 < int(counts.sum()) <= found.settings.integer_bound.max_nodes:
        return
    found.propose(zone_solver.placements_on([counts]))
    for machine in np.flatnonzero(counts)[::-1].tolist():
        while counts[machine]:
            fewer = counts - (np.arange(len(counts)) == machine)
            before = found.cost
            found.propose(zone_solver.placements_on([fewer]))
            if found.cost >= before:
                break
            counts = fewer


def _try_choices(found: Incumbent, choices: Sequence[TypeChoice]) -> None:
    """Drafts these choices of machine types, the most promising first.

    Without lost nodes to survive there is one: all types. With them, all types no larger than some spare.
    """
    if not found.zone_solver.large:
        found.zone_solver.prefill(choices)
    for choice in choices:
        found.propose(found.zone_solver.placements(*choice), choice)
        if found.within_gap_goal:
            return


def _try_single_types(found: Incumbent) -> None:
    """Offers nodes of one type alone: often they leave enough room to do without a spare."""
    for machine in found.zone_solver.likely_types(found.cost):
        found.propose(found.zone_solver.single_type.placements(machine, found.cost))
