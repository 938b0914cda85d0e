"""What can be counted in a scenario without any assumption; rules read these as `demand.*`."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.scenario.choices import Exposure, OperatingSystem, Protocol, ServiceSystem
from advisor.scenario.model import Scenario, Service
from advisor.values import Frozen


class Demand(Frozen):
    """Totals over the services listed; a total is unknown as soon as one of its parts is.

    `services` and `replicas` are the counts in `scale` where it has them, so that listing services later changes no
    answer that was there (a list that contradicts them is refused). Amounts are for typical replicas.
    """

    services: int | None = None
    apps: int | None = None
    """Applications. Each has a service of its own at least, so where only services are listed, their number stands
    here as the most there can be: a rule reads it beside `services`, which it never exceeds then."""
    replicas: int | None = None
    peak_replicas: int | None = None
    cpu_millicores: int | None = None
    memory_mib: int | None = None
    stateful_services: int | None = None
    windows_services: int | None = None
    gpu_services: int | None = None
    public_ports: int | None = None
    udp_ports: int | None = None
    non_http_ports: int | None = None
    host_ports: int | None = None
    peak_to_floor: float | None = None
    """Peak replicas over floor replicas of the service that swings most; unknown when it can fall to 0."""


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
        if service.replicas is None or service.replicas.floor == 0:
            return None
        swings.append(service.replicas.most / service.replicas.floor)
    return max(swings, default=None)


def _count_services(scenario: Scenario) -> int | None:
    if scenario.services is not None:
        return len(scenario.services)
    return scenario.scale.services if scenario.scale else None


def count_demand(scenario: Scenario) -> Demand:
    """The totals of a scenario, None where the file does not say."""
    apps = scenario.scale.apps if scenario.scale else None
    containers = scenario.scale.containers if scenario.scale else None
    if scenario.services is None:
        linux = scenario.os is OperatingSystem.LINUX
        return Demand(
            services=_count_services(scenario), apps=apps, replicas=containers, windows_services=0 if linux else None
        )
    services = scenario.services
    ports = [port for service in services for port in service.ports]
    return Demand(
        services=len(services),
        apps=len(services) if apps is None else apps,
        replicas=_sum_of(s.replicas.typical if s.replicas else None for s in services)
        if containers is None
        else containers,
        peak_replicas=_sum_of(s.replicas.most if s.replicas else None for s in services),
        cpu_millicores=_sum_of(_product(s, s.cpu_millicores) for s in services),
        memory_mib=_sum_of(_product(s, s.memory_mib) for s in services),
        stateful_services=sum(1 for s in services if s.stateful),
        windows_services=sum(1 for s in services if s.os is ServiceSystem.WINDOWS),
        gpu_services=sum(1 for s in services if s.gpu),
        public_ports=sum(1 for port in ports if port.exposure is Exposure.PUBLIC),
        udp_ports=sum(1 for port in ports if port.protocol is Protocol.UDP),
        non_http_ports=sum(1 for port in ports if port.protocol in (Protocol.TCP, Protocol.UDP)),
        host_ports=sum(1 for port in ports if port.exposure is Exposure.HOST),
        peak_to_floor=_swing(services),
    )
