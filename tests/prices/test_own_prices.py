"""Prices of one's own are laid over the shipped ones, in whatever currency, and told in the bill."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from advisor import Topology, load_knowledge, parse_scenario, size
from advisor.cli import main
from advisor.errors import PriceError
from advisor.knowledge import data_folder
from advisor.prices.own_prices import PriceKey, PriceTerm
from advisor.prices.price_book import PriceBook
from advisor.sizing.bill_types import BillPart
from tests.prices.folders import HEAD, RATES, Write, asked, read

KNOWLEDGE = load_knowledge()
LIST_M6I = 0.23
"""USD an hour of m6i.xlarge in eu-central-1, list price of 2026-02-07; the checks below are against it."""


def sized(folder: Path, region: str = "eu-central-1") -> Topology:
    knowledge = load_knowledge(prices=folder)
    found = size(parse_scenario(asked(region)), knowledge.platforms["eks"], knowledge)
    assert isinstance(found, Topology)
    return found


def test_types_with_an_own_price_have_it_and_the_others_keep_the_one_of_the_list(write: Write) -> None:
    own = read(write(prices=HEAD + "aws,eu-central-1,m6i.xlarge,0.14,USD\n"))
    here = {offer.name: offer for offer in PriceBook(data_folder(), own).offers_in("aws", "eu-central-1")}
    assert (here["m6i.xlarge"].usd_per_hour, here["m6i.xlarge"].source) == (0.14, "own-prices")
    assert here["m6i.large"].usd_per_hour == pytest.approx(LIST_M6I / 2)
    elsewhere = PriceBook(data_folder(), own).offers_in("aws", "us-east-1")
    assert elsewhere == PriceBook(data_folder()).offers_in("aws", "us-east-1")


def test_the_share_off_is_that_of_the_row_that_says_most(write: Write) -> None:
    table = "provider,region,family,share\naws,*,*,5%\naws,*,m6i,10%\naws,eu-central-1,m6i,0.2\n"
    book = PriceBook(data_folder(), read(write(discounts=table)))
    listed = {offer.name: offer.usd_per_hour or 0.0 for offer in PriceBook(data_folder()).offers_in("aws", "eu-west-3")}
    germany = {offer.name: offer.usd_per_hour or 0.0 for offer in book.offers_in("aws", "eu-central-1")}
    france = {offer.name: offer.usd_per_hour or 0.0 for offer in book.offers_in("aws", "eu-west-3")}
    assert germany["m6i.xlarge"] == pytest.approx(LIST_M6I * 0.8)
    assert france["m6i.xlarge"] == pytest.approx(listed["m6i.xlarge"] * 0.9)
    assert france["c6i.xlarge"] == pytest.approx(listed["c6i.xlarge"] * 0.95)


def test_an_own_price_is_not_lowered_by_a_discount(write: Write) -> None:
    own = read(
        write(
            prices=HEAD + "aws,eu-central-1,m6i.xlarge,0.2,USD\n",
            discounts="provider,region,family,share\naws,*,*,50%\n",
        )
    )
    here = {offer.name: offer.usd_per_hour for offer in PriceBook(data_folder(), own).offers_in("aws", "eu-central-1")}
    assert here["m6i.xlarge"] == 0.2


def test_prices_of_a_region_in_euro_count_at_the_rate_of_the_table(write: Write) -> None:
    own = read(write(prices=HEAD + "aws,eu-central-1,m6i.xlarge,0.2,EUR\n"))
    price = own.prices[PriceKey("aws", "eu-central-1", "m6i.xlarge")]
    assert price.usd_per_hour == pytest.approx(0.2 * 1.1172)  # ECB, 2026-10-30
    assert price.in_euro


def test_prices_in_any_currency_count_at_the_rate_that_stands_beside_them(write: Write) -> None:
    folder = write(
        currencies="currency,per_usd,as_of\nINR,83.2,2026-11-01\nEUR,0.8\n".replace("EUR,0.8", "EUR,0.8,"),
        prices=HEAD + "aws,ap-south-1,m6i.xlarge,16.64,INR\naws,eu-central-1,m6i.xlarge,0.16,EUR\n",
    )
    own = read(folder)
    india, germany = (own.prices[PriceKey("aws", region, "m6i.xlarge")] for region in ("ap-south-1", "eu-central-1"))
    assert india.usd_per_hour == pytest.approx(0.2)  # 16.64 / 83.2
    assert germany.usd_per_hour == pytest.approx(0.2)  # 0.16 / 0.8, not at the rate of the central bank
    assert not germany.in_euro
    assert "USD 1 at INR 83.2" in CliRunner().invoke(main, ["prices", "check", str(folder)]).stdout


def test_own_prices_in_euro_without_a_rate_name_the_rate_and_blame_no_cloud(write: Write) -> None:
    topology = sized(write(prices=HEAD + "aws,eu-central-1,m6i.xlarge,0.1,EUR\n"))
    codes = {each.note.code for each in topology.assumptions}
    assert "assumed_exchange_rate_of_own_prices" in codes and "assumed_exchange_rate" not in codes


def test_a_new_type_and_a_new_region_are_on_offer(write: Write) -> None:
    folder = write(
        aws__shapes="machine_type,vcpu,memory_mib,arch,family\nm99.xlarge,4,16384,amd64,m99\n",
        aws__regions="region,place\nus-gov-west-1,Oregon\n",
        prices=HEAD + "aws,us-gov-west-1,m99.xlarge,0.05,USD\naws,us-gov-west-1,m6i.xlarge,0.24,USD\n",
    )
    topology = sized(folder, "us-gov-west-1")
    (line,) = [line for line in topology.bill.lines if line.key.part is BillPart.NODES]
    assert (line.key.machine, line.unit_price_usd) == ("m99.xlarge", 0.05)
    assert not topology.bill.ranges or all("region" not in each.cause for each in topology.bill.ranges)


def test_a_region_without_list_is_billed_by_own_prices_and_not_by_a_range(write: Write) -> None:
    topology = sized(write(prices=HEAD + "aws,ca-west-1,m6i.xlarge,0.2,USD\n"), "ca-west-1")
    (line,) = [line for line in topology.bill.lines if line.key.part is BillPart.NODES]
    assert (line.key.machine, line.unit_price_usd) == ("m6i.xlarge", 0.2)
    assert "region_without_prices" not in {each.cause for each in topology.bill.ranges}


def test_a_price_with_windows_stands_in_the_place_of_the_licence(write: Write) -> None:
    table = "provider,region,machine_type,per_hour,currency,os\naws,eu-central-1,m6i.xlarge,0.3,USD,windows\n"
    book = PriceBook(data_folder(), read(write(prices=table)))
    (offer,) = [each for each in book.offers_in("aws", "eu-central-1") if each.name == "m6i.xlarge"]
    assert (offer.usd_per_hour, offer.windows_usd_per_hour) == (LIST_M6I, 0.3)


def test_prices_of_other_terms_are_kept_and_change_no_bill_on_demand(write: Write) -> None:
    table = "provider,region,machine_type,per_hour,currency,term\naws,eu-central-1,m6i.xlarge,0.1,USD,3y\n"
    book = PriceBook(data_folder(), read(write(prices=table)))
    held = book.price(PriceKey("aws", "eu-central-1", "m6i.xlarge", term=PriceTerm.THREE_YEARS))
    assert held is not None and held.usd_per_hour == 0.1
    assert book.offers_in("aws", "eu-central-1") == PriceBook(data_folder()).offers_in("aws", "eu-central-1")


def test_the_bill_says_of_which_day_its_prices_are_and_what_is_own(write: Write) -> None:
    table = "provider,region,machine_type,per_hour,currency,as_of\naws,eu-central-1,m6i.xlarge,0.08,USD,2026-11-01\n"
    bill = sized(write(prices=table)).bill
    origin = bill.origin
    assert origin is not None and origin.own is not None
    own = sum(line.usd_per_month or 0.0 for line in bill.lines if line.source == "own-prices")
    assert own > 0
    assert origin.own_share == pytest.approx(own / (bill.base or 0.0))
    assert (origin.machines_newest, origin.own.name) == ("2026-11-01", "ours")


def test_without_own_prices_the_bill_says_the_days_and_what_is_estimated() -> None:
    azure = (
        "name: e\nhosting: {model: cloud, cloud: azure, region: eastus}\nservices:\n- {name: w, replicas: 3, cpu: 2}\n"
    )
    found = size(parse_scenario(azure), KNOWLEDGE.platforms["aks"], KNOWLEDGE)
    assert isinstance(found, Topology)
    origin = found.bill.origin
    assert origin is not None and origin.own is None and origin.own_share == 0
    assert origin.machines_oldest == "2026-06-18"
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", origin.oldest)


def test_what_a_new_type_has_is_taken_or_refused(write: Write) -> None:
    prices = HEAD + "aws,eu-central-1,m99.xlarge,0.05,USD\n"
    head = "machine_type,vcpu,memory_mib,arch,max_pods,disk_gib,burstable\n"
    own = read(write(aws__shapes=head + "m99.xlarge,4,16384,amd64,58,100,0\n", prices=prices))
    shape = own.shapes["aws", "m99.xlarge"]
    assert (shape.max_pods, shape.disk_gib) == (58, 100)
    with pytest.raises(PriceError) as caught:
        read(write(aws__shapes=head + "m99.xlarge,4,16384,amd64,many,,1\n", prices=prices))
    assert {problem.field for problem in caught.value.problems} >= {"max_pods", "burstable"}


def test_tasks_by_time_are_billed_at_own_rates_and_what_is_free_is_worth_as_much(write: Write) -> None:
    rows = "cloud-run,gcp,europe-west1,vcpu,0.054,USD\ncloud-run,gcp,europe-west1,gib,0.006,USD\n"
    knowledge = load_knowledge(prices=write(rates=RATES + rows))
    text = (
        "name: w\nhosting: {model: cloud, cloud: gcp, region: europe-west1}\nservices:\n"
        "- {name: worker, kind: worker, replicas: 1, cpu: 1, memory: 2Gi, ports: []}\n"
    )
    found = size(parse_scenario(text), knowledge.platforms["cloud-run"], knowledge)
    assert isinstance(found, Topology)
    lines = {line.key.part: line for line in found.bill.lines}
    # 730 h x (0.054 + 2 x 0.006); 240,000 vCPU seconds and 450,000 GiB seconds are free
    assert lines[BillPart.NODES].usd_per_month == pytest.approx(730 * 0.066)
    assert lines[BillPart.FREE_VCPU].usd_per_month == pytest.approx(-240_000 / 3600 * 0.054)
    assert lines[BillPart.FREE_MEMORY].usd_per_month == pytest.approx(-450_000 / 3600 * 0.006)
    assert found.bill.origin is not None
    assert found.bill.origin.own_share == pytest.approx(1)


def test_a_price_by_agreement_may_be_far_from_the_list(write: Write) -> None:
    table = "provider,region,machine_type,per_hour,currency,basis\naws,eu-central-1,m6i.xlarge,0.03,USD,agreed\n"
    assert len(read(write(prices=table)).prices) == 1


def test_the_fingerprint_is_that_of_what_stands_in_the_folder(write: Write) -> None:
    first = read(write(prices=HEAD + "aws,eu-central-1,m6i.xlarge,0.2,USD\n")).fingerprint
    assert read(write()).fingerprint == first
    assert read(write(prices=HEAD + "aws,eu-central-1,m6i.xlarge,0.19,USD\n")).fingerprint != first
