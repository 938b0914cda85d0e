"""A topology with the reasons for its plans: what their certificates say, and what stricter promises would cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from advisor.knowledge import Knowledge, Platform
from advisor.packing import Effort
from advisor.scenario import Scenario
from advisor.sizing.deployment import SizingTask
from advisor.sizing.explain.marginal_costs import marginal_costs_of
from advisor.sizing.pipeline import fit, size_as_asked, task_of
from advisor.sizing.pool import Pool
from advisor.sizing.site_totals import times
from advisor.sizing.topology import Infeasible, SensitivityCase, SensitivityField, Topology
from advisor.sizing.workload import Workload, resolve_workload

MOST_SERVICES = 200
"""Services above which nothing is sized again: each time would take as long as the first."""
LOWER = 0.1
"""By how much the ceilings are lowered: ten points."""


def give_reasons(topology: Topology, scenario: Scenario, platform: Platform, knowledge: Knowledge) -> Topology:
    """The topology that `size` gave, with the marginal_costs of its pools and what stricter promises cost.

    The platform is sized again for each promise, which takes as long each time as a plan of ordinary effort.
    """
    pools = tuple(_with_insights(pool) for pool in topology.pools)
    workload = resolve_workload(scenario, knowledge)
    task = task_of(platform, scenario, knowledge, workload, Effort.DEFAULT)
    return replace(topology, pools=pools, sensitivity=tuple(_sensitivity_cases(task)) if _can_be_stricter(task) else ())


def _with_insights(pool: Pool) -> Pool:
    """What its certificate says of a pool whose machines all have a price."""
    priced = all(machine.usd_per_hour is not None for machine in pool.considered)
    return replace(pool, marginal_costs=marginal_costs_of(pool.packed)) if pool.packed and priced else pool


def _can_be_stricter(task: SizingTask) -> bool:
    return task.strategy.has_ceilings and 0 < len(task.workload.services) <= MOST_SERVICES


def _sensitivity_cases(task: SizingTask) -> Iterator[SensitivityCase]:
    task, now = fit(task)
    if isinstance(now, Infeasible):
        return
    for field, was, becomes, workload in _changes(task):
        then = size_as_asked(replace(task, workload=workload))
        if isinstance(then, Infeasible):
            yield SensitivityCase(field, was, becomes, None, None, then.refusal)
        else:
            sites = task.workload.sites.count if task.workload.sites else 1
            before, after = times(now.bill, sites).base, times(then.bill, sites).base
            more = None if before is None or after is None else after - before
            yield SensitivityCase(field, was, becomes, after, more)


Value = int | tuple[float, float]
"""A number, a switch, or the ceilings of CPU and memory."""


def _changes(task: SizingTask) -> Iterator[tuple[SensitivityField, Value, Value, Workload]]:
    """Each stricter promise: the field, what it was and becomes, and the workload with it."""
    workload = task.workload
    if task.strategy.survives_more_nodes:
        lost = workload.survive_nodes
        yield SensitivityField.SURVIVE_NODES, lost, lost + 1, replace(workload, survive_nodes=lost + 1)
        if task.strategy.survives_zones and not workload.survive_zone and len(task.main_location.zones) > 1:
            yield SensitivityField.SURVIVE_ZONE, False, True, replace(workload, survive_zone=True)
        if task.strategy.survives_zones and workload.survive_zone and lost and not workload.survive_together:
            yield SensitivityField.SURVIVE_TOGETHER, False, True, replace(workload, survive_together=True)
    cpu, memory = round(workload.cpu_ceiling - LOWER, 6), round(workload.memory_ceiling - LOWER, 6)
    if min(cpu, memory) > 0:
        was = (workload.cpu_ceiling, workload.memory_ceiling)
        lower = replace(workload, cpu_ceiling=cpu, memory_ceiling=memory)
        yield SensitivityField.UTILISATION, was, (cpu, memory), lower
