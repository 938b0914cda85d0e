"""Headroom for lost nodes: k spare nodes, then smaller ones, fewer, or none where every loss still finds places.

k empty nodes, each as large as all that runs on any node, always suffice: each lost node moves whole onto one of them.
Cheaper spares are tried in the order of their price. Each is accepted only if every distinct loss of k nodes is shown
to find places (relocation.py). Room for a surge is looked for on the spares first, and only then bought.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from advisor.packing.bounds.lower_bound import LowerBound
from advisor.packing.failures import Loss, displaced, node_loss_limit, node_losses
from advisor.packing.model.capacity import IntArray
from advisor.packing.model.instance import Instance
from advisor.packing.model.node_groups import Placement, loads_of, machines_in_use
from advisor.packing.model.problem import Plan
from advisor.packing.plan_builder import ProblemInstance
from advisor.packing.relocation import Relocation, plan_state_of, relocate, spares_cover
from advisor.packing.surge import add_surge_nodes, node_contents, shortage, stock_left


def with_spares(
    problem: ProblemInstance, placements: Sequence[Placement], lower_bound: LowerBound, cutoff: float
) -> Plan | None:
    """The cheapest plan found of these placements, with spares for lost nodes and room for any surge.

    None when stock has no spare large enough, or when nothing found costs less than `cutoff`.
    """
    base = sum(placement.usd_per_hour for placement in placements)
    if base >= cutoff:
        return None
    bare = problem.plan(placements, (), lower_bound)
    if not problem.survive_nodes or (_enough_left(problem, placements, ()) and survives(problem, bare)):
        return add_surge_nodes(problem, bare, lower_bound, cutoff) if problem.surge.any() else bare
    safe = _safe_spares(problem, placements)
    best = (
        add_surge_nodes(problem, problem.plan(placements, safe, lower_bound), lower_bound, cutoff)
        if safe is not None
        else None
    )
    smaller = _smaller_spares(
        problem, placements, safe, lower_bound, min(cutoff, best.usd_per_hour if best else cutoff)
    )
    return smaller or best


def secure(problem: ProblemInstance, plan: Plan, lower_bound: LowerBound, cutoff: float) -> Plan | None:
    """A plan that holds its surges, with as few and cheap spares for lost nodes as are found to suffice.

    None when stock runs out, or when nothing found costs less than `cutoff`.
    """
    instance, lost = problem.instance, problem.survive_nodes
    bare = problem.plan_with(plan.nodes, (), lower_bound)
    if bare.usd_per_hour >= cutoff:
        return None
    displaced_replicas = _failing_loads(problem, bare)
    if not len(displaced_replicas):
        return bare
    large = np.flatnonzero(
        (instance.capacities >= displaced_replicas.max(axis=0)).all(axis=1) & (stock_left(instance, plan) >= lost)
    )
    for count in range(1, lost + 1) if len(large) else ():
        trial = problem.plan_with(plan.nodes, (int(large[0]),) * count, lower_bound)
        if trial.usd_per_hour >= cutoff:
            return None
        if survives(problem, trial):
            return trial
    return None


def _failing_loads(problem: ProblemInstance, plan: Plan) -> IntArray:
    """Loads of the nodes whose loss finds no places; of all nodes, where several are lost and that is not survived."""
    here = node_contents(problem.instance, plan.nodes)
    if problem.survive_nodes > 1:
        return here.loads[:0] if survives(problem, plan) else here.loads
    plan_state = plan_state_of(plan, problem.items, problem.machines)
    failing = [loss.nodes[0][0] for loss in node_losses(plan, 1) if relocate(plan_state, loss) is None]
    return here.loads[failing]


def survives(problem: ProblemInstance, plan: Plan) -> bool:
    """Whether every distinct loss of nodes is shown to find places; False also when there are too many to try."""
    lost = problem.survive_nodes
    if not lost:
        return True
    plan_state = plan_state_of(plan, problem.items, problem.machines)
    if spares_cover(plan_state, lost):
        return True
    if node_loss_limit(plan, lost) > problem.settings.headroom.max_losses:
        return False
    relocations_by_loss: dict[Loss, tuple[Relocation, ...]] = {}
    for loss in sorted(node_losses(plan, lost), key=lambda loss: -sum(displaced(plan, loss).values())):
        relocations = relocate(plan_state, loss)
        if relocations is None:
            return False
        relocations_by_loss[loss] = relocations
    problem.relocations_by_loss[plan.nodes] = relocations_by_loss
    return True


def _safe_spares(problem: ProblemInstance, placements: Sequence[Placement]) -> tuple[int, ...] | None:
    """The cheapest spares that each hold what runs on any node, or so many for each load; None without enough stock."""
    instance = problem.instance
    loads = np.unique(loads_of(instance, [group for placement in placements for group in placement.groups]), axis=0)
    left = instance.stock - sum(machines_in_use(instance, placement.groups) for placement in placements)
    spares: list[int] = []
    for machine in np.flatnonzero((instance.capacities >= loads.max(axis=0)).all(axis=1)).tolist():
        spares += [machine] * int(min(left[machine], problem.survive_nodes - len(spares)))
    if len(spares) == problem.survive_nodes:
        return tuple(spares)
    return _spares_by_load(instance, loads, left, problem.survive_nodes)


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
    problem: ProblemInstance,
    placements: Sequence[Placement],
    safe: tuple[int, ...] | None,
    lower_bound: LowerBound,
    cutoff: float,
) -> Plan | None:
    """A plan that costs less than `cutoff` and survives: with fewer safe spares, or with smaller ones of one type."""
    instance, lost = problem.instance, problem.survive_nodes
    base = sum(placement.usd_per_hour for placement in placements)
    left = instance.stock - sum(machines_in_use(instance, placement.groups) for placement in placements)
    trials = [safe[:count] for count in range(1, len(safe))] if safe else []
    trials += [(machine,) * count for count in range(1, lost + 1) for machine in np.flatnonzero(left >= count).tolist()]
    priced = sorted(
        {trial: float(instance.prices[list(trial)].sum()) for trial in trials}.items(), key=lambda t: (t[1], t)
    )
    hopeful = [trial for trial, price in priced if base + price < cutoff and _may_suffice(problem, placements, trial)]
    kinds = sum(len(placement.groups) for placement in placements)
    limits = problem.settings.headroom
    most = limits.max_trials if kinds <= limits.many_groups else limits.many_groups_max_trials
    for trial in hopeful[:most]:
        plan = problem.plan(placements, trial, lower_bound)
        if survives(problem, plan) and not shortage(problem, plan).any():
            return plan
    return None


def _may_suffice(problem: ProblemInstance, placements: Sequence[Placement], spares: Sequence[int]) -> bool:
    """Whether total capacity suffices without the largest nodes and with any surge: a necessary condition."""
    instance = problem.instance
    whole = instance.capacities.T @ _counts(instance, placements, spares)
    surging = sum(problem.running_by_zone) @ instance.weights + (problem.surge[:, None] * instance.weights).max(axis=0)
    return _enough_left(problem, placements, spares) and bool((whole >= surging).all())


def _enough_left(problem: ProblemInstance, placements: Sequence[Placement], spares: Sequence[int]) -> bool:
    """Whether total capacity without the largest nodes holds all replicas."""
    instance = problem.instance
    counts, lost = _counts(instance, placements, spares), problem.survive_nodes
    largest = np.sort(np.repeat(instance.capacities, np.minimum(counts, lost), axis=0), axis=0)[::-1][:lost]
    need = sum(problem.running_by_zone) @ instance.weights
    return bool((instance.capacities.T @ counts - largest.sum(axis=0) >= need).all())


def _counts(instance: Instance, placements: Sequence[Placement], spares: Sequence[int]) -> IntArray:
    """Nodes of each type, spares included; shape (t,)."""
    more = np.bincount(np.array(spares, dtype=np.int64), minlength=len(instance.machines))
    counts: IntArray = sum(machines_in_use(instance, placement.groups) for placement in placements) + more
    return counts
