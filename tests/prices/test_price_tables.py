"""The tables of data/prices hold together, and each says where its figures are from."""

from __future__ import annotations

import csv
import datetime as dt
import statistics
from collections.abc import Iterator

import pytest

from advisor import load_knowledge
from advisor.knowledge import data_folder
from advisor.prices.machines import shapes_of
from advisor.prices.price_book import PriceBook
from advisor.prices.regions import CLOUDS, extreme_regions, levels_of, regions_known, regions_of

DATA = data_folder()
BOOK = PriceBook(DATA)
KNOWLEDGE = load_knowledge()
TAKEN_OVER = ("observed", "official_doc", "third_party")
PLACES = [(cloud, region) for cloud in CLOUDS for region in regions_of(DATA, cloud)]


def rows(cloud: str, table: str) -> list[dict[str, str]]:
    with (DATA / "prices" / cloud / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def usual(cloud: str) -> str:
    return str(KNOWLEDGE.assumed[f"region_{cloud}"].value)


def test_every_region_of_the_three_large_clouds_that_is_published_is_held() -> None:
    assert [len(regions_of(DATA, cloud)) for cloud in ("aws", "azure", "gcp")] == [28, 57, 43]


@pytest.mark.parametrize(("cloud", "region"), PLACES)
def test_each_price_is_of_a_known_type_and_has_a_source_a_day_and_a_currency(cloud: str, region: str) -> None:
    types = {row["machine_type"] for row in rows(cloud, "shapes")}
    here = rows(cloud, region)
    assert len(here) == len({(row["machine_type"], row["os"], row["term"]) for row in here})
    for row in here:
        assert row["machine_type"] in types
        assert row["source"] in KNOWLEDGE.sources
        assert dt.date.fromisoformat(row["as_of"]) <= KNOWLEDGE.newest_source_day
        assert row["currency"] in ("USD", "EUR")
        assert 0 < float(row["per_hour"]) < 200


@pytest.mark.parametrize("cloud", CLOUDS)
def test_the_table_of_regions_says_what_the_prices_say(cloud: str) -> None:
    base = {row["machine_type"]: float(row["per_hour"]) for row in rows(cloud, usual(cloud))}
    for name, region in regions_known(DATA, cloud).items():
        assert region.place, name
        if region.level is None:
            assert not (DATA / "prices" / cloud / f"{name}.csv").exists()
            continue
        here = rows(cloud, name)
        ratios = [float(r["per_hour"]) / base[r["machine_type"]] for r in here if r["machine_type"] in base]
        assert region.level == pytest.approx(statistics.median(ratios), abs=0.0006)
        assert (region.types, region.as_of) == (len(here), max(row["as_of"] for row in here))
        assert region.estimated == sum(row["basis"] not in TAKEN_OVER for row in here)


def test_the_usual_regions_have_prices() -> None:
    assert all(usual(cloud) in regions_of(DATA, cloud) for cloud in CLOUDS)


def each_offer() -> Iterator[tuple[str, str, str]]:
    for cloud, region in (("aws", "eu-central-1"), ("azure", "germanywestcentral"), ("gcp", "europe-west3")):
        for kind, sold in (
            ("plain", BOOK.offers_in),
            ("burstable", BOOK.burstable_offers_in),
            ("gpu", BOOK.gpu_offers_in),
        ):
            yield from ((cloud, kind, offer.name) for offer in sold(cloud, region))


def test_a_type_is_plain_burstable_or_has_gpus_and_keeps_its_shape() -> None:
    found = list(each_offer())
    assert len({(cloud, name) for cloud, _, name in found}) == len(found)
    kinds = {cloud: {kind for of, kind, _ in found if of == cloud} for cloud, _, _ in found}
    assert all(each == {"plain", "burstable", "gpu"} for each in kinds.values())
    m6i = next(o for o in BOOK.offers_in("aws", "eu-central-1") if o.name == "m6i.xlarge")
    assert (m6i.vcpu, m6i.memory_mib, m6i.arch) == (4, 16 * 1024, "amd64")
    assert shapes_of(DATA, "aws")["m6i.xlarge"].usd_per_hour is None


@pytest.mark.parametrize(
    ("cloud", "region", "machine", "usd"),
    [
        ("aws", "eu-central-1", "m6i.xlarge", 0.23),  # list price of 2026-02-07
        ("azure", "germanywestcentral", "Standard_D4s_v5", 0.23),  # 0.192 in Virginia
        ("azure", "centralindia", "Standard_D4as_v5", 0.111),  # 0.172 in Virginia
        ("gcp", "europe-west3", "e2-standard-4", 0.172671),  # 0.134012 in South Carolina
    ],
)
def test_prices_of_a_region_are_its_own(cloud: str, region: str, machine: str, usd: float) -> None:
    here = {offer.name: offer.usd_per_hour for offer in BOOK.offers_in(cloud, region)}
    there = {offer.name: offer.usd_per_hour for offer in BOOK.offers_in(cloud, usual(cloud))}
    assert here[machine] == pytest.approx(usd, rel=0.01)
    assert here[machine] != there[machine]


def test_a_region_that_is_not_held_sells_nothing_and_the_extremes_are_those_of_the_levels() -> None:
    assert BOOK.offers_in("aws", "ca-west-1") == ()
    assert regions_known(DATA, "nobody") == {}
    low, high = levels_of(DATA, "azure")
    cheapest, dearest = extreme_regions(DATA, "azure")
    known = regions_known(DATA, "azure")
    assert (known[cheapest].level, known[dearest].level) == (low, high)
    assert extreme_regions(DATA, "nobody") == ()
