"""Google machine prices in the form of `pricing.yml` of the project Cyclenerd/google-cloud-pricing-cost-calculator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from advisor.errors import Problem
from advisor.prices.importing.found import Dropped, Found, FoundPrice, FoundShape
from advisor.prices.own_prices import LINUX, PriceKey, PriceTerm
from advisor.values import HOURS_PER_MONTH

GOOGLE = "gcp"
PRICES = {
    "hour": (PriceTerm.ON_DEMAND, 1),
    "hour_spot": (PriceTerm.SPOT, 1),
    "month_1y": (PriceTerm.ONE_YEAR, HOURS_PER_MONTH),
    "month_3y": (PriceTerm.THREE_YEARS, HOURS_PER_MONTH),
}
"""The keys that are read, with the term that each is for and the hours that it pays."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_google(text: str, file: Path) -> Found:
    """What the file holds, in US dollars; its day is that on which it was made. Raises yaml.YAMLError."""
    value = yaml.load(text, Loader=_LOADER)
    found = Found("google-pricing-yml")
    machines = value.get("compute", {}).get("instance") if isinstance(value, dict) else None
    if not isinstance(machines, dict):
        message = "has no compute.instance"
        found.problems.add(Problem(str(file), 0, 0, (), message, "download pricing.yml again"))
        return found
    stamp = value.get("about", {}).get("timestamp")
    found.day = dt.datetime.fromtimestamp(stamp, dt.UTC).date().isoformat() if isinstance(stamp, int) else ""
    for name, machine in machines.items():
        _take(str(name), machine, found, file)
    return found


def _take(name: str, machine: Mapping[str, Any], found: Found, file: Path) -> None:
    gpus = float(machine.get("gpu") or machine.get("a100") or 0)
    found.shapes[GOOGLE, name] = FoundShape(
        float(machine.get("cpu") or 0), int(float(machine.get("ram") or 0) * 1024), "", gpus
    )
    for region, prices in machine.get("cost", {}).items():
        for word, (term, hours) in PRICES.items():
            price = prices.get(word)
            if price is None:
                continue
            if price == 0:  # how the file says that a region does not sell the type, or not for that term
                found.dropped[Dropped.NO_PRICE] += 1
                continue
            key = PriceKey(GOOGLE, str(region), name, LINUX, term)
            found.keep(file, 0, FoundPrice(key, float(price) / hours, "USD"))
