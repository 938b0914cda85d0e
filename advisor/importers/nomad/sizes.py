"""What a group of Nomad tasks asks for together. Nomad counts CPU in MHz, so cores need the speed of one.

A task that says nothing has 100 MHz and 300 MB (Nomad job specification, resources). Tasks before the main ones end
before those start, unless they are sidecars.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from advisor.importers.codes import ImportCode
from advisor.importers.draft import Draft, DraftService, NoteKind, assumed, read_at
from advisor.importers.nodes import FileNode, FilePlace
from advisor.importers.nomad.hcl import EXPRESSION
from advisor.importers.nomad.jobs import every, first
from advisor.values import MOST_MEBIBYTES, MOST_MILLICORES

USUAL_CORE_MHZ = 2500
_DEFAULT_MHZ = 100
_DEFAULT_MB = 300
_MOST_GPUS = 64
_MOST_DIGITS = 9


@dataclass(frozen=True)
class _Asked:
    """What tasks ask for: MHz, millicores of whole cores, MiB, and the most MiB that they may use."""

    mhz: float = 0
    cores: float = 0
    memory: float = 0
    most: float = 0

    def __add__(self, other: _Asked) -> _Asked:
        return _Asked(
            self.mhz + other.mhz, self.cores + other.cores, self.memory + other.memory, self.most + other.most
        )

    def at_least(self, other: _Asked) -> _Asked:
        """The larger of two in each part."""
        return _Asked(
            max(self.mhz, other.mhz),
            max(self.cores, other.cores),
            max(self.memory, other.memory),
            max(self.most, other.most),
        )


def take_sizes(service: DraftService, tasks: Sequence[FileNode], core_mhz: int | None, draft: Draft) -> None:
    """Fill CPU, memory, limits and GPUs of a service. Raises InputError with the place of what is no number."""
    before, main, after, beside = _Asked(), _Asked(), _Asked(), _Asked()
    for task in tasks:
        share = _share(service, task, draft)
        hook, sidecar = first(task, "lifecycle", "hook"), first(task, "lifecycle", "sidecar")
        word = hook.text if hook is not None else ""
        if hook is not None and sidecar is not None and sidecar.value is True:
            beside += share
        elif word == "prestart":
            before += share
        elif word == "poststop":
            after += share
        else:
            main += share
    whole = main.at_least(before).at_least(after) + beside
    place = _place_of(tasks, "cpu")
    speed = core_mhz or USUAL_CORE_MHZ
    millicores = min(math.ceil(whole.cores + whole.mhz * 1000 / speed - 1e-9), MOST_MILLICORES)
    if millicores:
        cpu = f"{millicores}m"
        is_assumed = whole.mhz > 0 and core_mhz is None
        mhz = round(whole.mhz)
        taken = assumed(cpu, ImportCode.MHZ_OF_A_CORE, place, mhz=mhz, core_mhz=speed) if is_assumed else None
        service.fields["cpu"] = taken or read_at(cpu, place)
    _take_memory(service, tasks, whole)
    _take_gpus(service, tasks)


def _take_memory(service: DraftService, tasks: Sequence[FileNode], whole: _Asked) -> None:
    silent = tuple(_name(task) for task in tasks if first(task, "resources", "memory") is None)
    place = _place_of(tasks, "memory")
    memory = f"{min(math.ceil(whole.memory), MOST_MEBIBYTES)}Mi"
    if whole.memory:
        code = ImportCode.NOMAD_DEFAULT_MEMORY
        service.fields["memory"] = assumed(memory, code, place, names=silent) if silent else read_at(memory, place)
    if whole.most > whole.memory:
        service.fields["limits"] = {"memory": read_at(f"{min(math.ceil(whole.most), MOST_MEBIBYTES)}Mi", place)}


def _share(service: DraftService, task: FileNode, draft: Draft) -> _Asked:
    cores = _number(service, task, "cores", 0, draft)
    mhz = 0 if cores else _number(service, task, "cpu", _DEFAULT_MHZ, draft)
    memory = _number(service, task, "memory", _DEFAULT_MB, draft)
    most = _number(service, task, "memory_max", 0, draft)
    return _Asked(mhz, cores * 1000, memory, max(memory, most))


def _number(service: DraftService, task: FileNode, key: str, default: int, draft: Draft) -> float:
    """A number of the resources of a task; one that a variable without a value gives is told, and taken as usual."""
    node = first(task, "resources", key)
    if node is None:
        return default
    if node.tag == EXPRESSION:
        subject = ("services", service.called, key)
        draft.tell(NoteKind.MISSING, subject, ImportCode.EXPRESSION_OPEN, node.place, written=node.text[:80])
        return default
    text = node.text.strip()
    if not text.isdecimal() or len(text) > _MOST_DIGITS:
        remedy = "write a whole number: MHz for cpu, cores for cores, MB for memory"
        raise node.place.refusal(f"{text[:40]!r} is no amount of Nomad", remedy, ("resources", key))
    return int(text)


def _name(task: FileNode) -> str:
    name = task.get("name")
    return name.text[:60] if name is not None else "?"


def _place_of(tasks: Sequence[FileNode], key: str) -> FilePlace:
    """Where the first task says something, or stands."""
    found = [first(task, "resources", key) for task in tasks]
    return next((node.place for node in found if node is not None), tasks[0].place)


def _take_gpus(service: DraftService, tasks: Sequence[FileNode]) -> None:
    for task in tasks:
        for device in every(first(task, "resources"), "device"):
            name, count = device.get("name"), device.get("count")
            if name is None or not name.text.split("/")[-1 if name.text.count("/") < 2 else 1].startswith("gpu"):
                continue
            number = int(count.text[:4]) if count is not None and count.text.isdecimal() else 1
            if 0 < number <= _MOST_GPUS:
                service.fields["gpu"] = read_at(number, device.place)
