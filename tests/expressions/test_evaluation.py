"""The rule language on random expressions and answers, against a second evaluator written from Kleene's tables."""

from __future__ import annotations

import operator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.expressions import ExpressionError, FieldType, Truth, ValueKind, compile_condition

COLOURS = ("red", "blue")
SYMBOLS = {
    "n": FieldType(ValueKind.NUMBER),
    "scale.m": FieldType(ValueKind.NUMBER),
    "colour": FieldType(ValueKind.TEXT, COLOURS),
    "word": FieldType(ValueKind.TEXT),
    "ready": FieldType(ValueKind.TRUTH),
    "tags": FieldType(ValueKind.LIST),
}

# A reference that shares nothing with the language: it walks nested tuples, by Kleene's tables written out.
COMPARE = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
KLEENE_AND = {
    (True, True): True, (True, False): False, (True, None): None,
    (False, True): False, (False, False): False, (False, None): False,
    (None, True): None, (None, False): False, (None, None): None,
}  # fmt: skip


def reference(tree: Any, values: dict[str, Any]) -> Any:
    sign, *parts = tree
    if sign == "literal":
        return parts[0]
    if sign == "field":
        return values.get(parts[0])
    if sign == "known":
        return values.get(parts[0]) is not None
    sides = [reference(part, values) for part in parts]
    if sign in ("and", "or"):
        flipped = [side if sign == "and" or side is None else not side for side in sides]
        both = KLEENE_AND[flipped[0], flipped[1]]
        return both if sign == "and" or both is None else not both
    if None in sides:
        return None
    if sign == "not":
        return not sides[0]
    if sign == "count":
        return len(sides[0])
    if sign == "in":
        return sides[0] in sides[1]
    if sign in COMPARE:
        return COMPARE[sign](*sides)
    if sign == "/":
        return sides[0] / sides[1] if sides[1] else None
    return {"+": operator.add, "-": operator.sub, "*": operator.mul, "min": min, "max": max}[sign](*sides)


def written(tree: Any) -> str:
    sign, *parts = tree
    if sign == "literal":
        return repr(parts[0])
    if sign == "field":
        return str(parts[0])
    if sign in ("known", "count", "min", "max"):
        return f"{sign}({', '.join(part if sign == 'known' else written(part) for part in parts)})"
    if sign == "not":
        return f"(not {written(parts[0])})"
    return f"({written(parts[0])} {sign} {written(parts[1])})"


def fields(*names: str) -> st.SearchStrategy[Any]:
    return st.sampled_from([("field", name) for name in names])


def literals(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return values.map(lambda value: ("literal", value))


WORDS = st.sampled_from(["a", "b", "red"])
NUMBERS = st.recursive(
    fields("n", "scale.m") | literals(st.integers(0, 5)) | fields("tags").map(lambda name: ("count", name)),
    lambda inner: st.tuples(st.sampled_from(["+", "-", "*", "/", "min", "max"]), inner, inner),
    max_leaves=3,
)
ATOMS = st.one_of(
    st.tuples(st.sampled_from(sorted(COMPARE)), NUMBERS, NUMBERS),
    st.tuples(st.sampled_from(["==", "!="]), fields("word"), literals(WORDS)),
    st.tuples(st.just("=="), fields("colour"), literals(st.sampled_from(COLOURS))),
    st.tuples(st.just("in"), fields("word", "colour") | literals(WORDS), fields("tags")),
    st.tuples(st.just("in"), fields("colour"), literals(st.lists(st.sampled_from(COLOURS), min_size=1))),
    fields("ready"),
    literals(st.booleans()),
)


def conditions(atoms: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.recursive(
        atoms,
        lambda inner: st.tuples(st.sampled_from(["and", "or"]), inner, inner) | inner.map(lambda part: ("not", part)),
        max_leaves=7,
    )


ANSWERS = {
    "n": st.integers(-3, 6),
    "scale.m": st.integers(-3, 6),
    "colour": st.sampled_from(COLOURS),
    "word": WORDS,
    "ready": st.booleans(),
    "tags": st.lists(WORDS, max_size=3).map(tuple),
}
KNOWN = st.sampled_from(sorted(ANSWERS)).map(lambda name: ("known", name))
COMPLETE = st.fixed_dictionaries(ANSWERS)
PARTIAL = st.fixed_dictionaries({}, optional=ANSWERS)
WORTH = {Truth.HOLDS: True, Truth.FAILS: False, Truth.UNDECIDED: None}


@given(conditions(ATOMS | KNOWN), PARTIAL)
def test_outcomes_agree_with_the_reference(tree: Any, values: dict[str, Any]) -> None:
    outcome = compile_condition(written(tree), SYMBOLS).evaluate(values)
    assert WORTH[outcome.truth] is reference(tree, values)
    # What was read is enough: the other answers do not matter.
    read = {name: value for name, value in outcome.read if value is not None}
    assert reference(tree, read) is reference(tree, values)


@given(conditions(ATOMS), COMPLETE, st.sets(st.sampled_from(sorted(ANSWERS))))
def test_answering_never_turns_a_decided_outcome_round(tree: Any, complete: dict[str, Any], hidden: set[str]) -> None:
    condition = compile_condition(written(tree), SYMBOLS)
    before = condition.evaluate({name: value for name, value in complete.items() if name not in hidden})
    if before.truth is not Truth.UNDECIDED:
        assert condition.evaluate(complete).truth is before.truth


@pytest.mark.slow
@given(st.text(max_size=60) | st.text("n.mtags()[]'\"<>=!+-*/ ,\n10e_", max_size=40))
def test_anything_compiles_or_is_refused_with_a_place(text: str) -> None:
    try:
        compile_condition(text, SYMBOLS)
    except ExpressionError as error:
        assert error.message and error.remedy
        assert 1 <= error.line <= text.count("\n") + 1
        assert 1 <= error.column <= len(text) + 1
