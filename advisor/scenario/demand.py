"""What can be counted in a scenario without any assumption; rules read these as `demand.*`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from advisor.scenario.enums import Exposure, HostNeed, OperatingSystem, Protocol, ServiceSystem, State
from advisor.scenario.model import Scenario
from advisor.scenario.service import Port, Replicas, Service
from advisor.values import Frozen


class Demand(Frozen):
    """Totals over the services listed; a total is unknown as soon as one of its parts is.

    `services` and `replicas` are the counts in `scale` where it has them, so that listing services later changes no
    answer that was there (a list that contradicts them is refused). Amounts are for typical replicas.

    The kinds of services and ports below `memory_mib` are counted by those that say so, for rules that ask whether
    there is any: more may turn out to be of that kind. Where none says so, and some do not say, the count is unknown.
    """

    services: int | None = None
    """Kinds of services: one with `copies` counts once, however many copies there are."""
    copies: int | None = None
    """Deployments to keep book of: services with their copies."""
    apps: int | None = None
    """Applications. Each has a service of its own at least, so where only services are listed, their number stands
    here as the most there can be: a rule reads it beside `services`, which it never exceeds then."""
    replicas: int | None = None
    peak_replicas: int | None = None
    cpu_millicores: int | None = None
    memory_mib: int | None = None
    stateful_services: int | None = None
    windows_services: int | None = None
    linux_services: int | None = None
    gpu_services: int | None = None
    privileged_services: int | None = None
    """Those that need privileged mode or devices of their machine."""
    host_services: int | None = None
    """Those that need folders or the network of their machine."""
    docker_socket_services: int | None = None
    interruptible_services: int | None = None
    """Those that say that they may be stopped at any time; those that say nothing may not."""
    public_ports: int | None = None
    udp_ports: int | None = None
    non_http_ports: int | None = None
    """Ports of TCP or UDP, whoever reaches them."""
    published_non_http_ports: int | None = None
    """Those of them that are not said to be for other services alone."""
    internal_non_http_ports: int | None = None
    """Those of TCP that are for other services alone."""
    host_ports: int | None = None
    peak_to_floor: float | None = None
    """Peak replicas over floor replicas of the service that swings most; unknown when one can fall to 0."""


def _sum_of(parts: Iterable[int | None]) -> int | None:
    total = 0
    for part in parts:
        if part is None:
            return None
        total += part
    return total


def _product(service: Service, amount: int | None) -> int | None:
    if service.replicas is None or amount is None:
        return None
    return service.replicas.typical * amount


def _swing(services: tuple[Service, ...]) -> float | None:
    swings = []
    for service in services:
        replicas = service.replicas
        if replicas is None or not replicas.min or replicas.peak is None:
            return None
        swings.append(replicas.peak / replicas.min)
    return max(swings, default=None)


def _least_count(answers: Iterable[bool | None]) -> int | None:
    """How many say yes; unknown when none does and some do not say."""
    given = list(answers)
    yes = given.count(True)
    return None if not yes and None in given else yes


def _keeps_data(service: Service, scenario: Scenario) -> bool | None:
    if service.stateful is None and scenario.state in (State.NONE, State.EXTERNAL):
        return False
    return service.stateful


def _system_of(service: Service, scenario: Scenario) -> ServiceSystem | None:
    """What a service runs on, by its own word or because the scenario has one system only."""
    if service.os is not None:
        return service.os
    if scenario.os is None or scenario.os is OperatingSystem.MIXED:
        return None
    return ServiceSystem(scenario.os.value)


def _runs_on(system: ServiceSystem, services: Iterable[Service], scenario: Scenario) -> int | None:
    settled = (_system_of(service, scenario) for service in services)
    return _least_count(None if found is None else found is system for found in settled)


def _ports_that(services: Iterable[Service], kind: Callable[[Port], bool | None]) -> int | None:
    """Ports of a kind, as far as services list their ports and ports say what they are."""
    answers: list[bool | None] = []
    for service in services:
        answers.extend([None] if service.ports is None else map(kind, service.ports))
    return _least_count(answers)


def _ports_by_kind(services: tuple[Service, ...]) -> dict[str, int | None]:
    """The ports of each kind, by the name of their total."""
    return {
        "public_ports": _ports_that(services, _reached(Exposure.PUBLIC)),
        "udp_ports": _ports_that(services, _speaks(Protocol.UDP)),
        "non_http_ports": _ports_that(services, _speaks(Protocol.TCP, Protocol.UDP)),
        "published_non_http_ports": _ports_that(services, _published),
        "internal_non_http_ports": _ports_that(services, _internal_tcp),
        "host_ports": _ports_that(services, _reached(Exposure.HOST)),
    }


def _speaks(*protocols: Protocol) -> Callable[[Port], bool | None]:
    return lambda port: None if port.protocol is None else port.protocol in protocols


def _published(port: Port) -> bool | None:
    """Whether a port takes TCP or UDP from elsewhere than other services; where nobody says, it may."""
    if port.exposure is Exposure.INTERNAL:
        return False
    return _speaks(Protocol.TCP, Protocol.UDP)(port)


def _internal_tcp(port: Port) -> bool | None:
    """Whether a port takes TCP from other services alone."""
    if port.exposure not in (None, Exposure.INTERNAL) or port.protocol not in (None, Protocol.TCP):
        return False
    return None if port.protocol is None or port.exposure is None else True


def _reached(exposure: Exposure) -> Callable[[Port], bool | None]:
    return lambda port: None if port.exposure is None else port.exposure is exposure


def _with_copies(services: tuple[Service, ...]) -> tuple[Service, ...]:
    """The services with the replicas of all their copies."""
    return tuple(
        service.model_copy(update={"replicas": _times(service.replicas, service.copies)})
        if service.replicas and service.copies
        else service
        for service in services
    )


def _in_all_sites(scenario: Scenario) -> tuple[Service, ...]:
    """The services with the replicas of all sites, where `sites` lists those of one."""
    listed, sites = scenario.services or (), scenario.sites
    if sites is None:
        return listed
    return tuple(
        service.model_copy(update={"replicas": _times(service.replicas, sites.count)})
        if service.replicas and (sites.services is None or service.name in sites.services)
        else service
        for service in listed
    )


def _times(replicas: Replicas, count: int) -> Replicas:
    least, peak = (None if amount is None else amount * count for amount in (replicas.min, replicas.peak))
    return Replicas.model_construct(min=least, typical=replicas.typical * count, peak=peak)


def _count_services(scenario: Scenario) -> int | None:
    if scenario.services is not None:
        return len(scenario.services)
    return scenario.scale.services if scenario.scale else None


COUNTED = ("services", "scale", "state", "os", "sites")
"""The answers that count_demand looks at."""


def _needing(services: tuple[Service, ...], *needs: HostNeed) -> int:
    """Services that say that they need one of these of their machine; those that say nothing need none."""
    return sum(bool(set(service.needs_host or ()) & set(needs)) for service in services)


def count_demand(scenario: Scenario) -> Demand:
    """The totals of a scenario, None where the file does not say.

    >>> from advisor.scenario.load import load_scenario
    >>> shop = load_scenario({"name": "shop", "services": [{"name": "web", "replicas": 2, "cpu": "500m"}]})
    >>> demand = count_demand(shop)
    >>> demand.replicas, demand.cpu_millicores, demand.memory_mib  # the memory is not given
    (2, 1000, None)
    """
    apps = scenario.scale.apps if scenario.scale else None
    containers = scenario.scale.containers if scenario.scale else None
    if scenario.services is None:
        return Demand(
            services=_count_services(scenario),
            copies=_count_services(scenario),
            apps=apps,
            replicas=containers,
            stateful_services=0 if scenario.state in (State.NONE, State.EXTERNAL) else None,
            windows_services=0 if scenario.os is OperatingSystem.LINUX else None,
            linux_services=0 if scenario.os is OperatingSystem.WINDOWS else None,
            privileged_services=0,
            host_services=0,
            docker_socket_services=0,
            interruptible_services=0,
        )
    services = _with_copies(_in_all_sites(scenario))
    return Demand(
        services=len(services),
        copies=sum(service.copies or 1 for service in services),
        apps=len(services) if apps is None else apps,
        replicas=_sum_of(s.replicas.typical if s.replicas else None for s in services)
        if containers is None
        else containers,
        peak_replicas=_sum_of(s.replicas.peak if s.replicas else None for s in services),
        cpu_millicores=_sum_of(_product(s, s.cpu_millicores) for s in services),
        memory_mib=_sum_of(_product(s, s.memory_mib) for s in services),
        stateful_services=_least_count(_keeps_data(s, scenario) for s in services),
        windows_services=_runs_on(ServiceSystem.WINDOWS, services, scenario),
        linux_services=_runs_on(ServiceSystem.LINUX, services, scenario),
        gpu_services=_least_count(None if s.gpu is None else s.gpu.count > 0 for s in services),
        privileged_services=_needing(services, HostNeed.PRIVILEGED, HostNeed.DEVICES),
        host_services=_needing(services, HostNeed.HOST_PATH, HostNeed.HOST_NETWORK),
        docker_socket_services=_needing(services, HostNeed.DOCKER_SOCKET),
        interruptible_services=sum(bool(service.interruptible) for service in services),
        **_ports_by_kind(services),
        peak_to_floor=_swing(services),
    )
