"""Root disks: how large that of each machine is, for its system, its images and what replicas write there.

A machine's root disk has the size that the platform gives it by default, or the one that its fullest node needs if that
is more: all nodes of one type in a pool are made from one template. It may be planned full to a share alone, since
images are removed and replicas evicted where little is left.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from advisor.knowledge import Knowledge, Terms
from advisor.knowledge.machine_tables import RootDiskSize
from advisor.prices.offer import Offer
from advisor.sizing.pool import MachineType, Pool
from advisor.sizing.service_demand import ServiceDemand
from advisor.values import MEBIBYTES_PER_GIBIBYTE


@dataclass(frozen=True)
class RootDisk:
    """The root disk of machines of one type; `included`: it stands on a disk that comes with the machine."""

    gib: int
    included: bool
    source: str


def root_disk_of(
    terms: Terms,
    knowledge: Knowledge,
    machine: MachineType | Offer,
    *,
    system: str = "linux",
    needed_mib: int = 0,
    role: str = "",
) -> RootDisk:
    """The root disk of a machine of this system and role, on which images and replicas take `needed_mib`."""
    claim = terms.claim(Terms.root_disks)
    kept = float(knowledge.assumed["system_disk_gib"].value)
    share = float(knowledge.assumed["utilisation_disk"].value)
    needed = math.ceil(round((kept + needed_mib / MEBIBYTES_PER_GIBIBYTE) / share, 6))
    if machine.disk_gib >= needed:
        return RootDisk(machine.disk_gib, included=True, source=machine.source)
    if claim is None:
        assumed = knowledge.assumed["root_disk_gib"]
        return RootDisk(max(int(assumed.value), needed), included=False, source=assumed.source)
    rows = [row for row in claim.value.rows if row.role in ("", role) and _is_for(row, machine, system)]
    row = rows[-1] if rows else claim.value.rows[0]
    included = row.included and needed <= row.gib
    return RootDisk(max(row.gib, needed), included=included, source=claim.source)


def _is_for(row: RootDiskSize, machine: MachineType | Offer, system: str) -> bool:
    of_family = not row.families or machine.family in row.families
    return of_family and row.from_vcpu <= machine.vcpu and row.system in (None, system)


def disk_on_nodes(pool: Pool, services: Iterable[ServiceDemand]) -> dict[str, int]:
    """MiB that images and replicas take on the fullest node of each machine type of a pool.

    An image is there once for all its replicas. `pool.node_disk_mib` is what the replicas of any node may come to.
    """
    images: Mapping[str, int] = {service.name: service.image_size_mib or 0 for service in services}
    fullest = dict.fromkeys((machine.name for machine in pool.machines), 0)
    for node in pool.nodes:
        here = {name for name, _ in (*node.pods, *node.reserved)}
        fullest[node.machine] = max(fullest.get(node.machine, 0), sum(images.get(name, 0) for name in here))
    return {machine: mib + pool.node_disk_mib for machine, mib in fullest.items()}
