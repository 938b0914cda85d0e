"""Replicas on a machine: what the setting that allows more of them would save, where their number is what binds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from advisor.sizing.deployment import Deployment, SizingTask
from advisor.sizing.infeasibility import Refusal
from advisor.sizing.load_profile import hourly_cost
from advisor.sizing.note_codes import NoteCode
from advisor.sizing.packing_items import LoadPoint
from advisor.sizing.pool import Pool
from advisor.values import HOURS_PER_MONTH, Note, note

LEAST_SAVING = 0.05
"""The share of the machines' cost from which on a setting is worth naming."""

NEARLY_FULL = 0.9
"""A machine with so many of the replicas that it may hold is full of them."""

Deploy = Callable[[SizingTask, LoadPoint], Deployment | Refusal]


def denser_pods_note(task: SizingTask, peak: Deployment, deploy: Deploy) -> tuple[Note, ...]:
    """What the machines would cost with the setting, if that is clearly less; nothing is packed where it cannot be."""
    denser = task.terms.denser_pods
    if denser is None or task.denser_pods or not any(_is_full_of_replicas(pool) for pool in peak.pools):
        return ()
    again = deploy(replace(task, denser_pods=True), LoadPoint.PEAK)
    now = hourly_cost(peak.pools)
    then = None if isinstance(again, Refusal) else hourly_cost(again.pools)
    if not now or then is None or isinstance(again, Refusal) or then > (1 - LEAST_SAVING) * now:
        return ()
    return (
        note(
            NoteCode.DENSER_PODS,
            setting=denser.setting,
            usd_per_month=now * HOURS_PER_MONTH,
            denser_usd_per_month=then * HOURS_PER_MONTH,
            machines=peak.nodes,
            denser_machines=again.nodes,
        ),
    )


def _is_full_of_replicas(pool: Pool) -> bool:
    """Whether half of the machines of a pool hold about as many replicas as they may."""
    most = {machine.name: machine.max_pods for machine in pool.machines}
    full = sum(
        node.count
        for node in pool.nodes
        if sum(count for _, count in (*node.pods, *node.reserved)) >= NEARLY_FULL * most[node.machine]
    )
    return full > 0 and 2 * full >= pool.node_count
