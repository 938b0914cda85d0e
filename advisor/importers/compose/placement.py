"""On which machines a Compose service may run: platform, GPUs, constraints and preferences of Swarm."""

from __future__ import annotations

import re

from advisor.importers.codes import ImportCode
from advisor.importers.draft import Draft, DraftService, NoteKind, Tree, assumed, read_at
from advisor.importers.nodes import FileNode

_ARCHITECTURES = {
    **dict.fromkeys(("amd64", "x86_64", "x86-64"), "amd64"),
    **dict.fromkeys(("arm64", "aarch64", "arm64/v8"), "arm64"),
}
_CONSTRAINT = re.compile(r"\s*node\.platform\.(?P<what>os|arch)\s*==\s*(?P<value>[\w/-]+)\s*")
_ZONE = re.compile(r"zone|region|datacenter|datacentre|\bdc\b|rack", re.IGNORECASE)
_WINDOWS = re.compile(r"mcr\.microsoft\.com/(?:windows|dotnet/framework)|windowsservercore|nanoserver", re.IGNORECASE)
_MOST_GPUS = 64


def take_placement(service: DraftService, node: FileNode, draft: Draft) -> None:
    """Fill system, architecture, GPUs and spread of a service."""
    _take_platform(service, node, draft)
    _take_gpus(service, node)
    placement = node.get("deploy", "placement")
    if placement is None:
        return
    most = placement.get("max_replicas_per_node")
    if most is not None and most.text.isdecimal() and int(most.text[:6]) > 0:
        service.fields["max_per_node"] = read_at(int(most.text[:6]), most.place)
    constraints = placement.get("constraints")
    for entry in constraints.entries if constraints is not None else []:
        _take_constraint(service, entry, draft)
    preferences = placement.get("preferences")
    for entry in preferences.entries if preferences is not None else []:
        label = entry.get("spread")
        if label is not None and _ZONE.search(label.text):
            service.fields["spread"] = assumed("zone", ImportCode.SPREAD_BY_LABEL, label.place, label=label.text)
        elif label is not None:
            _tell_rule(service, label, draft)


def _take_platform(service: DraftService, node: FileNode, draft: Draft) -> None:
    platform, image = node.get("platform"), node.get("image")
    if platform is None:
        if image is not None and _WINDOWS.search(image.text):
            service.fields["os"] = read_at("windows", image.place)
        return
    system, _, architecture = platform.text.strip().lower().partition("/")
    if system in _ARCHITECTURES:
        system, architecture = "linux", system
    if system == "windows":
        service.fields["os"] = read_at("windows", platform.place)
    if architecture in _ARCHITECTURES:
        service.fields["arch"] = read_at(_ARCHITECTURES[architecture], platform.place)
    elif architecture or system not in ("linux", "windows", ""):
        code = ImportCode.WEBASSEMBLY if system.startswith(("wasi", "wasm")) else ImportCode.OTHER_PLATFORM
        subject = ("services", service.called, "platform")
        draft.tell(NoteKind.NOT_EXPRESSIBLE, subject, code, platform.place, platform=platform.text[:60])


def _take_constraint(service: DraftService, entry: FileNode, draft: Draft) -> None:
    match = _CONSTRAINT.fullmatch(entry.text)
    value = match["value"].lower() if match is not None else ""
    if match is not None and match["what"] == "os" and value in ("linux", "windows"):
        service.fields["os"] = read_at(value, entry.place)
    elif match is not None and value in _ARCHITECTURES:
        service.fields["arch"] = read_at(_ARCHITECTURES[value], entry.place)
    else:
        _tell_rule(service, entry, draft)


def _tell_rule(service: DraftService, entry: FileNode, draft: Draft) -> None:
    subject = ("services", service.called, "placement")
    draft.tell(NoteKind.NOT_EXPRESSIBLE, subject, ImportCode.PLACEMENT, entry.place, rule=entry.text[:80])


def _take_gpus(service: DraftService, node: FileNode) -> None:
    """GPUs: reserved devices, or `gpus` of the service; a runtime of GPUs alone stands for one."""
    asked = node.get("gpus")
    devices = node.get("deploy", "resources", "reservations", "devices")
    if asked is not None and asked.is_scalar:
        service.fields["gpu"] = assumed(1, ImportCode.ALL_GPUS, asked.place)
    for entry in [*(asked.entries if asked is not None else []), *(devices.entries if devices is not None else [])]:
        capabilities = entry.get("capabilities")
        words = {one.text.lower() for one in capabilities.entries} if capabilities is not None else {"gpu"}
        if not words.isdisjoint({"gpu", "compute", "utility", "video", "graphics"}):
            service.fields["gpu"] = _count_of(entry)
    runtime = node.get("runtime")
    if runtime is not None and runtime.text == "nvidia" and "gpu" not in service.fields:
        service.fields["gpu"] = assumed(1, ImportCode.GPU_RUNTIME, runtime.place)


def _count_of(entry: FileNode) -> Tree:
    count, named = entry.get("count"), entry.get("device_ids")
    if count is not None and count.text.isdecimal() and 0 < int(count.text[:6]) <= _MOST_GPUS:
        return read_at(int(count.text[:6]), count.place)
    if named is not None and 0 < len(named.entries) <= _MOST_GPUS:
        return read_at(len(named.entries), named.place)
    return assumed(1, ImportCode.ALL_GPUS, entry.place)
