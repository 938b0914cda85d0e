"""One's own servers as a location: those listed, or reference machines; one of many small sites."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from advisor.knowledge import Knowledge
from advisor.prices.offer import OWN_INVENTORY, Offer
from advisor.scenario import Scenario
from advisor.sizing.architecture import AMD64, architectures
from advisor.sizing.assumption import Assumption
from advisor.sizing.location import OWN_SITE, Location, zone_names
from advisor.sizing.note_codes import AssumptionCode
from advisor.sizing.own_machines import own_offers
from advisor.sizing.small_sites import SmallSites
from advisor.sizing.workload import Workload
from advisor.values import HOURS_PER_MONTH, note


def own_location(
    scenario: Scenario, workload: Workload, knowledge: Knowledge, assumptions: list[Assumption]
) -> Location:
    """The servers that are listed, else reference servers of a usual size; or one of many equal small sites."""
    if workload.sites is not None:
        return _small_site(workload, workload.sites, knowledge, assumptions)
    machines = scenario.hosting.machines if scenario.hosting else None
    sites = workload.own_sites
    zones = sites or zone_names(workload.zones_own, "zone")
    if machines:
        return Location(OWN_SITE, zones, own_offers(machines, sites), names_sites=bool(sites), volumes_stay=bool(sites))
    vcpu, memory = int(knowledge.assumed["server_vcpu"].value), int(knowledge.assumed["server_memory_mib"].value)
    because = knowledge.assumed["server_vcpu"].why
    told = note(AssumptionCode.REFERENCE_SERVER, vcpu=vcpu, memory_mib=memory, because=because)
    assumptions.append(Assumption("hosting.machines", told))
    arches = sorted({arch for service in workload.services for arch in architectures(service.arch)} | {AMD64})
    offers = tuple(
        Offer(
            f"reference-server{'' if arch == AMD64 else f'-{arch}'}", float(vcpu), memory, arch, None, OWN_INVENTORY, ""
        )
        for arch in arches
    )
    return Location(OWN_SITE, zones, (*offers, *_servers_with_gpus(offers, workload, assumptions)))


def _servers_with_gpus(offers: tuple[Offer, ...], workload: Workload, assumptions: list[Assumption]) -> Iterator[Offer]:
    """The reference servers with the GPUs that one replica asks for, one offer for each type of GPU."""
    asking = [service for service in workload.services if service.gpus]
    most: dict[str, int] = {}
    for service in asking:
        kind = service.gpu_type or ""
        most[kind] = max(most.get(kind, 0), service.gpus)
    if most:
        told = note(AssumptionCode.REFERENCE_GPU_SERVER, gpus=max(most.values()))
        assumptions.append(Assumption("hosting.machines.gpu", told))
    arches = {arch for service in asking for arch in architectures(service.arch)}
    for kind, gpus in sorted(most.items()):
        for offer in offers:
            if offer.arch in arches:
                name = f"{offer.name}-gpu{f'-{kind}' if kind else ''}"
                yield replace(offer, name=name, gpus=gpus, gpu_type=kind)


def _small_site(workload: Workload, sites: SmallSites, knowledge: Knowledge, assumptions: list[Assumption]) -> Location:
    """One of many equal small sites: with its own machines, else with as many reference machines as it takes."""
    zones = ("site",)
    if sites.machines:
        return Location(OWN_SITE, zones, own_offers(sites.machines))
    assumed = knowledge.assumed
    vcpu, memory = int(assumed["edge_vcpu"].value), int(assumed["edge_memory_mib"].value)
    usd = float(assumed["edge_usd_per_month"].value)
    arches = tuple(sorted({arch for service in workload.services for arch in architectures(service.arch)})) or (AMD64,)
    because = assumed["edge_usd_per_month"].why
    told = note(
        AssumptionCode.REFERENCE_EDGE_MACHINE,
        vcpu=vcpu,
        memory_mib=memory,
        usd_per_month=usd,
        arch=arches,
        because=because,
    )
    assumptions.append(Assumption("sites.machines", told))
    offers = (
        Offer(f"edge-{arch}", float(vcpu), memory, arch, usd / HOURS_PER_MONTH, OWN_INVENTORY, "") for arch in arches
    )
    return Location(OWN_SITE, zones, tuple(offers))
