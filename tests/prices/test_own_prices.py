"""Prices of one's own: laid over the shipped ones, checked before anything is taken, and told in every answer."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from advisor import Topology, load_knowledge, load_scenario, parse_scenario, recommend, render, size, what_if
from advisor.cli import main
from advisor.errors import PriceError, ScenarioError
from advisor.knowledge import data_folder
from advisor.prices import folder_files
from advisor.prices.own_prices import ANY, OwnPrices, PriceKey, PriceTerm
from advisor.prices.own_reader import read_own_prices
from advisor.prices.price_book import PriceBook
from advisor.sizing.bill_types import BillPart

KNOWLEDGE = load_knowledge()
REQUIREMENT = """name: own
hosting: {model: cloud, cloud: aws, region: REGION}
services:
- {name: web, replicas: 6, cpu: 500m, memory: 1Gi}
- {name: api, replicas: 6, cpu: 1, memory: 2Gi}
"""
HEAD = "provider,region,machine_type,per_hour,currency\n"
LIST_M6I = 0.23
"""USD an hour of m6i.xlarge in eu-central-1, list price of 2026-02-07; the checks below are against it."""
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a folder of prices: names of files with what stands in them."""

    def written(**files: str) -> Path:
        folder = tmp_path / "ours"
        for name, text in files.items():
            file = folder / f"{name.replace('__', '/')}.csv"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return folder

    return written


def read(folder: Path) -> OwnPrices:
    return read_own_prices(folder, data_folder())


def asked(region: str = "eu-central-1") -> str:
    return REQUIREMENT.replace("REGION", region)


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


PLAIN = "prices"
MISTAKES = [
    (PLAIN, "aws,eu-central-1,m6i.xlarge,167.9,USD", "per_hour", "is the price of a month"),  # 0.23 x 730
    (PLAIN, "aws,eu-central-1,m6i.xlarge,0.0000639,USD", "per_hour", "is the price of a second"),  # 0.23 / 3600
    (PLAIN, "aws,eu-central-1,m6i.xlarge,2014.8,USD", "per_hour", "is not a price of one hour"),  # 0.23 x 8760
    (PLAIN, "aws,eu-central-1,m6i.xlarge,0.414,USD", "per_hour", "with a Windows licence"),  # 0.23 + 4 x 0.046
    (PLAIN, "aws,eu-central-1,m6i.xlarge,0.92,USD", "per_hour", "is 4 times the 0.23"),
    (PLAIN, "aws,eu-central-1,m6i.xlarge,0.0575,USD", "per_hour", "is the price of one vCPU"),  # 0.23 / 4
    (PLAIN, "aws,eu-central-1,m6i.xlarge,0.03,USD", "per_hour", "is 0.13 times the 0.23"),
    (PLAIN, "aws,ca-west-1,m6i.xlarge,140,USD", "per_hour", "is the price of a month"),  # held against other regions
    (PLAIN, "aws,eu-central-1,m6i.xlarge,-1,USD", "per_hour", "'-1' is not a price"),
    (PLAIN, "aws,eu-central-1,m6i.xlarge,1e308,USD", "per_hour", "'1e308' is not a price"),
    (PLAIN, "aws,eu-central-1,m6i.xlarge,0_184,USD", "per_hour", "'0_184' is not a price"),
    (PLAIN, 'aws,eu-central-1,m6i.xlarge,"0,184",USD', "per_hour", "'0,184' has a comma in the number"),
    (PLAIN, "aws,Frankfurt,m6i.xlarge,0.184,USD", "region", "'Frankfurt' is no region of aws"),
    (PLAIN, "aws,eu-central-1,m6i.xlarge,0,USD", "per_hour", "'0' is not a price"),
    (PLAIN, "aws,eu-central-1,m6i.xlarge,nan,USD", "per_hour", "'nan' is not a price"),
    (PLAIN, "aws,eu-central-1,m6i.xlarge,,USD", "per_hour", "is empty"),
    (PLAIN, "aws,eu-central-1,m6i.xlarge,0.2,GBP", "currency", "'GBP' has no rate"),
    (PLAIN, "aws,eu-centrall-1,m6i.xlarge,0.2,USD", "region", "is no region of aws"),
    (PLAIN, "aws,*,m6i.xlarge,0.2,USD", "region", "stands for all regions"),
    (PLAIN, "amazon,eu-central-1,m6i.xlarge,0.2,USD", "provider", "'amazon' is no provider"),
    (PLAIN, "aws,eu-central-1,m66i.xlarge,0.2,USD", "machine_type", "aws has no type 'm66i.xlarge'"),
    (PLAIN, "aws,eu-central-1,m6i.xlarge,0.2", "", "has 4 cells, and the table 5 columns"),
]


@pytest.mark.parametrize(("file", "row", "field", "message"), MISTAKES)
def test_a_mistake_is_told_with_its_line(write: Write, file: str, row: str, field: str, message: str) -> None:
    with pytest.raises(PriceError) as caught:
        read(write(**{file: f"{HEAD}{row}\n"}))
    (problem,) = caught.value.problems
    assert message in problem.message
    assert (problem.line, problem.field) == (2, field)
    assert problem.source.endswith("ours/prices.csv")


@pytest.mark.parametrize(
    ("files", "messages"),
    [
        (
            {PLAIN: HEAD + "aws,eu-central-1,m6i.xlarge,0.2,USD\naws,eu-central-1,m6i.large,0.1,EUR\n"},
            ["EUR stands beside USD"],
        ),
        ({PLAIN: HEAD + "aws,eu-central-1,m6i.xlarge,0.2,USD\n" * 2}, ["m6i.xlarge has a price in"]),
        (
            {
                PLAIN: HEAD + "aws,eu-central-1,m6i.xlarge,0.2,USD\n",
                "aws__eu-central-1": "machine_type,per_hour,currency\nm6i.xlarge,0.21,USD\n",
            },
            ["m6i.xlarge has a price in"],
        ),
        ({"book": "version\n2\n", PLAIN: HEAD}, ["is a price book of version '2'"]),
        ({"book": "version\n1\n"}, ["holds no prices"]),
        ({PLAIN: "<!doctype html><html>"}, ["is a page of HTML"]),
        ({PLAIN: ""}, ["is empty"]),
        ({PLAIN: "provider,region,machine_type,price,currency\n"}, ["lacks the column per_hour", "is no column"]),
        ({"price": HEAD + "aws,eu-central-1,m6i.xlarge,0.2,USD\n"}, ["is not read"]),
        ({"amazon__eu-central-1": "machine_type,per_hour,currency\nm6i.xlarge,0.2,USD\n"}, ["amazon is no provider"]),
        ({"discounts": "provider,region,family,share\naws,*,m6,10%\n"}, ["aws has no family m6"]),
        ({"discounts": "provider,region,family,share\naws,*,*,120%\n"}, ["is not a share"]),
        ({"discounts": "provider,region,family,share\naws,*,*,10%\naws,*,*,5%\n"}, ["stands in line 2 too"]),
        (
            {"aws__shapes": "machine_type,vcpu,memory_mib,arch\nm6i.xlarge,8,16384,amd64\n", PLAIN: HEAD},
            ["m6i.xlarge has 4 vCPU"],
        ),
    ],
)
def test_all_mistakes_of_a_folder_are_told_at_once(write: Write, files: dict[str, str], messages: list[str]) -> None:
    with pytest.raises(PriceError) as caught:
        read(write(**files))
    told = [problem.message for problem in caught.value.problems]
    assert all(any(message in each for each in told) for message in messages), told


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD.replace(",", ";") + "aws;eu-central-1;m6i.xlarge;0,184;USD\n", "has semicolons between its cells"),
        (HEAD.replace(",", "\t"), "has tabs between its cells"),
        ('{"Items": []}', "is JSON, not a table"),
        (HEAD.encode("utf-16-le").decode("latin-1"), "holds zero bytes"),
        ("a,b\n1,2\n", "lacks the columns provider, region, machine_type, per_hour, currency"),
    ],
)
def test_a_table_of_another_form_is_one_mistake(write: Write, text: str, message: str) -> None:
    with pytest.raises(PriceError) as caught:
        read(write(prices=text))
    (problem,) = caught.value.problems
    assert message in problem.message


@pytest.mark.parametrize(
    "columns", [("os", "windows"), ("as_of", "20261101"), ("as_of", "2026-W05-1"), ("as_of", "2026-11")]
)
def test_a_price_with_windows_and_a_day_are_checked_too(write: Write, columns: tuple[str, str]) -> None:
    # with Windows m6i.xlarge is 0.23 + 4 x 0.046 = 0.414 an hour, so 302.22 is its price of a month
    price = "302.22" if columns[0] == "os" else "0.2"
    row = f"aws,eu-central-1,m6i.xlarge,{price},USD,{columns[1]}\n"
    with pytest.raises(PriceError) as caught:
        read(write(prices=f"{HEAD[:-1]},{columns[0]}\n{row}"))
    (problem,) = caught.value.problems
    assert ("is the price of a month" if columns[0] == "os" else "is no day") in problem.message


@pytest.mark.parametrize("hidden", ["fifo", "dangling", "self", "folder", "linked_folder", "packed", "sheet", "deep"])
def test_nothing_that_looks_like_a_table_is_passed_over(write: Write, tmp_path: Path, hidden: str) -> None:
    folder = write(discounts="provider,region,family,share\naws,*,*,10%\n")
    table = folder / "prices.csv"
    if hidden == "fifo":
        os.mkfifo(table)
    elif hidden == "dangling":
        table.symlink_to(tmp_path / "nowhere")
    elif hidden == "self":
        table.symlink_to(table)
    elif hidden == "folder":
        table.mkdir()
    elif hidden == "linked_folder":
        table = folder / "aws"
        table.symlink_to(tmp_path)
    elif hidden == "packed":
        table = folder / "prices.csv.gz"
        table.write_bytes(b"\x1f\x8b")
    elif hidden == "sheet":
        table = folder / "prices.xlsx"
        table.write_bytes(b"PK")
    else:
        table = folder / "aws" / "spot" / "eu-central-1.csv"
        table.parent.mkdir(parents=True)
        table.write_text(HEAD, encoding="utf-8")
    with pytest.raises(PriceError) as caught:
        read(folder)
    assert [problem.source for problem in caught.value.problems] == [str(table)]


def test_a_folder_that_cannot_be_looked_into_is_a_mistake(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(prices=HEAD + "aws,eu-central-1,m6i.xlarge,0.2,USD\n", aws__regions="region,place\nx-1,X\n")
    look = os.scandir

    def refused(path: Path) -> object:
        if Path(path).name == "aws":
            raise PermissionError(13, "Permission denied")
        return look(path)

    monkeypatch.setattr(os, "scandir", refused)
    with pytest.raises(PriceError, match="permission denied"):
        read(folder)


def test_a_folder_of_anything_is_not_searched_for_ever(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_files, "MOST_ENTRIES", 3)
    folder = write(**{f"aws__x{n}": "" for n in range(5)})
    with pytest.raises(PriceError, match="holds more than 3 files"):
        read(folder)


def test_a_table_of_another_kind_is_left_after_a_thousand_mistakes(write: Write) -> None:
    rows = "".join(f"aws,eu-central-1,x{n},0.2,USD\n" for n in range(5000))
    with pytest.raises(PriceError) as caught:
        read(write(prices=HEAD + rows))
    told = [problem.message for problem in caught.value.problems]
    assert len(told) == 101 and "has at least 900 more mistakes" in told  # 1,000, of which 100 are told


def test_what_a_new_type_has_is_taken_or_refused(write: Write) -> None:
    prices = HEAD + "aws,eu-central-1,m99.xlarge,0.05,USD\n"
    head = "machine_type,vcpu,memory_mib,arch,max_pods,disk_gib,burstable\n"
    own = read(write(aws__shapes=head + "m99.xlarge,4,16384,amd64,58,100,0\n", prices=prices))
    shape = own.shapes["aws", "m99.xlarge"]
    assert (shape.max_pods, shape.disk_gib) == (58, 100)
    with pytest.raises(PriceError) as caught:
        read(write(aws__shapes=head + "m99.xlarge,4,16384,amd64,many,,1\n", prices=prices))
    assert {problem.field for problem in caught.value.problems} >= {"max_pods", "burstable"}


RATES = "platform,provider,region,what,per_hour,currency\n"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("ecs-fargat,aws,eu-central-1,vcpu,0.04,USD\n", "no platform has the id ecs-fargat"),
        ("eks,aws,eu-central-1,vcpu,0.04,USD\n", "eks sells no tasks with linux on amd64"),
        ("ecs-fargate,aws,eu-central-1,vcpu,0.04,USD\n", "the rate of a gib is missing beside it"),
        (  # 0.04048 / 3600: the price of a second
            "ecs-fargate,aws,eu-central-1,vcpu,0.0000112,USD\necs-fargate,aws,eu-central-1,gib,0.005,USD\n",
            "1.12e-05 is 0.00028 times the 0.04048 an hour that is known",
        ),
        ("ecs-fargate,aws,eu-central-1,cpu,0.04,USD\n", "'cpu' is no part of a task"),
    ],
)
def test_rates_of_tasks_are_checked_too(write: Write, rows: str, message: str) -> None:
    folder = write(rates=RATES + rows)
    with pytest.raises(PriceError) as caught:
        load_knowledge(prices=folder)
    assert message in str(caught.value)
    assert caught.value.problems[0].line == 2
    ran = CliRunner().invoke(main, ["prices", "check", str(folder)])
    assert ran.exit_code == 4 and message in ran.stderr


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


# --- in a requirement file, on the command line and in answers


def with_prices(folder: Path, named: str = "ours") -> Path:
    file = folder.parent / "need.yaml"
    file.write_text(asked() + f"pricing: {{prices: {named}}}\n", encoding="utf-8")
    return file


CHEAP = HEAD + "aws,eu-central-1,m6i.xlarge,0.08,USD\n"


def test_a_requirement_file_names_a_folder_beside_it(write: Write) -> None:
    scenario = load_scenario(with_prices(write(prices=CHEAP)))
    answer = recommend(scenario)
    own = answer.knowledge.prices.own
    assert own is not None
    text = render(answer)
    assert f"your own prices (folder ours, fingerprint {own.fingerprint})" in " ".join(text.split())
    assert answer.knowledge.hash != KNOWLEDGE.hash
    assert render(recommend(scenario)) == text


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("../ours", "leads out of the folder"),
        ("/etc", "leads out of the folder"),
        ("theirs", "there is no folder theirs"),
    ],
)
def test_a_folder_that_is_not_beside_the_file_is_refused(write: Write, named: str, message: str) -> None:
    file = with_prices(write(prices=CHEAP), named)
    with pytest.raises(ScenarioError, match=message) as caught:
        recommend(load_scenario(file))
    assert [problem.field for problem in caught.value.problems] == ["pricing.prices"]


def test_a_link_that_leads_out_of_the_folder_is_refused(write: Write, tmp_path: Path) -> None:
    folder = write(prices=CHEAP)
    below = tmp_path / "below"
    below.mkdir()
    (below / "ours").symlink_to(folder)
    file = below / "need.yaml"
    file.write_text(asked() + "pricing: {prices: ours}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="leads out of the folder"):
        recommend(load_scenario(file))


def test_a_text_that_is_no_file_has_no_folder_beside_it() -> None:
    with pytest.raises(ScenarioError, match="was read from no file"):
        recommend(parse_scenario(asked() + "pricing: {prices: ours}\n"))


def test_a_broken_folder_is_an_error_and_no_other_answer(write: Write) -> None:
    file = with_prices(write(prices=HEAD + "aws,eu-central-1,m6i.xlarge,-1,USD\n"))
    ran = CliRunner().invoke(main, ["recommend", str(file)])
    assert (ran.exit_code, ran.stdout) == (4, "")
    assert "per_hour: '-1' is not a price" in ran.stderr
    assert CliRunner().invoke(main, ["validate", str(file)]).exit_code == 4


def test_the_option_lies_over_what_the_file_names(write: Write, tmp_path: Path) -> None:
    file = with_prices(write(prices=CHEAP))
    other = tmp_path / "other"
    other.mkdir()
    (other / "prices.csv").write_text(HEAD + "aws,eu-central-1,m6i.xlarge,0.1,USD\n", encoding="utf-8")
    ran = CliRunner().invoke(main, ["size", str(file), "--platform", "eks", "--prices", str(other), "--format", "json"])
    assert ran.exit_code == 0, ran.stderr
    cost = json.loads(ran.stdout)["cost_usd_per_month"]
    assert cost["prices"]["own"]["name"] == "other"
    assert {line["unit_price_usd"] for line in cost["lines"] if line["own_price"]} == {0.1}


def test_what_if_compares_with_and_without_own_prices(write: Write) -> None:
    folder = write(prices=CHEAP)
    scenario = load_scenario(with_prices(folder))
    answer = what_if(scenario, {"pricing.prices": None}, platform=KNOWLEDGE.platforms["eks"])
    (change,) = answer.compared
    assert isinstance(change.was, Topology) and isinstance(change.becomes, Topology)
    assert (change.was.bill.base or 0) < (change.becomes.bill.base or 0)
    assert change.becomes.bill.origin is not None and change.becomes.bill.origin.own is None


def test_a_batch_notes_a_broken_folder_and_goes_on(write: Write, tmp_path: Path) -> None:
    file = with_prices(write(prices=HEAD + "aws,eu-central-1,m6i.xlarge,-1,USD\n"))
    good = tmp_path / "good.yaml"
    good.write_text(asked(), encoding="utf-8")
    out = tmp_path / "out"
    ran = CliRunner().invoke(main, ["batch", str(file), str(good), "--out", str(out), "--jobs", "1"])
    assert ran.exit_code == 3
    lines = (out / "results.jsonl").read_text(encoding="utf-8").splitlines()
    states = {Path(row["path"]).name: row["status"] for row in map(json.loads, lines)}
    assert states == {"need.yaml": "invalid", "good.yaml": "ok"}


def test_prices_are_checked_and_listed(write: Write) -> None:
    folder = write(prices=CHEAP, discounts="provider,region,family,share\naws,*,c6a,12%\n")
    ran = CliRunner().invoke(main, ["prices", "check", str(folder)])
    assert ran.exit_code == 0
    assert "1 price in 1 region, 1 discount (folder ours, fingerprint" in ran.stdout
    listed = CliRunner().invoke(main, ["prices", "list", "--prices", str(folder), "--format", "json"])
    rows = {(row["provider"], row["region"]): row for row in json.loads(listed.stdout)["regions"]}
    assert rows["aws", "eu-central-1"]["own"] == 1
    assert rows["aws", "ca-west-1"]["prices"] == 0
    assert rows["azure", "eastus"]["as_of"] == "2026-06-18"
    assert read(folder).discounts == {("aws", ANY, "c6a"): 0.12}
