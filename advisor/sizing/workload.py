"""Scenario -> workload: what has to be placed, in whole numbers, and what the plan must survive.

Everything that the scenario leaves open is filled in from the assumptions of the knowledge base and listed. Three
parts stand here: the tenancy (what keeps each tenant apart), the demand of each service, and affinity (which services
must share a machine, and which of them cannot).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from advisor.knowledge import Knowledge
from advisor.scenario import Scenario, Service
from advisor.scenario.enums import (
    Arch,
    Exposure,
    HostingModel,
    Isolation,
    MultiTenancy,
    OperatingSystem,
    ServiceSystem,
    Site,
    Spread,
    WorkloadKind,
)
from advisor.scenario.model import Replicas
from advisor.sizing.note_codes import AssumptionCode
from advisor.sizing.result import Assumption
from advisor.sizing.rolling_update import RollingUpdate, resolve_rolling_update
from advisor.values import Fact, note

SHORT_FORM = {
    MultiTenancy.NONE: Isolation.NONE,
    MultiTenancy.SOFT: Isolation.SOFT,
    MultiTenancy.HARD: Isolation.NODE,
}
"""What `multi_tenancy` means for a tenant that is listed without an isolation of its own, or not listed."""

OWN_MACHINES = (Isolation.NODE, Isolation.CLUSTER)


@dataclass(frozen=True)
class Tenancy:
    """The isolation of each tenant by name, and that of tenants which nobody lists."""

    of_tenants: tuple[tuple[str, Isolation], ...] = ()
    of_others: Isolation = Isolation.SOFT

    def of(self, tenant: str | None) -> Isolation:
        """What keeps a tenant apart; services of no tenant are the organisation's own and share."""
        if not tenant:
            return Isolation.NONE
        return dict(self.of_tenants).get(tenant, self.of_others)

    def pool_of(self, tenant: str | None) -> str:
        """The tenant whose own machines its services take; empty where they share."""
        return tenant if tenant and self.of(tenant) in OWN_MACHINES else ""

    def cluster_of(self, tenant: str | None) -> str:
        """The tenant whose own cluster its services take; empty where they share."""
        return tenant if tenant and self.of(tenant) is Isolation.CLUSTER else ""


def resolve_tenancy(scenario: Scenario) -> Tenancy:
    """Each tenant's own isolation where it has one, else what `multi_tenancy` stands for."""
    short = scenario.multi_tenancy
    others = Isolation.SOFT if short is None else SHORT_FORM[short]
    return Tenancy(tuple((tenant.name, tenant.isolation or others) for tenant in scenario.tenants or ()), others)


def isolation_is_open(scenario: Scenario) -> bool:
    """Whether a tenant is named of which nothing says what keeps it apart."""
    if scenario.multi_tenancy is not None:
        return False
    resolved = {tenant.name for tenant in scenario.tenants or () if tenant.isolation is not None}
    named = {tenant.name for tenant in scenario.tenants or ()} | {s.tenant for s in scenario.services or () if s.tenant}
    return bool(named - resolved)


MOST_NAMES = 40
"""Names in an assumed mix of services; with more services than that, several share a name."""

OWN_SITES = (HostingModel.ON_PREM, HostingModel.EDGE)


@dataclass(frozen=True)
class ServiceDemand:
    """One service with every amount resolved; replicas after growth."""

    name: str
    floor: int
    typical: int
    peak: int
    cpu_millicores: int
    memory_mib: int
    io_mbps: int
    gpu: int
    arch: str
    os: str
    host_ports: frozenset[str]
    public: bool
    max_per_node: int | None
    affinity: tuple[str, ...]
    anti_affinity: tuple[str, ...]
    spread: Spread | None
    tenant: str | None
    site: Site
    image_size_mib: int | None
    internal: bool = False
    """Whether another service calls it."""
    batch: bool = False
    """Whether it runs to an end, so that there may be none of it anywhere."""


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
    """Names of the sites of own servers where there is one for each zone, two at least; else none."""
    mix_assumed: bool
    assumptions: tuple[Assumption, ...]
    rolling: RollingUpdate | None = None
    """How upgrades roll; None where nothing was said of them."""

    @property
    def dedicated_tenants(self) -> bool:
        """Whether a tenant's services must have machines of their own."""
        return len({self.tenancy.pool_of(service.tenant) for service in self.services}) > 1


class DefaultResolver:
    """Takes an answer, or the knowledge base's assumption for it, and keeps a list of the latter."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
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

    def note(self, field: str, code: AssumptionCode, **values: Fact) -> None:
        """Something that nobody said and that is planned for as if it were not there."""
        self.taken[field] = Assumption(field, note(code, **values))


def resolve_workload(scenario: Scenario, knowledge: Knowledge) -> Workload:
    """What has to be placed and promised; every value that the scenario leaves open is listed in `assumptions`."""
    defaults = DefaultResolver(knowledge)
    availability, hosting = scenario.availability, scenario.hosting
    zones = hosting.zones if hosting else None
    asked = availability.survive_nodes if availability else None
    use = scenario.utilisation
    own = bool(hosting and hosting.model in OWN_SITES)
    zones_name = "zones_on_premises" if own else "zones_cloud"
    named = _named_sites(scenario)
    hybrid = bool(hosting and hosting.model is HostingModel.HYBRID)
    if zones is None and own and len(named) > 1:
        zones = len(named)  # two sites listed are two zones
    resolved = zones if zones is not None else int(defaults.take(zones_name, "hosting.zones", AssumptionCode.ZONES))
    zones_own = max(len(named), int(knowledge.assumed["zones_on_premises"].value)) if hybrid else resolved
    _note_tenants(scenario, defaults)
    services = _services(scenario, defaults)
    return Workload(
        services=services,
        zones_cloud=resolved,
        zones_own=zones_own,
        survive_nodes=_survive_nodes(asked, defaults),
        survive_nodes_asked=bool(asked),
        survive_zone=bool(availability and availability.survive_zone),
        survive_together=bool(availability and availability.survive_together),
        cpu_ceiling=_ceiling(use.cpu if use else None, "utilisation_cpu", defaults),
        memory_ceiling=_ceiling(use.memory if use else None, "utilisation_memory", defaults),
        peak_share=_peak_share(scenario, defaults, services),
        hourly=(scenario.load.hourly or ()) if scenario.load else (),
        tenancy=resolve_tenancy(scenario),
        own_sites=named if len(named) == zones_own and len(named) > 1 else (),
        mix_assumed=scenario.services is None,
        rolling=resolve_rolling_update(scenario, defaults.add),
        assumptions=tuple(defaults.taken[field] for field in sorted(defaults.taken)),
    )


def _ceiling(asked: float | None, name: str, defaults: DefaultResolver) -> float:
    return asked or float(defaults.take(name, name.replace("_", "."), AssumptionCode.UTILISATION))


def _survive_nodes(asked: int | None, defaults: DefaultResolver) -> int:
    if asked is not None:
        return asked
    return int(defaults.take("survive_nodes", "availability.survive_nodes", AssumptionCode.SURVIVE_NODES))


def _peak_share(scenario: Scenario, defaults: DefaultResolver, services: tuple[ServiceDemand, ...]) -> float:
    """Share of hours at the peak, the others being typical; 1 where an hourly profile says more."""
    load = scenario.load
    if load is not None and load.hourly is not None:
        return 1.0
    if load is not None and load.peak_hours_per_day is not None:
        return load.peak_hours_per_day / 24
    if all(service.floor == service.peak for service in services):
        return 1.0
    return float(defaults.take("peak_hours_per_day", "load", AssumptionCode.PEAK_HOURS)) / 24


def _named_sites(scenario: Scenario) -> tuple[str, ...]:
    """The sites that own servers stand on, in the order of the file."""
    machines = scenario.hosting.machines if scenario.hosting else None
    return tuple(dict.fromkeys(machine.site for machine in machines or () if machine.site))


def _services(scenario: Scenario, defaults: DefaultResolver) -> tuple[ServiceDemand, ...]:
    factor = 1.0
    if scenario.growth and scenario.growth.percent_per_year and scenario.growth.years:
        factor = (1 + scenario.growth.percent_per_year / 100) ** scenario.growth.years
    if scenario.services is not None:
        services = inherit_placement(scenario.services)
        _note_omissions(scenario, services, defaults)
        return tuple(_resolve_service(service, scenario, defaults, factor) for service in services)
    return tuple(_resolve_service(service, scenario, defaults, factor) for service in _typical_mix(scenario, defaults))


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
    if any(service.ports is None for service in services):
        defaults.note("services.ports", AssumptionCode.NO_PORTS)
    if any(service.gpu is None for service in services):
        defaults.note("services.gpu", AssumptionCode.NO_GPUS)
    if scenario.os not in (OperatingSystem.LINUX, OperatingSystem.WINDOWS) and any(s.os is None for s in services):
        defaults.note("services.os", AssumptionCode.LINUX)


def _typical_mix(scenario: Scenario, defaults: DefaultResolver) -> tuple[Service, ...]:
    """Services of the assumed size, as many as `scale` counts: services, else apps.

    They are all alike, so many of them are taken together: service-001 may stand for the replicas of several.
    """
    scale = scenario.scale
    count = None
    if scale is not None:
        count = scale.services if scale.services is not None else scale.apps
    if count is None:
        count = int(defaults.take("services", "services", AssumptionCode.SERVICE_COUNT))
    else:
        defaults.note("services", AssumptionCode.SERVICES_OF_SCALE, count=count, most_names=MOST_NAMES)
    names = min(count, MOST_NAMES)
    each, odd = divmod(count, names) if names else (0, 0)
    replicas = defaults.amount("replicas")
    return tuple(
        Service(name=f"service-{number:03d}")
        if count == names
        else Service(
            name=f"services-{number:02d}",
            replicas=Replicas.model_construct(typical=(each + (1 if number <= odd else 0)) * replicas),
        )
        for number in range(1, names + 1)
    )


def _resolve_service(service: Service, scenario: Scenario, defaults: DefaultResolver, factor: float) -> ServiceDemand:
    cpu, memory, replicas = service.cpu_millicores, service.memory_mib, service.replicas
    if cpu is None:
        cpu = int(defaults.take("cpu_millicores", "services.cpu", AssumptionCode.CPU))
    if memory is None:
        memory = int(defaults.take("memory_mib", "services.memory", AssumptionCode.MEMORY))
    counts = (replicas.floor, replicas.typical, replicas.most) if replicas else None
    if counts is None:
        typical = int(defaults.take("replicas", "services.replicas", AssumptionCode.REPLICAS))
        counts = (typical, typical, typical)
    default_site = Site.ON_PREM if scenario.hosting and scenario.hosting.model in OWN_SITES else Site.ANY
    floor, typical, peak = (math.ceil(round(count * factor, 6)) for count in counts)
    return ServiceDemand(
        name=service.name,
        floor=floor,
        typical=typical,
        peak=peak,
        cpu_millicores=cpu,
        memory_mib=memory,
        io_mbps=service.io_mbps or 0,
        gpu=service.gpu or 0,
        arch="arm64" if service.arch is Arch.ARM64 else "amd64",
        os=_system(service, scenario),
        host_ports=frozenset(
            f"{port.port}/{'udp' if port.protocol and port.protocol.value == 'udp' else 'tcp'}"
            for port in service.ports or ()
            if port.exposure is Exposure.HOST
        ),
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
    )


def _system(service: Service, scenario: Scenario) -> str:
    if service.os is not None:
        return service.os.value
    only_windows = scenario.os is not None and scenario.os.value == "windows"
    return ServiceSystem.WINDOWS.value if only_windows else ServiceSystem.LINUX.value


OPEN = (None, Site.ANY, Arch.ANY)
"""Values of a service that leave open where it runs."""


class HasAffinity(Protocol):
    """What has a name and names others that it must share a machine with."""

    @property
    def name(self) -> str:
        """The name."""

    @property
    def affinity(self) -> tuple[str, ...]:
        """The names of the others."""


AnyWithAffinity = TypeVar("AnyWithAffinity", bound=HasAffinity)


def affinity_groups(services: Sequence[AnyWithAffinity]) -> list[list[AnyWithAffinity]]:
    """Services that affinity ties together, directly or through others, each list sorted by name."""
    leader = {service.name: service.name for service in services}

    def find(name: str) -> str:
        while leader[name] != name:
            name = leader[name]
        return name

    for service in services:
        for other in service.affinity:
            if other in leader:
                leader[find(service.name)] = find(other)
    groups: dict[str, list[AnyWithAffinity]] = {}
    for service in sorted(services, key=lambda s: s.name):
        groups.setdefault(find(service.name), []).append(service)
    return list(groups.values())


def inherit_placement(services: Sequence[Service]) -> tuple[Service, ...]:
    """The services; where one names no site, system or architecture, it takes that of the services it is tied to."""
    found: dict[str, dict[str, Any]] = {service.name: {} for service in services}
    for bundle in affinity_groups(services):
        for field in ("site", "os", "arch"):
            said = {value for service in bundle if (value := getattr(service, field)) not in OPEN}
            if len(said) == 1:
                for service in bundle:
                    found[service.name][field] = next(iter(said))
    return tuple(service.model_copy(update=found[service.name]) for service in services)


@dataclass(frozen=True)
class AffinityConflict:
    """Two services that affinity ties to one machine and that cannot share one, and what each of them runs on.

    `by` is the field that keeps them apart: os, arch, site or tenant; of the latter, empty stands for all who share.
    """

    first: str
    second: str
    by: str
    first_on: str
    second_on: str
    tied_by: str
    """The first of the bundle, by name, that names another."""


def find_affinity_conflicts(services: Sequence[ServiceDemand], tenancy: Tenancy) -> Iterator[AffinityConflict]:
    """For each group tied by affinity that no single machine can run, two services that differ."""
    questions: dict[str, Callable[[ServiceDemand], str | None]] = {
        "os": lambda service: service.os,
        "arch": lambda service: service.arch,
        "site": lambda service: None if service.site is Site.ANY else service.site.value,
        "tenant": lambda service: tenancy.pool_of(service.tenant),
    }
    for bundle in affinity_groups(services):
        for by, where in questions.items():
            runs_on = {service.name: on for service in bundle if (on := where(service)) is not None}
            first = next(iter(runs_on), "")
            second = next((name for name, machines in runs_on.items() if machines != runs_on[first]), "")
            if second:
                tied_by = next(service.name for service in bundle if service.affinity)
                yield AffinityConflict(first, second, by, runs_on[first], runs_on[second], tied_by)
                break
