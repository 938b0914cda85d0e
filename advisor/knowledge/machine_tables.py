"""Claims that are tables about machines: what is kept of each, which are taken, how full, other roles, disks."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from advisor.knowledge.amounts import Amount, CloudName, Fraction
from advisor.values import Frozen


class Tier(Frozen):
    """A share of the part of a machine up to `up_to` (millicores or MiB; none: all that is left)."""

    up_to: Amount | None = None
    share: Fraction


class CpuReservation(Frozen):
    """Millicores kept from services on one machine: `base` plus the tiers, and never less than `floor`."""

    base: Amount = 0
    floor: Amount = 0
    tiers: tuple[Tier, ...] = ()


class MemoryReservation(Frozen):
    """MiB kept from services on one machine.

    `base` plus the tiers plus `per_pod` for each pod the machine may hold, at most `largest_share` of the
    machine; a machine below `small_below_mib` keeps `small_mib` instead; then `eviction_mib` on top, or where it is
    given `windows_mib` on a machine with Windows.
    """

    base: Amount = 0
    per_pod: Amount = 0
    tiers: tuple[Tier, ...] = ()
    largest_share: Fraction = 1.0
    small_below_mib: Amount = 0
    small_mib: Amount = 0
    eviction_mib: Amount = 0
    windows_mib: Amount | None = None


class Reservation(Frozen):
    """What a platform keeps of every agent for the system, its own agent, and eviction."""

    cpu: CpuReservation = CpuReservation()
    memory: MemoryReservation = MemoryReservation()


class Daemons(Frozen):
    """What the platform's own pods take on every agent."""

    cpu_millicores: Amount = 0
    memory_mib: Amount = 0
    pods: Amount = 0


class MachineRule(Frozen):
    """Which machines of a cloud (none: of any place) are taken as agents; what is left out leaves the choice open.

    Only those of `arch`; only those of `families`; none of the families and types in `without`; and none smaller than
    `least_vcpu` and `least_memory_mib`. With a `system` it speaks of machines with that one alone.
    """

    cloud: CloudName | None = None
    system: Literal["windows"] | None = None
    arch: tuple[Literal["amd64", "arm64"], ...] = ()
    families: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    least_vcpu: Annotated[float, Field(ge=0)] = 0
    least_memory_mib: Amount = 0


class MachineRules(Frozen):
    """A machine is taken when every row for its place takes it."""

    rows: Annotated[tuple[MachineRule, ...], Field(min_length=1)]


class PodLimit(Frozen):
    """The most replicas on a machine from so many vCPU on."""

    from_vcpu: Annotated[float, Field(ge=0)] = 0
    pods: Annotated[int, Field(ge=1)]


class PodLimits(Frozen):
    """The most replicas on a machine by its vCPU; with a `setting`, once that is changed.

    Where the network interfaces of a machine limit its replicas, each of their addresses is good for `addresses_each`,
    but for one on the families in `without`.
    """

    rows: Annotated[tuple[PodLimit, ...], Field(min_length=1)]
    setting: str = ""
    addresses_each: Annotated[int, Field(ge=1)] = 1
    without: tuple[str, ...] = ()


class SystemPool(Frozen):
    """The Linux machines that each cluster must have for the pods of its system: so many, all of one size at least.

    Services may stand on them too. `on_gpus`: machines with GPUs are among them, as nothing keeps those pods off.
    """

    count: Annotated[int, Field(ge=1)]
    vcpu: Annotated[float, Field(ge=0)] = 0
    memory_mib: Amount = 0
    on_gpus: bool = False


class ExtraMachine(Frozen):
    """Machines of a role besides agents and control-plane members.

    `per` cluster: that many in each; platform: that many once, however many clusters there are; agents: so many agents
    at least in each cluster. Of several rows for a role the first that holds the nodes (those of the cluster, or of all
    clusters) applies; none does up to `above_nodes` nodes or `above_clusters` clusters, nor on another `cloud`.
    """

    role: str
    per: Literal["cluster", "platform", "agents"] = "cluster"
    count: Annotated[int, Field(ge=1)]
    vcpu: Annotated[float, Field(gt=0)]
    memory_mib: Annotated[int, Field(gt=0)]
    max_nodes: Annotated[int, Field(ge=1)] | None = None
    above_nodes: Amount = 0
    above_clusters: Amount = 0
    cloud: CloudName | None = None
    holds_proxies: bool = False
    may_share: bool = False
    """Whether its work may run on the agents, among the services, where no machine is left for it."""


class ExtraMachines(Frozen):
    """All machines besides, row by row."""

    rows: Annotated[tuple[ExtraMachine, ...], Field(min_length=1)]


class RootDiskSize(Frozen):
    """The root disk that machines get by default, from `from_vcpu` on, of these families, with this system (none: any).

    `included`: it stands on a local disk that the machine's price holds. With `role` it is for extra machines of that
    role alone.
    """

    from_vcpu: Annotated[float, Field(ge=0)] = 0
    role: str = ""
    families: tuple[str, ...] = ()
    system: Literal["linux", "windows"] | None = None
    gib: Annotated[int, Field(gt=0)]
    included: bool = False


class RootDisks(Frozen):
    """The root disk of a machine is by the last row that is for it."""

    rows: Annotated[tuple[RootDiskSize, ...], Field(min_length=1)]
