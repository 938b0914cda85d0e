"""Scenario -> workload: what has to be placed, in whole numbers, and what the plan must survive.

Everything that the scenario leaves open is filled in from the assumptions of the knowledge base and listed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from advisor.knowledge import Knowledge
from advisor.scenario import Scenario, Service, separate_copies
from advisor.scenario.enums import (
    Arch,
    Exposure,
    HostingModel,
    OperatingSystem,
    ServiceSystem,
    Site,
    WorkloadKind,
)
from advisor.scenario.service import Gpus, Replicas, Volume
from advisor.sizing.affinity import inherit_placement
from advisor.sizing.assumed_sizes import SizeCase, SizesTaken
from advisor.sizing.assumption import Assumption
from advisor.sizing.growth import Moment, growth_plan, years_assumption
from advisor.sizing.note_codes import AssumptionCode
from advisor.sizing.request_load import Estimate
from advisor.sizing.rolling_update import RollingUpdate, resolve_rolling_update
from advisor.sizing.service_demand import ServiceDemand
from advisor.sizing.small_sites import SmallSites, small_sites_of
from advisor.sizing.tenancy import Tenancy, isolation_is_open, resolve_tenancy
from advisor.sizing.traffic import TrafficResolver
from advisor.values import Fact, note

COUNTS = {SizeCase.LOW: 0.5, SizeCase.BASE: 1.0, SizeCase.HIGH: 2.0}
"""Where not even the number of services is known, low and high take half and twice of what is assumed."""
MOST_SITES = 24
"""Named sites that are planned one by one; above, packing takes minutes, and all are taken together."""
MOST_NAMES = 40
"""Names in an assumed mix of services; with more services than that, several share a name."""

ONE_MACHINE_PERCENT = 99.5
"""The share of time that the large clouds promise for one machine alone."""
STEADY_KINDS = frozenset(
    {WorkloadKind.BATCH, WorkloadKind.ML, WorkloadKind.GPU, WorkloadKind.STREAMING, WorkloadKind.REALTIME}
)
"""Kinds of work that keep a CPU busy for hours, so that a machine's bursts are soon used up."""
OWN_SITES = (HostingModel.ON_PREM, HostingModel.EDGE)


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
    sizes_assumed: bool = False
    """Whether the size of any service was assumed, so that it may be smaller or larger."""
    uptime_asked: bool = False
    """Whether it has to be up for more of the time than one machine is."""
    rolling: RollingUpdate | None = None
    """How upgrades roll; None where nothing was said of them."""
    busy_hours: Estimate | None = None
    """Hours of a day with any load at all, where services sleep without and no hourly profile tells when."""
    traffic_assumed: tuple[Assumption, ...] = ()
    """What was assumed of requests, which only matters where they are billed."""
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


class DefaultResolver:
    """Takes an answer, or the knowledge base's assumption for it, and keeps a list of the latter."""

    def __init__(self, knowledge: Knowledge, sizes: SizeCase = SizeCase.BASE, growth_factor: float = 1.0) -> None:
        self._knowledge = knowledge
        self.growth_factor = growth_factor
        self.sizes = SizesTaken(knowledge, sizes)
        self.taken: dict[str, Assumption] = {}

    def amount(self, name: str) -> int:
        """A whole number that is assumed elsewhere."""
        return int(self._knowledge.assumed[name].value)

    def take(self, name: str, field: str, code: AssumptionCode) -> int | float | str | bool:
        """The value assumed under a name, which is listed for the field."""
        assumed = self._knowledge.assumed[name]
        told = note(code, value=assumed.value, about=assumed.about, because=assumed.why)
        self.taken[field] = Assumption(field, told)
        return assumed.value

    def add(self, assumption: Assumption) -> None:
        """An assumption made elsewhere, which is listed with the others."""
        self.taken[assumption.field or assumption.note.code] = assumption

    def listed(self) -> tuple[Assumption, ...]:
        """All assumptions, sorted by the field that would make each of them needless."""
        taken = [*self.taken.items(), *((each.field or "", each) for each in self.sizes.assumptions())]
        return tuple(assumption for _, assumption in sorted(taken, key=lambda one: one[0]))

    def note(self, field: str, code: AssumptionCode, **values: Fact) -> None:
        """Something that nobody said and that is planned for as if it were not there."""
        self.taken[field] = Assumption(field, note(code, **values))


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
    services = _services(scenario, defaults, traffic, small)
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
        mix_assumed=scenario.services is None,
        uptime_asked=bool(availability and (availability.target or 0.0) > ONE_MACHINE_PERCENT),
        rolling=resolve_rolling_update(scenario, defaults.add),
        busy_hours=traffic.busy_hours(),
        traffic_assumed=traffic.assumed,
        assumptions=defaults.listed(),
        sizes_assumed=bool(defaults.sizes.cpu or defaults.sizes.memory),
    )


def _zones(scenario: Scenario, defaults: DefaultResolver, sites: tuple[str, ...]) -> tuple[int, int]:
    """Zones in a cloud, and of own servers, of which `sites` names those that are zones."""
    hosting = scenario.hosting
    own = bool(hosting and hosting.model in OWN_SITES)
    zones = len(sites) if own and sites else hosting.zones if hosting else None
    if zones is None:
        name = "zones_on_premises" if own else "zones_cloud"
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


def _services(
    scenario: Scenario, defaults: DefaultResolver, traffic: TrafficResolver, small: SmallSites | None
) -> tuple[ServiceDemand, ...]:
    factor = defaults.growth_factor
    if scenario.services is not None:
        listed = separate_copies(scenario.services if small is None else small.services)
        services = inherit_placement(_beside_every_node(listed, resolve_tenancy(scenario)))
        _note_omissions(scenario, services, defaults)
    else:
        services = _typical_mix(scenario, defaults)
    return tuple(_demand_of(service, scenario, defaults, traffic, factor) for service in services)


def _beside_every_node(services: tuple[Service, ...], tenancy: Tenancy) -> tuple[Service, ...]:
    """The services without affinity to those that are on every node of theirs, which holds wherever they stand.

    What a tenant has on every node of its own is on no node of others: such affinity is left, and found to conflict.
    """
    everywhere = {service.name: service.tenant for service in services if service.per_node}

    def is_beside(service: Service, name: str) -> bool:
        tenant = everywhere.get(name, "")
        return name in everywhere and (tenant is None or tenancy.pool_of(tenant) == tenancy.pool_of(service.tenant))

    if not everywhere:
        return services
    return tuple(
        service.model_copy(
            update={"affinity": tuple(name for name in service.affinity if not is_beside(service, name))}
        )
        for service in services
    )


def _note_tenants(scenario: Scenario, defaults: DefaultResolver) -> None:
    """Lists the assumption when tenants are named without an isolation."""
    if isolation_is_open(scenario):
        defaults.note("tenants.isolation", AssumptionCode.SHARING_TENANTS)


def _note_omissions(scenario: Scenario, services: tuple[Service, ...], defaults: DefaultResolver) -> None:
    """What listed services leave unsaid and the plan does without."""
    counted = [service.replicas for service in services if service.replicas is not None]
    if any(replicas.peak is None for replicas in counted):
        defaults.note("services.replicas.peak", AssumptionCode.PEAK_AS_TYPICAL)
    if any(replicas.min is None for replicas in counted):
        defaults.note("services.replicas.min", AssumptionCode.MINIMUM_AS_TYPICAL)
    ports = (port for service in services for port in service.ports or ())
    if any(map(_may_be_public, services)) and not any(port.exposure is Exposure.PUBLIC for port in ports):
        defaults.note("services.ports", AssumptionCode.PERHAPS_PUBLIC)
    elif any(service.ports is None for service in services):
        defaults.note("services.ports", AssumptionCode.NO_PORTS)
    if any(service.gpu is None for service in services):
        defaults.note("services.gpu", AssumptionCode.NO_GPUS)
    untyped = tuple(s.name for s in services if s.gpu is not None and s.gpu.count and s.gpu.type is None)
    if untyped:
        defaults.note("services.gpu.type", AssumptionCode.GPUS_OF_ANY_TYPE, services=untyped)
    if scenario.os not in (OperatingSystem.LINUX, OperatingSystem.WINDOWS) and any(s.os is None for s in services):
        defaults.note("services.os", AssumptionCode.LINUX)


def _typical_mix(scenario: Scenario, defaults: DefaultResolver) -> tuple[Service, ...]:
    """Services of the assumed size, as many as `scale` counts: services, else apps.

    They are all alike, so many of them are taken together: service-001 may stand for the replicas of several. Where the
    work is said to be done on GPUs, one of them has a GPU.
    """
    scale = scenario.scale
    count = None
    if scale is not None:
        count = scale.services if scale.services is not None else scale.apps
    if count is None:
        assumed = int(defaults.take("services", "services", AssumptionCode.SERVICE_COUNT))
        count = math.ceil(assumed * COUNTS[defaults.sizes.case])
    else:
        defaults.note("services", AssumptionCode.SERVICES_OF_SCALE, count=count, most_names=MOST_NAMES)
    with_gpu = _assumed_gpu_service(scenario, defaults) if count else ()
    count -= len(with_gpu)
    # of low and high only the bill is shown, and packing equal replicas of one name is quick
    names = min(count, MOST_NAMES if defaults.sizes.case is SizeCase.BASE else 1)
    each, odd = divmod(count, names) if names else (0, 0)
    replicas = defaults.amount("replicas")
    alike = tuple(
        Service(name=f"service-{number:03d}")
        if count == names
        else Service(
            name=f"services-{number:02d}",
            replicas=Replicas.model_construct(typical=(each + (1 if number <= odd else 0)) * replicas),
        )
        for number in range(1, names + 1)
    )
    return (*with_gpu, *alike)


def _assumed_gpu_service(scenario: Scenario, defaults: DefaultResolver) -> tuple[Service, ...]:
    """One replica with one GPU where the work is said to be done on GPUs and no service is listed."""
    if WorkloadKind.GPU not in (scenario.workloads or ()):
        return ()
    defaults.note("services.gpu", AssumptionCode.ONE_GPU)
    return (Service(name="gpu-service", kind=WorkloadKind.GPU, gpu=Gpus(count=1), replicas=Replicas(typical=1)),)


def _sizes(service: Service, defaults: DefaultResolver) -> tuple[int, int, Replicas]:
    """CPU, memory and replicas of a service, assumed where they are not given."""
    cpu, memory = defaults.sizes.size_of(service)
    replicas = service.replicas
    if service.per_node:
        replicas = Replicas.model_construct(min=0, typical=0, peak=0)  # as many as there are nodes
    elif replicas is None:
        replicas = Replicas(typical=int(defaults.take("replicas", "services.replicas", AssumptionCode.REPLICAS)))
    return cpu, memory, replicas


def _demand_of(
    service: Service, scenario: Scenario, defaults: DefaultResolver, traffic: TrafficResolver, factor: float
) -> ServiceDemand:
    """The demand of a service, with what is only taken of it because nobody said."""
    demand = _resolve_service(service, scenario, defaults, factor)
    assumed = scenario.services is None or service.replicas is None
    return replace(
        demand,
        floor=traffic.floor_of(service, demand.floor),
        requests=traffic.requests_of(service, demand.typical, demand.peak, factor),
        may_be_public=_may_be_public(service),
        assumed_replicas=defaults.amount("replicas") if assumed else 0,
    )


def _resolve_service(service: Service, scenario: Scenario, defaults: DefaultResolver, factor: float) -> ServiceDemand:
    cpu, memory, replicas = _sizes(service, defaults)
    default_site = Site.ON_PREM if scenario.hosting and scenario.hosting.model in OWN_SITES else Site.ANY
    floor, typical, peak = (math.ceil(round(n * factor, 6)) for n in (replicas.floor, replicas.typical, replicas.most))
    return ServiceDemand(
        name=service.name,
        floor=floor,
        typical=typical,
        peak=peak,
        cpu_millicores=cpu,
        memory_mib=memory,
        io_mbps=service.io_mbps or 0,
        gpus=service.gpu.count if service.gpu else 0,
        arch=(service.arch or Arch.AMD64).value,
        os=_system(service, scenario),
        host_ports=_host_ports(service),
        public=any(port.exposure is Exposure.PUBLIC for port in service.ports or ()),
        max_per_node=service.max_per_node,
        affinity=service.affinity,
        anti_affinity=service.anti_affinity,
        spread=service.spread,
        tenant=service.tenant,
        site=service.site or default_site,
        image_size_mib=service.image_size_mib,
        internal=any(port.exposure is Exposure.INTERNAL for port in service.ports or ()),
        batch=service.kind is WorkloadKind.BATCH,
        gpu_type=service.gpu.type if service.gpu else None,
        gpu_share=(service.gpu.share if service.gpu else None) or 1.0,
        disk_mib=0 if _disk_is_a_volume(service) else service.disk_mib or 0,
        volumes=_volumes(service),
        needs_host=service.needs_host or (),
        per_node=bool(service.per_node),
        limit_cpu_millicores=service.limits.cpu_millicores if service.limits else None,
        limit_memory_mib=service.limits.memory_mib if service.limits else None,
        stateful=bool(service.stateful),
        kind=service.kind,
    )


def _may_be_public(service: Service) -> bool:
    """Whether requests may come from outside as far as is known; nobody asks anything of what runs to an end."""
    if service.ports is None:
        return service.kind not in (WorkloadKind.BATCH, WorkloadKind.WORKER)
    return any(port.exposure is None for port in service.ports)


def _host_ports(service: Service) -> frozenset[str]:
    return frozenset(
        f"{port.port}/{'udp' if port.protocol and port.protocol.value == 'udp' else 'tcp'}"
        for port in service.ports or ()
        if port.exposure is Exposure.HOST
    )


def _disk_is_a_volume(service: Service) -> bool:
    """Whether `disk` stands for what a service keeps, as it does where that is said and no volume is listed."""
    return bool(service.stateful and service.disk_mib and service.volumes is None)


def _volumes(service: Service) -> tuple[Volume, ...]:
    if _disk_is_a_volume(service):
        return (Volume.model_validate({"name": "data", "size": f"{service.disk_mib}Mi"}),)
    return service.volumes or ()


def _system(service: Service, scenario: Scenario) -> str:
    if service.os is not None:
        return service.os.value
    only_windows = scenario.os is not None and scenario.os.value == "windows"
    return ServiceSystem.WINDOWS.value if only_windows else ServiceSystem.LINUX.value
