"""The ports of a pod: what its containers name and Services lead to, who reaches them and what is spoken there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from advisor.importers.codes import ImportCode
from advisor.importers.draft import Draft, DraftService, NoteKind, Taken, Tree, assumed, implied, read_at
from advisor.importers.known_software import usual_protocol
from advisor.importers.kubernetes.network import Way
from advisor.importers.kubernetes.objects import entries_of, is_true, text_of
from advisor.importers.kubernetes.workloads import KubeWorkload
from advisor.importers.nodes import FileNode, FilePlace

MOST_PORTS = 100
"""The most ports of a service that a requirement takes."""
_SPOKEN = {
    **dict.fromkeys(("http", "https", "http1", "http2", "h2c", "h2", "web", "websecure"), "http"),
    **dict.fromkeys(("kubernetes.io/h2c",), "http"),
    **dict.fromkeys(("grpc", "grpcs", "grpc-web"), "grpc"),
    **dict.fromkeys(("ws", "wss", "websocket", "kubernetes.io/ws", "kubernetes.io/wss"), "websocket"),
    **dict.fromkeys(("tcp", "mongo", "mysql", "redis", "postgres", "postgresql", "amqp", "mqtt"), "tcp"),
    "udp": "udp",
}
"""What a name of a port says, alone or before the first `-`, as Istio takes it ("Protocol Selection")."""
_KNATIVE_PORT = 8080
_PROBES = ("readinessProbe", "livenessProbe", "startupProbe")


@dataclass
class _Port:
    """One port while it is put together from all that names it."""

    number: int
    transport: str
    place: FilePlace
    names: list[str] = field(default_factory=list)
    applications: list[str] = field(default_factory=list)
    exposures: list[Taken] = field(default_factory=list)
    routed: Taken | None = None
    host_place: FilePlace | None = None


def take_ports(
    service: DraftService, workload: KubeWorkload, containers: Iterable[FileNode], ways: Iterable[Way], draft: Draft
) -> list[int]:
    """Fill the ports of a service, and tell which of them say no protocol; returns their numbers."""
    lasting = list(containers)
    spec = workload.spec
    found = _declared(lasting)
    for way in ways:
        port = _led_to(way, found)
        if port is not None:
            port.names.append(way.name)
            port.applications.append(way.application)
            port.exposures.append(way.exposure)
            port.routed = port.routed or way.route_protocol
    if workload.is_knative:
        _take_knative(workload, found)
    probes = _probed(lasting, found)
    on_host = spec.get("hostNetwork") if is_true(spec, "hostNetwork") else None
    taken: dict[tuple[int, str, str], Tree] = {}
    for port in list(found.values())[:MOST_PORTS]:
        entry: dict[str, Tree] = {"port": read_at(port.number, port.place)}
        protocol = _protocol(port, probes)
        if protocol is not None:
            entry["protocol"] = protocol
        else:
            subject = ("services", service.called, "ports", port.number, "protocol")
            draft.tell(NoteKind.MISSING, subject, ImportCode.PROTOCOL_NOT_STATED, port.place)
        exposure = _exposure(port, on_host)
        entry["exposure"] = exposure
        taken.setdefault((port.number, str(protocol and protocol.value), str(exposure.value)), entry)
    if taken:
        service.fields["ports"] = list(taken.values())
    if len(found) > MOST_PORTS:
        code = ImportCode.PORT_RANGE
        draft.tell(NoteKind.NOT_EXPRESSIBLE, ("services", service.called, "ports"), code, count=len(found))
    return [port.number for port in found.values()]


def port_number(text: str) -> int | None:
    """The number of a port; None for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 and 0 < int(text) < 65536 else None


def _declared(containers: Iterable[FileNode]) -> dict[tuple[int, str], _Port]:
    """The ports that containers name. Raises InputError with the place of what is no port."""
    found: dict[tuple[int, str], _Port] = {}
    for container in containers:
        for entry in entries_of(container, "ports"):
            said = entry.get("containerPort")
            number = port_number(said.text.strip()) if said is not None else None
            if number is None:
                remedy = "write a number from 1 to 65535, for example containerPort: 8080"
                shown = said.text[:20] if said is not None else ""
                raise (said or entry).place.refusal(f"{shown!r} is not a port of a container", remedy)
            transport = (text_of(entry, "protocol") or "TCP").upper()
            port = found.setdefault((number, transport), _Port(number, transport, (said or entry).place))
            port.names.append(text_of(entry, "name"))
            on_host = entry.get("hostPort")
            if on_host is not None and on_host.text != "0":
                port.host_place = on_host.place
    return found


def _take_knative(workload: KubeWorkload, found: dict[tuple[int, str], _Port]) -> None:
    """The one port of a Knative Service: HTTP at 8080 where none is named, public unless its label says otherwise."""
    place = workload.place
    port = next(iter(found.values()), None) or found.setdefault(
        (_KNATIVE_PORT, "TCP"), _Port(_KNATIVE_PORT, "TCP", place)
    )
    is_inside = workload.object.labels.get("networking.knative.dev/visibility") == "cluster-local"
    port.exposures.append(read_at("internal" if is_inside else "public", place))
    port.routed = implied("http", ImportCode.KNATIVE_PORT, place)


def _led_to(way: Way, found: dict[tuple[int, str], _Port]) -> _Port | None:
    """The port that a way leads to; one that no container names is added, unless it is a name that none has."""
    number = port_number(way.port)
    if number is None:
        named = (port for port in found.values() if way.port in port.names and port.transport == way.transport)
        return next(named, None)
    return found.setdefault((number, way.transport), _Port(number, way.transport, way.place))


def _probed(containers: Iterable[FileNode], found: Mapping[tuple[int, str], _Port]) -> dict[int, Taken]:
    """What probes ask for at which port."""
    probes: dict[int, Taken] = {}
    for container in containers:
        for name in _PROBES:
            probe = container.get(name)
            asked = probe.get("httpGet") if probe is not None else None
            remote = probe.get("grpc") if probe is not None else None
            one = asked or remote
            if one is None:
                continue
            text = text_of(one, "port")
            number = port_number(text) or next((port.number for port in found.values() if text in port.names), None)
            if number is not None and (remote is not None or number not in probes):
                code = ImportCode.GRPC_PROBE if asked is None else ImportCode.HTTP_PROBE
                probes[number] = assumed("http" if asked is not None else "grpc", code, one.place)
    return probes


def _protocol(port: _Port, probes: Mapping[int, Taken]) -> Taken | None:
    """What is spoken at a port, where something says it; that it is one of TCP says nothing about HTTP."""
    if port.transport == "UDP":
        return read_at("udp", port.place)
    if port.transport != "TCP":
        return None
    for said in [*port.applications, *port.names]:
        word = said.lower()
        spoken = _SPOKEN.get(word) or _SPOKEN.get(word.partition("-")[0])
        if spoken is not None and spoken != "udp":
            return read_at(spoken, port.place)
    if port.number in probes and probes[port.number].value == "grpc":
        return probes[port.number]
    usual = usual_protocol(port.number)
    known = assumed(usual, ImportCode.KNOWN_PORT, port.place) if usual is not None else None
    return port.routed or probes.get(port.number) or known


def _exposure(port: _Port, on_host: FileNode | None) -> Taken:
    """Ports of the machine are host; else the widest of the ways that lead to the port counts."""
    if on_host is not None:
        return implied("host", ImportCode.HOST_NETWORK, on_host.place)
    if port.host_place is not None:
        return read_at("host", port.host_place)
    for exposure in port.exposures:
        if exposure.value == "public":
            return exposure
    return port.exposures[0] if port.exposures else implied("internal", ImportCode.NOT_PUBLISHED, port.place)
