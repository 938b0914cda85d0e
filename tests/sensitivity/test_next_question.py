"""The question to ask next is the one by which not asking loses most."""

from __future__ import annotations

import pytest

from advisor import load_knowledge, load_scenario, recommend, render
from advisor.report import to_dict
from advisor.sensitivity.flips import unknowns_of
from advisor.sensitivity.next_question import next_question_of
from tests.sensitivity.test_other_answers import tried_whole


def test_it_has_the_largest_mean_regret_of_all_questions_that_were_tried_whole() -> None:
    tried = tried_whole("open")
    unknowns = unknowns_of(tried)
    following = next_question_of(tried)
    assert following is not None
    means = {}
    for question in tried.others.questions:
        outcomes = [each.outcome for each in tried.of(question)]
        open_one = tried.others.values.get(question.field) is None
        if open_one and outcomes and None not in outcomes and question.field != "existing":
            means[question.field] = sum(o.regret or 0.0 for o in outcomes if o is not None) / len(outcomes)
    assert following.question.field == max(means, key=lambda field: means[field])
    assert following.regret == pytest.approx(means[following.question.field])
    assert {each.field: each.regret for each in unknowns if each.field in means} == pytest.approx(means)


def test_it_is_told_with_what_each_answer_leads_to() -> None:
    answer = recommend(load_scenario({"name": "few", "scale": {"services": 4}}), load_knowledge())
    told = to_dict(answer)["next_question"]
    assert told["text"] in " ".join(render(answer, "text").split())
    assert {entry["answer"] for entry in told["answers"] if entry["winner"] != told["answers"][0]["winner"]}
    [unknown] = [each for each in answer.unknowns if each.field == told["field"]]
    assert unknown.could_change_winner and set(unknown.leads_to) < {(e["answer"], e["winner"]) for e in told["answers"]}


def test_questions_that_cannot_matter_are_said_not_to_matter_and_untried_ones_are_left_open() -> None:
    asked = {"name": "one", "os": "linux", "services": [{"name": "web", "replicas": 1}]}
    answer = recommend(load_scenario(asked), load_knowledge())
    unknowns = {unknown.field: unknown for unknown in answer.unknowns}
    assert unknowns["scale.services"].matters is False  # one service is listed
    assert unknowns["hosting.cloud"].could_change_winner is None  # another cloud moves all sizes
    assert "hosting.cloud" in render(answer, "text").split("not tried with every answer")[1]
