"""The sites where a platform would run for a scenario: own servers, a cloud, or both."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from advisor.knowledge import Knowledge, Level, Platform
from advisor.knowledge.machine_tables import MachineRules
from advisor.prices.offer import as_of_region
from advisor.prices.price_book import PriceBook
from advisor.scenario import Scenario
from advisor.scenario.enums import HostingModel
from advisor.sizing.assumed_cloud import clouds_compared
from advisor.sizing.assumption import Assumption
from advisor.sizing.cloud_choice import (
    CloudCost,
    MachineUse,
)
from advisor.sizing.cloud_location import cloud_location
from advisor.sizing.location import Location
from advisor.sizing.machine_types import taken
from advisor.sizing.note_codes import AssumptionCode
from advisor.sizing.own_location import own_location
from advisor.sizing.workload import Workload
from advisor.values import note


@dataclass(frozen=True)
class DeploymentTargets:
    """The locations a platform would use and what was assumed in choosing them."""

    locations: tuple[Location, ...]
    assumptions: tuple[Assumption, ...]
    clouds: tuple[CloudCost, ...] = ()
    """What machines cost in each cloud that would do, where none is named; empty where there is no choice."""


def find_targets(
    platform: Platform,
    scenario: Scenario,
    workload: Workload,
    knowledge: Knowledge,
    day: dt.date,
    use: MachineUse,
) -> DeploymentTargets:
    """The sites where a platform would run for a scenario: own servers, a cloud, or both for a hybrid.

    With `use.burstable` the machines of the cloud that give a share of their CPU all the time are on offer too.
    """
    hosting = scenario.hosting
    model = hosting.model if hosting else None
    assumptions: list[Assumption] = []
    locations: list[Location] = []
    has_machines = bool(hosting and hosting.machines and not hosting.rents_listed_machines)
    small = workload.sites is not None  # what runs in the centre is sized apart
    wants_own = small or scenario.on_own_hardware or model is HostingModel.HYBRID or (model is None and has_machines)
    if wants_own and (platform.terms(day).runs_on_premises or Level.NONE) >= Level.LIMITED:
        locations.append(own_location(scenario, workload, knowledge, assumptions))
    clouds: tuple[CloudCost, ...] = ()
    if not small and not scenario.on_own_hardware and not (model is None and has_machines):
        clouds = clouds_compared(platform, scenario, workload, knowledge, day, use)
        location = cloud_location(platform, scenario, workload, knowledge, day, clouds, assumptions)
        if location is not None:
            locations.append(_with_burstable(location, knowledge.prices) if use.burstable else location)
    if model is None:
        code = AssumptionCode.OWN_SERVERS if has_machines else AssumptionCode.RUN_IN_CLOUD
        assumptions.append(Assumption("hosting.model", note(code)))
    rules = platform.terms(day).machine_rules
    taken_here = tuple(_with_machines_taken(each, rules) for each in locations)
    return DeploymentTargets(taken_here, tuple(assumptions), clouds)


def on_one_site(targets: DeploymentTargets, workload: Workload) -> DeploymentTargets:
    """The targets of what stands on one machine: the first location that a service is pinned to, else the first."""
    pinned = {service.site for service in workload.services}
    wanted = (each for each in targets.locations if each.service_site in pinned)
    here = next(wanted, next(iter(targets.locations), None))
    return replace(targets, locations=() if here is None else (here,))


def _with_machines_taken(location: Location, rules: MachineRules | None) -> Location:
    """The location with those machines alone that the platform takes."""
    return replace(location, offers=taken(location.offers, rules), gpu_offers=taken(location.gpu_offers, rules))


def _with_burstable(location: Location, prices: PriceBook) -> Location:
    """The location with the burstable machines of its cloud among the offers, where it has a table of prices."""
    more = prices.burstable_offers_in(location.cloud or "", location.priced_as or "")
    more = as_of_region(more, location.region, location.priced_as)
    return replace(location, offers=(*location.offers, *more))
