"""The task of sizing one platform, the strategy that deploys it, and the deployment that comes out."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from advisor.knowledge import Knowledge, Platform, TermField, Terms
from advisor.knowledge.control_plane_tables import SharedControlPlane
from advisor.knowledge.machine_tables import Daemons, Reservation
from advisor.knowledge.size_tables import BilledBy, BillingMode
from advisor.packing import Effort
from advisor.prices.offer import OWN_PRICES, Offer
from advisor.prices.own_prices import OwnRate
from advisor.prices.task_rates import TaskRate, rate_in, region_of_claims
from advisor.scenario import Scenario
from advisor.sizing.cluster import ControlPlane
from advisor.sizing.control_plane import PlacedMachines, vendor_control_plane
from advisor.sizing.deployment_targets import DeploymentTargets
from advisor.sizing.infeasibility import Refusal
from advisor.sizing.location import Location
from advisor.sizing.machine_types import AgentRules
from advisor.sizing.packing_items import LoadPoint, SystemReplicas
from advisor.sizing.pool import Pool
from advisor.sizing.service_demand import ServiceDemand
from advisor.sizing.workload import Workload
from advisor.values import Note

NO_LIMIT = 1_000_000


@dataclass(frozen=True)
class SizingTask:
    """One platform to be sized for one scenario: all that the steps of sizing read."""

    platform: Platform
    scenario: Scenario
    knowledge: Knowledge
    workload: Workload
    targets: DeploymentTargets
    day: dt.date
    strategy: Strategy
    effort: Effort = Effort.DEFAULT
    sketched: bool = False
    """Whether plans made without a search will do, as the platform cannot be chosen."""
    idle: bool = False
    """Whether the replicas have nothing to do, which some platforms bill at another price."""
    beside_services: SharedControlPlane | None = None
    """What a control-plane member takes of each machine, where members share machines with services."""
    roles_beside_services: tuple[SystemReplicas, ...] = ()
    """Work of other roles that runs on the agents, as no machine is left for it."""
    is_first_cluster: bool = True
    """Whether what the platform needs once for all clusters may stand with this one."""
    members_site: str = ""
    """The site of the location where they do."""
    denser_pods: bool = False
    """Whether the setting is made that lets machines hold more replicas."""
    skipped_assignments: int = 0
    """How many of the first `assignments` (hybrid_placement.py) are left out."""

    @property
    def terms(self) -> Terms:
        """What is claimed of the platform on the scenario's day."""
        return self.platform.terms(self.day)

    @property
    def billing_modes(self) -> Sequence[BillingMode]:
        """The ways in which tasks are billed, at the rates of the region: those of one's own go first, then those held.

        One without a name where nothing is claimed of it.
        """
        rows = self.terms.billing_modes.rows if self.terms.billing_modes else (BillingMode(name=""),)
        return [self._in_region(mode) for mode in rows]

    def _in_region(self, mode: BillingMode) -> BillingMode:
        own, held = self._own_rates(mode), self.rate_held(mode.name)
        if own is not None:
            vcpu, gib = (rate.usd_per_hour for rate in own)
            rates = {"vcpu_usd_per_hour": vcpu, "licence_usd_per_vcpu_hour": 0.0, "gib_usd_per_hour": gib}
            return mode.model_copy(update={**rates, "source": OWN_PRICES})
        if held is None:
            return mode
        there = {"vcpu_usd_per_hour": held.vcpu_usd, "gib_usd_per_hour": held.gib_usd, "source": held.source}
        if held.idle_vcpu_usd is not None and held.idle_gib_usd is not None:
            there |= {"idle_vcpu_usd_per_hour": held.idle_vcpu_usd, "idle_gib_usd_per_hour": held.idle_gib_usd}
        return mode.model_copy(update=there)

    def _own_rates(self, mode: BillingMode) -> tuple[OwnRate, OwnRate] | None:
        here = next(((each.cloud, each.region) for each in self.targets.locations if each.cloud and each.region), None)
        if here is None or mode.by is not BilledBy.TIME:
            return None
        return self.knowledge.prices.task_rates(self.platform.id, here, mode.arch, mode.os)

    def rate_held(self, mode: str) -> TaskRate | None:
        """The rate of the region for a way of billing; None where none is held, or the claims are of that region."""
        rows = self.terms.billing_modes.rows if self.terms.billing_modes else ()
        claimed = next(((row.vcpu_usd_per_hour, row.gib_usd_per_hour) for row in rows if row.name == mode), None)
        data, region = self.knowledge.prices.data, self.main_location.region
        if region in (None, region_of_claims(data, self.platform.id, mode)) or claimed is None:
            return None
        return rate_in(data, self.platform.id, mode, region, claimed)

    def other_region_of(self, mode: str) -> str | None:
        """The region whose rates stand in for those of a way of billing here; None where none have to."""
        data, region = self.knowledge.prices.data, self.main_location.region
        known = region_of_claims(data, self.platform.id, mode) or self.terms.priced_region
        return None if region in (None, known) or self.rate_held(mode) is not None else known

    def price_day(self, source: str) -> str:
        """The ISO day of a price by its source: of one's own the newest one given for this platform; empty without."""
        own = self.knowledge.prices.own
        if source == OWN_PRICES and own is not None:
            return max((rate.as_of for key, rate in own.rates.items() if key.platform == self.platform.id), default="")
        return self.knowledge.sources[source].day.isoformat() if source else ""

    def price_day_of(self, mode: str, source: str) -> str:
        """The same for a way of billing, of which a rate of the region may be held with a day of its own."""
        held = self.rate_held(mode)
        return held.as_of if held is not None and held.source == source else self.price_day(source)

    @property
    def has_disks(self) -> bool:
        """Whether replicas may keep data on disks of their own; elsewhere every volume is a shared file system."""
        on_machines = self.strategy.runs_on_own_machines or self.strategy.on_one_machine
        return on_machines or self.terms.volumes_span_zones is not None

    @property
    def main_location(self) -> Location:
        """Where the control plane and the proxies stand: own servers where there are some, else the cloud."""
        return self.targets.locations[0]

    def rules(self) -> AgentRules:
        """What the platform takes of each machine, by its published formula on that day; a member's share among it."""
        terms = self.terms
        daemons, member = terms.daemons or Daemons(), self.beside_services
        if member is not None:
            daemons = Daemons(
                cpu_millicores=daemons.cpu_millicores + member.cpu_millicores,
                memory_mib=daemons.memory_mib + member.memory_mib,
                pods=daemons.pods + member.pods,
            )
        return AgentRules(
            reservation=terms.reservation or Reservation(),
            daemons=daemons,
            max_pods_per_node=terms.max_pods_per_node or NO_LIMIT,
            pods_by_interface=terms.pods_by_interface or False,
            pod_limits=terms.denser_pods if self.denser_pods else terms.pod_limits,
            windows_pod_limits=terms.windows_pod_limits,
            cpu_ceiling=self.workload.cpu_ceiling,
            memory_ceiling=self.workload.memory_ceiling,
            average_cpu_share=self.average_cpu_share,
        )

    @property
    def average_cpu_share(self) -> float:
        """The share of what they ask for that services use on average: all of it where one of them never rests."""
        return 1.0 if self.workload.is_steady else float(self.knowledge.assumed["average_cpu_share"].value)

    def vendor_plane(self, nodes: int) -> ControlPlane:
        """The control plane of one cluster of so many nodes when the customer runs none."""
        location = next((location for location in self.targets.locations if location.cloud), self.main_location)
        wanted = self.scenario.availability
        return vendor_control_plane(
            self.terms,
            cloud=location.cloud,
            zones=len(location.zones),
            nodes=nodes,
            target=wanted.target if wanted else None,
        )


Assignment = tuple[tuple[Location, tuple[ServiceDemand, ...]], ...]
"""Which services stand on which location."""


@dataclass(frozen=True)
class AuxiliaryNodes:
    """Machines of another role, all of one type; `is_agent`: they fill up the agents to a vendor's minimum."""

    role: str
    count: int
    offer: Offer
    location: Location
    source: str
    is_agent: bool = False
    zone: str = ""
    """Where they stand, if machines are counted zone by zone."""


@dataclass(frozen=True)
class ClusterShare:
    """The services of one cluster: a tenant's own, the shared one, or one of several shares of either."""

    name: str
    services: tuple[ServiceDemand, ...]
    tenant: str = ""
    share: int = 0
    """Which of several shares, from 1; 0 where it is whole."""
    share_of: str = ""
    """The name of the cluster that it is a share of; empty where there would be one only."""


@dataclass(frozen=True)
class Deployment:
    """Pools, control plane, and the machines that its members have to themselves (none: they have no such machines)."""

    pools: tuple[Pool, ...]
    control_plane: ControlPlane
    members: tuple[PlacedMachines, ...] = ()
    member_location: Location | None = None
    assignment: Assignment | None = None
    """Which services went where; None where there is one place only."""
    auxiliary: tuple[AuxiliaryNodes, ...] = ()
    virtual_roles: tuple[str, ...] = ()
    """Other roles whose virtual machines share the hosts with the services."""
    clusters: tuple[tuple[ClusterShare, Deployment], ...] = ()
    """Cluster by cluster, where platforms form clusters; what stands above is then their sum."""

    @property
    def nodes(self) -> int:
        """Machines over all pools."""
        return sum(pool.node_count for pool in self.pools)

    def each(self) -> tuple[Deployment, ...]:
        """The clusters; itself where there is one. What `auxiliary` of the whole says is needed once."""
        return tuple(deployment for _, deployment in self.clusters) or (self,)

    @property
    def member_machines(self) -> int:
        """Machines of their own that control-plane members stand on, over all clusters."""
        return sum(placed.count for each in self.each() for placed in each.members)

    def all_auxiliary_nodes(self) -> tuple[tuple[str, AuxiliaryNodes], ...]:
        """Machines of other roles with the name of their cluster; empty for those needed once."""
        of_clusters = tuple((part.name, auxiliary) for part, each in self.clusters for auxiliary in each.auxiliary)
        return (*of_clusters, *(("", auxiliary) for auxiliary in self.auxiliary))


@dataclass(frozen=True)
class ClusterLimits:
    """The most that one cluster of a platform holds, as published or tested; None: no limit is known."""

    nodes: float | None
    pods: float | None
    services: float | None


class Strategy(ABC):
    """One way of running replicas: how they are deployed, and what that means for network, bill and promises.

    advisor/sizing/strategies/ has a class for each; it states where it differs from what stands here. A strategy has
    no state: what it works on is the task.
    """

    runs_on_own_machines = False
    """Whether agents are machines of the customer's own: they may be lost, and need subnets and system licences."""
    on_one_machine = False
    """Whether all that runs shares one machine of the customer's own."""
    one_replica_per_machine = False
    forms_clusters = False
    """Whether replicas run in clusters, of which there may be several."""
    shares_machines = False
    """Whether services share several machines, so that they need service discovery."""
    needs_ingress = True
    """Whether a load balancer stands before public services, unless the platform's price includes an entry."""
    has_public_address = False
    """Whether users reach a machine by an address of its own."""
    takes_burstable = False
    """Whether its machines may be burstable: each carries one box or one replica, whose bursts nobody else shares."""
    has_proxies = False
    """Whether proxies on the agents route requests to replicas, where no balancer before them does."""
    balances_inside = False
    """Whether calls between services go through a load balancer."""
    survives_more_nodes = False
    """Whether it can be asked to survive the loss of one more node."""
    survives_zones = False
    """Whether it can be asked to survive the loss of a zone."""
    has_ceilings = False
    """Whether a utilisation ceiling changes how many machines there are."""
    priced_by: tuple[TermField[Any], ...] = ()
    """The terms that hold what the replicas cost, where those are no machine prices."""

    def fitted(self, workload: Workload) -> Workload:
        """What is placed of a workload this way, where nobody said how much."""
        return workload

    def meters_usage(self, terms: Terms) -> bool:
        """Whether what replicas do is billed, and not only how many there are."""
        return False

    @abstractmethod
    def deploy(self, task: SizingTask, load: LoadPoint, baseline: Deployment | None = None) -> Deployment | Refusal:
        """The deployment of one cluster, or why there is none.

        With `baseline`, the plan of the peak, services stay where they stand in it, on its machine types.
        """

    def refusal(self, task: SizingTask) -> Refusal | None:
        """Why nothing can be deployed, whatever the services are; None when it can be tried."""
        return None

    def notes(self, task: SizingTask, deployment: Deployment) -> Iterator[Note]:
        """What this way of running means for those who run it: how full machines are, what a loss does."""
        return iter(())

    def in_own_subnets(self, terms: Terms) -> bool:
        """Whether what runs stands in subnets of the customer's own."""
        return self.runs_on_own_machines

    def cluster_limits(self, terms: Terms) -> ClusterLimits:
        """The limits of one cluster."""
        return ClusterLimits(terms.max_nodes, terms.max_pods, terms.max_services)
