"""Volumes: of which class they are, how many there are, and whose replicas cannot leave their zone.

A disk is attached to one machine at a time and stands in one zone, so a replica that keeps data on it starts again in
that zone alone. A volume that many replicas use is a shared file system, which reaches all zones; on a single machine
it is a folder. What keeps a cache may be filled again, so its replica may go anywhere with an empty one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from advisor.scenario.enums import VolumeAccess, VolumeContent
from advisor.scenario.service import Volume
from advisor.sizing.service_demand import ServiceDemand


class VolumeClass(StrEnum):
    """How a volume is provided."""

    DISK = "disk"
    SHARED_FILES = "shared_files"


@dataclass(frozen=True)
class VolumeDemand:
    """Equal volumes of one service: `count` of them, each of `size_mib` MiB."""

    service: str
    name: str
    kind: VolumeClass
    size_mib: int
    count: int


def is_disk(volume: Volume) -> bool:
    """Whether one replica alone uses the volume, so that a disk will do."""
    return volume.access is not VolumeAccess.MANY


def holds_disk(service: ServiceDemand) -> bool:
    """Whether a replica has a disk of its own, which the one before it has to let go of first."""
    return any(is_disk(volume) for volume in service.volumes)


def stays_in_zone(service: ServiceDemand) -> bool:
    """Whether a replica keeps data on a disk; where nothing is said of a volume, it keeps data."""
    return any(is_disk(volume) and volume.keeps is not VolumeContent.CACHE for volume in service.volumes)


def volumes_of(
    services: Iterable[ServiceDemand], *, on_one_machine: bool = False, disks: bool = True
) -> Iterator[VolumeDemand]:
    """The volumes of services at the peak: a disk for each replica, one shared file system for all of a service.

    `on_one_machine` all replicas share a folder of its disk; a platform without `disks` has shared file systems alone.
    """
    for service in services:
        for volume in service.volumes:
            shared = not is_disk(volume)
            kind = VolumeClass.DISK if (not shared and disks) or on_one_machine else VolumeClass.SHARED_FILES
            count = 1 if shared else service.peak
            if count:
                yield VolumeDemand(service.name, volume.name, kind, volume.size_mib, count)
