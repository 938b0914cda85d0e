"""The region of a cloud or of a vendor where a platform stands, with its zones, machines and prices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from advisor.knowledge import Knowledge, Level, Operator, Platform, data_folder
from advisor.prices.exchange_rates import EURO, exchange_rates
from advisor.prices.offer import OTHER_CLOUD, OWN_INVENTORY, OWN_PRICES, Offer, as_of_region
from advisor.prices.regions import CLOUDS, levels_of
from advisor.scenario import Scenario
from advisor.scenario.enums import Cloud
from advisor.scenario.hosting import Hosting
from advisor.sizing.architecture import AMD64, architectures
from advisor.sizing.assumed_cloud import assumed_cloud, cloud_named, cloud_outside_us_law, cloud_that_costs_least
from advisor.sizing.assumption import Assumption
from advisor.sizing.cloud_choice import (
    CloudCost,
)
from advisor.sizing.location import CLOUD_SITE, Location, zone_names
from advisor.sizing.note_codes import AssumptionCode
from advisor.sizing.own_machines import own_offers
from advisor.sizing.workload import Workload
from advisor.sizing.zones_of_region import zones_of
from advisor.values import note

VENDOR_ZONE = "any"
"""The zone of what stands in its vendor's regions, where zones are not to be seen."""


def cloud_location(
    platform: Platform,
    scenario: Scenario,
    workload: Workload,
    knowledge: Knowledge,
    day: dt.date,
    clouds: tuple[CloudCost, ...],
    assumptions: list[Assumption],
) -> Location | None:
    """The region of the cloud that is named or assumed, or of the vendor; None where the platform runs in neither."""
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
        cloud_named(runs_on, hosting, knowledge.prices)
        or cloud_that_costs_least(hosting, clouds, assumptions)
        or cloud_outside_us_law(runs_on, law, workload, knowledge, assumptions)
        or assumed_cloud(runs_on, workload, knowledge, terms.machine_rules, assumptions)
    )
    region = _region_of(cloud, hosting, knowledge, assumptions)
    offers = as_of_region(knowledge.prices.offers_in(cloud, region.priced_as), region.name, region.priced_as)
    with_gpus = as_of_region(knowledge.prices.gpu_offers_in(cloud, region.priced_as), region.name, region.priced_as)
    assumptions.extend(_exchange_rate(offers))
    return Location(
        CLOUD_SITE,
        zones_of(cloud, region.name, hosting, workload, knowledge, assumptions),
        offers,
        cloud,
        region.name,
        volumes_stay=not terms.volumes_span_zones,
        gpu_offers=with_gpus,
        priced_as=region.priced_as,
        price_levels=region.levels,
    )


def _exchange_rate(offers: Iterable[Offer]) -> Iterator[Assumption]:
    """The rate by which prices in euro are counted, where some are: those of the list, and one's own."""
    in_euro = [offer.source == OWN_PRICES and not offer.basis for offer in offers if offer.in_euro]
    rate = exchange_rates(data_folder())[EURO]
    for own, code in ((False, AssumptionCode.EXCHANGE_RATE), (True, AssumptionCode.OWN_EXCHANGE_RATE)):
        if own in in_euro:
            yield Assumption(None, note(code, currency=EURO, usd=rate.usd, as_of=rate.as_of))


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
    zones = zone_names(workload.zones_cloud, "zone")
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
    arches = sorted({arch for service in workload.services for arch in architectures(service.arch)} | {AMD64})
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
