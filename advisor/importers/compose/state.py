"""Which Compose services keep data, where, and which of them share a volume."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advisor.importers.codes import ImportCode
from advisor.importers.compose.amounts import mebibytes
from advisor.importers.compose.volumes import Mount, MountKind
from advisor.importers.draft import Draft, DraftService, NoteKind, Tree, assumed, read_at
from advisor.importers.nodes import FileNode

_DATA_FOLDERS = ("/var/lib", "/data", "/bitnami")
"""Where a container keeps data, if it keeps any; other nameless volumes hide a folder, as node_modules."""


def take_state(
    service: DraftService, mounts: Sequence[Mount], is_store: bool, volumes: FileNode | None, draft: Draft
) -> None:
    """Fill whether a service keeps data, and its volumes of a known size; tell of those that say none."""
    keeping = [mount for mount in mounts if _keeps_data(mount, is_store)]
    named = [mount for mount in keeping if mount.kind is MountKind.VOLUME]
    subject = ("services", service.called)
    if named:
        service.fields["stateful"] = read_at(True, named[0].place)
    elif keeping:
        first = keeping[0]
        code = ImportCode.WRITABLE_FOLDER if first.kind is MountKind.FOLDER else ImportCode.NAMELESS_VOLUME
        values = {"folder": first.source or "?", "target": first.target} if first.kind is MountKind.FOLDER else {}
        service.fields["stateful"] = assumed(True, code, first.place, **values)
    elif is_store:
        image = service.fields.get("image")
        shown = str(getattr(image, "value", service.called))
        code = ImportCode.DATA_STORE_WITHOUT_VOLUME
        draft.tell(NoteKind.MISSING, (*subject, "stateful"), code, service.name.origin.place, image=shown)
    else:
        service.fields["stateful"] = assumed(False, ImportCode.NO_VOLUME)
    known: list[Tree] = []
    folders = [mount for mount in keeping if mount.kind is MountKind.FOLDER]
    for mount in keeping if is_store or not folders else [*named, *folders[:1]]:
        name = _name_of(mount)
        size = volumes.get(mount.source, "driver_opts", "size") if volumes is not None else None
        mib = mebibytes(size) if size is not None else None
        if size is not None and mib is not None:
            known.append({"name": read_at(name, mount.place), "size": read_at(f"{mib}Mi", size.place)})
        else:
            code = ImportCode.VOLUME_SIZE_NOT_STATED
            draft.tell(NoteKind.MISSING, (*subject, "volumes", name), code, mount.place)
    if known:
        service.fields["volumes"] = known


def tell_shared(mounts: Mapping[str, Sequence[Mount]], draft: Draft) -> None:
    """Tell which volumes and folders of data several services mount."""
    users: dict[str, dict[str, None]] = {}
    keeping: dict[str, Mount] = {}
    for service, mounted in mounts.items():
        for mount in mounted:
            if mount.source and mount.kind in (MountKind.VOLUME, MountKind.FOLDER):
                users.setdefault(mount.source, {})[service] = None
                if mount.keeps_data:
                    keeping.setdefault(mount.source, mount)
    for source, mount in keeping.items():
        if len(users[source]) > 1:
            subject, code = ("volumes", source), ImportCode.SHARED_VOLUME
            sharing = tuple(users[source])
            draft.tell(NoteKind.NOT_EXPRESSIBLE, subject, code, mount.place, volume=source, services=sharing)


def _keeps_data(mount: Mount, is_store: bool) -> bool:
    if mount.kind is MountKind.ANONYMOUS and not is_store:
        return mount.keeps_data and mount.target.startswith(_DATA_FOLDERS)
    return mount.keeps_data


def _name_of(mount: Mount) -> str:
    """A name for a volume that a requirement takes: its own, or the last part of its folder."""
    last = (mount.source or mount.target).rstrip("/\\").replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "_.-") else "-" for letter in last)
    return kept.lstrip("_.-")[:63] or "data"
