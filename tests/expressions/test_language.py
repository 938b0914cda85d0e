"""The rule language: what it means, what it refuses, and where it says so."""

from __future__ import annotations

import datetime as dt
import pickle
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from advisor.expressions import (
    ExpressionError,
    FieldType,
    Truth,
    ValueKind,
    compile_condition,
    compile_number,
    symbols_of,
)


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Inner(BaseModel):
    size_mib: Annotated[int, Field(ge=0)] | None = Field(default=None, alias="size")
    share: Decimal | None = None
    again: Inner | None = None


class Outer(BaseModel):
    name: str
    colour: Colour | None = None
    mode: Literal["slow", "fast"] = "slow"
    level: Literal[1, 2] = 1
    rate: int | float | None = None
    ready: bool | None = None
    inner: Inner | None = None
    tags: tuple[Annotated[str, Field(min_length=1)], ...] | None = None
    colours: list[Colour] = []
    day: dt.date | None = None
    inners: tuple[Inner, ...] = ()
    counts: tuple[int, ...] = ()
    table: dict[str, int] = {}
    mixed: int | str = 1


COLOURS = ("red", "blue")
SYMBOLS = {
    "n": FieldType(ValueKind.NUMBER),
    "scale.m": FieldType(ValueKind.NUMBER),
    "colour": FieldType(ValueKind.TEXT, COLOURS),
    "word": FieldType(ValueKind.TEXT),
    "ready": FieldType(ValueKind.TRUTH),
    "tags": FieldType(ValueKind.LIST),
    "colours": FieldType(ValueKind.LIST, COLOURS),
}


def test_symbols_come_from_the_model() -> None:
    number, text = FieldType(ValueKind.NUMBER), FieldType(ValueKind.TEXT)
    assert symbols_of(Outer) == {
        "name": text,
        "colour": FieldType(ValueKind.TEXT, COLOURS),
        "mode": FieldType(ValueKind.TEXT, ("slow", "fast")),
        "level": number,
        "ready": FieldType(ValueKind.TRUTH),
        "inner.size": number,
        "inner.share": number,
        "tags": FieldType(ValueKind.LIST),
        "colours": FieldType(ValueKind.LIST, COLOURS),
        "rate": number,
    }


def test_symbols_of_an_empty_model_are_none() -> None:
    assert symbols_of(BaseModel) == {}


@pytest.mark.parametrize(
    ("text", "values", "truth"),
    [
        ("n > 3", {"n": 4}, "holds"),
        ("n > 3", {"n": 3}, "fails"),
        ("n > 3", {}, "undecided"),
        ("n > 3", {"n": None}, "undecided"),
        ("n > 3 or ready", {"ready": True}, "holds"),
        ("n > 3 and ready", {"ready": False}, "fails"),
        ("n > 3 and ready", {"ready": True}, "undecided"),
        ("not ready", {}, "undecided"),
        ("n > 3 or n <= 3", {}, "undecided"),  # Kleene does not reason about the same unknown twice
        ("colour == 'red'", {"colour": Colour.RED}, "holds"),
        ("colour in ['red', 'blue']", {"colour": "blue"}, "holds"),
        ("colour not in ['red']", {"colour": "red"}, "fails"),
        ("n in [1, -2]", {"n": -2}, "holds"),
        ("'fips' in tags", {"tags": ("fips",)}, "holds"),
        ("'fips' in tags", {"tags": ()}, "fails"),
        ("'fips' not in tags", {}, "undecided"),
        ("colour in colours", {"colour": "red", "colours": (Colour.RED,)}, "holds"),
        ("count(tags) >= 2", {"tags": ("a", "b")}, "holds"),
        ("known(n) and n > 3", {}, "fails"),
        ("not known(n)", {}, "holds"),
        ("n / scale.m > 1", {"n": 1, "scale.m": 0}, "undecided"),
        ("-n * 2 + 10 == scale.m - 1", {"n": 3, "scale.m": 5}, "holds"),  # -6 + 10 = 4 = 5 - 1
        ("min(n, 5) + max(n, 5) == n + 5", {"n": 9}, "holds"),
        ("(n > 3) == ready", {"n": 4, "ready": False}, "fails"),
        ("true and not False", {}, "holds"),
        ("n\n  > 3\nand\n  ready", {"n": 4, "ready": True}, "holds"),
    ],
)
def test_outcomes(text: str, values: dict[str, Any], truth: str) -> None:
    assert compile_condition(text, SYMBOLS).evaluate(values).truth == truth


@pytest.mark.parametrize(
    ("text", "values", "read"),
    [
        ("n > 3 and ready", {"n": 4, "ready": True}, (("n", 4), ("ready", True))),
        ("ready or n > 3", {"n": 4}, (("n", 4),)),  # n alone settles it
        ("(ready and n > 3) or word == 'a'", {"n": 2}, (("n", 2), ("word", None))),  # ready no longer matters
        ("n > scale.m", {"n": 4}, (("n", 4), ("scale.m", None))),
        ("true", {}, ()),
    ],
)
def test_the_names_that_an_outcome_rests_on(text: str, values: dict[str, Any], read: tuple[Any, ...]) -> None:
    assert compile_condition(text, SYMBOLS).evaluate(values).read == read


def test_numbers() -> None:
    doubled = compile_number("scale.m * 2", SYMBOLS)
    assert doubled.names == {"scale.m"}
    assert doubled.value({"scale.m": 3}) == 6.0
    assert doubled.value({}) is None
    assert compile_number("1 / 0", SYMBOLS).value({}) is None
    huge = "*".join(["1000000000000000"] * 15)
    assert compile_number(f"{huge} * 1.5", SYMBOLS).value({}) == pytest.approx(1.5e225)
    assert compile_number(f"({huge}) * ({huge})", SYMBOLS).value({}) is None  # 1e450 is no float
    assert compile_number("n + 0.5", SYMBOLS).value({"n": Decimal(1)}) == 1.5


REFUSED = {
    "scale.mm > 3": "1:1: scale.mm is not a known name; did you mean scale.m",
    "scale > 3": "1:1: scale is not a known name; did you mean scale.m",
    "colour == 'rod'": "1:11: 'rod' is never a value of the other side; did you mean red (red, blue)",
    "'amazon' != colour": "1:1: 'amazon' is never a value of the other side; use one of blue, red",
    "colour in ['red', 'x']": "1:19: 'x' is never a value of the other side; use one of blue, red",
    "'green' in colours": "1:1: 'green' is never a value of the other side; use one of blue, red",
    "n == 'a'": "1:1: a number is compared with a text; compare values of the same type",
    "ready == 1": "1:1: a truth is compared with a number; compare values of the same type",
    "word < 'a'": "1:1: a text has no order; compare it with == or !=, or with in [...]",
    "tags == 'a'": "1:1: a list cannot be compared with ==; write 'entry' in the_list, or count(the_list)",
    "'a' in word": ("1:8: a text cannot be looked for in a text; write a list such as ['a', 'b'], or the name of one"),
    "n in [1, n]": "1:10: an entry is not a number written out; write each entry as a literal",
    "n in []": "1:6: the list is empty, or not for this; look for a text or a number in a list of some",
    "1 < n < 3": "1:9: comparisons cannot be chained; join two comparisons with and",
    "n": "1:1: this is a number, not a truth; write a condition, such as scale.services > 30",
    "n and ready": "1:1: this is a number where a truth is needed; compare it with something",
    "ready + 1 > 2": "1:1: this is a truth where a number is needed; use a number here",
    "ready and\n  wurd == 'a'": "2:3: wurd is not a known name; did you mean word",
    "word == 'é' and\n\n 'ü' == wurd": "3:9: wurd is not a known name; did you mean word",
    "ready and": "1:10: this is not a complete expression; check what stands here and just before it",
    "ready) or (ready": "1:6: this is not a complete expression; check what stands here and just before it",
    "n = 3": "1:3: = compares nothing; write == to compare",
    "ready && ready": "1:7: && has no meaning here; write and",
    "ready || ready": "1:7: || has no meaning here; write or",
    "!ready": "1:1: ! has no meaning here; write not",
    "ready # x\nand ready": "1:7: # has no meaning here; write comments into the file, outside of the expression",
    "word == 'a\nb'": (
        "1:9: a text in quotes is not closed on its line, or holds a backslash; write the text in one pair of quotes"
    ),
    "word in ['a' 'b']": "1:10: this is not one plain text; write one text in quotes; put a comma between two",
    "n is 3": "1:1: is compares nothing here; write == or !=, or known(name)",
    "n == None": "1:6: None is not a value; write known(name) or not known(name)",
    "n == 1j": "1:6: this is neither a number nor a text; write a number, or a text in quotes",
    "n > 1e16": "1:5: the number is too large; write at most 1000000000000000",
    "cuont(tags) > 1": "1:1: there is no such function; did you mean count",
    "min(n) > 1": "1:1: min is given the wrong arguments; write min(a, b)",
    "count(n) > 1": "1:7: count is given a number; give it a list",
    "known('n')": "1:7: known asks about a name; write known(name)",
    "": "1:1: the expression is empty; write true for a rule that always applies",
    "ready\0": "1:6: an invisible character stands here; delete it",
    "(" * 300 + "ready" + ")" * 300: (
        "1:1: the expression is nested too deep; split the rule, or take parentheses and signs away"
    ),
    "-" * 1500 + "1 > 0": "1:20: the expression is more than 20 levels deep; split the rule",
    "ready or " * 210 + "ready": "1:1792: the expression has more than 200 parts; split the rule",
    "ready or " * 300 + "ready": (
        "1:1: 2705 characters are too many; an expression has at most 2000 characters; split the rule"
    ),
}


@pytest.mark.parametrize("text", REFUSED)
def test_each_mistake_gets_its_message(text: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_condition(text, SYMBOLS)
    assert str(caught.value) == REFUSED[text]


@pytest.mark.parametrize(
    "text", ["lambda: 1", "[n for n in tags]", "f'{word}' == word", "n ** 2 > 1", "n if ready else n", "tags[0] == 'a'",
             "__import__('os')", "word.upper() == 'A'", "().__class__", "(n := 3) > 2", "*tags", "n % 2 == 1"]
)  # fmt: skip
def test_the_rest_of_python_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        compile_condition(text, SYMBOLS)


def test_a_condition_is_no_number() -> None:
    with pytest.raises(ExpressionError, match="this is a truth, not a number"):
        compile_number("n > 3", SYMBOLS)


def test_expressions_and_their_errors_survive_the_trip_to_another_process() -> None:
    condition = compile_condition("n > 3", SYMBOLS)
    again = pickle.loads(pickle.dumps(condition))
    assert again == condition
    assert again.evaluate({"n": 4}).truth is Truth.HOLDS
    error = pickle.loads(pickle.dumps(ExpressionError("wrong", "right", 2, 3)))
    assert str(error) == "2:3: wrong; right"
