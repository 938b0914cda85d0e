"""The search for a plan: drafts on several choices of machine types, headroom for each, the cheapest that holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from advisor.errors import SolverError
from advisor.packing.bounds.failure_bounds import relaxations, survivability_bound
from advisor.packing.bounds.integer_bound import integer_bound
from advisor.packing.bounds.lagrangian import certify, relax
from advisor.packing.feasibility import find_infeasibility, search_failed
from advisor.packing.hardening import harden_for_surge, harden_for_zone_and_nodes
from advisor.packing.incumbent import Incumbent, search_all_types, search_tiny
from advisor.packing.model.instance import Instance, build_instance
from advisor.packing.model.problem import Item, Machine, NoPlan, Plan
from advisor.packing.plan_builder import ProblemInstance, with_bound
from advisor.packing.settings import FinalBound, Settings
from advisor.packing.verify import check_plan
from advisor.packing.zone_reserve import provision_all
from advisor.packing.zone_solver import ZoneSolver


def pack(
    items: Sequence[Item],
    machines: Sequence[Machine],
    *,
    zones: int,
    survive_nodes: int = 0,
    survive_zone: bool = False,
    survive_together: bool = False,
    settings: Settings | None = None,
) -> Plan | NoPlan:
    """The cheapest plan found that places every replica in its zone and keeps the promises; or why there is none.

    The bound is a proof whatever the `settings` (those of effort PROVED if none are given); more work makes the plan
    cheaper and the bound tighter.
    `replicas_by_zone` of each item has one entry for each of `zones`. Items with a `surge` are upgraded one at a time,
    and no node is lost meanwhile, so room for losses serves a surge too. With `survive_together` the nodes may be lost
    while a zone is, if both are to be survived. The same input gives the same plan, in whatever order it comes. Raises
    SolverError when a plan fails its own check, which no input should cause.
    """
    items = tuple(sorted(items, key=lambda item: item.name))
    machines = tuple(sorted(machines, key=lambda machine: machine.name))
    refused = find_infeasibility(items, machines, zones, survive_nodes, survive_zone)
    if refused is not None:
        return refused
    asked = tuple(item for item in items if item.replicas)
    if not asked:
        return Plan((), 0.0, 0.0, "nothing to place", 0.0, survive_nodes, survive_zone, "proved")
    together = survive_together and survive_zone and survive_nodes > 0
    settings = settings or Settings()
    problem = _question(asked, machines, zones, survive_nodes, survive_zone, settings)
    plan = _search(problem, together)
    if plan is None:
        return search_failed(asked, machines, survive_nodes, survive_zone, together)
    when = settings.integer_bound.final_when
    if when is FinalBound.ALWAYS or (together and when is FinalBound.ZONE_AND_NODES):
        plan = tighten_bound(plan, asked, machines, zones, settings)
    _assert_sound(plan, items, problem, together)
    return plan


def _assert_sound(plan: Plan, items: Sequence[Item], problem: ProblemInstance, together: bool) -> None:
    broken = check_plan(
        plan,
        items,
        problem.machines,
        zones=len(problem.running_by_zone),
        survive_nodes=problem.survive_nodes,
        survive_zone=problem.survive_zone,
        survive_together=together,
        relocations_by_loss=problem.relocations_by_loss.get(plan.nodes, {}),
        tolerance=problem.settings.tolerances.stated,
    )
    if broken:
        raise SolverError(f"a plan failed its check: {'; '.join(broken[:3])}")


def tighten_bound(
    plan: Plan, items: Sequence[Item], machines: Sequence[Machine], zones: int, settings: Settings | None = None
) -> Plan:
    """The plan of effort listed as that of effort close: with a bound in whole nodes where that is higher.

    Nothing but the proof changes, so what a plan costs does not depend on whether anybody looked at it closely.
    """
    settings = settings or Settings()
    limits, tolerances = settings.integer_bound, settings.tolerances
    if plan.gap <= tolerances.gap_goal or sum(node.count for node in plan.nodes) > limits.max_nodes:
        return plan
    instance = build_instance(items, machines, settings)
    running_by_zone = tuple(instance.demand(zone) for zone in range(zones))
    lost, together = plan.survives_nodes, plan.survives_nodes if plan.survives_together else 0
    lower_bound, _ = integer_bound(
        instance, running_by_zone, lost, plan.survives_zone, plan.usd_per_hour, limits.final, instance.surge, together
    )
    return with_bound(plan, lower_bound, tolerances) if lower_bound.usd_per_hour > plan.bound_usd_per_hour else plan


def _question(
    items: tuple[Item, ...],
    machines: tuple[Machine, ...],
    zones: int,
    survive_nodes: int,
    survive_zone: bool,
    settings: Settings,
) -> ProblemInstance:
    instance = build_instance(items, machines, settings)
    running_by_zone = tuple(instance.demand(zone) for zone in range(zones))
    return ProblemInstance(instance, items, machines, running_by_zone, instance.surge, survive_nodes, survive_zone)


def _search(problem: ProblemInstance, together: bool) -> Plan | None:
    instance, running_by_zone = problem.instance, problem.running_by_zone
    survive_nodes, survive_zone = problem.survive_nodes, problem.survive_zone
    by_zone, merged = relaxations(instance, running_by_zone, warm_start_from_total=survive_zone)
    lower_bound = survivability_bound(instance, by_zone, merged, survive_nodes, survive_zone)
    zone_solvers = [ZoneSolver(problem.without_surge, running_by_zone, by_zone)]
    if survive_zone:
        ways = [
            provision_all(instance, running_by_zone, lean_on_one_zone, dear)
            for lean_on_one_zone, dear in _ways(instance)
        ]
        zone_solvers = [
            ZoneSolver(problem.without_surge, way, [relax(instance, slot, merged) for slot in way]) for way in ways
        ]
    found = Incumbent(zone_solvers[0], (by_zone, merged), lower_bound)
    search_all_types(found, zone_solvers)
    if not survive_zone:
        search_tiny(found)
    hardened = harden_for_surge(found, problem)
    return _certified(harden_for_zone_and_nodes(hardened, problem) if together else hardened)


def _ways(instance: Instance) -> list[tuple[bool, int]]:
    """The ways to share out slots for the loss of a zone.

    Whether odd shares all spare the same zone, and how many of the dearest zones are spared.
    """
    parts = instance.settings.parts
    if not parts.reservation_variants or len(instance.items) > parts.variants_max_items:
        return [(False, 0)]
    return [
        (False, 0),
        (True, 0),
        *((False, dear) for dear in range(1, len(instance.sold_in_zone) - 1) if instance.has_zonal_types),
    ]


def _certified(found: Incumbent) -> Plan | None:
    """The best plan with its certificate; rough plans, which nobody is shown, go without."""
    if found.best is None or not found.settings.parts.certify:
        return found.best
    problem = found.zone_solver.problem
    together = found.best.survives_together
    claim = certify(*found.relaxed, problem.survive_nodes, problem.survive_zone, found.upgraded, together=together)
    return replace(found.best, certificate=claim.certificate, certified_usd_per_hour=claim.usd_per_hour)
