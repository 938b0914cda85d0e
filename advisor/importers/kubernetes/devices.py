"""GPUs and other devices that a pod asks for by name: whole ones, slices of NVIDIA (MIG), and what is no GPU."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from advisor.importers.codes import ImportCode
from advisor.importers.draft import Draft, DraftService, NoteKind, Tree, assumed, read_at
from advisor.importers.kubernetes.objects import texts_of, whole_number
from advisor.importers.nodes import FileNode

MOST_GPUS = 64
_GPUS = re.compile(r"(?:nvidia\.com|amd\.com)/gpu(?P<shared>\.shared)?|gpu\.intel\.com/(?:i915|xe)")
_MIG = re.compile(r"nvidia\.com/mig-(?P<slices>[1-7])g\.[0-9]+gb(?:\.[\w.]+)?")
_SLICES = 7
"""A GPU of NVIDIA is divided into at most 7 slices (MIG User Guide)."""
_TYPE_LABELS = ("cloud.google.com/gke-accelerator", "nvidia.com/gpu.product", "k8s.amazonaws.com/accelerator")
_TYPE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}")
_OWN_RESOURCES = ("kubernetes.io/", "requests.", "limits.")


def take_devices(service: DraftService, spec: FileNode, containers: Iterable[FileNode], draft: Draft) -> None:
    """Fill the GPUs of a service, and tell of other devices that its containers name."""
    asked: dict[str, int] = {}
    places: dict[str, FileNode] = {}
    for container in containers:
        for name, node in _named(container).items():
            count = whole_number(node, 10**12) if _GPUS.fullmatch(name) or _MIG.fullmatch(name) else 1
            asked[name] = asked.get(name, 0) + (count or 0)
            places.setdefault(name, node)
    gpus = [name for name, count in asked.items() if count and (_GPUS.fullmatch(name) or _MIG.fullmatch(name))]
    if gpus and "per_node" not in service.fields:
        name = gpus[0]
        if asked[name] > MOST_GPUS:
            raise places[name].place.refusal(f"{asked[name]} GPUs of one replica", f"write at most {MOST_GPUS}")
        service.fields["gpu"] = _gpu(name, asked[name], places[name], spec)
    for name, node in places.items():
        if asked[name] and ("gpu" not in service.fields or name != gpus[0]):
            subject, code = ("services", service.called, "resources"), ImportCode.OTHER_DEVICE
            draft.tell(NoteKind.NOT_EXPRESSIBLE, subject, code, node.place, device=name[:80])


def _named(container: FileNode) -> Mapping[str, FileNode]:
    """The resources with a domain in their name, and huge pages; limits are requests for these."""
    found: dict[str, FileNode] = {}
    for part in ("requests", "limits"):
        resources = container.get("resources", part)
        for name, node in resources.mapping.items() if resources is not None else ():
            if name.startswith("hugepages-") or ("/" in name and not name.startswith(_OWN_RESOURCES)):
                found[name] = node
    return found


def _gpu(name: str, count: int, node: FileNode, spec: FileNode) -> Tree:
    mig, plain = _MIG.fullmatch(name), _GPUS.fullmatch(name)
    entry: dict[str, Tree] = {"count": read_at(count, node.place)}
    labels = spec.get("nodeSelector")
    for label in _TYPE_LABELS:
        text = texts_of(labels).get(label, "").lower()
        if labels is not None and _TYPE.fullmatch(text):
            entry["type"] = read_at(text, labels.mapping[label].place)
            break
    if mig is not None:
        entry["share"] = read_at(round(int(mig["slices"]) / _SLICES, 3), node.place)
    elif plain is not None and plain["shared"]:
        entry["count"] = assumed(count, ImportCode.SHARED_GPU, node.place)
    return entry if len(entry) > 1 else entry["count"]
