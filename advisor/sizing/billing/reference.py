"""The reference bill: what the same demand would cost at reference rates; the yardstick of the cost criterion."""

from __future__ import annotations

from typing import Any

from advisor.knowledge import Knowledge
from advisor.scenario import Scenario
from advisor.sizing.workload import resolve_workload
from advisor.values import HOURS_PER_MONTH


def reference_rests_on(scenario: Scenario) -> tuple[Any, ...]:
    """The answers that the reference bill rests on: with services listed, `scale` counts nothing any more."""
    counted = scenario.scale if scenario.services is None else scenario.services
    return counted, scenario.workloads, scenario.state, scenario.hosting, scenario.sites


def reference_usd_per_month(scenario: Scenario, knowledge: Knowledge) -> float:
    """USD a month for today's typical replicas' requests at the reference rates of criteria.yaml, at least its floor.

    max(floor, 730 x sum of replicas x (vCPU x vcpu_usd_per_hour + GiB x gib_usd_per_hour)).
    """
    hourly = 0.0
    workload = resolve_workload(scenario, knowledge)
    sites = workload.sites.count if workload.sites else 1
    for service in workload.services:
        vcpu = service.cpu_millicores / 1000 * knowledge.reference("vcpu_usd_per_hour")
        memory = service.memory_mib / 1024 * knowledge.reference("gib_usd_per_hour")
        hourly += service.typical * (vcpu + memory)
    return max(knowledge.reference("reference_floor_usd_per_month"), sites * hourly * HOURS_PER_MONTH)
