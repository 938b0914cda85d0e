"""On which nodes pods may run: selectors, affinity, spread, spare capacity; and beside which others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from advisor.importers.codes import ImportCode
from advisor.importers.draft import Draft, DraftService, NoteKind, Taken, assumed, read_at
from advisor.importers.kubernetes.objects import entries_of, matches, text_of, texts_of
from advisor.importers.kubernetes.workloads import KubeWorkload
from advisor.importers.nodes import FileNode, FilePlace

_HOSTNAME = "kubernetes.io/hostname"
_ZONES = ("topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/region")
_SYSTEMS = ("kubernetes.io/os", "beta.kubernetes.io/os")
_ARCHITECTURES = ("kubernetes.io/arch", "beta.kubernetes.io/arch")
_KNOWN_ARCHITECTURES = {"amd64": "amd64", "arm64": "arm64"}
_SPOT = {
    "cloud.google.com/gke-spot": ("true",),
    "cloud.google.com/gke-preemptible": ("true",),
    "karpenter.sh/capacity-type": ("spot",),
    "eks.amazonaws.com/capacitytype": ("spot",),
    "kubernetes.azure.com/scalesetpriority": ("spot",),
    "node.kubernetes.io/lifecycle": ("spot",),
}
"""Labels of nodes that a cloud may take back at any time, with their values, in lower case."""
_ALREADY_READ = ("cloud.google.com/gke-accelerator", "nvidia.com/gpu.product", "k8s.amazonaws.com/accelerator")
_REQUIRED, _PREFERRED = (
    "requiredDuringSchedulingIgnoredDuringExecution",
    "preferredDuringSchedulingIgnoredDuringExecution",
)
_MOST_SHOWN = 80


class Surroundings:
    """All services with what they run, found by the labels of their pods."""

    def __init__(self, taken: Mapping[str, KubeWorkload]) -> None:
        self._by_label: dict[tuple[str, ...], list[tuple[str, KubeWorkload]]] = {}
        for name, workload in taken.items():
            for label in ((), *workload.labels.items()):
                self._by_label.setdefault((workload.namespace, *label), []).append((name, workload))

    def picked_by(self, selector: FileNode, namespaces: Iterable[str]) -> Iterator[tuple[str, KubeWorkload]]:
        """The services whose pods a selector picks in some namespaces."""
        first = next(iter(texts_of(selector.get("matchLabels")).items()), ())
        for namespace in namespaces:
            for name, workload in self._by_label.get((namespace, *first), ()):
                if matches(selector, workload.labels):
                    yield name, workload


def take_placement(service: DraftService, workload: KubeWorkload, around: Surroundings, draft: Draft) -> None:
    """Fill system, architecture, spread and neighbours of a service.

    Parameters:
        around: what runs beside it.
    """
    spec = workload.spec
    for label, values, place in _demanded_labels(spec):
        _take_label(service, label, values, place, draft)
    system = text_of(spec, "os", "name")
    if system in ("linux", "windows"):
        service.fields["os"] = read_at(system, spec.place)
    _take_neighbours(service, workload, around, draft)
    for rule in entries_of(spec, "topologySpreadConstraints"):
        key = text_of(rule, "topologyKey")
        is_demanded = text_of(rule, "whenUnsatisfiable") != "ScheduleAnyway"
        _take_spread(service, key, is_demanded, rule, draft)
    priority = spec.get("priorityClassName")
    if priority is not None:
        subject, code = ("services", service.called, "priority"), ImportCode.PRIORITY
        draft.tell(NoteKind.NOT_EXPRESSIBLE, subject, code, priority.place, name=priority.text[:_MOST_SHOWN])


def _demanded_labels(spec: FileNode) -> Iterator[tuple[str, tuple[str, ...], FilePlace]]:
    """Labels that a node must have, each with the values that will do; none where it just has to be there."""
    selector = spec.get("nodeSelector")
    for key, node in selector.mapping.items() if selector is not None else ():
        yield key, (node.text,), node.place
    terms = entries_of(spec.get("affinity", "nodeAffinity", _REQUIRED), "nodeSelectorTerms")
    for term in terms:
        for rule in entries_of(term, "matchExpressions"):
            values = tuple(entry.text for entry in entries_of(rule, "values"))
            key, operator = text_of(rule, "key"), text_of(rule, "operator")
            if operator in ("In", "Exists") and len(terms) == 1:
                yield key, values, rule.place
            else:
                yield f"{key} {operator}", values, rule.place
    name = spec.get("nodeName")
    if name is not None:
        yield _HOSTNAME, (name.text,), name.place


def _take_label(service: DraftService, label: str, values: tuple[str, ...], place: FilePlace, draft: Draft) -> None:
    only = values[0] if len(set(values)) == 1 else ""
    if label in _SYSTEMS and only in ("linux", "windows"):
        service.fields["os"] = read_at(only, place)
    elif label in _ARCHITECTURES and set(values) <= set(_KNOWN_ARCHITECTURES) and values:
        service.fields["arch"] = read_at(only or "any", place)
    elif only and only.lower() in _SPOT.get(label.lower(), ()) and _may_be_stopped(service):
        service.fields["interruptible"] = read_at(True, place)
    elif label not in _ALREADY_READ or not only:
        rule = f"{label} = {' or '.join(values)}" if values else label
        _tell_rule(service, rule, place, draft)


def _may_be_stopped(service: DraftService) -> bool:
    """Whether it can run on what a cloud takes back: it keeps no data, and is not on every node anyway."""
    stateful = service.fields.get("stateful")
    keeps = isinstance(stateful, Taken) and stateful.value is True
    return not keeps and "per_node" not in service.fields and "volumes" not in service.fields


def _take_neighbours(service: DraftService, workload: KubeWorkload, around: Surroundings, draft: Draft) -> None:
    for is_apart, side in ((True, "podAntiAffinity"), (False, "podAffinity")):
        rules = workload.spec.get("affinity", side)
        if rules is None:
            continue
        terms = [(True, term) for term in entries_of(rules, _REQUIRED)]
        for weighted in entries_of(rules, _PREFERRED):
            term = weighted.get("podAffinityTerm")
            if term is not None:
                terms.append((False, term))
        for is_demanded, term in terms:
            _take_term(service, workload, around, term, (is_apart, is_demanded), draft)


def _take_term(
    service: DraftService,
    workload: KubeWorkload,
    around: Surroundings,
    term: FileNode,
    way: tuple[bool, bool],
    draft: Draft,
) -> None:
    is_apart, is_demanded = way
    key, selector = text_of(term, "topologyKey"), term.get("labelSelector")
    if matches(selector, workload.labels) and is_apart:
        if "per_node" in service.fields:
            return
        if key == _HOSTNAME and is_demanded:
            service.fields["max_per_node"] = read_at(1, term.place)
        else:
            _take_spread(service, key, is_demanded, term, draft)
        return
    namespaces = {entry.text for entry in entries_of(term, "namespaces")} or {workload.namespace}
    picked = around.picked_by(selector, namespaces) if selector is not None else ()
    found = [(name, other) for name, other in picked if name != service.called]
    named = [name for name, _ in found]
    is_plain = key == _HOSTNAME and is_demanded and "per_node" not in service.fields
    # beside one of several is no rule of a requirement, nor apart from what is everywhere
    if is_plain and named and (not any(map(_is_everywhere, found)) if is_apart else len(named) == 1):
        _add_neighbours(service, named, is_apart, term)
    else:
        word = "apart from" if is_apart else "beside"
        rule = f"{'' if is_demanded else 'rather '}{word} {', '.join(named) or 'others'} on {key}"
        _tell_rule(service, rule, term.place, draft)


def _is_everywhere(other: tuple[str, KubeWorkload]) -> bool:
    return other[1].object.kind == "DaemonSet"


def _add_neighbours(service: DraftService, named: Sequence[str], is_apart: bool, term: FileNode) -> None:
    """Add names to those beside or apart from a service; one that is among the others already stays there alone."""
    field, other_field = ("anti_affinity", "affinity") if is_apart else ("affinity", "anti_affinity")
    before, others = service.fields.get(field), service.fields.get(other_field)
    known = list(before.value) if isinstance(before, Taken) else []
    left = {*known, *(others.value if isinstance(others, Taken) else ())}
    names = [*known, *(name for name in named if name not in left)]
    if names:
        service.fields[field] = read_at(names, term.place)


def _take_spread(service: DraftService, key: str, is_demanded: bool, rule: FileNode, draft: Draft) -> None:
    """Spread over zones counts before one over nodes, which follows from it."""
    if "per_node" in service.fields:
        return
    if key in _ZONES:
        over = "zone"
    elif key == _HOSTNAME:
        over = "node"
    else:
        _tell_rule(service, f"spread over {key}", rule.place, draft)
        return
    before = service.fields.get("spread")
    if isinstance(before, Taken) and before.value == "zone":
        return
    if is_demanded:
        service.fields["spread"] = read_at(over, rule.place)
    else:
        service.fields["spread"] = assumed(over, ImportCode.PREFERRED_SPREAD, rule.place)


def _tell_rule(service: DraftService, rule: str, place: FilePlace, draft: Draft) -> None:
    subject = ("services", service.called, "placement")
    draft.tell(NoteKind.NOT_EXPRESSIBLE, subject, ImportCode.PLACEMENT, place, rule=rule[:_MOST_SHOWN])
