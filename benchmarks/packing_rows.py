"""One row of the packing benchmark: a problem, our plan for it, and what peers make of it."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from unittest import mock

from advisor.packing import NoPlan, Settings, check_plan, incumbent, pack
from advisor.packing.bounds.lower_bound import LowerBound
from advisor.packing.headroom import Candidate, with_spares
from advisor.packing.model.node_groups import Placement
from advisor.packing.task import PackingTask
from benchmarks.apart import apart, peak_mib
from benchmarks.instances import Family, Instance, draw
from benchmarks.peer_runs import Peer, ask_peers, tell


@dataclass(frozen=True)
class Measured:
    """Our plan in figures. `faults`: what a second look at the plan and at every loss it must survive finds wrong."""

    usd_per_hour: float
    bound_usd_per_hour: float
    bound_source: str
    gap: float
    ended_by: str
    nodes: int
    seconds: float
    first_plan_seconds: float
    cpu_seconds: float
    peak_mib: float
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One problem with everything that was measured on it; `failed` says why there is no plan of ours."""

    family: str
    seed: int
    services: int
    pods: int
    types: int
    plan: Measured | None
    failed: str | None
    peers: tuple[Peer, ...]

    def peer(self, name: str) -> Peer | None:
        """The peer of this name if it ran."""
        return next((peer for peer in self.peers if peer.name == name and peer.not_run is None), None)


def measure(family: Family, seed: int, with_solvers: bool) -> Row:
    """The row of this problem; what fails is said in it and raises nothing."""
    try:
        instance = draw(family, seed)
    except Exception as error:
        return Row(family.name, seed, family.services or 0, 0, family.types, None, tell(error), ())
    plan, failed = None, None
    try:
        plan = apart(measure_pack, instance)
    except Exception as error:
        failed = tell(error)
    peers = tuple(ask_peers(instance, with_solvers))
    services, types = len(instance.items), len(instance.machines)
    return Row(family.name, seed, services, instance.pods, types, plan, failed, peers)


def measure_pack(instance: Instance) -> Measured:
    """Our plan; to be called in a process of its own, since the peak of memory is that of the process.

    Raises ValueError with the packer's reason when there is no plan.
    """
    items, machines, family = instance.items, instance.machines, instance.family
    zones, lost, zone = family.zones, family.survive_nodes, family.survive_zone
    cpu, started, first = time.process_time(), time.perf_counter(), math.inf

    # where the search gets each plan and its bound from
    def noted(
        task: PackingTask, placements: Sequence[Placement], lower_bound: LowerBound, cutoff: float
    ) -> Candidate | None:
        nonlocal first
        candidate = with_spares(task, placements, lower_bound, cutoff)
        first = min(first, math.inf if candidate is None else time.perf_counter() - started)
        return candidate

    with mock.patch.object(incumbent, "with_spares", noted):
        plan = pack(items, machines, zones=zones, survive_nodes=lost, survive_zone=zone, settings=Settings.thorough())
    seconds, cpu, peak = time.perf_counter() - started, time.process_time() - cpu, peak_mib()
    if isinstance(plan, NoPlan):
        raise ValueError(f"{plan.cause}: {dict(plan.values)}")
    return Measured(
        usd_per_hour=plan.usd_per_hour,
        bound_usd_per_hour=plan.bound_usd_per_hour,
        bound_source=" ".join(filter(None, (*plan.bound_source.methods, plan.bound_source.argument))),
        gap=plan.gap,
        ended_by=plan.ended_by.value,
        nodes=sum(node.count for node in plan.nodes),
        seconds=round(seconds, 3),
        first_plan_seconds=round(min(first, seconds), 3),
        cpu_seconds=round(cpu, 3),
        peak_mib=round(peak, 1),
        faults=check_plan(plan, items, machines, zones=zones, survive_nodes=lost, survive_zone=zone),
    )
