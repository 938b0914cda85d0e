"""Errors carry facts: what is wrong, what to write instead, and where, each in a field of its own."""

from __future__ import annotations

import pickle

import pytest
from pydantic import TypeAdapter, ValidationError

from advisor import ScenarioError, parse_scenario
from advisor.errors import InvalidValueError, Problem, did_you_mean, suggest
from advisor.reading import UnreadableError, read_text
from advisor.values import Mebibytes, Millicores, parse_day, parse_mebibytes, parse_millicores


@pytest.mark.parametrize("parse", [parse_day, parse_mebibytes, parse_millicores])
def test_a_refused_value_says_what_is_wrong_and_what_to_write(parse: object) -> None:
    assert callable(parse)
    with pytest.raises(InvalidValueError) as caught:
        parse("; none; of; these; ")
    assert caught.value.message.startswith("'; none; of; these;'")
    assert caught.value.remedy.startswith("write ")
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.message, again.remedy) == (caught.value.message, caught.value.remedy)


@pytest.mark.parametrize(("kind", "value"), [(Mebibytes, "512"), (Millicores, "two")])
def test_it_arrives_whole_behind_a_validator(kind: object, value: str) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(value)
    (entry,) = caught.value.errors()
    error = entry["ctx"]["error"]
    assert isinstance(error, InvalidValueError)
    assert error.remedy.startswith("write for example")


def test_a_semicolon_in_a_value_stays_in_the_message() -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_scenario("name: x\nservices: [{name: web, memory: '5; 12'}]\n", "x.yaml")
    (problem,) = caught.value.problems
    assert problem.path == ("services", 0, "memory")
    assert problem.message == "'5; 12' is not an amount of memory"
    assert problem.remedy == "write for example 512Mi or 2Gi"


def test_problems_are_in_the_order_of_their_places_and_fields() -> None:
    def at(line: int, *path: str | int) -> Problem:
        return Problem("x.yaml", line, 1, path, "is wrong", "mend it")

    right = [at(1, "a"), at(2, "services", 0, "cpu"), at(2, "services", "all"), at(2, "services2"), at(10)]
    assert sorted([right[3], right[4], right[0], right[2], right[1]]) == right
    assert [problem.field for problem in right] == ["a", "services.0.cpu", "services.all", "services2", ""]


def test_a_suggestion_holds_the_nearest_word_and_all_of_them() -> None:
    words = ("none", "replicas", "nodes")
    assert suggest("replica", words).nearest == "replicas"
    assert suggest("x", words).nearest is None
    assert suggest("x", words).known == words
    assert did_you_mean("replica", words) == "did you mean replicas"
    assert did_you_mean("replica", words, list_all=True) == "did you mean replicas (none, replicas, nodes)"
    assert did_you_mean("x", words) == "use one of nodes, none, replicas"
    assert did_you_mean("x", (str(n) for n in range(100, 113))).endswith("110, 111, ...")


def test_an_error_of_reading_keeps_what_was_read_behind_a_pipe() -> None:
    with pytest.raises(UnreadableError) as caught:
        read_text("kind: Service\n---\nkind: Pod\n", "x.yaml")
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.problems, again.value) == (caught.value.problems, {"kind": "Service"})
