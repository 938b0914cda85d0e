"""Room for lost nodes: k empty spares, then smaller ones or none where every distinct loss still finds places.

Room for a surge is looked for on them first, and only then bought.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from advisor.packing.bounds.failure_bounds import Proof
from advisor.packing.failures import (
    Landing,
    Loss,
    displaced,
    displaced_fit,
    layout_of,
    node_loss_limit,
    node_losses,
    spares_cover,
)
from advisor.packing.model.instance import Table, Whole
from advisor.packing.model.node_groups import Draft, loads_of, used_machines
from advisor.packing.model.problem import Plan
from advisor.packing.plan_builder import Question
from advisor.packing.surge import give_room, left_of, shortage, standing

MOST_LOSSES = 400
"""Above this many distinct losses the spares stay as they are, each at least as large as every node's content."""
MOST_TRIALS = 8
FEW_TRIALS = 1
"""Smaller spares tried for each plan: where few kinds of nodes can be lost, and where many can."""
MANY_KINDS = 24


def with_spares(question: Question, drafts: Sequence[Draft], proof: Proof, beat: float) -> Plan | None:
    """The cheapest plan found that adds spares to these drafts: for any `survive_nodes` lost nodes, and for any surge.

    None when stock has no spare large enough, or when nothing found is cheaper than `beat`.
    """
    base = sum(draft.usd_per_hour for draft in drafts)
    if base >= beat:
        return None
    bare = question.plan(drafts, (), proof)
    if not question.survive_nodes or (_enough_left(question, drafts, ()) and survives(question, bare)):
        return give_room(question, bare, proof, beat) if question.surge.any() else bare
    safe = _safe_spares(question, drafts)
    best = give_room(question, question.plan(drafts, safe, proof), proof, beat) if safe is not None else None
    smaller = _smaller_spares(question, drafts, safe, proof, min(beat, best.usd_per_hour if best else beat))
    return smaller or best


def secure(question: Question, plan: Plan, proof: Proof, beat: float) -> Plan | None:
    """A plan that holds its surges, with as few and cheap spares as it is found to take for any lost nodes.

    None when stock runs out, or when nothing found is cheaper than `beat`.
    """
    table, lost = question.table, question.survive_nodes
    bare = question.with_more(plan.nodes, (), proof)
    if bare.usd_per_hour >= beat:
        return None
    homeless = _homeless(question, bare)
    if not len(homeless):
        return bare
    large = np.flatnonzero((table.rooms >= homeless.max(axis=0)).all(axis=1) & (left_of(table, plan) >= lost))
    for count in range(1, lost + 1) if len(large) else ():
        trial = question.with_more(plan.nodes, (int(large[0]),) * count, proof)
        if trial.usd_per_hour >= beat:
            return None
        if survives(question, trial):
            return trial
    return None


def _homeless(question: Question, plan: Plan) -> Whole:
    """What runs on nodes whose loss finds no places; on all, where several are lost and it is not survived."""
    here = standing(question.table, plan)
    if question.survive_nodes > 1:
        return here.loads[:0] if survives(question, plan) else here.loads
    layout = layout_of(plan, question.items, question.machines)
    failing = [loss.nodes[0][0] for loss in node_losses(plan, 1) if displaced_fit(layout, loss) is None]
    return here.loads[failing]


def survives(question: Question, plan: Plan) -> bool:
    """Whether every distinct loss of nodes is shown to find places; False too when there are too many to try."""
    lost = question.survive_nodes
    if not lost:
        return True
    layout = layout_of(plan, question.items, question.machines)
    if spares_cover(layout, lost):
        return True
    if node_loss_limit(plan, lost) > MOST_LOSSES:
        return False
    landed: dict[Loss, tuple[Landing, ...]] = {}
    for loss in sorted(node_losses(plan, lost), key=lambda loss: -sum(displaced(plan, loss).values())):
        landings = displaced_fit(layout, loss)
        if landings is None:
            return False
        landed[loss] = landings
    question.landed[plan.nodes] = landed
    return True


def _safe_spares(question: Question, drafts: Sequence[Draft]) -> tuple[int, ...] | None:
    """The cheapest spares that each hold what runs on any node, or so many for each load; None without enough stock."""
    table = question.table
    loads = np.unique(loads_of(table, [group for draft in drafts for group in draft.groups]), axis=0)
    left = table.stock - sum(used_machines(table, draft.groups) for draft in drafts)
    spares: list[int] = []
    for machine in np.flatnonzero((table.rooms >= loads.max(axis=0)).all(axis=1)).tolist():
        spares += [machine] * int(min(left[machine], question.survive_nodes - len(spares)))
    if len(spares) == question.survive_nodes:
        return tuple(spares)
    return _spares_by_load(table, loads, left, question.survive_nodes)


def _spares_by_load(table: Table, loads: Whole, left: Whole, lost: int) -> tuple[int, ...] | None:
    """For each load `lost` spares that hold it, where no one type holds all of them; None without enough of a type."""
    fits = (table.rooms[None, :, :] >= loads[:, None, :]).all(axis=2) & (left >= lost)[None, :]
    if not fits.any(axis=1).all():
        return None
    cheapest = fits.argmax(axis=1)  # the table is sorted by price
    types: list[int] = []
    for machine in np.unique(cheapest)[::-1].tolist():  # the dearest first: it may hold what the others would
        if not fits[cheapest == machine][:, types].any(axis=1).all():
            types.append(machine)
    return tuple(machine for machine in types for _ in range(lost))


def _smaller_spares(
    question: Question, drafts: Sequence[Draft], safe: tuple[int, ...] | None, proof: Proof, beat: float
) -> Plan | None:
    """A plan with spares cheaper than `beat` in all that still survives: fewer safe spares, or smaller equal ones."""
    table, lost = question.table, question.survive_nodes
    base = sum(draft.usd_per_hour for draft in drafts)
    left = table.stock - sum(used_machines(table, draft.groups) for draft in drafts)
    trials = [safe[:count] for count in range(1, len(safe))] if safe else []
    trials += [(machine,) * count for count in range(1, lost + 1) for machine in np.flatnonzero(left >= count).tolist()]
    priced = sorted(
        {trial: float(table.prices[list(trial)].sum()) for trial in trials}.items(), key=lambda t: (t[1], t)
    )
    hopeful = [trial for trial, price in priced if base + price < beat and _roomy(question, drafts, trial)]
    kinds = sum(len(draft.groups) for draft in drafts)
    for trial in hopeful[: MOST_TRIALS if kinds <= MANY_KINDS else FEW_TRIALS]:
        plan = question.plan(drafts, trial, proof)
        if survives(question, plan) and not shortage(question, plan).any():
            return plan
    return None


def _roomy(question: Question, drafts: Sequence[Draft], spares: Sequence[int]) -> bool:
    """Whether the sum of all rooms holds all replicas, without the largest nodes or with any surge: quick to see."""
    table = question.table
    whole = table.rooms.T @ _counts(table, drafts, spares)
    surging = sum(question.live) @ table.weights + (question.surge[:, None] * table.weights).max(axis=0)
    return _enough_left(question, drafts, spares) and bool((whole >= surging).all())


def _enough_left(question: Question, drafts: Sequence[Draft], spares: Sequence[int]) -> bool:
    """Whether the sum of all rooms without the largest nodes holds all replicas."""
    table = question.table
    counts, lost = _counts(table, drafts, spares), question.survive_nodes
    largest = np.sort(np.repeat(table.rooms, np.minimum(counts, lost), axis=0), axis=0)[::-1][:lost]
    need = sum(question.live) @ table.weights
    return bool((table.rooms.T @ counts - largest.sum(axis=0) >= need).all())


def _counts(table: Table, drafts: Sequence[Draft], spares: Sequence[int]) -> Whole:
    """Nodes of each type, spares included; shape (t,)."""
    more = np.bincount(np.array(spares, dtype=np.int64), minlength=len(table.machines))
    counts: Whole = sum(used_machines(table, draft.groups) for draft in drafts) + more
    return counts
