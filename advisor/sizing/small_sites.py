"""Many equal small sites: what one of them runs, and on which machines; all else is planned for one site."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from advisor.scenario import Scenario, Service
from advisor.scenario.enums import HostingModel
from advisor.scenario.hosting import OwnMachine
from advisor.scenario.service import Replicas


@dataclass(frozen=True)
class SmallSites:
    """`count` equal sites: what each runs is planned once, and counted that often."""

    count: int
    services: tuple[Service, ...]
    """The services of one site, with its replicas."""
    machines: tuple[OwnMachine, ...] = ()
    """Those of one site; none: any number of reference machines."""
    central: tuple[str, ...] = ()
    """Services that run in none of the sites but in the centre."""
    derived: bool = False
    """Whether they were read from the number of sites and replicas, not from `sites`."""


def small_sites_of(scenario: Scenario) -> SmallSites | None:
    """The equal small sites of a scenario; None where everything is planned together.

    They are those of `sites`. Without it, at the edge, a number of sites that divides the replicas of every service
    says the same: each site runs its share. The number stands in `scale`, or is that of the sites which own machines
    name, if the same stand at each.
    """
    if scenario.services is None:
        return None
    if scenario.sites is not None:
        names = set(scenario.sites.services or (service.name for service in scenario.services))
        here = tuple(service for service in scenario.services if service.name in names)
        central = tuple(service.name for service in scenario.services if service.name not in names)
        return SmallSites(scenario.sites.count, _among(here), scenario.sites.machines or (), central)
    hosting = scenario.hosting
    if hosting is None or hosting.model is not HostingModel.EDGE:
        return None
    named = _alike_sites(hosting.machines or ())
    counted = scenario.scale.sites if scenario.scale else None
    count = counted or len(named)
    if count < 2 or (named and count != len(named)):
        return None
    if scenario.availability is not None and scenario.availability.survive_zone:
        return None  # sites that stand in for each other are planned together
    shares = [_share_of(service, count) for service in scenario.services]
    if not shares or any(share is None for share in shares):
        return None
    services = tuple(share for share in shares if share is not None)
    of_one = next(iter(named.values())) if named else _machines_of_one(hosting.machines or (), count)
    return SmallSites(count, services, tuple(of_one), derived=True)


def central_scenario(scenario: Scenario, sites: SmallSites) -> Scenario:
    """What runs in none of the sites, as a scenario: in the cloud where hosting is hybrid, else on premises."""
    services = tuple(service for service in scenario.services or () if service.name in sites.central)
    hosting = scenario.hosting
    if hosting is not None:
        hybrid = hosting.model is HostingModel.HYBRID
        model = HostingModel.CLOUD if hybrid else HostingModel.ON_PREM
        hosting = hosting.model_copy(update={"model": model, "machines": None if hybrid else hosting.machines})
    return scenario.model_copy(update={"services": _among(services), "sites": None, "hosting": hosting, "scale": None})


def _share_of(service: Service, count: int) -> Service | None:
    """The service with one site's part of its replicas; None where they are no multiple."""
    replicas = service.replicas
    if replicas is None:
        return None
    counts = (replicas.min, replicas.typical, replicas.peak)
    if any(amount is not None and amount % count for amount in counts) or not replicas.most:
        return None
    least, peak = (None if amount is None else amount // count for amount in (replicas.min, replicas.peak))
    part = Replicas.model_construct(min=least, typical=replicas.typical // count, peak=peak)
    return service.model_copy(update={"replicas": part})


def _alike_sites(machines: Iterable[OwnMachine]) -> dict[str, tuple[OwnMachine, ...]]:
    """The machines of each site that they name, if every one names a site and the same stand at each; else none."""
    by_site: dict[str, list[OwnMachine]] = {}
    for machine in machines:
        by_site.setdefault(machine.site or "", []).append(machine.model_copy(update={"site": None}))
    if "" in by_site or len({tuple(sorted(map(repr, listed))) for listed in by_site.values()}) != 1:
        return {}
    return {site: tuple(listed) for site, listed in by_site.items()}


def _machines_of_one(machines: Iterable[OwnMachine], count: int) -> Iterable[OwnMachine]:
    """One site's part of machines that are listed for all sites together."""
    for machine in machines:
        if machine.count // count:
            yield machine.model_copy(update={"count": machine.count // count, "site": None})


def _among(services: tuple[Service, ...]) -> tuple[Service, ...]:
    """Services without affinity to those that run elsewhere."""
    names = {service.name for service in services}
    return tuple(
        service.model_copy(
            update={
                "affinity": tuple(name for name in service.affinity if name in names),
                "anti_affinity": tuple(name for name in service.anti_affinity if name in names),
            }
        )
        for service in services
    )
