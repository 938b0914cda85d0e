"""Scenario -> workload: what has to be placed, in whole numbers, and what the plan must survive.

Everything that the scenario leaves open is filled in from the assumptions of the knowledge base and listed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from advisor.knowledge import Knowledge
from advisor.scenario import Scenario
from advisor.scenario.enums import HostingModel, WorkloadKind
from advisor.scenario.pricing import Spot
from advisor.sizing.assumed_sizes import SizeCase
from advisor.sizing.assumption import Assumption
from advisor.sizing.default_resolver import DefaultResolver
from advisor.sizing.growth import Moment, growth_plan, years_assumption
from advisor.sizing.note_codes import AssumptionCode
from advisor.sizing.request_load import Estimate
from advisor.sizing.rolling_update import RollingUpdate, resolve_rolling_update
from advisor.sizing.service_demand import ServiceDemand
from advisor.sizing.service_resolution import resolve_services
from advisor.sizing.small_sites import SmallSites, small_sites_of
from advisor.sizing.tenancy import Tenancy, isolation_is_open, resolve_tenancy
from advisor.sizing.traffic import TrafficResolver
from advisor.values import note

MOST_SITES = 24
"""Named sites that are planned one by one; above, packing takes minutes, and all are taken together."""


ONE_MACHINE_PERCENT = 99.5
"""The share of time that the large clouds promise for one machine alone."""


STEADY_KINDS = frozenset(
    {WorkloadKind.BATCH, WorkloadKind.ML, WorkloadKind.GPU, WorkloadKind.STREAMING, WorkloadKind.REALTIME}
)
"""Kinds of work that keep a CPU busy for hours, so that a machine's bursts are soon used up."""


@dataclass(frozen=True)
class Workload:
    """The whole demand and the promises to keep.

    `peak_share` is the share of hours spent at the peak, the others being typical; with `hourly` factors, which are
    shares of the peak, those say it instead.
    """

    services: tuple[ServiceDemand, ...]
    zones_cloud: int
    zones_own: int
    survive_nodes: int
    survive_nodes_asked: bool
    survive_zone: bool
    survive_together: bool
    cpu_ceiling: float
    memory_ceiling: float
    peak_share: float
    hourly: tuple[float, ...]
    tenancy: Tenancy
    own_sites: tuple[str, ...]
    """Names of the sites of own servers, where each is a zone; else none."""
    mix_assumed: bool
    assumptions: tuple[Assumption, ...]
    sizes_unsure: bool = False
    """Whether the size of any service was assumed, or given with a range, so that it may be smaller or larger."""
    uptime_asked: bool = False
    """Whether it has to be up for more of the time than one machine is."""
    rolling: RollingUpdate | None = None
    """How upgrades roll; None where nothing was said of them."""
    busy_hours: Estimate | None = None
    """Hours of a day with any load at all, where services sleep without and no hourly profile tells when."""
    traffic_assumed: tuple[Assumption, ...] = ()
    """What was assumed of requests, which only matters where they are billed."""
    spot: Spot | None = None
    """On what terms services that may be interrupted run on spare capacity; None where that was not asked for."""
    sites: SmallSites | None = None
    """Where there are many equal small sites: all of this is of one of them."""

    @property
    def dedicated_tenants(self) -> bool:
        """Whether a tenant's services must have machines of their own."""
        return len({self.tenancy.pool_of(service.tenant) for service in self.services}) > 1

    @property
    def bears_bursts(self) -> bool:
        """Whether machines will do that give a share of their CPU all the time.

        Its services have quiet hours, as all but those that compute for hours on end; and nobody asked for a loss to be
        survived or for an uptime, which a machine that has used up its bursts does not keep.
        """
        asked = self.survive_nodes_asked or self.survive_zone or self.uptime_asked
        return not asked and not self.is_steady

    @property
    def is_steady(self) -> bool:
        """Whether some service computes for hours on end, and so uses what it asks for all the time."""
        return any(service.kind in STEADY_KINDS or service.gpus for service in self.services)


def on_one_machine(workload: Workload) -> Workload:
    """The workload with one replica of each service of which nobody said how many: a second survives nothing there.

    Nor is the loss of a machine among its promises, unless that was asked for.
    """
    services = with_one_replica(workload.services)
    not_taken = {AssumptionCode.REPLICAS, AssumptionCode.SURVIVE_NODES}
    assumptions = [taken for taken in workload.assumptions if taken.note.code not in not_taken]
    if services != workload.services:
        assumptions.append(Assumption("services.replicas", note(AssumptionCode.ONE_REPLICA)))
    return replace(workload, services=services, assumptions=tuple(assumptions))


def with_one_replica(services: tuple[ServiceDemand, ...]) -> tuple[ServiceDemand, ...]:
    """The services with one replica of each of which nobody said how many."""

    def alone(service: ServiceDemand) -> ServiceDemand:
        each = service.assumed_replicas
        if not each:
            return service
        counts = (service.floor, service.typical, service.peak)
        floor, typical, peak = (math.ceil(count / each) for count in counts)
        return replace(service, floor=floor, typical=typical, peak=peak, assumed_replicas=0)

    return tuple(alone(service) for service in services)


def resolve_workload(
    scenario: Scenario, knowledge: Knowledge, sizes: SizeCase = SizeCase.BASE, moment: Moment = Moment.TODAY
) -> Workload:
    """What has to be placed and promised; every value that the scenario leaves open is listed in `assumptions`.

    `sizes` says which figures of a preset are taken for services that give no size of their own, and `moment` whether
    the replicas are those of today or have grown to the end of the plan.
    """
    plan = growth_plan(scenario, knowledge)
    defaults = DefaultResolver(knowledge, sizes, plan.factor if plan and moment is Moment.END_OF_PLAN else 1.0)
    if plan is not None and plan.years_assumed:
        defaults.add(years_assumption(plan, knowledge))
    availability = scenario.availability
    asked = availability.survive_nodes if availability else None
    use = scenario.utilisation
    small = _small_sites(scenario, defaults)
    sites = () if small else _sites_as_zones(scenario, defaults)
    zones_cloud, zones_own = (1, 1) if small else _zones(scenario, defaults, sites)
    _note_tenants(scenario, defaults)
    traffic = TrafficResolver(scenario, knowledge)
    services = resolve_services(scenario, defaults, traffic, small)
    return Workload(
        services=services,
        zones_cloud=zones_cloud,
        zones_own=zones_own,
        survive_nodes=_survive_nodes(asked, defaults, small),
        survive_nodes_asked=bool(asked),
        survive_zone=bool(availability and availability.survive_zone),
        survive_together=bool(availability and availability.survive_together),
        cpu_ceiling=_ceiling(use.cpu if use else None, "utilisation_cpu", defaults),
        memory_ceiling=_ceiling(use.memory if use else None, "utilisation_memory", defaults),
        peak_share=_peak_share(scenario, defaults, services),
        hourly=(scenario.load.hourly or ()) if scenario.load else (),
        tenancy=resolve_tenancy(scenario),
        own_sites=sites,
        sites=small,
        spot=scenario.pricing.spot if scenario.pricing else None,
        mix_assumed=scenario.services is None,
        uptime_asked=bool(availability and (availability.target or 0.0) > ONE_MACHINE_PERCENT),
        rolling=resolve_rolling_update(scenario, defaults.add),
        busy_hours=traffic.busy_hours(),
        traffic_assumed=traffic.assumed,
        assumptions=defaults.listed(),
        sizes_unsure=defaults.sizes.any_unsure,
    )


def _zones(scenario: Scenario, defaults: DefaultResolver, sites: tuple[str, ...]) -> tuple[int, int]:
    """Zones in a cloud, and of own servers, of which `sites` names those that are zones."""
    hosting = scenario.hosting
    own = scenario.on_own_hardware
    zones = len(sites) if own and sites else hosting.zones if hosting else None
    if zones is None:
        of_cloud = f"zones_{hosting.cloud.value}" if hosting and hosting.cloud else ""
        name = "zones_on_premises" if own else of_cloud if of_cloud in defaults.assumed else "zones_cloud"
        zones = int(defaults.take(name, "hosting.zones", AssumptionCode.ZONES))
    hybrid = hosting is not None and hosting.model is HostingModel.HYBRID
    return zones, len(sites) or (defaults.amount("zones_on_premises") if hybrid else zones)


def _ceiling(asked: float | None, name: str, defaults: DefaultResolver) -> float:
    return asked or float(defaults.take(name, name.replace("_", "."), AssumptionCode.UTILISATION))


def _survive_nodes(asked: int | None, defaults: DefaultResolver, small: SmallSites | None) -> int:
    if asked is not None:
        return asked
    if small is not None:
        defaults.note("availability.survive_nodes", AssumptionCode.NO_SPARE_IN_SITES, sites=small.count)
        return 0
    return int(defaults.take("survive_nodes", "availability.survive_nodes", AssumptionCode.SURVIVE_NODES))


def _peak_share(scenario: Scenario, defaults: DefaultResolver, services: tuple[ServiceDemand, ...]) -> float:
    """Share of hours at the peak, the others being typical; 1 where an hourly profile says more."""
    load = scenario.load
    if load is not None and load.hourly is not None:
        return 1.0
    if load is not None and load.peak_hours_per_day is not None:
        return load.peak_hours_per_day / 24
    if all(service.typical == service.peak for service in services) and not any(
        service.requests and service.requests.typical_per_second != service.requests.peak_per_second
        for service in services
    ):
        return 1.0
    return float(defaults.take("peak_hours_per_day", "load", AssumptionCode.PEAK_HOURS)) / 24


def _small_sites(scenario: Scenario, defaults: DefaultResolver) -> SmallSites | None:
    """The equal small sites of a scenario, listed where they were derived."""
    small = small_sites_of(scenario)
    if small is not None and small.derived:
        each = tuple((service.name, service.replicas.most) for service in small.services if service.replicas)
        defaults.note("sites", AssumptionCode.EQUAL_SITES, count=small.count, services=each)
    return small


def _sites_as_zones(scenario: Scenario, defaults: DefaultResolver) -> tuple[str, ...]:
    """The sites that own servers stand at, in the order of the file, where each of them is a zone; else none.

    Two sites that are named are two zones, whatever number of zones is given: which of them would form one nobody says.
    Only `zones: 1` takes all sites together.
    """
    hosting = scenario.hosting
    machines = (hosting.machines if hosting else None) or ()
    named = tuple(dict.fromkeys(machine.site for machine in machines if machine.site))
    asked = hosting.zones if hosting and hosting.model is not HostingModel.HYBRID else None
    if hosting is None or len(named) < 2 or asked == 1:
        return ()
    if len(named) > MOST_SITES:
        defaults.note("hosting.machines", AssumptionCode.SITES_TOGETHER, sites=len(named), most=MOST_SITES)
        return ()
    if asked not in (None, len(named)):
        defaults.note("hosting.zones", AssumptionCode.SITES_ARE_ZONES, asked=asked, sites=named)
    movable = sum(machine.count for machine in machines if not machine.site)
    if movable:
        defaults.note("hosting.machines", AssumptionCode.MACHINES_OF_NO_SITE, count=movable, sites=named)
    return named


def _note_tenants(scenario: Scenario, defaults: DefaultResolver) -> None:
    """Lists the assumption when tenants are named without an isolation."""
    if isolation_is_open(scenario):
        defaults.note("tenants.isolation", AssumptionCode.SHARING_TENANTS)
