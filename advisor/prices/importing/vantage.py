"""The lists of machines of AWS and of Google Cloud that instances.vantage.sh serves as instances.json.

That of Azure has other names for sizes and regions than Azure has, and is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from advisor.errors import Problem
from advisor.prices.importing.found import Dropped, Found, FoundPrice, FoundShape
from advisor.prices.importing.json_stream import elements
from advisor.prices.own_prices import LINUX, WINDOWS, PriceKey, PriceTerm

AWS, GOOGLE = "aws", "gcp"
SYSTEMS = {"linux": LINUX, "mswin": WINDOWS}
RESERVED = {
    "yrTerm1Standard.noUpfront": PriceTerm.ONE_YEAR,
    "yrTerm3Standard.noUpfront": PriceTerm.THREE_YEARS,
}
PRICES = {
    "ondemand": PriceTerm.ON_DEMAND,
    "spot_avg": PriceTerm.SPOT,
    "spot": PriceTerm.SPOT,
    "cud_1yr": PriceTerm.ONE_YEAR,
    "cud_3yr": PriceTerm.THREE_YEARS,
}
"""The terms of one entry by their keys; spot is what it cost on average, of Google Cloud what it costs."""
ARCHITECTURES = {"x86_64": "amd64", "arm64": "arm64"}


def read_vantage(content: BinaryIO, file: Path) -> Found:
    """What the list holds, in US dollars; it has no day. Raises BrokenJsonError."""
    found = Found("vantage-instances")
    for number, machine in enumerate(elements(content)):
        if (
            not isinstance(machine, dict)
            or not isinstance(machine.get("pricing"), dict)
            or "instance_type" not in machine
        ):
            message = f"entry {number + 1} is no machine with prices"
            found.problems.add(Problem(str(file), 0, 0, (), message, "download instances.json again"))
            return found
        name = str(machine["instance_type"])
        if "." not in name and "-" not in name:
            message = f"entry {number + 1}, {name}, is a machine of neither AWS nor Google Cloud"
            found.problems.add(Problem(str(file), 0, 0, (), message, "for Azure download pages of its retail prices"))
            return found
        _take(machine, AWS if "." in name else GOOGLE, name, found, file)
    return found


def _take(machine: Mapping[str, Any], cloud: str, name: str, found: Found, file: Path) -> None:
    if ".metal" in name or name.endswith("-metal"):
        found.dropped[Dropped.BARE_METAL] += 1
        return
    archs = [ARCHITECTURES[arch] for arch in machine.get("arch") or () if arch in ARCHITECTURES]
    memory, vcpu, gpus = (_number(machine.get(key)) or 0.0 for key in ("memory", "vCPU", "GPU"))
    vcpu = 0.0 if machine.get("shared_cpu") else vcpu  # the list does not say which share of them there is
    found.shapes[cloud, name] = FoundShape(vcpu, int(memory * 1024), archs[0] if archs else "", gpus)
    for region, systems in machine["pricing"].items():
        for system, prices in systems.items():
            if system not in SYSTEMS:
                found.dropped[Dropped.OTHER_SYSTEM] += 1
                continue
            for term, price in _prices(prices):
                if price:
                    key = PriceKey(cloud, region, name, SYSTEMS[system], term)
                    found.keep(file, 0, FoundPrice(key, price, "USD"))
                else:
                    found.dropped[Dropped.NO_PRICE] += 1


def _prices(prices: Mapping[str, Any]) -> Iterator[tuple[PriceTerm, float | None]]:
    """The terms of one entry with their prices."""
    for word, term in PRICES.items():
        if word in prices:
            yield term, _number(prices[word])
    for word, price in (prices.get("reserved") or {}).items():
        if word in RESERVED:
            yield RESERVED[word], _number(price)


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):  # N/A where a region does not sell it; so is 0
        return None
