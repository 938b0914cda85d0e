"""Why a capability counts: named by the architect, inferred from answers, or good for everybody."""

from __future__ import annotations

from advisor import load_knowledge, parse_scenario, recommend
from advisor.report import render
from advisor.report.wording.wishes import wish_words
from advisor.rules import apply_rules
from advisor.scoring import Wish, chief_wishes, wanted_capabilities
from advisor.sizing import Effort

KNOWLEDGE = load_knowledge()
ONE_PERSON = "{name: a, as_of: 2026-11, hosting: {model: on_prem}, team: {engineers: 3, ops: 1}, services: [{name: a}]"


def wishes_of(text: str) -> dict[str, Wish]:
    scenario = parse_scenario(text)
    findings = apply_rules(scenario, KNOWLEDGE)
    wishes = chief_wishes(findings, KNOWLEDGE, scenario)
    assert wishes.keys() == wanted_capabilities(findings, KNOWLEDGE, scenario).keys()
    return wishes


def test_what_is_named_comes_before_what_is_inferred() -> None:
    inferred = wishes_of(f"{ONE_PERSON}}}")["low_maintenance"]
    assert inferred.named == "" and "team.ops = 1" in inferred.answers
    named = wishes_of(f"{ONE_PERSON}, must_have: [low_maintenance]}}")["low_maintenance"]
    assert (named.field, named.named) == ("must_have", "low_maintenance")


def test_what_counts_for_everybody_names_no_answer() -> None:
    registry = wishes_of("{name: a}")["registry"]
    assert registry.answers == ""
    assert wish_words(registry) == f", and it counts for everybody ({registry.rule})"


def test_words_say_who_asks() -> None:
    assert wish_words(None) == ""
    assert wish_words(Wish("gpu", 4.0, "X1", "must_have = [gpu]", "must_have", "gpu")) == (
        ", and you ask for it (must_have: gpu)"
    )
    assert wish_words(Wish("gpu", 1.0, "W1", "team.ops = 1")) == ", and it counts here because of team.ops = 1 (W1)"


def test_no_answer_is_said_to_ask_for_what_nobody_asked_for() -> None:
    text = render(recommend(parse_scenario(f"{ONE_PERSON}}}"), KNOWLEDGE, effort=Effort.QUICK), "text")
    told = " ".join(text.split())
    assert "ask for it" not in told and "you ask" not in told
    assert "and it counts here because of" in told
