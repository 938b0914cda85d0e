"""Precedents: the file that comes along is sound, and every kind of mistake is told with its place."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from pydantic import ValidationError

from advisor import load_knowledge
from advisor.errors import KnowledgeError
from advisor.precedents import Certainty, Owed, Precedent, PrecedentKind, When, load_precedents
from advisor.screening import claim_on

KNOWLEDGE = load_knowledge()
PRECEDENTS = load_precedents(KNOWLEDGE)
ONE = """- id: one-web-app
  kind: no-orchestrator
  as_of: 2024-01
  summary: One small web application on Azure.
  scenario:
    hosting: {model: cloud, cloud: azure}
    requested: aks
  expected:
    needs_orchestrator: "no"
    best: app-service
    acceptable: [app-service]
    discouraged: [aks]
    wrong: [acs]
    must_warn:
      - {fact: It is small, words: [small]}
    reason: It is small.
  today: {acceptable: [app-service], wrong: [acs], basis: same}
  source: {url: "https://example.org/a", title: A page, publisher: Somebody, date: "2024", type: blog}
  confidence: high
  basis: stated
  read: full
  figures: source
"""
MISTAKES = {
    "unknown key": ("  read: full", "  reed: full", "0.reed: unknown field; did you mean read"),
    "unknown kind": (
        "kind: no-orchestrator",
        "kind: none",
        ":2:9: 0.kind: 'none' is not one of its words; use one of boundary",
    ),
    "impossible month": ("as_of: 2024-01", "as_of: 2024-13", ":3:10: 0.as_of: 2024-13 is not a day of the calendar"),
    "unknown platform": (
        "discouraged: [aks]",
        "discouraged: [akz]",
        ":12:19: 0.expected.discouraged.0: no platform is",
    ),
    "near platform": ("today: {acceptable: [app-service]", "today: {acceptable: [app-servise]", "mean app-service"),
    "unknown best": ("best: app-service", "best: aks", "0.expected.best: aks is not acceptable; add it to acceptable"),
    "both at once": ("wrong: [acs]\n", "wrong: [app-service]\n", "app-service is acceptable and wrong at once; keep"),
    "nothing acceptable": ("acceptable: [app-service]\n", "acceptable: []\n", "0.expected.acceptable: "),
    "unknown field asked": ("hosting: {model: ", "hosting: {modle: ", ":6:22: 0.scenario.hosting.modle: unknown field"),
    "unknown platform asked": (
        "requested: aks",
        "requested: akz",
        ":7:16: 0.scenario.requested: no platform is called",
    ),
    "name given twice": ("    requested: aks", "    name: mine", "0.scenario.name: is taken from the precedent; leave"),
    "no words": ("words: [small]", "words: []", "0.expected.must_warn.0.words: "),
    "no address": ("https://example.org/a", "a page", "0.source.url: "),
}


def read(text: str, folder: Path) -> tuple[Precedent, ...]:
    file = folder / "precedents.yaml"
    file.write_text(text, encoding="utf-8")
    return load_precedents(KNOWLEDGE, file)


def test_the_files_that_come_along_are_read_as_one() -> None:
    ids = [precedent.id for precedent in PRECEDENTS]
    assert ids.index("air-gapped-defence-clusters") < ids.index("one-rails-app-to-a-rented-server")
    assert len(set(ids)) == len(ids)


def test_a_precedent_is_read_with_all_it_says(tmp_path: Path) -> None:
    (one,) = read(ONE, tmp_path)
    assert (one.kind, one.as_of, one.confidence) == (
        PrecedentKind.NO_ORCHESTRATOR,
        dt.date(2024, 1, 31),
        Certainty.HIGH,
    )
    assert one.asked(When.OWN_DAY).name == "one-web-app"
    assert one.asked(When.OWN_DAY).as_of == dt.date(2024, 1, 31)
    assert one.asked(When.TODAY).as_of is None
    assert one.answer(When.OWN_DAY) is one.expected
    assert one.answer(When.TODAY) is one.today
    with pytest.raises(ValidationError):
        one.id = "another"  # type: ignore[misc]


def test_the_answer_of_today_has_the_confidence_of_the_precedent_unless_it_names_its_own(tmp_path: Path) -> None:
    assert read(ONE, tmp_path)[0].certainty(When.TODAY) is Certainty.HIGH
    (unsure,) = read(ONE.replace("basis: same}", "basis: mapped, confidence: low}"), tmp_path)
    assert unsure.certainty(When.TODAY) is Certainty.LOW
    assert unsure.certainty(When.OWN_DAY) is Certainty.HIGH


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_place(mistake: str, tmp_path: Path) -> None:
    right, wrong, told = MISTAKES[mistake]
    assert right in ONE
    with pytest.raises(KnowledgeError) as caught:
        read(ONE.replace(right, wrong, 1), tmp_path)
    assert told in str(caught.value)
    assert all(str(problem).startswith(f"{tmp_path}/precedents.yaml:") for problem in caught.value.problems)


def test_an_id_written_twice_and_other_mistakes_come_at_once(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError) as caught:
        read(ONE + ONE.replace("wrong: [acs]", "wrong: [azs]", 1), tmp_path)
    assert [problem.field for problem in caught.value.problems] == ["0.id", "1.id", "1.expected.wrong.0"]


@pytest.mark.parametrize(
    ("words", "text", "told"),
    [
        (["DC/OS", "2021-10-31"], "dc/os ended on 2021-10-31.", True),
        (["DC/OS", "2021-10-31"], "DC/OS ended on 2021-10-30", False),
        (["no"], "nodes", False),  # whole words only
        (["ended | retired", "Compose"], "The Compose integration was retired", True),
        (["ended | retired", "Compose"], "The Compose integration goes on", False),
        (["Swarm (standalone)"], "Docker Swarm (standalone), archived", True),
    ],
)
def test_a_fact_is_told_by_a_text_that_holds_all_its_words(words: list[str], text: str, told: bool) -> None:
    assert Owed.model_validate({"fact": "something", "words": words}).told_in(text) is told


def test_the_precedents_that_come_along_cover_every_kind_of_case() -> None:
    assert len(PRECEDENTS) >= 57
    assert {precedent.kind for precedent in PRECEDENTS} == set(PrecedentKind)
    assert len({precedent.id for precedent in PRECEDENTS}) == len(PRECEDENTS)


@pytest.mark.parametrize("precedent", PRECEDENTS, ids=lambda precedent: precedent.id)
def test_what_is_acceptable_was_on_offer(precedent: Precedent) -> None:
    for when, day in ((When.OWN_DAY, precedent.as_of), (When.TODAY, KNOWLEDGE.newest_source_day)):
        offers = {
            p: claim_on(KNOWLEDGE.platforms[p], "on_offer", day, KNOWLEDGE) for p in precedent.answer(when).acceptable
        }
        assert [p for p, offer in offers.items() if offer is None or offer.value == 0] == []


@pytest.mark.parametrize("precedent", PRECEDENTS, ids=lambda precedent: precedent.id)
def test_an_answer_that_is_still_the_same_says_the_same(precedent: Precedent) -> None:
    if precedent.today.basis == "same":
        assert precedent.today.acceptable == precedent.expected.acceptable
        assert precedent.today.wrong == precedent.expected.wrong
        assert precedent.today.must_warn == precedent.expected.must_warn
    assert (precedent.today.confidence is None) == (precedent.today.basis == "same")
