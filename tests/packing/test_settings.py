"""Settings: every number says what it limits, and each effort is a set of them."""

from __future__ import annotations

import ast
import dataclasses
import inspect
from pathlib import Path

import pytest

from advisor.packing import Effort, Item, Machine, Plan, Settings, pack, settings
from advisor.packing.model.instance import build_instance

NUMBERS = (ast.Constant, ast.Tuple, ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop, ast.expr_context)
CLASSES = [one for _, one in inspect.getmembers(settings, dataclasses.is_dataclass)]


def documented_fields(of: type) -> set[str]:
    """The fields of a class that are followed by a line of documentation."""
    (body,) = ast.parse(inspect.getsource(of)).body
    assert isinstance(body, ast.ClassDef)
    return {
        field.target.id
        for field, text in zip(body.body, body.body[1:], strict=False)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }


@pytest.mark.parametrize("of", CLASSES, ids=lambda of: of.__name__)
def test_every_setting_says_what_it_is(of: type) -> None:
    assert {field.name for field in dataclasses.fields(of)} <= documented_fields(of)
    assert of.__dataclass_params__.frozen


def test_no_tuning_number_stands_outside_the_settings() -> None:
    # no number at all, the unit of prices in certificates, and the steps in which savings plans are sold
    meanings = {"UNBOUNDED", "UNIT", "SPEND_STEP_USD"}
    folder = Path(settings.__file__).parent
    found = {
        target.id
        for file in folder.rglob("*.py")
        for line in ast.parse(file.read_text()).body
        if isinstance(line, ast.Assign) and all(isinstance(part, NUMBERS) for part in ast.walk(line.value))
        for target in line.targets
        if isinstance(target, ast.Name) and target.id.isupper()
    }
    assert found == meanings


def test_each_effort_has_settings_of_its_own() -> None:
    efforts = [Settings.for_effort(effort) for effort in Effort]
    assert len(set(efforts)) == len(Effort)
    assert Settings() == Settings.for_effort(Effort.DEFAULT)


def test_a_search_reads_the_settings_it_was_given() -> None:
    # 2 x 600m on machines of 1000m: one each, 0.20 USD per hour; what both need in all is 1.2 machines, 0.12
    items, machines = [Item("web", 600, 100, (2,))], [Machine("one", 1000, 4000, 9, 0.10)]
    usual = Settings.quick()
    content = {"zones": 1, "survive_nodes": 0}
    assert build_instance(items, machines, usual).settings is usual
    plan = pack(items, machines, **content, settings=usual)  # type: ignore[arg-type]
    # a search that is content with any gap says so
    easy = dataclasses.replace(usual, tolerances=dataclasses.replace(usual.tolerances, optimality=10.0))
    other = pack(items, machines, **content, settings=easy)  # type: ignore[arg-type]
    assert isinstance(plan, Plan)
    assert isinstance(other, Plan)
    assert (plan.usd_per_hour, other.usd_per_hour) == (pytest.approx(0.20), pytest.approx(0.20))
    assert other.ended_by == "proved"
