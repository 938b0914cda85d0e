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

from advisor.packing.bounds.failure_bounds import Proof, prove, with_surge
from advisor.packing.bounds.lagrangian import relax
from advisor.packing.failures import (
    both_covered,
    both_loss_limit,
    both_losses,
    displaced,
    displaced_fit,
    layout_of,
    load_of,
)
from advisor.packing.headroom import MOST_LOSSES, secure, survives, with_spares
from advisor.packing.incumbent import Search, try_every_purchase, try_everything
from advisor.packing.model.instance import Whole
from advisor.packing.model.problem import Effort, Node, Plan
from advisor.packing.plan_builder import Question, nodes_of, with_proof
from advisor.packing.surge import give_room, left_of, shortage, widen
from advisor.packing.zone_reserve import slots_of_all
from advisor.packing.zone_solver import Packing, Stage

SURGE_ROUNDS = 3
"""Times that what a surge still lacks is put into the drafts of small zones."""

SURGE_LOST = (0.5, 0.25)
"""Shares of the room for a surge that one lost node may need, where losses are to be survived without spares."""


def with_room(calm: Search, question: Question) -> Search:
    """The search for a plan that holds any surge: the calm plan if it does, else with nodes added or packed anew."""
    if calm.best is None or not question.surge.any():
        return calm
    if not shortage(question, calm.best).any():
        if not calm.good_enough:
            calm.upgraded = with_surge(calm.relaxed[1], question.surge)
            calm.prove_again()
        calm.best = replace(calm.best, surges=question.surges)
        return calm
    found = Search(replace(calm.packing, question=question), calm.relaxed, calm.proof, calm.effort)
    found.upgraded = with_surge(calm.relaxed[1], question.surge)
    found.prove_again()
    found.take(give_room(question, calm.best, found.proof, float("inf")))
    if found.effort is not Effort.ROUGH:
        _try_widened(found, calm.best)
        if question.survive_nodes and not question.survive_zone:
            _try_without_losses(found)
    if found.effort is not Effort.ROUGH and not found.packing.large:
        _try_surging_slots(found)
    if found.effort is not Effort.ROUGH and not question.survive_zone:
        try_every_purchase(found)
    if found.best is not None:
        dearer = max(0.0, found.best.usd_per_hour - calm.best.usd_per_hour)
        found.best = replace(found.best, surge_usd_per_hour=dearer)
    return found


def _try_surging_slots(found: Search) -> None:
    """Packs what a surge lacks like replicas that run, and again what then is lacking, in one zone after the other."""
    question = found.packing.question
    slots = slots_of_all(question.table, question.live, uneven=False) if question.survive_zone else question.live
    worth = found.packing.base(0)
    lacking = question.surge
    extra = np.zeros_like(question.surge)
    for _ in range(SURGE_ROUNDS):
        item = int(np.argmax(lacking * worth))
        if found.good_enough or not lacking[item]:
            return
        extra = extra + lacking * (np.arange(len(extra)) == item)
        for zone in range(len(slots)):
            if not found.good_enough:
                _try_slots(found, tuple(here + extra * (z == zone) for z, here in enumerate(slots)))
        lacking = _lacking(found)


def _try_slots(found: Search, slots: tuple[Whole, ...]) -> None:
    question = found.packing.question
    known = {r.demand.tobytes(): r for r in (*found.relaxed[0], *found.upgraded.values())}
    relaxed = [known.get(here.tobytes()) or relax(question.table, here, found.relaxed[1]) for here in slots]
    try_everything(found, [Packing(question, slots, relaxed)])


def _try_without_losses(found: Search) -> None:
    """Takes a plan made for the surges alone, on nodes small enough that a lost one may find the room of a surge."""
    question, table = found.packing.question, found.packing.question.table
    unsafe = replace(question, survive_nodes=0)
    packing = Packing(unsafe.calm, question.live, found.relaxed[0])
    worth = float((packing.base(0) * question.surge).max())
    for share in SURGE_LOST:
        small = table.prices <= worth * share / question.survive_nodes
        if not small.any() or (table.fits[small].max(axis=0) < 1).any():
            return
        drafts = packing.drafts(small, None, Stage.REPAIRED)
        bare = None if drafts is None else with_spares(unsafe.calm, drafts, found.proof, float("inf"))
        wider = None if bare is None else widen(unsafe, bare, found.proof)
        found.take(None if wider is None else secure(question, wider, found.proof, found.cost))


def _try_widened(found: Search, plan: Plan) -> None:
    """Takes the plan with its nodes exchanged for others that hold the surges too, if that is cheaper."""
    question = found.packing.question
    wider = widen(question, plan, found.proof)
    if wider is not None and wider.usd_per_hour < found.cost and survives(question, wider):
        found.take(wider)


def _lacking(found: Search) -> Whole:
    """What each surge lacks on the drafts that were made last, before nodes are added for it."""
    question, packing = found.packing.question, found.packing
    drafts = packing.drafts(*packing.choices()[0])
    plan = None if drafts is None else with_spares(question.calm, drafts, found.proof, float("inf"))
    return np.zeros_like(question.surge) if plan is None else shortage(question, plan)


MOST_TRIALS = 12
"""Smaller or fewer spares that are tried."""


def with_both(found: Search, question: Question) -> Search:
    """The search with its best plan made to survive lost nodes while a zone is lost; without one if stock runs out."""
    if found.best is None:
        return found
    lost, zone = question.survive_nodes, question.survive_zone
    found.proof = prove(question.table, *found.relaxed, lost, zone, found.upgraded, together=True)
    best: Plan | None = None
    for kept in _bases(found.packing, question, found.best):
        plan = next(_trials(question, kept, found.proof, best.usd_per_hour if best else np.inf), None)
        best = plan or best
    found.best = None if best is None else with_proof(replace(best, survives_together=True), found.proof)
    return found


def _bases(packing: Packing, question: Question, best: Plan) -> Iterator[Sequence[Node]]:
    """Nodes to add spares to: those of the best plan without its spares and with them, and those of one type alone.

    Where many nodes may be lost at once, small equal ones need less to make up for them.
    """
    yield [node for node in best.nodes if not node.spare]
    yield best.nodes
    for machine in packing.likely_types(np.inf):
        drafts = packing.alone.drafts(machine, np.inf)
        if drafts is not None:
            yield nodes_of(question.table, drafts, question.live)


def _trials(question: Question, kept: Sequence[Node], proof: Proof, beat: float) -> Iterator[Plan]:
    """Plans of these nodes and spares that keep every promise for less than `beat`, cheapest spares first.

    The last ones need no list of losses.
    """
    table = question.table
    left = left_of(table, question.with_more(kept, (), proof))
    safe = _safe_spares(question, kept, left)
    last = [] if safe is None else [safe]
    tried = _with_prices(question, left)
    cheaper = [spares for spares, usd in tried if not last or usd < float(table.prices[list(last[0])].sum())]
    plans = (_with_spares(question, kept, spares, proof) for spares in cheaper)
    hopeful = islice((plan for plan in plans if _enough_left(question, plan)), MOST_TRIALS)
    for plan in chain(hopeful, (_with_spares(question, kept, spares, proof) for spares in last)):
        if plan.usd_per_hour >= beat:
            return
        if _outlasts(question, plan) and survives(question, plan) and not shortage(question, plan).any():
            yield plan


def _with_prices(question: Question, left: Whole) -> list[tuple[tuple[int, ...], float]]:
    """No spare, and so many of each type as may be needed, with what they cost in USD per hour, the cheapest first."""
    prices, most = question.table.prices, question.survive_nodes + _most_in_a_zone(question)
    counts = range(1, most + 1)
    spares = [(), *((machine,) * count for count in counts for machine in np.flatnonzero(left >= count).tolist())]
    return sorted(((each, float(prices[list(each)].sum())) for each in spares), key=lambda one: (one[1], one[0]))


def _with_spares(question: Question, kept: Sequence[Node], spares: Sequence[int], proof: Proof) -> Plan:
    """The plan with a spare of each of these types, where the fewest nodes stand, but not too many in a zone."""
    zones = range(len(question.live))
    nodes = [sum(node.count for node in kept if node.zone == zone) for zone in zones]
    dealt, most = [0] * len(nodes), _most_in_a_zone(question)
    empty = []
    for machine in spares:
        kind = question.table.machines[machine]
        few = [z for z in zones if dealt[z] < most and kind.sold_in(z)] or [kind.zone or 0]
        zone = min(few, key=lambda z: (nodes[z] + dealt[z], z))
        dealt[zone] += 1
        empty.append(Node(kind.name, zone, 1, (), spare=True))
    return question.with_more([*kept, *empty], (), proof)


def _most_in_a_zone(question: Question) -> int:
    """Spares for k nodes that may stand in one of Z zones: k / (Z - 1), rounded up, so that the others hold k."""
    return -(-question.survive_nodes // (len(question.live) - 1))


def _outlasts(question: Question, plan: Plan) -> bool:
    """Whether every distinct loss of a zone and of nodes beside is shown to find places."""
    lost, zones = question.survive_nodes, len(question.live)
    layout = layout_of(plan, question.items, question.machines)
    if both_covered(layout, zones, lost):
        return True
    if both_loss_limit(plan, zones, lost) > MOST_LOSSES:
        return False
    losses = sorted(both_losses(plan, zones, lost), key=lambda loss: -sum(displaced(plan, loss).values()))
    return all(displaced_fit(layout, loss) is not None for loss in losses)


def _enough_left(question: Question, plan: Plan) -> bool:
    """Whether the sum of all rooms holds all replicas without any zone and the largest nodes beside: quick to see."""
    table, lost = question.table, question.survive_nodes
    row = {machine.name: number for number, machine in enumerate(table.machines)}
    need = sum(question.live) @ table.weights
    for zone in range(len(question.live)):
        rest = [node for node in plan.nodes if node.zone != zone]
        rooms = np.repeat(table.rooms[[row[n.machine] for n in rest]], [n.count for n in rest], axis=0)
        if len(rooms) <= lost or (np.sort(rooms, axis=0)[: len(rooms) - lost].sum(axis=0) < need).any():
            return False
    return True


def _safe_spares(question: Question, kept: Sequence[Node], left: Whole) -> tuple[int, ...] | None:
    """The cheapest spares, as many as leave enough outside every zone, each as large as all that any node holds."""
    table, in_a_zone = question.table, _most_in_a_zone(question)
    wanted = question.survive_nodes + in_a_zone
    by_name = {item.name: item for item in question.items}
    loads = np.array([load_of(by_name, node.kept) for node in kept], dtype=np.int64)
    spares: list[int] = []
    for machine in np.flatnonzero((table.rooms >= loads.max(axis=0)).all(axis=1)).tolist():
        most = wanted if table.machines[machine].zone is None else in_a_zone
        spares += [machine] * int(min(left[machine], most, wanted - len(spares)))
    return tuple(spares) if len(spares) == wanted else None
