"""Makes the best plan keep harder promises: room for the surge of any one item, and nodes lost while a zone is lost.

Surges. The search first makes a plan without them. If it has room for each surge, it is the answer. Otherwise empty
nodes are added (surge.py), nodes are exchanged for larger types (surge.py), and in small zones what the surge lacks is
packed like running replicas. The cheapest plan wins.

Zone and nodes. Let k nodes be lost while any of Z zones is. To the nodes of the best plan, and to nodes of one type,
spare nodes are added until every joint loss is shown to find places. k spares outside every zone, each as large as all
that any node holds (reserved capacity included), always suffice: the replicas of the lost zone take the capacity
reserved for them, and each lost node moves whole onto a spare. Spread over the zones, k + k / (Z - 1) of them do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

import numpy as np

from advisor.packing.bounds.failure_bounds import surge_relaxations
from advisor.packing.bounds.lagrangian import relax
from advisor.packing.bounds.lower_bound import LowerBound, highest_bound
from advisor.packing.failures import displaced, zone_and_node_loss_limit, zone_and_node_losses
from advisor.packing.headroom import Candidate, add_spares_until_survived, enough_left, find_relocations, with_spares
from advisor.packing.incumbent import Incumbent
from advisor.packing.model.capacity import IntArray
from advisor.packing.model.problem import Node, Plan
from advisor.packing.phases import search_all_variants, search_tiny
from advisor.packing.plan_builder import build_plan, nodes_of, with_bound
from advisor.packing.plan_state import plan_state_of
from advisor.packing.progress import Phase
from advisor.packing.relocation import relocate, spares_cover_zone_and_nodes
from advisor.packing.surge import add_surge_nodes, node_contents, shortage, stock_left, upsize_nodes
from advisor.packing.task import PackingTask
from advisor.packing.zone_reserve import provision_all
from advisor.packing.zone_solver import Stage, ZoneSolver


def harden_for_surge(without_surge: Incumbent, task: PackingTask) -> Incumbent:
    """The search with a plan that has room for the surge of any one item; its own plan where that has it already."""
    if without_surge.best is None or not task.surge.any():
        return without_surge
    if not shortage(task, without_surge.best).any():
        if not without_surge.within_gap_goal:
            without_surge.upgraded = surge_relaxations(without_surge.relaxations[1], task.surge)
            without_surge.refresh_bound()
        without_surge.best = replace(without_surge.best, surges=task.surges)
        return without_surge
    task.monitor.restart(Phase.SURGES)
    with_surge = replace(without_surge.zone_solver, task=task)
    incumbent = Incumbent(with_surge, without_surge.relaxations, without_surge.lower_bound)
    incumbent.upgraded = surge_relaxations(without_surge.relaxations[1], task.surge)
    incumbent.refresh_bound()
    with_room = add_surge_nodes(task, without_surge.best, incumbent.lower_bound, float("inf"))
    if with_room is not None:
        incumbent.accept(Candidate(with_room))
    if task.instance.rules.has_affinity:
        _try_larger_nodes(incumbent, without_surge.best)
    elif task.settings.parts.surge_alternatives and not incumbent.stopped:
        _try_larger_nodes(incumbent, without_surge.best)
        if task.survive_nodes and not task.survive_zone:
            _try_without_spares(incumbent)
        if not incumbent.zone_solver.large:
            _try_packing_the_surge(incumbent)
    if not task.survive_zone:
        search_tiny(incumbent)
    if incumbent.best is not None:
        dearer = max(0.0, incumbent.best.usd_per_hour - without_surge.best.usd_per_hour)
        incumbent.best = replace(incumbent.best, surge_usd_per_hour=dearer)
    return incumbent


def _try_larger_nodes(incumbent: Incumbent, plan: Plan) -> None:
    """Accepts the plan with nodes exchanged for types that have room for the surges too, if that is cheaper."""
    task = incumbent.task
    larger = upsize_nodes(task, plan, incumbent.lower_bound)
    if larger is None or larger.usd_per_hour >= incumbent.usd_per_hour:
        return
    relocations = find_relocations(task, larger)
    if relocations is not None:
        incumbent.accept(Candidate(larger, relocations))


def _try_without_spares(incumbent: Incumbent) -> None:
    """Accepts a plan made for the surges alone, on nodes so small that a lost one fits into the room for a surge."""
    task, instance = incumbent.task, incumbent.task.instance
    without_losses = replace(task, survive_nodes=0)
    zone_solver = ZoneSolver(without_losses.without_surge, task.running_by_zone, incumbent.relaxations[0])
    surge_value = float((zone_solver.item_values_of(0) * task.surge).max())
    for share in task.settings.surge.lost_shares:
        small = instance.prices <= surge_value * share / task.survive_nodes
        if not small.any() or (instance.max_copies[small].max(axis=0) < 1).any() or incumbent.stopped:
            return
        placements = zone_solver.placements(small, None, Stage.REPAIRED)
        if placements is None:
            continue
        bare = with_spares(without_losses.without_surge, placements, incumbent.lower_bound, float("inf"))
        larger = None if bare is None else upsize_nodes(without_losses, bare.plan, incumbent.lower_bound)
        if larger is not None:
            incumbent.accept(add_spares_until_survived(task, larger, incumbent.lower_bound, incumbent.usd_per_hour))


def _try_packing_the_surge(incumbent: Incumbent) -> None:
    """Packs the surge of the most valuable item like running replicas, in one zone after the other.

    What then is lacking for another item is packed as well, for a few rounds.
    """
    task = incumbent.task
    provisioned = task.running_by_zone
    if task.survive_zone:
        provisioned = provision_all(task.instance, task.running_by_zone, same_zone_gets_fewest=False)
    item_values = incumbent.zone_solver.item_values_of(0)
    lacking, extra = task.surge, np.zeros_like(task.surge)
    for _ in range(task.settings.surge.packed_rounds):
        item = int(np.argmax(lacking * item_values))
        if incumbent.done or not lacking[item]:
            return
        extra = extra + lacking * (np.arange(len(extra)) == item)
        for zone in range(len(provisioned)):
            if not incumbent.done:
                _try_provision(incumbent, tuple(here + extra * (z == zone) for z, here in enumerate(provisioned)))
        lacking = _shortage_of_last_placements(incumbent)


def _try_provision(incumbent: Incumbent, provisioned: tuple[IntArray, ...]) -> None:
    instance, (by_zone, merged) = incumbent.task.instance, incumbent.relaxations
    known = {relaxation.demand.tobytes(): relaxation for relaxation in (*by_zone, *incumbent.upgraded.values())}
    relaxed = [known.get(here.tobytes()) or relax(instance, here, merged) for here in provisioned]
    search_all_variants(incumbent, [ZoneSolver(incumbent.task, provisioned, relaxed)])


def _shortage_of_last_placements(incumbent: Incumbent) -> IntArray:
    """What each surge lacks on the placements made last, before nodes are added for it."""
    task, zone_solver = incumbent.task, incumbent.zone_solver
    placements = zone_solver.placements(*zone_solver.machine_sets()[0])
    candidate = None
    if placements is not None:
        candidate = with_spares(task.without_surge, placements, incumbent.lower_bound, float("inf"))
    return np.zeros_like(task.surge) if candidate is None else shortage(task, candidate.plan)


def harden_for_zone_and_nodes(incumbent: Incumbent, task: PackingTask) -> Incumbent:
    """The search with a plan that survives lost nodes while a zone is lost; with none if stock runs out."""
    if incumbent.best is None:
        return incumbent
    start, losses = incumbent.best, (task.survive_nodes, task.survive_zone)
    incumbent.lower_bound = highest_bound(
        task.instance, *incumbent.relaxations, *losses, incumbent.upgraded, together=True
    )
    task.monitor.restart(Phase.ZONE_AND_NODES)
    incumbent.best = None
    for nodes in _nodes_to_start_from(incumbent.zone_solver, task, start):
        if incumbent.stopped:
            break
        found = next(_with_enough_spares(task, nodes, incumbent.lower_bound, incumbent.usd_per_hour), None)
        if found is not None:
            together = replace(found.plan, survives_together=True)
            plan = with_bound(together, incumbent.lower_bound, task.settings.tolerances)
            incumbent.keep(replace(found, plan=plan))
            task.monitor.see(plan.usd_per_hour, plan.bound_usd_per_hour)
    return incumbent


def _nodes_to_start_from(zone_solver: ZoneSolver, task: PackingTask, best: Plan) -> Iterator[Sequence[Node]]:
    """The nodes of the best plan without its spares, and with them; then nodes of each of the likeliest types alone.

    Where many nodes may be lost at once, small equal nodes need less to make up for them.
    """
    yield [node for node in best.nodes if not node.spare]
    yield best.nodes
    for machine in zone_solver.likely_types(np.inf):
        placements = zone_solver.single_type.placements(machine, np.inf)
        if placements is not None:
            yield nodes_of(task.instance, placements, task.running_by_zone)


def _with_enough_spares(
    task: PackingTask, kept: Sequence[Node], lower_bound: LowerBound, cutoff: float
) -> Iterator[Candidate]:
    """Plans of these nodes and spares that keep every promise and cost less than `cutoff`, the cheapest spares first.

    The last spares tried are large enough to be safe without listing losses.
    """
    prices = task.instance.prices
    left = stock_left(task.instance, build_plan(task, kept, (), lower_bound))
    safe = _safe_spares_without_zone(task, kept, left)
    safe_usd = np.inf if safe is None else float(prices[list(safe)].sum())
    cheaper = [spares for spares, usd in _spares_by_price(task, left) if usd < safe_usd]
    plans = (_with_spread_spares(task, kept, spares, lower_bound) for spares in cheaper)
    most = task.settings.headroom.zone_and_nodes_max_trials
    hopeful = islice((plan for plan in plans if _enough_left_without_zone(task, plan)), most)
    last = () if safe is None else (_with_spread_spares(task, kept, safe, lower_bound),)
    for plan in chain(hopeful, last):
        if plan.usd_per_hour >= cutoff:
            return
        if not survives_zone_and_nodes(task, plan):
            continue
        relocations = find_relocations(task, plan)
        if relocations is not None and not shortage(task, plan).any():
            yield Candidate(plan, relocations)


def _spares_by_price(task: PackingTask, left: IntArray) -> list[tuple[tuple[int, ...], float]]:
    """No spare, and as many spares of each type as may be needed, with their USD per hour; the cheapest first."""
    prices, most = task.instance.prices, task.survive_nodes + _most_in_a_zone(task)
    counts = range(1, most + 1)
    spares = [(), *((machine,) * count for count in counts for machine in np.flatnonzero(left >= count).tolist())]
    return sorted(((each, float(prices[list(each)].sum())) for each in spares), key=lambda one: (one[1], one[0]))


def _with_spread_spares(
    task: PackingTask, kept: Sequence[Node], spares: Sequence[int], lower_bound: LowerBound
) -> Plan:
    """The plan with a spare of each of these types, each in the zone of fewest nodes that has not its share of them."""
    zones = range(len(task.running_by_zone))
    nodes = [sum(node.count for node in kept if node.zone == zone) for zone in zones]
    spares_in, most = [0] * len(nodes), _most_in_a_zone(task)
    empty = []
    for row in spares:
        machine = task.instance.machines[row]
        possible = [z for z in zones if spares_in[z] < most and machine.sold_in(z)] or [machine.zone or 0]
        zone = min(possible, key=lambda z: (nodes[z] + spares_in[z], z))
        spares_in[zone] += 1
        empty.append(Node(machine.name, zone, 1, (), spare=True))
    return build_plan(task, [*kept, *empty], (), lower_bound)


def _most_in_a_zone(task: PackingTask) -> int:
    """Spares that may stand in one of Z zones: k / (Z - 1), rounded up, so that the other zones hold k of them."""
    return -(-task.survive_nodes // (len(task.running_by_zone) - 1))


def survives_zone_and_nodes(task: PackingTask, plan: Plan) -> bool:
    """Whether every distinct joint loss of a zone and of nodes in the others is shown to find places."""
    lost, zones = task.survive_nodes, len(task.running_by_zone)
    plan_state = plan_state_of(plan, task.items, task.machines)
    if spares_cover_zone_and_nodes(plan_state, zones, lost):
        return True
    if zone_and_node_loss_limit(plan, zones, lost) > task.settings.headroom.max_losses:
        return False
    # the largest loss first: where one fails, it is most likely this one
    losses = sorted(zone_and_node_losses(plan, zones, lost), key=lambda loss: -sum(displaced(plan, loss).values()))
    return all(relocate(plan_state, loss) is not None for loss in losses)


def _enough_left_without_zone(task: PackingTask, plan: Plan) -> bool:
    """Whether total capacity suffices without any zone and the largest other nodes: a necessary condition."""
    rows = {machine.name: row for row, machine in enumerate(task.instance.machines)}
    counts = np.zeros((len(task.running_by_zone), len(rows)), dtype=np.int64)  # a row is a zone, a column a type
    for node in plan.nodes:
        counts[node.zone, rows[node.machine]] += node.count
    return all(enough_left(task, counts.sum(axis=0) - in_zone) for in_zone in counts)


def _safe_spares_without_zone(task: PackingTask, kept: Sequence[Node], left: IntArray) -> tuple[int, ...] | None:
    """The cheapest spares that leave k outside every zone, each as large as the fullest node; None without stock."""
    instance, in_a_zone = task.instance, _most_in_a_zone(task)
    wanted = task.survive_nodes + in_a_zone
    loads = node_contents(instance, kept, with_reserved=True).loads
    spares: list[int] = []
    for machine in np.flatnonzero((instance.capacities >= loads.max(axis=0)).all(axis=1)).tolist():
        most = wanted if instance.machines[machine].zone is None else in_a_zone
        spares += [machine] * int(min(left[machine], most, wanted - len(spares)))
    return tuple(spares) if len(spares) == wanted else None
