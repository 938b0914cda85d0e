"""What a topology says of its machines: the licence in their price, and the system pool that services share."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge import data_folder
from advisor.prices.windows_licences import windows_licence
from advisor.sizing.deployment import Deployment, SizingTask
from advisor.sizing.machine_types import WINDOWS
from advisor.sizing.note_codes import NoteCode
from advisor.values import Note, note


def machine_notes(task: SizingTask, deployment: Deployment) -> Iterator[Note]:
    """What there is to know of the machine types of a topology."""
    yield from _licence_notes(task, deployment)
    wanted = task.terms.system_pool
    if wanted is not None:
        services = task.workload.services
        shared = any(service.os != WINDOWS and (wanted.on_gpus or not service.gpus) for service in services)
        if shared and wanted.count == 1:
            return
        size = {"count": wanted.count, "vcpu": wanted.vcpu, "memory_mib": wanted.memory_mib}
        yield note(NoteCode.SYSTEM_POOL, shared=shared, **size)


def _licence_notes(task: SizingTask, deployment: Deployment) -> Iterator[Note]:
    used = {
        (pool.site, machine.name)
        for pool in deployment.pools
        if pool.system == WINDOWS and not pool.owned and pool.usd_per_hour is not None
        for machine in pool.machines
    }
    told = set()
    for location in task.targets.locations:
        for offer in location.offers:
            licence = windows_licence(data_folder(), offer) if (location.id, offer.name) in used else None
            if licence is not None and licence not in told:
                told.add(licence)
                yield note(
                    NoteCode.WINDOWS_LICENCE_IN_PRICE,
                    usd_per_vcpu_hour=licence.usd_per_vcpu_hour,
                    said_by=licence.source,
                    as_of=licence.as_of,
                )
