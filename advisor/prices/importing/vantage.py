"""The list of EC2 machines that instances.vantage.sh serves as instances.json."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from advisor.errors import Problem
from advisor.prices.importing.found import Dropped, Found, FoundPrice, FoundShape
from advisor.prices.importing.json_stream import elements
from advisor.prices.own_prices import LINUX, WINDOWS, PriceKey, PriceTerm

AWS = "aws"
SYSTEMS = {"linux": LINUX, "mswin": WINDOWS}
RESERVED = {
    "yrTerm1Standard.noUpfront": PriceTerm.ONE_YEAR,
    "yrTerm3Standard.noUpfront": PriceTerm.THREE_YEARS,
}
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
            found.problems.add(Problem(str(file), 0, 0, (), message, "download instances.json of AWS again"))
            return found
        _take(machine, found, file)
    return found


def _take(machine: Mapping[str, Any], found: Found, file: Path) -> None:
    name = str(machine["instance_type"])
    if ".metal" in name:
        found.dropped[Dropped.BARE_METAL] += 1
        return
    archs = [ARCHITECTURES[arch] for arch in machine.get("arch") or () if arch in ARCHITECTURES]
    memory, vcpu, gpus = (_number(machine.get(key)) for key in ("memory", "vCPU", "GPU"))
    found.shapes[AWS, name] = FoundShape(
        vcpu or 0.0, int((memory or 0.0) * 1024), archs[0] if archs else "", gpus or 0.0
    )
    for region, systems in machine["pricing"].items():
        for system, prices in systems.items():
            if system not in SYSTEMS:
                found.dropped[Dropped.OTHER_SYSTEM] += 1
                continue
            for term, price in _prices(prices):
                if price is None:
                    found.dropped[Dropped.NO_PRICE] += 1
                else:
                    key = PriceKey(AWS, region, name, SYSTEMS[system], term)
                    found.keep(file, 0, FoundPrice(key, price, "USD"))


def _prices(prices: Mapping[str, Any]) -> Iterator[tuple[PriceTerm, float | None]]:
    """The terms of one entry with their prices; spot is what it cost on average."""
    yield PriceTerm.ON_DEMAND, _number(prices.get("ondemand"))
    for word, price in (prices.get("reserved") or {}).items():
        if word in RESERVED:
            yield RESERVED[word], _number(price)
    if "spot_avg" in prices:
        yield PriceTerm.SPOT, _number(prices["spot_avg"])


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):  # N/A where a region does not sell it
        return None
