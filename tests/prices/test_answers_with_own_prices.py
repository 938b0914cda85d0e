"""Own prices in a requirement file, on the command line and in answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from advisor import Topology, load_knowledge, load_scenario, parse_scenario, recommend, render, what_if
from advisor.cli import main
from advisor.errors import ScenarioError
from advisor.prices.own_prices import ANY
from tests.prices.folders import HEAD, Write, asked, read

KNOWLEDGE = load_knowledge()


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
