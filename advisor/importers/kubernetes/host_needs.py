"""What a pod takes of its node: the container runtime, privileges, folders and devices of it, its network."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.importers.codes import ImportCode
from advisor.importers.draft import Draft, DraftService, NoteKind, read_at
from advisor.importers.kubernetes.objects import entries_of, is_true, text_of
from advisor.importers.nodes import FileNode, FilePlace

_SOCKETS = ("docker.sock", "containerd.sock", "podman.sock", "crio.sock")
_OF_THE_MACHINE = ("/etc/localtime", "/etc/timezone", "/etc/ssl", "/etc/pki", "/usr/share/zoneinfo", "/usr/share/ca")
"""Files that every node has and that make no difference."""


def take_host_needs(service: DraftService, spec: FileNode, containers: Iterable[FileNode], draft: Draft) -> None:
    """Fill what a service needs of its node, and tell what a requirement has no word for."""
    found: dict[str, FilePlace] = {}
    added: dict[str, FilePlace] = {}
    for volume in entries_of(spec, "volumes"):
        path = text_of(volume, "hostPath", "path")
        if path.endswith(_SOCKETS):
            found.setdefault("docker_socket", volume.place)
        elif path and path.startswith("/dev") and not path.startswith("/dev/shm"):
            found.setdefault("devices", volume.place)
        elif path and not path.startswith(_OF_THE_MACHINE):
            found.setdefault("host_path", volume.place)
    for container in containers:
        rights = container.get("securityContext")
        if is_true(rights, "privileged") and rights is not None:
            found.setdefault("privileged", rights.place)
        for capability in entries_of(rights, "capabilities", "add"):
            added.setdefault(capability.text[:60], capability.place)
    if is_true(spec, "hostNetwork"):
        found["host_network"] = spec.key_place("hostNetwork")
    if found:
        service.fields["needs_host"] = read_at(list(found), next(iter(found.values())))
    if added:
        subject, first = ("services", service.called, "capabilities"), next(iter(added.values()))
        draft.tell(NoteKind.NOT_EXPRESSIBLE, subject, ImportCode.CAPABILITIES, first, names=tuple(sorted(added)))
    for key, namespace in (("hostPID", "pid"), ("hostIPC", "ipc")):
        if is_true(spec, key):
            subject, code = ("services", service.called, key), ImportCode.SHARES_NAMESPACE
            place = spec.key_place(key)
            draft.tell(NoteKind.NOT_EXPRESSIBLE, subject, code, place, namespace=namespace, owner="")
