"""Headroom for lost nodes: k spare nodes, then smaller ones, fewer, or none where every loss still finds places.

k empty nodes, each as large as all that runs on any node, always suffice: each lost node moves whole onto one of them.
Cheaper spares are tried in the order of their price. Each is accepted only if every distinct loss of k nodes is shown
to find places (relocation.py). Room for a surge is looked for on the spares first, and only then bought.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from advisor.packing.bounds.lower_bound import LowerBound
from advisor.packing.failures import Loss, displaced, node_loss_limit, node_losses
from advisor.packing.model.capacity import IntArray
from advisor.packing.model.instance import Instance
from advisor.packing.model.node_groups import Placement, loads_of, machines_in_use
from advisor.packing.model.problem import Plan
from advisor.packing.plan_builder import build_plan, plan_of
from advisor.packing.plan_state import Relocation, plan_state_of
from advisor.packing.relocation import relocate, spares_cover, zone_covers_node
from advisor.packing.surge import add_surge_nodes, node_contents, shortage, stock_left
from advisor.packing.task import PackingTask

RelocationsByLoss = Mapping[Loss, tuple[Relocation, ...]]
"""Where displaced replicas go after some of the losses."""


@dataclass(frozen=True)
class Candidate:
    """A plan that keeps its promises, and where displaced replicas go after the losses that were tried for it."""

    plan: Plan
    relocations_by_loss: RelocationsByLoss = field(default_factory=dict)


def with_spares(
    task: PackingTask, placements: Sequence[Placement], lower_bound: LowerBound, cutoff: float
) -> Candidate | None:
    """The cheapest plan found of these placements, with spares for lost nodes and room for any surge.

    None when stock has no spare large enough, or when nothing found costs less than `cutoff`.
    """
    base = sum(placement.usd_per_hour for placement in placements)
    if base >= cutoff:
        return None
    bare = plan_of(task, placements, (), lower_bound)
    may_survive = not task.survive_nodes or enough_left(task, _counts(task.instance, placements, ()))
    relocations = find_relocations(task, bare) if may_survive else None
    if relocations is not None:
        plan = add_surge_nodes(task, bare, lower_bound, cutoff) if task.surge.any() else bare
        if plan is None:
            return None
        return Candidate(plan, relocations) if plan.nodes == bare.nodes else Candidate(plan)
    safe, best = _safe_spares(task, placements), None
    if safe is not None:
        best = add_surge_nodes(task, plan_of(task, placements, safe, lower_bound), lower_bound, cutoff)
    smaller = _smaller_spares(task, placements, safe, lower_bound, cutoff if best is None else best.usd_per_hour)
    return Candidate(best) if smaller is None and best is not None else smaller


def add_spares_until_survived(
    task: PackingTask, plan: Plan, lower_bound: LowerBound, cutoff: float
) -> Candidate | None:
    """A plan that holds its surges, with as few and cheap spares for lost nodes as are found to suffice.

    None when stock runs out, or when nothing found costs less than `cutoff`.
    """
    instance, lost = task.instance, task.survive_nodes
    bare = build_plan(task, plan.nodes, (), lower_bound)
    if bare.usd_per_hour >= cutoff:
        return None
    displaced_replicas = _failing_loads(task, bare)
    if not len(displaced_replicas):
        return Candidate(bare)
    large = np.flatnonzero(
        (instance.capacities >= displaced_replicas.max(axis=0)).all(axis=1) & (stock_left(instance, plan) >= lost)
    )
    for count in range(1, lost + 1) if len(large) else ():
        trial = build_plan(task, plan.nodes, (int(large[0]),) * count, lower_bound)
        if trial.usd_per_hour >= cutoff:
            return None
        relocations = find_relocations(task, trial)
        if relocations is not None:
            return Candidate(trial, relocations)
    return None


def _failing_loads(task: PackingTask, plan: Plan) -> IntArray:
    """Loads of the nodes whose loss finds no places; of all nodes, where several are lost and that is not survived."""
    here = node_contents(task.instance, plan.nodes)
    if task.survive_nodes > 1:
        return here.loads if find_relocations(task, plan) is None else here.loads[:0]
    plan_state = plan_state_of(plan, task.items, task.machines)
    failing = [loss.nodes[0][0] for loss in node_losses(plan, 1) if relocate(plan_state, loss) is None]
    return here.loads[failing]


def find_relocations(task: PackingTask, plan: Plan) -> RelocationsByLoss | None:
    """Where displaced replicas go after each distinct loss of nodes; None where some loss is not shown to be survived.

    None also when there are too many losses to try. Nothing is listed when no node is to be lost, when each node can
    move whole onto a spare, and when the room for a lost zone takes in what a node ran.
    """
    lost = task.survive_nodes
    if not lost:
        return {}
    plan_state = plan_state_of(plan, task.items, task.machines)
    covered = zone_covers_node(plan_state, lost, survive_zone=task.survive_zone)
    if covered or spares_cover(plan_state, lost):
        return {}
    if node_loss_limit(plan, lost) > task.settings.headroom.max_losses:
        return None
    relocations_by_loss: dict[Loss, tuple[Relocation, ...]] = {}
    for loss in sorted(node_losses(plan, lost), key=lambda loss: -sum(displaced(plan, loss).values())):
        relocations = relocate(plan_state, loss)
        if relocations is None:
            return None
        relocations_by_loss[loss] = relocations
    return relocations_by_loss


def _safe_spares(task: PackingTask, placements: Sequence[Placement]) -> tuple[int, ...] | None:
    """The cheapest spares that each hold what runs on any node, or so many for each load; None without enough stock."""
    instance = task.instance
    loads = np.unique(loads_of(instance, [group for placement in placements for group in placement.groups]), axis=0)
    left = instance.stock - sum(machines_in_use(instance, placement.groups) for placement in placements)
    spares: list[int] = []
    for machine in np.flatnonzero((instance.capacities >= loads.max(axis=0)).all(axis=1)).tolist():
        spares += [machine] * int(min(left[machine], task.survive_nodes - len(spares)))
    if len(spares) == task.survive_nodes:
        return tuple(spares)
    return _spares_by_load(instance, loads, left, task.survive_nodes)


def _spares_by_load(instance: Instance, loads: IntArray, left: IntArray, lost: int) -> tuple[int, ...] | None:
    """For each load `lost` spares that hold it, where no one type holds all of them; None without enough of a type."""
    fits = (instance.capacities[None, :, :] >= loads[:, None, :]).all(axis=2) & (left >= lost)[None, :]
    if not fits.any(axis=1).all():
        return None
    cheapest = fits.argmax(axis=1)  # rows are sorted by price
    types: list[int] = []
    for machine in np.unique(cheapest)[::-1].tolist():  # the dearest first: it may hold what the others would
        if not fits[cheapest == machine][:, types].any(axis=1).all():
            types.append(machine)
    return tuple(machine for machine in types for _ in range(lost))


def _smaller_spares(
    task: PackingTask,
    placements: Sequence[Placement],
    safe: tuple[int, ...] | None,
    lower_bound: LowerBound,
    cutoff: float,
) -> Candidate | None:
    """A plan that costs less than `cutoff` and survives: with fewer safe spares, or with smaller ones of one type."""
    instance, lost = task.instance, task.survive_nodes
    base = sum(placement.usd_per_hour for placement in placements)
    left = instance.stock - sum(machines_in_use(instance, placement.groups) for placement in placements)
    trials = [safe[:count] for count in range(1, len(safe))] if safe else []
    trials += [(machine,) * count for count in range(1, lost + 1) for machine in np.flatnonzero(left >= count).tolist()]
    priced = sorted(
        {trial: float(instance.prices[list(trial)].sum()) for trial in trials}.items(), key=lambda t: (t[1], t)
    )
    hopeful = [trial for trial, price in priced if base + price < cutoff and _may_suffice(task, placements, trial)]
    kinds = sum(len(placement.groups) for placement in placements)
    limits = task.settings.headroom
    most = limits.max_trials if kinds <= limits.many_groups else limits.many_groups_max_trials
    for trial in hopeful[:most]:
        plan = plan_of(task, placements, trial, lower_bound)
        relocations = find_relocations(task, plan)
        if relocations is not None and not shortage(task, plan).any():
            return Candidate(plan, relocations)
    return None


def _may_suffice(task: PackingTask, placements: Sequence[Placement], spares: Sequence[int]) -> bool:
    """Whether total capacity suffices without the largest nodes and with any surge: a necessary condition."""
    instance = task.instance
    counts = _counts(instance, placements, spares)
    surging = sum(task.running_by_zone) @ instance.weights + (task.surge[:, None] * instance.weights).max(axis=0)
    return enough_left(task, counts) and bool((instance.capacities.T @ counts >= surging).all())


def enough_left(task: PackingTask, counts: IntArray) -> bool:
    """Whether so many nodes of each type (t,) have the total capacity for all replicas without the largest of them.

    As many nodes as may be lost are left out, in each resource those that offer the most of it.
    """
    instance, lost = task.instance, task.survive_nodes
    largest = np.sort(np.repeat(instance.capacities, np.minimum(counts, lost), axis=0), axis=0)[::-1][:lost]
    need = sum(task.running_by_zone) @ instance.weights
    return bool((instance.capacities.T @ counts - largest.sum(axis=0) >= need).all())


def _counts(instance: Instance, placements: Sequence[Placement], spares: Sequence[int]) -> IntArray:
    """Nodes of each type, spares included; shape (t,)."""
    more = np.bincount(np.array(spares, dtype=np.int64), minlength=len(instance.machines))
    counts: IntArray = sum(machines_in_use(instance, placement.groups) for placement in placements) + more
    return counts
