"""Where a platform would run: cloud regions and own servers, with their zones and what is on offer there."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from advisor.knowledge import Knowledge, Level, Operator, Platform, data_folder
from advisor.knowledge.machine_tables import MachineRules
from advisor.knowledge.schema import Law
from advisor.prices.exchange_rates import EURO, exchange_rates
from advisor.prices.offer import OTHER_CLOUD, OWN_INVENTORY, Offer
from advisor.prices.price_book import PriceBook
from advisor.prices.regions import CLOUDS, levels_of
from advisor.prices.spot_prices import SpotPrice
from advisor.prices.support_prices import EVERYWHERE, SupportPrice, support_prices
from advisor.scenario import Scenario
from advisor.scenario.enums import Arch, Cloud, HostingModel, Jurisdiction, Site
from advisor.scenario.hosting import Hosting
from advisor.sizing.assumption import Assumption
from advisor.sizing.cloud_choice import (
    Asking,
    CloudCost,
    MachineUse,
    costs_by_cloud,
    holds_on_plain_machines,
)
from advisor.sizing.gpus import cheapest_gpu_machines
from advisor.sizing.machine_types import taken
from advisor.sizing.note_codes import AssumptionCode
from advisor.sizing.own_machines import own_offers
from advisor.sizing.small_sites import SmallSites
from advisor.sizing.workload import Workload
from advisor.values import HOURS_PER_MONTH, note

CLOUD_SITE, OWN_SITE = "cloud", "on_prem"
OWN_SERVERS = "own servers"
"""The id of the location of own servers."""
AMD64, ARM64 = Arch.AMD64.value, Arch.ARM64.value
VENDOR_ZONE = "any"
"""The zone of what stands in its vendor's regions, where zones are not to be seen."""


OWN_SERVERS = "own servers"
"""The id of the location of one's own."""


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
    vendor: str | None = None
    """The id of the platform in whose vendor's regions it is, where those are in no cloud of the customer's."""
    priced_as: str | None = None
    """The region whose prices are taken: the usual one of the cloud where those of `region` are not held."""
    spot_prices: tuple[tuple[tuple[str, str], SpotPrice], ...] = ()
    """Prices on spare capacity by machine type and operating system, where that was asked for."""
    price_levels: tuple[float, float] | None = None
    """What the cheapest region of the cloud and the dearest one cost, as factors of the prices taken, where no prices
    of the region are held."""

    @property
    def seller(self) -> str | None:
        """Who sells what stands there, as the price tables name it: a cloud or a platform; None for own servers."""
        return self.cloud or self.vendor

    @property
    def id(self) -> str:
        """Its id, which pools and lines of the bill refer to: `aws us-east-1`, `render regions`, or `own servers`."""
        if self.vendor:
            return f"{self.vendor} regions"
        return f"{self.cloud} {self.region or 'cloud'}" if self.cloud else OWN_SERVERS

    @property
    def service_site(self) -> Site:
        """What a service says that has to stand here."""
        return Site.ON_PREM if self.site == OWN_SITE else Site.CLOUD


@dataclass(frozen=True)
class DeploymentTargets:
    """The locations a platform would use and what was assumed in choosing them."""

    locations: tuple[Location, ...]
    assumptions: tuple[Assumption, ...]
    clouds: tuple[CloudCost, ...] = ()
    """What machines cost in each cloud that would do, where none is named; empty where there is no choice."""


def price_of(location: Location, item: str) -> SupportPrice | None:
    """The price of an item on a location, else the first that its seller published; None where none is held."""
    prices = support_prices(data_folder()).get((location.seller or "", item), ())
    here = (price for price in prices if price.region in (location.region, *EVERYWHERE))
    return next(here, prices[0] if prices else None)


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
        locations.append(_own_location(scenario, workload, knowledge, assumptions))
    clouds: tuple[CloudCost, ...] = ()
    if not small and not scenario.on_own_hardware and not (model is None and has_machines):
        clouds = _clouds_compared(platform, scenario, workload, knowledge, day, use)
        location = _cloud_location(platform, scenario, workload, knowledge, day, clouds, assumptions)
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
    return replace(location, offers=(*location.offers, *more))


def _zone_names(count: int, prefix: str) -> tuple[str, ...]:
    return tuple(f"{prefix}-{number}" for number in range(1, count + 1))


def _own_location(
    scenario: Scenario, workload: Workload, knowledge: Knowledge, assumptions: list[Assumption]
) -> Location:
    if workload.sites is not None:
        return _small_site(workload, workload.sites, knowledge, assumptions)
    machines = scenario.hosting.machines if scenario.hosting else None
    sites = workload.own_sites
    zones = sites or _zone_names(workload.zones_own, "zone")
    if machines:
        return Location(OWN_SITE, zones, own_offers(machines, sites), names_sites=bool(sites), volumes_stay=bool(sites))
    vcpu, memory = int(knowledge.assumed["server_vcpu"].value), int(knowledge.assumed["server_memory_mib"].value)
    because = knowledge.assumed["server_vcpu"].why
    told = note(AssumptionCode.REFERENCE_SERVER, vcpu=vcpu, memory_mib=memory, because=because)
    assumptions.append(Assumption("hosting.machines", told))
    arches = sorted({arch for service in workload.services for arch in _architectures(service.arch)} | {AMD64})
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
    arches = {arch for service in asking for arch in _architectures(service.arch)}
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
    arches = tuple(sorted({arch for service in workload.services for arch in _architectures(service.arch)})) or (AMD64,)
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


def _architectures(arch: str) -> tuple[str, ...]:
    """Those that a service may run on."""
    return (AMD64, ARM64) if arch == Arch.ANY else (arch,)


def _cloud_location(
    platform: Platform,
    scenario: Scenario,
    workload: Workload,
    knowledge: Knowledge,
    day: dt.date,
    clouds: tuple[CloudCost, ...],
    assumptions: list[Assumption],
) -> Location | None:
    terms = platform.terms(day)
    runs_on = [cloud for cloud in (*CLOUDS, OTHER_CLOUD) if (terms.runs_on(cloud) or Level.NONE) >= Level.GOOD]
    hosting = scenario.hosting
    if hosting and hosting.cloud is Cloud.OTHER and OTHER_CLOUD in runs_on:
        return _rented_machines(platform, hosting, workload, knowledge, day, assumptions)
    runs_on = [cloud for cloud in runs_on if cloud != OTHER_CLOUD]
    if not runs_on:
        return _vendor_location(platform, hosting, day)
    law = hosting.jurisdiction if hosting else None
    cloud = (
        _cloud_named(runs_on, hosting, knowledge.prices)
        or _cloud_that_costs_least(hosting, clouds, assumptions)
        or _cloud_outside_us_law(runs_on, law, workload, knowledge, assumptions)
        or _assumed_cloud(runs_on, workload, knowledge, terms.machine_rules, assumptions)
    )
    region = _region_of(cloud, hosting, knowledge, assumptions)
    offers = knowledge.prices.offers_in(cloud, region.priced_as)
    assumptions.extend(_exchange_rate(offers))
    return Location(
        CLOUD_SITE,
        _zones_of(cloud, region.name, hosting, workload, knowledge, assumptions),
        offers,
        cloud,
        region.name,
        volumes_stay=not terms.volumes_span_zones,
        gpu_offers=knowledge.prices.gpu_offers_in(cloud, region.priced_as),
        priced_as=region.priced_as,
        price_levels=region.levels,
    )


def _exchange_rate(offers: Iterable[Offer]) -> Iterator[Assumption]:
    """The rate by which prices in euro are counted, where some are."""
    if any(offer.in_euro for offer in offers):
        rate = exchange_rates(data_folder())[EURO]
        yield Assumption(None, note(AssumptionCode.EXCHANGE_RATE, currency=EURO, usd=rate.usd, as_of=rate.as_of))


@dataclass(frozen=True)
class _ChosenRegion:
    """A region, the one whose prices are taken for it, and where they differ the levels of its cloud."""

    name: str
    priced_as: str
    levels: tuple[float, float] | None = None


def _region_of(
    cloud: str, hosting: Hosting | None, knowledge: Knowledge, assumptions: list[Assumption]
) -> _ChosenRegion:
    """The region that is named, if the cloud has it; else the usual one, or the first in the European Union."""
    held = knowledge.prices.regions_of(cloud)
    usual = str(knowledge.assumed[f"region_{cloud}"].value)
    provider = knowledge.provider_of(cloud) if hosting and hosting.in_the_eu else None
    in_the_eu = provider.eu_regions if provider else ()
    asked = hosting.region if hosting else None
    if asked is not None and asked in held:
        return _ChosenRegion(asked, asked)
    if asked is not None and asked in knowledge.prices.regions_known(cloud):
        levels = levels_of(data_folder(), cloud)
        told = note(AssumptionCode.REGION_WITHOUT_PRICES, cloud=cloud, region=asked, low=levels[0], high=levels[1])
        assumptions.append(Assumption("hosting.region", told))
        return _ChosenRegion(asked, usual, levels)
    region = next(iter(in_the_eu), usual)
    told = note(AssumptionCode.REGION, cloud=cloud, region=region, held=len(in_the_eu or held))
    assumptions.append(Assumption("hosting.region", told))
    return _ChosenRegion(region, region)


def _zones_of(
    cloud: str,
    region: str,
    hosting: Hosting | None,
    workload: Workload,
    knowledge: Knowledge,
    assumptions: list[Assumption],
) -> tuple[str, ...]:
    """The zones to plan with, by their names: those that were asked for, as far as the region has them.

    Where a region is one zone, near locations of the same cloud serve as zones, if more than one is asked for or has to
    be lost. Where there are none either, it is one.
    """
    known = knowledge.assumed.get(f"zones_{cloud}")
    asked = hosting.zones if hosting else None
    there = _zones_at(cloud, region, knowledge)
    if known is None:
        return there[: workload.zones_cloud] if there else _zone_names(workload.zones_cloud, f"{region}-zone")
    wanted = asked or (len(there) if workload.survive_zone else int(known.value))
    zones = there[:wanted]
    told = {"value": known.value, "about": known.about, "because": known.why}
    if asked is not None and asked > len(there):
        code = note(AssumptionCode.ZONES_BEYOND_A_REGION, asked=asked, there=len(there), **told)
    elif len(zones) > int(known.value):
        code = note(AssumptionCode.LOCATIONS_AS_ZONES, locations=zones, **told)
    elif asked is None and workload.zones_cloud != len(zones):
        code = note(AssumptionCode.ZONES, **told)
    else:
        return zones
    assumptions.append(Assumption("hosting.zones", code))
    return zones


def _has_zones(cloud: str, knowledge: Knowledge) -> bool:
    """Whether the usual region of a cloud has zones, or locations beside it that serve as such."""
    region = str(knowledge.assumed[f"region_{cloud}"].value)
    return knowledge.assumed.get(f"zones_{cloud}") is None or len(_zones_at(cloud, region, knowledge)) > 1


def _zones_at(cloud: str, region: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The zones of a region by name, or the locations that serve as such; empty where they are not listed."""
    provider = knowledge.provider_of(cloud)
    named = provider.zones.get(region, ()) if provider else ()
    if named or knowledge.assumed.get(f"zones_{cloud}") is None:
        return named
    return provider.locations_beside(region) if provider else (region,)


def _rented_machines(
    platform: Platform,
    hosting: Hosting,
    workload: Workload,
    knowledge: Knowledge,
    day: dt.date,
    assumptions: list[Assumption],
) -> Location:
    """The machines of a cloud without a price table: as they are listed, else of a usual size without a price."""
    listed = own_offers(hosting.machines or ()) if hosting.rents_listed_machines else ()
    offers = tuple(replace(offer, cloud=OTHER_CLOUD) for offer in listed or _usual_machines(workload, knowledge))
    if not listed:
        vcpu, memory = offers[0].vcpu, offers[0].memory_mib
        because = knowledge.assumed["rented_vcpu"].why
        told = note(AssumptionCode.RENTED_MACHINE, vcpu=vcpu, memory_mib=memory, because=because)
        assumptions.append(Assumption("hosting.machines", told))
    plain = tuple(offer for offer in offers if not offer.gpus)
    with_gpus = tuple(offer for offer in offers if offer.gpus)
    zones = _zone_names(workload.zones_cloud, "zone")
    stay = not platform.terms(day).volumes_span_zones
    return Location(
        CLOUD_SITE, zones, plain or offers, OTHER_CLOUD, hosting.region, volumes_stay=stay, gpu_offers=with_gpus
    )


def _usual_machines(workload: Workload, knowledge: Knowledge) -> tuple[Offer, ...]:
    """Machines of the size that is assumed, doubled until half of one holds the largest replica."""
    vcpu, memory = (int(knowledge.assumed[name].value) for name in ("rented_vcpu", "rented_memory_mib"))
    needed = [(service.cpu_millicores / 1000, service.memory_mib) for service in workload.services]
    while any(cpu > vcpu / 2 or mib > memory / 2 for cpu, mib in needed):
        vcpu, memory = 2 * vcpu, 2 * memory
    arches = sorted({arch for service in workload.services for arch in _architectures(service.arch)} | {AMD64})
    return tuple(
        Offer(f"machine{'' if arch == AMD64 else f'-{arch}'}", float(vcpu), memory, arch, None, OWN_INVENTORY, "")
        for arch in arches
    )


def _vendor_location(platform: Platform, hosting: Hosting | None, day: dt.date) -> Location | None:
    """The regions of a vendor whose service runs in no cloud of the customer's and on no own servers: nowhere else."""
    terms = platform.terms(day)
    installed = (terms.runs_on_premises or Level.NONE) >= Level.LIMITED
    if installed or terms.operated_by is not Operator.VENDOR:
        return None
    region = hosting.region if hosting else None
    return Location(CLOUD_SITE, (VENDOR_ZONE,), (), region=region, vendor=platform.id)


def _cloud_named(runs_on: list[str], hosting: Hosting | None, prices: PriceBook) -> str | None:
    """The cloud that the requirement names, or whose region it names, or the only one there is."""
    if hosting and hosting.cloud and hosting.cloud.value in runs_on:
        return hosting.cloud.value
    if len(runs_on) == 1:
        return runs_on[0]
    with_region = [cloud for cloud in runs_on if hosting and hosting.region in prices.regions_of(cloud)]
    return with_region[0] if len(with_region) == 1 else None


def _clouds_compared(
    platform: Platform, scenario: Scenario, workload: Workload, knowledge: Knowledge, day: dt.date, use: MachineUse
) -> tuple[CloudCost, ...]:
    """What machines cost in each cloud where a platform may stand and what is claimed of it holds.

    Empty where a cloud or its region is named, where services ask for GPUs, which decide by themselves, and where the
    platform runs on no plain machines, as its fees are part of what it costs in each.
    """
    terms, hosting = platform.terms(day), scenario.hosting
    clouds = [cloud for cloud in CLOUDS if (terms.runs_on(cloud) or Level.NONE) >= Level.GOOD]
    plain = (terms.runs_on_plain_machines or Level.NONE) >= Level.GOOD
    if (
        not plain
        or _cloud_named(clouds, hosting, knowledge.prices)
        or any(service.gpus for service in workload.services)
    ):
        return ()
    if not holds_on_plain_machines(platform, scenario, knowledge):
        clouds = list(platform.named_among(clouds))
    if hosting is not None and hosting.jurisdiction is Jurisdiction.EU_LAW:
        clouds = [cloud for cloud in clouds if cloud in knowledge.clouds_meant(hosting)]
    if workload.survive_zone or (hosting and (hosting.zones or 1) > 1):
        clouds = [cloud for cloud in clouds if knowledge.assumed.get(f"zones_{cloud}") is None]
    asking = Asking(knowledge.hash, platform.id, day, use, knowledge, terms)
    return costs_by_cloud(clouds, asking, workload, hosting)


def _cloud_that_costs_least(
    hosting: Hosting | None, clouds: tuple[CloudCost, ...], assumptions: list[Assumption]
) -> str | None:
    """The cloud where machines cost least, where the requirement says that any will do."""
    holding = [each.cloud for each in clouds if each.usd_per_month is not None]
    if hosting is None or hosting.cloud is not Cloud.ANY or not holding:
        return None
    told = note(AssumptionCode.CLOUD_THAT_COSTS_LEAST, value=holding[0], others=tuple(sorted(holding[1:])))
    assumptions.append(Assumption("hosting.cloud", told))
    return holding[0]


def _cloud_outside_us_law(
    runs_on: list[str],
    law: Jurisdiction | None,
    workload: Workload,
    knowledge: Knowledge,
    assumptions: list[Assumption],
) -> str | None:
    """The cloud whose prices are taken where no provider may answer to US law; None where that does not matter."""
    providers = {cloud: knowledge.provider_of(cloud) for cloud in runs_on}
    free = [cloud for cloud, one in providers.items() if one is not None and one.law is not Law.US]
    if law is not Jurisdiction.EU_LAW or not free:
        return None
    if workload.survive_zone:
        free = [cloud for cloud in free if _has_zones(cloud, knowledge)] or free
    assumed = knowledge.assumed["cloud_eu"]
    usual = str(assumed.value) if assumed.value in free else free[0]
    others = tuple(cloud for cloud in free if cloud != usual)
    told = note(AssumptionCode.CLOUD, value=usual, about=assumed.about, because=assumed.why, others=others)
    assumptions.append(Assumption("hosting.cloud", told))
    return usual


def _assumed_cloud(
    runs_on: list[str],
    workload: Workload,
    knowledge: Knowledge,
    rules: MachineRules | None,
    assumptions: list[Assumption],
) -> str:
    """The usual cloud where none is named; where services ask for GPUs, the one whose machines for them cost least."""
    assumed = knowledge.assumed["cloud"]
    usual = str(assumed.value) if assumed.value in runs_on else runs_on[0]
    usd = {cloud: _gpu_usd_per_hour(cloud, workload, knowledge, rules) for cloud in (usual, *runs_on)}
    cloud = min(usd, key=lambda each: usd[each])
    if usd[cloud] == usd[usual]:
        others = tuple(other for other in runs_on if other != usual)
        told = note(AssumptionCode.CLOUD, value=usual, about=assumed.about, because=assumed.why, others=others)
        assumptions.append(Assumption("hosting.cloud", told))
        return usual
    rest = tuple((each, usd[each] if math.isfinite(usd[each]) else None) for each in usd if each != cloud)
    told = note(AssumptionCode.CLOUD_WITH_GPUS, value=cloud, usd_per_hour=usd[cloud], others=rest)
    assumptions.append(Assumption("hosting.cloud", told))
    return cloud


def _gpu_usd_per_hour(cloud: str, workload: Workload, knowledge: Knowledge, rules: MachineRules | None) -> float:
    """What the GPU machines for the services cost there an hour at the least; infinite where one finds none."""
    region = str(knowledge.assumed[f"region_{cloud}"].value)
    offers = taken(knowledge.prices.gpu_offers_in(cloud, region), rules)
    return sum(cheapest_gpu_machines(offers, service) for service in workload.services if service.gpus)
