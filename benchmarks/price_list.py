"""How much memory and time a long price list takes: `python -m benchmarks.price_list` makes two and imports them.

The lists have the form of those of EC2 for one region, as CSV and as JSON: nine products in ten are of no use, and each
has a price on demand and twelve for reservations. Names and prices are made up.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any, TextIO

LENGTH = 300 * 1024**2
"""Characters of each list, about."""
DAY = "2026-11-20T17:07:46Z"
HEAD = [("FormatVersion", "v1.0"), ("Publication Date", DAY), ("Version", "1"), ("OfferCode", "AmazonEC2")]
LEASES = [
    {"LeaseContractLength": lease, "OfferingClass": offering, "PurchaseOption": paid}
    for lease in ("1yr", "3yr")
    for offering in ("standard", "convertible")
    for paid in ("No Upfront", "Partial Upfront", "All Upfront")
]
OTHERS = {f"attribute{number}": "a value that is not read" for number in range(25)}
"""What a product tells beside what is read."""
NAMES = {
    "Product Family": "productFamily",
    "Location": "location",
    "Instance Type": "instanceType",
    "vCPU": "vcpu",
    "Physical Processor": "physicalProcessor",
    "Memory": "memory",
    "Tenancy": "tenancy",
    "Operating System": "operatingSystem",
    "License Model": "licenseModel",
    "CapacityStatus": "capacitystatus",
    "Pre Installed S/W": "preInstalledSw",
    "Region Code": "regionCode",
}
"""The columns of a list as CSV, by their names in one as JSON."""
MEASURED = """
import resource, sys, time
from pathlib import Path
from advisor.knowledge import data_folder
from advisor.prices.importing.folder import write_folder
from advisor.prices.importing.lists import read_lists
file = Path(sys.argv[1])
imported = write_folder(read_lists(file), file.parent / "out", data_folder())
used = resource.getrusage(resource.RUSAGE_SELF)
kept, dropped = sum(imported.by_term.values()), sum(imported.dropped.values())
print(f"{kept} prices kept, {dropped} rows dropped, {time.process_time():.0f} s of a processor", end=", ")
print(f"{used.ru_maxrss // 1024} MiB")
"""


def product(number: int) -> dict[str, str]:
    """The columns of a product; of ten, one is of a machine that is kept."""
    told = ("Compute Instance", "EU (Frankfurt)", f"m{number // 10}x.xlarge", "4", "Intel Xeon 8375C", "16 GiB")
    hosts = "Dedicated" if number % 10 else "Shared"
    values = (*told, hosts, "Linux", "No License required", "Used", "NA", "eu-central-1")
    return {**dict(zip(NAMES, values, strict=True)), **OTHERS}


def price(number: int, place: int) -> str:
    """A price of a product: on demand, and a little less for each lease."""
    return f"{0.2 + number % 97 / 100 - place / 100:.10f}"


def write_csv(out: TextIO) -> None:
    """Write a list as CSV: a row for each price."""
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    columns = ["SKU", "TermType", "Unit", "PricePerUnit", "Currency", *LEASES[0], *product(0)]
    writer.writerows([*HEAD, columns])
    for number in count():
        about = list(product(number).values())
        for place, lease in enumerate([dict.fromkeys(LEASES[0], ""), *LEASES]):
            term = "Reserved" if place else "OnDemand"
            writer.writerow([f"SKU{number}", term, "Hrs", price(number, place), "USD", *lease.values(), *about])
        if out.tell() >= LENGTH:
            return


def write_json(out: TextIO) -> None:
    """Write a list as JSON, a member a line: all products, then what each costs on demand, then reserved."""
    one = sum(len(json.dumps(part, indent=2)) for part in (_product(0), _offers(0, [{}]), _offers(0, LEASES)))
    skus = range(LENGTH // one)
    head = {"formatVersion": "v1.0", "offerCode": "AmazonEC2", "version": "1", "publicationDate": DAY}
    out.write(json.dumps(head, indent=2).removesuffix("\n}") + ',\n"products": ')
    _write_members(out, ((f"SKU{number}", _product(number)) for number in skus))
    out.write(',\n"terms": {"OnDemand": ')
    _write_members(out, ((f"SKU{number}", _offers(number, [{}])) for number in skus))
    out.write(',\n"Reserved": ')
    _write_members(out, ((f"SKU{number}", _offers(number, LEASES)) for number in skus))
    out.write("}}\n")


def _product(number: int) -> dict[str, Any]:
    about = {NAMES.get(column, column): value for column, value in product(number).items()}
    return {"sku": f"SKU{number}", "productFamily": about.pop("productFamily"), "attributes": about}


def _offers(number: int, leases: list[dict[str, str]]) -> dict[str, Any]:
    return {
        f"SKU{number}.{place}": {
            "offerTermCode": str(place),
            "priceDimensions": {"R": {"unit": "Hrs", "pricePerUnit": {"USD": price(number, place)}}},
            "termAttributes": lease,
        }
        for place, lease in enumerate(leases, start=1 if leases[0] else 0)
    }


def _write_members(out: TextIO, members: Iterator[tuple[str, Any]]) -> None:
    for number, (key, value) in enumerate(members):
        out.write(f'{"," if number else "{"}\n"{key}": {json.dumps(value, indent=2)}')
    out.write("\n}")


def main() -> None:
    """Make a list of each form, and print what importing it takes."""
    writers: dict[str, Callable[[TextIO], None]] = {"index.csv": write_csv, "index.json": write_json}
    for name, write in writers.items():
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / name
            with file.open("w", encoding="utf-8") as out:
                write(out)
            mib = file.stat().st_size // 1024**2
            ran = subprocess.run(
                [sys.executable, "-c", MEASURED, str(file)], capture_output=True, text=True, check=True
            )
            print(f"{name}, {mib} MiB: {ran.stdout.strip()}", flush=True)


if __name__ == "__main__":
    main()
