"""The best plan so far (the incumbent), its lower bound, and the steps that look for a cheaper plan.

Each step makes placements of all zones, adds headroom to them, and accepts the plan if it is the cheapest. The steps
end when the gap between plan and bound reaches its goal, or when somebody stops the search.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from advisor.packing.bounds.integer_bound import integer_bound
from advisor.packing.bounds.lagrangian import Relaxation
from advisor.packing.bounds.lower_bound import LowerBound, highest_bound
from advisor.packing.headroom import survives, with_spares
from advisor.packing.heuristics.enumeration import enumerate_purchases, is_tiny
from advisor.packing.model.node_groups import Placement
from advisor.packing.model.problem import BoundMethod, BoundSource, Plan
from advisor.packing.model.resources import UNBOUNDED
from advisor.packing.plan_builder import ProblemInstance, with_bound
from advisor.packing.progress import Phase
from advisor.packing.settings import Settings
from advisor.packing.zone_solver import MachineSet, Stage, ZoneSolver


@dataclass(eq=False)
class Incumbent:
    """The best plan so far, the machine set it was made on, and the bound it is measured by."""

    zone_solver: ZoneSolver
    relaxations: tuple[list[Relaxation], Relaxation]
    """Relaxations of the running replicas: of each zone, and of all zones together."""
    lower_bound: LowerBound
    best: Plan | None = None
    machine_set: MachineSet | None = None
    upgraded: dict[int, Relaxation] = field(default_factory=dict)
    """Relaxations of all replicas and the surge of one item, by the row of that item."""

    @property
    def problem(self) -> ProblemInstance:
        """The problem that the zones are being packed for."""
        return self.zone_solver.problem

    @property
    def settings(self) -> Settings:
        """What the search may spend."""
        return self.problem.settings

    @property
    def within_gap_goal(self) -> bool:
        """Whether the best plan is so near to its bound that the search ends."""
        return self.best is not None and self.best.gap <= self.settings.tolerances.gap_goal

    @property
    def stopped(self) -> bool:
        """Whether there is a plan and somebody stopped the search."""
        return self.best is not None and self.problem.monitor.stopped

    @property
    def done(self) -> bool:
        """Whether no cheaper plan is to be looked for."""
        return self.within_gap_goal or self.stopped

    @property
    def usd_per_hour(self) -> float:
        """Cost of the best plan; infinite before the first."""
        return self.best.usd_per_hour if self.best is not None else float("inf")

    def switch_to(self, zone_solver: ZoneSolver, machine_set: MachineSet | None = None) -> None:
        """Goes on with another reservation of capacity; the best plan and the bound stay."""
        self.zone_solver, self.machine_set = zone_solver, machine_set

    def propose(self, placements: Sequence[Placement] | None, machine_set: MachineSet | None = None) -> None:
        """Adds headroom to the placements of all zones, and accepts the plan if it is cheaper than the best."""
        if placements is not None:
            self.accept(with_spares(self.problem, placements, self.lower_bound, self.usd_per_hour), machine_set)

    def accept(self, plan: Plan | None, machine_set: MachineSet | None = None) -> None:
        """Makes this plan the best one. It must keep the promises and be cheaper than the best so far."""
        if plan is None:
            return
        first = self.best is None
        self.best, self.machine_set = plan, machine_set or self.machine_set
        self._tell()
        if first and not self.done:
            self._raise_bound_by_integer_model()

    def raise_bound(self, lower_bound: LowerBound) -> None:
        """Measures the best plan by this bound if it is higher than the one known."""
        if lower_bound.usd_per_hour > self.lower_bound.usd_per_hour:
            self.replace_bound(lower_bound)

    def replace_bound(self, lower_bound: LowerBound) -> None:
        """Measures the best plan by this bound, whatever was known before."""
        self.lower_bound = lower_bound
        self.best = None if self.best is None else with_bound(self.best, lower_bound, self.settings.tolerances)
        self._tell()

    def refresh_bound(self) -> None:
        """Measures the best plan by all dual values that the relaxations have by now."""
        problem = self.problem
        self.raise_bound(
            highest_bound(
                problem.instance, *self.relaxations, problem.survive_nodes, problem.survive_zone, self.upgraded
            )
        )

    def _tell(self) -> None:
        usd_per_hour = None if self.best is None else self.best.usd_per_hour
        self.problem.monitor.see(usd_per_hour, self.lower_bound.usd_per_hour)

    def _raise_bound_by_integer_model(self) -> None:
        """Measures the first plan by the integer model as well, and tries the nodes of its own solution."""
        problem, limits = self.problem, self.settings.integer_bound
        if limits.first is None or self.best is None:
            return
        if sum(node.count for node in self.best.nodes) > limits.max_nodes:
            return
        promises = problem.survive_nodes, problem.survive_zone
        lower_bound, nodes = integer_bound(
            problem.instance, problem.running_by_zone, *promises, self.usd_per_hour, limits.first, problem.surge
        )
        self.raise_bound(lower_bound)
        if nodes is not None and not self.done:
            self.propose(self.zone_solver.placements_on(nodes))


def search_all_variants(incumbent: Incumbent, zone_solvers: Sequence[ZoneSolver]) -> None:
    """Looks for plans in each way to reserve capacity, until one is good enough.

    The machine set that led to the best plan in one way does so in the others too. Repairs and nodes of one type seldom
    help where the machine sets did not. So all of it is tried in each way only where the settings ask for it.
    """
    in_full = incumbent.settings.parts.every_variant_in_full
    leader: tuple[ZoneSolver, MachineSet | None] | None = None
    for zone_solver in zone_solvers:
        led = None if in_full else incumbent.machine_set
        incumbent.switch_to(zone_solver)
        _try_machine_sets(incumbent, zone_solver.machine_sets() if led is None else [led])
        if incumbent.machine_set is not None:
            leader = zone_solver, incumbent.machine_set
        if incumbent.done:
            return
        if in_full:
            _improve(incumbent)
    if not in_full:
        incumbent.switch_to(*(leader or (zone_solvers[0], None)))
        _improve(incumbent)


def _try_machine_sets(incumbent: Incumbent, machine_sets: Sequence[MachineSet]) -> None:
    """Packs all zones on each machine set, the most promising first.

    Where no nodes may be lost there is one set, of all types. Otherwise a set holds the types no larger than a spare.
    """
    incumbent.problem.monitor.enter(Phase.PLACEMENTS)
    if not incumbent.zone_solver.large:
        incumbent.zone_solver.prefill(machine_sets)
    for machine_set in machine_sets:
        incumbent.propose(incumbent.zone_solver.placements(*machine_set), machine_set)
        if incumbent.done:
            return


def _improve(incumbent: Incumbent) -> None:
    """Repairs the best placements, then tries other nodes, until the plan is good enough."""
    zone_solver, settings = incumbent.zone_solver, incumbent.settings
    incumbent.problem.monitor.enter(Phase.REPAIRS)
    if not incumbent.done and incumbent.machine_set is not None:
        incumbent.propose(zone_solver.placements(*incumbent.machine_set, Stage.REPAIRED))
    # Nodes of one type win because they leave room for a lost node. Where there are many nodes and none may be lost,
    # or thousands of items and a plan, they only take time.
    items = len(incumbent.problem.instance.items)
    quick = incumbent.best is None or items <= settings.machine_sets.one_set_items
    if not incumbent.done and ((incumbent.problem.survive_nodes and quick) or not zone_solver.large):
        _try_single_types(incumbent)
    if incumbent.best is None and incumbent.problem.survive_nodes:
        _try_all_stock(incumbent)
    if not incumbent.done and incumbent.machine_set is not None and settings.parts.columns:
        incumbent.problem.monitor.enter(Phase.COLUMNS)
        incumbent.propose(zone_solver.placements(*incumbent.machine_set, Stage.SEARCHED))
        incumbent.refresh_bound()


def _try_single_types(incumbent: Incumbent) -> None:
    """Proposes nodes of one type alone: often they leave enough room to do without a spare node."""
    for machine in incumbent.zone_solver.likely_types(incumbent.usd_per_hour):
        incumbent.propose(incumbent.zone_solver.single_type.placements(machine, incumbent.usd_per_hour))


def _try_all_stock(incumbent: Incumbent) -> None:
    """Spreads everything over all nodes in stock, then takes away one after the other, the dearest first.

    Where machines run out and losses must be survived, the nodes in use often have room for what is displaced, when no
    spare node is left.
    """
    zone_solver, instance = incumbent.zone_solver, incumbent.problem.instance
    counts = np.where(instance.stock >= UNBOUNDED, 0, instance.stock)
    most = incumbent.settings.integer_bound.max_nodes
    if len(zone_solver.provisioned) > 1 or not 0 < int(counts.sum()) <= most:
        return
    incumbent.propose(zone_solver.placements_on([counts]))
    for machine in np.flatnonzero(counts)[::-1].tolist():
        while counts[machine]:
            fewer = counts - (np.arange(len(counts)) == machine)
            before = incumbent.usd_per_hour
            incumbent.propose(zone_solver.placements_on([fewer]))
            if incumbent.usd_per_hour >= before:
                break
            counts = fewer


def search_tiny(incumbent: Incumbent) -> None:
    """Finds the optimum of a tiny problem by trying everything, or at least a bound.

    A plan whose survival the check of losses cannot show is not accepted; its cost is still a bound.
    """
    problem, limits = incumbent.problem, incumbent.settings.enumeration
    if limits.work is None or incumbent.stopped or not is_tiny(problem.running_by_zone, limits.max_replicas):
        return
    if incumbent.best is not None and incumbent.best.gap <= incumbent.settings.tolerances.optimality:
        return
    problem.monitor.enter(Phase.ENUMERATION)
    demand = problem.running_by_zone, problem.surge, problem.survive_nodes
    tried = enumerate_purchases(problem.instance, *demand, incumbent.usd_per_hour, limits.work)
    lower_bound = LowerBound(tried.usd_per_hour, BoundSource((BoundMethod.ENUMERATION,)))
    if tried.nodes is not None:
        plan = problem.plan_with(tried.nodes, (), lower_bound)
        if survives(problem, plan):
            incumbent.best = plan
            problem.monitor.see(plan.usd_per_hour, plan.bound_usd_per_hour)
            return
    if incumbent.best is not None:
        incumbent.raise_bound(lower_bound)
