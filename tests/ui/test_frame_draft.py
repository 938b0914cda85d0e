"""The requirement as it is typed, and the text of a link that carries it."""

from __future__ import annotations

import base64
import datetime as dt
import json
import zlib
from collections.abc import Iterator

import pytest
import streamlit as st
from hypothesis import given
from hypothesis import strategies as some

from advisor.ui import draft
from advisor.ui.share_link import MOST_BYTES, LinkError, decode, encode

JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False, allow_infinity=False) | some.text(),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=9), inner, max_size=4),
    max_leaves=20,
)
REQUIREMENTS = some.dictionaries(some.sampled_from(["name", "scale", "team", "services", "priorities"]), JSON)


@pytest.fixture(autouse=True)
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A session of its own for each test."""

    class Held(dict[str, object]):
        def __getattr__(self, name: str) -> object:
            return self[name]

        def __setattr__(self, name: str, value: object) -> None:
            self[name] = value

    monkeypatch.setattr(st, "session_state", Held())
    yield


@given(REQUIREMENTS)
def test_a_link_carries_a_requirement_unchanged(requirement: dict[str, object]) -> None:
    assert decode(encode(requirement)) == requirement


@given(some.text(max_size=60) | some.binary(max_size=60).map(lambda raw: "a" + base64.urlsafe_b64encode(raw).decode()))
def test_any_other_text_is_refused_in_plain_words(text: str) -> None:
    with pytest.raises(LinkError, match="link"):
        decode(text)


def packed(value: object) -> str:
    """The text of a link that holds any value."""
    return "a" + base64.urlsafe_b64encode(zlib.compress(json.dumps(value).encode(), 9)).decode().rstrip("=")


def nested(depth: int) -> object:
    """Lists in lists."""
    return [] if depth == 0 else [nested(depth - 1)]


@pytest.mark.parametrize(
    "value",
    [{"name": "x" * MOST_BYTES}, {"name": nested(40)}, {"nome": "x"}, ["name"], {"scale": {"services": float("nan")}}],
    ids=["a text that unpacks to much", "too deep", "an unknown field", "no requirement", "not a number"],
)
def test_what_no_app_gives_out_is_refused(value: object) -> None:
    text = packed(value)
    assert len(text) < 500
    with pytest.raises(LinkError):
        decode(text)


def test_what_is_too_large_for_a_link_is_said_to_be() -> None:
    rows = [{"name": f"{place:x}-{place * 7919:x}", "image": str(place**9)} for place in range(2_000)]
    with pytest.raises(LinkError, match="Save it as a file"):
        encode({"name": "huge", "services": rows})


def test_answers_are_kept_by_dotted_field() -> None:
    draft.set_answer("team.ops", 2)
    draft.set_answer("must_have", [])
    draft.set_answer("hosting.cloud", None)
    assert draft.answer("team.ops") == 2
    assert draft.answer("hosting.cloud") is None
    assert draft.requirement() == {"name": "My scenario", "team": {"ops": 2}, "must_have": []}
    draft.set_answer("team.ops", None)
    assert draft.requirement() == {"name": "My scenario", "must_have": []}


def test_a_yes_with_more_to_it_is_kept_whole() -> None:
    draft.replace({"name": "shop", "pricing": {"spot": {"share": 0.5}}})
    assert draft.answer("pricing.spot") is True
    draft.set_answer("pricing.spot", True)
    assert draft.answer("pricing.spot.share") == 0.5


def test_incomplete_rows_are_kept_and_not_used() -> None:
    draft.set_rows("services", [{"name": "web", "cpu": "200m"}, {"cpu": "1"}, {"name": None}])
    draft.set_rows("hosting.machines", [{"type": "box", "vcpu": 4}])
    assert draft.rows("services") == [{"name": "web", "cpu": "200m"}, {"cpu": "1"}]
    assert draft.requirement() == {"name": "My scenario", "services": [{"name": "web", "cpu": "200m"}]}
    assert draft.unfinished() == [
        "The service in row 2 has no name yet and is not counted",
        "The own machine box has no memory yet and is not counted",
    ]
    text = draft.link_text()
    before = draft.as_typed()
    draft.start_again()
    draft.open_link(text)
    assert draft.as_typed() == before
    assert draft.notices() == ()


def test_services_announced_and_services_described_are_no_contradiction() -> None:
    draft.set_answer("scale.services", 3)
    draft.set_rows("services", [{"name": "web"}])
    assert draft.requirement() == {"name": "My scenario", "scale": {"services": 3}}
    assert draft.unfinished()[0].startswith("3 services announced, 1 described")
    draft.set_rows("services", [{"name": "web", "copies": 3}])
    assert draft.unfinished() == []
    draft.set_rows("services", [{"name": name} for name in "abcd"])
    assert "scale" not in draft.requirement()
    assert draft.unfinished() == ["3 services announced, 4 described: the answer rests on the rows"]


def test_a_day_of_a_calendar_is_kept_as_text() -> None:
    draft.set_answer("as_of", dt.date(2017, 6, 1))
    assert draft.requirement()["as_of"] == "2017-06-01"
    assert decode(draft.link_text())["as_of"] == "2017-06-01"


def test_growth_without_years_is_unfinished() -> None:
    draft.set_answer("growth.percent_per_year", 20)
    assert draft.unfinished()[0].startswith("Growth has no years yet")


def test_another_requirement_takes_the_place_of_all_with_new_widgets() -> None:
    draft.set_answer("team.ops", 2)
    before = draft.widget_key("team.ops")
    draft.replace({"name": "shop"})
    assert draft.requirement() == {"name": "shop"}
    assert draft.widget_key("team.ops") != before
