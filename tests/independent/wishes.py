"""What a service asks for, read from the requirement alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

RESOURCES = ("cpu_millicores", "memory_mib", "max_pods", "gpus")
"""What a node has so much of, by the names of the machine table of an answer."""
UNITS = {"Ki": 1 / 1024, "Mi": 1, "Gi": 1024, "Ti": 1024 * 1024}


@dataclass(frozen=True)
class Wishes:
    """The amounts of one replica and where it may stand; `zone_bound`: its data does not follow it to other zones."""

    cpu_millicores: float = 0.0
    memory_mib: float = 0.0
    gpus: int = 0
    most_per_node: int | None = None
    host_ports: frozenset[str] = field(default_factory=frozenset)
    affinity: frozenset[str] = field(default_factory=frozenset)
    anti_affinity: frozenset[str] = field(default_factory=frozenset)
    zone_bound: bool = False
    per_node: bool = False

    def amount(self, resource: str) -> float:
        """What one replica takes of a resource."""
        return 1 if resource == "max_pods" else float(getattr(self, resource))


def read_wishes(service: dict[str, Any]) -> Wishes:
    """The wishes of one service of a requirement."""
    apart = frozenset(service.get("anti_affinity", ()))
    caps = [service["max_per_node"]] if service.get("max_per_node") else []
    alone = service["name"] in apart or service.get("spread") == "node" or service.get("per_node")
    volumes = service.get("volumes") or ()
    keeps_disk = bool(service.get("stateful") and service.get("disk") and service.get("volumes") is None)
    bound = keeps_disk or any(
        volume.get("access", "one") == "one" and volume.get("keeps", "data") == "data" for volume in volumes
    )
    gpu = service.get("gpu") or 0
    return Wishes(
        cpu_millicores=millicores(service.get("cpu", 0)),
        memory_mib=mebibytes(service.get("memory", "0Mi")),
        gpus=gpu["count"] if isinstance(gpu, dict) else gpu,
        most_per_node=min([*caps, 1] if alone else caps, default=None),
        host_ports=frozenset(
            f"{port['port']}/{'udp' if port.get('protocol') == 'udp' else 'tcp'}"
            for port in service.get("ports") or ()
            if port.get("exposure") == "host"
        ),
        affinity=frozenset(service.get("affinity", ())),
        anti_affinity=apart,
        zone_bound=bound,
        per_node=bool(service.get("per_node")),
    )


def millicores(written: str | float) -> float:
    """`200m`, 0.5 or 2 in millicores."""
    text = str(written)
    return float(text[:-1]) if text[-1] == "m" else float(text) * 1000


def mebibytes(written: str) -> float:
    """`512Mi` or `2Gi` in MiB."""
    return float(written[:-2]) * UNITS[written[-2:]]
