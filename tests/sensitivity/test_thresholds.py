"""Numbers are tried where rules turn, and the nearest threshold of the verdict is one."""

from __future__ import annotations

from advisor import load_knowledge, load_scenario
from advisor.expressions import FieldType, compile_condition
from advisor.expressions.symbols import ValueKind
from advisor.need import verdict_on
from advisor.scenario import change_answers
from advisor.sensitivity.thresholds import nearest_threshold, thresholds, turning_points, with_services

KNOWLEDGE = load_knowledge()
QUESTIONS = {question.field: question for question in KNOWLEDGE.questions}
SHOP = load_scenario(
    {
        "name": "shop",
        "services": [
            {"name": name, "replicas": 1, "cpu": "100m", "memory": "128Mi"} for name in ("web", "api", "worker", "mail")
        ],
        "team": {"ops": 0},
    }
)


def test_a_condition_knows_the_numbers_that_its_names_are_compared_with() -> None:
    number = FieldType(ValueKind.NUMBER)
    compiled = compile_condition("(a > 3 and 7 >= b) or a in [9, -1] or a * 2 > 5", {"a": number, "b": number})
    assert compiled.turns == {"a": {3, 9, -1}, "b": {7}}


def test_numbers_are_tried_just_below_at_and_above_each_threshold_within_what_may_be_asked() -> None:
    survive = turning_points(KNOWLEDGE.rules, {"availability.survive_nodes"}, QUESTIONS["availability.survive_nodes"])
    assert survive == (0, 1, 2)  # rules ask for 1 and more
    target = turning_points(KNOWLEDGE.rules, {"availability.target"}, QUESTIONS["availability.target"])
    assert {99.89, 99.9, 99.91} <= set(target)
    assert max(target) <= 100


def test_every_threshold_changes_the_verdict_or_the_form_of_the_requirement_asked_whole() -> None:
    now = verdict_on(SHOP, KNOWLEDGE)
    found = thresholds(SHOP, KNOWLEDGE)
    assert len(found) >= 3
    for threshold in found:
        if threshold.field == "services":
            changed = with_services(SHOP, threshold.becomes)
            assert changed is not None and len(changed.services or ()) == threshold.becomes
        else:
            changed = change_answers(SHOP, {threshold.field: threshold.becomes}).scenario
        then = verdict_on(changed, KNOWLEDGE)
        assert (then.need, then.best) == (threshold.need, threshold.form)
        assert (then.need, then.best) != (now.need, now.best)


def test_no_number_nearer_than_the_threshold_changes_the_verdict() -> None:
    now = verdict_on(SHOP, KNOWLEDGE)
    [services] = [each for each in thresholds(SHOP, KNOWLEDGE) if each.field == "services"]
    between = range(min(4, services.becomes) + 1, max(4, services.becomes))
    for count in between:
        changed = with_services(SHOP, count)
        assert changed is not None
        then = verdict_on(changed, KNOWLEDGE)
        assert (then.need, then.best) == (now.need, now.best), count


def test_the_nearest_threshold_is_the_one_with_the_smallest_step() -> None:
    nearest = nearest_threshold(SHOP, KNOWLEDGE)
    assert nearest is not None
    assert nearest.step == min(each.step for each in thresholds(SHOP, KNOWLEDGE))


def test_more_services_are_copies_with_names_of_their_own_and_fewer_are_the_first() -> None:
    more, fewer = with_services(SHOP, 6), with_services(SHOP, 1)
    assert more is not None and [service.name for service in more.services or ()][4:] == ["web-2", "api-2"]
    assert fewer is not None and [service.name for service in fewer.services or ()] == ["web"]
    tied = load_scenario({"name": "tied", "services": [{"name": "a", "affinity": ["b"]}, {"name": "b"}]})
    assert with_services(tied, 1) is None  # a names b


def test_the_number_of_services_is_the_nearest_one_also_where_what_they_bring_along_decides() -> None:
    many = {"name": "web", "replicas": 3, "cpu": 1, "memory": "2Gi", "stateful": False}
    asked = load_scenario({"name": "one", "services": [many], "team": {"ops": 1}})
    now = verdict_on(asked, KNOWLEDGE)
    [services] = [each for each in thresholds(asked, KNOWLEDGE) if each.field == "services"]
    one_less = with_services(asked, services.becomes - 1)
    assert one_less is not None
    then = verdict_on(one_less, KNOWLEDGE)
    assert (then.need, then.best) == (now.need, now.best)


def test_shares_of_the_time_are_near_by_the_time_that_is_missing() -> None:
    asked = load_scenario({**SHOP.as_read(), "availability": {"target": 99.0}})
    for each in thresholds(asked, KNOWLEDGE):
        if each.field == "availability.target":
            assert each.step > 1  # from 99 to 99.9 a tenth of the outages is left
