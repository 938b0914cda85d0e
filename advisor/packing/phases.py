"""The phases of the search for a cheaper plan: machine sets, repairs, nodes of one type, columns, enumeration.

Each phase makes placements of all zones and proposes them to the incumbent, which adds headroom and accepts the plan if
it is the cheapest. The phases end when the incumbent is good enough, or when somebody stops the search.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from advisor.packing.bounds.lower_bound import LowerBound
from advisor.packing.headroom import Candidate, find_relocations
from advisor.packing.heuristics.enumeration import enumerate_purchases, is_tiny
from advisor.packing.incumbent import Incumbent
from advisor.packing.model.problem import BoundMethod, BoundSource
from advisor.packing.model.resources import UNBOUNDED
from advisor.packing.plan_builder import build_plan
from advisor.packing.progress import Phase
from advisor.packing.zone_solver import MachineSet, Stage, ZoneSolver


def search_all_variants(incumbent: Incumbent, zone_solvers: Sequence[ZoneSolver]) -> None:
    """Looks for plans in each way to reserve capacity, until one is good enough.

    The machine set that led to the best plan in one way does so in the others too. Repairs and nodes of one type seldom
    help where the machine sets did not. So all of it is tried in each way only where the settings ask for it.
    """
    in_full = incumbent.settings.parts.every_variant_in_full
    best_variant: tuple[ZoneSolver, MachineSet | None] = zone_solvers[0], None
    for zone_solver in zone_solvers:
        known_set = None if in_full else incumbent.machine_set
        incumbent.switch_to(zone_solver)
        _try_machine_sets(incumbent, zone_solver.machine_sets() if known_set is None else [known_set])
        if incumbent.machine_set is not None:
            best_variant = zone_solver, incumbent.machine_set
        if incumbent.done:
            return
        if in_full:
            _improve(incumbent)
    if not in_full:
        incumbent.switch_to(*best_variant)
        _improve(incumbent)


def _try_machine_sets(incumbent: Incumbent, machine_sets: Sequence[MachineSet]) -> None:
    """Packs all zones on each machine set, the most promising first.

    Where no nodes may be lost there is one set, of all types. Otherwise a set holds the types no larger than a spare.
    """
    incumbent.task.monitor.enter(Phase.PLACEMENTS)
    if not incumbent.zone_solver.large:
        incumbent.zone_solver.prefill(machine_sets)
    for machine_set in machine_sets:
        incumbent.propose(incumbent.zone_solver.placements(*machine_set), machine_set)
        if incumbent.done:
            return


def _improve(incumbent: Incumbent) -> None:
    """Repairs the best placements, then tries other nodes, until the plan is good enough."""
    zone_solver, settings = incumbent.zone_solver, incumbent.settings
    incumbent.task.monitor.enter(Phase.REPAIRS)
    if not incumbent.done and incumbent.machine_set is not None:
        incumbent.propose(zone_solver.placements(*incumbent.machine_set, Stage.REPAIRED))
    # Nodes of one type win because they leave room for a lost node. Where there are many nodes and none may be lost,
    # or thousands of items and a plan, they only take time.
    items = len(incumbent.task.instance.items)
    quick = incumbent.best is None or items <= settings.machine_sets.one_set_items
    if not incumbent.done and ((incumbent.task.survive_nodes and quick) or not zone_solver.large):
        _try_single_types(incumbent)
    if incumbent.best is None and incumbent.task.survive_nodes:
        _try_all_stock(incumbent)
    if not incumbent.done and incumbent.machine_set is not None and settings.parts.columns:
        incumbent.task.monitor.enter(Phase.COLUMNS)
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
    zone_solver, instance = incumbent.zone_solver, incumbent.task.instance
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
    task, limits = incumbent.task, incumbent.settings.enumeration
    if limits.work is None or incumbent.stopped or not is_tiny(task.running_by_zone, limits.max_replicas):
        return
    if incumbent.best is not None and incumbent.best.gap <= incumbent.settings.tolerances.optimality:
        return
    task.monitor.enter(Phase.ENUMERATION)
    demand = task.running_by_zone, task.surge, task.survive_nodes
    tried = enumerate_purchases(task.instance, *demand, incumbent.usd_per_hour, limits.work)
    lower_bound = LowerBound(tried.usd_per_hour, BoundSource((BoundMethod.ENUMERATION,)))
    if tried.nodes is not None:
        plan = build_plan(task, tried.nodes, (), lower_bound)
        relocations = find_relocations(task, plan)
        if relocations is not None:
            incumbent.keep(Candidate(plan, relocations))
            task.monitor.see(plan.usd_per_hour, plan.bound_usd_per_hour)
            return
    if incumbent.best is not None:
        incumbent.raise_bound(lower_bound)
