"""Platforms side by side, and two requirements beside each other: `advisor compare`."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from advisor import AnswersCompared, PlatformsCompared, load_scenario, render
from advisor.compare import compare_answers, compare_platforms
from advisor.report.pages.compare import answers_page
from advisor.report.schema import CompareAnswersDocument, CompareDocument
from advisor.report.wording.rounded import money_in_line, value_in_line
from tests.answers import KNOWLEDGE, SCENARIOS
from tests.cli.calls import SHOP, call
from tests.report.evidence import Evidences, numbers_in
from tests.report.test_one_screen import sentences, texts_of

FEW = {"name": "few", "hosting": {"model": "cloud", "cloud": "aws"}, "scale": {"services": 6}, "team": {"ops": 0}}
MANY = {**FEW, "name": "many", "scale": {"services": 25}, "team": {"ops": 3, "k8s_skill": "strong"}}


@pytest.fixture(scope="module")
def boxes() -> PlatformsCompared:
    names = ("nomad", "docker-compose-single-vm", "acs")
    platforms = [KNOWLEDGE.platforms[name] for name in names]
    return compare_platforms(load_scenario(SCENARIOS / "single-vm.yaml"), platforms, KNOWLEDGE)


@pytest.fixture(scope="module")
def grown() -> AnswersCompared:
    return compare_answers(load_scenario(FEW), load_scenario(MANY), KNOWLEDGE)


def test_the_platforms_stand_in_the_order_asked_for_and_the_best_is_named(boxes: PlatformsCompared) -> None:
    assert [one.platform.id for one in boxes.platforms] == ["nomad", "docker-compose-single-vm", "acs"]
    assert boxes.best is not None
    assert boxes.best.platform.id == "docker-compose-single-vm"


def test_leads_add_up_to_the_distance_largest_first(boxes: PlatformsCompared) -> None:
    nomad, best = boxes.platforms[:2]
    assert nomad.score is not None
    assert best.score is not None
    leads = [lead.ahead for lead in boxes.leads(nomad)]
    assert sum(leads) == pytest.approx(best.score.total - nomad.score.total)
    assert [abs(lead) for lead in leads] == sorted(map(abs, leads), reverse=True)


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_the_page_shows_all_of_them_and_why_one_is_out(boxes: PlatformsCompared, form: str) -> None:
    page = " ".join(render(boxes, form).split())
    assert "HashiCorp Nomad, 0." in page
    assert "Why one is out" in page
    assert "Azure Container Service" in page


def test_six_platforms_fit_on_a_page_of_a_hundred_columns() -> None:
    names = ("nomad", "docker-compose-single-vm", "aks", "acs", "openshift-managed-aro-rosa", "azure-container-apps")
    platforms = [KNOWLEDGE.platforms[name] for name in names]
    page = render(compare_platforms(load_scenario(SCENARIOS / "single-vm.yaml"), platforms, KNOWLEDGE), "text")
    assert max(map(len, page.splitlines())) <= 100


def test_the_json_is_read_back_and_cites_what_it_lists(boxes: PlatformsCompared, grown: AnswersCompared) -> None:
    text = render(boxes, "json")
    assert CompareDocument.model_validate_json(text).to_json() == text
    assert json.loads(text)["best"] == "docker-compose-single-vm"
    answers = render(grown, "json")
    assert CompareAnswersDocument.model_validate_json(answers).to_json() == answers


def test_answers_that_differ_are_named_by_key(grown: AnswersCompared) -> None:
    told = {one.key: (one.was, one.becomes) for one in grown.what_if.answers}
    assert told == {"scale.services": (6, 25), "team.ops": (0, 3), "team.k8s_skill": (None, "strong")}


def test_each_difference_is_tried_alone_and_left_out_alone(grown: AnswersCompared) -> None:
    assert [part.part for part in grown.parts] == ["scale.services", "team.ops", "team.k8s_skill"]
    was, becomes = (one.first for one in grown.quick)
    assert was != becomes
    assert [part.part for part in grown.needed] == ["scale.services", "team.ops"]
    assert grown.enough_alone == ()
    page = render(grown, "text")
    assert "- scale.services: alone it leads to" in page


def test_a_service_on_one_side_only_is_named_whole() -> None:
    web = {"name": "web", "replicas": 2, "cpu": "500m", "memory": "512Mi"}
    one, two = {**FEW, "services": [web]}, {**FEW, "services": [{**web, "replicas": 3}, {"name": "api"}]}
    for each in (one, two):
        each.pop("scale")
    compared = compare_answers(load_scenario(one), load_scenario(two), KNOWLEDGE)
    keys = [answer.key for answer in compared.what_if.answers]
    assert "services.api" in keys
    assert "services.web.replicas.typical" in keys
    assert not any(key.startswith("services.api.") for key in keys)


def test_the_same_requirement_twice_differs_in_nothing() -> None:
    compared = compare_answers(load_scenario(FEW), load_scenario({**FEW, "name": "same"}), KNOWLEDGE)
    assert not compared.what_if.changed
    assert "The answer is the same" in render(compared, "text")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "name two requirement files, or one and --platforms; 1 are named"),
        (("--platforms", "eks"), "--platforms names 1; compare 2 to 6 platforms at a time"),
        (("--platforms", "eks,aks,k3s,rke2,nomad,mke,aci"), "--platforms names 7; compare 2 to 6 platforms at a time"),
        (("--platforms", "eks,,nomad"), "--platforms has an empty part"),
        (("--platforms", "eks,nomad,eks"), "--platforms names eks twice"),
        ((SHOP, "--platforms", "eks,nomad"), "--platforms goes with one requirement file; 2 are named"),
    ],
)
def test_a_wrong_command_line_is_told_in_one_line(arguments: tuple[str, ...], told: str) -> None:
    wrong = call("compare", SHOP, *arguments)
    assert wrong.exit_code == 2
    assert told in wrong.stderr


def test_every_unknown_platform_is_named() -> None:
    wrong = call("compare", SHOP, "--platforms", "eks,nomat,k3")
    assert wrong.exit_code == 3
    assert wrong.stderr.splitlines() == [
        "--platforms: no platform has the id k3; did you mean k3s",
        "--platforms: no platform has the id nomat; did you mean nomad",
    ]


def test_the_command_writes_both_kinds(tmp_path: Path) -> None:
    page = call("compare", SHOP, "--platforms", "k3s,nomad", "--format", "markdown")
    assert page.exit_code == 0
    assert "## Side by side" in page.stdout
    other = tmp_path / "other.yaml"
    other.write_text(Path(SHOP).read_text(encoding="utf-8").replace("ops: 0", "ops: 2"), encoding="utf-8")
    assert "What differs in what is asked" in call("compare", other, SHOP).stdout


def test_too_few_or_doubled_platforms_are_refused_in_python() -> None:
    one = KNOWLEDGE.platforms["nomad"]
    for platforms in ([one], [one, one]):
        with pytest.raises(ValueError, match="2 to 6"):
            compare_platforms(load_scenario(FEW), platforms, KNOWLEDGE)


def differences(value: Any) -> set[str]:
    """The differences between before and after that stand in a document, as tables tell them."""
    if isinstance(value, list):
        return set().union(*map(differences, value))
    if not isinstance(value, dict):
        return set()
    found = set().union(*map(differences, value.values()))
    if {"was", "becomes"} <= value.keys():
        was, becomes = (each if isinstance(each, dict) else {"": each} for each in (value["was"], value["becomes"]))
        for key in was.keys() | becomes.keys():
            before, after = (each.get(key) or 0 for each in (was, becomes))
            if isinstance(before, int | float) and isinstance(after, int | float):
                shown = abs(value_in_line(after) - value_in_line(before))  # of the figures beside it
                found |= numbers_in(money_in_line(shown)) | {f"{abs(after - before):g}"}
    return found


def test_every_sentence_on_two_answers_rests_on_what_can_be_looked_up_and_stands_once(grown: AnswersCompared) -> None:
    page = answers_page(grown)
    worked_out = differences(json.loads(render(grown, "json")))
    assert list(Evidences(grown.after, grown).lacking(page, worked_out)) == []
    said = Counter(sentence for text in texts_of(page) for sentence in sentences(text))
    assert [sentence for sentence, times in said.items() if times > 1] == []
