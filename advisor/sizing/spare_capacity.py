"""Which services run on spare capacity: those that may be interrupted, where a platform replaces what is taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from advisor.knowledge import Level, Terms
from advisor.sizing.affinity import affinity_groups
from advisor.sizing.service_demand import ServiceDemand
from advisor.sizing.workload import Workload


def uses_spare_capacity(terms: Terms) -> bool:
    """Whether a platform takes spare capacity and replaces what is taken back, without scripts of the team's own."""
    return (terms.spot_capacity or Level.NONE) >= Level.GOOD


def on_spare_capacity(workload: Workload, terms: Terms, priced: frozenset[str]) -> Workload:
    """The workload in which only those services may be interrupted that then run on spare capacity.

    None does where nobody has told its price for their operating system; `priced` are those for which somebody has.
    Services tied to one that may not be interrupted share its machine, and so stay on demand.
    """
    if not any(service.interruptible for service in workload.services):
        return workload
    stay = {name for group in mixed_groups(workload.services) for name in group}
    able = priced if uses_spare_capacity(terms) else frozenset()
    services = tuple(
        replace(service, interruptible=service.interruptible and service.os in able and service.name not in stay)
        for service in workload.services
    )
    return replace(workload, services=services)


def mixed_groups(services: Iterable[ServiceDemand]) -> tuple[tuple[str, ...], ...]:
    """The names of services tied to each other by affinity of which some may be interrupted and others may not."""
    groups = affinity_groups(tuple(services))
    return tuple(
        tuple(service.name for service in group) for group in groups if len({s.interruptible for s in group}) > 1
    )
