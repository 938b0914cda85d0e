"""Services of the scenario -> what each asks for, in whole numbers; the usual mix where none is listed."""

from __future__ import annotations

import math
from dataclasses import replace

from advisor.scenario import Scenario, Service, separate_copies
from advisor.scenario.enums import Arch, Exposure, OperatingSystem, ServiceSystem, Site, WorkloadKind
from advisor.scenario.service import Gpus, Replicas, Volume
from advisor.sizing.affinity import inherit_placement
from advisor.sizing.assumed_sizes import SizeCase
from advisor.sizing.default_resolver import DefaultResolver
from advisor.sizing.note_codes import AssumptionCode
from advisor.sizing.service_demand import ServiceDemand
from advisor.sizing.small_sites import SmallSites
from advisor.sizing.tenancy import Tenancy, resolve_tenancy
from advisor.sizing.traffic import TrafficResolver

COUNTS = {SizeCase.LOW: 0.5, SizeCase.BASE: 1.0, SizeCase.HIGH: 2.0}
"""Where not even the number of services is known, low and high take half and twice of what is assumed."""
MOST_NAMES = 40
"""Names in an assumed mix of services; with more services than that, several share a name."""


def resolve_services(
    scenario: Scenario, defaults: DefaultResolver, traffic: TrafficResolver, small: SmallSites | None
) -> tuple[ServiceDemand, ...]:
    """What each service asks for, with `small` those of one site; the usual mix of services where none is listed."""
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
    default_site = Site.ON_PREM if scenario.on_own_hardware else Site.ANY
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
        interruptible=bool(service.interruptible and scenario.pricing and scenario.pricing.spot),
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
