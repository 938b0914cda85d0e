"""Which services form a task together: those that must share a machine, where only containers of one task share one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.knowledge import Level, Terms
from advisor.sizing.affinity import affinity_groups
from advisor.sizing.infeasibility import Refusal, RefusalCause
from advisor.sizing.packing_items import LoadPoint, replicas_at
from advisor.sizing.request_load import RequestLoad
from advisor.sizing.service_demand import ServiceDemand
from advisor.values import facts


@dataclass(frozen=True)
class TaskGroup:
    """Equal tasks: which services have how many containers in each, and the sums of what those ask for.

    `surplus` are services of which there are more replicas than these tasks hold; the others say how many tasks there
    are. `beside`: tasks that hold replicas of the same service and are counted before these.
    """

    containers: tuple[tuple[ServiceDemand, int], ...]
    surplus: frozenset[str] = frozenset()
    beside: TaskGroup | None = None

    @property
    def services(self) -> tuple[str, ...]:
        """The names of its services."""
        return tuple(service.name for service, _ in self.containers)

    @property
    def first(self) -> ServiceDemand:
        """One of its services; all have the same system and processor."""
        return self.containers[0][0]

    @property
    def cpu_millicores(self) -> int:
        """CPU of one task."""
        return sum(service.cpu_millicores * count for service, count in self.containers)

    @property
    def memory_mib(self) -> int:
        """Memory of one task."""
        return sum(service.memory_mib * count for service, count in self.containers)

    @property
    def disk_mib(self) -> int:
        """Disk of one task, gone with it."""
        return sum(service.disk_mib * count for service, count in self.containers)

    @property
    def requests(self) -> RequestLoad | None:
        """The requests of the service that gets most of them: the one that the task is reached by."""
        asked = [service.requests for service, _ in self.containers if service.requests is not None]
        return max(asked, key=lambda load: load.peak_per_second.base * load.seconds.base, default=None)

    @property
    def may_be_none(self) -> bool:
        """Whether all of its services run to an end, so that there may be none of them anywhere."""
        return all(service.batch for service, _ in self.containers)

    def tasks_at(self, load: LoadPoint) -> int:
        """How many tasks it takes at a load, beside those that are counted before."""
        before = self.beside.tasks_at(load) if self.beside else 0
        needed = (
            -(-replicas_at(service, load) // count)
            for service, count in self.containers
            if service.name not in self.surplus
        )
        return max(0, max(needed) - before)


def form_tasks(services: Sequence[ServiceDemand], terms: Terms, platform: str) -> list[TaskGroup] | Refusal:
    """The tasks of all services; or why some that must stand together cannot.

    Services that affinity ties together form tasks where the platform has no scheduler that keeps it. The fewest
    replicas of any of them say how many tasks there are. A service of which that is a whole share has that many
    containers in each, and one that needs none of the others may have further tasks of its own; else some replicas
    would stand without what they name, and the wish is refused.
    """
    if (terms.affinity or Level.NONE) >= Level.NATIVE:
        return [TaskGroup(((service, 1),)) for service in services]
    groups: list[TaskGroup] = []
    for tied in affinity_groups(services):
        formed = [TaskGroup(((tied[0], 1),))] if len(tied) == 1 else _one_task(tied, terms, platform)
        if isinstance(formed, Refusal):
            return formed
        groups += formed
    return groups


def _one_task(tied: list[ServiceDemand], terms: Terms, platform: str) -> list[TaskGroup] | Refusal:
    counts = {service.name: service.peak for service in tied}
    tasks = min(counts.values())
    containers, alone = [], []
    for service in tied:
        share, rest = divmod(service.peak, tasks) if tasks else (1, 0)
        if rest and set(service.affinity) & set(counts):
            values = facts(services=tuple(counts.items()), platform=platform)
            return Refusal(RefusalCause.NOT_ONE_TASK, values, tuple(counts))
        containers.append((service, 1 if rest else share))
        if rest:
            alone.append(service)
    together = TaskGroup(tuple(containers), frozenset(service.name for service in alone))
    refused = _refusal(together, terms, platform)
    return refused or [together, *(TaskGroup(((service, 1),), beside=together) for service in alone)]


def _refusal(group: TaskGroup, terms: Terms, platform: str) -> Refusal | None:
    """Why these containers cannot be one task."""
    names = group.services
    if any(set(service.anti_affinity) & set(names) for service, _ in group.containers):
        return Refusal(RefusalCause.TIED_AND_KEPT_APART, facts(services=names), names)
    if any(service.max_per_node is not None and count > service.max_per_node for service, count in group.containers):
        return Refusal(RefusalCause.TIED_ABOVE_MOST_PER_NODE, facts(services=names), names)
    return too_many_containers(group, terms.containers_per_task, platform)


def too_many_containers(group: TaskGroup, most: int | None, platform: str) -> Refusal | None:
    """The refusal of a task with more containers than one may have; None where it has not."""
    containers = sum(count for _, count in group.containers)
    if most is None or containers <= most:
        return None
    values = facts(services=group.services, containers=containers, most=most, platform=platform)
    return Refusal(RefusalCause.TOO_MANY_IN_ONE_TASK, values, group.services)
