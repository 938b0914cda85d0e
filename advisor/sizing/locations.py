"""Where a platform would run: cloud regions and own servers, with their zones and what is on offer there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from advisor.knowledge import Knowledge, Level, Platform, data_folder
from advisor.knowledge.claim_tables import MachineRules
from advisor.scenario import Scenario
from advisor.scenario.enums import HostingModel
from advisor.sizing.machine_types import taken
from advisor.sizing.note_codes import AssumptionCode
from advisor.sizing.own_machines import own_offers
from advisor.sizing.price_catalog import (
    CLOUDS,
    EVERYWHERE,
    OWN_INVENTORY,
    Offer,
    SupportPrice,
    burstable_offers_of,
    gpu_offers_of,
    offers_of,
    support_prices,
)
from advisor.sizing.result import Assumption
from advisor.sizing.workload import OWN_SITES, Workload
from advisor.values import note

CLOUD_SITE, OWN_SITE = "cloud", "on_prem"


@dataclass(frozen=True)
class Location:
    """Machines of one site: zones by name, offers, and for a cloud its name and region."""

    site: str
    zones: tuple[str, ...]
    offers: tuple[Offer, ...]
    cloud: str | None = None
    region: str | None = None
    names_sites: bool = False
    """Whether each zone is a site of its own, named as the machines name it."""
    volumes_stay: bool = False
    """Whether a disk stands in one zone, so that its replica cannot leave that zone."""
    gpu_offers: tuple[Offer, ...] = ()
    """The machine types of a cloud that have GPUs: for services that ask for one, and for nothing else."""

    @property
    def id(self) -> str:
        """Its id, which pools and lines of the bill refer to: cloud and region (`aws us-east-1`), or `own servers`."""
        return f"{self.cloud} {self.region}" if self.cloud else "own servers"


@dataclass(frozen=True)
class DeploymentTargets:
    """The locations a platform would use and what was assumed in choosing them."""

    locations: tuple[Location, ...]
    assumptions: tuple[Assumption, ...]


def price_of(location: Location, item: str) -> SupportPrice | None:
    """The price of an item on a location, else the first that its cloud published; None where none is held."""
    prices = support_prices(data_folder()).get((location.cloud or "", item), ())
    here = (price for price in prices if price.region in (location.region, *EVERYWHERE))
    return next(here, prices[0] if prices else None)


def find_targets(
    platform: Platform,
    scenario: Scenario,
    workload: Workload,
    knowledge: Knowledge,
    day: dt.date,
    *,
    burstable: bool = False,
) -> DeploymentTargets:
    """The sites where a platform would run for a scenario: own servers, a cloud, or both for a hybrid.

    With `burstable` the machines of the cloud that give a share of their CPU all the time are on offer too.
    """
    hosting = scenario.hosting
    model = hosting.model if hosting else None
    assumptions: list[Assumption] = []
    locations: list[Location] = []
    has_machines = bool(hosting and hosting.machines)
    wants_own = model in OWN_SITES or model is HostingModel.HYBRID or (model is None and has_machines)
    if wants_own and (platform.terms(day).runs_on_premises or Level.NONE) >= Level.LIMITED:
        locations.append(_own_location(scenario, workload, knowledge, assumptions))
    if model not in OWN_SITES and not (model is None and has_machines):
        location = _cloud_location(platform, scenario, workload, knowledge, day, assumptions)
        if location is not None:
            locations.append(_with_burstable(location) if burstable else location)
    if model is None:
        code = AssumptionCode.OWN_SERVERS if has_machines else AssumptionCode.RUN_IN_CLOUD
        assumptions.append(Assumption("hosting.model", note(code)))
    rules = platform.terms(day).machine_rules
    return DeploymentTargets(tuple(_with_machines_taken(each, rules) for each in locations), tuple(assumptions))


def _with_machines_taken(location: Location, rules: MachineRules | None) -> Location:
    """The location with those machines alone that the platform takes."""
    return replace(location, offers=taken(location.offers, rules), gpu_offers=taken(location.gpu_offers, rules))


def _with_burstable(location: Location) -> Location:
    """The location with the burstable machines of its cloud among the offers."""
    more = burstable_offers_of(data_folder(), location.cloud or "").get(location.region or "", ())
    return replace(location, offers=(*location.offers, *more))


def _zone_names(count: int, prefix: str) -> tuple[str, ...]:
    return tuple(f"{prefix}-{number}" for number in range(1, count + 1))


def _own_location(
    scenario: Scenario, workload: Workload, knowledge: Knowledge, assumptions: list[Assumption]
) -> Location:
    machines = scenario.hosting.machines if scenario.hosting else None
    sites = workload.own_sites
    zones = sites or _zone_names(workload.zones_own, "zone")
    if machines:
        return Location(OWN_SITE, zones, own_offers(machines, sites), names_sites=bool(sites))
    vcpu, memory = int(knowledge.assumed["server_vcpu"].value), int(knowledge.assumed["server_memory_mib"].value)
    because = knowledge.assumed["server_vcpu"].why
    told = note(AssumptionCode.REFERENCE_SERVER, vcpu=vcpu, memory_mib=memory, because=because)
    assumptions.append(Assumption("hosting.machines", told))
    return Location(
        OWN_SITE, zones, (Offer("reference-server", float(vcpu), memory, "amd64", None, OWN_INVENTORY, ""),)
    )


def _cloud_location(
    platform: Platform,
    scenario: Scenario,
    workload: Workload,
    knowledge: Knowledge,
    day: dt.date,
    assumptions: list[Assumption],
) -> Location | None:
    runs_on = [cloud for cloud in CLOUDS if (platform.terms(day).runs_on(cloud) or Level.NONE) >= Level.GOOD]
    hosting = scenario.hosting
    named = hosting.cloud.value if hosting and hosting.cloud else None
    if not runs_on:
        return None
    if named in runs_on:
        cloud = named
    elif len(runs_on) == 1:
        cloud = runs_on[0]
    else:
        assumed = knowledge.assumed["cloud"]
        cloud = str(assumed.value) if assumed.value in runs_on else runs_on[0]
        others = tuple(other for other in runs_on if other != cloud)
        told = note(AssumptionCode.CLOUD, value=cloud, about=assumed.about, because=assumed.why, others=others)
        assumptions.append(Assumption("hosting.cloud", told))
    regions = offers_of(data_folder(), cloud)
    region = hosting.region if hosting and hosting.region in regions else None
    if region is None:
        region = str(knowledge.assumed[f"region_{cloud}"].value)
        asked = hosting.region if hosting and hosting.region else ""
        told = note(AssumptionCode.REGION, cloud=cloud, region=region, asked=asked, held=tuple(sorted(regions)))
        assumptions.append(Assumption("hosting.region", told))
    gpu_offers = gpu_offers_of(data_folder()).get((cloud, region), ())
    zones = _zone_names(workload.zones_cloud, f"{region}-zone")
    stay = not platform.terms(day).volumes_span_zones
    return Location(CLOUD_SITE, zones, regions[region], cloud, region, volumes_stay=stay, gpu_offers=gpu_offers)
