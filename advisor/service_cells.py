"""Cells of the table of services that hold several values, written short: ports and volumes.

What is no port, count, size or word of the requirement file is handed on as it is, for load_scenario to name it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from advisor.scenario.enums import Exposure, VolumeAccess, VolumeContent

_NONE = "none"


def ports_shown(ports: Sequence[Mapping[str, Any]]) -> str:
    """Ports as `8080/http/public, 6379/tcp`; `none` where there is none."""
    return ", ".join("/".join(str(part) for part in port.values()) for port in ports) or _NONE


def ports_of(text: str) -> list[dict[str, Any]]:
    """The ports that `8080/http/public, 6379/tcp` lists; protocol and exposure in either order, both optional.

    `none` lists no port. A part that is no port, protocol or exposure is handed on as it is, for load_scenario to
    name it.
    """
    if text.strip().lower() == _NONE:
        return []
    return [_port_of([part.strip() for part in entry.split("/")]) for entry in text.split(",") if entry.strip()]


def _port_of(parts: list[str]) -> dict[str, Any]:
    number, *words = parts
    port: dict[str, Any] = {"port": int(number) if number.isascii() and number.isdigit() else number}
    for word in words:
        key = "exposure" if word in set(Exposure) or "protocol" in port else "protocol"
        port[key] = f"{port[key]}/{word}" if key in port else word
    return port


def volumes_shown(volumes: Sequence[Mapping[str, Any]]) -> str:
    """Volumes as `data 500Gi, shared 10Gi/many, scratch 5Gi/one/cache`; `none` where there is none."""
    return ", ".join(_volume_shown(volume) for volume in volumes) or _NONE


def _volume_shown(volume: Mapping[str, Any]) -> str:
    words = [str(volume.get("size", "")), *(str(volume[key]) for key in ("access", "keeps") if key in volume)]
    return f"{volume.get('name', '')} {'/'.join(words)}"


def volumes_of(text: str) -> list[dict[str, Any]]:
    """The volumes that `data 500Gi, shared 10Gi/many, scratch 5Gi/cache` lists: name, size, and words in any order.

    >>> volumes_of("data 500Gi, scratch 5Gi/cache")
    [{'name': 'data', 'size': '500Gi'}, {'name': 'scratch', 'size': '5Gi', 'keeps': 'cache'}]
    """
    if text.strip().lower() == _NONE:
        return []
    return [_volume_of(entry) for entry in text.split(",") if entry.strip()]


def _volume_of(entry: str) -> dict[str, Any]:
    name, _, rest = entry.strip().partition(" ")
    size, *words = [part.strip() for part in rest.split("/")]
    volume: dict[str, Any] = {"name": name, "size": size}
    for word in words:
        key = "keeps" if word in set(VolumeContent) else "access"
        volume[key] = word if word in {*VolumeContent, *VolumeAccess} or key not in volume else f"{volume[key]}/{word}"
    return volume
