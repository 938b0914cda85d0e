"""Custom resources of well-known operators that say themselves what pods they become."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from advisor.importers.kubernetes.objects import Cluster, KubeObject, text_of, texts_of
from advisor.importers.kubernetes.workloads import KubeWorkload
from advisor.importers.nodes import FileNode, made


@dataclass(frozen=True)
class _Kind:
    """How one kind becomes pods: the prefix of their name, the port, and where count, image and storage stand."""

    group: str
    prefix: str
    port: int
    port_name: str
    count: str = "replicas"
    image: str = "image"


_PROMETHEUS = "monitoring.coreos.com"
KINDS: Mapping[str, _Kind] = {
    "Prometheus": _Kind(_PROMETHEUS, "prometheus-", 9090, "web"),
    "PrometheusAgent": _Kind(_PROMETHEUS, "prom-agent-", 9090, "web"),
    "Alertmanager": _Kind(_PROMETHEUS, "alertmanager-", 9093, "web"),
    "ThanosRuler": _Kind(_PROMETHEUS, "thanos-ruler-", 10902, "web"),
    "Cluster": _Kind("postgresql.cnpg.io", "", 5432, "postgresql", "instances", "imageName"),
}
"""The kinds that are known, with what the pages of the Prometheus operator and of CloudNativePG say of them."""
_OF_THE_POD = ("nodeSelector", "affinity", "topologySpreadConstraints", "priorityClassName", "hostNetwork", "volumes")
_IMAGES = {"Cluster": "ghcr.io/cloudnative-pg/postgresql"}
"""The image where none is named."""


def is_operated(one: KubeObject) -> bool:
    """Whether an object is of a kind that is known to become pods."""
    kind = KINDS.get(one.kind)
    return kind is not None and kind.group == one.group


def operated_workloads(cluster: Cluster) -> Iterator[KubeWorkload]:
    """The pods that custom resources become."""
    for one in cluster.of_kind(*KINDS):
        if is_operated(one):
            yield _workload(one, KINDS[one.kind])


def _workload(one: KubeObject, kind: _Kind) -> KubeWorkload:
    spec, place = one.spec, one.place
    port = made({"name": _text(kind.port_name, one), "containerPort": _text(str(kind.port), one)}, place)
    container = {"name": _text(one.kind.lower(), one), "ports": made([port], place)}
    image = spec.get(kind.image)
    if image is not None or one.kind in _IMAGES:
        container["image"] = image or _text(_IMAGES[one.kind], one)
    resources = spec.get("resources")
    if resources is not None:
        container["resources"] = resources
    inside = {key: node for key in _OF_THE_POD if (node := spec.get(key)) is not None}
    inside["containers"] = made([made(container, place)], place)
    labels = texts_of(spec.get("podMetadata", "labels")) or {"cnpg.io/cluster": one.name}
    named = replace(one, name=f"{kind.prefix}{one.name}", node=_as_set(one, kind))
    return KubeWorkload(named, made({"spec": made(inside, place)}, place), labels)


def _as_set(one: KubeObject, kind: _Kind) -> FileNode:
    """The object with its count and its claim where a StatefulSet has them."""
    spec = dict(one.spec.mapping)
    count, storage = one.spec.get(kind.count), one.spec.get("storage")
    if count is not None:
        spec["replicas"] = count
    if storage is not None:
        claim = storage.get("volumeClaimTemplate") or _claim(storage)
        if claim is not None:
            spec["volumeClaimTemplates"] = made([claim], storage.place)
    inside = dict(one.node.mapping)
    inside["spec"] = made(spec, one.spec.place)
    return made(inside, one.node.place)


def _claim(storage: FileNode) -> FileNode | None:
    """The claim of a storage that names its size alone, as CloudNativePG does."""
    size = storage.get("size")
    if size is None or not text_of(storage, "size"):
        return None
    requests = made({"storage": size}, size.place)
    resources = made({"requests": requests}, size.place)
    return made({"spec": made({"resources": resources}, size.place)}, size.place)


def _text(text: str, one: KubeObject) -> FileNode:
    return FileNode(text, one.place, text)
