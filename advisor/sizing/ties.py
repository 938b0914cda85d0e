"""Services that affinity ties to one machine: who they are, where they run, and whether one machine can be theirs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from advisor.scenario import Service
from advisor.scenario.choices import Arch, Site

if TYPE_CHECKING:
    from advisor.sizing.needs import ServiceNeed
    from advisor.sizing.tenancy import Tenancy

OPEN = (None, Site.ANY, Arch.ANY)
"""Values of a service that leave open where it runs."""


class Tied(Protocol):
    """What has a name and names others that it must share a machine with."""

    @property
    def name(self) -> str:
        """The name."""

    @property
    def affinity(self) -> tuple[str, ...]:
        """The names of the others."""


AnyTied = TypeVar("AnyTied", bound=Tied)


def bundles_of(services: Sequence[AnyTied]) -> list[list[AnyTied]]:
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
    groups: dict[str, list[AnyTied]] = {}
    for service in sorted(services, key=lambda s: s.name):
        groups.setdefault(find(service.name), []).append(service)
    return list(groups.values())


def alike(services: Sequence[Service]) -> tuple[Service, ...]:
    """The services, each with the site, system and architecture of those it is tied to where it names none itself."""
    found: dict[str, dict[str, Any]] = {service.name: {} for service in services}
    for bundle in bundles_of(services):
        for field in ("site", "os", "arch"):
            said = {value for service in bundle if (value := getattr(service, field)) not in OPEN}
            if len(said) == 1:
                for service in bundle:
                    found[service.name][field] = next(iter(said))
    return tuple(service.model_copy(update=found[service.name]) for service in services)


@dataclass(frozen=True)
class Torn:
    """Two services that affinity ties to one machine and that cannot share one, and where each has to run."""

    first: str
    second: str
    first_on: str
    second_on: str
    tied_by: str
    """The first of the bundle, by name, that names another."""

    @property
    def reason(self) -> str:
        """What cannot be, in words."""
        tied = f"affinity ties {self.first} and {self.second} to one machine"
        return f"{tied}; {self.first} runs on {self.first_on}, and {self.second} on {self.second_on}"


def torn_apart(services: Sequence[ServiceNeed], tenancy: Tenancy) -> Iterator[Torn]:
    """Of each bundle that no one machine can hold, two services that say so."""
    questions = (_system, _architecture, _side, lambda service: _owner(tenancy.pool_of(service.tenant)))
    for bundle in bundles_of(services):
        for where in questions:
            runs_on = {service.name: where(service) for service in bundle if where(service)}
            first = next(iter(runs_on), "")
            second = next((name for name, machines in runs_on.items() if machines != runs_on[first]), "")
            if second:
                tied_by = next(service.name for service in bundle if service.affinity)
                yield Torn(first, second, runs_on[first], runs_on[second], tied_by)
                break


def _system(service: ServiceNeed) -> str:
    return f"{service.os} machines"


def _architecture(service: ServiceNeed) -> str:
    return f"{service.arch} machines"


def _side(service: ServiceNeed) -> str:
    return {Site.ANY: "", Site.CLOUD: "machines in a cloud", Site.ON_PREM: "own servers"}[service.site]


def _owner(tenant: str) -> str:
    return f"machines that only {tenant} uses" if tenant else "machines that tenants share"
