"""Price lists of vendors become a folder of prices, all of it or nothing, and say what was dropped and why."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from advisor import Topology, load_knowledge, parse_scenario, size
from advisor.cli import main
from advisor.errors import PriceError
from advisor.knowledge import data_folder
from advisor.prices.importing.folder import ImportedPrices, write_folder
from advisor.prices.importing.found import Dropped
from advisor.prices.importing.json_stream import AT_ONCE, BrokenJsonError, members
from advisor.prices.importing.lists import read_lists
from advisor.prices.own_prices import WINDOWS, OwnPrices, PriceKey, PriceTerm
from advisor.prices.own_reader import read_own_prices
from advisor.prices.price_book import PriceBook
from advisor.sizing.bill_types import BillPart
from tests.prices.price_lists import (
    DAY,
    GOOGLE,
    PLAIN,
    TASK,
    VANTAGE,
    VANTAGE_OF_AZURE,
    VANTAGE_OF_GOOGLE,
    YEAR,
    aws_csv,
    aws_json,
    azure_item,
    azure_page,
)
from tests.prices.price_lists import WINDOWS as ON_WINDOWS

FRANKFURT = ("aws", "eu-central-1")
ROWS: list[dict[str, str]] = [
    {},
    {**YEAR, "PricePerUnit": "0.1500000000"},
    {**YEAR, "LeaseContractLength": "3yr", "PricePerUnit": "0.1000000000"},
    {**YEAR, "PurchaseOption": "All Upfront", "PricePerUnit": "0.0000000000"},
    {**YEAR, "OfferingClass": "convertible"},
    {**ON_WINDOWS, "PricePerUnit": "0.4190000000"},
    {**ON_WINDOWS, "License Model": "Bring your own license", "operation": "RunInstances:0800"},
    {**ON_WINDOWS, "operation": "RunInstances:0102"},
    {"MarketOption": "CapacityBlock", "PricePerUnit": "0.0000000000"},
    {"Operating System": "RHEL"},
    {"Tenancy": "Dedicated"},
    {"CapacityStatus": "UnusedCapacityReservation"},
    {"Product Family": "Storage", "Instance Type": ""},
    {"Product Family": "Compute Instance (bare metal)", "Instance Type": "m6i.metal"},
    {"Instance Type": "m9i.xlarge", "PricePerUnit": "0.2500000000"},
    {"Instance Type": "t9.large", "PricePerUnit": "0.0900000000"},
]
"""What stands in a list of EC2: six prices that are kept, and each thing that is not."""


def written(tmp_path: Path, name: str, content: Any) -> Path:
    file = tmp_path / name
    file.write_text(content if isinstance(content, str) else json.dumps(content, indent=1), encoding="utf-8")
    return file


def imported(source: Path, tmp_path: Path, day: str | None = None) -> tuple[ImportedPrices, OwnPrices]:
    out = tmp_path / "out"
    told = write_folder(read_lists(source), out, data_folder(), day)
    return told, read_own_prices(out, data_folder())


def refused(source: Path, tmp_path: Path) -> list[str]:
    with pytest.raises(PriceError) as caught:
        write_folder(read_lists(source), tmp_path / "out", data_folder())
    assert not (tmp_path / "out").exists()
    assert [file for file in tmp_path.iterdir() if file.name.startswith(".")] == []
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(("name", "content"), [("index.csv", aws_csv(*ROWS)), ("index.json", aws_json(*ROWS))])
def test_a_list_of_ec2_is_read_alike_as_csv_and_as_json(tmp_path: Path, name: str, content: Any) -> None:
    told, own = imported(written(tmp_path, name, content), tmp_path)
    usd = {key[2:]: price.usd_per_hour for key, price in own.prices.items() if key[:2] == FRANKFURT}
    assert usd == {
        ("m6i.xlarge", "linux", PriceTerm.ON_DEMAND): 0.235,
        ("m6i.xlarge", "linux", PriceTerm.ONE_YEAR): 0.15,
        ("m6i.xlarge", "linux", PriceTerm.THREE_YEARS): 0.1,
        ("m6i.xlarge", WINDOWS, PriceTerm.ON_DEMAND): 0.419,
        ("m9i.xlarge", "linux", PriceTerm.ON_DEMAND): 0.25,
    }
    assert told.days == (DAY,)
    assert {price.as_of for price in own.prices.values()} == {DAY}
    assert dict(told.dropped) == {
        Dropped.OTHER_PAYMENT: 3,
        Dropped.OWN_LICENCE: 1,
        Dropped.OTHER_SYSTEM: 2,
        Dropped.NOT_SHARED: 2,
        Dropped.NO_MACHINE: 1,
        Dropped.BARE_METAL: 1,
        Dropped.UNKNOWN_SIZE: 1,  # a burstable type whose share of CPU nobody says
    }
    new = PriceBook(data_folder(), own).shapes_of("aws")["m9i.xlarge"]
    assert (new.vcpu, new.memory_mib, new.arch, new.family) == (4, 16384, "amd64", "m9i")


def test_a_region_and_a_processor_that_are_new_are_taken_from_the_list(tmp_path: Path) -> None:
    row = {"Region Code": "eu-north-9", "Location": "EU (Nowhere)", "Instance Type": "m9g.xlarge"}
    source = written(tmp_path, "index.csv", aws_csv({**row, "Physical Processor": "AWS Graviton9 Processor"}))
    told, own = imported(source, tmp_path)
    assert (told.new_types, told.new_regions) == (1, 1)
    assert own.regions == {("aws", "eu-north-9"): "EU (Nowhere)"}
    assert own.shapes["aws", "m9g.xlarge"].arch == "arm64"


TASK_ROWS = [
    {**TASK, "usageType": "EUC1-Fargate-vCPU-Hours:perCPU", "PricePerUnit": "0.0465600000"},
    {**TASK, "usageType": "EUC1-Fargate-GB-Hours", "PricePerUnit": "0.0051100000"},
    {**TASK, "usageType": "EUC1-Fargate-ARM-vCPU-Hours:perCPU", "PricePerUnit": "0.0372500000"},
    {**TASK, "usageType": "EUC1-Fargate-ARM-GB-Hours", "PricePerUnit": "0.0040900000"},
    {**TASK, "usageType": "EUC1-Fargate-EphemeralStorage-GB-Hours", "PricePerUnit": "0.0001270000"},
    {**TASK, "usageType": "EUC1-Fargate-Windows-vCPU-Hours:perCPU", "PricePerUnit": "0.0535440000"},
    {**TASK, "usageType": "EUC1-Fargate-Windows-OS-Hours:perCPU", "PricePerUnit": "0.0460000000"},
    {**TASK, "usageType": "EUC1-Fargate-Windows-GB-Hours", "PricePerUnit": "0.0058765000"},
]
"""A list of ECS of Frankfurt: the rates of tasks, and what is not kept."""
TASKS_IN = """name: n
hosting: {model: cloud, cloud: aws, region: REGION}
services:
- {name: w, replicas: 3, cpu: 1, memory: 2Gi}
"""


@pytest.mark.parametrize(
    ("name", "content"),
    [("index.csv", aws_csv(*TASK_ROWS, code="AmazonECS")), ("index.json", aws_json(*TASK_ROWS, code="AmazonECS"))],
)
def test_tasks_are_billed_at_the_rates_of_a_list_of_ecs(tmp_path: Path, name: str, content: Any) -> None:
    told, own = imported(written(tmp_path, name, content), tmp_path)
    assert {key[2:]: rate.usd_per_hour for key, rate in own.rates.items()} == {
        ("eu-central-1", "vcpu", "amd64", "linux"): 0.04656,
        ("eu-central-1", "gib", "amd64", "linux"): 0.00511,
        ("eu-central-1", "vcpu", "arm64", "linux"): 0.03725,
        ("eu-central-1", "gib", "arm64", "linux"): 0.00409,
        ("eu-central-1", "vcpu", "amd64", WINDOWS): pytest.approx(0.099544),  # 0.053544 and the licence, 0.046
        ("eu-central-1", "gib", "amd64", WINDOWS): 0.0058765,
    }
    assert (told.rates, dict(told.dropped)) == (6, {Dropped.OTHER_USE: 1})
    knowledge = load_knowledge(prices=tmp_path / "out")
    for region, hourly in (
        ("eu-central-1", 0.04656 + 2 * 0.00511),  # its own rates
        ("eu-west-3", 0.04048 + 2 * 0.004445),  # those that come with the advisor, of us-east-1
    ):
        scenario = parse_scenario(TASKS_IN.replace("REGION", region))
        sized = size(scenario, knowledge.platforms["ecs-fargate"], knowledge)
        assert isinstance(sized, Topology)
        (line,) = [line for line in sized.bill.lines if line.key.part is BillPart.NODES]
        assert line.unit_price_usd == pytest.approx(hourly)
        assert (line.source == "own-prices") is (region == "eu-central-1")
    windows = parse_scenario(TASKS_IN.replace("REGION", "eu-central-1").replace("2Gi}", "2Gi, os: windows}"))
    sized = size(windows, knowledge.platforms["ecs-fargate"], knowledge)
    assert isinstance(sized, Topology)
    (line,) = [line for line in sized.bill.lines if line.key.part is BillPart.NODES]
    assert line.unit_price_usd == pytest.approx(0.099544 + 2 * 0.0058765)  # the licence is in the rate, and paid once


def test_pages_of_azure_make_one_list(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    first = azure_page(
        azure_item(),
        azure_item(productName="Virtual Machines Dsv5 Series Windows", retailPrice=0.419),
        azure_item(skuName="D4s v5 Spot", retailPrice=0.05),
        azure_item(meterName="D4s v5 Low Priority", retailPrice=0.06),
        azure_item(productName="Dsv5 Series Cloud Services", retailPrice=0.419),
        more="https://prices.azure.com/api/retail/prices?$skip=100",
    )
    second = azure_page(
        azure_item(type="Reservation", reservationTerm="1 Year", unitOfMeasure="1 Hour", retailPrice=1226.4),
        azure_item(type="Reservation", reservationTerm="3 Years", unitOfMeasure="1 Hour", retailPrice=2365.2),
        azure_item(type="DevTestConsumption", retailPrice=0.1),
        azure_item(armSkuName="Standard_D4s_v3", retailPrice=0.23),
        azure_item(armSkuName="Standard_Q4_v9", retailPrice=0.23, effectiveStartDate="2026-11-01T00:00:00Z"),
        azure_item(armSkuName="", productName="Dsv5 Series Dedicated Host"),
    )
    written(folder, "1.json", first)
    written(folder, "2.json", second)
    told, own = imported(folder, tmp_path)
    usd = {key[3:]: price.usd_per_hour for key, price in own.prices.items()}
    assert {key.machine_type for key in own.prices} == {"Standard_D4s_v5"}
    assert usd == {
        ("linux", PriceTerm.ON_DEMAND): 0.235,
        (WINDOWS, PriceTerm.ON_DEMAND): 0.419,
        ("linux", PriceTerm.SPOT): 0.05,
        ("linux", PriceTerm.ONE_YEAR): pytest.approx(0.14),  # 1,226.40 / 8,760
        ("linux", PriceTerm.THREE_YEARS): pytest.approx(0.09),  # 2,365.20 / 26,280
    }
    assert dict(told.dropped) == {
        Dropped.OTHER_PAYMENT: 2,
        Dropped.OLD_GENERATION: 1,
        Dropped.UNKNOWN_SIZE: 1,
        Dropped.NO_MACHINE: 2,
    }


def test_google_prices_by_the_month_are_those_of_730_hours(tmp_path: Path) -> None:
    told, own = imported(written(tmp_path, "pricing.yml", GOOGLE), tmp_path)
    here = {key.term: price.usd_per_hour for key, price in own.prices.items() if key.machine_type == "e2-standard-4"}
    assert here == {
        PriceTerm.ON_DEMAND: 0.175,
        PriceTerm.SPOT: 0.06,
        PriceTerm.ONE_YEAR: pytest.approx(0.11),  # 80.30 / 730
        PriceTerm.THREE_YEARS: pytest.approx(0.079),  # 57.67 / 730
    }
    assert told.days == (DAY,)
    assert own.shapes["gcp", "e2-standard-96"].arch == "amd64"  # as the others of its family
    assert dict(told.dropped) == {Dropped.NO_PRICE: 1, Dropped.OLD_GENERATION: 1}


def test_the_list_of_vantage_is_read_machine_by_machine(tmp_path: Path) -> None:
    told, own = imported(written(tmp_path, "instances.json", VANTAGE), tmp_path, day="2026-11-21")
    usd = {key[3:]: price.usd_per_hour for key, price in own.prices.items()}
    assert usd == {
        ("linux", PriceTerm.ON_DEMAND): 0.235,
        ("linux", PriceTerm.ONE_YEAR): 0.15,
        ("linux", PriceTerm.SPOT): 0.09,
        (WINDOWS, PriceTerm.ON_DEMAND): 0.419,
    }
    assert dict(told.dropped) == {Dropped.BARE_METAL: 1, Dropped.OTHER_SYSTEM: 1, Dropped.NO_PRICE: 1}
    assert told.days == ("2026-11-21",)


def test_the_list_of_google_machines_by_vantage_is_read_too(tmp_path: Path) -> None:
    told, own = imported(written(tmp_path, "instances.json", VANTAGE_OF_GOOGLE), tmp_path)
    assert {key[:3]: price.usd_per_hour for key, price in own.prices.items() if key.term is PriceTerm.ON_DEMAND} == {
        ("gcp", "europe-west3", "e2-standard-4"): 0.175
    }
    terms = {key.term: price.usd_per_hour for key, price in own.prices.items()}
    assert (terms[PriceTerm.SPOT], terms[PriceTerm.ONE_YEAR], terms[PriceTerm.THREE_YEARS]) == (0.06, 0.11, 0.079)
    assert dict(told.dropped) == {Dropped.BARE_METAL: 1, Dropped.OTHER_SYSTEM: 1, Dropped.NO_PRICE: 1}


CSV = aws_csv(*ROWS)
JSON = json.dumps(aws_json(*ROWS))
BROKEN = [
    ("index.csv", CSV[:-40], "breaks off"),
    ("index.json", JSON[: len(JSON) // 2], f"1:1: breaks off near byte {len(JSON) // 2:,}; download it again"),
    ("index.json", JSON.replace('"products": {', '"products": {,'), "is no JSON near byte"),
    ("index.json", "<!DOCTYPE html><title>Access denied</title>", "is HTML or XML"),
    (
        "index.json",
        {"formatVersion": "v1.0", "regions": {"eu-central-1": {"regionCode": "x"}}},
        "is an index of price lists",
    ),
    ("index.csv", aws_csv({}, code="AmazonRDS"), "is the price list of AmazonRDS, not of AmazonEC2 or AmazonECS"),
    ("index.json", aws_json({}, code="AmazonRDS"), "is the price list of AmazonRDS, not of AmazonEC2 or AmazonECS"),
    (
        "index.csv",
        aws_csv({"PricePerUnit": "-0.2"}),
        "m6i.xlarge (aws eu-central-1, linux, on_demand) has the price -0.2",
    ),
    ("index.csv", aws_csv({"PricePerUnit": "0.0000000000"}), "has the price 0"),
    ("index.csv", aws_csv({}, {"Currency": "CNY"}), "has a price in USD and one in CNY"),
    ("index.csv", aws_csv({}, {"PricePerUnit": "0.3"}), "has two prices, 0.235 and 0.3"),
    ("index.csv", aws_csv({"Currency": "CNY"}), "the prices are in CNY, which has no rate"),
    ("index.csv", CSV.replace('"Region Code"', '"Region"'), "lacks the columns Region Code"),
    ("page.json", azure_page(azure_item(), more="https://prices.azure.com/next"), "no page is the last one"),
    ("page.json", azure_page(azure_item(serviceName="Storage")), "is of Storage, not of Virtual Machines"),
    ("page.json", azure_page(azure_item(retailPrice=-1.0)), "has the price -1"),
    ("page.json", '{"Error": "too many requests"}', "is no price list that is known"),
    ("page.json", '{"Items": [{"currencyCode": ', "breaks off"),
    ("pricing.yml", "compute: {instance: [", "is no YAML, or breaks off"),
    ("pricing.yml", "compute: {}\n", "has no compute.instance"),
    ("instances.json", '[{"instance_type": "m6i.xlarge"}]', "entry 1 is no machine with prices"),
    ("instances.json", '[{"instance_type": "m6i.xlarge", "pricing": {', "breaks off"),
    (
        "instances.json",
        VANTAGE_OF_AZURE,
        "d4sv5, is a machine of neither AWS nor Google Cloud; for Azure",
    ),
    ("index.csv", aws_csv(TASK_ROWS[-3], code="AmazonECS"), "has no licence for tasks with Windows in eu-central-1"),
    ("notes.txt", "hello", "is no price list that is known"),
    ("index.csv", "", "is empty"),
    ("index.csv", aws_csv({"Product Family": "Storage"}), "holds no price of a machine or a task"),
]


@pytest.mark.parametrize(("name", "content", "message"), BROKEN)
def test_a_list_with_a_mistake_is_told_in_a_line_and_nothing_is_written(
    tmp_path: Path, name: str, content: Any, message: str
) -> None:
    told = refused(written(tmp_path, name, content), tmp_path)
    assert any(message in each for each in told), told
    assert len(told) == 1


def test_prices_of_another_unit_are_refused_as_a_whole(tmp_path: Path) -> None:
    types = ("m6i.large", "m6i.xlarge", "m6i.2xlarge", "c6i.large", "r6i.large")
    rows = [{"Instance Type": name, "PricePerUnit": str(60 * (number + 1))} for number, name in enumerate(types)]
    (told,) = refused(written(tmp_path, "index.csv", aws_csv(*rows)), tmp_path)
    assert "times those that come with the advisor" in told


def test_a_region_that_stands_in_two_lists_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    written(folder, "a.csv", aws_csv({}))
    written(folder, "b.json", aws_json({}))
    (told,) = refused(folder, tmp_path)
    assert "the region eu-central-1 of aws stands in two lists" in told


def test_a_packed_list_has_to_be_unpacked(tmp_path: Path) -> None:
    file = tmp_path / "index.json"
    file.write_bytes(b"\x1f\x8b\x08\x00")
    assert "is packed; unpack it first" in refused(file, tmp_path)[0]


def test_a_folder_that_holds_something_is_not_written_over(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(PriceError, match="is there already and not empty"):
        write_folder(read_lists(written(tmp_path, "index.csv", CSV)), out, data_folder())
    assert (out / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_the_same_list_makes_the_same_bytes(tmp_path: Path) -> None:
    found = read_lists(written(tmp_path, "index.csv", CSV))
    for name in ("one", "two"):
        write_folder(found, tmp_path / name, data_folder())
    files = {file.relative_to(tmp_path / "one") for file in (tmp_path / "one").rglob("*.csv")}
    assert len(files) == 3
    assert all((tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes() for file in files)


def test_the_command_tells_what_was_kept_and_dropped_and_what_it_made_is_used(tmp_path: Path) -> None:
    source, out = written(tmp_path, "index.csv", CSV), tmp_path / "out"
    ran = CliRunner().invoke(main, ["prices", "import", str(source), "--out", str(out)])
    assert ran.exit_code == 0, ran.stderr
    assert f"5 prices in 1 region of {DAY}: 1 for 1 year, 1 for 3 years and 3 on demand" in ran.stdout
    assert "dropped: 2 rows on a host of one's own, or reserved and not used" in ran.stdout
    need = tmp_path / "need.yaml"
    need.write_text(
        "name: n\nhosting: {model: cloud, cloud: aws, region: eu-central-1}\n"
        "services:\n- {name: w, replicas: 3, cpu: 2}\n",
        encoding="utf-8",
    )
    sized = CliRunner().invoke(main, ["size", str(need), "--platform", "eks", "--prices", str(out)])
    assert "your own prices (folder out" in " ".join(sized.stdout.split())
    again = CliRunner().invoke(main, ["prices", "import", str(source), "--out", str(out)])
    assert again.exit_code == 4
    assert CliRunner().invoke(main, ["prices", "import", "x", "--out", "y", "--day", "soon"]).exit_code == 2


def test_prices_of_other_terms_are_there_for_who_asks(tmp_path: Path) -> None:
    _, own = imported(written(tmp_path, "index.csv", CSV), tmp_path)
    book = PriceBook(data_folder(), own)
    year = book.price(PriceKey(*FRANKFURT, "m6i.xlarge", term=PriceTerm.ONE_YEAR))
    assert year is not None and year.usd_per_hour == 0.15


def test_json_is_read_member_by_member_however_it_is_cut() -> None:
    long = "x}" * AT_ONCE  # over the end of what is read at once
    value = {"a": {"b": {"k": [1, 2.5, long], "l": {}}, "c": None}, "n": 1234567, "e": {}, "left": [1, {"out": 2}]}
    told = list(members(io.BytesIO(json.dumps(value).encode()), ["a.b", "e"]))
    assert told == [("a.b", "k", [1, 2.5, long]), ("a.b", "l", {}), ("", "n", 1234567)]


@pytest.mark.parametrize(
    ("text", "message", "line", "at"),
    [
        (b'{"a":\n{"b": 1', "breaks off", 2, 13),
        (b'{"a": 1} x', "is no JSON", 1, 10),
        (b'{"a": NaN}', "is no JSON", 1, 10),
        (b'{"a": "\xff"}', "is no JSON", 1, 10),
        (b"", "breaks off", 1, 0),
    ],
)
def test_json_that_is_broken_is_told_with_its_place(text: bytes, message: str, line: int, at: int) -> None:
    with pytest.raises(BrokenJsonError) as caught:
        list(members(io.BytesIO(text), ["a"]))
    assert (caught.value.message, caught.value.line, caught.value.at) == (message, line, at)


def test_a_list_may_begin_with_the_mark_of_utf_8(tmp_path: Path) -> None:
    for name, text in (("index.json", JSON), ("index.csv", CSV)):
        file = tmp_path / name
        file.write_bytes(b"\xef\xbb\xbf" + text.encode())
        (found,) = read_lists(file)
        assert len(found.prices) == 6


MEASURED = """
import resource, sys
from pathlib import Path
from advisor.prices.importing.lists import read_lists
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
found = read_lists(Path(sys.argv[1]))
print(len(found[0].prices), (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.slow
def test_a_long_list_is_read_in_little_memory(tmp_path: Path) -> None:
    file = tmp_path / "index.json"
    product = json.dumps({"productFamily": "Storage", "attributes": {f"key{n}": "x" * 40 for n in range(40)}})
    whole = aws_json({})
    with file.open("w", encoding="utf-8") as out:
        out.write('{"formatVersion": "v1.0", "offerCode": "AmazonEC2", "publicationDate": "2026-11-20T00:00:00Z", ')
        out.write('"products": {')
        out.writelines(f'"D{number}": {product}, ' for number in range(30_000))
        out.write(f'"SKU0": {json.dumps(whole["products"]["SKU0"])}}}, "terms": {json.dumps(whole["terms"])}}}')
    mib = file.stat().st_size // 1024**2
    ran = subprocess.run([sys.executable, "-c", MEASURED, str(file)], capture_output=True, text=True, check=True)
    prices, more = map(int, ran.stdout.split())
    assert prices == 1
    assert mib > 60
    assert more < 30  # MiB beside the program itself; read whole, it would be several times the length of the list


def test_the_plain_row_is_of_a_price_that_is_near_the_list() -> None:
    listed = {o.name: o.usd_per_hour for o in PriceBook(data_folder()).offers_in(*FRANKFURT)}["m6i.xlarge"]
    assert float(PLAIN["PricePerUnit"]) == pytest.approx(listed, rel=0.05)


@pytest.mark.parametrize(
    ("region", "machine", "message"),
    [
        ("../../evil", "m6i.xlarge", "'../../evil' is no name of a region"),
        ("", "m6i.xlarge", "'' is no name of a region"),
        ("shapes", "m6i.xlarge", "'shapes' is no name of a region"),
        ("eu-central-1", "m6i\n=cmd", r"'m6i\n=cmd' is no name of a machine type"),
    ],
)
def test_names_in_a_list_lead_nowhere_else(tmp_path: Path, region: str, machine: str, message: str) -> None:
    """A region becomes the name of a file: one with dots and slashes would lie outside the folder and stay there."""
    source = written(tmp_path, "index.json", aws_json({"Region Code": region, "Instance Type": machine}))
    out = tmp_path / "made"
    out.mkdir()
    with pytest.raises(PriceError) as caught:
        write_folder(read_lists(source), out / "ours", data_folder())
    assert message in str(caught.value)
    assert not list(tmp_path.rglob("*.csv"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[" * 100_000, "is nested too deeply"),
        ('{"Items": ' + "[" * 100_000, "is nested too deeply"),
        ('{"Items": ["x"]}', "has not the form of its kind"),
    ],
)
def test_json_of_no_list_is_a_mistake_and_ends(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(PriceError, match=message):
        read_lists(written(tmp_path, "page.json", text))


def test_a_list_of_the_future_is_refused(tmp_path: Path) -> None:
    source = written(tmp_path, "index.csv", aws_csv({}).replace(f"{DAY}T", "2999-01-01T"))
    ran = CliRunner().invoke(main, ["prices", "import", str(source), "--out", str(tmp_path / "ours")])
    assert ran.exit_code == 4 and "is of 2999-01-01, a day in the future" in ran.stderr
    assert not (tmp_path / "ours").exists()
    plain = written(tmp_path, "instances.json", VANTAGE)
    late = CliRunner().invoke(
        main, ["prices", "import", str(plain), "--out", str(tmp_path / "ours"), "--day", "2999-01-01"]
    )
    assert late.exit_code == 2 and "lies in the future" in late.stderr
