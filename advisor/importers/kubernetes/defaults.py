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


class SizesOutside:
    """Defaults of namespaces and autoscalers of requests, found by what they hold for."""

    def __init__(self, cluster: Cluster) -> None:
        self._defaults: dict[str, dict[str, dict[str, FileNode]]] = {}
        self._scalers: dict[tuple[str, str, str], KubeObject] = {}
        for one in cluster.of_kind("LimitRange"):
            for entry in entries_of(one.spec, "limits"):
                if text_of(entry, "type") == "Container":
                    self._take_defaults(one.namespace, entry)
        for one in cluster.of_kind(VPA):
            target = one.spec.get("targetRef")
            self._scalers.setdefault((one.namespace, text_of(target, "kind"), text_of(target, "name")), one)

    def _take_defaults(self, namespace: str, entry: FileNode) -> None:
        for part, key in _RANGE_PARTS.items():
            values = entry.get(key)
            if values is not None:
                self._defaults.setdefault(namespace, {}).setdefault(part, {}).update(values.mapping)

    def containers_of(self, workload: KubeWorkload, service: str, draft: Draft) -> Containers:
        """The containers of a workload with what its namespace and its autoscaler add to what they ask for."""
        one = workload.object
        scaler = self._scalers.get((one.namespace, one.kind, one.name))
        targets = _targets(scaler, service, draft) if scaler is not None else {}
        return containers_of(workload.spec, self._defaults.get(one.namespace, {}), targets)


def _targets(one: KubeObject, service: str, draft: Draft) -> Mapping[str, Mapping[str, FileNode]]:
    """What an autoscaler recommends for each container, where it sets requests by itself; else it is told."""
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
