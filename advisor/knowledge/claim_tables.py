"""Claims that are tables, one model for each shape: reservations, machine sizes, sizes sold. Units are in the names."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from advisor.values import HOURS_PER_MONTH, Frozen

Amount = Annotated[int, Field(ge=0)]
Fraction = Annotated[float, Field(ge=0, le=1)]
Price = Annotated[float, Field(ge=0)]


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


CloudName = Literal["aws", "azure", "gcp", "digitalocean", "hetzner", "ovhcloud", "scaleway"]


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
    """CPU that a serverless platform sells, with the memory it may be combined with.

    `most_requests`: how many requests at a time a replica of this size takes at most (none: no limit of its own).
    `most_tasks`: how many replicas of one service may have it. `burst_millicores`: what it bursts to where
    `cpu_millicores` are what it gives all the time. `scales`: whether the platform scales replicas of it by itself.
    Where a vendor sells sizes by `name`, each at a price of its own, that is the price for the least memory, by the
    hour or for a whole month; memory above it is paid for by the GiB, at the price of the way of billing.
    """

    cpu_millicores: Annotated[int, Field(gt=0)]
    memory_min_mib: Annotated[int, Field(gt=0)]
    memory_max_mib: Annotated[int, Field(gt=0)]
    memory_step_mib: Annotated[int, Field(gt=0)] = 1
    most_requests: Annotated[int, Field(ge=1)] | None = None
    most_tasks: Annotated[int, Field(ge=1)] | None = None
    name: str = ""
    usd_per_hour: Price | None = None
    usd_per_month: Price | None = None
    burst_millicores: Annotated[int, Field(gt=0)] | None = None
    scales: bool = True

    @model_validator(mode="after")
    def _bursts_upwards(self) -> TaskSize:
        if self.burst_millicores is not None and self.burst_millicores <= self.cpu_millicores:
            raise ValueError("bursts to no more than it gives all the time; leave burst_millicores out")
        return self

    @model_validator(mode="after")
    def _has_one_price(self) -> TaskSize:
        if self.usd_per_hour is not None and self.usd_per_month is not None:
            raise ValueError("has a price by the hour and one by the month; write one of them")
        return self

    @property
    def own_usd_per_hour(self) -> float | None:
        """The price of the size itself, a month being 730 hours; None where it is sold by its vCPU and GiB."""
        if self.usd_per_month is not None:
            return self.usd_per_month / HOURS_PER_MONTH
        return self.usd_per_hour

    @property
    def largest(self) -> tuple[int, int]:
        """The most millicores and MiB that it holds."""
        return self.burst_millicores or self.cpu_millicores, self.memory_max_mib

    def sold_for(
        self, cpu_millicores: int, memory_mib: int, average_millicores: float | None = None
    ) -> tuple[int, int] | None:
        """Millicores and MiB that are billed for a replica of these amounts; None where it does not fit.

        A size that bursts holds a replica whose request is within the burst, and whose average use is within what the
        size gives all the time; without an average, the request is.

        >>> pair = TaskSize(cpu_millicores=1000, memory_min_mib=2048, memory_max_mib=8192, memory_step_mib=1024)
        >>> pair.sold_for(600, 2100), pair.sold_for(1001, 512)
        ((1000, 3072), None)
        """
        all_the_time = cpu_millicores if average_millicores is None or not self.burst_millicores else average_millicores
        if cpu_millicores > self.largest[0] or all_the_time > self.cpu_millicores or memory_mib > self.memory_max_mib:
            return None
        return self.cpu_millicores, min(self.memory_max_mib, _in_steps(memory_mib, self))


class TaskRange(Frozen):
    """Any amount of CPU between two, in steps, with memory between two amounts for each vCPU."""

    cpu_min_millicores: Annotated[int, Field(gt=0)]
    cpu_max_millicores: Annotated[int, Field(gt=0)]
    cpu_step_millicores: Annotated[int, Field(gt=0)] = 1
    memory_min_mib: Annotated[int, Field(gt=0)]
    memory_max_mib: Annotated[int, Field(gt=0)]
    memory_step_mib: Annotated[int, Field(gt=0)] = 1
    least_mib_per_vcpu: Amount = 0
    most_mib_per_vcpu: Annotated[int, Field(gt=0)] | None = None
    most_requests: Annotated[int, Field(ge=1)] | None = None

    @property
    def largest(self) -> tuple[int, int]:
        """The most millicores and MiB that it holds."""
        return self.cpu_max_millicores, self.memory_max_mib

    def sold_for(
        self, cpu_millicores: int, memory_mib: int, average_millicores: float | None = None
    ) -> tuple[int, int] | None:
        """Millicores and MiB that are billed for a replica of these amounts; None where it does not fit.

        What lies below the least amounts is raised to them; then CPU rises where there is too much memory for it, and
        memory where there is too little.

        >>> pods = TaskRange(cpu_min_millicores=50, cpu_max_millicores=30_000, memory_min_mib=52,
        ...                  memory_max_mib=112_640, least_mib_per_vcpu=1024, most_mib_per_vcpu=6656)
        >>> pods.sold_for(100, 64), pods.sold_for(100, 1024), pods.sold_for(31_000, 1024)
        ((100, 103), (154, 1024), None)
        """
        cpu, memory = max(cpu_millicores, self.cpu_min_millicores), max(memory_mib, self.memory_min_mib)
        if self.most_mib_per_vcpu is not None:
            cpu = max(cpu, -(-memory * _MILLI // self.most_mib_per_vcpu))
        cpu = -(-cpu // self.cpu_step_millicores) * self.cpu_step_millicores
        memory = _in_steps(max(memory, -(-cpu * self.least_mib_per_vcpu // _MILLI)), self)
        fits = cpu <= self.cpu_max_millicores and memory <= self.memory_max_mib
        return (cpu, memory) if fits else None


_MILLI = 1000


def _in_steps(memory_mib: int, size: TaskSize | TaskRange) -> int:
    """The memory rounded up to a step above the least that is sold."""
    steps = max(0, -(-(memory_mib - size.memory_min_mib) // size.memory_step_mib))
    return size.memory_min_mib + steps * size.memory_step_mib


class BilledBy(StrEnum):
    """What a serverless platform bills a replica for."""

    TIME = "time"
    """For as long as it exists."""
    REQUESTS = "requests"
    """While it handles a request, and at another rate, or not at all, while it does not."""


class TaskDisk(Frozen):
    """Disk of a task that is gone with it: `included_mib` cost nothing, more of it up to `most_mib` costs the price.

    `in_memory`: what is written there counts as memory of the task.
    """

    included_mib: Amount = 0
    most_mib: Annotated[int, Field(gt=0)] | None = None
    usd_per_gib_hour: Price = 0.0
    in_memory: bool = False


class BillingMode(Frozen):
    """One way in which a serverless platform sells and bills its replicas; prices in USD, none where not published.

    Billed by time, a vCPU and a GiB cost the same as long as the replica exists. Billed by requests, they cost it
    while there is at least one request at hand; of the least number of replicas that is kept, those without one cost
    the prices of idle ones; replicas above that number cost nothing then, or with `scaled_out: always` as if they were
    busy. `concurrency` is how many requests at a time a replica takes where nothing is set; a request counts for at
    least `round_up_milliseconds`, and in steps of it. The licence is that of an operating system. Each replica has one
    GPU of `gpu_type`, and none where that is empty. `disk` is none where nothing was found of it. What is free is so
    once a month. `sizes` and `most_containers` of
    one task are those of this mode, where they differ from the platform's. `source` is who says so, where that is not
    the source of the claim; `note` is told where something is sold in this way.
    """

    name: str
    by: BilledBy = BilledBy.TIME
    os: Literal["linux", "windows"] = "linux"
    arch: Literal["amd64", "arm64"] = "amd64"
    vcpu_usd_per_hour: Price | None = None
    gib_usd_per_hour: Price | None = None
    idle_vcpu_usd_per_hour: Price = 0.0
    idle_gib_usd_per_hour: Price = 0.0
    licence_usd_per_vcpu_hour: Price = 0.0
    gpu_type: str = ""
    gpu_usd_per_hour: Price | None = None
    disk: TaskDisk | None = None
    usd_per_million_requests: Price = 0.0
    free_vcpu_seconds: Price = 0.0
    free_gib_seconds: Price = 0.0
    free_requests: Price = 0.0
    concurrency: Annotated[int, Field(ge=1)] = 1
    round_up_milliseconds: Annotated[int, Field(ge=1)] = 1
    scaled_out: Literal["while_busy", "always"] = "while_busy"
    most_containers: Annotated[int, Field(ge=1)] | None = None
    sizes: tuple[TaskSize | TaskRange, ...] = ()
    source: str = ""
    note: str = ""


class PlanSize(Frozen):
    """An instance size of a platform that sells whole instances shared by apps."""

    name: str
    vcpu: Annotated[float, Field(gt=0)]
    memory_mib: Annotated[int, Field(gt=0)]
    usd_per_hour: Annotated[float, Field(ge=0)]
    windows_usd_per_hour: Annotated[float, Field(ge=0)] | None = None
    max_apps: Annotated[int, Field(ge=1)] | None = None
    max_instances: Annotated[int, Field(ge=1)] | None = None


class ControlPlaneSizes(Frozen):
    """Rows from small to large; the first that holds the planned nodes and pods applies."""

    rows: Annotated[tuple[ControlPlaneSize, ...], Field(min_length=1)]


class TaskSizes(Frozen):
    """All sizes sold."""

    rows: Annotated[tuple[TaskSize | TaskRange, ...], Field(min_length=1)]


class BillingModes(Frozen):
    """All ways in which replicas are sold."""

    rows: Annotated[tuple[BillingMode, ...], Field(min_length=1)]


class PlanSizes(Frozen):
    """All instance sizes sold."""

    rows: Annotated[tuple[PlanSize, ...], Field(min_length=1)]


class MemberCounts(Frozen):
    """How many control-plane members are recommended, ascending (1, 3, 5, 7)."""

    counts: Annotated[tuple[Annotated[int, Field(ge=1, le=9)], ...], Field(min_length=1)]
    virtual: bool = False
    """Whether each is a virtual machine of a hypervisor that the platform needs, on hosts that it shares."""


class ControlPlaneTier(Frozen):
    """One way a vendor sells its control plane; `sla_percent` none: no availability is promised.

    `usd_per_hour` none: it has a price, which nobody here found.

    `cloud`, `most_zones`: sold only there, or only in so few zones. `free_usd_per_month` is what the vendor takes off
    once for an account. `adds` says what is had besides.
    """

    name: str
    usd_per_hour: Annotated[float, Field(ge=0)] | None
    sla_percent: Annotated[float, Field(gt=0, le=100)] | None = None
    sla_percent_one_zone: Annotated[float, Field(gt=0, le=100)] | None = None
    cloud: CloudName | None = None
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


class AccountPlan(Frozen):
    """A plan that an account needs, whatever runs in it, for teams of up to `most_people` (none: of any size).

    `counts_use`: what is used is taken off the fee, so that it is the least that is charged for a month.
    """

    name: str
    usd_per_month: Price
    counts_use: bool = False
    most_people: Annotated[int, Field(ge=1)] | None = None


class AccountPlans(Frozen):
    """All plans from small to large; the first that is for the team applies, and the last where nobody says its size.

    >>> plans = AccountPlans(rows=(AccountPlan(name="Hobby", usd_per_month=0, most_people=1),
    ...                            AccountPlan(name="Pro", usd_per_month=25)))
    >>> plans.for_people(1).name, plans.for_people(8).name, plans.for_people(None).name
    ('Hobby', 'Pro', 'Pro')
    """

    rows: Annotated[tuple[AccountPlan, ...], Field(min_length=1)]

    def for_people(self, people: int | None) -> AccountPlan:
        """The plan for a team of so many people."""
        fitting = (row for row in self.rows if people is not None and people <= (row.most_people or people))
        return next(fitting, self.rows[-1])


class AgentFee(Frozen):
    """What a vendor takes for keeping a machine, besides its price: a share of that on demand, or USD for each vCPU.

    It is for machines of `families` (none: of any), or with GPUs alone where `gpus` says so; without a figure nobody
    publishes one. It was seen for the machine types in `seen_for` and is worked out from those for all other types of
    the row; where that is empty it was seen for the kind as a whole, or with `estimated` for none of it. `source` is
    who says so, where that is not the source of the claim.
    """

    families: tuple[str, ...] = ()
    gpus: bool | None = None
    share_of_price: Fraction | None = None
    usd_per_vcpu_hour: Price | None = None
    seen_for: tuple[str, ...] = ()
    estimated: bool = False
    source: str = ""

    @model_validator(mode="after")
    def _one_figure(self) -> Self:
        if self.share_of_price is not None and self.usd_per_vcpu_hour is not None:
            raise ValueError("gives a share of the price and USD for each vCPU; keep one of the two")
        return self

    def is_for(self, family: str, gpus: float) -> bool:
        """Whether it is for machines of a family, with so many GPUs."""
        return (not self.families or family in self.families) and self.gpus in (None, gpus > 0)

    def is_estimated_for(self, machine_type: str) -> bool:
        """Whether the fee of a machine type was not seen, and is worked out from others."""
        return self.estimated or (bool(self.seen_for) and machine_type not in self.seen_for)

    def per_hour(self, usd_per_hour: float | None, vcpu: float) -> float | None:
        """USD per hour for a machine of this price and so many vCPU; None where nobody says.

        >>> AgentFee(share_of_price=0.12).per_hour(0.306, 8), AgentFee(usd_per_vcpu_hour=0.01).per_hour(None, 4)
        (0.03672, 0.04)
        """
        if self.usd_per_vcpu_hour is not None:
            return round(self.usd_per_vcpu_hour * vcpu, 9)
        if self.share_of_price is None or usd_per_hour is None:
            return None
        return round(self.share_of_price * usd_per_hour, 9)


class AgentFees(Frozen):
    """The fee of a machine is that of the first row which is for it; machines that no row is for cost none."""

    rows: Annotated[tuple[AgentFee, ...], Field(min_length=1)]

    def of(self, family: str, gpus: float) -> AgentFee | None:
        """The row for machines of a family, with so many GPUs; None where there is none."""
        return next((row for row in self.rows if row.is_for(family, gpus)), None)


class TasksLeft(Frozen):
    """Ids of the tasks of knowledge/operating_tasks.yaml that stay with the team."""

    rows: Annotated[tuple[str, ...], Field(min_length=1)]


SHAPES: dict[str, type[Frozen]] = {
    "reservation": Reservation,
    "daemons": Daemons,
    "machine_rules": MachineRules,
    "root_disks": RootDisks,
    "pod_limits": PodLimits,
    "system_pool": SystemPool,
    "control_plane_sizes": ControlPlaneSizes,
    "shared_control_plane": SharedControlPlane,
    "task_sizes": TaskSizes,
    "billing_modes": BillingModes,
    "plan_sizes": PlanSizes,
    "member_counts": MemberCounts,
    "control_plane_tiers": ControlPlaneTiers,
    "extra_machines": ExtraMachines,
    "account_plans": AccountPlans,
    "agent_fees": AgentFees,
    "tasks_left": TasksLeft,
}
