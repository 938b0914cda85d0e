"""What storage costs by the GiB and month: root disks of machines, disks of replicas, shared file systems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from advisor.prices.offer import Offer, PriceKind
from advisor.sizing.bill_types import BillKey, BillLine, BillPart, LeftOut, LeftOutCost, Unit
from advisor.sizing.billing.node_costs import machines_over_month
from advisor.sizing.control_plane import CONTROL_PLANE
from advisor.sizing.deployment import Deployment, SizingTask
from advisor.sizing.disk_prices import gib_sold, root_disk_price
from advisor.sizing.load_profile import PoolsByLoad
from advisor.sizing.location import Location, price_of
from advisor.sizing.pool import Pool, PoolKind
from advisor.sizing.root_disks import RootDisk, disk_on_nodes, root_disk_of
from advisor.sizing.volumes import VolumeClass, VolumeDemand, volumes_of
from advisor.values import MEBIBYTES_PER_GIBIBYTE

ITEMS = {VolumeClass.DISK: "disk_gib_month", VolumeClass.SHARED_FILES: "shared_files_gib_month"}
"""The items of the price table."""
PARTS = {VolumeClass.DISK: BillPart.VOLUMES, VolumeClass.SHARED_FILES: BillPart.SHARED_FILES}


def volume_lines(task: SizingTask, deployment: Deployment) -> Iterator[BillLine]:
    """A line for the volumes of each name of each service that somebody sells; without a price where none is held."""
    for cluster, location, volume in _placed(task, deployment):
        if location.seller is None:
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
            price_kind=price.price_kind if price else PriceKind.LISTED,
        )


def agent_disk_lines(task: SizingTask, pools: tuple[Pool, ...], followed: PoolsByLoad | None) -> Iterator[BillLine]:
    """The root disks of agents in a cloud, over the hours that they run; those that come with one cost nothing."""
    locations = {location.id: location for location in task.targets.locations}
    for pool in pools:
        location = locations.get(pool.site)
        if location is None or location.cloud is None or pool.kind is not PoolKind.MACHINES:
            continue
        on_nodes = disk_on_nodes(pool, task.workload.services)
        for machine, count in machines_over_month(pool, followed).items():
            key = BillKey(BillPart.ROOT_DISKS, location.id, pool.cluster, pool.name, machine.name)
            needed = on_nodes.get(machine.name, pool.node_disk_mib)
            disk = root_disk_of(task.terms, task.knowledge, machine, system=pool.system, needed_mib=needed)
            yield from _root_disks(location, key, disk, count)


def other_disk_lines(task: SizingTask, deployment: Deployment) -> Iterator[BillLine]:
    """The root disks of control-plane members and auxiliary nodes in a cloud."""
    for each in deployment.each():
        location = each.member_location
        counts: Counter[Offer] = Counter()
        for placed in each.members:
            counts[placed.offer] += placed.count
        for offer, count in counts.items():
            if location is None:
                continue
            key = BillKey(BillPart.ROOT_DISKS, location.id, machine=offer.name, role=CONTROL_PLANE)
            yield from _root_disks(location, key, root_disk_of(task.terms, task.knowledge, offer), count)
    for cluster, nodes in deployment.all_auxiliary_nodes():
        key = BillKey(BillPart.ROOT_DISKS, nodes.location.id, cluster, machine=nodes.offer.name, role=nodes.role)
        disk = root_disk_of(task.terms, task.knowledge, nodes.offer, role=nodes.role)
        yield from _root_disks(nodes.location, key, disk, nodes.count)


def _root_disks(location: Location, key: BillKey, disk: RootDisk, count: float) -> Iterator[BillLine]:
    price = root_disk_price(location)
    if location.cloud is None or disk.included or not count:
        return
    gib = count * gib_sold(disk.gib * MEBIBYTES_PER_GIBIBYTE, price)
    usd, source, as_of = (price.usd, price.source, price.as_of) if price else (None, "", "")
    kind = price.price_kind if price else PriceKind.LISTED
    monthly = None if usd is None else gib * usd
    yield BillLine(key, gib, Unit.GIB_MONTH, usd, monthly, source, as_of, count=count, price_kind=kind)


def volumes_left_out(task: SizingTask, deployment: Deployment) -> Iterator[LeftOut]:
    """Volumes on own servers, whose disks or file systems are there; and what copies in other zones cost more."""
    placed = list(_placed(task, deployment))
    for kinds, cost in (
        ({VolumeClass.SHARED_FILES}, LeftOutCost.SHARED_FILES_OF_OWN),
        (set(VolumeClass) - {VolumeClass.SHARED_FILES}, LeftOutCost.VOLUMES_ON_OWN_DISKS),
    ):
        own = [volume for _, location, volume in placed if location.seller is None and volume.kind in kinds]
        if own:
            gib = sum(volume.count * volume.size_mib for volume in own) / MEBIBYTES_PER_GIBIBYTE
            yield LeftOut(cost, gib=gib)
    copied = [
        volume
        for _, location, volume in placed
        if volume.kind is VolumeClass.DISK and task.terms.volumes_span_zones and len(location.zones) > 1
    ]
    if copied:
        gib = sum(volume.count * volume.size_mib for volume in copied) / MEBIBYTES_PER_GIBIBYTE
        yield LeftOut(LeftOutCost.DISKS_OVER_ZONES, gib=gib)


def _placed(task: SizingTask, deployment: Deployment) -> Iterator[tuple[str, Location, VolumeDemand]]:
    """The volumes of each cluster where its services stand."""
    one_machine = task.strategy.on_one_machine
    several = len(deployment.clusters) > 1
    shares = [(part.name if several else "", part.services, each) for part, each in deployment.clusters]
    for cluster, services, each in shares or [("", task.workload.services, deployment)]:
        for location, here in each.assignment or ((task.main_location, services),):
            for volume in volumes_of(here, on_one_machine=one_machine, disks=task.has_disks):
                yield cluster, location, volume
