"""The best plan so far (the incumbent), with its lower bound and the relaxations that the bound comes from.

A plan is accepted if it keeps the promises and is the cheapest so far. The search ends when the gap between plan and
bound reaches its goal, or when somebody stops it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from advisor.packing.bounds.integer_bound import integer_bound
from advisor.packing.bounds.lagrangian import Relaxation
from advisor.packing.bounds.lower_bound import LowerBound, highest_bound
from advisor.packing.headroom import Candidate, RelocationsByLoss, with_spares
from advisor.packing.model.node_groups import Placement
from advisor.packing.model.problem import Plan
from advisor.packing.plan_builder import with_bound
from advisor.packing.settings import Settings
from advisor.packing.task import PackingTask
from advisor.packing.zone_solver import MachineSet, ZoneSolver


@dataclass(eq=False)
class Incumbent:
    """The best plan so far, the machine set it was made on, and the bound it is measured by."""

    zone_solver: ZoneSolver
    relaxations: tuple[list[Relaxation], Relaxation]
    """Relaxations of the running replicas: of each zone, and of all zones together."""
    lower_bound: LowerBound
    best: Plan | None = None
    relocations_by_loss: RelocationsByLoss = field(default_factory=dict)
    """Where displaced replicas go after losses, for the best plan."""
    machine_set: MachineSet | None = None
    upgraded: dict[int, Relaxation] = field(default_factory=dict)
    """Relaxations of all replicas and the surge of one item, by the row of that item."""

    @property
    def task(self) -> PackingTask:
        """The task that the zones are being packed for."""
        return self.zone_solver.task

    @property
    def settings(self) -> Settings:
        """What the search may spend."""
        return self.task.settings

    @property
    def within_gap_goal(self) -> bool:
        """Whether the best plan is so near to its bound that the search ends."""
        return self.best is not None and self.best.gap <= self.settings.tolerances.gap_goal

    @property
    def stopped(self) -> bool:
        """Whether there is a plan and somebody stopped the search."""
        return self.best is not None and self.task.monitor.stopped

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
            self.accept(with_spares(self.task, placements, self.lower_bound, self.usd_per_hour), machine_set)

    def accept(self, candidate: Candidate | None, machine_set: MachineSet | None = None) -> None:
        """Makes this plan the best one. It must keep the promises and be cheaper than the best so far."""
        if candidate is None:
            return
        first = self.best is None
        self.machine_set = machine_set or self.machine_set
        self.keep(candidate)
        self._tell()
        if first and not self.done:
            self._raise_bound_by_integer_model()

    def keep(self, candidate: Candidate) -> None:
        """Makes this plan the best one, whatever is known of it."""
        self.best, self.relocations_by_loss = candidate.plan, candidate.relocations_by_loss

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
        task = self.task
        self.raise_bound(
            highest_bound(task.instance, *self.relaxations, task.survive_nodes, task.survive_zone, self.upgraded)
        )

    def _tell(self) -> None:
        usd_per_hour = None if self.best is None else self.best.usd_per_hour
        self.task.monitor.see(usd_per_hour, self.lower_bound.usd_per_hour)

    def _raise_bound_by_integer_model(self) -> None:
        """Measures the first plan by the integer model as well, and tries the nodes of its own solution."""
        task, limits = self.task, self.settings.integer_bound
        if limits.first is None or self.best is None:
            return
        if sum(node.count for node in self.best.nodes) > limits.max_nodes:
            return
        promises = task.survive_nodes, task.survive_zone
        lower_bound, nodes = integer_bound(
            task.instance, task.running_by_zone, *promises, self.usd_per_hour, limits.first, task.surge
        )
        self.raise_bound(lower_bound)
        if nodes is not None and not self.done and not task.instance.rules.has_affinity:
            self.propose(self.zone_solver.placements_on(nodes))
