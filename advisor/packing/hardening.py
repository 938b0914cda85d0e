"""From a plan without surges to one with room for any of them: kept, widened, or packed anew.

Room for nodes that are lost while a zone is lost: what stands, else empty spares in several zones.

Spares as large as all that runs or has room on any node, k of them outside every zone, always do: the replicas of the
lost zone take the room reserved for them, and each lost node moves whole, with what it kept, onto a spare.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

import numpy as np

from advisor.packing.bounds.failure_bounds import LowerBound, surge_relaxations, survivability_bound
from advisor.packing.bounds.lagrangian import relax
from advisor.packing.failures import displaced, zone_and_node_loss_limit, zone_and_node_losses
from advisor.packing.headroom import secure, survives, with_spares
from advisor.packing.incumbent import Incumbent, search_all_types, search_tiny
from advisor.packing.model.capacity import IntArray
from advisor.packing.model.problem import Node, Plan
from advisor.packing.plan_builder import ProblemInstance, nodes_of, with_bound
from advisor.packing.relocation import plan_state_of, relocate, spares_cover_zone_and_nodes
from advisor.packing.surge import add_surge_nodes, node_contents, shortage, stock_left, upsize_nodes
from advisor.packing.zone_reserve import provision_all
from advisor.packing.zone_solver import Stage, ZoneSolver


def harden_for_surge(without_surge: Incumbent, problem: ProblemInstance) -> Incumbent:
    """The search for a plan that holds any surge: the calm plan if it does, else with nodes added or packed anew."""
    if without_surge.best is None or not problem.surge.any():
        return without_surge
    if not shortage(problem, without_surge.best).any():
        if not without_surge.within_gap_goal:
            without_surge.upgraded = surge_relaxations(without_surge.relaxed[1], problem.surge)
            without_surge.refresh_bound()
        without_surge.best = replace(without_surge.best, surges=problem.surges)
        return without_surge
    found = Incumbent(
        replace(without_surge.zone_solver, problem=problem),
        without_surge.relaxed,
        without_surge.lower_bound,
    )
    found.upgraded = surge_relaxations(without_surge.relaxed[1], problem.surge)
    found.refresh_bound()
    found.take(add_surge_nodes(problem, without_surge.best, found.lower_bound, float("inf")))
    if problem.settings.parts.surge_alternatives:
        _try_widened(found, without_surge.best)
        if problem.survive_nodes and not problem.survive_zone:
            _try_without_losses(found)
        if not found.zone_solver.large:
            _try_surging_slots(found)
    if not problem.survive_zone:
        search_tiny(found)
    if found.best is not None:
        dearer = max(0.0, found.best.usd_per_hour - without_surge.best.usd_per_hour)
        found.best = replace(found.best, surge_usd_per_hour=dearer)
    return found


def _try_surging_slots(found: Incumbent) -> None:
    """Packs what a surge lacks like replicas that run, and again what then is lacking, in one zone after the other."""
    problem = found.zone_solver.problem
    provisioned = (
        provision_all(problem.instance, problem.running_by_zone, lean_on_one_zone=False)
        if problem.survive_zone
        else problem.running_by_zone
    )
    item_values = found.zone_solver.item_values_of(0)
    lacking = problem.surge
    extra = np.zeros_like(problem.surge)
    for _ in range(problem.settings.surge.packed_rounds):
        item = int(np.argmax(lacking * item_values))
        if found.within_gap_goal or not lacking[item]:
            return
        extra = extra + lacking * (np.arange(len(extra)) == item)
        for zone in range(len(provisioned)):
            if not found.within_gap_goal:
                _try_slots(found, tuple(here + extra * (z == zone) for z, here in enumerate(provisioned)))
        lacking = _lacking(found)


def _try_slots(found: Incumbent, provisioned: tuple[IntArray, ...]) -> None:
    problem = found.zone_solver.problem
    known = {r.demand.tobytes(): r for r in (*found.relaxed[0], *found.upgraded.values())}
    relaxed = [known.get(here.tobytes()) or relax(problem.instance, here, found.relaxed[1]) for here in provisioned]
    search_all_types(found, [ZoneSolver(problem, provisioned, relaxed)])


def _try_without_losses(found: Incumbent) -> None:
    """Takes a plan made for the surges alone, on nodes small enough that a lost one may find the room of a surge."""
    problem, instance = found.zone_solver.problem, found.zone_solver.problem.instance
    unsafe = replace(problem, survive_nodes=0)
    zone_solver = ZoneSolver(unsafe.without_surge, problem.running_by_zone, found.relaxed[0])
    item_values = float((zone_solver.item_values_of(0) * problem.surge).max())
    for share in problem.settings.surge.lost_shares:
        small = instance.prices <= item_values * share / problem.survive_nodes
        if not small.any() or (instance.max_copies[small].max(axis=0) < 1).any():
            return
        placements = zone_solver.placements(small, None, Stage.REPAIRED)
        bare = (
            None
            if placements is None
            else with_spares(unsafe.without_surge, placements, found.lower_bound, float("inf"))
        )
        wider = None if bare is None else upsize_nodes(unsafe, bare, found.lower_bound)
        found.take(None if wider is None else secure(problem, wider, found.lower_bound, found.cost))


def _try_widened(found: Incumbent, plan: Plan) -> None:
    """Takes the plan with its nodes exchanged for others that hold the surges too, if that is cheaper."""
    problem = found.zone_solver.problem
    wider = upsize_nodes(problem, plan, found.lower_bound)
    if wider is not None and wider.usd_per_hour < found.cost and survives(problem, wider):
        found.take(wider)


def _lacking(found: Incumbent) -> IntArray:
    """What each surge lacks on the drafts that were made last, before nodes are added for it."""
    problem, zone_solver = found.zone_solver.problem, found.zone_solver
    placements = zone_solver.placements(*zone_solver.choices()[0])
    plan = (
        None if placements is None else with_spares(problem.without_surge, placements, found.lower_bound, float("inf"))
    )
    return np.zeros_like(problem.surge) if plan is None else shortage(problem, plan)


def harden_for_zone_and_nodes(found: Incumbent, problem: ProblemInstance) -> Incumbent:
    """The search with its best plan made to survive lost nodes while a zone is lost; without one if stock runs out."""
    if found.best is None:
        return found
    lost, zone = problem.survive_nodes, problem.survive_zone
    found.lower_bound = survivability_bound(problem.instance, *found.relaxed, lost, zone, found.upgraded, together=True)
    best: Plan | None = None
    for kept in _starting_nodes(found.zone_solver, problem, found.best):
        plan = next(_trials(problem, kept, found.lower_bound, best.usd_per_hour if best else np.inf), None)
        best = plan or best
    found.best = (
        None
        if best is None
        else with_bound(replace(best, survives_together=True), found.lower_bound, problem.settings.tolerances)
    )
    return found


def _starting_nodes(zone_solver: ZoneSolver, problem: ProblemInstance, best: Plan) -> Iterator[Sequence[Node]]:
    """Nodes to add spares to: those of the best plan without its spares and with them, and those of one type alone.

    Where many nodes may be lost at once, small equal ones need less to make up for them.
    """
    yield [node for node in best.nodes if not node.spare]
    yield best.nodes
    for machine in zone_solver.likely_types(np.inf):
        placements = zone_solver.single_type.placements(machine, np.inf)
        if placements is not None:
            yield nodes_of(problem.instance, placements, problem.running_by_zone)


def _trials(problem: ProblemInstance, kept: Sequence[Node], lower_bound: LowerBound, cutoff: float) -> Iterator[Plan]:
    """Plans of these nodes and spares that keep every promise for less than `beat`, cheapest spares first.

    The last ones need no list of losses.
    """
    instance = problem.instance
    left = stock_left(instance, problem.plan_with(kept, (), lower_bound))
    safe = _safe_spares(problem, kept, left)
    last = [] if safe is None else [safe]
    tried = _with_prices(problem, left)
    cheaper = [spares for spares, usd in tried if not last or usd < float(instance.prices[list(last[0])].sum())]
    plans = (_with_spares(problem, kept, spares, lower_bound) for spares in cheaper)
    hopeful = islice(
        (plan for plan in plans if _enough_left(problem, plan)), problem.settings.headroom.zone_and_nodes_max_trials
    )
    for plan in chain(hopeful, (_with_spares(problem, kept, spares, lower_bound) for spares in last)):
        if plan.usd_per_hour >= cutoff:
            return
        if _survives_zone_and_nodes(problem, plan) and survives(problem, plan) and not shortage(problem, plan).any():
            yield plan


def _with_prices(problem: ProblemInstance, left: IntArray) -> list[tuple[tuple[int, ...], float]]:
    """No spare, and so many of each type as may be needed, with what they cost in USD per hour, the cheapest first."""
    prices, most = problem.instance.prices, problem.survive_nodes + _most_in_a_zone(problem)
    counts = range(1, most + 1)
    spares = [(), *((machine,) * count for count in counts for machine in np.flatnonzero(left >= count).tolist())]
    return sorted(((each, float(prices[list(each)].sum())) for each in spares), key=lambda one: (one[1], one[0]))


def _with_spares(
    problem: ProblemInstance, kept: Sequence[Node], spares: Sequence[int], lower_bound: LowerBound
) -> Plan:
    """The plan with a spare of each of these types, where the fewest nodes stand, but not too many in a zone."""
    zones = range(len(problem.running_by_zone))
    nodes = [sum(node.count for node in kept if node.zone == zone) for zone in zones]
    dealt, most = [0] * len(nodes), _most_in_a_zone(problem)
    empty = []
    for machine in spares:
        kind = problem.instance.machines[machine]
        few = [z for z in zones if dealt[z] < most and kind.sold_in(z)] or [kind.zone or 0]
        zone = min(few, key=lambda z: (nodes[z] + dealt[z], z))
        dealt[zone] += 1
        empty.append(Node(kind.name, zone, 1, (), spare=True))
    return problem.plan_with([*kept, *empty], (), lower_bound)


def _most_in_a_zone(problem: ProblemInstance) -> int:
    """Spares for k nodes that may stand in one of Z zones: k / (Z - 1), rounded up, so that the others hold k."""
    return -(-problem.survive_nodes // (len(problem.running_by_zone) - 1))


def _survives_zone_and_nodes(problem: ProblemInstance, plan: Plan) -> bool:
    """Whether every distinct loss of a zone and of nodes beside is shown to find places."""
    lost, zones = problem.survive_nodes, len(problem.running_by_zone)
    plan_state = plan_state_of(plan, problem.items, problem.machines)
    if spares_cover_zone_and_nodes(plan_state, zones, lost):
        return True
    if zone_and_node_loss_limit(plan, zones, lost) > problem.settings.headroom.max_losses:
        return False
    losses = sorted(zone_and_node_losses(plan, zones, lost), key=lambda loss: -sum(displaced(plan, loss).values()))
    return all(relocate(plan_state, loss) is not None for loss in losses)


def _enough_left(problem: ProblemInstance, plan: Plan) -> bool:
    """Whether the sum of all rooms holds all replicas without any zone and the largest nodes beside: quick to see."""
    instance, lost = problem.instance, problem.survive_nodes
    row = {machine.name: number for number, machine in enumerate(instance.machines)}
    need = sum(problem.running_by_zone) @ instance.weights
    for zone in range(len(problem.running_by_zone)):
        rest = [node for node in plan.nodes if node.zone != zone]
        capacities = np.repeat(instance.capacities[[row[n.machine] for n in rest]], [n.count for n in rest], axis=0)
        if len(capacities) <= lost or (np.sort(capacities, axis=0)[: len(capacities) - lost].sum(axis=0) < need).any():
            return False
    return True


def _safe_spares(problem: ProblemInstance, kept: Sequence[Node], left: IntArray) -> tuple[int, ...] | None:
    """The cheapest spares, as many as leave enough outside every zone, each as large as all that any node holds."""
    instance, in_a_zone = problem.instance, _most_in_a_zone(problem)
    wanted = problem.survive_nodes + in_a_zone
    loads = node_contents(instance, kept, with_reserved=True).loads
    spares: list[int] = []
    for machine in np.flatnonzero((instance.capacities >= loads.max(axis=0)).all(axis=1)).tolist():
        most = wanted if instance.machines[machine].zone is None else in_a_zone
        spares += [machine] * int(min(left[machine], most, wanted - len(spares)))
    return tuple(spares) if len(spares) == wanted else None
