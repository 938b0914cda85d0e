"""What volumes cost: disks and shared file systems by the GiB and month."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.terms import Agents
from advisor.sizing.bill_types import BillKey, BillLine, BillPart, LeftOut, LeftOutCost, Unit
from advisor.sizing.deployment import Deployment, SizingTask
from advisor.sizing.locations import Location, price_of
from advisor.sizing.price_catalog import SupportPrice
from advisor.sizing.volumes import VolumeClass, VolumeDemand, volumes_of

MEBIBYTES_PER_GIBIBYTE = 1024
ITEMS = {VolumeClass.DISK: "disk_gib_month", VolumeClass.SHARED_FILES: "shared_files_gib_month"}
"""The items of the price table."""
PARTS = {VolumeClass.DISK: BillPart.VOLUMES, VolumeClass.SHARED_FILES: BillPart.SHARED_FILES}


def volume_lines(task: SizingTask, deployment: Deployment) -> Iterator[BillLine]:
    """A line for the volumes of each name of each service in a cloud; without a price where none is held."""
    for cluster, location, volume in _placed(task, deployment):
        if location.cloud is None:
            continue
        price = price_of(location, ITEMS[volume.kind])
        gib = volume.count * gib_sold(volume.size_mib, price)
        yield BillLine(
            BillKey(PARTS[volume.kind], location.id, cluster, service=volume.service, volume=volume.name),
            gib,
            Unit.GIB_MONTH,
            price.usd if price else None,
            gib * price.usd if price else None,
            price.source if price else "",
            price.as_of if price else "",
            count=volume.count,
        )


def volumes_left_out(task: SizingTask, deployment: Deployment) -> Iterator[LeftOut]:
    """Volumes on own servers, whose disks are there already; and copies of disks in other zones, which cost more."""
    placed = list(_placed(task, deployment))
    own = sum(volume.count * volume.size_mib for _, location, volume in placed if location.cloud is None)
    if own:
        yield LeftOut(LeftOutCost.VOLUMES_ON_OWN_DISKS, gib=own / MEBIBYTES_PER_GIBIBYTE)
    copied = [
        volume
        for _, location, volume in placed
        if volume.kind is VolumeClass.DISK and task.terms.volumes_span_zones and len(location.zones) > 1
    ]
    if copied:
        gib = sum(volume.count * volume.size_mib for volume in copied) / MEBIBYTES_PER_GIBIBYTE
        yield LeftOut(LeftOutCost.DISKS_OVER_ZONES, gib=gib)


def gib_sold(size_mib: int, price: SupportPrice | None) -> float:
    """The GiB that are paid for: those asked for, or those of the next size that is sold.

    >>> gib_sold(500 * 1024, None)
    500.0
    """
    gib = size_mib / MEBIBYTES_PER_GIBIBYTE
    if price is None or not price.in_doubling_sizes:
        return gib
    sold = price.least_gib
    while sold < gib:
        sold *= 2
    return sold


def _placed(task: SizingTask, deployment: Deployment) -> Iterator[tuple[str, Location, VolumeDemand]]:
    """The volumes of each cluster where its services stand."""
    one_machine = task.terms.agents is Agents.ONE_MACHINE
    disks = task.strategy.runs_on_own_machines or one_machine
    several = len(deployment.clusters) > 1
    shares = [(part.name if several else "", part.services, each) for part, each in deployment.clusters]
    for cluster, services, each in shares or [("", task.workload.services, deployment)]:
        for location, here in each.assignment or ((task.main_location, services),):
            for volume in volumes_of(here, on_one_machine=one_machine, disks=disks):
                yield cluster, location, volume
