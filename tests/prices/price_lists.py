"""Small price lists in the forms in which their publishers offer them, with made-up rows around real prices."""

from __future__ import annotations

import csv
import io
from typing import Any

DAY = "2026-11-20"
HEAD = [
    ["FormatVersion", "v1.0"],
    ["Disclaimer", "for information"],
    ["Publication Date", f"{DAY}T17:07:46Z"],
    ["Version", "20261120170746"],
]
COLUMNS = [
    "SKU",
    "TermType",
    "Unit",
    "PricePerUnit",
    "Currency",
    "LeaseContractLength",
    "PurchaseOption",
    "OfferingClass",
    "Product Family",
    "Location",
    "Instance Type",
    "vCPU",
    "Memory",
    "Physical Processor",
    "Tenancy",
    "Operating System",
    "License Model",
    "CapacityStatus",
    "GPU",
    "Pre Installed S/W",
    "Region Code",
    "usageType",
    "operation",
    "MarketOption",
]
PLAIN = {
    "SKU": "A",
    "TermType": "OnDemand",
    "Unit": "Hrs",
    "PricePerUnit": "0.2350000000",
    "Currency": "USD",
    "Product Family": "Compute Instance",
    "Location": "EU (Frankfurt)",
    "Instance Type": "m6i.xlarge",
    "vCPU": "4",
    "Memory": "16 GiB",
    "Physical Processor": "Intel Xeon 8375C",
    "Tenancy": "Shared",
    "Operating System": "Linux",
    "License Model": "No License required",
    "CapacityStatus": "Used",
    "Pre Installed S/W": "NA",
    "Region Code": "eu-central-1",
    "operation": "RunInstances",
    "MarketOption": "OnDemand",
}
WINDOWS = {"Operating System": "Windows", "operation": "RunInstances:0002"}
TASK = {"Product Family": "Compute", "Unit": "hours", "Instance Type": "", "Operating System": "", "operation": ""}
YEAR = {
    "TermType": "Reserved",
    "LeaseContractLength": "1yr",
    "PurchaseOption": "No Upfront",
    "OfferingClass": "standard",
}


def aws_csv(*rows: dict[str, str], code: str = "AmazonEC2") -> str:
    """A list of EC2 as CSV, each row being PLAIN but for what is given."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([*HEAD, ["OfferCode", code], COLUMNS])
    writer.writerows([{**PLAIN, **row}.get(column, "") for column in COLUMNS] for row in rows)
    return text.getvalue()


def aws_json(*rows: dict[str, str], code: str = "AmazonEC2") -> dict[str, Any]:
    """The same list as JSON: products by SKU, then terms by SKU."""
    products: dict[str, Any] = {}
    terms: dict[str, Any] = {"OnDemand": {}, "Reserved": {}}
    for number, given in enumerate(rows):
        row = {**PLAIN, **given}
        sku = f"SKU{number}"
        products[sku] = {
            "sku": sku,
            "productFamily": row["Product Family"],
            "attributes": {
                "instanceType": row["Instance Type"],
                "regionCode": row["Region Code"],
                "location": row["Location"],
                "operatingSystem": row["Operating System"],
                "tenancy": row["Tenancy"],
                "preInstalledSw": row["Pre Installed S/W"],
                "capacitystatus": row["CapacityStatus"],
                "licenseModel": row["License Model"],
                "vcpu": row["vCPU"],
                "memory": row["Memory"],
                "physicalProcessor": row["Physical Processor"],
                "usagetype": row.get("usageType", ""),
                "operation": row["operation"],
                "marketoption": row["MarketOption"],
            },
        }
        keys = ("LeaseContractLength", "PurchaseOption", "OfferingClass")
        part = {"unit": row["Unit"], "pricePerUnit": {row["Currency"]: row["PricePerUnit"]}}
        offer = {"sku": sku, "priceDimensions": {"R": part}, "termAttributes": {key: row.get(key, "") for key in keys}}
        terms[row["TermType"]][sku] = {f"{sku}.T": offer}
    return {
        "formatVersion": "v1.0",
        "disclaimer": "for information",
        "offerCode": code,
        "version": "20261120170746",
        "publicationDate": f"{DAY}T17:07:46Z",
        "products": products,
        "terms": terms,
    }


def azure_item(**given: Any) -> dict[str, Any]:
    """An item of a page of Azure retail prices."""
    return {
        "currencyCode": "USD",
        "retailPrice": 0.235,
        "armRegionName": "germanywestcentral",
        "location": "DE West Central",
        "effectiveStartDate": "2026-10-01T00:00:00Z",
        "meterName": "D4s v5",
        "productName": "Virtual Machines Dsv5 Series",
        "skuName": "D4s v5",
        "serviceName": "Virtual Machines",
        "unitOfMeasure": "1 Hour",
        "type": "Consumption",
        "armSkuName": "Standard_D4s_v5",
        **given,
    }


def azure_page(*items: dict[str, Any], more: str | None = None) -> dict[str, Any]:
    """A page of Azure retail prices, the last one unless it says that there are more."""
    return {"BillingCurrency": "USD", "Items": list(items), "NextPageLink": more, "Count": len(items)}


GOOGLE = """---
about:
  generated: Fri Nov 20 03:53:56 2026
  timestamp: 1795146836
compute:
  instance:
    e2-standard-4:
      cost:
        europe-west3:
          hour: 0.175
          hour_spot: 0.06
          month: 127.75
          month_1y: 80.3
          month_3y: 57.67
        us-east1:
          hour: 0
      cpu: 4
      ram: 16
    e2-standard-96:
      cost:
        europe-west3:
          hour: 4.2
      cpu: 96
      ram: 384
    n1-standard-4:
      cost:
        europe-west3:
          hour: 0.24
      cpu: 4
      ram: 15
"""
VANTAGE: list[dict[str, Any]] = [
    {
        "instance_type": "m6i.xlarge",
        "memory": 16.0,
        "vCPU": 4,
        "arch": ["x86_64"],
        "GPU": 0,
        "pricing": {
            "eu-central-1": {
                "linux": {
                    "ondemand": "0.235",
                    "spot_avg": "0.09",
                    "spot_min": "0.08",
                    "reserved": {"yrTerm1Standard.noUpfront": "0.15", "yrTerm1Standard.allUpfront": "0.14"},
                },
                "mswin": {"ondemand": "0.419"},
                "rhel": {"ondemand": "0.29"},
            },
            "us-east-1": {"linux": {"ondemand": "N/A"}},
        },
    },
    {"instance_type": "m6i.metal", "memory": 512, "vCPU": 128, "arch": ["x86_64"], "pricing": {}},
]
VANTAGE_OF_GOOGLE: list[dict[str, Any]] = [
    {
        "instance_type": "e2-standard-4",
        "family": "General purpose",
        "vCPU": 4,
        "memory": 16,
        "GPU": 0,
        "shared_cpu": False,
        "pricing": {
            "europe-west3": {
                "linux": {"ondemand": "0.175", "spot": "0.06", "cud_1yr": "0.11", "cud_3yr": "0.079"},
                "windows": {"ondemand": "0.359"},
            },
            "us-east1": {"linux": {"ondemand": "0"}},
        },
    },
    {"instance_type": "c3-standard-192-metal", "vCPU": 192, "memory": 768, "pricing": {}},
]
VANTAGE_OF_AZURE: list[dict[str, Any]] = [
    {"instance_type": "d4sv5", "pretty_name_azure": "D4s v5", "pricing": {"us-east": {"linux": {"ondemand": 0.192}}}}
]
