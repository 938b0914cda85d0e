"""How many pods run: the count of the workload, and what scales it: HPA, KEDA, Knative."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.importers.codes import ImportCode
from advisor.importers.draft import Draft, DraftService, NoteKind, Taken, Tree, assumed, implied, read_at
from advisor.importers.kubernetes.objects import Cluster, KubeObject, text_of, whole_number
from advisor.importers.kubernetes.operated import KINDS
from advisor.importers.kubernetes.workloads import TASKS, KubeWorkload
from advisor.importers.nodes import FileNode, FilePlace

MOST_REPLICAS = 100_000
SCALERS = ("HorizontalPodAutoscaler", "ScaledObject")
_SCALABLE = ("Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "Rollout", "DeploymentConfig")
_COUNTED = (*_SCALABLE, "CloneSet", *KINDS)


@dataclass(frozen=True)
class _Range:
    """The bounds that something scales between; a minimum of 0 runs nothing while nothing is asked."""

    least: Taken
    most: Taken | None
    place: FilePlace


class Scalers:
    """What scales workloads, found by the workload that it names."""

    def __init__(self, cluster: Cluster) -> None:
        self._by_target: dict[tuple[str, str, str], KubeObject] = {}
        self._met: set[int] = set()
        for one in cluster.of_kind(*SCALERS):
            if one.kind == "HorizontalPodAutoscaler" and one.owner is not None and one.owner[0] == "ScaledObject":
                continue
            target = one.spec.get("scaleTargetRef")
            kind = text_of(target, "kind") or "Deployment"
            self._by_target.setdefault((kind, one.namespace, text_of(target, "name")), one)

    def of(self, workload: KubeWorkload) -> KubeObject | None:
        """What scales a workload; None where nothing does."""
        one = workload.object
        found = self._by_target.get((one.kind, one.namespace, one.name))
        if found is not None:
            self._met.add(id(found))
        return found

    def tell_loose(self, draft: Draft) -> None:
        """Tell which of them scale what was not given."""
        for one in self._by_target.values():
            if id(one) not in self._met:
                draft.tell(NoteKind.SKIPPED, (one.title,), ImportCode.TARGET_NOT_GIVEN, one.place)


def take_replicas(service: DraftService, workload: KubeWorkload, scalers: Scalers, draft: Draft) -> bool:
    """Fill kind and replicas of a service; False where none runs."""
    one, spec = workload.object, workload.object.spec
    if one.kind == "DaemonSet":
        service.fields["per_node"] = implied(True, ImportCode.PER_NODE, one.place)
        return True
    if one.kind in TASKS:
        return _take_task(service, one, draft)
    bounds = _knative_range(workload) if workload.is_knative else None
    scaler = scalers.of(workload)
    if scaler is not None:
        bounds = _range_of(scaler, draft, service.called)
    said = spec.get("replicas") if one.kind in _COUNTED else None
    count = workload.count if workload.count is not None else whole_number(said, MOST_REPLICAS)
    if bounds is not None:
        _take_range(service, bounds, said if count else None, count)
        _take_autoscale(draft, bounds)
        return True
    if workload.count is not None:
        service.fields["replicas"] = assumed(workload.count, ImportCode.PODS_FOUND, one.place)
    elif said is not None and count is not None:
        service.fields["replicas"] = read_at(count, said.place)
    elif one.kind == "Pod":
        service.fields["replicas"] = implied(1, ImportCode.ONE_REPLICA, one.place)
    else:
        service.fields["replicas"] = assumed(1, ImportCode.ONE_REPLICA, one.place)
    return count != 0


def _take_task(service: DraftService, one: KubeObject, draft: Draft) -> bool:
    """A job runs as many pods at a time as it says, one by default, until it ends."""
    service.fields["kind"] = read_at("task", one.place)
    job = one.spec.get("jobTemplate", "spec") or one.spec.get("jobTargetRef") or one.spec
    said = job.get("parallelism")
    count = whole_number(said, MOST_REPLICAS)
    service.fields["replicas"] = (
        read_at(count, said.place) if said is not None and count is not None else implied(1, ImportCode.ONE_REPLICA)
    )
    schedule = one.spec.get("schedule")
    if schedule is not None:
        subject, code = ("services", service.called, "schedule"), ImportCode.SCHEDULE
        draft.tell(NoteKind.NOT_EXPRESSIBLE, subject, code, schedule.place, schedule=schedule.text[:60])
    if one.kind == "ScaledJob":
        draft.fields["autoscale"] = read_at("scale_to_zero", one.place)
    return count != 0


def _range_of(scaler: KubeObject, draft: Draft, service: str) -> _Range:
    spec = scaler.spec
    if scaler.kind == "HorizontalPodAutoscaler":
        least = _bound(spec.get("minReplicas")) or implied(1, ImportCode.ONE_REPLICA, scaler.place)
        most = _bound(spec.get("maxReplicas"))
    else:
        said = spec.get("idleReplicaCount") or spec.get("minReplicaCount")
        least = _bound(said) or assumed(0, ImportCode.SCALES_TO_ZERO, scaler.place)
        most = _bound(spec.get("maxReplicaCount"))
    if most is None:
        draft.tell(NoteKind.MISSING, ("services", service, "replicas", "peak"), ImportCode.NO_PEAK, scaler.place)
    return _Range(least, most, scaler.place)


def _bound(node: FileNode | None) -> Taken | None:
    count = whole_number(node, MOST_REPLICAS)
    return None if node is None or count is None else read_at(count, node.place)


def _knative_range(workload: KubeWorkload) -> _Range:
    """The bounds of a Knative Service: annotations of its template; none that run while nothing is asked."""
    notes = workload.pod.get("metadata", "annotations") or FileNode({}, workload.place)
    found: dict[str, FileNode] = {}
    for bound in ("min", "max"):
        for key in (f"autoscaling.knative.dev/{bound}-scale", f"autoscaling.knative.dev/{bound}Scale"):
            said = notes.get(key)
            if said is not None:
                found.setdefault(bound, said)
    least = _bound(found.get("min")) or assumed(0, ImportCode.SCALES_TO_ZERO, workload.place)
    most = _bound(found.get("max"))
    return _Range(least, most if most is not None and most.value else None, workload.place)


def _take_range(service: DraftService, bounds: _Range, said: FileNode | None, count: int | None) -> None:
    """min, typical and peak: the count of the workload is taken as typical, else the minimum."""
    least = int(bounds.least.value)
    most = max(int(bounds.most.value), 1, least) if bounds.most is not None else max(least, count or 1)
    typical = min(max(count or least, least, 1), most)
    place = said.place if said is not None else bounds.place
    entry: dict[str, Tree] = {
        "min": bounds.least,
        "typical": assumed(typical, ImportCode.TYPICAL_OF_SCALED, place),
    }
    if bounds.most is not None:
        entry["peak"] = Taken(most, bounds.most.origin)
    service.fields["replicas"] = entry


def _take_autoscale(draft: Draft, bounds: _Range) -> None:
    before = draft.fields.get("autoscale")
    if bounds.least.value == 0:
        draft.fields["autoscale"] = Taken("scale_to_zero", bounds.least.origin)
    elif before is None:
        draft.fields["autoscale"] = read_at("replicas", bounds.place)
