"""What a Compose service takes of its machine: the Docker socket, privileges, devices, the network, folders."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.importers.codes import ImportCode
from advisor.importers.compose.volumes import Mount
from advisor.importers.draft import Draft, DraftService, NoteKind, read_at
from advisor.importers.nodes import FileNode, FilePlace

_TRUE = frozenset({"true", "yes", "on"})


def take_host_needs(service: DraftService, node: FileNode, mounts: Sequence[Mount], draft: Draft) -> None:
    """Fill what a service needs of its machine, and tell what a requirement has no word for."""
    found: dict[str, FilePlace] = {}
    for mount in mounts:
        if mount.is_docker_socket:
            found.setdefault("docker_socket", mount.place)
        elif mount.is_of_machine:
            found.setdefault("host_path", mount.place)
    privileged, devices, network = node.get("privileged"), node.get("devices"), node.get("network_mode")
    if privileged is not None and privileged.text.lower() in _TRUE:
        found["privileged"] = privileged.place
    if devices is not None and devices.entries:
        found["devices"] = devices.place
    if network is not None and network.text == "host":
        found["host_network"] = network.place
    if found:
        service.fields["needs_host"] = read_at(list(found), next(iter(found.values())))
    _tell_the_rest(service, node, draft)


def _tell_the_rest(service: DraftService, node: FileNode, draft: Draft) -> None:
    added = node.get("cap_add")
    if added is not None and added.entries:
        names = tuple(sorted(entry.text for entry in added.entries if entry.is_scalar))
        subject = ("services", service.called, "cap_add")
        draft.tell(NoteKind.NOT_EXPRESSIBLE, subject, ImportCode.CAPABILITIES, added.place, names=names)
    for key in ("pid", "ipc", "network_mode"):
        shared = node.get(key)
        if shared is None or (key == "network_mode" and shared.text == "host"):
            continue
        if shared.text == "host" or shared.text.startswith(("service:", "container:")):
            subject = ("services", service.called, key)
            code = ImportCode.SHARES_NAMESPACE
            draft.tell(
                NoteKind.NOT_EXPRESSIBLE,
                subject,
                code,
                shared.place,
                namespace=key,
                owner=shared.text.partition(":")[2][:60],
            )
