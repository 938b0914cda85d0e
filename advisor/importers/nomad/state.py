"""What a Nomad group keeps, and what its tasks take of their machine."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.importers.codes import ImportCode
from advisor.importers.draft import Draft, DraftService, NoteKind, assumed, read_at
from advisor.importers.known_software import is_data_store
from advisor.importers.nodes import FileNode, FilePlace
from advisor.importers.nomad.jobs import every, first

_SOCKET = "docker.sock"
_OF_THE_MACHINE = ("/proc", "/sys", "/dev", "/run", "/var/run", "/var/log", "/var/lib/docker", "/etc")
_READ_ONLY = ("ro", "readonly")


def take_state(service: DraftService, group: FileNode, tasks: Sequence[FileNode], draft: Draft) -> None:
    """Fill whether a service keeps data, its disk, and what it needs of its machine."""
    size = first(group, "ephemeral_disk", "size")
    if size is not None and size.text.isdecimal() and int(size.text[:9]) > 0:
        service.fields["disk"] = read_at(f"{int(size.text[:9])}Mi", size.place)
    mounted = {mount.text for task in tasks for mount in _mounts(task)}
    for volume in every(group, "volume"):
        name, is_read_only = volume.get("name"), volume.get("read_only")
        if name is None or name.text not in mounted or (is_read_only is not None and is_read_only.value is True):
            continue
        service.fields["stateful"] = read_at(True, name.place)
        subject = ("services", service.called, "volumes", _volume_name(name.text))
        draft.tell(NoteKind.MISSING, subject, ImportCode.VOLUME_SIZE_NOT_STATED, name.place)
    needs: dict[str, FilePlace] = {}
    for task in tasks:
        _take_folders(service, task, needs)
        _take_needs(task, needs)
    if needs:
        service.fields["needs_host"] = read_at(list(needs), next(iter(needs.values())))
    if "stateful" not in service.fields:
        _take_stateless(service, tasks, draft)


def _mounts(task: FileNode) -> list[FileNode]:
    found = [mount.get("volume") for mount in every(task, "volume_mount")]
    return [node for node in found if node is not None]


def _volume_name(text: str) -> str:
    kept = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "_.-") else "-" for sign in text)
    return kept.lstrip("_.-")[:63] or "data"


def _take_folders(service: DraftService, task: FileNode, needs: dict[str, FilePlace]) -> None:
    """Folders of the machine that the driver mounts; a path without a slash in front is one of the task's own."""
    listed = first(task, "config", "volumes")
    for entry in listed.entries if listed is not None else []:
        folder, _, rest = entry.text.partition(":")
        target, _, options = rest.partition(":")
        _take_folder(service, folder, target, entry, needs, is_read_only=options in _READ_ONLY)
    for mount in every(first(task, "config"), "mount") or every(first(task, "config"), "mounts"):
        source, target_node, is_read_only = mount.get("source"), mount.get("target"), mount.get("readonly")
        if source is not None:
            shown = target_node.text if target_node is not None else "a mount"
            locked = is_read_only is not None and is_read_only.value is True
            _take_folder(service, source.text, shown, source, needs, is_read_only=locked)


def _take_folder(
    service: DraftService,
    folder: str,
    target: str,
    node: FileNode,
    needs: dict[str, FilePlace],
    *,
    is_read_only: bool,
) -> None:
    if folder.endswith(_SOCKET):
        needs.setdefault("docker_socket", node.place)
    elif folder == "/" or any(folder == one or folder.startswith(f"{one}/") for one in _OF_THE_MACHINE):
        needs.setdefault("host_path", node.place)
    elif folder.startswith("/") and not is_read_only:
        code = ImportCode.WRITABLE_FOLDER
        written = assumed(True, code, node.place, folder=folder[:80], target=target[:80])
        service.fields.setdefault("stateful", written)


def _take_needs(task: FileNode, needs: dict[str, FilePlace]) -> None:
    privileged, network = first(task, "config", "privileged"), first(task, "config", "network_mode")
    devices = first(task, "config", "devices")
    if privileged is not None and privileged.value is True:
        needs["privileged"] = privileged.place
    if network is not None and network.text == "host":
        needs["host_network"] = network.place
    if devices is not None:
        needs["devices"] = devices.place


def _take_stateless(service: DraftService, tasks: Sequence[FileNode], draft: Draft) -> None:
    """No volume: what a task writes is gone when it moves. Whether that may be is asked of a data store."""
    service.fields["stateful"] = assumed(False, ImportCode.NO_VOLUME)
    for task in tasks:
        image = first(task, "config", "image")
        if image is not None and is_data_store(image.text, service.called):
            subject, code = ("services", service.called, "stateful"), ImportCode.DATA_STORE_WITHOUT_VOLUME
            draft.tell(NoteKind.MISSING, subject, code, image.place, image=image.text[:120])
            return
