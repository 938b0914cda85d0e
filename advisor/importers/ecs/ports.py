"""The ports of an ECS task: what is spoken, and whether a load balancer of the service offers them."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.importers.codes import ImportCode
from advisor.importers.draft import Draft, DraftService, NoteKind, Taken, Tree, assumed, implied, read_at
from advisor.importers.ecs.workloads import EcsWorkload
from advisor.importers.known_software import usual_protocol
from advisor.importers.nodes import FileNode
from advisor.importers.spoken import named_protocol, probed_ports

_MOST_PORT = 65_535
_MOST_PORTS = 100


def take_ports(service: DraftService, workload: EcsWorkload, draft: Draft) -> None:
    """Fill the ports of a service, and tell what nothing says of them. Raises InputError for what is no port."""
    taken: dict[tuple[int, str], Tree] = {}
    for container in workload.containers:
        probed = dict(_probed(container))
        mappings = container.get("portMappings")
        for mapping in mappings.entries if mappings is not None else []:
            number, node = _port(mapping)
            subject = ("services", service.called, "ports", number)
            entry: dict[str, Tree] = {"port": read_at(number, node.place)}
            protocol = _protocol(mapping, number, probed)
            if protocol is not None:
                entry["protocol"] = protocol
            else:
                draft.tell(NoteKind.MISSING, (*subject, "protocol"), ImportCode.PROTOCOL_NOT_STATED, node.place)
            exposure = _exposure(workload, container, mapping, number)
            if exposure is not None:
                entry["exposure"] = exposure
            else:
                code = ImportCode.EXPOSURE_IN_SERVICE
                draft.tell(NoteKind.MISSING, (*subject, "exposure"), code, node.place)
            taken.setdefault((number, str(protocol.value if protocol else None)), entry)
    if taken:
        service.fields["ports"] = list(taken.values())[:_MOST_PORTS]


def _port(mapping: FileNode) -> tuple[int, FileNode]:
    """The port of the container, or the first of a range."""
    node = mapping.get("containerPort") or mapping.get("containerPortRange")
    first = node.text.partition("-")[0] if node is not None else ""
    if node is None or not first.isdecimal() or not 0 < int(first[:6]) <= _MOST_PORT:
        place = node.place if node is not None else mapping.place
        raise place.refusal("is no port of a container", "write for example containerPort: 8080", ("portMappings",))
    return int(first), node


def _probed(container: FileNode) -> Iterator[tuple[int, FileNode]]:
    command = container.get("healthCheck", "command")
    if command is not None:
        for port in probed_ports(" ".join(entry.text for entry in command.entries) or command.text):
            yield port, command


def _protocol(mapping: FileNode, number: int, probed: dict[int, FileNode]) -> Taken | None:
    transport, application = mapping.get("protocol"), mapping.get("appProtocol")
    if transport is not None and transport.text.lower() == "udp":
        return read_at("udp", transport.place)
    spoken = named_protocol(application.text) if application is not None else None
    if application is not None and spoken is not None:
        return read_at(spoken, application.place)
    if number in probed:
        return read_at("http", probed[number].place)
    usual = usual_protocol(number)
    return None if usual is None else assumed(usual, ImportCode.KNOWN_PORT, mapping.place)


def _exposure(workload: EcsWorkload, container: FileNode, mapping: FileNode, number: int) -> Taken | None:
    """Who reaches a port: a load balancer is taken as public; without it only a port of the machine is sure."""
    balancer = _balancer(workload, container, number)
    if balancer is not None:
        return assumed("public", ImportCode.LOAD_BALANCER, balancer.place)
    mode = workload.definition.get("networkMode") if workload.definition is not None else None
    if mode is not None and mode.text == "host":
        return implied("host", ImportCode.HOST_NETWORK, mode.place)
    fixed = mapping.get("hostPort")
    has_own_address = workload.is_fargate or (mode is not None and mode.text == "awsvpc")
    if not has_own_address and fixed is not None and fixed.text.isdecimal() and int(fixed.text[:6]) > 0:
        return read_at("host", fixed.place)
    if workload.service is not None:
        return assumed("internal", ImportCode.NO_LOAD_BALANCER, workload.place)
    return None


def _balancer(workload: EcsWorkload, container: FileNode, number: int) -> FileNode | None:
    balancers = workload.service.get("loadBalancers") if workload.service is not None else None
    name = container.get("name")
    for entry in balancers.entries if balancers is not None else []:
        port, named = entry.get("containerPort"), entry.get("containerName")
        if port is not None and port.text == str(number) and (named is None or name is None or named.text == name.text):
            return entry
    return None
