"""Measures, value functions and weights, worked out by hand on the knowledge base that comes with the advisor."""

from __future__ import annotations

import datetime as dt
import math

import pytest

from advisor import Scenario, Topology, load_knowledge, parse_scenario, rank, screen, size
from advisor.forms import judge_forms
from advisor.knowledge import Form
from advisor.need import verdict_on
from advisor.report.wording.notes import note_words
from advisor.rules import apply_rules
from advisor.scoring import Scorer, weights_of
from advisor.scoring.measures import (
    MeasureCode,
    Measuring,
    measure_cost,
    measure_days_to_start,
    measure_form,
    measure_headroom,
    measure_people,
    measure_years,
)
from advisor.scoring.value_functions import utility_of

KNOWLEDGE = load_knowledge()
SERVICES = "services:\n  - {name: web, replicas: 2, cpu: 200m, memory: 256Mi}"


def asked(rest: str = "") -> Scenario:
    return parse_scenario(f"name: a\nas_of: 2026-11-24\nhosting: {{model: cloud, cloud: aws}}\n{rest}\n{SERVICES}")


def measuring(scenario: Scenario, platform: str, day: dt.date = dt.date(2026, 11, 24)) -> Measuring:
    one = KNOWLEDGE.platforms[platform]
    topology = size(scenario, one, KNOWLEDGE)
    assert isinstance(topology, Topology)
    strengths = verdict_on(scenario, KNOWLEDGE).forms.strengths
    return Measuring(
        scenario.team,
        scenario.existing or (),
        KNOWLEDGE,
        one,
        topology,
        strengths,
        (),
        day,
        100.0,
    )


def criterion(name: str) -> object:
    return next(c for c in KNOWLEDGE.criteria.criteria if c.id == name)


@pytest.mark.parametrize(
    ("raw", "utility"),
    [
        (0.1, 1.0),  # better than the best anchor: held there
        (0.5, 1.0),
        (1.0, 1 - math.log(1 / 0.5) / math.log(10 / 0.5)),  # one doubling of the 4.32 from 0.5 to 10
        (math.sqrt(5), 0.5),  # the middle of 0.5 and 10 on a logarithmic scale is sqrt(0.5 x 10)
        (10, 0.0),
        (40, 0.0),
    ],
)
def test_cost_is_worth_less_by_every_doubling(raw: float, utility: float) -> None:
    assert utility_of(criterion("cost"), raw) == pytest.approx(utility)  # type: ignore[arg-type]


def test_a_subscription_on_request_multiplies_the_bill_by_a_published_range() -> None:
    one = measuring(asked(), "openshift")
    assert one.topology.bill.base is not None
    times = one.topology.bill.base / 100
    # 0.076 and 0.171 dollars for 4 vCPU on a machine of 0.192: 0.4 and 0.9 of it
    cost = measure_cost(one)
    assert (cost.raw, cost.best, cost.worst) == (None, pytest.approx(times * 1.4), pytest.approx(times * 1.9))
    # it counts as if the subscription were as dear as that
    assert cost.at_worst


def test_nobody_wins_by_a_cost_that_is_not_known() -> None:
    # a small cluster on own machines without a price, and the same on three of USD 66 each, 3.96 times the reference
    # bill of 50: in the middle of its range (1 to 5.3 times, 2.3 on a logarithmic scale) the unknown one would be the
    # cheaper, at its dear end (10 / 1.9 = 5.3) it is not
    own = "{type: rack, vcpu: 4, memory: 16Gi, count: 9%s}"
    text = "name: a\nas_of: 2026-11-24\nhosting: {model: on_prem, zones: 1, machines: [%s]}\n" + SERVICES
    values = []
    for price in ("", ", usd_per_month: 66"):
        scenario = parse_scenario(text % (own % price))
        sized = [size(scenario, KNOWLEDGE.platforms["nomad"], KNOWLEDGE)]
        assert isinstance(sized[0], Topology)
        (score,) = rank(scenario, sized, KNOWLEDGE).scores
        values.append(next(part for part in score.parts if part.criterion == "cost"))
    unknown, known = values
    assert unknown.raw is None and isinstance(known.raw, float) and 2.3 < known.raw < 5.2
    assert unknown.value == unknown.low < known.value < (unknown.low + unknown.high) / 2


def test_of_two_plans_on_machines_without_a_price_the_subscribed_one_costs_more() -> None:
    own = parse_scenario(f"name: a\nas_of: 2026-11-24\nhosting: {{model: on_prem}}\n{SERVICES}")
    free, subscribed = (measure_cost(measuring(own, name)) for name in ("rke2", "openshift"))
    assert (free.raw, free.best, free.worst) == (None, 1.0, pytest.approx(10 / 1.9))
    assert (subscribed.raw, subscribed.best, subscribed.worst) == (None, 1.4, 10.0)


def test_people_count_half_where_they_are_there_and_whole_where_they_are_missing() -> None:
    # EKS leaves, for one service, 0.2 (objects) + 0.75 (release tooling) + 1 (policies) + 2 (faults) + 1.4 (upgrades)
    # + 1.5 (add-ons) = 6.85 h that need Kubernetes, and 1 (account) + 0.75 (watching) + 0.5 (sizes) + 0.75 (images)
    # = 3 h that do not: 9.85 h a week over 20 are 0.4925 people; two are there: half of it
    enough = measure_people(measuring(asked("team: {ops: 2, k8s_skill: strong}"), "eks"))
    assert enough.raw == pytest.approx(0.24625)
    # nobody is there: 0.5 x 0.4925 + 0.4925
    nobody = measure_people(measuring(asked("team: {ops: 0, k8s_skill: strong}"), "eks"))
    assert nobody.raw == pytest.approx(0.73875)
    # without the skill what needs it takes twice as long: 2 x 6.85 + 3 = 16.7 h, 0.835 people, nobody is there
    new = measure_people(measuring(asked("team: {ops: 0, k8s_skill: none}"), "eks"))
    assert new.raw == pytest.approx(1.5 * 0.835)
    # how many there are was not said: a range from half of it to one and a half
    unknown = measure_people(measuring(asked(), "eks"))
    assert (unknown.raw, unknown.best, unknown.worst) == (None, pytest.approx(0.24625), pytest.approx(0.73875))


def test_the_reason_names_the_hours_and_the_three_largest_tasks() -> None:
    told = dict(measure_people(measuring(asked("team: {ops: 0}"), "eks")).why.values)
    assert told["hours"] == pytest.approx(9.85)
    largest = told["largest"]
    assert isinstance(largest, tuple)
    # faults 2 h, then add-ons 1.5 and upgrades 1.4
    assert [each[1] for each in largest if isinstance(each, tuple)] == [2.0, 1.5, 1.4]
    words = note_words(measure_people(measuring(asked("team: {ops: 0}"), "eks")).why)
    assert "h a week, 0.5 of a person; the team has nobody for it; most of it to find why Kubernetes" in words
    assert "(2.0 h); install add-ons that the vendor builds" in words


def test_a_technology_that_nobody_brings_along_is_learnt_from_nothing_unless_it_runs_here() -> None:
    day = dt.date(2017, 10, 31)
    here = asked("existing: [dcos]\nteam: {ops: 0}").model_copy(update={"as_of": day})
    new = asked("team: {ops: 0, k8s_skill: strong}").model_copy(update={"as_of": day})
    in_use = measuring(here, "dcos", day)
    effort = in_use.topology.bill.effort
    assert effort is not None
    # none is there: half and the whole of it; what needs its skill takes twice as long where it does not run
    assert measure_people(in_use).raw == pytest.approx(1.5 * effort.people)
    skilled = sum(each.hours.base for each in effort.tasks if each.task.needs_skill)
    assert skilled > 0
    learnt = measure_people(measuring(new, "dcos", day))
    assert learnt.raw == pytest.approx(1.5 * (effort.hours.base + skilled) / 20)


def test_years_left_count_from_the_day_asked_and_only_once_the_end_is_known() -> None:
    scenario = asked().model_copy(update={"hosting": parse_scenario("{name: a, hosting: {cloud: azure}}").hosting})
    before, after = (measure_years(measuring(scenario, "acs", dt.date(y, m, 31))) for y, m in ((2017, 10), (2019, 1)))
    # in 2017 nobody knew of an end: five years, of which 0.85 count for a service of one large vendor
    assert before.raw == pytest.approx(5 * 0.85)
    # a year is left to 2020-01-31, and a product given up counts for a fifth
    assert after.raw == pytest.approx(365 / 365.25 * 0.2)


def test_days_to_production_follow_the_tasks_skill_and_what_is_in_use() -> None:
    # EKS: 6 (objects) + 2.5 (release tooling) + 2 (policies) + 2 (faults) + 1.5 (upgrades) + 4 (add-ons) = 18 days
    # that need Kubernetes, and 0.5 + 0.5 + 0.5 + 1 = 2.5 that do not; without the skill 2 x 18 + 2.5
    assert measure_days_to_start(measuring(asked("team: {k8s_skill: strong}"), "eks")).raw == pytest.approx(20.5)
    assert measure_days_to_start(measuring(asked("team: {k8s_skill: none}"), "eks")).raw == pytest.approx(38.5)
    # moving from what is in use takes as long again; what is in use takes none
    assert measure_days_to_start(measuring(asked("existing: [nomad]"), "eks")).raw == pytest.approx(41)
    assert measure_days_to_start(measuring(asked("existing: [eks]"), "eks")).raw == 0
    # another mode of the service in use: three quarters of what stands around it stay, and a quarter is made anew
    mode = measure_days_to_start(measuring(asked("existing: [nomad]"), "eks-auto")).raw
    assert mode is not None
    switched = measure_days_to_start(measuring(asked("existing: [eks]"), "eks-auto"))
    assert switched.raw == pytest.approx(mode / 4)
    assert switched.why.code is MeasureCode.DAYS_TO_SWITCH_MODE
    assert measure_days_to_start(measuring(asked("existing: [eks-auto]"), "eks")).raw == pytest.approx(41 / 4)


def test_room_to_grow_is_the_limit_over_the_machines_planned() -> None:
    swarm = measuring(asked("team: {ops: 1}"), "docker-swarm-mode")
    planned = sum(pool.node_count for pool in swarm.topology.pools)
    limit = KNOWLEDGE.platforms["docker-swarm-mode"].value("max_nodes", dt.date(2026, 11, 24))
    assert measure_headroom(swarm).raw == pytest.approx(limit / planned)
    assert measure_headroom(measuring(asked(), "ecs-fargate")).raw == 10
    assert measure_headroom(measuring(asked(), "docker-compose-single-vm")).raw == 1


def test_a_form_counts_by_the_points_that_it_stands_behind_the_strongest() -> None:
    # for an orchestrator: W109 load decides +1, W138 jobs that want machines +2; hidden: W131 +1, W138 -1,
    # W155 -1; own: W147 -4
    workers = parse_scenario("name: a\nhosting: {model: cloud, cloud: gcp}\nautoscale: nodes\nworkloads: [batch]")
    verdict = verdict_on(workers, KNOWLEDGE)
    assert verdict.need.value == "yes"
    assert dict(verdict.forms.strengths)[Form.MANAGED] == 3
    assert measure_form(measuring(workers, "gke-standard")).raw == 0
    assert measure_form(measuring(workers, "cloud-run")).raw == 3 - (-1)
    assert measure_form(measuring(workers, "nomad")).raw == 3 - (3 - 4)


def test_every_wanted_capability_is_judged_by_one_criterion_alone() -> None:
    owners = {term: KNOWLEDGE.judged_by(term) for term in KNOWLEDGE.vocabulary if KNOWLEDGE.is_capability(term)}
    assert (owners["self_healing"], owners["vm_isolation"]) == ("availability", "isolation")
    assert (owners["portability"], owners["simplicity"], owners["secrets"]) == ("freedom", "start", None)


def test_own_priorities_and_rules_move_weights_and_they_add_up_to_one() -> None:
    plain = weights_of(apply_rules(asked(), KNOWLEDGE), KNOWLEDGE, asked())
    assert sum(plain.values()) == pytest.approx(1.0)
    weight = {one.id: one.weight for one in KNOWLEDGE.criteria.criteria}
    every = sum(weight.values())
    assert plain["cost"] == pytest.approx(weight["cost"] / every)
    low = asked("cost: low")
    cheap = weights_of(apply_rules(low, KNOWLEDGE), KNOWLEDGE, low)
    # W601 doubles cost
    assert cheap["cost"] == pytest.approx(2 * weight["cost"] / (every + weight["cost"]))
    own = asked("priorities: {cost: 100, fit: 0}")
    mine = weights_of(apply_rules(own, KNOWLEDGE), KNOWLEDGE, own)
    # 100 for cost, nothing for fit, the others as ever
    assert mine["cost"] == pytest.approx(100 / (100 + every - weight["cost"] - weight["fit"]))
    assert mine["fit"] == 0


def test_a_score_is_the_sum_of_its_parts_and_encloses_what_is_unknown() -> None:
    scenario = asked()
    platforms = [s.platform for s in screen(scenario, KNOWLEDGE) if s.eligible]
    ranking = rank(scenario, [size(scenario, platform, KNOWLEDGE) for platform in platforms], KNOWLEDGE)
    assert [s.total for s in ranking.scores] == sorted((s.total for s in ranking.scores), reverse=True)
    for score in ranking.scores:
        assert score.total == pytest.approx(sum(part.weight * part.value for part in score.parts))
        assert score.low <= score.total <= score.high
        effort = next(part for part in score.parts if part.criterion == "effort")
        assert effort.low < effort.high  # nobody said how many people there are


def test_what_is_kept_from_other_answers_changes_no_outcome() -> None:
    sized = {name: size(asked(), KNOWLEDGE.platforms[name], KNOWLEDGE) for name in ("eks", "nomad", "ecs-fargate")}
    topologies = {name: topology for name, topology in sized.items() if isinstance(topology, Topology)}
    assert len(topologies) == 3
    scorer = Scorer(KNOWLEDGE)
    answers = (
        "",
        "cost: low",
        "team: {ops: 0}",
        "existing: [nomad]",
        "multi_tenancy: hard",
        "team: {ops: 9}",
        "cost: low",
    )
    for answer in answers:
        scenario = asked(answer)
        findings = apply_rules(scenario, KNOWLEDGE)
        fresh = rank(scenario, topologies, KNOWLEDGE)
        judged = scorer.judge(scenario, findings, judge_forms(scenario, findings, KNOWLEDGE).strengths)
        assert judged.rank(topologies) == fresh
        for score in fresh.scores:
            assert judged.total(score.platform, topologies[score.platform]) == pytest.approx(score.total)
            assert judged.most(score.platform) >= score.total
