"""Services that no machine can hold, whatever the platform: each is told once, at its place in the requirement file.

What a platform keeps of a machine is not counted, so a service that is refused here fits nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from advisor.errors import KeyPath, Problem
from advisor.knowledge import Knowledge
from advisor.prices.offer import Offer
from advisor.prices.price_book import PriceBook
from advisor.prices.regions import CLOUDS
from advisor.scenario import Scenario, Service
from advisor.scenario.enums import Arch, Cloud, HostingModel, Site
from advisor.scenario.hosting import OwnMachine
from advisor.sizing.gpus import GpuKind, is_type, known_types, remedy_for_type, slots_of_share, slots_on
from advisor.sizing.own_machines import own_offer, own_offers
from advisor.sizing.small_sites import small_sites_of
from advisor.sizing.workload import STEADY_KINDS
from advisor.values import MEBIBYTES_PER_GIBIBYTE


@dataclass(frozen=True)
class _Machines:
    """Machines that services may stand on; which they are, and what to do where none of them is large enough."""

    offers: tuple[Offer, ...]
    which: str
    remedy: str
    gpu_remedy: str


@dataclass(frozen=True)
class _Misfit:
    """What no machine gives a service: the field that asks for it, what is wrong, what to do."""

    path: KeyPath
    message: str
    remedy: str


def find_misfits(scenario: Scenario, knowledge: Knowledge, prices: PriceBook) -> Iterator[Problem]:
    """Services that no machine on sale or on hand holds: too large, without their GPUs, or only while it bursts.

    Of many equal small sites, those that no machine of a site holds; of own sites that stand in for each other, those
    that only the machines of one site hold.
    """
    small = small_sites_of(scenario)
    in_sites = {service.name for service in small.services} if small and small.machines else set()
    of_a_site = _of_a_site(small.machines if small else ())
    anywhere = {
        site: _machines_at(site, scenario, prices) for site in {service.site for service in scenario.services or ()}
    }
    share = float(knowledge.assumed["average_cpu_share"].value)
    for index, service in enumerate(scenario.services or ()):
        choice = of_a_site if service.name in in_sites else anywhere[service.site]
        misfit = _misfit(service, choice, share) or _held_by_one_site(service, scenario, share)
        if misfit is not None:
            yield scenario.problem(("services", index, *misfit.path), misfit.message, misfit.remedy)


def _of_a_site(machines: Sequence[OwnMachine]) -> _Machines:
    return _Machines(
        tuple(own_offer(machine) for machine in machines),
        "machine of a site",
        "list a machine of the sites that does, or run it in the centre",
        "say which machines of the sites have GPUs (gpu: N), or run it in the centre",
    )


def _machines_at(site: Site | None, scenario: Scenario, prices: PriceBook) -> _Machines:
    """The machines of the clouds that may be used, and own ones; those of one side alone where the site says so."""
    hosting = scenario.hosting
    own = own_offers(hosting.machines if hosting and hosting.machines else ())
    split = "split it, or lower what one replica asks for"
    hybrid = hosting is not None and hosting.model is HostingModel.HYBRID
    only_own = own and (not hybrid or site is Site.ON_PREM)
    if only_own or scenario.on_own_hardware:
        remedy = "say which of your machines have GPUs (gpu: N), or ask for none here"
        return _Machines(own, "own machine", f"{split}, or list a larger machine", remedy)
    if hosting is not None and hosting.cloud is Cloud.OTHER and site is not Site.ON_PREM:
        if hosting.rents_listed_machines and own:
            return _Machines(
                own, "machine listed", f"{split}, or list a larger machine", "say which of them have GPUs (gpu: N)"
            )
        return _Machines((), "machine", split, "")  # of a usual size, which follows the services
    named = hosting.cloud if hosting and hosting.model in (HostingModel.CLOUD, HostingModel.HYBRID) else None
    clouds = tuple(cloud for cloud in CLOUDS if named is None or cloud == named) or CLOUDS
    every = (shape for cloud in clouds for shape in prices.shapes_of(cloud).values())
    sold = [shape for shape in every if not shape.burstable]
    which = "machine" if clouds == CLOUDS else f"machine of {clouds[0]}"
    offers = (*(own if site is not Site.CLOUD else ()), *(sold if site is not Site.ON_PREM else ()))
    return _Machines(offers, which, split, "choose another type, or another cloud")


def _misfit(service: Service, choice: _Machines, share: float) -> _Misfit | None:
    """What keeps a service from every one of these machines; None where one holds it, or none is listed."""
    if not choice.offers or any(_holds(service, offer, share) for offer in choice.offers):
        return None
    asked = service.arch or Arch.AMD64
    offers = [offer for offer in choice.offers if asked is Arch.ANY or asked.value == offer.arch]
    if not offers:
        message = f"{service.name} has images for {asked.value}, and no {choice.which} is {asked.value}"
        return _Misfit(("arch",), message, "write arch: any where it runs on others too, or list such a machine")
    with_gpus = _with_its_gpus(service, offers, choice)
    if isinstance(with_gpus, _Misfit):
        return with_gpus
    large = [offer for offer in with_gpus if _is_large_enough(service, offer)]
    return _beyond_bursts(service, large, choice, share) if large else _too_large(service, with_gpus, choice)


def _holds(service: Service, offer: Offer, share: float) -> bool:
    """Whether a machine gives a service all that it asks for."""
    asked = service.arch or Arch.AMD64
    gpus = service.gpu.count if service.gpu else 0
    return (
        (asked is Arch.ANY or asked.value == offer.arch)
        and _is_large_enough(service, offer)
        and (_slots(service, offer) >= gpus if gpus else not _is_sold_for_gpus(offer))
        and _lasts(service, offer, share)
    )


def _is_sold_for_gpus(offer: Offer) -> bool:
    """Whether a machine is sold for its GPUs: what asks for none gets another one."""
    return bool(offer.gpus and offer.cloud)


def _slots(service: Service, offer: Offer) -> int:
    """How many of the GPUs that a service asks for a machine has, or slots of them."""
    if service.gpu is None:
        return 0
    return slots_on(offer.gpus, offer.gpu_type, GpuKind(service.gpu.type, slots_of_share(service.gpu.share or 1.0)))


def _with_its_gpus(service: Service, offers: Sequence[Offer], choice: _Machines) -> Sequence[Offer] | _Misfit:
    """The machines with the GPUs that a service asks for; those that are sold without any where it asks for none."""
    if service.gpu is None or not service.gpu.count:
        return [offer for offer in offers if not _is_sold_for_gpus(offer)]
    asked, slots = service.gpu.type, [_slots(service, offer) for offer in offers]
    most, needed = max(slots), service.gpu.count
    of_type = f" of type {asked}" if asked else ""
    if most == 0:
        known = (*known_types(), *sorted({offer.gpu_type for offer in offers if offer.gpu_type}))
        if asked and not any(is_type(asked, name) for name in known):
            return _Misfit(("gpu", "type"), f"no machine has a GPU{of_type}", remedy_for_type(asked, known))
        message = f"{service.name} asks for a GPU{of_type}, and no {choice.which} has one"
        return _Misfit(("gpu",), message, choice.gpu_remedy)
    if most < needed:
        message = f"{service.name} asks for {needed} GPUs{of_type}; no {choice.which} gives more than {most}"
        return _Misfit(("gpu",), message, "split it, or ask for fewer")
    return [offer for offer, held in zip(offers, slots, strict=True) if held >= needed]


def _is_large_enough(service: Service, offer: Offer) -> bool:
    return offer.vcpu * 1000 >= (service.cpu_millicores or 0) and offer.memory_mib >= (service.memory_mib or 0)


def _too_large(service: Service, offers: Sequence[Offer], choice: _Machines) -> _Misfit:
    cpu, memory = service.cpu_millicores or 0, service.memory_mib or 0
    by_cpu = max(offers, key=lambda o: (o.vcpu, o.memory_mib))
    by_memory = max(offers, key=lambda o: (o.memory_mib, o.vcpu))
    largest = " and ".join(dict.fromkeys(_told(offer) for offer in (by_cpu, by_memory)))
    needs = [f"{cpu} millicores"] * bool(cpu) + [f"{memory} MiB"] * bool(memory)  # what was refused is not known
    gpus = service.gpu.count if service.gpu else 0
    needs += [f"{gpus} GPU{'s' if gpus > 1 else ''}"] * bool(gpus)
    message = f"{service.name} needs {' and '.join(needs)}; no {choice.which} holds it (largest: {largest})"
    return _Misfit(("cpu" if by_cpu.vcpu * 1000 < cpu else "memory",), message, choice.remedy)


def _told(offer: Offer) -> str:
    return f"{offer.name} with {offer.vcpu:g} vCPU and {offer.memory_mib // MEBIBYTES_PER_GIBIBYTE} GiB"


def _average_millicores(service: Service, share: float) -> float:
    """What a service uses on average: all that it asks for where it computes for hours on end."""
    steady = service.kind in STEADY_KINDS or bool(service.gpu and service.gpu.count)
    return (service.cpu_millicores or 0) * (1.0 if steady else share)


def _lasts(service: Service, offer: Offer, share: float) -> bool:
    """Whether a machine gives all the time what a service uses on average."""
    average = _average_millicores(service, share)
    return offer.sustained_vcpu is None or offer.sustained_vcpu * 1000 >= average - 1e-6


def _beyond_bursts(service: Service, offers: Sequence[Offer], choice: _Machines, share: float) -> _Misfit:
    best = max(offers, key=lambda offer: (offer.sustained_vcpu or 0.0, offer.vcpu))
    average = _average_millicores(service, share)
    uses = f"uses about {average:,.0f} of its {service.cpu_millicores:,} millicores on average"
    if average == service.cpu_millicores:
        uses = f"computes for hours on {average:,.0f} millicores"
    gives = f"{best.name} bursts to {best.vcpu:g} vCPU and gives {(best.sustained_vcpu or 0.0) * 1000:,.0f} millicores"
    message = f"{service.name} {uses}; no {choice.which} gives that all the time ({gives})"
    return _Misfit(("cpu",), message, "list a machine whose CPU is its own, or lower cpu")


def _held_by_one_site(service: Service, scenario: Scenario, share: float) -> _Misfit | None:
    """What is wrong with a service that only one own site can hold, where the loss of any site is to be survived."""
    asked, hosting = scenario.availability, scenario.hosting
    if not (asked and asked.survive_zone and hosting and hosting.machines) or service.per_node:
        return None
    if hosting.model is HostingModel.HYBRID or any(machine.site is None for machine in hosting.machines):
        return None
    holding = {
        machine.site
        for machine in hosting.machines
        if _misfit(service, _Machines((own_offer(machine),), "", "", ""), share) is None
    }
    sites = {machine.site for machine in hosting.machines}
    if len(holding) != 1 or len(sites) == 1 or service.volumes or service.stateful:
        return None  # what keeps data on a disk stays down while its site is lost
    message = (
        f"{service.name} fits the machines of {holding.pop()} alone, and survive_zone asks for any site to be lost"
    )
    return _Misfit((), message, "list a machine of another site that holds it, or leave survive_zone out")
