"""Affinity: which services must share a machine, and which of them cannot."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from advisor.scenario import Service
from advisor.scenario.enums import Arch, Site
from advisor.sizing.service_demand import ServiceDemand
from advisor.sizing.tenancy import Tenancy

OPEN = (None, Site.ANY, Arch.ANY)
"""Values of a service that leave open where it runs."""


class HasAffinity(Protocol):
    """What has a name and names others that it must share a machine with."""

    @property
    def name(self) -> str:
        """The name."""

    @property
    def affinity(self) -> Collection[str]:
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


def hosts_by_service(services: Sequence[AnyWithAffinity]) -> dict[str, tuple[str, ...]]:
    """For each service, by name, those that must stand on its machine: what it names, and what that names in turn."""
    named = {service.name: service.affinity for service in services}
    hosts = {}
    for name in named:
        found: dict[str, None] = {}
        open_names = [name]
        while open_names:
            for other in named.get(open_names.pop(), ()):
                if other not in found and other in named:
                    found[other] = None
                    open_names.append(other)
        hosts[name] = tuple(sorted(found.keys() - {name}))
    return hosts


def inherit_placement(services: Sequence[Service]) -> tuple[Service, ...]:
    """The services; where one names no site, system or architecture, it takes that of the services it is tied to."""
    found: dict[str, dict[str, Any]] = {service.name: {} for service in services}
    for members in affinity_groups(services):
        for field in ("site", "os", "arch"):
            said = {value for service in members if (value := getattr(service, field)) not in OPEN}
            if len(said) == 1:
                for service in members:
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
    """The first of the group, by name, that names another."""


def find_affinity_conflicts(services: Sequence[ServiceDemand], tenancy: Tenancy) -> Iterator[AffinityConflict]:
    """For each group tied by affinity that no single machine can run, two services that differ."""
    questions: dict[str, Callable[[ServiceDemand], str | None]] = {
        "os": lambda service: service.os,
        "arch": lambda service: None if service.arch == Arch.ANY else service.arch,
        "site": lambda service: None if service.site is Site.ANY else service.site.value,
        "tenant": lambda service: tenancy.pool_of(service.tenant),
    }
    for members in affinity_groups(services):
        for by, where in questions.items():
            runs_on = {service.name: on for service in members if (on := where(service)) is not None}
            first = next(iter(runs_on), "")
            second = next((name for name, machines in runs_on.items() if machines != runs_on[first]), "")
            if second:
                tied_by = next(service.name for service in members if service.affinity)
                yield AffinityConflict(first, second, by, runs_on[first], runs_on[second], tied_by)
                break
