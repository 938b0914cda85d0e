"""Clusters: their control planes, the machines they need besides agents, and whose tenants they hold."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.knowledge import Operator
from advisor.values import Note


@dataclass(frozen=True)
class MemberMachines:
    """Machines that members of a control plane have to themselves: `count` of a type in one zone."""

    zone: str
    machine: str
    count: int


@dataclass(frozen=True)
class ControlPlane:
    """Who schedules: members by zone on which machines, or a vendor's service with its fee and promise."""

    operated_by: Operator
    members: int
    members_by_zone: tuple[tuple[str, int], ...]
    machines: tuple[MemberMachines, ...]
    tolerates: int
    clusters: int
    usd_per_hour: float | None
    sla_percent: float | None
    notes: tuple[Note, ...]
    sources: tuple[str, ...]
    tier: str = ""
    """The vendor's tier, where several are sold, and why it was taken."""
    tier_reason: Note | None = None
    free_usd_per_month: float = 0.0
    """What the vendor takes off the fee, once for an account."""
    on_agents: bool = False
    """Whether the members share machines with services, and have none of their own."""

    @property
    def machine_types(self) -> tuple[str, ...]:
        """The types of the machines that members have to themselves; of each site its own, where they differ."""
        return tuple(dict.fromkeys(each.machine for each in self.machines))


@dataclass(frozen=True)
class ClusterPlan:
    """One cluster with its own control plane: whose services it holds, on which pools; `tenant` empty: shared."""

    name: str
    tenant: str
    pools: tuple[str, ...]
    nodes: int
    replicas: int
    control_plane: ControlPlane


@dataclass(frozen=True)
class AuxiliaryPool:
    """Machines that a platform needs besides agents and members; `cluster` empty: once for the whole platform."""

    role: str
    count: int
    machine: str
    site: str
    cluster: str
    usd_per_hour: float | None
    source: str
    zone: str = ""
    """Where they stand, if own machines are counted zone by zone."""


@dataclass(frozen=True)
class TenantShare:
    """What keeps a tenant apart, where it runs, and what its replicas ask for at the peak: the quota it needs."""

    tenant: str
    isolation: str
    cluster: str
    replicas: int
    cpu_millicores: int
    memory_mib: int
