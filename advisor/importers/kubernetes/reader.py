"""Manifests -> a draft of a requirement: a service for each workload, a tenant for each namespace."""

from __future__ import annotations

import re
from collections.abc import Sequence

from advisor.importers.codes import ImportCode
from advisor.importers.draft import Draft, DraftService, NoteKind, Taken, assumed, implied, read_at
from advisor.importers.known_software import is_data_store, is_store_port
from advisor.importers.kubernetes.defaults import SizesOutside
from advisor.importers.kubernetes.devices import take_devices
from advisor.importers.kubernetes.host_needs import take_host_needs
from advisor.importers.kubernetes.network import ClusterNetwork
from advisor.importers.kubernetes.objects import DEFAULT_NAMESPACE, Cluster, read_objects, text_of
from advisor.importers.kubernetes.operated import operated_workloads
from advisor.importers.kubernetes.placement import Surroundings, take_placement
from advisor.importers.kubernetes.pod import Containers, take_sizes
from advisor.importers.kubernetes.ports import take_ports
from advisor.importers.kubernetes.remaining import tell_rest
from advisor.importers.kubernetes.scaling import Scalers, take_replicas
from advisor.importers.kubernetes.storage import take_state, tell_shared
from advisor.importers.kubernetes.workloads import KubeWorkload, find_workloads
from advisor.importers.nodes import FileNode
from advisor.importers.sources import ImportRequest
from advisor.importers.systems import take_system
from advisor.values import NAME_PATTERN

UNNAMED = "imported"
_MOST_NAME = 120
_MOST_SERVICE_NAME = 63
_MOST_IMAGE = 500
_PART_OF = ("app.kubernetes.io/part-of", "app.kubernetes.io/instance")


def read_kubernetes(request: ImportRequest) -> Draft:
    """The draft of manifests, lists of objects, and what `kubectl get -o json` prints.

    Raises InputError with the place of what is no manifest, or where nothing in them runs a container.
    """
    cluster = read_objects(request.sources)
    draft = Draft(assumed(UNNAMED, ImportCode.UNNAMED))
    workloads = [*find_workloads(cluster, draft), *operated_workloads(cluster)]
    draft.name = _name(request, workloads)
    named = _named(workloads)
    scalers, network, sizes = Scalers(cluster), ClusterNetwork(cluster), SizesOutside(cluster)
    taken: dict[str, KubeWorkload] = {}
    users: dict[str, list[str]] = {}
    for name, workload in named:
        service = DraftService(name)
        if not take_replicas(service, workload, scalers, draft):
            subject = ("services", service.called)
            draft.tell(NoteKind.SKIPPED, subject, ImportCode.NO_REPLICAS, workload.place)
            continue
        for claim in _fill(service, workload, cluster, network, sizes, draft):
            users.setdefault(claim, []).append(service.called)
        draft.services.append(service)
        taken[service.called] = workload
    if not draft.services:
        message = "runs no container: no Deployment, StatefulSet, Job or the like in it has any replicas"
        place = cluster.objects[0].place if cluster.objects else request.sources[0].start
        raise place.refusal(message, "import the manifests that hold some")
    around = Surroundings(taken)
    for service in draft.services:
        take_placement(service, taken[service.called], around, draft)
    take_system(draft)
    tell_shared(users, draft)
    _take_tenants(draft, taken)
    scalers.tell_loose(draft)
    tell_rest(cluster, taken, draft)
    return draft


def _fill(
    service: DraftService,
    workload: KubeWorkload,
    cluster: Cluster,
    network: ClusterNetwork,
    sizes: SizesOutside,
    draft: Draft,
) -> list[str]:
    """Fill a service from what it runs; returns the claims that it uses."""
    containers = sizes.containers_of(workload, service.called, draft)
    image = _main_container(workload, containers).get("image")
    if image is not None and image.text:
        service.fields["image"] = read_at(image.text[:_MOST_IMAGE], image.place)
    take_sizes(service, workload.spec, containers, draft)
    take_devices(service, workload.spec, containers.lasting, draft)
    numbers = take_ports(service, workload, containers.lasting, network.ways_to(workload), draft)
    is_store = is_data_store(image.text if image is not None else None, service.called) or (
        is_data_store(None, service.called) and any(map(is_store_port, numbers))
    )
    take_host_needs(service, workload.spec, containers.every, draft)
    return take_state(service, workload, containers.every, cluster, is_store, draft)


def _main_container(workload: KubeWorkload, containers: Containers) -> FileNode:
    """The container that a pod is about: the default one, that named as the workload, or the first."""
    metadata = workload.pod.get("metadata", "annotations")
    wanted = (text_of(metadata, "kubectl.kubernetes.io/default-container"), workload.object.name)
    named = {text_of(one, "name"): one for one in containers.apps}
    return next((named[name] for name in wanted if name in named and name), containers.apps[0])


def _name(request: ImportRequest, workloads: Sequence[KubeWorkload]) -> Taken:
    """A name: what all belong to, their one namespace, the one that there is, or the folder."""
    objects = [workload.object for workload in workloads]
    for label in _PART_OF:
        said = {one.labels[label]: one for one in objects if one.labels.get(label)}
        if len(said) == 1:
            name, one = next(iter(said.items()))
            if re.match(NAME_PATTERN, name):
                return read_at(name[:_MOST_NAME], one.place)
    spaces = dict.fromkeys(one.namespace for one in objects if one.namespace != DEFAULT_NAMESPACE)
    only = next(iter(spaces), "")
    if len(spaces) == 1 and re.match(NAME_PATTERN, only):
        return assumed(only[:_MOST_NAME], ImportCode.NAME_OF_NAMESPACE)
    if len(objects) == 1 and objects[0].name and re.match(NAME_PATTERN, objects[0].name):
        return implied(objects[0].name[:_MOST_NAME], ImportCode.FROM_SERVICES, objects[0].place)
    path = request.sources[0].path
    folder = path.resolve().parent.name[:_MOST_NAME] if path is not None else ""
    if re.match(NAME_PATTERN, folder):
        return assumed(folder, ImportCode.NAME_OF_FOLDER)
    return assumed(UNNAMED, ImportCode.UNNAMED)


def _named(workloads: Sequence[KubeWorkload]) -> list[tuple[Taken, KubeWorkload]]:
    """The workloads with names of services, each its own: with the namespace, or the kind, where two are alike."""
    counts: dict[str, int] = {}
    for workload in workloads:
        counts[workload.object.name] = counts.get(workload.object.name, 0) + 1
    found: list[tuple[Taken, KubeWorkload]] = []
    used: set[str] = set()
    for workload in workloads:
        one = workload.object
        if not one.name:
            raise one.place.refusal(f"a {one.kind} has no name", "write metadata.name")
        wanted = [one.name] if counts[one.name] == 1 else []
        wanted += [f"{one.namespace}-{one.name}", f"{one.namespace}-{one.name}-{one.kind.lower()}"]
        if one.namespace == DEFAULT_NAMESPACE:
            wanted.insert(0, one.name)
        name = next((free for free in map(_fitting, wanted) if free not in used), None)
        number = 1
        while name is None or name in used:
            number += 1
            name = f"{_fitting(one.name)[: _MOST_SERVICE_NAME - 8]}-{number}"
        used.add(name)
        is_own = name == one.name
        taken = read_at(name, one.place) if is_own else assumed(name, ImportCode.SERVICE_NAME, one.place, name=one.name)
        found.append((taken, workload))
    return found


def _fitting(name: str) -> str:
    """A name as a requirement takes it."""
    kept = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "_.-") else "-" for letter in name)
    return kept.lstrip("_.-")[:_MOST_SERVICE_NAME] or "service"


def _take_tenants(draft: Draft, taken: dict[str, KubeWorkload]) -> None:
    """A tenant for each namespace, where there are several; how far they trust each other is asked."""
    spaces = tuple(dict.fromkeys(workload.namespace for workload in taken.values()))
    if len(spaces) < 2:
        return
    for service in draft.services:
        workload = taken[service.called]
        place = workload.object.node.get("metadata", "namespace")
        service.fields["tenant"] = read_at(
            workload.namespace[:_MOST_NAME], place.place if place is not None else workload.place
        )
    draft.tell(NoteKind.MISSING, ("multi_tenancy",), ImportCode.NAMESPACES, names=spaces[:20])
