"""The reference bill: what the same demand would cost at reference rates; the yardstick of the cost criterion."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from advisor.knowledge import Knowledge, data_folder
from advisor.prices.price_book import PriceBook
from advisor.prices.regions import CLOUDS
from advisor.scenario import Scenario
from advisor.sizing.gpus import GpuKind, kind_of, with_gpus
from advisor.sizing.service_demand import ServiceDemand
from advisor.sizing.workload import resolve_workload
from advisor.values import HOURS_PER_MONTH, MEBIBYTES_PER_GIBIBYTE


def reference_rests_on(scenario: Scenario) -> tuple[Any, ...]:
    """The answers that the reference bill rests on: with services listed, `scale` counts nothing any more."""
    counted = scenario.scale if scenario.services is None else scenario.services
    return counted, scenario.workloads, scenario.state, scenario.hosting, scenario.sites


def reference_usd_per_month(scenario: Scenario, knowledge: Knowledge) -> float:
    """USD a month for today's typical replicas' requests at the reference rates of criteria.yaml, at least its floor.

    max(floor, 730 x sum of replicas x (vCPU x vcpu_usd_per_hour + GiB x gib_usd_per_hour + GPUs x USD an hour)). GPUs
    differ a hundredfold in price, so each type has a rate: that of the cheapest machine in the usual regions, by GPU.
    """
    hourly = 0.0
    workload = resolve_workload(scenario, knowledge)
    sites = workload.sites.count if workload.sites else 1
    for service in workload.services:
        vcpu = service.cpu_millicores / 1000 * knowledge.reference("vcpu_usd_per_hour")
        memory = service.memory_mib / MEBIBYTES_PER_GIBIBYTE * knowledge.reference("gib_usd_per_hour")
        hourly += service.typical * (vcpu + memory + _gpus_usd_per_hour(service, knowledge))
    return max(knowledge.reference("reference_floor_usd_per_month"), sites * hourly * HOURS_PER_MONTH)


def _gpus_usd_per_hour(service: ServiceDemand, knowledge: Knowledge) -> float:
    """What the GPUs of one replica cost an hour at the least; 0 where it asks for none, or for a type without price."""
    kind = kind_of(service)
    if kind is None:
        return 0.0
    usual = [(cloud, str(knowledge.assumed[f"region_{cloud}"].value)) for cloud in CLOUDS]
    listed = PriceBook(data_folder())  # a yardstick does not move with one's own prices
    rate = _least_rate(usual, kind, listed)
    if rate is None:  # sold in other regions alone
        rate = _least_rate([(cloud, region) for cloud in CLOUDS for region in listed.regions_of(cloud)], kind, listed)
    return service.gpus * service.gpu_share * (rate or 0.0)


def _least_rate(places: Iterable[tuple[str, str]], kind: GpuKind, prices: PriceBook) -> float | None:
    """USD an hour for one GPU on the cheapest machine of some regions; None where none of them sells any."""
    offers = (o for cloud, region in places for o in with_gpus(prices.gpu_offers_in(cloud, region), kind))
    rates = (offer.usd_per_hour / offer.gpus for offer in offers if offer.usd_per_hour is not None)
    return min(rates, default=None)
