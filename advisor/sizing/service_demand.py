"""The demand of one service: every amount in whole numbers, nothing left open."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.scenario.enums import HostNeed, Site, Spread, WorkloadKind
from advisor.scenario.service import Volume
from advisor.sizing.request_load import RequestLoad


@dataclass(frozen=True)
class ServiceDemand:
    """One service with every amount resolved; replicas of the moment looked at."""

    name: str
    floor: int
    typical: int
    peak: int
    cpu_millicores: int
    memory_mib: int
    io_mbps: int
    gpus: int
    arch: str
    """amd64, arm64 or any; once a task is sized, one of the two."""
    os: str
    host_ports: frozenset[str]
    public: bool
    max_per_node: int | None
    affinity: tuple[str, ...]
    anti_affinity: tuple[str, ...]
    spread: Spread | None
    tenant: str | None
    site: Site
    image_size_mib: int | None
    assumed_replicas: int = 0
    """How many replicas each service was taken to have where nobody said; 0 where somebody did."""
    may_be_public: bool = False
    """Whether nothing was said of its ports, or not who reaches them, so that requests may come from outside."""
    internal: bool = False
    """Whether another service calls it."""
    batch: bool = False
    """Whether it runs to an end, so that there may be none of it anywhere."""
    gpu_type: str | None = None
    """The GPU asked for; None: any will do."""
    gpu_share: float = 1.0
    """The share of each GPU that a replica takes, where GPUs are divided."""
    disk_mib: int = 0
    """Space on the node itself; what a stateful service keeps is in `volumes`."""
    volumes: tuple[Volume, ...] = ()
    needs_host: tuple[HostNeed, ...] = ()
    per_node: bool = False
    """Whether one replica runs on every node, however many there are."""
    limit_cpu_millicores: int | None = None
    limit_memory_mib: int | None = None
    requests: RequestLoad | None = None
    """Requests to it; None where it takes none."""
    stateful: bool = False
    interruptible: bool = False
    """Whether it runs on spare capacity, as it may be interrupted and that was asked for."""
    kind: WorkloadKind | None = None
