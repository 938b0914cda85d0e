"""A topology as JSON: control plane, pools, clusters, what stands beside them, and how capacity follows the load."""

from __future__ import annotations

from typing import Self

from pydantic import Field

from advisor.knowledge import Operator
from advisor.packing import Effort
from advisor.report.schema.bill import SupportPartJson
from advisor.report.schema.fields import SOURCE_ABOUT, Counts, Figure, JsonModel, MaybeFigure, MaybeText, SourceId
from advisor.report.schema.infeasibility import InfeasibleJson
from advisor.report.schema.notes import NoteJson
from advisor.report.schema.pool import PoolJson
from advisor.sizing.bill_types import HourClass
from advisor.sizing.cluster import AuxiliaryPool, ClusterPlan, ControlPlane, TenantShare
from advisor.sizing.load_following import LoadFollowing, LoadPlan
from advisor.sizing.note_codes import LoadName
from advisor.sizing.sites_plan import SiteControl, SitesPlan, SpareInSites
from advisor.sizing.topology import Topology


class MemberMachinesJson(JsonModel):
    """Machines that members of a control plane have to themselves."""

    zone: str = Field(description="Zone, or site, in which they stand.")
    machine: str = Field(description="Machine type.")
    count: int = Field(description="How many.")


class ControlPlaneJson(JsonModel):
    """Who schedules: members by zone on their machines, or a vendor's service with its fee and promise."""

    operated_by: Operator = Field(description="Who runs it.")
    members: int = Field(description="Machines that form it; 0 where the vendor runs it or none is needed.")
    members_by_zone: Counts = Field(description="Members in each zone.")
    machines: tuple[MemberMachinesJson, ...] = Field(
        description="The machines that members have to themselves, zone by zone; none where they have no such machines."
    )
    on_agents: bool = Field(description="Whether its members share the agents with services.")
    tolerates: int = Field(description="Members that may be lost while the rest still decides.")
    clusters: int = Field(description="Number of clusters.")
    cost_usd_per_hour: MaybeFigure = Field(description="Cost in USD per hour; null where it has no price.")
    sla_percent: MaybeFigure = Field(description="Availability that the vendor promises, in percent; null without one.")
    tier: MaybeText = Field(description="The vendor's tier; null where one only is sold.")
    tier_reason: NoteJson | None = Field(description="Why that tier; null where one only is sold.")
    notes: tuple[NoteJson, ...] = Field(description="What it cannot promise.")
    sources: tuple[SourceId, ...] = Field(description="Who says so: ids under `sources`.")

    @classmethod
    def of(cls, plane: ControlPlane) -> Self:
        """A control plane."""
        return cls(
            operated_by=plane.operated_by,
            members=plane.members,
            members_by_zone=dict(plane.members_by_zone),
            machines=tuple(map(MemberMachinesJson.model_validate, plane.machines)),
            on_agents=plane.on_agents,
            tolerates=plane.tolerates,
            clusters=plane.clusters,
            cost_usd_per_hour=plane.usd_per_hour,
            sla_percent=plane.sla_percent,
            tier=plane.tier,
            tier_reason=NoteJson.of(plane.tier_reason) if plane.tier_reason else None,
            notes=tuple(map(NoteJson.of, plane.notes)),
            sources=plane.sources,
        )


class ClusterJson(JsonModel):
    """One cluster with its own control plane."""

    name: str = Field(description="Name of the cluster.")
    tenant: MaybeText = Field(description="The tenant that it belongs to; null where it is shared.")
    pools: tuple[str, ...] = Field(description="Names of its pools.")
    nodes: int = Field(description="Machines in its pools.")
    replicas: int = Field(description="Replicas that run on them.")
    control_plane: ControlPlaneJson = Field(description="Its control plane.")

    @classmethod
    def of(cls, cluster: ClusterPlan) -> Self:
        """A cluster."""
        return cls(
            name=cluster.name,
            tenant=cluster.tenant,
            pools=cluster.pools,
            nodes=cluster.nodes,
            replicas=cluster.replicas,
            control_plane=ControlPlaneJson.of(cluster.control_plane),
        )


class AuxiliaryNodesJson(JsonModel):
    """Machines that a platform needs besides agents and members of the control plane."""

    role: str = Field(description="What they are for.")
    count: int = Field(description="How many.")
    machine: str = Field(description="Machine type.")
    site: str = Field(description="Where they stand: a cloud region, or a site of own servers.")
    zone: MaybeText = Field(description="The site among own servers, if they are counted site by site; else null.")
    cluster: MaybeText = Field(description="The cluster that they belong to; null where they serve all clusters.")
    cost_usd_per_hour: MaybeFigure = Field(description="Cost of all of them in USD per hour; null without a price.")
    source: SourceId = Field(description="Who says that they are needed: an id under `sources`.")

    @classmethod
    def of(cls, nodes: AuxiliaryPool) -> Self:
        """Machines of one role."""
        return cls(
            role=nodes.role,
            count=nodes.count,
            machine=nodes.machine,
            site=nodes.site,
            zone=nodes.zone,
            cluster=nodes.cluster,
            cost_usd_per_hour=nodes.usd_per_hour,
            source=nodes.source,
        )


class TenantJson(JsonModel):
    """What keeps a tenant apart, where it runs, and the quota that it needs."""

    name: str = Field(description="Name of the tenant.")
    isolation: str = Field(description="What keeps it apart: `none`, `soft`, `node` or `cluster`.")
    cluster: MaybeText = Field(description="The cluster that it runs on; null where there is one only.")
    replicas: int = Field(description="Its replicas at the peak.")
    cpu_millicores: int = Field(description="CPU that they ask for at the peak, in thousandths of a core.")
    memory_mib: int = Field(description="Memory that they ask for at the peak, in MiB.")

    @classmethod
    def of(cls, share: TenantShare) -> Self:
        """A tenant."""
        return cls(
            name=share.tenant,
            isolation=share.isolation,
            cluster=share.cluster,
            replicas=share.replicas,
            cpu_millicores=share.cpu_millicores,
            memory_mib=share.memory_mib,
        )


class LoadPlanJson(JsonModel):
    """What carries one level of the load."""

    loads: tuple[LoadName, ...] = Field(description="The loads that it stands for.")
    hours: tuple[int, ...] = Field(
        description="Hours of the cycle in which it holds, counted from 0; empty where only their number is known."
    )
    hours_of_cycle: Figure = Field(description="For how many hours of the cycle it holds.")
    replicas: int = Field(description="Replicas that run.")
    machines: Counts = Field(description="Machines by type.")
    usd_per_hour: MaybeFigure = Field(description="Cost of the pools in USD per hour; null without a price.")
    counted_as: HourClass | None = Field(description="Class of hours that the bill has them in; null without hours.")

    @classmethod
    def of(cls, plan: LoadPlan) -> Self:
        """The plan of one level."""
        return cls(
            loads=plan.names,
            hours=plan.when,
            hours_of_cycle=plan.hours,
            replicas=plan.replicas,
            machines=dict(plan.machines),
            usd_per_hour=plan.usd_per_hour,
            counted_as=plan.counted_as,
        )


class LoadFollowingJson(JsonModel):
    """How capacity follows the load over a day or a week, or why it does not."""

    follows_load: bool = Field(description="Whether the platform adds and removes capacity by itself.")
    why: NoteJson = Field(description="Why it does or does not.")
    cycle_hours: int = Field(description="Length of the cycle in hours: 24 or 168.")
    plans: tuple[LoadPlanJson, ...] = Field(description="The plan for each level of the load.")
    saved_usd_per_month: MaybeFigure = Field(
        description="Saved against the peak at all hours, in USD per month; null where it does not follow the load."
    )
    saved_share: MaybeFigure = Field(description="The same as a share of that cost.")
    minutes_to_add_capacity: MaybeFigure = Field(
        description="Minutes until added capacity takes load; null if not known."
    )
    minutes_source: SourceId | None = Field(description=SOURCE_ABOUT)
    early_capacity_usd_per_month: MaybeFigure = Field(
        description="What it costs to have capacity ready before each rise, in USD per month; it is in no bill."
    )
    notes: tuple[NoteJson, ...] = Field(description="What else is to be known.")

    @classmethod
    def of(cls, load_following: LoadFollowing) -> Self:
        """How capacity follows the load."""
        return cls(
            follows_load=load_following.follows,
            why=NoteJson.of(load_following.why),
            cycle_hours=load_following.cycle_hours,
            plans=tuple(map(LoadPlanJson.of, load_following.plans)),
            saved_usd_per_month=load_following.usd_saved_per_month,
            saved_share=load_following.saved_share,
            minutes_to_add_capacity=load_following.capacity_minutes,
            minutes_source=load_following.capacity_source or None,
            early_capacity_usd_per_month=load_following.usd_ahead_per_month,
            notes=tuple(map(NoteJson.of, load_following.notes)),
        )


class LeftToYouJson(JsonModel):
    """Something that the platform does not do, and how it is done without."""

    term: str = Field(description="The capability: a term of the vocabulary.")
    about: str = Field(description="What the term means.")
    why: str = Field(description="How it is done without.")
    source: SourceId = Field(description=SOURCE_ABOUT)


class SpareInSitesJson(JsonModel):
    """One of many equal sites as it would be with a spare machine, or without one."""

    survives_nodes: int = Field(description="Any so many machines of a site may be lost.")
    machines: Counts = Field(description="Machines of one site, by type.")
    usd_per_month: MaybeFigure = Field(description="What one site costs in USD per month; null without prices.")
    more_usd_per_month: MaybeFigure = Field(description="By how much all sites are dearer; below 0: cheaper.")
    impossible: InfeasibleJson | None = Field(description="Why there is no such plan; null where there is one.")

    @classmethod
    def of(cls, spare: SpareInSites) -> Self:
        """The other choice."""
        return cls(
            survives_nodes=spare.survives_nodes,
            machines=dict(spare.machines),
            usd_per_month=spare.usd_per_month,
            more_usd_per_month=spare.more_usd_per_month,
            impossible=InfeasibleJson.of(spare.impossible) if spare.impossible else None,
        )


class CentralControlJson(JsonModel):
    """One control plane in the centre for the agents of all sites."""

    members: int = Field(description="Its members; 0 where a vendor runs it.")
    vcpu: Figure = Field(description="vCPU of each.")
    memory_mib: int = Field(description="Memory of each, in MiB.")
    agents: int = Field(description="Machines of all sites that it has to direct.")
    why: str = Field(description="What is known of agents far from their control plane.")
    source: SourceId = Field(description=SOURCE_ABOUT)


class SitesJson(JsonModel):
    """Many equal sites: what stands in one of them, and how many there are. The bill is of all."""

    count: int = Field(description="How many equal sites there are.")
    pools: tuple[str, ...] = Field(description="Names of the pools that stand in each; others stand in the centre.")
    machines: Counts = Field(description="Machines of one site, by type: agents, members and other roles.")
    replicas: int = Field(description="Replicas in one site.")
    survives_nodes: int = Field(description="Any so many machines of a site may be lost.")
    usd_per_month: MaybeFigure = Field(description="What one site costs in USD per month; null without prices.")
    control: SiteControl = Field(
        description="Where the control plane is: `in_site`, at a `vendor` once for all sites, or `none`."
    )
    other: SpareInSitesJson = Field(description="The same with a spare in each site where there is none, else without.")
    central_control: CentralControlJson | None = Field(
        description="One control plane in the centre for all sites, where its maker describes that; else null."
    )
    services_in_centre: tuple[str, ...] = Field(description="Services that run in none of the sites.")
    doubled: tuple[str, ...] = Field(
        description="Services with more than one replica on the only machine of a site, which outlast no loss of it."
    )

    @classmethod
    def of(cls, plan: SitesPlan) -> Self:
        """The sites of a topology."""
        return cls(
            count=plan.count,
            pools=plan.pools,
            machines=dict(plan.machines),
            replicas=plan.replicas,
            survives_nodes=plan.survives_nodes,
            usd_per_month=plan.usd_per_month,
            control=plan.control,
            other=SpareInSitesJson.of(plan.other),
            central_control=CentralControlJson.model_validate(plan.central_control) if plan.central_control else None,
            services_in_centre=plan.services_in_centre,
            doubled=tuple(name for name, _ in plan.doubled),
        )


class TopologyJson(JsonModel):
    """Everything that a platform needs for the scenario, sized."""

    control_plane: ControlPlaneJson = Field(description="Who schedules; all clusters together.")
    pools: tuple[PoolJson, ...] = Field(description="Machines, or instances, that run the services.")
    support: tuple[SupportPartJson, ...] = Field(
        description="What stands beside them: proxies, load balancers, gateways, discovery, registry."
    )
    notes: tuple[NoteJson, ...] = Field(description="What the planning noticed.")
    clusters: tuple[ClusterJson, ...] = Field(description="The clusters one by one; empty where there is one only.")
    auxiliary_nodes: tuple[AuxiliaryNodesJson, ...] = Field(description="Machines of other roles.")
    tenants: tuple[TenantJson, ...] = Field(description="The tenants one by one.")
    load_following: LoadFollowingJson | None = Field(
        description="How capacity follows the load; null where the load is even."
    )
    left_to_you: tuple[LeftToYouJson, ...] = Field(description="What the platform leaves to the team.")
    effort: Effort = Field(description="How long a cheaper plan was searched for; `quick` is an estimate made at once.")
    sites: SitesJson | None = Field(
        description="Many equal sites: pools, control plane and support are those of one; null where there are none."
    )

    @classmethod
    def of(cls, topology: Topology, *, all_considered: bool = False) -> Self:
        """A topology; its pools list the machine types used, or all that were considered."""
        return cls(
            control_plane=ControlPlaneJson.of(topology.control_plane),
            pools=tuple(PoolJson.of(pool, all_considered=all_considered) for pool in topology.pools),
            support=tuple(map(SupportPartJson.of, topology.support)),
            notes=tuple(map(NoteJson.of, topology.notes)),
            clusters=tuple(map(ClusterJson.of, topology.clusters)),
            auxiliary_nodes=tuple(map(AuxiliaryNodesJson.of, topology.auxiliary)),
            tenants=tuple(map(TenantJson.of, topology.tenants)),
            load_following=LoadFollowingJson.of(topology.load_following) if topology.load_following else None,
            left_to_you=tuple(map(LeftToYouJson.model_validate, topology.missing)),
            effort=topology.effort,
            sites=SitesJson.of(topology.sites) if topology.sites else None,
        )
