"""What stands beside the agents: proxies, load balancers, discovery, registry; with prices where they are published."""

from __future__ import annotations

import csv
import datetime as dt
import functools
from dataclasses import dataclass
from pathlib import Path

from advisor.errors import MachineryError
from advisor.knowledge import Knowledge, Platform, data_folder
from advisor.sizing.agents import Extra
from advisor.sizing.grounds import Ground
from advisor.sizing.needs import ServiceNeed
from advisor.sizing.task import Task
from advisor.sizing.topology import Pool, SupportPart

PROXY = "(proxy)"
"""In brackets, as no service can be called."""
EVERYWHERE = ("any", "global")
AGENTS_WITH_PROXIES = ("machines", "one_machine")


@dataclass(frozen=True)
class SupportPrice:
    """One published price of something beside the agents, and the region it was published for (`any`: all)."""

    region: str
    usd: float
    unit: str
    source: str
    as_of: str


@functools.cache
def support_prices(data: Path) -> dict[tuple[str, str], tuple[SupportPrice, ...]]:
    """Prices by cloud and item (`load_balancer_hour`, `registry_gib_month`, ...), in the order of the table.

    Raises MachineryError when the table cannot be read.
    """
    prices: dict[tuple[str, str], tuple[SupportPrice, ...]] = {}
    try:
        with (data / "support_prices.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                key = (row["provider"], row["item"])
                price = SupportPrice(row["region"], float(row["usd"]), row["unit"], row["source"], row["as_of"])
                prices[key] = (*prices.get(key, ()), price)
    except (OSError, KeyError, ValueError) as error:
        raise MachineryError(f"the table support_prices.csv cannot be read: {error}") from error
    return prices


def price_of(ground: Ground, item: str) -> SupportPrice | None:
    """The price of an item on a ground, else the first that its cloud published; None where none is held."""
    prices = support_prices(data_folder()).get((ground.cloud or "", item), ())
    here = (price for price in prices if price.region in (ground.region, *EVERYWHERE))
    return next(here, prices[0] if prices else None)


def proxies_wanted(platform: Platform, ground: Ground, knowledge: Knowledge, day: dt.date) -> tuple[Extra, ...]:
    """Proxy replicas on the agents: one a zone and at least two; one where there is one machine; none elsewhere."""
    agents = platform.value("agents", day)
    if agents not in AGENTS_WITH_PROXIES:
        return ()
    count = 1 if agents == "one_machine" else max(2, len(ground.zones))
    cpu = int(knowledge.assumed["proxy_cpu_millicores"].value)
    memory = int(knowledge.assumed["proxy_memory_mib"].value)
    return (Extra(PROXY, count, cpu, memory),)


def balanced_grounds(task: Task, pools: tuple[Pool, ...]) -> tuple[Ground, ...]:
    """The grounds in whose cloud a load balancer stands before the platform.

    None for one machine and where the platform's own entry is in its price, and none where no service on the ground
    has a public port, as long as all ports were listed.
    """
    if task.agents in ("one_machine", "plan_instances") or task.platform.value("entry_included", task.day) == "yes":
        return ()
    public = {service.name for service in task.needs.services if service.public}
    grounds = []
    for ground in task.placing.grounds:
        here = {name for pool in pools if pool.site == ground.label for node in pool.nodes for name, _ in node.pods}
        if ground.cloud is not None and (task.needs.mix_assumed or here & public):
            grounds.append(ground)
    return tuple(grounds)


def support_parts(task: Task, pools: tuple[Pool, ...]) -> tuple[SupportPart, ...]:
    """Proxies, load balancers, discovery and registry, each with how it is had and who says so."""
    parts = []
    for pool in pools:
        count = sum(node.count * dict(node.pods).get(PROXY, 0) for node in pool.nodes)
        if count:
            where = f"on the agents of pool {pool.name} ({pool.site}), at most one a machine"
            parts.append(SupportPart("proxy", count, where, "routes requests to replicas", "our-judgement"))
    for ground in balanced_grounds(task, pools):
        price = price_of(ground, "load_balancer_hour")
        spans = "public entry, spans the zones" if len(ground.zones) > 1 else "public entry"
        parts.append(SupportPart("load balancer", 1, ground.label, spans, price.source if price else "our-judgement"))
    for what, term in (("routing", "load_balancing"), ("discovery", "service_discovery"), ("registry", "registry")):
        claim = task.platform.claim(term, task.day)
        if claim is not None:
            how = {0: "to be added", 1: "limited", 2: "with add-ons", 3: "built in"}[claim.value]
            parts.append(SupportPart(what, 0, how, claim.why or "", claim.source))
    return tuple(parts)


def image_gibibytes(services: tuple[ServiceNeed, ...], versions: int) -> float | None:
    """Registry storage in GiB for so many kept versions of every image; None when an image size is unknown."""
    total = 0
    for service in services:
        if service.image_size_mib is None:
            return None
        total += service.image_size_mib
    return total * versions / 1024
