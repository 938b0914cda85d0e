"""Which cloud costs least for a platform where none is named: a quick estimate of its machines in each of them.

The estimate takes machines of one type, as many as hold the sums of what is asked for or one for each replica, with
their root disks and public addresses, and a balancer. It tells clouds apart; the bill itself comes from a plan.
"""

from __future__ import annotations

import datetime as dt
import functools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from advisor.knowledge import Knowledge, Platform, Terms, data_folder
from advisor.prices.offer import Offer
from advisor.prices.price_book import PriceBook
from advisor.prices.support_prices import support_prices
from advisor.prices.windows_licences import windows_licences
from advisor.scenario import Scenario
from advisor.scenario.enums import Arch, Autoscale
from advisor.scenario.hosting import Hosting
from advisor.sizing.machine_types import WINDOWS, taken
from advisor.sizing.root_disks import root_disk_of
from advisor.sizing.workload import Workload
from advisor.values import HOURS_PER_MONTH

USABLE = 0.9
"""The share of a machine that its system and platform leave, about; the same for all clouds."""
SPOT_CAPACITY = "spot_capacity"
"""A capability that no plan counts on, so that it matters only where it is asked for."""
MOST_KEPT = 1024
"""How many regions are kept as platforms see them, of all price books."""
YEARS_ALIKE = 3
"""How far prices may be from the day asked about to tell which cloud cost least then."""


@dataclass(frozen=True)
class CloudCost:
    """What machines for a workload cost a month in a cloud, about; None where nothing there holds it."""

    cloud: str
    usd_per_month: float | None


@dataclass(frozen=True)
class MachineUse:
    """How a platform uses machines: whether burstable ones serve, and whether replicas share one, or none.

    `on_one` says that all runs on one machine, `one_replica_each` that each machine runs one replica.
    """

    burstable: bool
    on_one: bool
    one_replica_each: bool


@dataclass(frozen=True)
class Asking:
    """A platform with what it takes of machines on a day; known by its ids, so that it is looked up fast."""

    knowledge_hash: str
    platform: str
    day: dt.date
    use: MachineUse
    knowledge: Knowledge = field(compare=False, repr=False)
    terms: Terms = field(compare=False, repr=False)


@dataclass(frozen=True)
class _Machine:
    vcpu: float
    memory_mib: int
    usd_per_month: float


def holds_on_plain_machines(platform: Platform, scenario: Scenario, knowledge: Knowledge) -> bool:
    """Whether nothing that matters here is claimed otherwise of clouds that rent out machines and little else."""
    otherwise = set(platform.plain_machines)
    asked = {knowledge.term_for_tag(tag) for tag in scenario.must_have or ()}
    still = scenario.autoscale in (None, Autoscale.NONE)
    idle = {SPOT_CAPACITY, Terms.node_autoscale.term} if still else {SPOT_CAPACITY}
    return not otherwise - (idle - asked)


def costs_by_cloud(
    clouds: Iterable[str], asking: Asking, workload: Workload, hosting: Hosting | None
) -> tuple[CloudCost, ...]:
    """What the machines for a workload cost in each of these clouds, the cheapest first; empty where that is no guide.

    Prices of another age are none, nor are those of clouds that lack what the workload needs.
    """
    found = []
    for cloud in clouds:
        region = usual_region(cloud, asking.knowledge, hosting)
        year = _newest_year(cloud, region, asking.knowledge.prices)
        if not _sells_what_it_needs(cloud, workload) or abs(year - asking.day.year) > YEARS_ALIKE:
            continue
        usd = _usd_per_month(cloud, region, asking, workload)
        found.append(CloudCost(cloud, usd if math.isfinite(usd) else None))
    return tuple(sorted(found, key=lambda each: math.inf if each.usd_per_month is None else each.usd_per_month))


def usual_region(cloud: str, knowledge: Knowledge, hosting: Hosting | None) -> str:
    """The region whose prices are taken where none is named: the usual one, or the first in the European Union."""
    provider = knowledge.provider_of(cloud) if hosting and hosting.in_the_eu else None
    return next(iter(provider.eu_regions if provider else ()), str(knowledge.assumed[f"region_{cloud}"].value))


def _sells_what_it_needs(cloud: str, workload: Workload) -> bool:
    """Whether Windows and volumes have a price there, if services ask for them."""
    windows = any(service.os == WINDOWS for service in workload.services)
    volumes = any(service.volumes for service in workload.services)
    has_windows = any(provider == cloud for provider, _ in windows_licences(data_folder()))
    has_disks = (cloud, "disk_gib_month") in support_prices(data_folder())
    return (has_windows or not windows) and (has_disks or not volumes)


@functools.lru_cache(maxsize=MOST_KEPT)
def _newest_year(cloud: str, region: str, prices: PriceBook) -> int:
    """The year of the newest price of a region; 0 where none is held."""
    return max((int(offer.as_of[:4]) for offer in prices.sold_in(cloud, region)), default=0)


def _usd_per_month(cloud: str, region: str, asking: Asking, workload: Workload) -> float:
    """Machines of the one type that makes them cheapest, and a balancer where the public arrives at several."""
    menu = _menu(cloud, region, asking, asking.knowledge.prices)
    cpu, memory = workload.cpu_ceiling * USABLE * 1000, workload.memory_ceiling * USABLE
    use = asking.use
    each = [(s.cpu_millicores / cpu, s.memory_mib / memory, s.peak) for s in workload.services]
    whole = [(sum(c * n for c, _, n in each), sum(m * n for _, m, n in each))]
    spare = workload.survive_nodes
    if use.one_replica_each:
        machines = sum((n + spare) * _cheapest(menu, [(c, m)]) for c, m, n in each)
    elif use.on_one:
        machines = _cheapest(menu, whole)
    else:
        largest = [(c, m) for c, m, _ in each]
        machines = min(
            (_number(one, whole[0], spare) * one.usd_per_month for one in _holding(menu, largest)), default=math.inf
        )
    public = not use.on_one and any(s.public or s.may_be_public for s in workload.services)
    return machines + (HOURS_PER_MONTH * _price(cloud, region, "load_balancer_hour") if public else 0.0)


def _number(machine: _Machine, whole: tuple[float, float], spare: int) -> int:
    return max(math.ceil(whole[0] / machine.vcpu), math.ceil(whole[1] / machine.memory_mib)) + spare


def _holding(menu: Sequence[_Machine], items: Sequence[tuple[float, float]]) -> list[_Machine]:
    """The machines on which each of the items fits."""
    vcpu, memory = max((c for c, _ in items), default=0.0), max((m for _, m in items), default=0.0)
    return [one for one in menu if one.vcpu >= vcpu and one.memory_mib >= memory]


def _cheapest(menu: Sequence[_Machine], items: Sequence[tuple[float, float]]) -> float:
    return min((one.usd_per_month for one in _holding(menu, items)), default=math.inf)


@functools.lru_cache(maxsize=MOST_KEPT)
def _menu(cloud: str, region: str, asking: Asking, prices: PriceBook) -> tuple[_Machine, ...]:
    """The machines that the platform takes there, without those that a larger one undercuts, the cheapest first.

    All requirements ask the same, so what was worked out is kept.
    """
    more = prices.burstable_offers_in(cloud, region) if asking.use.burstable else ()
    offers = taken((*prices.offers_in(cloud, region), *more), asking.terms.machine_rules)
    priced = [_priced(offer, cloud, region, asking) for offer in offers if offer.arch == Arch.AMD64]
    menu: list[_Machine] = []
    for one in sorted(priced, key=lambda one: (one.usd_per_month, -one.vcpu, -one.memory_mib)):
        if not any(other.vcpu >= one.vcpu and other.memory_mib >= one.memory_mib for other in menu):
            menu.append(one)
    return tuple(menu)


def _priced(offer: Offer, cloud: str, region: str, asking: Asking) -> _Machine:
    disk = root_disk_of(asking.terms, asking.knowledge, offer)
    address = HOURS_PER_MONTH * _price(cloud, region, "public_ipv4_hour")
    disk_usd = 0.0 if disk.included else disk.gib * _price(cloud, region, "disk_gib_month")
    usd = (offer.usd_per_hour or 0.0) * HOURS_PER_MONTH + disk_usd + address
    share = float(asking.knowledge.assumed["average_cpu_share"].value)
    vcpu = offer.vcpu if offer.sustained_vcpu is None else min(offer.vcpu, offer.sustained_vcpu / share)
    return _Machine(vcpu, offer.memory_mib, usd)


def _price(cloud: str, region: str, item: str) -> float:
    prices = support_prices(data_folder()).get((cloud, item), ())
    here = next((price for price in prices if price.region in (region, "any", "global")), None)
    return here.usd if here else (prices[0].usd if prices else 0.0)
