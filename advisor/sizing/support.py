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
from advisor.sizing.needs import Needs, ServiceNeed
from advisor.sizing.topology import SupportPart

PROXY = "(proxy)"
"""In brackets, as no service can be called."""
AGENTS_WITH_PROXIES = ("machines", "one_machine")


@dataclass(frozen=True)
class SupportPrice:
    """One published price of something beside the agents."""

    usd: float
    unit: str
    source: str
    as_of: str


@functools.cache
def support_prices(data: Path) -> dict[tuple[str, str], SupportPrice]:
    """Prices by cloud and item (`load_balancer_hour`, `registry_gib_month`, ...); the first row of each wins.

    Raises MachineryError when the table cannot be read.
    """
    prices: dict[tuple[str, str], SupportPrice] = {}
    try:
        with (data / "support_prices.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                price = SupportPrice(float(row["usd"]), row["unit"], row["source"], row["as_of"])
                prices.setdefault((row["provider"], row["item"]), price)
    except (OSError, KeyError, ValueError) as error:
        raise MachineryError(f"the table support_prices.csv cannot be read: {error}") from error
    return prices


def price_of(cloud: str | None, item: str) -> SupportPrice | None:
    """The price of an item in a cloud; None where nobody published one that is held here."""
    return support_prices(data_folder()).get((cloud, item)) if cloud else None


def proxies_wanted(platform: Platform, ground: Ground, knowledge: Knowledge, day: dt.date) -> tuple[Extra, ...]:
    """Proxy replicas on the agents: one a zone and at least two; one where there is one machine; none elsewhere."""
    agents = platform.value("agents", day)
    if agents not in AGENTS_WITH_PROXIES:
        return ()
    count = 1 if agents == "one_machine" else max(2, len(ground.zones))
    cpu = int(knowledge.assumed["proxy_cpu_millicores"].value)
    memory = int(knowledge.assumed["proxy_memory_mib"].value)
    return (Extra(PROXY, count, cpu, memory),)


def needs_load_balancer(platform: Platform, needs: Needs, ground: Ground, day: dt.date) -> bool:
    """Whether a cloud load balancer stands before the platform: in a cloud, unless it is one machine or built in.

    Services without a public port need none, as long as all ports were listed.
    """
    if ground.cloud is None or platform.value("agents", day) in ("one_machine", "plan_instances"):
        return False
    return needs.mix_assumed or any(service.public for service in needs.services)


def support_parts(
    platform: Platform, needs: Needs, ground: Ground, proxies: tuple[Extra, ...], day: dt.date
) -> tuple[SupportPart, ...]:
    """Proxies, load balancer, discovery and registry, each with how it is had and who says so."""
    parts = [
        SupportPart(
            "proxy", extra.count, "on the agents, at most one a machine", "routes requests to replicas", "our-judgement"
        )
        for extra in proxies
    ]
    if needs_load_balancer(platform, needs, ground, day):
        price = price_of(ground.cloud, "load_balancer_hour")
        source = price.source if price else "our-judgement"
        parts.append(SupportPart("load balancer", 1, ground.label, "public entry, spans the zones", source))
    for what, term in (("routing", "load_balancing"), ("discovery", "service_discovery"), ("registry", "registry")):
        claim = platform.claim(term, day)
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
