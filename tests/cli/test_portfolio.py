"""`advisor portfolio` on input that is odd or wrong: a clear line each, and nothing is lost on the way."""

from __future__ import annotations

import json
import os
from pathlib import Path

from advisor.knowledge import Form
from advisor.portfolio.sharing import group_of, shared_requirement
from advisor.scenario import parse_scenario
from tests.batch.test_many import TINY
from tests.cli.calls import call

PRICED = "pricing: {{discounts: {{all: 10}}, currency: {{code: {code}, per_usd: {rate}}}}}\n"


def text(name: str, code: str = "", rate: float = 0.9) -> str:
    """A small application, perhaps with sums in another currency too."""
    return TINY.format(name=name) + (PRICED.format(code=code, rate=rate) if code else "")


def test_an_empty_folder_is_one_line(tmp_path: Path) -> None:
    result = call("portfolio", tmp_path)
    assert result.exit_code == 3
    assert len(result.stderr.splitlines()) == 1 and "no .yaml, .yml or .json file in it" in result.stderr


def test_mistakes_of_all_files_are_told_before_anything_is_worked_out(tmp_path: Path) -> None:
    apart = "multi_tenancy: none\ntenants: [{name: a, isolation: cluster}, {name: b, isolation: none}]\n"
    for name, content in (("fine", ""), ("tenancy", apart), ("unread", "services: [\n")):
        (tmp_path / f"{name}.yaml").write_text(text(name) + content, encoding="utf-8")
    result = call("portfolio", tmp_path)
    assert result.exit_code == 3 and not result.stdout
    told = result.stderr.splitlines()
    assert {Path(line.split(":")[0]).name for line in told} == {"tenancy.yaml", "unread.yaml"}
    assert any("multi_tenancy" in line for line in told)


def test_currencies_do_not_keep_applications_apart_and_sums_are_in_dollars(tmp_path: Path) -> None:
    for name, code in (("one", "CHF"), ("two", "EUR")):
        (tmp_path / f"{name}.yaml").write_text(text(name, code), encoding="utf-8")
    os.symlink(tmp_path, tmp_path / "loop")  # a folder that leads back to itself is searched once
    result = call("portfolio", tmp_path, "--format", "json", "--usd-per-person-year", "0")
    assert result.exit_code == 0, result.stderr
    assert "files ask for sums in CHF and EUR too; those of a portfolio are in USD" in result.stderr
    told = json.loads(result.stdout)
    assert [one["application"] for one in told["placed"]] == ["one", "two"]
    assert told["usd_per_month"] <= told["alone_usd_per_month"] + 0.005
    scenarios = [parse_scenario(text(name, code)) for name, code in (("one", "CHF"), ("two", "EUR"))]
    assert len({group_of(each.name, each, Form.MANAGED) for each in scenarios}) == 1
    merged = shared_requirement([(each.name, each) for each in scenarios])
    assert merged.pricing is not None and merged.pricing.currency is None and merged.pricing.discounts
