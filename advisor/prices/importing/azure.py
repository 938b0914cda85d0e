"""Answers of the Azure Retail Prices interface: pages of JSON with `Items`, 100 to a page, or 1,000."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from advisor.errors import Problem
from advisor.prices.importing.found import Dropped, Found, FoundPrice
from advisor.prices.own_prices import LINUX, WINDOWS, PriceKey, PriceTerm

AZURE, MACHINES = "azure", "Virtual Machines"
TERMS = {"1 Year": PriceTerm.ONE_YEAR, "3 Years": PriceTerm.THREE_YEARS}
HOURS = {PriceTerm.ONE_YEAR: 8760, PriceTerm.THREE_YEARS: 26280}
"""Hours of a term, over which a reservation is paid: the list has the price of all of them."""
SPARE = ("Spot", "Low Priority")
OTHER_PRODUCTS = ("DedicatedHost", "CloudServices")
"""Products with the names of sizes that are no machines of one's own, written with and without spaces."""


def read_azure_pages(pages: Sequence[tuple[Path, Mapping[str, Any]]]) -> Found:
    """What the pages of one answer hold.

    The interface gives no day of the list: it is the newest day on which a kept price took effect. A mistake where the
    last page is missing, as then an unknown part of the list is.
    """
    found = Found("azure-retail-prices")
    if pages and all(page.get("NextPageLink") for _, page in pages):
        message = "no page is the last one: each names a next page"
        found.problems.add(Problem(str(pages[-1][0]), 0, 0, (), message, "download the pages up to the last"))
    for file, page in pages:
        for number, item in enumerate(page["Items"]):
            _take(item, found, file, number)
    return found


def _take(item: Mapping[str, Any], found: Found, file: Path, number: int) -> None:
    name, region = item.get("armSkuName") or "", item.get("armRegionName") or ""
    if item.get("serviceName") != MACHINES:
        message = f"item {number + 1} is of {item.get('serviceName') or 'no service'}, not of {MACHINES}"
        if not any(message == problem.message for problem in found.problems.told):
            found.problems.add(Problem(str(file), 0, 0, (), message, f"ask for serviceName eq '{MACHINES}'"))
        return
    term = _term(item)
    if isinstance(term, Dropped):
        found.dropped[term] += 1
        return
    product = (item.get("productName") or "").replace(" ", "")
    if not name or any(other in product for other in OTHER_PRODUCTS):
        found.dropped[Dropped.NO_MACHINE] += 1
        return
    os = WINDOWS if "Windows" in product else LINUX
    price = item.get("retailPrice")
    hourly = float(price) / HOURS.get(term, 1) if isinstance(price, int | float) else float("nan")
    found.keep(file, 0, FoundPrice(PriceKey(AZURE, region, name, os, term), hourly, item.get("currencyCode", "")))
    found.day = max(found.day, str(item.get("effectiveStartDate", ""))[:10])


def _term(item: Mapping[str, Any]) -> PriceTerm | Dropped:
    """The term of an item; what is for tests, or of the older kind of spare capacity, is dropped."""
    kind, sku = item.get("type"), f"{item.get('skuName') or ''} {item.get('meterName') or ''}"
    if kind == "Reservation":
        return TERMS.get(item.get("reservationTerm", ""), Dropped.OTHER_PAYMENT)
    if kind != "Consumption" or item.get("unitOfMeasure") != "1 Hour" or SPARE[1] in sku:
        return Dropped.OTHER_PAYMENT
    return PriceTerm.SPOT if SPARE[0] in sku else PriceTerm.ON_DEMAND


def is_azure_page(value: Any) -> bool:
    """Whether a JSON value is a page of the interface."""
    return isinstance(value, dict) and isinstance(value.get("Items"), list)


def page_of(text: str) -> Any:
    """The JSON value of a page. Raises ValueError."""
    return json.loads(text)
