"""The ports of a Compose service: published ones in short and long form, and those that it only exposes."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass

from advisor.errors import InputError
from advisor.importers.nodes import FileNode, FilePlace

_NUMBERS = re.compile(r"(?P<first>[0-9]{1,5})(?:-(?P<last>[0-9]{1,5}))?")
MOST_OF_A_RANGE = 20
_REMEDY = 'write for example "8080:80", the port of the machine first, in quotes'


@dataclass(frozen=True)
class ComposePort:
    """One port that a service listens on, and how it is reached from outside."""

    port: int
    place: FilePlace
    transport: str = "tcp"
    published: str | None = None
    """The port of the machine; an empty text is one that Docker chooses; None is not published."""
    host_address: str = ""
    application: str | None = None
    is_host_mode: bool = False
    stands_for: int = 1
    """How many ports of a long range it stands for."""

    @property
    def is_on_loopback(self) -> bool:
        """Whether only the machine itself reaches it."""
        if self.host_address == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host_address.strip("[]")).is_loopback
        except ValueError:
            return False


def ports_of(service: FileNode) -> list[ComposePort]:
    """The ports of a service in the order of the file; one that is named twice, once (published first).

    Raises InputError with the place of what is no port.
    """
    found: dict[tuple[int, str], ComposePort] = {}
    entries = service.get("ports")
    for entry in entries.entries if entries is not None else []:
        for port in _published(entry):
            found.setdefault((port.port, port.transport), port)
    exposed = service.get("expose")
    for entry in exposed.entries if exposed is not None else []:
        for port in _exposed(entry):
            found.setdefault((port.port, port.transport), port)
    return list(found.values())


def _published(entry: FileNode) -> Iterator[ComposePort]:
    if entry.mapping:
        yield from _long_form(entry)
    elif entry.text.strip():
        yield from _short_form(entry)


def _long_form(entry: FileNode) -> Iterator[ComposePort]:
    target = entry.get("target")
    if target is None or not target.text:
        raise entry.place.refusal("has no target", "write the port that the container listens on: `target: 80`")
    said = {key: node.text for key in _TEXTS if (node := entry.get(key)) is not None}
    ports = _range(target, target.text)
    for number in ports[: _taken_of(ports)]:
        yield ComposePort(
            number,
            entry.place,
            said.get("protocol", "tcp").lower() or "tcp",
            said.get("published", ""),
            said.get("host_ip", ""),
            said.get("app_protocol"),
            said.get("mode") == "host",
            len(ports) // _taken_of(ports),
        )


_TEXTS = ("protocol", "published", "host_ip", "app_protocol", "mode")


def _short_form(entry: FileNode) -> Iterator[ComposePort]:
    text, _, transport = entry.text.strip().partition("/")
    outside, colon, inside = text.rpartition(":")
    address, _, published = outside.rpartition(":")
    if not inside:  # a variable without a value
        return
    ports = _range(entry, inside)
    if published:
        _range(entry, published)
    for number in ports[: _taken_of(ports)]:
        yield ComposePort(
            number,
            entry.place,
            transport.lower() or "tcp",
            published if colon else "",
            address,
            stands_for=len(ports) // _taken_of(ports),
        )


def _exposed(entry: FileNode) -> Iterator[ComposePort]:
    text, _, transport = entry.text.strip().partition("/")
    ports = _range(entry, text) if text else range(0)
    for number in ports[: _taken_of(ports)]:
        yield ComposePort(number, entry.place, transport.lower() or "tcp", stands_for=len(ports) // _taken_of(ports))


def _taken_of(ports: range) -> int:
    """How many ports of a range are taken: all of a short one, the first of a long one."""
    return 1 if len(ports) > MOST_OF_A_RANGE else max(1, len(ports))


def _range(node: FileNode, text: str) -> range:
    match = _NUMBERS.fullmatch(text)
    if match is None:
        raise _no_port(node)
    first, last = int(match["first"]), int(match["last"] or match["first"])
    if not 1 <= first <= last <= 65535:
        raise _no_port(node)
    return range(first, last + 1)


def _no_port(node: FileNode) -> InputError:
    return node.place.refusal(f"{node.text[:40]!r} is not a port, or a range of them", _REMEDY)
