"""The answer on one screen: every line rests on something that can be looked up, nothing is told twice, it fits."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from advisor import load_scenario, parse_scenario, recommend, render
from advisor.argument import turning_unknowns
from advisor.knowledge import Form
from advisor.packing import Effort
from advisor.recommend import Recommendation
from advisor.report.blocks import Block, Bullet, Bullets, EvidenceKind, LabelledList, Paragraph
from advisor.report.pages.recommendation import recommendation_page
from advisor.report.sections.changes_in_lines import stretch_words
from advisor.report.wording.capabilities import ASKS, CAPABILITIES
from advisor.report.wording.measures import FORMATS
from advisor.sensitivity.thresholds import Threshold
from advisor.sizing.note_codes import NoteCode
from tests.answers import KNOWLEDGE, answer_to, list_scenarios
from tests.handmade import ANSWER, NO_FIT
from tests.report.evidence import Evidences, lines_of, numbers_in, sayable

MOST_LINES, MOST_LINES_OF_ODD = 51, 56
"""Lines of the longest of all screens, with a wish, something in use and two rivals; an ordinary one has about 40."""
WIDTH = 100
LABELS = ["Orchestrator?", "Take", "How sure", "Bill", "Gives up", "Set-up", "Rests on", "Would change", "Answer next"]
ODD = {
    "budget": {
        "services": [{"name": "web", "replicas": 3, "cpu": 2, "memory": "8Gi"}],
        "budget": {"usd_per_month": 20},
    },
    "ended": {"existing": ["acs", "eks-1.29"], "requested": "docker-ee", "scale": {"services": 14}},
    "clouds": {"hosting": {"model": "multi_cloud"}, "scale": {"services": 40}, "team": {"engineers": 60, "ops": 5}},
    "own": {
        "hosting": {"model": "on_prem", "machines": [{"type": "rack", "vcpu": 32, "memory": "128Gi", "count": 12}]},
        "services": [{"name": "web", "replicas": 9, "cpu": 2, "memory": "4Gi"}],
    },
    "edge": {"hosting": {"model": "edge"}, "scale": {"services": 6, "sites": 200}},
    "past": {"as_of": "2016-06", "scale": {"services": 12, "nodes": 6}},
}
"""Requirements whose answers are of another kind, and which leave most open."""


SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
FEWEST_WORDS = 4
"""Words that make a sentence; fewer are a label."""


def texts_of(blocks: Iterable[Block]) -> Iterator[str]:
    """The running text of a page: paragraphs, lists with what is below them, and labelled lines."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Bullets):
            yield from texts_in(block.items)
        elif isinstance(block, LabelledList):
            yield from (line.text for entry in block.entries for line in entry.lines)


def texts_in_value(value: Any) -> Iterator[str]:
    """Every text in what was looked up."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for entry in value.values() if isinstance(value, dict) else value:
            yield from texts_in_value(entry)


def texts_in(items: Iterable[Bullet]) -> Iterator[str]:
    """The texts of a list, those below an entry after it."""
    for item in items:
        yield item.text
        yield from texts_in(item.below)


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [each for each in SENTENCE_END.split(text) if len(each.split()) >= FEWEST_WORDS]


@pytest.fixture(scope="module", params=[*(path.stem for path in list_scenarios()), *ODD, "handmade", "no-fit"])
def answer(request: pytest.FixtureRequest) -> Recommendation:
    """The answers to all examples, and to requirements that are answered in another way."""
    if request.param in ODD:
        asked = {"name": request.param, **ODD[request.param]}
        return recommend(load_scenario(asked), KNOWLEDGE, effort=Effort.QUICK)
    return {"handmade": ANSWER, "no-fit": NO_FIT}.get(request.param) or answer_to(request.param)


@pytest.fixture(scope="module")
def evidences(answer: Recommendation) -> Evidences:
    """What the lines of the answer can rest on."""
    return Evidences(answer)


def test_every_sentence_rests_on_what_can_be_looked_up(answer: Recommendation, evidences: Evidences) -> None:
    """A line is one sentence; only what the knowledge base itself says of a platform may have several."""
    for label, line in lines_of(answer):
        assert line.rests_on, f"{label}: {line.text}"
        looked_up = [evidences.value(evidence) for evidence in line.rests_on]
        _, *more = SENTENCE_END.split(line.text)
        stated = " ".join(texts_in_value(looked_up))
        assert all(sentence.rstrip(".") in stated for sentence in more), f"{label}: {line.text}"


def test_every_number_stands_in_what_the_line_rests_on(answer: Recommendation, evidences: Evidences) -> None:
    names = sorted((each.name for each in KNOWLEDGE.platforms.values()), key=len, reverse=True)
    for label, line in lines_of(answer):
        text = line.text
        for name in names:
            text = text.replace(name, "")
        unknown = numbers_in(text)
        for evidence in line.rests_on:
            if unknown:
                unknown -= sayable(evidences.value(evidence))
        assert unknown == set(), f"{label}: {line.text}"


def test_nothing_is_told_twice(answer: Recommendation) -> None:
    lines = [line.text for _, line in lines_of(answer)]
    assert len(lines) == len(set(lines))


def test_no_sentence_stands_twice_in_the_whole_report(answer: Recommendation) -> None:
    said = Counter(sentence for text in texts_of(recommendation_page(answer)) for sentence in sentences(text))
    assert [sentence for sentence, times in said.items() if times > 1] == []


def test_it_fits_one_screen(answer: Recommendation) -> None:
    text = render(answer, "text", full=False)
    most = MOST_LINES_OF_ODD if answer.scenario.name in ODD else MOST_LINES
    assert len(text.splitlines()) <= most
    assert max(map(len, text.splitlines())) <= WIDTH


def test_it_says_all_that_was_promised(answer: Recommendation) -> None:
    labels = {label for label, _ in lines_of(answer)}
    wanted = LABELS if answer.winner is not None else ["Orchestrator?", "Take", "Would change", "Answer next"]
    assert set(wanted) <= labels
    assert "--full" in render(answer, "text", full=False)


def test_words_of_our_own_stay_away(answer: Recommendation) -> None:
    text = render(answer, "text", full=False)
    assert not re.search(r"(?<!-)\b(points?|in proportion|reference)\b(?!-)", text)
    assert "demand." not in text


def test_markdown_says_the_same(answer: Recommendation) -> None:
    text, markdown = (render(answer, form, full=False) for form in ("text", "markdown"))
    words = set(re.findall(r"[a-z]{6,}", text))
    assert words <= set(re.findall(r"[a-z]{6,}", markdown))


def test_the_chief_reasons_are_the_largest_differences_to_the_runner_up() -> None:
    lines = [line for label, line in lines_of(answer_to("five-service-shop")) if label == "Why"]
    places = [each.key for line in lines for each in line.rests_on if each.kind is EvidenceKind.FIGURE]
    points = [place for place in places if place.split("/")[:3] == ["trade_offs", "0", "points"]]
    assert [int(place.split("/")[3]) for place in points] == sorted(int(place.split("/")[3]) for place in points)
    assert 1 <= len(points) <= 3


def test_the_set_up_has_five_lines() -> None:
    lines = [line.text.split(":")[0] for label, line in lines_of(answer_to("hybrid-retailer")) if label == "Set-up"]
    assert lines == ["Control plane", "Nodes", "Entry", "Registry", "People"]


def test_the_summary_and_the_day_stand_in_front() -> None:
    lines = render(answer_to("single-vm"), "text", full=False).splitlines()
    assert lines[0] == "single-vm, as of 2026-11-24"
    assert lines[3].startswith("A sports club's portal of four services")


ON_AWS = "hosting: {model: cloud, cloud: aws}\n"
"""One cloud, where none matters: nothing is then sized in all of them."""


def screen_of(rest: str) -> str:
    """The one screen for a few services, as one line of text; without how sure it is, which is looked at above."""
    scenario = parse_scenario(f"name: a\nas_of: 2026-11-30\n{rest}\n")
    answer = recommend(scenario, KNOWLEDGE, effort=Effort.QUICK, how_sure=False)
    return " ".join(render(answer, "text", full=False).split())


def test_versions_of_a_platform_to_be_left_are_told_where_they_end_before_a_move_does() -> None:
    """Endoflife.date has the days: EKS 1.31 ended on 2026-11-26 for good, 1.36 goes on until August 2027."""
    own = "hosting: {model: on_prem}\nscale: {services: 12}\nteam: {engineers: 20, ops: 3}\n"
    told = screen_of(own + "existing: [eks-1.31, eks-1.36, eks-9.9]")
    assert "Leave Amazon EKS with EC2 nodes: own data centre" in told
    assert "Leave Amazon EKS 1.31 now: all its support ended on 2026-11-26" in told
    assert "Leave Amazon EKS 1.36" not in told
    assert "Amazon EKS 9.9: no single version of that number is known here" in told


def test_several_regions_are_said_to_be_planned_as_one() -> None:
    told = "the plan and its bill are for one of the 4 regions of scale.regions"
    assert told in screen_of(f"{ON_AWS}scale: {{services: 3, regions: 4}}").replace("The plan", "the plan")
    assert "scale.regions" not in screen_of(f"{ON_AWS}scale: {{services: 3, regions: 1}}")


def test_how_many_lines_have_no_price_is_told_and_not_only_the_first() -> None:
    """Ten volumes, of which Hetzner's price is not held, and two of them are named."""
    volume = "stateful: true, volumes: [{name: data, size: 5Gi, access: one, keeps: data}]"
    told = screen_of(
        "hosting: {model: cloud, cloud: hetzner}\nstate: in_cluster\nteam: {engineers: 3}\n"
        f"services: [{{name: db, copies: 10, replicas: 1, cpu: 50m, memory: 128Mi, {volume}}}]"
    )
    assert re.search(r"Without a price: .*db-1: .*db-2: .* and 8 other lines\.", told)


def test_a_requested_mode_of_the_first_is_told_as_a_mode() -> None:
    told = screen_of(
        "hosting: {model: cloud, cloud: aws}\nexisting: [eks]\nrequested: eks-auto\nmust_have: [kubernetes_api]\n"
        "scale: {services: 20}\nteam: {engineers: 20, teams: 4, ops: 2, k8s_skill: strong}"
    )
    assert "Take Amazon EKS with EC2 nodes" in told
    assert "Amazon EKS Auto Mode is another mode of the same service, which ranks second of " in told


def test_every_format_has_a_word_for_readers() -> None:
    assert set(KNOWLEDGE.vocabulary["definitions"].choices or ()) == set(FORMATS)


def test_every_capability_has_a_name_for_readers() -> None:
    terms = KNOWLEDGE.vocabulary
    places = {name for name, term in terms.items() if term.theme == "place" or name.startswith("runs_on_")}
    asked = {name for name, term in terms.items() if KNOWLEDGE.is_capability(name) and not term.derived}
    assert asked - places <= CAPABILITIES.keys() | ASKS.keys() <= terms.keys()


def test_what_follows_a_component_that_has_ended_is_told_with_it() -> None:
    told = screen_of(f"{ON_AWS}existing: [eks-1.36, ingress-nginx]\nscale: {{services: 12}}")
    assert "Replace ingress-nginx: it ended on 2026-03-24. What follows it: an implementation of the Gateway" in told


def test_how_sure_agrees_with_the_question_to_answer_next() -> None:
    """All answers drawn together keep its first place; one answer, which is tried alone, does not."""
    shop = answer_to("online-boutique")
    first, *others = turning_unknowns(shop)
    told = told_under("How sure", shop)
    assert "the answer to the question below" in told and ("or to one" in told) is bool(others)
    assert f"({first[1].field})" in told_under("Answer next", shop)


def test_numbers_that_were_tried_are_told_as_stretches() -> None:
    [nodes] = [each for each in KNOWLEDGE.questions if each.field == "scale.nodes"]
    tried = [("51", "b"), ("4", "a"), ("5", "b"), ("50", "b")]
    told = stretch_words(tried, {"a": "K3s", "b": "Amazon EKS"}, nodes)
    assert told == "up to 4 it is K3s; from 5 on it is Amazon EKS"


def test_no_lead_is_small_where_something_else_turns_it(answer: Recommendation) -> None:
    sure = " ".join(line.text for label, line in lines_of(answer) if label == "How sure")
    assert "over all criteria together" not in sure or "could turn it" not in sure or sure.startswith("Close: ")


def told_under(label: str, answer: Recommendation) -> str:
    """What stands under one label of the one screen."""
    return " ".join(line.text for at, line in lines_of(answer) if at == label)


def test_that_all_fits_one_machine_is_no_reason_where_none_can_hold_it() -> None:
    """Three mail gateways need port 25 of their machine each, so three machines: the size of all does not matter."""
    apart = answer_to("proxy-vms")
    assert {finding.rule.id for finding in apart.verdict.against_it} >= {"W106"}
    assert not any(entry.form is Form.ONE_BOX for entry in apart.ranking)
    assert "it all fits one machine" not in told_under("Orchestrator?", apart)
    assert "3 replicas of mail-gateway each need port 25/tcp, which a machine has once" in told_under("Take", apart)
    assert "it all fits one machine" in told_under("Orchestrator?", answer_to("five-service-shop"))


def test_the_weaker_way_of_moving_away_is_not_praised() -> None:
    """Both have containers that run anywhere: the reason why it is easy, not why it takes work."""
    [moving] = [line.text for _, line in lines_of(answer_to("proxy-vms")) if line.text.startswith("Moving away")]
    assert moving.startswith("Moving away: easy (containers run the same")
    assert moving.endswith("; the runner-up: with some work.")


def test_a_zone_that_holds_the_majority_of_the_members_is_told_as_given_up() -> None:
    """Members of a control plane decide by majority, here 2 of 3, and two zones cannot hold 3 by less than 2 and 1."""
    bank = answer_to("bank-on-premises")
    assert bank.winner is not None
    plane = bank.winner.topology.control_plane
    assert (plane.members, max(number for _, number in plane.members_by_zone), plane.tolerates) == (3, 2, 1)
    given_up = told_under("Gives up", bank)
    assert "Of what was asked for: nothing. Should the zone with 2 of the 3" in given_up
    note = next(each for each in plane.notes if each.code == NoteCode.NO_QUORUM_AFTER_LOSS)
    asked = replace(note, values=(*[each for each in note.values if each[0] != "asked"], ("asked", True)))
    topology = replace(bank.winner.topology, control_plane=replace(plane, notes=(asked,)))
    wanting = replace(bank, ranking=(replace(bank.winner, topology=topology), *bank.ranking[1:]))
    assert "Of what was asked for" not in told_under("Gives up", wanting)
    assert "Should the zone with 2 of the 3" in told_under("Gives up", wanting)


def test_another_way_of_running_is_set_apart_from_another_platform() -> None:
    """The way of running that suits best is one criterion: it may be another one while the first place stays."""
    bank = answer_to("bank-on-premises")
    cloud = Threshold("hosting.model", "on_prem", "cloud", bank.verdict.need, Form.MANAGED, 1.0)
    told = replace(bank, thresholds=(cloud,), changes=())
    assert "a managed orchestrator would suit best" in told_under("Orchestrator?", told)
    assert "the way of running it is one criterion of several" in told_under("Would change", told)
    assert "criterion of several" not in told_under("Would change", replace(told, thresholds=()))


def test_it_is_told_how_many_open_questions_were_not_tried() -> None:
    bank = answer_to("bank-on-premises")
    untried = [each for each in bank.unknowns if each.could_change_winner is None]
    tried = len(bank.unknowns) - len(untried)
    assert bank.next_question is None and tried > 1 and len(untried) > 1
    told = told_under("Answer next", bank)
    assert told.startswith("Nothing more: no answer to an open question that was tried changes the first place (")
    assert f" and {len(untried) - 3} others)." in told and "; some to " in told


def test_a_near_runner_up_is_told_by_its_score() -> None:
    """First in nearly all weightings, and less than the twentieth ahead that makes a first place clear."""
    tenants = answer_to("tenant-clusters")
    assert tenants.winner is not None and tenants.runner_up is not None
    ours, theirs = (round(100 * entry.score.total) for entry in (tenants.winner, tenants.runner_up))
    assert f"over all criteria together the runner-up scores {theirs} of 100, against {ours}" in told_under(
        "How sure", tenants
    )
