"""Sizes for services that say none: those of the kind of software that a service looks like."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from advisor.knowledge import Knowledge
from advisor.scenario import Service
from advisor.sizing.assumed_sizes import SizeCase, preset_of
from advisor.ui.nested_values import Row

CASES = ((SizeCase.LOW, "Small"), (SizeCase.BASE, "Usual"), (SizeCase.HIGH, "Large"))


@dataclass(frozen=True)
class Filled:
    """A row whose blank sizes were filled: its number, its name, and the preset that was taken."""

    number: int
    name: str
    preset: str


def fill_sizes(rows: Sequence[Row], knowledge: Knowledge, case: SizeCase) -> tuple[list[Row], tuple[Filled, ...]]:
    """The services with CPU and memory where they said none, and which were filled; nothing that was said changes."""
    filled: list[Row] = copy.deepcopy(list(rows))
    told = []
    for number, row in enumerate(filled, start=1):
        name = row.get("name")
        if not isinstance(name, str) or (row.get("cpu") is not None and row.get("memory") is not None):
            continue
        preset = preset_of(_service(row), knowledge)
        for key, size in sizes_of(preset, knowledge, case).items():
            row.setdefault(key, size)
        told.append(Filled(number, name, preset))
    return filled, tuple(told)


def sizes_of(preset: str, knowledge: Knowledge, case: SizeCase) -> Row:
    """CPU and memory of one replica of a preset, as a requirement file writes them."""
    sizes = knowledge.presets[preset]
    cpu, memory = getattr(sizes.cpu_millicores, case), getattr(sizes.memory_mib, case)
    return {"cpu": f"{int(cpu)}m", "memory": f"{int(memory)}Mi"}


def service_like(preset: str, knowledge: Knowledge, case: SizeCase, taken: Sequence[str]) -> Row:
    """A service of a kind of software with its sizes, under a name that no other has."""
    kind = next(iter(knowledge.presets[preset].kinds), None)
    stem = preset.replace("_", "-")
    name = next(name for n in range(1, len(taken) + 2) if (name := stem if n == 1 else f"{stem}-{n}") not in taken)
    row: Row = {"name": name}
    if kind is not None:
        row["kind"] = str(kind)
    return {**row, "replicas": {"typical": 1}, **sizes_of(preset, knowledge, case)}


def _service(row: Row) -> Service:
    """What a preset is chosen by; the row is not checked here."""
    said: dict[str, Any] = {key: row.get(key) for key in ("name", "image", "kind", "stateful")}
    return Service.model_construct(**said)
