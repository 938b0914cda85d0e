"""The resources that a node offers and a replica takes: one axis, the same in every array of the packer.

A resource is one entry of RESOURCES. Arrays, bounds, heuristics, checks and refusals go along the axis and name no
resource, so a further one needs a field of Item, a field of Machine and its entry here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

UNBOUNDED = 1 << 40
"""Stands for a capacity, a stock or a number of copies without a limit.

It is far above any real amount, and so far below 2^53 that floating point counts exactly with it.
"""


@dataclass(frozen=True)
class Resource:
    """One resource: its unit, and the fields of Item and of Machine that hold the amounts.

    A machine's field may be None, which means that the resource never runs out there.
    """

    unit: str
    item_field: str
    machine_field: str
    shapes_nodes: bool = True
    """Whether machine types are told apart by how much of it they offer; heuristics look at these first."""
    always_present: bool = False
    """Whether it stands in the arrays of every problem; the others only where some item asks for them."""


CPU = Resource("millicores", "cpu_millicores", "cpu_millicores", always_present=True)
MEMORY = Resource("MiB", "memory_mib", "memory_mib", always_present=True)
BANDWIDTH = Resource("MB/s", "io_mbps", "io_mbps", shapes_nodes=False, always_present=True)
PODS = Resource("pods", "pods", "max_pods", shapes_nodes=False, always_present=True)
GPUS = Resource("GPUs", "gpus", "gpus")
DISK = Resource("MiB of node disk", "disk_mib", "disk_mib")

RESOURCES = (CPU, MEMORY, BANDWIDTH, PODS, GPUS, DISK)
"""The axis. The order is fixed, since drawn numbers and the first of equals go by it."""


def in_use(weights: Iterable[Sequence[int]]) -> tuple[int, ...]:
    """Places on the axis of the resources that stand in the arrays of a problem, in order.

    Those that are always present, and those of which one of these replicas takes some.
    """
    asked = {place for each in weights for place, amount in enumerate(each) if amount}
    return tuple(p for p, resource in enumerate(RESOURCES) if resource.always_present or p in asked)
