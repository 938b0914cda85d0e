"""The ports of a Nomad group: fixed ones are ports of the machine, the others are reached by other services."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.importers.codes import ImportCode
from advisor.importers.draft import Draft, DraftService, NoteKind, Taken, Tree, assumed, implied, read_at
from advisor.importers.known_software import usual_protocol
from advisor.importers.nodes import FileNode
from advisor.importers.nomad.jobs import every, first
from advisor.importers.spoken import named_protocol

_MOST_PORT = 65_535
_MOST_PORTS = 100


def take_ports(service: DraftService, group: FileNode, tasks: Sequence[FileNode], draft: Draft) -> None:
    """Fill the ports of a service, and tell which say no protocol. Raises InputError for what is no port."""
    taken: dict[tuple[int, str], Tree] = {}
    for port, tasks_of_it in _ports(group, tasks):
        node = _inside(port, tasks_of_it)
        if node is None:
            continue
        number = _number(node)
        protocol = _protocol(number, port, tasks)
        entry: dict[str, Tree] = {"port": read_at(number, node.place)}
        if protocol is not None:
            entry["protocol"] = protocol
        else:
            subject = ("services", service.called, "ports", number, "protocol")
            draft.tell(NoteKind.MISSING, subject, ImportCode.PROTOCOL_NOT_STATED, node.place)
        fixed = _said(port, "static")
        code = ImportCode.NOT_PUBLISHED
        entry["exposure"] = read_at("host", fixed.place) if fixed is not None else implied("internal", code, node.place)
        taken.setdefault((number, str(protocol.value if protocol else None)), entry)
    if taken:
        service.fields["ports"] = list(taken.values())[:_MOST_PORTS]


def _ports(group: FileNode, tasks: Sequence[FileNode]) -> Iterator[tuple[FileNode, Sequence[FileNode]]]:
    """The ports of the group and of its tasks, each with the tasks that may map it."""
    for network in every(group, "network"):
        for port in every(network, "port"):
            yield port, tasks
    for task in tasks:
        for network in every(first(task, "resources"), "network"):
            for port in every(network, "port"):
                yield port, [task]


def _said(port: FileNode, key: str) -> FileNode | None:
    """A number that is given; 0 and -1 stand for one that Nomad chooses."""
    node = port.get(key)
    return None if node is None or node.text.strip() in ("", "0", "-1") else node


def _inside(port: FileNode, tasks: Sequence[FileNode]) -> FileNode | None:
    """The port that the container listens on; None where it takes the one that Nomad chooses."""
    name = port.get("name")
    mapped = None
    for task in tasks:
        for listed in every(first(task, "config"), "port_map"):
            mapped = mapped or (listed.get(name.text) if name is not None else None)
    return _said(port, "to") or mapped or _said(port, "static")


def _number(node: FileNode) -> int:
    text = node.text.strip()
    if not text.isdecimal() or not 0 < int(text[:6]) <= _MOST_PORT:
        raise node.place.refusal(f"{text[:40]!r} is no port", "write a number from 1 to 65535", ("network", "port"))
    return int(text)


def _protocol(number: int, port: FileNode, tasks: Sequence[FileNode]) -> Taken | None:
    """What is spoken: what a data store speaks at this port, the check or name of the port, what is usual at it."""
    usual = usual_protocol(number)
    label = port.get("name")
    if usual == "tcp":
        return assumed("tcp", ImportCode.KNOWN_PORT, port.place)
    for task in tasks:
        for offered in every(task, "service"):
            offered_at = offered.get("port")
            if label is None or offered_at is None or offered_at.text != label.text:
                continue
            for check in every(offered, "check"):
                kind = check.get("type")
                if kind is not None and kind.text in ("http", "grpc"):
                    return read_at(kind.text, kind.place)
    named = named_protocol(label.text) if label is not None else None
    if label is not None and named is not None:
        return read_at(named, label.place)
    return None if usual is None else assumed(usual, ImportCode.KNOWN_PORT, port.place)
