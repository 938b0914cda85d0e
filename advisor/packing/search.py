"""Heterogeneous vector bin packing with failure and upgrade headroom: the whole search on one screen.

1. Bound: solve the LP relaxation of each zone and of all zones; every promise raises the bound.
2. Place: for each way to reserve capacity for a lost zone and each machine set, fill all zones greedily, round the LP,
   add spare nodes, and keep the cheapest plan as the incumbent.
3. Improve: ruin and recreate, nodes of one type, column generation; enumerate tiny problems.
4. Harden: make room for the surge of any one item, and for nodes that are lost while a zone is.
5. Prove: the integer model of small plans, a certificate, and a check that has a rule of its own for every node.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from advisor.errors import SolverError
from advisor.packing.affinity_search import harden_dependents_for_surge, search_by_model, search_composites
from advisor.packing.bounds.integer_bound import integer_bound
from advisor.packing.bounds.lagrangian import Relaxation, certify, relax
from advisor.packing.bounds.lower_bound import highest_bound, relaxations
from advisor.packing.feasibility import find_infeasibility, search_failed
from advisor.packing.hardening import harden_for_surge, harden_for_zone_and_nodes
from advisor.packing.headroom import Candidate, RelocationsByLoss
from advisor.packing.incumbent import Incumbent
from advisor.packing.model.instance import Instance, build_instance
from advisor.packing.model.problem import BoundMethod, BoundSource, Item, Machine, NoPlan, Plan, SearchEnd
from advisor.packing.phases import search_all_variants, search_tiny
from advisor.packing.plan_builder import with_bound
from advisor.packing.progress import Monitor, OnProgress, Phase
from advisor.packing.purchases import search_purchases
from advisor.packing.settings import FinalBound, Settings
from advisor.packing.task import PackingTask
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
    on_progress: OnProgress | None = None,
) -> Plan | NoPlan:
    """The cheapest plan found that places every replica in its zone and keeps the promises; or why there is none.

    Parameters:
        items: what is placed; `replicas_by_zone` of each has one entry for each of `zones`. An item with a `surge` is
            upgraded alone while no node is lost, so headroom for losses serves the surge too.
        machines: the node types on offer, in USD per hour, with their stock.
        zones: how many zones there are, numbered from 0.
        survive_nodes: after the loss of any so many nodes, every replica finds a place on what is left.
        survive_zone: the same after the loss of any one zone.
        survive_together: the nodes may be lost while a zone is, if both are to be survived.
        settings: limits and tolerances; those of `Effort.DEFAULT` if none are given. More work makes the plan cheaper
            and the bound tighter; the bound is a proof in any case.
        on_progress: is told about phases, better plans and better bounds; it stops the search by returning False.
            Unless it does, it changes nothing.

    The same input gives the same plan, in whatever order it comes. Raises SolverError when the solver ends without an
    answer or a plan fails its own check, which no input should cause.

    >>> web = Item("web", cpu_millicores=500, memory_mib=512, replicas_by_zone=(6,))
    >>> small = Machine("small", cpu_millicores=2000, memory_mib=4096, max_pods=30, usd_per_hour=0.10)
    >>> plan = pack([web], [small], zones=1, survive_nodes=1)
    >>> [(node.machine, node.count, node.pods, node.spare) for node in plan.nodes]
    [('small', 1, (('web', 2),), False), ('small', 1, (('web', 4),), False), ('small', 1, (), True)]
    >>> round(plan.usd_per_hour, 2), round(plan.bound_usd_per_hour, 2), plan.ended_by.value
    (0.3, 0.3, 'proved')
    """
    items = tuple(sorted(items, key=lambda item: item.name))
    machines = tuple(sorted(machines, key=lambda machine: machine.name))
    refused = find_infeasibility(items, machines, zones, survive_nodes, survive_zone)
    if refused is not None:
        return refused
    placed = tuple(item for item in items if item.replicas)
    if not placed:
        source = BoundSource((BoundMethod.NOTHING_TO_PLACE,))
        return Plan((), 0.0, 0.0, source, 0.0, survive_nodes, survive_zone, SearchEnd.PROVED)
    settings = settings or Settings()
    instance = build_instance(placed, machines, settings)
    together = survive_together and survive_zone and survive_nodes > 0
    monitor = Monitor(on_progress, settings.parts.progress_every)
    running_by_zone = tuple(instance.demand(zone) for zone in range(zones))
    losses = survive_nodes, survive_zone, together
    task = PackingTask(instance, placed, machines, running_by_zone, instance.surge, *losses, monitor)
    incumbent = _search_in_turn(task)
    if incumbent.best is None:
        return search_failed(placed, machines, survive_nodes, survive_zone, together)
    plan = _proved(incumbent, task)
    _assert_sound(plan, items, task, incumbent.relocations_by_loss)
    return plan


def _search_in_turn(task: PackingTask) -> Incumbent:
    """The search after the one that its settings start from, with the cheaper plan and the higher bound of the two."""
    if task.settings.starts_from is None:
        return _search_once(task)
    before = _search_once(replace(task, instance=replace(task.instance, settings=task.settings.starts_from)))
    if before.done:
        return before
    task.monitor.keep_best()
    after = _search_once(task)
    if before.best is not None and before.usd_per_hour <= after.usd_per_hour:
        best = with_bound(before.best, after.lower_bound, task.settings.tolerances)
        after.keep(Candidate(best, before.relocations_by_loss))
    after.raise_bound(before.lower_bound)
    return after


def _search_once(task: PackingTask) -> Incumbent:
    return _search_with_affinity(task) if task.instance.rules.has_affinity else _search(task)


def _search(task: PackingTask) -> Incumbent:
    instance, running_by_zone, survive_zone = task.instance, task.running_by_zone, task.survive_zone
    by_zone, merged = relaxations(instance, running_by_zone, warm_start_from_total=survive_zone)
    lower_bound = highest_bound(instance, by_zone, merged, task.survive_nodes, survive_zone)
    task.monitor.see(None, lower_bound.usd_per_hour)
    zone_solvers = _reservation_variants(task, by_zone, merged)
    incumbent = Incumbent(zone_solvers[0], (by_zone, merged), lower_bound)
    search_all_variants(incumbent, zone_solvers)
    if not task.surge.any():  # room for a surge is made beside capacity that is reserved item by item
        search_purchases(incumbent)
    if not survive_zone:
        search_tiny(incumbent)
    incumbent = harden_for_surge(incumbent, task)
    return harden_for_zone_and_nodes(incumbent, task) if task.survive_together else incumbent


def _search_with_affinity(task: PackingTask) -> Incumbent:
    by_zone, merged = relaxations(task.instance, task.running_by_zone, warm_start_from_total=task.survive_zone)
    losses = task.survive_nodes, task.survive_zone
    lower_bound = highest_bound(task.instance, by_zone, merged, *losses, together=task.survive_together)
    task.monitor.see(None, lower_bound.usd_per_hour)
    zone_solver = ZoneSolver(task.without_surge, task.running_by_zone, by_zone)
    incumbent = Incumbent(zone_solver, (by_zone, merged), lower_bound)
    search_composites(incumbent, _search)
    if not task.survive_zone:
        search_tiny(incumbent)
    settings = task.settings
    wide = incumbent.best is not None and incumbent.best.gap > settings.affinity.model_from_gap
    if incumbent.best is None or (wide and settings.parts.certify and not incumbent.stopped):
        search_by_model(incumbent)
    return harden_dependents_for_surge(incumbent, task, _search)


def _reservation_variants(task: PackingTask, by_zone: list[Relaxation], merged: Relaxation) -> Sequence[ZoneSolver]:
    """A solver for each way to provision replicas beyond the running ones, so that any zone may be lost."""
    instance, running_by_zone = task.instance, task.running_by_zone
    if not task.survive_zone:
        return [ZoneSolver(task.without_surge, running_by_zone, by_zone)]
    provisions = [provision_all(instance, running_by_zone, *choice) for choice in _provision_choices(instance)]
    return [
        ZoneSolver(task.without_surge, provisioned, [relax(instance, here, merged) for here in provisioned])
        for provisioned in provisions
    ]


def _provision_choices(instance: Instance) -> list[tuple[bool, int]]:
    """For each variant whether the same zone gets fewest of all items, and how many of the dearest are excluded."""
    parts = instance.settings.parts
    if not parts.reservation_variants or len(instance.items) > parts.variants_max_items:
        return [(False, 0)]
    excluded_dearest = range(1, len(instance.sold_in_zone) - 1) if instance.has_zonal_types else ()
    return [(False, 0), (True, 0), *((False, count) for count in excluded_dearest)]


def _proved(incumbent: Incumbent, task: PackingTask) -> Plan:
    """The best plan with its certificate and its final bound, as far as the settings ask for them."""
    plan, settings = incumbent.best, task.settings
    assert plan is not None
    task.monitor.enter(Phase.PROOF)
    if settings.parts.certify:
        losses = task.survive_nodes, task.survive_zone
        certified = certify(*incumbent.relaxations, *losses, incumbent.upgraded, together=plan.survives_together)
        plan = replace(plan, certificate=certified.certificate, certified_usd_per_hour=certified.usd_per_hour)
    if task.monitor.stopped:
        return replace(plan, ended_by=SearchEnd.STOPPED) if plan.ended_by is SearchEnd.ROUNDS else plan
    when = settings.integer_bound.final_when
    if when is FinalBound.ALWAYS or (task.survive_together and when is FinalBound.ZONE_AND_NODES):
        plan = _tighten_bound(plan, task)
        task.monitor.see(plan.usd_per_hour, plan.bound_usd_per_hour)
    return plan


def _tighten_bound(plan: Plan, task: PackingTask) -> Plan:
    """The same plan, with the bound of the integer model where that is higher."""
    limits, tolerances = task.settings.integer_bound, task.settings.tolerances
    if plan.gap <= tolerances.gap_goal or sum(node.count for node in plan.nodes) > limits.max_nodes:
        return plan
    losses = task.survive_nodes, task.survive_zone
    together = task.survive_nodes if plan.survives_together else 0
    lower_bound, _ = integer_bound(
        task.instance, task.running_by_zone, *losses, plan.usd_per_hour, limits.final, task.surge, together
    )
    return with_bound(plan, lower_bound, tolerances) if lower_bound.usd_per_hour > plan.bound_usd_per_hour else plan


def _assert_sound(plan: Plan, items: Sequence[Item], task: PackingTask, relocations_by_loss: RelocationsByLoss) -> None:
    broken = check_plan(
        plan,
        items,
        task.machines,
        zones=len(task.running_by_zone),
        survive_nodes=task.survive_nodes,
        survive_zone=task.survive_zone,
        survive_together=task.survive_together,
        relocations_by_loss=relocations_by_loss,
        tolerance=task.settings.tolerances.stated,
    )
    if broken:
        raise SolverError(f"a plan failed its check: {'; '.join(broken[:3])}")
