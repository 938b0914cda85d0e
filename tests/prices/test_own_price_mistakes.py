"""Tables of own prices are checked before anything is taken: each mistake is told with its line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from advisor import load_knowledge
from advisor.cli import main
from advisor.errors import PriceError
from advisor.prices import folder_files
from tests.prices.folders import HEAD, RATES, Write, read

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
