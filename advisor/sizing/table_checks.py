"""Mistakes that only show against the tables: a service larger than every machine, a platform that does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.errors import Problem, ScenarioError, did_you_mean
from advisor.knowledge import Knowledge, data_folder
from advisor.scenario import Scenario, Service
from advisor.scenario.enums import Arch, HostingModel, MachineArch, Site
from advisor.scenario.hosting import OwnMachine
from advisor.sizing.affinity import find_affinity_conflicts
from advisor.sizing.gpus import is_type, known_types, remedy_for_type
from advisor.sizing.own_machines import own_offers
from advisor.sizing.price_catalog import CLOUDS, Offer, gpu_offers_of, offers_of
from advisor.sizing.small_sites import small_sites_of
from advisor.sizing.workload import OWN_SITES, resolve_workload


def check_fits(scenario: Scenario, knowledge: Knowledge) -> None:
    """Nothing, or ScenarioError with every unknown platform id and all services that no machine can hold.

    Those are the ones larger than every machine on offer, and those that affinity ties to one machine though they run
    on different ones.
    """
    problems = [
        *_unknown_platforms(scenario, knowledge),
        *_unknown_criteria(scenario, knowledge),
        *_too_large(scenario),
        *_too_large_for_a_site(scenario),
        *_tied_and_apart(scenario, knowledge),
        *_unknown_gpus(scenario),
    ]
    if problems:
        raise ScenarioError(problems)


def with_fit_problems(error: ScenarioError, knowledge: Knowledge) -> ScenarioError:
    """The error with what check_fits finds in the usable rest of the requirement, so that all is told at once."""
    if not isinstance(error.usable, Scenario):
        return error
    try:
        check_fits(error.usable, knowledge)
    except ScenarioError as more:
        return ScenarioError([*error.problems, *more.problems])
    return error


def _problem(scenario: Scenario, path: tuple[str | int, ...], message: str, remedy: str) -> Problem:
    if scenario.origin is None:
        return Problem("<answers>", 0, 0, path, message, remedy)
    return scenario.origin.problem(path, message, remedy)


def _unknown_platforms(scenario: Scenario, knowledge: Knowledge) -> Iterator[Problem]:
    if scenario.requested is not None and scenario.requested not in knowledge.platforms:
        remedy = did_you_mean(scenario.requested, knowledge.platforms)
        yield _problem(scenario, ("requested",), f"no platform is called {scenario.requested}", remedy)


def _unknown_criteria(scenario: Scenario, knowledge: Knowledge) -> Iterator[Problem]:
    criteria = [criterion.id for criterion in knowledge.criteria.criteria]
    for name in scenario.priorities or {}:
        if name not in criteria:
            yield _problem(
                scenario, ("priorities", name), f"no criterion is called {name}", did_you_mean(name, criteria)
            )


def _too_large(scenario: Scenario) -> Iterator[Problem]:
    """Services larger than every machine of the clouds or of the own inventory, each with the largest offer."""
    services = list(enumerate(scenario.services or ()))
    offers = list(_offers(scenario)) if services else []
    in_sites = _names_in_sites(scenario)
    for index, service in services:
        if service.name in in_sites:
            continue
        cpu, memory = service.cpu_millicores or 0, service.memory_mib or 0
        if not offers or any(offer.vcpu * 1000 >= cpu and offer.memory_mib >= memory for offer in offers):
            continue
        by_cpu = max(offers, key=lambda o: (o.vcpu, o.memory_mib))
        by_memory = max(offers, key=lambda o: (o.memory_mib, o.vcpu))
        largest = " and ".join(
            dict.fromkeys(f"{o.name} with {o.vcpu:g} vCPU and {o.memory_mib // 1024} GiB" for o in (by_cpu, by_memory))
        )
        field = "cpu" if by_cpu.vcpu * 1000 < cpu else "memory"
        needs = [f"{cpu} millicores"] * bool(cpu) + [f"{memory} MiB"] * bool(memory)  # what was refused is not known
        message = f"{service.name} needs {' and '.join(needs)}; no machine holds it (largest: {largest})"
        yield _problem(scenario, ("services", index, field), message, "split it, or lower what one replica asks for")


def _unknown_gpus(scenario: Scenario) -> Iterator[Problem]:
    """GPU types that neither a machine table nor an own machine has."""
    hosting = scenario.hosting
    machines = [*((hosting and hosting.machines) or ()), *((scenario.sites and scenario.sites.machines) or ())]
    own = {machine.gpu_type for machine in machines if machine.gpu_type}
    known = (*known_types(), *sorted(own))
    for index, service in enumerate(scenario.services or ()):
        asked = service.gpu.type if service.gpu else None
        if asked is not None and not any(is_type(asked, name) for name in known):
            path = ("services", index, "gpu", "type")
            yield _problem(scenario, path, f"no machine has a GPU of type {asked}", remedy_for_type(asked, known))


def _names_in_sites(scenario: Scenario) -> frozenset[str]:
    """The services that run in each of many small sites whose machines are listed."""
    sites = small_sites_of(scenario)
    return frozenset(service.name for service in sites.services) if sites and sites.machines else frozenset()


def _too_large_for_a_site(scenario: Scenario) -> Iterator[Problem]:
    """Services of many small sites that no machine of a site holds, each with its needs and the largest machine."""
    sites = small_sites_of(scenario)
    if sites is None or not sites.machines:
        return
    places = {service.name: index for index, service in enumerate(scenario.services or ())}
    largest = max(sites.machines, key=lambda machine: (machine.vcpu, machine.memory_mib))
    for service in sites.services:
        cpu, memory, gpus = (
            service.cpu_millicores or 0,
            service.memory_mib or 0,
            service.gpu.count if service.gpu else 0,
        )
        if any(
            machine.vcpu * 1000 >= cpu
            and machine.memory_mib >= memory
            and (machine.gpu or 0) >= gpus
            and _runs_on(service, machine)
            for machine in sites.machines
        ):
            continue
        needs = [f"{cpu} millicores"] * bool(cpu) + [f"{memory} MiB"] * bool(memory)
        needs += [f"{gpus} GPUs"] * bool(gpus) + [(service.arch or Arch.AMD64).value]
        has = f"{largest.vcpu} vCPU, {largest.memory_mib // 1024} GiB, {(largest.arch or MachineArch.AMD64).value}"
        message = (
            f"{service.name} needs {', '.join(needs)}; no machine of a site holds it (largest: {largest.type}, {has})"
        )
        remedy = "list a machine of the sites that does, or run it in the centre"
        yield _problem(scenario, ("services", places[service.name]), message, remedy)


def _runs_on(service: Service, machine: OwnMachine) -> bool:
    """Whether the architecture of a service is that of a machine; both are amd64 where they are not named."""
    asked = service.arch or Arch.AMD64
    return asked is Arch.ANY or asked.value == (machine.arch or MachineArch.AMD64).value


def _tied_and_apart(scenario: Scenario, knowledge: Knowledge) -> Iterator[Problem]:
    """Affinity between services that do not run on the same machines, whatever is bought."""
    if not any(service.affinity for service in scenario.services or ()):
        return
    workload = resolve_workload(scenario, knowledge)
    places = {service.name: index for index, service in enumerate(scenario.services or ())}
    for conflict in find_affinity_conflicts(workload.services, workload.tenancy):
        remedy = "leave the affinity out, or let both run on the same machines"
        first, second = _machines(conflict.by, conflict.first_on), _machines(conflict.by, conflict.second_on)
        apart = f"{conflict.first} runs on {first}, and {conflict.second} on {second}"
        message = f"affinity ties {conflict.first} and {conflict.second} to one machine; {apart}"
        yield _problem(scenario, ("services", places[conflict.tied_by], "affinity"), message, remedy)


def _machines(by: str, on: str) -> str:
    """The machines that a service runs on, told by the field that keeps it from others."""
    if by == "site":
        return "machines in a cloud" if on == Site.CLOUD else "own servers"
    if by == "tenant":
        return f"machines that only {on} uses" if on else "machines that tenants share"
    return f"{on} machines"


def _offers(scenario: Scenario) -> Iterator[Offer]:
    hosting = scenario.hosting
    yield from own_offers(hosting.machines if hosting and hosting.machines else ())
    if hosting and (hosting.model in OWN_SITES or (hosting.machines and hosting.model is not HostingModel.HYBRID)):
        return
    for cloud in CLOUDS:
        for offers in offers_of(data_folder(), cloud).values():
            yield from offers
    for offers in gpu_offers_of(data_folder()).values():
        yield from offers
