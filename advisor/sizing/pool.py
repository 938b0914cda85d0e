"""A pool of agents or of tasks: its machine types, its nodes, what it survives and what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from advisor.packing import BoundSource, Item, Machine, Plan, SearchEnd
from advisor.prices.offer import PriceKind
from advisor.sizing.cost_shares import MarginalCosts
from advisor.sizing.task_usage import TaskUsage


@dataclass(frozen=True)
class SparePrice:
    """Spare capacity, which may be taken back at any time: what it costs on demand instead, and who tells its price."""

    on_demand_usd_per_hour: float
    source: str
    as_of: str
    price_kind: PriceKind = PriceKind.LISTED


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
    disk_gib: int = 0
    """The disk that comes with the machine for its system."""
    price_kind: PriceKind = PriceKind.LISTED
    stock_by_zone: tuple[tuple[str, int], ...] = ()
    """How many of them there are in each zone, where each zone has a stock of its own."""
    spare: SparePrice | None = None
    """What `usd_per_hour` is below, where it is the price on spare capacity."""

    @property
    def on_demand_usd_per_hour(self) -> float | None:
        """Its price on demand."""
        return self.usd_per_hour if self.spare is None else self.spare.on_demand_usd_per_hour


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
class FewerDisks:
    """So many machines in place of `other_count`, as their root disks save more an hour than they cost more."""

    count: int
    other_count: int
    more_usd_per_hour: float
    less_usd_per_hour: float


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
    replaced: bool = True
    """Whether what stands on a lost machine is started elsewhere without a person, where the vendor keeps machines."""
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
    for_disks: FewerDisks | None = None
    """How its machines were chosen with their root disks, where that made another plan."""
    one_type: OneType | None = None
    """How machines of one type compare with a mix, where the cheapest plan found is one."""
    bound_to_zone: tuple[str, ...] = ()
    """Services whose replicas stay down while their zone is lost, since their disks stand there."""
    spot: bool = False
    """Whether its machines are spare capacity, which may be taken back at any time."""
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
