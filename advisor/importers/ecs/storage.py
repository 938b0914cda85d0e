"""What an ECS task keeps: volumes of EFS, FSx, EBS and Docker, and folders of the machine."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.importers.codes import ImportCode
from advisor.importers.draft import Draft, DraftService, NoteKind, Tree, assumed, read_at
from advisor.importers.ecs.workloads import EcsWorkload
from advisor.importers.known_software import is_data_store
from advisor.importers.nodes import FileNode, FilePlace

SHARED = ("efsVolumeConfiguration", "fsxWindowsFileServerVolumeConfiguration", "s3filesVolumeConfiguration")
"""File systems that all tasks share."""
_OWN = ("dockerVolumeConfiguration", "configuredAtLaunch")
DOCKER_SOCKET = "docker.sock"
_OF_THE_MACHINE = ("/proc", "/sys", "/dev", "/run", "/var/run", "/var/log", "/var/lib/docker", "/cgroup", "/etc")
_MOST_GIB = 1_000_000


def take_state(service: DraftService, workload: EcsWorkload, draft: Draft) -> None:
    """Fill whether a service keeps data, its volumes of a known size, and what it needs of its machine."""
    written = _written(workload)
    volumes = workload.definition.get("volumes") if workload.definition is not None else None
    sizes = _sizes(workload)
    known: list[Tree] = []
    needs: dict[str, FilePlace] = {}
    for volume in volumes.entries if volumes is not None else []:
        name = volume.get("name")
        if name is None:
            continue
        folder = volume.get("host", "sourcePath")
        if folder is not None:
            _take_folder(service, folder, written.get(name.text), needs)
        elif any(volume.get(key) is not None for key in (*SHARED, *_OWN)) and name.text in written:
            service.fields["stateful"] = read_at(True, name.place)
            _take_volume(service, volume, name, sizes, known, draft)
    _take_needs(service, workload, needs)
    if known:
        service.fields["volumes"] = known
    if "stateful" not in service.fields and workload.definition is not None:
        _take_stateless(service, workload, draft)


def _written(workload: EcsWorkload) -> Mapping[str, FilePlace]:
    """The volumes that some container may write to, with the place of the mount."""
    found: dict[str, FilePlace] = {}
    for container in workload.containers:
        mounts = container.get("mountPoints")
        for mount in mounts.entries if mounts is not None else []:
            volume, is_read_only = mount.get("sourceVolume"), mount.get("readOnly")
            if volume is not None and (is_read_only is None or is_read_only.value is not True):
                found.setdefault(volume.text, mount.place)
    return found


def _sizes(workload: EcsWorkload) -> Mapping[str, FileNode]:
    """Sizes of volumes of EBS, which stand in the service, by their names."""
    listed = workload.service.get("volumeConfigurations") if workload.service is not None else None
    found = {}
    for entry in listed.entries if listed is not None else []:
        name, size = entry.get("name"), entry.get("managedEBSVolume", "sizeInGiB")
        if name is not None and size is not None and size.text.isdecimal() and 0 < int(size.text[:8]) <= _MOST_GIB:
            found[name.text] = size
    return found


def _take_volume(
    service: DraftService,
    volume: FileNode,
    name: FileNode,
    sizes: Mapping[str, FileNode],
    known: list[Tree],
    draft: Draft,
) -> None:
    size = sizes.get(name.text)
    shown = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "_.-") else "-" for sign in name.text)
    shown = shown.lstrip("_.-")[:63] or "data"
    if size is None:
        subject = ("services", service.called, "volumes", shown)
        draft.tell(NoteKind.MISSING, subject, ImportCode.VOLUME_SIZE_NOT_STATED, name.place)
        return
    entry: dict[str, Tree] = {"name": read_at(shown, name.place), "size": read_at(f"{size.text}Gi", size.place)}
    if any(volume.get(key) is not None for key in SHARED):
        entry["access"] = read_at("many", name.place)
    known.append(entry)


def _take_folder(
    service: DraftService, folder: FileNode, written: FilePlace | None, needs: dict[str, FilePlace]
) -> None:
    """A folder of the machine: its Docker socket, what belongs to the machine, or data where it is written to."""
    path = folder.text
    if path.endswith(DOCKER_SOCKET):
        needs.setdefault("docker_socket", folder.place)
    elif path == "/" or any(path == one or path.startswith(f"{one}/") for one in _OF_THE_MACHINE):
        needs.setdefault("host_path", folder.place)
    elif written is not None:
        code = ImportCode.WRITABLE_FOLDER
        service.fields.setdefault("stateful", assumed(True, code, folder.place, folder=path[:80], target="a mount"))


def _take_needs(service: DraftService, workload: EcsWorkload, needs: dict[str, FilePlace]) -> None:
    mode = workload.definition.get("networkMode") if workload.definition is not None else None
    if mode is not None and mode.text == "host":
        needs["host_network"] = mode.place
    for container in workload.containers:
        privileged, devices = container.get("privileged"), container.get("linuxParameters", "devices")
        if privileged is not None and privileged.value is True:
            needs["privileged"] = privileged.place
        if devices is not None and devices.entries:
            needs["devices"] = devices.place
    if needs:
        service.fields["needs_host"] = read_at(list(needs), next(iter(needs.values())))


def _take_stateless(service: DraftService, workload: EcsWorkload, draft: Draft) -> None:
    """Nothing keeps data; of a data store that is asked for."""
    for container in workload.containers:
        image = container.get("image")
        if image is not None and is_data_store(image.text, service.called):
            subject, code = ("services", service.called, "stateful"), ImportCode.DATA_STORE_WITHOUT_VOLUME
            draft.tell(NoteKind.MISSING, subject, code, image.place, image=image.text[:120])
            return
    service.fields["stateful"] = assumed(False, ImportCode.NO_VOLUME)
