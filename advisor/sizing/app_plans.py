"""Plans of instances that a vendor sells: which apps share a plan, on which size, and how many instances it has.

All instances of a plan have one size. An app belongs to one plan and runs once on each instance of it, so that a plan
has as many instances as its app with the most replicas, and each instance holds all apps of the plan.

Which apps share a plan is a set partition. Up to MOST_EXACT groups it is solved by dynamic programming over subsets
(the cheapest partition of a set is the cheapest choice of a block that holds its first element, and the cheapest
partition of the rest); with more of them plans are merged, the pair that saves most first, as in agglomerative
clustering.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

from advisor.sizing.affinity import affinity_groups
from advisor.sizing.pool import MachineType
from advisor.sizing.service_demand import ServiceDemand

MOST_EXACT = 10
"""Groups of apps up to which all partitions are compared: 3 to this power subsets of subsets."""

Replicas = Callable[[ServiceDemand], int]


@dataclass(frozen=True)
class PlanPromises:
    """What a plan is to survive, and whether it also holds a second copy of any one app while that is upgraded."""

    nodes: int = 0
    zones: int = 1
    """Zones that the instances are spread over, of which one may be lost; 1: none may be."""
    together: bool = False
    upgrade: bool = False


@dataclass(frozen=True)
class AppPlan:
    """Apps on so many instances of one size."""

    services: tuple[ServiceDemand, ...]
    size: MachineType
    instances: int

    @property
    def usd_per_hour(self) -> float:
        """What it costs, by the number of its vCPU where no price is known."""
        return self.instances * price_of_size(self.size)


def price_of_size(size: MachineType) -> float:
    """USD an hour of an instance; where no price is known its vCPU, which puts the sizes in order."""
    return size.vcpu if size.usd_per_hour is None else size.usd_per_hour


def instances_for(replicas: int, promises: PlanPromises) -> int:
    """The least number of instances of which so many are left after every promised loss, and one at least.

    >>> instances_for(3, PlanPromises(nodes=1)), instances_for(2, PlanPromises(zones=3))
    (4, 3)
    """
    needed = max(1, replicas)
    count = needed
    while count - _lost(count, promises) < needed:
        count += 1
    return count


def _lost(count: int, promises: PlanPromises) -> int:
    in_zone = math.ceil(count / promises.zones) if promises.zones > 1 else 0
    return promises.nodes + in_zone if promises.together else max(promises.nodes, in_zone)


def plan_for(
    services: Sequence[ServiceDemand], sizes: Sequence[MachineType], replicas: Replicas, promises: PlanPromises
) -> AppPlan | None:
    """The cheapest plan that holds these apps together; None where no size does, or they keep apart."""
    names = {service.name for service in services}
    if any(names & set(service.anti_affinity) - {service.name} for service in services):
        return None
    count = instances_for(max(replicas(service) for service in services), promises)
    cpu = sum(service.cpu_millicores for service in services)
    memory = sum(service.memory_mib for service in services)
    beside = services if promises.upgrade else ()
    fitting = [
        size
        for size in sizes
        if cpu + max((s.cpu_millicores for s in beside), default=0) <= size.cpu_millicores
        and memory + max((s.memory_mib for s in beside), default=0) <= size.memory_mib
        and len(services) + bool(beside) <= size.max_pods
        and (size.stock is None or count <= size.stock)
    ]
    if not fitting:
        return None
    return AppPlan(tuple(services), min(fitting, key=lambda size: (price_of_size(size), size.name)), count)


def cheapest_plans(
    services: Sequence[ServiceDemand], sizes: Sequence[MachineType], replicas: Replicas, promises: PlanPromises
) -> tuple[AppPlan, ...] | tuple[ServiceDemand, ...]:
    """The plans of the cheapest partition found; or the apps of a group that no size holds, even alone.

    Apps that affinity ties together stay in one plan, where every instance has all of them.
    """
    groups = affinity_groups(services)
    alone: list[AppPlan] = []
    for group in groups:
        plan = plan_for(group, sizes, replicas, promises)
        if plan is None:
            return tuple(group)
        alone.append(plan)

    def merged(*plans: AppPlan) -> AppPlan | None:
        return plan_for([service for plan in plans for service in plan.services], sizes, replicas, promises)

    return _exact(alone, merged) if len(groups) <= MOST_EXACT else _by_merging(alone, merged)


def _exact(alone: Sequence[AppPlan], merged: Callable[..., AppPlan | None]) -> tuple[AppPlan, ...]:
    """The cheapest partition: `best[mask]` is that of the groups whose bits are in `mask`."""
    everything = (1 << len(alone)) - 1
    block = {
        mask: merged(*(plan for bit, plan in enumerate(alone) if mask >> bit & 1)) for mask in range(1, everything + 1)
    }
    best: dict[int, tuple[float, tuple[AppPlan, ...]]] = {0: (0.0, ())}
    for mask in range(1, everything + 1):
        first = mask & -mask
        found: list[tuple[float, tuple[AppPlan, ...]]] = []
        rest = part = mask ^ first
        while True:  # every subset of the rest joins the first group in one plan
            plan = block[first | part]
            if plan is not None:
                usd, others = best[rest ^ part]
                found.append((usd + plan.usd_per_hour, (plan, *others)))
            if part == 0:
                break
            part = (part - 1) & rest
        best[mask] = min(found, key=lambda one: (round(one[0], 9), len(one[1])))
    return best[everything][1]


def _by_merging(alone: Sequence[AppPlan], merged: Callable[..., AppPlan | None]) -> tuple[AppPlan, ...]:
    """Plans merged two by two, those first that save most, until no merging saves anything."""
    plans = dict(enumerate(alone))
    savings: dict[tuple[int, int], tuple[float, AppPlan]] = {}

    def compare(first: int, second: int) -> None:
        together = merged(plans[first], plans[second])
        if together is not None:
            saved = plans[first].usd_per_hour + plans[second].usd_per_hour - together.usd_per_hour
            savings[first, second] = (saved, together)

    for first, second in combinations(plans, 2):
        compare(first, second)
    while savings:
        pair, (saved, together) = max(savings.items(), key=lambda one: (one[1][0], -one[0][0], -one[0][1]))
        if saved < -1e-9:
            break
        savings = {other: value for other, value in savings.items() if not {*other} & {*pair}}
        for gone in pair:
            del plans[gone]
        newest = max(plans, default=0) + len(alone)
        plans[newest] = together
        for other in plans:
            if other != newest:
                compare(other, newest)
    return tuple(plans.values())


def least_usd_per_hour(services: Sequence[ServiceDemand], sizes: Sequence[MachineType], replicas: Replicas) -> float:
    """A lower bound for any partition: all replicas at the cheapest price of a unit of CPU, or of memory."""
    cpu = sum(replicas(service) * service.cpu_millicores for service in services)
    memory = sum(replicas(service) * service.memory_mib for service in services)
    return max(
        cpu * min(price_of_size(size) / size.cpu_millicores for size in sizes),
        memory * min(price_of_size(size) / size.memory_mib for size in sizes),
    )
