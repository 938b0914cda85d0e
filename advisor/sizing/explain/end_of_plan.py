"""The end of the years planned for, told in short: replicas, machines and the bill."""

from __future__ import annotations

from advisor.sizing.growth import GrowthPlan
from advisor.sizing.topology import EndOfPlan, Infeasible, Topology
from advisor.sizing.workload import Workload


def end_of_plan(plan: GrowthPlan, workload: Workload, sized: Topology | Infeasible) -> EndOfPlan:
    """What a platform comes to with the workload of the end of the plan, or why it cannot hold it; over all sites."""
    machines: dict[str, int] = {}
    if isinstance(sized, Topology):
        for pool in sized.pools:
            times = sized.copies_of(pool.name)
            for node in pool.nodes:
                machines[node.machine] = machines.get(node.machine, 0) + node.count * times
    sites = workload.sites.count if workload.sites else 1
    return EndOfPlan(
        years=plan.years,
        years_assumed=plan.years_assumed,
        percent_per_year=plan.percent_per_year,
        factor=plan.factor,
        replicas=sites * sum(service.peak for service in workload.services),
        machines=tuple(sorted(machines.items(), key=lambda one: (-one[1], one[0]))),
        bill=sized.bill if isinstance(sized, Topology) else None,
        refusal=sized.refusal if isinstance(sized, Infeasible) else None,
    )
