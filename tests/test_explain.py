"""Why one platform stands where it stands: `advisor explain`."""

from __future__ import annotations

import json
import re

import pytest

from advisor import PlatformExplained, load_scenario, render
from advisor.explain import explain, explained_by
from advisor.recommend import recommend
from tests.answers import KNOWLEDGE, SCENARIOS, answer_to
from tests.cli.calls import SHOP, call

BOUTIQUE = "online-boutique"


@pytest.fixture(scope="module")
def nomad() -> PlatformExplained:
    return explained_by(answer_to(BOUTIQUE), "nomad")


def test_what_each_criterion_adds_makes_up_the_whole_distance(nomad: PlatformExplained) -> None:
    assert nomad.score is not None
    assert nomad.against is not None
    assert nomad.against.platform == answer_to(BOUTIQUE).ranking[0].platform.id
    theirs = {part.criterion: part for part in nomad.against.parts}
    leads = [part.weight * (part.value - theirs[part.criterion].value) for part in nomad.score.parts]
    assert sum(leads) == pytest.approx(nomad.score.total - nomad.against.total)


def test_the_first_place_is_held_against_the_second() -> None:
    answer = answer_to(BOUTIQUE)
    first = explained_by(answer, answer.ranking[0].platform.id)
    assert first.against is not None
    assert first.against.platform == answer.ranking[1].platform.id
    assert first.least_change is None


def test_rules_move_the_form_by_their_points(nomad: PlatformExplained) -> None:
    assert nomad.form is not None
    points = dict(answer_to(BOUTIQUE).verdict.forms.strengths)
    assert (nomad.form.points, nomad.form.rival_points) == (points[nomad.form.form], points[nomad.form.rival])
    by_rule = {moved.finding.rule.id: moved.points for moved in nomad.form.moved_by}
    # W115, one small team: -3 for an orchestrator, which an own one counts in full and a hidden one not at all
    assert by_rule["W115"] == -3


def test_requirements_that_are_not_met_come_first_and_are_those_that_keep_it_out() -> None:
    answer = answer_to(BOUTIQUE)
    out = next(entry for entry in answer.eliminated if entry.screened.unmet)
    explained = explained_by(answer, out.platform.id)
    unmet = [one for one in explained.requirements if one.met is False]
    assert explained.requirements[: len(unmet)] == tuple(unmet)
    assert {one.requirement.finding.rule.id for one in unmet} == {each.rule_id for each in out.screened.unmet}


def test_a_platform_that_is_out_is_sized_and_ranked_as_if_it_were_not() -> None:
    """Docker EE has ended; if that did not count, it would stand where its score puts it."""
    asked = load_scenario(
        {
            "name": "shop",
            "hosting": {"model": "cloud", "cloud": "aws"},
            "services": [{"name": "web", "replicas": 2, "cpu": "500m", "memory": "512Mi"}],
        }
    )
    answer = recommend(asked, KNOWLEDGE)
    explained = explained_by(answer, "docker-ee")
    assert explained.standing.out is not None
    assert explained.waived is not None
    better = [entry for entry in answer.ranking if entry.score.standing > explained.waived.score.standing]
    assert explained.waived.rank == len(better) + 1


def test_the_page_says_place_reasons_and_what_it_would_take(nomad: PlatformExplained) -> None:
    page = render(nomad, "text")
    for heading in ("What it would take to be first", "Its form", "What is required here", "What it costs a month"):
        assert heading in page
    assert "W115" in page
    assert max(map(len, page.splitlines())) <= 100


@pytest.mark.parametrize(
    ("name", "platform"), [(BOUTIQUE, "nomad"), (BOUTIQUE, "docker-compose-single-vm"), ("two-site-bank", "openshift")]
)
def test_no_sentence_stands_twice(name: str, platform: str) -> None:
    page = render(explained_by(answer_to(name), platform), "markdown").partition("## Sources")[0]
    prose = "\n".join(line for line in page.splitlines() if not line.startswith(("|", "#")))
    sentences = [one.strip(" -") for one in re.split(r"(?<=[.])\s+|\n", re.sub(r" \\\[.*?\]", "", prose))]
    said = [one for one in sentences if len(one.split()) > 5]
    assert [one for one in dict.fromkeys(said) if said.count(one) > 1] == []


def test_every_example_can_be_explained_for_a_platform_that_is_first_and_one_that_is_out() -> None:
    for name in ("acs-2017", "bank-on-premises"):
        answer = answer_to(name)
        for platform in (answer.ranking[0].platform.id, answer.eliminated[0].platform.id):
            explained = explained_by(answer, platform)
            assert render(explained, "markdown").startswith(f"# {answer.scenario.name}")
            assert json.loads(render(explained, "json"))["platform"]["standing"]["platform"] == platform


def test_the_command_writes_json_and_names_the_nearest_platform() -> None:
    told = json.loads(call("explain", SHOP, "--platform", "k3s", "--format", "json").stdout)
    assert told["platform"]["standing"]["platform"] == "k3s"
    wrong = call("explain", SHOP, "--platform", "k3")
    assert (wrong.exit_code, wrong.stderr) == (3, "--platform: no platform has the id k3; did you mean k3s\n")


def test_what_is_not_a_form_of_it_is_refused(nomad: PlatformExplained) -> None:
    with pytest.raises(ValueError, match="csv"):
        render(nomad, "csv")


def test_the_same_question_is_explained_in_the_same_words() -> None:
    asked = load_scenario(SCENARIOS / "single-vm.yaml")
    pages = [render(explain(asked, KNOWLEDGE.platforms["nomad"], KNOWLEDGE), "text") for _ in range(2)]
    assert pages[0] == pages[1]
