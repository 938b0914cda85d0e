"""AWS price list files of EC2 and ECS, as CSV and as JSON (`offers/v1.0/aws/AmazonEC2/current/<region>/index.csv`)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from advisor.errors import Problem
from advisor.prices.importing.found import Dropped, Found, FoundPrice, FoundShape
from advisor.prices.importing.json_stream import members
from advisor.prices.own_prices import GIB, LINUX, VCPU, WINDOWS, PriceKey, PriceTerm, RateKey

AWS, EC2, ECS = "aws", "AmazonEC2", "AmazonECS"
TASKS = re.compile(r"(?:[A-Z0-9]+-)?Fargate-(ARM-|Windows-)?(vCPU-Hours:perCPU|GB-Hours|OS-Hours:perCPU)")
"""The usage types of a vCPU and a GiB of tasks, and of the licence that a vCPU with Windows pays besides.

A region stands before them, in the first one perhaps none.
"""
LICENCE = "licence"
WHAT = {"vCPU-Hours:perCPU": VCPU, "GB-Hours": GIB, "OS-Hours:perCPU": LICENCE}
_INSTANCE, _METAL = "Compute Instance", "Compute Instance (bare metal)"
SYSTEMS = {"Linux": LINUX, "Windows": WINDOWS}
OPERATIONS = {LINUX: ("", "RunInstances"), WINDOWS: ("", "RunInstances:0002")}
"""The operations by which a machine with nothing but its system is billed; others are of the same system with more."""
LICENCE_INCLUDED = ("", "No License required")
LEASES = {"1yr": PriceTerm.ONE_YEAR, "3yr": PriceTerm.THREE_YEARS}
COLUMNS = {
    "Product Family": "productFamily",
    "Instance Type": "instanceType",
    "Region Code": "regionCode",
    "Location": "location",
    "Operating System": "operatingSystem",
    "Tenancy": "tenancy",
    "Pre Installed S/W": "preInstalledSw",
    "CapacityStatus": "capacitystatus",
    "License Model": "licenseModel",
    "vCPU": "vcpu",
    "Memory": "memory",
    "GPU": "gpu",
    "Physical Processor": "physicalProcessor",
    "usageType": "usagetype",
    "operation": "operation",
    "MarketOption": "marketoption",
}
"""The columns of a list as CSV that are read, by their name in a list as JSON."""
NEEDED = ("TermType", "Unit", "PricePerUnit", "Currency", "Region Code")
NEEDED_OF_MACHINES = ("Instance Type", "Operating System", "Tenancy")
NEEDED_OF_TASKS = ("usageType",)
LEASE = ("LeaseContractLength", "OfferingClass", "PurchaseOption")
HOUR = ("hrs", "hours")
"""How the lists write the unit of an hour, in small letters."""
HEAD_LINES = 10
"""Lines at most before the columns of a CSV; there are five."""
PRODUCTS = "products"
TERMS = {"terms.OnDemand": "OnDemand", "terms.Reserved": "Reserved"}
"""Where a list as JSON has what, by the keys that lead there."""
INDEXES = ("offers", "regions", "versions")
"""What stands in the files that lead to the lists."""


@dataclass(frozen=True)
class _Product:
    """A product that is kept: a machine type in a region with a system."""

    region: str
    name: str
    os: str


def _task_rate(about: Mapping[str, str], found: Found) -> RateKey | Dropped:
    """What of a task a product of ECS is, the list standing for its platform; notes where its region lies."""
    meant = TASKS.fullmatch(about.get("usagetype", ""))
    if meant is None:
        return Dropped.OTHER_USE
    region = about.get("regionCode", "")
    found.places.setdefault((AWS, region), about.get("location", ""))
    arch, os = "arm64" if meant[1] == "ARM-" else "amd64", WINDOWS if meant[1] == "Windows-" else LINUX
    return RateKey(ECS, AWS, region, WHAT[meant[2]], arch, os)


def _with_licences(found: Found, file: Path) -> Found:
    """What was found, with the licence of Windows in the rate of its vCPU; a mistake where the list lacks it."""
    licences = {key: rate for key, rate in found.rates.items() if key.what == LICENCE}
    for key in licences:
        del found.rates[key]
    for key, (usd, currency) in found.rates.items():
        if (key.os, key.what) != (WINDOWS, VCPU):
            continue
        licence, paid_in = licences.get(key._replace(what=LICENCE), (0.0, ""))
        found.rates[key] = usd + licence, currency
        if paid_in != currency:
            message = f"has no licence for tasks with Windows in {key.region} beside their vCPU"
            found.problems.add(Problem(str(file), 0, 0, (), message, "download the list again"))
    return found


def _product(about: Mapping[str, str], found: Found) -> _Product | RateKey | Dropped:
    """The machine that a product is, or why it is not kept; notes its size and where its region lies."""
    if found.of_tasks:
        return _task_rate(about, found)
    family = about.get("productFamily", "")
    name, system = about.get("instanceType", ""), SYSTEMS.get(about.get("operatingSystem", ""))
    if family == _METAL or name.endswith(".metal") or ".metal-" in name:
        return Dropped.BARE_METAL
    if family != _INSTANCE or not name:
        return Dropped.NO_MACHINE
    if about.get("tenancy") != "Shared" or about.get("capacitystatus", "Used") != "Used":
        return Dropped.NOT_SHARED
    if system is None or about.get("preInstalledSw", "NA") != "NA":
        return Dropped.OTHER_SYSTEM
    if about.get("licenseModel", "") not in LICENCE_INCLUDED:
        return Dropped.OWN_LICENCE
    if about.get("operation", "") not in OPERATIONS[system]:
        return Dropped.OTHER_SYSTEM
    if about.get("marketoption", "OnDemand") != "OnDemand":
        return Dropped.OTHER_PAYMENT
    region = about.get("regionCode", "")
    found.places.setdefault((AWS, region), about.get("location", ""))
    found.shapes.setdefault((AWS, name), _shape(about))
    return _Product(region, name, system)


def _shape(about: Mapping[str, str]) -> FoundShape:
    memory = about.get("memory", "").removesuffix(" GiB").replace(",", "")
    arch = "arm64" if "Graviton" in about.get("physicalProcessor", "") else "amd64"
    return FoundShape(_number(about.get("vcpu", "")), int(_number(memory) * 1024), arch, _number(about.get("gpu", "")))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _term(kind: str, lease: str, offering: str, purchase: str) -> PriceTerm | Dropped:
    """On demand, or a term of one or three years without anything in advance, of the class that cannot be exchanged."""
    if kind == "OnDemand":
        return PriceTerm.ON_DEMAND
    if (offering, purchase) == ("standard", "No Upfront") and lease in LEASES:
        return LEASES[lease]
    return Dropped.OTHER_PAYMENT


def read_aws_csv(text: TextIO, file: Path) -> Found:
    """What a list as CSV holds. Raises csv.Error where it cannot be read."""
    rows = csv.reader(text, strict=True)
    head: dict[str, str] = {}
    columns: list[str] = []
    for row in rows:
        if "SKU" in row:
            columns = row
            break
        head.update({row[0]: row[1]} if len(row) > 1 else {})
        if rows.line_num > HEAD_LINES:
            break
    found = _begun(file, head.get("OfferCode", ""), head.get("Publication Date", ""), head.get("Version", ""))
    needed = (*NEEDED, *(NEEDED_OF_TASKS if found.of_tasks else NEEDED_OF_MACHINES))
    missing = [column for column in needed if column not in columns]
    if missing and not found.problems.told:
        message = f"lacks the columns {', '.join(missing)}"
        found.problems.add(Problem(str(file), rows.line_num, 1, (), message, "download the list again"))
    at = {column: columns.index(column) for column in (*NEEDED, *LEASE, *COLUMNS) if column in columns}
    for row in rows if not found.problems.told else ():
        if len(row) == len(columns):
            _take_row(row, at, found, file, rows.line_num)
        else:
            message = f"has {len(row)} cells, and the list {len(columns)} columns: it breaks off"
            found.problems.add(Problem(str(file), rows.line_num, 1, (), message, "download the list again"))
    return _with_licences(found, file)


def _take_row(row: list[str], at: Mapping[str, int], found: Found, file: Path, line: int) -> None:
    term = _term(row[at["TermType"]], *(row[at[column]] if column in at else "" for column in LEASE))
    about = {name: row[at[column]] for column, name in COLUMNS.items() if column in at and row[at[column]]}
    machine = _product(about, found)
    if isinstance(machine, Dropped):
        found.dropped[machine] += 1
    elif isinstance(term, Dropped) or row[at["Unit"]].lower() not in HOUR:
        found.dropped[Dropped.OTHER_PAYMENT] += 1
    else:
        _keep(found, file, line, machine, term, row[at["PricePerUnit"]], row[at["Currency"]])


def _keep(
    found: Found, file: Path, line: int, what: _Product | RateKey, term: PriceTerm, price: str, currency: str
) -> None:
    try:
        per_hour = float(price)
    except ValueError:
        per_hour = float("nan")
    if isinstance(what, RateKey):
        found.keep_rate(file, line, what, per_hour, currency)
        return
    key = PriceKey(AWS, what.region, what.name, what.os, term)
    found.keep(file, line, FoundPrice(key, per_hour, currency))


def read_aws_json(content: BinaryIO, file: Path) -> Found:
    """What a list as JSON holds, read once from its start; products come before terms. Raises BrokenJsonError."""
    head: dict[str, str] = {}
    machines: dict[str, _Product | RateKey] = {}
    found: Found | None = None
    for way, key, value in members(content, (PRODUCTS, *TERMS, *INDEXES)):
        if way in INDEXES:
            return _index(file)
        if not way:
            head[key] = str(value)
            continue
        if found is None:
            found = _begun(file, head.get("offerCode", ""), head.get("publicationDate", ""), head.get("version", ""))
        if found.problems.told:
            break
        if way == PRODUCTS:
            about = {"productFamily": value.get("productFamily", ""), **value.get("attributes", {})}
            machine = _product(about, found)
            if isinstance(machine, Dropped):
                found.dropped[machine] += 1
            else:
                machines[key] = machine
        elif key in machines:
            _take_terms(TERMS[way], value, machines[key], found, file)
    found = found or _begun(file, head.get("offerCode", ""), head.get("publicationDate", ""), head.get("version", ""))
    return _with_licences(found, file)


def _index(file: Path) -> Found:
    found = Found("aws-price-list")
    remedy = f"download the list of {EC2} or {ECS} for a region"
    found.problems.add(Problem(str(file), 0, 0, (), "is an index of price lists, and holds no prices", remedy))
    return found


def _take_terms(kind: str, offers: Mapping[str, Any], machine: _Product | RateKey, found: Found, file: Path) -> None:
    for offer in offers.values():
        about = offer.get("termAttributes", {})
        lease = about.get("LeaseContractLength", ""), about.get("OfferingClass", ""), about.get("PurchaseOption", "")
        term = _term(kind, *lease)
        if isinstance(term, Dropped):
            found.dropped[term] += 1
            continue
        for unit, currency, price in _dimensions(offer):
            if unit.lower() in HOUR:
                _keep(found, file, 0, machine, term, price, currency)
            else:
                found.dropped[Dropped.OTHER_PAYMENT] += 1


def _dimensions(offer: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The unit, the currency and the price of each part of an offer."""
    prices = (
        (part.get("unit", ""), part.get("pricePerUnit", {})) for part in offer.get("priceDimensions", {}).values()
    )
    return chain.from_iterable(((unit, currency, price) for currency, price in per.items()) for unit, per in prices)


def _begun(file: Path, code: str, published: str, version: str) -> Found:
    """What is known of a list from its head; a mistake where it is of another service than EC2."""
    found = Found(f"aws-price-list {code} {version}".strip(), published[:10], of_tasks=code == ECS)
    if code not in (EC2, ECS):
        message = f"is the price list of {code or 'no service'}, not of {EC2} or {ECS}"
        found.problems.add(Problem(str(file), 0, 0, (), message, f"download the list of {EC2} or {ECS} for a region"))
    return found
