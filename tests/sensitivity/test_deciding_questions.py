"""The few questions that are asked first of whoever only wants to know whether an orchestrator is needed."""

from __future__ import annotations

import pytest

from advisor import Knowledge, load_knowledge, load_scenario
from advisor.knowledge import QuestionKind
from advisor.quick_answer import quick_verdict
from advisor.report.wording.thresholds import asked_threshold_sentence
from advisor.sensitivity.deciding_questions import deciding_questions
from advisor.sensitivity.thresholds import nearest_thresholds


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """The knowledge base."""
    return load_knowledge()


def test_six_questions_of_one_answer_each_in_the_order_of_the_questionnaire(knowledge: Knowledge) -> None:
    asked = deciding_questions(knowledge)
    assert len(asked) == 6
    assert {question.kind for question in asked} <= {QuestionKind.ONE, QuestionKind.NUMBER}
    places = [knowledge.questions.index(question) for question in asked]
    assert places == sorted(places)
    # by hand: 41 services bring +4 points for an orchestrator and take 2 from a service that hides one, 1 service the
    # contrary, which is further apart than any other answer
    assert [question.field for question in deciding_questions(knowledge, 1)] == ["scale.services"]


def test_thresholds_among_some_answers_are_those_of_all_for_these(knowledge: Knowledge) -> None:
    shop = load_scenario({"name": "shop", "scale": {"services": 12}, "autoscale": "nodes"})
    fields = [question.field for question in deciding_questions(knowledge)]
    every = nearest_thresholds(shop, knowledge)
    assert nearest_thresholds(shop, knowledge, fields) == tuple(each for each in every if each.field in fields)


def test_a_threshold_is_told_in_the_words_of_its_question(knowledge: Knowledge) -> None:
    shop = load_scenario({"name": "shop", "scale": {"services": 12}, "autoscale": "nodes"})
    questions = {question.field: question for question in knowledge.questions}
    verdict, _ = quick_verdict(shop, knowledge)
    [turn] = nearest_thresholds(shop, knowledge, ["autoscale"])
    said = asked_threshold_sentence(turn, verdict.need, verdict.best, questions["autoscale"])
    assert "“Nothing; the numbers are fixed”" in said
    assert "now “Replicas and the machines under them”" in said
    assert "autoscale:" not in said
