"""What one task of ECS asks for: CPU in units of 1/1024, memory in MiB, GPUs, disk.

The size of the task counts first. Without one, ECS reserves what its containers reserve together, and of a container
that reserves no memory its limit (Amazon ECS Developer Guide, task definition parameters).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

from advisor.importers.codes import ImportCode
from advisor.importers.draft import DraftService, Taken, assumed, read_at
from advisor.importers.ecs.workloads import EcsWorkload
from advisor.importers.nodes import FileNode, FilePlace
from advisor.values import MOST_MEBIBYTES, MOST_MILLICORES

_CPU = re.compile(r"(?P<number>[0-9]{0,7}(?:\.[0-9]{1,4})?)\s*(?P<unit>v?cpus?)?", re.IGNORECASE)
_MEMORY = re.compile(r"(?P<number>[0-9]{1,9}(?:\.[0-9]{1,4})?)\s*(?P<unit>gb|mb|gib|mib)?", re.IGNORECASE)
_UNITS_OF_A_CORE = 1024
_MOST_GPUS = 64
_Amount = Callable[[FileNode], int | None]


def take_sizes(service: DraftService, workload: EcsWorkload) -> None:
    """Fill CPU, memory, their limits, GPUs and disk of a service. Raises InputError for what is no amount."""
    for field, unit, amount in (("cpu", "m", _millicores), ("memory", "Mi", _mebibytes)):
        found = _of_task(workload, field, unit, amount) or _of_containers(workload, field, unit, amount)
        if found is not None:
            service.fields[field] = found
    limit = _memory_limit(workload)
    if limit is not None:
        service.fields["limits"] = {"memory": limit}
    _take_gpus(service, workload.containers)
    disk = workload.definition.get("ephemeralStorage", "sizeInGiB") if workload.definition is not None else None
    gib = _mebibytes(disk) if disk is not None else None
    if disk is not None and gib is not None:
        service.fields["disk"] = read_at(f"{gib}Gi", disk.place)


def _of_task(workload: EcsWorkload, field: str, unit: str, amount: _Amount) -> Taken | None:
    node = workload.definition.get(field) if workload.definition is not None else None
    size = amount(node) if node is not None else None
    if node is None or size is None:
        return None
    if workload.is_fargate:
        return assumed(f"{size}{unit}", ImportCode.FARGATE_SIZE, node.place)
    return read_at(f"{size}{unit}", node.place)


def _of_containers(workload: EcsWorkload, field: str, unit: str, amount: _Amount) -> Taken | None:
    """The sum over the containers that say anything."""
    found: list[tuple[int, FilePlace]] = []
    silent: list[str] = []
    for container in workload.containers:
        node = container.get("memoryReservation") if field == "memory" else None
        node = node or container.get(field)
        size = amount(node) if node is not None else None
        if node is not None and size is not None:
            found.append((size, node.place))
        else:
            silent.append(container_name(container))
    if not found:
        return None
    total, place = sum(size for size, _ in found), found[0][1]
    if silent:
        return assumed(f"{total}{unit}", ImportCode.CONTAINERS_WITHOUT_SIZE, place, names=tuple(silent))
    return read_at(f"{total}{unit}", place)


def _memory_limit(workload: EcsWorkload) -> Taken | None:
    """The memory beyond which a task is killed: its size, or the limits of its containers where all have one."""
    whole = workload.definition.get("memory") if workload.definition is not None else None
    size = _mebibytes(whole) if whole is not None else None
    if whole is not None and size is not None:
        return read_at(f"{size}Mi", whole.place)
    limits = [container.get("memory") for container in workload.containers]
    sizes = [_mebibytes(node) for node in limits if node is not None]
    if not sizes or len(sizes) < len(limits) or None in sizes:
        return None
    first = next(node for node in limits if node is not None)
    return read_at(f"{sum(size or 0 for size in sizes)}Mi", first.place)


def container_name(container: FileNode) -> str:
    """The name of a container, for messages."""
    name = container.get("name")
    return name.text[:60] if name is not None and name.text else "?"


def _take_gpus(service: DraftService, containers: Sequence[FileNode]) -> None:
    count, place = 0, None
    for container in containers:
        asked = container.get("resourceRequirements")
        for entry in asked.entries if asked is not None else []:
            kind, value = entry.get("type"), entry.get("value")
            if kind is not None and kind.text == "GPU" and value is not None and value.text.isdecimal():
                count, place = count + int(value.text[:6]), value.place
    if place is not None and 0 < count <= _MOST_GPUS:
        service.fields["gpu"] = read_at(count, place)


def _millicores(node: FileNode) -> int | None:
    """CPU in millicores, rounded up: units of 1/1024 of a core, or cores as `0.5 vCPU`; None for none."""
    match = _CPU.fullmatch(node.text.strip())
    if match is None or not match["number"].strip("."):
        raise node.place.refusal(
            f"{node.text[:40]!r} is no CPU of ECS", "write units of 1/1024, such as 512, or 0.5 vCPU"
        )
    cores = float(match["number"]) / (1 if match["unit"] else _UNITS_OF_A_CORE)
    return _within(node, math.ceil(cores * 1000 - 1e-9), MOST_MILLICORES)


def _mebibytes(node: FileNode) -> int | None:
    match = _MEMORY.fullmatch(node.text.strip())
    if match is None:
        raise node.place.refusal(f"{node.text[:40]!r} is no amount of ECS", "write MiB, such as 1024, or 1 GB")
    factor = 1024 if (match["unit"] or "").lower().startswith("g") else 1
    return _within(node, math.ceil(float(match["number"]) * factor), MOST_MEBIBYTES)


def _within(node: FileNode, amount: int, most: int) -> int | None:
    if amount > most:
        raise node.place.refusal(f"{node.text[:40]} is more than the advisor can size", "check the unit")
    return amount or None
