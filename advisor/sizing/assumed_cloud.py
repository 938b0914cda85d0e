"""Which cloud is meant: the one that is named, or the one assumed where none is."""

from __future__ import annotations

import datetime as dt
import math

from advisor.knowledge import Knowledge, Level, Platform
from advisor.knowledge.machine_tables import MachineRules
from advisor.knowledge.schema import Law
from advisor.prices.price_book import PriceBook
from advisor.prices.regions import CLOUDS
from advisor.scenario import Scenario
from advisor.scenario.enums import Cloud, Jurisdiction
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
from advisor.sizing.workload import Workload
from advisor.sizing.zones_of_region import has_zones
from advisor.values import note


def cloud_named(runs_on: list[str], hosting: Hosting | None, prices: PriceBook) -> str | None:
    """The cloud that the requirement names, or whose region it names, or the only one there is."""
    if hosting and hosting.cloud and hosting.cloud.value in runs_on:
        return hosting.cloud.value
    if len(runs_on) == 1:
        return runs_on[0]
    with_region = [cloud for cloud in runs_on if hosting and hosting.region in prices.regions_of(cloud)]
    return with_region[0] if len(with_region) == 1 else None


def clouds_compared(
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
        or cloud_named(clouds, hosting, knowledge.prices)
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


def cloud_that_costs_least(
    hosting: Hosting | None, clouds: tuple[CloudCost, ...], assumptions: list[Assumption]
) -> str | None:
    """The cloud where machines cost least, where the requirement says that any will do."""
    holding = [each.cloud for each in clouds if each.usd_per_month is not None]
    if hosting is None or hosting.cloud is not Cloud.ANY or not holding:
        return None
    told = note(AssumptionCode.CLOUD_THAT_COSTS_LEAST, value=holding[0], others=tuple(sorted(holding[1:])))
    assumptions.append(Assumption("hosting.cloud", told))
    return holding[0]


def cloud_outside_us_law(
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
        free = [cloud for cloud in free if has_zones(cloud, knowledge)] or free
    assumed = knowledge.assumed["cloud_eu"]
    usual = str(assumed.value) if assumed.value in free else free[0]
    others = tuple(cloud for cloud in free if cloud != usual)
    told = note(AssumptionCode.CLOUD, value=usual, about=assumed.about, because=assumed.why, others=others)
    assumptions.append(Assumption("hosting.cloud", told))
    return usual


def assumed_cloud(
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
