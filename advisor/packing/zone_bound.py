"""Plans in which some replicas never leave their zone, made cheaper: nodes go that no promise needs.

After the loss of a node what stays starts again on another node of its zone, and what may move on any; while a zone is
lost, what stays there is down. One spare may so serve what stays beside it and what moves from anywhere. Such plans are
composed of plans for simpler problems, which share no spares. From there this is a local search: it drops spares,
empties nodes onto others of their zone, and takes cheaper types, as long as every promised loss finds places. Small
problems are solved by an integer program over all losses (heuristics/plan_model.py) as well.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from advisor.errors import SolverError
from advisor.packing.bounds.lower_bound import LowerBound
from advisor.packing.failures import (
    Loss,
    node_loss_limit,
    node_losses,
    zone_and_node_loss_limit,
    zone_and_node_losses,
    zone_losses,
)
from advisor.packing.heuristics.plan_model import Promises, solve_plan
from advisor.packing.model.instance import build_instance, undominated
from advisor.packing.model.problem import (
    BoundMethod,
    BoundSource,
    Item,
    Machine,
    Node,
    Plan,
    SearchEnd,
    gap_of,
    surges_of,
)
from advisor.packing.plan_builder import in_order, with_bound
from advisor.packing.plan_state import PlanState, plan_state_of
from advisor.packing.relocation import fit_decreasing, relocate, spares_cover, surge_relocations
from advisor.packing.settings import Settings
from advisor.packing.verify import check_plan, content_faults


@dataclass(frozen=True, eq=False)
class BoundProblem:
    """A packing problem in which the replicas of `staying` items never leave their zone."""

    items: tuple[Item, ...]
    machines: tuple[Machine, ...]
    zones: int
    survive_nodes: int
    survive_zone: bool
    survive_together: bool
    staying: frozenset[str]
    settings: Settings

    @cached_property
    def types(self) -> dict[str, Machine]:
        """The machine types by name."""
        return {machine.name: machine for machine in self.machines}

    @cached_property
    def worthwhile(self) -> tuple[Machine, ...]:
        """The types that no other one makes useless, the cheapest first."""
        return undominated(self.machines)

    def usd_per_hour(self, nodes: Sequence[Node]) -> float:
        """What these nodes cost."""
        return math.fsum(self.types[node.machine].usd_per_hour * node.count for node in nodes)

    def plan_of(self, nodes: Sequence[Node]) -> Plan:
        """A plan of these nodes, equal ones once; its bound is still to come."""
        ordered = in_order(nodes)
        return Plan(
            nodes=ordered,
            usd_per_hour=self.usd_per_hour(ordered),
            bound_usd_per_hour=0.0,
            bound_source=BoundSource((BoundMethod.NONE,)),
            gap=gap_of(self.usd_per_hour(ordered), 0.0),
            survives_nodes=self.survive_nodes,
            survives_zone=self.survive_zone,
            ended_by=SearchEnd.ROUNDS,
            surges=surges_of(self.items),
            survives_together=self.survive_together,
        )

    def state_of(self, nodes: Sequence[Node]) -> PlanState:
        """A plan of these nodes in arrays."""
        return plan_state_of(self.plan_of(nodes), self.items, self.machines, staying=self.staying)

    def measured(self, plan: Plan, usd_per_hour: float, source: BoundSource) -> Plan:
        """The plan with this lower bound, its gap to it, and whether that ends the search."""
        return with_bound(plan, LowerBound(usd_per_hour, source), self.settings.tolerances)

    def faults_of(self, plan: Plan) -> tuple[str, ...]:
        """Every way in which a plan breaks a rule or a promise."""
        return check_plan(
            plan,
            self.items,
            self.machines,
            zones=self.zones,
            survive_nodes=self.survive_nodes,
            survive_zone=self.survive_zone,
            survive_together=self.survive_together,
            staying=self.staying,
        )


def plan_by_model(problem: BoundProblem, below: float = math.inf) -> Plan | None:
    """The plan of the integer program of a small problem that costs less than `below`; None where it finds none."""
    instance = build_instance(problem.items, problem.machines, problem.settings)
    rows = {item.name: row for row, item in enumerate(instance.items)}
    promises = Promises(
        problem.survive_nodes,
        problem.survive_zone,
        problem.survive_together,
        instance.surge,
        staying=frozenset(rows[name] for name in problem.staying if name in rows),
    )
    running = [instance.demand(zone) for zone in range(problem.zones)]
    nodes = solve_plan(instance, running, promises, below)
    if nodes is None or problem.usd_per_hour(nodes) >= below or not keeps_promises(problem, nodes):
        return None
    return _checked(problem, _with_reserve(problem, nodes))


def _checked(problem: BoundProblem, nodes: Sequence[Node]) -> Plan:
    """The plan of these nodes. Raises SolverError where it fails its check, which no input should cause."""
    plan = problem.plan_of(nodes)
    faults = problem.faults_of(plan)
    if faults:
        raise SolverError(f"a plan failed its check: {'; '.join(faults[:3])}")
    return plan


def keeps_promises(problem: BoundProblem, nodes: Sequence[Node]) -> bool:
    """Whether every promised loss, and every surge, is shown to find places; not where too many are to be listed."""
    state, lost, most = problem.state_of(nodes), problem.survive_nodes, problem.settings.headroom.max_losses
    plan = state.plan
    losses: list[Loss] = list(zone_losses(plan, problem.zones)) if problem.survive_zone else []
    if problem.survive_zone and problem.survive_together:
        if zone_and_node_loss_limit(plan, problem.zones, lost) > most:
            return False
        losses += zone_and_node_losses(plan, problem.zones, lost)
    if lost and not spares_cover(state, lost):
        if node_loss_limit(plan, lost, zones_differ=state.some_stay) > most:
            return False
        losses += node_losses(plan, lost, zones_differ=state.some_stay)
    hardest_first = sorted(losses, key=lambda loss: -state.displaced_by(loss).total)
    if any(relocate(state, loss) is None for loss in hardest_first):
        return False
    return all(found is not None for _, found in surge_relocations(plan, problem.items, problem.machines))


def without_idle_nodes(problem: BoundProblem, nodes: Sequence[Node]) -> Plan | None:
    """A plan of these nodes, or of fewer and cheaper ones, that keeps every promise.

    None where that cannot be shown for the nodes as they are. The dearest nodes are tried first: to do without them,
    then to have them as a cheaper type; until nothing more is found, or the trials of the settings are used up.
    """
    limits = problem.settings.zone_bound
    if sum(node.count for node in nodes) > limits.max_nodes:
        return None
    best = [
        replace(node, count=1, reserved=(), spare=not node.pods) for node in nodes for _ in range(node.count)
    ]  # room for a lost zone is wherever it is found; it is reserved anew at the end
    if not keeps_promises(problem, best):
        return None
    trials, cheaper = limits.trials, _cheaper(problem, best)
    while trials and (trial := next(cheaper, None)) is not None:
        trials -= 1
        if keeps_promises(problem, trial):
            best, cheaper = trial, _cheaper(problem, trial)
    return _checked(problem, _with_reserve(problem, best))


def with_spares_at_home(problem: BoundProblem, nodes: Sequence[Node], *, for_all: bool) -> list[Node]:
    """The nodes and the spares that each zone lacks for its own: each as large as all that a node there runs.

    They are for nodes that run what stays there, or `for_all` nodes. Where stock runs out there are fewer.
    """
    weights = {item.name: np.array(item.weights, dtype=np.int64) for item in problem.items}
    used = Counter[str]()
    for node in nodes:
        used[node.machine] += node.count
    found = list(nodes)
    for zone in range(problem.zones):
        here = [node for node in nodes if node.zone == zone]
        running = [node for node in here if for_all or any(name in problem.staying for name, _ in node.pods)]
        loads = [np.sum([weights[name] * count for name, count in node.pods], axis=0) for node in running if node.pods]
        if not loads:
            continue
        largest = np.max(loads, axis=0)
        missing = problem.survive_nodes - sum(
            node.count for node in here if node.empty and (problem.types[node.machine].capacities >= largest).all()
        )
        for machine in problem.worthwhile:
            if missing > 0 and machine.sold_in(zone) and (np.array(machine.capacities) >= largest).all():
                count = missing if machine.stock is None else min(missing, machine.stock - used[machine.name])
                if count > 0:
                    found.append(Node(machine.name, zone, count, (), spare=True))
                    used[machine.name] += count
                    missing -= count
    return found


def _cheaper(problem: BoundProblem, nodes: Sequence[Node]) -> Iterator[list[Node]]:
    """The nodes without one of them, or with one of a cheaper type; the dearest node of each kind first."""
    prices = {name: machine.usd_per_hour for name, machine in problem.types.items()}
    kinds = {replace(node, spare=False): place for place, node in enumerate(nodes)}
    order = sorted(kinds.values(), key=lambda place: (-prices[nodes[place].machine], bool(nodes[place].pods), place))
    for place in order:
        fewer = _emptied(problem, nodes, place)
        if fewer is not None:
            yield fewer
    used = Counter(node.machine for node in nodes)
    for place in order:
        node, tried = nodes[place], 0
        for machine in problem.worthwhile:
            if machine.usd_per_hour >= prices[node.machine] or tried >= problem.settings.zone_bound.types:
                break
            in_stock = machine.stock is None or used[machine.name] < machine.stock
            if in_stock and machine.sold_in(node.zone) and _holds(problem, machine, node):
                tried += 1
                yield [*nodes[:place], replace(node, machine=machine.name), *nodes[place + 1 :]]


def _holds(problem: BoundProblem, machine: Machine, node: Node) -> bool:
    return not any(content_faults(dict(node.pods), {item.name: item for item in problem.items}, machine))


def _emptied(problem: BoundProblem, nodes: Sequence[Node], place: int) -> list[Node] | None:
    """The nodes without one of them, whose replicas run on others of its zone; None where these have no room."""
    gone = nodes[place]
    others = [*nodes[:place], *nodes[place + 1 :]]
    here = [node for node in others if node.zone == gone.zone]
    if not gone.pods:
        return others
    if not here:
        return None
    state = problem.state_of(here)  # merges equal nodes, in an order of its own
    survivors, moving = state.survivors({}), state.counts_of(dict(gone.pods))
    if not fit_decreasing(survivors, moving, fullest_first=True):
        return None
    filled = []
    for entry, count in enumerate(survivors.counts):
        held = survivors.held[entry]
        pods = tuple((state.items[row].name, int(held[row])) for row in np.flatnonzero(held).tolist())
        node = state.plan.nodes[survivors.nodes[entry]]
        filled += [replace(node, count=1, pods=tuple(sorted(pods)), spare=not pods)] * count
    return [node for node in others if node.zone != gone.zone] + filled


def _with_reserve(problem: BoundProblem, nodes: Sequence[Node]) -> list[Node]:
    """The nodes with room reserved for what comes when a zone is lost, where a node that runs something has it free.

    Spares stay empty. Room that the losses of two zones share is reserved for the one that comes first.
    """
    if not problem.survive_zone:
        return list(nodes)
    by_name = {item.name: item for item in problem.items}
    state = plan_state_of(
        replace(problem.plan_of(nodes), nodes=tuple(nodes)), problem.items, problem.machines, staying=problem.staying
    )
    kept = [replace(node) for node in nodes]
    for loss in zone_losses(state.plan, problem.zones):
        for relocation in relocate(state, loss) or ():
            node = kept[relocation.node]
            if node.spare:
                continue
            reserved = dict(node.reserved)
            for name, count in relocation.pods:
                reserved[name] = max(reserved.get(name, 0), count)
            trial = replace(node, reserved=tuple(sorted(reserved.items())))
            if not any(content_faults(trial.kept, by_name, problem.types[node.machine])):
                kept[relocation.node] = trial
    return kept if keeps_promises(problem, kept) else list(nodes)
