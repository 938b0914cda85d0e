"""What pods keep: claims and templates of claims with size and access, other volumes, and what is lost with the pod."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from advisor.importers.codes import ImportCode
from advisor.importers.draft import Draft, DraftService, NoteKind, Tree, assumed, implied, read_at
from advisor.importers.kubernetes.objects import Cluster, entries_of, is_true, text_of
from advisor.importers.kubernetes.quantities import bytes_of, mebibytes, quantity
from advisor.importers.kubernetes.workloads import KubeWorkload
from advisor.importers.nodes import FileNode, FilePlace

MOST_VOLUMES = 50
"""The most volumes of a service that a requirement takes."""
_DISKS = (
    *("nfs", "csi", "iscsi", "fc", "rbd", "cephfs", "glusterfs", "awsElasticBlockStore", "gcePersistentDisk"),
    *("azureDisk", "azureFile", "cinder", "portworxVolume", "vsphereVolume", "quobyte", "scaleIO", "storageos"),
)
"""Volumes of storage outside of the node, named without a claim."""
_SECRET_STORES = ("secrets-store.csi.k8s.io", "csi.cert-manager.io", "csi.spiffe.io", "driver.shared-resource.csi")
"""Drivers whose volumes hold secrets and certificates, and no data."""
_MANY = ("ReadWriteMany", "ReadOnlyMany")


class _Keep(StrEnum):
    CLAIM = "claim"
    DISK = "disk"
    SCRATCH = "scratch"
    """A claim that is made and deleted with the pod."""


@dataclass(frozen=True)
class _Volume:
    """One volume of a pod that is more than a folder on the node."""

    name: str
    keep: _Keep
    claim: FileNode | None
    """The specification of the claim; None where it was not given."""
    place: FilePlace
    key: str = ""
    """What tells it from other volumes, where several workloads may use the same."""
    mounted_as: str = ""
    """The name that containers mount it by, where it is another one."""


def take_state(
    service: DraftService,
    workload: KubeWorkload,
    containers: Iterable[FileNode],
    cluster: Cluster,
    is_store: bool,
    draft: Draft,
) -> list[str]:
    """Fill whether a service keeps data, and its volumes; returns the claims that others may share."""
    read_only = _read_only_mounts(containers)
    found = [one for one in _volumes_of(workload, cluster) if (one.mounted_as or one.name) not in read_only]
    keeping = [one for one in found if one.keep is not _Keep.SCRATCH]
    known: dict[str, Tree] = {}
    for volume in found[:MOST_VOLUMES]:
        entry, name = _entry(volume), _volume_name(volume.name)
        if entry is not None:
            known.setdefault(name, entry)
        else:
            subject = ("services", service.called, "volumes", name)
            draft.tell(NoteKind.MISSING, subject, ImportCode.VOLUME_SIZE_NOT_STATED, volume.place)
    if known:
        service.fields["volumes"] = list(known.values())
    _take_stateful(service, workload, keeping, is_store)
    _tell_memory(service, workload, draft)
    return [one.key for one in keeping if one.key]


def _take_stateful(service: DraftService, workload: KubeWorkload, keeping: list[_Volume], is_store: bool) -> None:
    folder = next(_data_folders(workload), None)
    if keeping:
        service.fields["stateful"] = read_at(True, keeping[0].place)
    elif folder is not None:
        path = text_of(folder, "hostPath", "path")
        code = ImportCode.WRITABLE_FOLDER
        place = folder.place
        service.fields["stateful"] = assumed(True, code, place, folder=path[:200], target=text_of(folder, "name"))
    elif is_store:
        image = service.fields.get("image")
        shown = str(getattr(image, "value", service.called))
        place = workload.place
        service.fields["stateful"] = assumed(False, ImportCode.DATA_STORE_WITHOUT_VOLUME, place, image=shown)
    else:
        service.fields["stateful"] = implied(False, ImportCode.NO_VOLUME)


def tell_shared(users: dict[str, list[str]], draft: Draft) -> None:
    """Tell which claims several services use."""
    for key, names in users.items():
        if len(names) > 1:
            claim = key.partition("/")[2]
            code = ImportCode.SHARED_VOLUME
            draft.tell(NoteKind.NOT_EXPRESSIBLE, ("volumes", claim), code, volume=claim, services=tuple(names))


def _volumes_of(workload: KubeWorkload, cluster: Cluster) -> Iterator[_Volume]:
    owner = workload.object
    templates = entries_of(owner.spec, "volumeClaimTemplates")
    templated = set()
    for template in templates:
        name = text_of(template, "metadata", "name") or "data"
        templated.add(name)
        yield _Volume(name, _Keep.CLAIM, template.get("spec"), template.place)
    for volume in entries_of(workload.spec, "volumes"):
        name = text_of(volume, "name")
        claimed, scratch = volume.get("persistentVolumeClaim"), volume.get("ephemeral")
        if name in templated:
            continue
        if claimed is not None:
            claim_name = text_of(claimed, "claimName")
            claim = cluster.find("PersistentVolumeClaim", workload.namespace, claim_name)
            if not is_true(claimed, "readOnly"):
                key = f"{workload.namespace}/{claim_name}"
                yield _Volume(claim_name or name, _Keep.CLAIM, claim.spec if claim else None, claimed.place, key, name)
        elif scratch is not None:
            claim_spec = scratch.get("volumeClaimTemplate", "spec")
            yield _Volume(name, _Keep.SCRATCH, claim_spec, scratch.place)
        else:
            for kind in _DISKS:
                disk = volume.get(kind)
                if disk is not None and not is_true(disk, "readOnly") and not _holds_secrets(disk):
                    yield _Volume(name, _Keep.DISK, None, disk.place)


def _holds_secrets(disk: FileNode) -> bool:
    return text_of(disk, "driver").startswith(_SECRET_STORES)


def _read_only_mounts(containers: Iterable[FileNode]) -> set[str]:
    """The volumes that containers mount, and none of them may write to."""
    writable: dict[str, bool] = {}
    for container in containers:
        for mount in entries_of(container, "volumeMounts"):
            name = text_of(mount, "name")
            writable[name] = writable.get(name, False) or not is_true(mount, "readOnly")
    return {name for name, is_writable in writable.items() if not is_writable}


def _entry(volume: _Volume) -> Tree | None:
    """A volume of the requirement; None where its size is not known."""
    size = volume.claim.get("resources", "requests", "storage") if volume.claim is not None else None
    if size is None or bytes_of(size) == 0 or volume.claim is None:
        return None
    entry: dict[str, Tree] = {
        "name": read_at(_volume_name(volume.name), volume.place),
        "size": read_at(mebibytes(bytes_of(size)), size.place),
    }
    modes = entries_of(volume.claim, "accessModes")
    if modes:
        many = any(mode.text in _MANY for mode in modes)
        entry["access"] = read_at("many" if many else "one", modes[0].place)
    if volume.keep is _Keep.SCRATCH:
        entry["keeps"] = read_at("cache", volume.place)
    return entry


def _volume_name(name: str) -> str:
    """A name for a volume that a requirement takes."""
    kept = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "_.-") else "-" for letter in name)
    return kept.lstrip("_.-")[:63] or "data"


def _data_folders(workload: KubeWorkload) -> Iterator[FileNode]:
    """Folders of the node that a pod keeps data in: those that are made for it, and those under data folders."""
    if workload.object.kind == "DaemonSet":
        return
    for volume in entries_of(workload.spec, "volumes"):
        path, kind = text_of(volume, "hostPath", "path"), text_of(volume, "hostPath", "type")
        if kind == "DirectoryOrCreate" or path.startswith(("/data", "/mnt", "/srv", "/opt", "/home")):
            yield volume


def _tell_memory(service: DraftService, workload: KubeWorkload, draft: Draft) -> None:
    """Tell volumes in memory: what is written there counts as memory of the containers that write it."""
    for volume in entries_of(workload.spec, "volumes"):
        if text_of(volume, "emptyDir", "medium") == "Memory":
            limit = volume.get("emptyDir", "sizeLimit")
            size = mebibytes(quantity(limit)) if limit is not None else ""
            subject = ("services", service.called, "volumes", text_of(volume, "name"))
            draft.tell(NoteKind.NOT_EXPRESSIBLE, subject, ImportCode.MEMORY_VOLUME, volume.place, size=size)
