"""Who reaches the ports of a Compose service, and what is spoken on them."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.importers.codes import ImportCode
from advisor.importers.compose.ports import ComposePort, ports_of
from advisor.importers.draft import Draft, DraftService, NoteKind, Taken, Tree, assumed, implied, read_at
from advisor.importers.known_software import is_store_port, usual_protocol
from advisor.importers.nodes import FileNode
from advisor.importers.spoken import named_protocol, probed_ports


def take_ports(service: DraftService, node: FileNode, is_store: bool, draft: Draft) -> None:
    """Fill the ports of a service, and tell which of them say no protocol."""
    on_host = _is_on_host(node)
    probed = dict(_probed_ports(node))
    taken: dict[tuple[int, str], Tree] = {}
    for port in ports_of(node):
        subject = ("services", service.called, "ports", port.port)
        entry: dict[str, Tree] = {"port": read_at(port.port, port.place)}
        check = probed.get(port.port)
        protocol = read_at("http", check.place) if check is not None else _protocol(port, node)
        if protocol is not None:
            entry["protocol"] = protocol
        else:
            draft.tell(NoteKind.MISSING, (*subject, "protocol"), ImportCode.PROTOCOL_NOT_STATED, port.place)
        if port.stands_for > 1:
            kind, code = NoteKind.NOT_EXPRESSIBLE, ImportCode.PORT_RANGE
            draft.tell(kind, subject, code, port.place, count=port.stands_for)
        entry["exposure"] = on_host or _exposure(port, is_store)
        taken.setdefault((port.port, str(protocol.value if protocol else None)), entry)
    if taken:
        service.fields["ports"] = list(taken.values())


def _is_on_host(node: FileNode) -> Taken | None:
    """The exposure of all ports of a service that uses the network of its machine."""
    mode = node.get("network_mode")
    if mode is not None and mode.text == "host":
        return implied("host", ImportCode.HOST_NETWORK, mode.place)
    return None


def _probed_ports(node: FileNode) -> Iterator[tuple[int, FileNode]]:
    """The ports that a health check asks by HTTP from inside the container, with the check."""
    test = node.get("healthcheck", "test")
    if test is None:
        return
    text = " ".join(entry.text for entry in test.entries) or test.text
    for port in probed_ports(text):
        yield port, test


def _protocol(port: ComposePort, node: FileNode) -> Taken | None:
    """The protocol, where something says it; that a port is one of TCP says nothing about HTTP."""
    if port.transport == "udp":
        return read_at("udp", port.place)
    spoken = named_protocol(port.application)
    if spoken is not None:
        return read_at(spoken, port.place)
    image = node.get("image")
    usual = usual_protocol(port.port, image.text if image is not None else "")
    return None if usual is None else assumed(usual, ImportCode.KNOWN_PORT, port.place)


def _exposure(port: ComposePort, is_store: bool) -> Taken:
    """Published on every interface means for the internet; what only the machine or other services reach, internal."""
    if port.published is None:
        return implied("internal", ImportCode.NOT_PUBLISHED, port.place)
    if port.is_host_mode:
        return read_at("host", port.place)
    if port.is_on_loopback:
        return assumed("internal", ImportCode.PUBLISHED_ON_LOOPBACK, port.place, published=port.published)
    if not port.published:
        return assumed("internal", ImportCode.PUBLISHED_ANYWHERE, port.place)
    if is_store or is_store_port(port.port):
        return assumed("internal", ImportCode.PUBLISHED_DATA_STORE, port.place, published=port.published)
    return assumed("public", ImportCode.PUBLISHED, port.place, published=port.published)
