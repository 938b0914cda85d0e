"""What sizing yields for one platform: control plane, agent pools, support and the bill; or why it cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from advisor.knowledge import Operator
from advisor.packing import BoundSource, Effort, Item, Machine, Plan, SearchEnd
from advisor.sizing.bill_types import Bill, StoredImages
from advisor.sizing.infeasibility import Refusal
from advisor.sizing.note_codes import LoadName
from advisor.sizing.request_load import Estimate
from advisor.values import Note


@dataclass(frozen=True)
class Assumption:
    """A value that was needed and not given: what it is of, and as a note what was taken, why, and what it moves.

    `field` is the key of the requirement file that would give it; None where none would.
    """

    field: str | None
    note: Note


@dataclass(frozen=True)
class MachineType:
    """A machine type as a pool sees it.

    `cpu_millicores`, `memory_mib` and `max_pods` are what services may use: after the platform's reservation, its
    daemons and the utilisation ceiling. `usd_per_hour` is None for own servers without a price. `gpus` may be a
    fraction, where a machine is sold with a part of one.
    """

    name: str
    vcpu: float
    installed_memory_mib: int
    cpu_millicores: int
    memory_mib: int
    max_pods: int
    usd_per_hour: float | None
    source: str
    as_of: str
    stock: int | None = None
    gpus: float = 0.0
    gpu_type: str = ""
    family: str = ""
    sustained_vcpu: float | None = None
    """What a burstable machine gives all the time; None where all of its CPU is there."""
    stock_by_zone: tuple[tuple[str, int], ...] = ()
    """How many of them there are in each zone, where each zone has a stock of its own."""


class PoolKind(StrEnum):
    """What the nodes of a pool are: machines, instances that a vendor sells, or tasks priced one by one."""

    MACHINES = "machines"
    INSTANCES = "instances"
    TASKS = "tasks"


@dataclass(frozen=True)
class PoolNode:
    """`count` equal nodes: where they stand, what runs on each, and room kept on each for a lost zone or a surge."""

    machine: str
    zone: str
    count: int
    pods: tuple[tuple[str, int], ...]
    reserved: tuple[tuple[str, int], ...] = ()
    spare: bool = False


@dataclass(frozen=True)
class Upgrading:
    """What a pool holds while it is upgraded: services one at a time, nodes a few at a time, and no loss meanwhile.

    A pool has none where nothing was said of upgrades, and where the vendor carries the replicas one by one.
    `surge` are the replicas by service that find room beside all that runs while it alone is upgraded;
    `surge_usd_per_hour` is what that room adds to the cheapest plan found without it. Nodes are drained into the room
    there is, `drained_nodes` at a time; or up to `added_nodes` are added first, for as long as it takes.
    """

    surge: tuple[tuple[str, int], ...]
    surge_usd_per_hour: float | None
    drained_nodes: int
    added_nodes: int


@dataclass(frozen=True)
class Largest:
    """What is free on one machine that is in use: the largest replica that fits now."""

    cpu_millicores: int
    memory_mib: int
    machine: str


@dataclass(frozen=True)
class PoolUtilisation:
    """Replicas on machines, and shares (1.0 is the whole) of what services may use of all machines of a pool.

    Of the `replicas`, `added_replicas` are the platform's own, such as proxies. Spare machines count among the machines
    and are left out of `mean_replicas`. `more_of_common` is how many more replicas of `common`, the service with the
    most replicas, fit now beside the others: not on spare machines, and not on room kept for a lost zone. An empty
    machine of `main_type`, of which there are most, holds `common_on_empty`. `largest` is the roomiest machine in use,
    in the proportions of `common`.
    """

    machines: int
    spares: int
    replicas: int
    added_replicas: int
    mean_replicas: float
    most_replicas: int
    cpu: float
    memory: float
    cpu_with_kept: float
    memory_with_kept: float
    common: str
    more_of_common: int
    main_type: str
    common_on_empty: int
    largest: Largest | None


class Purpose(StrEnum):
    """What a part of a pool's cost pays for."""

    CPU = "cpu"
    MEMORY = "memory"
    IO = "io"
    PODS = "pods"
    GPUS = "gpus"
    DISK = "disk"
    PLACEMENT_RULES = "placement_rules"
    DEMAND_LIMIT = "demand_limit"
    SPARES = "spares"
    REDUCED_COST = "reduced_cost"


class Size(StrEnum):
    """How a machine type compares with one that is used, by vCPU."""

    SMALLER = "smaller"
    SAME = "same"
    LARGER = "larger"


@dataclass(frozen=True)
class CostShare:
    """A part of what a pool costs in USD per hour."""

    purpose: Purpose
    usd_per_hour: float


@dataclass(frozen=True)
class AlternativeType:
    """A type that is not used: its price, and the highest value of what it can hold here, both in USD per hour.

    `content_value_usd_per_hour` is None where the prices do not speak of the type, as it is dearer than any that
    may be lost; every plan that can lose machines as dear then costs at least `plan_usd_per_hour`.
    """

    machine: str
    size: Size
    vcpu: float
    usd_per_hour: float
    content_value_usd_per_hour: float | None
    plan_usd_per_hour: float | None = None


@dataclass(frozen=True)
class TypeChoice:
    """A type that is used, and of those smaller, as large and larger the one that comes nearest to its price."""

    machine: str
    count: int
    usd_per_hour: float
    content_value_usd_per_hour: float | None
    alternatives: tuple[AlternativeType, ...]


@dataclass(frozen=True)
class ReplicaCost:
    """By how much the certified bound rises with one more replica, in USD per hour, in the least and dearest zone."""

    service: str
    least_usd_per_hour: float
    most_usd_per_hour: float


@dataclass(frozen=True)
class MarginalCosts:
    """What the dual prices behind the certified bound say; `parts` add up to the pool's cost.

    The part REDUCED_COST is what machines cost above the value of what they can hold; below 0 where a type that runs
    out holds more value than its price.
    """

    parts: tuple[CostShare, ...]
    choices: tuple[TypeChoice, ...]
    replicas: tuple[ReplicaCost, ...]


@dataclass(frozen=True)
class Packed:
    """A packed problem and its plan; `vcpu` of each machine, and the items that the platform added.

    `types` names the machine type of those that the packer knows by another name: a type with a stock in each of
    several zones is a machine of its own in each.
    """

    items: tuple[Item, ...]
    machines: tuple[Machine, ...]
    zones: int
    plan: Plan
    vcpu: Mapping[str, float]
    added: frozenset[str]
    types: Mapping[str, str] = field(default_factory=dict)
    on_each_node: tuple[Item, ...] = ()
    """What runs on every node besides, and was taken off the machines before."""

    def type_of(self, machine: str) -> str:
        """The machine type of one of the packer's machines."""
        return self.types.get(machine, machine)


@dataclass(frozen=True)
class TaskUsage:
    """Equal tasks of a pool at one load, and what of them is billed.

    `busy` tasks pay `usd_per_busy_hour`: all of them where time is billed, else those with a request at hand, on
    average; `idle` ones are kept ready and pay `usd_per_idle_hour`. Prices are None where nobody publishes them.
    """

    services: tuple[str, ...]
    machine: str
    mode: str
    by_requests: bool
    count: int
    busy: Estimate
    idle: Estimate
    requests_per_second: Estimate
    usd_per_busy_hour: float | None
    usd_per_idle_hour: float
    usd_per_million_requests: float

    @property
    def usd_per_hour(self) -> float | None:
        """What an hour of them costs, most likely; None without a price."""
        return None if self.usd_per_busy_hour is None else self.cost_at(self.busy.base, self.idle.base, self.rate)

    @property
    def rate(self) -> float:
        """Requests a second, most likely."""
        return self.requests_per_second.base

    def cost_at(self, busy: float, idle: float, requests_per_second: float) -> float:
        """What an hour costs with so many busy and idle tasks and requests."""
        requests = requests_per_second * _SECONDS_PER_HOUR / _MILLION * self.usd_per_million_requests
        return busy * (self.usd_per_busy_hour or 0.0) + idle * self.usd_per_idle_hour + requests


_SECONDS_PER_HOUR = 3600
_MILLION = 1_000_000


@dataclass(frozen=True)
class OneType:
    """The best plan found on machines of one type beside the cheapest one found of several; USD per hour.

    `taken`: the plan of one type is the one that is shown, as it costs little more.
    """

    machine: str
    count: int
    usd_per_hour: float
    mixed_types: int
    mixed_count: int
    mixed_usd_per_hour: float
    taken: bool

    @property
    def more_usd_per_hour(self) -> float:
        """What machines of one type cost more."""
        return self.usd_per_hour - self.mixed_usd_per_hour


@dataclass(frozen=True)
class Pool:
    """Agents of one site, tenant class and operating system; or the instances of a serverless platform.

    `site` is the id of a location. Costs are USD per hour; `bound_usd_per_hour` is a lower bound under the same
    promises and `gap` is cost / bound - 1. `considered` are all types that were looked at, `machines` those used.
    """

    name: str
    site: str
    zones: tuple[str, ...]
    machines: tuple[MachineType, ...]
    considered: tuple[MachineType, ...]
    nodes: tuple[PoolNode, ...]
    usd_per_hour: float | None
    bound_usd_per_hour: float | None
    bound_source: BoundSource
    certified_usd_per_hour: float | None
    """What the plan's certificate proves without a solver's word; None where there is no certificate."""
    gap: float | None
    survives_nodes: int
    survives_zone: bool
    ended_by: SearchEnd
    kind: PoolKind = PoolKind.MACHINES
    owned: bool = False
    """Whether the machines are the organisation's own, paid for at all hours."""
    utilisation: PoolUtilisation | None = None
    packed: Packed | None = field(default=None, repr=False, compare=False)
    """The problem that the plan solves; None at other hours than the peak, and where nothing is packed."""
    marginal_costs: MarginalCosts | None = None
    """What the certificate says of the plan; filled in by `give_reasons`."""
    system: str = "linux"
    """The operating system of its machines."""
    tenant: str = ""  # whose own machines they are; empty where they are shared
    cluster: str = ""  # empty where there is one only
    upgrade: Upgrading | None = None
    survives_together: bool = False  # nodes may be lost while a zone is
    on_each_node: tuple[str, ...] = ()
    """Services with one replica on every node; they are among the pods of each."""
    node_disk_mib: int = 0
    """What the replicas of any one node may take of its root disk, also after a loss."""
    one_type: OneType | None = None
    """How machines of one type compare with a mix, where the cheapest plan found is one."""
    bound_to_zone: tuple[str, ...] = ()
    """Services whose replicas stay down while their zone is lost, since their disks stand there."""
    usage: tuple[TaskUsage, ...] = ()
    """What of its tasks is billed, where that is more than how many there are."""

    @property
    def node_count(self) -> int:
        """Machines (or instances) over all patterns."""
        return sum(node.count for node in self.nodes)

    def count_by_zone(self) -> dict[str, int]:
        """Machines in each zone, in the order of `zones`."""
        counts = dict.fromkeys(self.zones, 0)
        for node in self.nodes:
            counts[node.zone] = counts.get(node.zone, 0) + node.count
        return counts


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


class SupportKind(StrEnum):
    """What stands beside the agents."""

    PROXY = "proxy"
    LOAD_BALANCER = "load_balancer"
    INTERNAL_LOAD_BALANCER = "internal_load_balancer"
    LOAD_BALANCER_ADDRESS = "load_balancer_address"
    PUBLIC_ADDRESS = "public_address"
    NODE_ADDRESS = "node_address"
    """A public address of each machine or task, by which it reaches the internet."""
    NAT_GATEWAY = "nat_gateway"
    NAT_ADDRESS = "nat_address"
    DNS_ZONE = "dns_zone"
    ROUTING = "routing"
    DISCOVERY = "discovery"
    DISCOVERY_MEMBERS = "discovery_members"
    REGISTRY = "registry"


class RegistryKeeper(StrEnum):
    """Who keeps the image registry."""

    CLOUD = "cloud"
    PLATFORM = "platform"
    TEAM = "team"
    CENTRE = "centre"
    """The team, once for many equal sites: it stands in the centre, and in none of them."""


@dataclass(frozen=True)
class SupportKey:
    """Which part beside the agents it is, whatever its number."""

    kind: SupportKind
    location: str = ""
    pool: str = ""


@dataclass(frozen=True)
class SupportPart:
    """Something beside the agents: proxies, load balancers, gateways, discovery, registry.

    What does not apply is empty; a `count` of 0 says that it has no number of its own. `zones` are those it spans;
    `level` is that of the platform's capability and `why` what the knowledge base says of it.
    """

    key: SupportKey
    count: int
    source: str
    zones: int = 1
    optional: bool = False
    """Only there in the other picture of the network, as nobody decided between public and private subnets."""
    per_machine: bool = False
    """Paid for each machine that uses it, not for each zone."""
    for_tasks: bool = False
    """Whether replicas without machines of the customer's own use it, not agents."""
    level: int | None = None
    kept_by: RegistryKeeper | None = None
    images: StoredImages | None = None
    why: str = ""


class SensitivityField(StrEnum):
    """What is made stricter: a key of the requirement file."""

    SURVIVE_NODES = "availability.survive_nodes"
    SURVIVE_ZONE = "availability.survive_zone"
    SURVIVE_TOGETHER = "availability.survive_together"
    UTILISATION = "utilisation"


@dataclass(frozen=True)
class SensitivityCase:
    """The same platform sized again with one promise made stricter: the bill, and how much more it is.

    The figures are differences of two plans of ordinary effort, each only near its least cost; None where part has no
    price. `impossible` is why there is no such plan. Ceilings of utilisation are shares of CPU and of memory.
    """

    field: SensitivityField
    was: int | tuple[float, float]
    becomes: int | tuple[float, float]
    usd_per_month: float | None
    more_usd_per_month: float | None
    impossible: Refusal | None = None


@dataclass(frozen=True)
class LoadPlan:
    """What carries one level of the load: for how many hours, on which machines, at what price of the pools an hour.

    `names` are the loads that it stands for: the same plan may carry the floor and a typical day.
    `when` are the hours of the cycle that it stands for, counted from 0; none where only their number is known.
    """

    names: tuple[LoadName, ...]
    when: tuple[int, ...]
    hours: float
    replicas: int
    machines: tuple[tuple[str, int], ...]
    usd_per_hour: float | None


@dataclass(frozen=True)
class LoadFollowing:
    """How capacity follows the load over `cycle_hours` (24 or 168), or why it does not.

    `usd_saved_per_month` is against the peak at all hours and `saved_share` the same as a share of that;
    `usd_ahead_per_month` is what it costs to have capacity ready before each rise, which no bill holds.
    """

    follows: bool
    why: Note
    cycle_hours: int
    plans: tuple[LoadPlan, ...] = ()
    usd_saved_per_month: float | None = None
    saved_share: float | None = None
    capacity_minutes: float | None = None
    capacity_source: str = ""
    usd_ahead_per_month: float | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Missing:
    """Something that an approach leaves to the team: the capability, how it is done without, and who says so."""

    term: str
    about: str
    why: str
    source: str


class SiteControl(StrEnum):
    """Where the control plane of many equal sites stands."""

    IN_SITE = "in_site"
    VENDOR = "vendor"
    """In the vendor's region: it is one for all sites."""
    NONE = "none"


@dataclass(frozen=True)
class SpareInSites:
    """One of many equal sites with a spare machine, or without one: its machines and what that costs.

    `usd_per_month` is of one site, `more_usd_per_month` by how much the bill of all sites is then higher (below 0:
    lower). `impossible` is why there is no such plan.
    """

    survives_nodes: int
    machines: tuple[tuple[str, int], ...]
    usd_per_month: float | None
    more_usd_per_month: float | None
    impossible: Refusal | None = None


@dataclass(frozen=True)
class CentralControl:
    """One control plane in the centre for the agents of all sites, where a platform's maker describes that.

    It has `members` of a size each; `why` is what the knowledge base says of agents over long lines.
    """

    members: int
    vcpu: float
    memory_mib: int
    agents: int
    why: str
    source: str


@dataclass(frozen=True)
class SitesPlan:
    """Many equal sites: `pools`, control plane and support stand in each of them, and the bill is of all.

    `machines` and `replicas` are those of one site, `usd_per_month` what one costs; `other` is the choice with a spare
    machine in each site where the plan has none, else without.
    """

    count: int
    pools: tuple[str, ...]
    machines: tuple[tuple[str, int], ...]
    replicas: int
    survives_nodes: int
    usd_per_month: float | None
    control: SiteControl
    other: SpareInSites
    central_control: CentralControl | None = None
    """The other choice where the control plane stands in each site; or, where a vendor runs it, what it means."""
    services_in_centre: tuple[str, ...] = ()

    @property
    def machine_count(self) -> int:
        """Machines of one site."""
        return sum(count for _, count in self.machines)


@dataclass(frozen=True)
class EndOfPlan:
    """The same platform at the end of the years planned for: how many replicas, on what, and for how much a month.

    `factor` is the growth of the replicas since today. `bill` is None where the platform cannot hold them any more,
    and `refusal` then says why. The plan is an estimate where that of today is one.
    """

    years: float
    years_assumed: bool
    percent_per_year: float
    factor: float
    replicas: int
    machines: tuple[tuple[str, int], ...]
    """Machines, instances or tasks at the peak by type, most first."""
    bill: Bill | None
    refusal: Refusal | None = None

    @property
    def machine_count(self) -> int:
        """Machines, instances or tasks over all types."""
        return sum(number for _, number in self.machines)


@dataclass(frozen=True)
class Topology:
    """Everything a platform needs for the scenario, sized and priced."""

    platform: str
    control_plane: ControlPlane
    pools: tuple[Pool, ...]
    support: tuple[SupportPart, ...]
    bill: Bill
    notes: tuple[Note, ...] = ()
    assumptions: tuple[Assumption, ...] = field(default_factory=tuple)
    sensitivity: tuple[SensitivityCase, ...] = ()
    """What stricter promises cost; filled in by `give_reasons`."""
    clusters: tuple[ClusterPlan, ...] = ()
    auxiliary: tuple[AuxiliaryPool, ...] = ()
    tenants: tuple[TenantShare, ...] = ()
    load_following: LoadFollowing | None = None
    end_of_plan: EndOfPlan | None = None
    """What it comes to with the growth that is planned for; None where nothing grows."""
    missing: tuple[Missing, ...] = ()
    effort: Effort = Effort.DEFAULT
    """How long a cheaper plan was searched for."""
    sites: SitesPlan | None = None
    """Where there are many equal sites: the pools are then those of one."""

    def copies_of(self, pool: str) -> int:
        """How often a pool stands: as often as there are equal sites that have it, else once."""
        return self.sites.count if self.sites is not None and pool in self.sites.pools else 1


@dataclass(frozen=True)
class Infeasible:
    """A platform that cannot hold the scenario, and why."""

    platform: str
    refusal: Refusal

    @property
    def services(self) -> tuple[str, ...]:
        """The services to blame."""
        return self.refusal.services
