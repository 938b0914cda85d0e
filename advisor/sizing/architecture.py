"""Processor architectures: services whose image runs on any join amd64 or arm64 machines, whichever is cheaper.

Services that name an architecture keep it. All that leave it open go one way, so that two plans are compared and no
pool is split for them: the cheaper one costs at most what either architecture alone would.
"""

from __future__ import annotations

from dataclasses import replace

from advisor.scenario.enums import Arch, ServiceSystem
from advisor.sizing.workload import Workload

AMD64, ARM64 = Arch.AMD64.value, Arch.ARM64.value


def ways(workload: Workload) -> tuple[tuple[Arch, Workload], ...]:
    """The workload with an architecture for every service: amd64 and arm64 where one runs on any, else as it is.

    Windows containers run on amd64 only.
    """
    if not any(_is_open(service.arch, service.os) for service in workload.services):
        return ((Arch.AMD64, _all_on(Arch.AMD64, workload)),)
    return tuple((arch, _all_on(arch, workload)) for arch in (Arch.AMD64, Arch.ARM64))


def _is_open(arch: str, system: str) -> bool:
    return arch == Arch.ANY and system != ServiceSystem.WINDOWS


def _all_on(arch: Arch, workload: Workload) -> Workload:
    """The workload with the services that run on any architecture on this one."""
    if all(service.arch != Arch.ANY for service in workload.services):
        return workload
    services = tuple(
        replace(service, arch=(arch if _is_open(service.arch, service.os) else Arch.AMD64).value)
        if service.arch == Arch.ANY
        else service
        for service in workload.services
    )
    return replace(workload, services=services)


def architectures(arch: str) -> tuple[str, ...]:
    """Those that a service may run on."""
    return (AMD64, ARM64) if arch == Arch.ANY else (arch,)
