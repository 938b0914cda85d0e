"""What a topology says of disks and volumes: root disks that are enlarged, and disks that stand in one zone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from advisor.sizing.assumption import Assumption
from advisor.sizing.deployment import Deployment, SizingTask
from advisor.sizing.note_codes import AssumptionCode, NoteCode
from advisor.sizing.pool import PoolKind
from advisor.sizing.root_disks import disk_on_nodes, root_disk_of
from advisor.sizing.volumes import stays_in_zone
from advisor.values import Note, note


def disk_notes(task: SizingTask, deployment: Deployment) -> Iterator[Note]:
    """Root disks that have to be larger than by default, own machines that need some, and tasks that ask for disk."""
    asking = tuple(service.name for service in task.workload.services if service.disk_mib)
    if asking and any(pool.kind is not PoolKind.MACHINES for pool in deployment.pools):
        yield note(NoteCode.DISK_OF_TASKS, services=asking)
    for pool in deployment.pools:
        needed = disk_on_nodes(pool, task.workload.services) if pool.kind is PoolKind.MACHINES else {}
        for machine in pool.machines:
            size = partial(root_disk_of, task.terms, task.knowledge, machine, system=pool.system)
            gib, default = size(needed_mib=needed.get(machine.name, 0)).gib, size().gib
            if pool.owned and needed.get(machine.name):
                yield note(NoteCode.DISK_OF_OWN_MACHINES, pool=pool.name, machine=machine.name, gib=gib)
            elif gib > default and not pool.owned:
                yield note(NoteCode.ROOT_DISKS_ENLARGED, pool=pool.name, machine=machine.name, gib=gib, default=default)


def root_disk_assumptions(task: SizingTask) -> Iterator[Assumption]:
    """The size of root disks where the platform names none."""
    location = task.main_location
    if task.terms.root_disks is None and task.strategy.runs_on_own_machines and location.cloud:
        assumed = task.knowledge.assumed["root_disk_gib"]
        yield Assumption(None, note(AssumptionCode.ROOT_DISK, value=assumed.value, because=assumed.why))


def zonal_volume_notes(task: SizingTask, deployment: Deployment) -> Iterator[Note]:
    """Services whose disks stand in one zone each: their replicas, and how many the loss of one zone takes down."""
    zonal = (location for location in task.targets.locations if location.volumes_stay and len(location.zones) > 1)
    stay = {location.id for location in zonal if task.has_disks}
    found: dict[str, Counter[str]] = {}
    for pool in deployment.pools:
        for node in pool.nodes if pool.site in stay else ():
            for name, replicas in node.pods:
                found.setdefault(name, Counter())[node.zone] += replicas * node.count
    services = tuple(
        (service.name, sum(by_zone.values()), max(by_zone.values()))
        for service in task.workload.services
        if stays_in_zone(service) and (by_zone := found.get(service.name))
    )
    if services:
        yield note(NoteCode.DISKS_IN_ONE_ZONE, services=services, asked=task.workload.survive_zone)
