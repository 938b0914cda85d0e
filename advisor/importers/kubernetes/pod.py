"""What the containers of a pod ask for together, and what its requests and limits come to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from advisor.importers.codes import ImportCode
from advisor.importers.draft import Draft, DraftService, NoteKind, Taken, Tree, assumed, read_at
from advisor.importers.kubernetes.objects import entries_of, text_of
from advisor.importers.kubernetes.quantities import (
    bytes_of,
    cores,
    is_fraction_of_byte,
    mebibytes,
    millicores,
    quantity,
)
from advisor.importers.nodes import FileNode, FilePlace

SIZES: Mapping[str, tuple[Callable[[FileNode], Decimal], Callable[[Decimal], str]]] = {
    "cpu": (cores, millicores),
    "memory": (bytes_of, mebibytes),
    "ephemeral-storage": (bytes_of, mebibytes),
}
"""Resources of a pod: how they are read, and how they are written."""
_FIELDS = {"cpu": "cpu", "memory": "memory", "ephemeral-storage": "disk"}
_Defaults = Mapping[str, Mapping[str, FileNode]]


@dataclass(frozen=True)
class Containers:
    """The containers of a pod: those that run all the time, and init containers in their order."""

    apps: Sequence[FileNode]
    inits: Sequence[FileNode]
    defaults: _Defaults = field(default_factory=dict)
    """Requests and limits that a LimitRange gives to containers that say none, by `requests` and `limits`."""
    targets: _Defaults = field(default_factory=dict)
    """Requests that an autoscaler sets, by the name of the container."""

    @property
    def lasting(self) -> list[FileNode]:
        """Those that run as long as the pod: containers, and init containers that restart always."""
        return [*self.apps, *(one for one in self.inits if is_sidecar(one))]

    @property
    def every(self) -> list[FileNode]:
        """All of them."""
        return [*self.apps, *self.inits]

    def amounts(self, container: FileNode, resource: str) -> tuple[FileNode | None, FileNode | None]:
        """Request and limit of a container as they are written; None for what is not, or is 0."""
        target = self.targets.get(text_of(container, "name"), {}).get(resource)
        own = container.get("resources", "limits", resource)
        limit = own or self._default("limits", resource, None)
        asked = target or container.get("resources", "requests", resource) or self._default("requests", resource, own)
        return _some(asked), _some(limit)

    def _default(self, part: str, resource: str, own_limit: FileNode | None) -> FileNode | None:
        if part == "requests" and own_limit is not None:  # a limit of its own is its request
            return None
        return self.defaults.get(part, {}).get(resource)


def _some(amount: FileNode | None) -> FileNode | None:
    """An amount; None for 0, which asks for nothing."""
    return amount if amount is not None and quantity(amount) > 0 else None


def is_sidecar(container: FileNode) -> bool:
    """Whether an init container keeps running beside the others (KEP-753)."""
    return text_of(container, "restartPolicy") == "Always"


def containers_of(spec: FileNode, defaults: _Defaults, targets: _Defaults) -> Containers:
    """The containers of the specification of a pod."""
    apps = [one for one in entries_of(spec, "containers") if one.mapping]
    inits = [one for one in entries_of(spec, "initContainers") if one.mapping]
    return Containers(apps, inits, defaults, targets)


@dataclass(frozen=True)
class _Sum:
    """What a pod asks for of one resource: the amount, and the place of its largest part."""

    amount: Decimal
    place: FilePlace
    by_limit: tuple[str, ...] = ()
    """Containers of which only the limit is given."""
    silent: tuple[str, ...] = ()
    """Containers that say nothing of it."""


def take_sizes(service: DraftService, spec: FileNode, containers: Containers, draft: Draft) -> None:
    """Fill CPU, memory, disk and limits of a service from the pod that it runs."""
    limits: dict[str, Tree] = {}
    for resource, field_name in _FIELDS.items():
        read, write = SIZES[resource]
        overhead = spec.get("overhead", resource)
        more = read(overhead) if overhead is not None else Decimal(0)
        whole = _of_pod(spec, resource, read) or _summed(containers, resource, read)
        if whole is not None:
            service.fields[field_name] = _taken(write(whole.amount + more), whole)
            if whole.silent:
                subject, code = ("services", service.called, field_name), ImportCode.CONTAINERS_WITHOUT_SIZE
                draft.tell(NoteKind.ASSUMED, subject, code, whole.place, names=whole.silent)
        limit = _limit(spec, containers, resource, read)
        is_outgrown = (
            containers.targets and limit and whole and limit.amount < whole.amount
        )  # it grows with the request
        if limit is not None and not is_outgrown and field_name in ("cpu", "memory"):
            limits[field_name] = read_at(write(limit.amount + more), limit.place)
    if limits:
        service.fields["limits"] = limits
    _tell_fractions(service, containers, draft)
    if len(containers.lasting) > 1:
        names = tuple(text_of(one, "name")[:63] for one in containers.lasting)
        place, code = service.name.origin.place, ImportCode.CONTAINERS_OF_POD
        draft.tell(NoteKind.ASSUMED, ("services", service.called), code, place, names=names)


def _taken(value: str, whole: _Sum) -> Taken:
    if not whole.by_limit:
        return read_at(value, whole.place)
    names = tuple(name for name in whole.by_limit if name)
    return assumed(value, ImportCode.LIMITS_ARE_REQUESTS, whole.place, names=names)


def _of_pod(spec: FileNode, resource: str, read: Callable[[FileNode], Decimal]) -> _Sum | None:
    """What the pod as a whole asks for, which holds before what its containers say (KEP-2837)."""
    asked, limit = spec.get("resources", "requests", resource), spec.get("resources", "limits", resource)
    said = asked or limit
    if said is None or read(said) == 0:
        return None
    return _Sum(read(said), said.place, ("",) if asked is None else ())


def _summed(containers: Containers, resource: str, read: Callable[[FileNode], Decimal]) -> _Sum | None:
    """The request of a pod by KEP-753: the larger of what runs together, and of what starts before it.

    max(containers + sidecars, max over init containers (it + the sidecars declared before it))
    """
    parts = {id(one): containers.amounts(one, resource) for one in containers.every}

    def amount(one: FileNode) -> Decimal:
        asked, limit = parts[id(one)]
        said = asked or limit
        return read(said) if said is not None else Decimal(0)

    stages = list(_stages(containers))
    largest = max(stages, key=lambda stage: sum((amount(one) for one in stage), Decimal(0)), default=[])
    total = sum((amount(one) for one in largest), Decimal(0))
    if total == 0:
        return None
    leading = max(largest, key=amount)
    asked, limit = parts[id(leading)]
    place = (asked or limit or leading).place
    limited = [one for one in largest if parts[id(one)][0] is None and parts[id(one)][1] is not None]
    by_limit = tuple(text_of(one, "name")[:63] for one in limited) if len(limited) < len(largest) else ("",)
    by_limit = by_limit if limited else ()
    silent = tuple(text_of(one, "name")[:63] for one in largest if parts[id(one)] == (None, None))
    return _Sum(total, place, by_limit, silent)


def _stages(containers: Containers) -> Iterator[list[FileNode]]:
    """The sets of containers that run at the same time in the life of a pod, the lasting one first."""
    yield containers.lasting
    before: list[FileNode] = []
    for one in containers.inits:
        if is_sidecar(one):
            before.append(one)
        else:
            yield [one, *before]


def _limit(spec: FileNode, containers: Containers, resource: str, read: Callable[[FileNode], Decimal]) -> _Sum | None:
    """The limit of a pod: that of all its containers, where each of them has one."""
    said = spec.get("resources", "limits", resource)
    if said is not None:
        return _Sum(read(said), said.place) if read(said) > 0 else None
    largest: _Sum | None = None
    for stage in _stages(containers):
        found = [containers.amounts(one, resource)[1] for one in stage]
        nodes = [one for one in found if one is not None]
        if len(nodes) < len(found) or not nodes:
            return None
        total = sum((read(one) for one in nodes), Decimal(0))
        if largest is None or total > largest.amount:
            largest = _Sum(total, nodes[0].place)
    return largest


def _tell_fractions(service: DraftService, containers: Containers, draft: Draft) -> None:
    """Tell memory such as `512m`, which is half a byte."""
    for one in containers.every:
        for said in containers.amounts(one, "memory"):
            if said is not None and is_fraction_of_byte(said):
                subject, code = ("services", service.called, "memory"), ImportCode.FRACTION_OF_BYTE
                draft.tell(NoteKind.ASSUMED, subject, code, said.place, written=said.text.strip()[:40])
                break
