"""Local search over purchases for small plans: which nodes to buy in each zone, whatever runs on them.

The capacity reserved for a lost zone is counted item by item, so two items never share it, although they need it in
different zones' losses. For few nodes that costs several percent. Here a purchase is judged by the losses themselves:
a neighbour takes out up to two nodes of the best plan and puts in up to two others for less. It must pass necessary
sums (what runs in each zone, and all replicas without any zone and without any node); then its zones are filled
evenly, and each loss is tried (relocation.py). The first neighbour that survives them all, the cheapest first, is the
next plan. See Hoos and Stützle, Stochastic Local Search, 2004, on iterative improvement.
"""

from __future__ import annotations

import numpy as np

from advisor.packing.bounds.integer_bound import integer_bound
from advisor.packing.failures import Loss, zone_losses
from advisor.packing.headroom import Candidate, RelocationsByLoss, find_relocations
from advisor.packing.heuristics.rounding import fill_remaining
from advisor.packing.incumbent import Incumbent
from advisor.packing.model.capacity import BoolArray, IntArray
from advisor.packing.model.instance import Instance
from advisor.packing.model.node_groups import NodeGroup, Placement, content_of, placement_of
from advisor.packing.model.problem import Plan
from advisor.packing.model.resources import UNBOUNDED
from advisor.packing.plan_builder import plan_of
from advisor.packing.plan_state import Relocation, plan_state_of
from advisor.packing.progress import Phase
from advisor.packing.relocation import relocate
from advisor.packing.task import PackingTask


def search_purchases(incumbent: Incumbent) -> None:
    """Replaces the best plan by cheaper purchases that keep every promise, as long as one is found.

    Neighbours are those of the best plan, and those of what the integer model of the totals would buy, which is where
    nothing but the shape of replicas may be in the way.
    """
    task, limits = incumbent.task, incumbent.settings.purchases
    if incumbent.best is None or incumbent.done or not (task.survive_zone or task.survive_nodes):
        return
    if task.survive_together:  # that counts on room reserved item by item
        return
    bought = _bought(task.instance, incumbent.best, len(task.running_by_zone))
    if bought.sum() > limits.max_nodes or not limits.max_trials:
        return
    task.monitor.enter(Phase.PURCHASES)
    starts = [bought, *_model_purchases(incumbent)]
    starts += [merged for merged in (_merged(task.instance, counts) for counts in starts) if merged is not None]
    while starts and not incumbent.done:
        for counts in _neighbours(task, starts.pop(), incumbent.usd_per_hour)[: limits.max_trials]:
            candidate = _plan_on(incumbent, counts)
            if candidate is not None and candidate.plan.usd_per_hour < incumbent.usd_per_hour:
                incumbent.accept(candidate)
                starts.append(counts)
                break


def _model_purchases(incumbent: Incumbent) -> list[IntArray]:
    """What the integer model would buy (zones, t), whose bound is kept as well; nothing where it is too large."""
    task = incumbent.task
    promises = task.survive_nodes, task.survive_zone
    work = incumbent.settings.integer_bound.final
    lower_bound, nodes = integer_bound(
        task.instance, task.running_by_zone, *promises, incumbent.usd_per_hour, work, task.surge
    )
    incumbent.raise_bound(lower_bound)
    return [] if nodes is None else [np.array(nodes)]


def _merged(instance: Instance, counts: IntArray) -> IntArray | None:
    """The purchase with pairs of equal nodes merged into one that offers as much and costs no more; None without any.

    Larger nodes leave fewer scraps, while a lost one takes more with it. What every node of a platform offers alike, as
    its pods, is not asked for twice: a purchase is a start, and whether all fits on it is tried.
    """
    merged = counts.copy()
    capacities = instance.capacities[:, list(instance.main_resources)]
    for small in range(len(instance.machines)):
        offers = (capacities >= 2 * capacities[small]) | (capacities >= UNBOUNDED)
        cost = 2 * instance.prices[small] * (1 + instance.settings.tolerances.tie)
        for large in np.flatnonzero(offers.all(axis=1) & (instance.prices <= cost)).tolist()[:1]:
            pairs = np.where(instance.sold_in_zone[:, large], merged[:, small] // 2, 0)
            merged[:, small] -= 2 * pairs
            merged[:, large] += pairs
    return None if (merged == counts).all() else merged


def _bought(instance: Instance, plan: Plan, zones: int) -> IntArray:
    """Nodes of each type in each zone, spares included; shape (zones, t)."""
    rows = {machine.name: row for row, machine in enumerate(instance.machines)}
    counts = np.zeros((zones, len(rows)), dtype=np.int64)
    for node in plan.nodes:
        counts[node.zone, rows[node.machine]] += node.count
    return counts


def _neighbours(task: PackingTask, bought: IntArray, below: float) -> list[IntArray]:
    """Cheaper purchases that differ by up to two nodes out and two in and pass the sums, the cheapest first."""
    instance, limits = task.instance, task.settings.purchases
    zones, types = np.nonzero(instance.sold_in_zone & _likely(instance, bought))
    prices = instance.prices[types]
    added, taken = _choices(np.full(len(types), 2)), _choices(np.minimum(bought[zones, types], 2))
    usd = float((bought @ instance.prices).sum()) + (added @ prices)[:, None] - (taken @ prices)[None, :]
    # a node that is taken out and put in again makes the same purchase as without both
    different = (added @ taken.T) == 0
    rows, columns = np.nonzero(different & (usd < below * (1 - task.settings.tolerances.gap_goal)))
    order = np.argsort(usd[rows, columns], kind="stable")[: limits.max_sums]
    counts = np.repeat(bought[None], len(order), axis=0)
    counts[:, zones, types] += added[rows[order]] - taken[columns[order]]
    of_type: IntArray = counts.sum(axis=1)
    in_stock: BoolArray = np.logical_and.reduce(of_type <= instance.stock, axis=1)
    return list(counts[in_stock & _may_survive(task, counts)])


def _likely(instance: Instance, bought: IntArray) -> BoolArray:
    """The types in use, and those that offer most of each resource, and of all together, for their price; (t,)."""
    ranked = instance.settings.purchases.ranked_types
    rates = instance.finite_capacities[:, list(instance.main_resources)] / np.maximum(instance.prices, 1e-12)[:, None]
    together = (rates / np.maximum(rates.max(axis=0), 1e-12)).sum(axis=1)
    likely: BoolArray = np.logical_or.reduce(bought > 0, axis=0)
    for rate in (*rates.T, together):
        likely[np.argsort(-rate, kind="stable")[:ranked]] = True
    return likely


def _choices(most: IntArray) -> IntArray:
    """None, one, or two things of these kinds, at most so many of each (kinds,); a row for each choice."""
    single = np.vstack([np.zeros(len(most), dtype=np.int64), np.eye(len(most), dtype=np.int64)])
    first, second = np.triu_indices(len(single))
    pairs: IntArray = single[first] + single[second]
    allowed: BoolArray = np.logical_and.reduce(pairs <= most, axis=1)
    return pairs[allowed]


def _may_survive(task: PackingTask, counts: IntArray) -> BoolArray:
    """Which purchases (c, zones, t) have the capacity for all that runs, also without any zone or the largest nodes.

    In each resource, and for each item in how many replicas of it the nodes would hold alone.
    """
    instance = task.instance
    running = np.array(task.running_by_zone)
    offers = np.hstack([np.minimum(instance.capacities, UNBOUNDED), np.minimum(instance.max_copies, running.sum())])
    needs = np.hstack([running @ instance.weights, running])  # a row is a zone, a column a resource or an item
    by_zone = counts @ offers
    everything, total = needs.sum(axis=0), by_zone.sum(axis=1)
    fits = (by_zone >= needs).all(axis=(1, 2))
    if task.survive_zone:
        fits &= (total[:, None, :] - by_zone >= everything).all(axis=(1, 2))
    if task.survive_nodes:
        present: BoolArray = np.logical_or.reduce(counts > 0, axis=1)
        largest = np.where(present[:, :, None], offers, 0).max(axis=1)
        fits &= (total - largest >= everything).all(axis=1)
    answer: BoolArray = fits
    return answer


def _plan_on(incumbent: Incumbent, counts: IntArray) -> Candidate | None:
    """A plan on just these nodes (zones, t) that survives each loss; None where none was found."""
    task, instance = incumbent.task.without_surge, incumbent.task.instance
    placements = []
    spares: list[tuple[int, int]] = []
    for zone, (running, nodes) in enumerate(zip(task.running_by_zone, counts, strict=True)):
        machines = np.repeat(np.arange(len(nodes)), nodes)
        content = np.zeros((len(machines), len(instance.items)), dtype=np.int64)
        if fill_remaining(instance, machines, content, running).any():
            return None
        placements.append(_placement(instance, machines, content))
        spares += [(zone, int(machine)) for machine in machines[~content.any(axis=1)]]
    plan = plan_of(task, placements, (), incumbent.lower_bound, spares)
    relocations = relocations_after_every_loss(task, plan)
    return None if relocations is None else Candidate(plan, relocations)


def _placement(instance: Instance, machines: IntArray, content: IntArray) -> Placement:
    rows = zip(machines.tolist(), content, strict=True)
    return placement_of(instance, [NodeGroup(machine, content_of(row), 1) for machine, row in rows if row.any()])


def relocations_after_every_loss(task: PackingTask, plan: Plan) -> RelocationsByLoss | None:
    """Where displaced replicas go after each lost zone and any lost nodes; None where some loss finds no places."""
    found: dict[Loss, tuple[Relocation, ...]] = {}
    if task.survive_zone:
        state = plan_state_of(plan, task.items, task.machines)
        for loss in zone_losses(plan, len(task.running_by_zone)):
            relocations = relocate(state, loss)
            if relocations is None:
                return None
            found[loss] = relocations
    after_nodes = find_relocations(task, plan)
    return None if after_nodes is None else {**found, **after_nodes}
