"""Promises that nobody asked for, given up one by one where the services fit no other way.

A plan survives the loss of a machine, leaves some of each machine free, and has two replicas of each service because
the knowledge base says so where a scenario does not. Where a platform cannot hold the services that way, as few of
these are given up as will do, the spare machine first, then the free share, then the second replica; each is told.
What was asked for is never given up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import StrEnum
from itertools import combinations

from advisor.packing import NoPlanCause
from advisor.sizing.assumption import Assumption
from advisor.sizing.infeasibility import MachinesToBuy, Refusal, RefusalCause
from advisor.sizing.note_codes import AssumptionCode, NoteCode
from advisor.sizing.workload import Workload, with_one_replica
from advisor.values import Fact, Note, note

ABOUT_ROOM = frozenset(
    {
        *(NoPlanCause.TOO_LARGE, NoPlanCause.TOO_FEW_MACHINES, NoPlanCause.SHORT_STOCK, NoPlanCause.NOT_FOUND),
        *(NoPlanCause.ONCE_PER_NODE, NoPlanCause.TOO_MANY_PER_NODE, NoPlanCause.NO_MACHINE, NoPlanCause.ONE_ZONE),
        *(RefusalCause.NO_MACHINE_LEFT, RefusalCause.NO_PLACE_FOR_MEMBERS, RefusalCause.NO_PLACE_FOR_ROLE),
        RefusalCause.ONE_MACHINE_TOO_SMALL,
    }
)
"""Causes of a refusal that more room on the machines may mend."""


class DefaultPromise(StrEnum):
    """What is planned for without being asked for, in the order in which it is given up."""

    SPARE_MACHINE = "spare_machine"
    FREE_SHARE = "free_share"
    SECOND_REPLICA = "second_replica"


def relaxed_workloads(workload: Workload, refusal: Refusal) -> Iterator[tuple[tuple[DefaultPromise, ...], Workload]]:
    """What may be given up, the fewest promises first, with the workload that is left; nothing where it is no help."""
    if refusal.cause not in ABOUT_ROOM:
        return
    made = [promise for promise in DefaultPromise if _made_by_default(workload, promise)]
    for count in range(1, len(made) + 1):
        for given_up in combinations(made, count):
            relaxed = workload
            for promise in given_up:
                relaxed = _WITHOUT[promise](relaxed)
            yield given_up, relaxed


def given_up_notes(
    given_up: tuple[DefaultPromise, ...], workload: Workload, to_buy: tuple[MachinesToBuy, ...]
) -> tuple[Note, ...]:
    """What is told of each promise: what it was, and the machines with which it could be kept where that is known."""
    was: dict[DefaultPromise, Fact] = {
        DefaultPromise.SPARE_MACHINE: workload.survive_nodes,
        DefaultPromise.FREE_SHARE: (workload.cpu_ceiling, workload.memory_ceiling),
        DefaultPromise.SECOND_REPLICA: max((service.assumed_replicas for service in workload.services), default=0),
    }
    machines = tuple((each.machine, each.count, each.site) for each in to_buy)
    return tuple(note(_TOLD[promise], was=was[promise], to_buy=machines) for promise in given_up)


def _made_by_default(workload: Workload, promise: DefaultPromise) -> bool:
    taken = {assumption.note.code for assumption in workload.assumptions}
    match promise:
        case DefaultPromise.SPARE_MACHINE:
            return AssumptionCode.SURVIVE_NODES in taken and workload.survive_nodes > 0
        case DefaultPromise.FREE_SHARE:
            return AssumptionCode.UTILISATION in taken
        case DefaultPromise.SECOND_REPLICA:
            return with_one_replica(workload.services) != workload.services


def _without_spare(workload: Workload) -> Workload:
    told = note(AssumptionCode.NO_SPARE, was=workload.survive_nodes)
    assumptions = _instead(workload.assumptions, AssumptionCode.SURVIVE_NODES, told)
    return replace(workload, survive_nodes=0, assumptions=assumptions)


def _planned_full(workload: Workload) -> Workload:
    asked = {a.field for a in workload.assumptions if a.note.code is AssumptionCode.UTILISATION}
    cpu = 1.0 if "utilisation.cpu" in asked else workload.cpu_ceiling
    memory = 1.0 if "utilisation.memory" in asked else workload.memory_ceiling
    assumptions = _instead(workload.assumptions, AssumptionCode.UTILISATION, note(AssumptionCode.PLANNED_FULL))
    return replace(workload, cpu_ceiling=cpu, memory_ceiling=memory, assumptions=assumptions)


def _one_replica_each(workload: Workload) -> Workload:
    assumptions = _instead(workload.assumptions, AssumptionCode.REPLICAS, note(AssumptionCode.NO_SECOND_REPLICA))
    return replace(workload, services=with_one_replica(workload.services), assumptions=assumptions)


def _instead(assumptions: tuple[Assumption, ...], code: AssumptionCode, told: Note) -> tuple[Assumption, ...]:
    return tuple(Assumption(a.field, told) if a.note.code is code else a for a in assumptions)


_WITHOUT: dict[DefaultPromise, Callable[[Workload], Workload]] = {
    DefaultPromise.SPARE_MACHINE: _without_spare,
    DefaultPromise.FREE_SHARE: _planned_full,
    DefaultPromise.SECOND_REPLICA: _one_replica_each,
}
_TOLD = {
    DefaultPromise.SPARE_MACHINE: NoteCode.NO_SPARE_MACHINE,
    DefaultPromise.FREE_SHARE: NoteCode.MACHINES_PLANNED_FULL,
    DefaultPromise.SECOND_REPLICA: NoteCode.NO_SECOND_REPLICA,
}
