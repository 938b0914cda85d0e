"""Swing weights: the architect's own, an order alone, and where each weight comes from."""

from __future__ import annotations

import json

import pytest

from advisor import load_scenario, recommend
from advisor.errors import ScenarioError
from advisor.report import render
from advisor.rules import apply_rules
from advisor.scenario.priorities import rank_order_centroids
from advisor.scoring import weight_origins
from tests.answers import KNOWLEDGE
from tests.cli.calls import SHOP, call


def test_an_order_becomes_rank_order_centroids() -> None:
    # of four: (1 + 1/2 + 1/3 + 1/4) / 4 = 0.5208, 0.2708, 0.1458, 0.0625, as the table of Barron and Barrett has them
    assert rank_order_centroids(4) == pytest.approx((0.5208, 0.2708, 0.1458, 0.0625), abs=5e-5)
    asked = load_scenario({"name": "shop", "priorities": ["cost", "fit", "effort", "start"]})
    # 0.2708 / 0.5208 = 0.52, 0.1458 / 0.5208 = 0.28, 0.0625 / 0.5208 = 0.12
    assert asked.priorities == {"cost": 100.0, "fit": 52.0, "effort": 28.0, "start": 12.0}


def test_where_each_weight_comes_from_is_told() -> None:
    asked = load_scenario({"name": "shop", "cost": "low", "priorities": {"fit": 80}})
    origins = {each.criterion: each for each in weight_origins(apply_rules(asked, KNOWLEDGE), KNOWLEDGE, asked)}
    assert (origins["fit"].points, origins["fit"].own) == (80, True)
    # W601 doubles cost where it has to be low
    default = next(each.weight for each in KNOWLEDGE.criteria.criteria if each.id == "cost")
    assert (origins["cost"].points, origins["cost"].rules) == (2 * default, ("W601",))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("cost=-5", "--weights: cost: -5.0 is out of range; write a number greater than or equal to 0"),
        ("cost=101", "--weights: cost: 101.0 is out of range; write a number less than or equal to 100"),
        ("costt=5", "--weights: costt: no criterion is called costt; did you mean cost"),
        (
            ",".join(f"{each.id}=0" for each in KNOWLEDGE.criteria.criteria),
            "--weights: every weight is 0, so nothing would decide; give at least one more than 0",
        ),
    ],
)
def test_weights_that_cannot_be_are_told_in_one_line(given: str, told: str) -> None:
    wrong = call("recommend", SHOP, "--weights", given)
    assert (wrong.exit_code, wrong.stderr, wrong.stdout) == (3, told + "\n", "")


@pytest.mark.parametrize("given", ["", "cost=x", "cost=nan", "cost,fit=3", "cost=1,cost=2", "cost,,fit"])
def test_what_is_no_list_of_weights_is_an_error_of_usage(given: str) -> None:
    wrong = call("recommend", SHOP, "--weights", given)
    assert wrong.exit_code == 2
    assert "--weights" in wrong.stderr


def test_weights_of_the_command_line_replace_those_of_the_file_and_are_shown() -> None:
    told = json.loads(call("recommend", SHOP, "--weights", "cost=100,form=0", "--format", "json").stdout)
    assert told["scenario"]["priorities"] == {"cost": 100, "form": 0}
    assert told["weights"]["form"] == 0
    origins = {each["criterion"]: each for each in told["weights_from"]}
    assert (origins["cost"]["points"], origins["cost"]["own"]) == (100, True)
    asked = load_scenario({"name": "shop", "priorities": {"cost": 100}, "scale": {"services": 2}})
    page = render(recommend(asked, KNOWLEDGE), "markdown")
    assert "| Cost | 100 |" in page


def test_weights_that_are_all_zero_are_refused_in_a_file_too() -> None:
    nothing = {each.id: 0 for each in KNOWLEDGE.criteria.criteria}
    with pytest.raises(ScenarioError, match="every weight is 0"):
        recommend(load_scenario({"name": "shop", "priorities": nothing}), KNOWLEDGE)
