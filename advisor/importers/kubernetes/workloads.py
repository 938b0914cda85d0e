"""What runs pods: the kinds that do, the pod that each one makes, and which of them belong to another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from advisor.importers.codes import ImportCode
from advisor.importers.draft import Draft, NoteKind
from advisor.importers.kubernetes.objects import Cluster, KubeObject, entries_of, text_of, texts_of
from advisor.importers.nodes import FileNode, FilePlace

_TEMPLATE = ("spec", "template")
_TEMPLATES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController"), _TEMPLATE),
    **dict.fromkeys(("Job", "Rollout", "DeploymentConfig", "CloneSet"), _TEMPLATE),
    "Service": _TEMPLATE,
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
    "ScaledJob": ("spec", "jobTargetRef", "template"),
    "Pod": (),
}
"""Where the template of the pod stands, by kind. The Service is that of Knative."""
TASKS = ("Job", "CronJob", "ScaledJob")
KNATIVE = "serving.knative.dev"
_ENDED = ("Succeeded", "Failed")
_TEST_HOOK = "test"


@dataclass(frozen=True)
class KubeWorkload:
    """One thing that runs pods: the object, the pod (a mapping with `spec`), and the labels of its pods."""

    object: KubeObject
    pod: FileNode
    labels: Mapping[str, str] = field(default_factory=dict)
    count: int | None = None
    """How many equal pods were found, where they were given instead of what makes them."""

    @property
    def spec(self) -> FileNode:
        """The specification of the pod."""
        return self.pod.get("spec") or FileNode({}, self.pod.place)

    @property
    def namespace(self) -> str:
        """The namespace that it runs in."""
        return self.object.namespace

    @property
    def place(self) -> FilePlace:
        """Where it is named."""
        return self.object.place

    @property
    def is_knative(self) -> bool:
        """Whether Knative runs it."""
        return self.object.group == KNATIVE


def is_workload(one: KubeObject) -> bool:
    """Whether an object runs pods by itself."""
    if one.kind == "Service":
        return one.group == KNATIVE
    return one.kind in _TEMPLATES


def find_workloads(cluster: Cluster, draft: Draft) -> list[KubeWorkload]:
    """All that runs pods; what another object controls is left to that one.

    Raises InputError where one is described twice, or runs no container.
    """
    found: list[KubeWorkload] = []
    groups: dict[tuple[str, str, str], list[KubeObject]] = {}
    seen: dict[tuple[str, str, str], KubeObject] = {}
    lent = set(_lent_templates(cluster))
    for one in cluster.objects:
        if not is_workload(one):
            continue
        if one.kind in ("Pod", "ReplicaSet", "Job") and one.owner is not None:
            if not _is_covered(one, cluster) and _still_runs(one):
                groups.setdefault((*_root(one), one.namespace), []).append(one)
            continue
        if (one.kind, one.namespace, one.name) in lent or _is_left(one, draft):
            continue
        first = seen.setdefault((one.kind, one.namespace, one.name), one)
        if first is not one and one.name:
            if first.node.plain() == one.node.plain():
                continue
            message = f"{one.title} is described twice (first in {first.place.short})"
            raise one.place.refusal(message, "import one of the two, or give each its own name or namespace")
        found.append(_workload(one, cluster))
    found += [_of_group(kind, name, members) for (kind, name, _), members in groups.items()]
    return found


def _workload(one: KubeObject, cluster: Cluster) -> KubeWorkload:
    lender = _lender(one, cluster)
    node = (lender or one).node
    pod = node.get(*_TEMPLATES[(lender or one).kind]) if one.kind != "Pod" else node
    pod = _with_containers(pod, one)
    return KubeWorkload(one, pod, texts_of(pod.get("metadata", "labels")))


def _with_containers(pod: FileNode | None, one: KubeObject) -> FileNode:
    """The pod. Raises InputError with the place of the object where it runs no container."""
    found = [entry for entry in entries_of(pod, "spec", "containers") if entry.mapping]
    if pod is None or not found:
        remedy = "write a list of containers in the spec of its pod, each with a name and an image"
        raise one.place.refusal(f"{one.title} has no containers", remedy)
    return pod


def _lender(one: KubeObject, cluster: Cluster) -> KubeObject | None:
    """The Deployment whose pod an Argo Rollout runs, where it names one."""
    reference = one.spec.get("workloadRef")
    if one.kind != "Rollout" or reference is None:
        return None
    found = cluster.find(text_of(reference, "kind"), one.namespace, text_of(reference, "name"))
    return found if found is not None and found.kind in ("Deployment", "StatefulSet", "ReplicaSet") else None


def _lent_templates(cluster: Cluster) -> Iterator[tuple[str, str, str]]:
    for one in cluster.of_kind("Rollout"):
        lender = _lender(one, cluster)
        if lender is not None:
            yield lender.kind, lender.namespace, lender.name


def _is_left(one: KubeObject, draft: Draft) -> bool:
    """Whether it does not run in the end: a test of Helm, a pod that has ended, a job that is suspended."""
    code = None
    if _TEST_HOOK in one.annotations.get("helm.sh/hook", "").split("-")[0].split(","):
        code = ImportCode.HELM_TEST
    elif not _still_runs(one):
        code = ImportCode.ENDED
    elif one.kind == "CronJob" and text_of(one.spec, "suspend").lower() == "true":
        code = ImportCode.SUSPENDED
    if code is not None:
        draft.tell(NoteKind.SKIPPED, (one.title,), code, one.place)
    return code is not None


def _still_runs(one: KubeObject) -> bool:
    if one.kind == "ReplicaSet":
        return text_of(one.spec, "replicas") != "0"
    if one.kind == "Job":
        conditions = one.node.get("status", "conditions")
        types = {text_of(entry, "type") for entry in (conditions.entries if conditions is not None else [])}
        return types.isdisjoint({"Complete", "Failed"})
    return text_of(one.node, "status", "phase") not in _ENDED


def _is_covered(one: KubeObject, cluster: Cluster) -> bool:
    """Whether what controls it, or what controls that, was given too."""
    here: KubeObject | None = one
    for _ in range(3):
        owner = here.owner if here is not None else None
        if owner is None:
            return False
        kind, name = owner
        here = cluster.find(kind, one.namespace, name)
        if here is not None and here.owner is None:
            return True
        if kind == "ReplicaSet" and cluster.find("Deployment", one.namespace, _without_hash(one, name)) is not None:
            return True
    return False


def _root(one: KubeObject) -> tuple[str, str]:
    kind, name = one.owner or (one.kind, one.name)
    return ("Deployment", _without_hash(one, name)) if kind == "ReplicaSet" else (kind, name)


def _without_hash(one: KubeObject, name: str) -> str:
    """The name of the Deployment behind a ReplicaSet: without the hash of the template that the label repeats."""
    template = one.labels.get("pod-template-hash", "")
    return name.removesuffix(f"-{template}") if template else name


def _of_group(kind: str, name: str, members: list[KubeObject]) -> KubeWorkload:
    """Pods, or replica sets of one rollout, that something controls which was not given."""
    first = members[0]
    pod = first.node if first.kind == "Pod" else first.node.get(*_TEMPLATES[first.kind])
    pod = _with_containers(pod, first)
    owner = KubeObject(kind if kind in _TEMPLATES else first.kind, "", name, first.namespace, first.node)
    count = len(members) if first.kind == "Pod" else None
    return KubeWorkload(owner, pod, texts_of(pod.get("metadata", "labels")), count)
