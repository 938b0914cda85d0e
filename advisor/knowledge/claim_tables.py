"""Claims that are tables, one model for each shape: reservations, machine sizes, sizes sold. Units are in the names."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from advisor.values import Frozen

Amount = Annotated[int, Field(ge=0)]
Fraction = Annotated[float, Field(ge=0, le=1)]


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
    `least_vcpu` and `least_memory_mib`.
    """

    cloud: Literal["aws", "azure", "gcp"] | None = None
    arch: tuple[Literal["amd64", "arm64"], ...] = ()
    families: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    least_vcpu: Annotated[float, Field(ge=0)] = 0
    least_memory_mib: Amount = 0


class MachineRules(Frozen):
    """A machine is taken when every row for its place takes it."""

    rows: Annotated[tuple[MachineRule, ...], Field(min_length=1)]


class SystemPool(Frozen):
    """The Linux machines that each cluster must have for the pods of its system: so many, all of one size at least.

    Services may stand on them too.
    """

    count: Annotated[int, Field(ge=1)]
    vcpu: Annotated[float, Field(ge=0)] = 0
    memory_mib: Amount = 0


class ControlPlaneSize(Frozen):
    """The machine that one control-plane member needs up to so many nodes (none: no end)."""

    max_nodes: Annotated[int, Field(ge=1)] | None = None
    max_pods: Annotated[int, Field(ge=1)] | None = None
    vcpu: Annotated[float, Field(gt=0)]
    memory_mib: Annotated[int, Field(gt=0)]


class SharedControlPlane(Frozen):
    """What a member of the control plane takes of a machine that runs services too, in clusters of up to `max_nodes`.

    The machine must be as large as the maker asks of any server. `one_alone`: one member is a documented setup, where
    the loss of its machine is borne. `caution`: what the maker says against it.
    """

    max_nodes: Annotated[int, Field(ge=1)]
    cpu_millicores: Amount
    memory_mib: Amount
    pods: Amount = 0
    least_vcpu: Annotated[float, Field(gt=0)]
    least_memory_mib: Annotated[int, Field(gt=0)]
    one_alone: bool = False
    caution: str = ""


class TaskSize(Frozen):
    """CPU that a serverless platform sells, with the memory it may be combined with."""

    cpu_millicores: Annotated[int, Field(gt=0)]
    memory_min_mib: Annotated[int, Field(gt=0)]
    memory_max_mib: Annotated[int, Field(gt=0)]
    memory_step_mib: Annotated[int, Field(gt=0)]


class PlanSize(Frozen):
    """An instance size of a platform that sells whole instances shared by apps."""

    name: str
    vcpu: Annotated[float, Field(gt=0)]
    memory_mib: Annotated[int, Field(gt=0)]
    usd_per_hour: Annotated[float, Field(ge=0)]
    max_apps: Annotated[int, Field(ge=1)] | None = None
    max_instances: Annotated[int, Field(ge=1)] | None = None


class ControlPlaneSizes(Frozen):
    """Rows from small to large; the first that holds the planned nodes and pods applies."""

    rows: Annotated[tuple[ControlPlaneSize, ...], Field(min_length=1)]


class TaskSizes(Frozen):
    """All sizes sold."""

    rows: Annotated[tuple[TaskSize, ...], Field(min_length=1)]


class PlanSizes(Frozen):
    """All instance sizes sold."""

    rows: Annotated[tuple[PlanSize, ...], Field(min_length=1)]


class MemberCounts(Frozen):
    """How many control-plane members are recommended, ascending (1, 3, 5, 7)."""

    counts: Annotated[tuple[Annotated[int, Field(ge=1, le=9)], ...], Field(min_length=1)]


class ControlPlaneTier(Frozen):
    """One way a vendor sells its control plane; `sla_percent` none: no availability is promised.

    `cloud`, `most_zones`: sold only there, or only in so few zones. `free_usd_per_month` is what the vendor takes off
    once for an account. `adds` says what is had besides.
    """

    name: str
    usd_per_hour: Annotated[float, Field(ge=0)]
    sla_percent: Annotated[float, Field(gt=0, le=100)] | None = None
    sla_percent_one_zone: Annotated[float, Field(gt=0, le=100)] | None = None
    cloud: Literal["aws", "azure", "gcp"] | None = None
    most_zones: Annotated[int, Field(ge=1)] | None = None
    max_nodes: Annotated[int, Field(ge=1)] | None = None
    free_usd_per_month: Annotated[float, Field(ge=0)] = 0.0
    adds: str = ""


class ControlPlaneTiers(Frozen):
    """All tiers of a control plane that a vendor runs, from plain to rich."""

    rows: Annotated[tuple[ControlPlaneTier, ...], Field(min_length=1)]


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
    cloud: Literal["aws", "azure", "gcp"] | None = None
    holds_proxies: bool = False


class ExtraMachines(Frozen):
    """All machines besides, row by row."""

    rows: Annotated[tuple[ExtraMachine, ...], Field(min_length=1)]


class RootDiskSize(Frozen):
    """The root disk that machines get by default, from `from_vcpu` on and of these families (none: of any).

    `included`: it stands on a local disk that the machine's price holds.
    """

    from_vcpu: Annotated[float, Field(ge=0)] = 0
    families: tuple[str, ...] = ()
    gib: Annotated[int, Field(gt=0)]
    included: bool = False


class RootDisks(Frozen):
    """The root disk of a machine is by the last row that is for it."""

    rows: Annotated[tuple[RootDiskSize, ...], Field(min_length=1)]


SHAPES: dict[str, type[Frozen]] = {
    "reservation": Reservation,
    "daemons": Daemons,
    "machine_rules": MachineRules,
    "root_disks": RootDisks,
    "system_pool": SystemPool,
    "control_plane_sizes": ControlPlaneSizes,
    "shared_control_plane": SharedControlPlane,
    "task_sizes": TaskSizes,
    "plan_sizes": PlanSizes,
    "member_counts": MemberCounts,
    "control_plane_tiers": ControlPlaneTiers,
    "extra_machines": ExtraMachines,
}
