"""A pool of machines or instances as JSON: its types, where they stand, what runs on them, and what it costs."""

from __future__ import annotations

from typing import Self

from pydantic import Field

from advisor.packing import Argument, BoundMethod, BoundSource, SearchEnd
from advisor.report.schema.fields import SOURCE_ABOUT, Counts, Figure, JsonModel, MaybeFigure, MaybeText, SourceId
from advisor.report.wording.lower_bound import bound_words
from advisor.sizing.cost_shares import Purpose, Size
from advisor.sizing.pool import MachineType, Pool, PoolKind, PoolNode
from advisor.sizing.task_usage import TaskUsage


class MachineJson(JsonModel):
    """A machine type as a pool sees it; what services may use is after reservation, daemons and utilisation ceiling."""

    cpu_millicores: int = Field(description="CPU that services may use, in thousandths of a core.")
    memory_mib: int = Field(description="Memory that services may use, in MiB.")
    max_pods: int = Field(description="Most replicas that one machine may hold.")
    usd_per_hour: MaybeFigure = Field(
        description="Price in USD per hour, on spare capacity in a `spot` pool; null for own servers without one."
    )
    on_demand_usd_per_hour: MaybeFigure = Field(description="Price on demand in USD per hour; null likewise.")
    vcpu: Figure = Field(description="vCPU as sold.")
    installed_memory_mib: int = Field(description="Memory as sold, in MiB.")
    stock: int | None = Field(description="How many there are; null where there is no limit.")
    stock_by_zone: Counts = Field(
        description="How many of them there are in each zone; empty where no zone has a stock of its own."
    )
    gpus: Figure = Field(description="GPUs of one machine; a fraction where it is sold with a part of one.")
    gpu_type: MaybeText = Field(description="Their type; null where there are none, or where nobody named it.")
    source: SourceId = Field(description=SOURCE_ABOUT)
    as_of: MaybeText = Field(description="Day of the price; null for own servers.")


class NodeJson(JsonModel):
    """`count` equal machines: where they stand and what runs on each."""

    type: str = Field(description="Machine type, a key of `machines` of the pool.")
    zone: str = Field(description="Zone in which they stand.")
    count: int = Field(description="How many of them there are.")
    pods: Counts = Field(description="Replicas on each of them, by service.")
    reserved: Counts = Field(
        description="Replicas that each of them keeps room for, by service: of a lost zone, or of an upgrade."
    )
    spare: bool = Field(description="Whether they stand empty, for the replicas of lost machines.")

    @classmethod
    def of(cls, node: PoolNode) -> Self:
        """The nodes of one pattern."""
        return cls(
            type=node.machine,
            zone=node.zone,
            count=node.count,
            pods=dict(node.pods),
            reserved=dict(node.reserved),
            spare=node.spare,
        )


class SurvivesJson(JsonModel):
    """Losses after which every replica finds a place on what is left."""

    nodes: int = Field(description="Any so many machines of the pool at once.")
    zone: bool = Field(description="Any one zone.")
    nodes_during_zone_loss: bool = Field(description="Those machines while that zone is lost, not one or the other.")


class UpgradeJson(JsonModel):
    """What the pool holds while services or machines are upgraded."""

    surge: Counts = Field(
        description="Replicas, by service, that find room beside all that run while that service alone is upgraded."
    )
    surge_usd_per_hour: MaybeFigure = Field(
        description="What that room adds to the cheapest plan found without it, in USD per hour."
    )
    drained_nodes: int = Field(description="Machines that can be drained at a time into the room there is.")
    added_nodes: int = Field(description="Machines that are added first, for as long as the upgrade takes.")


class FreeRoomJson(JsonModel):
    """The machine in use that has the most room left."""

    cpu_millicores: int = Field(description="Free CPU, in thousandths of a core.")
    memory_mib: int = Field(description="Free memory, in MiB.")
    machine: str = Field(description="Its type.")


class UtilisationJson(JsonModel):
    """How full a pool is, and what still fits on it. Shares are of what services may use; 1 is all of it."""

    machines: int = Field(description="Machines, spare ones among them.")
    spares: int = Field(description="Spare machines.")
    replicas: int = Field(description="Replicas placed.")
    added_replicas: int = Field(description="Those of them that are the platform's own, such as proxies.")
    mean_replicas: Figure = Field(description="Replicas on a machine that is no spare, on average.")
    most_replicas: int = Field(description="Most replicas on one machine.")
    cpu: Figure = Field(description="Share of the CPU that replicas ask for.")
    memory: Figure = Field(description="Share of the memory that replicas ask for.")
    cpu_with_kept: Figure = Field(description="The same share of CPU with the room kept for losses and upgrades.")
    memory_with_kept: Figure = Field(description="The same share of memory with the room kept for losses and upgrades.")
    common: str = Field(description="The service with the most replicas.")
    more_of_common: int = Field(description="How many more replicas of that service fit now, without using kept room.")
    main_type: str = Field(description="The machine type of which there are most.")
    common_on_empty: int = Field(description="How many replicas of that service an empty machine of that type holds.")
    largest: FreeRoomJson | None = Field(description="The most room left on one machine; null where all are full.")


class CostPartJson(JsonModel):
    """A part of what a pool costs."""

    purpose: Purpose = Field(
        description="What it pays for: a resource, `placement_rules` that keep replicas apart, `demand_limit`: too few "
        "replicas to fill a machine, `spares`, or `reduced_cost`: what machines cost above the value they can hold."
    )
    usd_per_hour: Figure = Field(description="USD per hour.")


class AlternativeTypeJson(JsonModel):
    """A machine type that is not used."""

    machine: str = Field(description="Its name.")
    size: Size = Field(description="How it compares with the type that is used, by vCPU.")
    vcpu: Figure = Field(description="vCPU as sold.")
    usd_per_hour: Figure = Field(description="Its price, in USD per hour.")
    content_value_usd_per_hour: MaybeFigure = Field(
        description="The highest value of what it can hold, at the plan's dual prices, in USD per hour; null where "
        "these do not speak of it."
    )
    plan_usd_per_hour: MaybeFigure = Field(
        description="The least that a plan costs which can lose machines as dear as this one, in USD per hour; null "
        "where the value of its content is known."
    )


class TypeChoiceJson(JsonModel):
    """A machine type that is used, and the others that come nearest."""

    machine: str = Field(description="Its name.")
    count: int = Field(description="How many are used.")
    usd_per_hour: Figure = Field(description="Its price, in USD per hour.")
    content_value_usd_per_hour: MaybeFigure = Field(
        description="The highest value of what it can hold, at the plan's dual prices, in USD per hour."
    )
    alternatives: tuple[AlternativeTypeJson, ...] = Field(
        description="Of the smaller, the equal and the larger types the one that comes nearest to its price."
    )


class ReplicaCostJson(JsonModel):
    """What one more replica of a service adds to the lower bound."""

    service: str = Field(description="Name of the service.")
    least_usd_per_hour: Figure = Field(description="In the cheapest zone, in USD per hour.")
    most_usd_per_hour: Figure = Field(description="In the dearest zone, in USD per hour.")


class MarginalCostsJson(JsonModel):
    """Where the money of a pool goes, by the dual prices of its certificate."""

    parts: tuple[CostPartJson, ...] = Field(description="Parts of the cost; they add up to it.")
    choices: tuple[TypeChoiceJson, ...] = Field(description="Why these machine types: those that cost the most.")
    replicas: tuple[ReplicaCostJson, ...] = Field(description="What one more replica costs: the dearest services.")


class BoundSourceJson(JsonModel):
    """What proves the lower bound of a pool's cost."""

    methods: tuple[BoundMethod, ...] = Field(description="How it is computed; several where zones differ.")
    argument: Argument | None = Field(description="What has to hold in every plan; null where all of it is computed.")
    nodes_lost: int = Field(description="Machines that the argument takes away.")
    upgraded: MaybeText = Field(description="The service whose surge the argument counts; null where it counts none.")
    text: str = Field(description="The same in words.")

    @classmethod
    def of(cls, source: BoundSource) -> Self:
        """Where a bound comes from."""
        return cls(
            methods=source.methods,
            argument=source.argument,
            nodes_lost=source.nodes_lost,
            upgraded=source.upgraded,
            text=bound_words(source),
        )


class EstimateJson(JsonModel):
    """A figure that is not certain."""

    low: Figure = Field(description="What it is at least.")
    base: Figure = Field(description="What it most likely is.")
    high: Figure = Field(description="What it is at most.")


class TaskUsageJson(JsonModel):
    """Equal tasks at the peak, and what of them is billed."""

    services: tuple[str, ...] = Field(description="The services whose containers are in each task.")
    machine: str = Field(description="Size of a task, a key of `machines` of the pool.")
    mode: str = Field(description="The way in which they are billed, as the vendor calls it.")
    by_requests: bool = Field(description="Whether they are billed while they handle requests, and not all the time.")
    count: int = Field(description="How many there are.")
    busy: EstimateJson = Field(description="How many of them pay the full price, on average.")
    idle: EstimateJson = Field(description="How many of them are kept ready and pay that of idle ones, on average.")
    requests_per_second: EstimateJson = Field(description="Requests a second to all of them; 0 where none are billed.")
    usd_per_busy_hour: MaybeFigure = Field(description="USD per hour of a busy task; null without a price.")
    usd_per_idle_hour: Figure = Field(description="USD per hour of an idle task.")
    usd_per_million_requests: Figure = Field(description="USD for a million requests.")

    @classmethod
    def of(cls, usage: TaskUsage) -> Self:
        """What of equal tasks is billed."""
        busy, idle, rate = (
            EstimateJson(low=each.low, base=each.base, high=each.high)
            for each in (usage.busy, usage.idle, usage.requests_per_second)
        )
        return cls(
            services=usage.services,
            machine=usage.machine,
            mode=usage.mode,
            by_requests=usage.by_requests,
            count=usage.count,
            busy=busy,
            idle=idle,
            requests_per_second=rate,
            usd_per_busy_hour=usage.usd_per_busy_hour,
            usd_per_idle_hour=usage.usd_per_idle_hour,
            usd_per_million_requests=usage.usd_per_million_requests,
        )


class PoolJson(JsonModel):
    """Agents of one site, tenant class and operating system; or the instances of a platform without machines."""

    name: str = Field(description="Name of the pool.")
    kind: PoolKind = Field(
        description="What it consists of: `machines`, `instances` of an application service, or serverless `tasks`."
    )
    cluster: MaybeText = Field(description="The cluster that it belongs to; null where there is one only.")
    site: str = Field(description="Where it is: a cloud region, or a site of own servers.")
    zone_count: int = Field(description="Number of zones.")
    zones: tuple[str, ...] = Field(description="Names of the zones.")
    machines: dict[str, MachineJson] = Field(
        description="Machine types by name: those used; in the result of `size` all that were considered."
    )
    nodes: tuple[NodeJson, ...] = Field(description="The plan: each distinct pattern of machines once.")
    spot: bool = Field(description="Whether its machines are spare capacity, which may be taken back at any time.")
    cost_usd_per_hour: MaybeFigure = Field(description="Cost in USD per hour; null where machines have no price.")
    bound_usd_per_hour: MaybeFigure = Field(
        description="The lower bound: no plan with the same promises costs less, in USD per hour; null without prices."
    )
    bound_source: BoundSourceJson = Field(description="What proves that bound.")
    certified_usd_per_hour: MaybeFigure = Field(
        description="What the plan's certificate proves without trust in a solver, in USD per hour; null without one."
    )
    gap: MaybeFigure = Field(description="cost / bound - 1; null where there is no bound.")
    survives: SurvivesJson = Field(description="What may be lost.")
    on_each_node: tuple[str, ...] = Field(
        description="Services with one replica on every machine; they are among the pods of each, spare ones too."
    )
    node_disk_mib: int = Field(
        description="What the replicas of any one machine may take of its root disk, in MiB, also after a loss."
    )
    bound_to_zone: tuple[str, ...] = Field(
        description="Services whose replicas stay down while their zone is lost, since their disks stand there; after "
        "the loss of a machine they start on another one of their zone."
    )
    upgrade: UpgradeJson | None = Field(description="What holds during upgrades; null where nothing was asked of them.")
    ended_by: SearchEnd = Field(description="What ended the search for a cheaper plan.")
    utilisation: UtilisationJson | None = Field(description="How full it is; null where nothing is placed on machines.")
    usage: tuple[TaskUsageJson, ...] = Field(
        description="What of its tasks is billed at the peak; empty where that is only how many there are."
    )
    marginal_costs: MarginalCostsJson | None = Field(
        description="Why it costs what it does, in the result of `size` alone; null where there is no certificate."
    )

    @classmethod
    def of(cls, pool: Pool, *, all_considered: bool) -> Self:
        """A pool with the machine types that it uses, or with all that were considered."""
        return cls(
            name=pool.name,
            kind=pool.kind,
            cluster=pool.cluster,
            site=pool.site,
            zone_count=len(pool.zones),
            zones=pool.zones,
            machines={m.name: _machine(m) for m in (pool.considered if all_considered else pool.machines)},
            nodes=tuple(map(NodeJson.of, pool.nodes)),
            spot=pool.spot,
            cost_usd_per_hour=pool.usd_per_hour,
            bound_usd_per_hour=pool.bound_usd_per_hour,
            bound_source=BoundSourceJson.of(pool.bound_source),
            certified_usd_per_hour=pool.certified_usd_per_hour,
            gap=pool.gap,
            survives=SurvivesJson(
                nodes=pool.survives_nodes,
                zone=pool.survives_zone,
                nodes_during_zone_loss=pool.survives_together,
            ),
            on_each_node=pool.on_each_node,
            node_disk_mib=pool.node_disk_mib,
            bound_to_zone=pool.bound_to_zone,
            upgrade=UpgradeJson.model_validate(pool.upgrade) if pool.upgrade else None,
            ended_by=pool.ended_by,
            utilisation=UtilisationJson.model_validate(pool.utilisation) if pool.utilisation else None,
            usage=tuple(map(TaskUsageJson.of, pool.usage)),
            marginal_costs=MarginalCostsJson.model_validate(pool.marginal_costs) if pool.marginal_costs else None,
        )


def _machine(machine: MachineType) -> MachineJson:
    return MachineJson.model_validate(machine)
