"""From a plan without surges to one with room for any of them: kept, widened, or packed anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from advisor.sizing.packing.attempts import Search, try_every_purchase, try_everything
from advisor.sizing.packing.bound import relax
from advisor.sizing.packing.drafts import Packing, Stage
from advisor.sizing.packing.headroom import secure, survives, with_spares
from advisor.sizing.packing.problem import Effort, Plan
from advisor.sizing.packing.promises import with_surge
from advisor.sizing.packing.question import Question
from advisor.sizing.packing.slots import slots_of_all
from advisor.sizing.packing.surge import give_room, shortage
from advisor.sizing.packing.table import Whole
from advisor.sizing.packing.widen import widen

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
