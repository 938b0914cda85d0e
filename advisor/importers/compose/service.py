"""One service of a Compose file -> a service of the draft."""

from __future__ import annotations

from advisor.importers.codes import ImportCode
from advisor.importers.compose.amounts import mebibytes, millicores
from advisor.importers.compose.ports import ComposePort, ports_of
from advisor.importers.compose.volumes import Mount, mounts_of
from advisor.importers.draft import Draft, DraftService, NoteKind, Taken, Tree, assumed, implied, read_at
from advisor.importers.known_software import is_data_store, is_store_port, usual_protocol
from advisor.importers.nodes import FileNode


def read_service(name: str, node: FileNode, draft: Draft) -> DraftService:
    """The service that a mapping describes; what there is to tell about it goes into the draft's notes."""
    service = DraftService(read_at(name, node.place))
    image = node.get("image")
    if image is not None and image.text:
        service.fields["image"] = read_at(image.text, image.place)
    is_store = is_data_store(image.text if image is not None else None, name)
    _take_replicas(service, node)
    _take_sizes(service, node)
    _take_ports(service, node, is_store, draft)
    _take_state(service, list(mounts_of(node)), is_store, draft)
    return service


def _take_replicas(service: DraftService, node: FileNode) -> None:
    said = node.get("deploy", "replicas") or node.get("scale")
    if said is not None and isinstance(said.value, int):
        service.fields["replicas"] = read_at(said.value, said.place)
    else:
        service.fields["replicas"] = implied(1, ImportCode.ONE_REPLICA)


def _take_sizes(service: DraftService, node: FileNode) -> None:
    """CPU and memory: what is reserved, else the limit, since that much may be used."""
    limits: dict[str, Tree] = {}
    asked = node.get("deploy", "resources", "reservations", "cpus")
    limit = node.get("deploy", "resources", "limits", "cpus") or node.get("cpus")
    _take_size(service, limits, "cpu", *((one, millicores(one)) if one else None for one in (asked, limit)), unit="m")
    asked = node.get("deploy", "resources", "reservations", "memory") or node.get("mem_reservation")
    limit = node.get("deploy", "resources", "limits", "memory") or node.get("mem_limit")
    _take_size(
        service, limits, "memory", *((one, mebibytes(one)) if one else None for one in (asked, limit)), unit="Mi"
    )
    if limits:
        service.fields["limits"] = limits


def _take_size(
    service: DraftService,
    limits: dict[str, Tree],
    field: str,
    asked: tuple[FileNode, int | None] | None,
    limit: tuple[FileNode, int | None] | None,
    *,
    unit: str,
) -> None:
    if limit is not None and limit[1] is not None:
        limits[field] = read_at(f"{limit[1]}{unit}", limit[0].place)
        service.fields[field] = assumed(f"{limit[1]}{unit}", ImportCode.LIMIT_IS_REQUEST, limit[0].place)
    if asked is not None and asked[1] is not None:
        service.fields[field] = read_at(f"{asked[1]}{unit}", asked[0].place)


def _take_ports(service: DraftService, node: FileNode, is_store: bool, draft: Draft) -> None:
    ports: list[Tree] = []
    for port in ports_of(node):
        entry: dict[str, Tree] = {"port": read_at(port.port, port.place)}
        protocol = _protocol(port)
        if protocol is not None:
            entry["protocol"] = protocol
        else:
            subject = ("services", service.called, "ports", port.port, "protocol")
            draft.tell(NoteKind.MISSING, subject, ImportCode.PROTOCOL_NOT_STATED, port.place)
        entry["exposure"] = _exposure(port, is_store)
        ports.append(entry)
    if ports:
        service.fields["ports"] = ports


def _protocol(port: ComposePort) -> Taken | None:
    """The protocol, where something says it; that a port is one of TCP says nothing about HTTP."""
    spoken = {"http": "http", "https": "http", "http2": "http", "grpc": "grpc", "ws": "websocket", "wss": "websocket"}
    if port.transport == "udp":
        return read_at("udp", port.place)
    if port.application is not None and port.application.lower() in (*spoken, "tcp"):
        return read_at(spoken.get(port.application.lower(), "tcp"), port.place)
    usual = usual_protocol(port.port)
    return None if usual is None else assumed(usual, ImportCode.KNOWN_PORT, port.place)


def _exposure(port: ComposePort, is_store: bool) -> Taken:
    """Published on every interface means for the internet; what only the machine or other services reach, internal."""
    if port.published is None:
        return implied("internal", ImportCode.NOT_PUBLISHED, port.place)
    if port.is_host_mode:
        return read_at("host", port.place)
    if port.is_on_loopback:
        return assumed("internal", ImportCode.PUBLISHED_ON_LOOPBACK, port.place, published=port.published)
    if is_store or is_store_port(port.port):
        return assumed("internal", ImportCode.PUBLISHED_DATA_STORE, port.place, published=port.published)
    return assumed("public", ImportCode.PUBLISHED, port.place, published=port.published)


def _take_state(service: DraftService, mounts: list[Mount], is_store: bool, draft: Draft) -> None:
    keeping = [mount for mount in mounts if mount.keeps_data]
    if keeping:
        service.fields["stateful"] = read_at(True, keeping[0].place)
    elif is_store:
        subject = ("services", service.called, "stateful")
        draft.tell(NoteKind.MISSING, subject, ImportCode.DATA_STORE_WITHOUT_VOLUME, service.name.origin.place)
    else:
        service.fields["stateful"] = assumed(False, ImportCode.NO_VOLUME)
