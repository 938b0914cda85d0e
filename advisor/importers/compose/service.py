"""One service of a Compose file -> a service of the draft."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from advisor.importers.codes import ImportCode
from advisor.importers.compose.amounts import mebibytes, millicores
from advisor.importers.compose.exposure import take_ports
from advisor.importers.compose.host_needs import take_host_needs
from advisor.importers.compose.placement import take_placement
from advisor.importers.compose.state import take_state
from advisor.importers.compose.volumes import Mount
from advisor.importers.draft import Draft, DraftService, NoteKind, Taken, Tree, assumed, implied, read_at
from advisor.importers.known_software import is_data_store
from advisor.importers.nodes import FileNode, FilePlace

MOST_REPLICAS = 100_000
_MOST_IMAGE = 500
_JOBS = ("replicated-job", "global-job")
_GLOBAL = ("global", "global-job")


def read_service(
    name: Taken, node: FileNode, mounts: Sequence[Mount], volumes: FileNode | None, draft: Draft
) -> DraftService | None:
    """The service that a mapping describes; None for one that is scaled to nothing.

    What there is to tell about it goes into the draft's notes.
    """
    service = DraftService(name)
    if not _take_replicas(service, node):
        subject = ("services", service.called)
        draft.tell(NoteKind.SKIPPED, subject, ImportCode.NO_REPLICAS, name.origin.place)
        return None
    image = node.get("image")
    if image is not None and _is_image(image.text):
        service.fields["image"] = read_at(image.text[:_MOST_IMAGE], image.place)
    elif image is not None:
        field = ("services", service.called, "image")
        draft.tell(NoteKind.MISSING, field, ImportCode.VALUE_BLANK, image.place)
    is_store = is_data_store(image.text if image is not None else None, service.called)
    _take_sizes(service, node)
    take_ports(service, node, is_store, draft)
    take_state(service, mounts, is_store, volumes, draft)
    take_host_needs(service, node, mounts, draft)
    take_placement(service, node, draft)
    return service


def _is_image(text: str) -> bool:
    """Whether a name of an image is left when variables without a value are blank."""
    return bool(text.strip()) and not text.startswith((":", "/", "@"))


def _take_replicas(service: DraftService, node: FileNode) -> bool:
    """Fill replicas and kind; False where there are none."""
    mode = node.get("deploy", "mode")
    if mode is not None and mode.text in _JOBS:
        service.fields["kind"] = read_at("task", mode.place)
    if mode is not None and mode.text in _GLOBAL:
        service.fields["per_node"] = implied(True, ImportCode.PER_NODE, mode.place)
        return True
    said = node.get("deploy", "replicas") or node.get("scale")
    if said is None or not said.text.strip():
        service.fields["replicas"] = implied(1, ImportCode.ONE_REPLICA)
        return True
    if not said.text.isdecimal() or len(said.text) > len(str(MOST_REPLICAS)) or int(said.text) > MOST_REPLICAS:
        remedy = f"write a whole number up to {MOST_REPLICAS:,}"
        path = ("services", service.called, "replicas")
        raise said.place.refusal(f"{said.text[:40]!r} is not a number of replicas", remedy, path)
    service.fields["replicas"] = read_at(int(said.text), said.place)
    return int(said.text) > 0


def _take_sizes(service: DraftService, node: FileNode) -> None:
    """CPU, memory and disk: what is reserved, else the limit, since that much may be used."""
    limits: dict[str, Tree] = {}
    resources = node.get("deploy", "resources")
    reserved = resources.get("reservations") if resources is not None else None
    limited = resources.get("limits") if resources is not None else None
    asked = _cpu(reserved.get("cpus") if reserved is not None else None)
    limit = _cpu(limited.get("cpus") if limited is not None else None) or _cpu(node.get("cpus")) or _cpu_quota(node)
    _take_size(service, limits, "cpu", asked, limit)
    asked = _memory(reserved.get("memory") if reserved is not None else None) or _memory(node.get("mem_reservation"))
    limit = _memory(limited.get("memory") if limited is not None else None) or _memory(node.get("mem_limit"))
    _take_size(service, limits, "memory", asked, limit)
    if limits:
        service.fields["limits"] = limits
    disk = _memory(node.get("storage_opt", "size"))
    if disk is not None:
        service.fields["disk"] = read_at(*disk)


_Size = tuple[str, FilePlace] | None


def _take_size(service: DraftService, limits: dict[str, Tree], field: str, asked: _Size, limit: _Size) -> None:
    if limit is not None:
        limits[field] = read_at(*limit)
        service.fields[field] = assumed(limit[0], ImportCode.LIMIT_IS_REQUEST, limit[1])
    if asked is not None:
        service.fields[field] = read_at(*asked)


def _cpu(node: FileNode | None) -> _Size:
    amount = millicores(node) if node is not None else None
    return None if node is None or amount is None else (f"{amount}m", node.place)


def _memory(node: FileNode | None) -> _Size:
    amount = mebibytes(node) if node is not None else None
    return None if node is None or amount is None else (f"{amount}Mi", node.place)


def _cpu_quota(node: FileNode) -> _Size:
    """CPU as microseconds in a period, which is 100,000 of them where nothing else is said."""
    quota, period = node.get("cpu_quota"), node.get("cpu_period")
    if quota is None:
        return None
    try:
        every = Decimal(period.text.removesuffix("us")) if period is not None and period.text else Decimal(100_000)
        cores = Decimal(quota.text.removesuffix("us")) / every
    except (InvalidOperation, ZeroDivisionError):
        return None
    return _cpu(FileNode(None, quota.place, str(cores))) if cores.is_finite() and cores > 0 else None
