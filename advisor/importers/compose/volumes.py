"""What a Compose service mounts: named volumes, folders of the machine, and memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from advisor.importers.nodes import FileNode, FilePlace

DOCKER_SOCKETS = ("docker.sock", "containerd.sock", "podman.sock")
_WINDOWS_DRIVE = re.compile(r"^[A-Za-z]:[\\/]")
_READ_ONLY = frozenset({"ro", "readonly"})
_OPTIONS = re.compile(r"^(?:(?:ro|rw|z|Z|cached|delegated|consistent|nocopy|r?shared|r?slave|r?private)(?:,|$))+$")
_CONFIGURATION = re.compile(
    r"(?:^|[/._-])(?:conf|config|configs|configuration|etc|certs?|ssl|tls|secrets?|provisioning|dashboards|templates?|"
    r"scripts?|init|initdb|initdb\.d|plugins?|themes?|rules|entrypoint|migrations?|schemas?)(?:$|[/._-])",
    re.IGNORECASE,
)
_CODE = frozenset({"src", "app", "code", "source", "www", "html", "lib", "node_modules", "public", "static"})
_HOST_FOLDERS = ("/proc", "/sys", "/dev", "/run", "/var/run", "/var/log", "/var/lib/docker", "/lib/modules", "/boot")
_OF_THE_MACHINE = ("/etc/localtime", "/etc/timezone", "/etc/ssl", "/etc/pki", "/etc/hosts", "/etc/resolv.conf")


class MountKind(StrEnum):
    """What is mounted."""

    VOLUME = "volume"
    ANONYMOUS = "anonymous"
    FOLDER = "folder"
    MEMORY = "memory"
    OTHER = "other"


@dataclass(frozen=True)
class Mount:
    """One mount of a service."""

    kind: MountKind
    source: str
    target: str
    is_read_only: bool
    place: FilePlace

    @property
    def is_docker_socket(self) -> bool:
        """Whether it hands out the container runtime of the machine."""
        return self.source.endswith(DOCKER_SOCKETS)

    @property
    def is_of_machine(self) -> bool:
        """Whether it shows what belongs to the machine, such as /proc or /var/log, which another machine has too."""
        if self.kind is not MountKind.FOLDER or self.is_docker_socket or self.source.startswith(_OF_THE_MACHINE):
            return False
        return self.source == "/" or any(
            self.source == folder or self.source.startswith(f"{folder}/") for folder in _HOST_FOLDERS
        )

    @property
    def keeps_data(self) -> bool:
        """Whether what a service writes is kept there: a volume, or a folder that is neither configuration nor code."""
        if self.is_read_only or self.kind in (MountKind.MEMORY, MountKind.OTHER):
            return False
        if self.kind is MountKind.FOLDER:
            return not (
                self.is_docker_socket
                or self.is_of_machine
                or self.source.startswith(_OF_THE_MACHINE)
                or _is_one_file(self.source)
                or _is_one_file(self.target)
                or _CONFIGURATION.search(self.source) is not None
                or _CONFIGURATION.search(self.target) is not None
                or self.source.rstrip("/").rpartition("/")[2] in (*_CODE, ".", "..", "")
            )
        return True


def mounts_of(service: FileNode) -> Iterator[Mount]:
    """The mounts of a service, short and long forms. Raises InputError with the place of what is none."""
    volumes = service.get("volumes")
    for entry in volumes.entries if volumes is not None else []:
        if entry.mapping:
            yield _long_form(entry)
        elif entry.text.strip():
            yield _short_form(entry)


def _long_form(entry: FileNode) -> Mount:
    said = {key: node for key in ("type", "source", "src", "target", "dst", "read_only") if (node := entry.get(key))}
    target = said.get("target") or said.get("dst")
    if target is None or not target.text:
        raise entry.place.refusal("has no target", "write the folder inside the container: `target: /data`")
    source = said.get("source") or said.get("src")
    kind = said["type"].text if "type" in said else "volume"
    kinds = {"volume": MountKind.VOLUME, "bind": MountKind.FOLDER, "tmpfs": MountKind.MEMORY}
    taken = kinds.get(kind, MountKind.OTHER)
    if taken is MountKind.VOLUME and source is None:
        taken = MountKind.ANONYMOUS
    read_only = said.get("read_only")
    is_read_only = read_only is not None and read_only.text.lower() in ("true", "yes", "on")
    return Mount(taken, source.text if source is not None else "", target.text, is_read_only, entry.place)


def _short_form(entry: FileNode) -> Mount:
    text = entry.text.strip()
    parts = _split(text)
    options = parts.pop() if len(parts) > 2 or (len(parts) > 1 and _OPTIONS.match(parts[-1])) else ""
    read_only = not _READ_ONLY.isdisjoint(options.split(","))
    if len(parts) == 1:
        return Mount(MountKind.ANONYMOUS, "", parts[0], read_only, entry.place)
    if len(parts) > 2 or not parts[1]:
        remedy = "write for example data:/var/lib/data, the volume or folder of the machine first"
        raise entry.place.refusal(f"{text[:60]!r} is not a mount", remedy)
    source, target = parts
    is_folder = source == "" or source.startswith((".", "/", "~", "\\", "$")) or bool(_WINDOWS_DRIVE.match(source))
    return Mount(MountKind.FOLDER if is_folder else MountKind.VOLUME, source, target, read_only, entry.place)


def _split(text: str) -> list[str]:
    """The parts between colons; the colon behind the letter of a drive belongs to the path."""
    parts: list[str] = []
    while text:
        drive = text[:2] if _WINDOWS_DRIVE.match(text) else ""
        part, _, text = text[len(drive) :].partition(":")
        parts.append(drive + part)
    return parts


def _is_one_file(path: str) -> bool:
    """Whether a path looks like a file of configuration: its last part has an ending."""
    last = path.rstrip("/").rpartition("/")[2]
    return "." in last.lstrip(".") and not last.endswith(".d")
