"""Texts of Nomad -> jobs, of HCL and JSON in one shape: that of HCL, with blocks of one kind in a list."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from advisor.importers.nodes import FileNode, FilePlace, made
from advisor.importers.nomad.hcl import read_hcl
from advisor.importers.sources import SourceText

_RENAMED = {
    **{"TaskGroups": "group", "Tasks": "task", "Networks": "network", "SizeMB": "size", "Constraints": "constraint"},
    **{"Spreads": "spread", "CPU": "cpu", "MemoryMB": "memory", "MemoryMaxMB": "memory_max", "Devices": "device"},
    **{"VolumeMounts": "volume_mount", "LTarget": "attribute", "RTarget": "value", "Operand": "operator"},
    **{"Label": "name", "ParameterizedJob": "parameterized"},
}
_AS_WRITTEN = frozenset({"Config", "Env", "Meta"})
"""What has keys of its own in both forms."""
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_REMEDY = 'write job "name" { group "name" { task "name" { ... } } }, or give the JSON of `nomad job run -output`'


def find_jobs(sources: Sequence[SourceText], variables: Mapping[str, str]) -> list[FileNode]:
    """The jobs of some texts, in their order. Raises InputError with the place of what is none."""
    found: list[FileNode] = []
    for source in sources:
        if source.text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
            for document in source.nodes:
                found += [_from_json(entry.get("Job") or entry, 0) for entry in document.entries or [document]]
        else:
            found += every(read_hcl(source, variables), "job")
    if not found:
        raise sources[0].start.refusal("holds no job of Nomad", _REMEDY)
    for job in found:
        if not every(job, "group") and not every(job, "task"):
            raise job.place.refusal("has no group of tasks", _REMEDY)
    return found


def every(node: FileNode | None, key: str) -> list[FileNode]:
    """All blocks of a kind, or the one mapping that is written in place of a block."""
    found = node.get(key) if node is not None else None
    if found is None:
        return []
    return [one for one in found.entries if one.mapping] if found.entries else [found] if found.mapping else []


def first(node: FileNode | None, *keys: str) -> FileNode | None:
    """What keys lead to, the first block where there are several; None for nothing."""
    for key in keys:
        found = node.get(key) if node is not None else None
        node = found.entries[0] if found is not None and found.entries and found.entries[0].mapping else found
    return node


def _from_json(node: FileNode, depth: int) -> FileNode:
    """A value of the JSON in the shape of HCL."""
    if node.entries:
        return made([_from_json(one, depth + 1) for one in node.entries], node.place)
    if not node.mapping:
        return node
    found: dict[str, FileNode] = {}
    places: dict[str, FilePlace] = {}
    for key, inner in node.mapping.items():
        name = _RENAMED.get(key) or _WORD.sub("_", key).lower()
        places[name] = node.key_place(key)
        if key in ("DynamicPorts", "ReservedPorts"):
            ports = [_port(_from_json(one, depth + 1), is_fixed=key == "ReservedPorts") for one in inner.entries]
            listed = found.get("port")
            found["port"] = made([*(listed.entries if listed is not None else []), *ports], inner.place)
        elif key == "Volumes" and inner.mapping:
            found["volume"] = made([_named(label, one, depth) for label, one in inner.mapping.items()], inner.place)
        else:
            found[name] = inner if key in _AS_WRITTEN else _from_json(inner, depth + 1)
    return made(found, node.place, None, places)


def _port(node: FileNode, *, is_fixed: bool) -> FileNode:
    """A port of the JSON as a block `port`, with its number under `static` where it is fixed."""
    entries = {key: inner for key, inner in node.mapping.items() if key != "value"}
    number = node.get("value")
    if is_fixed and number is not None:
        entries["static"] = number
    return made(entries, node.place)


def _named(label: str, node: FileNode, depth: int) -> FileNode:
    entries = {"name": FileNode(label, node.place, label), **_from_json(node, depth + 1).mapping}
    return made(entries, node.place)
