"""Sizes that stand outside of a pod: defaults of a namespace (LimitRange) and what a VerticalPodAutoscaler sets."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.importers.codes import ImportCode
from advisor.importers.draft import Draft, NoteKind
from advisor.importers.kubernetes.objects import Cluster, KubeObject, entries_of, text_of
from advisor.importers.kubernetes.pod import Containers, containers_of
from advisor.importers.kubernetes.workloads import KubeWorkload
from advisor.importers.nodes import FileNode

VPA = "VerticalPodAutoscaler"
_RANGE_PARTS = {"requests": "defaultRequest", "limits": "default"}


def sized_containers(workload: KubeWorkload, service: str, cluster: Cluster, draft: Draft) -> Containers:
    """The containers of a workload with what its namespace and its autoscaler add to what they ask for."""
    return containers_of(
        workload.spec, _defaults_of(workload.namespace, cluster), _targets(workload, service, cluster, draft)
    )


def _defaults_of(namespace: str, cluster: Cluster) -> Mapping[str, Mapping[str, FileNode]]:
    found: dict[str, dict[str, FileNode]] = {}
    for one in cluster.of_kind("LimitRange"):
        for entry in entries_of(one.spec, "limits") if one.namespace == namespace else ():
            for part, key in _RANGE_PARTS.items():
                values = entry.get(key)
                if text_of(entry, "type") == "Container" and values is not None:
                    found.setdefault(part, {}).update(values.mapping)
    return found


def _targets(
    workload: KubeWorkload, service: str, cluster: Cluster, draft: Draft
) -> Mapping[str, Mapping[str, FileNode]]:
    """What an autoscaler recommends for each container, where it sets requests by itself; else it is told."""
    one = next((found for found in cluster.of_kind(VPA) if _scales(found, workload)), None)
    if one is None:
        return {}
    recommended = entries_of(one.node.get("status", "recommendation"), "containerRecommendations")
    targets = {
        text_of(entry, "containerName"): target.mapping
        for entry in recommended
        if (target := entry.get("target")) is not None
    }
    if text_of(one.spec, "updatePolicy", "updateMode") == "Off" or not targets:
        code = ImportCode.VERTICAL_SCALING_OFF if targets else ImportCode.VERTICAL_SCALING
        subject = ("services", service, "resources")
        values = tuple(
            f"{name[:63]}: {', '.join(f'{key} {node.text[:20]}' for key, node in target.items())}"
            for name, target in targets.items()
        )
        draft.tell(NoteKind.NOT_EXPRESSIBLE, subject, code, one.place, **({"targets": values} if values else {}))
        return {}
    return targets


def _scales(one: KubeObject, workload: KubeWorkload) -> bool:
    target = one.spec.get("targetRef")
    named = (text_of(target, "kind"), text_of(target, "name"))
    return one.namespace == workload.namespace and named == (workload.object.kind, workload.object.name)
