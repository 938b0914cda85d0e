"""Prices on spare capacity and under commitments hold together, and each says where its figures are from."""

from __future__ import annotations

import csv
import datetime as dt

import pytest

from advisor import load_knowledge
from advisor.knowledge import data_folder
from advisor.prices.commitment_shares import average_share, commitment_share
from advisor.prices.offer import PriceKind
from advisor.prices.regions import regions_of
from advisor.prices.spot_prices import spot_prices_in

DATA = data_folder()
KNOWLEDGE = load_knowledge()


def _on_demand(cloud: str, region: str) -> dict[str, float]:
    with (DATA / "prices" / cloud / f"{region}.csv").open(encoding="utf-8", newline="") as lines:
        return {row["machine_type"]: float(row["per_hour"]) for row in csv.DictReader(lines)}


@pytest.mark.parametrize("cloud", ["aws", "gcp"])
def test_every_spot_price_is_of_a_type_that_is_sold_there_and_below_its_price_on_demand(cloud: str) -> None:
    for region in regions_of(DATA, cloud):
        on_demand, spot = _on_demand(cloud, region), spot_prices_in(DATA, cloud, region)
        assert spot, region
        for name, price in spot.items():
            assert 0 < price.usd_per_hour < on_demand[name]
            assert price.source in KNOWLEDGE.sources
            assert dt.date.fromisoformat(price.as_of) <= KNOWLEDGE.newest_source_day
            assert (price.price_kind is PriceKind.ESTIMATED) is (cloud == "aws")


def test_every_commitment_is_of_a_family_that_is_sold_and_takes_something_off() -> None:
    with (DATA / "prices" / "commitments.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    keys = [(row["provider"], row["family"], row["region"], row["term"], row["payment"]) for row in rows]
    assert len(keys) == len(set(keys))
    for row in rows:
        assert row["source"] in KNOWLEDGE.sources
        assert 0.05 < float(row["share_off"]) < 0.75
        assert row["term"] in ("1y", "3y") and row["payment"] in ("none", "partial", "all")
        assert row["region"] == "*" or row["region"] in regions_of(DATA, row["provider"])
    for cloud in ("aws", "azure", "gcp"):
        with (DATA / "prices" / cloud / "shapes.csv").open(encoding="utf-8", newline="") as lines:
            sold = {shape["family"] for shape in csv.DictReader(lines)}
        assert {row["family"] for row in rows if row["provider"] == cloud} - {"*"} <= sold


@pytest.mark.parametrize(
    ("cloud", "region", "family", "term", "share", "estimated"),
    [
        ("gcp", "us-east1", "e2", "1y", 0.37, False),  # one share in all regions
        ("gcp", "europe-west4", "n2", "3y", 0.55, False),
        ("gcp", "us-east1", "n2", "3y", 0.55, True),  # that of europe-west4
        ("aws", "eu-central-1", "m5", "3y", 0.624, False),  # all in advance, of 2021
        ("aws", "us-east-1", "m6a", "1y", 0.3385, False),  # 1 - 0.11431 / 0.1728, nothing in advance
        ("aws", "eu-central-1", "m6a", "3y", 0.5464, True),  # 1 - 0.07838 / 0.1728 = 1 - 0.08736 / 0.1926 elsewhere
        ("azure", "eastus", "Dds_v5", "1y", 0.41, False),  # 1 - 1,168 / 8,760 / 0.226
        ("azure", "germanywestcentral", "Dds_v5", "3y", 0.62, True),  # 1 - 2,257 / 26,280 / 0.226
    ],
)
def test_a_share_is_that_of_its_region_or_an_estimate(
    cloud: str, region: str, family: str, term: str, share: float, estimated: bool
) -> None:
    found = commitment_share(DATA, cloud, region, family, term, None)
    assert found is not None
    assert (found.share_off, found.price_kind is PriceKind.ESTIMATED) == (pytest.approx(share, abs=5e-5), estimated)


def test_a_family_or_a_payment_without_a_figure_has_no_share() -> None:
    assert commitment_share(DATA, "azure", "eastus", "Dads_v5", "1y", None) is None
    assert commitment_share(DATA, "aws", "eu-central-1", "m5", "3y", "none") is None
    average = average_share(DATA, "azure", "1y", None)
    assert average is not None and average.price_kind is PriceKind.ESTIMATED
    assert average_share(DATA, "hetzner", "1y", None) is None
